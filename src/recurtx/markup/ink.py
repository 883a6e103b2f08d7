"""The pieces that an SVG is drawn with. Everything is drawn in the colour of the text around it, whatever that is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from recurtx.markup.block import Tone
from recurtx.markup.characters import safe
from recurtx.markup.drawing import Outline

if TYPE_CHECKING:
    from recurtx.markup.block import Span

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_SIGNS = "'DejaVu Sans', 'Segoe UI Symbol', 'Apple Symbols', sans-serif"
SIZE, SMALL, LARGE = 13, 12, 15
"""Pixels of the letters: of words, of what stands beside them, and of what stands above all."""
LEADING = 16
"""Pixels from line to line."""
PAD, SIDE = 3, 8
"""Pixels between a text and the outline, above and beside."""
SIGN = 18
"""Pixels for a sign before the words."""
_COLOURED = (Tone.FOR, Tone.CARE, Tone.OPEN)
_DASHES = {Outline.DASHED: ' stroke-dasharray="7 4"', Outline.DOTTED: ' stroke-dasharray="2 3"'}
_TINT, _SHADE = 0.13, 0.08
"""How much of its colour fills a box, and of the ink one that is not so."""


def escaped(text: str) -> str:
    """A text as XML shows it: nothing in it is obeyed."""
    return escape(safe(text))


def label(x: int, y: int, text: str, size: int = SIZE, *, bold: bool = False, end: bool = False, kind: str = "") -> str:
    """One line of text on its base line, from a place on or up to it."""
    weight = ' font-weight="700"' if bold else ' font-weight="400"'
    anchor = ' text-anchor="end"' if end else ""
    return f'<text{kind} x="{x}" y="{y}" font-size="{size}"{weight}{anchor} fill="currentColor">{escaped(text)}</text>'


def sign(x: int, y: int, span: Span) -> str:
    """A sign in its colour, in a font that has it large enough to be told from its neighbours."""
    return label(x, y, span.text, LARGE, kind=f'{_coloured(span)} font-family="{_SIGNS}"')


def outlined(
    place: tuple[int, int, int, int],
    outline: Outline,
    span: Span | None = None,
    *,
    corner: int = 0,
    thick: bool = False,
) -> str:
    """A box: its place, width and height; tinted where its sign has a colour, shaded where it is not so."""
    x, y, width, height = place
    coloured = _coloured(span)
    fill = _TINT if coloured else _SHADE if outline is Outline.DOTTED else 0
    filled = f'fill="currentColor" fill-opacity="{fill}"' if fill else 'fill="none"'
    stroke = f'stroke="currentColor" stroke-width="{2.5 if thick else 1}"{_DASHES.get(outline, "")}'
    return f'<rect{coloured} x="{x}" y="{y}" width="{width}" height="{height}" rx="{corner}" {filled} {stroke}/>'


def run(path: str, outline: Outline, *, thick: bool) -> str:
    """A line; ``thick`` where it leads to what decides."""
    width = 3 if thick else 1
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="{width}"{_DASHES.get(outline, "")}/>'


def _coloured(span: Span | None) -> str:
    return f' class="{span.tone.value}"' if span is not None and span.tone in _COLOURED else ""
