"""The program: conditions as numbered nodes, each after its parts, equal ones once.

A *variable* is a fact, one element of a set, or whether a fact applies; its values are cells that no condition tells
apart. What is known of a patient is, for each variable, a bit mask of the cells still possible. A test on a single
value is a literal: a variable and a mask. Tests on sets are spelled out over the variables of their elements; concepts
and ``stopped`` vanish into the numbers of what they stand for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import itemgetter, or_
from typing import TYPE_CHECKING, Any, NamedTuple

from recurtx.profile import VOCABULARY
from recurtx.program.cells import Cell, Partition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from recurtx.profile import Content
    from recurtx.program.possible import Masks
    from recurtx.ruleset import Effect, Rule, Ruleset

LITERAL, ALL, ANY, NOT, COUNT = range(5)
"""What a node asks of its parts."""

ABSENT, PRESENT = 1, 2
"""The cells of an element of a set, and of whether a fact applies, as masks: no, yes."""
APPLIES = "?"
"""Stands in the place of an element for the variable of whether a fact applies."""
OTHER = "*"
"""Stands in the place of an element for whatever an open set may hold that has no name here."""


class Node(NamedTuple):
    """One node.

    ``parts`` are numbers of nodes, or of a literal its one variable; ``argument`` is the mask of a literal, or the
    number of a count. ``path`` is the fact where the node is a whole test as a rule states it, else empty.
    """

    op: int
    parts: tuple[int, ...]
    argument: int = 0
    path: str = ""


class Variable(NamedTuple):
    """A fact (``element`` empty), an element of a set, or whether a fact applies."""

    path: str
    element: str = ""


class RuleEntry(NamedTuple):
    """What verdicts need of a rule: ``acts`` is the node that it acts, ``for_`` is -1 where it has no scope."""

    id: str
    effect: Effect
    for_: int
    when: int
    acts: int


class OptionEntry(NamedTuple):
    """What verdicts need of an option, as nodes.

    ``scope`` is its own scope, -1 where it has none; ``inside`` that it and all its parents are for such a patient;
    ``stops``, ``discourages`` and ``cautions`` that some such rule acts, inherited ones included; ``supports`` that
    some argument of its own does. ``spared`` are the rules of its parents that it does not inherit.
    """

    id: str
    parent: str | None
    scope: int
    inside: int
    stops: int
    discourages: int
    supports: int
    cautions: int
    spared: tuple[str, ...]
    rules: tuple[RuleEntry, ...]

    @property
    def deciding(self) -> tuple[int, ...]:
        """The nodes from which the verdict follows."""
        return self.inside, self.stops, self.discourages, self.supports, self.cautions


class BesideEntry(NamedTuple):
    """The nodes of something that stands beside the verdicts: advice, a trial, a gap; -1 for none.

    ``option`` is where a trial is shown.
    """

    for_: int
    when: int
    option: str = ""


@dataclass(frozen=True, repr=False, eq=False)
class Program:
    """A ruleset compiled.

    ``cells`` are the cells of every fact that is no set and is tested, ``coarse`` the same as far as verdicts tell them
    apart, ``named`` the elements of sets that rules name. ``applies`` holds, for each fact that may not apply, the node
    that it does. ``advice``, ``trials`` and ``gaps`` follow the order of the ruleset, gaps by option. ``blank`` holds,
    where it is kept, what is known of each variable of whom nothing but the cancer is recorded, by cancer.
    """

    ruleset: Ruleset
    nodes: tuple[Node, ...]
    variables: tuple[Variable, ...]
    cells: Mapping[str, tuple[Cell, ...]]
    coarse: Mapping[str, tuple[Cell, ...]]
    named: Mapping[str, tuple[str, ...]]
    applies: Mapping[str, int]
    options: Mapping[str, OptionEntry]
    advice: tuple[BesideEntry, ...]
    trials: tuple[BesideEntry, ...]
    gaps: Mapping[str, tuple[BesideEntry, ...]]
    blank: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)

    def partition(self, stated: Mapping[str, Content]) -> Partition:
        """The classes of values that are possible for a patient of whom some facts are known."""
        return Partition(self.coarse, self.named, stated)

    @cached_property
    def looked_up(self) -> dict[tuple[object, ...], dict[str, Masks]]:
        """What was looked up of facts, by element, for patients of whom the same is recorded that bears on them."""
        return {}

    @cached_property
    def lanes(self) -> dict[tuple[int, Masks], list[tuple[int, int]]]:
        """By variable and its possible cells what its literals come to in two lanes, kept for the next patient."""
        return {}

    @cached_property
    def everywhere(self) -> dict[tuple[int, int], list[tuple[int, int]]]:
        """The same where all worlds are alike."""
        return {}

    @cached_property
    def value_masks(self) -> dict[tuple[str, object], int]:
        """By fact and value the mask of the cell in which the value lies, kept for the next patient."""
        return {}

    @cached_property
    def literals(self) -> tuple[tuple[int, ...], ...]:
        """By variable the literals about it."""
        found: list[list[int]] = [[] for _ in self.variables]
        for number, node in enumerate(self.nodes):
            if node.op == LITERAL:
                found[node.parts[0]].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def steps(self) -> tuple[tuple[int, int, Callable[[Sequence[int]], Any], int], ...]:
        """The nodes that are no literals, each after its parts, with what takes these out of a list of all nodes."""
        inner = ((number, node) for number, node in enumerate(self.nodes) if node.op != LITERAL)
        return tuple((number, op, _taker(op, parts), argument) for number, (op, parts, argument, _) in inner)

    @cached_property
    def places(self) -> Mapping[str, tuple[int, ...]]:
        """The variables of each fact."""
        found: dict[str, list[int]] = {}
        for place, variable in enumerate(self.variables):
            found.setdefault(variable.path, []).append(place)
        return {path: tuple(places) for path, places in found.items()}

    def read_by(self, cone: tuple[int, ...]) -> Mapping[str, tuple[int, ...]]:
        """The variables that some nodes read, by fact."""
        found: dict[str, list[int]] = {}
        literals = (self.nodes[number] for number in cone)
        for place in sorted({node.parts[0] for node in literals if node.op == LITERAL}):
            found.setdefault(self.variables[place].path, []).append(place)
        return {path: tuple(places) for path, places in found.items()}

    @cached_property
    def by_vocabulary(self) -> tuple[Variable, ...]:
        """The variables in the order of the vocabulary, but whether a fact applies."""
        every = (v for v in self.variables if v.element != APPLIES and v.path in VOCABULARY)
        return tuple(sorted(every, key=lambda v: (VOCABULARY[v.path].index, _place(v))))

    @cached_property
    def below(self) -> Mapping[str | None, Sequence[OptionEntry]]:
        """The options right beneath each; those at the top beneath None."""
        found: dict[str | None, list[OptionEntry]] = {option: [] for option in (None, *self.options)}
        for entry in self.options.values():
            found[entry.parent].append(entry)
        return found

    def chain(self, option: str) -> tuple[OptionEntry, ...]:
        """The option and its parents, nearest first."""
        return self._chains[option]

    @cached_property
    def _chains(self) -> Mapping[str, tuple[OptionEntry, ...]]:
        found: dict[str, tuple[OptionEntry, ...]] = {}
        for entry in self.options.values():
            found[entry.id] = (entry, *(found[entry.parent] if entry.parent is not None else ()))
        return found

    def heard(self, option: str) -> tuple[tuple[OptionEntry, int, RuleEntry], ...]:
        """The rules that bear on an option, each with its owner and its place there; inherited ones behind its own."""
        if option not in self._heard:
            own, *above = self._chains[option]
            mine = ((own, place, rule) for place, rule in enumerate(own.rules))
            theirs = ((o, i, r) for o in above for i, r in enumerate(o.rules)
                      if r.effect.inherited and r.id not in own.spared)  # fmt: skip
            self._heard[option] = (*mine, *theirs)
        return self._heard[option]

    @cached_property
    def _heard(self) -> dict[str, tuple[tuple[OptionEntry, int, RuleEntry], ...]]:
        return {}

    def bearing_on(self, option: str) -> tuple[int, ...]:
        """The nodes from which the verdict of an option follows, and those of every rule and scope that bears on it."""
        if option not in self._bearing_on:
            rules = (rule for _, _, rule in self.heard(option))
            inside = (node for rule in rules for node in (rule.for_, rule.when, rule.acts) if node >= 0)
            scopes = (o.scope for o in self.chain(option) if o.scope >= 0)
            self._bearing_on[option] = (*self.options[option].deciding, *inside, *scopes)
        return self._bearing_on[option]

    @cached_property
    def _bearing_on(self) -> dict[str, tuple[int, ...]]:
        return {}

    def rules_of(self, option: str, ids: Iterable[str]) -> tuple[Rule, ...]:
        """Rules of an option, or of one above it, by their ids and in their order there."""
        wanted, options = frozenset(ids), self.ruleset.options
        return tuple(
            options[o.id].rules[i] for o in self.chain(option) for i, r in enumerate(o.rules) if r.id in wanted
        )

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """For each node the whole tests beneath it, as a bit set of node numbers; a test is beneath itself."""
        found: list[int] = []
        for number, node in enumerate(self.nodes):
            beneath = 1 << number if node.path else 0
            if node.op != LITERAL:
                for part in node.parts:
                    beneath |= found[part]
            found.append(beneath)
        return tuple(found)

    def reads(self, node: int) -> frozenset[str]:
        """The facts that a node reads; none of -1."""
        return frozenset(self.nodes[leaf].path for leaf in bits(self.leaves[node])) if node >= 0 else frozenset()

    @cached_property
    def variables_read(self) -> tuple[int, ...]:
        """The variables that each node and its parts read, as bits."""
        found: list[int] = []
        for op, parts, _, _ in self.nodes:
            bits = (1 << parts[0],) if op == LITERAL else (found[part] for part in parts)
            found.append(reduce(or_, bits, 0))
        return tuple(found)

    def cone(self, roots: tuple[int, ...]) -> tuple[int, ...]:
        """The roots, -1 left aside, and every node beneath them, parts first; kept, since patients ask for the same."""
        kept = self._cones.get(roots)
        return kept if kept is not None else self._cones.setdefault(roots, self._cone(roots))

    @cached_property
    def _cones(self) -> dict[tuple[int, ...], tuple[int, ...]]:
        return {}

    def places_of(self, roots: tuple[int, ...]) -> Mapping[str, tuple[int, ...]]:
        """The variables that some nodes and all beneath them read, by fact; kept like the cone."""
        kept = self._places_of.get(roots)
        return kept if kept is not None else self._places_of.setdefault(roots, self.read_by(self.cone(roots)))

    @cached_property
    def _places_of(self) -> dict[tuple[int, ...], Mapping[str, tuple[int, ...]]]:
        return {}

    def _cone(self, roots: tuple[int, ...]) -> tuple[int, ...]:
        found = set[int]()
        open_ = [root for root in roots if root >= 0]
        while open_:
            number = open_.pop()
            if number not in found:
                found.add(number)
                node = self.nodes[number]
                open_.extend(node.parts if node.op != LITERAL else ())
                open_.extend((self.applies[node.path],) if node.path in self.applies else ())
        return tuple(sorted(found))


def _taker(op: int, parts: tuple[int, ...]) -> Callable[[Sequence[int]], Any]:
    """What takes the parts of a node out of a list: of "not" the one part, else all in a tuple."""
    if len(parts) > 1 or op == NOT:
        return itemgetter(*parts)
    return itemgetter(slice(parts[0], parts[0] + 1) if parts else slice(0))


def _place(variable: Variable) -> tuple[int, str]:
    """The place of an element in its set; what has no name here comes last."""
    values = VOCABULARY[variable.path].values
    return (values.index(variable.element) if variable.element in values else len(values)), variable.element


def bits(mask: int) -> list[int]:
    """The places of the bits that are set, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def in_order(paths: frozenset[str] | set[str]) -> tuple[str, ...]:
    """Facts in the order of the vocabulary."""
    return tuple(sorted(paths, key=lambda path: VOCABULARY[path].index))
