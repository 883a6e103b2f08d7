"""The truth reader: a condition and a situation into the tree as evaluated.

Nothing is short-circuited: every branch is evaluated, because each one is part of the explanation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth, at_least, conjunction, disjunction
from recurtx.ruleset import All, Always, Any, Concept, Condition, Count, FactTest, Not, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.profile import Situation

__all__ = ["Evaluator", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One node of a condition as evaluated; ``presumed`` where its truth leans on a presumption."""

    condition: Condition
    truth: Truth
    of: tuple[Step, ...] = ()
    presumed: bool = False

    def decisive(self) -> tuple[Step, ...]:
        """The children whose truth decides that of this node."""
        match self.condition:
            case All() if self.truth is not TRUE:
                return tuple(s for s in self.of if s.truth is self.truth)
            case Any() if self.truth is not FALSE:
                return tuple(s for s in self.of if s.truth is self.truth)
            case Count() if self.truth is UNKNOWN:
                return tuple(s for s in self.of if s.truth is UNKNOWN)
            case Count():
                return tuple(s for s in self.of if s.truth is self.truth)
            case _:
                return self.of

    def deciding_leaves(self) -> Iterator[Step]:
        """The single tests that decide, down every deciding branch."""
        if isinstance(self.condition, FactTest):
            yield self
        for child in self.decisive():
            yield from child.deciding_leaves()

    def unknown_facts(self) -> Iterator[str]:
        """Paths of unknown facts that can still change the truth, once for each test: known branches drop out."""
        if self.truth is UNKNOWN:
            if isinstance(self.condition, FactTest):
                yield self.condition.path
            for child in self.of:
                yield from child.unknown_facts()


@dataclass
class Evaluator:
    """Evaluates conditions for one situation; concepts and stops are evaluated once."""

    situation: Situation
    _memo: dict[tuple[str, str, int], Step] = field(default_factory=dict)

    def step(self, condition: Condition) -> Step:
        """The condition as evaluated."""
        match condition:
            case Always():
                return Step(condition, TRUE)
            case FactTest(path, test):
                reading = self.situation.test(path, test)
                return Step(condition, reading.truth, presumed=reading.presumed)
            case All(of):
                return self._combined(condition, of)
            case Any(of):
                return self._combined(condition, of)
            case Count(_, of):
                return self._combined(condition, of)
            case Not(of):
                inner = self.step(of)
                return Step(condition, ~inner.truth, (inner,), inner.presumed)
            case Concept(name, of):
                return self._named(condition, ("concept", name, 0), of)
            case Stopped(name, of):
                return self._named(condition, ("stopped", name, id(of)), of)
            case _:
                assert_never(condition)

    def _named(self, condition: Condition, key: tuple[str, str, int], of: Condition) -> Step:
        if key not in self._memo:
            inner = self.step(of)
            self._memo[key] = Step(condition, inner.truth, (inner,), inner.presumed)
        return self._memo[key]

    def _combined(self, condition: All | Any | Count, of: tuple[Condition, ...]) -> Step:
        steps = tuple(self.step(c) for c in of)
        truth = _truth(condition, tuple(s.truth for s in steps))
        leans = any(s.presumed for s in steps) and self._leans(condition, truth, steps)
        return Step(condition, truth, steps, leans)

    @staticmethod
    def _leans(condition: All | Any | Count, truth: Truth, steps: tuple[Step, ...]) -> bool:
        """Whether the truth would be unknown, or another, if what is presumed were unknown."""
        without = tuple(UNKNOWN if s.presumed else s.truth for s in steps)
        return _truth(condition, without) is not truth


def _truth(condition: All | Any | Count, truths: tuple[Truth, ...]) -> Truth:
    match condition:
        case All():
            return conjunction(truths)
        case Any():
            return disjunction(truths)
        case Count(number, _):
            return at_least(number, truths)
        case _:
            assert_never(condition)
