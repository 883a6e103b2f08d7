"""Patients of whom everything is known: each fact has one value, each set holds an element or does not.

What the vocabulary refuses is no patient: a fact that does not occur with the cancer, that another one contradicts or
that does not apply. A fact of which every value contradicts another one has none, and stays unknown: no distribution
where there is no site.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from recurtx.profile import DERIVATIONS, SOME, VOCABULARY, Kind, SetContent, some_of
from recurtx.profile.consistency import IMPOSSIBLE
from recurtx.profile.derive import FLOORS, NOTHING
from recurtx.program.nodes import APPLIES, OTHER
from recurtx.verify.meaning import Meaning
from recurtx.verify.model import true_in
from recurtx.verify.space import ends, settles
from recurtx.verify.terms import every, implied, negated, some, variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import z3

    from recurtx.profile import Content
    from recurtx.profile.derive import Derivation
    from recurtx.verify.solver import Solver
    from recurtx.verify.space import Space
    from recurtx.verify.terms import Term


class World:
    """One patient of whom everything is known, as propositions; ``name`` tells several of them apart."""

    def __init__(self, space: Space, solver: Solver, name: str = "w") -> None:
        self.space, self.solver, self.name = space, solver, name
        self.meaning = Meaning(space.program, self._possible, solver.named, self._open)
        self._cells: dict[str, list[z3.BoolRef]] = {}
        for term in self._laws():
            solver.add(term)

    def cells(self, path: str) -> list[z3.BoolRef]:
        """That a fact lies in each of its cells."""
        if path not in self._cells:
            names = (f"{self.name}:{path}={i}" for i in range(len(self.space.cells(path))))
            self._cells[path] = [variable(name) for name in names]
        return self._cells[path]

    def holds(self, path: str, name: str) -> Term:
        """That a set holds an element, or a member of a class."""
        if name == OTHER:
            return False
        if name == SOME:
            return some(self.holds(path, element) for element in sorted(some_of(path)[0]))
        if VOCABULARY[path].kind is Kind.AGENTS and name in self.space.classes:
            return some(self.holds(path, drug) for drug in sorted(self.space.agents.members[name]))
        return variable(f"{self.name}:{path}:{name}")

    def applies(self, path: str) -> Term:
        """That a fact applies."""
        node = self.space.program.applies.get(path)
        return True if node is None else self.meaning.true(node)

    def barred(self, path: str) -> Term:
        """That every value of a fact contradicts another fact."""
        return some(every(map(self.meaning.true, group)) for group in self.space.barring.get(path, ()))

    def _open(self, place: int) -> bool:
        path, element = self.space.program.variables[place]
        return not element and path in self.space.barring

    def _possible(self, place: int) -> Sequence[Term]:
        path, element = self.space.program.variables[place]
        if not element:
            barred = self.solver.named(self.barred(path))
            return self.cells(path) if barred is False else [some((cell, barred)) for cell in self.cells(path)]
        yes = self.applies(path) if element == APPLIES else self.solver.named(self.holds(path, element))
        return negated(yes), yes

    # What makes it a patient

    def _laws(self) -> Iterator[Term]:
        for path, fact in VOCABULARY.items():
            if not fact.is_set:
                yield from self._one_value(path)
            elif fact.presumption and fact.presumption.within:
                within = fact.presumption.within
                yield from (implied(self.holds(path, n), self.holds(within, n)) for n in self.space.drugs)
        for rule in DERIVATIONS:
            yield from self._derived(rule)
        for together, node in zip(IMPOSSIBLE, self.space.impossible, strict=True):
            valued = [some(self.cells(c.path)) for c in together if c.path in self.space.barring]
            yield negated(every((self.meaning.true(node), *valued)))
        for whole, part in FLOORS:
            yield from self._not_below(whole, part)

    def _one_value(self, path: str) -> Iterator[Term]:
        fact, cells = VOCABULARY[path], self.cells(path)
        yield from (some((negated(a), negated(b))) for a, b in combinations(cells, 2))
        if not fact.by_type:
            barred = self.barred(path)
            yield some((barred, *cells))
            yield from (some((negated(barred), negated(cell))) for cell in cells if barred is not False)
            return
        for place, type_ in zip(self.cells("cancer.type"), self.space.cells("cancer.type"), strict=True):
            possible = fact.possible(str(type_.value))
            allowed = [c for c, cell in zip(cells, self.space.cells(path), strict=True) if cell.value in possible]
            yield implied(place, some(allowed) if allowed else every(map(negated, cells)))

    def _derived(self, rule: Derivation) -> Iterator[Term]:
        there = every((self.applies(rule.source), self.applies(rule.target)))
        for value, source in self._sources(rule):
            for cell, target in zip(self.space.cells(rule.target), self.cells(rule.target), strict=True):
                if not settles(rule, value, cell.value):
                    yield negated(every((there, source, target)))

    def _sources(self, rule: Derivation) -> list[tuple[object, Term]]:
        if VOCABULARY[rule.source].is_set:
            return [(NOTHING, negated(some(self.holds(rule.source, n) for n in self.space.names(rule.source))))]
        cells = zip(self.space.cells(rule.source), self.cells(rule.source), strict=True)
        return [(cell.value, term) for cell, term in cells]

    def _not_below(self, whole: str, part: str) -> Iterator[Term]:
        for cell, more in zip(self.space.cells(whole), self.cells(whole), strict=True):
            for other, less in zip(self.space.cells(part), self.cells(part), strict=True):
                if ends(whole, cell)[1] < ends(part, other)[0]:
                    yield negated(every((more, less)))

    # Back to a patient

    def recorded(self, model: z3.ModelRef) -> dict[str, Content]:
        """The patient of a model, as facts by path; what does not apply is not recorded."""
        found: dict[str, Content] = {}
        for path, fact in VOCABULARY.items():
            if not true_in(model, self.applies(path)):
                continue
            if fact.is_set:
                there = (n for n in self.space.names(path) if true_in(model, self.holds(path, n)))
                found[path] = SetContent(frozenset(there), complete=True)
            else:
                place = next((i for i, cell in enumerate(self.cells(path)) if true_in(model, cell)), None)
                if place is not None:
                    found[path] = self.space.value(path, place)
        return found
