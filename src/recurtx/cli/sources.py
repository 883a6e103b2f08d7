"""``recurtx sources``: the bibliography, and which rules lean on each source."""

from __future__ import annotations

from recurtx.cli.inputs import known, known_option, ruleset
from recurtx.cli.options import AboutArgument, Cancer, Formats, OneOption, Output, SourceArgument
from recurtx.cli.output import show
from recurtx.errors import UsageError, nearest, suggestion
from recurtx.markup.write import Format


def list_sources(
    word: AboutArgument = None, option: OneOption = None, cancer: Cancer = None,
    format: Formats = Format.terminal, output: Output = None,
) -> None:  # fmt: skip
    """Every source with how many rules lean on it; of an option or a cancer, with the rules themselves.

    Examples:

      recurtx sources list

      recurtx sources list --option second_hipec --cancer ovarian

      recurtx sources list sugarbaker
    """
    from recurtx.answer.catalogue import source_data
    from recurtx.engine.coverage import speaking
    from recurtx.pages.rules import source_list
    from recurtx.profile import VOCABULARY
    from recurtx.ruleset.search import Wanted, found_rules, found_sources

    rules = ruleset()
    among = speaking(rules, known("cancer", cancer, VOCABULARY["cancer.type"].values)) if cancer else None
    chosen = Wanted(option=known_option(option, rules) if option else "", among=among)
    leaning = found_rules(rules, chosen) if option or cancer else None
    names = found_sources(rules, word or (), leaning)
    if not names and word:
        text = " ".join(word)
        hint = suggestion(nearest(text, rules.sources), "see `recurtx sources list`")
        raise UsageError.one("RTX210", f"no source speaks of `{text}`", text, hint)
    show(
        lambda: source_list(rules, names, leaning),
        lambda: {"sources": [source_data(rules, name) for name in names]},
        format,
        output,
    )


def show_source(source: SourceArgument, format: Formats = Format.terminal, output: Output = None) -> None:
    """One source: the reference, its claims, and what each rule takes from it.

    Example:

      recurtx sources show article
    """
    from recurtx.answer.catalogue import source_data
    from recurtx.pages.rules import source_page

    rules = ruleset()
    known("source", source, rules.sources, "see `recurtx sources list`")
    show(lambda: source_page(rules, source), lambda: source_data(rules, source), format, output)
