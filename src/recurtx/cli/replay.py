"""``recurtx replay``: a receipt asked again."""

from __future__ import annotations

from pathlib import Path

import typer

from recurtx.cli.files import keep
from recurtx.cli.inputs import ruleset, shown, standard_input
from recurtx.cli.options import Formats, Output, ReceiptArgument
from recurtx.cli.output import show
from recurtx.errors import ExitCode
from recurtx.markup.write import Format

_WRITTEN_BY = "a receipt is what `recurtx suggest PROFILE --receipt FILE` writes"
_OLDER_RULES = "name those rules with --rules"


def replay(receipt: ReceiptArgument, format: Formats = Format.terminal, output: Output = None) -> None:
    """Assess the patient of a receipt again and say whether the answer is the same, or exactly what differs.

    Leaves with 0 if engine, rules and answer are the same, and with 1 if anything differs. The rules in use are those
    of --rules: name older ones to repeat an older answer.

    Examples:

      recurtx suggest patient.yaml --receipt receipt.json

      recurtx replay receipt.json

      recurtx --rules rules-2025 replay receipt.json
    """
    from recurtx.answer.receipt import MAX_RECEIPT_BYTES, parse_receipt, receipt_bytes
    from recurtx.answer.replay import replay as again
    from recurtx.answer.replay import replay_data
    from recurtx.pages.replay import replay_page

    piped, name = receipt == "-", shown(receipt)
    keep(None if piped else receipt, output, "receipt")
    data = standard_input(MAX_RECEIPT_BYTES) if piped else receipt_bytes(Path(receipt), name, _WRITTEN_BY)
    result = again(parse_receipt(data, name, _WRITTEN_BY), data, ruleset(), name, _OLDER_RULES)
    show(lambda: replay_page(result), lambda: replay_data(result), format, output)
    if not result.same:
        raise typer.Exit(ExitCode.FOUND)
