"""Lines of styled text: the one form in which every screen is composed.

A line is a sequence of spans. It becomes plain text, ASCII, or a rich text; nothing is ever parsed as markup, and
characters that could steer a terminal are shown as escapes. Widths count characters.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

__all__ = ["Line", "Span", "Style", "ascii_text", "heading", "plain_text", "print_rich", "right", "safe", "wrap"]

_FOLD = {
    " · ": "; ", "·": ".", "±": "+/-", "…": "...", "─": "-", "━": "=", "│": "|", "×10⁹/l": "x10^9/l", "×": "x",
    "●": "+", "◐": "~", "○": "o", "–": "-", "▸": ">", "²": "2", "³": "3", "⁹": "9", "µ": "u", "≥": ">=", "≤": "<=",
    "’": "'", "‘": "'", "“": '"', "”": '"', "é": "e", "ø": "o", "ö": "o", "ü": "u", "ä": "a",
}  # fmt: skip
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


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
    found = textwrap.wrap(
        safe(text), width, initial_indent=first, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )
    return [line(text) for text in found] or [line(first.rstrip())]


def _text(one: Line) -> str:
    return "".join(safe(span.text) for span in one).rstrip()


def plain_text(lines: Iterable[Line]) -> str:
    """The lines without styles, each ended by a line feed."""
    return "".join(f"{_text(one)}\n" for one in lines)


def ascii_text(text: str) -> str:
    """The text in ASCII: same words, same order, other characters. What has no fold becomes ``?``."""
    for character, fold in _FOLD.items():
        text = text.replace(character, fold)
    return text.encode("ascii", "replace").decode("ascii")


def print_rich(lines: Sequence[Line], console: Console) -> None:
    """Print the lines with their styles."""
    from rich.text import Text

    for one in lines:
        text = Text()
        for span in one:
            text.append(safe(span.text), span.style.value or None)
        text.rstrip()
        console.print(text, soft_wrap=True, highlight=False, markup=False, emoji=False)
