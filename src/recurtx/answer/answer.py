"""One patient's answer: what the engine judged, and what is worked out from it when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.engine import Assessment, Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.profile import Profile
    from recurtx.reasoning.counterfactual import Counterfactuals
    from recurtx.reasoning.next import Next
    from recurtx.ruleset import Ruleset

_AIMS: Mapping[Verdict, tuple[Verdict | None, ...]] = {
    Verdict.OUTSIDE_SCOPE: (None,),
    Verdict.NOT_CANDIDATE: (None,),
    Verdict.NEEDS_INFORMATION: (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.POSSIBLE),
    Verdict.USUALLY_NOT: (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.POSSIBLE),
    Verdict.POSSIBLE: (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION),
    Verdict.CANDIDATE_WITH_CAUTION: (Verdict.CANDIDATE,),
    Verdict.CANDIDATE: (),
}
"""Verdicts that the smallest changes are to reach where none is named, the next open one first; None lifts a stop."""


def answer(profile: Profile, ruleset: Ruleset, *, presume: bool = True, warnings: Iterable[str] = ()) -> Answer:
    """The answer for one patient.

    Args:
        profile: a validated profile.
        ruleset: checked rules.
        presume: whether rare things that are not recorded are presumed absent, as the vocabulary says.
        warnings: what the reader of the profile has to tell.
    """
    return Answer(judge(profile, ruleset, presume=presume), profile, tuple(warnings), presume=presume)


class Answer(Assessment):
    """The answer for one patient, with what to find out next and what would change a verdict."""

    @cached_property
    def next(self) -> Next:
        """What to find out next."""
        from recurtx.reasoning.next import next_questions

        return next_questions(self.judgement)

    def changes(self, option: str, to: Verdict | None = None) -> Counterfactuals | None:
        """The smallest changes that turn an option's verdict: to ``to``, by default to the next open one.

        None where no verdict is more open. Of several goals the first that can be reached counts; where none can, the
        search that fell short of its bound if any did.
        """
        if (option, to) not in self._changes:
            self._changes[option, to] = self._changed(option, to)
        return self._changes[option, to]

    @cached_property
    def _changes(self) -> dict[tuple[str, Verdict | None], Counterfactuals | None]:
        """What was searched already."""
        return {}

    def _changed(self, option: str, to: Verdict | None) -> Counterfactuals | None:
        from recurtx.reasoning.counterfactual import counterfactuals

        aims = (to,) if to is not None else _AIMS[self.by_id[option].verdict]
        found: list[Counterfactuals] = []
        for aim in aims:
            found.append(counterfactuals(self.judgement, option, aim))
            if found[-1].found:
                return found[-1]
        return min(found, key=lambda one: one.complete, default=None)
