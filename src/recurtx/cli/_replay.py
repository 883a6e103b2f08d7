"""``recurtx replay``: a receipt asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recurtx.cli._options import Formats, Output
from recurtx.errors import ExitCode, UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.answer.receipt import Receipt

_WRITTEN_BY = "a receipt is what `recurtx suggest PROFILE --receipt FILE` writes"
_OLDER_RULES = "name those rules with --rules"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay)


def replay(
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="A receipt, or - for standard input.")],
    format: Formats = Format.terminal,
    output: Output = None,
) -> None:
    """Assess the patient of a receipt again and say whether the answer is the same, or exactly what differs.

    Leaves with 0 if engine, rules and answer are the same, and with 1 if anything differs. The rules in use are those
    of --rules: name older ones to repeat an older answer.

    Examples:

      recurtx suggest patient.yaml --receipt receipt.json

      recurtx replay receipt.json

      recurtx --rules rules-2025 replay receipt.json
    """
    from recurtx.answer.catalogue import data_text
    from recurtx.answer.replay import replay as again
    from recurtx.answer.replay import replay_data
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, keep_input
    from recurtx.pages.replay import replay_page

    keep_input(receipt, output, "receipt")
    found, data, shown = _read(receipt)
    result = again(found, data, ruleset(), shown, _OLDER_RULES)
    emit(data_text(replay_data(result)) if format is Format.json else replay_page(result), output, format)
    if not result.same:
        raise typer.Exit(ExitCode.FOUND)


def _read(source: str) -> tuple[Receipt, bytes, str]:
    from pathlib import Path

    from recurtx.answer.receipt import parse_receipt, receipt_bytes

    shown = "<stdin>" if source == "-" else source
    data = _standard_input() if source == "-" else receipt_bytes(Path(source), shown, _WRITTEN_BY)
    return parse_receipt(data, shown, _WRITTEN_BY), data, shown


def _standard_input() -> bytes:
    """The receipt from standard input, with one byte more than the longest has where it is longer.

    Raises:
        UsageError: RTX103 standard input is closed.
    """
    import sys

    from recurtx.answer.receipt import MAX_RECEIPT_BYTES

    if sys.stdin is None:  # closed by the shell: `<&-`
        raise UsageError.one("RTX103", "standard input is closed", "<stdin>")
    return sys.stdin.buffer.read(MAX_RECEIPT_BYTES + 1)
