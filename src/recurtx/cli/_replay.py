"""``recurtx replay``: a receipt asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recurtx.cli._options import Output
from recurtx.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from recurtx.reasoning._receipt import Receipt

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay)


def replay(
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="A receipt, or - for standard input.")],
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
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, keep_input, width
    from recurtx.reasoning._replay import replay as again
    from recurtx.render._receipt import replay_lines

    keep_input(receipt, output, "receipt")
    found, data, shown = _read(receipt)
    result = again(found, data, ruleset(), shown)
    emit(replay_lines(result, width()), output)
    if not result.same:
        raise typer.Exit(ExitCode.FOUND)


def _read(source: str) -> tuple[Receipt, bytes, str]:
    from pathlib import Path

    from recurtx.reasoning._receipt import parse_receipt, receipt_bytes

    shown = "<stdin>" if source == "-" else source
    data = _standard_input() if source == "-" else receipt_bytes(Path(source), shown)
    return parse_receipt(data, shown), data, shown


def _standard_input() -> bytes:
    """The receipt from standard input, with one byte more than the longest has where it is longer.

    Raises:
        UsageError: RTX103 standard input is closed.
    """
    import sys

    from recurtx.reasoning._receipt import MAX_RECEIPT_BYTES

    if sys.stdin is None:  # closed by the shell: `<&-`
        raise UsageError.one("RTX103", "standard input is closed", "<stdin>")
    return sys.stdin.buffer.read(MAX_RECEIPT_BYTES + 1)
