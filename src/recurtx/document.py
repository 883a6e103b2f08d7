"""A document: values that know where they stand, from a file, standard input or a command-line option.

Files are refused by size before they are read. No vocabulary and no rule belongs here.
"""

from __future__ import annotations

import codecs
import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from recurtx.errors import Location, Problem
from recurtx.reading import content

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

MAX_BYTES = 1024 * 1024
"""A profile is a few kilobytes and the largest rule file about a hundred; a mebibyte is a mistake or an attack."""

MAX_VALUES = 100_000
"""Keys and values of a file; the largest shipped rule file has about ten thousand."""

Steps: TypeAlias = "tuple[int | str, ...]"
"""The keys and numbers that lead to a value, from the outermost in."""


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
    """A parsed text and its name; ``slips`` are the lines of it that are not YAML and were read as if empty."""

    path: str
    root: Node
    text: str
    slips: tuple[Problem, ...] = ()

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


def plain(node: Node, kept: Collection[str] = ()) -> Any:
    """The value without its places, for a validator; what stands under a key that is ``kept`` stays a node."""
    match node:
        case Scalar():
            return node.value
        case Items():
            return [plain(item, kept) for item in node.items]
        case Table():
            return {e.key: e.node if e.key in kept else plain(e.node, kept) for e in node}


def node_of(value: object, place: Location) -> Node:
    """A plain value as a document has it; everything in it stands at one place."""
    if isinstance(value, dict):
        return Table({str(k): Entry(str(k), node_of(v, place), place) for k, v in value.items()}, place)
    if isinstance(value, list):
        return Items(tuple(node_of(v, place) for v in value), place)
    if isinstance(value, datetime.date):
        return Scalar(value, value.isoformat(), place)
    if value is None or isinstance(value, bool):
        return Scalar(value, "null" if value is None else str(value).lower(), place)
    return Scalar(value if isinstance(value, (int, float)) else str(value), str(value), place)


def too_many(most: int, place: Location) -> Problem:
    """That a document, or a list in it, holds more values than may be."""
    return Problem("RTX114", f"it holds more than {most:,} values".replace(",", " "), place)


def read_bytes(path: Path, shown: str, *, pipes: bool = True) -> bytes:
    """The content of a file, refused by size before more of it is read; ``pipes``: it may be a pipe or a device.

    Raises:
        Unreadable: RTX101 missing, RTX102 not a file, RTX103 not permitted, RTX104 too large.
    """
    code = "RTX103"
    try:
        if path.is_dir():
            code, message = "RTX102", "this is a directory, not a file"
        else:
            return content(path, MAX_BYTES, pipes=pipes)
    except FileNotFoundError:
        code, message = "RTX101", "there is no such file"
    except PermissionError:
        message = "the file may not be read"
    except (OSError, ValueError) as error:
        message = f"the file cannot be read: {getattr(error, 'strerror', None) or 'not a readable path'}"
    raise Unreadable([Problem(code, message, Location(shown))])


def read_text(
    data: bytes | str, shown: str, *, placed: bool = True, slips: bool = False, most: int = MAX_VALUES
) -> Document:
    """Parse one document; unless it is to be ``placed``, everything in it stands at ``shown`` as a whole.

    With ``slips`` a text that has some is read without them, for whoever looks for its other mistakes as well.

    Raises:
        Unreadable: RTX104 larger than a mebibyte, RTX105 binary or not UTF-8, RTX106 empty, RTX107 not YAML,
            RTX108 nested too deeply, RTX109 duplicate key, RTX110 tag, anchor, alias or merge, RTX114 holds more than
            ``most`` values.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable([Problem("RTX104", "the file is larger than 1 MiB", Location(shown))])
    text = data if isinstance(data, str) else _decode(data, shown)
    if "\0" in text:
        raise Unreadable([Problem("RTX105", "this is a binary file, not text", Location(shown))])
    if not text.strip():
        raise Unreadable([Problem("RTX106", "the file is empty", Location(shown))])
    from recurtx.parse import parse  # the YAML parser takes 13 ms, and rules can be read without it

    document = parse(text, shown, placed=placed, most=most)
    if document.slips and not slips:
        raise Unreadable(list(document.slips))
    return document


_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
"""Byte order marks of what Windows calls Unicode, the longer first; PowerShell writes it at every `>`."""
_KINDS = (
    (b"%PDF", b"", "a PDF"), (b"PK\x03\x04", b"xl/", "an Excel workbook"), (b"PK\x03\x04", b"word/", "a Word document"),
    (b"PK\x03\x04", b"", "a zip archive"), (b"\xd0\xcf\x11\xe0", b"", "a file of an old Office (.xls, .doc)"),
    (b"\x1f\x8b", b"", "a gzip archive"), (b"PAR1", b"", "a Parquet table"), (b"SQLite format 3", b"", "a database"),
)  # fmt: skip
"""How files begin that are no text, and what else tells them apart."""


def _decode(data: bytes, shown: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, shown)
    kind = next((kind for begins, holds, kind in _KINDS if data.startswith(begins) and holds in data), None)
    if kind is None and (encoding := _unmarked(data)):
        return _decoded(data, encoding, shown)
    if kind is not None:
        help = "write what is recorded in it as YAML or JSON; a blank profile: `recurtx profile template`"
        raise Unreadable([Problem("RTX105", f"this is {kind}, not text", Location(shown), help)])
    return _decoded(data, "utf-8-sig", shown)


def _unmarked(data: bytes) -> str:
    """The encoding of UTF-16 without a byte order mark, of which every second byte is 0 in plain words; else none."""
    begins = data[:64]
    even, odd = begins[::2], begins[1::2]
    if len(data) % 2 or len(begins) < 4 or b"\0\0" in begins:
        return ""
    if not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if not any(even) and all(odd) else ""


def _decoded(data: bytes, encoding: str, shown: str) -> str:
    if encoding != "utf-8-sig":
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            problem = Problem(
                "RTX105", f"the text is not {encoding.upper()}", Location(shown), "save the file as UTF-8"
            )
            raise Unreadable([problem]) from None
    if b"\0" in data:
        raise Unreadable([Problem("RTX105", "this is a binary file, not text", Location(shown))])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        problem = Problem("RTX105", "the text is not UTF-8", Location(shown, line, column), "save the file as UTF-8")
        raise Unreadable([problem]) from None
