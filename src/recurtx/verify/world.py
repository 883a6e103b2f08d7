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
from recurtx.program.cells import place_of
from recurtx.program.nodes import APPLIES, OTHER
from recurtx.symbolic.meaning import Meaning
from recurtx.symbolic.space import ends, settles
from recurtx.symbolic.terms import FALSE, TRUE, negated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from recurtx.profile import Content
    from recurtx.profile.derive import Derivation
    from recurtx.symbolic.space import Space
    from recurtx.symbolic.terms import Term, Terms
    from recurtx.verify.solver import Model


class World:
    """One patient of whom everything is known, as propositions.

    Args:
        space: what it is about.
        terms: where propositions are made.
        name: tells several patients apart.
        like: another patient, of whom this one differs only in the facts that ``differ``.
        differ: these facts.
    """

    def __init__(
        self, space: Space, terms: Terms, name: str = "w", like: World | None = None, differ: Collection[str] = ()
    ) -> None:
        self.space, self.terms, self.name, self.like, self.differ = space, terms, name, like, differ
        self.meaning: Meaning = Meaning(
            space.program, self._possible, terms, like.meaning if like is not None else None
        )
        self._cells: dict[str, list[Term]] = {}
        self.meaning.share()
        for term in self._laws():
            self.terms.hold(term)

    def cells(self, path: str) -> list[Term]:
        """That a fact lies in each of its cells."""
        if self.like is not None and path not in self.differ:
            return self.like.cells(path)
        if path not in self._cells:
            names = (f"{self.name}:{path}={i}" for i in range(len(self.space.cells(path))))
            self._cells[path] = [self.terms.variable(name) for name in names]
        return self._cells[path]

    def holds(self, path: str, name: str) -> Term:
        """That a set holds an element, or a member of a class."""
        if name == OTHER:
            return FALSE
        if name == SOME:
            return self.terms.some(self.holds(path, element) for element in sorted(some_of(path)[0]))
        if VOCABULARY[path].kind is Kind.AGENTS and name in self.space.classes:
            return self.terms.some(self.holds(path, drug) for drug in sorted(self.space.agents.members[name]))
        if self.like is not None and path not in self.differ:
            return self.like.holds(path, name)
        return self.terms.variable(f"{self.name}:{path}:{name}")

    def applies(self, path: str) -> Term:
        """That a fact applies."""
        node = self.space.applies.get(path)
        return TRUE if node is None else self.meaning.true(node)

    def barred(self, path: str) -> Term:
        """That every value of a fact contradicts another fact."""
        return self.terms.some(
            self.terms.every(map(self.meaning.true, group)) for group in self.space.barring.get(path, ())
        )

    def _possible(self, place: int) -> Sequence[Term]:
        path, element = self.space.program.variables[place]
        if not element:
            barred = self.barred(path)
            return (
                self.cells(path) if barred == FALSE else [self.terms.some((cell, barred)) for cell in self.cells(path)]
            )
        yes = self.applies(path) if element == APPLIES else self.holds(path, element)
        return negated(yes), yes

    # What makes it a patient

    def _laws(self) -> Iterator[Term]:
        for path, fact in VOCABULARY.items():
            if not fact.is_set:
                yield from self._one_value(path)
            elif fact.presumption and fact.presumption.within:
                within = fact.presumption.within
                yield from (self.terms.implied(self.holds(path, n), self.holds(within, n)) for n in self.space.drugs)
        for rule in DERIVATIONS:
            yield from self._derived(rule)
        for together, node in zip(IMPOSSIBLE, self.space.impossible, strict=True):
            valued = [self.terms.some(self.cells(c.path)) for c in together if c.path in self.space.barring]
            yield negated(self.terms.every((self.meaning.true(node), *valued)))
        for whole, part in FLOORS:
            yield from self._not_below(whole, part)

    def _one_value(self, path: str) -> Iterator[Term]:
        fact, cells = VOCABULARY[path], self.cells(path)
        yield from (self.terms.some((negated(a), negated(b))) for a, b in combinations(cells, 2))
        if not fact.by_type:
            barred = self.barred(path)
            yield self.terms.some((barred, *cells))
            yield from (self.terms.some((negated(barred), negated(cell))) for cell in cells if barred != FALSE)
            return
        for place, type_ in zip(self.cells("cancer.type"), self.space.cells("cancer.type"), strict=True):
            possible = fact.possible(str(type_.value))
            allowed = [c for c, cell in zip(cells, self.space.cells(path), strict=True) if cell.value in possible]
            yield self.terms.implied(
                place, self.terms.some(allowed) if allowed else self.terms.every(map(negated, cells))
            )

    def _derived(self, rule: Derivation) -> Iterator[Term]:
        there = self.terms.every((self.applies(rule.source), self.applies(rule.target)))
        for value, source in self.sources(rule):
            for cell, target in zip(self.space.cells(rule.target), self.cells(rule.target), strict=True):
                if not settles(rule, value, cell.value):
                    yield negated(self.terms.every((there, source, target)))

    def sources(self, rule: Derivation) -> list[tuple[bool | int | float | str, Term]]:
        """Each value that a derivation may start from, and that the patient has it."""
        if VOCABULARY[rule.source].is_set:
            return [
                (NOTHING, negated(self.terms.some(self.holds(rule.source, n) for n in self.space.names(rule.source))))
            ]
        cells = zip(self.space.cells(rule.source), self.cells(rule.source), strict=True)
        return [(cell.value, term) for cell, term in cells]

    def _not_below(self, whole: str, part: str) -> Iterator[Term]:
        for cell, more in zip(self.space.cells(whole), self.cells(whole), strict=True):
            for other, less in zip(self.space.cells(part), self.cells(part), strict=True):
                if ends(whole, cell)[1] < ends(part, other)[0]:
                    yield negated(self.terms.every((more, less)))

    # To and from a profile

    def said(self, path: str, content: Content) -> Iterator[Term]:
        """That what is recorded of a fact is so; of a set no classes are named."""
        yield self.applies(path)
        if not isinstance(content, SetContent):
            yield self.cells(path)[place_of(VOCABULARY[path], self.space.cells(path), content)]
            return
        gone = content.absent if not content.complete else frozenset(self.space.names(path)) - content.present
        yield from (self.holds(path, name) for name in sorted(content.present))
        yield from (negated(self.holds(path, name)) for name in sorted(gone))

    def recorded(self, model: Model) -> dict[str, Content]:
        """The patient of a model, as facts by path; what does not apply is not recorded."""
        found: dict[str, Content] = {}
        for path, fact in VOCABULARY.items():
            if not model.holds(self.applies(path)):
                continue
            if fact.is_set:
                there = (n for n in self.space.names(path) if model.holds(self.holds(path, n)))
                found[path] = SetContent(frozenset(there), complete=True)
            else:
                place = next((i for i, cell in enumerate(self.cells(path)) if model.holds(cell)), None)
                if place is not None:
                    found[path] = self.space.value(path, place)
        return found
