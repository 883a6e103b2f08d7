"""``recurtx sources``: the bibliography, and which rules lean on each source."""

from __future__ import annotations

from recurtx.cli.inputs import ruleset
from recurtx.cli.options import Formats, Output, SourceArgument
from recurtx.cli.output import show
from recurtx.errors import UsageError
from recurtx.markup.write import Format


def list_sources(format: Formats = Format.terminal, output: Output = None) -> None:
    """Every source, with how many rules lean on it.

    Example:

      recurtx sources list
    """
    from recurtx.answer.catalogue import source_data
    from recurtx.pages.rules import source_list

    rules = ruleset()
    data = {"sources": [source_data(rules, name) for name in rules.sources]}
    show(lambda: source_list(rules), lambda: data, format, output)


def show_source(source: SourceArgument, format: Formats = Format.terminal, output: Output = None) -> None:
    """One source: the reference, its claims, and what each rule takes from it.

    Example:

      recurtx sources show article
    """
    from recurtx.answer.catalogue import source_data
    from recurtx.pages.rules import source_page

    rules = ruleset()
    if source not in rules.sources:
        message, otherwise = f"there is no source `{source}`", "see `recurtx sources list`"
        raise UsageError.unknown("RTX207", message, source, rules.sources, otherwise)
    show(lambda: source_page(rules, source), lambda: source_data(rules, source), format, output)
