"""One option of one patient with a few facts otherwise: many such worlds judged in one run of what the option reads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from recurtx.engine.judgement import World, reached
from recurtx.engine.verdict import tally
from recurtx.profile import VOCABULARY, Kind, can_clash, dependents, impossible, interact
from recurtx.program.cells import with_element
from recurtx.program.possible import masks_of, touched
from recurtx.program.residual import ResidualReader
from recurtx.program.run import Groups, run
from recurtx.program.truths import Truths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recurtx.engine.judgement import Judgement
    from recurtx.profile import Content, Situation
    from recurtx.program.cells import Partition


Handle: TypeAlias = tuple[str, str]
"""A fact, or one element of a set: path and element, which is empty for a fact that is no set."""


class _Effect(NamedTuple):
    """What a change does: the masks that are others now, and whether there can be such a patient."""

    masks: Mapping[int, int]
    possible: bool


class Variations:
    """Worlds that differ from a patient in a few facts, as far as one option reads them."""

    def __init__(self, judgement: Judgement, option: str) -> None:
        self.program, self.situation, self.partition = judgement.program, judgement.situation, judgement.partition
        self.option = self.program.options[option]
        self.cone = self.program.cone(self.program.bearing_on(option))
        self.places = self.program.read_by(self.cone)
        self.known = judgement.truths.masks
        self.masks = [mask.presumed for mask in self.known]
        read = (place for places in self.places.values() for place in places)
        self.unchanged = run(self.program, {place: ((1, self.masks[place]),) for place in read}, 1, self.cone)
        self._reading: dict[int, list[int]] = {}
        self._alone: dict[tuple[tuple[Handle, int], ...], _Effect] = {}

    def worlds(self, changes: Sequence[Mapping[Handle, int]]) -> list[World | None]:
        """The worlds with these changes, each fact with the cell that it moves to; None where one is impossible."""
        effects = [self._effect(change) for change in changes]
        every = (1 << len(changes)) - 1
        other: dict[int, dict[int, int]] = {}
        for place, effect in enumerate(effects):
            for variable, mask in effect.masks.items():
                worlds = other.setdefault(variable, {})
                worlds[mask] = worlds.get(mask, 0) | 1 << place
        groups: dict[int, Groups] = {}
        for variable, worlds in other.items():
            rest = every & ~sum(worlds.values())
            groups[variable] = ((rest, self.masks[variable]), *((bits, mask) for mask, bits in worlds.items()))
        spread = {(yes, no): (every * yes, every * no) for yes in (0, 1) for no in (0, 1)}
        known = self.unchanged.copy() if every == 1 else [spread[truth] for truth in self.unchanged]
        found = run(self.program, groups, every, self._nodes_reading(other), known)
        tallies = {self.option.id: tally(self.option, found, every)}
        return [World(self.program, found, tallies, 1 << i) if e.possible else None for i, e in enumerate(effects)]

    def _nodes_reading(self, variables: Iterable[int]) -> list[int]:
        """The nodes of the option that may be otherwise where some variables are."""
        bits, reads = sum(1 << variable for variable in variables), self.program.variables_read
        if bits not in self._reading:
            self._reading[bits] = [number for number in self.cone if reads[number] & bits]
        return self._reading[bits]

    def reader(self, change: Mapping[Handle, int]) -> ResidualReader:
        """What the option still turns on in one such world, as formulas."""
        contents = contents_of(change, self.situation, self.partition)
        situation, only = self.situation.changed(contents), touched(self.program, list(change))
        paths, masks = reached(contents, situation, self.situation), list(self.known)
        for place, mask in masks_of(self.program, situation, paths, only, self.places):
            masks[place] = mask
        truths = Truths(self.program, situation, self.option.deciding, masks)
        return ResidualReader(truths, self.program.partition(situation.stated))

    def _effect(self, change: Mapping[Handle, int]) -> _Effect:
        """What some changes do together: what each group of those that reach one another does alone."""
        alone = [self._group(group, change) for group in _groups(tuple(change))]
        if len(alone) == 1:
            return alone[0]
        masks = {variable: mask for effect in alone for variable, mask in effect.masks.items()}
        possible = all(effect.possible for effect in alone)
        if possible and interact(frozenset(path for path, _ in change)):
            contents = contents_of(change, self.situation, self.partition)
            possible = not impossible(self.situation.changed(contents), contents)
        return _Effect(masks, possible)

    def _group(self, group: tuple[Handle, ...], change: Mapping[Handle, int]) -> _Effect:
        key = tuple((handle, change[handle]) for handle in group)
        if key not in self._alone:
            self._alone[key] = self._read(dict(key))
        return self._alone[key]

    def _read(self, change: Mapping[Handle, int]) -> _Effect:
        """What some changes do, looked up anew."""
        contents = contents_of(change, self.situation, self.partition)
        situation, only = self.situation.changed(contents), touched(self.program, list(change))
        found = masks_of(self.program, situation, reached(contents, situation, self.situation), only, self.places)
        masks = {variable: mask.presumed for variable, mask in found if mask.presumed != self.masks[variable]}
        return _Effect(masks, not (any(map(can_clash, contents)) and impossible(situation, contents)))


def contents_of(change: Mapping[Handle, int], situation: Situation, partition: Partition) -> dict[str, Content | None]:
    """What would be recorded where some facts have the values of these cells."""
    contents: dict[str, Content | None] = {}
    for (path, element), cell in change.items():
        if not element:
            contents[path] = partition.cells(path)[cell].value
        else:
            before = contents.get(path, situation.recorded.get(path))
            contents[path] = with_element(before, element, present=bool(cell))
    return contents


@lru_cache(maxsize=1024)
def _groups(handles: tuple[Handle, ...]) -> tuple[tuple[Handle, ...], ...]:
    """Changes apart from each other: no fact can be read otherwise through two groups.

    Elements of a set through which nothing else is read stand for themselves.
    """
    groups: list[tuple[frozenset[str], tuple[Handle, ...]]] = []
    for handle in handles:
        path = handle[0]
        reach = dependents(path)
        group: tuple[Handle, ...] = (handle,)
        alone = VOCABULARY[path].kind is Kind.SET and len(reach) == 1
        for other in groups[:]:
            if not reach.isdisjoint(other[0]) and not (alone and {p for p, _ in other[1]} == {path}):
                groups.remove(other)
                reach, group = reach | other[0], (*other[1], *group)
        groups.append((reach, group))
    return tuple(group for _, group in groups)
