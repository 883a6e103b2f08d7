"""Comparisons of patients and of rules, and sweeps, as versioned JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from recurtx.answer.catalogue import stamp
from recurtx.answer.document import OriginWord, Plain, PublicSet, TruthWord, VerdictWord
from recurtx.profile import Origin, SetContent
from recurtx.ruleset import condition_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.comparison import Comparison, Pair, Sweep, TurnedRule
    from recurtx.comparison.cohort import CohortDiff
    from recurtx.comparison.rules import Aspect, RuleChange, RulesDiff
    from recurtx.engine import AssessedOption, Finding
    from recurtx.profile import Knowledge
    from recurtx.ruleset import Rule, Ruleset


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class RulesetStamp(_Model):
    """Which rules gave the answer."""

    name: str
    version: str
    digest: Annotated[str, Field(description="SHA-256 of the rules as canonical JSON")]


class Profiles(_Model):
    """Digests of the two profiles."""

    before: str
    after: str


class Known(_Model):
    """What is known of a fact on one side."""

    value: Plain | PublicSet | None
    origin: OriginWord
    derived_from: str | None


class FactPair(_Model):
    """A fact that differs; ``follows`` where it was not changed itself but follows from one that was."""

    fact: str
    before: Known
    after: Known
    follows: bool


class OptionSide(_Model):
    """One option on one side."""

    verdict: VerdictWord
    settled: bool
    missing: list[str]
    stopped_by: list[str]


class OptionPair(_Model):
    """One option or modality on both sides; ``turned`` where the verdict is another."""

    id: str
    name: str
    parent: str | None
    turned: bool
    before: OptionSide
    after: OptionSide


class FindingSide(_Model):
    """One rule on one side."""

    truth: Literal["true", "false", "unknown", "silent"]
    acts: TruthWord


class RulePair(_Model):
    """A rule that turned; ``by`` are the facts that turn it, each alone or, where none does, all ``together``."""

    option: str
    rule: str
    title: str
    effect: Literal["requires", "excludes", "supports", "cautions"]
    by: list[str]
    together: bool
    before: FindingSide
    after: FindingSide


class AdvicePair(_Model):
    """Advice that is shown on one side only."""

    only_before: list[str]
    only_after: list[str]


class ComparisonDocument(_Model):
    """Before and after, or two patients."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    ruleset: RulesetStamp
    profiles: Profiles
    facts: list[FactPair]
    options: list[OptionPair]
    rules: list[RulePair]
    advice: AdvicePair


class SweepClass(_Model):
    """Values that the rules do not tell apart; without verdicts, they are impossible, as ``contradicts`` says."""

    values: list[Plain]
    verdicts: dict[str, VerdictWord]
    contradicts: Annotated[str | None, Field(description="the fact that such a value contradicts")]
    turned: Annotated[dict[str, list[str]], Field(description="by option, the rules that turn from the class before")]


