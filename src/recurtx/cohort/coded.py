"""Facts of many patients by column: of each distinct value what it means, and of each patient which it is.

Nothing is looked at patient by patient. What a recorded fact says becomes planes of bits, one for each proposition of
``symbolic.Record`` about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from recurtx.cohort.circuit import packed
from recurtx.cohort.distinct import MISSING
from recurtx.profile import VOCABULARY, Kind, SetContent
from recurtx.program.cells import cells_of
from recurtx.symbolic.record import UNLISTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.cohort.circuit import Bits, Bytes, Plane
    from recurtx.profile import Content, Fact
    from recurtx.profile.facttest import Value
    from recurtx.program.cells import Cell
    from recurtx.symbolic.record import Record

Numbers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"
Codes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.intp]]"
Sets: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int32]]"
Which: TypeAlias = "slice | Codes | Bits"
"""Some of the patients."""
NOWHERE = 255
"""The place of a value that is not recorded; no fact has so many."""
_TOGETHER = 64
"""Propositions about a set that are looked up at once."""


@dataclass(frozen=True)
class Numeric:
    """A number of many patients; NaN where it is not recorded."""

    fact: Fact
    numbers: Numbers

    def recorded(self) -> Bits:
        """Of whom it is recorded."""
        return np.logical_not(np.isnan(self.numbers))

    def content(self, row: int) -> Content | None:
        """What is recorded of one patient."""
        number = float(self.numbers[row])
        return None if np.isnan(number) else int(number) if self.fact.kind is Kind.WHOLE else number

    def some(self, which: Which) -> Numeric:
        """The same of some of the patients."""
        return Numeric(self.fact, self.numbers[which])

    def said(self, record: Record) -> Iterable[str]:
        """The ends of the names of the propositions that may hold of somebody."""
        return _at(len(record.space.cells(self.fact.path)))

    def planes(self, record: Record, asked: set[str]) -> Iterator[tuple[str, Plane]]:  # noqa: ARG002
        """Of the propositions that are asked for, by the ends of their names, of whom each holds."""
        cells = record.space.cells(self.fact.path)
        above = [packed(self.recorded()), *(packed(_beyond(cell, self.numbers)) for cell in cells[1:])]
        return ((f"={i}", one & ~above[i + 1] if i + 1 < len(above) else one) for i, one in enumerate(above))


def places(cells: Sequence[Cell], numbers: Numbers) -> Codes:
    """The place of the cell in which each number lies."""
    return np.sum([_beyond(cell, numbers) for cell in cells[1:]], axis=0, dtype=np.intp) + np.zeros_like(
        numbers, np.intp
    )


def _beyond(cell: Cell, numbers: Numbers) -> Bits:
    """Whose number lies in this cell or in one above it."""
    low = 0.0 if cell.low is None else cell.low
    return np.greater_equal(numbers, low) if cell.low_in else np.greater(numbers, low)


@dataclass(frozen=True)
class Chosen:
    """A word, or yes or no, of many patients: its place among the values of the fact, 255 where it is not recorded."""

    fact: Fact
    codes: Bytes

    def recorded(self) -> Bits:
        """Of whom it is recorded."""
        return np.not_equal(self.codes, NOWHERE)

    def content(self, row: int) -> Content | None:
        """What is recorded of one patient."""
        return None if self.codes[row] == NOWHERE else values_of(self.fact.path)[self.codes[row]]

    def some(self, which: Which) -> Chosen:
        """The same of some of the patients."""
        return Chosen(self.fact, self.codes[which])

    def said(self, record: Record) -> Iterable[str]:
        """The ends of the names of the propositions that may hold of somebody."""
        return _at(len(record.space.cells(self.fact.path)))

    def planes(self, record: Record, asked: set[str]) -> Iterator[tuple[str, Plane]]:  # noqa: ARG002
        """Of the propositions that are asked for, by the ends of their names, of whom each holds."""
        return _where(self.codes, asked)


@lru_cache(maxsize=256)
def values_of(path: str) -> tuple[Value, ...]:
    """The values of a word, or of yes or no, in the order of its cells."""
    return tuple(cell.value for cell in cells_of(VOCABULARY[path], ()))


def _at(number: int) -> Iterator[str]:
    return (f"={place}" for place in range(number))


def _where(places: Bytes, asked: set[str]) -> Iterator[tuple[str, Plane]]:
    return ((name, packed(places == int(name[1:]))) for name in asked)


class Contents:
    """The distinct contents of a set; what is worked out of them once is kept with them, and more may be added."""

    def __init__(self, values: Iterable[SetContent] = ()) -> None:
        self.values = [*dict.fromkeys(values)]
        self._places = {content: place for place, content in enumerate(self.values)}
        self._said: dict[str, list[int]] = {"": []}
        self._tables: dict[frozenset[str], tuple[int, list[tuple[tuple[str, ...], Codes]]]] = {}

    def place(self, content: Content | None) -> int:
        """The place of a content, which is added where it is new."""
        if not isinstance(content, SetContent):
            return MISSING
        if content not in self._places:
            self._places[content] = len(self.values)
            self.values.append(content)
        return self._places[content]

    def said(self, fact: Fact, record: Record) -> Mapping[str, list[int]]:
        """What they say of the elements: by the end of the name of the proposition, which of them do."""
        heard = self._said[""]
        if len(heard) < len(self.values):
            known = frozenset(record.names(fact.path))
            for place, content in enumerate(self.values[len(heard) :], len(heard)):
                heard.append(place)
                for name in _says(content, known, closed=fact.kind is Kind.SET):
                    self._said.setdefault(name, []).append(place)
        return self._said

    def tables(self, fact: Fact, record: Record, asked: frozenset[str]) -> list[tuple[tuple[str, ...], Codes]]:
        """By content what it says, as the bits of a number."""
        count, found = self._tables.get(asked, (-1, []))
        if count < len(self.values):
            said = self.said(fact, record)
            names = [name for name in said if name in asked]
            every = [tuple(names[i : i + _TOGETHER]) for i in range(0, len(names), _TOGETHER)]
            found = [(some, self._table([said[name] for name in some])) for some in every]
            self._tables[asked] = (len(self.values), found)
        return found

    def _table(self, said: Sequence[list[int]]) -> Codes:
        found = np.zeros((len(self.values) + 1, _TOGETHER // 8), dtype=np.uint8)
        for bit, places in enumerate(said):
            found[places, bit // 8] |= 1 << bit % 8
        return found.view(np.intp).reshape(-1)


def _says(content: SetContent, known: frozenset[str], *, closed: bool) -> Iterator[str]:
    yield from {f"+{name if name in known else UNLISTED}" for name in content.present}
    gone = known - content.present if closed and content.complete else content.absent & known
    yield from (f"-{name}" for name in gone)
    yield from ["."] if content.complete and not closed else []


@dataclass(frozen=True)
class Several:
    """A set of many patients: ``codes`` say which of the contents each has, -1 where it is not recorded."""

    fact: Fact
    codes: Sets
    contents: Contents

    def recorded(self) -> Bits:
        """Of whom it is recorded."""
        return np.not_equal(self.codes, MISSING)

    def content(self, row: int) -> Content | None:
        """What is recorded of one patient."""
        return None if self.codes[row] == MISSING else self.contents.values[self.codes[row]]

    def some(self, which: Which) -> Several:
        """The same of some of the patients."""
        return Several(self.fact, self.codes[which], self.contents)

    def said(self, record: Record) -> Iterable[str]:
        """The ends of the names of the propositions that may hold of somebody."""
        return self.contents.said(self.fact, record)

    def planes(self, record: Record, asked: set[str]) -> Iterator[tuple[str, Plane]]:
        """Of the propositions that are asked for, by the ends of their names, of whom each holds."""
        for names, table in self.contents.tables(self.fact, record, frozenset(asked)):
            found = np.ascontiguousarray(table.take(self.codes).view(np.uint8).reshape(-1, _TOGETHER // 8).T)
            yield from ((name, packed(found[bit // 8] & (1 << bit % 8))) for bit, name in enumerate(names))


Column: TypeAlias = Numeric | Chosen | Several


@dataclass(frozen=True)
class Coded:
    """Some patients: how many, and what is recorded of them."""

    rows: int
    columns: Mapping[str, Column]
    _kept: dict[str, Plane] = field(default_factory=dict, compare=False, repr=False)

    def some(self, which: Which) -> Coded:
        """Some of the patients."""
        rows = len(range(*which.indices(self.rows))) if isinstance(which, slice) else len(np.arange(self.rows)[which])
        return Coded(rows, {path: column.some(which) for path, column in self.columns.items()})

    def patient(self, row: int) -> dict[str, Content]:
        """What is recorded of one patient, in the order of the vocabulary."""
        found = ((path, self.columns[path].content(row)) for path in VOCABULARY if path in self.columns)
        return {path: content for path, content in found if content is not None}

    def names(self, record: Record) -> frozenset[str]:
        """The names of the propositions that may hold of some of them."""
        columns = self.columns.items()
        return frozenset(f"{record.name}:{path}{end}" for path, column in columns for end in column.said(record))

    def planes(self, record: Record, asked: Mapping[str, Mapping[str, str]]) -> Mapping[str, Plane]:
        """Of the propositions that are asked for, by fact and the end of their names, of whom each holds; kept."""
        for path in asked.keys() & self.columns.keys():
            names = asked[path]
            new = {end for end, name in names.items() if name not in self._kept}
            for end, plane in self.columns[path].planes(record, new) if new else ():
                self._kept[names.get(end) or f"{record.name}:{path}{end}"] = plane
        return self._kept
