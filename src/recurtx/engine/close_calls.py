"""Values so near to a threshold that their measurement margin reaches past it.

Defined for facts whose margin the vocabulary states: some value within the margin changes the verdict of an option,
or what stops it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine.turns import turn
from recurtx.logic import FALSE
from recurtx.profile import VOCABULARY, Fact
from recurtx.profile import facttest as t
from recurtx.ruleset import FactTest, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.engine.judgement import Judgement, Worlds
    from recurtx.engine.turns import Turn
    from recurtx.engine.verdict import Verdict
    from recurtx.profile import Margin, Situation
    from recurtx.ruleset import Rule


class CloseCall(NamedTuple):
    """A value whose measurement margin reaches past a threshold that matters to this option.

    ``nearest`` is the nearest value inside the margin at which the verdict, or what stops the option, is another.
    ``verdict`` is the verdict here and ``verdict_if`` the one there; ``rule`` the rule that turns and ``threshold`` its
    bound in between, where there is one.
    """

    fact: str
    value: t.Value
    margin: int
    nearest: t.Value
    threshold: t.Value | None
    verdict: Verdict
    verdict_if: Verdict
    rule: Rule | None
    source: str
    says: str


def close_calls(judgement: Judgement) -> Mapping[str, tuple[CloseCall, ...]]:
    """The close calls of every option that has any: for each fact, at the nearest value that changes it."""
    near = list(_near(judgement.situation))
    found: dict[str, dict[str, CloseCall]] = {}
    worlds = judgement.worlds([{fact.path: other} for fact, _, other in near]) if near else None
    for place, (fact, value, other) in enumerate(near):
        for option, turned in _turned(judgement, worlds, place):
            calls = found.setdefault(option, {})
            if fact.path not in calls:
                calls[fact.path] = _close_call(turned, fact, value, other, judgement)
    return {option: tuple(calls.values()) for option, calls in found.items()}


def _near(situation: Situation) -> Iterator[tuple[Fact, t.Value, t.Value]]:
    """Facts with a margin, their values, and other values inside the margin, nearest first."""
    for fact in VOCABULARY.values():
        value = situation.knowledge(fact.path).content if fact.margin is not None else None
        if fact.margin is not None and isinstance(value, (int, float)) and _counts(fact.margin, situation):
            yield from ((fact, value, other) for other in _within(fact, fact.margin, value))


def _counts(margin: Margin, situation: Situation) -> bool:
    """Whether the margin holds for this value: unless it was certainly obtained in a more exact way."""
    return margin.only_if is None or situation.truth(margin.only_if) is not FALSE


def _within(fact: Fact, margin: Margin, value: float) -> Iterator[float]:
    for distance in range(1, margin.width + 1):
        yield from (other for other in (value + distance, value - distance) if fact.within(other))


def _turned(judgement: Judgement, worlds: Worlds | None, place: int) -> Iterator[tuple[str, Turn]]:
    """Options of which the verdict, or what stops them, is another in one world."""
    if worlds is None:
        return
    here, there = judgement.here, worlds.world(place)
    for option in judgement.program.options:
        found = turn(option, here, there)
        if found is not None:
            yield option, found


def _close_call(turned: Turn, fact: Fact, value: t.Value, other: t.Value, judgement: Judgement) -> CloseCall:
    rule = next(iter(judgement.program.rules_of(turned.option, turned.rules[:1])), None)
    threshold = None if rule is None else _threshold(rule, fact, value, other)
    margin = fact.margin
    width, source, says = (margin.width, margin.source, margin.says) if margin is not None else (0, "", "")
    return CloseCall(
        fact.path, value, width, other, threshold, turned.before, turned.after, rule, source, says
    )  # fmt: skip


def _threshold(rule: Rule, fact: Fact, value: t.Value, other: t.Value) -> t.Value | None:
    """The bound of the rule that lies between two values of the fact."""
    low, high = sorted((fact.rank(value), fact.rank(other)))
    conditions = [c for c in (rule.for_, rule.when) if c is not None]
    for condition in (n for c in conditions for n in nodes(c)):
        if isinstance(condition, FactTest) and condition.path == fact.path:
            for bound in t.bounds(condition.test):
                if low <= fact.rank(bound) <= high:
                    return bound
    return None
