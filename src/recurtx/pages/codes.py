"""What codes mean: one, or the closed list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.codes import Level
from recurtx.markup.block import Heading, Item, Text, Title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.codes import Code
    from recurtx.markup.block import Block, Page

_LEVELS = {
    Level.ERROR: "an error: nothing is done before it is mended",
    Level.FINDING: "a finding: the rules run, and the check fails",
    Level.NOTE: "a note: counted, and shown and a failure with --strict",
}
_LEAD = """What recurtx finds wrong has a code, and a code keeps its meaning for ever. An entry of the rules may allow a
finding or a note to stand, with a reason: allow: [{code: RTX062, reason: ...}]; one that is not found any more is
itself a finding."""


def code_page(name: str, code: Code) -> Page:
    """One code under its headings."""
    return [Title(name), *_told(code)]


def codes_page(groups: Mapping[str, Mapping[str, Code]]) -> Page:
    """Every code, by what they are about."""
    page: list[Block] = [Title("Codes"), Text(" ".join(_LEAD.split()))]
    for group, codes in groups.items():
        page.append(Heading(group))
        page += [block for name, code in codes.items() for block in (Heading(name, 2), *_told(code))]
    return page


def _told(code: Code) -> Iterator[Block]:
    level = _LEVELS[code.level] + ("" if code.allowed or code.level is Level.ERROR else "; it cannot be allowed")
    for lead, text in (
        ("what", code.what), ("why", code.why), ("example", code.example), ("mend", code.mend), ("level", level),
    ):  # fmt: skip
        yield Item(f"{lead}:", text)
