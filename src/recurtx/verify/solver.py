"""One solver that keeps what it has learned: every question is asked under assumptions."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import z3

from recurtx.verify.terms import variable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.verify.terms import Term

BUDGET = 2.0
"""Seconds for one question."""


class Answer(Enum):
    """What came of a question."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "not decided"


_ANSWERS = {"sat": Answer.POSSIBLE, "unsat": Answer.IMPOSSIBLE}


class Solver:
    """The solver with its definitions; ``asked`` counts the questions."""

    def __init__(self, budget: float = BUDGET) -> None:
        self.solver = z3.SolverFor("QF_FD")
        self.solver.set("timeout", max(1, int(budget * 1000)))
        self.asked = 0
        self._names: dict[int, tuple[z3.BoolRef, z3.BoolRef]] = {}

    def add(self, term: Term) -> None:
        """State what always holds."""
        if term is not True:
            self.solver.add(term)

    def named(self, term: Term) -> Term:
        """A name for a term; literals and what is certain stand for themselves."""
        if isinstance(term, bool) or z3.is_const(term) or (z3.is_not(term) and z3.is_const(term.arg(0))):
            return term
        key = term.get_id()
        if key not in self._names:
            name = variable(f"d{len(self._names)}")
            self._names[key] = (name, term)
            self.solver.add(name == term)
        return self._names[key][0]

    def ask(self, terms: Iterable[Term]) -> Answer:
        """Whether all of this can hold at once."""
        listed = list(terms)
        if any(term is False for term in listed):
            return Answer.IMPOSSIBLE
        self.asked += 1
        assumed = [self.named(term) for term in listed if term is not True]
        return _ANSWERS.get(repr(self.solver.check(*assumed)), Answer.UNDECIDED)

    def model(self) -> z3.ModelRef:
        """The way in which the last possible question holds."""
        return self.solver.model()
