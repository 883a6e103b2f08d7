"""``recurtx what-if --format json``: comparisons and sweeps as versioned documents, with their JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from recurtx.engine._public import OriginWord, Plain, PublicSet, TruthWord, VerdictWord
from recurtx.profile import Origin, SetContent

if TYPE_CHECKING:
    from recurtx.engine import AssessedOption, Finding
    from recurtx.profile import Knowledge
    from recurtx.reasoning import Comparison, Pair, Sweep, TurnedRule
    from recurtx.ruleset import Ruleset

__all__ = ["ComparisonDocument", "SweepDocument", "comparison_json", "sweep_json"]


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


def comparison_json(found: Comparison) -> str:
    """A comparison; schema 1."""
    pairs = [p for option in found.options for p in (option, *option.below())]
    return _text(ComparisonDocument(
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
    ))  # fmt: skip


def sweep_json(found: Sweep, ruleset: Ruleset) -> str:
    """A sweep; schema 1."""
    return _text(SweepDocument(
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
    ))  # fmt: skip


def _text(document: BaseModel) -> str:
    return document.model_dump_json(by_alias=True, indent=1) + "\n"


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
