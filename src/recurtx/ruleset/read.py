"""A folder into documents, and what keeps a file from being one; what the rules say is none of its business."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from recurtx.document import Document, Unreadable, plain, read_bytes, read_text
from recurtx.errors import Location, Problem, RulesError, did_you_mean, suggestion
from recurtx.ruleset.files import OPTIONAL, OPTIONS, SINGLE, UNREAD
from recurtx.ruleset.folder import TooLarge, yaml_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def hidden(path: Path) -> bool:
    """Whether a file is a system's own, such as a Mac's `._x.yaml` beside `x.yaml`: it is no rule file."""
    return path.name.startswith(".")


def rule_files(directory: Path) -> list[Path]:
    """The files that make up a ruleset, in a fixed order."""
    return [
        *(directory / name for name in SINGLE),
        *sorted(p for p in (directory / OPTIONS).glob("*.yaml") if not hidden(p)),
    ]


def read_folder(directory: Path) -> tuple[dict[str, Document], list[Problem]]:
    """Every rule file that can be read, by its name within the folder, and what is wrong with the others.

    Raises:
        RulesError: there is no folder of rules.
    """
    problems = _unread(directory, _check_folder(directory))
    documents: dict[str, Document] = {}
    for path in rule_files(directory):
        name = path.relative_to(directory).as_posix()
        if path.exists():
            try:
                documents[name] = read_text(read_bytes(path, str(path), pipes=False), str(path))
            except Unreadable as error:
                problems.extend(error.problems)
        elif name not in OPTIONAL:
            problems.append(Problem("RTX003", f"`{name}` is missing", Location(str(path))))
    if not any(path.parent.name == OPTIONS for path in rule_files(directory)):
        problems.append(Problem("RTX002", "there is no option", Location(str(directory / OPTIONS))))
    return documents, problems


def _check_folder(directory: Path) -> list[Path]:
    """The YAML files in the folder and below it."""
    place, code, hint = Location(str(directory)), "RTX001", ""
    try:
        if not directory.is_dir():
            wrong = "is not a folder" if directory.exists() else "does not exist"
        elif found := yaml_files(directory):
            return found
        else:
            code, wrong, hint = "RTX002", "holds no rules", _HOLDS
    except TooLarge as error:
        code, wrong, hint = "RTX002", str(error), _HOLDS
    except OSError as error:
        wrong = f"cannot be read: {error.strerror or 'unknown reason'}"
    raise RulesError([Problem(code, f"the rules folder {wrong}", place, hint)])


_HOLDS = "a rules folder holds ruleset.yaml, options/*.yaml and others; see CONTRIBUTING"


def _unread(directory: Path, found: Iterable[Path]) -> list[Problem]:
    """YAML files that no ruleset has: nothing in the folder is passed over in silence."""
    read = set(rule_files(directory))
    return [_not_read(path, directory) for path in found if path not in read]


def _not_read(path: Path, directory: Path) -> Problem:
    near = did_you_mean(f"{path.stem}.yaml", SINGLE) if path.parent == directory else None
    hint = suggestion(near, f"files: {', '.join(SINGLE)}, options/*.yaml")
    if path.parent.name == "options" and path.suffix != ".yaml":
        hint = "its name ends in `.yaml`"
    return Problem("RTX004", f"`{path.relative_to(directory).as_posix()}` is not read", Location(str(path)), hint)


def digest(documents: Mapping[str, Document]) -> str:
    """SHA-256 of the documents that answers read, as canonical JSON: comments and layout do not count."""
    values = {name: plain(document.root) for name, document in documents.items() if name not in UNREAD}
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
