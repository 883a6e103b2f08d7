"""``recurtx cases``: published patients, for teaching and for trying recurtx out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recurtx.cli._options import Formats, Output
from recurtx.errors import ExitCode
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.cases import Choice

app = typer.Typer(
    help="Published cases: what was reported and what the team did.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def list_cases(format: Formats = Format.terminal, output: Output = None) -> None:
    """Every bundled case in one line.

    Example:

      recurtx cases list
    """
    from recurtx.answer.catalogue import data_text
    from recurtx.cases import bundled_cases, load_case
    from recurtx.cli._output import emit
    from recurtx.pages.cases import case_list

    cases = [load_case(name) for name in bundled_cases()]
    rows = [{"id": case.id, "title": case.info.title} for case in cases]
    emit(data_text({"cases": rows}) if format is Format.json else case_list(cases), output, format)


@app.command("show")
def show(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The id of a case.")],
    format: Formats = Format.terminal,
    output: Output = None,
) -> None:
    """One case: the patient as reported, what the team did, what came of it, and what was not reported.

    Example:

      recurtx cases show pmp-spleen-2024
    """
    from recurtx.answer.catalogue import data_text
    from recurtx.cases import load_case
    from recurtx.cli._output import emit
    from recurtx.pages.cases import case_page

    found = load_case(case.removeprefix("case:"))
    data = found.info.model_dump(by_alias=True)
    emit(data_text(data) if format is Format.json else case_page(found), output, format)


@app.command("run")
def run(
    fail_on_discordant: Annotated[
        bool, typer.Option("--fail-on-discordant", help="Leave with exit code 1 if the rules stop what a team chose.")
    ] = False,
    format: Formats = Format.terminal,
    output: Output = None,
) -> None:
    """What each team chose beside what the rules say: concordant, open, discordant or outside, with the reason.

    Example:

      recurtx cases run
    """
    from recurtx.answer.catalogue import data_text
    from recurtx.cases import Concordance, bundled_cases, compare, load_case
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit
    from recurtx.pages.cases import concordance_page

    rules = ruleset()
    compared = [(case, compare(case, rules)) for case in map(load_case, bundled_cases())]
    choices = [choice for _, found in compared for choice in found]
    data = {"choices": [_row(choice) for choice in choices]}
    emit(data_text(data) if format is Format.json else concordance_page(compared), output, format)
    discordant = any(c.concordance is Concordance.DISCORDANT for c in choices if not c.case.info.control)
    if discordant and fail_on_discordant:
        raise typer.Exit(ExitCode.FOUND)


def _row(choice: Choice) -> dict[str, object]:
    verdict = choice.judged.verdict.value if choice.judged else None
    return {
        "case": choice.case.id, "control": choice.case.info.control, "option": choice.option, "verdict": verdict,
        "concordance": choice.concordance.value,
    }  # fmt: skip
