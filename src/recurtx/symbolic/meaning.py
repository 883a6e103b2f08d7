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
    """

    def __init__(self, program: Program, possible: Callable[[int], Sequence[Term]], terms: Terms) -> None:
        self.program, self.possible, self.terms = program, possible, terms
        self._found: dict[int, Can] = {-1: (TRUE, FALSE)}

    def can(self, node: int) -> Can:
        """That a node can be true, and that it can be false; -1, which stands for no condition at all, is true."""
        if node not in self._found:
            self._found[node] = self._can(node)
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
