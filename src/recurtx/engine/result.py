"""What an assessment is: every option, every finding, and what is still open.

Complete when it is made: whatever is costly is worked out from the judgement when it is first asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine.becomes import Becomes, Foresight
from recurtx.engine.beside import TrialMatch, advice_near, advice_shown, gaps_shown, trial_match
from recurtx.engine.close_calls import CloseCall, close_calls
from recurtx.engine.verdict import Verdict
from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth
from recurtx.profile import digest_of
from recurtx.ruleset import Effect
from recurtx.ruleset.lazy import LazyMapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.engine.judgement import Judgement, Residual
    from recurtx.profile import Profile, Situation
    from recurtx.program.cells import Partition
    from recurtx.program.nodes import OptionEntry, RuleEntry
    from recurtx.program.truths import Step, Truths
    from recurtx.ruleset import Advice, Gap, Option, Rule, Ruleset


class Finding(NamedTuple):
    """One rule applied to one patient.

    ``truth`` is that of the rule's condition inside its scope, None where the rule is silent; ``acts`` says whether
    the rule does to its option what its effect says; ``presumed`` that this leans on a presumption. ``decisive`` says
    that the verdict rests on it.
    """

    entry: RuleEntry
    option: str
    place: int
    truths: Truths
    truth: Truth | None
    acts: Truth
    presumed: bool
    decisive: bool

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.truths.program.ruleset.options[self.option].rules[self.place]

    @property
    def stops(self) -> bool:
        """Whether this finding stops its option."""
        return self.entry.effect.stops and self.acts is TRUE

    @property
    def blocks(self) -> bool:
        """Whether it is open whether this finding stops its option."""
        return self.entry.effect.stops and self.acts is UNKNOWN

    @property
    def silent(self) -> bool:
        """Whether the rule speaks of other patients."""
        return self.truth is None

    @property
    def scope(self) -> Step | None:
        """The scope of the rule as evaluated, None where it speaks of everybody."""
        for_ = self.rule.for_
        return None if for_ is None else self.truths.step(for_, self.entry.for_)

    @property
    def condition(self) -> Step:
        """The condition of the rule as evaluated."""
        return self.truths.step(self.rule.when, self.entry.when)

    def reads(self) -> frozenset[str]:
        """Facts that the rule reads, in its scope or its condition."""
        return self.truths.program.reads(self.entry.acts)

    def unknown_facts(self) -> tuple[str, ...]:
        """Unrecorded facts that can change whether the rule acts, each once."""
        return tuple(dict.fromkeys(self.truths.open_tests(self.entry.acts)))


class AssessedOption:
    """One option, or modality, for one patient.

    Attributes:
        verdict: what the rules say.
        settled: whether no unrecorded and unpresumed fact could change that.
        parent: the option that this is a way of, None at the top.
        modalities: its own ways.
    """

    def __init__(self, entry: OptionEntry, parent: AssessedOption | None, assessment: Assessment) -> None:
        self.entry, self.parent, self.assessment = entry, parent, assessment
        self.id = entry.id
        self.judgement: Judgement = assessment.judgement
        self.verdict, self.settled = self.judgement.outcomes[entry.id]
        below = self.judgement.program.below[entry.id]
        self.modalities: tuple[AssessedOption, ...] = tuple(AssessedOption(o, self, assessment) for o in below)

    @property
    def option(self) -> Option:
        """The option itself, as the rules describe it."""
        return self.assessment.ruleset.options[self.id]

    @property
    def lineage(self) -> tuple[AssessedOption, ...]:
        """Its parents, nearest first."""
        return () if self.parent is None else (self.parent, *self.parent.lineage)

    @property
    def scope(self) -> Step | None:
        """The option's own scope as evaluated, None where it has none."""
        for_ = self.option.for_
        return None if for_ is None else self.judgement.step(for_, self.entry.scope)

    @cached_property
    def outside(self) -> str | None:
        """Whose scope is false where the verdict is outside scope: the option itself or a parent."""
        truths = self.judgement.truths
        return next((o.id for o in (self, *self.lineage) if truths.truth(o.entry.scope) is FALSE), None)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every rule of the option."""
        return tuple(self._findings())

    @cached_property
    def inherited(self) -> tuple[Finding, ...]:
        """Findings of the rules that it inherits and that act or are open, the nearest parent's first."""
        return tuple(f for f in self.all_inherited if f.acts is not FALSE)

    @property
    def all_inherited(self) -> tuple[Finding, ...]:
        """Findings of all rules that it inherits from its parents, the nearest first."""
        heard = self.judgement.program.heard(self.id)[len(self.entry.rules) :]
        above = {parent.id: parent for parent in self.lineage}
        found = (above[owner.id].findings[place] for owner, place, _ in heard)
        return tuple(f._replace(decisive=_decides(f.entry.effect, f.acts, self.verdict)) for f in found)

    def _findings(self) -> Iterator[Finding]:
        truths, verdict = self.judgement.truths, self.verdict
        for place, rule in enumerate(self.entry.rules):
            acts = truths.truth(rule.acts)
            yield Finding(
                rule, self.id, place, truths, reported(rule, acts, truths), acts, truths.leans(rule.acts),
                _decides(rule.effect, acts, verdict),
            )  # fmt: skip

    @property
    def missing(self) -> tuple[str, ...]:
        """Unrecorded facts that can still change the verdict, those that block most first."""
        return self.assessment.missing[self.id]

    @property
    def blocks(self) -> bool:
        """Whether what is missing blocks a verdict (true) or only refines it."""
        return self.verdict is Verdict.NEEDS_INFORMATION

    @property
    def remaining(self) -> Residual | None:
        """What the verdict still turns on, None where it is settled."""
        return self.judgement.residual(self.id)

    @cached_property
    def becomes(self) -> Becomes | None:
        """What it becomes where it is open, or where something may still speak for it; else None."""
        return self.assessment.foresight.of(self.id)

    @property
    def close_calls(self) -> tuple[CloseCall, ...]:
        """Values so near to a threshold that their measurement margin reaches past it."""
        return self.assessment.close_calls.get(self.id, ())

    @cached_property
    def evidence_level(self) -> int | None:
        """Best OCEBM level behind what decides, None where nothing decides."""
        return _best_level(self._deciding())

    @cached_property
    def outlook(self) -> tuple[int | None, int | None]:
        """Level and dispute as they are or, of an open option for which nothing speaks yet, as they would be."""
        deciding = self._deciding() or self.would_support
        return _best_level(deciding), self._against(deciding)

    @cached_property
    def disputed_by(self) -> int | None:
        """Best level of what argues the other way, None where nothing does."""
        return self._against(self._deciding())

    def _against(self, findings: Sequence[Finding]) -> int | None:
        """Best level of what argues against some findings."""
        deciding = [f.rule for f in findings]
        rivals = {name for rule in deciding for name in rule.conflicts_with}
        against = [rule.against for rule in deciding if rule.against is not None]
        acting = (f for f in (*self.findings, *self.inherited) if f.acts is TRUE and f.entry.id in rivals)
        return min([*against, *(f.rule.level for f in acting)], default=None)

    def _deciding(self) -> list[Finding]:
        """What stops a stopped option, what speaks against one that is usually not done, and for any other."""
        if self.verdict is Verdict.NOT_CANDIDATE:
            return list(self.stopping())
        if self.verdict is Verdict.USUALLY_NOT:
            return list(self.heard("discourages"))
        if self.verdict in (Verdict.OUTSIDE_SCOPE, Verdict.POSSIBLE):
            return []
        return list(self.acting("supports"))

    @cached_property
    def would_support(self) -> list[Finding]:
        """What would speak for an open option under the first set of values that it asks for."""
        asked = self.becomes.if_ if self.blocks and self.becomes is not None else ()
        world = self.assessment.foresight.world(self.id, asked[0]) if asked else None
        if world is None:
            return []
        supports = (f for f in self.findings if f.entry.effect is Effect.SUPPORTS)
        return [f for f in supports if world.acts(f.entry) is TRUE]

    @cached_property
    def presumed(self) -> tuple[str, ...]:
        """Facts whose presumed absence the verdict leans on."""
        return self.judgement.truths.presumed_beneath(self._resting_on())

    def _resting_on(self) -> list[int]:
        """The nodes that the verdict rests on; none where a closed option is closed without a presumption too."""
        truths, scopes = self.judgement.truths, [o.entry.scope for o in (self, *self.lineage)]
        findings = (*self.findings, *self.inherited)
        if self.verdict is Verdict.OUTSIDE_SCOPE:
            closing = [node for node in scopes if truths.truth(node) is FALSE]
        elif self.verdict is Verdict.NOT_CANDIDATE:
            closing = [f.entry.acts for f in findings if f.stops]
        else:
            return [*scopes, *(f.entry.acts for f in findings)]
        return closing if all(map(truths.leans, closing)) else []

    def acting(self, effect: str) -> tuple[Finding, ...]:
        """Its own findings of one effect that act."""
        return tuple(f for f in self.findings if f.entry.effect.value == effect and f.acts is TRUE)

    def heard(self, effect: str) -> tuple[Finding, ...]:
        """Findings of one effect that act, its own first, then those that it inherits."""
        return tuple(f for f in (*self.findings, *self.inherited) if f.entry.effect.value == effect and f.acts is TRUE)

    def stopping(self) -> tuple[Finding, ...]:
        """Findings that stop the option, its own first, then its parents'."""
        return tuple(f for f in (*self.findings, *self.inherited) if f.stops)

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """Ids of the rules that stop the option."""
        return tuple(f.entry.id for f in self.stopping())

    def blocking(self) -> tuple[Finding, ...]:
        """Findings that wait for a fact before the option can be judged, its own first."""
        return tuple(f for f in (*self.findings, *self.inherited) if f.blocks)


