"""The truth reader: every node of a program in many worlds at once.

A world is one way a patient might be: as recorded, without the presumptions, with one fact otherwise. A truth in many
worlds is a pair of bit sets, the worlds in which the node can be true and those in which it can be false; both bits of
a world mean unknown. Kleene's tables (see ``logic``) are then ``&`` and ``|`` on whole bit sets, so that a hundred
worlds cost little more than one. Nothing is short-circuited: every node is part of the explanation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from recurtx.program.nodes import ALL, ANY, COUNT, LITERAL, NOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recurtx.program.nodes import Program

Groups: TypeAlias = "Sequence[tuple[int, int]]"
"""What is possible of one variable: bit sets of worlds that together are all, each with a mask of cells."""
Can: TypeAlias = tuple[int, int]
"""Worlds in which a node can be true, and in which it can be false."""


def run(
    program: Program, worlds: Sequence[Groups] | Mapping[int, Groups], every: int, cone: Iterable[int] | None = None
) -> list[Can]:
    """The truth of every node.

    Args:
        program: the compiled rules.
        worlds: by variable, what is possible of it; those that the nodes read are enough.
        every: the bit set of all worlds.
        cone: the nodes to evaluate, each after its parts; None for all. Of others (0, 0) is returned.
    """
    nodes = program.nodes
    found: list[Can] = [(0, 0)] * len(nodes)
    for number in range(len(nodes)) if cone is None else cone:
        op, parts, argument, _ = nodes[number]
        yes = no = 0
        if op == LITERAL:
            for bits, mask in worlds[parts[0]]:
                if mask & argument:
                    yes |= bits
                if mask & ~argument:
                    no |= bits
            no |= every & ~yes  # no cell is possible: nothing passes
        elif op == NOT:
            no, yes = found[parts[0]]
        elif op == ALL:
            yes = every
            for part in parts:
                can, cannot = found[part]
                yes &= can
                no |= cannot
        elif op == ANY:
            no = every
            for part in parts:
                can, cannot = found[part]
                yes |= can
                no &= cannot
        elif op == COUNT:
            yes = at_least(argument, [found[part][0] for part in parts], every)
            no = at_least(len(parts) - argument + 1, [found[part][1] for part in parts], every)
        found[number] = (yes, no)
    return found


def at_least(number: int, columns: Sequence[int], every: int) -> int:
    """Worlds in which at least so many columns have their bit, by sums kept in one bit set for each count."""
    reached = [every] + [0] * number
    for column in columns:
        for count in range(number, 0, -1):
            reached[count] |= reached[count - 1] & column
    return reached[number]
