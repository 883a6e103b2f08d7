"""Whether a slip means the same for every patient, and if not, the smallest patient who tells the two apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.logic import FALSE, Truth
from recurtx.profile import VOCABULARY, Situation, impossible
from recurtx.program.possible import Masks, masks_of
from recurtx.program.truths import Truths
from recurtx.ruleset import All, Always, Effect, Not, Option, Rule
from recurtx.symbolic.known import Known
from recurtx.symbolic.record import Record
from recurtx.symbolic.space import space_of
from recurtx.verify.solver import BUDGET, Answer, Solver
from recurtx.verify.witness import smallest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from recurtx.assurance.mutants import Entry, Mutant
    from recurtx.profile import Content
    from recurtx.ruleset import Condition, Ruleset
    from recurtx.symbolic.meaning import Meaning
    from recurtx.symbolic.space import Space
    from recurtx.symbolic.terms import Term


_TOGETHER = 200
"""Questions put to one solver: it carries all of them while it thinks of one."""


class Apart(NamedTuple):
    """A patient of whom the rules say one thing, and with the slip another; None is that an entry is silent."""

    facts: Mapping[str, Content]
    before: Truth | None
    after: Truth | None


class _Said(NamedTuple):
    """What an entry says: the node of its scope, and the node of what it says where that is not false."""

    for_: int
    says: int


def told_apart(
    ruleset: Ruleset,
    chosen: Sequence[Mutant],
    budget: float = BUDGET,
    progress: Callable[[int], None] = lambda _: None,
) -> dict[int, Apart | None]:
    """By the place of each slip in a condition, a patient who tells it apart, or None where no patient does.

    A slip of which that is not decided, and one that leaves every condition as it is, is not among them.
    """
    asked = [(place, pair) for place, mutant in enumerate(chosen) for pair in _pairs(mutant)]
    found: dict[int, list[Apart | None]] = {}
    undecided: set[int] = set()
    for start in range(0, len(asked), _TOGETHER):
        some = asked[start : start + _TOGETHER]
        lines = _Lines(ruleset, [condition for _, pair in some for said in pair for condition in said], budget)
        for number, (place, _) in enumerate(some):
            progress(start + number + 1)
            answer, apart = lines.ask(number)
            if answer is Answer.UNDECIDED:
                undecided.add(place)
            found.setdefault(place, []).append(apart)
    whole = {place: next((a for a in each if a is not None), None) for place, each in found.items()}
    return {place: apart for place, apart in whole.items() if apart is not None or place not in undecided}


def _pairs(mutant: Mutant) -> Iterator[tuple[tuple[Condition, Condition], tuple[Condition, Condition]]]:
    """Each entry that a slip changes by a condition: scope and what it says, before and after."""
    if mutant.kind == "effect" or not mutant.field or mutant.field == "except":
        return
    for old, new in zip(mutant.before, mutant.after, strict=True):
        if new is not None:
            yield _said(old), _said(new)


def _said(entry: Entry) -> tuple[Condition, Condition]:
    scope: Condition = getattr(entry, "for_", None) or Always()
    if isinstance(entry, Option):
        return Always(), scope
    if isinstance(entry, Rule) and entry.effect is Effect.REQUIRES:
        return scope, Not(All((scope, Not(entry.when))))
    return scope, All((scope, entry.when))


class _Lines:
    """The questions: whether some patient, recorded in any way, tells two conditions apart."""

    def __init__(self, ruleset: Ruleset, conditions: Sequence[Condition], budget: float) -> None:
        self.space = space_of(ruleset, conditions)
        self.solver = Solver(budget)
        self.record = Record(self.space, self.solver.terms, "r")
        known = Known(self.record, presume=False)
        for law in self.record.laws(known):
            self.solver.terms.hold(law)
        nodes = self.space.also
        self.pairs = [(_Said(*nodes[n : n + 2]), _Said(*nodes[n + 2 : n + 4])) for n in range(0, len(nodes), 4)]
        self.terms = [self._differ(*pair, known.meaning) for pair in self.pairs]
        self.solver.learn(self.terms)

    def _differ(self, one: _Said, other: _Said, meaning: Meaning) -> Term:
        """That the two say different things of a patient."""
        terms = self.solver.terms
        heard, heard_too = meaning.can(one.for_)[0], meaning.can(other.for_)[0]
        pairs = zip(meaning.can(one.says), meaning.can(other.says), strict=True)
        differ = terms.some(_unlike(a, b, self.solver) for a, b in pairs)
        return terms.some((_unlike(heard, heard_too, self.solver), terms.every((heard, differ))))

    def ask(self, number: int) -> tuple[Answer, Apart | None]:
        """Whether there is such a patient, and the smallest."""
        answer = self.solver.ask([self.terms[number]])
        if answer is not Answer.POSSIBLE:
            return answer, None
        line = _Line(self.space, *self.pairs[number])
        facts = self._patient(line)
        if facts is None:  # what the solver takes for a patient the engine does not
            return Answer.UNDECIDED, None
        return answer, Apart(facts, *line.said(facts))

    def _patient(self, line: _Line) -> Mapping[str, Content] | None:
        """The smallest patient of the last answer: of what the conditions read, where that is enough."""
        model = self.solver.model()
        for among in ({"cancer.type", *line.places}, VOCABULARY):
            recorded = self.record.profile(model, [path for path in VOCABULARY if path in among])
            facts = smallest(recorded, lambda facts: len(set(line.said(facts))) > 1)
            if facts is not None:
                return facts
        return None


class _Line:
    """Two conditions, asked of one patient after the other; nothing is looked up that they do not read."""

    def __init__(self, space: Space, one: _Said, other: _Said) -> None:
        self.space, self.one, self.other = space, one, other
        self.cone = space.program.cone((*one, *other))
        self.places = space.program.read_by(self.cone)

    def said(self, facts: Mapping[str, Content]) -> tuple[Truth | None, Truth | None]:
        """What both say; the same of somebody who cannot be."""
        situation, program = Situation(facts, self.space.agents, presume=False), self.space.program
        if impossible(situation):
            return None, None
        masks = [Masks(0, 0)] * len(program.variables)
        for place, mask in masks_of(program, situation, self.places, places=self.places):
            masks[place] = mask
        truths = Truths(program, situation, self.cone, masks)
        return _told(truths, self.one), _told(truths, self.other)


def _told(truths: Truths, said: _Said) -> Truth | None:
    return None if truths.truth(said.for_) is FALSE else truths.truth(said.says)


def _unlike(one: Term, other: Term, solver: Solver) -> Term:
    return solver.terms.some((solver.terms.every((one, -other)), solver.terms.every((-one, other))))
