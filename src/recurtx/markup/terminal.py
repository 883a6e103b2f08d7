"""Blocks as lines of a terminal, or without colour as plain text. rich wraps, measures and colours them.

Our own is what rich lacks: what may not reach a terminal (``characters``), breaks that must not be, and lines without
blanks at their ends.
"""

from __future__ import annotations

import io
import re
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from rich.console import Console
from rich.padding import Padding
from rich.segment import Segment, Segments
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text as RichText

from recurtx.markup import block as b
from recurtx.markup.block import Tone, flat, sections, spans
from recurtx.markup.characters import ascii_text, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from recurtx.markup.block import Page, Words

Line: TypeAlias = list[Segment]

MAX_WIDTH = 100
"""Text wider than this is harder to read than to wrap."""
_STEP = 2
"""Columns to the right for each depth."""
_GAP = 2
"""Blanks between columns."""
_LEAD = 26
"""Leads wider than this stand on a line of their own, and push no text to the right."""
_TRUTH, _TAG = 8, 8
"""Columns for the truth of a condition and for the word at its edge."""
_STYLES = {
    Tone.PLAIN: "", Tone.STRONG: "bold", Tone.FAINT: "dim", Tone.URGENT: "bold red", Tone.FOR: "bold cyan",
    Tone.CARE: "bold yellow", Tone.OPEN: "bold magenta",
}  # fmt: skip
_WHOLE = "\ue000"
"""Stands for a no-break space while lines are broken: rich breaks at every kind of blank."""
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+\Z")


def text(page: Page, width: int, *, ascii: bool = False, colour: bool = False) -> str:
    """The page as text, every line ended by a line feed."""
    lines = _Fold(width, ascii).page(page)
    if not colour:
        return "".join("".join(segment.text for segment in line) + "\n" for line in lines)
    console = Console(file=io.StringIO(), width=width, force_terminal=True, legacy_windows=False, highlight=False)
    with console.capture() as shown:
        console.print(Segments([s for line in lines for s in (*line, Segment.line())]), end="", crop=False)
    return shown.get()


def height(page: Page, width: int) -> int:
    """How many lines the page takes."""
    return sum(1 for _ in _Fold(width, ascii=False).page(page))


