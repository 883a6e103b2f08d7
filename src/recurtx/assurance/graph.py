"""The rules as nodes in which every part can be exchanged: a change costs no more than what it reaches.

A *slot* is a node of its own for each thing that a slip can change: the scope and the condition of a rule, what the
rule does, a concept, the rules that stop an option. What reads the thing reads its slot, so that other parts in a slot
are another ruleset, and everything outside its reach stays what it was.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from recurtx.program.compile import Builder
from recurtx.program.nodes import ALL, ANY, NOT, Node, OptionEntry, Program
from recurtx.ruleset import Concept, Effect, Stopped
from recurtx.ruleset.link import spared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.ruleset import Condition, Rule, Ruleset

Parts: TypeAlias = "Mapping[int, tuple[int, ...]]"
"""Slots with the nodes that they hold instead of their own."""
Key: TypeAlias = tuple[str, ...]
_GROUPS: Mapping[str, frozenset[Effect]] = {
    "stops": frozenset({Effect.REQUIRES, Effect.EXCLUDES}),
    "discourages": frozenset({Effect.DISCOURAGES}),
    "supports": frozenset({Effect.SUPPORTS}),
    "cautions": frozenset({Effect.CAUTIONS}),
}
"""The kinds of what speaks of an option, with the effects of each."""


class RuleSlots(NamedTuple):
    """What there is to know of a rule: its scope, its condition, that it acts, and what it says.

    ``says`` has the truth that is reported of it wherever its scope is not false.
    """

    for_: int
    when: int
    acts: int
    says: int


class BesideSlots(NamedTuple):
    """What there is to know of advice or of a trial: its scope, its condition, and both together."""

    for_: int
    when: int
    both: int


@dataclass
class Graph(Builder):
    """The nodes of a ruleset, each thing that can be exchanged in a slot."""

    ruleset: Ruleset = field(kw_only=True)
    slots: dict[Key, int] = field(default_factory=dict)
    owner: str | None = None

    @classmethod
    def of(cls, ruleset: Ruleset, cells: Mapping[str, tuple[object, ...]]) -> Graph:
        """The whole ruleset; ``cells`` are cut by every test that is put to a fact, or will be."""
        graph = cls(cells, ruleset.names, ruleset=ruleset)  # type: ignore[arg-type]
        graph.add(ALL, ())  # no slot has the number 0
        for option in ruleset.options.values():
            graph.entry(option.id)
            for rule in option.rules:
                graph.rule(rule)
        for advice in ruleset.advice:
            graph.beside("advice", advice.id, advice.for_, advice.when)
        for trial in ruleset.trials:
            graph.beside("trial", trial.id, trial.for_, trial.when, trial.option)
        for concept in ruleset.concepts.values():
            graph.condition(Concept(concept.id, concept.when))
        return graph

    def program(self) -> Program:
        """The nodes as a program, for whoever asks what is known of a patient."""
        return Program(
            ruleset=self.ruleset, nodes=tuple(self.listed), variables=tuple(self.variables), cells=self.cells,
            coarse={}, named={}, applies=self.applies, options={}, advice=(), trials=(), gaps={},
        )  # fmt: skip

    # Conditions

    def condition(self, condition: Condition) -> int:
        """The number of a condition of the present owner: what it names is a slot."""
        match condition:
            case Concept(id=name):
                return self.concept(name)
            case Stopped(option=name):
                return self.stopped(name, own_only=self.owner in tuple(self.ruleset.ancestors(name)))
            case _:
                return self._condition(condition)

    @contextmanager
    def owned(self, owner: str | None) -> Iterator[None]:
        """While conditions of this option are read."""
        before, self.owner = self.owner, owner
        yield
        self.owner = before

    def number(self, condition: Condition | None, owner: str | None) -> int:
        """The number of a condition of an option; where there is none, that of what is always true."""
        if condition is None:
            return self.add(ALL, ())
        with self.owned(owner):
            return self.condition(condition)

    def concept(self, name: str) -> int:
        """The slot of a concept."""
        key = ("concept", name)
        return self.slots.get(key) or self._slot(key, (self.number(self.ruleset.concepts[name].when, None),))

    def stopped(self, name: str, *, own_only: bool) -> int:
        """The node that an option is stopped: by what it says itself, or by what it inherits as well."""
        inside = self.scope(name) if own_only else self.inside(name)
        return self.add(ANY, (self.add(NOT, (inside,)), self.speakers("own stops" if own_only else "stops", name)))

    def _slot(self, key: Key, parts: tuple[int, ...], op: int = ALL) -> int:
        """A node of its own, whatever else has these parts."""
        node = Node(op, parts, len(self.slots) + 1)
        number = self.nodes[node] = self.slots[key] = len(self.listed)
        self.listed.append(node)
        return number

    # Rules

    def rule(self, rule: Rule) -> RuleSlots:
        """The slots of a rule as it stands with its option."""
        keys = [(name, rule.option, rule.id) for name in RuleSlots._fields]
        if keys[-1] not in self.slots:
            for_ = self._slot(keys[0], (self.number(rule.for_, rule.option),))
            when = self._slot(keys[1], (self.number(rule.when, rule.option),))
            acts, says = self.doing(rule.effect, for_, when)
            self._slot(keys[2], (acts,))
            self._slot(keys[3], (says,))
        return RuleSlots(*(self.slots[key] for key in keys))

    def doing(self, effect: Effect, for_: int, when: int) -> tuple[int, int]:
        """The nodes that a rule of this effect acts, and what it says."""
        if effect is not Effect.REQUIRES:
            both = self.add(ALL, (for_, when))
            return both, both
        acts = self.add(ALL, (for_, self.add(NOT, (when,))))
        return acts, self.add(NOT, (acts,))

    def beside(
        self, kind: str, name: str, for_: Condition | None, when: Condition, owner: str | None = None
    ) -> BesideSlots:
        """The slots of advice or of a trial."""
        keys = [(field, kind, name) for field in BesideSlots._fields]
        if keys[-1] not in self.slots:
            first = self._slot(keys[0], (self.number(for_, owner),))
            second = self._slot(keys[1], (self.number(when, owner),))
            self._slot(keys[2], (first, second))
        return BesideSlots(*(self.slots[key] for key in keys))

    # Options

    def scope(self, name: str) -> int:
        """The slot of an option's own scope."""
        key = ("scope", name)
        return self.slots.get(key) or self._slot(key, (self.number(self.ruleset.options[name].for_, name),))

    def inside(self, name: str) -> int:
        """The node that an option and all its parents are for such a patient."""
        return self.add(ALL, tuple(self.scope(one) for one in (name, *self.ruleset.ancestors(name))))

    def speakers(self, kind: str, name: str) -> int:
        """The slot of what speaks of an option in one way: that it stops it, discourages it, supports it."""
        key = (kind, name)
        return self.slots.get(key) or self._slot(key, self._speaking(kind, name), ANY)

    def _speaking(self, kind: str, name: str) -> tuple[int, ...]:
        """The nodes that a rule acts, for each rule that speaks so of an option."""
        lineage = (name,) if kind.startswith("own ") else (name, *self.ruleset.ancestors(name))
        rules = (rule for one in lineage for rule in self.ruleset.options[one].rules)
        return tuple(self.rule(rule).acts for rule in rules if kind in self._spoken(rule, name))

    def entry(self, name: str) -> OptionEntry:
        """What verdicts need of an option."""
        stops, discourages, supports, cautions = (self.speakers(kind, name) for kind in _GROUPS)
        parent, scope, inside = self.ruleset.parents[name], self.scope(name), self.inside(name)
        return OptionEntry(name, parent, scope, inside, stops, discourages, supports, cautions, (), ())

    # Changes

    def exchanged(self, old: Iterable[Rule], new: Iterable[Rule | None]) -> dict[int, tuple[int, ...]]:
        """Other parts for the slots in which some rules differ from what they were; None is a rule that is gone."""
        found: dict[int, tuple[int, ...]] = {}
        for before, after in zip(old, new, strict=True):
            if after is not None:
                found |= self._in_rule(before, after)
            if after is None or (after.effect, after.except_) != (before.effect, before.except_):
                self._in_groups(before, after, found)
        return found

    def _in_rule(self, old: Rule, new: Rule) -> dict[int, tuple[int, ...]]:
        slots = self.rule(old)
        found: dict[int, tuple[int, ...]] = {}
        for slot, before, after in ((slots.for_, old.for_, new.for_), (slots.when, old.when, new.when)):
            if before is not after:
                found[slot] = (self.number(after, old.option),)
        if new.effect is not old.effect:
            acts, says = self.doing(new.effect, slots.for_, slots.when)
            found |= {slots.acts: (acts,), slots.says: (says,)}
        return found

    def _in_groups(self, old: Rule, new: Rule | None, found: dict[int, tuple[int, ...]]) -> None:
        """What speaks of the option of a rule, and of its ways, where the rule is another."""
        acts = self.rule(old).acts
        for name in self.families[old.option]:
            before, after = self._spoken(old, name), self._spoken(new, name)
            for kind in before ^ after:
                slot = self.slots.get((kind, name))
                if slot is not None:
                    parts = found.get(slot, self.listed[slot].parts)
                    found[slot] = (*parts, acts) if kind in after else tuple(p for p in parts if p != acts)

    def _spoken(self, rule: Rule | None, name: str) -> set[str]:
        """In which ways a rule speaks of its option or of a way of it."""
        if rule is None or not self._hears(rule, name):
            return set()
        kinds = {kind for kind, effects in _GROUPS.items() if rule.effect in effects}
        return kinds | ({"own stops"} if rule.effect.stops and name == rule.option else set())

    def _hears(self, rule: Rule, name: str) -> bool:
        """Whether an option has a rule, or inherits it."""
        if name == rule.option:
            return True
        lineage = (name, *self.ruleset.ancestors(name))
        below = [self.ruleset.options[one] for one in lineage[: lineage.index(rule.option)]]
        return rule.effect.inherited and not spared([rule], below, self.ruleset.agents)

    @cached_property
    def families(self) -> Mapping[str, frozenset[str]]:
        """By option, the option and all its ways."""
        return {name: self.ruleset.family(name) for name in self.ruleset.options}
