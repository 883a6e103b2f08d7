"""A board's vignettes: patients, and for some options the verdicts that a panel accepts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.assurance.judges import Vignette
from recurtx.document import Document, Items, Scalar, Table, Unreadable, read_bytes, read_text
from recurtx.engine.verdict import Verdict
from recurtx.errors import Location, Problem, ProfileError, UsageError
from recurtx.profile import assemble, flatten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.document import Node
    from recurtx.profile import Names

_SHAPE = "vignettes: [{id: a, patient: {cancer.type: ovarian}, expect: [{option: id, verdict: [candidate]}]}]"


def read_boards(folder: str, names: Names) -> list[Vignette]:
    """The vignettes of every YAML file in a folder.

    Raises:
        UsageError: RTX168 there is no such folder, or no vignette in it.
        ProfileError: every mistake in every file.
    """
    found: list[Vignette] = []
    problems: list[Problem] = []
    for path in _files(folder):
        try:
            found += _read(read_text(read_bytes(path, str(path)), str(path)), names)
        except (Unreadable, ProfileError) as error:
            problems += error.problems
    if problems:
        raise ProfileError(problems)
    if not found:
        raise UsageError.one("RTX168", "the folder holds no vignette", f"--boards {folder}", _SHAPE)
    return found


def _files(folder: str) -> list[Path]:
    try:
        return sorted(p for p in Path(folder).iterdir() if p.suffix in (".yaml", ".yml") and not p.name.startswith("."))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a readable path"
        raise UsageError.one("RTX168", f"the folder cannot be read: {reason}", f"--boards {folder}") from None


def _read(document: Document, names: Names) -> Iterator[Vignette]:
    for node in _items(document.root, "vignettes", document):
        patient = node.get("patient") if isinstance(node, Table) else None
        if not isinstance(node, Table) or patient is None:
            raise _misshapen("a vignette has a `patient`", node.location)
        name = node.get("id")
        label = name.text if isinstance(name, Scalar) else ""
        written, problems = flatten(Document(document.path, patient, document.text))
        profile = assemble(written, names, document.path, problems).profile
        expected = dict(_expected(item) for item in _items(node, "expect", document))
        yield Vignette(label or str(node.location), profile, expected)


def _items(node: Node, key: str, document: Document) -> tuple[Node, ...]:
    items = node.get(key) if isinstance(node, Table) else None
    if not isinstance(items, Items):
        raise _misshapen(f"`{key}` is a list", items.location if items else Location(document.path))
    return items.items


def _expected(node: Node) -> tuple[str, frozenset[Verdict]]:
    """An option, and the verdicts that are right."""
    option, verdict = (node.get(key) if isinstance(node, Table) else None for key in ("option", "verdict"))
    words = verdict.items if isinstance(verdict, Items) else (verdict,)
    known = {v.value: v for v in Verdict}
    if not isinstance(option, Scalar) or not all(isinstance(w, Scalar) and w.text in known for w in words):
        raise _misshapen(f"what is expected names an option and verdicts, of {', '.join(known)}", node.location)
    return option.text, frozenset(known[word.text] for word in words if isinstance(word, Scalar))


def _misshapen(message: str, place: Location) -> ProfileError:
    return ProfileError([Problem("RTX168", message, place, _SHAPE)])
