"""Lines of styled text: the one form in which every screen is composed.

A line is a sequence of spans. It becomes plain text, ASCII, or a rich text; nothing is ever parsed as markup, and
characters that could steer a terminal are shown as escapes. Widths count characters.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

__all__ = [
    "Line",
    "Span",
    "Style",
    "ascii_json",
    "ascii_text",
    "bold",
    "heading",
    "plain_text",
    "print_rich",
    "right",
    "safe",
    "safe_json",
    "wrap",
]

_FOLD = {
    " · ": "; ", "·": ".", "±": "+/-", "…": "...", "─": "-", "━": "=", "│": "|", "×10⁹/l": "x10^9/l", "×": "x",
    "●": "+", "◐": "~", "○": "o", "–": "-", "▸": ">", "²": "2", "³": "3", "⁹": "9", "µ": "u", "≥": ">=", "≤": "<=",
    "’": "'", "‘": "'", "“": '"', "”": '"', "ø": "o", "ł": "l", "ı": "i", "−": "-", "—": "-", "→": "->",
    "α": "alpha", "β": "beta", "γ": "gamma", "κ": "kappa",
}  # fmt: skip
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""Characters that could steer a terminal, and halves of surrogates, which no file holds: a name that is not UTF-8."""

_GROWING = re.compile("|".join(sorted((c for c, fold in _FOLD.items() if len(fold) > len(c)), key=len, reverse=True)))
_FILL = "\ue000"
"""Stands behind a character that grows in ASCII while lines are broken, so that both forms fit and break alike."""


class Style(Enum):
    """Meaning of a span; colour comes last and nothing depends on it."""

    PLAIN = ""
    BOLD = "bold"
    RULE = "dim"
    URGENT = "bold red"
    FOR = "bold cyan"
    CARE = "bold yellow"
    OPEN = "bold magenta"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style."""

    text: str
    style: Style = Style.PLAIN


Line: TypeAlias = tuple[Span, ...]


def safe(text: str) -> str:
    """The text with characters that could steer a terminal written as escapes; line ends become spaces."""
    folded = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return _UNSAFE.sub(lambda m: f"\\x{ord(m.group()):02x}", folded)


def safe_json(text: str) -> str:
    """JSON with such characters as JSON writes them, which changes no value."""
    return _UNSAFE.sub(lambda m: _escaped(m.group()), text)


def ascii_json(text: str) -> str:
    """JSON in ASCII, which changes no value."""
    return "".join(c if ord(c) < 128 else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex("_", 2).split("_")
    return "".join(f"\\u{unit}" for unit in units)


def line(*parts: str | Span) -> Line:
    """A line of plain texts and styled spans."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def heading(text: str, width: int) -> Line:
    """A section heading followed by a thin rule to the edge."""
    return line(f"{text} ", Span("─" * max(0, width - len(text) - 1), Style.RULE))


def right(left: str, words: str, width: int) -> str:
    """``left`` with ``words`` at the right edge; on their own line's end where there is no room."""
    return left if not words else f"{left}{' ' * max(1, width - len(left) - len(words))}{words}"


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[Line]:
    """The text in lines of at most ``width``, the first beginning with ``first``, the others with ``rest``."""
    hang = " " * len(first) if rest is None else rest
    grown = _GROWING.sub(lambda m: m.group() + _FILL * (len(_FOLD[m.group()]) - len(m.group())), safe(text))
    found = textwrap.wrap(
        grown, width, initial_indent=first, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )
    return [line(text.replace(_FILL, "")) for text in found] or [line(first.rstrip())]


def bold(lines: Iterable[Line]) -> list[Line]:
    """The lines in bold."""
    return [tuple(Span(span.text, Style.BOLD) for span in one) for one in lines]


def _text(one: Line) -> str:
    return "".join(safe(span.text) for span in one).rstrip()


def plain_text(lines: Iterable[Line]) -> str:
    """The lines without styles, each ended by a line feed."""
    return "".join(f"{_text(one)}\n" for one in lines)


def ascii_text(text: str) -> str:
    """The text in ASCII: same words, same order, same columns. What has no fold becomes ``?``."""
    return "\n".join(one if one.isascii() else _ascii_line(one) for one in text.split("\n"))


def _ascii_line(text: str) -> str:
    """One line folded; where a cell grows, the blanks around it give way."""
    parts = re.split("( {2,})", text)
    growth = 0
    for i, part in enumerate(parts):
        if i % 2 == 0:
            parts[i] = _folded(part)
            growth += len(parts[i]) - len(part)
        else:
            growth = _give_way(parts, i, growth)
    for i in range(len(parts) - 2, 0, -2):
        if growth > 0:
            growth = _give_way(parts, i, growth)
    return "".join(parts)


def _give_way(parts: list[str], i: int, growth: int) -> int:
    """Shorten or lengthen the blanks at ``i`` by ``growth``; what could not be taken back."""
    room = max(2, len(parts[i]) - growth) if parts[i - 1] else len(parts[i])
    left = growth - (len(parts[i]) - room)
    parts[i] = " " * room
    return left


def _folded(text: str) -> str:
    for character, fold in _FOLD.items():
        text = text.replace(character, fold)
    return "".join(c if c.isascii() else _base(c) for c in text)


def _base(character: str) -> str:
    """The letter below an accent, else ``?``."""
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return plain if len(plain) == 1 else "?"


def print_rich(lines: Sequence[Line], console: Console) -> None:
    """Print the lines with their styles."""
    from rich.text import Text

    for one in lines:
        text = Text()
        for span in one:
            text.append(safe(span.text), span.style.value or None)
        text.rstrip()
        console.print(text, soft_wrap=True, highlight=False, markup=False, emoji=False)
