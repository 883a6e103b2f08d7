"""What proofs are about: the program with cells fine enough for the vocabulary's own conditions, and these as nodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recurtx.profile import DERIVATIONS, VOCABULARY, Kind, holds
from recurtx.profile import facttest as t
from recurtx.profile.consistency import IMPOSSIBLE
from recurtx.profile.derive import COUNTED, FLOORS
from recurtx.program.compile import refined
from recurtx.ruleset import All, FactTest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.profile import Agents, Condition
    from recurtx.profile.derive import Derivation
    from recurtx.program.cells import Cell
    from recurtx.program.compile import Tests
    from recurtx.program.nodes import Program
    from recurtx.ruleset import Condition as Asked
    from recurtx.ruleset import Ruleset


@dataclass(frozen=True)
class Space:
    """The program, and the numbers of what else is asked of a patient.

    ``impossible`` are the nodes of what is never true of one patient, ``unless`` by fact those that speak against a
    presumption, ``also`` those of the conditions that were given, and ``applies``
    by fact that it applies. ``barring`` holds, for each fact of which every
    value is contradicted by some others together, the nodes of these, group by group.
    """

    program: Program
    impossible: tuple[int, ...]
    unless: Mapping[str, tuple[int, ...]]
    barring: Mapping[str, tuple[tuple[int, ...], ...]]
    also: tuple[int, ...]
    applies: Mapping[str, int]
    drugs: tuple[str, ...]
    classes: tuple[str, ...]
    options: tuple[str, ...]
    _places: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def agents(self) -> Agents:
        """Which drugs belong to which class."""
        return self.program.ruleset.agents

    def cells(self, path: str) -> tuple[Cell, ...]:
        """The cells of a fact that is no set."""
        return self.program.cells[path]

    def value(self, path: str, place: int) -> t.Value:
        """The value that stands for a cell; of two numbers of which one is never below the other, their far ends."""
        cell = self.cells(path)[place]
        for whole, part in FLOORS:
            if path in (whole, part):
                return int(ends(path, cell)[path == whole])
        return cell.value

    def names(self, path: str) -> tuple[str, ...]:
        """Everything that has a name and that a set may hold, classes of drugs left aside."""
        kind = VOCABULARY[path].kind
        return {Kind.AGENTS: self.drugs, Kind.OPTIONS: self.options}.get(kind, VOCABULARY[path].values)


def space_of(ruleset: Ruleset, also: Sequence[Asked] = (), tests: Tests | None = None) -> Space:
    """The space of a ruleset.

    Args:
        ruleset: checked rules.
        also: further conditions whose nodes are wanted.
        tests: further tests that the cells tell apart, by fact.
    """
    groups = [All(tuple(map(_asked, together))) for together in IMPOSSIBLE]
    spoken = {path: f.presumption.unless for path, f in VOCABULARY.items() if f.presumption}
    against = [_asked(c) for conditions in spoken.values() for c in conditions]
    where = {path: All(tuple(map(_asked, f.applies_when))) for path, f in VOCABULARY.items() if f.applies_when}
    program, found = refined(ruleset, [*groups, *against, *also, *where.values()], _tests(tests or {}))
    numbers = iter(found)
    return Space(
        program,
        tuple(next(numbers) for _ in groups),
        {path: tuple(next(numbers) for _ in conditions) for path, conditions in spoken.items()},
        _barring(program, found[: len(groups)]),
        tuple(next(numbers) for _ in also),
        {path: next(numbers) for path in where},
        tuple(sorted(ruleset.agents.classes)),
        tuple(sorted(ruleset.agents.members)),
        tuple(ruleset.parents),
    )


def _barring(program: Program, impossible: Sequence[int]) -> dict[str, tuple[tuple[int, ...], ...]]:
    found: dict[str, tuple[tuple[int, ...], ...]] = {}
    for together, group in zip(IMPOSSIBLE, impossible, strict=True):
        parts = program.nodes[group].parts
        for place, condition in enumerate(together):
            if _passes_always(condition, program):
                others = tuple(part for i, part in enumerate(parts) if i != place)
                found[condition.path] = (*found.get(condition.path, ()), others)
    return found


def _passes_always(condition: Condition, program: Program) -> bool:
    fact, test = VOCABULARY[condition.path], condition.test
    if isinstance(test, t.SetTest):
        return False
    return all(holds(test, cell.value, fact) for cell in program.cells[condition.path])


def _asked(condition: Condition) -> FactTest:
    return FactTest(condition.path, condition.test)


def _tests(more: Tests) -> Tests:
    """Tests that tell apart what derivations and floors do, and more of them."""
    found = {path: dict(asked) for path, asked in more.items()}
    for path, test in (*_derived(), *_counted()):
        found.setdefault(path, {})[test] = None
    return found


def _derived() -> Iterator[tuple[str, t.Test]]:
    for rule in DERIVATIONS:
        fact = VOCABULARY[rule.target]
        for value in dict.fromkeys(rule.values.values()):
            yield rule.target, t.OneOf((value,))
            if fact.is_number and rule.tolerance:
                low, high = (value + sign * rule.tolerance for sign in (-1, 1))  # type: ignore[operator]
                yield rule.target, t.Between(max(low, fact.low or 0), min(high, fact.high or high))


def _counted() -> Iterator[tuple[str, t.Test]]:
    for path in {p for pair in (*FLOORS, *COUNTED) for p in pair}:
        if VOCABULARY[path].is_number:
            yield path, t.OneOf((0,))


def settles(rule: Derivation, value: t.Value, target: t.Value) -> bool:
    """Whether a value of the target stands beside a value of the source without contradiction."""
    from recurtx.profile.derive import agrees

    return value not in rule.values or agrees(rule, target, rule.values[value])


def ends(path: str, cell: Cell) -> tuple[float, float]:
    """The least and the greatest number in the cell of a whole number."""
    fact = VOCABULARY[path]
    low = fact.low or 0.0 if cell.low is None else cell.low
    return low, (fact.high or 0.0) if cell.high is None else cell.high
