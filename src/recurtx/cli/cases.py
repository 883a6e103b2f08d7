"""``recurtx cases``: published and constructed patients, for teaching and for trying recurtx out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from recurtx.cli.inputs import known_cancer, ruleset
from recurtx.cli.options import Blind, CaseArgument, FailOnDiscordant, Formats, Handout, OfCancer, Output, WithAnswers
from recurtx.cli.output import show
from recurtx.errors import ExitCode, UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.cases import Case
    from recurtx.cases.concordance import Choice
    from recurtx.markup.block import Page


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


def show_case(
    case: CaseArgument, blind: Blind = False, handout: Handout = False, answers: WithAnswers = False,
    format: Formats = Format.terminal, output: Output = None,
) -> None:  # fmt: skip
    """One case: the patient as reported, what the team did, what came of it, and what was not reported.

    Examples:

      recurtx cases show pmp-spleen-2024

      recurtx cases show pmp-spleen-2024 --blind

      recurtx cases show pmp-spleen-2024 --handout --format html --output sheet.html
    """
    from recurtx.cases import load_case
    from recurtx.pages.cases import case_page

    if answers > handout or blind + handout > 1:
        given = " ".join(name for name, on in (("--blind", blind), ("--answers", answers)) if on)
        hint = "--answers goes with --handout, and --blind with neither"
        raise UsageError.one("RTX204", "these do not go together", given, hint)
    found = load_case(case.removeprefix("case:"))
    if blind or handout:
        _sheet(found, format, output, handout=handout, answers=answers)
    else:
        show(lambda: case_page(found), lambda: found.info.model_dump(by_alias=True), format, output)


def _sheet(case: Case, format: Format, output: str | None, *, handout: bool, answers: bool) -> None:
    """A case for students: the patient alone, or a sheet, with the answers or without."""
    from recurtx.answer.document import document
    from recurtx.cases.concordance import answer_to, choices
    from recurtx.pages import handout as pages

    answer = answer_to(case, ruleset())

    def page() -> Page:
        if answers:
            return pages.answers(case, answer, choices(case, answer))
        return pages.handout(case, answer) if handout else pages.blind(case, answer)

    def data() -> dict[str, object]:
        told: dict[str, object] = {"profile": {k: v for k, v in case.info.profile.items() if k != "id"}}
        if handout:
            options = [{"id": option.id, "name": option.option.name} for option in answer.options]
            told |= {"options": options, "questions": list(pages.QUESTIONS)}
        if answers:
            assessment = document(answer).model_dump(mode="json", by_alias=True)
            told |= {"case": case.info.model_dump(by_alias=True), "assessment": assessment}
        return told

    show(page, data, format, output)


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
