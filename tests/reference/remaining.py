"""Which open facts can still matter to a question: the part of the reference that needs more than three values.

A question is a condition of a rule of which some tests are unknown. It is read as a function of its variables,
which are facts, or single elements of sets, taken as independent of each other. The function is written as a decision
diagram: a variable, and for each of its values what remains. Equal functions are one diagram, and a variable occurs in
a diagram exactly where it matters for some values of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recurtx.profile import VOCABULARY
from reference.rules import SET_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reference.patient import Reader
    from reference.rules import Node

NO, YES = 0, 1
"""The diagrams without a variable; any other number stands for a place in ``Diagrams.nodes``."""
Diagram = int


@dataclass
class Diagrams:
    """Conditions put to one patient, as functions of what is unknown."""

    reader: Reader
    variables: dict[tuple[str, str], int] = field(default_factory=dict)
    """A fact and an element, empty where the fact is no set; numbered in the order in which diagrams branch."""
    paths: list[str] = field(default_factory=list)
    nodes: list[tuple[int, tuple[Diagram, ...]]] = field(default_factory=lambda: [(10**9, ()), (10**9, ())])
    known: dict[Any, Diagram] = field(default_factory=dict)
    """Every node, every condition and every combination that was made before, so that equal ones are one."""

    def facts(self, question: Diagram) -> set[str]:
        """The facts of which a value can change the truth of a question."""
        found, seen, open_ = set(), set(), [question]
        while open_:
            diagram = open_.pop()
            if diagram > YES and diagram not in seen:
                seen.add(diagram)
                variable, below = self.nodes[diagram]
                found.add(self.paths[variable])
                open_ += below
        return found

    def of(self, node: Node) -> Diagram:
        """The function that a condition is."""
        if self.reader.truth(node) is not None:
            return YES if self.reader.truth(node) else NO
        if id(node) not in self.known:
            self.known[id(node)] = self.built(node)
        return self.known[id(node)]

    def built(self, node: Node) -> Diagram:
        match node[0]:
            case "fact":
                return self.test(*node[1:])
            case "all":
                return self.all_of(self.of(n) for n in node[1])
            case "any":
                return self.any_of(self.of(n) for n in node[1])
            case "not":
                return self.negation(self.of(node[1]))
            case "count":
                return self.so_many_of(node[1], [self.of(n) for n in node[2]])
            case "concept" | "stopped":
                return self.of(node[2])
        raise ValueError(node)

    def test(self, path: str, operator: str, argument: Any) -> Diagram:
        """A test on an unknown fact; where it is open whether the fact applies, that it does is part of it."""
        truth = self.reader.patient.test(path, operator, argument)
        if truth is not None:
            return YES if truth else NO
        parts = [self.test_set(path, operator, argument) if VOCABULARY[path].kind in SET_KINDS
                 else self.test_value(path, operator, argument)]  # fmt: skip
        if self.reader.patient.applies(path) is None:
            parts += [self.test(*condition) for condition in self.reader.patient.conditions(path)]
        return self.all_of(parts)

    def test_value(self, path: str, operator: str, argument: Any) -> Diagram:
        bit = self.reader.rules.tests[path][operator, argument]
        return self.node(self.variable(path), tuple(bits >> bit & 1 for bits in self.reader.patient.left(path)))

    def test_set(self, path: str, operator: str, argument: Any) -> Diagram:
        patient = self.reader.patient
        if operator == "empty":
            some = self.any_of(self.element(path, e) for e in patient.universe(path))
            return self.negation(some) if argument else some
        named = [self.element(path, e) for e in argument]
        if operator == "includes_all":
            return self.all_of(named)
        if operator == "includes_any":
            return self.any_of(named)
        if operator == "excludes_all":
            return self.negation(self.any_of(named))
        others = self.any_of(self.element(path, e) for e in patient.others(path, argument))
        return self.all_of([self.any_of(named), self.negation(others)])

    def element(self, path: str, name: str) -> Diagram:
        """Whether a set holds one element."""
        truth = self.reader.patient.has(path, name)
        if truth is not None:
            return YES if truth else NO
        return self.node(self.variable(path, name), (NO, YES))

    def variable(self, path: str, element: str = "") -> int:
        if (path, element) not in self.variables:
            self.variables[path, element] = len(self.paths)
            self.paths.append(path)
        return self.variables[path, element]

    # --- functions of functions ------------------------------------------------------------------------------------

    def node(self, variable: int, below: tuple[Diagram, ...]) -> Diagram:
        """The function that is ``below`` for each value of a variable."""
        if below.count(below[0]) == len(below):
            return below[0]
        key = (variable, below)
        if key not in self.known:
            self.nodes.append(key)
            self.known[key] = len(self.nodes) - 1
        return self.known[key]

    def negation(self, one: Diagram) -> Diagram:
        if one <= YES:
            return NO if one else YES
        key = ("not", one)
        if key not in self.known:
            variable, below = self.nodes[one]
            self.known[key] = self.node(variable, tuple(map(self.negation, below)))
        return self.known[key]

    def both(self, one: Diagram, other: Diagram) -> Diagram:
        if one == other or NO in (one, other):
            return min(one, other)
        if YES in (one, other):
            return max(one, other)
        return self.branched("both", self.both, one, other)

    def either(self, one: Diagram, other: Diagram) -> Diagram:
        if one == other or NO in (one, other):
            return max(one, other)
        if YES in (one, other):
            return YES
        return self.branched("either", self.either, one, other)

    def branched(self, word: str, join: Callable[[Diagram, Diagram], Diagram], one: Diagram, other: Diagram) -> Diagram:
        """Two functions joined, by the values of the variable that comes first in either."""
        key = (word, one, other) if one < other else (word, other, one)
        if key not in self.known:
            (first, below), (second, under) = self.nodes[one], self.nodes[other]
            if first < second:
                found = tuple(join(b, other) for b in below)
            elif second < first:
                found = tuple(join(one, u) for u in under)
            else:
                found = tuple(map(join, below, under))
            self.known[key] = self.node(min(first, second), found)
        return self.known[key]

    def all_of(self, diagrams: Iterable[Diagram]) -> Diagram:
        found = YES
        for one in diagrams:
            found = self.both(found, one)
        return found

    def any_of(self, diagrams: Iterable[Diagram]) -> Diagram:
        found = NO
        for one in diagrams:
            found = self.either(found, one)
        return found

    def so_many_of(self, number: int, diagrams: list[Diagram]) -> Diagram:
        """At least so many: either the first and one less of the others, or so many of the others."""
        if number <= 0:
            return YES
        if number > len(diagrams):
            return NO
        with_first = self.both(diagrams[0], self.so_many_of(number - 1, diagrams[1:]))
        return self.either(with_first, self.so_many_of(number, diagrams[1:]))
