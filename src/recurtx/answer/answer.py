"""One patient's answer: what the engine judged, and what is worked out from it when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.engine import Evaluator, Verdict
from recurtx.reasoning import Counterfactuals, Next, Partition, Residual, counterfactuals, next_questions, residuals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.engine import AssessedOption, Assessment, Step, TrialMatch
    from recurtx.profile import Profile, Situation
    from recurtx.ruleset import Advice, Condition, Gap, Ruleset

_AIMS: Mapping[Verdict, tuple[Verdict | None, ...]] = {
    Verdict.OUTSIDE_SCOPE: (None,),
    Verdict.NOT_CANDIDATE: (None,),
    Verdict.NEEDS_INFORMATION: (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.POSSIBLE),
    Verdict.POSSIBLE: (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION),
    Verdict.CANDIDATE_WITH_CAUTION: (Verdict.CANDIDATE,),
    Verdict.CANDIDATE: (),
}
"""Verdicts that the smallest changes are to reach where none is named, the next open one first; None lifts a stop."""


class Answer:
    """The answer for one patient."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self.ruleset: Ruleset = assessment.ruleset
        self.profile: Profile = assessment.profile
        self.situation: Situation = assessment.situation
        self.options: tuple[AssessedOption, ...] = assessment.options
        self.advice: tuple[Advice, ...] = assessment.advice
        self.trials: tuple[TrialMatch, ...] = assessment.trials
        self.gaps: Mapping[str, tuple[Gap, ...]] = assessment.gaps
        self.warnings: tuple[str, ...] = assessment.warnings
        self.profile_digest: str = assessment.profile_digest

    @cached_property
    def by_id(self) -> Mapping[str, AssessedOption]:
        """Every option and modality by id, a parent before its modalities."""
        return self._assessment.by_id()

    def __getitem__(self, option: str) -> AssessedOption:
        """One option or modality.

        Raises:
            KeyError: there is no such option.
        """
        return self.by_id[option]

    def trials_under(self, option: str) -> tuple[TrialMatch, ...]:
        """Trials that study such patients and are shown under this option itself."""
        return self._assessment.trials_under(option)

    @cached_property
    def residuals(self) -> Mapping[str, Residual]:
        """What each option that is not settled still turns on, by id."""
        return residuals(self._assessment)

    @cached_property
    def next(self) -> Next:
        """What to find out next."""
        return next_questions(self._assessment)

    @cached_property
    def partition(self) -> Partition:
        """The classes of values that the rules tell apart for this cancer."""
        kind = self.situation.recorded.get("cancer.type")
        return Partition.of(self.ruleset, kind if isinstance(kind, str) else None)

    def evaluated(self, condition: Condition) -> Step:
        """A condition of the rules as it stands for this patient."""
        return self._evaluator.step(condition)

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.situation)

    def changes(self, option: str, to: Verdict | None = None) -> Counterfactuals | None:
        """The smallest changes that turn an option's verdict: to ``to``, by default to the next open one.

        None where no verdict is more open. Of several goals the first that can be reached counts; where none can, the
        search that fell short of its bound if any did.
        """
        aims = (to,) if to is not None else _AIMS[self.by_id[option].verdict]
        found: list[Counterfactuals] = []
        for aim in aims:
            found.append(counterfactuals(self.situation, self.ruleset, option, aim))
            if found[-1].found:
                return found[-1]
        return min(found, key=lambda one: one.complete, default=None)
