"""Blocks as one HTML page that needs nothing else: no script, no font, no picture, nothing from a network.

A browser that obeys the policy in its head would load none either: of styles it takes the one whose digest is named.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.markup import block as b
from recurtx.markup.block import Tone, nested, plain, runs, spans
from recurtx.markup.characters import safe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from recurtx.markup.block import Block, Listed, Page, Words

_NAME = "recurtx"
"""What a page without a title is called."""
_FRONT = (b.Urgent, b.Title, b.Text, b.Gap)
"""What may stand at the head of a page, before its sections."""
_FEW = 3
"""Sections that need no contents."""
_DEEPEST = 6
_TO_WRITE = "_" * 10
"""How a line to write on begins; on a page it is as wide as there is room."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def html(page: Page) -> str:
    """The page as a whole document."""
    return "\n".join((*_Fold(page).document(), ""))


@cache
def _sheet() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


class _Fold:
    """The fold over the blocks of a page: which headings are open, and where each foot-note was mentioned."""

    def __init__(self, page: Page) -> None:
        named = next((plain(x.words) for x in page if isinstance(x, b.Title)), "")
        front = len(list(takewhile(lambda x: isinstance(x, _FRONT), page))) if named else 0
        self._named = named or _NAME
        self._front, body = page[:front], page[front:]
        self._body = [x for x in body if not isinstance(x, b.Foot)]
        self._feet = [x for x in body if isinstance(x, b.Foot)]
        self._notes = {x.note for x in page if isinstance(x, b.Item) and x.note}
        self._mentions: dict[int, dict[str, str]] = {}
        self._heads: dict[Sequence[int], Sequence[str]] = {}
        self._open: list[b.Heading] = []
        self._headings: list[b.Heading] = []

    def document(self) -> Iterator[str]:
        """Every line; the contents are known when the sections are written."""
        style = f"\n{_sheet()}{_running(self._named)}"
        front, main = list(self._blocks(self._front)), [*self._blocks(self._body), *self._closed(0)]
        yield from ("<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
        yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(style)}">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield from (f"<title>{_escaped(self._named)}</title>", f"<style>{style}</style>", "</head>", "<body>")
        yield from ("<header>", *(front or [f'<h1 class="hidden">{_escaped(self._named)}</h1>']), "</header>")
        yield from self._contents()
        yield from ("<main>", *main, "</main>")
        if self._feet:
            yield from ("<footer>", *(f"<p>{self._inline(foot.words)}</p>" for foot in self._feet), "</footer>")
        yield from ("</body>", "</html>")

    def _contents(self) -> Iterator[str]:
        """Links to the sections, where there are more than a few."""
        top = min((heading.level for heading in self._headings), default=0)
        found = [(place, x) for place, x in enumerate(self._headings, 1) if x.level == top]
        if len(found) > _FEW:
            links = (f'<li><a href="#s{place}">{_escaped(heading.text)}</a></li>' for place, heading in found)
            yield from ('<nav aria-label="Contents">', "<ul>", *links, "</ul>", "</nav>")

    def _blocks(self, blocks: Page) -> Iterator[str]:
        for kind, run in runs(blocks):
            if kind is b.Listed:
                yield from self._options(run) if _is_head(run[0]) else self._list(list(nested(run)))
            elif kind is b.Urgent:
                yield from ('<section class="alarm" aria-label="Urgent">', *map(self._one, run), "</section>")
            else:
                yield from (line for block in run for line in self._lines(block))

    def _lines(self, block: Block) -> Iterator[str]:
        match block:
            case b.Heading():
                yield from self._heading(block)
            case b.Table():
                yield from self._table(block)
            case b.Gap():
                pass
            case _:
                yield self._one(block)

    def _heading(self, heading: b.Heading) -> Iterator[str]:
        """A section begins, one step below that in which it lies; those that it ends are closed."""
        yield from self._closed(heading.level)
        self._open.append(heading)
        self._headings.append(heading)
        element = f"h{min(len(self._open) + 1, _DEEPEST)}"
        words = f"<span>{_escaped(heading.text)}</span>{self._classed('tail', heading.tail)}"
        headed = f'<{element} id="s{len(self._headings)}">{words}</{element}>'
        kind = ' class="sheet"' if heading.sheet else ""
        yield f"<details>\n<summary>{headed}</summary>" if heading.folds else f"<section{kind}>\n{headed}"

    def _closed(self, level: int) -> Iterator[str]:
        while self._open and self._open[-1].level >= level:
            yield "</details>" if self._open.pop().folds else "</section>"

    def _list(self, entries: Sequence[tuple[int, Listed]]) -> Iterator[str]:
        """One list in another, as deep as the entries stand."""
        open_: list[int] = []
        for level, entry in entries:
            if not open_ or level > open_[-1]:
                yield '<ul class="blocks">'
                open_.append(level)
            else:
                yield "</li>"
                while len(open_) > 1 and open_[-2] >= level:
                    yield "</ul></li>"
                    open_.pop()
                open_[-1] = level
            yield self._entry(entry)
        yield "</li></ul>" * len(open_)

    def _entry(self, entry: Listed) -> str:
        """An entry, which its list closes."""
        match entry:
            case b.Item():
                place = f' id="n{entry.note}"' if entry.note else ""
                body = f"{self._inline(entry.words)}{self._classed('marks', entry.marks)}{self._back(entry.note)}"
                lead = self._classed("lead", entry.before) or "<span></span>"
                return f'<li class="item"{place}>{lead} <span>{body}{self._classed("tail", entry.tail)}</span>'
            case b.Judged():
                name = _strong(_escaped(entry.name)) if entry.tone is Tone.STRONG else _escaped(entry.name)
                cells = (entry.verdict, entry.evidence, entry.still_open)
                tails = "".join(self._classed("tail", cell) for cell in cells)
                return f'<li class="row"><span>{self._inline(entry.symbol)} {name}</span>{tails}'
            case b.Branch():
                kind = "leaf" if len(entry.cells) > 1 else "node"
                shown = map(self._inline, (*entry.cells, entry.truth, entry.tag))
                return f'<li class="{kind}">' + " ".join(f"<span>{cell}</span>" for cell in shown)

    def _back(self, note: int) -> str:
        """Links from a foot-note back to where it is mentioned first in each chapter."""
        places = self._mentions.get(note, {}) if note else {}
        links = (
            f'<a href="#{place}" aria-label="{letter}: back to {escape(safe(chapter))}">{letter}</a>'
            for letter, (chapter, place) in zip(_LETTERS, places.items(), strict=False)
        )
        return f' <span class="back">↑ {" ".join(links)}</span>' if places else ""

    def _options(self, run: Sequence[Block]) -> Iterator[str]:
        """Judged things under the heads of their columns, each with what stands below it."""
        head = run[0]
        assert isinstance(head, b.Judged)
        heads = (head.name, plain(head.verdict), head.evidence, head.still_open)
        yield from ('<table class="options">', self._caption())
        yield "<thead><tr>" + "".join(map(_head, heads)) + "</tr></thead>"
        groups: list[tuple[b.Judged, list[tuple[int, Listed]]]] = []
        for level, entry in nested(run):
            if isinstance(entry, b.Judged) and (not level or not groups):
                groups.append((entry, []))
            elif groups:
                groups[-1][1].append((level, entry))
        for judged, below in groups:
            cells = (judged.verdict, judged.evidence, judged.still_open)
            named = f'<th scope="row">{self._inline(judged.symbol)} {_escaped(judged.name)}</th>'
            yield f"<tbody><tr>{named}{''.join(map(self._cell, cells, heads[1:]))}</tr>"
            if below:
                yield from ('<tr><td colspan="4">', *self._list(below), "</td></tr>")
            yield "</tbody>"
        yield "</table>"

    def _table(self, table: b.Table) -> Iterator[str]:
        yield from ('<table class="shares">' if table.shares else "<table>", self._caption())
        total = sum(table.shares)
        heads = table.head if any(table.head) else self._heads.get(table.shares, ()) if total else ()
        self._heads[table.shares] = heads
        yield from (f'<col class="w{max(1, round(20 * share / total)) * 5}">' for share in table.shares)
        if any(table.head):
            named = (_head(words, place in table.right) for place, words in enumerate(table.head))
            yield f"<thead><tr>{''.join(named)}</tr></thead>"
        yield "<tbody>"
        yield from (self._row(row, (*heads, *[""] * len(row)), table.right) for row in table.rows)
        yield "</tbody></table>"

    def _row(self, row: Sequence[Words], heads: Sequence[str], right: Collection[int]) -> str:
        """A row; its first cell that says something is its head."""
        named = next((place for place, cell in enumerate(row) if any(c.isalnum() for c in plain(cell))), -1)
        cells = (
            f'<th scope="row"{_right(place in right)}>{self._inline(cell)}</th>'
            if place == named
            else self._cell(cell, heads[place], place in right)
            for place, cell in enumerate(row)
        )
        return f"<tr>{''.join(cells)}</tr>"

    def _cell(self, words: Words, head: str = "", right: bool = False) -> str:
        named = f' data-head="{_escaped(head)}"' if head and words else ""
        return f"<td{named}{_right(right)}>{self._inline(words)}</td>"

    def _caption(self) -> str:
        named = self._open[-1].text if self._open else self._named
        return f'<caption class="hidden">{_escaped(named)}</caption>'

    def _one(self, block: Block) -> str:
        match block:
            case b.Title():
                return f"<h1><span>{self._inline(block.words)}</span>{self._classed('tail', block.tail)}</h1>"
            case b.Text():
                step = f' class="d{min(block.depth, 4)}"' if block.depth else ""
                return f"<p{step}>{self._inline(block.words)}</p>"
            case b.Urgent():
                return f'<p><strong class="urgent">{_escaped(block.label)}</strong> {self._inline(block.words)}</p>'
            case b.Blank():
                return '<p class="blank">' + " ".join(f"<span>{_escaped(x)}</span>" for x in block.labels) + "</p>"
            case b.Verbatim():
                return "<pre>" + "\n".join(map(self._inline, block.lines())) + "</pre>"
            case b.Judged() | b.Item() | b.Branch() | b.Heading() | b.Table() | b.Gap() | b.Foot():
                raise AssertionError(block)
        from recurtx.markup.svg import inside

        return inside(block)

    def _classed(self, name: str, words: Words) -> str:
        return f' <span class="{name}">{self._inline(words)}</span>' if words else ""

    def _inline(self, words: Words) -> str:
        """Text with its tones and links; a browser would part a dash from the word behind a no-break space."""
        return "".join(map(self._span, spans(words))).replace("–\xa0", "–&#8288;\xa0")

    def _span(self, span: b.Span) -> str:
        if span.text.startswith(_TO_WRITE) and not span.text.strip("_"):
            return '<span class="write"></span>'
        text = _escaped(span.text)
        if span.note in self._notes:
            return f'<a href="#n{span.note}"{self._mention(span.note)}>{text}</a>'
        if span.tone is Tone.STRONG:
            text = _strong(text)
        elif span.tone is not Tone.PLAIN:
            text = f'<span class="{span.tone.value}">{text}</span>'
        return f'<a href="{escape(span.link)}">{text}</a>' if span.address else text

    def _mention(self, note: int) -> str:
        """The place of a mark that is the first of its chapter; others need none."""
        chapter = self._open[min(len(self._open), 2) - 1].text if self._open else self._named
        known = self._mentions.setdefault(note, {})
        if chapter in known:
            return ""
        known[chapter] = f"m{note}-{len(known) + 1}"
        return f' id="{known[chapter]}"'


def _is_head(block: Block) -> bool:
    """Whether it is the head of the columns of what is judged below it."""
    return isinstance(block, b.Judged) and not block.symbol.text


def _head(words: str, right: bool = False) -> str:
    return f'<th scope="col"{_right(right)}>{_escaped(words)}</th>' if words else "<td></td>"


def _right(right: bool) -> str:
    return ' class="right"' if right else ""


def _strong(text: str) -> str:
    return f"<strong>{text}</strong>"


def _policy(style: str) -> str:
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _running(named: str) -> str:
    """The title and the number of the page at the foot of each printed sheet: loose sheets are told apart."""
    said = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in safe(named))
    return (
        f'@page {{ @bottom-left {{ content: "{said}"; font: 8pt sans-serif }} '
        '@bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif } }\n'
    )


def _escaped(text: str) -> str:
    return escape(safe(text))
