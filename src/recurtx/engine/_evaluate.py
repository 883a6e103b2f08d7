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
    """Evaluates conditions for one situation, each node once."""

    situation: Situation
    _steps: dict[int, Step] = field(default_factory=dict)
    """By the identity of the condition, which the step keeps alive; equal conditions of a ruleset are one node."""
    _renewed: dict[int, tuple[Step, Step]] = field(default_factory=dict)
    """By the identity of a step of another situation: that step and the one that takes its place."""

    def step(self, condition: Condition) -> Step:
        """The condition as evaluated."""
        found = self._steps.get(id(condition))
        if found is None:
            found = self._steps[id(condition)] = self._step(condition)
        return found

    def _step(self, condition: Condition) -> Step:
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
            case Concept(_, of) | Stopped(_, of):
                inner = self.step(of)
                return Step(condition, inner.truth, (inner,), inner.presumed)
            case _:
                assert_never(condition)

    def again(self, step: Step, stale: frozenset[str]) -> Step:
        """The condition evaluated again where some facts are others; the very same step where that changes nothing.

        ``step`` is the condition as evaluated before, ``stale`` the facts that may read otherwise now.
        """
        if step.condition.reads.isdisjoint(stale):
            return step
        found = self._renewed.get(id(step))
        if found is None:
            found = self._renewed[id(step)] = (step, self._again(step, stale))
        return found[1]

    def _again(self, step: Step, stale: frozenset[str]) -> Step:
        condition = step.condition
        if isinstance(condition, FactTest):
            reading = self.situation.test(condition.path, condition.test)
            if reading.truth is step.truth and reading.presumed is step.presumed:
                return step
            return Step(condition, reading.truth, presumed=reading.presumed)
        inner = tuple(self.again(s, stale) for s in step.of)
        if all(new is old for new, old in zip(inner, step.of, strict=True)):
            return step
        match condition:
            case All() | Any() | Count():
                return self._joined(condition, inner)
            case Not():
                return Step(condition, ~inner[0].truth, inner, inner[0].presumed)
            case _:
                return Step(condition, inner[0].truth, inner, inner[0].presumed)

    def _combined(self, condition: All | Any | Count, of: tuple[Condition, ...]) -> Step:
        return self._joined(condition, tuple(self.step(c) for c in of))

    def _joined(self, condition: All | Any | Count, steps: tuple[Step, ...]) -> Step:
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
