"""The answer as a public, versioned JSON document, complete however it is asked for.

The schema is ``recurtx schema assessment``. Field names and meanings change only with a new ``schema`` number;
fields may be added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from recurtx.answer.asked import asked
from recurtx.answer.ranges import cells_words, formula_words
from recurtx.engine import AssessedOption, CloseCall, Finding, Verdict
from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import VOCABULARY, Origin, SetContent, spec, test_words
from recurtx.ruleset import All, Always, Concept, Count, FactTest, Not, Stopped
from recurtx.ruleset import Any as AnyOf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.answer.answer import Answer
    from recurtx.engine import Step, TrialMatch
    from recurtx.profile import Situation
    from recurtx.reasoning.next import Question
    from recurtx.ruleset import Advice

TruthWord = Literal["true", "false", "unknown"]
VerdictWord = Literal[
    "outside_scope", "not_candidate", "needs_information", "candidate_with_caution", "candidate", "possible"
]
OriginWord = Literal["recorded", "derived", "presumed", "does not apply", "not recorded"]
Plain = bool | int | float | str


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PublicRuleset(_Model):
    """Which rules gave the answer."""

    name: str
    version: str
    digest: Annotated[str, Field(description="SHA-256 of the rules as canonical JSON")]
    scope: str


class PublicAdvice(_Model):
    """Advice that stands beside the options; it changes no verdict."""

    id: str
    urgency: Literal["urgent", "before_decision", "alongside"]
    says: str
    sources: list[str]


class PublicSet(_Model):
    """What is known of a set: elements present, elements absent, and whether all others are absent."""

    present: list[str]
    absent: list[str]
    complete: bool


class PublicCondition(_Model):
    """A condition as evaluated: one of the node words or a fact with its test, and the truth.

    Beneath ``stopped`` nothing is repeated: what stops that option, or may stop it, are its own findings.
    """

    truth: TruthWord
    all: list[PublicCondition] | None = None
    any: list[PublicCondition] | None = None
    not_: Annotated[PublicCondition | None, Field(alias="not")] = None
    count: list[PublicCondition] | None = None
    at_least: int | None = None
    always: bool | None = None
    concept: str | None = None
    stopped: str | None = None
    of: PublicCondition | None = None
    fact: str | None = None
    value: Plain | PublicSet | None = None
    test: str | None = None
    origin: OriginWord | None = None
    derived_from: str | None = None
    presumed: bool | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_serializer(mode="wrap")
    def _only_what_the_node_has(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The keys of this kind of node; of a fact all, so that an unrecorded value is null and not absent."""
        written: dict[str, Any] = handler(self)
        kept = {"value", "derived_from"} if self.fact is not None else set[str]()
        return {key: value for key, value in written.items() if value is not None or key in kept}


class PublicFinding(_Model):
    """One rule applied to this patient."""

    rule: str
    title: str
    factor: Literal["cancer_type", "extent", "performance_status", "prior_response"]
    effect: Literal["requires", "excludes", "supports", "cautions"]
    truth: Literal["true", "false", "unknown", "silent"]
    acts: TruthWord
    for_truth: TruthWord
    decisive: bool
    presumed: bool
    level: Annotated[int, Field(ge=1, le=5)]
    because: str
    sources: list[str]
    disagrees: list[str]
    scope: PublicCondition | None
    condition: PublicCondition


class PublicCloseCall(_Model):
    """A value whose measurement margin reaches past a threshold."""

    fact: str
    value: Plain
    threshold: Plain | None
    margin: int
    rule: str | None
    verdict_if: VerdictWord


class PublicTrial(_Model):
    """A named trial that studies such patients; it changes no verdict, and its status is as old as ``read``."""

    id: str
    title: str
    studies: str
    phase: str | None
    truth: Annotated[TruthWord, Field(description="of the part of its eligibility that a profile can answer")]
    missing: list[str]
    beyond: Annotated[list[str], Field(description="criteria that no profile can answer")]
    status: Annotated[str, Field(description="what the registry said when it was read: check the current status")]
    read: Annotated[str | None, Field(description="year, month or day; null where the page bore no date")]
    link: str
    condition: PublicCondition


