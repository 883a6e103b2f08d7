"""What a stream can show: no character that steers a terminal, and where it must be only ASCII.

A text from a profile or a rule is shown as it is or as an escape; it is never obeyed.
"""

from __future__ import annotations

import re
import unicodedata

_FOLD = {
    " · ": "; ", "·": ".", "±": "+/-", "…": "...", "─": "-", "━": "=", "│": "|", "×10⁹/l": "x10^9/l", "×": "x",
    "⊘": "/", "●": "+", "◐": "~", "○": "o", "–": "-", "▸": ">", "²": "2", "³": "3", "⁹": "9", "µ": "u",
    "≥": ">=", "≤": "<=", "█": "#", "░": ".",
    "’": "'", "‘": "'", "“": '"', "”": '"', "ø": "o", "ł": "l", "ı": "i", "−": "-", "—": "-", "→": "->",
    "α": "alpha", "β": "beta", "γ": "gamma", "κ": "kappa",
}  # fmt: skip
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
"""Characters that could steer a terminal, and those that no file holds or no XML: surrogates, no characters."""


def safe(text: str) -> str:
    """The text with characters that could steer a terminal written as escapes; line ends become spaces."""
    folded = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return _UNSAFE.sub(lambda m: f"\\x{ord(m.group()):02x}", folded)


def ascii_text(text: str) -> str:
    """The text in ASCII: same words, same order. What has no stand-in becomes ``?``."""
    if text.isascii():
        return text
    for character, fold in _FOLD.items():
        text = text.replace(character, fold)
    return "".join(c if c.isascii() else _base(c) for c in text)


def _base(character: str) -> str:
    """The letter below an accent, else ``?``."""
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return plain if len(plain) == 1 else "?"


def safe_json(text: str) -> str:
    """JSON with such characters as JSON writes them, which changes no value."""
    return _UNSAFE.sub(lambda m: _escaped(m.group()), text)


def ascii_json(text: str) -> str:
    """JSON in ASCII, which changes no value."""
    return "".join(c if ord(c) < 128 else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex("_", 2).split("_")
    return "".join(f"\\u{unit}" for unit in units)
