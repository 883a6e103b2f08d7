"""The smallest sets of values that guarantee a formula: its prime implicants, fewest facts first.

A *cube* says of some variables which cells they lie in. It is kept as one number, the cells that it forbids, so that
two cubes hold together where the bits of both do. Every cube of the formula multiplied out guarantees it (it is a
disjunction of them); what can be left out of one without losing the guarantee is, and each range is widened as far as
it goes. Whether a cube guarantees the formula is decided exactly: it does where no cube of the opposite meets it.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, assert_never

from recurtx.program import formula as f
from recurtx.program.nodes import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MOST_CUBES = 24
"""Cubes that are kept while a conjunction is multiplied out, fewest facts first; beyond it some may go unseen."""


class Cube(NamedTuple):
    """The cells that are forbidden, and the variables and the facts that this is about, as bit sets."""

    forbidden: int
    variables: int
    facts: int


_FREE = Cube(0, 0, 0)


class Implicants:
    """Formulas over some variables; what was worked out of one is kept for all that contain it.

    Among cubes of as many facts and variables those of earlier ``variables`` come first.
    """

    def __init__(self, variables: Iterable[f.Variable]) -> None:
        self.variables = tuple(variables)
        self._places = {variable: place for place, variable in enumerate(self.variables)}
        facts = {path: place for place, path in enumerate(dict.fromkeys(v.path for v in self.variables))}
        self._facts = [1 << facts[v.path] for v in self.variables]
        self._starts = [0, *accumulate(v.cells for v in self.variables)]
        self._fields = [(1 << v.cells) - 1 << start for v, start in zip(self.variables, self._starts, strict=False)]
        self._cubes: dict[f.Formula, list[Cube]] = {}
        self._opposite: dict[f.Formula, f.Formula] = {}
        self._cut = set[f.Formula]()
        self._lost = False
        self._guaranteed: dict[tuple[int, f.Formula], bool] = {}
        self._named: dict[f.Formula, int] = {}

    def smallest(
        self, formula: f.Formula, most: int, rank: Callable[[Cube], tuple[object, ...]]
    ) -> tuple[list[Cube], int]:
        """Up to ``most`` smallest sets of values that guarantee a formula, and how many more were seen.

        They come as ``rank`` says; none where nothing guarantees it.
        """
        if formula == f.TRUE:
            return [_FREE], 0
        rough = sorted(self.cubes(formula), key=rank)
        primes = _weakest(self._prime(cube, formula) for cube in rough[:most])
        order = sorted(primes, key=rank)
        return order[:most], len(order[most:]) + len(rough[most:])

    def possible(self, formula: f.Formula) -> bool:
        """Whether a formula can hold at all."""
        if isinstance(formula, f.Constant):
            return formula.value
        return bool(self.cubes(formula)) or f.simplify(formula) != f.FALSE

    def without(self, formula: f.Formula, other: f.Formula) -> bool:
        """Whether a formula can hold where another does not."""
        if any(not self.guarantees(cube, other) for cube in self.cubes(formula)):
            return True
        return self.possible(f.conj((formula, f.negate(other))))

    # Multiplying out

    def cubes(self, formula: f.Formula) -> list[Cube]:
        """Cubes that guarantee a formula, none of which is in another."""
        found = self._cubes.get(formula)
        if found is None:
            before, self._lost = self._lost, False
            found = self._cubes[formula] = self._multiplied(formula)
            parts = () if isinstance(formula, (f.Constant, f.Literal)) else formula.of
            if self._lost or self._cut.intersection(parts):
                self._cut.add(formula)
            self._lost = before
        return found

    def _multiplied(self, formula: f.Formula) -> list[Cube]:
        match formula:
            case f.Constant(value):
                return [_FREE] if value else []
            case f.Literal(variable, cells):
                return [self._literal(variable, cells)]
            case f.Or(of):
                return self._weakest(cube for part in of for cube in self.cubes(part))
            case f.And(of):
                return self._all(sorted(map(self.cubes, of), key=len))
            case f.AtLeast(number, of):
                return self._so_many(number, list(map(self.cubes, of)))
            case _:
                assert_never(formula)

    def _all(self, parts: Iterable[list[Cube]]) -> list[Cube]:
        found = [_FREE]
        for part in parts:
            if len(part) == 1 and len(found) == 1:
                found = [cube for cube in (self._both(found[0], part[0]),) if cube is not None]
            else:
                found = self._weakest(c for one in found for other in part if (c := self._both(one, other)) is not None)
        return found

    def _so_many(self, number: int, parts: list[list[Cube]]) -> list[Cube]:
        reached: list[list[Cube]] = [[_FREE], *([] for _ in range(number))]
        for part in parts:
            for count in range(number, 0, -1):
                reached[count] = self._weakest([*reached[count], *self._all([reached[count - 1], part])])
        return reached[number]

    def _literal(self, variable: f.Variable, cells: Iterable[int]) -> Cube:
        place = self._places[variable]
        inside = sum(1 << cell for cell in cells) << self._starts[place]
        return Cube(self._fields[place] & ~inside, 1 << place, self._facts[place])

    def _both(self, one: Cube, other: Cube) -> Cube | None:
        """Both cubes at once; None where a variable has no cell left."""
        forbidden = one.forbidden | other.forbidden
        shared = one.variables & other.variables
        if shared and any(not self._fields[place] & ~forbidden for place in bits(shared)):
            return None
        return Cube(forbidden, one.variables | other.variables, one.facts | other.facts)

    def _weakest(self, cubes: Iterable[Cube]) -> list[Cube]:
        """The smallest cubes that lie in no other; notes where there are more than are kept."""
        found = _weakest(cubes)
        self._lost |= len(found) > _MOST_CUBES
        return found[:_MOST_CUBES]

    # Making prime

    def _prime(self, cube: Cube, formula: f.Formula) -> Cube:
        """The cube without what it can do without, every range as wide as it can be."""
        parts = [(part, self._names(part)) for part in (formula.of if isinstance(formula, f.And) else (formula,))]
        for place in reversed(bits(cube.variables)):
            touched = [part for part, names in parts if names >> place & 1]
            for allowed in self._wider(place, cube.forbidden):
                wider = self._without(cube, allowed)
                if all(self.guarantees(wider, part) for part in touched):
                    cube = wider
                if not cube.variables >> place & 1:
                    break
        return cube

    def _wider(self, place: int, forbidden: int) -> Iterator[int]:
        """What a variable may be allowed beyond a cube: everything, else one more cell."""
        field = self._fields[place]
        yield field
        if field & forbidden and field.bit_count() > 2:
            yield from (1 << cell for cell in bits(field & forbidden))

    def _names(self, formula: f.Formula) -> int:
        """The variables of a formula, as a bit set."""
        if formula not in self._named:
            self._named[formula] = sum(1 << self._places[variable] for variable in formula.names)
        return self._named[formula]

    def _without(self, cube: Cube, allowed: int) -> Cube:
        forbidden = cube.forbidden & ~allowed
        left = [place for place in bits(cube.variables) if self._fields[place] & forbidden]
        return Cube(forbidden, sum(1 << place for place in left), sum({self._facts[place] for place in left}))

    def guarantees(self, cube: Cube, formula: f.Formula) -> bool:
        """Whether a formula holds everywhere in a cube."""
        key = (cube.forbidden, formula)
        if key not in self._guaranteed:
            self._guaranteed[key] = self._decided(cube, formula)
        return self._guaranteed[key]

    def _decided(self, cube: Cube, formula: f.Formula) -> bool:
        if isinstance(formula, f.And):
            return all(self.guarantees(cube, part) for part in formula.of)
        if self._holds(formula, ~cube.forbidden):
            return True
        if isinstance(formula, (f.Constant, f.Literal)):
            return False
        opposite = self._opposite.get(formula)
        if opposite is None:
            opposite = self._opposite[formula] = f.negate(formula)
        if any(self._both(cube, other) for other in self.cubes(opposite)):
            return False
        return opposite not in self._cut or self._never(cube, opposite)

    def _never(self, cube: Cube, formula: f.Formula) -> bool:
        """Whether a formula holds nowhere in a cube, although more cubes of it exist than are kept."""
        found, parts = [cube], formula.of if isinstance(formula, f.And) else (formula,)
        self._lost, every = False, True
        for part in sorted(parts, key=lambda part: len(self.cubes(part))):
            found, every = self._all([found, self.cubes(part)]), every and part not in self._cut
            if not found and every and not self._lost:
                return True
            if not found or self._lost:
                return f.simplify(f.restrict(formula, self._inside(cube))) == f.FALSE
        return False

    def _holds(self, formula: f.Formula, allowed: int) -> bool:
        """Whether a formula surely holds where some cells are allowed."""
        match formula:
            case f.Constant(value):
                return value
            case f.Literal():
                return not allowed & self.cubes(formula)[0].forbidden
            case f.And(of):
                return all(self._holds(part, allowed) for part in of)
            case f.Or(of):
                return any(self._holds(part, allowed) for part in of)
            case f.AtLeast(number, of):
                return sum(self._holds(part, allowed) for part in of) >= number
            case _:
                assert_never(formula)

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
    """Without cubes that lie in another, fewest facts first; of more than are kept, one more."""
    found: list[Cube] = []
    for cube in sorted(set(cubes), key=_cost):
        allowed = ~cube.forbidden
        if not any(known.forbidden & allowed == 0 for known in found):
            found.append(cube)
            if len(found) > _MOST_CUBES:
                break
    return found


def _cost(cube: Cube) -> tuple[int, int, int]:
    return cube.facts.bit_count(), cube.variables.bit_count(), cube.variables & -cube.variables
