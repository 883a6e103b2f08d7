"""``recurtx sources``: the bibliography, and which rules lean on each source."""

from __future__ import annotations

from typing import Annotated

import typer

from recurtx.cli._options import Formats, Output
from recurtx.errors import UsageError, did_you_mean
from recurtx.markup.write import Format

app = typer.Typer(help="The bibliography behind the rules.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_sources(format: Formats = Format.terminal, output: Output = None) -> None:
    """Every source, with how many rules lean on it.

    Example:

      recurtx sources list
    """
    from recurtx.answer.catalogue import data_text, source_data
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit
    from recurtx.pages.rules import source_list

    rules = ruleset()
    data = {"sources": [source_data(rules, name) for name in rules.sources]}
    emit(data_text(data) if format is Format.json else source_list(rules), output, format)


@app.command("show")
def show(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The id of a source.")],
    format: Formats = Format.terminal,
    output: Output = None,
) -> None:
    """One source: the reference, its claims, and what each rule takes from it.

    Example:

      recurtx sources show article
    """
    from recurtx.answer.catalogue import data_text, source_data
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit
    from recurtx.pages.rules import source_page

    rules = ruleset()
    if source not in rules.sources:
        near = did_you_mean(source.replace("-", "_"), (s.replace("-", "_") for s in rules.sources))
        hint = f"did you mean `{near.replace('_', '-')}`?" if near else "see `recurtx sources list`"
        raise UsageError.one("RTX207", f"there is no source `{source}`", source, hint)
    emit(data_text(source_data(rules, source)) if format is Format.json else source_page(rules, source), output, format)
