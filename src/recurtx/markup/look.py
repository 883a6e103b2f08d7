"""How a page looks in a terminal that shows more than characters: what each tone becomes, and links.

``auto`` takes the colours that the terminal itself gives their names; ``light`` and ``dark`` fixed ones of the palette
of 256, each with a contrast of at least 4.5 to 1 on white or on black; ``mono`` only weight and lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from recurtx.markup.block import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping


class Theme(StrEnum):
    """The ground that a page is read on."""

    auto = "auto"
    light = "light"
    dark = "dark"
    mono = "mono"


@dataclass(frozen=True, slots=True)
class Look:
    """A theme, and whether the terminal makes addresses into links."""

    theme: Theme = Theme.auto
    links: bool = False

    @property
    def styles(self) -> Mapping[Tone, str]:
        """What each tone becomes, as rich writes styles."""
        return {Tone.PLAIN: "", Tone.STRONG: "bold", **dict(zip(_TONES, _STYLES[self.theme], strict=True))}


_TONES = (Tone.FAINT, Tone.URGENT, Tone.FOR, Tone.CARE, Tone.OPEN)
_STYLES: Mapping[Theme, tuple[str, ...]] = {
    Theme.auto: ("dim", "bold red", "bold cyan", "bold yellow", "bold magenta"),
    Theme.light: ("color(242)", "bold color(124)", "bold color(24)", "bold color(94)", "bold color(90)"),
    Theme.dark: ("color(245)", "bold color(203)", "bold color(44)", "bold color(214)", "bold color(177)"),
    Theme.mono: ("", "bold underline", "bold", "bold", "bold"),
}
