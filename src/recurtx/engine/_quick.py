"""Verdicts alone, and quickly: for whoever asks what they would be if one fact were another.

A change of one fact touches only the rules that read it, or a fact that depends on it; all other findings are taken
over. The verdicts are those of ``assess``, by the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.engine._evaluate import Evaluator
from recurtx.engine._verdict import finding_again, missing_of, rule_finding, settled, verdict_of
from recurtx.logic import FALSE, UNKNOWN
from recurtx.profile import VOCABULARY, dependents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.engine._evaluate import Step
    from recurtx.engine._result import Assessment, Finding, Verdict
    from recurtx.profile import Content, Situation
    from recurtx.ruleset import Option, Ruleset

__all__ = ["Outcome", "Quick"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict of one option, whether it is settled, and what is missing."""

    verdict: Verdict
    settled: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Quick:
    """One situation judged without explanation; ``findings`` are by option, in the order of its rules."""

    situation: Situation
    ruleset: Ruleset
    findings: Mapping[str, tuple[Finding, ...]]
    scopes: Mapping[str, Step | None]
    before: Mapping[str, Outcome] = field(default_factory=dict)
    """Outcomes taken over from the situation that this one was changed from."""

    _kept: dict[str, list[Finding]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, situation: Situation, ruleset: Ruleset, only: str | None = None) -> Quick:
        """Judge a situation from nothing; ``only`` limits it to one option and its parents."""
        evaluator = Evaluator(situation)
        options = list(ruleset.options.values()) if only is None else [ruleset.options[only], *ruleset.lineage(only)]
        findings = {o.id: tuple(rule_finding(rule, evaluator) for rule in o.rules) for o in options}
        scopes = {o.id: None if o.for_ is None else evaluator.step(o.for_) for o in options}
        return cls(situation, ruleset, findings, scopes)

    @classmethod
    def from_assessment(cls, assessment: Assessment) -> Quick:
        """The same patient as assessed, without judging again."""
        options = assessment.by_id()
        findings = {name: option.findings for name, option in options.items()}
        scopes = {name: option.scope for name, option in options.items()}
        return cls(assessment.situation, assessment.ruleset, findings, scopes)

    def changed(self, changes: Mapping[str, Content | None]) -> Quick:
        """The same patient with some facts recorded otherwise."""
        situation = self.situation.changed(changes)
        evaluator = Evaluator(situation)
        reached = frozenset().union(*(dependents(path) for path in changes))
        paths = frozenset(p for p in reached if p in changes or not _fixed(p, situation))
        findings, scopes = dict(self.findings), dict(self.scopes)
        stale: set[str] = set()
        for name, places in self.ruleset.readers(paths).items():
            if name not in self.findings:
                continue
            scope = self.scopes[name]
            scopes[name] = None if scope is None else evaluator.again(scope, paths)
            findings[name] = self._again(name, places, evaluator, paths)
            if scopes[name] is not scope:
                stale |= self.ruleset.family(name)
            elif findings[name] is not self.findings[name]:
                stale |= self.ruleset.family(name) if self._inherited_otherwise(name, findings[name]) else {name}
        before = {name: outcome for name, outcome in self.outcomes.items() if name not in stale}
        return Quick(situation, self.ruleset, findings, scopes, before)

    def _inherited_otherwise(self, name: str, findings: tuple[Finding, ...]) -> bool:
        """Whether modalities inherit other obstacles from these findings of an option than they do now."""
        pairs = zip(self.findings[name], findings, strict=True)
        return any(one is not other and (_obstacle(one) or _obstacle(other)) for one, other in pairs)

    def _again(
        self, name: str, places: frozenset[int], evaluator: Evaluator, paths: frozenset[str]
    ) -> tuple[Finding, ...]:
        """Findings of one option where some facts are others; the very same where that changes none."""
        found = list(self.findings[name])
        changed = False
        for place in places:
            if place >= 0:
                new = finding_again(found[place], evaluator, paths)
                changed |= new is not found[place]
                found[place] = new
        return tuple(found) if changed else self.findings[name]

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The verdict of every option and modality that is judged."""
        options = [self.ruleset.options[name] for name in self.findings]
        return {o.id: self.before[o.id] if o.id in self.before else self._outcome(o) for o in options}

    def _outcome(self, option: Option) -> Outcome:
        lineage = self.ruleset.lineage(option.id)
        inherited = [f for p in lineage for f in self._obstacles(p.id)]
        found = [self.scopes[o.id] for o in (option, *lineage)]
        scopes = [s for s in found if s is not None]
        outside = option.id if any(s.truth is FALSE for s in scopes) else None
        open_ = [s for s in scopes if s.truth is UNKNOWN]
        findings = [*self.findings[option.id], *inherited]
        verdict = verdict_of(findings, outside, open_)
        missing = missing_of(verdict, findings, open_)
        return Outcome(verdict, settled(verdict, missing), missing)

    def _obstacles(self, option: str) -> list[Finding]:
        """Findings of an option that stop it or wait; what its modalities inherit."""
        if option not in self._kept:
            self._kept[option] = [f for f in self.findings[option] if _obstacle(f)]
        return self._kept[option]

    def stops(self, option: str) -> frozenset[str]:
        """Rules that stop an option, inherited ones included."""
        chain = (self.ruleset.options[option], *self.ruleset.lineage(option))
        return frozenset(f.rule.id for o in chain for f in self.findings[o.id] if f.stops)


def _fixed(path: str, situation: Situation) -> bool:
    """Whether a fact reads as it is recorded, whatever else is known; of a set what is not named may hang on others."""
    return path in situation.recorded and not VOCABULARY[path].is_set


def _obstacle(finding: Finding) -> bool:
    return finding.stops or finding.blocks