class PublicOption(_Model):
    """One option or modality."""

    id: str
    name: str
    verdict: VerdictWord
    settled: bool
    headline: Annotated[str, Field(description="the title of the rule that decides, empty where none does")]
    evidence_level: Annotated[int | None, Field(description="OCEBM level, 1 strongest to 5 opinion")]
    disputed_by: int | None
    stopped_by: list[str]
    missing: list[str]
    blocks: bool
    residual: str
    presumed: list[str]
    close_calls: list[PublicCloseCall]
    findings: list[PublicFinding]
    gaps: Annotated[list[str], Field(description="what the literature is silent on for such a patient")]
    trials: list[PublicTrial]
    modalities: list[PublicOption]


class PublicAnswer(_Model):
    """A class of answers, in words, and the verdicts that it would turn."""

    values: str
    verdicts: dict[str, VerdictWord]


class PublicNext(_Model):
    """A fact, or one element of a set, worth finding out; ``settles`` are the options that every answer settles."""

    fact: str
    element: str | None = None
    investigation: str
    settles: list[str]
    classes: list[PublicAnswer]


class PublicAssessment(_Model):
    """The answer for one patient."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    ruleset: PublicRuleset
    profile: dict[str, Any]
    profile_digest: str
    warnings: list[str]
    advice: list[PublicAdvice]
    options: list[PublicOption]
    next: list[PublicNext]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class NextDocument(_Model):
    """What to find out next, alone."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    next: list[PublicNext]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def document(answer: Answer, only: frozenset[str] = frozenset()) -> PublicAssessment:
    """The document of an answer; ``only`` are the options and modalities to be shown, empty for all."""
    ruleset = answer.ruleset
    return PublicAssessment(
        schema_=1,
        ruleset=PublicRuleset(name=ruleset.name, version=ruleset.version, digest=ruleset.digest, scope=ruleset.scope),
        profile=_profile(answer),
        profile_digest=answer.profile_digest,
        warnings=list(answer.warnings),
        advice=advice_documents(answer),
        options=_options(answer.options, answer, only),
        next=_next(answer),
    )  # fmt: skip


def option_document(answer: Answer, option: str) -> PublicOption:
    """One option or modality alone."""
    return _option(answer[option], answer, frozenset())


def advice_documents(answer: Answer) -> list[PublicAdvice]:
    """The advice that is shown."""
    return [_advice(a) for a in answer.advice]


def next_document(answer: Answer) -> NextDocument:
    """The questions alone."""
    return NextDocument(schema_=1, next=_next(answer))


def json_text(model: BaseModel) -> str:
    """A document as it is written."""
    return model.model_dump_json(by_alias=True, indent=1) + "\n"


def _advice(advice: Advice) -> PublicAdvice:
    sources = list(dict.fromkeys(c.source for c in advice.evidence))
    return PublicAdvice(id=advice.id, urgency=advice.urgency.value, says=advice.says, sources=sources)


def _profile(answer: Answer) -> dict[str, Any]:
    found = answer.profile.model_dump(mode="json", exclude_none=True)
    return {key: value for key, value in found.items() if value != {}}


def _next(answer: Answer) -> list[PublicNext]:
    return [_question(q, answer) for fact in asked(answer.next.questions) for q in fact.questions]


def _question(question: Question, answer: Answer) -> PublicNext:
    classes = [
        PublicAnswer(
            values=cells_words(question.path, question.element, reply.cells, answer.next.partition),
            verdicts={name: verdict.value for name, verdict in reply.turns.items()},
        )
        for reply in question.answers
    ]
    return PublicNext(
        fact=question.path,
        element=question.element or None,
        investigation=VOCABULARY[question.path].by,
        settles=sorted(question.always),
        classes=classes,
    )


def _options(options: Iterable[AssessedOption], answer: Answer, only: frozenset[str]) -> list[PublicOption]:
    return [_option(o, answer, only) for o in options if not only or o.option.id in only]


