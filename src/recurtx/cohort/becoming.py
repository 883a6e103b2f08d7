"""What open options become, as columns: the best verdict that some completion of each patient reaches.

Of each option a few formulas tell it: that it can be open, that nothing speaks against it, that something speaks for
it, that it needs no care. Each is taken apart once; then it is seen of all patients at once whether it can come true.
It is decided twice, once with every tie between the facts and once with hardly any; where both say the same, so does
the engine, and the few who are left it judges itself.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from recurtx.cohort.circuit import Circuit, unpacked
from recurtx.cohort.decomposed import GIVEN, MOST_PARTS, Decomposed, TooLarge
from recurtx.cohort.ties import Ties, hangs
from recurtx.engine import Verdict
from recurtx.profile import SOME, VOCABULARY, Kind, dependents
from recurtx.program import formula as f
from recurtx.program.nodes import OTHER
from recurtx.symbolic.terms import FALSE, TRUE, negated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from recurtx.cohort.circuit import Bits, Bytes, Plane
    from recurtx.cohort.coded import Coded
    from recurtx.cohort.given import Formulas, Meant
    from recurtx.cohort.plan import Plan
    from recurtx.engine.verdict import Tally
    from recurtx.symbolic.terms import Term

Literal: TypeAlias = "Callable[[f.Variable, frozenset[int]], Term]"
"""Of a variable and some of its cells that it can lie in one of them."""
_PLACES = {verdict: place for place, verdict in enumerate(Verdict)}
OFFERED, CLEAR, OPEN = "offered", "clear", "open"
"""What is asked of an option: that something speaks for it, that nothing speaks against it, that nothing stops it."""
FREE, SPOKEN_FOR, KEPT, LOOSE, TURNING = "free", "spoken for", "kept ", "loose ", "turning "
_CANCER = "cancer.type"
_SMALL, _LOOKS, _ENOUGH = 1000, 16, 6
"""Parts of a formula that says that an option turns on a fact, such formulas that are tried, and that are taken."""
MANY = 30
"""Patients of whom it is unsure from which on it is looked at closer, before the engine is asked."""
NOTHING = 255
"""In the place of a verdict, that of an option which becomes nothing else."""


class Foreseen:
    """What one option may become, whatever is recorded: its formulas, taken apart."""

    def __init__(self, formulas: Formulas, option: str) -> None:
        self.formulas, self.entry = formulas, formulas.program.options[option]
        self.decomposed = Decomposed(_is_fixed)
        node, entry = formulas.node, self.entry
        open_ = f.conj((node(entry.inside), f.negate(node(entry.stops))))
        clear = f.conj((open_, f.negate(node(entry.discourages))))
        offered = f.conj((clear, node(entry.supports)))
        goals = {OFFERED: (offered, f.conj((open_, node(entry.supports)))), CLEAR: (clear, open_), OPEN: (open_, open_)}
        self.ties = {name: Ties(formulas, *goal, f"{option} {name}") for name, goal in goals.items()}
        self.places = {
            FREE: self._add(f.conj((offered, f.negate(node(entry.cautions))))),
            SPOKEN_FOR: self._add(node(entry.supports)),
            **{KEPT + name: self._add(ties.kept) for name, ties in self.ties.items()},
            **{name: self._add(ties.goal) for name, ties in self.ties.items()},
            **{TURNING + name: self._add(ties.turning) for name, ties in self.ties.items()},
        }
        for name, ties in self.ties.items():
            self._add_bound(
                TURNING, name, ties.turning, {v.path: _always for v in ties.turning.names if v.path != GIVEN}
            )

    def _add_bound(self, kind: str, name: str, goal: f.Formula, turns: Mapping[str, Meant]) -> None:
        """A goal as it is bound by what others leave of the facts on which the option turns."""
        ties, given = self.ties[name], self.formulas.given
        names = {path: given(f"turns {self.entry.id} {kind}{path}", meant) for path, meant in turns.items()}
        self.places[LOOSE + kind + name] = self._add(ties.loose(goal, names))
        self.places |= {kind + name + path: self._add(g) for path, g in ties.without(goal).items()}

    @cached_property
    def turns(self) -> Mapping[str, int | None]:
        """By fact the part that says that the option turns on it; made only where it is asked for."""
        found = {path: self._turns(path) for ties in self.ties.values() for path in sorted(ties.bound)}
        for name, ties in self.ties.items():
            self._add_bound("", name, ties.goal, {path: partial(self.turning, path) for path in found})
        return found

    def turning(self, path: str, plan: Plan) -> Term:
        """That the option turns on a fact, or on one tied to it."""
        place = self.turns[path]
        return FALSE if place is None else self.decomposed.term(place, plan.terms, partial(plain, plan, self.formulas))

    def _turns(self, path: str) -> int | None:
        """That the option turns on a fact, or on one tied to it, where few parts are enough to be sure."""
        tied = {p for p in VOCABULARY if path in dependents(p, held=False) or p in dependents(path, held=False)}
        formulas = [self.formulas.node(n) for n in (self.entry.stops, self.entry.supports, self.entry.inside)]
        asked = [
            (formula, variable)
            for formula in sorted(formulas, key=lambda formula: len(formula.names))
            for variable in sorted(formula.names)
            if variable.path in tied and VOCABULARY[variable.path].kind is not Kind.AGENTS and variable.element != OTHER
        ]
        asked.sort(key=lambda pair: pair[1].path != path)
        found = (self._add(hangs(self.formulas, *pair), _SMALL) for pair in asked[:_LOOKS])
        parts = [part for part in found if part is not None]
        return self.decomposed.any_of(parts[:_ENOUGH])

    def _add(self, formula: f.Formula, most: int = MOST_PARTS) -> int | None:
        """Take a formula apart; None where it takes too much."""
        try:
            return self.decomposed.add(self.formulas.by_cancer(formula), most)
        except (TooLarge, RecursionError):
            return None


class Outlook:
    """What one option may become, for the facts that occur in one cohort."""

    def __init__(self, plan: Plan, foreseen: Foreseen) -> None:
        self.plan, self.terms, self.foreseen, self.formulas = plan, plan.terms, foreseen, foreseen.formulas
        kept = {name: self._term(KEPT + name, self._kept, FALSE) for name in foreseen.ties}
        self.kept = Circuit(
            self.terms, (*kept.values(), self._term(FREE, self._plain, FALSE), self._asked, self._careful)
        )
        self._reached, self._free = kept, self._term(FREE, self._plain, FALSE)
        self._spoken_for = self._term(SPOKEN_FOR, self._plain, FALSE)

    @property
    def _careful(self) -> Term:
        """That it is not certain by itself whether an option that is offered asks for care."""
        return negated(self.plan.meaning.true(self.foreseen.entry.cautions))

    @property
    def _asked(self) -> Term:
        return self.plan.meaning.can(self.foreseen.entry.supports)[0]

    def _term(self, name: str, literal: Literal, otherwise: Term) -> Term:
        place = self.foreseen.places[name]
        return otherwise if place is None else self.foreseen.decomposed.term(place, self.terms, literal)

    @cached_property
    def may(self) -> tuple[Mapping[str, Term], Circuit]:
        """By goal that it may be reached, as it stands and as the ties bind what the option turns on anyhow."""
        found: dict[str, Term] = {}
        for name, ties in self.foreseen.ties.items():
            turns = {v.path: TRUE for v in ties.turning.names if v.path != GIVEN}
            goal = (self._term(name, self._plain, TRUE), self._bound(TURNING, name, ties.turning, turns))
            found[name] = self.terms.some((self.terms.every(goal), *self._without_values(ties)))
        return found, Circuit(self.terms, (*found.values(), self._spoken_for))

    @cached_property
    def may_still(self) -> tuple[Mapping[str, Term], Circuit]:
        """The same as the ties bind every fact on which the option turns for a patient."""
        turns = {path: self.foreseen.turning(path, self.plan) for path in self.foreseen.turns}
        found: dict[str, Term] = {}
        for name, ties in self.foreseen.ties.items():
            bound = self._bound("", name, ties.goal, turns)
            found[name] = self.terms.some((bound, *self._without_values(ties)))
        return found, Circuit(self.terms, (*found.values(), self._spoken_for))

    def _bound(self, kind: str, name: str, goal: f.Formula, turns: Mapping[str, Term]) -> Term:
        ties = self.foreseen.ties[name]
        found = [
            self._term(kind + name, self._barring(ties.barred(self.plan, turns)), TRUE),
            self._term(LOOSE + kind + name, self._plain, TRUE),
        ]
        for path in sorted(ties.without(goal).keys() & turns.keys()):
            none = self.terms.every((turns[path], ties.leaves_none(self.plan, path)))
            found.append(self.terms.implied(none, self._term(kind + name + path, self._plain, TRUE)))
        return self.terms.every(found)

    def _barring(self, barred: Mapping[tuple[str, str], dict[int, Term]]) -> Literal:
        def literal(variable: f.Variable, cells: frozenset[int]) -> Term:
            bars = barred.get((variable.path, variable.element))
            return self._plain(variable, cells) if bars is None else self._without(variable, cells, bars)

        return literal

    def _without_values(self, ties: Ties) -> Iterator[Term]:
        """That some fact has no value by what is known of others: such a patient the columns leave to the engine."""
        cancers = list(zip(self.plan.space.cells(_CANCER), self.plan.record.cells(_CANCER), strict=True))
        for variable in ties.goal.names:
            if variable.path != GIVEN and not variable.element:
                fact = VOCABULARY[variable.path]
                there = [term for cell, term in cancers if not fact.by_type or fact.possible(str(cell.value))]
                yield self.terms.every((self.terms.some(there), *map(negated, self._possible(variable))))

    def _possible(self, variable: f.Variable) -> Sequence[Term]:
        return possible(self.plan, self.formulas, variable)

    def _plain(self, variable: f.Variable, cells: frozenset[int]) -> Term:
        return plain(self.plan, self.formulas, variable, cells)

    def _kept(self, variable: f.Variable, cells: frozenset[int]) -> Term:
        """The same; what has no name is never taken for what is found out."""
        if variable.element != OTHER:
            return self._plain(variable, cells)
        return self.terms.every(negated(t) for i, t in enumerate(self._possible(variable)) if i not in cells)

    def _without(self, variable: f.Variable, cells: frozenset[int], bars: Mapping[int, Term]) -> Term:
        """The same without cells of which is known that no patient has them, unless none else is left."""
        possible = self._possible(variable)
        left = [self.terms.every((t, negated(bars.get(cell, FALSE)))) for cell, t in enumerate(possible)]
        none = negated(self.terms.some(left))
        either = (self.terms.some((left[i], self.terms.every((none, t)))) for i, t in enumerate(possible) if i in cells)
        return self.terms.some(either)

    def verdicts(self, coded: Coded, tally: Tally) -> tuple[Bytes, Bits]:
        """Of each patient the place of what the option becomes, if it does; and whose place the engine must tell."""
        rows, found = coded.rows, self.plan.run(self.kept, coded)
        by_verdict: Sequence[Plane] = tally.by_verdict  # type: ignore[assignment]
        unsettled: Plane = np.invert(tally.settled)
        possible: Plane = by_verdict[_PLACES[Verdict.POSSIBLE]] & unsettled & found[self._asked]
        waits: Plane = by_verdict[_PLACES[Verdict.NEEDS_INFORMATION]] | possible
        offered, clear, open_ = (waits & found[self._reached[name]] for name in (OFFERED, CLEAR, OPEN))
        free = offered & found[self._free]
        places = np.full(rows, NOTHING, dtype=np.uint8)
        for plane, verdict in (
            (waits, Verdict.NOT_CANDIDATE), (open_, Verdict.USUALLY_NOT), (clear, Verdict.POSSIBLE),
            (offered, Verdict.CANDIDATE_WITH_CAUTION), (free, Verdict.CANDIDATE),
        ):  # fmt: skip
            if plane.any():
                places[unpacked(plane, rows)] = _PLACES[verdict]
        unsure = np.zeros(rows, dtype=np.bool_)
        known = tuple(unpacked(plane, rows) for plane in (clear, open_, possible))
        unsure[np.flatnonzero(unpacked(waits & ~offered, rows))] = True
        unsure = self._unsure(coded, unsure, known, self.may)
        if "may_still" in self.__dict__ or unsure.sum() > MANY:
            unsure = self._unsure(coded, unsure, known, self.may_still)
        if self.foreseen.places[FREE] is None:
            unsure |= unpacked(offered & found[self._careful], rows)
        return places, unsure

    def _unsure(self, coded: Coded, some: Bits, known: Sequence[Bits], may: tuple[Mapping[str, Term], Circuit]) -> Bits:
        """Of whom, among some, it may be more than is certain."""
        rows = np.flatnonzero(some)
        unsure = np.zeros(coded.rows, dtype=np.bool_)
        if len(rows):
            goals, circuit = may
            found = {
                term: unpacked(plane, len(rows)) for term, plane in self.plan.run(circuit, coded.some(rows)).items()
            }
            offered, clearer, opener = (found[goals[name]] for name in (OFFERED, CLEAR, OPEN))
            clear, open_, possible = (one[rows] for one in known)
            more = offered | ~clear & (clearer | ~open_ & opener)
            unsure[rows] = more | possible & ~found[self._spoken_for]
        return unsure


def possible(plan: Plan, formulas: Formulas, variable: f.Variable) -> Sequence[Term]:
    """For each cell of a variable that it is possible."""
    path, element, _ = variable
    if element:
        yes, no = plan.known.element(path, element)
        return no, yes
    return plan.known.possible(formulas.places[path, ""])


def plain(plan: Plan, formulas: Formulas, variable: f.Variable, cells: frozenset[int]) -> Term:
    """That a variable can lie in some cells."""
    if variable.path == GIVEN:
        return formulas.given.term(plan, variable.element, cells)
    return plan.terms.some(t for cell, t in enumerate(possible(plan, formulas, variable)) if cell in cells)


def _always(_: Plan) -> Term:
    return TRUE


def _is_fixed(variable: f.Variable) -> bool:
    """Whether a variable is no choice: given, or known of everybody."""
    return variable.path in (GIVEN, _CANCER) or variable.element == SOME
