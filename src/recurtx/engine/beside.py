"""What stands beside the verdicts and changes none: advice, named trials, and what the literature is silent on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth
from recurtx.profile import Origin
from recurtx.ruleset import All

if TYPE_CHECKING:
    from recurtx.program.nodes import BesideEntry
    from recurtx.program.truths import Step, Truths
    from recurtx.ruleset import Advice, Gap, Trial


class TrialMatch(NamedTuple):
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
        truths = self.scope.truths
        return tuple(dict.fromkeys((*truths.open_tests(self.scope.node), *truths.open_tests(self.condition.node))))

    def criteria(self, truth: Truth) -> tuple[Step, ...]:
        """The single criteria that have this truth, scope first."""
        steps = (*self._parts(self.scope), *self._parts(self.condition))
        return tuple(step for step in steps if step.truth is truth)

    @staticmethod
    def _parts(step: Step) -> tuple[Step, ...]:
        return step.of if isinstance(step.condition, All) else (step,)


def trial_match(trial: Trial, entry: BesideEntry, truths: Truths) -> TrialMatch:
    """A trial's eligibility, as far as a profile can answer it, for one patient."""
    scope, condition = truths.step(trial.for_, entry.for_), truths.step(trial.when, entry.when)
    return TrialMatch(trial, None if scope.truth is FALSE else scope.truth & condition.truth, scope, condition)


def gap_shown(entry: BesideEntry, truths: Truths) -> bool:
    """Whether what the literature is silent on is not known to concern others."""
    return truths.truth(entry.for_) is not FALSE


def advice_near(entry: BesideEntry, truths: Truths) -> bool:
    """Whether advice is known to be for this patient, and its condition is not known to be false."""
    return truths.truth(entry.for_) is TRUE and truths.truth(entry.when) is not FALSE


def advice_shown(advice: Advice, entry: BesideEntry, truths: Truths) -> bool:
    """Whether advice is shown: it is near and its condition is true or, where it obtains facts, one is not recorded."""
    if not advice_near(entry, truths):
        return False
    if not advice.obtains:
        return truths.truth(entry.when) is TRUE
    return any(truths.situation.knowledge(p).origin is Origin.UNKNOWN for p in advice.obtains)


def gaps_shown(gaps: tuple[Gap, ...], entries: tuple[BesideEntry, ...], truths: Truths) -> tuple[Gap, ...]:
    """What the literature is silent on for this patient."""
    return tuple(gap for gap, entry in zip(gaps, entries, strict=True) if gap_shown(entry, truths))
