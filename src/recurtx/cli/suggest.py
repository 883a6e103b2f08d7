"""``recurtx suggest``: the options for one patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.cli.files import file_of, keep, same_file, save
from recurtx.cli.inputs import assessment, find_option
from recurtx.cli.options import (
    Brief,
    NoPresume,
    Options,
    Output,
    ProfileArgument,
    Receipt,
    Sets,
    Step,
    SuggestFormat,
    SuggestFormats,
    Verbose,
    Watch,
    WhyNot,
)
from recurtx.cli.output import emit, room, warn, width
from recurtx.errors import UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recurtx.answer import Answer
    from recurtx.markup.block import Page

_LETTER = "--format letter"
"""The page that is asked for as a format."""


def suggest(
    profile: ProfileArgument = None, sets: Sets = None, format: SuggestFormats = SuggestFormat.terminal,
    output: Output = None, option: Options = None, brief: Brief = False, why_not: WhyNot = False, step: Step = False,
    verbose: Verbose = False, no_presume: NoPresume = False, receipt: Receipt = None,
    watch: Watch = False,
) -> None:  # fmt: skip
    """Show every option: what can be offered, if what, and what not.

    Examples:

      recurtx suggest patient.yaml

      recurtx suggest case:pmp-spleen-2024 --set patient.ecog=1 --brief

      recurtx suggest patient.yaml --why-not

      recurtx suggest patient.yaml --step

      recurtx suggest patient.yaml --format letter

      recurtx suggest --set cancer.type=ovarian --format json

      recurtx suggest patient.yaml --receipt receipt.json

      recurtx suggest patient.yaml --watch
    """
    pages = {"--brief": brief, "--why-not": why_not, "--step": step, _LETTER: format is SuggestFormat.letter}
    kind, form = _kind(pages, option, verbose=verbose), Format.text if pages[_LETTER] else Format(format.value)
    keep(file_of(profile), output)
    _keep_apart(receipt, profile, output)
    from recurtx.profile import UNDERSTOOD

    answer = assessment(profile, sets, no_presume=no_presume)
    only = frozenset[str]().union(*(_family(answer, find_option(answer, name).id) for name in option or ()))
    told = form is not Format.json and not (brief or why_not or step)
    warn(w for w in answer.warnings if not (told and w.startswith(UNDERSTOOD)))
    if receipt is not None:
        from recurtx.answer.receipt import receipt_of, receipt_text

        save(receipt_text(receipt_of(answer, presume=not no_presume)), receipt, "--receipt")
    emit(_stepped(answer, form, verbose=verbose) if step else _result(answer, only, form, kind), output, form)


def _kind(pages: Mapping[str, bool], option: Sequence[str] | None, *, verbose: bool) -> str:
    """The page that is wanted, as its option without the dashes; empty for that of the answer.

    Raises:
        UsageError: RTX204 different pages are wanted at once, or a part of one that is whole.
    """
    wanted = [name for name, on in pages.items() if on]
    given = [*wanted, *(["--verbose"] if verbose and wanted != ["--step"] else [])]
    if len(given) > 1:
        raise UsageError.one("RTX204", "these show different pages", " ".join(given), "give one of them")
    if option and "--step" in given:
        raise UsageError.one("RTX204", "--step shows every option", f"--option {option[0]}", "leave it out")
    return given[0].removeprefix("--") if given else ""


def _stepped(answer: Answer, format: Format, *, verbose: bool) -> Page | str:
    """The answer built up factor by factor, as a document or as a page."""
    from recurtx.answer.stages import by_factor, stages_document

    if format is Format.json:
        from recurtx.answer.document import json_text

        return json_text(stages_document(answer, by_factor(answer)))
    from recurtx.pages.stages import step_page

    return step_page(answer, by_factor(answer), verbose=verbose)


def _family(answer: Answer, name: str) -> frozenset[str]:
    """The option at the top that an option belongs to, with all its ways."""
    lineage = answer.ruleset.lineage(name)
    return answer.ruleset.family(lineage[-1].id if lineage else name)


def _keep_apart(receipt: str | None, profile: str | None, output: str | None) -> None:
    """Refuse a receipt in the place of the profile or of the answer.

    Raises:
        UsageError: RTX166 it would be written over one of them.
    """
    for other, what in ((file_of(profile), "the profile that it is made from"), (output, "the answer")):
        if same_file(other, receipt):
            message = f"the receipt would be written over {what}, `{other}`"
            raise UsageError.one("RTX166", message, f"--receipt {receipt}", "name another file")


def _result(answer: Answer, only: frozenset[str], format: Format, kind: str) -> Page | str:
    """The answer as a document, or as the page of a kind; a document of text holds every argument."""
    if format is Format.json:
        from recurtx.answer.document import document, json_text

        return json_text(document(answer, only))
    if kind == _LETTER.removeprefix("--"):
        from recurtx.pages.letter import letter

        return letter(answer, width(), only)
    if kind == "why-not":
        from recurtx.pages.why_not import why_not

        return why_not(answer, only)
    from recurtx.pages.suggest import brief, suggest, suggest_all

    if kind == "brief":
        return brief(answer, room(format), only)
    if format is Format.html:
        from recurtx.pages.report import report

        return report(answer, only)
    one_screen = format in (Format.terminal, Format.text) and kind != "verbose"
    return (suggest if one_screen else suggest_all)(answer, room(format), only)
