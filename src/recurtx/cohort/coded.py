"""Facts of many patients by column: of each distinct value what it means, and of each patient which it is.

Nothing is looked at patient by patient. What a recorded fact says becomes planes of bits, one for each proposition of
``symbolic.Record`` about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from recurtx.cohort.circuit import packed
from recurtx.profile import VOCABULARY, Kind, SetContent
from recurtx.symbolic.record import UNLISTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from recurtx.cohort.circuit import Bits, Plane
    from recurtx.profile import Content, Fact
    from recurtx.program.cells import Cell
    from recurtx.symbolic.record import Record

Numbers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"
Codes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.intp]]"
MISSING = -1
"""The code of what is not recorded."""


@dataclass(frozen=True)
class Column:
    """One fact of many patients.

    ``contents`` are the distinct values, and ``codes`` say which of them a patient has, -1 for none. Of a number the
    values stand in ``numbers`` instead, NaN for none.
    """

    fact: Fact
    codes: Codes = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    contents: tuple[Content, ...] = ()
    numbers: Numbers | None = None

    def recorded(self) -> Bits:
        """Of whom the fact is recorded."""
        return ~np.isnan(self.numbers) if self.numbers is not None else self.codes != MISSING

    def content(self, row: int) -> Content | None:
        """What is recorded of one patient."""
        if self.numbers is None:
            return None if self.codes[row] == MISSING else self.contents[self.codes[row]]
        number = float(self.numbers[row])
        if np.isnan(number):
            return None
        return int(number) if self.fact.kind is Kind.WHOLE else number

    def slice(self, start: int, stop: int) -> Column:
        """The same of some of the patients."""
        numbers = None if self.numbers is None else self.numbers[start:stop]
        return Column(self.fact, self.codes[start:stop], self.contents, numbers)

    def places(self, cells: Sequence[Cell]) -> Codes:
        """For each patient the cell in which the value lies, -1 for none."""
        if self.numbers is not None:
            return np.where(np.isnan(self.numbers), MISSING, places(cells, self.numbers))
        found = {cell.value: place for place, cell in enumerate(cells)}
        table = np.array([found[value] for value in self.contents] + [MISSING], dtype=np.intp)  # type: ignore[index]
        return table[self.codes]


def places(cells: Sequence[Cell], numbers: Numbers) -> Codes:
    """The cell of each number; one that is none lies anywhere."""
    inside = np.array([c.low for c in cells[1:] if c.low_in], dtype=np.float64)
    beyond = np.array([c.low for c in cells[1:] if not c.low_in], dtype=np.float64)
    return np.searchsorted(inside, numbers, side="right") + np.searchsorted(beyond, numbers, side="left")


@dataclass(frozen=True)
class Coded:
    """Some patients: how many, and what is recorded of them."""

    rows: int
    columns: Mapping[str, Column]

    def slice(self, start: int, stop: int) -> Coded:
        """Some of the patients."""
        stop = min(stop, self.rows)
        return Coded(stop - start, {path: c.slice(start, stop) for path, c in self.columns.items()})

    def patient(self, row: int) -> dict[str, Content]:
        """What is recorded of one patient, in the order of the vocabulary."""
        found = ((path, self.columns[path].content(row)) for path in VOCABULARY if path in self.columns)
        return {path: content for path, content in found if content is not None}

    def names(self, record: Record) -> frozenset[str]:
        """The names of the propositions that may hold of some of them."""
        return frozenset(name for name, _ in self._propositions(record))

    def planes(self, record: Record) -> Iterator[tuple[str, Plane]]:
        """Each such proposition, and of whom it holds."""
        return ((name, packed(of_whom())) for name, of_whom in self._propositions(record))

    def _propositions(self, record: Record) -> Iterator[tuple[str, Callable[[], Bits]]]:
        for path, column in self.columns.items():
            about = _of_set if column.fact.is_set else _of_value
            yield from ((f"{record.name}:{path}{name}", of_whom) for name, of_whom in about(column, record))


def _of_value(column: Column, record: Record) -> Iterator[tuple[str, Callable[[], Bits]]]:
    cells = record.space.cells(column.fact.path)
    kept: list[Codes] = []

    def at(place: int) -> Bits:
        if not kept:
            kept.append(column.places(cells))
        return kept[0] == place

    yield from ((f"={place}", lambda place=place: at(place)) for place in range(len(cells)))  # type: ignore[misc]


def _of_set(column: Column, record: Record) -> Iterator[tuple[str, Callable[[], Bits]]]:
    yield "", column.recorded
    for name, those in said_of_set(column.contents, record.names(column.fact.path), column.fact).items():
        table = np.zeros(len(column.contents) + 1, dtype=np.bool_)
        table[those] = True
        yield name, lambda table=table: table.take(column.codes)  # type: ignore[misc]


def said_of_set(contents: Sequence[Content], names: Sequence[str], fact: Fact) -> dict[str, list[int]]:
    """What distinct contents of a set say of its elements, by the name of the proposition: the places of which do."""
    closed, known = fact.kind is Kind.SET, frozenset(names)
    found: dict[str, list[int]] = {}
    for place, content in enumerate(contents):
        if not isinstance(content, SetContent):
            raise TypeError(f"{fact.path} is a set")
        there = {name if name in known else UNLISTED for name in content.present}
        gone = known - content.present if closed and content.complete else content.absent & known
        every = (*(f"+{name}" for name in there), *(f"-{name}" for name in gone))
        for name in (*every, ".") if content.complete and not closed else every:
            found.setdefault(name, []).append(place)
    return found
