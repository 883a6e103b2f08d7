"""Blocks as lines of a terminal, or without colour as plain text.

Every block is rows of cells, and a cell is wrapped inside its own columns of the screen. rich measures and colours; it
is imported as little as possible, because its consoles and tables take 40 ms to load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, groupby, zip_longest
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.cells import cell_len, chop_cells

from recurtx.markup import block as b
from recurtx.markup.block import Span, Tone, runs, sections, spans
from recurtx.markup.characters import ascii_text, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.markup.block import Page, Words

Line: TypeAlias = list[Span]

MAX_WIDTH = 100
"""Text wider than this is harder to read than to wrap."""
_STEP = 2
"""Columns to the right for each depth."""
_GAP = 2
"""Blanks between columns."""
_SHORT = 7
"""Letters that are left of the heads of numbers, where a table has no room for more."""
_LEAD = 26
"""Leads wider than this stand on a line of their own, and push no text to the right."""
_VERDICT = 8
"""Columns that are left for a verdict, however long a name is."""
_TRUTH, _TAG = 7, 7
"""Columns for the truth of a condition and for the word at its edge."""
_JUDGED = {"symbol": 0, "name": 1, "verdict": 0, "evidence": 1, "still_open": 0}
"""The columns of what is judged, and the blanks behind each besides the one between columns."""
_STYLES = {
    Tone.PLAIN: "", Tone.STRONG: "bold", Tone.FAINT: "dim", Tone.URGENT: "bold red", Tone.FOR: "bold cyan",
    Tone.CARE: "bold yellow", Tone.OPEN: "bold magenta",
}  # fmt: skip
_WORD = re.compile(r"[\S\xa0]+")


def text(page: Page, width: int, *, ascii: bool = False, colour: bool = False) -> str:
    """The page as text, every line ended by a line feed."""
    shown = _coloured if colour else _plain
    return "".join(f"{shown(line)}\n" for line in _lines(page, width, ascii))


def height(page: Page, width: int) -> int:
    """How many lines the page takes."""
    return sum(1 for _ in _lines(page, width, ascii=False))


def _lines(page: Page, width: int, ascii: bool) -> Iterator[Line]:
    for part in sections(page):
        section = _Section(part, min(width, MAX_WIDTH), ascii)
        for kind, blocks in runs(part):
            lines = chain.from_iterable(map(section.one, blocks))
            yield from section.between_rules(lines) if kind is b.Urgent else lines


class _Cell(NamedTuple):
    """Text in columns of its own: where they begin, how many they are, and whether it ends at the right."""

    column: int
    width: int
    words: Line
    right: bool = False


@dataclass(frozen=True)
class _Section:
    """The fold over the blocks of one section, whose columns are as wide as the widest of what stands in them."""

    part: Page
    width: int
    ascii: bool

    def one(self, block: b.Block) -> Iterator[Line]:
        """The lines of a block."""
        match block:
            case b.Title():
                return self._placed(0, self._shown(block.words, Tone.STRONG), self._shown(block.tail))
            case b.Heading(level=1):
                return self._heading(self._shown(block.text))
            case b.Heading():
                column = (block.level - 2) * _STEP
                return self._placed(column, self._shown(block.text, Tone.STRONG), self._shown(block.tail))
            case b.Text():
                return self._paragraph(block)
            case b.Item():
                return self._item(block)
            case b.Judged():
                return self._judged(block)
            case b.Table():
                return self._table(block)
            case b.Branch():
                return self._tree(block)
            case b.Verbatim():
                return (_trimmed(self._shown(row)) for row in block.lines())
            case b.Gap():
                return iter([[]])
            case b.Urgent():
                lead = self._shown((" ", Span(block.label, Tone.URGENT)))
                return self._placed(_size(lead) + _GAP, self._shown(block.words), [], (0, lead))

    def between_rules(self, lines: Iterable[Line]) -> Iterable[Line]:
        """Lines that nobody should miss."""
        rule = self._shown("━" * self.width, Tone.URGENT)
        return rule, *lines, rule

    @cached_property
    def _leads(self) -> dict[int, int]:
        """For each depth the columns that its leads take."""
        found: dict[int, int] = {}
        for item in self.part:
            if isinstance(item, b.Item):
                width = _size(self._shown(item.lead))
                found[item.depth] = max(found.get(item.depth, 0), width if width <= _LEAD else 0)
        return found

    @cached_property
    def _columns(self) -> dict[str, int]:
        """The columns that anything judged fills; the verdict takes what the others leave, at least a few."""
        judged = [block for block in self.part if isinstance(block, b.Judged)]
        widest = {name: max(_size(self._shown(getattr(block, name))) for block in judged) for name in _JUDGED}
        most = {name: _VERDICT if name == "verdict" else self.width // 2 for name in _JUDGED}
        return {name: min(width, most[name]) + _JUDGED[name] for name, width in widest.items() if width}

    def _shown(self, words: Words, tone: Tone = Tone.PLAIN) -> Line:
        return [Span(self._characters(span.text), span.tone, span.link) for span in spans(words, tone)]

    def _characters(self, text: str) -> str:
        text = safe(text)
        return "\xa0".join(map(ascii_text, text.split("\xa0"))) if self.ascii else text

    def _heading(self, words: Line) -> Iterator[Line]:
        rest = self.width - _size(words) - 1
        rule = self._shown((" ", Span("─" * rest, Tone.FAINT))) if rest > 0 else []
        return _beside([_Cell(0, self.width, [*words, *rule])])

    def _paragraph(self, block: b.Text) -> Iterator[Line]:
        column, hang = block.depth * _STEP, block.hang * _STEP
        for place, row in enumerate(_wrapped(self._shown(block.words), self.width - column - hang)):
            yield _trimmed([Span(" " * (column + (hang if place else 0))), *row])

    def _item(self, item: b.Item) -> Iterator[Line]:
        indent, lead, body = item.depth * _STEP, self._shown(item.lead), self._shown(item.words)
        if item.marks:
            body.append(Span(f"\xa0{self._characters(item.marks)}"))
        if _size(lead) > _LEAD:
            yield from self._placed(indent, lead, [])
            lead = []
        column = indent + self._leads[item.depth] + _GAP
        yield from self._placed(column, body, self._shown(item.tail), (indent, lead))

    def _placed(self, column: int, body: Line, tail: Line, lead: tuple[int, Line] = (0, [])) -> Iterator[Line]:
        """Text in a column, its first line behind ``lead``; ``tail`` stands at the edge beside it if there is room."""
        room, (place, words) = self.width - column, lead
        beside = room - _size(tail) - _GAP if tail else room
        first, last = _Cell(place, self.width, words), _Cell(column, room, tail, right=True)
        if beside >= min(_size(body), room // 2):
            return _beside([first, _Cell(column, beside, body), last])
        return chain(_beside([first, _Cell(column, room, body)]), _beside([last]))

    def _judged(self, judged: b.Judged) -> Iterator[Line]:
        column, names = judged.depth * _STEP, list(self._columns)
        widths = _narrowed(list(self._columns.values()), self.width - column, 1)
        if "verdict" in names:
            widths[names.index("verdict")] += self.width - column - sum(widths) - len(widths) + 1
        tone = judged.tone if judged.symbol.text else Tone.PLAIN
        cells = [self._shown(getattr(judged, name), tone) for name in names]
        return _grid([cells], widths, column, 1, [place for place, name in enumerate(names) if name == "still_open"])

    def _table(self, table: b.Table) -> Iterator[Line]:
        column, gap = table.depth * _STEP, _GAP
        room, head = self.width - column, [self._shown(cell) for cell in table.head]
        rows = [*([head] if head else []), *([self._shown(cell) for cell in row] for row in table.rows)]
        widths = _widest(rows)
        if table.right and sum(widths) + gap * (len(widths) - 1) > room:
            gap, head[:] = 1, [_piece(h, 0, _SHORT) if i in table.right else h for i, h in enumerate(head)]
            widths = _widest(rows)
        widths = _shared(table.shares, room, gap) if table.shares else _narrowed(widths, room, gap)
        return _grid(rows, widths, column, gap, table.right)

    def _tree(self, root: b.Branch) -> Iterator[Line]:
        """Conditions in columns: what it is, value, test, truth; a text alone takes the first three."""
        for (depth, cells), group in groupby(b.flat(root), key=lambda row: (row[0], len(row[1].cells))):
            branches, column = [branch for _, branch in group], depth * _STEP
            if cells == 1:
                yield from chain.from_iterable(self._alone(branch, column) for branch in branches)
            else:
                rows = [[self._shown(cell) for cell in (*x.cells, x.truth, x.tag)] for x in branches]
                widths = (*_fair(rows, self.width - column - _TRUTH - _TAG - 4 * _GAP), _TRUTH, _TAG)
                yield from _grid(rows, widths, column, _GAP, (4,))

    def _alone(self, branch: b.Branch, column: int) -> Iterator[Line]:
        end = f"{self._characters(branch.truth):<{_TRUTH + _GAP}}{self._characters(branch.tag):>{_TAG}}"
        return self._placed(column, self._shown(branch.cells[0]), [Span(end)])


def _beside(cells: Sequence[_Cell], fold: bool = False) -> Iterator[Line]:
    """The lines of a row, each cell wrapped inside its own columns."""
    for pieces in zip_longest(*(_wrapped(cell.words, cell.width, fold) for cell in cells), fillvalue=[]):
        line: Line = []
        for cell, piece in zip(cells, pieces, strict=True):
            if piece:
                column = cell.column + (cell.width - _size(piece) if cell.right else 0)
                line += [Span(" " * (column - _size(line))), *piece]
        yield _trimmed(line)


def _grid(
    rows: Iterable[Sequence[Line]], widths: Sequence[int], column: int, gap: int, right: Iterable[int]
) -> Iterator[Line]:
    """Rows of cells in columns of these widths; a word that is wider than its column is cut."""
    starts, ends = list(accumulate(widths, lambda start, width: start + width + gap, initial=column)), set(right)
    for row in rows:
        cells = zip(starts, widths, row, strict=False)
        yield from _beside([_Cell(*cell, place in ends) for place, cell in enumerate(cells)], fold=True)


def _wrapped(words: Line, width: int, fold: bool = False) -> list[Line]:
    """The lines of a text, at least one, broken at blanks but not at no-break spaces.

    A word that is wider, such as an address, is cut with ``fold`` and else stays whole on a line of its own.
    """
    text = _plain(words)
    return [words] if cell_len(text) <= width else [_piece(words, *line) for line in _breaks(text, width, fold)]


def _breaks(text: str, width: int, fold: bool) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends."""
    begin = end = 0
    for start, stop in _words(text, width, fold):
        if end and cell_len(text[begin:stop]) > width:
            yield begin, end
            begin = start
        end = stop
    yield begin, end


