"""YAML text into a document.

Only what a reader of YAML 1.2 expects is resolved: null, true, false, whole and decimal numbers, ISO dates; ``no``,
``on``, ``1:30`` and ``010`` stay text, and so do all keys. Duplicate keys, tags, anchors, aliases and merges are
refused with their line, and depth while it is read.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from recurtx.document import MAX_VALUES, Document, Entry, Items, Node, Scalar, Table, Unreadable, too_many
from recurtx.errors import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_DEPTH = 40
"""The deepest shipped condition nests 14 levels; forty leaves room and keeps recursion harmless."""
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What the YAML reader takes for the end of a line."""
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18}|[0-9]{1,18}(?=[eE]))(?:[eE][-+]?[0-9]{1,2})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CONSTANTS: dict[str, bool | None] = {"": None, "null": None, "~": None, "true": True, "false": False}


_MOST_SLIPS = 20
"""Slips told at most of one file; each takes another reading of it."""


def parse(text: str, shown: str, *, placed: bool = True, most: int = MAX_VALUES) -> Document:
    """The one document that the text holds; ``shown`` is its name, and unless ``placed`` the place of all in it.

    A line that is not YAML is told in ``slips`` and read as if it held nothing, so that it hides no other mistake.

    Raises:
        Unreadable: everything that is refused, at its place.
    """
    slips: list[Problem] = []
    written = _LINE_ENDS.split(text)
    lines = list(written)
    while True:
        try:
            document = _Builder("\n".join(lines) if slips else text, shown, placed, written, most).document()
            return replace(document, text=text, slips=(*slips, *document.slips))
        except _NotYaml as error:
            number, line = error.mended
            inside = number < len(lines)
            if inside and lines[number] != written[number]:  # mended already, and still not YAML
                raise Unreadable(slips) from None
            slips += error.problems
            if not inside or line is None or lines[number] == line or len(slips) == _MOST_SLIPS:
                raise Unreadable(slips) from None
            lines[number] = line
        except Unreadable as error:
            empty = bool(slips) and all(p.code == "RTX106" for p in error.problems)
            raise Unreadable(slips if empty else [*slips, *error.problems]) from None


_HALVES = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")
"""How JSON escapes a character that needs more than four digits: in two halves, which YAML does not know."""


def _whole(halves: re.Match[str]) -> str:
    high, low = (int(half, 16) for half in halves[2][2:].split("\\u"))
    return f"{halves[1]}\\U{0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF):08x}"


class _NotYaml(Unreadable):
    """One slip, with the number of its line and the line without it, None where there is no such line."""

    def __init__(self, problem: Problem, mended: tuple[int, str | None]) -> None:
        super().__init__([problem])
        self.mended = mended


class _Builder:
    """Events of the C parser into nodes; collects what is refused and goes on."""

    def __init__(self, text: str, shown: str, placed: bool, lines: Sequence[str], most: int) -> None:
        self.text, self.shown, self.placed, self.lines, self.most = text, shown, placed, lines, most
        self.count = 0
        self.problems: list[Problem] = []
        self.events = self._events()

    def _events(self) -> Iterator[yaml.Event]:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            yield from yaml.parse(_HALVES.sub(_whole, self.text), Loader=loader)
        except yaml.MarkedYAMLError as error:
            raise self._not_yaml(error) from None
        except (yaml.YAMLError, ValueError) as error:
            reason = getattr(error, "reason", None) or "a character is not allowed"
            raise Unreadable([Problem("RTX107", f"this is not YAML: {reason}", Location(self.shown))]) from None

    def _not_yaml(self, error: yaml.MarkedYAMLError) -> Unreadable:
        """What the parser stumbled over, in words."""
        from recurtx.slips import slip  # only where something is wrong

        mark = error.problem_mark
        if "nesting" in (error.problem or ""):
            place = self._place(mark.line, mark.column) if mark else Location(self.shown)
            return Unreadable([Problem("RTX108", _TOO_DEEP, place)])
        json = self.placed and (self.shown.endswith(".json") or self.text.lstrip()[:1] in ("{", "["))
        found = slip(error, self.lines, json=json)
        if found is None:
            return Unreadable([Problem("RTX107", f"this is not YAML: {error.problem}", Location(self.shown))])
        message = f"this is not {'JSON' if json else 'YAML'}: {found.says}"
        problem = Problem("RTX107", message, self._place(found.line, found.column), found.help)
        return _NotYaml(problem, (found.line, found.mended))

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
        if root is None or (isinstance(root, Scalar) and root.value is None):
            raise Unreadable(self.problems or [Problem("RTX106", "the file is empty", Location(self.shown))])
        return Document(self.shown, root, self.text, tuple(self.problems))

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._of(event)
        if depth > MAX_DEPTH:
            raise Unreadable([Problem("RTX108", _TOO_DEEP, place)])
        self.count += 1
        if self.count > self.most:
            raise Unreadable([too_many(self.most, Location(self.shown))])
        if isinstance(event, yaml.AliasEvent):
            help = "write the number alone" if str(event.anchor).isdigit() else "write the value out"
            self._refuse("RTX110", f"alias `*{event.anchor}` is not allowed", place, help)
            return Scalar(None, "", place)
        self._check_decoration(event, place)
        node = self._undecorated(event, place, depth)
        return Scalar(None, "", place) if getattr(event, "tag", None) else node

    def _undecorated(self, event: yaml.Event, place: Location, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            plain_style = not event.style and event.implicit[0]
            return Scalar(resolve(event.value) if plain_style else event.value, event.value, place)
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


def resolve(text: str) -> bool | int | float | str | datetime.date | None:
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
