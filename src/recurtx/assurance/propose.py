"""Examples that would show what none shows: slips of the rules that live, truths of tests that were not seen, and what
the linter finds that no example shows.

For each rule, option, trial and advice the patients near its own examples are judged together; of those who show
something, as few are taken as show all of it, the plainest first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from recurtx.assurance.cover import TESTS, cover
from recurtx.assurance.judges import key_of
from recurtx.assurance.mutants import KINDS, mutants
from recurtx.assurance.score import NOBODY, Trials, distinct
from recurtx.assurance.variants import Usual, near, values_of
from recurtx.engine.examples import example_situation
from recurtx.engine.lint import unmet, unshown
from recurtx.engine.sight import Sight
from recurtx.errors import Problem
from recurtx.profile import VOCABULARY, Origin
from recurtx.ruleset import ConceptInfo, Option, Rule
from recurtx.ruleset.shape import NOWHERE, Advice, Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from recurtx.assurance.cover import Goal
    from recurtx.assurance.judges import Bench, Finding
    from recurtx.assurance.mutants import Entry as Mutated
    from recurtx.assurance.mutants import Mutant
    from recurtx.assurance.variants import Given
    from recurtx.engine.sight import Thing
    from recurtx.engine.wants import Use
    from recurtx.profile import Profile, Situation
    from recurtx.ruleset import Condition, Ruleset

Entry: TypeAlias = Rule | Option | Advice | Trial


class Proposal(NamedTuple):
    """An example for an entry as it stands with an option: the partial profile, what is said of it, the verdict."""

    entry: Entry
    option: str
    given: Given
    then: str
    verdict: str = ""


@dataclass
class Host:
    """What has examples, as it stands with an option; its patients by their bits, and what it says of each."""

    entry: Entry
    option: str
    for_: int
    says: int
    conditions: tuple[Condition | None, ...]
    givens: dict[int, Given] = field(default_factory=dict)
    cost: dict[int, float] = field(default_factory=dict)
    bits: int = 0
    idle: int = 0
    """Of advice, the patients of whom everything that it obtains is recorded."""

    def starts(self) -> Sequence[Given]:
        """The patients of its examples; where there is none, each cancer."""
        own = [e.given for e in self.entry.examples if e.option in (None, self.option)]
        every: list[Given] = [{"cancer.type": name} for name in VOCABULARY["cancer.type"].values]
        return [*own, {}, *every] if isinstance(self.entry, Option) else own or every

    def add(self, bit: int, given: Given, situation: Situation) -> None:
        """One more patient."""
        self.givens[bit] = given
        self.bits |= bit
        obtains = self.entry.obtains if isinstance(self.entry, Advice) else ()
        if obtains and not any(situation.knowledge(path).origin is Origin.UNKNOWN for path in obtains):
            self.idle |= bit

    def told(self, found: Finding) -> tuple[int, int, int]:
        """The patients of whom something is said, of whom it can be true, and of whom it can be false."""
        heard, silent = found[self.for_]
        yes, no = found[self.says]
        if isinstance(self.entry, Advice):
            shows = heard & ~silent & yes & (-1 if self.entry.obtains else ~no) & ~self.idle
            return -1, shows, ~shows
        return heard, heard & yes, heard & no

    def differing(self, before: Finding, after: Finding) -> int:
        """The patients of whom something else is said."""
        pairs = zip(self.told(before), self.told(after), strict=True)
        differ = 0
        for one, other in pairs:
            differ |= one ^ other
        return differ & self.bits

    def then(self, bit: int, found: Finding) -> str:
        """What is said of one patient."""
        heard, yes, no = (bool(part & bit) for part in self.told(found))
        if isinstance(self.entry, Advice):
            return "shown" if yes else "hidden"
        return "silent" if not heard else "unknown" if yes and no else "true" if yes else "false"


def propose(
    ruleset: Ruleset, option: str | None = None, cases: Sequence[tuple[str, Profile]] = ()
) -> Iterator[Proposal]:
    """Examples for what none shows of the conditions of the rules, or of those of one option and its ways."""
    slips = distinct(ruleset, [m for m in mutants(ruleset, option) if m.steps or m.kind in _OF_CONDITIONS])
    goals = [goal for goal in cover(ruleset, cases=cases).goals if goal.kind == TESTS and goal.unseen]
    among = None if option is None else ruleset.family(option)
    yield from Search(ruleset, slips, goals, among).chosen()


_OF_CONDITIONS = frozenset(KINDS) - {"effect", "scope dropped", "except dropped", "rule dropped"}
"""The kinds of slips that an example of the entry itself can notice."""


class Search:
    """Patients near the examples of some hosts, and what they would show that nothing shows yet.

    ``among`` are the options whose hosts are looked at; None is everything that has examples.
    """

    def __init__(
        self, ruleset: Ruleset, chosen: Sequence[Mutant], goals: Sequence[Goal], among: Collection[str] | None
    ) -> None:
        self.ruleset, self.usual, self.among = ruleset, Usual(ruleset), among
        self.hosts: list[Host] = []
        self.situations: dict[int, Situation] = {}
        self.trials = Trials(ruleset, chosen, more=self._bring)
        self.base = self.trials.found.base
        slips = [self._of_slip(mutant) for mutant in chosen if self.trials.end(mutant) == NOBODY]
        others = (*(gap for goal in goals for gap in self._of_goal(goal)), *self._of_scopes(), *self._of_wants())
        self.gaps = [gap for gap in (*slips, *others) if gap]
        """Of everything that could be shown, by host the patients who show it."""

    # Patients

    def _bring(self, bench: Bench) -> None:
        self.graph = bench.graph
        every = hosts(self.ruleset, bench)
        self.hosts = [host for host in every if self.among is None or host.option in self.among]
        for host in self.hosts:
            values = values_of(host.conditions, self.usual)
            starts = host.starts()
            for given in _distinct((starts, *(near(start, values) for start in starts))):
                bit = self._bit(given, bench)
                if bit and bit not in host.givens:
                    self.situations[bit] = bench.patients.situations[bit.bit_length() - 1]
                    host.add(bit, given, self.situations[bit])

    def _bit(self, given: Given, bench: Bench) -> int:
        """The patient of a partial profile; 0 where there is none."""
        known = bench.patients.known(key_of(given))
        if known is not None:
            return known
        situation = example_situation(given, NOWHERE, "", self.ruleset)
        return 0 if isinstance(situation, Problem) else bench.patients.bit(key_of(given), situation)

    # Gaps

    def _of_slip(self, mutant: Mutant) -> dict[int, int]:
        """By host, those of its patients of whom it says something else with a slip."""
        changed = self.trials.found.changed(self.trials.parts[id(mutant)])
        found = {n: self.hosts[n].differing(self.base, changed) for n in self._about(mutant.entry)}
        return {n: bits for n, bits in found.items() if bits}

    def _of_goal(self, goal: Goal) -> Iterator[dict[int, int]]:
        """By host those of its patients who show a test in a way in which it was not seen, for each way."""
        of_rule = goal.field == "when" and not isinstance(goal.entry, ConceptInfo)
        about = [n for n in self._about(goal.entry) if goal.number < 0] or self._of_option(goal)
        for way in goal.unseen:
            found = {}
            for n in about:
                host = self.hosts[n]
                yes, no = self.base[self.graph.number(goal.condition, host.option or None)]
                there = {"true": yes & ~no, "false": no & ~yes, "unknown": yes & no}[way]
                found[n] = there & host.bits & (self.base[host.for_][0] if of_rule else -1)
            yield {n: bits for n, bits in found.items() if bits}

    def _of_scopes(self) -> Iterator[dict[int, int]]:
        """The patients of whom a scope says what no example of it says."""
        for n, host in enumerate(self.hosts):
            for then in unshown(host.entry) if isinstance(host.entry, Option) else ():
                yield {n: sum(bit for bit in each(host.bits) if host.then(bit, self.base) == then)}

    def _of_wants(self) -> Iterator[dict[int, int]]:
        """The patients who would be an example that the linter wants."""
        for places in unmet(self.ruleset).values():
            found = {n: self._meeting(host, places) for n, host in enumerate(self.hosts)}
            yield {n: bits for n, bits in found.items() if bits}

    def _meeting(self, host: Host, places: Sequence[tuple[Thing, Use]]) -> int:
        """The patients of a host of whom what it says hangs on what is wanted."""
        mine = [
            (t, use)
            for t, use in places
            if t.id == host.entry.id and t.conditions[: len(host.conditions)] == host.conditions
        ]
        return sum(
            bit for bit in (each(host.bits) if mine else ())
            if any(Sight(thing, self.situations[bit], self.ruleset).meets(use) for thing, use in mine)
        )  # fmt: skip

    def _of_option(self, goal: Goal) -> list[int]:
        """What belongs to an option, of whose gaps each of its examples tells."""
        return [n for n, host in enumerate(self.hosts) if goal.number >= 0 and host.option == goal.entry.id]

    def _about(self, entry: Mutated) -> list[int]:
        """What says something of an entry: itself, with each option; of a concept whatever reads it."""
        if not isinstance(entry, ConceptInfo):
            return [n for n, h in enumerate(self.hosts) if type(h.entry) is type(entry) and h.entry.id == entry.id]
        return [n for n, host in enumerate(self.hosts) if self._reads(host, entry.id)]

    def _reads(self, host: Host, concept: str) -> bool:
        """Whether what a host says hangs on a concept."""
        above = self.trials.found.above(self.graph.concept(concept))
        return not above.isdisjoint((host.for_, host.says))

    # Choice

    def chosen(self) -> Iterator[Proposal]:
        """As few patients as fill every gap that they can fill, host by host."""
        taken = [0] * len(self.hosts)
        for n, host in enumerate(self.hosts):
            for bit in greedy([gap[n] for gap in self.gaps if list(gap) == [n]], partial(self._cost, host)):
                taken[n] |= bit
        for gap in (gap for gap in self.gaps if len(gap) > 1):
            if not any(bits & taken[n] for n, bits in gap.items()):
                every = ((n, bit) for n, bits in gap.items() for bit in each(bits))
                n, bit = min(every, key=lambda one: self._cost(self.hosts[one[0]], one[1]))
                taken[n] |= bit
        for host, bits in zip(self.hosts, taken, strict=True):
            for bit in each(bits):
                yield Proposal(host.entry, host.option, host.givens[bit], host.then(bit, self.base))

    def _cost(self, host: Host, bit: int) -> float:
        """How much there is to read in a patient, and how far from usual it is."""
        if bit not in host.cost:
            host.cost[bit] = self.usual.cost(host.givens[bit]) + _VAGUE[host.then(bit, self.base)]
        return host.cost[bit]


_VAGUE = {"unknown": 1.5, "silent": 1.5, "true": 0, "false": 0, "shown": 0, "hidden": 0}
"""What is said of one patient is worth more where it is certain."""


def _distinct(every: Iterable[Iterable[Given]]) -> Iterator[Given]:
    return iter({key_of(given): given for some in every for given in some}.values())


def each(bits: int) -> Iterator[int]:
    """The single bits."""
    while bits:
        bit = bits & -bits
        yield bit
        bits ^= bit


def greedy(gaps: Sequence[int], cost: Callable[[int], float]) -> Iterator[int]:
    """Bits of which each gap has one, the fewest that are found easily; of equal worth the cheapest."""
    fills: dict[int, set[int]] = {}
    for number, bits in enumerate(gaps):
        for bit in each(bits):
            fills.setdefault(bit, set()).add(number)
    open_ = set(range(len(gaps)))
    while open_:
        best = max(fills, key=lambda bit: (len(fills[bit]) - 0.12 * cost(bit), -cost(bit)), default=0)
        if not best:
            return
        yield best
        done = fills.pop(best)
        open_ -= done
        for bit in [b for b, f in fills.items() if not f.isdisjoint(done)]:
            fills[bit] -= done
            if not fills[bit]:
                del fills[bit]


def hosts(ruleset: Ruleset, bench: Bench) -> Iterator[Host]:
    """Everything that has examples, a shared rule with each option that its examples name."""
    graph = bench.graph
    always = graph.number(None, None)
    for option in ruleset.options.values():
        if option.for_ is not None:
            yield Host(option, option.id, always, graph.scope(option.id), (option.for_,))
        for rule in option.rules:
            if not rule.shared or option.id in {e.option for e in rule.examples}:
                slots = graph.rule(rule)
                yield Host(rule, option.id, slots.for_, slots.says, (rule.for_, rule.when))
    for trial in ruleset.trials:
        beside = graph.beside("trial", trial.id, trial.for_, trial.when, trial.option)
        yield Host(trial, trial.option, beside.for_, beside.both, (trial.for_, trial.when))
    for advice in ruleset.advice:
        beside = graph.beside("advice", advice.id, advice.for_, advice.when)
        yield Host(advice, "", beside.for_, beside.when, (advice.for_, advice.when))
