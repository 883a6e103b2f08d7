"""A situation and a ruleset into an assessment: the verdicts exactly as the design defines them.

No weights, no priorities, no first hit: the order of rules and files never matters.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from recurtx.engine._close_calls import with_close_calls
from recurtx.engine._evaluate import Evaluator, Step
from recurtx.engine._result import AssessedOption, Assessment, Finding, Verdict
from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth
from recurtx.profile import VOCABULARY, Origin, Partial, Situation
from recurtx.ruleset import Effect, FactTest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from recurtx.profile import Profile
    from recurtx.ruleset import Advice, Option, Rule, Ruleset

__all__ = ["advice_truth", "assess", "judge", "profile_digest", "rule_finding"]


def assess(profile: Profile, ruleset: Ruleset, *, presume: bool = True, warnings: Iterable[str] = ()) -> Assessment:
    """Judge every option for one patient.

    Args:
        profile: a validated profile.
        ruleset: checked rules.
        presume: whether rare things that are not recorded are presumed absent, as the vocabulary says.
        warnings: what the reader of the profile has to tell.
    """
    situation = Situation.of(profile, ruleset.agents, presume=presume)
    options = with_close_calls(judge(situation, ruleset), situation, lambda other: judge(other, ruleset))
    evaluator = Evaluator(situation)
    advice = tuple(a for a in ruleset.advice if advice_truth(a, evaluator))
    return Assessment(ruleset, profile, situation, options, advice, tuple(warnings), profile_digest(profile))


def judge(situation: Situation, ruleset: Ruleset) -> tuple[AssessedOption, ...]:
    """Every option at the top with its modalities, without close calls."""
    evaluator = Evaluator(situation)
    return tuple(_judge(option, (), evaluator, ruleset) for option in ruleset.children(None))


def rule_finding(rule: Rule, evaluator: Evaluator) -> Finding:
    """One rule applied to one situation."""
    scope = None if rule.for_ is None else evaluator.step(rule.for_)
    condition = evaluator.step(rule.when)
    inside = TRUE if scope is None else scope.truth
    acts = inside & (~condition.truth if rule.effect is Effect.REQUIRES else condition.truth)
    return Finding(
        rule, _truth(rule, inside, condition.truth, acts), acts, scope, condition, _leans(rule, scope, condition, acts)
    )


def _truth(rule: Rule, inside: Truth, when: Truth, acts: Truth) -> Truth | None:
    """The truth that the finding reports; None where the rule is silent."""
    if inside is FALSE:
        return None
    if inside is TRUE:
        return when
    if acts is FALSE:
        return TRUE if rule.effect is Effect.REQUIRES else FALSE
    return UNKNOWN


def _leans(rule: Rule, scope: Step | None, condition: Step, acts: Truth) -> bool:
    """Whether it would be open if the rule acts, were it not for a presumption."""
    inside = TRUE if scope is None else (UNKNOWN if scope.presumed else scope.truth)
    when = UNKNOWN if condition.presumed else condition.truth
    return (inside & (~when if rule.effect is Effect.REQUIRES else when)) is not acts


def _judge(
    option: Option, parents: tuple[AssessedOption, ...], evaluator: Evaluator, ruleset: Ruleset
) -> AssessedOption:
    scope = None if option.for_ is None else evaluator.step(option.for_)
    findings = tuple(rule_finding(rule, evaluator) for rule in option.rules)
    inherited = tuple(f for p in parents for f in p.findings if f.stops or f.blocks)
    scopes = [(option.id, scope), *((p.option.id, p.scope) for p in parents)]
    outside = next((name for name, s in scopes if s is not None and s.truth is FALSE), None)
    open_scopes = [s for _, s in scopes if s is not None and s.truth is UNKNOWN]
    verdict = _verdict((*findings, *inherited), outside, open_scopes)
    decisive = _decisive(verdict)
    findings = tuple(replace(f, decisive=decisive(f)) for f in findings)
    inherited = tuple(replace(f, decisive=decisive(f)) for f in inherited)
    missing = _missing(verdict, (*findings, *inherited), open_scopes)
    level, against = _levels(verdict, (*findings, *inherited))
    judged = AssessedOption(
        option=option, verdict=verdict, settled=_settled(verdict, missing), scope=scope, outside=outside,
        findings=findings, inherited=inherited, missing=missing, blocks=verdict is Verdict.NEEDS_INFORMATION,
        evidence_level=level, disputed_by=against,
        presumed=_presumed(verdict, (*findings, *inherited), [s for _, s in scopes if s], evaluator),
        close_calls=(), modalities=(),
    )  # fmt: skip
    below = tuple(_judge(child, (judged, *parents), evaluator, ruleset) for child in ruleset.children(option.id))
    return replace(judged, modalities=below)


def _verdict(findings: Sequence[Finding], outside: str | None, open_scopes: Sequence[Step]) -> Verdict:
    if outside is not None:
        return Verdict.OUTSIDE_SCOPE
    if any(f.stops for f in findings):
        return Verdict.NOT_CANDIDATE
    if open_scopes or any(f.blocks for f in findings):
        return Verdict.NEEDS_INFORMATION
    acting = {f.rule.effect for f in findings if f.acts is TRUE}
    if Effect.SUPPORTS not in acting:
        return Verdict.POSSIBLE
    return Verdict.CANDIDATE_WITH_CAUTION if Effect.CAUTIONS in acting else Verdict.CANDIDATE


def _decisive(verdict: Verdict) -> Callable[[Finding], bool]:
    """Which findings decide a verdict."""

    def decides(finding: Finding) -> bool:
        match verdict:
            case Verdict.NOT_CANDIDATE:
                return finding.stops
            case Verdict.NEEDS_INFORMATION:
                return finding.blocks
            case Verdict.CANDIDATE | Verdict.CANDIDATE_WITH_CAUTION:
                return not finding.rule.effect.stops and finding.acts is TRUE
            case _:
                return False

    return decides


def _missing(verdict: Verdict, findings: Sequence[Finding], scopes: Sequence[Step]) -> tuple[str, ...]:
    """Unrecorded facts that can still change the verdict: those that block most first, then vocabulary order."""
    groups: list[tuple[str, ...]] = []
    if verdict is Verdict.NEEDS_INFORMATION:
        groups = [tuple(dict.fromkeys(s.unknown_facts())) for s in scopes]
        groups += [f.unknown_facts() for f in findings if f.blocks]
    elif verdict is Verdict.CANDIDATE:
        groups = [f.unknown_facts() for f in findings if f.rule.effect is Effect.CAUTIONS]
    elif verdict is Verdict.POSSIBLE:
        groups = [f.unknown_facts() for f in findings if f.rule.effect is Effect.SUPPORTS]
    count = Counter(path for group in groups for path in group)
    return tuple(sorted(count, key=lambda path: (-count[path], VOCABULARY[path].index)))


def _settled(verdict: Verdict, missing: Sequence[str]) -> bool:
    """Whether no unrecorded and unpresumed fact could change the verdict."""
    if verdict.closed or verdict is Verdict.CANDIDATE_WITH_CAUTION:
        return True
    return verdict is not Verdict.NEEDS_INFORMATION and not missing


def _levels(verdict: Verdict, findings: Sequence[Finding]) -> tuple[int | None, int | None]:
    """Best level behind what decides, and best level of what argues the other way."""
    if verdict is Verdict.NOT_CANDIDATE:
        deciding = [f for f in findings if f.stops]
    elif verdict.closed or verdict is Verdict.POSSIBLE:
        deciding = []
    else:
        deciding = [f for f in findings if f.rule.effect is Effect.SUPPORTS and f.acts is TRUE]
    rivals = {name for f in deciding for name in f.rule.conflicts_with}
    against = [f.rule.against for f in deciding if f.rule.against is not None]
    against += [f.rule.level for f in findings if f.rule.id in rivals and f.acts is TRUE]
    return min((f.rule.level for f in deciding), default=None), min(against, default=None)


def _presumed(
    verdict: Verdict, findings: Sequence[Finding], scopes: Sequence[Step], evaluator: Evaluator
) -> tuple[str, ...]:
    """Facts whose presumed absence the verdict leans on."""
    if verdict is Verdict.OUTSIDE_SCOPE:
        steps = [s for s in scopes if s.presumed and s.truth is FALSE]
    elif verdict is Verdict.NOT_CANDIDATE:
        stopping = [f for f in findings if f.stops]
        steps = [] if any(not f.presumed for f in stopping) else [f.condition for f in stopping]
    else:
        steps = [s for s in scopes if s.presumed]
        steps += [s for f in findings if f.presumed for s in (f.condition, f.scope) if s is not None and s.presumed]
    found = {path for step in steps for path in _presumed_facts(step, evaluator.situation)}
    return tuple(sorted(found, key=lambda path: VOCABULARY[path].index))


def _presumed_facts(step: Step, situation: Situation) -> Iterable[str]:
    condition = step.condition
    if isinstance(condition, FactTest) and step.presumed:
        known = situation.knowledge(condition.path)
        yield from (condition.path,) if known.origin is Origin.PRESUMED else ()
    for child in step.of:
        yield from _presumed_facts(child, situation)


def advice_truth(advice: Advice, evaluator: Evaluator) -> bool:
    """Whether advice is shown: its condition is true or, where it obtains facts, not false and one is unrecorded."""
    truth = evaluator.step(advice.when).truth
    if advice.for_ is not None:
        truth = truth & evaluator.step(advice.for_).truth
    if not advice.obtains:
        return truth is TRUE
    unrecorded = any(evaluator.situation.knowledge(p).origin is Origin.UNKNOWN for p in advice.obtains)
    return truth is not FALSE and unrecorded


def profile_digest(profile: Profile) -> str:
    """SHA-256 of the recorded facts as canonical JSON, with keys and sets sorted; the label does not count."""
    facts: dict[str, object] = {}
    for path, value in profile.recorded().items():
        if isinstance(value, list):
            facts[path] = sorted(value)
        elif isinstance(value, Partial):
            facts[path] = {"present": sorted(value.present), "absent": sorted(value.absent)}
        else:
            facts[path] = value
    if profile.as_of is not None:
        facts["as_of"] = profile.as_of.isoformat()
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
