"""The seven verdicts, and how they follow from the nodes of an option: the table of the design, in many worlds at once.

No weights, no priorities, no first hit: the order of rules and files never matters.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.program.nodes import OptionEntry
    from recurtx.program.run import Can


class Verdict(StrEnum):
    """What the rules say of an option; the first that fits, in this order."""

    OUTSIDE_SCOPE = "outside_scope"
    NOT_CANDIDATE = "not_candidate"
    NEEDS_INFORMATION = "needs_information"
    USUALLY_NOT = "usually_not"
    CANDIDATE_WITH_CAUTION = "candidate_with_caution"
    CANDIDATE = "candidate"
    POSSIBLE = "possible"

    @property
    def closed(self) -> bool:
        """Whether the option is out: outside the rules, or stopped."""
        return self in (Verdict.OUTSIDE_SCOPE, Verdict.NOT_CANDIDATE)

    @property
    def offered(self) -> bool:
        """Whether something speaks for the option and nothing against it."""
        return self in (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION)


class Outcome(NamedTuple):
    """The verdict of one option, and whether no unrecorded and unpresumed fact could change it."""

    verdict: Verdict
    settled: bool


class Tally(NamedTuple):
    """The worlds in which an option has each verdict, in the order of ``Verdict``, and in which it is settled."""

    by_verdict: tuple[int, int, int, int, int, int, int]
    settled: int

    def outcome(self, bit: int) -> Outcome:
        """What the option comes to in one world."""
        place = next(i for i, worlds in enumerate(self.by_verdict) if worlds & bit)
        return Outcome(_VERDICTS[place], bool(self.settled & bit))

    def unlike(self, bit: int, every: int) -> int:
        """The worlds in which the option comes to something else than in one of them."""
        same = next(worlds for worlds in self.by_verdict if worlds & bit)
        return every & ~(same & (self.settled if self.settled & bit else ~self.settled))


_VERDICTS = tuple(Verdict)


def tally(option: OptionEntry, found: Sequence[Can], every: int) -> Tally:
    """The verdicts of one option in every world."""
    inside, not_inside = found[option.inside]
    stops, not_stops = found[option.stops]
    against, not_against = found[option.discourages]
    supports, not_supports = found[option.supports]
    cautions, not_cautions = found[option.cautions]
    outside = every & ~inside
    stopped = inside & ~not_stops
    closed = outside | stopped
    waiting = (not_inside | stops) & ~closed
    judged = every & ~closed & ~waiting
    usually_not = judged & ~not_against
    open_ = judged & ~usually_not
    spoken_for = open_ & ~not_supports
    with_care = spoken_for & ~not_cautions
    candidate = spoken_for & ~with_care
    possible = open_ & ~spoken_for
    sure = with_care | (candidate & ~cautions) | (possible & ~supports)
    settled = closed | usually_not | (sure & ~against)
    return Tally((outside, stopped, waiting, usually_not, with_care, candidate, possible), settled)
