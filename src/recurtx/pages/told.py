"""A patient told as at a tumour board: by the factors of the source article, each fact behind where it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer.phrases import clause
from recurtx.answer.stages import FACTORS, factor_of
from recurtx.markup.block import Gap, Heading, Item, Text
from recurtx.profile import INVESTIGATIONS, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.markup.block import Block
    from recurtx.profile import Situation

FACTOR_WORDS = {
    "cancer_type": "The cancer",
    "extent": "Extent of the recurrence",
    "performance_status": "Health",
    "prior_response": "Treatment so far, and the response",
}
"""What the factors are called, in their order."""
NOTHING = "nothing is recorded"


def found(paths: Iterable[str], situation: Situation) -> Iterator[Block]:
    """Facts as clauses, those that one investigation yields together; says so where there are none."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(VOCABULARY[path].by, []).append(clause(path, situation))
    if not groups:
        yield Text(NOTHING, 1)
    yield from (Item(INVESTIGATIONS[by], "; ".join(words), 1) for by, words in groups.items())


def of_factor(factor: str, situation: Situation) -> list[str]:
    """The facts of a factor that are recorded, or follow from the history."""
    return [path for path in VOCABULARY if path in situation.stated and factor_of(path) == factor]


def patient(situation: Situation, level: int = 1, known: Iterable[str] = FACTORS) -> Iterator[Block]:
    """Everything that is recorded, factor by factor as far as ``known``; a factor without a fact says so."""
    for place, factor in enumerate(known):
        yield from [Gap()] if place else []
        yield Heading(FACTOR_WORDS[factor], level)
        yield from found(of_factor(factor, situation), situation)
