"""Parts of the pages that hold two sides against each other: names in a row, a verdict, what was above what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import Verdict
from recurtx.answer.phrases import VERDICTS, join_up_to
from recurtx.markup.block import Heading, Item, Span, Text, Tone
from recurtx.pages.parts import symbol
from recurtx.profile import VOCABULARY
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.markup.block import Block, Page, Words
    from recurtx.ruleset import Option

_ROOM = 60
"""Characters for the facts that an open verdict turns on."""


def option_name(option: Option) -> str:
    """The name of an option inside a list: ways with a small letter."""
    return option.name if option.parent is None else lower(option.name)


def listed(names: Sequence[str], most: int = 3) -> str:
    """Names in a row; of more than one above ``most`` the first, and how many more there are."""
    shown = list(names[:most]) if len(names) > most + 1 else list(names)
    if len(shown) < len(names):
        shown.append(f"{len(names) - len(shown)} more")
    comma, last = ("; ", "; and ") if any("," in name for name in shown) else (", ", " and ")
    return shown[0] if len(shown) == 1 else f"{comma.join(shown[:-1])}{last}{shown[-1]}"


def counted(number: int, one: str) -> str:
    """``1 rule``, ``2 rules``."""
    return f"{number} {one if number == 1 else one + 's'}"


def verb(number: int, many: str) -> str:
    """``turns`` of one, ``turn`` of several."""
    return f"{many}s" if number == 1 else many


def verdict_words(verdict: Verdict, missing: Sequence[str]) -> Words:
    """Symbol and words of a verdict; an open one names the facts that it turns on."""
    words = VERDICTS[verdict]
    if verdict is Verdict.NEEDS_INFORMATION:
        names = [VOCABULARY[p].short if p in VOCABULARY else p for p in missing]
        words = f"Turns on {join_up_to(names, _ROOM, ', ') if names else 'its scope'}"
    return symbol(verdict), f" {words}"


def marked(name: str, identifier: str, before: str = "") -> Item:
    """Something that differs: what became of it, its name, its id in brackets."""
    return Item("▸", (before, Span(name, Tone.STRONG), f" [{identifier}]"), 0)


def was_and_now(before: Words | None, after: Words | None) -> list[Block]:
    """What was above what is now; None is left out."""
    return [Item(lead, words, 2) for lead, words in (("was", before), ("now", after)) if words is not None]


def section(title: str, blocks: Page, empty: str) -> list[Block]:
    """A section that says so where it is empty."""
    return [Heading(title), *(blocks or [Text(empty, 1)])]
