"""The values of a fact that conditions can tell apart.

Each number falls into the intervals between the thresholds put to it, each word of a choice stands for itself, and of
a set each element is present or absent. Inside a cell every condition says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from recurtx.profile import DERIVATIONS, HOLDS, VOCABULARY, Fact, Kind, SetContent, can_be, holds, landmarks
from recurtx.profile import facttest as t
from recurtx.program.formula import Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.profile import Content


class Cell(NamedTuple):
    """One class of values: a value that stands for it, and for numbers the ends of the interval.

    ``low`` and ``high`` are the ends, None at the end of the range; ``low_in`` and ``high_in`` say whether the end
    belongs to the cell.
    """

    value: t.Value
    low: float | None = None
    high: float | None = None
    low_in: bool = True
    high_in: bool = True

    def holds(self, number: float) -> bool:
        """Whether a number lies between the ends."""
        low = self.low is None or self.low < number or (self.low_in and self.low == number)
        return low and (self.high is None or number < self.high or (self.high_in and self.high == number))


def cells_of(fact: Fact, tests: Iterable[t.Test]) -> tuple[Cell, ...]:
    """The cells of a fact that is no set, cut by some tests and by those of the vocabulary."""
    if fact.kind is Kind.BOOLEAN:
        return (Cell(True), Cell(False))
    if fact.kind is Kind.CHOICE:
        return tuple(Cell(value) for value in fact.values)
    telling = [*(x for x in tests if isinstance(x, t.ValueTest)), *_by_vocabulary(fact.path)]
    return tuple(_intervals(fact, telling))


def place_of(fact: Fact, cells: tuple[Cell, ...], value: t.Value) -> int:
    """The place of the cell in which a value lies."""
    if fact.is_number:
        return next(i for i, cell in enumerate(cells) if cell.holds(float(value)))
    return next(i for i, cell in enumerate(cells) if cell.value == value)


def _intervals(fact: Fact, tests: list[t.ValueTest]) -> Iterator[Cell]:
    bounds = sorted({fact.rank(b) for x in tests for b in t.bounds(x)})
    low, high = fact.low or 0.0, fact.high or 0.0
    points = [p for p in landmarks(fact, bounds, low, high) if not fact.step or not p % fact.step]
    groups: list[list[float]] = []
    previous: tuple[bool, ...] | None = None
    for point in points:
        outcome = tuple(holds(x, _value(fact, point), fact) for x in tests)
        if outcome != previous:
            groups.append([])
            previous = outcome
        groups[-1].append(point)
    for before, group, after in zip([None, *groups], groups, [*groups[1:], None], strict=False):
        yield _cell(fact, group, before, after, set(bounds))


@lru_cache(maxsize=256)
def _by_vocabulary(path: str) -> tuple[t.ValueTest, ...]:
    """Tests by which other facts hang on this one: what is derived from it, applies through it, is presumed by it."""
    found: list[t.Test] = []
    for rule in DERIVATIONS:
        if rule.source == path and not VOCABULARY[path].is_set:
            targets = set(rule.values.values())
            found += [t.OneOf(tuple(k for k, v in rule.values.items() if v == value)) for value in targets]
    for fact in VOCABULARY.values():
        unless = fact.presumption.unless if fact.presumption else ()
        found += [c.test for c in (*fact.applies_when, *unless) if c.path == path]
    found += [seen.test for seen, _, _ in HOLDS if seen.path == path]
    return tuple(test for test in found if isinstance(test, t.ValueTest))


def _value(fact: Fact, number: float) -> t.Value:
    return int(number) if fact.kind is Kind.WHOLE else number


def _cell(
    fact: Fact, group: list[float], before: list[float] | None, after: list[float] | None, bounds: set[float]
) -> Cell:
    """The interval of neighbouring landmarks with one outcome; its ends are thresholds or whole numbers."""
    middle = _value(fact, group[len(group) // 2])
    if fact.kind is Kind.WHOLE:
        return Cell(middle, group[0] if before else None, group[-1] if after else None)
    low_in, high_in = group[0] in bounds, group[-1] in bounds
    low = None if before is None else (group[0] if low_in else before[-1])
    high = None if after is None else (group[-1] if high_in else after[0])
    return Cell(middle, low, high, low_in or before is None, high_in or after is None)


@dataclass
class Partition:
    """The cells of every fact that are possible for one patient, as verdicts tell them apart.

    ``by_path`` are the cells of facts that are no set, ``named`` the elements of sets that rules name. A number in a
    formula is the place of a cell here; ``stated`` is what is known of the patient.
    """

    by_path: Mapping[str, tuple[Cell, ...]]
    named: Mapping[str, tuple[str, ...]]
    stated: Mapping[str, Content]
    _variables: dict[tuple[str, str], Variable] = field(default_factory=dict)
    _cells: dict[str, tuple[Cell, ...]] = field(default_factory=dict)

    def cells(self, path: str) -> tuple[Cell, ...]:
        """The cells of a fact that is no set."""
        if path not in self._cells:
            every = self.by_path.get(path) or cells_of(VOCABULARY[path], ())
            possible = can_be(path, (cell.value for cell in every), self.stated)
            self._cells[path] = tuple(cell for cell, can in zip(every, possible, strict=True) if can)
        return self._cells[path]

    def cell_of(self, path: str, value: t.Value) -> int:
        """The place of the cell in which a value lies."""
        return place_of(VOCABULARY[path], self.cells(path), value)

    def reads(self, path: str) -> bool:
        """Whether some rule or scope tests the fact."""
        return path in self.by_path or path in self.named

    def elements(self, path: str) -> tuple[str, ...]:
        """Elements of a set that rules name; for ``only`` and ``empty``, every element of a closed set."""
        return self.named.get(path, ())

    def variable(self, path: str, element: str = "") -> Variable:
        """The variable of a fact, or of one element of a set."""
        known = self._variables.get((path, element))
        if known is None:
            known = Variable(path, element, 2 if element else max(1, len(self.cells(path))))
            self._variables[path, element] = known
        return known


def with_element(content: Content | None, element: str, *, present: bool) -> SetContent:
    """A set as recorded, with one more element known to be present or absent."""
    known = content if isinstance(content, SetContent) else SetContent()
    if present:
        return SetContent(known.present | {element}, known.absent - {element}, known.complete)
    return SetContent(known.present - {element}, known.absent | {element}, known.complete)
