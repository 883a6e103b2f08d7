"""Smallest changes that turn a verdict, in words, and what an open verdict turns on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine import Verdict
from recurtx.reasoning import Counterfactuals, counterfactuals, option_residual
from recurtx.reasoning._residual import Reader
from recurtx.render._lines import Line, line, wrap
from recurtx.render._phrases import SYMBOLS, VERDICTS
from recurtx.render._ranges import change_words, formula_words

if TYPE_CHECKING:
    from recurtx.engine import AssessedOption, Assessment

__all__ = ["change_lines", "residual_sentence"]

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


def residual_sentence(option: AssessedOption, assessment: Assessment) -> str:
    """What an open verdict turns on, in one sentence; empty where it is settled."""
    reader = Reader(assessment.situation, assessment.ruleset)
    residual = option_residual(option, assessment, reader)
    if residual is None:
        return ""
    words = formula_words(residual.formula, reader.partition)
    lead = {
        Verdict.POSSIBLE: "It turns on",
        Verdict.CANDIDATE: "Something would speak for it with",
        Verdict.CANDIDATE_WITH_CAUTION: "It would ask for care with",
    }[residual.verdict]
    return f"{lead}: {words}."


def change_lines(option: AssessedOption, assessment: Assessment, width: int, goal: Verdict | None) -> list[Line]:
    """The smallest sets of changes that reach a goal, by default the next open verdict."""
    found = _search(option, assessment, goal)
    if found is None:
        return [line("  none: nothing that could be recorded or changed leads to a more open verdict")]
    lines: list[Line] = []
    for number, one in enumerate(found.found[:_SHOWN], 1):
        words = "; ".join(change_words(c.path, c.element, c.cells, found.partition) for c in one.changes)
        verdict = f"{SYMBOLS[one.verdict][0]} {VERDICTS[one.verdict]}"
        lines += wrap(f"{words}: {verdict}", width, f"  {number}  ")
    if len(found.found) > _SHOWN:
        lines.append(line(f"     {len(found.found) - _SHOWN} more sets of at most {_size(found)} changes"))
    if not found.complete:
        lines += wrap("The search reached its bound; there may be more.", width, "     ")
    return lines


def _size(found: Counterfactuals) -> int:
    return max(len(c.changes) for c in found.found)


def _search(option: AssessedOption, assessment: Assessment, goal: Verdict | None) -> Counterfactuals | None:
    """The first goal that can be reached."""
    goals = (goal,) if goal is not None else _NEXT[option.verdict]
    for one in goals:
        found = counterfactuals(assessment.situation, assessment.ruleset, option.option.id, one)
        if found.found or not found.complete:
            return found
    return None
