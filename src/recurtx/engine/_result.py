"""What an assessment is: every option, every finding, and what is still open.

Plain immutable data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.logic import TRUE, UNKNOWN, Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.engine._beside import TrialMatch
    from recurtx.engine._evaluate import Step
    from recurtx.profile import Profile, Situation
    from recurtx.ruleset import Advice, Gap, Option, Rule, Ruleset

__all__ = ["AssessedOption", "Assessment", "CloseCall", "Finding", "Verdict"]


class Verdict(Enum):
    """What the rules say of an option; the first that fits, in this order."""

    OUTSIDE_SCOPE = "outside_scope"
    NOT_CANDIDATE = "not_candidate"
    NEEDS_INFORMATION = "needs_information"
    CANDIDATE_WITH_CAUTION = "candidate_with_caution"
    CANDIDATE = "candidate"
    POSSIBLE = "possible"

    @property
    def closed(self) -> bool:
        """Whether the option is out: outside the rules, or stopped."""
        return self in (Verdict.OUTSIDE_SCOPE, Verdict.NOT_CANDIDATE)


@dataclass(frozen=True)
class Finding:
    """One rule applied to one patient.

    ``truth`` is that of the rule's condition inside its scope, None where the rule is silent; ``acts`` says whether
    the rule does to its option what its effect says; ``scope`` and ``condition`` are the trees as evaluated. ``stops``
    says that this finding stops its option, ``blocks`` that it is open whether it does.
    """

    rule: Rule
    truth: Truth | None
    acts: Truth
    scope: Step | None
    condition: Step
    presumed: bool
    stops: bool = False
    blocks: bool = False
    decisive: bool = False

    @property
    def silent(self) -> bool:
        """Whether the rule speaks of other patients."""
        return self.truth is None

    @cached_property
    def open_tests(self) -> tuple[str, ...]:
        """Facts of the unknown tests that can change whether the rule acts, once for each test."""
        if self.acts is not UNKNOWN:
            return ()
        scope = tuple(self.scope.unknown_facts()) if self.scope else ()
        return (*scope, *self.condition.unknown_facts())

    def unknown_facts(self) -> tuple[str, ...]:
        """Unrecorded facts that can change whether the rule acts, each once."""
        return tuple(dict.fromkeys(self.open_tests))


@dataclass(frozen=True, slots=True)
class CloseCall:
    """A value whose measurement margin reaches past a threshold that matters to this option.

    ``nearest`` is the nearest value inside the margin at which the verdict, or what stops the option, is another.
    ``verdict`` is the verdict here and ``verdict_if`` the one there; ``rule`` the rule that turns and ``threshold`` its
    bound in between, where there is one.
    """

    fact: str
    value: int | float | str
    margin: int
    nearest: int | float | str
    threshold: int | float | str | None
    verdict: Verdict
    verdict_if: Verdict
    rule: Rule | None
    source: str
    says: str


@dataclass(frozen=True, slots=True)
class AssessedOption:
    """One option, or modality, for one patient.

    Attributes:
        scope: the option's own scope as evaluated, None where it has none.
        outside: whose scope is false where the verdict is outside scope: the option itself or a parent.
        findings: every rule of the option.
        inherited: findings of parents' requirements and objections that act or are open.
        missing: unrecorded facts that can still change the verdict, those that block most first.
        blocks: whether they block a verdict (true) or only refine it.
        evidence_level: best OCEBM level behind what decides, None where nothing decides.
        disputed_by: best level of what argues the other way, None where nothing does.
        presumed: facts whose presumed absence the verdict leans on.
    """

    option: Option
    verdict: Verdict
    settled: bool
    scope: Step | None
    outside: str | None
    findings: tuple[Finding, ...]
    inherited: tuple[Finding, ...]
    missing: tuple[str, ...]
    blocks: bool
    evidence_level: int | None
    disputed_by: int | None
    presumed: tuple[str, ...]
    close_calls: tuple[CloseCall, ...]
    modalities: tuple[AssessedOption, ...]

    def acting(self, effect: str) -> tuple[Finding, ...]:
        """Findings of one effect that act."""
        return tuple(f for f in self.findings if f.rule.effect.value == effect and f.acts is TRUE)

    def stopping(self) -> tuple[Finding, ...]:
        """Findings that stop the option, its own first, then its parents'."""
        return tuple(f for f in (*self.findings, *self.inherited) if f.stops)

    def blocking(self) -> tuple[Finding, ...]:
        """Findings that wait for a fact before the option can be judged, its own first."""
        return tuple(f for f in (*self.findings, *self.inherited) if f.blocks)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one patient: every option at the top with its modalities, and what stands beside them.

    ``trials`` are all named trials, those that study other patients included; ``gaps`` holds, by option, what the
    literature is silent on for this patient.
    """

    ruleset: Ruleset
    profile: Profile
    situation: Situation
    options: tuple[AssessedOption, ...]
    advice: tuple[Advice, ...]
    trials: tuple[TrialMatch, ...]
    gaps: Mapping[str, tuple[Gap, ...]]
    warnings: tuple[str, ...]
    profile_digest: str

    def trials_under(self, option: str) -> tuple[TrialMatch, ...]:
        """Trials that study such patients and are shown under this option itself."""
        return tuple(m for m in self.trials if m.trial.option == option and m.truth is not None)

    def by_id(self) -> Mapping[str, AssessedOption]:
        """Every option and modality by id."""
        found: dict[str, AssessedOption] = {}
        open_ = list(self.options)
        while open_:
            option = open_.pop(0)
            found[option.option.id] = option
            open_[:0] = option.modalities
        return found