class _Fold:
    """The fold over blocks. Columns of one section are as wide as the widest of what stands in them."""

    def __init__(self, width: int, ascii: bool) -> None:
        self.width = min(width, MAX_WIDTH)
        self._ascii = ascii
        self._console = Console(file=io.StringIO(), width=self.width, height=50, color_system=None, highlight=False)
        self._leads: dict[int, int] = {}
        self._columns: dict[str, int | None] = {}

    def page(self, page: Page) -> Iterator[Line]:
        """Every line of the page."""
        for part in sections(page):
            self._leads = {}
            for item in (x for x in part if isinstance(x, b.Item)):
                width = self._text(item.lead).cell_len
                self._leads[item.depth] = max(self._leads.get(item.depth, 0), width if width <= _LEAD else 0)
            self._columns = self._widths([x for x in part if isinstance(x, b.Judged)])
            for kind, group in groupby(part, key=type):
                blocks = list(group)
                yield from self._urgent(blocks) if kind is b.Urgent else (x for one in blocks for x in self._one(one))

    def _one(self, block: b.Block) -> Iterator[Line]:
        match block:
            case b.Title():
                return self._hanging("", 0, self._text(block.words, Tone.STRONG), self._text(block.tail))
            case b.Heading(level=1):
                return self._heading(block.text)
            case b.Heading():
                column = (block.level - 2) * _STEP
                return self._hanging("", column, self._text(block.text, Tone.STRONG), self._text(block.tail))
            case b.Text():
                return self._hanging("", block.depth * _STEP, self._text(block.words))
            case b.Item():
                return self._item(block)
            case b.Judged():
                return self._grid(self._judgement(block), block.depth)
            case b.Table():
                return self._grid(self._table(block), block.depth)
            case b.Branch():
                return self._tree(block)
            case b.Verbatim():
                return (self._line(self._text(row)) for row in block.lines())
            case b.Gap():
                return iter([[]])
            case b.Urgent():
                return self._urgent([block])

    def _shown(self, text: str) -> str:
        parts = safe(text).split("\xa0")
        return _WHOLE.join(ascii_text(part) if self._ascii else part for part in parts)

    def _text(self, words: Words, tone: Tone = Tone.PLAIN) -> RichText:
        found = RichText()
        for span in spans(words, tone):
            found.append(self._shown(span.text), _style(span))
        return found

    def _line(self, text: RichText) -> Line:
        text.rstrip()
        return _finished(text.render(self._console))

    def _heading(self, words: str) -> Iterator[Line]:
        text = self._text(words)
        if text.cell_len + 2 > self.width:
            yield from self._hanging("", 0, text)
            return
        text.append(" ")
        text.append(self._shown("─") * (self.width - text.cell_len), _STYLES[Tone.FAINT])
        yield self._line(text)

    def _item(self, item: b.Item) -> Iterator[Line]:
        indent = item.depth * _STEP
        column = indent + self._leads[item.depth] + _GAP
        lead = RichText(" " * indent).append_text(self._text(item.lead))
        body = self._text(item.words)
        if item.marks:
            body.append(f"{_WHOLE}{self._shown(item.marks)}")
        return self._hanging(lead, column, body, self._text(item.tail))

    def _hanging(self, lead: RichText | str, column: int, body: RichText, tail: RichText | None = None
                 ) -> Iterator[Line]:  # fmt: skip
        """Text in a column behind its lead, with ``tail`` at the right edge; whatever has no room takes a line."""
        lead = RichText(lead) if isinstance(lead, str) else lead
        if lead.cell_len + 1 > column > 0:
            yield self._line(lead.copy())
            lead = RichText()
        tail = tail or RichText()
        room = self.width - column
        beside = bool(tail) and room - tail.cell_len - _GAP >= min(body.cell_len, room // 2)
        rows = list(body.wrap(self._console, room - (tail.cell_len + _GAP if beside else 0))) or [RichText()]
        for i, row in enumerate(rows):
            line = _at(column, lead if i == 0 else RichText(), row)
            yield self._line(_at(self.width - tail.cell_len, line, tail) if beside and i == 0 else line)
        if tail and not beside:
            for row in tail.wrap(self._console, room):
                yield self._line(_at(self.width - row.cell_len, RichText(), row))

    def _urgent(self, blocks: Iterable[b.Block]) -> Iterator[Line]:
        """Neighbours between two heavy rules."""
        rule = self._line(self._text("━" * self.width, Tone.URGENT))
        yield rule
        for block in blocks:
            if isinstance(block, b.Urgent):
                lead = self._text((" ", b.Span(block.label, Tone.URGENT)))
                yield from self._hanging(lead, lead.cell_len + _GAP, self._text(block.words))
        yield rule

    def _grid(self, grid: RenderableType, depth: int) -> Iterator[Line]:
        if depth:
            grid = Padding(grid, (0, 0, 0, depth * _STEP))
        for line in self._console.render_lines(grid, pad=False):
            yield _finished(line)

    def _judgement(self, judged: b.Judged) -> Grid:
        grid, cells = Grid.grid(padding=(0, 1, 0, 0), expand=True), []
        for name, width in self._columns.items():
            right = name == "still_open"
            grid.add_column(width=width, ratio=None if width else 1, justify="right" if right else "left")
            cells.append(self._text(getattr(judged, name), judged.tone if judged.symbol.text else Tone.PLAIN))
        grid.add_row(*cells)
        return grid

    def _widths(self, judged: Sequence[b.Judged]) -> dict[str, int | None]:
        """The columns that any of them fills; None for the verdict, which takes what is left."""
        found: dict[str, int | None] = {}
        for name, gap in (("symbol", 0), ("name", 1), ("verdict", 0), ("evidence", 1), ("still_open", 0)):
            widest = max((self._text(getattr(x, name)).cell_len for x in judged), default=0)
            if widest:
                found[name] = None if name == "verdict" else min(widest, self.width // 2) + gap
        return found

    def _table(self, table: b.Table) -> Grid:
        grid = Grid.grid(padding=(0, _GAP, 0, 0), expand=bool(table.shares))
        for place in range(max(len(row) for row in (table.head, *table.rows))):
            ratio = table.shares[place] if table.shares else None
            grid.add_column(justify="right" if place in table.right else "left", overflow="fold", ratio=ratio)
        for row in (*((table.head,) if table.head else ()), *table.rows):
            grid.add_row(*(self._text(cell) for cell in row))
        return grid

    def _tree(self, root: b.Branch) -> Iterator[Line]:
        """Conditions in columns: what it is, value, test, truth; a text alone takes the first three."""
        rows = list(flat(root))
        leaves = [(depth * _STEP, x.cells[0]) for depth, x in rows if len(x.cells) > 1]
        names = max((indent + self._text(name).cell_len for indent, name in leaves), default=0)
        for several, group in groupby(rows, key=lambda row: len(row[1].cells) > 1):
            grid = Grid.grid(padding=(0, _GAP, 0, 0), expand=True)
            if several:
                grid.add_column(width=min(names, self.width * 2 // 5))
                grid.add_column(ratio=1)
            grid.add_column(ratio=1)
            grid.add_column(width=_TRUTH)
            grid.add_column(width=_TAG, justify="right")
            for depth, branch in group:
                first, *rest = (self._text(cell) for cell in branch.cells)
                indented = Padding(first, (0, 0, 0, depth * _STEP))
                grid.add_row(indented, *rest, self._text(branch.truth), self._text(branch.tag))
            yield from self._grid(grid, 0)


def _style(span: b.Span) -> Style:
    """The style of a piece; an address that is shown itself needs no link, every terminal sees it."""
    style = Style.parse(_STYLES[span.tone])
    return style + Style(link=span.link) if _ADDRESS.match(span.link) and span.link != span.text else style


def _at(column: int, left: RichText, right: RichText) -> RichText:
    """``right`` in a column behind ``left``."""
    found = left.copy()
    return found.append(" " * (column - left.cell_len)).append_text(right)


def _finished(segments: Iterable[Segment]) -> Line:
    """The line without blanks at its end, and with its no-break spaces as blanks."""
    line = [Segment(s.text.replace(_WHOLE, " "), s.style) for s in segments if s.text.strip("\n")]
    while line and not line[-1].text.rstrip():
        line.pop()
    if line:
        line[-1] = Segment(line[-1].text.rstrip(), line[-1].style)
    return line
