"""What is preferred, and what chose it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.markup.block import Gap, Heading, Item, Span, Table, Text, Title, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recurtx.markup.block import Block, Page

_SYMBOLS = {"fine": Span("+", Tone.FOR), "note": Span("~", Tone.CARE), "broken": Span("×", Tone.URGENT)}


def config_page(keys: Sequence[Mapping[str, Any]]) -> Page:
    """Each key with its value, what chose it, and what it may be."""
    rows = [
        (key["key"], Span("not set" if key["value"] is None else f"{key['value']}" or "none", Tone.STRONG),
         key["from"] or "", f"{key['what']}: {key['allowed']}")
        for key in keys
    ]  # fmt: skip
    return [Title("Configuration"), Gap(), Table(rows, ("key", "value", "from", "what it may be"))]


def doctor_page(found: Mapping[str, Sequence[Mapping[str, str]]]) -> Page:
    """What was looked at, part by part, with what is broken or could be better and how."""
    page: list[Block] = [Title("Doctor")]
    for part, looked in found.items():
        page += [Gap(), Heading(part)]
        for one in looked:
            page.append(Item((_SYMBOLS[one["state"]], f" {one['what']}"), one["said"], 1))
            page += [Item("", one["help"], 1)] if one["help"] else []
    worst = [one for looked in found.values() for one in looked if one["state"] == "broken"]
    return [*page, Gap(), Text(f"{len(worst)} broken" if worst else "Nothing is broken.")]
