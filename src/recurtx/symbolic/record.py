"""Patients as they are recorded, in part: each fact has a value or none, of each set some elements are named.

The laws are those of the consistency check, in which nothing is presumed. One drug that no list knows stands for all
such drugs.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from recurtx.profile import DERIVATIONS, VOCABULARY, Kind, SetContent
from recurtx.profile.consistency import IMPOSSIBLE
from recurtx.profile.derive import FLOORS, NOTHING, within
from recurtx.program.cells import place_of
from recurtx.symbolic.space import ends, settles
from recurtx.symbolic.terms import FALSE, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.profile import Content
    from recurtx.profile.derive import Derivation
    from recurtx.symbolic.known import Known
    from recurtx.symbolic.space import Space
    from recurtx.symbolic.terms import Term, Terms
    from recurtx.verify.solver import Model

UNLISTED = "a_drug_that_no_list_knows"
"""Stands for every drug that the rules do not list."""


class Drugs:
    """What a record says of each element of a set; of drugs and classes as ``profile.Agents.sides`` reads it."""

    def __init__(
        self, space: Space, terms: Terms, present: dict[str, Term], absent: dict[str, Term], complete: Term
    ) -> None:
        self._of_drugs = UNLISTED in present
        self.present, self.absent, self.complete = present, absent, complete
        self.terms, self._agents = terms, space.agents
        self._said: dict[str, tuple[Term, Term]] = {}

    def said(self, name: str) -> tuple[Term, Term]:
        """That a name certainly is in the set, and that it certainly is not."""
        if name not in self._said:
            self._said[name] = self._read(name)
        return self._said[name]

    def _read(self, name: str) -> tuple[Term, Term]:
        if name == UNLISTED or not self._of_drugs:
            gone = self.terms.some((self.absent[name], self.terms.every((self.complete, negated(self.present[name])))))
            return self.present[name], gone
        if name not in self.present:  # the vocabulary speaks of a class that these rules do not list
            return FALSE, self.complete
        members, classes = self._agents.members.get(name, frozenset()), self._agents.classes.get(name, frozenset())
        around = [c for c, own in sorted(self._agents.members.items()) if own and own <= members and c != name]
        there = self.terms.some((self.present[name], *(self.present[m] for m in (*sorted(members), *around))))
        gone = self.terms.some(
            (self.absent[name], *(self.absent[c] for c in sorted(classes)), *self._all_absent(members))
        )
        near = classes.union(*(self._agents.classes[m] for m in members)) - {name}
        open_ = self.terms.some(self.present[c] for c in sorted(near))
        rest = self.terms.every((self.complete, negated(self.present[UNLISTED]), negated(open_)))
        return there, self.terms.every((negated(there), self.terms.some((gone, rest))))

    def _all_absent(self, members: frozenset[str]) -> list[Term]:
        """That each of the members is absent, by itself or with a class of its."""
        every = (self.terms.some((self.absent[m], *self._by_class(m))) for m in sorted(members))
        return [self.terms.every(every)] if members else []

    def _by_class(self, drug: str) -> list[Term]:
        return [self.absent[name] for name in sorted(self._agents.classes[drug]) if name in self.absent]


class Record:
    """One patient as recorded, as propositions; ``name`` tells several of them apart."""

    def __init__(self, space: Space, terms: Terms, name: str = "r") -> None:
        self.space, self.terms, self.name = space, terms, name
        self._cells = {p: self._of_cells(p) for p, fact in VOCABULARY.items() if not fact.is_set}
        self._sets = {path: self._of_set(path) for path, fact in VOCABULARY.items() if fact.is_set}
        self._recorded: dict[str, Term] = {p: self.terms.some(cells) for p, cells in self._cells.items()}
        self._recorded |= {path: self.terms.variable(f"{name}:{path}") for path in self._sets}

    def _of_cells(self, path: str) -> list[Term]:
        return [self.terms.variable(f"{self.name}:{path}={i}") for i in range(len(self.space.cells(path)))]

    def _of_set(self, path: str) -> Drugs:
        names = self.names(path)
        present: dict[str, Term] = {n: self.terms.variable(f"{self.name}:{path}+{n}") for n in names}
        absent: dict[str, Term] = {n: self.terms.variable(f"{self.name}:{path}-{n}") for n in names}
        closed = VOCABULARY[path].kind is Kind.SET
        return Drugs(
            self.space, self.terms, present, absent, FALSE if closed else self.terms.variable(f"{self.name}:{path}.")
        )

    def names(self, path: str) -> tuple[str, ...]:
        """Everything that a set may be recorded to hold."""
        agents = VOCABULARY[path].kind is Kind.AGENTS
        return (*self.space.names(path), *((*self.space.classes, UNLISTED) if agents else ()))

    def cells(self, path: str) -> Sequence[Term]:
        """That each of its cells is recorded of a fact."""
        return self._cells[path]

    def recorded(self, path: str) -> Term:
        """That anything is recorded of a fact."""
        return self._recorded[path]

    def content(self, path: str) -> Drugs:
        """What is recorded of a set."""
        return self._sets[path]

    # What makes it a patient

    def laws(self, bare: Known) -> Iterator[Term]:
        """What every accepted profile obeys; ``bare`` is what is known of it with nothing presumed."""
        for cells in self._cells.values():
            yield from (self.terms.some((negated(a), negated(b))) for a, b in combinations(cells, 2))
        yield self._recorded["cancer.type"]
        yield from self.agreements(bare)

    def agreements(self, bare: Known) -> Iterator[Term]:
        """What must hold between the facts of an accepted profile, each of which has one value or none."""
        for path in self._cells:
            yield from self._of_this_cancer(path)
        for path in self._sets:
            yield from self._one_way(path)
        for path, node in self.space.applies.items():
            yield self.terms.implied(self._recorded[path], negated(bare.meaning.false(node)))
        for rule in DERIVATIONS:
            yield from self._derived(rule)
        for together, node in zip(IMPOSSIBLE, self.space.impossible, strict=True):
            stated = [self._recorded[c.path] for c in together if c.path in self._cells]
            yield negated(self.terms.every((bare.meaning.true(node), *stated)))
        for whole, part in FLOORS:
            yield from self._not_below(whole, part)

    def _of_this_cancer(self, path: str) -> Iterator[Term]:
        fact = VOCABULARY[path]
        for place, type_ in enumerate(self.space.cells("cancer.type") if fact.by_type else ()):
            possible = fact.possible(str(type_.value))
            for term, cell in zip(self._cells[path], self.space.cells(path), strict=True):
                if cell.value not in possible:
                    yield self.terms.some((negated(self._cells["cancer.type"][place]), negated(term)))

    def _one_way(self, path: str) -> Iterator[Term]:
        content, recorded, members = self._sets[path], self._recorded[path], self.space.agents.members
        yield self.terms.implied(content.complete, recorded)
        for name in self.names(path):
            there, gone = content.present[name], content.absent[name]
            yield from (
                self.terms.implied(there, recorded),
                self.terms.implied(gone, recorded),
                self.terms.some((negated(there), negated(gone))),
            )
            yield self.terms.some((negated(content.complete), negated(gone)))
            if name in members and VOCABULARY[path].kind is Kind.AGENTS:
                drugs = sorted(members[name])
                yield self.terms.some((negated(there), *(negated(self._gone(content, drug)) for drug in drugs)))
                yield from (self.terms.some((negated(gone), negated(content.present[drug]))) for drug in drugs)
        presumption = VOCABULARY[path].presumption
        if presumption and presumption.within:
            source = self._sets[presumption.within]
            for name in self.names(path):
                yield self.terms.some((negated(content.present[name]), negated(source.said(name)[1])))

    def _gone(self, content: Drugs, drug: str) -> Term:
        """That a drug is recorded as absent, by itself or with a class of its."""
        classes = (name for name, members in sorted(self.space.agents.members.items()) if drug in members)
        return self.terms.some((content.absent[drug], *(content.absent[name] for name in classes)))

    def _derived(self, rule: Derivation) -> Iterator[Term]:
        for value, source in self.sources(rule):
            for cell, target in zip(self.space.cells(rule.target), self._cells[rule.target], strict=True):
                if not settles(rule, value, cell.value):
                    yield self.terms.some((negated(source), negated(target)))

    def sources(self, rule: Derivation) -> list[tuple[bool | int | float | str, Term]]:
        """Each value that a derivation may start from, and that it is recorded."""
        if rule.source in self._sets:
            content = self._sets[rule.source]
            return [(NOTHING, self.terms.every((content.complete, *map(negated, content.present.values()))))]
        cells = zip(self.space.cells(rule.source), self._cells[rule.source], strict=True)
        return [(cell.value, term) for cell, term in cells]

    def _not_below(self, whole: str, part: str) -> Iterator[Term]:
        for cell, more in zip(self.space.cells(whole), self._cells[whole], strict=True):
            for other, less in zip(self.space.cells(part), self._cells[part], strict=True):
                if ends(whole, cell)[1] < ends(part, other)[0]:
                    yield self.terms.some((negated(more), negated(less)))

    # To and from a profile

    def being(self, profile: Mapping[str, Content]) -> Iterator[Term]:
        """That exactly this is recorded."""
        for path, fact in VOCABULARY.items():
            content = profile.get(path)
            yield self._recorded[path] if content is not None else negated(self._recorded[path])
            if isinstance(content, SetContent):
                yield from self._holding(path, content, self._unlisted(path, profile))
            elif content is not None:
                yield self._cells[path][place_of(fact, self.space.cells(path), content)]

    def _unlisted(self, path: str, profile: Mapping[str, Content]) -> frozenset[str]:
        """The drugs that no list knows and that a set, or the one it is a part of, is recorded to hold."""
        presumption = VOCABULARY[path].presumption
        whole = presumption.within if presumption and presumption.within else path
        said = (profile.get(each) for each in (whole, *within(whole)))
        held = (content.present for content in said if isinstance(content, SetContent))
        return frozenset[str]().union(*held).difference(self.names(path))

    def _holding(self, path: str, content: SetContent, unlisted: frozenset[str]) -> Iterator[Term]:
        """What a set holds; what stands for ``unlisted`` drugs is in it where one of them is, absent where all are."""
        own, known = self._sets[path], self.names(path)
        whole = frozenset(known) - content.present if VOCABULARY[path].kind is Kind.SET and content.complete else None
        for name in known:
            stands = unlisted if name == UNLISTED else frozenset({name})
            there = not stands.isdisjoint(content.present)
            yield own.present[name] if there else negated(own.present[name])
            gone = bool(stands) and stands <= (content.absent if whole is None else whole)
            yield own.absent[name] if gone else negated(own.absent[name])
        yield own.complete if content.complete and own.complete != FALSE else negated(own.complete)

    def profile(self, model: Model, among: Iterable[str] = VOCABULARY) -> dict[str, Content]:
        """What is recorded in a model of some facts, by path."""
        found: dict[str, Content] = {}
        for path in among:
            if model.holds(self._recorded[path]):
                found[path] = self._value(path, model) if path in self._cells else self._content(path, model)
        return found

    def _value(self, path: str, model: Model) -> Content:
        place = next(i for i, cell in enumerate(self._cells[path]) if model.holds(cell))
        return self.space.value(path, place)

    def _content(self, path: str, model: Model) -> SetContent:
        content = self._sets[path]
        present = frozenset(n for n, term in content.present.items() if model.holds(term))
        absent = frozenset(n for n, term in content.absent.items() if model.holds(term))
        complete = model.holds(content.complete)
        if VOCABULARY[path].kind is Kind.SET and len(present | absent) == len(content.present):
            return SetContent(present, complete=True)
        return SetContent(present, absent, complete)
