"""What a condition still turns on, after everything known is used.

The residual of a node is an equal condition over unknown facts alone: evaluated on any completion of the profile it
gives what the node gives there. It is simplified until no test is left that cannot matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import VOCABULARY
from recurtx.program import formula as f
from recurtx.program.cells import place_of
from recurtx.program.nodes import ALL, ANY, APPLIES, COUNT, LITERAL

if TYPE_CHECKING:
    from recurtx.program.cells import Partition
    from recurtx.program.nodes import Node
    from recurtx.program.truths import Truths


class ResidualReader:
    """Nodes of one patient as formulas over what is unknown."""

    def __init__(self, truths: Truths, partition: Partition) -> None:
        self.truths, self.program = truths, truths.program
        self.partition = partition
        self._read: dict[int, f.Formula] = {}

    def read(self, node: int) -> f.Formula:
        """The formula of a node; what is known has dropped out. That of -1, no condition at all, is true."""
        truth = self.truths.truth(node)
        if truth is not UNKNOWN:
            return f.TRUE if truth is TRUE else f.FALSE
        if node not in self._read:
            self._read[node] = self._formula(self.program.nodes[node])
        return self._read[node]

    def _formula(self, node: Node) -> f.Formula:
        if node.op == LITERAL:
            return self._literal(node)
        parts = (self.read(part) for part in node.parts)
        if node.op == ALL:
            return f.conj(parts)
        if node.op == ANY:
            return f.disj(parts)
        return f.at_least(node.argument, parts) if node.op == COUNT else f.negate(next(parts))

    def _literal(self, node: Node) -> f.Formula:
        path, element = self.program.variables[node.parts[0]]
        if element == APPLIES:
            return self.read(self.program.applies[path])
        variable = self.partition.variable(path, element)
        if element:
            return f.literal(variable, {1})
        return f.literal(variable, (i for i, fine in enumerate(self._fine(path)) if node.argument >> fine & 1))

    def _fine(self, path: str) -> tuple[int, ...]:
        """For each cell of the partition, a cell of the program inside it."""
        fact, cells = VOCABULARY[path], self.program.cells[path]
        return tuple(place_of(fact, cells, cell.value) for cell in self.partition.cells(path))


def in_fixed_order(formula: f.Formula) -> f.Formula:
    """The formula with its parts in vocabulary order, single facts first, whatever the order of the rules."""
    if isinstance(formula, (f.Constant, f.Literal)):
        return formula
    parts = tuple(sorted(map(in_fixed_order, formula.of), key=_rank))
    return f.AtLeast(formula.number, parts) if isinstance(formula, f.AtLeast) else type(formula)(parts)


def _rank(formula: f.Formula) -> tuple[Any, ...]:
    if isinstance(formula, f.Literal):
        path, element, _ = formula.variable
        return (0, VOCABULARY[path].index, element, sorted(formula.cells))
    return (1, [] if isinstance(formula, f.Constant) else [_rank(part) for part in formula.of], type(formula).__name__)
