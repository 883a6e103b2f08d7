"""A strip on sheets: rows of cells over columns of one width, neighbours that say the same as one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from recurtx.markup.ink import LEADING, PAD, SIDE, SIGN, SIZE, SMALL, label, outlined, sign
from recurtx.markup.letters import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.markup.drawing import Cell, Row, Strip

_NAME, _BEFORE = 190, 206
"""Pixels of the column of names, and of that before the others."""
_LEAST, _MOST = 104, 240
"""Pixels of a column at least and at most."""
_STEP = 14
"""Pixels of the mark, and of a step to the right."""
_GAP = 3
"""Pixels between cells."""
_HEADS = 28
"""Pixels of the heads of columns."""


def strip(picture: Strip, width: int, height: int | None) -> Iterator[tuple[list[str], int, int]]:
    """The strip in parts that fit a sheet, as high as they take where no height is given, each with its size."""
    room = width - _NAME - _BEFORE
    most = max(1, room // _LEAST)
    places = range(len(picture.heads))
    for columns in (places[first : first + most] for first in places[::most]):
        across = min(room // len(columns), _MOST)
        for rows in _pages([(row, _drawn(row, columns, across)) for row in picture.rows], height):
            yield _sheet(picture, rows, columns, across)


Drawn = tuple[list[tuple[int, int, "Cell", list[str]]], list[str], int]
"""The cells of a row with their places, widths and lines, the lines of its name, and its height."""


def _drawn(row: Row, columns: Sequence[int], across: int) -> Drawn:
    spans = [(_NAME, _BEFORE, row.before)]
    place = _NAME + _BEFORE
    for cell, same in groupby(row.cells[column] for column in columns):
        width = across * len(list(same))
        spans.append((place, width, cell))
        place += width
    cells = [(x, width, cell, wrapped(cell.words, width - 2 * SIDE - SIGN - _GAP, SMALL)) for x, width, cell in spans]
    name = wrapped(row.name, _NAME - SIDE - _left(row), SIZE, bold=bool(row.mark))
    return cells, name, max(len(name), *(len(lines) for *_, lines in cells)) * LEADING + 2 * PAD + _GAP


def _left(row: Row) -> int:
    """Where the name of a row begins."""
    return _STEP * (1 + row.depth)


def _pages(rows: Sequence[tuple[Row, Drawn]], height: int | None) -> Iterator[list[tuple[Row, Drawn]]]:
    """Rows that stand below each other on one sheet."""
    page: list[tuple[Row, Drawn]] = []
    for row in rows:
        if page and height and _HEADS + sum(drawn[2] for _, drawn in (*page, row)) > height:
            yield page
            page = []
        page.append(row)
    yield page


def _sheet(
    picture: Strip, rows: Sequence[tuple[Row, Drawn]], columns: Sequence[int], across: int
) -> tuple[list[str], int, int]:
    first = _NAME + _BEFORE
    found = [label(0, LEADING, picture.axis, bold=True), label(_NAME + SIDE, LEADING, picture.before, bold=True)]
    found += [
        label(first + place * across + SIDE, LEADING, picture.heads[column], bold=True)
        for place, column in enumerate(columns)
    ]
    top = _HEADS
    for row, (cells, name, height) in rows:
        found += _row(row, cells, name, top, height)
        top += height
    return found, first + across * len(columns), top


def _row(
    row: Row, cells: Sequence[tuple[int, int, Cell, list[str]]], name: Sequence[str], top: int, height: int
) -> Iterator[str]:
    base = top + PAD + LEADING - 4
    yield label(0, base, row.mark)
    yield from (label(_left(row), base + n * LEADING, line, bold=bool(row.mark)) for n, line in enumerate(name))
    for x, width, cell, lines in cells:
        yield outlined((x, top, width - _GAP, height - _GAP), cell.outline, cell.sign)
        yield sign(x + SIDE, base, cell.sign)
        yield from (label(x + SIDE + SIGN, base + n * LEADING, line, SMALL) for n, line in enumerate(lines))
