"""Where each box of a drawing stands: a small layout of trees, from left to right, on sheets of one size.

An argument is a tree, so that a parent stands left of its children, in the middle of them, and no two boxes can meet:
each subtree has a band of its own. What does not fit below goes on in the next column or on the next sheet, beneath
its parents once more; what does not fit beside is told in words inside its parent. No letter is ever made smaller.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.markup.characters import safe
from recurtx.markup.drawing import Kind
from recurtx.markup.ink import LARGE, LEADING, PAD, SIDE, SIGN, SIZE, SMALL
from recurtx.markup.letters import breadth, longest, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.markup.drawing import Box

_BESIDE = 20
"""Pixels between a parent and its children, where the lines run."""
_CLOSE, _APART = 5, 9
"""Pixels between two leaves, and between two of which one has children."""
_COLUMNS = 32
"""Pixels between two columns of trees."""
_WIDEST = (420, 380, 320, 260)
"""Pixels that a box may be wide at most, tried in this order."""
_SHARES = {Kind.ROOT: 0.6, Kind.GROUP: 0.45, Kind.STATEMENT: 0.75, Kind.JOINT: 0.6}
"""Of these pixels, what each kind may take."""
_LEAST = 140
"""Pixels that a box may need at least: a word that is wider is broken."""
_MORE = "…"
"""Before the words of a box that goes on from the sheet or column before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a box."""

    text: str
    size: int
    bold: bool = False


@dataclass(frozen=True)
class Node:
    """A box with its size, and those beneath it; ``folded`` where these had no room and are told in its words.

    ``tag`` is what stands at its right edge.
    """

    box: Box
    lines: tuple[Line, ...]
    width: int
    height: int
    tag: str = ""
    folded: bool = False
    of: tuple[Node, ...] = ()

    @cached_property
    def wide(self) -> int:
        """Pixels from its left edge to the right edge of what is beneath it."""
        return self.width + max((_BESIDE + child.wide for child in self.of), default=0)

    @cached_property
    def tall(self) -> int:
        """Pixels of the band that it takes with all beneath it."""
        return max(self.height, _stacked(self.of))

    @cached_property
    def middle(self) -> int:
        """Pixels from the top of its band to its own middle: between its first and its last child, inside the band."""
        middles = [top + child.middle for child, top in self.tops()] or [self.height // 2]
        half = self.height // 2
        return min(max((middles[0] + middles[-1]) // 2, half), self.tall - self.height + half)

    def tops(self) -> Iterator[tuple[Node, int]]:
        """Each child with the top of its band, from the top of this one."""
        top = (self.tall - _stacked(self.of)) // 2
        for place, child in enumerate(self.of):
            top += _between(self.of[place - 1], child) if place else 0
            yield child, top
            top += child.tall


@dataclass(frozen=True, slots=True)
class Placed:
    """A box in its place; ``parent`` is the number of the one that it hangs on, among those of its sheet."""

    box: Box
    lines: tuple[Line, ...]
    tag: str
    x: int
    y: int
    width: int
    height: int
    parent: int | None

    @property
    def middle(self) -> int:
        """Where lines meet it."""
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """Boxes in their places, parents before their children, how far they reach, and whether all are drawn."""

    boxes: tuple[Placed, ...]
    width: int
    height: int
    whole: bool = True


def sheets(trees: Sequence[Box], width: int, height: int | None) -> list[Sheet]:
    """The trees on as few sheets as there can be with nothing told in words, each of at most this size.

    Args:
        trees: what is drawn, in its order.
        width: pixels of a sheet.
        height: pixels of a sheet; None for one sheet, as high as it takes.
    """
    tried = [_set(trees, most, width, height) for most in _WIDEST]
    _, _, found = min(tried, key=lambda one: one[:2])
    return found


def _set(trees: Sequence[Box], most: int, width: int, height: int | None) -> tuple[int, int, list[Sheet]]:
    """The sheets with boxes of this width at most: how many tell their children in words, how many sheets, and them."""
    nodes = [_measured(_need(tree), most, width) for tree in trees]
    told = sum(map(_folded, nodes))
    found = [
        _sheet(columns, whole=not told)
        for columns in _beside(list(filter(None, _columns(nodes, height, height))), width)
    ]
    return told, len(found), found


@dataclass(frozen=True, slots=True)
class _Need:
    """The pixels that a box needs at least, alone and with all beneath it, and how many levels these have."""

    box: Box
    own: int
    whole: int
    levels: int
    of: tuple[_Need, ...]


def _need(box: Box) -> _Need:
    of = tuple(map(_need, box.of))
    own = min(max(_longest(box), longest(box.tag, SMALL, bold=True)) + _edges(box), _LEAST)
    whole = own + max((_BESIDE + child.whole for child in of), default=0)
    return _Need(box, own, whole, 1 + max((child.levels for child in of), default=0), of)


def _measured(need: _Need, most: int, room: int) -> Node:
    """A box and those beneath it with their sizes, none wider together than the room, which they share."""
    box, spare = need.box, max(0, room - need.whole)
    share = min(int(most * _SHARES.get(box.kind, 1)), need.own + 2 * spare // (need.levels + 1))
    own = _alone(box, max(share, need.own))
    left = room - own.width - _BESIDE
    if box.of and left < max(min(child.own, _LEAST) for child in need.of):
        own_words = f"{box.words}, {box.tag}" if box.tag else box.words
        told = replace(box, words=f"{own_words}: {'; '.join(child.said() for child in box.of)}", tag="", of=())
        return replace(_alone(told, min(most, room)), folded=True)
    return replace(own, of=tuple(_measured(child, most, left) for child in need.of))


def _alone(box: Box, most: int) -> Node:
    """A box without its children: its words wrapped; its tag stands at the right edge, or below if there is no room."""
    size, bold = _style(box)
    edges = _edges(box)
    least = min(_longest(box), _LEAST - edges)
    tag = breadth(safe(box.tag), SMALL, bold=True) + SIDE if box.tag else 0
    beside = safe(box.tag) if most - edges - tag >= least else ""
    edges += tag if beside else 0
    styles = ((box.words, size, bold), (box.detail, SMALL, False), ("" if beside else box.tag, SMALL, True))
    lines = tuple(
        Line(text, size, bold) for words, size, bold in styles for text in wrapped(words, most - edges, size, bold=bold)
    )
    widths = [breadth(line.text, line.size, bold=line.bold) for line in (Line(_MORE, size, bold), *lines)]
    return Node(box, lines, max(widths) + edges, max(1, len(lines)) * LEADING + 2 * PAD, beside)


def _style(box: Box) -> tuple[int, bool]:
    """The size of the words of a box, and whether they are bold."""
    return (LARGE, True) if box.kind is Kind.ROOT else (SIZE, box.kind is Kind.GROUP)


def _longest(box: Box) -> int:
    """Pixels of the widest word of a box, also where it goes on."""
    return max(longest(f"{_MORE} {box.words}", *_style(box)), longest(box.detail, SMALL))


def _edges(box: Box) -> int:
    """Pixels of a box beside its words and its tag."""
    return 2 * SIDE + (SIGN if box.sign else 0)


def _folded(node: Node) -> int:
    return node.folded + sum(map(_folded, node.of))


def _between(one: Node, other: Node) -> int:
    return _APART if one.of or other.of else _CLOSE


def _stacked(nodes: Sequence[Node]) -> int:
    """Pixels of bands below each other."""
    return sum(node.tall for node in nodes) + sum(map(_between, nodes, nodes[1:]))


def _columns(nodes: Sequence[Node], first: int | None, height: int | None) -> list[list[Node]]:
    """Trees below each other, in columns that are no higher than this; ``first`` are the pixels that the first has."""
    found: list[list[Node]] = [[]]
    for node in nodes:
        room = None
        if first is not None and height is not None:
            taken = _stacked([*found[-1], node]) - node.tall
            room = (first if len(found) == 1 else height) - taken
        for number, part in enumerate(_parts(node, room, height)):
            found += [[]] if number else []
            found[-1] += [part] if part is not None else []
    return found


def _parts(node: Node, room: int | None, height: int | None) -> list[Node | None]:
    """The tree in pieces: one for the rest of a column, None where nothing fits, and those for further columns.

    What belongs together stays so where it fits a column of its own; a piece that goes on says so.
    """
    if room is None or height is None or node.tall <= room:
        return [node]
    parted = node.box.kind in (Kind.ROOT, Kind.GROUP) or node.tall > height
    if not parted or not node.of or (node.height > room and room < height):
        return [None, *(_parts(node, height, height) if room < height else [node])]
    first, *others = _columns(node.of, room, height)
    begun: list[Node | None] = [replace(node, of=tuple(first)) if first else None]
    for part in others:
        more = replace(node.box, words=f"{_MORE} {node.box.words}", detail="")
        begun.append(replace(_alone(more, node.width) if any(begun) else node, of=tuple(part)))
    return begun


def _beside(columns: Sequence[list[Node]], width: int) -> Iterator[list[list[Node]]]:
    """Columns that stand beside each other on one sheet."""
    sheet: list[list[Node]] = []
    for column in columns:
        if sheet and _across([*sheet, column]) > width:
            yield sheet
            sheet = []
        sheet.append(column)
    if sheet:
        yield sheet


def _across(columns: Sequence[list[Node]]) -> int:
    """Pixels of columns beside each other."""
    return sum(max(node.wide for node in column) + _COLUMNS for column in columns) - _COLUMNS


def _sheet(columns: Sequence[list[Node]], *, whole: bool) -> Sheet:
    """Columns of trees in their places."""
    boxes: list[Placed] = []
    for number, column in enumerate(columns):
        top = 0
        left = _across(columns[:number]) + _COLUMNS if number else 0
        for place, node in enumerate(column):
            top += _between(column[place - 1], node) if place else 0
            _place(node, left, top, None, boxes)
            top += node.tall
    return Sheet(tuple(boxes), _across(columns), max(_stacked(column) for column in columns), whole)


def _place(node: Node, x: int, top: int, parent: int | None, boxes: list[Placed]) -> None:
    """Put a tree in its place."""
    here = len(boxes)
    y = top + node.middle - node.height // 2
    boxes.append(Placed(node.box, node.lines, node.tag, x, y, node.width, node.height, parent))
    for child, below in node.tops():
        _place(child, x + node.width + _BESIDE, top + below, here, boxes)
