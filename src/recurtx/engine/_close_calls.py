"""Values so near to a threshold that their measurement margin reaches past it.

Defined for facts whose margin the vocabulary states: some value within the margin changes the verdict of an option,
or what stops it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from recurtx.engine._result import AssessedOption, CloseCall, Finding, Verdict
from recurtx.logic import FALSE
from recurtx.profile import VOCABULARY, Fact, Kind
from recurtx.profile import facttest as t
from recurtx.ruleset import FactTest, nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recurtx.profile import Margin, Situation
    from recurtx.ruleset import Rule

    Judge = Callable[[Situation], tuple[AssessedOption, ...]]

__all__ = ["with_close_calls"]


def with_close_calls(
    options: tuple[AssessedOption, ...], situation: Situation, judge: Judge
) -> tuple[AssessedOption, ...]:
    """The options, each with its close calls; ``judge`` judges a neighbouring situation."""
    calls: dict[str, list[CloseCall]] = {}
    for fact in VOCABULARY.values():
        margin, value = fact.margin, situation.knowledge(fact.path).content
        if margin is not None and isinstance(value, (int, float, str)) and _counts(margin, situation):
            _look_around(options, fact, margin, value, situation, judge, calls)
    return tuple(_attach(option, calls) for option in options)


def _counts(margin: Margin, situation: Situation) -> bool:
    """Whether the margin holds for this value: unless it was certainly obtained in a more exact way."""
    only_if = margin.only_if
    return only_if is None or situation.test(only_if.path, only_if.test).truth is not FALSE


def _look_around(
    options: tuple[AssessedOption, ...],
    fact: Fact,
    margin: Margin,
    value: t.Value,
    situation: Situation,
    judge: Judge,
    calls: dict[str, list[CloseCall]],
) -> None:
    """Adds the close calls on one fact: for each option, at the nearest value that changes it."""
    here = _flat(options)
    done: set[str] = set()
    for other in _within(fact, margin, value):
        for name, there in _flat(judge(situation.changed({fact.path: other}))).items():
            if name not in done and _differs(here[name], there):
                done.add(name)
                call = _close_call(here[name], there, fact, margin, value, other)
                calls.setdefault(name, []).append(call)


def _flat(options: tuple[AssessedOption, ...]) -> Mapping[str, AssessedOption]:
    found: dict[str, AssessedOption] = {}
    for option in options:
        found[option.option.id] = option
        found.update(_flat(option.modalities))
    return found


def _within(fact: Fact, margin: Margin, value: t.Value) -> Iterator[t.Value]:
    """Other values inside the margin, nearest first."""
    for distance in range(1, margin.width + 1):
        for sign in (1, -1):
            if fact.kind is Kind.CHOICE:
                index = fact.values.index(str(value)) + sign * distance
                if 0 <= index < len(fact.values):
                    yield fact.values[index]
            elif isinstance(value, (int, float)) and fact.low is not None and fact.high is not None:
                other = value + sign * distance
                if fact.low <= other <= fact.high:
                    yield other


def _differs(here: AssessedOption, there: AssessedOption) -> bool:
    """Whether the verdict is another, or what stops the option; of an option outside the rules the latter is idle."""
    if here.verdict is there.verdict is Verdict.OUTSIDE_SCOPE:
        return False
    return here.verdict is not there.verdict or _stops(here) != _stops(there)


def _stops(option: AssessedOption) -> set[str]:
    return {f.rule.id for f in option.stopping()}


def _close_call(
    here: AssessedOption, there: AssessedOption, fact: Fact, margin: Margin, value: t.Value, other: t.Value
) -> CloseCall:
    rule = next(iter(_turned(here, there)), None)
    threshold = None if rule is None else _threshold(rule, fact, value, other)
    return CloseCall(
        fact.path, value, margin.width, other, threshold, here.verdict, there.verdict, rule, margin.source, margin.says
    )  # fmt: skip


def _turned(here: AssessedOption, there: AssessedOption) -> Iterator[Rule]:
    """Rules that act at one of the two values and not at the other; those that stop the option first."""
    one, other = _acting(here), _acting(there)
    rules = {**one, **other}
    turned = sorted(set(one) ^ set(other), key=lambda name: (not rules[name].rule.effect.stops, name))
    for name in turned:
        yield rules[name].rule


def _acting(option: AssessedOption) -> Mapping[str, Finding]:
    return {f.rule.id: f for f in (*option.findings, *option.inherited) if f.acts is not FALSE and not f.silent}


def _threshold(rule: Rule, fact: Fact, value: t.Value, other: t.Value) -> t.Value | None:
    """The bound of the rule that lies between two values of the fact."""
    low, high = sorted((fact.rank(value), fact.rank(other)))
    conditions = [c for c in (rule.for_, rule.when) if c is not None]
    for condition in (n for c in conditions for n in nodes(c)):
        if isinstance(condition, FactTest) and condition.path == fact.path:
            for bound in _bounds(condition.test):
                if low <= fact.rank(bound) <= high:
                    return bound
    return None


def _bounds(test: t.Test) -> tuple[t.Value, ...]:
    match test:
        case t.AtLeast(bound) | t.AtMost(bound) | t.Above(bound) | t.Below(bound):
            return (bound,)
        case t.Between(low, high):
            return (low, high)
        case t.OneOf(values) | t.NoneOf(values):
            return values
        case _:
            return ()


def _attach(option: AssessedOption, calls: Mapping[str, list[CloseCall]]) -> AssessedOption:
    below = tuple(_attach(m, calls) for m in option.modalities)
    return replace(option, close_calls=tuple(calls.get(option.option.id, ())), modalities=below)
