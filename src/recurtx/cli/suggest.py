"""``recurtx suggest``: the options for one patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.cli.inputs import assessment, find_option
from recurtx.cli.options import Formats, NoPresume, Options, Output, ProfileArgument, Receipt, Sets, Verbose
from recurtx.cli.output import emit, file_of, keep, room, same_file, save, warn
from recurtx.errors import UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.answer import Answer
    from recurtx.markup.block import Page


def suggest(
    profile: ProfileArgument = None, sets: Sets = None, format: Formats = Format.terminal, output: Output = None,
    option: Options = None, verbose: Verbose = False, no_presume: NoPresume = False, receipt: Receipt = None,
) -> None:  # fmt: skip
    """Show every option with its verdict, the reason that decides, the evidence, and what is still open.

    Examples:

      recurtx suggest patient.yaml

      recurtx suggest case:pmp-spleen-2024 --set patient.ecog=1

      recurtx suggest --set cancer.type=ovarian --format json

      recurtx suggest patient.yaml --receipt receipt.json
    """
    keep(file_of(profile), output)
    _keep_apart(receipt, profile, output)
    answer = assessment(profile, sets, no_presume=no_presume)
    only = frozenset[str]().union(*(_family(answer, find_option(answer, name).id) for name in option or ()))
    warn(answer.warnings)
    if receipt is not None:
        from recurtx.answer.receipt import receipt_of, receipt_text

        save(receipt_text(receipt_of(answer, presume=not no_presume)), receipt, "--receipt")
    emit(_result(answer, only, format, verbose=verbose), output, format)


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


def _result(answer: Answer, only: frozenset[str], format: Format, *, verbose: bool) -> Page | str:
    if format is Format.json:
        from recurtx.answer.document import document, json_text

        return json_text(document(answer, only))
    from recurtx.pages.suggest import suggest, suggest_all

    one_screen = format in (Format.terminal, Format.text) and not verbose
    return (suggest if one_screen else suggest_all)(answer, room(format), only)
