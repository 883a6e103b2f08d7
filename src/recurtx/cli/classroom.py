"""``recurtx cases replay``: a case fact after fact, for a class."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from recurtx.cli.inputs import ruleset
from recurtx.cli.options import CaseArgument, Formats, Order, Orders, Output, Pause
from recurtx.cli.output import emit
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.markup.block import Page

_PROMPT = "-- a key goes on, q ends --"


def replay(
    case: CaseArgument, order: Orders = Order.vocabulary, pause: Pause = False, format: Formats = Format.terminal,
    output: Output = None,
) -> None:  # fmt: skip
    """One case fact after fact, with the verdicts as they turn, and by which rules.

    Examples:

      recurtx cases replay pmp-spleen-2024

      recurtx cases replay pmp-spleen-2024 --pause
    """
    from recurtx.answer.stages import fact_by_fact, stages_document
    from recurtx.cases import load_case
    from recurtx.cases.concordance import answer_to

    found = load_case(case.removeprefix("case:"))
    answer = answer_to(found, ruleset())
    stages = fact_by_fact(answer, found.paths if order is Order.file else ())
    if format is Format.json:
        from recurtx.answer.document import json_text

        emit(json_text(stages_document(answer, stages)), output, format)
        return
    from recurtx.pages.stages import replay_page

    pages = replay_page(answer, stages, f"Fact after fact · {found.id}")
    if pause and output is None and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        _one_by_one(pages, format)
    else:
        emit([block for page in pages for block in page], output, format)


def _one_by_one(pages: Sequence[Page], format: Format) -> None:
    """The parts of a page, each after a key was pressed; Ctrl-C, Ctrl-D and `q` end it."""
    from dataclasses import replace

    from recurtx.cli.state import UNDER_WAY, settings

    before = UNDER_WAY.set(replace(settings(), no_pager=True))
    try:
        for number, page in enumerate(pages):
            if number and _key() in ("q", "Q", "\x04"):
                return
            emit(page, None, format)
    finally:
        UNDER_WAY.reset(before)


def _key() -> str:
    """A key pressed at the terminal, which is not shown."""
    sys.stderr.write(_PROMPT)
    sys.stderr.flush()
    try:
        return typer.getchar()
    except EOFError:
        return "q"
    finally:
        sys.stderr.write(f"\r{' ' * len(_PROMPT)}\r")
        sys.stderr.flush()