def _best_level(findings: Sequence[Finding]) -> int | None:
    return min((f.rule.level for f in findings), default=None)


def reported(rule: RuleEntry, acts: Truth, truths: Truths) -> Truth | None:
    """The truth that the finding reports; None where the rule is silent."""
    inside = truths.truth(rule.for_)
    if inside is FALSE:
        return None
    if inside is TRUE:
        return truths.truth(rule.when)
    if acts is FALSE:
        return TRUE if rule.effect is Effect.REQUIRES else FALSE
    return UNKNOWN


def _decides(effect: Effect, acts: Truth, verdict: Verdict) -> bool:
    """Whether a finding decides a verdict."""
    match verdict:
        case Verdict.NOT_CANDIDATE:
            return effect.stops and acts is TRUE
        case Verdict.NEEDS_INFORMATION:
            return effect.stops and acts is UNKNOWN
        case Verdict.USUALLY_NOT:
            return effect is Effect.DISCOURAGES and acts is TRUE
        case Verdict.CANDIDATE | Verdict.CANDIDATE_WITH_CAUTION:
            return effect in (Effect.SUPPORTS, Effect.CAUTIONS) and acts is TRUE
        case _:
            return False


class Assessment:
    """The answer for one patient: every option at the top with its modalities, and what stands beside them."""

    def __init__(
        self, judgement: Judgement, profile: Profile, warnings: tuple[str, ...] = (), *, presume: bool = True
    ) -> None:
        self.judgement, self.profile, self.warnings, self.presume = judgement, profile, warnings, presume
        self.options = tuple(AssessedOption(o, None, self) for o in judgement.program.below[None])

    @property
    def ruleset(self) -> Ruleset:
        """The rules that gave the answer."""
        return self.judgement.program.ruleset

    @property
    def situation(self) -> Situation:
        """What is known of the patient."""
        return self.judgement.situation

    @cached_property
    def profile_digest(self) -> str:
        """SHA-256 of the recorded facts; see ``digest_of``."""
        return digest_of(self.profile)

    @property
    def partition(self) -> Partition:
        """The classes of values that verdicts tell apart for this cancer."""
        return self.judgement.partition

    @property
    def residuals(self) -> Mapping[str, Residual]:
        """What each option that is not settled still turns on, by id."""
        return self.judgement.residuals

    @cached_property
    def by_id(self) -> Mapping[str, AssessedOption]:
        """Every option and modality by id, a parent before its modalities."""
        return {o.id: o for o in flat(self.options)}

    def __getitem__(self, option: str) -> AssessedOption:
        """One option or modality.

        Raises:
            KeyError: there is no such option.
        """
        return self.by_id[option]

    @cached_property
    def missing(self) -> Mapping[str, tuple[str, ...]]:
        """By option, the unrecorded facts that can still change its verdict."""
        return {option: self.judgement.missing(option) for option in self.judgement.outcomes}

    @cached_property
    def foresight(self) -> Foresight:
        """What tells what open options become."""
        return Foresight(self.judgement)

    @cached_property
    def close_calls(self) -> Mapping[str, tuple[CloseCall, ...]]:
        """By option, the values that lie near to a threshold."""
        return close_calls(self.judgement)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """Advice that is shown, urgent ones first."""
        return tuple(advice for advice, _ in self._advised.values())

    @cached_property
    def _advised(self) -> Mapping[str, tuple[Advice, int]]:
        """Advice that is shown by id, with the node of its condition; no other is made."""
        truths, every = self.judgement.truths, self.ruleset.advice
        near = ((place, e) for place, e in enumerate(self.judgement.program.advice) if advice_near(e, truths))
        shown = ((every[place], e) for place, e in near if advice_shown(every[place], e, truths))
        return {advice.id: (advice, entry.when) for advice, entry in shown}

    def evaluated(self, advice: Advice) -> Step:
        """The condition of an advice that is shown, as it stands for this patient."""
        return self.judgement.step(advice.when, self._advised[advice.id][1])

    @cached_property
    def trials(self) -> tuple[TrialMatch, ...]:
        """All named trials, those that study other patients included."""
        pairs = zip(self.ruleset.trials, self.judgement.program.trials, strict=True)
        return tuple(trial_match(trial, entry, self.judgement.truths) for trial, entry in pairs)

    def trials_under(self, option: str) -> tuple[TrialMatch, ...]:
        """Trials that study such patients and are shown under this option itself."""
        truths, trials = self.judgement.truths, self.ruleset.trials
        shown = (
            (place, entry) for place, entry in enumerate(self.judgement.program.trials)
            if entry.option == option and truths.truth(entry.for_) is not FALSE
        )  # fmt: skip
        return tuple(trial_match(trials[place], entry, truths) for place, entry in shown)

    @cached_property
    def gaps(self) -> Mapping[str, tuple[Gap, ...]]:
        """By option, what the literature is silent on for this patient."""
        options, truths, entries = self.ruleset.options, self.judgement.truths, self.judgement.program.gaps
        return LazyMapping(entries, lambda name: gaps_shown(options[name].gaps, entries[name], truths))


def flat(options: tuple[AssessedOption, ...]) -> Iterator[AssessedOption]:
    """Options with their modalities, down to the last, in order."""
    for option in options:
        yield option
        yield from flat(option.modalities)
