"""``recurtx suggest``: the options for one patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recurtx.cli._options import Formats, NoPresume, Output, ProfileArgument, Sets, Verbose
from recurtx.errors import UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.answer import Answer
    from recurtx.markup.block import Page


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("suggest")(suggest)


def suggest(
    profile: ProfileArgument = None,
    sets: Sets = None,
    format: Formats = Format.terminal,
    output: Output = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="ID", help="Only this option. Repeatable.", show_default=False),
    ] = None,
    verbose: Verbose = False,
    no_presume: NoPresume = False,
    receipt: Annotated[
        str | None,
        typer.Option(
            "--receipt",
            metavar="FILE",
            help="Write the answer with all that it came from, for `recurtx replay`.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show every option with its verdict, the reason that decides, the evidence, and what is still open.

    Examples:

      recurtx suggest patient.yaml

      recurtx suggest case:pmp-spleen-2024 --set patient.ecog=1

      recurtx suggest --set cancer.type=ovarian --format json

      recurtx suggest patient.yaml --receipt receipt.json
    """
    from recurtx.cli._inputs import assessment, find_option
    from recurtx.cli._output import keep_profile, note

    keep_profile(profile, output)
    _keep_apart(receipt, profile, output)
    answer = assessment(profile, sets, no_presume=no_presume)
    only = frozenset[str]().union(*(_family(answer, find_option(answer, name).id) for name in option or ()))
    for warning in answer.warnings:
        note(f"warning: {warning}")
    if receipt is not None:
        _write_receipt(answer, receipt, presume=not no_presume)
    _write(answer, only, format, output, verbose=verbose)


def _family(answer: Answer, name: str) -> frozenset[str]:
    """The option at the top that an option belongs to, with all its ways."""
    lineage = answer.ruleset.lineage(name)
    return answer.ruleset.family(lineage[-1].id if lineage else name)


def _keep_apart(receipt: str | None, profile: str | None, output: str | None) -> None:
    """Refuse a receipt in the place of the profile or of the answer.

    Raises:
        UsageError: RTX166 it would be written over one of them.
    """
    if receipt is None:
        return
    from recurtx.cli._output import same_file

    profile = None if profile is None or profile == "-" or profile.startswith("case:") else profile
    for other, what in ((profile, "the profile that it is made from"), (output, "the answer")):
        if other is not None and same_file(receipt, other):
            message = f"the receipt would be written over {what}, `{other}`"
            raise UsageError.one("RTX166", message, f"--receipt {receipt}", "name another file")


def _write_receipt(answer: Answer, receipt: str, *, presume: bool) -> None:
    from recurtx.answer.receipt import receipt_of, receipt_text
    from recurtx.cli._output import save

    save(receipt_text(receipt_of(answer, presume=presume)), receipt, "--receipt")


def _write(answer: Answer, only: frozenset[str], format: Format, output: str | None, *, verbose: bool) -> None:
    from recurtx.cli._output import emit, room

    page: Page | str
    if format is Format.json:
        from recurtx.answer.document import document, json_text

        page = json_text(document(answer, only))
    else:
        from recurtx.pages.suggest import suggest, suggest_all

        one_screen = format in (Format.terminal, Format.text) and not verbose
        page = (suggest if one_screen else suggest_all)(answer, room(format), only)
    emit(page, output, format)
