"""Patients judged together: each is one bit of what is found of a node, so that thousands cost little more than one."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

from recurtx.profile import Situation, dependents
from recurtx.program.nodes import ALL, ANY, COUNT, LITERAL, NOT
from recurtx.program.possible import all_masks, masks_of
from recurtx.program.run import at_least, run_all

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from recurtx.program.nodes import Node, Program
    from recurtx.program.run import Can, Groups

Parts: TypeAlias = "Mapping[int, tuple[int, ...]]"


class Circle(Exception):
    """With this change the rules refer to each other in a circle, which the loader refuses."""


@dataclass
class Patients:
    """Patients, each with a place; the same patient has one place, whoever asks of it."""

    situations: list[Situation] = field(default_factory=list)
    _places: dict[Hashable, int] = field(default_factory=dict)

    def bit(self, key: Hashable, situation: Situation) -> int:
        """The bit of a patient; equal keys are one patient."""
        place = self._places.setdefault(key, len(self.situations))
        if place == len(self.situations):
            self.situations.append(situation)
        return 1 << place

    def known(self, key: Hashable) -> int | None:
        """The bit of a patient who is here already."""
        place = self._places.get(key)
        return None if place is None else 1 << place

    @property
    def every(self) -> int:
        """The bits of all patients."""
        return (1 << len(self.situations)) - 1

    def groups(self, program: Program) -> list[Groups]:
        """What is possible of each variable: of most patients what is possible of whom nothing is recorded."""
        blank, alike = self._blank(program)
        other: list[dict[int, int]] = [{} for _ in program.variables]
        for place, situation in enumerate(self.situations):
            told = frozenset[str]().union(*(dependents(p) for p in situation.stated if p != "cancer.type"))
            for variable, mask in masks_of(program, situation, told):
                worlds = other[variable]
                worlds[mask.presumed] = worlds.get(mask.presumed, 0) | 1 << place
        found: list[Groups] = []
        for variable, worlds in enumerate(other):
            rest = self.every & ~sum(worlds.values())
            same = [(bits & rest, blank[kind][variable]) for kind, bits in alike.items()]
            found.append((*((bits, mask) for bits, mask in same if bits), *((b, m) for m, b in worlds.items())))
        return found

    def _blank(self, program: Program) -> tuple[dict[Hashable, list[int]], dict[Hashable, int]]:
        """By cancer type, what is possible of a patient of whom nothing else is recorded, and who has this type."""
        blank: dict[Hashable, list[int]] = {}
        alike: dict[Hashable, int] = {}
        for place, situation in enumerate(self.situations):
            recorded = {p: c for p, c in situation.recorded.items() if p == "cancer.type"}
            kind = (recorded.get("cancer.type"), situation.presume)
            if kind not in blank:
                nobody = Situation(recorded, program.ruleset.agents, presume=situation.presume)
                blank[kind] = [mask.presumed for mask in all_masks(program, nobody)]
            alike[kind] = alike.get(kind, 0) | 1 << place
        return blank, alike


@dataclass
class Found:
    """What every node comes to for every patient, and what it comes to where some slots hold other parts."""

    nodes: Sequence[Node]
    base: Sequence[Can]
    every: int
    users: Mapping[int, Sequence[int]]
    _above: dict[int, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program, patients: Patients, known: int) -> Found:
        """All nodes for all patients; nodes from number ``known`` on are read by changes alone."""
        users: dict[int, list[int]] = {}
        for number, node in enumerate(program.nodes[:known]):
            for part in node.parts if node.op != LITERAL else ():
                users.setdefault(part, []).append(number)
        base = run_all(program, patients.groups(program), patients.every)
        return cls(program.nodes, base, patients.every, users)

    def changed(self, parts: Parts) -> Changed:
        """What is found where some slots hold other parts.

        Raises:
            Circle: the rules refer to each other in a circle.
        """
        if any(self._circular(slot, of) for slot, of in parts.items()):
            raise Circle
        changed = Changed(self, parts, {})
        beyond: dict[int, list[int]] = {}
        for slot, of in parts.items():
            for part in of:
                beyond.setdefault(part, []).append(slot)
        waiting = sorted(parts)
        queued = set(waiting)
        while waiting:
            number = heappop(waiting)
            queued.discard(number)
            value = changed.evaluated(number)
            if value == changed[number]:
                continue
            changed.values[number] = value
            for user in (*self.users.get(number, ()), *beyond.get(number, ())):
                if user not in queued:
                    queued.add(user)
                    heappush(waiting, user)
        return changed

    def _circular(self, slot: int, parts: tuple[int, ...]) -> bool:
        """Whether a slot would hold what reads it; only what speaks of an option gets parts from elsewhere."""
        node = self.nodes[slot]
        more = set(parts) - set(node.parts) if node.op == ANY else set[int]()
        return not more.isdisjoint(self.above(slot)) if more else False

    def above(self, slot: int) -> frozenset[int]:
        """Everything that reads a slot, itself included."""
        if slot not in self._above:
            found, open_ = {slot}, [slot]
            while open_:
                for user in self.users.get(open_.pop(), ()):
                    if user not in found:
                        found.add(user)
                        open_.append(user)
            self._above[slot] = frozenset(found)
        return self._above[slot]


@dataclass
class Changed:
    """What is found where some slots hold other parts; read like the list that it stands for."""

    found: Found
    parts: Parts
    values: dict[int, Can]

    def __getitem__(self, number: int) -> Can:
        known = self.values.get(number)
        return self.found.base[number] if known is None else known

    def evaluated(self, number: int) -> Can:
        """A node from its parts."""
        op, own, argument, _ = self.found.nodes[number]
        parts, every = self.parts.get(number, own), self.found.every
        if op == NOT:
            yes, no = self[parts[0]]
            return no, yes
        if op in (ALL, ANY):
            return self._group(op == ALL, parts, every)
        if op == COUNT:
            can = [self[part] for part in parts]
            return at_least(argument, [c[0] for c in can], every), at_least(
                len(parts) - argument + 1, [c[1] for c in can], every
            )
        return self.found.base[number]

    def _group(self, every_one: bool, parts: tuple[int, ...], every: int) -> Can:
        both, either = every, 0
        place = 0 if every_one else 1
        for part in parts:
            can = self[part]
            both &= can[place]
            either |= can[1 - place]
        return (both, either) if every_one else (either, both)

    def open_tests(self, roots: Iterable[int], bit: int) -> set[str]:
        """Facts of the unknown tests that can change the truth of some nodes for one patient."""
        found, open_, seen = set[str](), list(roots), set[int]()
        while open_:
            number = open_.pop()
            yes, no = self[number]
            if yes & no & bit and number not in seen:
                seen.add(number)
                op, own, _, path = self.found.nodes[number]
                if path:
                    found.add(path)
                elif op != LITERAL:
                    open_.extend(self.parts.get(number, own))
        return found
