"""The truth reader: every node of a program in many worlds at once.

A world is one way a patient might be: as recorded, without the presumptions, with one fact otherwise. A truth in many
worlds is a pair of bit sets, the worlds in which the node can be true and those in which it can be false; both bits of
a world mean unknown. Kleene's tables (see ``logic``) are then ``&`` and ``|`` on whole bit sets, so that a hundred
worlds cost little more than one. Nothing is short-circuited: every node is part of the explanation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from recurtx.program.nodes import ALL, COUNT, LITERAL, NOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recurtx.program.nodes import Program

Groups: TypeAlias = "Sequence[tuple[int, int]]"
"""What is possible of one variable: bit sets of worlds that together are all, each with a mask of cells."""
Can: TypeAlias = tuple[int, int]
"""Worlds in which a node can be true, and in which it can be false."""


def run(
    program: Program,
    worlds: Sequence[Groups] | Mapping[int, Groups],
    every: int,
    cone: Iterable[int] | None = None,
    known: list[Can] | None = None,
) -> list[Can]:
    """The truth of every node.

    Args:
        program: the compiled rules.
        worlds: by variable, what is possible of it; those that the nodes read are enough.
        every: the bit set of all worlds.
        cone: the nodes to evaluate, each after its parts; None for all.
        known: the truth of the others, which is filled and returned; (0, 0) where it is not given.
    """
    nodes = program.nodes
    found: list[Can] = [(0, 0)] * len(nodes) if known is None else known
    if cone is None:
        truths = ((every, 0), (0, every), (every, every))
        for place, members in enumerate(program.literals):
            groups = worlds[place] if members else ()
            if len(groups) == 1:
                for number, truth in literals(program, place, groups[0][1]):
                    found[number] = truths[truth]
            else:
                for number in members:
                    found[number] = _literal(groups, nodes[number].argument, every)
        cone = program.inner
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


def literals(program: Program, place: int, mask: int) -> list[tuple[int, int]]:
    """The literals of a variable of which the same cells are possible everywhere: true (0), false (1), unknown (2)."""
    kept = program.literal_truths
    if (place, mask) not in kept:
        masks = ((number, program.nodes[number].argument) for number in program.literals[place])
        kept[place, mask] = [(n, 1 if not mask & cells else 2 if mask & ~cells else 0) for n, cells in masks]
    return kept[place, mask]


def at_least(number: int, columns: Sequence[int], every: int) -> int:
    """Worlds in which at least so many columns have their bit, by sums kept in one bit set for each count."""
    reached = [every] + [0] * number
    for column in columns:
        for count in range(number, 0, -1):
            reached[count] |= reached[count - 1] & column
    return reached[number]
