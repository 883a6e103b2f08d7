"""Propositions over the facts of a patient: numbers, of which the negative one means that it does not hold.

Whatever is said twice has one number. The solver reads what it is asked about as text, in one go, since a term of the
solver's own costs a hundred times as much to make.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Term: TypeAlias = int
Can: TypeAlias = tuple[Term, Term]
"""That something can be true, and that it can be false; both mean that it is unknown."""
TRUE: Term = 1
FALSE: Term = -1


def negated(term: Term) -> Term:
    """That it does not hold."""
    return -term


class Terms:
    """Every proposition so far; ``parts`` holds what must all hold for one to do so, ``laws`` what always holds."""

    def __init__(self) -> None:
        self.count = 1
        self.parts: dict[Term, tuple[Term, ...]] = {TRUE: ()}
        self.laws: list[Term] = []
        self._named: dict[str, Term] = {}
        self._all: dict[tuple[Term, ...], Term] = {}

    def variable(self, name: str) -> Term:
        """The proposition of this name."""
        if name not in self._named:
            self._named[name] = self._new()
        return self._named[name]

    def _new(self) -> Term:
        self.count += 1
        return self.count

    def every(self, terms: Iterable[Term]) -> Term:
        """That all hold."""
        parts = set(terms)
        parts.discard(TRUE)
        if FALSE in parts or any(-term in parts for term in parts):
            return FALSE
        if len(parts) < 2:
            return parts.pop() if parts else TRUE
        key = tuple(sorted(parts))
        if key not in self._all:
            self._all[key] = self._new()
            self.parts[self.count] = key
        return self._all[key]

    def some(self, terms: Iterable[Term]) -> Term:
        """That at least one holds."""
        return -self.every([-term for term in terms])

    def implied(self, one: Term, other: Term) -> Term:
        """That the second holds where the first does."""
        return -self.every((one, -other))

    def at_least(self, number: int, terms: Iterable[Term]) -> Term:
        """That at least so many hold; rules count among few, so that each way is said."""
        return self.some(self.every(some) for some in combinations(list(terms), number))

    def hold(self, term: Term) -> None:
        """State what always holds."""
        if term != TRUE:
            self.laws.append(term)
