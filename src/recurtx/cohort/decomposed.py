"""Formulas taken apart, so that columns can tell whether they can still come true.

Where the parts of a conjunction share no variable, it can come true where each of them can: then one pass over planes
of bits decides it for all patients. Parts that share one may share it still, if all of them want it alike: if the sets
of values that they ask for lie inside each other, some value that a patient may have suits every part that any value
suits. What is left is taken apart by the values of a variable, as a decision diagram does; the result is a
decomposable formula (Darwiche 2001), made once for everybody.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from recurtx.program import formula as f

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from recurtx.symbolic.terms import Term, Terms

Sets: TypeAlias = "frozenset[frozenset[int]]"
"""The sets of cells that a formula asks one variable to lie in."""
MOST_PARTS = 60_000
"""Parts of one formula beyond which it is left to the engine."""
_NEVER, _ALWAYS = 0, 1
GIVEN = ""
"""The path of what is no choice: a variable with it holds of a patient or does not, whatever else is found out."""


class TooLarge(Exception):
    """A formula takes more parts than may be looked at for every patient."""


class Part(NamedTuple):
    """One part: that a variable lies in some cells, or that all or any of other parts can come true."""

    variable: f.Variable | None
    cells: frozenset[int]
    every: bool
    of: tuple[int, ...]


class Decomposed:
    """Formulas taken apart; whatever is said twice is one part. ``fixed`` says which variables are no choice."""

    def __init__(self, fixed: Callable[[f.Variable], bool]) -> None:
        self.fixed = fixed
        self.parts: list[Part] = [Part(None, frozenset(), False, ()), Part(None, frozenset(), True, ())]
        self._numbers: dict[Part, int] = {}
        self._found: dict[f.Formula, int] = {f.FALSE: _NEVER, f.TRUE: _ALWAYS}
        self._asked: dict[f.Formula, Mapping[f.Variable, Sets]] = {}
        self._weighed: dict[f.Formula, Mapping[f.Variable, float]] = {}
        self._restricted: dict[tuple[f.Formula, f.Variable, int], f.Formula] = {}
        self._known: dict[f.Formula, f.Formula] = {}
        self._most = 0

    def add(self, formula: f.Formula, most: int = MOST_PARTS) -> int:
        """The number of the part that stands for a formula, for which at most so many are made.

        Raises:
            TooLarge: it takes too many parts.
        """
        self._most = len(self.parts) + most
        return self._part(formula)

    def term(self, root: int, terms: Terms, literal: Callable[[f.Variable, frozenset[int]], Term]) -> Term:
        """That a part can come true, where ``literal`` says it of a variable and some of its cells."""
        found: dict[int, Term] = {}
        for number in self._beneath(root):
            variable, cells, every, of = self.parts[number]
            if variable is not None:
                found[number] = literal(variable, cells)
            else:
                found[number] = (terms.every if every else terms.some)([found[part] for part in of])
        return found[root]

    def _beneath(self, root: int) -> list[int]:
        """The parts of which one consists, each after its own."""
        seen, stack = {root}, [root]
        while stack:
            new = [part for part in self.parts[stack.pop()].of if part not in seen]
            seen.update(new)
            stack += new
        return sorted(seen)

    def any_of(self, parts: Iterable[int]) -> int:
        """The number of the part that any of several can come true."""
        self._most = len(self.parts) + 1
        return self._any(parts)

    def _part(self, formula: f.Formula) -> int:
        if formula not in self._found:
            self._found[formula] = self._apart(formula)
        return self._found[formula]

    def _apart(self, formula: f.Formula) -> int:
        match formula:
            case f.Literal(variable, cells):
                return self._literal(variable, cells)
            case f.Or(of):
                return self._any(map(self._part, of))
            case f.AtLeast(number, of):
                return self._part(f.disj(f.conj(some) for some in combinations(of, number)))
            case f.And(of):
                shared = self._shared(of)
                groups = _groups(of, shared)
                if len(groups) > 1:
                    return self._all(self._part(self._same(f.conj(group))) for group in groups)
                return self._by_value(formula, shared)
            case _:
                raise AssertionError(formula)

    def _by_value(self, formula: f.And, shared: frozenset[f.Variable]) -> int:
        """A conjunction by the values of the variable on which most of its parts may disagree."""
        alone = {part.variable for part in formula.of if isinstance(part, f.Literal)} & shared
        weights = dict.fromkeys(shared, 0.0)
        for part in formula.of:
            for variable in part.names & shared:
                weights[variable] += self._weights(part)[variable]
        one = max(alone or weights, key=lambda v: (weights[v] / (v.cells - 1), v))
        cells: dict[f.Formula, list[int]] = {}
        for cell in range(one.cells):
            cells.setdefault(self._where(formula, one, cell), []).append(cell)
        return self._any(self._all((self._literal(one, of), self._part(left))) for left, of in cells.items())

    def _where(self, formula: f.And, variable: f.Variable, cell: int) -> f.Formula:
        """A conjunction where a variable lies in a cell; its parts are found again in many others."""
        inside = {variable: frozenset((cell,))}
        found = []
        for part in formula.of:
            if variable not in part.names:
                found.append(part)
                continue
            key = (part, variable, cell)
            if key not in self._restricted:
                self._restricted[key] = self._same(f.restrict(part, inside))
            found.append(self._restricted[key])
        return self._same(f.conj(found))

    def _same(self, formula: f.Formula) -> f.Formula:
        """One object for equal formulas, so that comparing them costs nothing."""
        return self._known.setdefault(formula, formula)

    def _weights(self, formula: f.Formula) -> Mapping[f.Variable, float]:
        """By variable how much of a formula its value decides: little where it is one of many alternatives."""
        if formula not in self._weighed:
            found: dict[f.Variable, float] = {}
            if isinstance(formula, f.Literal):
                found[formula.variable] = 1
            elif not isinstance(formula, f.Constant):
                share = 1 if isinstance(formula, f.And) else len(formula.of)
                for part in formula.of:
                    for variable, weight in self._weights(part).items():
                        found[variable] = found.get(variable, 0) + weight / share
            self._weighed[formula] = found
        return self._weighed[formula]

    def _shared(self, of: Iterable[f.Formula]) -> frozenset[f.Variable]:
        """The variables on which some parts of a conjunction may disagree."""
        once, twice = set[f.Variable](), set[f.Variable]()
        for part in of:
            twice |= once & part.names
            once |= part.names
        twice -= {variable for variable in twice if self.fixed(variable)}
        sets: dict[f.Variable, list[Sets]] = {variable: [] for variable in twice}
        for part in of:
            asked = self.asked(part)
            for variable in part.names & twice:
                sets[variable].append(asked[variable])
        return frozenset(v for v, asks in sets.items() if not nested(frozenset[frozenset[int]]().union(*asks)))

    def asked(self, formula: f.Formula) -> Mapping[f.Variable, Sets]:
        """By variable the sets of cells that a formula asks it to lie in."""
        if formula not in self._asked:
            self._asked[formula] = self._asks(formula)
        return self._asked[formula]

    def _asks(self, formula: f.Formula) -> Mapping[f.Variable, Sets]:
        if isinstance(formula, f.Literal):
            return {formula.variable: frozenset((formula.cells,))}
        found: dict[f.Variable, Sets] = {}
        for part in () if isinstance(formula, f.Constant) else formula.of:
            for variable, sets in self.asked(part).items():
                found[variable] = found.get(variable, frozenset()) | sets
        return found

    # The parts

    def _literal(self, variable: f.Variable, cells: Iterable[int]) -> int:
        inside = frozenset(cells)
        return _ALWAYS if len(inside) == variable.cells else self._number(Part(variable, inside, False, ()))

    def _all(self, parts: Iterable[int]) -> int:
        of = set(parts) - {_ALWAYS}
        return _NEVER if _NEVER in of else self._joined(of, every=True)

    def _any(self, parts: Iterable[int]) -> int:
        of = set(parts) - {_NEVER}
        return _ALWAYS if _ALWAYS in of else self._joined(of, every=False)

    def _joined(self, of: set[int], *, every: bool) -> int:
        if len(of) < 2:
            return of.pop() if of else (_ALWAYS if every else _NEVER)
        return self._number(Part(None, frozenset(), every, tuple(sorted(of))))

    def _number(self, part: Part) -> int:
        if part not in self._numbers:
            if len(self.parts) >= self._most:
                raise TooLarge
            self._numbers[part] = len(self.parts)
            self.parts.append(part)
        return self._numbers[part]


def _groups(of: Iterable[f.Formula], shared: frozenset[f.Variable]) -> list[list[f.Formula]]:
    """The parts of a conjunction in groups, so that no two of these can disagree on a variable."""
    groups: list[tuple[frozenset[f.Variable], list[f.Formula]]] = []
    for part in of:
        names, inside, apart = part.names & shared, [part], []
        for known, others in groups if names else ():
            if known.isdisjoint(names):
                apart.append((known, others))
            else:
                names, inside = names | known, [*others, *inside]
        groups = [*(apart if part.names & shared else groups), (names, inside)]
    return [inside for _, inside in groups]


@lru_cache(maxsize=4096)
def nested(sets: Sets) -> bool:
    """Whether of any two sets one lies in the other."""
    order = sorted(sets, key=len)
    return all(one <= other for one, other in pairwise(order))
