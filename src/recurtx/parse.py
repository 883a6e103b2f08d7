"""YAML text into a document.

Only what a reader of YAML 1.2 expects is resolved: null, true, false, whole and decimal numbers, ISO dates; ``no``,
``on``, ``1:30`` and ``010`` stay text, and so do all keys. Duplicate keys, tags, anchors, aliases and merges are
refused with their line, and depth while it is read.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import yaml

from recurtx.document import Document, Entry, Items, Node, Scalar, Table, Unreadable
from recurtx.errors import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 40
"""The deepest shipped condition nests 14 levels; forty leaves room and keeps recursion harmless."""
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What the YAML reader takes for the end of a line."""
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18}|[0-9]{1,18}(?=[eE]))(?:[eE][-+]?[0-9]{1,2})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CONSTANTS: dict[str, bool | None] = {"": None, "null": None, "~": None, "true": True, "false": False}


def parse(text: str, shown: str, *, placed: bool = True) -> Document:
    """The one document that the text holds; ``shown`` is its name, and unless ``placed`` the place of all in it.

    Raises:
        Unreadable: everything that is refused, at its place.
    """
    return _Builder(text, shown, placed).document()


class _Builder:
    """Events of the C parser into nodes; collects what is refused and goes on."""

    def __init__(self, text: str, shown: str, placed: bool) -> None:
        self.text, self.shown, self.placed = text, shown, placed
        self.lines = _LINE_ENDS.split(text)
        self.problems: list[Problem] = []
        self.events = self._events()

    def _events(self) -> Iterator[yaml.Event]:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            yield from yaml.parse(self.text, Loader=loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self._place(mark.line, mark.column) if mark else Location(self.shown)
            what = (error.problem or "cannot be parsed").strip()
            if "nesting" in what:
                raise Unreadable([Problem("RTX108", _TOO_DEEP, place)]) from None
            raise Unreadable([Problem("RTX107", f"this is not YAML: {what}", place)]) from None
        except (yaml.YAMLError, ValueError) as error:
            reason = getattr(error, "reason", None) or "a character is not allowed"
            raise Unreadable([Problem("RTX107", f"this is not YAML: {reason}", Location(self.shown))]) from None

    def _place(self, line: int, column: int, width: int = 1) -> Location:
        if not self.placed:
            return Location(self.shown)
        text = self.lines[line] if line < len(self.lines) else ""
        return Location(self.shown, line + 1, column + 1, max(1, width), text)

    def _of(self, event: yaml.Event) -> Location:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Location(self.shown)
        width = end.column - start.column if start.line == end.line else 1
        return self._place(start.line, start.column, width)

    def _refuse(self, code: str, message: str, place: Location, help: str = "") -> None:
        self.problems.append(Problem(code, message, place, help))

    def document(self) -> Document:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._refuse("RTX107", "the file holds more than one document", self._of(event))
                    break
                root = self._node(next(self.events), 0)
        if self.problems:
            raise Unreadable(self.problems)
        if root is None or (isinstance(root, Scalar) and root.value is None):
            raise Unreadable([Problem("RTX106", "the file is empty", Location(self.shown))])
        return Document(self.shown, root, self.text)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._of(event)
        if depth > MAX_DEPTH:
            raise Unreadable([Problem("RTX108", _TOO_DEEP, place)])
        if isinstance(event, yaml.AliasEvent):
            self._refuse("RTX110", f"alias `*{event.anchor}` is not allowed", place, "write the value out")
            return Scalar(None, "", place)
        self._check_decoration(event, place)
        if isinstance(event, yaml.ScalarEvent):
            plain_style = not event.style and event.implicit[0]
            return Scalar(_resolve(event.value) if plain_style else event.value, event.value, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(place, depth)
        return self._table(place, depth)

    def _check_decoration(self, event: yaml.Event, place: Location) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            self._refuse("RTX110", f"anchor `&{anchor}` is not allowed", place, "write the value out where it is used")
        if tag:
            self._refuse("RTX110", f"tag `{tag}` is not allowed", place, "write the plain value")

    def _items(self, place: Location, depth: int) -> Items:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Items(tuple(items), place)

    def _table(self, place: Location, depth: int) -> Table:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            node = self._node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self._refuse("RTX107", "a key must be a single word", key.location)
            elif key.text == "<<":
                self._refuse("RTX110", "merge key `<<` is not allowed", key.location, "write the values out")
            elif key.text in entries:
                first = f"it first stands in line {max(1, entries[key.text].location.line)}"
                self._refuse("RTX109", f"key `{key.text}` occurs twice", key.location, first)
            else:
                entries[key.text] = Entry(key.text, node, key.location)
        return Table(entries, place)


def _resolve(text: str) -> bool | int | float | str | datetime.date | None:
    """What a plain scalar means."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if not text[0].isdigit() and text[0] not in "+-.":
        return text
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    if _DATE.match(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    return text
