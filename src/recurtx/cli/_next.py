"""``recurtx next``: what to find out next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from recurtx.cli._options import Formats, NoPresume, Output, ProfileArgument, Sets
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.markup.block import Page


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("next")(next_)


def next_(
    profile: ProfileArgument = None,
    sets: Sets = None,
    format: Formats = Format.terminal,
    output: Output = None,
    no_presume: NoPresume = False,
) -> None:
    """What to find out next: which unrecorded facts would settle which options, and what each answer would mean.

    Example:

      recurtx next case:pmp-spleen-2024
    """
    from recurtx.cli._inputs import assessment
    from recurtx.cli._output import emit, keep_profile

    keep_profile(profile, output)
    answer = assessment(profile, sets, no_presume=no_presume)
    page: Page | str
    if format is Format.json:
        from recurtx.answer.document import json_text, next_document

        page = json_text(next_document(answer))
    else:
        from recurtx.pages.next import next_page

        page = next_page(answer)
    emit(page, output, format)
