"""``recurtx sources``: the bibliography, and which rules lean on each source."""

from __future__ import annotations

from typing import Annotated

import typer

from recurtx.errors import UsageError, did_you_mean

__all__ = ["app"]

app = typer.Typer(help="The bibliography behind the rules.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_sources() -> None:
    """Every source, with how many rules lean on it.

    Example:

      recurtx sources list
    """
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, width
    from recurtx.render._rules import sources_lines

    emit(sources_lines(ruleset(), width()))


@app.command("show")
def show(source: Annotated[str, typer.Argument(metavar="SOURCE", help="The id of a source.")]) -> None:
    """One source: the reference, its claims, and what each rule takes from it.

    Example:

      recurtx sources show article
    """
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, width
    from recurtx.render._rules import source_lines

    rules = ruleset()
    if source not in rules.sources:
        near = did_you_mean(source.replace("-", "_"), (s.replace("-", "_") for s in rules.sources))
        hint = f"did you mean `{near.replace('_', '-')}`?" if near else "see `recurtx sources list`"
        raise UsageError.one("RTX207", f"there is no source `{source}`", source, hint)
    emit(source_lines(rules, source, width()))
