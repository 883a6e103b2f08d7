"""What a page is made of: blocks without a format.

A page decides *what* is shown, as a list of blocks; a format decides *how*, as one fold over them (``terminal``,
``markdown``, ``html``). A block holds plain text from anywhere, never escaped: each fold escapes for its own format.
Nothing here knows an answer, a rule or a patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Tone(Enum):
    """What a piece of text means for the eye; colour comes last, and nothing depends on it alone."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    URGENT = "urgent"
    FOR = "for"
    CARE = "care"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one tone; ``link`` is the address that it leads to, empty for none."""

    text: str
    tone: Tone = Tone.PLAIN
    link: str = ""


Words: TypeAlias = str | Span | Sequence[str | Span]
"""Text, or text in pieces."""


@dataclass(frozen=True, slots=True)
class Title:
    """What the page is, once and first; ``tail`` stands at the right edge, such as a verdict."""

    words: Words
    tail: Words = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section begins; ``level`` 1 is the largest beneath the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``depth`` steps to the right."""

    words: Words
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """Text behind a lead word (``for:``, ``1``, ``[3]``), hanging in a column of its own.

    Neighbouring items of one ``depth`` align their texts. ``marks`` are source numbers and their like, which stay with
    the last word; ``tail`` stands at the right edge.
    """

    lead: Words
    words: Words
    depth: int = 0
    marks: str = ""
    tail: Words = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One option with its verdict: a symbol, the name, the verdict in words, and what stands in further columns."""

    symbol: Span
    name: str
    verdict: str
    evidence: str = ""
    still_open: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Urgent:
    """What cannot wait, set off from everything else."""

    label: str
    words: Words


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in columns that wrap inside themselves; ``head`` may be empty.

    ``right`` are the places of columns whose cells end at the right; ``depth`` steps to the right.
    """

    rows: Sequence[Sequence[Words]]
    head: Sequence[str] = ()
    right: frozenset[int] = frozenset()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """One node of a condition as evaluated, or of any other tree: its cells, and what is beneath it.

    ``cells`` are one text for a branching, or fact, value and test of a leaf; ``truth`` and ``tag`` stand at the right.
    """

    cells: Sequence[Words]
    truth: str = ""
    tag: str = ""
    of: Sequence[Branch] = ()


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines that keep every blank, such as a place in a file with its caret."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A pause."""


Block: TypeAlias = Title | Heading | Text | Item | Judged | Urgent | Table | Branch | Verbatim | Gap
Page: TypeAlias = Sequence[Block]
