"""``recurtx cases``: published patients, for teaching and for trying recurtx out."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["app"]

app = typer.Typer(
    help="Published cases: what was reported and what the team did.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def list_cases() -> None:
    """Every bundled case in one line.

    Example:

      recurtx cases list
    """
    from recurtx.cases import bundled_cases, load_case
    from recurtx.cli._output import emit, width
    from recurtx.render._cases import list_lines

    emit(list_lines([load_case(name) for name in bundled_cases()], width()))


@app.command("show")
def show(case: Annotated[str, typer.Argument(metavar="CASE", help="The id of a case.")]) -> None:
    """One case: the patient as reported, what the team did, what came of it, and what was not reported.

    Example:

      recurtx cases show pmp-spleen-2024
    """
    from recurtx.cases import load_case
    from recurtx.cli._output import emit, width
    from recurtx.render._cases import case_lines

    emit(case_lines(load_case(case.removeprefix("case:")), width()))
