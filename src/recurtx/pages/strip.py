"""``what-if --sweep``, drawn: the verdict of each option along the values of one fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import Verdict
from recurtx.answer.phrases import VERDICTS
from recurtx.markup.block import Span
from recurtx.markup.drawing import Cell, Outline, Row, Strip
from recurtx.pages.parts import symbol
from recurtx.profile import spec

if TYPE_CHECKING:
    from recurtx.pages.compare import Swept
    from recurtx.ruleset import Option

_OPEN = (Verdict.NEEDS_INFORMATION,)
_AGAINST = (Verdict.USUALLY_NOT, Verdict.NOT_CANDIDATE, Verdict.OUTSIDE_SCOPE)


def sweep_strip(swept: Swept, title: str) -> Strip:
    """A row for each option and each way that turns, every verdict in words."""
    ruleset, found = swept.ruleset, swept.found
    note = f"▸ turns · {ruleset.name} {ruleset.version} · rules {ruleset.digest[:8]}"
    return Strip(title, spec(found.path).short, "now", swept.heads(), [_row(o, swept) for o in swept.options()], note)


def _row(option: Option, swept: Swept) -> Row:
    top = option.parent is None
    name, mark = option.name if top else option.short, "▸" if swept.marked(option) else ""
    cells = [_cell(classed.verdicts.get(option.id)) for classed in swept.found.classes]
    return Row(name, _cell(swept.found.now[option.id]), cells, 0 if top else 1, mark)


def _cell(verdict: Verdict | None) -> Cell:
    """A verdict; None where the values contradict what else is recorded."""
    if verdict is None:
        return Cell(Span("–"), "not possible", Outline.DOTTED)
    outline = Outline.DASHED if verdict in _OPEN else Outline.DOTTED if verdict in _AGAINST else Outline.WHOLE
    return Cell(symbol(verdict), VERDICTS[verdict], outline)
