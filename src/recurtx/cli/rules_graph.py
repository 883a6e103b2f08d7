"""``recurtx rules graph``: the logic drawn."""

from __future__ import annotations

from recurtx.cli.inputs import known_cancer, known_option, ruleset
from recurtx.cli.options import Cancer, Formats, OneOption, Output
from recurtx.cli.output import show
from recurtx.markup.block import Title
from recurtx.markup.write import Format


def graph(
    option: OneOption = None, cancer: Cancer = None, format: Formats = Format.terminal, output: Output = None
) -> None:
    """Draw the logic of one option, its rules by effect with their conditions, or all options with their ways.

    As a picture of slides with --format svg; mermaid and dot are texts that other programs draw.

    Examples:

      recurtx rules graph --format svg --output options.svg

      recurtx rules graph --option second_hipec --cancer ovarian --format svg --output hipec.svg

      recurtx rules graph --option palliative --format mermaid
    """
    from recurtx.engine.coverage import known_by, speaking
    from recurtx.pages.logic import Logic, data

    rules = ruleset()
    if option is not None:
        known_option(option, rules)
    name = known_cancer(cancer, rules.names) if cancer else None
    heard = frozenset(rules.distinct()) if name is None else speaking(rules, name)
    drawing = Logic(rules, known_by(name, rules), name or "", heard).drawing(option)
    show(lambda: [Title(drawing.title), drawing], lambda: data(drawing), format, output)
