"""``recurtx suggest``: the options for one patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recurtx.cli._options import Format, NoPresume, Output, ProfileArgument, Sets, Verbose
from recurtx.cli._state import STATE
from recurtx.errors import UsageError

if TYPE_CHECKING:
    from recurtx.engine import Assessment

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("suggest")(suggest)


def suggest(
    profile: ProfileArgument = None,
    sets: Sets = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")] = Format.terminal,
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

    STATE.json_errors = format is Format.json
    keep_profile(profile, output)
    _keep_apart(receipt, profile, output)
    found = assessment(profile, sets, no_presume=no_presume)
    only = frozenset(_top(found, find_option(found, name).option.id) for name in option or ())
    for warning in found.warnings:
        note(f"warning: {warning}")
    if receipt is not None:
        _write_receipt(found, receipt, presume=not no_presume)
    _write(found, only, format, output, verbose=verbose)


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


def _write_receipt(found: Assessment, receipt: str, *, presume: bool) -> None:
    from recurtx.cli._output import save
    from recurtx.reasoning._receipt import receipt_of, receipt_text

    save(receipt_text(receipt_of(found, presume=presume)), receipt, "--receipt")


def _top(found: Assessment, name: str) -> str:
    lineage = found.ruleset.lineage(name)
    return lineage[-1].id if lineage else name


def _write(found: Assessment, only: frozenset[str], format: Format, output: str | None, *, verbose: bool) -> None:
    from recurtx.cli._output import emit, emit_text, width

    if format is Format.json:
        from recurtx.answer import Answer
        from recurtx.answer.document import document, json_text

        family = frozenset(name for top in only for name in found.ruleset.family(top))
        emit_text(json_text(document(Answer(found), family)), output, json=True)
    elif format is Format.markdown:
        from recurtx.render._markdown import markdown

        emit_text(markdown(found, only), output)
    else:
        from recurtx.render._suggest import suggest_lines
        from recurtx.render._verbose import verbose_lines

        if format is Format.text:
            STATE.no_color = True
        lines = (verbose_lines if verbose else suggest_lines)(found, width(), only)
        emit(lines, output)
