"""How wide a text is, in no particular font: enough for the fonts that a picture may meet, and lines that fit a room.

The widths are those of a wide font, rounded up; what another font makes of a text is narrower, so that it stays in its
box.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.markup.characters import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTHS = {
    letter: width
    for width, letters in {
        30: "'IJijl", 35: " \xa0,./:;\\|·", 40: "()-[]ft", 45: "!r", 50: '"*_`–', 55: "?csz▸", 60: "FLkvxy",
        65: "$0123456789EPSTYabdeghnopqu{}", 70: "ABCKRVXZ", 75: "NU", 80: "&DGHOQ", 85: "#+<=>^w~±×⊘≥≤→", 90: "M●◐○",
    }.items()
    for letter in letters
}  # fmt: skip
"""Hundredths of the size of the letters."""
_WIDE, _OTHER = 145, 105
"""Of letters that fill a square and of pictures, which stand wide; and of any other that is not listed."""
_BOLD = 1.16
_LONGEST = 4000
"""Letters of a text that are looked at: more than any box holds."""


def breadth(text: str, size: int, *, bold: bool = False) -> int:
    """The width of a text in pixels, at most; it is safe already."""
    hundredths = sum(_WIDTHS.get(letter) or _other(letter) for letter in text)
    return -int(-hundredths * size * (_BOLD if bold else 1) // 100)


def longest(text: str, size: int, bold: bool = False) -> int:
    """The width of the widest word of a text in pixels."""
    return max((breadth(word, size, bold=bold) for word in safe(text[:_LONGEST]).split(" ")), default=0)


@lru_cache(maxsize=1024)
def _other(letter: str) -> int:
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0xFFFF else _OTHER


def wrapped(text: str, room: int, size: int, *, bold: bool = False, most: int = 16) -> list[str]:
    """The lines of a text that fit a room in pixels; a word that is wider is broken, and ``most`` lines are kept."""
    lines: list[str] = []
    words = filter(None, safe(text[:_LONGEST]).split(" "))
    for piece in (piece for word in words for piece in _pieces(word, room, size, bold)):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and breadth(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    shown = [line.replace("\xa0", " ") for line in lines[:most]]
    return [*shown[:-1], _ended(shown[-1], room, size, bold)] if len(lines) > most else shown


def _ended(line: str, room: int, size: int, bold: bool) -> str:
    """A line with a sign at its end that there is more."""
    while line and breadth(f"{line}…", size, bold=bold) > room:
        line = line[:-1]
    return f"{line}…"


def _pieces(word: str, room: int, size: int, bold: bool) -> Iterator[str]:
    """The word, in as many pieces as it takes to fit."""
    while len(word) > 1 and breadth(word, size, bold=bold) > room:
        fits = max(1, next(n for n in range(1, len(word)) if breadth(word[: n + 1], size, bold=bold) > room))
        yield word[:fits]
        word = word[fits:]
    yield word
