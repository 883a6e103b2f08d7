"""Blocks as one HTML page that needs nothing else: no script, no font, no picture, nothing from a network."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from recurtx.markup import block as b
from recurtx.markup.block import Tone, nested, plain, runs, sections, spans
from recurtx.markup.characters import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.markup.block import Block, Page, Words

_STYLE = """\
body { font: 1rem/1.5 sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; border-bottom: 1px solid #bbb; margin-top: 2rem }
h3, h4, h5, h6 { font-size: 1rem; margin-bottom: 0 }
ul { list-style: none; padding-left: 1.2rem; margin: .3rem 0 } main > section > ul { padding-left: 0 }
table { border-collapse: collapse } th, td { text-align: left; vertical-align: top; padding: .1rem 1rem .1rem 0 }
.right { text-align: right } .tail { font-weight: normal; padding-left: 1.5rem } .cell { padding-right: 1rem }
figure { width: max-content; max-width: calc(100vw - 3rem); overflow-x: auto; margin: 1rem 0 }
figure { position: relative; left: 50%; transform: translateX(-50%) }
@media print { figure { max-width: 100%; left: 0; transform: none } figure svg { max-width: 100%; height: auto } }
.urgent { color: #b00020 } aside { border: solid #b00020; border-width: 3px 0; padding: .5rem 0 }
.for { color: #00707f } .care { color: #8a5a00 } .open { color: #8c1d8c } .for, .care, .open { font-weight: bold }
"""


def html(page: Page) -> str:
    """The page as a whole document."""
    named = next((plain(x.words) for x in page if isinstance(x, b.Title)), "")
    named = named or next((x.text for x in page if isinstance(x, b.Heading)), "")
    return "\n".join([
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_escaped(named)}</title>",
        f"<style>\n{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *(line for part in sections(page) for line in _section(part)),
        "</main>",
        "</body>",
        "</html>",
        "",
    ])  # fmt: skip


def _section(part: list[Block]) -> Iterator[str]:
    yield "<section>"
    for kind, blocks in runs(part):
        if kind is b.Listed:
            yield from _list(blocks)
        else:
            element = ("<aside>", "</aside>") if kind is b.Urgent else ("", "")
            yield from filter(None, (element[0], *map(_part, blocks), element[1]))
    yield "</section>"


def _list(blocks: Iterable[Block]) -> Iterator[str]:
    """One list in another, as deep as the entries stand."""
    open_ = -1
    for level, entry in nested(blocks):
        yield "<ul>" if level > open_ else "</li>" + "</ul></li>" * (open_ - level)
        yield f"<li>{_part(entry)}"
        open_ = level
    yield "</li></ul>" * (open_ + 1)


def _part(block: Block) -> str:
    match block:
        case b.Title():
            return f"<h1>{_inline(block.words)}{_classed('tail', block.tail)}</h1>"
        case b.Heading():
            level = min(block.level + 1, 6)
            return f"<h{level}>{_escaped(block.text)}{_classed('tail', block.tail)}</h{level}>"
        case b.Text():
            return f"<p>{_inline(block.words)}</p>"
        case b.Urgent():
            return f'<p><strong class="urgent">{_escaped(block.label)}</strong> {_inline(block.words)}</p>'
        case b.Item():
            marks, tail = _classed("marks", block.marks), _classed("tail", block.tail)
            return f"{_inline(block.before)} {_inline(block.words)}{marks}{tail}"
        case b.Judged():
            cells = (_classed("tail", cell) for cell in (block.verdict, block.evidence, block.still_open))
            return f"{_inline(block.symbol)} <strong>{_escaped(block.name)}</strong>{''.join(cells)}"
        case b.Branch():
            return "".join(_classed("cell", cell) for cell in (*block.cells, block.truth, block.tag)).lstrip()
        case b.Table():
            return "\n".join(_table(block))
        case b.Verbatim():
            return "<pre>" + "\n".join(map(_inline, block.lines())) + "</pre>"
        case b.Gap():
            return ""
        case _:
            from recurtx.markup.svg import inside

            return inside(block)


def _table(table: b.Table) -> Iterator[str]:
    yield "<table>"
    if table.head:
        yield f"<thead><tr>{''.join(_cell('th', x, i in table.right) for i, x in enumerate(table.head))}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        yield f"<tr>{''.join(_cell('td', x, i in table.right) for i, x in enumerate(row))}</tr>"
    yield "</tbody></table>"


def _cell(element: str, words: Words, right: bool) -> str:
    place = ' class="right"' if right else ""
    return f"<{element}{place}>{_inline(words)}</{element}>"


def _classed(name: str, words: Words) -> str:
    return f' <span class="{name}">{_inline(words)}</span>' if words else ""


def _inline(words: Words) -> str:
    return "".join(map(_span, spans(words)))


def _span(span: b.Span) -> str:
    text = _escaped(span.text)
    if span.tone is Tone.STRONG:
        text = f"<strong>{text}</strong>"
    elif span.tone is not Tone.PLAIN:
        text = f'<span class="{span.tone.value}">{text}</span>'
    return f'<a href="{escape(span.link)}">{text}</a>' if span.address else text


def _escaped(text: str) -> str:
    return escape(safe(text))
