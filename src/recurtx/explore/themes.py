"""Light, dark and high contrast: the colours of the screen, and what the colours of a terminal are on it.

Nothing depends on a colour alone. What stands out is at least 4.5 to 1 against its ground, in high contrast 7 to 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.terminal_theme import TerminalTheme
from textual.css.stylesheet import Stylesheet
from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    Colour = tuple[int, int, int]


def _terminal(ground: Colour, ink: Colour, of: Sequence[Colour]) -> TerminalTheme:
    """The eight colours of a terminal, plain and bright alike."""
    return TerminalTheme(ground, ink, list(of), list(of))


_DARK: tuple[Colour, ...] = (
    (30, 32, 36), (255, 123, 114), (126, 231, 135), (240, 200, 90), (121, 180, 255), (235, 150, 255), (90, 220, 235),
    (230, 232, 236),
)  # fmt: skip
_LIGHT: tuple[Colour, ...] = (
    (20, 22, 26), (176, 0, 16), (0, 98, 40), (120, 75, 0), (0, 70, 170), (130, 0, 150), (0, 92, 110), (60, 64, 70),
)  # fmt: skip
_SHARP: tuple[Colour, ...] = (
    (0, 0, 0), (255, 140, 140), (140, 255, 140), (255, 255, 0), (150, 200, 255), (255, 170, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip

THEMES = (
    Theme("dark", primary="#79b4ff", accent="#5adceb", error="#ff7b72", foreground="#e6e8ec", background="#16181c",
          surface="#16181c", panel="#23272e", dark=True),
    Theme("light", primary="#0046aa", accent="#005c6e", error="#b00010", foreground="#14161a", background="#ffffff",
          surface="#ffffff", panel="#e9ecf1", dark=False),
    Theme("contrast", primary="#ffff00", accent="#ffff00", error="#ff8c8c", foreground="#ffffff", background="#000000",
          surface="#000000", panel="#000000", dark=True, luminosity_spread=0, text_alpha=1),
)  # fmt: skip
"""The themes, in the order in which a key goes through them."""
TERMINALS = {
    "dark": _terminal((22, 24, 28), (230, 232, 236), _DARK),
    "light": _terminal((255, 255, 255), (20, 22, 26), _LIGHT),
    "contrast": _terminal((0, 0, 0), (255, 255, 255), _SHARP),
}
"""The colours of a terminal under each theme."""


class WornSheet(Stylesheet):
    """A style sheet that was read with the colours of the theme it is worn with: there is nothing to read anew."""

    def set_variables(self, variables: dict[str, str]) -> None:
        """Nothing: they are these already."""

    def reparse(self) -> None:
        """Nothing."""