def _words(text: str, width: int, fold: bool) -> Iterator[tuple[int, int]]:
    for word in _WORD.finditer(text):
        start = word.start()
        for piece in chop_cells(word[0], width) if fold else (word[0],):
            yield start, start + len(piece)
            start += len(piece)


def _piece(words: Line, start: int, stop: int) -> Line:
    """A part of a text with its tones and links."""
    found, place = [], 0
    for span in words:
        piece = span.text[max(0, start - place) : max(0, stop - place)]
        found += [Span(piece, span.tone, span.link)] if piece else []
        place += len(span.text)
    return found


def _trimmed(line: Line) -> Line:
    """The line without blanks at its end, and with its no-break spaces as blanks."""
    found = [Span(span.text.replace("\xa0", " "), span.tone, span.link) for span in line]
    while found and not found[-1].text.rstrip():
        found.pop()
    if found:
        found.append(Span((last := found.pop()).text.rstrip(), last.tone, last.link))
    return found


def _plain(line: Line) -> str:
    return "".join([span.text for span in line])


def _coloured(line: Line) -> str:
    """The line with the codes of a terminal; an address that is shown itself needs no link, every terminal sees it."""
    from rich.color import ColorSystem
    from rich.style import Style

    shown = ""
    for span in line:
        link = span.address if span.link != span.text else ""
        style = Style.parse(_STYLES[span.tone]) + Style(link=link or None)
        shown += style.render(span.text, color_system=ColorSystem.STANDARD)
    return shown


