"""Where a part of a condition stands in its file: files are read again, and only those that something is told of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.document import Items, Scalar, Table, Unreadable, read_bytes, read_text
from recurtx.ruleset import ConceptInfo, Option, Rule
from recurtx.ruleset.shape import Advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.assurance.edits import Steps
    from recurtx.assurance.mutants import Entry
    from recurtx.document import Document, Node
    from recurtx.errors import Location


class Places:
    """Places in the files of a folder of rules."""

    def __init__(self) -> None:
        self._documents: dict[str, Document | None] = {}

    def of(self, entry: Entry, field: str = "", steps: Steps = (), number: int = -1) -> Location:
        """The place of a part of a condition of an entry, or of the nearest thing around it.

        Args:
            entry: what the condition belongs to.
            field: ``for`` or ``when``, or another key of the entry; empty for the entry itself.
            steps: the places of the parts that lead to the part.
            number: of a gap of an option, its place among them.
        """
        table = self.table(entry)
        if table is not None and number >= 0:
            table = _item(table, "gaps", number)
        at = table.entries.get(field) if table is not None else None
        if at is None:
            return entry.location
        place, node = at.location, at.node
        for step in steps:
            inner = _part(node, step)
            if inner is None:
                break
            node, place = inner, _place(inner)
        return place if steps else _place(node) if field in ("for", "when") else place

    def last(self, entry: Entry, key: str) -> int | None:
        """The line on which the last item of a list of an entry begins; None where it has none."""
        table = self.table(entry)
        items = table.get(key) if table is not None else None
        return items.items[-1].location.line if isinstance(items, Items) and items.items else None

    def table(self, entry: Entry) -> Table | None:
        """The mapping that an entry was read from."""
        document = self._document(entry.location.path)
        if document is None or not isinstance(document.root, Table):
            return None
        if isinstance(entry, Option):
            found = document.root.get("option")
            return found if isinstance(found, Table) else None
        key = "rules" if isinstance(entry, Rule) else "concepts" if isinstance(entry, ConceptInfo) else "trials"
        items = document.root.get("advice" if isinstance(entry, Advice) else key)
        tables = (item for item in (items.items if isinstance(items, Items) else ()) if isinstance(item, Table))
        return next((table for table in tables if _text(table, "id") == entry.id), None)

    def _document(self, path: str) -> Document | None:
        if path not in self._documents:
            try:
                self._documents[path] = read_text(read_bytes(Path(path), path), path)
            except Unreadable:  # it was written anew while the rules were looked at
                self._documents[path] = None
        return self._documents[path]


def _text(table: Table, key: str) -> str:
    node = table.get(key)
    return node.text if isinstance(node, Scalar) else ""


def _item(table: Table, key: str, number: int) -> Table | None:
    items = table.get(key)
    found = items.items[number] if isinstance(items, Items) and number < len(items.items) else None
    return found if isinstance(found, Table) else None


def _part(node: Node, step: int) -> Node | None:
    """A part of a condition as it is written."""
    for entry in node if isinstance(node, Table) else ():
        inner = entry.node
        if entry.key == "count":
            inner = (inner.get("of") if isinstance(inner, Table) else None) or inner
        if isinstance(inner, Items):
            return inner.items[step] if step < len(inner.items) else None
        return inner if entry.key == "not" else None
    return None


def _place(node: Node) -> Location:
    """Where a condition begins: at its key."""
    keys: Iterator[Location] = (entry.location for entry in node) if isinstance(node, Table) else iter(())
    return next(keys, node.location)
