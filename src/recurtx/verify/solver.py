"""One solver that keeps what it has learned: every question is asked under assumptions."""

from __future__ import annotations

from enum import Enum
from time import process_time
from typing import TYPE_CHECKING

import z3

from recurtx.symbolic.terms import FALSE, TRUE, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.symbolic.terms import Term

BUDGET = 2.0
"""Seconds of the processor for one question."""
_TRIES = 20
"""The solver reads the clock on the wall: where others keep the processor busy it is asked again, so often at most."""


class Answer(Enum):
    """What came of a question."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "not decided"


_ANSWERS = {"sat": Answer.POSSIBLE, "unsat": Answer.IMPOSSIBLE}


class Solver:
    """The solver and what it was told; ``asked`` counts the questions."""

    def __init__(self, budget: float = BUDGET) -> None:
        self.terms = Terms()
        self.asked = 0
        self._context = z3.Context()  # of its own, so that equal questions have equal answers
        self._solver = z3.SolverFor("QF_FD", ctx=self._context)
        self._budget = budget
        self._solver.set("timeout", max(1, int(budget * 1000)))
        self._literals: dict[Term, z3.BoolRef] = {}
        self._known: set[Term] = set()
        self._written: set[Term] = set()
        self._told = 0

    def ask(self, terms: Iterable[Term]) -> Answer:
        """Whether all of this can hold at once."""
        wanted = [term for term in dict.fromkeys(terms) if term != TRUE]
        if FALSE in wanted:
            return Answer.IMPOSSIBLE
        self.asked += 1
        self.learn(wanted)
        literals = [self.literal(term) for term in wanted]
        started = process_time()
        for _ in range(_TRIES):
            answer = _ANSWERS.get(repr(self._solver.check(*literals)), Answer.UNDECIDED)
            if answer is not Answer.UNDECIDED or process_time() - started >= self._budget:
                break
        return answer

    def learn(self, terms: Iterable[Term]) -> None:
        """Make terms known that will be asked about; many at once cost little more than one."""
        new = {abs(term) for term in terms} - self._known - {TRUE}
        laws, self._told = self.terms.laws[self._told :], len(self.terms.laws)
        if new or laws:
            text = [*self._defined(new.union(map(abs, laws))), *(f"(assert {_of(law)})" for law in laws)]
            composed = sorted(new & self.terms.parts.keys())
            text += [f"(declare-const a{term} Bool)(assert (= a{term} p{term}))" for term in composed]
            self._solver.from_string("".join(text))
            self._known |= new

    def _defined(self, terms: set[Term]) -> list[str]:
        """Everything that terms consist of and that was not written before, parts first."""
        parts, found, open_ = self.terms.parts, set[int](), list(terms)
        while open_:
            term = open_.pop()
            if term not in found and term not in self._written:
                found.add(term)
                open_ += map(abs, parts.get(term, ()))
        self._written |= found
        return [self._definition(term) for term in sorted(found)]

    def _definition(self, term: Term) -> str:
        parts = self.terms.parts.get(term)
        if parts is None:
            return f"(declare-const p{term} Bool)"
        return f"(define-fun p{term} () Bool {_all(parts)})"

    def literal(self, term: Term) -> z3.BoolRef:
        """A term that is known, as the solver has it."""
        if term not in self._literals:
            place = abs(term)
            found = z3.Bool(f"{'a' if place in self.terms.parts else 'p'}{place}", self._context)
            self._literals[term] = found if term > 0 else z3.Not(found)
        return self._literals[term]

    def model(self) -> Model:
        """The way in which the last possible question holds."""
        return Model(self, self._solver.model())

    def blamed(self, terms: Iterable[Term]) -> list[Term]:
        """Those of some terms without which the last question would not have been impossible."""
        listed = list(terms)
        if FALSE in listed:
            return [FALSE]
        core = {term.get_id() for term in self._solver.unsat_core()}
        return [term for term in listed if self.literal(term).get_id() in core]

    def knows(self, term: Term) -> bool:
        """Whether a term has a name of its own in the solver."""
        return abs(term) in self._known or abs(term) not in self.terms.parts


def _all(parts: tuple[Term, ...]) -> str:
    return f"(and {' '.join(map(_of, parts))})" if parts else "true"


def _of(term: Term) -> str:
    return f"p{term}" if term > 0 else f"(not p{-term})"


class Model:
    """What holds in one solution."""

    def __init__(self, solver: Solver, model: z3.ModelRef) -> None:
        self._solver, self._model = solver, model
        self._found: dict[Term, bool] = {TRUE: True}

    def holds(self, term: Term) -> bool:
        """Whether a term holds; what the solution leaves open does not."""
        place = abs(term)
        if place not in self._found:
            self._found[place] = self._holds(place)
        return self._found[place] is (term > 0)

    def _holds(self, term: Term) -> bool:
        if self._solver.knows(term):
            return bool(z3.is_true(self._model[self._solver.literal(term)]))
        return all(self.holds(part) for part in self._solver.terms.parts[term])