def _option(option: AssessedOption, answer: Answer, only: frozenset[str]) -> PublicOption:
    name, situation, residual = option.option.id, answer.situation, answer.residuals.get(option.option.id)
    return PublicOption(
        id=name,
        name=option.option.name,
        verdict=option.verdict.value,
        settled=option.settled,
        headline=_headline(option),
        evidence_level=option.evidence_level,
        disputed_by=option.disputed_by,
        stopped_by=[f.rule.id for f in option.stopping()],
        missing=list(option.missing),
        blocks=option.blocks,
        residual=formula_words(residual.formula, answer.partition) if residual else "",
        presumed=list(option.presumed),
        close_calls=[_close_call(c) for c in option.close_calls],
        findings=[_finding(f, situation) for f in option.findings],
        gaps=[gap.says for gap in answer.gaps.get(name, ())],
        trials=[_trial(m, situation) for m in answer.trials_under(name)],
        modalities=_options(option.modalities, answer, only),
    )


def _trial(match: TrialMatch, situation: Situation) -> PublicTrial:
    trial = match.trial
    truth: TruthWord = UNKNOWN.value if match.truth is None else match.truth.value
    return PublicTrial(
        id=trial.id, title=trial.title, studies=trial.studies, phase=trial.phase,
        truth=truth, missing=list(match.missing), beyond=list(trial.beyond),
        status=trial.status.value, read=trial.read, link=trial.link, condition=_condition(match.condition, situation),
    )  # fmt: skip


def _headline(option: AssessedOption) -> str:
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        return option.option.scope
    rules = [
        finding.rule
        for finding in (*option.findings, *option.inherited)
        if finding.decisive and (finding.rule.effect.stops or finding.rule.effect.value == "supports")
    ]
    return min(rules, key=lambda rule: (rule.level, rule.id)).title if rules else ""


def _close_call(call: CloseCall) -> PublicCloseCall:
    return PublicCloseCall(
        fact=call.fact,
        value=call.value,
        threshold=call.threshold,
        margin=call.margin,
        rule=call.rule.id if call.rule else None,
        verdict_if=call.verdict_if.value,
    )


def _finding(finding: Finding, situation: Situation) -> PublicFinding:
    rule = finding.rule
    return PublicFinding(
        rule=rule.id,
        title=rule.title,
        factor=rule.factor,
        effect=rule.effect.value,
        truth="silent" if finding.truth is None else finding.truth.value,
        acts=finding.acts.value,
        for_truth=(finding.scope.truth if finding.scope else TRUE).value,
        decisive=finding.decisive,
        presumed=finding.presumed,
        level=rule.level,
        because=rule.because,
        sources=list(rule.sources),
        disagrees=list(rule.disagreeing),
        scope=_condition(finding.scope, situation) if finding.scope else None,
        condition=_condition(finding.condition, situation),
    )


def _condition(step: Step, situation: Situation) -> PublicCondition:
    truth: TruthWord = step.truth.value
    match step.condition:
        case Always():
            return PublicCondition(truth=truth, always=True)
        case FactTest():
            return _fact(step.condition, step, situation)
        case All():
            return PublicCondition(truth=truth, all=[_condition(s, situation) for s in step.of])
        case AnyOf():
            return PublicCondition(truth=truth, any=[_condition(s, situation) for s in step.of])
        case Count(number, _):
            return PublicCondition(truth=truth, count=[_condition(s, situation) for s in step.of], at_least=number)
        case Not():
            return PublicCondition(truth=truth, not_=_condition(step.of[0], situation))
        case Concept(name, _):
            return PublicCondition(truth=truth, concept=name, of=_condition(step.of[0], situation))
        case Stopped(name, _):
            return PublicCondition(truth=truth, stopped=name)
        case _:
            assert_never(step.condition)


def _fact(condition: FactTest, step: Step, situation: Situation) -> PublicCondition:
    known = situation.knowledge(condition.path)
    return PublicCondition(
        truth=step.truth.value,
        fact=condition.path,
        value=_value(known.content if known.origin is not Origin.PRESUMED else None),
        test=test_words(spec(condition.path), condition.test),
        origin=known.origin.value,
        derived_from=known.source,
        presumed=step.presumed,
    )


def _value(content: object) -> Plain | PublicSet | None:
    if isinstance(content, SetContent):
        return PublicSet(present=sorted(content.present), absent=sorted(content.absent), complete=content.complete)
    return content if isinstance(content, (bool, int, float, str)) else None
