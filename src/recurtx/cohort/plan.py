"""What is asked of a cohort, compiled once for the facts that occur in it.

The propositions are those that proofs are about: what is known of a patient as recorded (``symbolic.Known``) and what
the nodes of the program come to (``symbolic.Meaning``). What is recorded of nobody is false from the start, so that a
cohort of few facts costs little.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from recurtx.cohort.circuit import Circuit, words_of
from recurtx.profile import VOCABULARY, Kind
from recurtx.ruleset.shape import Urgency
from recurtx.symbolic.known import Known
from recurtx.symbolic.record import Record
from recurtx.symbolic.terms import FALSE, Terms, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.cohort.circuit import Plane
    from recurtx.cohort.coded import Coded
    from recurtx.program.nodes import BesideEntry
    from recurtx.ruleset import Advice
    from recurtx.symbolic.meaning import Meaning
    from recurtx.symbolic.space import Space
    from recurtx.symbolic.terms import Can, Term


class Present(Terms):
    """Propositions of patients of whom no more is ever recorded than some names say; of the rest nothing holds."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self.names = names
        self._known: dict[Term, str] = {}

    def variable(self, name: str) -> Term:
        """The proposition of this name."""
        if name not in self.names:
            return FALSE
        term = super().variable(name)
        self._known[term] = name
        return term

    def named(self, term: Term) -> str:
        """The name of a proposition that consists of no others."""
        return self._known[term]


_NAME = re.compile(r"[^:]*:([a-z0-9_.]*[a-z0-9_])(.*)")
"""Of the name of a proposition the fact, and what of it."""


def by_fact(names: Iterable[str]) -> Mapping[str, dict[str, str]]:
    """Propositions by the fact that each is about and by the ends of their names."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        if said := _NAME.fullmatch(name):
            found.setdefault(said[1], {})[said[2]] = name
    return found


class Plan:
    """The propositions about a cohort; ``names`` are those of what may be recorded of its patients."""

    def __init__(self, space: Space, names: frozenset[str], *, presume: bool) -> None:
        self.space, self.program, self.names, self.presume = space, space.program, names, presume
        self.terms = Present(names)
        self.record = Record(space, self.terms)
        self.known = Known(self.record, presume=presume)
        self._inputs: dict[Circuit, tuple[Mapping[Term, str], Mapping[str, dict[str, str]]]] = {}

    @property
    def meaning(self) -> Meaning:
        """What the nodes of the program come to."""
        return self.known.meaning

    def run(self, circuit: Circuit, coded: Coded) -> Mapping[Term, Plane]:
        """What propositions come to for some patients."""
        words = words_of(coded.rows)
        if circuit not in self._inputs:
            named = {term: self.terms.named(term) for term in circuit.inputs}
            self._inputs[circuit] = named, by_fact(named.values())
        names, asked = self._inputs[circuit]
        there = coded.planes(self.record, asked)
        nobody = np.zeros(words, dtype=np.uint64)
        return circuit.run({term: there.get(name, nobody) for term, name in names.items()}, words)

    def said(self, path: str) -> Iterator[Term]:
        """Everything that can be recorded of a fact."""
        if not VOCABULARY[path].is_set:
            yield from self.record.cells(path)
            return
        content = self.record.content(path)
        yield from (self.record.recorded(path), content.complete, *content.present.values(), *content.absent.values())

    @cached_property
    def learnable(self) -> tuple[tuple[str, str], ...]:
        """What may be learned of a patient by one question: single values, and elements of sets of findings."""
        read = self.program.read_by(self.program.cone(tuple(self.nodes)))
        sets = (p for p in read if VOCABULARY[p].kind is Kind.SET)
        single = ((path, "") for path in read if not VOCABULARY[path].is_set and path in self.program.coarse)
        return (*single, *((path, element) for path in sets for element in self.program.named.get(path, ())))

    def open(self, path: str, element: str = "") -> Term:
        """That nothing is known of a fact which applies, or of an element of a set."""
        if element:
            return self.terms.every(self.known.element(path, element))
        return self.terms.every((self.known.open(path), negated(self.known.applies(path)[1])))

    @cached_property
    def contradicted(self) -> Circuit:
        """That facts cannot stand together, where the columns can tell; how they do not a reader must say."""
        bare = Known(self.record, presume=False)
        return Circuit(self.terms, [self.terms.some(map(negated, self.record.agreements(bare)))])

    @cached_property
    def nodes(self) -> Mapping[int, Can]:
        """The nodes from which the verdicts of all options follow."""
        deciding = (node for option in self.program.options.values() for node in option.deciding)
        return {node: self.meaning.can(node) for node in dict.fromkeys(deciding)}

    @cached_property
    def deciding(self) -> Circuit:
        """These nodes evaluated."""
        return Circuit(self.terms, (term for can in self.nodes.values() for term in can))

    @cached_property
    def urgent(self) -> Mapping[str, Term]:
        """By urgent advice that it is shown."""
        found = zip(self.program.ruleset.advice, self.program.advice, strict=True)
        return {advice.id: self._shown(advice, entry) for advice, entry in found if advice.urgency is Urgency.URGENT}

    def _shown(self, advice: Advice, entry: BesideEntry) -> Term:
        meaning, terms = self.meaning, self.terms
        when = meaning.true(entry.when)
        if advice.obtains:
            when = terms.every((meaning.can(entry.when)[0], terms.some(map(self.known.open, advice.obtains))))
        return terms.every((meaning.true(entry.for_), when))

    @cached_property
    def urging(self) -> Circuit:
        """These evaluated."""
        return Circuit(self.terms, self.urgent.values())
