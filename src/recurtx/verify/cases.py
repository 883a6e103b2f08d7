"""Invariants as they apply to single options: groups spelled out, and ``self`` put in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.profile import VOCABULARY, Kind
from recurtx.ruleset import facts
from recurtx.ruleset.link import with_self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.ruleset import Condition, Option, Ruleset
    from recurtx.ruleset.invariant import Group, Invariant


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
        yield from members(group, ruleset) if group else (name,)
    if law.applies is not None:
        fewest = {"options": 0, "agents": 1, "several_agents": 2}[law.applies]
        yield from (o.id for o in ruleset.options.values() if len(o.agents) >= fewest)


def members(group: Group, ruleset: Ruleset) -> tuple[str, ...]:
    """The options of a group, in the order of the rules where they are not named one by one."""
    kinds, classes = frozenset(group.classes), ruleset.agents.classes
    found = (
        name
        for name, option in ruleset.options.items()
        if not kinds.isdisjoint(kind for drug in option.agents for kind in (drug, *classes.get(drug, ())))
        or not set(group.ways_of).isdisjoint(ruleset.ancestors(name))
    )
    return tuple(dict.fromkeys((*group.options, *(name for name in found if name not in group.but))))


def _when(law: Invariant, option: Option) -> Condition:
    if law.applies is None:
        return law.when
    of_options = any(VOCABULARY[path].kind is Kind.OPTIONS for path in facts(law.when))
    return with_self(law.when, (option.id,) if of_options or not option.agents else option.agents)
