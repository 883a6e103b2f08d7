"""A ruleset into a program: the one reader of the condition tree that gives it a meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from recurtx.profile import SOME, VOCABULARY, Kind, holds, some_of
from recurtx.profile import facttest as t
from recurtx.program.cells import Cell, cells_of
from recurtx.program.nodes import (
    ALL,
    ANY,
    APPLIES,
    COUNT,
    LITERAL,
    NOT,
    OTHER,
    PRESENT,
    BesideEntry,
    Node,
    OptionEntry,
    Program,
    RuleEntry,
    Variable,
)
from recurtx.ruleset import All, Always, Any, Concept, Count, Effect, FactTest, Not, Stopped, nodes
from recurtx.ruleset.link import spared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.profile import Fact, Names
    from recurtx.ruleset import Condition, Option, Rule, Ruleset

    Tests = Mapping[str, Mapping[t.Test, None]]


def compiled(ruleset: Ruleset) -> Program:
    """The program of a ruleset, made once and kept with it."""
    found = ruleset.__dict__.get(_KEPT)
    return found if isinstance(found, Program) else keep(_Compiler(ruleset).program())


def keep(program: Program) -> Program:
    """Keep a program with its ruleset, as a cached property of a lower room would be."""
    program.ruleset.__dict__[_KEPT] = program
    return program


_KEPT = "_program"


def refined(ruleset: Ruleset, also: Sequence[Condition], tests: Tests) -> tuple[Program, tuple[int, ...]]:
    """A program whose cells also tell apart what further conditions and tests ask, and the nodes of these conditions.

    Its verdicts are those of the program that is kept with the ruleset.
    """
    compiler = _Compiler(ruleset, also, tests)
    found = tuple(map(compiler.build.condition, also))
    return compiler.program(), found


def tests_in(conditions: Iterable[Condition | None]) -> dict[str, dict[t.Test, None]]:
    """Every test that some conditions put to each fact."""
    found: dict[str, dict[t.Test, None]] = {}
    for condition in conditions:
        for node in nodes(condition) if condition is not None else ():
            if isinstance(node, FactTest):
                found.setdefault(node.path, {})[node.test] = None
    return found


def every_condition(ruleset: Ruleset) -> Iterator[Condition | None]:
    """Every condition of a ruleset, those of concepts and of retired rules too."""
    yield from _of_verdicts(ruleset)
    yield from _beside(ruleset)
    yield from (concept.when for concept in ruleset.concepts.values())
    yield from (condition for rule in ruleset.inactive for condition in (rule.for_, rule.when))


def _of_verdicts(ruleset: Ruleset) -> Iterator[Condition | None]:
    for option in ruleset.options.values():
        yield option.for_
        for rule in option.rules:
            yield from (rule.for_, rule.when)


def _beside(ruleset: Ruleset) -> Iterator[Condition | None]:
    yield from (condition for a in ruleset.advice for condition in (a.for_, a.when))
    yield from (condition for x in ruleset.trials for condition in (x.for_, x.when))
    yield from (gap.for_ for option in ruleset.options.values() for gap in option.gaps)


def named_elements(fact: Fact, tests: Iterable[t.Test]) -> tuple[str, ...]:
    """Elements of a set that tests name; for ``only`` and ``empty``, every element of a closed set."""
    named: dict[str, None] = {}
    for test in tests:
        if isinstance(test, (t.Only, t.Empty)):
            named.update(dict.fromkeys(fact.values))
        if isinstance(test, (t.IncludesAny, t.IncludesAll, t.ExcludesAll, t.Only)):
            named.update(dict.fromkeys(test.elements))
    order = {name: i for i, name in enumerate(fact.values)}
    return tuple(sorted(named, key=lambda n: (order.get(n, 0), n)))


@dataclass
class Builder:
    """Nodes under construction: ``cells`` are those of every fact that is no set, ``names`` what the rules call drugs.

    Equal conditions get one number. With ``meaning`` the order of parts, a group of one and a group within a group of
    its kind do not count, so that conditions of one meaning are one number; with ``opaque`` the name of a concept or of
    a stopped option stands for what is behind it.
    """

    cells: Mapping[str, tuple[Cell, ...]]
    names: Names
    meaning: bool = False
    opaque: bool = False
    nodes: dict[Node, int] = field(default_factory=dict)
    listed: list[Node] = field(default_factory=list)
    variables: dict[Variable, int] = field(default_factory=dict)
    applies: dict[str, int] = field(default_factory=dict)
    _seen: dict[int, tuple[Condition, int]] = field(default_factory=dict)

    def add(self, op: int, parts: tuple[int, ...], argument: int = 0, path: str = "") -> int:
        """The number of a node."""
        node = Node(op, parts, argument, path)
        number = self.nodes.setdefault(node, len(self.listed))
        if number == len(self.listed):
            self.listed.append(node)
        return number

    def condition(self, condition: Condition) -> int:
        """The number of a condition; the linker shares equal conditions, so most are looked up by identity."""
        known = self._seen.get(id(condition))
        if known is None:
            known = self._seen[id(condition)] = (condition, self._condition(condition))
        return known[1]

    def _condition(self, condition: Condition) -> int:
        match condition:
            case Always():
                return self.add(ALL, ())
            case FactTest(path, test):
                return self.test(path, test)
            case All(of):
                return self.group(ALL, of)
            case Any(of):
                return self.group(ANY, of)
            case Count(number, of):
                parts = tuple(map(self.condition, of))
                return self.add(COUNT, tuple(sorted(parts)) if self.meaning else parts, number)
            case Not(of):
                return self.add(NOT, (self.condition(of),))
            case Concept(name, of) | Stopped(name, of):
                return self.element(type(condition).__name__, name) if self.opaque else self.condition(of)
            case _:
                assert_never(condition)

    def group(self, op: int, of: Iterable[Condition]) -> int:
        """All or any of several."""
        parts = tuple(map(self.condition, of))
        if not self.meaning:
            return self.add(op, parts)
        nodes = self.listed
        flat = {p for part in parts for p in (nodes[part].parts if _nests(nodes[part], op) else (part,))}
        return flat.pop() if len(flat) == 1 else self.add(op, tuple(sorted(flat)))

    def test(self, path: str, test: t.Test) -> int:
        """One test on one fact; where the fact may not apply, that it does is part of it."""
        fact = VOCABULARY[path]
        governed = bool(fact.applies_when)
        if isinstance(test, t.SetTest):
            inside = self._set_test(fact, test, "" if governed else path)
        else:
            mask = sum(1 << i for i, c in enumerate(self.cells[path]) if holds(test, c.value, fact))
            inside = self.add(LITERAL, (self.variable(path),), mask, "" if governed else path)
        return self.add(ALL, (self._that_applies(fact), inside), 0, path) if governed else inside

    def _that_applies(self, fact: Fact) -> int:
        if fact.path not in self.applies:
            conditions = tuple(self.test(c.path, c.test) for c in fact.applies_when)
            self.applies[fact.path] = self.add(ALL, conditions)
        return self.element(fact.path, APPLIES)

    def variable(self, path: str, element: str = "") -> int:
        """The number of a variable."""
        return self.variables.setdefault(Variable(path, element), len(self.variables))

    def element(self, path: str, name: str) -> int:
        """The node that a set holds an element."""
        return self.add(LITERAL, (self.variable(path, name),), PRESENT)

    def _set_test(self, fact: Fact, test: t.SetTest, path: str) -> int:
        match test:
            case t.IncludesAny(names):
                return self.add(ANY, self._any_of(fact, names), 0, path)
            case t.IncludesAll(names):
                return self.add(ALL, self._elements(fact, names), 0, path)
            case t.ExcludesAll(names):
                return self.add(NOT, (self.add(ANY, self._any_of(fact, names)),), 0, path)
            case t.Only(names):
                nothing_else = self.add(NOT, (self.add(ANY, self._others(fact, frozenset(names))),))
                return self.add(ALL, (nothing_else, self.add(ANY, self._any_of(fact, names))), 0, path)
            case t.Empty(wanted):
                everything = self._others(fact, frozenset())
                return (
                    self.add(NOT, (self.add(ANY, everything),), 0, path)
                    if wanted
                    else self.add(ANY, everything, 0, path)
                )
            case _:
                assert_never(test)

    def _elements(self, fact: Fact, names: Iterable[str]) -> tuple[int, ...]:
        ordered = sorted(names) if self.meaning else tuple(names)
        return tuple(self.element(fact.path, name) for name in ordered)

    def _any_of(self, fact: Fact, names: Iterable[str]) -> tuple[int, ...]:
        """Elements of which one is asked; where a recorded fact can say that some of them is present, also that."""
        named = tuple(names)
        some = some_of(fact.path)[0]
        extra = (SOME,) if some and some <= frozenset(named) else ()
        return (*self._elements(fact, named), *self._elements(fact, extra))

    def _others(self, fact: Fact, but: frozenset[str]) -> tuple[int, ...]:
        """Everything that a set may hold outside ``but``; for an open set also what has no name here."""
        agents = self.names.agents
        inside = but.union(*(agents.members.get(n, frozenset()) for n in but)) if but else but
        outside = (n for n in open_names(fact, self.names) - inside if inside.isdisjoint(agents.members.get(n, ())))
        rest = () if fact.values else (OTHER,)
        return self._any_of(fact, (*sorted(outside), *rest))


def open_names(fact: Fact, names: Names) -> frozenset[str]:
    """Everything that has a name and that a set may hold: a class of drugs too, recorded in place of a drug."""
    if fact.values:
        return frozenset(fact.values)
    agents = names.agents
    return names.options if fact.kind is Kind.OPTIONS else frozenset(agents.classes) | frozenset(agents.members)


def _nests(node: Node, op: int) -> bool:
    """Whether a node is a group that means the same as its parts one floor up."""
    return node.op == op and not node.path


class _Compiler:
    """One run over a ruleset."""

    def __init__(self, ruleset: Ruleset, also: Sequence[Condition] = (), tests: Tests | None = None) -> None:
        self.ruleset = ruleset
        self.options: dict[str, OptionEntry] = {}
        judging = tests_in(_of_verdicts(ruleset))
        others = (judging, tests_in(_beside(ruleset)), tests_in(also), tests or {})
        every = {path: {test: None for found in others for test in found.get(path, ())} for path in VOCABULARY}
        self.coarse = _cells(judging)
        self.named = {p: named_elements(VOCABULARY[p], tests) for p, tests in judging.items() if VOCABULARY[p].is_set}
        self.build = Builder(_cells(every), ruleset.names)

    def program(self) -> Program:
        ruleset = self.ruleset
        for option in ruleset.options.values():
            self.option(option)
        advice = tuple(self.beside(a.for_, a.when) for a in ruleset.advice)
        trials = tuple(self.beside(x.for_, x.when)._replace(option=x.option) for x in ruleset.trials)
        gaps = {o.id: tuple(self.beside(g.for_, None) for g in o.gaps) for o in ruleset.options.values() if o.gaps}
        build = self.build
        return Program(
            ruleset=ruleset, nodes=tuple(build.listed), variables=tuple(build.variables), cells=build.cells,
            coarse=self.coarse, named=self.named, applies=build.applies, options=self.options, advice=advice,
            trials=trials, gaps=gaps,
        )  # fmt: skip

    def option(self, option: Option) -> OptionEntry:
        parent = None if option.parent is None else self.options[option.parent]
        rules, scope = tuple(self.rule(rule) for rule in option.rules), self.number(option.for_)
        inside = (*(() if scope < 0 else (scope,)), *((parent.inside,) if parent else ()))
        left_out = self.left_out(option)
        heard = [*rules, *(r for r in self.inheritable(option.parent) if r.id not in left_out)]

        def acts(*effects: Effect) -> int:
            return self.build.add(ANY, tuple(dict.fromkeys(r.acts for r in heard if r.effect in effects)))

        found = self.options[option.id] = OptionEntry(
            option.id, option.parent, scope, self.build.add(ALL, inside), acts(Effect.REQUIRES, Effect.EXCLUDES),
            acts(Effect.DISCOURAGES), acts(Effect.SUPPORTS), acts(Effect.CAUTIONS), left_out, rules,
        )  # fmt: skip
        return found

    def left_out(self, option: Option) -> tuple[str, ...]:
        """The rules of the parents of a way that leave it out."""
        chain = (option, *self.ruleset.lineage(option.id))
        found = (spared(o.rules, chain[:place], self.ruleset.agents) for place, o in enumerate(chain))
        return tuple(sorted(frozenset[str]().union(*found)))

    def inheritable(self, option: str | None) -> Iterator[RuleEntry]:
        """The rules of an option, and of those above it, that its ways may inherit."""
        while option is not None:
            entry = self.options[option]
            yield from (rule for rule in entry.rules if rule.effect.inherited)
            option = entry.parent

    def rule(self, rule: Rule) -> RuleEntry:
        """A rule acts inside its scope where it is not met (``requires``) or holds (the others)."""
        for_, when = self.number(rule.for_), self.build.condition(rule.when)
        turned = self.build.add(NOT, (when,)) if rule.effect is Effect.REQUIRES else when
        acts = turned if for_ < 0 else self.build.add(ALL, (for_, turned))
        return RuleEntry(rule.id, rule.effect, for_, when, acts)

    def beside(self, for_: Condition | None, when: Condition | None) -> BesideEntry:
        return BesideEntry(self.number(for_), self.number(when))

    def number(self, condition: Condition | None) -> int:
        return -1 if condition is None else self.build.condition(condition)


def _cells(tests: Tests) -> dict[str, tuple[Cell, ...]]:
    return {path: cells_of(VOCABULARY[path], found) for path, found in tests.items() if not VOCABULARY[path].is_set}
