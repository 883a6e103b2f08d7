"""What a picture is made of: trees of boxes, or a strip of cells. Like every block it knows no format, place or size.

A box holds plain text from anywhere, never escaped. What becomes of it is said by its words, its sign and its outline,
so that nothing rests on a colour; where it decides, the way to it is drawn thick.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.markup.block import Branch, Span


class Outline(Enum):
    """How a box is outlined: whole for what is so, dashed for what is open, dotted for what is not so."""

    WHOLE = "whole"
    DASHED = "dashed"
    DOTTED = "dotted"


class Kind(Enum):
    """What a box is: the root, a group of what is beneath, a statement, a joint such as ``any of``, a leaf."""

    ROOT = "root"
    GROUP = "group"
    STATEMENT = "statement"
    JOINT = "joint"
    LEAF = "leaf"


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a tree, with those beneath it.

    ``detail`` stands below its words, smaller; ``tag`` is the one word for what becomes of it, at its edge; ``decides``
    says that what stands above it comes from here.
    """

    kind: Kind
    words: str
    detail: str = ""
    tag: str = ""
    sign: Span | None = None
    outline: Outline = Outline.WHOLE
    decides: bool = False
    of: tuple[Box, ...] = ()

    def all(self) -> Iterator[Box]:
        """The box and every one beneath it, a box before what is beneath it."""
        yield self
        for child in self.of:
            yield from child.all()

    @property
    def signed(self) -> str:
        """Its words behind its sign."""
        return f"{self.sign.text} {self.words}".strip() if self.sign else self.words

    def said(self, *, decides: bool = False) -> str:
        """What the box and all beneath it say, in running text; with what decides, where that is wanted."""
        own = ", ".join(
            filter(None, (self.signed, self.detail, self.tag, "decides" if decides and self.decides else ""))
        )
        return f"{own} ({'; '.join(child.said(decides=decides) for child in self.of)})" if self.of else own


@dataclass(frozen=True, slots=True)
class Drawing:
    """Trees of boxes; ``legend`` says what an outline means, and ``note`` what the picture comes from."""

    title: str
    trees: Sequence[Box]
    legend: Sequence[tuple[Outline, str]] = ()
    note: str = ""

    def told(self) -> Iterator[Branch]:
        """The trees for a format of lines."""
        from recurtx.markup.block import Branch

        def branch(box: Box) -> Branch:
            words = f"{box.signed}: {box.detail}" if box.detail else box.signed
            return Branch((words,), box.tag, "decides" if box.decides else "", tuple(map(branch, box.of)))

        yield from map(branch, self.trees)

    @property
    def said(self) -> str:
        """What the trees say, in running text."""
        return ". ".join(tree.said(decides=True) for tree in self.trees)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a strip: a sign with its words, and how it is outlined."""

    sign: Span
    words: str
    outline: Outline = Outline.WHOLE


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a strip: a name, a cell before the others, and one for each column.

    ``depth`` are steps to the right; ``mark`` is a sign before the name of a row that stands out.
    """

    name: str
    before: Cell
    cells: Sequence[Cell]
    depth: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows of cells over columns that follow each other; neighbours that say the same are drawn as one.

    ``axis`` is what the columns are values of, ``before`` the head of the cell before the others.
    """

    title: str
    axis: str
    before: str
    heads: Sequence[str]
    rows: Sequence[Row]
    note: str = ""

    @property
    def said(self) -> str:
        """What the rows say, in running text."""
        return ". ".join(f"{row.name}: {'; '.join(map(': '.join, self._cells(row)))}" for row in self.rows)

    def told(self) -> Iterator[Branch]:
        """The rows for a format of lines."""
        from recurtx.markup.block import Branch

        for row in self.rows:
            yield Branch((row.name,), of=[Branch((f"{head}: {words}",)) for head, words in self._cells(row)])

    def _cells(self, row: Row) -> Iterator[tuple[str, str]]:
        """The heads and words of the cells of a row."""
        return zip((self.before, *self.heads), (cell.words for cell in (row.before, *row.cells)), strict=True)
