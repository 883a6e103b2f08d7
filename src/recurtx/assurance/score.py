"""Which slips of the rules somebody would notice: each is made, and every claim is asked again.

No rule is read anew: the nodes of a slip stand beside those of the rules from the start, all patients are judged once,
and a slip is followed from the slot that it changes as far as it reaches.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recurtx.assurance.graph import Graph
from recurtx.assurance.judges import JUDGES, Bench, Told, Vignette
from recurtx.assurance.mutants import KINDS, Mutant
from recurtx.assurance.worlds import Circle, Found, Patients
from recurtx.profile import VOCABULARY
from recurtx.program.cells import cells_of
from recurtx.program.compile import Builder, every_condition, tests_in
from recurtx.ruleset import ConceptInfo, Option, Rule
from recurtx.ruleset.shape import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from recurtx.assurance.judges import Claim
    from recurtx.assurance.proof import Apart
    from recurtx.assurance.worlds import Changed, Parts
    from recurtx.profile import Profile
    from recurtx.program.cells import Cell
    from recurtx.ruleset import Condition, Ruleset

LOADING, SAME, NOBODY = "loading", "same", ""
"""What becomes of a slip that no judge notices: the rules are refused, it means the same, it lives."""
INVARIANTS = "invariants"
"""The judge that is asked last, and only where it may prove."""


@dataclass
class Score:
    """What became of every slip: the judge that notices it first, or why none does."""

    results: list[tuple[Mutant, str]] = field(default_factory=list)
    apart: dict[int, Apart] = field(default_factory=dict)
    """By the identity of a slip that lives, a patient who tells it apart, where one was looked for."""

    def proved(self, answers: Mapping[int, Apart | None]) -> Score:
        """The same where it is proved of some survivors, by their place, that they mean the same or who tells them."""
        survivors = self.survivors
        same = {id(survivors[place]) for place, apart in answers.items() if apart is None}
        apart = {id(survivors[place]): found for place, found in answers.items() if found is not None}
        return Score([(m, SAME if id(m) in same else end) for m, end in self.results], apart)

    def refused(self, by: Mapping[int, str]) -> Score:
        """The same where invariants refuse some survivors, by their place."""
        survivors = self.survivors
        gone = {id(survivors[place]) for place in by}
        return Score([(m, INVARIANTS if id(m) in gone else end) for m, end in self.results], self.apart)

    @property
    def survivors(self) -> list[Mutant]:
        """The slips that nobody notices."""
        return [mutant for mutant, by in self.results if by == NOBODY]

    def count(self, by: str, kind: str | None = None) -> int:
        """How many slips, of one kind or of all, end so."""
        return sum(end == by for mutant, end in self.results if kind in (None, mutant.kind))

    def told(self, kind: str | None = None) -> tuple[int, int]:
        """How many slips are noticed, and of how many that mean something else."""
        ends = Counter(end for mutant, end in self.results if kind in (None, mutant.kind))
        real = ends.total() - ends[SAME]
        return real - ends[NOBODY], real

    @property
    def share(self) -> float:
        """The part that is noticed, in percent; of no slip at all everything."""
        noticed, real = self.told()
        return 100 * noticed / real if real else 100.0

    @property
    def kinds(self) -> list[str]:
        """The kinds of slips that there are."""
        present = {mutant.kind for mutant, _ in self.results}
        return [kind for kind in KINDS if kind in present]


def score(
    ruleset: Ruleset,
    chosen: Sequence[Mutant],
    *,
    cases: Sequence[tuple[str, Profile]] = (),
    boards: Sequence[Vignette] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Score:
    """Make each slip, and ask who notices.

    Args:
        ruleset: the rules as they are.
        chosen: the slips to make.
        cases: patients whose verdicts are to stay, by name.
        boards: patients of whom a board says which verdicts are right.
        progress: told how many slips are done.
    """
    trials = Trials(ruleset, chosen, cases, boards)
    found = Score()
    for done, mutant in enumerate(chosen):
        found.results.append((mutant, trials.end(mutant)))
        progress(done + 1)
    return found


class Trials:
    """The bench on which slips are tried, with everything that is needed for any of them."""

    def __init__(
        self,
        ruleset: Ruleset,
        chosen: Sequence[Mutant],
        cases: Sequence[tuple[str, Profile]] = (),
        boards: Sequence[Vignette] = (),
        more: Callable[[Bench], None] = lambda _: None,
    ) -> None:
        """``more`` may bring further patients to the bench, of whom nobody says anything."""
        cells = refined(ruleset, chosen)
        self.meaning = Builder(cells, ruleset.names, meaning=True, opaque=True)
        graph = Graph.of(ruleset, cells)
        self.bench = Bench(ruleset, graph, Patients(), cases, boards)
        self.claims: list[tuple[str, Claim]] = [(name, c) for name, judge in JUDGES.items() for c in judge(self.bench)]
        more(self.bench)
        known = len(graph.listed)
        self.parts: dict[int, Parts] = {id(mutant): exchanged(mutant, graph) for mutant in chosen}
        self.found = Found.of(graph.program(), self.bench.patients, known)
        self.wrong = [claim.failing(self.found.base) for _, claim in self.claims]
        here = self.found.changed({})
        self.unasked = [c.unasked(here) if isinstance(c, Told) else 0 for _, c in self.claims]
        self.looks: dict[int, list[int]] = {}
        for place, (_, claim) in enumerate(self.claims):
            for node in set(claim.nodes):
                self.looks.setdefault(node, []).append(place)

    def end(self, mutant: Mutant) -> str:
        """Who notices a slip first, or why nobody does."""
        if self._means_the_same(mutant):
            return SAME
        try:
            changed = self.found.changed(self.parts[id(mutant)])
        except Circle:
            return LOADING
        claims = [(name, claim, place) for place, name, claim in self._reached(changed) if claim.of != _gone(mutant)]
        for name, claim, place in claims:
            if claim.failing(changed) & ~self.wrong[place]:
                return name
        for name, claim, place in claims:
            if isinstance(claim, Told) and claim.unasked(changed) & ~self.unasked[place]:
                return name
        return NOBODY

    def _reached(self, changed: Changed) -> Iterator[tuple[int, str, Claim]]:
        """The claims that look at something which reads a slot that holds other parts, in their order."""
        above = frozenset[int]().union(*(self.found.above(slot) for slot in changed.parts))
        for place in sorted({place for node in above & self.looks.keys() for place in self.looks[node]}):
            yield place, *self.claims[place]

    def _means_the_same(self, mutant: Mutant) -> bool:
        """Whether every condition means what it meant, and nothing else is other."""
        number = self.meaning.condition
        pairs = [(b, a) for b, a in zip(mutant.before, mutant.after, strict=True) if a is not None]
        conditions = [(getattr(b, n, None), getattr(a, n, None)) for b, a in pairs for n in ("for_", "when")]
        other = [(before, after) for before, after in conditions if before is not after]
        return bool(other) and all(b is not None and a is not None and number(b) == number(a) for b, a in other)


def _gone(mutant: Mutant) -> tuple[str, str]:
    """The entry whose examples are gone with it."""
    return ("rule", mutant.entry.id) if mutant.after[0] is None else ("", "-")


def distinct(ruleset: Ruleset, chosen: Sequence[Mutant]) -> list[Mutant]:
    """The slips of which no two mean the same: of a whole number, above 5 is at least 6."""
    number = Builder(refined(ruleset, chosen), ruleset.names, meaning=True, opaque=True).condition
    found: dict[tuple[object, ...], Mutant] = {}
    for mutant in chosen:
        parts = [(getattr(a, "for_", None), getattr(a, "when", None)) for a in mutant.after]
        meaning = tuple(c and number(c) for pair in parts for c in pair)
        other = mutant.words if mutant.kind in ("effect", "except dropped") else ""
        found.setdefault((type(mutant.entry), mutant.entry.id, meaning, other), mutant)
    return list(found.values())


def refined(ruleset: Ruleset, chosen: Iterable[Mutant]) -> dict[str, tuple[Cell, ...]]:
    """The cells of every fact, cut by every test of the rules and of the slips."""
    tests = tests_in([*every_condition(ruleset), *_conditions(chosen)])
    return {path: cells_of(fact, tests.get(path, ())) for path, fact in VOCABULARY.items() if not fact.is_set}


def _conditions(chosen: Iterable[Mutant]) -> Iterator[Condition | None]:
    for mutant in chosen:
        for entry in mutant.after:
            yield from (getattr(entry, "for_", None), getattr(entry, "when", None))


def exchanged(mutant: Mutant, graph: Graph) -> Mapping[int, tuple[int, ...]]:
    """The slots that hold other parts with a slip."""
    match mutant.entry, mutant.after[0]:
        case Rule(), _:
            return graph.exchanged(mutant.before, mutant.after)  # type: ignore[arg-type]
        case Option(id=name), Option(for_=for_):
            return {graph.scope(name): (graph.number(for_, name),)}
        case ConceptInfo(id=name), ConceptInfo(when=when):
            return {graph.concept(name): (graph.number(when, None),)}
        case (before, after):
            return _in_beside(before, after, graph)


def _in_beside(before: object, after: object, graph: Graph) -> dict[int, tuple[int, ...]]:
    kind, owner = ("trial", before.option) if isinstance(before, Trial) else ("advice", None)
    slots = graph.beside(kind, before.id, before.for_, before.when, owner)  # type: ignore[attr-defined]
    pairs = ((slots.for_, before.for_, after.for_), (slots.when, before.when, after.when))  # type: ignore[attr-defined]
    return {slot: (graph.number(new, owner),) for slot, old, new in pairs if old is not new}
