"""What an open option becomes: the best verdict that some completion reaches, and the values that guarantee it.

A completion is the same patient with every unrecorded fact known, presumptions kept. What guarantees a verdict holds on
every completion with these values; no smaller set does. It is worked out on the formulas of what is unknown; where the
vocabulary ties facts of a set to each other or to what is recorded, the set is judged anew as if it were recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine.verdict import Verdict
from recurtx.profile import VOCABULARY, Kind, dependents, impossible
from recurtx.program import formula as f
from recurtx.program.cells import with_element
from recurtx.program.implicants import Implicants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.engine.judgement import Judgement
    from recurtx.profile import Content
    from recurtx.program.implicants import Cube

MOST = 3
"""So many sets are told of each kind."""
_SPARE = 3
"""So many more are looked at, since some are of no possible patient."""


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
    """

    verdict: Verdict
    if_: tuple[tuple[Piece, ...], ...]
    not_if: tuple[tuple[Piece, ...], ...]
    more: int
    classes: tuple[tuple[Piece, Verdict], ...] = ()


class Foresight:
    """What the open options of one patient become; what one option shares with another is worked out once."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement, self.reader, self.situation = judgement, judgement.reader, judgement.situation
        self.program, self.partition = judgement.program, judgement.partition
        self.implicants = Implicants()

    def of(self, option: str) -> Becomes | None:
        """What one option becomes; None where its verdict is neither open nor waits for something to speak for it."""
        verdict, entry = self.judgement.outcomes[option].verdict, self.program.options[option]
        supports = self.reader.read(entry.supports)
        if verdict is not Verdict.NEEDS_INFORMATION and (verdict is not Verdict.POSSIBLE or supports == f.FALSE):
            return None
        open_ = self.judgement.open_if(option, self.reader)
        clear = f.conj((open_, f.negate(self.reader.read(entry.discourages))))
        offered = f.conj((clear, supports))
        goal, formula = self._best(open_, clear, offered, self.reader.read(entry.cautions))
        found, more = self._sets(option, formula, goal)
        closing, others = self._sets(option, f.negate(open_), Verdict.NOT_CANDIDATE)
        return Becomes(goal, found, closing, more + others, self._classes(option, open_, offered))

    def _best(
        self, open_: f.Formula, clear: f.Formula, offered: f.Formula, care: f.Formula
    ) -> tuple[Verdict, f.Formula]:
        possible = self.implicants.possible
        if possible(offered):
            better = possible(f.conj((offered, f.negate(care))))
            return (Verdict.CANDIDATE if better else Verdict.CANDIDATE_WITH_CAUTION), offered
        if possible(clear):
            return Verdict.POSSIBLE, clear
        return (Verdict.USUALLY_NOT if possible(open_) else Verdict.NOT_CANDIDATE), open_

    def _sets(self, option: str, formula: f.Formula, goal: Verdict) -> tuple[tuple[tuple[Piece, ...], ...], int]:
        """The smallest sets that guarantee a formula, as many as are told, and how many more were found."""
        waiting = frozenset(self.judgement.waiting(option))

        def rank(cube: Cube) -> object:
            pieces = self._pieces(cube)
            return len({p.path for p in pieces} - waiting), [(VOCABULARY[p.path].index, *p[1:]) for p in pieces]

        cubes, more = self.implicants.smallest(formula, MOST + _SPARE, rank)
        found = dict.fromkeys(filter(None, (self._checked(option, self._pieces(cube), goal) for cube in cubes)))
        kept = [one for one in found if not any(other != one and set(other) < set(one) for other in found)]
        return tuple(kept[:MOST]), more + len(kept[MOST:])

    def _pieces(self, cube: Cube) -> tuple[Piece, ...]:
        pieces = (Piece(v.path, v.element, cells) for v, cells in self.implicants.read(cube))
        return tuple(sorted(pieces, key=lambda p: (VOCABULARY[p.path].index, p.element)))

    def _checked(self, option: str, pieces: tuple[Piece, ...], goal: Verdict) -> tuple[Piece, ...]:
        """The set as it is told; where facts are tied, without what the others settle, and empty if it is none."""
        if not self._tied(pieces):
            return pieces
        if not self._reaches(option, pieces, goal):
            return ()
        for piece in reversed(pieces):
            fewer = tuple(p for p in pieces if p != piece)
            if fewer and self._reaches(option, fewer, goal):
                pieces = fewer
        return pieces

    def _tied(self, pieces: Sequence[Piece]) -> bool:
        """Whether the vocabulary ties a fact of a set to another of it, to a recorded fact or to a presumed one."""
        paths = {piece.path for piece in pieces}
        if any(VOCABULARY[path].kind is Kind.AGENTS for path in paths):
            return True
        near = frozenset[str]().union(*(dependents(path) - {path} for path in paths))
        return not near.isdisjoint(paths) or any(
            p in self.situation.recorded or VOCABULARY[p].presumption for p in near
        )

    def _reaches(self, option: str, pieces: Sequence[Piece], goal: Verdict) -> bool:
        """Whether every patient with these values, if there can be one, certainly has such a verdict."""
        seen = False
        for contents in self._recorded(pieces):
            situation = self.situation.changed(contents)
            if not impossible(situation, contents):
                seen = True
                if not _as_good(self.judgement.changed(contents).outcomes[option].verdict, goal):
                    return False
        return seen

    def recorded(self, pieces: Sequence[Piece]) -> Mapping[str, Content | None]:
        """A set of values as it would be recorded: of each class one."""
        return next(self._recorded(pieces))

    def _recorded(self, pieces: Sequence[Piece]) -> Iterator[Mapping[str, Content | None]]:
        """The values as they would be recorded: one of each class, in every combination."""
        if not pieces:
            yield {}
            return
        piece, *others = pieces
        for contents in self._recorded(others):
            for cell in piece.cells:
                yield {**contents, piece.path: self._content(piece, cell, contents.get(piece.path))}

    def _content(self, piece: Piece, cell: int, before: Content | None) -> Content:
        if not piece.element:
            return self.partition.cells(piece.path)[cell].value
        known = before if before is not None else self.situation.recorded.get(piece.path)
        return with_element(known, piece.element, present=bool(cell))

    def _classes(self, option: str, open_: f.Formula, offered: f.Formula) -> tuple[tuple[Piece, Verdict], ...]:
        """Where one fact is left that decides, its values by the verdict that they lead to."""
        names = open_.names | offered.names
        if len(names) > 1:
            names = f.simplify(open_).names | f.simplify(offered).names
        if len(names) != 1:
            return ()
        (variable,) = names
        piece = Piece(variable.path, variable.element, tuple(range(variable.cells)))
        worlds = self.judgement.worlds([next(self._recorded([piece._replace(cells=(cell,))])) for cell in piece.cells])
        by_verdict: dict[Verdict, list[int]] = {}
        for cell in piece.cells:
            by_verdict.setdefault(worlds.world(cell).verdict(option), []).append(cell)
        return tuple((piece._replace(cells=tuple(cells)), verdict) for verdict, cells in by_verdict.items())


def _as_good(verdict: Verdict, goal: Verdict) -> bool:
    """Whether a verdict is what was promised."""
    if goal is Verdict.NOT_CANDIDATE:
        return verdict.closed
    if goal.offered:
        return verdict.offered
    if goal is Verdict.USUALLY_NOT:
        return not verdict.closed and verdict is not Verdict.NEEDS_INFORMATION
    return verdict is Verdict.POSSIBLE or verdict.offered
