"""What would turn a verdict: all smallest sets of changes, not one.

Two kinds. *Lifting* a stop changes recorded facts that treatment or time can change (never age or histology) until
nothing stops the option. *Turning* any other verdict gives values to unrecorded facts, with or without such changes,
until the goal is reached. A set counts by its facts, sets by element; it is minimal if no proper subset reaches the
goal under any values. Impossible profiles are not considered, and derived facts are computed anew. What is changed is
the fact itself, not another that could only be recorded where the fact has some value.

The search is complete up to its bounds: whatever still stands between a world and the goal depends on the facts of one
rule or scope only, so every solution changes one of these. All next steps from one world are judged in one run.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from recurtx.engine.variations import Handle, Variations
from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import DERIVATIONS, VOCABULARY, Origin, SetContent
from recurtx.profile import facttest as t
from recurtx.profile.derive import speaking_of
from recurtx.reasoning.obstacles import Obstacles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.engine import Judgement, Verdict, World
    from recurtx.program.cells import Partition

MAX_SIZE = 3
"""Sets of more than three changes are no longer read as an answer."""
MAX_JUDGED = 4_000
"""Worlds judged at most; where that is reached the answer says that it is not complete."""

Made: TypeAlias = "Mapping[Handle, int]"
"""Facts that were changed, each with the cell that it moved to."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact with the cells that it may move to; ``recorded`` says that it has another value now."""

    path: str
    element: str
    cells: tuple[int, ...]
    recorded: bool


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A minimal set of changes and the verdict that it reaches, for every choice of values inside it."""

    changes: tuple[Change, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """All minimal sets up to a size, smallest first; ``complete`` is false where a bound was reached."""

    option: str
    goal: Verdict | None
    found: tuple[Counterfactual, ...]
    complete: bool
    partition: Partition


def counterfactuals(
    judgement: Judgement, option: str, goal: Verdict | None = None, size: int = MAX_SIZE
) -> Counterfactuals:
    """What would turn the verdict of one option.

    Args:
        judgement: the patient as recorded.
        option: id of an option or modality.
        goal: the verdict to reach; None for any verdict that is not closed, which lifts a stop.
        size: how many changes at most.
    """
    search = _Search(judgement, option, goal)
    if search.reached(judgement.here):
        return Counterfactuals(option, goal, (), True, search.partition)
    for number in range(1, size + 1):
        search.seen.clear()
        search.sets |= {s for s in search.explore(judgement.here, {}, number) if not search.covered(s)}
    found = [c for names in search.sets for c in search.boxes(names)]
    found.sort(key=lambda c: (len(c.changes), [(VOCABULARY[x.path].index, x.element, x.cells) for x in c.changes]))
    return Counterfactuals(option, goal, tuple(found), search.judged < MAX_JUDGED, search.partition)


class _Search:
    """Depth-first search over the facts of whatever stands between a world and the goal."""

    def __init__(self, judgement: Judgement, option: str, goal: Verdict | None) -> None:
        self.option, self.goal = option, goal
        self.situation, self.partition = judgement.situation, judgement.partition
        self.obstacles = Obstacles(judgement.program, option, goal)
        self.variations = Variations(judgement, option)
        self.sets: set[frozenset[Handle]] = set()
        self.seen: set[tuple[str, frozenset[tuple[Handle, int]]]] = set()
        self.judged = 0

    def reached(self, world: World) -> bool:
        """Whether the goal is reached."""
        verdict = world.verdict(self.option)
        return not verdict.closed if self.goal is None else verdict is self.goal

    def covered(self, names: frozenset[Handle]) -> bool:
        """Whether a smaller set is known already."""
        return any(known < names for known in self.sets)

    def explore(self, world: World, made: Made, left: int, focus: str = "") -> Iterator[frozenset[Handle]]:
        """Sets of exactly ``left`` more changes that reach the goal; ``focus`` is the rule that is to turn."""
        if self.covered(frozenset(made)) or frozenset(made) in self.sets:
            return
        steps = list(self._steps(world, made, left, focus))[: max(0, MAX_JUDGED - self.judged)]
        self.judged += len(steps)
        there = self.variations.worlds([step for step, _ in steps])
        for (step, aim), next_ in zip(steps, there, strict=True):
            if next_ is None:
                continue
            if self.reached(next_):
                yield frozenset(step)
            elif left > 1:
                yield from self.explore(next_, step, left - 1, aim)

    def _steps(self, world: World, made: Made, left: int, focus: str) -> Iterator[tuple[dict[Handle, int], str]]:
        """Every next change, with the rule that it is aimed at; none that was tried already."""
        for handle, aim in self._handles(world, made, focus):
            for cell in self._cells(handle):
                step = {**made, handle: cell}
                key = (aim, frozenset(step.items()))
                if left == 1 or key not in self.seen:
                    self.seen.add(key)
                    yield step, aim

    def _handles(self, world: World, made: Made, focus: str) -> list[tuple[Handle, str]]:
        """Facts of the first thing that stands between here and the goal, and that may be changed."""
        found: dict[tuple[Handle, str], None] = {}
        for (path, element), aim in self.obstacles.between(world, focus):
            for handle in self._open(path, element):
                if handle not in made:
                    found[handle, aim] = None
        return list(found)

    def _open(self, path: str, element: str) -> Iterator[Handle]:
        """What may be changed so that a fact changes: itself, and the facts that its value or meaning depends on."""
        fact, known = VOCABULARY[path], self.situation.knowledge(path)
        if known.origin is Origin.DERIVED and known.source is not None:
            if element and self.situation.element(path, element).truth is UNKNOWN:
                yield from self._changeable(path, element)
            elif known.source in VOCABULARY and not VOCABULARY[known.source].is_set:  # the history is not changed
                yield from self._changeable(known.source, "")
            return
        if known.origin is not Origin.INAPPLICABLE:
            yield from self._changeable(path, element)
        if fact.presumption is not None and fact.presumption.within is not None:
            yield from self._changeable(fact.presumption.within, element)
        if known.origin in (Origin.INAPPLICABLE, Origin.UNKNOWN):
            for condition in (*fact.applies_when, *(fact.presumption.unless if fact.presumption else ())):
                names = condition.test.elements if isinstance(condition.test, t.IncludesAny) else ("",)
                yield from (h for name in names for h in self._changeable(condition.path, name))
        if known.origin is Origin.UNKNOWN:
            speaking = sorted(speaking_of(path) & self.variations.places.keys()) if not element else ()
            yield from (h for other in speaking if not VOCABULARY[other].is_set for h in self._changeable(other, ""))
            sources = (r.source for r in DERIVATIONS if r.target == path and not VOCABULARY[r.source].is_set)
            yield from (h for source in sources if self.partition.reads(source) for h in self._changeable(source, ""))

    def _changeable(self, path: str, element: str) -> Iterator[Handle]:
        """The fact, if a change of it counts: recorded and mutable, or unrecorded where verdicts are to be turned."""
        origin, mutable = self.situation.knowledge(path).origin, VOCABULARY[path].mutable
        if origin is Origin.PRESUMED:
            return
        if element:
            open_ = self.situation.element(path, element).truth is UNKNOWN
            counts = self.goal is not None if open_ else origin is Origin.RECORDED and mutable
        else:
            counts = (origin is Origin.RECORDED and mutable) or (origin is Origin.UNKNOWN and self.goal is not None)
        if counts:
            yield (path, element)

    def _cells(self, handle: Handle) -> Iterator[int]:
        """Cells that a fact may move to, other than where it is now."""
        now = self._now(handle)
        every = (0, 1) if handle[1] else range(len(self.partition.cells(handle[0])))
        yield from (cell for cell in every if cell != now)

    def _now(self, handle: Handle) -> int | None:
        """The cell in which the fact lies as recorded."""
        path, element = handle
        if element:
            truth = self.situation.element(path, element).truth
            return None if truth is UNKNOWN else int(truth is TRUE)
        content = self.situation.recorded.get(path)
        if content is None or isinstance(content, SetContent):
            return None
        return self.partition.cell_of(path, content)

    def boxes(self, names: frozenset[Handle]) -> Iterator[Counterfactual]:
        """Every choice of values in a set of facts that reaches the goal, as few boxes of ranges."""
        handles = sorted(names, key=lambda h: (VOCABULARY[h[0]].index, h[1]))
        choices = list(product(*(list(self._cells(h)) for h in handles)))
        there = self.variations.worlds([dict(zip(handles, choice, strict=True)) for choice in choices])
        verdicts = {
            choice: world.verdict(self.option)
            for choice, world in zip(choices, there, strict=True) if world is not None and self.reached(world)
        }  # fmt: skip
        while verdicts:
            seed = next(iter(verdicts))
            cells, verdict = _grow(seed, verdicts), verdicts[seed]
            for inside in product(*cells):
                verdicts.pop(inside, None)
            changes = (Change(p, e, c, self._now((p, e)) is not None) for (p, e), c in zip(handles, cells, strict=True))
            yield Counterfactual(tuple(changes), verdict)


def _grow(seed: tuple[int, ...], verdicts: dict[tuple[int, ...], Verdict]) -> list[tuple[int, ...]]:
    """The largest box around a choice, grown fact by fact, in which every choice reaches the same verdict."""
    box: list[tuple[int, ...]] = [(cell,) for cell in seed]
    for place in range(len(seed)):
        for cell in sorted({choice[place] for choice in verdicts}):
            wider = [*box]
            wider[place] = tuple(sorted({*box[place], cell}))
            if all(verdicts.get(inside) is verdicts[seed] for inside in product(*wider)):
                box = wider
    return box
