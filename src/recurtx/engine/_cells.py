"""The values of a fact that the rules can tell apart.

Each number falls into the intervals between the thresholds that rules put to it, each word of a choice stands for
itself, and of a set each element is present or absent. Inside a cell every rule says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.engine._formula import Variable
from recurtx.profile import DERIVATIONS, VOCABULARY, Fact, Kind, SetContent, holds, landmarks
from recurtx.profile import facttest as t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.profile import Content, Situation
    from recurtx.ruleset import Ruleset

__all__ = ["Cell", "Partition", "with_element"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One class of values: a value that stands for it, and for numbers the ends of the interval.

    ``low`` and ``high`` are the ends, None at the end of the range; ``low_in`` and ``high_in`` say whether the end
    belongs to the cell.
    """

    value: t.Value
    low: float | None = None
    high: float | None = None
    low_in: bool = True
    high_in: bool = True


@dataclass
class Partition:
    """The cells of every fact for one cancer type (None: not recorded)."""

    ruleset: Ruleset
    cancer_type: str | None
    _cells: dict[str, tuple[Cell, ...]] = field(default_factory=dict)
    _variables: dict[tuple[str, str], Variable] = field(default_factory=dict)

    @classmethod
    def of(cls, ruleset: Ruleset, cancer_type: str | None) -> Partition:
        """The partition of a ruleset for one cancer type, built once."""
        known = ruleset.kept.get(("partition", cancer_type))
        if not isinstance(known, Partition):
            known = ruleset.kept[("partition", cancer_type)] = cls(ruleset, cancer_type)
        return known

    @property
    def tests(self) -> Mapping[str, tuple[t.Test, ...]]:
        """Every test that the rules put to each fact."""
        return self.ruleset.tests

    def cells(self, path: str) -> tuple[Cell, ...]:
        """The cells of a fact that is no set."""
        if path not in self._cells:
            self._cells[path] = tuple(self._build(VOCABULARY[path]))
        return self._cells[path]

    def cell_of(self, path: str, value: t.Value) -> int | None:
        """The place of the cell in which a value lies."""
        fact = VOCABULARY[path]
        if not fact.is_number:
            return next((i for i, cell in enumerate(self.cells(path)) if cell.value == value), None)
        tests = self._telling(path)
        mine = [holds(x, value, fact) for x in tests]
        same = (i for i, c in enumerate(self.cells(path)) if [holds(x, c.value, fact) for x in tests] == mine)
        return next(((i) for i in same if _inside(self.cells(path)[i], value)), None)

    def _telling(self, path: str) -> list[t.ValueTest]:
        """Tests that tell values of a fact apart: those of the rules, and those by which other facts hang on it."""
        return [*(x for x in self.tests.get(path, ()) if isinstance(x, t.ValueTest)), *_by_vocabulary(path)]

    def variable(self, path: str, element: str = "") -> Variable:
        """The variable of a fact, or of one element of a set."""
        known = self._variables.get((path, element))
        if known is None:
            known = Variable(path, element, 2 if element else max(1, len(self.cells(path))))
            self._variables[path, element] = known
        return known

    def elements(self, path: str) -> tuple[str, ...]:
        """Elements of a set that rules name; for ``only`` and ``empty``, every element of a closed set."""
        fact = VOCABULARY[path]
        named: dict[str, None] = {}
        for test in self.tests.get(path, ()):
            if isinstance(test, (t.Only, t.Empty)):
                named.update(dict.fromkeys(fact.values))
            if isinstance(test, (t.IncludesAny, t.IncludesAll, t.ExcludesAll, t.Only)):
                named.update(dict.fromkeys(test.elements))
        order = {name: i for i, name in enumerate(fact.values)}
        return tuple(sorted(named, key=lambda n: (order.get(n, 0), n)))

    def _build(self, fact: Fact) -> Iterator[Cell]:
        if fact.kind is Kind.BOOLEAN:
            yield from (Cell(True), Cell(False))
        elif fact.kind is Kind.CHOICE:
            yield from (Cell(value) for value in fact.possible(self.cancer_type))
        elif fact.is_number:
            yield from self._intervals(fact)

    def _intervals(self, fact: Fact) -> Iterator[Cell]:
        tests = self._telling(fact.path)
        bounds = sorted({fact.rank(b) for x in tests for b in _bounds(x)})
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
        for i, group in enumerate(groups):
            yield _cell(fact, group, groups[i - 1] if i else None, groups[i + 1] if i + 1 < len(groups) else None,
                        set(bounds))  # fmt: skip


@lru_cache(maxsize=256)
def _by_vocabulary(path: str) -> tuple[t.ValueTest, ...]:
    """Tests by which the vocabulary derives other facts from this one, lets them apply, or presumes them."""
    found: list[t.Test] = []
    for rule in DERIVATIONS:
        if rule.source == path:
            targets = dict.fromkeys(rule.values.values())
            found += [t.OneOf(tuple(k for k, v in rule.values.items() if v == value)) for value in targets]
    for fact in VOCABULARY.values():
        presumption = fact.presumption
        conditions = (*fact.applies_when, *(presumption.unless if presumption else ()))
        found += [c.test for c in conditions if c.path == path]
    return tuple(test for test in found if isinstance(test, t.ValueTest))


def _inside(cell: Cell, value: t.Value) -> bool:
    """Whether a number lies between the ends of a cell."""
    number = float(value)
    low = cell.low is None or cell.low < number or (cell.low_in and cell.low == number)
    return low and (cell.high is None or number < cell.high or (cell.high_in and cell.high == number))


def _value(fact: Fact, number: float) -> t.Value:
    return int(number) if fact.kind is Kind.WHOLE else number


def _cell(fact: Fact, group: list[float], before: list[float] | None, after: list[float] | None, bounds: set[float]
          ) -> Cell:  # fmt: skip
    """The interval of neighbouring landmarks with one outcome; its ends are thresholds or whole numbers."""
    middle = _value(fact, group[len(group) // 2])
    if fact.kind is Kind.WHOLE:
        return Cell(middle, group[0] if before else None, group[-1] if after else None)
    low_in, high_in = group[0] in bounds, group[-1] in bounds
    low = None if before is None else (group[0] if low_in else before[-1])
    high = None if after is None else (group[-1] if high_in else after[0])
    return Cell(middle, low, high, low_in or before is None, high_in or after is None)


def _bounds(test: t.ValueTest) -> tuple[t.Value, ...]:
    match test:
        case t.OneOf(values) | t.NoneOf(values):
            return values
        case t.Between(low, high):
            return (low, high)
        case t.AtLeast(bound) | t.AtMost(bound) | t.Above(bound) | t.Below(bound):
            return (bound,)


def with_element(situation: Situation, path: str, element: str, *, present: bool) -> Content:
    """The set as recorded, with one more element known to be present or absent."""
    content = situation.recorded.get(path)
    known = content if isinstance(content, SetContent) else SetContent()
    if present:
        return SetContent(known.present | {element}, known.absent - {element}, known.complete)
    return SetContent(known.present - {element}, known.absent | {element}, known.complete)
