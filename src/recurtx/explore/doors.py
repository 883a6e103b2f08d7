"""What the explorer asks of the command line, which alone knows files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from recurtx.explore.chart import Chart


@dataclass(frozen=True, slots=True)
class Doors:
    """Where patients come from and go to.

    Attributes:
        read: the chart of a file or case. Raises ``RecurtxError``.
        save: write a text to a file, for its owner's eyes only. Raises ``UsageError``.
        warning: what somebody should know before a file is written; empty where nothing is there that would be lost.
    """

    read: Callable[[str], Chart]
    save: Callable[[str, str], None]
    warning: Callable[[str], str]
