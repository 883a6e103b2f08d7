"""What a page is made of: blocks without a format.

A page decides *what* is shown, as a list of blocks; a format decides *how*, as one fold over them (``terminal``,
``markdown``, ``html``). A block holds plain text from anywhere, never escaped: each fold escapes for its own format.
Nothing here knows an answer, a rule or a patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from recurtx.markup.drawing import Drawing, Strip

from recurtx.frozen import Frozen

_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+\Z")


class Tone(Enum):
    """What a piece of text means for the eye; colour comes last, and nothing depends on it alone."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    URGENT = "urgent"
    FOR = "for"
    CARE = "care"
    OPEN = "open"


class Span(Frozen):
    """A piece of text in one tone; ``link`` is the address that it leads to, empty for none.

    ``note`` is the number of the foot-note that it leads to, 0 for none.
    """

    text: str
    tone: Tone = Tone.PLAIN
    link: str = ""
    note: int = 0

    @property
    def address(self) -> str:
        """The link, if it is an address of the web and not just named so."""
        return self.link if _ADDRESS.match(self.link) else ""


Words: TypeAlias = str | Span | Sequence[str | Span]
"""Text, or text in pieces. Where a no-break space stands, no format breaks the line."""


def spans(words: Words, tone: Tone = Tone.PLAIN) -> tuple[Span, ...]:
    """The pieces of a text; those without a tone of their own take this one."""
    pieces = (words,) if isinstance(words, (str, Span)) else words
    return tuple(piece if isinstance(piece, Span) else Span(piece, tone) for piece in pieces if piece)


def plain(words: Words) -> str:
    """A text without its tones and links."""
    return words if isinstance(words, str) else "".join(span.text for span in spans(words))


class Title(Frozen):
    """What the page is, once and first; ``tail`` stands at the right edge, such as a verdict."""

    words: Words
    tail: Words = ""


class Heading(Frozen):
    """A section begins; ``level`` 1 is the largest beneath the title, and ``tail`` stands at the right edge.

    One that ``folds`` may be closed where a format can open it again; on paper it is open. One that begins a ``sheet``
    stands at the head of a page there.
    """

    text: str
    level: int = 1
    tail: Words = ""
    folds: bool = False
    sheet: bool = False


class Text(Frozen):
    """A paragraph; ``depth`` steps to the right, and all but its first line ``hang`` steps more."""

    words: Words
    depth: int = 0
    hang: int = 0


class Item(Frozen):
    """Text behind a lead word (``for:``, ``1``, ``[3]``), hanging in a column of its own.

    The items of one ``depth`` in one section align their texts. ``marks`` are source numbers and their like, which stay
    with the last word; ``tail`` stands at the right edge. ``note`` is the number of the foot-note that it is.
    """

    lead: Words
    words: Words
    depth: int = 0
    marks: Words = ""
    tail: Words = ""
    note: int = 0

    @property
    def before(self) -> tuple[Span, ...]:
        """The lead as it stands in running text, where no column sets a word apart."""
        return spans((*spans(self.lead), ":" if plain(self.lead)[-1:].isalpha() else ""))


class Judged(Frozen):
    """One option or rule as judged: a symbol, the name, the verdict in words, and what stands in further columns.

    Those of one section align their columns. One without a symbol is the head of the columns; ``tone`` is that of all
    but the symbol.
    """

    symbol: Span
    name: str
    verdict: Words
    evidence: str = ""
    still_open: str = ""
    depth: int = 0
    tone: Tone = Tone.STRONG


class Urgent(Frozen):
    """What cannot wait, set off from everything else."""

    label: str
    words: Words


class Table(Frozen):
    """Rows of cells in columns that wrap inside themselves; ``head`` may be empty.

    ``right`` are the places of columns whose cells end at the right; ``depth`` steps to the right. ``shares`` are the
    parts of the width that the columns take, the same in several tables that stand for one; without them each column
    is as wide as what stands in it.
    """

    rows: Sequence[Sequence[Words]]
    head: Sequence[str] = ()
    right: frozenset[int] = frozenset()
    depth: int = 0
    shares: Sequence[int] = ()


class Branch(Frozen):
    """One node of a condition as evaluated, or of any other tree: its cells, and what is beneath it.

    ``cells`` are one text for a branching, or fact, value and test of a leaf; ``truth`` and ``tag`` stand at the right.
    ``depth`` is that of the root.
    """

    cells: Sequence[Words]
    truth: str = ""
    tag: str = ""
    of: Sequence[Branch] = ()
    depth: int = 0


class Verbatim(Frozen):
    """Lines that keep every blank, such as a place in a file with its caret."""

    words: Words

    def lines(self) -> list[list[Span]]:
        """The pieces of each line."""
        rows: list[list[Span]] = [[]]
        for span in spans(self.words):
            first, *rest = (Span(text, span.tone, span.link) for text in span.text.split("\n"))
            rows[-1].append(first)
            rows += [[piece] for piece in rest]
        return rows


class Gap(Frozen):
    """A pause."""


class Foot(Frozen):
    """What a page says of itself: which rules and which facts gave it."""

    words: Words


class Blank(Frozen):
    """Lines to be filled in by hand, each with what belongs there; the first has the most room."""

    labels: Sequence[str]


Block: TypeAlias = (
    "Title | Heading | Text | Item | Judged | Urgent | Table | Branch | Verbatim | Gap | Foot | Blank | Drawing | Strip"
)
Page: TypeAlias = "Sequence[Block]"


def sections(page: Page) -> Iterator[list[Block]]:
    """The page cut before every heading of the first level; what stands before the first is a part as well."""
    part: list[Block] = []
    for block in page:
        if isinstance(block, Heading) and block.level == 1 and part:
            yield part
            part = []
        part.append(block)
    if part:
        yield part


Listed: TypeAlias = Item | Judged | Branch
"""What the formats of documents write as entries of a list, each beneath the last one that is less deep."""


def runs(page: Page) -> Iterator[tuple[object, list[Block]]]:
    """Neighbours that a document sets together: entries of a list, what is urgent, and anything else (None)."""

    def kind(block: Block) -> object:
        return Listed if isinstance(block, Listed) else Urgent if isinstance(block, Urgent) else None

    return ((together, list(blocks)) for together, blocks in groupby(page, kind))


def nested(run: Iterable[Block]) -> Iterator[tuple[int, Listed]]:
    """Every entry of a list with its level, and every node of a tree as an entry; heads of columns are none."""
    open_: list[int] = []
    for block in run:
        if not isinstance(block, Listed) or (isinstance(block, Judged) and not block.symbol.text):
            continue
        for depth, entry in flat(block) if isinstance(block, Branch) else ((block.depth, block),):
            while open_ and open_[-1] >= depth:
                open_.pop()
            yield len(open_), entry
            open_.append(depth)


def flat(branch: Branch, depth: int | None = None) -> Iterator[tuple[int, Branch]]:
    """Every node of a tree with its depth, a node before what is beneath it."""
    depth = branch.depth if depth is None else depth
    yield depth, branch
    for child in branch.of:
        yield from flat(child, depth + 1)
