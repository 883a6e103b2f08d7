"""Slips in a condition: every condition that differs from it in one small thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from recurtx.profile import VOCABULARY, Kind
from recurtx.profile import facttest as t
from recurtx.ruleset import All, Any, Count, FactTest, Not, children

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.profile import Fact
    from recurtx.ruleset import Condition

Steps: TypeAlias = tuple[int, ...]
"""The places of the parts that lead to a part of a condition, from the outermost in."""

_TURNED: Mapping[type[object], tuple[type[object], ...]] = {
    t.OneOf: (t.NoneOf,),
    t.NoneOf: (t.OneOf,),
    t.AtLeast: (t.Above, t.AtMost),
    t.Above: (t.AtLeast, t.Below),
    t.AtMost: (t.Below, t.AtLeast),
    t.Below: (t.AtMost, t.Above),
    t.IncludesAny: (t.IncludesAll, t.Only, t.ExcludesAll),
    t.IncludesAll: (t.IncludesAny, t.ExcludesAll),
    t.ExcludesAll: (t.IncludesAny,),
    t.Only: (t.IncludesAny, t.ExcludesAll),
}
"""Operators that are taken for each other: with the bound or without it, the other way round, any for all."""
_WORDS: Mapping[object, str] = {**{kind: name for name, kind in t.TESTS.items()}, t.OneOf: "is one of"}


class Edit(NamedTuple):
    """One slip: its kind, what it does in words, where in the condition it stands, and the condition with it."""

    kind: str
    words: str
    steps: Steps
    after: Condition


def edits(condition: Condition) -> Iterator[Edit]:
    """Every slip of a condition; what a concept stands for is the concept's own."""
    yield from _here(condition)
    if isinstance(condition, (All, Any, Count, Not)):
        for place, part in enumerate(children(condition)):
            for edit in edits(part):
                yield edit._replace(steps=(place, *edit.steps), after=_with(condition, place, edit.after))


def _with(condition: All | Any | Count | Not, place: int, part: Condition) -> Condition:
    if isinstance(condition, Not):
        return Not(part)
    return _regrouped(condition, (*condition.of[:place], part, *condition.of[place + 1 :]))


def _regrouped(condition: All | Any | Count, of: tuple[Condition, ...]) -> Condition:
    if isinstance(condition, Count):
        return Count(min(condition.at_least, len(of)), of)
    return type(condition)(of)


def _here(condition: Condition) -> Iterator[Edit]:
    """The slips of a condition itself, those of its parts left aside."""
    match condition:
        case FactTest(path, test):
            for kind, words, after in _of_test(VOCABULARY[path], test):
                yield Edit(kind, words, (), FactTest(path, after))
        case All(of) | Any(of) if len(of) > 1:
            other, words = (Any, "any for all") if isinstance(condition, All) else (All, "all for any")
            yield Edit("all or any", words, (), other(of))
            yield from _without_one(condition)
        case Count(number, of):
            for other_number in (n for n in (number - 1, number + 1) if 1 <= n <= len(of)):
                yield Edit("threshold", f"at least {other_number} of them, not {number}", (), Count(other_number, of))
            yield from _without_one(condition)
        case Not(of):
            yield Edit("not dropped", "without `not`", (), of)
        case _:
            pass


def _without_one(condition: All | Any | Count) -> Iterator[Edit]:
    for place in range(len(condition.of)) if len(condition.of) > 1 else ():
        rest = condition.of[:place] + condition.of[place + 1 :]
        yield Edit("condition dropped", "left out", (place,), _regrouped(condition, rest))


def _of_test(fact: Fact, test: t.Test) -> Iterator[tuple[str, str, t.Test]]:
    """The slips of a test on a fact."""
    if fact.kind is Kind.BOOLEAN and isinstance(test, t.OneOf | t.NoneOf) and len(test.values) == 1:
        yield "operator", f"{str(not test.values[0]).lower()}", type(test)((not test.values[0],))
        return
    match test:
        case t.Empty(wanted):
            yield "operator", f"empty: {str(not wanted).lower()}", t.Empty(not wanted)
        case t.Between(low, high):
            for bound in beside(fact, low):
                if fact.rank(bound) <= fact.rank(high):
                    yield "threshold", f"{bound}, not {low}", t.Between(bound, high)
            for bound in beside(fact, high):
                if fact.rank(low) <= fact.rank(bound):
                    yield "threshold", f"{bound}, not {high}", t.Between(low, bound)
        case t.AtLeast(bound) | t.AtMost(bound) | t.Above(bound) | t.Below(bound):
            for other in beside(fact, bound):
                yield "threshold", f"{other}, not {bound}", type(test)(other)
            yield from _turned(test, (bound,))
        case t.OneOf(values) | t.NoneOf(values):
            yield from _turned(test, (values,))
            yield from _shorter(test, values)
        case t.IncludesAny(names) | t.IncludesAll(names) | t.ExcludesAll(names) | t.Only(names):
            yield from _turned(test, (names,))
            yield from _shorter(test, names)


def _turned(test: t.Test, arguments: tuple[object, ...]) -> Iterator[tuple[str, str, t.Test]]:
    for kind in _TURNED[type(test)]:
        yield "operator", f"{_WORDS[kind]}, not {_WORDS[type(test)]}", kind(*arguments)  # type: ignore[misc]


def _shorter(test: t.Test, values: Sequence[t.Value]) -> Iterator[tuple[str, str, t.Test]]:
    for place, value in enumerate(values) if len(values) > 1 else ():
        rest = (*values[:place], *values[place + 1 :])
        yield "value dropped", f"without {value}", type(test)(rest)  # type: ignore[arg-type, call-arg]


def beside(fact: Fact, bound: t.Value) -> Iterator[t.Value]:
    """The values one step below and one step above a bound, as far as the fact has them."""
    if not fact.is_number:
        place = fact.values.index(str(bound))
        yield from (fact.values[n] for n in (place - 1, place + 1) if 0 <= n < len(fact.values))
        return
    for change in (-1, 1):
        number = _stepped(fact, float(bound), change)
        if fact.within(number):
            yield int(number) if number == int(number) else number


def _stepped(fact: Fact, number: float, change: int) -> float:
    """A number one step on: the step of the fact, else one, else one in the last place that is written."""
    if fact.step:
        return round(number + change * fact.step, 6)
    digits = 0 if fact.kind is Kind.WHOLE or number == int(number) else len(f"{number:.10g}".partition(".")[2])
    if not digits and fact.kind is not Kind.WHOLE and number < _SMALL:
        digits = 1
    return round(number + change * float(f"1e-{digits}"), 6)


_SMALL = 10
"""Below this the step of a measured number is a tenth: of a creatinine of 2, not one but 0.1."""
