"""A situation and a ruleset into an assessment: the verdicts exactly as the design defines them.

No weights, no priorities, no first hit: the order of rules and files never matters.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from recurtx.engine._beside import advice_truth, gaps_of, trial_match
from recurtx.engine._close_calls import with_close_calls
from recurtx.engine._evaluate import Evaluator, Step
from recurtx.engine._residual import Reader, option_residual, residual_facts
from recurtx.engine._result import AssessedOption, Assessment, Finding, Verdict
from recurtx.engine._verdict import missing_of, rule_finding, settled, verdict_of
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import VOCABULARY, Origin, Partial, Situation
from recurtx.ruleset import Effect, FactTest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from recurtx.profile import Profile
    from recurtx.ruleset import Option, Ruleset

__all__ = ["assess", "judge", "profile_digest", "rule_finding"]


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
    found = Assessment(
        ruleset=ruleset, profile=profile, situation=situation, options=options, advice=advice,
        trials=tuple(trial_match(t, evaluator) for t in ruleset.trials),
        gaps={o.id: gaps_of(o, evaluator) for o in ruleset.options.values() if o.gaps},
        warnings=tuple(warnings), profile_digest=profile_digest(profile),
    )  # fmt: skip
    reader = Reader(situation, ruleset)
    return replace(found, options=tuple(_with_exact_missing(o, found, reader) for o in options))


def _with_exact_missing(option: AssessedOption, assessment: Assessment, reader: Reader) -> AssessedOption:
    """The option, missing only what its residual names: an unknown test that can no longer matter drops out."""
    below = tuple(_with_exact_missing(m, assessment, reader) for m in option.modalities)
    residual = option_residual(option, assessment, reader)
    if residual is None or not residual.exact:
        return replace(option, modalities=below)
    names = frozenset(residual_facts(residual.formula))
    missing = tuple(path for path in option.missing if path in names)
    return replace(option, missing=missing or option.missing, modalities=below)


def judge(situation: Situation, ruleset: Ruleset) -> tuple[AssessedOption, ...]:
    """Every option at the top with its modalities, without close calls."""
    evaluator = Evaluator(situation)
    return tuple(_judge(option, (), evaluator, ruleset) for option in ruleset.children(None))


def _judge(
    option: Option, parents: tuple[AssessedOption, ...], evaluator: Evaluator, ruleset: Ruleset
) -> AssessedOption:
    scope = None if option.for_ is None else evaluator.step(option.for_)
    findings = tuple(rule_finding(rule, evaluator) for rule in option.rules)
    inherited = tuple(f for p in parents for f in p.findings if f.stops or f.blocks)
    scopes = [(option.id, scope), *((p.option.id, p.scope) for p in parents)]
    outside = next((name for name, s in scopes if s is not None and s.truth is FALSE), None)
    open_scopes = [s for _, s in scopes if s is not None and s.truth is UNKNOWN]
    verdict = verdict_of((*findings, *inherited), outside, open_scopes)
    decisive = _decisive(verdict)
    findings = tuple(replace(f, decisive=decisive(f)) for f in findings)
    inherited = tuple(replace(f, decisive=decisive(f)) for f in inherited)
    missing = missing_of(verdict, (*findings, *inherited), open_scopes)
    level, against = _levels(verdict, (*findings, *inherited))
    judged = AssessedOption(
        option=option, verdict=verdict, settled=settled(verdict, missing), scope=scope, outside=outside,
        findings=findings, inherited=inherited, missing=missing, blocks=verdict is Verdict.NEEDS_INFORMATION,
        evidence_level=level, disputed_by=against,
        presumed=_presumed(verdict, (*findings, *inherited), [s for _, s in scopes if s], evaluator),
        close_calls=(), modalities=(),
    )  # fmt: skip
    below = tuple(_judge(child, (judged, *parents), evaluator, ruleset) for child in ruleset.children(option.id))
    return replace(judged, modalities=below)


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
