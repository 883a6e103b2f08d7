"""What an open option becomes: the best verdict that some completion reaches, and the values that guarantee it.

A completion is the same patient with every unrecorded fact known, presumptions kept. What guarantees a verdict holds on
every completion with these values; no smaller set does. What is usually not done on facts that the option does not turn
on otherwise (an organ function, a life expectancy) is no part of a set: with the values of the set recorded the option
can be offered, and what may still speak against it is told beside it, as it is of an option that can be offered. It is
worked out on the formulas of what is unknown; where the
vocabulary ties facts of a set to each other or to what is recorded, the set is judged anew as if it were recorded.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from recurtx.engine.variations import Variations, contents_of
from recurtx.engine.verdict import Verdict
from recurtx.logic import FALSE, TRUE
from recurtx.profile import VOCABULARY, Kind, beside, can_clash, dependents, holds, impossible
from recurtx.profile.facttest import ValueTest
from recurtx.program import formula as f
from recurtx.program.implicants import Implicants
from recurtx.ruleset import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.engine.judgement import Judgement, World
    from recurtx.engine.variations import Handle
    from recurtx.program.implicants import Cube
    from recurtx.program.nodes import OptionEntry
    from recurtx.program.residual import ResidualReader

MOST = 3
"""So many sets are told of each kind."""
_SPARE = 3
"""So many more are looked at, since some are of no possible patient; where all are, every other one is."""


_WIDEST = 16
"""Of more values, drug by drug, a set is told only where there is no other: nobody would read it. What such a set can
do without is asked of whole facts: drug by drug it took seconds."""


_MOST_CHOICES = 2048
"""So many ways to have the values of a set are looked at one by one; of more, fewer values of its facts are told."""


class Piece(NamedTuple):
    """Some values of one unrecorded fact: the cells of the patient's partition that it may lie in.

    With an ``element`` of a set, cell 1 is that the set holds it and cell 0 that it does not.
    """

    path: str
    element: str
    cells: tuple[int, ...]


class Becomes(NamedTuple):
    """What an open option becomes.

    ``verdict`` is the best that some completion reaches: offered, told as with care where that is certain; else
    possible; else usually not; ``NOT_CANDIDATE`` where every completion closes the option. ``if_`` are the smallest
    sets that guarantee this, or that the option is offered in either way; ``not_if`` those that close it; ``more`` is
    how many further ones were found. Where one fact decides, ``classes`` hold all its values with their verdicts.
    ``unless`` are the rules that may still discourage the option, by facts on which it does not turn otherwise.
    """

    verdict: Verdict
    if_: tuple[tuple[Piece, ...], ...]
    not_if: tuple[tuple[Piece, ...], ...]
    more: int
    classes: tuple[tuple[Piece, Verdict], ...] = ()
    unless: tuple[str, ...] = ()


Choice: TypeAlias = "dict[Handle, int]"
"""Facts, or elements of sets, each with the cell that it lies in."""
Found: TypeAlias = "tuple[tuple[tuple[Piece, ...], ...], int]"
"""Sets of values, and how many more were found."""


class Foresight:
    """What the open options of one patient become; what one option shares with another is worked out once."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement, self.reader, self.situation = judgement, judgement.reader, judgement.situation
        self.program, self.partition = judgement.program, judgement.partition
        self._by_option: dict[str, Variations] = {}
        self._turns: dict[str, frozenset[str]] = {}
        self._possible: dict[tuple[Piece, ...], bool] = {}
        self.implicants = Implicants(self._variables())

    def _variables(self) -> Iterator[f.Variable]:
        """Every variable that is not known, in the order of the vocabulary."""
        for path, element in self.program.by_vocabulary:
            yield self.partition.variable(path, element)

    def of(self, option: str) -> Becomes | None:
        """What one option becomes; None where its verdict is neither open nor waits for something to speak for it."""
        if not self._is_open(option):
            return None
        open_, clear, offered, care = self._goals(option)
        goal, (found, more) = self._best(option, open_, clear, offered, care)
        closing, others = self._sets(option, f.negate(open_), Verdict.NOT_CANDIDATE)
        unless = () if goal in (Verdict.USUALLY_NOT, Verdict.NOT_CANDIDATE) else self._unless(option, found)
        return Becomes(goal, found, closing, more + others, self._classes(option, offered), unless)

    def verdict(self, option: str) -> Verdict | None:
        """The verdict that one option becomes, without what it takes; None where it becomes nothing."""
        return self._best(option, *self._goals(option))[0] if self._is_open(option) else None

    def _is_open(self, option: str) -> bool:
        verdict, supports = self.judgement.outcomes[option].verdict, self.program.options[option].supports
        return verdict is Verdict.NEEDS_INFORMATION or (
            verdict is Verdict.POSSIBLE and self.reader.read(supports) != f.FALSE
        )

    def _goals(self, option: str) -> tuple[f.Formula, f.Formula, f.Formula, f.Formula]:
        """What must turn out: that nothing stops the option, nor speaks against it, that it is offered, that it asks
        for care."""
        entry = self.program.options[option]
        open_ = self.judgement.open_if(option, self.reader)
        clear = f.conj((open_, f.negate(self._sure(option, self.reader))))
        offered = f.conj((clear, self.reader.read(entry.supports)))
        return open_, clear, offered, f.disj((self.reader.read(entry.cautions), self.reader.read(entry.discourages)))

    def _turning(self, option: str) -> frozenset[str]:
        """The facts on which it turns whether an option is open and what speaks for it, with those tied to these."""
        if option not in self._turns:
            entry = self.program.options[option]
            read = (f.simplify(self.reader.read(node)) for node in (entry.inside, entry.stops, entry.supports))
            asked = {variable.path for formula in read for variable in formula.names}
            tied = frozenset(p for p in VOCABULARY if dependents(p, held=False) & asked)
            self._turns[option] = tied.union(*(dependents(p, held=False) for p in asked))
        return self._turns[option]

    def _sure(self, option: str, reader: ResidualReader) -> f.Formula:
        """That an option is discouraged by the facts on which it turns anyhow, whatever all others are."""
        against, turning = reader.read(self.program.options[option].discourages), self._turning(option)
        return f.certain(against, sorted(v for v in against.names if v.path not in turning))

    def _unless(self, option: str, sets: Iterable[Iterable[Piece]]) -> tuple[str, ...]:
        """The rules that may still discourage an option with one of these sets, by facts on which it does not turn."""
        turning, variable = self._turning(option), self.partition.variable
        held = [{variable(p.path, p.element): frozenset(p.cells) for p in pieces} for pieces in sets]

        def may_act(acts: f.Formula) -> bool:
            return any(v.path not in turning for one in held for v in f.restrict(acts, one).names)

        rules = (rule for _, _, rule in self.program.heard(option) if rule.effect is Effect.DISCOURAGES)
        return tuple(sorted(rule.id for rule in rules if may_act(self.reader.read(rule.acts))))

    def _best(
        self, option: str, open_: f.Formula, clear: f.Formula, offered: f.Formula, care: f.Formula
    ) -> tuple[Verdict, Found]:
        """The best verdict that some possible patient reaches, and what guarantees it."""
        for goal, formula in (
            (Verdict.CANDIDATE, offered),
            (Verdict.POSSIBLE, clear),
            (Verdict.USUALLY_NOT, open_),
        ):
            if self.implicants.possible(formula):
                found = self._sets(option, formula, goal)
                if not found[0]:
                    found = self._sets(option, self._allowed(formula), goal)
                if found[0]:
                    careful = goal.offered and not self.implicants.without(offered, care)
                    return Verdict.CANDIDATE_WITH_CAUTION if careful else goal, found
        return Verdict.NOT_CANDIDATE, ((), 0)

    def _allowed(self, formula: f.Formula) -> f.Formula:
        """The formula without values that nobody can have beside what is recorded.

        Where all small sets lean on one, larger ones may have gone unseen behind them.
        """
        inside: dict[f.Variable, frozenset[int]] = {}
        for variable in formula.names:
            if can_clash(variable.path):
                cells = range(variable.cells)
                left = frozenset(c for c in cells if self._exists({(variable.path, variable.element): c}))
                inside |= {variable: left} if left else {}
        return f.restrict(formula, inside)

    def _sets(self, option: str, formula: f.Formula, goal: Verdict) -> Found:
        """The smallest sets that guarantee a formula, as many as are told, and how many more were found.

        What leans on a value that is seldom met comes last, else the fewest facts first. One empty set where it is
        certain.
        """
        waiting = frozenset(self.judgement.waiting(option))

        def rank(cube: Cube) -> tuple[object, ...]:
            pieces = self._pieces(cube)
            return self._rank(pieces, {p.path for p in pieces} - self._implied(pieces), waiting)

        found, more = self._possible_sets(option, self.implicants.smallest(formula, MOST + _SPARE, rank), goal)
        if not found and more:
            some = self.implicants.smallest(formula, MOST + _SPARE + more, rank)
            found, more = self._possible_sets(option, some, goal)
        return tuple(sorted(found, key=lambda one: self._rank(one, {p.path for p in one}, waiting))), more

    def _implied(self, pieces: Sequence[Piece]) -> set[str]:
        """Facts of a set that say no more than that another of it applies."""
        found = set[str]()
        conditions = [c for piece in pieces for c in VOCABULARY[piece.path].applies_when]
        for piece in pieces:
            fact, cells = VOCABULARY[piece.path], self.partition.cells(piece.path)
            for test in (c.test for c in conditions if c.path == piece.path):
                if isinstance(test, ValueTest):
                    met = {place for place, cell in enumerate(cells) if holds(test, cell.value, fact)}
                    found |= {piece.path} if met <= {*piece.cells} else set()
        return found

    def _rank(self, pieces: Sequence[Piece], paths: set[str], waiting: frozenset[str]) -> tuple[object, ...]:
        """The place of a set that asks for some facts."""
        return (
            any(map(self._seldom, pieces)),
            len(paths),
            len(paths - waiting),
            len(pieces),
            -self._share(pieces),
            [_place(p) for p in pieces],
        )

    def _possible_sets(self, option: str, smallest: tuple[list[Cube], int], goal: Verdict) -> Found:
        """Of the smallest sets those of possible patients, as many as are told, and how many more were found."""
        cubes, more = smallest
        kept: list[tuple[Piece, ...]] = []
        if cubes and not cubes[0].variables:
            return ((),), 0
        for place, cube in enumerate(cubes):
            pieces = self._pieces(cube)
            one = self._checked(option, pieces, goal) if len(pieces) <= _WIDEST or not kept else None
            if one == ():
                return ((),), 0
            if one and not any(set(other) <= set(one) for other in kept):
                kept = [*(other for other in kept if not set(one) < set(other)), one]
            if len(kept) == MOST:
                return tuple(kept), more + len(cubes) - place - 1
        return tuple(kept), more

    def _pieces(self, cube: Cube) -> tuple[Piece, ...]:
        pieces = (Piece(v.path, v.element, cells) for v, cells in self.implicants.read(cube))
        return tuple(sorted(pieces, key=_place))

    def _seldom(self, piece: Piece) -> bool:
        """Whether a patient seldom has such a value."""
        seldom = VOCABULARY[piece.path].seldom
        if piece.element:
            return piece.cells == (1,) and piece.element in seldom
        cells = self.partition.cells(piece.path)
        return bool(seldom) and all(str(cells[cell].value) in seldom for cell in piece.cells)

    def _share(self, pieces: Sequence[Piece]) -> float:
        """How much of all values a set of them leaves: what most patients could meet is told first."""
        sizes = (len(p.cells) / (2 if p.element else len(self.partition.cells(p.path))) for p in pieces)
        return prod(sizes)

    def _checked(self, option: str, pieces: tuple[Piece, ...], goal: Verdict) -> tuple[Piece, ...] | None:
        """The set as it is told; where facts are tied, without what the others settle. None if it is none, and empty
        where every possible patient has these values."""
        tied, pieces = self._tied({piece.path for piece in pieces}), bounded(pieces)
        if not tied:
            return self._asked(pieces) if self._can_be(pieces) else None
        if not self._reaches(option, pieces, goal) and not self._proved(option, pieces, goal):
            return None
        spoken = goal.offered or goal is Verdict.POSSIBLE  # what is closed may well be discouraged too
        for part in _parts(pieces, tied):
            fewer = tuple(p for p in pieces if p not in part)
            enough = fewer and (
                self._reaches(option, fewer, goal)
                or (part[0].path in _governing(fewer) and self._proved(option, fewer, goal))
            )
            if enough and not (spoken and self._discouraged(option, fewer)):
                pieces = fewer
        return self._asked(self._narrowed(option, pieces, tied))

    def _asked(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """A set without facts of which no other value is possible beside the rest of it and what is recorded.

        Elements of sets stay: a class of drugs may be there by a drug that no list knows.
        """
        for piece in (p for p in pieces if not p.element and beside(p.path)):
            others = tuple(p for p in pieces if p is not piece)
            every = range(len(self.partition.cells(piece.path)))
            otherwise = (piece._replace(cells=(cell,)) for cell in every if cell not in piece.cells)
            if not any(self._can_be((*others, other)) for other in otherwise):
                pieces = others
        return pieces

    def _discouraged(self, option: str, pieces: Sequence[Piece]) -> bool:
        """Whether the facts on which the option turns may still discourage it with these values, come what may."""
        against, reader = self.program.options[option].discourages, self._variations(option).reader
        worlds = [(choice, world) for choice, world in self._worlds(option, pieces) if world is not None]
        open_ = (choice for choice, world in worlds if world.truth(against) is not FALSE)
        return any(f.simplify(self._sure(option, reader(choice))) != f.FALSE for choice in open_)

    def _narrowed(self, option: str, pieces: tuple[Piece, ...], tied: set[str]) -> tuple[Piece, ...]:
        """The set without values of tied facts that none of its patients can have beside the others."""
        if all(len(piece.cells) == 1 for piece in pieces if piece.path in tied):
            return pieces
        there = [choice for choice, world in self._worlds(option, pieces) if world is not None]
        left = [{choice[piece.path, piece.element] for choice in there} for piece in pieces]
        return tuple(
            piece._replace(cells=tuple(c for c in piece.cells if c in cells))
            for piece, cells in zip(pieces, left, strict=True)
        )

    def _tied(self, paths: set[str]) -> set[str]:
        """Facts of a set that the vocabulary ties to another of it, to a recorded fact or to a presumed one."""
        known = {path for path in self.situation.recorded if path != "cancer.type"}
        found = set[str]()
        for path in paths:
            near = dependents(path) - {path}
            others = near & (paths | known)
            if others or VOCABULARY[path].kind is Kind.AGENTS or any(VOCABULARY[p].presumption for p in near):
                found |= {path} | (others & paths)
        return found

    def _can_be(self, pieces: tuple[Piece, ...]) -> bool:
        """Whether there can be a patient with these values, beside what is recorded."""
        paths = {piece.path for piece in pieces}
        if not any(beside(path) & (paths | self.situation.recorded.keys()) for path in paths):
            return True
        if pieces not in self._possible:
            self._possible[pieces] = any(self._exists(choice) for choice in _choices(pieces))
        return self._possible[pieces]

    def _exists(self, choice: Choice) -> bool:
        contents = contents_of(choice, self.situation, self.partition)
        return not impossible(self.situation.changed(contents), contents)

    def _reaches(self, option: str, pieces: Sequence[Piece], goal: Verdict) -> bool:
        """Whether every patient with these values, if there can be one, certainly has such a verdict."""
        choices, found = _choices(pieces), False
        for some in filter(None, (choices[:1], choices[1:])):
            possible = [world for world in self._variations(option).worlds(some) if world is not None]
            if not all(_as_good(world, self.program.options[option], goal) for world in possible):
                return False
            found = found or bool(possible)
        return found

    def _worlds(self, option: str, pieces: Sequence[Piece]) -> list[tuple[Choice, World | None]]:
        """The patients with these values, one for each choice of them; None where there can be none."""
        choices = _choices(pieces)
        return list(zip(choices, self._variations(option).worlds(choices), strict=True))

    def world(self, option: str, pieces: Sequence[Piece]) -> World | None:
        """The patient with a set of values, of each class the first, as far as one option reads it."""
        return self._variations(option).worlds([{(p.path, p.element): p.cells[0] for p in pieces}])[0]

    def _proved(self, option: str, pieces: Sequence[Piece], goal: Verdict) -> bool:
        """The same decided exactly, where three values leave it open: whether the formulas of every patient hold."""
        choices = _choices(pieces)
        found = zip(choices, self._variations(option).worlds(choices), strict=True)
        worlds = [(choice, world) for choice, world in found if world is not None]
        if not worlds or any(_contrary(world.verdict(option), goal) for _, world in worlds):
            return False
        return all(self._formula(option, choice, goal) == f.TRUE for choice, _ in worlds)

    def _formula(self, option: str, choice: Choice, goal: Verdict) -> f.Formula:
        """What must turn out, where some facts have these values, for an option to keep what was promised."""
        there = self._variations(option).reader(choice)
        entry, open_ = self.program.options[option], self.judgement.open_if(option, there)
        clear = f.conj((open_, f.negate(self._sure(option, there))))
        if goal is Verdict.NOT_CANDIDATE:
            return f.simplify(f.negate(open_))
        if goal.offered:
            return f.simplify(f.conj((clear, there.read(entry.supports))))
        return f.simplify(open_ if goal is Verdict.USUALLY_NOT else clear)

    def _variations(self, option: str) -> Variations:
        if option not in self._by_option:
            self._by_option[option] = Variations(self.judgement, option)
        return self._by_option[option]

    def _classes(self, option: str, offered: f.Formula) -> tuple[tuple[Piece, Verdict], ...]:
        """Where one fact is left that decides, its values by the verdict that they lead to."""
        residual = self.judgement.residual(option)
        if residual is None or len(residual.formula.names) > 1:
            return ()
        names = residual.formula.names | f.simplify(offered).names
        if len(names) != 1:
            return ()
        (variable,) = names
        piece = Piece(variable.path, variable.element, tuple(range(variable.cells)))
        worlds = self._variations(option).worlds([{(piece.path, piece.element): cell} for cell in piece.cells])
        by_verdict: dict[Verdict, list[int]] = {}
        for cell, world in enumerate(worlds):
            if world is not None:
                by_verdict.setdefault(world.verdict(option), []).append(cell)
        if Verdict.NEEDS_INFORMATION in by_verdict:
            return ()
        return tuple((piece._replace(cells=tuple(cells)), verdict) for verdict, cells in by_verdict.items())


def bounded(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The set, or where there are too many ways to have its values, one with fewer values, which promises as much."""
    while prod(len(piece.cells) for piece in pieces) > _MOST_CHOICES:
        widest = max(pieces, key=lambda piece: len(piece.cells))
        half = widest._replace(cells=widest.cells[: (len(widest.cells) + 1) // 2])
        pieces = tuple(half if piece is widest else piece for piece in pieces)
    return pieces


def _choices(pieces: Sequence[Piece]) -> list[Choice]:
    """Every choice of the values in some pieces."""
    return [dict(c) for c in product(*([((p.path, p.element), cell) for cell in p.cells] for p in pieces))]


def _governing(pieces: Sequence[Piece]) -> set[str]:
    """Facts of a set that another of it settles, since it applies only where they are so."""
    return {c.path for piece in pieces for c in VOCABULARY[piece.path].applies_when}


def _parts(pieces: Sequence[Piece], tied: set[str]) -> list[tuple[Piece, ...]]:
    """What a set may do without, last first: each value of a tied fact or, where they are very many, all of a fact."""
    if len(pieces) <= _WIDEST:
        return [(p,) for p in reversed(pieces) if p.path in tied]
    paths = dict.fromkeys(p.path for p in reversed(pieces) if p.path in tied)
    return [tuple(p for p in pieces if p.path == path) for path in paths]


def _place(piece: Piece) -> tuple[int, int, str, tuple[int, ...]]:
    """The place of a piece in the vocabulary: of its fact, then of its element."""
    fact = VOCABULARY[piece.path]
    known = fact.values.index(piece.element) if piece.element in fact.values else len(fact.values)
    return fact.index, known, piece.element, piece.cells


def _as_good(world: World, option: OptionEntry, goal: Verdict) -> bool:
    """Whether what was promised is certain, whatever else is unknown."""
    verdict = world.verdict(option.id)
    if goal is Verdict.NOT_CANDIDATE:
        return verdict.closed
    if goal is Verdict.USUALLY_NOT:
        return not verdict.closed and verdict is not Verdict.NEEDS_INFORMATION
    return world.truth(option.discourages) is not TRUE and (
        verdict.offered or (goal is Verdict.POSSIBLE and verdict is Verdict.POSSIBLE)
    )


def _contrary(verdict: Verdict, goal: Verdict) -> bool:
    """Whether a verdict rules out what was promised, whatever else is unknown."""
    if goal is Verdict.NOT_CANDIDATE:
        return not verdict.closed and verdict is not Verdict.NEEDS_INFORMATION
    return verdict.closed or (verdict is Verdict.USUALLY_NOT and goal is not Verdict.USUALLY_NOT)
