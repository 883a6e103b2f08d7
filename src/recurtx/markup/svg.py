"""Drawings and strips as SVG that needs nothing else: no script, no font, no picture, nothing from a network.

As a file it has the size of a slide, or of several below each other, each of which can be shown alone
(``file.svg#page-2``), light or dark as the reader's screen is. Inside a page of HTML it is one sheet in the colours of
that page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.markup.drawing import Drawing, Kind, Outline
from recurtx.markup.ink import FONT, LEADING, PAD, SIDE, SIGN, SMALL, escaped, label, outlined, run, sign
from recurtx.markup.layout import sheets
from recurtx.markup.letters import breadth, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.markup.drawing import Strip
    from recurtx.markup.layout import Placed, Sheet

WIDE, HIGH = 1280, 720
"""Pixels of a slide."""
_INSIDE = (944, 1232)
"""Pixels across of a drawing inside a page, tried in this order."""
_EDGE = 24
"""Pixels around what is drawn."""
_HEAD, _FOOT = 56, 40
"""Pixels of a slide for the title above what is drawn, and for the legend below."""
_LEGEND = 420
"""Pixels that a legend takes across."""
_SAMPLE = 30
"""Pixels of a line in the legend."""
_CORNERS = {Kind.ROOT: 4, Kind.STATEMENT: 7, Kind.JOINT: 11}
_STYLE = """\
svg { color: #111; background: #fff } .ground { fill: #fff }
.for { color: #00707f } .care { color: #8a5a00 } .open { color: #8c1d8c }
@media (prefers-color-scheme: dark) {
svg { color: #eee; background: #16181c } .ground { fill: #16181c }
.for { color: #5fd3e0 } .care { color: #e8b64c } .open { color: #ea9bea }
}
"""


class Face(NamedTuple):
    """What is drawn on one sheet, from its upper left corner, and how far it reaches."""

    drawn: Sequence[str]
    width: int
    height: int
    whole: bool = True


def svg(picture: Drawing | Strip) -> str:
    """A picture as a file: slides of 1280 by 720 below each other, none of them with letters under 12."""
    faces = _faces(picture, WIDE - 2 * _EDGE, HIGH - _HEAD - _FOOT)
    high = HIGH * len(faces)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" viewBox="0 0 {WIDE} {high}" '
    views = (f'<view id="page-{n + 1}" viewBox="0 {n * HIGH} {WIDE} {HIGH}"/>' for n in range(len(faces)))
    return "\n".join([
        f'{head}role="img" color="#111" font-family="{FONT}">', *_named(picture), f"<style>\n{_STYLE}</style>",
        f'<rect class="ground" width="{WIDE}" height="{high}" fill="#fff"/>',
        *(views if len(faces) > 1 else ()),
        *(line for number, face in enumerate(faces) for line in _slide(picture, face, number, len(faces))),
        "</svg>", "",
    ])  # fmt: skip


def inside(picture: Drawing | Strip) -> str:
    """A picture as a part of a page, in its colours; wider than the page where it would have to be told in words."""
    faces: list[Face] = []
    for width in _INSIDE:
        faces = _faces(picture, width, None)
        if all(face.whole for face in faces):
            break
    return "\n".join(_part(picture, face) for face in faces)


def _part(picture: Drawing | Strip, face: Face) -> str:
    wide, high = max(face.width, _LEGEND), face.height + _FOOT
    return "\n".join([
        '<figure tabindex="0">',
        f'<svg width="{wide}" height="{high}" viewBox="-2 -2 {wide + 4} {high + 2}" role="img" '
        f'font-family="{FONT}">', *_named(picture), *face.drawn, *_legend(picture, 0, face.height + 26), "</svg>",
        "</figure>",
    ])  # fmt: skip


def _named(picture: Drawing | Strip) -> Iterator[str]:
    yield f"<title>{escaped(picture.title)}</title>"
    yield f"<desc>{escaped(picture.said)}</desc>"


def _faces(picture: Drawing | Strip, width: int, height: int | None) -> list[Face]:
    if isinstance(picture, Drawing):
        found = sheets(picture.trees, width, height)
        return [
            Face([*_lines(sheet), *map(_box, sheet.boxes)], sheet.width, sheet.height, sheet.whole) for sheet in found
        ]
    from recurtx.markup.strip import strip

    return [Face(*drawn) for drawn in strip(picture, width, height)]


def _slide(picture: Drawing | Strip, face: Face, number: int, count: int) -> Iterator[str]:
    """One slide: title and number above, what is drawn in the middle, legend below."""
    room = HIGH - _HEAD - _FOOT
    left = _EDGE + (WIDE - 2 * _EDGE - face.width) // 2
    top = _HEAD + (room - face.height) // 2
    yield f'<g transform="translate(0 {number * HIGH})">'
    yield label(_EDGE, 36, wrapped(picture.title, WIDE - 200, 20, bold=True, most=1)[0], 20, bold=True)
    if count > 1:
        yield label(WIDE - _EDGE, 36, f"{number + 1} of {count}", SMALL, end=True)
    yield f'<g transform="translate({left} {top})">'
    yield from face.drawn
    yield "</g>"
    yield from _legend(picture, _EDGE, HIGH - 16)
    yield label(WIDE - _EDGE, HIGH - 16, picture.note, SMALL, end=True)
    yield "</g>"


def _legend(picture: Drawing | Strip, x: int, y: int) -> Iterator[str]:
    """What a kind of line means."""
    if not isinstance(picture, Drawing):
        return
    lines = [(outline, False, words) for outline, words in picture.legend]
    if any(box.decides for tree in picture.trees for box in tree.all()):
        lines.append((Outline.WHOLE, True, "decides"))
    for outline, thick, words in lines:
        yield run(f"M{x} {y - 4}h{_SAMPLE}", outline, thick=thick)
        yield label(x + _SAMPLE + SIDE, y, words, SMALL)
        x += _SAMPLE + 3 * SIDE + breadth(words, SMALL)


def _lines(sheet: Sheet) -> Iterator[str]:
    """From each parent to its children, those that decide last, so that nothing covers them."""
    for box in sorted(sheet.boxes, key=lambda box: box.box.decides):
        if box.parent is not None:
            above = sheet.boxes[box.parent]
            start = above.x + above.width
            path = f"M{start} {above.middle}H{(start + box.x) // 2}V{box.middle}H{box.x}"
            yield run(path, box.box.outline, thick=box.box.decides)


def _box(placed: Placed) -> str:
    """A box with its sign, its words and its tag."""
    box, left = placed.box, placed.x + SIDE
    base = placed.y + PAD + LEADING - 4
    drawn = [outlined(
        (placed.x, placed.y, placed.width, placed.height), box.outline, box.sign,
        corner=_CORNERS.get(box.kind, 0), thick=box.decides or box.kind is Kind.ROOT,
    )]  # fmt: skip
    if box.sign is not None:
        drawn.append(sign(left, base, box.sign))
        left += SIGN
    for number, line in enumerate(placed.lines):
        drawn.append(label(left, base + number * LEADING, line.text, line.size, bold=line.bold))
    if placed.tag:
        drawn.append(label(placed.x + placed.width - SIDE, base, placed.tag, SMALL, bold=True, end=True))
    return "".join(drawn)
