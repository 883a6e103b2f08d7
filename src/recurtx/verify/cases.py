"""Invariants as they apply to single options: groups spelled out, and ``self`` put in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.profile import VOCABULARY, Kind
from recurtx.ruleset import facts
from recurtx.ruleset.link import with_self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.ruleset import Condition, Option, Ruleset
    from recurtx.ruleset.invariant import Invariant


class Case(NamedTuple):
    """An invariant for one option, or for none where it speaks of advice; ``when`` is the condition there."""

    law: Invariant
    option: str
    when: Condition


def cases(ruleset: Ruleset) -> Iterator[Case]:
    """Every invariant, option by option."""
    for law in ruleset.invariants:
        if law.of_advice:
            yield Case(law, "", law.when)
        for name in dict.fromkeys(_options(law, ruleset)):
            yield Case(law, name, _when(law, ruleset.options[name]))


def _options(law: Invariant, ruleset: Ruleset) -> Iterator[str]:
    for name in law.options:
        group = ruleset.groups.get(name)
        yield from group.options if group else (name,)
    if law.applies is not None:
        fewest = {"options": 0, "agents": 1, "several_agents": 2}[law.applies]
        yield from (o.id for o in ruleset.options.values() if len(o.agents) >= fewest)


def _when(law: Invariant, option: Option) -> Condition:
    if law.applies is None:
        return law.when
    of_options = any(VOCABULARY[path].kind is Kind.OPTIONS for path in facts(law.when))
    return with_self(law.when, (option.id,) if of_options or not option.agents else option.agents)
