"""Comparisons of patients and of rules, and sweeps, as versioned JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from recurtx.answer.catalogue import conditions, picked, stamp
from recurtx.answer.document import (
    EffectWord,
    FindingTruth,
    OriginWord,
    Part,
    Plain,
    PublicSet,
    RulesetStamp,
    TruthWord,
    VerdictWord,
    known_of,
    truth_or_silent,
)

if TYPE_CHECKING:
    from recurtx.comparison.cohort import CohortDiff
    from recurtx.comparison.rules import Change, RuleChange, RulesDiff
    from recurtx.comparison.sweep import Sweep
    from recurtx.comparison.whatif import Comparison, Pair, TurnedRule
    from recurtx.engine import Finding
    from recurtx.ruleset import Rule, Ruleset


class Profiles(Part):
    """Digests of the two profiles."""

    before: str
    after: str


class Known(Part):
    """What is known of a fact on one side."""

    value: Plain | PublicSet | None
    origin: OriginWord
    derived_from: str | None


class FactPair(Part):
    """A fact that differs; ``follows`` where it was not changed itself but follows from one that was."""

    fact: str
    before: Known
    after: Known
    follows: bool


class OptionSide(Part):
    """One option on one side."""

    verdict: VerdictWord
    settled: bool
    missing: list[str]
    stopped_by: list[str]


class OptionPair(Part):
    """One option or modality on both sides; ``turned`` where the verdict is another."""

    id: str
    name: str
    parent: str | None
    turned: bool
    before: OptionSide
    after: OptionSide


class FindingSide(Part):
    """One rule on one side."""

    truth: FindingTruth
    acts: TruthWord


class RulePair(Part):
    """A rule that turned; ``by`` are the facts that turn it, each alone or, where none does, all ``together``."""

    option: str
    rule: str
    title: str
    effect: EffectWord
    by: list[str]
    together: bool
    before: FindingSide
    after: FindingSide


class AdvicePair(Part):
    """Advice that is shown on one side only."""

    only_before: list[str]
    only_after: list[str]


class ComparisonDocument(Part):
    """Before and after, or two patients."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    ruleset: RulesetStamp
    profiles: Profiles
    facts: list[FactPair]
    options: list[OptionPair]
    rules: list[RulePair]
    advice: AdvicePair


class SweepClass(Part):
    """Values that the rules do not tell apart; without verdicts, they are impossible, as ``contradicts`` says."""

    values: list[Plain]
    verdicts: dict[str, VerdictWord]
    contradicts: Annotated[str | None, Field(description="the fact that such a value contradicts")]
    turned: Annotated[dict[str, list[str]], Field(description="by option, the rules that turn from the class before")]


class SweepDocument(Part):
    """One fact run through its values."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    ruleset: RulesetStamp
    fact: str
    recorded: Plain | None
    now: dict[str, VerdictWord]
    classes: list[SweepClass]


def comparison_document(found: Comparison) -> ComparisonDocument:
    """A comparison."""
    return ComparisonDocument(
        schema_=1,
        ruleset=RulesetStamp.read_off(found.after.ruleset),
        profiles=Profiles(before=found.before.profile_digest, after=found.after.profile_digest),
        facts=[
            FactPair(
                fact=f.path, before=Known(**known_of(f.before)), after=Known(**known_of(f.after)), follows=f.follows
            )
            for f in found.facts
        ],
        options=[_pair(p) for p in found.options],
        rules=[_rule(name, t) for name, turned in found.rules.items() for t in turned],
        advice=AdvicePair(only_before=[a.id for a in found.ends], only_after=[a.id for a in found.begins]),
    )


def _pair(pair: Pair) -> OptionPair:
    return OptionPair.read_off(
        pair.before.option, pair, before=OptionSide.read_off(pair.before), after=OptionSide.read_off(pair.after)
    )


def _rule(option: str, turned: TurnedRule) -> RulePair:
    rule, before, after = turned.rule, _finding(turned.before), _finding(turned.after)
    return RulePair.read_off(turned, rule, option=option, rule=rule.id, before=before, after=after)


def _finding(finding: Finding) -> FindingSide:
    return FindingSide.read_off(finding, truth=truth_or_silent(finding))


def sweep_document(found: Sweep, ruleset: Ruleset) -> SweepDocument:
    """A sweep."""
    classes = [
        SweepClass.read_off(
            swept,
            contradicts=found.against(swept.clash) if swept.clash else None,
            turned={name: [r.id for r in rules] for name, rules in swept.turned.items()},
        )
        for swept in found.classes
    ]
    return SweepDocument.read_off(
        found, schema_=1, ruleset=RulesetStamp.read_off(ruleset), fact=found.path, classes=classes
    )


def rules_diff_data(diff: RulesDiff, cohort: CohortDiff, among: str) -> dict[str, Any]:
    """Two versions of the rules as plain data: the same content as the page."""
    return {
        "old": stamp(diff.old),
        "new": stamp(diff.new),
        "can_change_a_verdict": diff.turns,
        "rules": [_rule_change(c, diff) for c in diff.rules],
        "options": [_change("id name kind can_change_a_verdict changed through", c) for c in diff.options],
        "concepts": [_change("id kind changed", c) for c in diff.concepts],
        "drug_classes": [picked("id joined left", c) for c in diff.classes],
        "advice": [_change("id title kind changed", c) for c in diff.advice],
        "other": diff.other,
        "cohort": {"among": among, "patients": len(cohort.patients), "turned": cohort.turned},
        "verdicts": [
            picked("patient option name before after rules scope", c, before=c.before.verdict, after=c.after.verdict,
                   rules=[r.id for r in c.rules])
            for c in cohort.changes
        ],
    }  # fmt: skip


def _change(keys: str, change: Change[Any], **told: Any) -> dict[str, Any]:
    changed = sorted(aspect.value for aspect in change.aspects)
    return picked(keys, change, change.known, can_change_a_verdict=change.turns, changed=changed, **told)


def _rule_change(change: RuleChange, diff: RulesDiff) -> dict[str, Any]:
    keys = "id title kind options can_change_a_verdict words_only changed through before after"
    sides = ((change.old, diff.old), (change.new, diff.new))
    before, after = (None if rule is None else _side(rule, ruleset) for rule, ruleset in sides)
    return _change(keys, change, before=before, after=after)


def _side(rule: Rule, ruleset: Ruleset) -> dict[str, Any]:
    keys = "effect status for when level sources disagrees title because"
    return picked(keys, rule, **conditions(rule, ruleset), disagrees=rule.disagreeing)
