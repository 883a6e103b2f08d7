"""One patient judged: the verdict of every option, here and in worlds where some facts are others."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine.verdict import Outcome, Tally, Verdict, tally
from recurtx.logic import TRUE
from recurtx.profile import VOCABULARY, dependents
from recurtx.program import formula as f
from recurtx.program.possible import masks_of, touched
from recurtx.program.residual import ResidualReader, in_fixed_order
from recurtx.program.run import Can, Groups, run_all
from recurtx.program.truths import Truths, most_named, truth_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recurtx.logic import Truth
    from recurtx.profile import Content, Situation
    from recurtx.program.cells import Partition
    from recurtx.program.nodes import Program, RuleEntry
    from recurtx.program.truths import Step
    from recurtx.ruleset import Condition

    Changes = Mapping[str, Content | None]
    """Facts recorded otherwise; None takes a fact away."""


class World(NamedTuple):
    """One way a patient might be, as far as verdicts go: what is compared with another."""

    program: Program
    found: Sequence[Can]
    tallies: Mapping[str, Tally]
    bit: int

    def verdict(self, option: str) -> Verdict:
        """The verdict of an option."""
        return self.tallies[option].outcome(self.bit).verdict

    def truth(self, node: int) -> Truth:
        """The truth of a node, true of -1."""
        return TRUE if node < 0 else truth_in(self.found[node], self.bit)

    def acts(self, rule: RuleEntry) -> Truth:
        """Whether a rule acts."""
        return truth_in(self.found[rule.acts], self.bit)


class Residual(NamedTuple):
    """The remaining question of one option.

    ``formula`` is what must turn out for ``verdict`` to be reached: that nothing stops the option, that something asks
    for care, speaks for it or, of every verdict that is not closed, against it. ``exact`` is false where the formula
    was too large to be proved minimal. ``facts`` are all that can change the verdict: of those that decide whether
    something speaks against it some may drop out of the formula.
    """

    option: str
    verdict: Verdict
    formula: f.Formula
    exact: bool
    facts: frozenset[str]


class Judgement:
    """Every option for one patient; whatever is costly is worked out when it is first asked for."""

    def __init__(self, program: Program, situation: Situation, only: str | None = None) -> None:
        """Judge every option, or ``only`` one."""
        self.program = program
        self.situation = situation
        options = program.options.values() if only is None else (program.options[only],)
        self.truths = Truths(program, situation, () if only is None else program.bearing_on(only))
        self.tallies = {o.id: tally(o, self.truths.found, 3) for o in options}
        self._residuals: dict[str, Residual | None] = {}

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """What every option and modality comes to."""
        return {option: found.outcome(1) for option, found in self.tallies.items()}

    @property
    def here(self) -> World:
        """The patient as recorded."""
        return World(self.program, self.truths.found, self.tallies, 1)

    @cached_property
    def partition(self) -> Partition:
        """The classes of values that are possible for this patient and that verdicts tell apart."""
        return self.program.partition(self.situation.stated)

    @property
    def every_value(self) -> Partition:
        """The classes of values that this cancer leaves, whatever else is recorded."""
        return self.program.partition({p: c for p, c in self.situation.recorded.items() if p == "cancer.type"})

    def step(self, condition: Condition, node: int) -> Step:
        """A condition as evaluated."""
        return self.truths.step(condition, node)

    def waiting(self, option: str) -> tuple[str, ...]:
        """Facts in tests that are open and that the verdict hangs on, those in most tests first."""
        entry, verdict = self.program.options[option], self.outcomes[option].verdict
        nodes = {
            Verdict.NEEDS_INFORMATION: (entry.inside, entry.stops),
            Verdict.CANDIDATE_WITH_CAUTION: (entry.discourages,),
            Verdict.CANDIDATE: (entry.discourages, entry.cautions),
            Verdict.POSSIBLE: (entry.discourages, entry.supports),
        }.get(verdict, ())
        return most_named(self.truths.open_tests(node) for node in nodes)

    def missing(self, option: str) -> tuple[str, ...]:
        """Unrecorded facts that can still change the verdict: of those in open tests, the ones its residual names."""
        residual, waiting = self.residual(option), self.waiting(option)
        if residual is None or not residual.exact:
            return waiting
        return tuple(path for path in waiting if path in residual.facts) or waiting

    @cached_property
    def reader(self) -> ResidualReader:
        """What is still unknown of each node, as formulas."""
        return ResidualReader(self.truths, self.partition)

    @property
    def residuals(self) -> Mapping[str, Residual]:
        """What each option that is not settled still turns on, by id."""
        found = {option: self.residual(option) for option in self.outcomes}
        return {option: residual for option, residual in found.items() if residual is not None}

    def residual(self, option: str) -> Residual | None:
        """What one option still turns on; None where it is settled."""
        if option not in self._residuals:
            self._residuals[option] = None if self.outcomes[option].settled else self._residual(option)
        return self._residuals[option]

    def _residual(self, option: str) -> Residual:
        goal, formula = self._remaining(option, self.outcomes[option].verdict, self.reader)
        simple = in_fixed_order(f.simplify(formula))
        facts = {v.path for v in (*simple.names, *self._against(option, self.outcomes[option].verdict).names)}
        return Residual(option, goal, simple, f.support(simple) is not None, frozenset(facts))

    def _remaining(self, option: str, verdict: Verdict, reader: ResidualReader) -> tuple[Verdict, f.Formula]:
        """The verdict that would be next, and the formula that it is reached, or that it or a worse one is."""
        entry = self.program.options[option]
        if verdict is Verdict.NEEDS_INFORMATION:
            return Verdict.POSSIBLE, self.open_if(option, reader)
        against = reader.read(entry.discourages)
        other, node = {
            Verdict.CANDIDATE: (Verdict.CANDIDATE_WITH_CAUTION, entry.cautions),
            Verdict.POSSIBLE: (Verdict.CANDIDATE, entry.supports),
        }.get(verdict, (Verdict.USUALLY_NOT, entry.discourages))
        formula = reader.read(node)
        return (Verdict.USUALLY_NOT if formula == f.FALSE else other), f.disj((against, formula))

    def _against(self, option: str, verdict: Verdict) -> f.Formula:
        """What must turn out for something to speak against an option that nothing stops."""
        if verdict is Verdict.NEEDS_INFORMATION:
            return f.FALSE
        return f.simplify(self.reader.read(self.program.options[option].discourages))

    def open_if(self, option: str, reader: ResidualReader) -> f.Formula:
        """What must turn out for nothing to stop the option."""
        entry = self.program.options[option]
        return f.conj((reader.read(entry.inside), f.negate(reader.read(entry.stops))))

    def worlds(self, changes: Sequence[Changes], elements: Sequence[str] = ()) -> Worlds:
        """The same patient in many worlds, each with some facts recorded otherwise, judged together.

        ``elements`` may say, world by world, which one element of a set is known otherwise, empty for no such thing:
        then no more is looked up again than that can reach.
        """
        return Worlds(self, changes, elements or [""] * len(changes))

    def changed(self, changes: Changes) -> Judgement:
        """The same patient with some facts recorded otherwise."""
        return Judgement(self.program, self.situation.changed(changes))


class Worlds:
    """Many worlds of one patient, judged in one run of the program; the last bit is the patient as recorded."""

    def __init__(self, base: Judgement, changes: Sequence[Changes], elements: Sequence[str]) -> None:
        self.base = base
        self.situations = [base.situation.changed(change) for change in changes]
        self.here = 1 << len(changes)
        self.every = 2 * self.here - 1
        found = run_all(base.program, self._groups(changes, elements), self.every)
        self.tallies = {o.id: tally(o, found, self.every) for o in base.program.options.values()}
        self.found = found

    def _groups(self, changes: Sequence[Changes], elements: Sequence[str]) -> list[Groups]:
        """What is possible of each variable: in most worlds the same as here."""
        program, masks = self.base.program, self.base.truths.masks
        other: dict[int, dict[int, int]] = {}
        for place, (change, element, situation) in enumerate(zip(changes, elements, self.situations, strict=True)):
            only = touched(program, [(path, element) for path in change])
            for variable, mask in masks_of(program, situation, reached(change, situation, self.base.situation), only):
                if mask.presumed != masks[variable].presumed:
                    worlds = other.setdefault(variable, {})
                    worlds[mask.presumed] = worlds.get(mask.presumed, 0) | 1 << place
        groups: list[Groups] = [((self.every, mask.presumed),) for mask in masks]
        for variable, worlds in other.items():
            rest = self.every & ~sum(worlds.values())
            groups[variable] = ((rest, masks[variable].presumed), *((bits, mask) for mask, bits in worlds.items()))
        return groups

    def __len__(self) -> int:
        return len(self.situations)

    def world(self, place: int) -> World:
        """One of the worlds."""
        return World(self.base.program, self.found, self.tallies, 1 << place)

    def outcomes(self, place: int) -> Mapping[str, Outcome]:
        """What every option comes to in one world."""
        return {option: found.outcome(1 << place) for option, found in self.tallies.items()}

    @cached_property
    def turned(self) -> Sequence[Mapping[str, Outcome]]:
        """For each world the options that come to something else there than for the patient as recorded."""
        found: list[dict[str, Outcome]] = [{} for _ in self.situations]
        for option, counted in self.tallies.items():
            unlike = counted.unlike(self.here, self.every)
            for place in range(len(found)) if unlike else ():
                if unlike >> place & 1:
                    found[place][option] = counted.outcome(1 << place)
        return found


def reached(changes: Changes, situation: Situation, before: Situation) -> frozenset[str]:
    """Facts that may read otherwise where some are recorded otherwise than ``before``."""
    every = frozenset[str]().union(*(dependents(path) for path in changes))
    return frozenset(p for p in every if p in changes or _other(p, situation, before))


def _other(path: str, situation: Situation, before: Situation) -> bool:
    """Whether a fact that was not changed itself may read otherwise; of sets, whether what is known is another."""
    if not VOCABULARY[path].is_set:
        return path not in situation.recorded
    return not all(situation.known_alike(p, before) for p in _linked(path))


@lru_cache(maxsize=256)
def _linked(path: str) -> tuple[str, ...]:
    """A set, and the sets that settle elements of it: what failed was received."""
    presumption = VOCABULARY[path].presumption
    within = (presumption.within,) if presumption and presumption.within else ()
    inside = (p for p, fact in VOCABULARY.items() if fact.presumption and fact.presumption.within == path)
    return (path, *within, *inside)
