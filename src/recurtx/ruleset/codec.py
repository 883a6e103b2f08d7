"""A condition as a list that JSON can hold, and back.

``["all", [...]]``, ``["fact", path, operator, value]``, ``["concept", id]``, ``["stopped", option, own_only]``; what
a concept or ``stopped`` stands for is not written, and is looked up when it is first asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

from recurtx.profile import facttest as t
from recurtx.ruleset import condition as c
from recurtx.ruleset.link import stopping, stops

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from recurtx.ruleset.ruleset import Ruleset

Encoded = list[Any]

_TESTS: Mapping[str, Callable[[Any], t.Test]] = {
    "one_of": lambda values: t.OneOf(tuple(values)),
    "none_of": lambda values: t.NoneOf(tuple(values)),
    "at_least": t.AtLeast,
    "at_most": t.AtMost,
    "above": t.Above,
    "below": t.Below,
    "between": lambda ends: t.Between(*ends),
    "includes_any": lambda names: t.IncludesAny(tuple(names)),
    "includes_all": lambda names: t.IncludesAll(tuple(names)),
    "excludes_all": lambda names: t.ExcludesAll(tuple(names)),
    "only": lambda names: t.Only(tuple(names)),
    "empty": t.Empty,
}


def encode(condition: c.Condition, owner: str | None, ruleset: Ruleset) -> Encoded:
    """The condition as it stands in something that belongs to the option ``owner``."""

    def each(of: tuple[c.Condition, ...]) -> list[Encoded]:
        return [encode(part, owner, ruleset) for part in of]

    match condition:
        case c.Always():
            return ["always"]
        case c.FactTest(path, test):
            return ["fact", path, *_encode_test(test)]
        case c.All(of):
            return ["all", each(of)]
        case c.Any(of):
            return ["any", each(of)]
        case c.Count(number, of):
            return ["count", number, each(of)]
        case c.Not(of):
            return ["not", encode(of, owner, ruleset)]
        case c.Concept():
            return ["concept", condition.id]
        case c.Stopped():
            return ["stopped", condition.option, owner in tuple(ruleset.ancestors(condition.option))]
        case _:
            assert_never(condition)


def _encode_test(test: t.Test) -> tuple[str, Any]:
    match test:
        case t.OneOf(values):
            return "one_of", list(values)
        case t.NoneOf(values):
            return "none_of", list(values)
        case t.AtLeast(bound):
            return "at_least", bound
        case t.AtMost(bound):
            return "at_most", bound
        case t.Above(bound):
            return "above", bound
        case t.Below(bound):
            return "below", bound
        case t.Between(low, high):
            return "between", [low, high]
        case t.IncludesAny(names):
            return "includes_any", list(names)
        case t.IncludesAll(names):
            return "includes_all", list(names)
        case t.ExcludesAll(names):
            return "excludes_all", list(names)
        case t.Only(names):
            return "only", list(names)
        case t.Empty(wanted):
            return "empty", wanted
        case _:
            assert_never(test)


@dataclass(frozen=True)
class Decoder:
    """Reads conditions; ``ruleset`` is asked for what their references stand for, when that is wanted."""

    ruleset: Callable[[], Ruleset]

    def decode(self, encoded: Encoded) -> c.Condition:
        """The condition that was encoded."""
        match encoded:
            case ["always"]:
                return c.Always()
            case ["fact", path, operator, value]:
                return c.FactTest(path, _TESTS[operator](value))
            case ["all", of]:
                return c.All(tuple(map(self.decode, of)))
            case ["any", of]:
                return c.Any(tuple(map(self.decode, of)))
            case ["count", number, of]:
                return c.Count(number, tuple(map(self.decode, of)))
            case ["not", of]:
                return c.Not(self.decode(of))
            case ["concept", name]:
                return c.Concept.later(name, lambda: self.ruleset().concepts[name].when)
            case ["stopped", option, own_only]:
                return c.Stopped.later(option, lambda: self._stopped(option, own_only=own_only))
        raise ValueError(encoded)

    def _stopped(self, name: str, *, own_only: bool) -> c.Condition:
        option = self.ruleset().options[name]
        chain = (option,) if own_only else (option, *self.ruleset().lineage(name))
        return stops((o.for_, stopping(o)) for o in chain)
