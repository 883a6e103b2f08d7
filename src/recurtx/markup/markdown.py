"""Blocks as Markdown, for a letter or a class: nothing in a text becomes markup or HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recurtx.markup import block as b
from recurtx.markup.block import Tone, nested, plain, runs, spans
from recurtx.markup.characters import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.markup.block import Block, Page, Words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LEADING = re.compile(r"\A(\d{1,9}(?=[.)])|(?=[-+]|=+\s*\Z))(.)")
"""What makes a list or a heading of a line that begins with it or is all of it; blanks in front make code of it,
and are taken off."""


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is: nothing in it is markup or HTML."""
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", safe(text)).lstrip(" "))


def markdown(page: Page) -> str:
    """The page; an empty line stands between its parts."""
    found: list[str] = []
    for kind, blocks in runs(page):
        found += ["\n".join(_entries(blocks))] if kind is b.Listed else map(_part, blocks)
    return "\n\n".join(filter(None, found)) + "\n"


def _entries(blocks: Iterable[Block]) -> Iterator[str]:
    """One list in another; what says nothing is no entry."""
    return (f"{'  ' * level}- {text}" for level, entry in nested(blocks) if (text := _part(entry)))


def _part(block: Block) -> str:
    match block:
        case b.Title():
            return f"# {_headed(block.words, block.tail)}"
        case b.Heading():
            return f"{'#' * min(block.level + 1, 6)} {_headed(block.text, block.tail)}"
        case b.Text() | b.Foot():
            return _inline(block.words)
        case b.Urgent():
            return f"> **{escape_markdown(block.label)}** {_inline(block.words)}"
        case b.Item():
            tail = f" ({_inline(block.tail)})" if block.tail else ""
            return f"{_inline(block.before)} {_inline(block.words)} {_inline(block.marks)}".strip() + tail
        case b.Judged():
            return _judged(block)
        case b.Branch():
            cells = filter(None, map(_inline, (*block.cells, block.truth, block.tag)))
            return (" " if len(block.cells) == 1 else " · ").join(cells)
        case b.Table():
            return "\n".join(_table(block))
        case b.Verbatim():
            return _fenced("\n".join(map(plain, block.lines())))
        case b.Blank():
            return "  \n".join(f"{escape_markdown(label)}: {escape_markdown('_' * 30)}" for label in block.labels)
        case b.Gap():
            return ""
        case _:
            return "\n".join(_entries(block.told()))


def _judged(judged: b.Judged) -> str:
    name = f"{_inline(judged.symbol)} **{escape_markdown(judged.name.strip())}**".strip()
    rest = [_inline(text) for text in (judged.verdict, judged.evidence, judged.still_open) if text]
    return f"{name}: {' · '.join(rest)}" if rest else name


def _headed(words: Words, tail: Words) -> str:
    return escape_markdown(": ".join(text for text in (plain(words), plain(tail)) if text))


def _inline(words: Words) -> str:
    return _LEADING.sub(r"\1\\\2", "".join(map(_span, spans(words))).lstrip(" "))


def _span(span: b.Span) -> str:
    text = _SPECIAL.sub(r"\\\1", safe(span.text))
    if span.address and not set("<>\\") & set(span.address):
        address = span.link.replace("&", "&amp;")
        return f"<{span.link}>" if span.text == span.link else f"[{text}](<{address}>)"
    core = text.strip()
    if span.tone in (Tone.STRONG, Tone.URGENT) and core:
        return text.replace(core, f"**{core}**", 1)
    return text


def _table(table: b.Table) -> Iterator[str]:
    width = max((len(row) for row in (table.head, *table.rows)), default=0)
    rule = ["---:" if place in table.right else "---" for place in range(width)]
    for row in ([plain(cell) for cell in table.head], rule, *table.rows):
        cells = row if row is rule else [_inline(cell) for cell in row]
        yield "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *(safe(line) for line in text.split("\n")), fence])
