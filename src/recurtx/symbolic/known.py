"""What is known of a recorded patient: recorded, derived, presumed, not applicable or unknown.

The symbolic twin of ``profile.Situation`` and of ``program.possible``: for each variable of the program, which cells
are still possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.profile import DERIVATIONS, SOME, VOCABULARY, Kind, holds, some_of
from recurtx.profile.derive import COUNTED, FLOORS, NOTHING, agrees, governs, held_by, within
from recurtx.profile.facttest import ValueTest
from recurtx.program.cells import place_of
from recurtx.program.nodes import APPLIES, OTHER
from recurtx.symbolic.meaning import Meaning
from recurtx.symbolic.record import UNLISTED, Drugs
from recurtx.symbolic.terms import FALSE, TRUE, negated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.symbolic.record import Record
    from recurtx.symbolic.space import Space
    from recurtx.symbolic.terms import Can, Term

_RECEIVED = next(p for p, f in VOCABULARY.items() if f.kind is Kind.AGENTS and f.presumption is None)
"""The set of the drugs that were received, which is never presumed."""


class Known:
    """What is known of a record; ``presume`` says whether the vocabulary's presumptions are used."""

    def __init__(self, record: Record, *, presume: bool) -> None:
        self.record, self.terms, self.presume = record, record.terms, presume
        self.space: Space = record.space
        self.meaning = Meaning(self.space.program, self.possible, self.terms)
        self._free_cells: dict[str, list[Term]] = {}
        self._elements: dict[tuple[str, str], Can] = {}
        self._contents: dict[str, Drugs] = {}
        self._against: dict[str, Term] = {}

    def possible(self, place: int) -> Sequence[Term]:
        """For each cell of a variable that it is possible."""
        path, element = self.space.program.variables[place]
        if not element:
            return self._cells(path)
        yes, no = self._applying(path) if element == APPLIES else self.element(path, element)
        return no, yes

    # Whether a fact applies

    def applies(self, path: str) -> Can:
        """That a fact may apply, and that it may not; a recorded fact that hangs on it says that it does."""
        node = self.space.applies.get(path)
        if node is None:
            return TRUE, FALSE
        yes, no = self.meaning.can(node)
        speaking = self.terms.some(self.record.recorded(other) for other, _ in governs(path))
        return yes, self.terms.every((no, negated(self.terms.every((yes, speaking)))))

    def _applying(self, path: str) -> Can:
        yes, no = self.applies(path)
        settled = [term for _, term in self.derivations(path)]
        value = self._stated(path), self.terms.every((yes, self.terms.some((*settled, self._presumed(path)))))
        return self.terms.some((yes, *value)), self.terms.every((no, *map(negated, value)))

    def _inapplicable(self, path: str) -> Term:
        return self.terms.every((negated(self._stated(path)), negated(self.applies(path)[0])))

    def _stated(self, path: str) -> Term:
        """That something is recorded, or said by a set whose every element belongs to this one."""
        said = (term for part in within(path) for term in self.record.content(part).present.values())
        return self.terms.some((self.record.recorded(path), *said, *self._seen(path).values()))

    def _seen(self, path: str) -> dict[str, Term]:
        """Of a set, the elements that it holds by what is recorded of other facts, each with that it is."""
        found: dict[str, Term] = {}
        for seen, element in held_by(path):
            fact, cells = VOCABULARY[seen.path], self.space.cells(seen.path)
            for cell, term in zip(cells, self.record.cells(seen.path), strict=True):
                if isinstance(seen.test, ValueTest) and holds(seen.test, cell.value, fact):
                    found[element] = self.terms.some((found.get(element, FALSE), term))
        return found

    def open(self, path: str) -> Term:
        """That nothing is known of a fact that may apply: neither recorded nor derived, presumed or ruled out."""
        settled = (term for _, term in self.derivations(path))
        known = self.terms.some((self._stated(path), self._inapplicable(path), self._presumed(path), *settled))
        return negated(known)

    # Single values

    def _cells(self, path: str) -> list[Term]:
        """For each cell of a fact that it is possible: recorded, derived, presumed or left open."""
        unstated = negated(self.record.recorded(path))
        derived: list[Term] = [FALSE] * len(self.space.cells(path))
        taken: Term = FALSE
        for place, term in self.derivations(path):
            derived[place], taken = self.terms.some((derived[place], term)), self.terms.some((taken, term))
        rest = self.terms.every((unstated, negated(taken)))
        return [
            self.terms.some((recorded, self.terms.every((unstated, d)), self.terms.every((rest, left))))
            for recorded, d, left in zip(self.record.cells(path), derived, self._left(path), strict=True)
        ]

    def _left(self, path: str) -> list[Term]:
        """What neither record nor derivation settles: everything possible, or what is presumed."""
        free = self.free(path)
        if not self.presume or VOCABULARY[path].presumption is None:
            return free
        against = self.against(path)
        return [
            self.terms.some((self.terms.every((against, term)), negated(against) if cell.value is False else FALSE))
            for term, cell in zip(free, self.space.cells(path), strict=True)
        ]

    def derivations(self, path: str) -> Iterator[tuple[int, Term]]:
        """The cells that other facts settle, each with that they do; an earlier derivation wins."""
        before: list[Term] = []
        for rule in (d for d in DERIVATIONS if d.target == path):
            here = []
            for value, source in self._sources(rule.source):
                if value in rule.values:
                    target = rule.values[value]
                    place = place_of(VOCABULARY[path], self.space.cells(path), target)
                    here.append(source)
                    yield place, self.terms.every((source, *map(negated, before)))
            before.append(self.terms.some(here))

    def _sources(self, path: str) -> list[tuple[bool | int | float | str, Term]]:
        if VOCABULARY[path].is_set:
            content = self.content(path)
            return [(NOTHING, self.terms.every((content.complete, *map(negated, content.present.values()))))]
        cells = zip(self.space.cells(path), self.record.cells(path), strict=True)
        return [(cell.value, term) for cell, term in cells]

    def free(self, path: str) -> list[Term]:
        """For each cell of a fact whether the patient can have it, by the cancer and by what is recorded of others."""
        if path not in self._free_cells:
            self._free_cells[path] = [self.terms.every(self._asked(path, i)) for i in self._range(path)]
        return self._free_cells[path]

    def _range(self, path: str) -> range:
        return range(len(self.space.cells(path)))

    def _asked(self, path: str, place: int) -> Iterator[Term]:
        """What a cell of a fact asks of the others."""
        fact, value = VOCABULARY[path], self.space.cells(path)[place].value
        if fact.by_type:
            types = zip(self.space.cells("cancer.type"), self.record.cells("cancer.type"), strict=True)
            yield self.terms.some(term for cell, term in types if value in fact.possible(str(cell.value)))
        for other, test in governs(path):
            if not holds(test, value, fact):
                yield negated(self._stated(other))
        for whole, part in (*FLOORS, *COUNTED):
            if whole == path and value == 0:
                yield negated(self._something(part))
        for rule in (d for d in DERIVATIONS if d.source == path and value in d.values):
            targets = zip(self.space.cells(rule.target), self.record.cells(rule.target), strict=True)
            for cell, term in targets:
                if not agrees(rule, cell.value, rule.values[value]):
                    yield negated(term)

    def _something(self, path: str) -> Term:
        """That something is known of what a number counts: a set that holds something, a number above 0."""
        if VOCABULARY[path].is_set:
            return self.terms.some(self.content(path).present.values())
        cells = zip(self.space.cells(path), self.record.cells(path), strict=True)
        return self.terms.some(term for cell, term in cells if cell.value)

    # Presumptions

    def _presumed(self, path: str) -> Term:
        """That the absence of a fact is presumed."""
        presumption = VOCABULARY[path].presumption
        if not self.presume or presumption is None:
            return FALSE
        unstated = negated(self._stated(path))
        return unstated if presumption.within else self.terms.every((unstated, negated(self.against(path))))

    def presumed(self, path: str) -> Term:
        """That a fact which may apply, or all that a set leaves open, is presumed absent with nothing against it."""
        return self.terms.every((self._presumed(path), negated(self.against(path)), self.applies(path)[0]))

    def against(self, path: str) -> Term:
        """That something recorded speaks against what is presumed of a fact."""
        if path not in self._against:
            self._against[path] = self.terms.some(self._speaking(path))
        return self._against[path]

    def _speaking(self, path: str) -> Iterator[Term]:
        fact = VOCABULARY[path]
        yield from (self.meaning.true(node) for node in self.space.unless.get(path, ()))
        if fact.kind is Kind.AGENTS:
            sets = (p for p, other in VOCABULARY.items() if other.kind is Kind.AGENTS)
            yield self.terms.some(self.content(p).present[UNLISTED] for p in sets)
        if not fact.is_set:
            cells = zip(self.space.cells(path), self.free(path), strict=True)
            yield negated(self.terms.some(term for cell, term in cells if cell.value is False))

    # Sets

    def content(self, path: str) -> Drugs:
        """What is stated of a set: what is recorded, and what a set whose elements all belong to it holds."""
        if path not in self._contents:
            self._contents[path] = self._joined(path)
        return self._contents[path]

    def _joined(self, path: str) -> Drugs:
        own = self.record.content(path)
        parts = [self.record.content(part) for part in within(path)]
        seen = self._seen(path)
        if not parts and not seen:
            return own
        said = {n: self.terms.some((seen.get(n, FALSE), *(part.present[n] for part in parts))) for n in own.present}
        present = {
            n: self.terms.some((term, self.terms.every((said[n], negated(own.absent[n])))))
            for n, term in own.present.items()
        }
        return Drugs(self.space, self.terms, present, own.absent, own.complete)

    def element(self, path: str, name: str) -> Can:
        """That a set may hold an element or, of drugs, a member of a class, and that it may not."""
        key = (path, name)
        if key not in self._elements:
            yes, no = self._element(path, name)
            out = self._inapplicable(path)
            found = self.terms.every((yes, negated(out))), self.terms.some((no, out))
            self._elements[key] = found
        return self._elements[key]

    def _element(self, path: str, name: str) -> Can:
        if name == SOME:
            return self._some_of(path)
        if name == OTHER:
            return self._other(path)
        fact, presumed = VOCABULARY[path], self._presumed(path)
        if fact.kind is not Kind.AGENTS:
            there, gone = self.content(path).said(name)
            return self.terms.every((negated(gone), negated(presumed))), negated(there)
        if fact.presumption and fact.presumption.within:
            return self._part(path, name, fact.presumption.within)
        there, gone = self.content(path).said(name)
        never: Term = FALSE
        if self.presume and fact.presumption:
            never = self.terms.every((negated(self._stated(path)), negated(self.element(_RECEIVED, name)[0])))
        return self.terms.every((negated(gone), negated(presumed), self.terms.some((there, negated(never))))), negated(
            there
        )

    def _some_of(self, path: str) -> Can:
        elements, speaking = some_of(path)
        said = self.terms.some(self.record.recorded(other) for other in speaking)
        yes = self.terms.every((said, self.terms.some(self.element(path, e)[0] for e in sorted(elements))))
        return yes, negated(yes)

    def _part(self, path: str, name: str, source: str) -> Can:
        """An element of a set of which each can only come from another set."""
        there, gone = self.content(path).said(name)
        members = self.space.agents.members.get(name)
        if members:
            each = [self.element(path, drug) for drug in sorted(members)]
            yes, no = self.terms.some(y for y, _ in each), self.terms.every(n for _, n in each)
        else:
            absent = self.terms.every((self._presumed(path), negated(self.against(path))))
            yes, no = self.terms.every((self.element(source, name)[0], negated(absent))), TRUE
        return self.terms.some((there, self.terms.every((negated(gone), yes)))), self.terms.every(
            (negated(there), self.terms.some((gone, no)))
        )

    def _other(self, path: str) -> Can:
        """That a set may hold something that has no name in the rules."""
        fact, content = VOCABULARY[path], self.content(path)
        source = fact.presumption.within if fact.presumption else None
        if fact.kind is not Kind.AGENTS:
            return negated(self.terms.some((content.complete, self._presumed(path)))), TRUE
        strange = self.terms.some(
            (content.present[UNLISTED], *([self.content(source).present[UNLISTED]] if source else ()))
        )
        presumed = self._presumed(path)
        if source:
            presumed = self.terms.some(
                (self.terms.every((presumed, negated(self.against(path)))), self.content(source).complete)
            )
        unnamed = negated(self.terms.some((content.complete, presumed)))
        yes, no = self.element(path, UNLISTED)
        return self.terms.some((self.terms.every((strange, yes)), unnamed)), self.terms.implied(strange, no)
