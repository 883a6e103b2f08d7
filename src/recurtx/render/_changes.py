"""Smallest changes that turn a verdict, in words, and what an open verdict turns on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine import Verdict
from recurtx.engine.judgement import Reader
from recurtx.program.formula import Constant
from recurtx.reasoning import MAX_SIZE, Counterfactuals, counterfactuals
from recurtx.render._lines import Line, line, wrap
from recurtx.render._phrases import SYMBOLS, VERDICTS
from recurtx.render._ranges import change_words, formula_parts
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from recurtx.engine import AssessedOption, Assessment

__all__ = ["change_lines", "residual_lines"]

_CERTAIN = {
    Verdict.POSSIBLE: "Whatever is found, nothing will stop it.",
    Verdict.CANDIDATE: "Whatever is found, something will speak for it.",
    Verdict.CANDIDATE_WITH_CAUTION: "Whatever is found, something will ask for care.",
}
"""What is said where the facts are open and the outcome is not."""
_SHOWN = 8
"""Sets of changes on the page; a longer list is no longer read."""
_NEXT: dict[Verdict, tuple[Verdict | None, ...]] = {
    Verdict.OUTSIDE_SCOPE: (None,),
    Verdict.NOT_CANDIDATE: (None,),
    Verdict.NEEDS_INFORMATION: (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.POSSIBLE),
    Verdict.POSSIBLE: (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION),
    Verdict.CANDIDATE_WITH_CAUTION: (Verdict.CANDIDATE,),
    Verdict.CANDIDATE: (),
}
"""Verdicts to reach, the next open one first; None lifts a stop."""


def residual_lines(option: AssessedOption, assessment: Assessment, width: int) -> list[Line]:
    """What an open verdict turns on, one line for each part; none where it is settled."""
    reader = Reader(assessment.situation, assessment.ruleset)
    residual = option_residual(option, assessment, reader)
    if residual is None:
        return []
    if isinstance(residual.formula, Constant):
        return wrap(_CERTAIN[residual.verdict], width, "  ") if residual.formula.value else []
    lead = {
        Verdict.POSSIBLE: "It turns on",
        Verdict.CANDIDATE: "Something would speak for it with",
        Verdict.CANDIDATE_WITH_CAUTION: "It would ask for care with",
    }[residual.verdict]
    parts = formula_parts(residual.formula, reader.partition)
    if len(parts) == 1:
        return wrap(f"{lead}: {parts[0]}.", width, "  ", "    ")
    return [line(f"  {lead} all of:"), *(one for part in parts for one in wrap(part, width, "    ", "      "))]


def change_lines(option: AssessedOption, assessment: Assessment, width: int, goal: Verdict | None) -> list[Line]:
    """The smallest sets of changes that reach a goal, by default the next open verdict."""
    if goal is option.verdict:
        return [line("  none is needed: that is the verdict now")]
    if goal is None and not _NEXT[option.verdict]:
        return [line("  none: no verdict is more open")]
    found = _search(option, assessment, goal)
    if not found.found:
        aim = "a more open verdict" if goal is None else f"the verdict: {lower(VERDICTS[goal])}"
        text = f"none: no set of up to {MAX_SIZE} changes leads to {aim}"
        if not found.complete:
            text = f"none found: the search reached its bound before every set of up to {MAX_SIZE} changes was tried"
        return wrap(text, width, "  ")
    lines: list[Line] = []
    for number, one in enumerate(found.found[:_SHOWN], 1):
        words = "; ".join(change_words(c.path, c.element, c.cells, found.partition) for c in one.changes)
        verdict = f"{SYMBOLS[one.verdict][0]} {VERDICTS[one.verdict]}"
        lines += wrap(f"{words}: {verdict}", width, f"  {number}  ")
    more = len(found.found) - _SHOWN
    if more > 0:
        lines.append(line(f"     {more} more {'set' if more == 1 else 'sets'} of at most {_size(found)} changes"))
    if not found.complete:
        lines += wrap("The search reached its bound; there may be more.", width, "     ")
    return lines


def _size(found: Counterfactuals) -> int:
    return max(len(c.changes) for c in found.found)


def _search(option: AssessedOption, assessment: Assessment, goal: Verdict | None) -> Counterfactuals:
    """The first goal that can be reached; where none can, the last search, which fell short of its bound if any did."""
    found: list[Counterfactuals] = []
    for one in (goal,) if goal is not None else _NEXT[option.verdict]:
        found.append(counterfactuals(assessment.situation, assessment.ruleset, option.option.id, one))
        if found[-1].found:
            return found[-1]
    return min(found, key=lambda one: one.complete)
