"""YAML text into values that know where they stand.

Reads one document from a file, standard input or a command-line option. Only what a reader of YAML 1.2 expects is
resolved: null, true, false, whole and decimal numbers, ISO dates; ``no``, ``on``, ``1:30`` and ``010`` stay text,
and so do all keys. Duplicate keys, tags, anchors, aliases and merges are refused with their line. Files are refused
by size before they are read and by depth while they are read. No vocabulary and no rule belongs here.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import yaml

from recurtx.errors import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 1024 * 1024
"""A profile is a few kilobytes and the largest rule file about a hundred; a mebibyte is a mistake or an attack."""
MAX_DEPTH = 40
"""The deepest shipped condition nests 14 levels; forty leaves room and keeps recursion harmless."""

_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
Steps: TypeAlias = "tuple[int | str, ...]"
"""The keys and numbers that lead to a value, from the outermost in."""
Plain: TypeAlias = "None | bool | int | float | str | datetime.date | list[Plain] | dict[str, Plain]"

_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What the YAML reader takes for the end of a line."""
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18}|[0-9]{1,18}(?=[eE]))(?:[eE][-+]?[0-9]{1,2})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CONSTANTS: dict[str, bool | None] = {"": None, "null": None, "~": None, "true": True, "false": False}


class Unreadable(Exception):
    """The text is no document; carries the problems. Turned into a profile or a rules error by the caller."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(p.message for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as resolved, and the text that was written."""

    value: bool | int | float | str | datetime.date | None
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    items: tuple[Node, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value; ``location`` is that of the key."""

    key: str
    node: Node
    location: Location


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; its keys are text and each occurs once."""

    entries: dict[str, Entry]
    location: Location

    def get(self, key: str) -> Node | None:
        """The value under ``key``, or None."""
        entry = self.entries.get(key)
        return entry.node if entry else None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())


Node: TypeAlias = Scalar | Items | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text and its name."""

    path: str
    root: Node
    text: str

    def locate(self, steps: Steps) -> Location:
        """The place of the value at ``steps``, or of the nearest thing around it."""
        return reach(self.root, steps)[1]


def reach(node: Node, steps: Steps) -> tuple[Node, Location]:
    """The value at ``steps`` or the nearest thing around it, and the place to point at.

    For a single value and for an item of a list that is its own; for a list or mapping under a key, that of the key.
    """
    place = node.location
    for step in steps:
        if isinstance(node, Table) and str(step) in node.entries:
            entry = node.entries[str(step)]
            node, place = entry.node, (entry.node if isinstance(entry.node, Scalar) else entry).location
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.location
        else:
            break
    return node, place


def key_place(node: Node, steps: Steps) -> Location | None:
    """The place of the key that the last of ``steps`` names, or None where it names no key."""
    around, _ = reach(node, steps[:-1])
    entry = around.entries.get(str(steps[-1])) if isinstance(around, Table) else None
    return entry.location if entry else None


def plain(node: Node) -> Plain:
    """The value without its places, for a validator."""
    match node:
        case Scalar():
            return node.value
        case Items():
            return [plain(item) for item in node.items]
        case Table():
            return {entry.key: plain(entry.node) for entry in node}


def read_bytes(path: Path, shown: str) -> bytes:
    """The content of a regular file, refused by size before it is read.

    Raises:
        Unreadable: RTX101 missing, RTX102 not a file, RTX103 not permitted, RTX104 too large.
    """
    try:
        if path.is_dir():
            raise Unreadable([Problem("RTX102", "this is a directory, not a file", Location(shown))])
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable([Problem("RTX101", "there is no such file", Location(shown))]) from None
    except PermissionError:
        raise Unreadable([Problem("RTX103", "the file may not be read", Location(shown))]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a readable path"
        raise Unreadable([Problem("RTX103", f"the file cannot be read: {reason}", Location(shown))]) from None
    return data


def read_text(data: bytes | str, shown: str) -> Document:
    """Parse one document.

    Raises:
        Unreadable: RTX104 larger than a mebibyte, RTX105 binary or not UTF-8, RTX106 empty, RTX107 not YAML,
            RTX108 nested too deeply, RTX109 duplicate key, RTX110 tag, anchor, alias or merge.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable([Problem("RTX104", "the file is larger than 1 MiB", Location(shown))])
    text = data if isinstance(data, str) else _decode(data, shown)
    if "\0" in text:
        raise Unreadable([Problem("RTX105", "this is a binary file, not text", Location(shown))])
    if not text.strip():
        raise Unreadable([Problem("RTX106", "the file is empty", Location(shown))])
    return _Builder(text, shown).document()


def _decode(data: bytes, shown: str) -> str:
    if b"\0" in data:
        raise Unreadable([Problem("RTX105", "this is a binary file, not text", Location(shown))])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        problem = Problem("RTX105", "the text is not UTF-8", Location(shown, line, column), "save the file as UTF-8")
        raise Unreadable([problem]) from None


class _Builder:
    """Events of the C parser into nodes; collects what is refused and goes on."""

    def __init__(self, text: str, shown: str) -> None:
        self.text, self.shown = text, shown
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
                first = entries[key.text].location.line
                self._refuse(
                    "RTX109", f"key `{key.text}` occurs twice", key.location, f"it first stands in line {first}"
                )
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
