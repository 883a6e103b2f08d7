"""Two versions of the rules over every patient of whom everything is known: equal, stricter, laxer, or shown by whom.

The conditions of both stand over the same cells and the same propositions, so that one question asks both versions
about one patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine.verdict import Verdict
from recurtx.program.compile import every_condition, tests_in
from recurtx.symbolic.space import space_of
from recurtx.verify.solver import BUDGET, Answer, Solver
from recurtx.verify.verdicts import RANKED, verdicts
from recurtx.verify.witness import Engine, smallest
from recurtx.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from recurtx.profile import Content
    from recurtx.ruleset import Ruleset
    from recurtx.symbolic.terms import Term, Terms

_RANK = {**{verdict: place for place, verdict in enumerate(RANKED)}, Verdict.OUTSIDE_SCOPE: 0}
STRICTER, LAXER, OTHER = "stricter", "laxer", "other"
"""How a verdict turns: to a worse one, to a better one, or to one that is neither."""


class Turn(NamedTuple):
    """A patient of whom the two versions say different things."""

    patient: Mapping[str, Content]
    before: Verdict
    after: Verdict


@dataclass(frozen=True)
class Proof:
    """One option of both versions. ``turns`` holds, for each way in which its verdict turns for somebody, a patient.

    Ways in ``undecided`` were not decided in time, or the engine does not say what the solver does.
    """

    option: str
    name: str
    turns: Mapping[str, Turn]
    undecided: Sequence[str] = ()

    @property
    def outcome(self) -> str:
        """``equal``, ``stricter``, ``laxer``, ``different`` or ``not decided``."""
        if self.undecided:
            return "not decided"
        kinds = set(self.turns)
        return "equal" if not kinds else kinds.pop() if kinds in ({STRICTER}, {LAXER}) else "different"


def kind(before: Verdict, after: Verdict) -> str | None:
    """How a verdict turns; None where it does not."""
    if before is after:
        return None
    was, now = _RANK.get(before), _RANK.get(after)
    return OTHER if was is None or now is None or was == now else STRICTER if now < was else LAXER


def prove_change(
    old: Ruleset, new: Ruleset, budget: float = BUDGET, tick: Callable[[str], None] = lambda _: None
) -> list[Proof]:
    """Every option that both versions have, in the order of the new one.

    Args:
        old: checked rules.
        new: checked rules.
        budget: seconds for one question.
        tick: is told before each question what it is about.
    """
    both = _Both(old, new, budget)
    return [both.prove(option, tick) for option in new.options if option in old.options]


class _Both:
    """The two versions over one patient."""

    def __init__(self, old: Ruleset, new: Ruleset, budget: float) -> None:
        self.new = new
        tests = tests_in(condition for rules in (old, new) for condition in every_condition(rules))
        self.solver = Solver(budget)
        self.worlds = [World(space_of(rules, tests=tests), self.solver.terms) for rules in (old, new)]
        self.engines = [Engine(world.space) for world in self.worlds]
        self.said = {name: self._said(name) for name in new.options if name in old.options}
        self.solver.learn(term for said in self.said.values() for term in said.values())

    def _said(self, option: str) -> dict[str, Term]:
        one, other = (verdicts(world.space.program.options[option], world.meaning) for world in self.worlds)
        return dict(_turning(one, other, self.solver.terms))

    def prove(self, option: str, tick: Callable[[str], None]) -> Proof:
        """One option."""
        turns: dict[str, Turn] = {}
        undecided: list[str] = []
        for how, term in self.said[option].items():
            tick("options")
            answer = self.solver.ask((term,))
            if answer is Answer.POSSIBLE and (turn := self._turn(option, how)):
                turns[how] = turn
            elif answer is not Answer.IMPOSSIBLE:
                undecided.append(how)
        return Proof(option, self.new.options[option].name, turns, undecided)

    def _turn(self, option: str, how: str) -> Turn | None:
        """The smallest patient of whom the engine says the same; None where it does not."""

        def of(facts: Mapping[str, Content]) -> tuple[Verdict | None, ...]:
            return tuple(engine.verdict(facts, option) for engine in self.engines)

        def claim(facts: Mapping[str, Content]) -> bool:
            before, after = of(facts)
            return before is not None and after is not None and kind(before, after) == how

        facts = smallest(self.worlds[1].recorded(self.solver.model()), claim)
        if facts is None:
            return None
        before, after = of(facts)
        return Turn(facts, before, after) if before and after else None


def _turning(one: Mapping[Verdict, Term], other: Mapping[Verdict, Term], terms: Terms) -> Iterator[tuple[str, Term]]:
    """For each way to turn, that the verdict does so."""
    pairs: dict[str, list[Term]] = {STRICTER: [], LAXER: [], OTHER: []}
    for before, was in one.items():
        for after, now in other.items():
            if how := kind(before, after):
                pairs[how].append(terms.every((was, now)))
    return ((how, terms.some(said)) for how, said in pairs.items())
