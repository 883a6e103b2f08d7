"""From one rule and one patient to a finding, and from findings to a verdict: the tables of the design."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from recurtx.engine._result import Finding, Verdict
from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth
from recurtx.profile import VOCABULARY
from recurtx.ruleset import Effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.engine._evaluate import Evaluator, Step
    from recurtx.ruleset import Rule

__all__ = ["finding_again", "missing_of", "rule_finding", "settled", "verdict_of"]


def rule_finding(rule: Rule, evaluator: Evaluator) -> Finding:
    """One rule applied to one situation."""
    scope = None if rule.for_ is None else evaluator.step(rule.for_)
    return finding_of(rule, scope, evaluator.step(rule.when))


def finding_again(finding: Finding, evaluator: Evaluator, stale: frozenset[str]) -> Finding:
    """The finding where some facts are others; the very same where that changes nothing."""
    scope = None if finding.scope is None else evaluator.again(finding.scope, stale)
    condition = evaluator.again(finding.condition, stale)
    if scope is finding.scope and condition is finding.condition:
        return finding
    return finding_of(finding.rule, scope, condition)


def finding_of(rule: Rule, scope: Step | None, condition: Step) -> Finding:
    """The finding that an evaluated scope and condition amount to."""
    inside = TRUE if scope is None else scope.truth
    acts = inside & (~condition.truth if rule.effect is Effect.REQUIRES else condition.truth)
    can_stop = rule.effect.stops
    return Finding(
        rule, _truth(rule, inside, condition.truth, acts), acts, scope, condition, _leans(rule, scope, condition, acts),
        stops=can_stop and acts is TRUE, blocks=can_stop and acts is UNKNOWN,
    )  # fmt: skip


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


def verdict_of(findings: Sequence[Finding], outside: str | None, open_scopes: Sequence[Step]) -> Verdict:
    """The verdict that follows from the findings: the first that fits.

    Args:
        findings: the option's own findings and those that it inherits.
        outside: the option or parent whose scope is false, None where none is.
        open_scopes: scopes that are unknown.
    """
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


def missing_of(verdict: Verdict, findings: Sequence[Finding], scopes: Sequence[Step]) -> tuple[str, ...]:
    """Unrecorded facts that can still change the verdict: those in most open tests first, then vocabulary order."""
    groups: list[tuple[str, ...]] = []
    if verdict is Verdict.NEEDS_INFORMATION:
        groups = [tuple(s.unknown_facts()) for s in scopes]
        groups += [f.open_tests for f in findings if f.blocks]
    elif verdict is Verdict.CANDIDATE:
        groups = [f.open_tests for f in findings if f.rule.effect is Effect.CAUTIONS]
    elif verdict is Verdict.POSSIBLE:
        groups = [f.open_tests for f in findings if f.rule.effect is Effect.SUPPORTS]
    if not any(groups):
        return ()
    count = Counter(path for group in groups for path in group)
    return tuple(sorted(count, key=lambda path: (-count[path], VOCABULARY[path].index)))


def settled(verdict: Verdict, missing: Sequence[str]) -> bool:
    """Whether no unrecorded and unpresumed fact could change the verdict."""
    if verdict.closed or verdict is Verdict.CANDIDATE_WITH_CAUTION:
        return True
    return verdict is not Verdict.NEEDS_INFORMATION and not missing
