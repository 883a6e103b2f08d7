"""How much a profile may hold: more is no patient, and costs much to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.document import Items, Node, Scalar, Table, too_many
from recurtx.errors import Location, ProfileError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_FACTS = 2000
"""Keys and values: every fact of the vocabulary and a long history are some hundreds."""
_MAX_ITEMS = 200
"""Values of one list: nobody received two hundred drugs."""


def refuse_many(nodes: Iterable[Node], where: str) -> None:
    """Refuse values that are too many for one patient.

    Raises:
        ProfileError: RTX114 they are, all together or in one list.
    """
    every = list(nodes)
    if sum(map(_count, every)) > MAX_FACTS:
        raise ProfileError([too_many(MAX_FACTS, Location(where))])
    if found := [items for node in every if (items := _long_list(node))]:
        raise ProfileError(too_many(_MAX_ITEMS, items.location) for items in found)


def _count(node: Node) -> int:
    """How many keys and values stand in a value."""
    match node:
        case Scalar():
            return 1
        case Items():
            return 1 + sum(map(_count, node.items))
        case Table():
            return 1 + sum(1 + _count(entry.node) for entry in node)


def _long_list(node: Node) -> Items | None:
    """A list that is too long; None where there is none."""
    match node:
        case Scalar():
            return None
        case Items():
            return node if len(node.items) > _MAX_ITEMS else _first_long(node.items)
        case Table():
            return _first_long(entry.node for entry in node)


def _first_long(nodes: Iterable[Node]) -> Items | None:
    return next((found for node in nodes if (found := _long_list(node))), None)
