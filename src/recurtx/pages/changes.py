"""What would change a verdict: the smallest sets of changes, and before them what no change can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import Verdict, becoming, phrases
from recurtx.markup.block import Item, Text
from recurtx.profile import VOCABULARY
from recurtx.reasoning.counterfactual import MAX_JUDGED, MAX_SIZE
from recurtx.ruleset import Effect, lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.answer import Answer, AssessedOption, Finding
    from recurtx.markup.block import Block
    from recurtx.reasoning.counterfactual import Counterfactuals

_SHOWN = 8
"""Sets of changes on a page; a longer list is no longer read."""


def changes(option: AssessedOption, answer: Answer, goal: Verdict | None, most: int = _SHOWN) -> Iterator[Block]:
    """The smallest sets of changes that reach a goal, by default the next open verdict.

    What can never be reached, because a rule acts that nothing can turn, is said first, then what can be.
    """
    wanted = goal or (Verdict.CANDIDATE if option.verdict is Verdict.CANDIDATE_WITH_CAUTION else None)
    fixed = _for_ever(option, wanted)
    if fixed:
        named = list(dict.fromkeys(lower(f.rule.title) for f in fixed))
        one, titles = len(named) == 1, "; ".join(named)
        word = f"stop{'s' * one} it" if fixed[0].stops else f"ask{'s' * one} for care"
        best = goal is Verdict.CANDIDATE and not fixed[0].stops
        said = "Nothing lifts the stop" if wanted is None else f"It cannot become: {lower(phrases.VERDICTS[wanted])}"
        tail = f"; the best is {phrases.SYMBOLS[Verdict.CANDIDATE_WITH_CAUTION][0]} with care." if best else "."
        yield Text(f"{said}. {titles[:1].upper()}{titles[1:]}: {'this' if one else 'these'} always {word}{tail}", 1)
        if not best or option.verdict is Verdict.CANDIDATE_WITH_CAUTION:
            return
        goal = Verdict.CANDIDATE_WITH_CAUTION
    search = answer.changes(option.id, goal) if goal is not option.verdict else None
    if search is not None and search.found:
        yield from _sets(search, answer, most)
    else:
        yield Text("none is needed: that is the verdict now" if goal is option.verdict else _none(search, goal), 1)


def _for_ever(option: AssessedOption, goal: Verdict | None) -> list[Finding]:
    """Rules that keep an option from a goal on facts that neither treatment nor time can change."""
    if goal in (Verdict.NOT_CANDIDATE, Verdict.OUTSIDE_SCOPE):
        return []
    acting = list(option.stopping())
    if not acting and goal is Verdict.CANDIDATE:
        acting = list(option.heard(Effect.CAUTIONS.value))
    return [f for f in acting if not any(VOCABULARY[path].mutable for path in f.reads())]


def _none(search: Counterfactuals | None, goal: Verdict | None) -> str:
    if search is None:
        return "none: no verdict is more open"
    if not search.complete:
        return f"none found among {MAX_JUDGED} that were tried; not every set of up to {MAX_SIZE} changes was"
    aim = "a more open verdict" if goal is None else f"the verdict: {lower(phrases.VERDICTS[goal])}"
    return f"none: no set of up to {MAX_SIZE} changes leads to {aim}"


def _sets(search: Counterfactuals, answer: Answer, most: int) -> Iterator[Block]:
    for number, one in enumerate(search.found[:most], 1):
        words = becoming.change_words(one, answer)
        yield Item(str(number), (f"{words}: ", phrases.SYMBOLS[one.verdict][0], f" {phrases.VERDICTS[one.verdict]}"), 1)
    more = len(search.found) - most
    if more > 0:
        size = max(len(c.changes) for c in search.found)
        yield Item("", f"{more} more {'set' if more == 1 else 'sets'} of at most {size} changes", 1)
    if not search.complete:
        yield Item("", "The search reached its bound; there may be more.", 1)
