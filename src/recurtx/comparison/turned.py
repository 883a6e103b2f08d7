"""Which options turned from one world of a patient to another, with the rules behind that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine import turn
from recurtx.logic import FALSE, TRUE

if TYPE_CHECKING:
    from recurtx.engine import Turn, World
    from recurtx.program.nodes import RuleEntry
    from recurtx.ruleset import Rule


class Turned(NamedTuple):
    """An option with another verdict: the rules behind that, inherited ones included, and those of them that ceased.

    A rule ceases where it gave its reason before: it acted and does so no longer, or waited and will not act.
    """

    turn: Turn
    rules: tuple[Rule, ...]
    ceased: tuple[Rule, ...]


def turned(before: World, after: World) -> dict[str, Turned]:
    """Every option and modality with another verdict than before, by id."""
    found: dict[str, Turned] = {}
    for option in after.program.options:
        one = turn(option, before, after)
        if one is not None and one.before is not one.after:
            ceased = {r.id for o in after.program.chain(option) for r in o.rules if _ceases(r, before, after)}
            rules = after.program.rules_of(option, one.rules)
            found[option] = Turned(one, rules, tuple(r for r in rules if r.id in ceased))
    return found


def _ceases(rule: RuleEntry, before: World, after: World) -> bool:
    was, now = before.acts(rule), after.acts(rule)
    return now is not TRUE and was is not now and (was is TRUE or now is FALSE)
