"""What stands between a world and a goal: the facts of which every way there changes at least one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from recurtx.engine import Verdict
from recurtx.engine.variations import Handle
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.program.nodes import ALL, ANY, APPLIES, LITERAL, NOT
from recurtx.ruleset import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.engine import World
    from recurtx.logic import Truth
    from recurtx.program.nodes import Program, RuleEntry

Aimed: TypeAlias = tuple[Handle, str]
"""A handle, and the rule that is to turn by it, empty where any will do."""


class Obstacles:
    """What keeps an option from a verdict; ``goal`` None stands for any verdict that is not closed."""

    def __init__(self, program: Program, option: str, goal: Verdict | None) -> None:
        self.program, self.goal = program, goal
        self.chain = program.chain(option)
        self.rules = [rule for _, _, rule in program.heard(option)]

    def between(self, world: World, focus: str) -> Iterator[Aimed]:
        """Facts of which every way from a world to the goal changes one; ``focus`` is the rule aimed at already."""
        scopes = [o.scope for o in self.chain if o.scope >= 0]
        if self.goal is Verdict.OUTSIDE_SCOPE:
            yield from ((h, focus) for s in scopes for h in self._targets(world, s, FALSE))
            return
        lax = self.goal in (None, Verdict.NOT_CANDIDATE)
        for scope in scopes:
            truth = world.truth(scope)
            if truth is FALSE or (truth is UNKNOWN and not lax):
                yield from ((h, focus) for h in self._targets(world, scope, TRUE, lax=lax))
                return
        stopping = [r for r in self.rules if r.effect.stops]
        if self.goal is Verdict.NOT_CANDIDATE:
            yield from self._to_act(world, stopping, focus)
            return
        for rule in stopping:
            acts = world.acts(rule)
            if acts is TRUE or (acts is UNKNOWN and self.goal is not None):
                yield from ((h, focus) for h in self._to_silence(world, rule, lax=self.goal is None))
                return
        yield from self._arguments(world, focus)

    def _arguments(self, world: World, focus: str) -> Iterator[Aimed]:
        """Facts of the arguments that the goal still lacks, or has too many of."""
        if self.goal is None:
            return
        against, supports, cautions = (
            [r for r in self.rules if r.effect is effect]
            for effect in (Effect.DISCOURAGES, Effect.SUPPORTS, Effect.CAUTIONS)
        )
        acting = [r for r in supports if world.acts(r) is TRUE]
        if self.goal is Verdict.USUALLY_NOT:
            yield from self._to_act(world, against, focus)
            return
        discouraging = next((r for r in against if world.acts(r) is TRUE), None)
        if discouraging is not None:
            yield from ((h, "") for h in self._to_silence(world, discouraging, lax=True))
            return
        if self.goal is Verdict.POSSIBLE and acting:
            yield from ((h, "") for h in self._to_silence(world, acting[0], lax=True))
        elif self.goal in (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION) and not acting:
            yield from self._to_act(world, supports, focus)
        elif self.goal is Verdict.CANDIDATE:
            caring = (r for r in cautions if world.acts(r) is TRUE)
            yield from ((h, "") for r in caring for h in self._to_silence(world, r, lax=True))
        elif self.goal is Verdict.CANDIDATE_WITH_CAUTION:
            yield from self._to_act(world, cautions, focus)

    def _to_act(self, world: World, rules: Iterable[RuleEntry], focus: str) -> Iterator[Aimed]:
        """Facts that must change for one of some rules to act; once one is aimed at, only its own."""
        waiting = [r for r in rules if world.acts(r) is not TRUE]
        for rule in [r for r in waiting if r.id == focus] or waiting:
            outside = world.truth(rule.for_) is not TRUE
            wanted = FALSE if rule.effect is Effect.REQUIRES and not outside else TRUE
            node = rule.for_ if outside else rule.when
            yield from ((handle, rule.id) for handle in self._targets(world, node, wanted))

    def _to_silence(self, world: World, rule: RuleEntry, *, lax: bool) -> Iterator[Handle]:
        """Facts of which one must change for a rule not to act; ``lax``: or for it to be open whether it does."""
        if rule.for_ >= 0:
            yield from self._targets(world, rule.for_, FALSE, lax=lax)
        wanted = TRUE if rule.effect is Effect.REQUIRES else FALSE
        yield from self._targets(world, rule.when, wanted, lax=lax)

    def _targets(self, world: World, number: int, wanted: Truth, *, lax: bool = False) -> Iterator[Handle]:
        """Leaves of which at least one must change for a node to become true, or false; ``lax``: or unknown.

        Where every part must change, those of the first that is not as wanted; where one is enough, those of all.
        """
        if _as_wanted(world, number, wanted, lax=lax):
            return
        node = self.program.nodes[number]
        if node.path:
            yield from handles_of(self.program, number)
        elif node.op == NOT:
            yield from self._targets(world, node.parts[0], ~wanted, lax=lax)
        elif (node.op, wanted) in ((ALL, TRUE), (ANY, FALSE)):
            first = next(p for p in node.parts if not _as_wanted(world, p, wanted, lax=lax))
            yield from self._targets(world, first, wanted, lax=lax)
        else:
            for part in node.parts:
                yield from self._targets(world, part, wanted, lax=lax)


def _as_wanted(world: World, node: int, wanted: Truth, *, lax: bool) -> bool:
    truth = world.truth(node)
    return truth is wanted or (lax and truth is UNKNOWN)


def handles_of(program: Program, test: int) -> list[Handle]:
    """What a whole test reads: the fact, or of a set the elements that it names and rules tell apart."""
    found: dict[Handle, None] = {}
    open_ = [test]
    while open_:
        node = program.nodes[open_.pop()]
        if node.op != LITERAL:
            open_.extend(reversed(node.parts))
            continue
        path, element = program.variables[node.parts[0]]
        if not element or (element != APPLIES and element in program.named.get(path, ())):
            found[path, element] = None
    return list(found)
