"""``recurtx next``: what to find out next."""

from __future__ import annotations

from recurtx.cli.files import file_of, keep
from recurtx.cli.inputs import assessment
from recurtx.cli.options import Formats, NoPresume, Output, ProfileArgument, Sets
from recurtx.cli.output import emit
from recurtx.markup.write import Format


def next_(
    profile: ProfileArgument = None, sets: Sets = None, format: Formats = Format.terminal, output: Output = None,
    no_presume: NoPresume = False,
) -> None:  # fmt: skip
    """What to find out next: which unrecorded facts would settle which options, and what each answer would mean.

    Example:

      recurtx next case:pmp-spleen-2024
    """
    keep(file_of(profile), output)
    answer = assessment(profile, sets, no_presume=no_presume)
    if format is Format.json:
        from recurtx.answer.document import json_text, next_document

        emit(json_text(next_document(answer)), output, format)
    else:
        from recurtx.pages.next import next_page

        emit(next_page(answer), output, format)
