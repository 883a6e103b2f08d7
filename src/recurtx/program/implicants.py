"""The smallest sets of values that guarantee a formula: its prime implicants, fewest facts first.

A *cube* says of some variables which cells they lie in. It is kept as one number, the cells that it forbids, so that
two cubes hold together where the bits of both do. Every cube of the formula multiplied out guarantees it (it is a
disjunction of them); what can be left out of one without losing the guarantee is, and each range is widened as far as
it goes. Whether a cube guarantees the formula is decided exactly: a formula without negations is false somewhere in a
cube if it is false where each variable has a cell that passes as few of its tests as any.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple, assert_never

from recurtx.program import formula as f
from recurtx.program.nodes import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_MOST_CUBES = 96
"""Cubes of one cost that are kept while a conjunction is multiplied out; beyond it smaller ones may go unseen."""
_MOST_FACTS = 12
"""Cubes of more facts are looked for no longer."""
_MOST_CORNERS = 4096


class Cube(NamedTuple):
    """The cells that are forbidden, and the variables and the facts that this is about, as bit sets."""

    forbidden: int
    variables: int
    facts: int


_FREE = Cube(0, 0, 0)


class Implicants:
    """Formulas over the variables of one patient; what was worked out of one is kept for all that contain it."""

    def __init__(self) -> None:
        self.variables: list[f.Variable] = []
        self._places: dict[f.Variable, int] = {}
        self._fields: list[int] = []
        self._starts: list[int] = []
        self._facts: dict[str, int] = {}
        self._cubes: dict[tuple[f.Formula, int], list[Cube]] = {}
        self._signatures: dict[f.Formula, Mapping[int, tuple[tuple[int, int], ...]]] = {}

    def smallest(self, formula: f.Formula, most: int, rank: Callable[[Cube], object]) -> tuple[list[Cube], int]:
        """Up to ``most`` smallest sets of values that guarantee a formula, and how many more were seen.

        They come fewest facts first, then as ``rank`` says. None where nothing guarantees it.
        """
        if formula == f.TRUE:
            return [_FREE], 0
        for cost in range(1, _MOST_FACTS + 1):
            rough = self.cubes(formula, cost)
            if len(rough) >= most or (rough and cost > rough[0].facts.bit_count()):
                break
        primes = dict.fromkeys(self._prime(cube, formula) for cube in rough)
        order = sorted(_weakest(primes), key=lambda cube: (cube.facts.bit_count(), rank(cube)))
        return order[:most], len(order[most:])

    def possible(self, formula: f.Formula) -> bool:
        """Whether a formula can hold at all."""
        if isinstance(formula, f.Constant):
            return formula.value
        if any(self.cubes(formula, cost) for cost in (4, 8, _MOST_FACTS)):
            return True
        return f.simplify(formula) != f.FALSE

    # Multiplying out

    def cubes(self, formula: f.Formula, cost: int) -> list[Cube]:
        """Cubes of up to so many facts that guarantee a formula, none of which is in another."""
        key = (formula, cost)
        if key not in self._cubes:
            self._cubes[key] = self._multiplied(formula, cost)
        return self._cubes[key]

    def _multiplied(self, formula: f.Formula, cost: int) -> list[Cube]:
        match formula:
            case f.Constant(value):
                return [_FREE] if value else []
            case f.Literal(variable, cells):
                return [self._literal(variable, cells)]
            case f.Or(of):
                return _weakest(cube for part in of for cube in self.cubes(part, cost))
            case f.And(of):
                return self._all(sorted((self.cubes(part, cost) for part in of), key=len), cost)
            case f.AtLeast(number, of):
                return self._so_many(number, [self.cubes(part, cost) for part in of], cost)
            case _:
                assert_never(formula)

    def _all(self, parts: Iterable[list[Cube]], cost: int) -> list[Cube]:
        found = [_FREE]
        for part in parts:
            both = (self._both(one, other) for one in found for other in part)
            found = _weakest(cube for cube in both if cube is not None and cube.facts.bit_count() <= cost)
        return found

    def _so_many(self, number: int, parts: list[list[Cube]], cost: int) -> list[Cube]:
        reached: list[list[Cube]] = [[_FREE], *([] for _ in range(number))]
        for part in parts:
            for count in range(number, 0, -1):
                reached[count] = _weakest([*reached[count], *self._all([reached[count - 1], part], cost)])
        return reached[number]

    def _literal(self, variable: f.Variable, cells: Iterable[int]) -> Cube:
        place = self._place(variable)
        inside = sum(1 << cell for cell in cells) << self._starts[place]
        return Cube(self._fields[place] & ~inside, 1 << place, 1 << self._facts[variable.path])

    def _both(self, one: Cube, other: Cube) -> Cube | None:
        """Both cubes at once; None where a variable has no cell left."""
        forbidden = one.forbidden | other.forbidden
        shared = one.variables & other.variables
        if shared and any(not self._fields[place] & ~forbidden for place in bits(shared)):
            return None
        return Cube(forbidden, one.variables | other.variables, one.facts | other.facts)

    def _place(self, variable: f.Variable) -> int:
        if variable not in self._places:
            start = self._fields[-1].bit_length() if self._fields else 0
            self._places[variable] = len(self.variables)
            self.variables.append(variable)
            self._starts.append(start)
            self._fields.append((1 << variable.cells) - 1 << start)
            self._facts.setdefault(variable.path, len(self._facts))
        return self._places[variable]

    # Making prime

    def _prime(self, cube: Cube, formula: f.Formula) -> Cube:
        """The cube without what it can do without, every range as wide as it can be."""
        for place in reversed(bits(cube.variables)):
            wider = self._without(cube, self._fields[place])
            if self.guarantees(wider, formula):
                cube = wider
        for place in bits(cube.variables):
            for cell in bits(self._fields[place] & cube.forbidden):
                wider = self._without(cube, 1 << cell)
                if wider.variables == cube.variables and self.guarantees(wider, formula):
                    cube = wider
        return cube

    def _without(self, cube: Cube, allowed: int) -> Cube:
        forbidden = cube.forbidden & ~allowed
        left = [place for place in bits(cube.variables) if self._fields[place] & forbidden]
        facts = {self._facts[self.variables[place].path] for place in left}
        return Cube(forbidden, sum(1 << place for place in left), sum(1 << fact for fact in facts))

    def guarantees(self, cube: Cube, formula: f.Formula) -> bool:
        """Whether a formula holds everywhere in a cube."""
        if isinstance(formula, f.And):
            return all(self.guarantees(cube, part) for part in formula.of)
        if isinstance(formula, (f.Constant, f.Literal)):
            return self._holds(formula, ~cube.forbidden, every=True)
        if self._holds(formula, ~cube.forbidden, every=True):
            return True
        choices = [_fewest(cells, cube.forbidden) for cells in self._tests(formula).values()]
        corners = 1
        for choice in choices:
            corners *= len(choice)
        if corners > _MOST_CORNERS:
            return f.simplify(f.restrict(formula, self._inside(cube))) == f.TRUE
        return all(self._holds(formula, sum(corner), every=False) for corner in product(*choices))

    def _holds(self, formula: f.Formula, allowed: int, *, every: bool) -> bool:
        """Whether a formula holds where some cells are allowed: surely for ``every`` one, else for one of them."""
        match formula:
            case f.Constant(value):
                return value
            case f.Literal(variable, _):
                (cube,) = self.cubes(formula, 1)
                if every:
                    return not allowed & cube.forbidden
                return bool(allowed & self._fields[self._places[variable]] & ~cube.forbidden)
            case f.And(of):
                return all(self._holds(part, allowed, every=every) for part in of)
            case f.Or(of):
                return any(self._holds(part, allowed, every=every) for part in of)
            case f.AtLeast(number, of):
                return sum(self._holds(part, allowed, every=every) for part in of) >= number
            case _:
                assert_never(formula)

    def _tests(self, formula: f.Formula) -> Mapping[int, tuple[tuple[int, int], ...]]:
        """For each variable its cells, each with the tests of the formula that it passes, as a bit set."""
        if formula not in self._signatures:
            tests: dict[int, dict[int, None]] = {}
            for cube in (self.cubes(literal, 1)[0] for literal in _literals(formula)):
                place = cube.variables.bit_length() - 1
                tests.setdefault(place, {})[self._fields[place] & ~cube.forbidden] = None
            self._signatures[formula] = {
                place: tuple((1 << cell, sum(1 << i for i, test in enumerate(found) if test >> cell & 1))
                             for cell in bits(self._fields[place]))
                for place, found in tests.items()
            }  # fmt: skip
        return self._signatures[formula]

    # Reading a cube

    def _inside(self, cube: Cube) -> dict[f.Variable, frozenset[int]]:
        return {variable: frozenset(cells) for variable, cells in self.read(cube)}

    def read(self, cube: Cube) -> list[tuple[f.Variable, tuple[int, ...]]]:
        """The variables of a cube, each with the cells that it may lie in."""
        found = []
        for place in bits(cube.variables):
            inside = (self._fields[place] & ~cube.forbidden) >> self._starts[place]
            found.append((self.variables[place], tuple(bits(inside))))
        return found


def _weakest(cubes: Iterable[Cube]) -> list[Cube]:
    """Without cubes that lie in another, fewest facts first; no more than are kept."""
    found: list[Cube] = []
    for cube in sorted(dict.fromkeys(cubes), key=lambda c: (c.facts.bit_count(), c.variables.bit_count())):
        forbidden = cube.forbidden
        if not any(known.forbidden & ~forbidden == 0 for known in found):
            found.append(cube)
            if len(found) == _MOST_CUBES:
                break
    return found


def _fewest(cells: Iterable[tuple[int, int]], forbidden: int) -> list[int]:
    """Of the allowed cells of a variable, those that pass a set of tests of which no other passes a part only."""
    first: dict[int, int] = {}
    for cell, passed in cells:
        if not cell & forbidden:
            first.setdefault(passed, cell)
    return [cell for passed, cell in first.items() if not any(o != passed and o & ~passed == 0 for o in first)]


def _literals(formula: f.Formula) -> Iterable[f.Literal]:
    if isinstance(formula, f.Literal):
        yield formula
    elif not isinstance(formula, f.Constant):
        for part in formula.of:
            yield from _literals(part)
