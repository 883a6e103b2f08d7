"""A page in one of the formats: the only place that tells them apart.

The folds are imported where they are needed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from recurtx.markup.characters import ascii_json, ascii_text, safe_json

if TYPE_CHECKING:
    from recurtx.markup.block import Page
    from recurtx.markup.look import Look


class Format(StrEnum):
    """How a result is written; only ``terminal`` has colours, and only a terminal sees them."""

    terminal = "terminal"
    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"
    svg = "svg"
    mermaid = "mermaid"
    dot = "dot"


DRAWN = (Format.svg, Format.mermaid, Format.dot)
"""Formats of pictures; the others are of pages."""


def written(page: Page | str, format: Format, width: int = 80, *, ascii: bool = False, look: Look | None = None) -> str:
    """The page as text in a format.

    Args:
        page: blocks or, for ``json``, the document as it is serialised; both keep their meaning in every format.
        format: how to write it.
        width: columns to fill, where the format has columns.
        ascii: whether only ASCII can be shown.
        look: of ``terminal``, where that may have more than characters.
    """
    if isinstance(page, str):
        return ascii_json(safe_json(page)) if ascii else safe_json(page)
    if format is Format.html:
        from recurtx.markup.html import html

        return html(page).encode("ascii" if ascii else "utf-8", "xmlcharrefreplace").decode()
    if format in DRAWN:
        return _drawn(page, format, ascii=ascii)
    if format is Format.markdown:
        from recurtx.markup.markdown import markdown

        return "\n".join(map(ascii_text, markdown(page).split("\n"))) if ascii else markdown(page)
    from recurtx.markup.terminal import text

    return text(page, width, ascii=ascii, look=look if format is Format.terminal else None)


def _drawn(page: Page, format: Format, *, ascii: bool) -> str:
    """The picture of a page."""
    from recurtx.markup.drawing import Drawing, Strip

    picture = next(block for block in page if isinstance(block, (Drawing, Strip)))
    if format is Format.svg or isinstance(picture, Strip):
        from recurtx.markup.svg import svg

        return svg(picture).encode("ascii" if ascii else "utf-8", "xmlcharrefreplace").decode()
    from recurtx.markup.graph import dot, mermaid

    text = (mermaid if format is Format.mermaid else dot)(picture)
    return "\n".join(map(ascii_text, text.split("\n"))) if ascii else text
