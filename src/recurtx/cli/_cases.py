"""``recurtx cases``: published patients, for teaching and for trying recurtx out."""

from __future__ import annotations

from typing import Annotated

import typer

from recurtx.errors import ExitCode

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


@app.command("run")
def run(
    fail_on_discordant: Annotated[
        bool, typer.Option("--fail-on-discordant", help="Leave with exit code 1 if the rules stop what a team chose.")
    ] = False,
) -> None:
    """What each team chose beside what the rules say: concordant, open, discordant or outside, with the reason.

    Example:

      recurtx cases run
    """
    from recurtx.cases import Concordance, bundled_cases, compare, load_case
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, width
    from recurtx.render._cases import concordance_lines

    rules = ruleset()
    compared = [(case, compare(case, rules)) for case in (load_case(name) for name in bundled_cases())]
    emit(concordance_lines(compared, width()))
    discordant = any(
        c.concordance is Concordance.DISCORDANT for case, choices in compared for c in choices if not case.info.control
    )
    if discordant and fail_on_discordant:
        raise typer.Exit(ExitCode.FOUND)
