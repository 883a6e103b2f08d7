"""The truth reader: every node of a program in many worlds at once.

A world is one way a patient might be: as recorded, without the presumptions, with one fact otherwise. A truth in many
worlds is a pair of bit sets, the worlds in which the node can be true and those in which it can be false; both bits of
a world mean unknown. Kleene's tables (see ``logic``) are then ``&`` and ``|`` on whole bit sets, so that a hundred
worlds cost little more than one. Nothing is short-circuited: every node is part of the explanation.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, TypeAlias

from recurtx.program.nodes import ALL, COUNT, LITERAL, NOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recurtx.program.nodes import Program
    from recurtx.program.possible import Masks

Groups: TypeAlias = "Sequence[tuple[int, int]]"
"""What is possible of one variable: bit sets of worlds that together are all, each with a mask of cells."""
Can: TypeAlias = tuple[int, int]
"""Worlds in which a node can be true, and in which it can be false."""


LANES = 3
"""Two worlds: the patient with what is presumed, and the same with that left open."""
_CANS: Sequence[Can] = tuple((code & LANES, LANES & ~(code >> 2)) for code in range(16))
"""By code, the lanes in which a node can be true and in which it can be false."""


def run_lanes(program: Program, masks: Sequence[Masks]) -> list[Can]:
    """The truth of every node for one patient, with presumptions and without: the run that everything begins with."""
    found = [0] * len(program.nodes)
    kept, nodes = program.lanes, program.nodes
    for place, mask in enumerate(masks):
        codes = kept.get((place, mask))
        if codes is None:
            literals = program.literals[place]
            codes = kept[place, mask] = [(n, _in_lanes(nodes[n].argument, *mask)) for n in literals]
        for number, code in codes:
            found[number] = code
    _fill(program, found, 2)
    return [_CANS[code] for code in found]


def _in_lanes(cells: int, presumed: int, bare: int) -> int:
    """The code of whether a variable is in some cells, with presumptions (lane 1) and without (lane 2)."""
    yes, no = _literal(((1, presumed), (2, bare)), cells, LANES)
    return yes | (LANES & ~no) << 2


def run_all(program: Program, worlds: Sequence[Groups], every: int) -> list[Can]:
    """The truth of every node in many worlds; ``worlds`` says by variable what is possible of it."""
    width = every.bit_length()
    codes = (0, every, every | every << width)
    found = [0] * len(program.nodes)
    for place, members in enumerate(program.literals):
        groups = worlds[place] if members else ()
        if len(groups) == 1:  # the same in all worlds, as most variables are
            for number, truth in _everywhere(program, place, groups[0][1]):
                found[number] = codes[truth]
        else:
            for number in members:
                yes, no = _literal(groups, program.nodes[number].argument, every)
                found[number] = yes | (every & ~no) << width
    _fill(program, found, width)
    return [(code & every, every & ~(code >> width)) for code in found]


def _everywhere(program: Program, place: int, mask: int) -> list[tuple[int, int]]:
    """The literals of a variable of which the same cells are possible everywhere: false (0), unknown (1), true (2)."""
    kept = program.everywhere
    if (place, mask) not in kept:
        masks = ((number, program.nodes[number].argument) for number in program.literals[place])
        kept[place, mask] = [(n, 0 if not mask & cells else 1 if mask & ~cells else 2) for n, cells in masks]
    return kept[place, mask]


def _fill(program: Program, found: list[int], width: int) -> None:
    """The truth of every node that is no literal.

    A truth is one number here: its lower bits are the worlds in which it can be true, as many upper ones those in which
    it is certain. Both of "all" are those of all parts and both of "any" those of some, so that the functions of the
    standard library do the work, and nothing is made anew for each node.
    """
    every = (1 << width) - 1
    always = every | every << width
    for number, op, parts, argument in program.steps:
        if op == ALL:
            found[number] = reduce(and_, parts(found), always)
        elif op == COUNT:
            found[number] = at_least(argument, parts(found), always)
        elif op == NOT:
            code = parts(found)
            found[number] = always ^ (code >> width | (code & every) << width)
        else:
            found[number] = reduce(or_, parts(found), 0)


def run(
    program: Program,
    worlds: Sequence[Groups] | Mapping[int, Groups],
    every: int,
    cone: Iterable[int],
    known: list[Can] | None = None,
) -> list[Can]:
    """The truth of some nodes.

    Args:
        program: the compiled rules.
        worlds: by variable, what is possible of it; those that the nodes read are enough.
        every: the bit set of all worlds.
        cone: the nodes to evaluate, each after its parts.
        known: the truth of the others, which is filled and returned; (0, 0) where it is not given.
    """
    nodes = program.nodes
    found: list[Can] = [(0, 0)] * len(nodes) if known is None else known
    for number in cone:
        op, parts, argument, _ = nodes[number]
        if op == LITERAL:
            found[number] = _literal(worlds[parts[0]], argument, every)
        elif op == NOT:
            no, yes = found[parts[0]]
            found[number] = (yes, no)
        elif op == COUNT:
            yes = at_least(argument, [found[part][0] for part in parts], every)
            no = at_least(len(parts) - argument + 1, [found[part][1] for part in parts], every)
            found[number] = (yes, no)
        elif len(parts) == 2:
            (one, not_one), (other, not_other) = found[parts[0]], found[parts[1]]
            found[number] = (one & other, not_one | not_other) if op == ALL else (one | other, not_one & not_other)
        elif op == ALL:
            yes, no = every, 0
            for part in parts:
                can, cannot = found[part]
                yes &= can
                no |= cannot
            found[number] = (yes, no)
        else:
            yes, no = 0, every
            for part in parts:
                can, cannot = found[part]
                yes |= can
                no &= cannot
            found[number] = (yes, no)
    return found


def _literal(groups: Groups, cells: int, every: int) -> Can:
    """Whether a variable can be in some cells, and outside them; where it can be nowhere, nothing passes."""
    yes = no = 0
    for bits, mask in groups:
        if mask & cells:
            yes |= bits
        if mask & ~cells:
            no |= bits
    return yes, no | every & ~yes


def at_least(number: int, columns: Sequence[int], every: int) -> int:
    """Worlds in which at least so many columns have their bit, by sums kept in one bit set for each count."""
    reached = [every] + [0] * number
    for column in columns:
        for count in range(number, 0, -1):
            reached[count] |= reached[count - 1] & column
    return reached[number]
