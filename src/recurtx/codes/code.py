"""One code, told under fixed headings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How much weighs what a code names."""

    ERROR = "error"
    """Nothing can be done before it is mended."""
    FINDING = "finding"
    """The rules run; a check fails."""
    NOTE = "note"
    """Advice, counted, and shown and a failure where a check is strict."""


@dataclass(frozen=True, slots=True)
class Code:
    """What is wrong, why that matters, an example, and how it is mended.

    ``allowed`` says whether the rules may allow it, with a reason.
    """

    what: str
    why: str
    example: str
    mend: str
    level: Level = Level.ERROR
    allowed: bool = True
