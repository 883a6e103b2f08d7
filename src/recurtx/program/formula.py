"""Boolean formulas over variables with finitely many cells, simplified exactly.

A variable is a fact, or one element of a set, whose values fall into cells that no rule tells apart inside. Formulas
are kept in negation normal form: literals, conjunctions, disjunctions, and "at least n of". Whether a variable matters
is decided on a reduced ordered decision diagram (Bryant 1986, with several values for each variable), never guessed
from the text of the formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_NODES = 20_000
"""Size of a decision diagram beyond which a formula is left as it is: correct, but perhaps not minimal."""


class Variable(NamedTuple):
    """A fact (``element`` empty) or one element of a set, and how many cells it has."""

    path: str
    element: str
    cells: int


class _Node:
    """What every formula knows of itself from the start: its content, its hash, and the variables that it ``names``.

    These are asked for so often that walking the formula each time would be most of the work.
    """

    __slots__ = ("_content", "_hash", "names")

    def __init__(self, content: tuple[object, ...], names: frozenset[Variable]) -> None:
        self._content, self.names = content, names
        self._hash = hash((type(self).__name__, content))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other or type(self) is not type(other):
            return self is other
        return isinstance(other, _Node) and self._hash == other._hash and self._content == other._content


class Constant(_Node):
    """True or false: ``TRUE`` and ``FALSE``, and no other."""

    __slots__ = __match_args__ = ("value",)

    def __init__(self, value: bool) -> None:
        self.value = value
        super().__init__((value,), frozenset())


class Literal(_Node):
    """The variable lies in one of these cells: neither none nor all of them."""

    __slots__ = __match_args__ = ("variable", "cells")

    def __init__(self, variable: Variable, cells: frozenset[int]) -> None:
        self.variable, self.cells = variable, cells
        super().__init__((variable, cells), frozenset((variable,)))


class And(_Node):
    """All of these; at least two, none of them a conjunction."""

    __slots__ = __match_args__ = ("of",)

    def __init__(self, of: tuple[Formula, ...]) -> None:
        self.of = of
        super().__init__(of, _named(of))


class Or(_Node):
    """Any of these; at least two, none of them a disjunction."""

    __slots__ = __match_args__ = ("of",)

    def __init__(self, of: tuple[Formula, ...]) -> None:
        self.of = of
        super().__init__(of, _named(of))


class AtLeast(_Node):
    """At least so many of these."""

    __slots__ = __match_args__ = ("number", "of")

    def __init__(self, number: int, of: tuple[Formula, ...]) -> None:
        self.number, self.of = number, of
        super().__init__((number, *of), _named(of))


def _named(of: tuple[Formula, ...]) -> frozenset[Variable]:
    return frozenset[Variable]().union(*(formula.names for formula in of))


Formula: TypeAlias = Constant | Literal | And | Or | AtLeast

TRUE = Constant(True)
FALSE = Constant(False)


def literal(variable: Variable, cells: Iterable[int]) -> Formula:
    """The variable lies in one of these cells."""
    inside = frozenset(cells)
    if not inside:
        return FALSE
    return TRUE if len(inside) == variable.cells else Literal(variable, inside)


def conj(formulas: Iterable[Formula]) -> Formula:
    """The conjunction; literals of one variable become one."""
    return _joined(And, formulas, TRUE, FALSE)


def disj(formulas: Iterable[Formula]) -> Formula:
    """The disjunction; literals of one variable become one."""
    return _joined(Or, formulas, FALSE, TRUE)


def _joined(kind: type[And] | type[Or], formulas: Iterable[Formula], idle: Constant, decisive: Constant) -> Formula:
    """Several formulas as one; ``idle`` ones drop out, a ``decisive`` one is the whole."""
    parts: dict[Formula | Variable, None] = {}
    literals: dict[Variable, Formula] = {}
    for formula in formulas:
        for part in formula.of if isinstance(formula, kind) else (formula,):
            if isinstance(part, Literal):
                known = literals.get(part.variable)
                both = part if known is None else _both(kind, known, part)
                if both is decisive:
                    return decisive
                literals[part.variable] = both
                parts[part.variable] = None
            elif part is decisive:
                return decisive
            elif part is not idle:
                parts[part] = None
    found = tuple(literals[p] if isinstance(p, Variable) else p for p in parts)
    return found[0] if len(found) == 1 else kind(found) if found else idle


def _both(kind: type[And] | type[Or], one: Formula, other: Literal) -> Formula:
    """Two literals of one variable as one."""
    cells = one.cells if isinstance(one, Literal) else frozenset[int]()
    if kind is And:
        return one if cells <= other.cells else literal(other.variable, cells & other.cells)
    return one if other.cells <= cells else literal(other.variable, cells | other.cells)


def at_least(number: int, formulas: Iterable[Formula]) -> Formula:
    """At least so many of the formulas; constants are counted, the extremes become "all" or "any"."""
    rest = []
    for formula in formulas:
        if formula == TRUE:
            number -= 1
        elif formula != FALSE:
            rest.append(formula)
    if number <= 0:
        return TRUE
    if number > len(rest):
        return FALSE
    if number == len(rest):
        return conj(rest)
    return disj(rest) if number == 1 else AtLeast(number, tuple(rest))


def negate(formula: Formula) -> Formula:
    """The negation, again in negation normal form."""
    match formula:
        case Constant(value):
            return FALSE if value else TRUE
        case Literal(variable, cells):
            return literal(variable, set(range(variable.cells)) - cells)
        case And(of):
            return disj(negate(f) for f in of)
        case Or(of):
            return conj(negate(f) for f in of)
        case AtLeast(number, of):
            return at_least(len(of) - number + 1, (negate(f) for f in of))
        case _:
            assert_never(formula)


def restrict(formula: Formula, inside: Mapping[Variable, frozenset[int]]) -> Formula:
    """The formula where some variables are known to lie in some cells; what that decides drops out."""
    return _restrict(formula, inside, frozenset(inside))


def _restrict(formula: Formula, inside: Mapping[Variable, frozenset[int]], named: frozenset[Variable]) -> Formula:
    """The same with the variables as a set, which remembers their hashes."""
    if named.isdisjoint(formula.names):
        return formula
    match formula:
        case Constant():
            return formula
        case Literal(variable, cells):
            known = inside[variable]
            if known <= cells:
                return TRUE
            return FALSE if not known & cells else formula
        case And(of):
            return _restricted(And, of, inside, named, TRUE, FALSE)
        case Or(of):
            return _restricted(Or, of, inside, named, FALSE, TRUE)
        case AtLeast(number, of):
            return at_least(number, (_restrict(f, inside, named) for f in of))
        case _:
            assert_never(formula)


def _restricted(
    kind: type[And] | type[Or], of: tuple[Formula, ...], inside: Mapping[Variable, frozenset[int]],
    named: frozenset[Variable], idle: Constant, decisive: Constant,
) -> Formula:  # fmt: skip
    """Several formulas as one, of which a few become others: only where these may fall together is all joined anew."""
    found: list[Formula] = []
    apart = True
    for one in of:
        if named.isdisjoint(one.names):
            found.append(one)
            continue
        other = _restrict(one, inside, named)
        if other is decisive:
            return decisive
        if other is not idle:
            found.append(other)
            apart = apart and (other is one or not isinstance(other, (Literal, kind)))
    if not apart or len({one._hash for one in found}) < len(found):
        return _joined(kind, found, idle, decisive)
    return kind(tuple(found)) if len(found) > 1 else found[0] if found else idle


def certain(formula: Formula, open_: Iterable[Variable]) -> Formula:
    """What makes the formula true whatever some variables are: these are quantified over, each over all its cells."""
    for variable in open_:
        formula = _forall(formula, variable)
    return formula


def _forall(formula: Formula, variable: Variable) -> Formula:
    if variable not in formula.names:
        return formula
    match formula:
        case Literal():
            return FALSE
        case And(of):
            return conj(_forall(f, variable) for f in of)
        case Or(of):
            naming = [f for f in of if variable in f.names]
            if len(naming) == 1:
                return disj(_forall(f, variable) if variable in f.names else f for f in of)
    return conj(restrict(formula, {variable: frozenset((cell,))}) for cell in range(variable.cells))


def variables(formula: Formula) -> dict[Variable, None]:
    """Variables that the formula names, in order of first mention."""
    if isinstance(formula, Literal):
        return {formula.variable: None}
    return {} if isinstance(formula, Constant) else {v: None for part in formula.of for v in variables(part)}


def _literals(formula: Formula) -> int:
    """How many literals the formula has."""
    if isinstance(formula, Literal):
        return 1
    return 0 if isinstance(formula, Constant) else sum(_literals(f) for f in formula.of)


_MOST_COFACTORS = 5_000
"""Cofactors looked at, beyond which it is left as it is too: few nodes can come from very many."""


class _TooLarge(Exception):
    """The decision diagram would grow beyond its bound."""


class _Diagram:
    """Reduced ordered decision diagrams of one formula and its cofactors."""

    def __init__(self, order: tuple[Variable, ...]) -> None:
        self.order = order
        self.memo: dict[Formula, int] = {TRUE: 1, FALSE: 0}
        self.nodes: dict[tuple[Variable, tuple[int, ...]], int] = {}
        self.tests: dict[int, tuple[Variable, tuple[int, ...]]] = {}

    def build(self, formula: Formula) -> int:
        """The number of the node that stands for the formula; equal numbers, equal functions."""
        if formula in self.memo:
            return self.memo[formula]
        variable = next(v for v in self.order if v in formula.names)
        below = tuple(self.build(restrict(formula, {variable: frozenset({c})})) for c in range(variable.cells))
        if len(set(below)) == 1:
            node = below[0]
        else:
            key = (variable, below)
            node = self.nodes.setdefault(key, len(self.nodes) + 2)
            self.tests[node] = key
        self.memo[formula] = node
        if len(self.nodes) > _MOST_NODES or len(self.memo) > _MOST_COFACTORS:
            raise _TooLarge
        return node

    def support(self, node: int) -> set[Variable]:
        """Variables on which the function really depends."""
        found: set[Variable] = set()
        open_, seen = [node], set()
        while open_:
            one = open_.pop()
            if one in seen or one not in self.tests:
                continue
            seen.add(one)
            variable, below = self.tests[one]
            found.add(variable)
            open_.extend(below)
        return found


def support(formula: Formula) -> frozenset[Variable] | None:
    """Variables that can matter, exactly; None where the formula is too large to decide.

    Where no variable is named twice every one matters. Parts that share no variable with others are decided by
    themselves, and only what is left needs a diagram.
    """
    if _literals(formula) == len(formula.names):
        return formula.names
    if isinstance(formula, (And, Or)):
        groups = _apart(formula.of)
        if len(groups) > 1:
            return _together([(conj if isinstance(formula, And) else disj)(group) for group in groups], formula)
    return _by_diagram(formula)


def _by_diagram(formula: Formula) -> frozenset[Variable] | None:
    diagram = _Diagram(tuple(variables(formula)))
    try:
        return frozenset(diagram.support(diagram.build(formula)))
    except _TooLarge:
        return None


def _apart(of: tuple[Formula, ...]) -> list[list[Formula]]:
    """The parts in groups, so that no two groups share a variable."""
    groups: list[tuple[frozenset[Variable], list[Formula]]] = []
    for part in of:
        names, inside = part.names, [part]
        kept = []
        for known, others in groups:
            if known.isdisjoint(names):
                kept.append((known, others))
            else:
                names, inside = names | known, [*others, *inside]
        groups = [*kept, (names, inside)]
    return [inside for _, inside in groups]


def _together(parts: list[Formula], whole: And | Or) -> frozenset[Variable] | None:
    """What matters of a conjunction or disjunction of parts that share no variable."""
    found: frozenset[Variable] = frozenset()
    for part in parts:
        matters = support(part)
        if matters is None:
            return None
        constant = restrict(part, {v: frozenset({0}) for v in part.names}) if not matters else None
        if constant is not None and constant == (FALSE if isinstance(whole, And) else TRUE):
            return frozenset()
        found |= matters
    return found


def simplify(formula: Formula) -> Formula:
    """An equal formula without tests that cannot matter, duplicates, or two ranges of one variable side by side."""
    formula = _settle(formula)
    matters = support(formula)
    if matters is None:
        return formula
    idle = {v: frozenset({0}) for v in variables(formula) if v not in matters}
    return _settle(restrict(formula, idle)) if idle else formula


def _settle(formula: Formula) -> Formula:
    """Narrow siblings by each other until nothing changes."""
    while True:
        narrowed = _narrow(formula, {})
        if narrowed == formula:
            return formula
        formula = narrowed


def _narrow(formula: Formula, context: dict[Variable, frozenset[int]]) -> Formula:
    """The formula where ``context`` holds: inside a conjunction each part may take the literals beside it for true,
    inside a disjunction for false."""
    match formula:
        case Constant():
            return formula
        case Literal(variable, cells):
            known = context.get(variable)
            return formula if known is None else _within(variable, cells, known)
        case And(of):
            return conj(_parts(of, context, holding=True))
        case Or(of):
            return disj(_parts(of, context, holding=False))
        case AtLeast(number, of):
            return at_least(number, (_narrow(f, context) for f in of))
        case _:
            assert_never(formula)


def _within(variable: Variable, cells: frozenset[int], known: frozenset[int]) -> Formula:
    if known <= cells:
        return TRUE
    return literal(variable, known & cells)


def _parts(of: tuple[Formula, ...], context: dict[Variable, frozenset[int]], *, holding: bool) -> list[Formula]:
    found: list[Formula] = []
    beside = {f.variable: f.cells for f in of if isinstance(f, Literal)}
    for part in of:
        if isinstance(part, Literal):
            found.append(_narrow(part, context))
            continue
        inner = dict(context)
        for variable, cells in beside.items():
            taken = cells if holding else frozenset(range(variable.cells)) - cells
            inner[variable] = inner.get(variable, taken) & taken
        if any(not cells for cells in inner.values()):
            inner = context
        found.append(_narrow(part, inner))
    return _absorbed(found, holding=holding)


def _absorbed(parts: list[Formula], *, holding: bool) -> list[Formula]:
    """Without parts that another part makes superfluous: in a conjunction a disjunction that holds a sibling, and the
    other way round."""
    kind = Or if holding else And
    beside, groups = set(parts), [(part, frozenset(part.of)) for part in parts if isinstance(part, kind)]
    idle = {part for part, inside in groups
            if not inside.isdisjoint(beside) or any(other < inside for _, other in groups)}  # fmt: skip
    return [part for part in parts if part not in idle] if idle else parts
