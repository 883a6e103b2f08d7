"""One patient's truths, as every explanation reads them: node by node, and as a tree beside the rule's own words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth
from recurtx.profile import presumed_of
from recurtx.program.nodes import LITERAL, in_order
from recurtx.program.possible import Masks, all_masks
from recurtx.program.run import LANES, Can, run, run_lanes
from recurtx.ruleset import All, Any, Concept, Condition, Count, FactTest, Stopped, children

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.profile import Situation
    from recurtx.program.nodes import Program


def truth_in(can: Can, bit: int) -> Truth:
    """The truth of a node in one world."""
    yes, no = can
    if not yes & bit:
        return FALSE
    return UNKNOWN if no & bit else TRUE


class Truths:
    """Every node of a program for one patient."""

    def __init__(
        self,
        program: Program,
        situation: Situation,
        roots: tuple[int, ...] = (),
        masks: list[Masks] | None = None,
    ) -> None:
        """Evaluate every node or, where ``roots`` are given, these and what is beneath them.

        ``masks`` is what is known of each variable, where that has been looked up already.
        """
        self.program = program
        self.situation = situation
        places = program.places_of(roots) if roots else None
        self.masks: list[Masks] = all_masks(program, situation, places) if masks is None else masks
        self.found = self._part(program.cone(roots)) if roots else run_lanes(program, self.masks)
        self._steps: dict[tuple[int, int], Step] = {}
        self._open: dict[int, tuple[str, ...]] = {}

    def _part(self, cone: tuple[int, ...]) -> list[Can]:
        lanes = [((LANES, m),) if m == bare else ((1, m), (2, bare)) for m, bare in self.masks]
        return run(self.program, lanes, LANES, cone)

    def truth(self, node: int) -> Truth:
        """The truth of a node; of -1, which stands for no condition at all, it is true."""
        return TRUE if node < 0 else truth_in(self.found[node], 1)

    def leans(self, node: int) -> bool:
        """Whether the truth of a node would be another if nothing were presumed."""
        yes, no = self.found[node] if node >= 0 else (0, 0)
        return (yes ^ yes >> 1 | no ^ no >> 1) & 1 == 1

    def step(self, condition: Condition, node: int) -> Step:
        """A condition as evaluated; ``node`` is its number."""
        key = (node, id(condition))
        if key not in self._steps:
            self._steps[key] = Step(condition, node, self)
        return self._steps[key]

    def open_tests(self, node: int) -> tuple[str, ...]:
        """Facts of the unknown tests that can change the truth of a node, once for each test as rules state it."""
        if node < 0 or self.truth(node) is not UNKNOWN:
            return ()
        if node not in self._open:
            path, parts = self.program.nodes[node].path, self.program.nodes[node].parts
            self._open[node] = (path,) if path else tuple(p for part in parts for p in self.open_tests(part))
        return self._open[node]

    def presumed_beneath(self, nodes: Iterable[int]) -> tuple[str, ...]:
        """Presumed facts on which the truth of some nodes leans, in vocabulary order."""
        found, open_ = set[str](), list(nodes)
        while open_:
            number = open_.pop()
            if self.leans(number):
                path, parts = self.program.nodes[number].path, self.program.nodes[number].parts
                found |= set(presumed_of(path)) if path else set()
                open_ += () if path else parts
        return in_order(found)


def most_named(groups: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    """Facts of several lists, those that occur most often first, then in vocabulary order."""
    count = Counter(path for group in groups for path in group)
    place = {path: i for i, path in enumerate(in_order(set(count)))}
    return tuple(sorted(count, key=lambda path: (-count[path], place[path])))


class Step:
    """One node of a condition as evaluated; ``presumed`` where its truth leans on a presumption."""

    __slots__ = ("_of", "condition", "node", "presumed", "truth", "truths")

    def __init__(self, condition: Condition, node: int, truths: Truths) -> None:
        self.condition, self.node, self.truths = condition, node, truths
        self.truth = truths.truth(node)
        self.presumed = truths.leans(node)
        self._of: tuple[Step, ...] | None = None

    @property
    def of(self) -> tuple[Step, ...]:
        """The conditions beneath, as evaluated."""
        if self._of is None:
            inner, node = children(self.condition), self.truths.program.nodes[self.node]
            same = isinstance(self.condition, (Concept, Stopped))
            numbers = (self.node,) if same else () if node.op == LITERAL else node.parts
            self._of = tuple(self.truths.step(c, n) for c, n in zip(inner, numbers, strict=False))
        return self._of

    def decisive(self) -> tuple[Step, ...]:
        """The children whose truth decides that of this node: of a group those with the truth that it has."""
        if isinstance(self.condition, (All, Any, Count)):
            return tuple(s for s in self.of if s.truth is self.truth)
        return self.of

    def deciding_leaves(self) -> Iterator[Step]:
        """The single tests that decide, down every deciding branch."""
        if isinstance(self.condition, FactTest):
            yield self
        for child in self.decisive():
            yield from child.deciding_leaves()