class SweepDocument(_Model):
    """One fact run through its values."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    ruleset: RulesetStamp
    fact: str
    recorded: Plain | None
    now: dict[str, VerdictWord]
    classes: list[SweepClass]


def comparison_document(found: Comparison) -> ComparisonDocument:
    """A comparison."""
    pairs = [p for option in found.options for p in (option, *option.below())]
    return ComparisonDocument(
        schema_=1,
        ruleset=_ruleset(found.after.ruleset),
        profiles=Profiles(before=found.before.profile_digest, after=found.after.profile_digest),
        facts=[
            FactPair(fact=f.path, before=_known(f.before), after=_known(f.after), follows=f.follows)
            for f in found.facts
        ],
        options=[_pair(p) for p in pairs],
        rules=[_rule(name, t) for name, turned in found.rules.items() for t in turned],
        advice=AdvicePair(only_before=[a.id for a in found.ends], only_after=[a.id for a in found.begins]),
    )  # fmt: skip


def sweep_document(found: Sweep, ruleset: Ruleset) -> SweepDocument:
    """A sweep."""
    return SweepDocument(
        schema_=1,
        ruleset=_ruleset(ruleset),
        fact=found.path,
        recorded=found.recorded,
        now={name: verdict.value for name, verdict in found.now.items()},
        classes=[
            SweepClass(
                values=list(c.values),
                verdicts={name: verdict.value for name, verdict in c.verdicts.items()},
                contradicts=found.against(c.clash) if c.clash else None,
                turned={name: [r.id for r in rules] for name, rules in c.turned.items()},
            )
            for c in found.classes
        ],
    )  # fmt: skip


def _ruleset(ruleset: Ruleset) -> RulesetStamp:
    return RulesetStamp(name=ruleset.name, version=ruleset.version, digest=ruleset.digest)


def _known(known: Knowledge) -> Known:
    content = known.content if known.origin is not Origin.PRESUMED else None
    value = (
        PublicSet(present=sorted(content.present), absent=sorted(content.absent), complete=content.complete)
        if isinstance(content, SetContent)
        else content
    )
    return Known(value=value, origin=known.origin.value, derived_from=known.source)


def _pair(pair: Pair) -> OptionPair:
    option = pair.before.option
    return OptionPair(id=option.id, name=option.name, parent=option.parent, turned=pair.turned,
                      before=_option(pair.before), after=_option(pair.after))  # fmt: skip


def _option(option: AssessedOption) -> OptionSide:
    return OptionSide(verdict=option.verdict.value, settled=option.settled, missing=list(option.missing),
                      stopped_by=[f.rule.id for f in option.stopping()])  # fmt: skip


def _rule(option: str, turned: TurnedRule) -> RulePair:
    rule = turned.rule
    return RulePair(option=option, rule=rule.id, title=rule.title, effect=rule.effect.value, by=list(turned.by),
                    together=turned.together, before=_finding(turned.before), after=_finding(turned.after))  # fmt: skip


def _finding(finding: Finding) -> FindingSide:
    return FindingSide(truth="silent" if finding.truth is None else finding.truth.value, acts=finding.acts.value)


def rules_diff_data(diff: RulesDiff, cohort: CohortDiff, among: str) -> dict[str, Any]:
    """Two versions of the rules as plain data: the same content as the page."""
    return {
        "old": stamp(diff.old),
        "new": stamp(diff.new),
        "can_change_a_verdict": diff.turns,
        "rules": [_rule_change(c, diff) for c in diff.rules],
        "options": [
            {"id": c.id, "name": c.known.name, "kind": c.kind.value, "can_change_a_verdict": c.turns,
             "changed": _values(c.aspects), "through": list(c.through)}
            for c in diff.options
        ],
        "concepts": [{"id": c.id, "kind": c.kind.value, "changed": _values(c.aspects)} for c in diff.concepts],
        "drug_classes": [{"id": c.id, "joined": list(c.joined), "left": list(c.left)} for c in diff.classes],
        "advice": [
            {"id": c.id, "title": c.title, "kind": c.kind.value, "changed": _values(c.aspects)} for c in diff.advice
        ],
        "other": list(diff.other),
        "cohort": {"among": among, "patients": len(cohort.patients), "turned": list(cohort.turned)},
        "verdicts": [
            {"patient": c.patient, "option": c.option, "name": c.name, "before": c.before.value,
             "after": c.after.value, "rules": [r.id for r in c.rules], "scope": c.scope}
            for c in cohort.changes
        ],
    }  # fmt: skip


def _values(aspects: Iterable[Aspect]) -> list[str]:
    return sorted(aspect.value for aspect in aspects)


def _rule_change(change: RuleChange, diff: RulesDiff) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.known.title,
        "kind": change.kind.value,
        "options": list(change.options),
        "can_change_a_verdict": change.turns,
        "words_only": change.words_only,
        "changed": _values(change.aspects),
        "through": list(change.through),
        "before": _side(change.old, diff.old),
        "after": _side(change.new, diff.new),
    }


def _side(rule: Rule | None, ruleset: Ruleset) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "effect": rule.effect.value,
        "status": rule.status,
        "for": None if rule.for_ is None else condition_words(rule.for_, ruleset),
        "when": condition_words(rule.when, ruleset),
        "level": rule.level,
        "sources": list(rule.sources),
        "disagrees": list(rule.disagreeing),
        "title": rule.title,
        "because": rule.because,
    }
