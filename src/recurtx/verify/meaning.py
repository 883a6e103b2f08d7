"""What every node of the program comes to, as terms: the symbolic twin of ``program.run``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.program.nodes import ALL, COUNT, LITERAL, NOT, bits
from recurtx.verify.terms import at_least, every, negated, some

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recurtx.program.nodes import Program
    from recurtx.verify.terms import Can, Term


class Meaning:
    """The nodes of a program over one way of knowing a patient.

    Args:
        program: the compiled rules.
        possible: by the number of a variable, for each of its cells that it is still possible.
        named: gives a term a name in the solver, so that what is shared is stated once.
        open_: whether anything may be unknown of a variable; where nothing is, what cannot be true is false.
    """

    def __init__(
        self,
        program: Program,
        possible: Callable[[int], Sequence[Term]],
        named: Callable[[Term], Term],
        open_: Callable[[int], bool],
    ) -> None:
        self.program, self.possible, self.named, self.open_ = program, possible, named, open_
        self._found: dict[int, Can] = {}
        self._exact: dict[int, bool] = {-1: True}

    def can(self, node: int) -> Can:
        """That a node can be true, and that it can be false; -1, which stands for no condition at all, is true."""
        if node < 0:
            return True, False
        if node not in self._found:
            self._found[node] = self._can(node)
        return self._found[node]

    def true(self, node: int) -> Term:
        """That a node is certainly true."""
        yes, no = self.can(node)
        return yes if self._exact[node] else self.named(every((yes, negated(no))))

    def false(self, node: int) -> Term:
        """That a node is certainly false."""
        return negated(self.can(node)[0])

    def unknown(self, node: int) -> Term:
        """That a node is neither."""
        both = self.can(node)
        return False if self._exact[node] else self.named(every(both))

    def _can(self, number: int) -> Can:
        op, parts, argument, _ = self.program.nodes[number]
        if op == LITERAL:
            return self._literal(number, parts[0], argument)
        found = [self.can(part) for part in parts]
        exact = self._exact[number] = all(self._exact[part] for part in parts)
        if op == NOT:
            return found[0][1], found[0][0]
        yes = self._joined(op, argument, [one for one, _ in found])
        return (yes, negated(yes)) if exact else (yes, self._against(op, argument, [other for _, other in found]))

    def _joined(self, op: int, argument: int, parts: list[Term]) -> Term:
        if op == COUNT:
            return self.named(at_least(argument, parts))
        return self.named(every(parts) if op == ALL else some(parts))

    def _against(self, op: int, argument: int, parts: list[Term]) -> Term:
        if op == COUNT:
            return self.named(at_least(len(parts) - argument + 1, parts))
        return self.named(some(parts) if op == ALL else every(parts))

    def _literal(self, number: int, place: int, mask: int) -> Can:
        self._exact[number] = not self.open_(place)
        cells = self.possible(place)
        inside = {i for i in bits(mask) if i < len(cells)}
        yes = self.named(some(cells[i] for i in sorted(inside)))
        if self._exact[number]:
            return yes, negated(yes)
        outside = some(cell for i, cell in enumerate(cells) if i not in inside)
        return yes, self.named(some((outside, negated(yes))))  # no cell is possible: nothing passes


