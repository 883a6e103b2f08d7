"""What the documentation site holds besides the Markdown beside this file: reference pages, generated when it is built.

A hook of MkDocs, called by ``mkdocs build``. Commands come from their help, schemas from the models, and the rules from
``rules.md``, which is one page too long to read, by option.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

from recurtx.answer.comparison import ComparisonDocument, SweepDocument
from recurtx.answer.document import PublicAssessment
from recurtx.cli.manual import manual
from recurtx.markup.markdown import markdown
from recurtx.profile import Profile
from recurtx.ruleset import file_schema, option_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
_WRITTEN = re.compile(r"reference/|summary-|limits|checks")
_DEEPER = re.compile(r"^((?:  )+)(?=- )", re.MULTILINE)
_ELSEWHERE = re.compile(r"\]\((?:docs/)?([\w./-]+\.md)\)")
"""A link to a document of the repository that stands elsewhere in the site, or not in it."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, then fill the navigation with what there is."""
    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    config.nav = list(_filled(config.nav or [], sorted(file.src_uri for file in files)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Lists in lists as this reader of Markdown wants them, in pages that recurtx wrote: four blanks for each step."""
    return _DEEPER.sub(r"\1\1", markdown) if _WRITTEN.match(page.file.src_uri) else markdown


def _filled(nav: list[Any], there: list[str]) -> Iterator[Any]:
    """The navigation with patterns replaced by what matches them, and without what does not exist."""
    taken: set[str] = set()
    for entry in nav:
        if isinstance(entry, str):
            found = [path for path in there if fnmatch(path, entry) and path not in taken]
            taken.update(found)
            yield from found
        elif isinstance(entry, dict):
            ((name, below),) = entry.items()
            inside = list(_filled(below if isinstance(below, list) else [below], there))
            if inside:
                yield {name: inside if isinstance(below, list) else inside[0]}


def pages() -> dict[str, str]:
    """Every generated page by its path."""
    return {**dict(_commands()), **dict(_rules()), **dict(_schemas()), "changes.md": _plain("CHANGELOG.md")}


def _plain(name: str) -> str:
    return _ELSEWHERE.sub("]", (ROOT / name).read_text(encoding="utf-8"))


def _commands() -> Iterator[tuple[str, str]]:
    for name, page in manual().items():
        yield f"reference/commands/{name.replace(' ', '-')}.md", markdown(page)


def _rules() -> Iterator[tuple[str, str]]:
    """The rulebook cut before every option."""
    head, *parts = re.split(r"^## ", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    table, *options = parts
    links = [(part.partition("\n")[0], part) for part in options]
    listed = "".join(f"- [{name}]({_slug(name)}.md)\n" for name, _ in links)
    yield "reference/rules/index.md", f"{head}## {table}\n## Options\n\n{listed}"
    for name, part in links:
        yield f"reference/rules/{_slug(name)}.md", re.sub(r"^#(#+ )", r"\1", f"## {part}", flags=re.MULTILINE)


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower()).strip("-")


def _schemas() -> Iterator[tuple[str, str]]:
    """Each schema as a file, and as a page with a table for each kind of object."""
    schemas = {
        "profile": Profile.model_json_schema(),
        "option": option_schema(),
        "invariants": file_schema("invariants"),
        "assessment": PublicAssessment.model_json_schema(),
        "what-if": ComparisonDocument.model_json_schema(),
        "sweep": SweepDocument.model_json_schema(),
    }
    for name, schema in schemas.items():
        yield f"reference/schemas/{name}.schema.json", json.dumps(schema, indent=1, sort_keys=True)
        yield f"reference/schemas/{name}.md", "\n".join(_schema(name, schema))


def _schema(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"# Schema: {name}\n\nThe whole of it: [{name}.schema.json]({name}.schema.json).\n"
    yield from _object(name, schema)
    for kind, below in sorted(schema.get("$defs", {}).items()):
        yield from _object(_kind_name(kind), below)


def _object(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"{_cell(schema.get('description', ''))}\n"
    if "enum" in schema:
        yield f"One of {', '.join(f'`{value}`' for value in schema['enum'])}.\n"
    fields = schema.get("properties", {})
    told = any("description" in field for field in fields.values())
    yield from _row(("key", "is", "meaning"), told) if fields else ()
    yield from _row(("---", "---", "---"), told) if fields else ()
    for key, field in fields.items():
        yield from _row((f"`{key}`", _kind(field), _cell(field.get("description", ""))), told)
    yield ""


def _row(cells: tuple[str, str, str], told: bool) -> Iterator[str]:
    """A row of a table; without the meaning where none of them tells any."""
    yield f"| {' | '.join(cells if told else cells[:2])} |"


def _kind_name(name: str) -> str:
    return name.removeprefix("Public")


def _cell(text: str) -> str:
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


def _kind(field: dict[str, Any]) -> str:
    """What a value is, in a word."""
    if "$ref" in field:
        kind = _kind_name(field["$ref"].rpartition("/")[2])
        return f"[{kind}](#{kind.lower()})"
    if "anyOf" in field:
        return " or ".join(_kind(one) for one in field["anyOf"])
    if "enum" in field or "const" in field:
        return ", ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return str(field.get("type", "anything"))