def _size(line: Line) -> int:
    return cell_len(_plain(line))


def _widest(rows: Iterable[Sequence[Line]]) -> list[int]:
    """For each column the size of the largest cell."""
    return [max(map(_size, column)) for column in zip_longest(*rows, fillvalue=[])]


def _narrowed(widths: Sequence[int], room: int, gap: int) -> list[int]:
    """Columns that fit the room: the widest give way."""
    found = list(widths)
    while sum(found) + gap * (len(found) - 1) > room:
        found[found.index(max(found))] -= 1
    return found


def _shared(shares: Sequence[int], room: int, gap: int) -> list[int]:
    """The room in parts; each but the last holds the gap behind it."""
    found: list[int] = []
    for place, share in enumerate(shares):
        found.append(-(-share * (room - sum(found)) // sum(shares[place:])))
    return [*(width - gap for width in found[:-1]), found[-1]]


def _fair(rows: Sequence[Sequence[Line]], room: int) -> tuple[int, int, int]:
    """Columns of fact, value and test: none narrower than its longest word if that can be, what is spare shared."""
    wanted = _widest(rows)
    fact, value, test = (
        max(cell_len(word) for row in rows for word in _WORD.findall(_plain(row[i])) or [""]) for i in range(3)
    )
    first = min(wanted[0], fact + max(0, room - fact - value - test) // 2)
    rest = room - first
    second = max(value, min(wanted[1], rest // 2), min(wanted[1], rest - wanted[2]))
    second = max(1, min(second, rest - test if value + test <= rest else rest * value // max(1, value + test)))
    return first, second, max(1, rest - second)
