"""What turned from one world to another, and by which rules: judged here, and nowhere else.

The two may be one patient with facts otherwise, two patients, or one patient under two versions of the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine.verdict import Verdict
from recurtx.logic import TRUE, UNKNOWN
from recurtx.ruleset import Effect

if TYPE_CHECKING:
    from recurtx.engine.judgement import World

_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


class Turn(NamedTuple):
    """An option whose verdict, or what stops it, is another.

    ``rules`` are the ids of those that give a reason on one side only, those that stop an option first; ``scope`` says
    that the scope of the option, or of one above it, does.
    """

    option: str
    before: Verdict
    after: Verdict
    rules: tuple[str, ...]
    scope: bool


def turn(option: str, before: World, after: World) -> Turn | None:
    """What turned with one option, None where nothing did.

    The verdict that comes first among the two is the one that has a reason the other lacks: what stops, what waits,
    what speaks against it, what asks for care, what speaks for it. What turned is what gives that reason on one side
    only.
    """
    was, now = before.verdict(option), after.verdict(option)
    first = min(was, now, key=_ORDER.__getitem__)
    if first is Verdict.OUTSIDE_SCOPE:
        return None if was is now else Turn(option, was, now, (), True)
    one, two = (_reasons(option, first, {was, now}, side) for side in (before, after))
    rules = tuple(sorted(one ^ two))
    if was is now and not (was is Verdict.NOT_CANDIDATE and rules):
        return None
    scope = first is Verdict.NEEDS_INFORMATION and _scope_open(option, before) is not _scope_open(option, after)
    return Turn(option, was, now, rules, scope)


def _reasons(option: str, first: Verdict, both: set[Verdict], side: World) -> frozenset[str]:
    """Rules that give an option the verdict that comes first."""
    heard = [rule for _, _, rule in side.program.heard(option)]
    if first in (Verdict.NOT_CANDIDATE, Verdict.NEEDS_INFORMATION):
        wanted = TRUE if first is Verdict.NOT_CANDIDATE else UNKNOWN
        return frozenset(r.id for r in heard if r.effect.stops and side.acts(r) is wanted)
    effect = Effect.SUPPORTS if Verdict.POSSIBLE in both else Effect.CAUTIONS
    effect = Effect.DISCOURAGES if first is Verdict.USUALLY_NOT else effect
    return frozenset(r.id for r in heard if r.effect is effect and side.acts(r) is TRUE)


def _scope_open(option: str, side: World) -> bool:
    return side.truth(side.program.options[option].inside) is UNKNOWN
