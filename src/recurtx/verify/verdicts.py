"""The verdicts of an option as propositions: the symbolic twin of ``engine.verdict.tally``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.program.nodes import OptionEntry
    from recurtx.symbolic.meaning import Meaning
    from recurtx.symbolic.terms import Term

GROUPS: Mapping[str, tuple[Verdict, ...]] = {
    "open": (Verdict.POSSIBLE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.CANDIDATE),
    "closed": (Verdict.NOT_CANDIDATE, Verdict.OUTSIDE_SCOPE, Verdict.USUALLY_NOT),
}
"""Words for several verdicts."""
RANKED = (
    Verdict.NOT_CANDIDATE, Verdict.USUALLY_NOT, Verdict.POSSIBLE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.CANDIDATE
)  # fmt: skip
"""Verdicts from the worst to the best; one that waits for a fact, or is of other patients, has no place."""


def named(words: Iterable[str]) -> tuple[Verdict, ...]:
    """The verdicts that words stand for."""
    return tuple(dict.fromkeys(v for word in words for v in (GROUPS.get(word) or (Verdict(word),))))


def verdicts(option: OptionEntry, meaning: Meaning) -> dict[Verdict, Term]:
    """For each verdict, that the option has it."""
    every = meaning.terms.every
    outside, inside = meaning.false(option.inside), meaning.true(option.inside)
    stopped = every((-outside, meaning.true(option.stops)))
    judged = every((inside, meaning.false(option.stops)))
    usually_not = every((judged, meaning.true(option.discourages)))
    open_ = every((judged, -usually_not))
    spoken_for = every((open_, meaning.true(option.supports)))
    with_care = every((spoken_for, meaning.true(option.cautions)))
    return {
        Verdict.OUTSIDE_SCOPE: outside,
        Verdict.NOT_CANDIDATE: stopped,
        Verdict.NEEDS_INFORMATION: every((-outside, -stopped, -judged)),
        Verdict.USUALLY_NOT: usually_not,
        Verdict.CANDIDATE_WITH_CAUTION: with_care,
        Verdict.CANDIDATE: every((spoken_for, -with_care)),
        Verdict.POSSIBLE: every((open_, -spoken_for)),
    }
