"""A file that is something else than a profile, told by what it is rather than by everything in it that is unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recurtx.document import Items, Scalar, Table, Unreadable, read_text
from recurtx.errors import Location, Problem
from recurtx.profile.bounds import MAX_FACTS

if TYPE_CHECKING:
    from recurtx.document import Document, Node

_BLANK = "a profile is the facts of one patient: `recurtx profile template` gives a blank one"
_ONE = "a profile holds one patient: write a file for each"
_CELL = re.compile(r"""\s*(?:"[^"]*"|'[^']*'|[\w .%/()-]{1,60})\s*\Z""")


def read_profile_text(data: bytes | str, shown: str) -> Document:
    """The document of a profile, lines that are not YAML left out and told.

    Raises:
        Unreadable: the text is no document, or RTX111 another kind of file.
    """
    try:
        document = read_text(data, shown, slips=True, most=MAX_FACTS)
    except Unreadable as error:
        text = data if isinstance(data, str) else data.decode("utf-8-sig", "replace")
        kind = _of_text(text, shown) if any(p.code == "RTX107" for p in error.problems) else None
        raise (Unreadable([kind]) if kind else error) from None
    found = _of_text(document.text, shown) or _of_content(document.root, shown)
    if found is not None:
        raise Unreadable([found])
    return document


def _of_text(text: str, shown: str) -> Problem | None:
    """Another kind of text: a table, XML, a message of a hospital system."""
    first, *rest = [line for line in text.split("\n", 3) if line.strip()] or [""]
    if first.lstrip().startswith("<"):
        return _other("XML, such as a FHIR or CDA document", shown)
    if first.startswith(("MSH|", "FHS|", "BHS|")):
        return _other("an HL7 message", shown)
    for separator, name in ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")):
        cells = first.split(separator)
        even = not rest or rest[0].count(separator) >= len(cells) - 1
        if len(cells) > 1 and even and all(map(_CELL.match, cells)):
            return _other(f"a table with {len(cells)} columns ({name}-separated)", shown)
    return None


def _of_content(root: Node, shown: str) -> Problem | None:
    """Another kind of document: a FHIR resource, or several patients."""
    if isinstance(root, Items):
        count = "one entry" if len(root.items) == 1 else f"{len(root.items)} entries"
        return Problem("RTX111", f"this is a list of {count}, not one patient", Location(shown), _ONE)
    if isinstance(root, Table):
        kind = root.get("resourceType")
        if isinstance(kind, Scalar):
            return _other(f"a FHIR resource ({kind.text[:40]})", shown)
        inside = [entry.node for entry in root]
        if len(inside) == 1 and isinstance(inside[0], Items) and _of_tables(inside[0]):
            return _of_content(inside[0], shown)
    return None


def _of_tables(items: Items) -> bool:
    return bool(items.items) and all(isinstance(item, Table) for item in items.items)


def _other(what: str, shown: str) -> Problem:
    return Problem("RTX111", f"this is {what}, not a profile", Location(shown), _BLANK)
