"""A condition as a list that JSON can hold, and back.

``["all", [...]]``, ``["fact", path, test, ...]``, ``["concept", id]``, ``["stopped", option, own_only]``; what a
concept or ``stopped`` stands for is not written, and is looked up when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from recurtx.frozen import Frozen
from recurtx.profile import facttest as t
from recurtx.ruleset import condition as c
from recurtx.ruleset.link import stops

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from recurtx.ruleset.ruleset import Ruleset

Encoded = list[Any]

_NAMES: Mapping[Callable[..., t.Test], str] = {test: name for name, test in t.TESTS.items()}


def encode(condition: c.Condition, owner: str | None, ruleset: Ruleset) -> Encoded:
    """The condition as it stands in something that belongs to the option ``owner``."""

    def each(of: tuple[c.Condition, ...]) -> list[Encoded]:
        return [encode(part, owner, ruleset) for part in of]

    match condition:
        case c.Always():
            return ["always"]
        case c.FactTest(path, test):
            return ["fact", path, _NAMES[type(test)], *t.arguments(test)]
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


class Decoder(Frozen):
    """Reads conditions; ``ruleset`` is asked for what their references stand for, when that is wanted."""

    ruleset: Callable[[], Ruleset]

    def decode(self, encoded: Encoded) -> c.Condition:
        """The condition that was encoded."""
        match encoded:
            case ["always"]:
                return c.Always()
            case ["fact", path, name, *arguments]:
                return c.FactTest(path, t.TESTS[name](*(tuple(a) if isinstance(a, list) else a for a in arguments)))
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
        ruleset = self.ruleset()
        option = ruleset.options[name]
        return stops((option,) if own_only else (option, *ruleset.lineage(name)), ruleset.agents)
