"""What stands beside the verdicts and changes none: advice, named trials, and what the literature is silent on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth
from recurtx.profile import Origin
from recurtx.ruleset import All

if TYPE_CHECKING:
    from recurtx.engine._evaluate import Evaluator, Step
    from recurtx.ruleset import Advice, Gap, Option, Trial

__all__ = ["TrialMatch", "advice_truth", "gaps_of", "trial_match"]


@dataclass(frozen=True, slots=True)
class TrialMatch:
    """A named trial for one patient.

    ``truth`` is that of the part of its eligibility that a profile can answer: true says that nothing recorded speaks
    against asking, never that the patient is eligible; None that the trial studies other patients.
    """

    trial: Trial
    truth: Truth | None
    scope: Step
    condition: Step

    @property
    def missing(self) -> tuple[str, ...]:
        """Unrecorded facts that can change the truth, each once."""
        if self.truth is not UNKNOWN:
            return ()
        return tuple(dict.fromkeys((*self.scope.unknown_facts(), *self.condition.unknown_facts())))

    def criteria(self, truth: Truth) -> tuple[Step, ...]:
        """The single criteria that have this truth, scope first."""
        steps = (*self._parts(self.scope), *self._parts(self.condition))
        return tuple(step for step in steps if step.truth is truth)

    @staticmethod
    def _parts(step: Step) -> tuple[Step, ...]:
        return step.of if isinstance(step.condition, All) else (step,)


def trial_match(trial: Trial, evaluator: Evaluator) -> TrialMatch:
    """A trial's eligibility, as far as a profile can answer it, for one patient."""
    scope, condition = evaluator.step(trial.for_), evaluator.step(trial.when)
    truth = None if scope.truth is FALSE else scope.truth & condition.truth
    return TrialMatch(trial, truth, scope, condition)


def gaps_of(option: Option, evaluator: Evaluator) -> tuple[Gap, ...]:
    """What the literature is silent on for this patient, where that is not known to concern others."""
    return tuple(gap for gap in option.gaps if evaluator.step(gap.for_).truth is not FALSE)


def advice_truth(advice: Advice, evaluator: Evaluator) -> bool:
    """Whether advice is shown: its condition is true or, where it obtains facts, not false and one is unrecorded."""
    truth = evaluator.step(advice.when).truth
    if advice.for_ is not None:
        truth = truth & evaluator.step(advice.for_).truth
    if not advice.obtains:
        return truth is TRUE
    unrecorded = any(evaluator.situation.knowledge(p).origin is Origin.UNKNOWN for p in advice.obtains)
    return truth is not FALSE and unrecorded
