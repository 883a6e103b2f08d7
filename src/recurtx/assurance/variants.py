"""Patients near those of the examples: one fact more, less or otherwise, at the values that conditions tell apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

from recurtx.assurance.edits import beside
from recurtx.profile import VOCABULARY, Kind
from recurtx.profile import facttest as t
from recurtx.ruleset import FactTest, Stopped, children

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.profile import Fact
    from recurtx.ruleset import Condition, Option, Rule, Ruleset
    from recurtx.ruleset.shape import Advice, Trial

Given: TypeAlias = "Mapping[str, Any]"
"""A partial profile as an example gives it."""
_MORE = 2
"""So many values that no condition names are tried of a choice or a set."""


class Usual:
    """The values that the examples of the rules give each fact, the most usual first."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._counts: dict[str, Counter[str]] = {}
        things: list[Rule | Trial | Advice | Option] = [*ruleset.distinct().values(), *ruleset.options.values()]
        things += [*ruleset.trials, *ruleset.advice]
        for example in (e for thing in things for e in thing.examples):
            for path, value in example.given.items():
                names = value if isinstance(value, list) else [] if isinstance(value, dict) else [value]
                self._counts.setdefault(path, Counter()).update(map(str, names))

    def count(self, path: str, value: object) -> int:
        """How often a value, or an element, was given."""
        return self._counts.get(path, Counter())[str(value)]

    def names(self, path: str) -> tuple[str, ...]:
        """The elements of an open set that were given."""
        return tuple(self._counts.get(path, ()))

    def cost(self, given: Given) -> float:
        """How much there is to read in a patient; what no example gives counts more."""
        size = len(given) + (0 if "cancer.type" in given else 0.1)
        for path, value in given.items():
            names = value if isinstance(value, list) else [value]
            size += 0.3 * max(0, len(names) - 1) + isinstance(value, dict)
            size += 0.2 * any(not self.count(path, name) for name in names)
        return size

    def first(self, path: str, values: Iterable[Any]) -> list[Any]:
        """Values of a fact, the most usual first."""
        return sorted(values, key=lambda value: -self.count(path, value))


def values_of(conditions: Iterable[Condition | None], usual: Usual) -> dict[str, list[Any]]:
    """By fact, the values that conditions tell apart, and a few that they do not name."""
    tests: dict[str, dict[t.Test, None]] = {}
    for path, test in (found for condition in conditions if condition is not None for found in _tests(condition)):
        tests.setdefault(path, {})[test] = None
    return {path: list(_values(VOCABULARY[path], list(asked), usual)) for path, asked in tests.items()}


def _tests(condition: Condition) -> Iterator[tuple[str, t.Test]]:
    """The tests of a condition and of the concepts in it, not those of an option that is stopped."""
    if isinstance(condition, FactTest):
        yield condition.path, condition.test
    elif not isinstance(condition, Stopped):
        for part in children(condition):
            yield from _tests(part)


def _values(fact: Fact, tests: Sequence[t.Test], usual: Usual) -> Iterator[Any]:
    if fact.kind is Kind.BOOLEAN:
        yield from (True, False)
        return
    named = list(dict.fromkeys(value for test in tests for value in _named(fact, test)))
    yield from ([value] if fact.is_set else value for value in named)
    among = fact.values or usual.names(fact.path)
    others = usual.first(fact.path, (v for v in among if v not in named))[:_MORE]
    yield from ([value] if fact.is_set else value for value in others)
    if fact.is_set:
        yield []
        yield from ([one, *others[:1]] for one in named)


def _named(fact: Fact, test: t.Test) -> Iterator[Any]:
    match test:
        case t.OneOf(values) | t.NoneOf(values):
            yield from values
        case t.AtLeast(bound) | t.AtMost(bound) | t.Above(bound) | t.Below(bound):
            yield from (bound, *beside(fact, bound))
        case t.Between(low, high):
            yield from (low, high, *beside(fact, low), *beside(fact, high))
        case t.IncludesAny(names) | t.IncludesAll(names) | t.ExcludesAll(names) | t.Only(names):
            yield from names
        case _:
            pass


def near(given: Given, values: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """The same patient with one fact more, less or otherwise."""
    yield from ({p: v for p, v in given.items() if p != path} for path in given if len(given) > 1)
    for path, others in values.items():
        for value in others:
            if given.get(path) != value:
                yield {**given, path: value}
        before = given.get(path)
        if isinstance(before, list):
            more = dict.fromkeys(name for value in others if isinstance(value, list) for name in value)
            yield from ({**given, path: [*before, name]} for name in more if name not in before)
            yield from ({**given, path: [n for n in before if n != name]} for name in before if len(before) > 1)
