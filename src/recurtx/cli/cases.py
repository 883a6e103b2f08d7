"""``recurtx cases``: published and constructed patients, for teaching and for trying recurtx out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from recurtx.cli.inputs import known_cancer, ruleset
from recurtx.cli.options import CaseArgument, FailOnDiscordant, Formats, OfCancer, Output
from recurtx.cli.output import show
from recurtx.errors import ExitCode
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.cases.concordance import Choice


def list_cases(cancer: OfCancer = None, format: Formats = Format.terminal, output: Output = None) -> None:
    """Every bundled case with its cancer, the sites of the recurrence and what it is about.

    Examples:

      recurtx cases list

      recurtx cases list --cancer ovarian
    """
    from recurtx.cases import all_cases, load_case
    from recurtx.pages.cases import case_list

    cancer = known_cancer(cancer, ruleset().names) if cancer else None
    every = [load_case(name) for name in all_cases()]
    cases = [case for case in every if cancer in (None, case.cancer)]
    keys = ("id", "title", "constructed")
    rows = [{k: getattr(c.info, k) for k in keys} | {"cancer": c.cancer, "sites": c.sites} for c in cases]
    show(lambda: case_list(cases), lambda: {"cases": rows}, format, output)


def show_case(case: CaseArgument, format: Formats = Format.terminal, output: Output = None) -> None:
    """One case: the patient as reported, what the team did, what came of it, and what was not reported.

    Example:

      recurtx cases show pmp-spleen-2024
    """
    from recurtx.cases import load_case
    from recurtx.pages.cases import case_page

    found = load_case(case.removeprefix("case:"))
    show(lambda: case_page(found), lambda: found.info.model_dump(by_alias=True), format, output)


def run(fail_on_discordant: FailOnDiscordant = False, format: Formats = Format.terminal, output: Output = None) -> None:
    """What each team chose beside what the rules say, and what its report leaves open.

    Example:

      recurtx cases run
    """
    from recurtx.cases import bundled_cases, load_case
    from recurtx.cases.concordance import Concordance, compare
    from recurtx.pages.cases import concordance_page

    rules = ruleset()
    compared = [(case, compare(case, rules)) for case in map(load_case, bundled_cases())]
    choices = [choice for _, found in compared for choice in found]
    show(lambda: concordance_page(compared), lambda: {"choices": list(map(_row, choices))}, format, output)
    if any(choice.concordance is Concordance.DISCORDANT for choice in choices) and fail_on_discordant:
        raise typer.Exit(ExitCode.FOUND)


def _row(choice: Choice) -> dict[str, object]:
    from recurtx.answer.becoming import sentence

    judged = choice.judged
    verdict = judged.verdict.value if judged else None
    return {
        "case": choice.case.id, "control": choice.case.info.control, "option": choice.option, "verdict": verdict,
        "concordance": choice.concordance.value,
        "becomes": sentence(judged) if judged and judged.becomes else None,
    }  # fmt: skip
