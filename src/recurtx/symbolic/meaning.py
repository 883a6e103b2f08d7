"""What every node of the program comes to, as propositions: the symbolic twin of ``program.run``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.program.nodes import ALL, COUNT, LITERAL, NOT
from recurtx.symbolic.terms import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recurtx.program.nodes import Program
    from recurtx.symbolic.terms import Can, Term, Terms


class Meaning:
    """The nodes of a program over one way of knowing a patient.

    Args:
        program: the compiled rules.
        possible: by the number of a variable, for each of its cells that it is still possible.
        terms: where propositions are made.
        like: what the nodes come to for another patient, who differs in few facts.
    """

    def __init__(
        self, program: Program, possible: Callable[[int], Sequence[Term]], terms: Terms, like: Meaning | None = None
    ) -> None:
        self.program, self.possible, self.terms, self.like = program, possible, terms, like
        self._found: dict[int, Can] = {-1: (TRUE, FALSE)}
        self._same: list[bool] = []

    def share(self) -> None:
        """Take over from the other patient whatever hangs on no fact in which the two differ."""
        if self.like is None:
            return
        same: list[bool] = []
        alike: dict[int, bool] = {}
        for op, parts, *_ in self.program.nodes:
            if op != LITERAL:
                same.append(all(same[part] for part in parts))
                continue
            place = parts[0]
            if place not in alike:
                alike[place] = tuple(self.possible(place)) == tuple(self.like.possible(place))
            same.append(alike[place])
        self._same = same

    def can(self, node: int) -> Can:
        """That a node can be true, and that it can be false; -1, which stands for no condition at all, is true."""
        if node not in self._found:
            twin = self.like if self._same and node >= 0 and self._same[node] else None
            self._found[node] = twin.can(node) if twin else self._can(node)
        return self._found[node]

    def true(self, node: int) -> Term:
        """That a node is certainly true."""
        yes, no = self.can(node)
        return self.terms.every((yes, -no))

    def false(self, node: int) -> Term:
        """That a node is certainly false."""
        return -self.can(node)[0]

    def unknown(self, node: int) -> Term:
        """That a node is neither."""
        return self.terms.every(self.can(node))

    def _can(self, number: int) -> Can:
        op, parts, argument, _ = self.program.nodes[number]
        if op == LITERAL:
            return self._literal(parts[0], argument)
        found = [self.can(part) for part in parts]
        yes, no = [one for one, _ in found], [other for _, other in found]
        if op == NOT:
            return no[0], yes[0]
        if op == COUNT:
            return self.terms.at_least(argument, yes), self.terms.at_least(len(parts) - argument + 1, no)
        if op == ALL:
            return self.terms.every(yes), self.terms.some(no)
        return self.terms.some(yes), self.terms.every(no)

    def _literal(self, place: int, mask: int) -> Can:
        """A literal; where no cell is possible, nothing passes."""
        cells = self.possible(place)
        yes = self.terms.some(cell for i, cell in enumerate(cells) if mask >> i & 1)
        no = self.terms.some(cell for i, cell in enumerate(cells) if not mask >> i & 1)
        return yes, self.terms.some((no, -yes))
