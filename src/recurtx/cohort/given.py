"""The nodes of a program as formulas over everything that is not known, and what is given of a patient.

What is given, recorded or not, is no choice; it enters a formula as a variable of the path ``GIVEN``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from recurtx.cohort.decomposed import GIVEN
from recurtx.profile import VOCABULARY
from recurtx.program import formula as f
from recurtx.program.nodes import ALL, ANY, APPLIES, COUNT, LITERAL
from recurtx.symbolic.terms import negated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from recurtx.cohort.plan import Plan
    from recurtx.symbolic.space import Space
    from recurtx.symbolic.terms import Term

Meant: TypeAlias = "Callable[[Plan], Term]"
"""Of a plan the proposition that something is so of a patient."""
_CANCER = "cancer.type"
VALUES = "values "
"""Begins the name of what is given where a fact has some value with a cancer."""
NO, YES = frozenset((0,)), frozenset((1,))
"""The cells of what has two."""


class Given:
    """What holds of a patient or does not, whatever else is found out, by name."""

    def __init__(self) -> None:
        self._meant: dict[str, Meant] = {}

    def __call__(self, name: str, meant: Meant) -> f.Formula:
        """The formula that something is given; the same name means the same."""
        self._meant.setdefault(name, meant)
        return f.Literal(f.Variable(GIVEN, name, 2), YES)

    def term(self, plan: Plan, name: str, cells: frozenset[int]) -> Term:
        """The proposition of a literal about something given."""
        term = self._meant[name](plan)
        return term if cells == YES else negated(term)


class Formulas:
    """The nodes of a program as formulas over all its variables, of whom nothing is known."""

    def __init__(self, space: Space, given: Given) -> None:
        self.space, self.program, self.given = space, space.program, given
        self.places = {(v.path, v.element): place for place, v in enumerate(self.program.variables)}
        self._found: dict[int, f.Formula] = {-1: f.TRUE}

    def node(self, number: int) -> f.Formula:
        """What must turn out for a node to be true."""
        if number not in self._found:
            self._found[number] = self._node(number)
        return self._found[number]

    def _node(self, number: int) -> f.Formula:
        node = self.program.nodes[number]
        if node.op == LITERAL:
            path, element = self.program.variables[node.parts[0]]
            cells = {cell for cell in range(self._size(path, element)) if node.argument >> cell & 1}
            return self.applies(path, cells) if element == APPLIES else self.lies(path, element, cells)
        parts = map(self.node, node.parts)
        if node.op == ALL:
            return f.conj(parts)
        if node.op == ANY:
            return f.disj(parts)
        return f.at_least(node.argument, parts) if node.op == COUNT else f.negate(next(parts))

    def _size(self, path: str, element: str) -> int:
        return 2 if element else len(self.space.cells(path))

    def lies(self, path: str, element: str, cells: Iterable[int]) -> f.Formula:
        """That a fact, or an element of a set, lies in some cells; every test on what has no value at all is false."""
        found = f.literal(f.Variable(path, element, self._size(path, element)), cells)
        return f.conj((self._has_values(path), found)) if VOCABULARY[path].by_type else found

    def may(self, variable: f.Variable, cell: int) -> f.Formula:
        """That a variable may lie in a cell, said of the patient and not of what is found out."""
        path, element, _ = variable

        def meant(plan: Plan) -> Term:
            if element:
                return plan.known.element(path, element)[1 - cell]
            return plan.known.possible(self.places[path, ""])[cell]

        return self.given(f"may {path} {element} {cell}", meant)

    def _has_values(self, path: str) -> f.Formula:
        """That a patient with this cancer can have some value of a fact."""
        return self.given(VALUES + path, lambda plan: plan.terms.some(plan.known.possible(self.places[path, ""])))

    def by_cancer(self, formula: f.Formula) -> f.Formula:
        """A formula cancer by cancer: what is known of everybody makes it far smaller."""
        cells = self.space.cells(_CANCER)
        cancer = f.Variable(_CANCER, "", len(cells))
        if cancer not in formula.names:
            return formula
        found = []
        for place, cell in enumerate(cells):
            one = frozenset((place,))
            inside = {cancer: one, **{v: self._has(v, str(cell.value)) for v in formula.names if _is_of_values(v)}}
            found.append(f.conj((f.literal(cancer, one), f.restrict(formula, inside))))
        return f.disj(found)

    def _has(self, values: f.Variable, cancer: str) -> frozenset[int]:
        return YES if VOCABULARY[values.element.removeprefix(VALUES)].possible(cancer) else NO

    def applies(self, path: str, cells: set[int]) -> f.Formula:
        """That a fact applies: it is known, or else it hangs on what other facts turn out to be."""
        place = self.places[path, APPLIES]

        def known(plan: Plan) -> Term:
            no, yes = plan.known.possible(place)
            return plan.terms.every((yes, negated(no)))

        does, may = (
            self.given(f"applies {path}", known),
            self.given(f"may {path}", lambda p: p.known.possible(place)[1]),
        )
        found = f.conj((may, f.disj((does, self.node(self.program.applies[path])))))
        return {frozenset[int](): f.FALSE, YES: found, NO: f.negate(found)}.get(frozenset(cells), f.TRUE)


def _is_of_values(variable: f.Variable) -> bool:
    return variable.path == GIVEN and variable.element.startswith(VALUES)
