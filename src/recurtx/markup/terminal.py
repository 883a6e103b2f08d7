"""Blocks as lines of a terminal, or without colour as plain text. rich wraps, measures and colours them.

Our own is what rich lacks: what may not reach a terminal (``characters``), breaks that must not be, and lines without
blanks at their ends.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.segment import Segment, Segments
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text as RichText

from recurtx.markup import block as b
from recurtx.markup.block import Tone, sections, spans
from recurtx.markup.characters import ascii_text, safe
from recurtx.markup.look import Look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import JustifyMethod, RenderableType

    from recurtx.markup.block import Page, Words

Line: TypeAlias = list[Segment]
Row: TypeAlias = tuple[b.Block, Line]
"""A line, and the block that it belongs to."""

MAX_WIDTH = 100
"""Text wider than this is harder to read than to wrap."""
_BESIDE = 80
"""Narrower than this the evidence has no column."""
_STEP = 2
"""Columns to the right for each depth."""
_GAP = 2
"""Blanks between columns."""
_SHORT = 7
"""Letters that are left of the heads of numbers, where a table has no room for more."""
_LEAD = 26
"""Leads wider than this stand on a line of their own, and push no text to the right."""
_TRUTH, _TAG = 7, 7
"""Columns for the truth of a condition and for the word at its edge."""
_BLANK = 30
"""Columns of a line to be filled in."""
_WHOLE = "\ue000"
"""Stands for a no-break space while lines are broken: rich breaks at every kind of blank."""
_WORD = re.compile(r"\S+\s*")
_BEYOND_ASCII = re.compile("[^!-~]")
_STYLES = {tone: Style.parse(style) for tone, style in Look().styles.items()}
_TONES = {style: tone for tone, style in _STYLES.items()}


def text(page: Page, width: int, *, ascii: bool = False, look: Look | None = None) -> str:
    """The page as text, every line ended by a line feed; without a ``look`` it holds nothing but characters."""
    lines = (line for _, line in rows(page, width, ascii=ascii))
    if look is None:
        return "".join("".join(segment.text for segment in line) + "\n" for line in lines)
    console = Console(
        file=io.StringIO(), width=width, force_terminal=True, legacy_windows=False, highlight=False, no_color=False
    )
    with console.capture() as shown:
        seen = [Segment(s.text, _seen(s.style, look)) for line in lines for s in (*line, Segment.line())]
        console.print(Segments(seen), end="", crop=False)
    return shown.get()


@lru_cache(maxsize=256)
def _seen(style: Style | None, look: Look) -> Style | None:
    """A style of the fold as it looks; lines are laid out once, whatever they look like."""
    if not style:
        return None
    tone = _TONES.get(style.update_link(None))
    found = Style.parse(look.styles[tone]) if tone else style
    return found + Style(link=style.link if look.links else None)


def height(page: Page, width: int) -> int:
    """How many lines the page takes."""
    return sum(1 for _ in rows(page, width))


def rows(page: Page, width: int, *, ascii: bool = False) -> Iterator[Row]:
    """Every line of the page, for whoever shows it on a screen of its own. One thread at a time may ask for them."""
    for part in map(tuple, sections(page)):
        try:
            yield from _section(part, width, ascii)
        except TypeError:  # words in a list, which cannot be a key
            yield from _Fold(width, ascii).section(part)


@lru_cache(maxsize=32)
def _section(part: tuple[b.Block, ...], width: int, ascii: bool) -> list[Row]:
    """The lines of a section, kept because a page that must fit a screen is measured before it is shown."""
    return list(_fold(width, ascii).section(part, _kept))


@lru_cache(maxsize=8)
def _fold(width: int, ascii: bool) -> _Fold:
    return _Fold(width, ascii)


@lru_cache(maxsize=512)
def _kept(fold: _Fold, block: b.Block, lead: int | None, columns: tuple[tuple[str, int | None], ...]) -> list[Line]:
    """The lines of a block, kept because a section that is shortened until it fits is measured again and again.

    ``lead`` and ``columns`` are what the fold takes from the blocks beside it.
    """
    del lead, columns
    return list(fold.one(block))


class _Fold:
    """The fold over blocks. Columns of one section are as wide as the widest of what stands in them."""

    def __init__(self, width: int, ascii: bool) -> None:
        self.width = min(width, MAX_WIDTH)
        self._ascii = ascii
        self._console = Console(file=io.StringIO(), width=self.width, height=50, color_system=None, highlight=False)
        self._leads: dict[int, int] = {}
        self._columns: dict[str, int | None] = {}

    def section(self, part: Sequence[b.Block], kept: Callable[..., Iterable[Line]] | None = None) -> Iterator[Row]:
        """Every line of a section with its block; ``kept`` remembers those of a block."""
        self._leads = {}
        for item in (x for x in part if isinstance(x, b.Item)):
            width = self._text(item.lead).cell_len
            self._leads[item.depth] = max(self._leads.get(item.depth, 0), width if width <= _LEAD else 0)
        self._columns = self._widths([x for x in part if isinstance(x, b.Judged)])
        for kind, group in groupby(part, key=type):
            blocks = list(group)
            if kind is b.Urgent:
                yield from ((blocks[0], line) for line in self._urgent(blocks))
                continue
            columns = tuple(self._columns.items()) if kind is b.Judged else ()
            for one in blocks:
                lead = self._leads[one.depth] if isinstance(one, b.Item) else None
                lines = kept(self, one, lead, columns) if kept else self.one(one)
                yield from ((one, line) for line in lines)

    def one(self, block: b.Block) -> Iterator[Line]:
        """The lines of one block."""
        match block:
            case b.Title():
                return self._placed(0, self._text(block.words, Tone.STRONG), self._text(block.tail))
            case b.Heading(level=1):
                return self._heading(block.text)
            case b.Heading():
                column = (block.level - 2) * _STEP
                return self._placed(column, self._text(block.text, Tone.STRONG), self._text(block.tail))
            case b.Text():
                return self._paragraph(block)
            case b.Item():
                return self._item(block)
            case b.Judged():
                return self._judged(block)
            case b.Table():
                return self._grid(self._table(block), block.depth)
            case b.Branch():
                return self._tree(block)
            case b.Verbatim():
                return (self._line(self._text(row)) for row in block.lines())
            case b.Gap():
                return iter([[]])
            case b.Foot():
                return self._paragraph(b.Text(block.words))
            case b.Blank():
                return (self._line(self._text(f"{label}: {'_' * _BLANK}")) for label in block.labels)
            case b.Urgent():
                return self._urgent([block])
            case _:
                return (line for tree in block.told() for line in self._tree(tree))

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
            yield from self._placed(0, text)
            return
        text.append(" ")
        text.append(self._shown("─") * (self.width - text.cell_len), _STYLES[Tone.FAINT])
        yield self._line(text)

    def _paragraph(self, block: b.Text) -> Iterator[Line]:
        column, hang = block.depth * _STEP, block.hang * _STEP
        for place, row in enumerate(self._wrapped(self._text(block.words), self.width - column - hang)):
            yield self._line(_at(column + (hang if place else 0), RichText(), row))

    def _item(self, item: b.Item) -> Iterator[Line]:
        indent, lead, body = item.depth * _STEP, self._text(item.lead), self._text(item.words)
        if item.marks:
            body.append(_WHOLE).append_text(self._text(item.marks))
        if lead.cell_len > _LEAD:
            yield from self._placed(indent, lead)
            lead = RichText()
        column = indent + self._leads[item.depth] + _GAP
        yield from self._placed(column, body, self._text(item.tail), _at(indent, RichText(), lead))

    def _placed(
        self, column: int, body: RichText, tail: RichText | None = None, lead: RichText | None = None
    ) -> Iterator[Line]:
        """Text in a column, the first line behind ``lead`` and with ``tail`` at its edge if there is room beside it."""
        tail, lead = tail or RichText(), lead or RichText()
        room = self.width - column
        beside = bool(tail) and room - tail.cell_len - _GAP >= min(body.cell_len, room // 2)
        rows = list(self._wrapped(body, room - (tail.cell_len + _GAP if beside else 0))) or [RichText()]
        for i, row in enumerate(rows):
            line = _at(column, RichText() if i else lead, row)
            yield self._line(_at(self.width - tail.cell_len, line, tail) if beside and not i else line)
        for row in () if beside else self._wrapped(tail, room):
            yield self._line(_at(self.width - row.cell_len, RichText(), row))

    def _wrapped(self, text: RichText, width: int) -> Iterator[RichText]:
        """The lines of a text; a word that is wider, such as an address, stays whole on a line of its own."""
        wide = [word.span() for word in _WORD.finditer(text.plain) if cell_len(word.group().rstrip()) > width]
        for place, piece in enumerate(text.divide(offset for span in wide for offset in span)):
            if piece:
                yield from (piece,) if place % 2 else piece.wrap(self._console, width)

    def _urgent(self, blocks: Iterable[b.Block]) -> Iterator[Line]:
        """Neighbours between two heavy rules."""
        rule = self._line(self._text("━" * self.width, Tone.URGENT))
        yield rule
        for block in blocks:
            if isinstance(block, b.Urgent):
                lead = self._text((" ", b.Span(block.label, Tone.URGENT)))
                yield from self._placed(lead.cell_len + _GAP, self._text(block.words), lead=lead)
        yield rule

    def _grid(self, grid: RenderableType, depth: int) -> Iterator[Line]:
        if depth:
            grid = Padding(grid, (0, 0, 0, depth * _STEP))
        for line in self._console.render_lines(grid, pad=False):
            yield _finished(line)

    def _judged(self, judged: b.Judged) -> Iterator[Line]:
        """The row of its columns; where the page is narrow, the evidence stands in a row of its own."""
        yield from self._grid(self._judgement(judged), judged.depth)
        if self._narrow and judged.evidence and judged.symbol.text:
            indent = judged.depth * _STEP + self._text(judged.symbol).cell_len + 1
            yield from self._placed(indent, self._text(judged.evidence))

    @property
    def _narrow(self) -> bool:
        return self.width < _BESIDE

    def _judgement(self, judged: b.Judged) -> Grid:
        grid, cells = Grid.grid(padding=(0, 1, 0, 0), expand=True), []
        for name, width in self._columns.items():
            justify: JustifyMethod = "right" if name == "still_open" else "left"
            grid.add_column(width=width, ratio=None if width else 1, justify=justify, overflow="fold")
            cells.append(self._text(getattr(judged, name), judged.tone if judged.symbol.text else Tone.PLAIN))
        grid.add_row(*cells)
        return grid

    def _widths(self, judged: Sequence[b.Judged]) -> dict[str, int | None]:
        """The columns that any of them fills; None for the verdict, which takes what is left."""
        found: dict[str, int | None] = {}
        for name, gap in (("symbol", 0), ("name", 1), ("verdict", 0), ("evidence", 0), ("still_open", 0)):
            widest = max((self._text(getattr(x, name)).cell_len for x in judged), default=0)
            if widest and not (name == "evidence" and self._narrow):
                found[name] = None if name == "verdict" else min(widest, self.width // 2) + gap
        return found

    def _table(self, table: b.Table) -> Grid:
        columns = list(zip_longest(table.head, *table.rows, fillvalue=""))
        needed = sum(max(self._text(cell).cell_len for cell in column) + _GAP for column in columns) - _GAP
        tight = bool(table.right) and needed > self.width
        gap = 1 if tight else _GAP
        grid = Grid.grid(padding=(0, gap, 0, 0), expand=bool(table.shares))
        widths = self._whole_words(columns, table) if table.shares else []
        if not self._narrow and widths == self._by_share(len(columns), table):
            widths = []  # nothing is broken: the shares as they are
        for place in range(len(columns)):
            ratio = table.shares[place] if table.shares and not widths else None
            width = widths[place] if widths else None
            justify: JustifyMethod = "right" if place in table.right else "left"
            whole = ratio is None and width is None and self._single(columns[place])
            grid.add_column(justify=justify, overflow="fold", ratio=ratio, width=width, no_wrap=whole)
        if table.head:
            cut = table.right if tight else ()
            grid.add_row(*(self._text(h[:_SHORT] if place in cut else h) for place, h in enumerate(table.head)))
        for row in table.rows:
            grid.add_row(*(self._text(cell) for cell in row))
        return grid

    def _whole_words(self, columns: Sequence[Sequence[Words]], table: b.Table) -> list[int]:
        """Columns by their shares, none narrower than its longest word, if that is no address; the widest give way."""
        found = self._by_share(len(columns), table)
        for place, column in enumerate(columns):
            words = (word for cell in column for word in self._text(cell).plain.split())
            lengths = (cell_len(word) for word in words)
            lacking = max((n for n in lengths if self._narrow or n <= self.width // 3), default=0) - found[place]
            if lacking > 0:
                found[place] += lacking
                found[max(range(len(found)), key=found.__getitem__)] -= lacking
        return found

    def _by_share(self, count: int, table: b.Table) -> list[int]:
        room = self.width - table.depth * _STEP - _GAP * count
        return [room * share // sum(table.shares) for share in table.shares]

    def _single(self, column: Sequence[Words]) -> bool:
        """Whether a column holds single words, such as ids, which break only where they take more than half."""
        texts = [self._text(cell) for cell in column]
        return all(" " not in t.plain.strip() and t.cell_len <= self.width // 2 for t in texts)

    def _tree(self, root: b.Branch) -> Iterator[Line]:
        """Conditions in columns: what it is, value, test, truth; a text alone takes the first three."""
        for (depth, cells), group in groupby(b.flat(root), key=lambda row: (row[0], len(row[1].cells))):
            branches = [branch for _, branch in group]
            if cells == 1:
                yield from (line for branch in branches for line in self._alone(branch, depth * _STEP))
            else:
                yield from self._grid(self._leaves(branches, self.width - depth * _STEP), depth)

    def _alone(self, branch: b.Branch, column: int) -> Iterator[Line]:
        end = f"{self._shown(branch.truth):<{_TRUTH + _GAP}}{self._shown(branch.tag):>{_TAG}}"
        return self._placed(column, self._text(branch.cells[0]), RichText(end))

    def _leaves(self, leaves: Sequence[b.Branch], width: int) -> Grid:
        rows = [[self._text(cell) for cell in leaf.cells] for leaf in leaves]
        grid = Grid.grid(padding=(0, _GAP, 0, 0), expand=True)
        for column in (*_fair(rows, width - _TRUTH - _TAG - 4 * _GAP), _TRUTH, _TAG):
            grid.add_column(width=column, overflow="fold")
        grid.columns[-1].justify = "right"
        for leaf, cells in zip(leaves, rows, strict=True):
            grid.add_row(*cells, self._text(leaf.truth), self._text(leaf.tag))
        return grid


def _style(span: b.Span) -> Style:
    """The style of a piece, with the address that it leads to in the characters that a terminal takes for one."""
    encoded = _BEYOND_ASCII.sub(
        lambda m: "".join(f"%{byte:02X}" for byte in m.group().encode(errors="replace")), span.address
    )
    return _STYLES[span.tone] + Style(link=encoded) if encoded else _STYLES[span.tone]


def _at(column: int, left: RichText, right: RichText) -> RichText:
    """``right`` in a column behind ``left``."""
    found = left.copy()
    return found.append(" " * (column - left.cell_len)).append_text(right)


def _fair(rows: Sequence[Sequence[RichText]], room: int) -> tuple[int, int, int]:
    """Columns of fact, value and test: none narrower than its longest word if that can be, what is spare shared."""
    wanted = [max(row[i].cell_len for row in rows) for i in range(3)]
    fact, value, test = (max(cell_len(word) for row in rows for word in row[i].plain.split() or [""]) for i in range(3))
    first = min(wanted[0], fact + max(0, room - fact - value - test) // 2)
    rest = room - first
    second = max(value, min(wanted[1], rest // 2), min(wanted[1], rest - wanted[2]))
    second = max(1, min(second, rest - test if value + test <= rest else rest * value // max(1, value + test)))
    return first, second, max(1, rest - second)


def _finished(segments: Iterable[Segment]) -> Line:
    """The line without blanks at its end, and with its no-break spaces as blanks."""
    line = [Segment(s.text.replace(_WHOLE, " "), s.style) for s in segments if s.text.strip("\n")]
    while line and not line[-1].text.rstrip():
        line.pop()
    if line:
        line[-1] = Segment(line[-1].text.rstrip(), line[-1].style)
    return line
