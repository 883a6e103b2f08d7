"""The answer as a public, versioned JSON document, complete however it is asked for.

The schema is ``recurtx schema assessment``. Field names and meanings change only with a new ``schema`` number;
fields may be added.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from recurtx.answer import becoming, phrases
from recurtx.answer.asked import asked
from recurtx.answer.catalogue import picked
from recurtx.answer.ranges import cells_words, formula_words
from recurtx.engine import Verdict
from recurtx.profile import VOCABULARY, Origin, SetContent, test_words
from recurtx.ruleset import All, Always, Concept, Count, FactTest, Not, Stopped
from recurtx.ruleset import Any as AnyOf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from recurtx.answer.answer import Answer
    from recurtx.engine import AssessedOption, Finding, Piece, Step, TrialMatch
    from recurtx.profile import Knowledge
    from recurtx.profile.facttest import Test
    from recurtx.program.cells import Partition
    from recurtx.reasoning.next import Question

TruthWord = Literal["true", "false", "unknown"]
FindingTruth = Literal["true", "false", "unknown", "silent"]
EffectWord = Literal["requires", "excludes", "discourages", "supports", "cautions"]
VerdictWord = Literal[
    "outside_scope",
    "not_candidate",
    "needs_information",
    "usually_not",
    "candidate_with_caution",
    "candidate",
    "possible",
]
OriginWord = Literal["recorded", "derived", "presumed", "does not apply", "not recorded"]
Plain = bool | int | float | str


class Part(BaseModel):
    """A part of a public document."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @classmethod
    def read_off(cls, *sources: object, **told: Any) -> Self:
        """The part as objects say it under the names of its fields; ``told`` is what none of them does."""
        return cls.model_validate(picked(cls.model_fields, *sources, **told))


class RulesetStamp(Part):
    """Which rules gave the answer."""

    name: str
    version: str
    digest: Annotated[str, Field(description="SHA-256 of the rules as canonical JSON")]


class PublicRuleset(RulesetStamp):
    """Which rules gave the answer."""

    scope: str


class PublicAdvice(Part):
    """Advice that stands beside the options; it changes no verdict."""

    id: str
    urgency: Literal["urgent", "before_decision", "alongside"]
    says: str
    sources: list[str]


class PublicSet(Part):
    """What is known of a set: elements present, elements absent, and whether all others are absent."""

    present: list[str]
    absent: list[str]
    complete: bool


class PublicCondition(Part):
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

    @model_serializer(mode="wrap")
    def _only_what_the_node_has(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The keys of this kind of node; of a fact all, so that an unrecorded value is null and not absent."""
        written: dict[str, Any] = handler(self)
        kept = {"value", "derived_from"} if self.fact is not None else set[str]()
        return {key: value for key, value in written.items() if value is not None or key in kept}


class PublicFinding(Part):
    """One rule applied to this patient."""

    rule: str
    title: str
    factor: Literal["cancer_type", "extent", "performance_status", "prior_response"]
    effect: EffectWord
    truth: FindingTruth
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


class PublicCloseCall(Part):
    """A value whose measurement margin reaches past a threshold."""

    fact: str
    value: Plain
    threshold: Plain | None
    margin: int
    rule: str | None
    verdict_if: VerdictWord


class PublicTrial(Part):
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


class PublicPiece(Part):
    """Some values of one unrecorded fact, or of one element of a set: present or absent."""

    fact: str
    element: str | None
    values: str


class PublicClass(PublicPiece):
    """A class of values of the one fact that decides, and its verdict."""

    verdict: VerdictWord


class PublicBecomes(Part):
    """What an open option becomes: the best verdict that some completion of the facts reaches."""

    verdict: VerdictWord
    if_: Annotated[list[list[PublicPiece]], Field(alias="if", description="the smallest sets that guarantee it")]
    not_if: Annotated[list[list[PublicPiece]], Field(description="the smallest sets that close the option")]
    more: Annotated[int, Field(description="further sets that were found, of either kind")]
    classes: Annotated[list[PublicClass], Field(description="where one fact decides, all its values")]
    unless: Annotated[list[str], Field(description="rules that may still discourage it, by facts told in no set")]
    words: str


class PublicOption(Part):
    """One option or modality."""

    id: str
    name: str
    verdict: VerdictWord
    settled: bool
    becomes: Annotated[PublicBecomes | None, Field(description="null where nothing is open")]
    headline: Annotated[str, Field(description="the reason that decides; of an open option what it becomes")]
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


class PublicAnswer(Part):
    """A class of answers, in words, and the verdicts that it would turn."""

    values: str
    verdicts: dict[str, VerdictWord]


class PublicNext(Part):
    """A fact, or one element of a set, worth finding out; ``settles`` are the options that every answer settles."""

    fact: str
    element: str | None = None
    investigation: str
    settles: list[str]
    classes: list[PublicAnswer]


class PublicAssessment(Part):
    """The answer for one patient."""

    schema_: Annotated[Literal[2], Field(alias="schema")]
    ruleset: PublicRuleset
    profile: dict[str, Any]
    profile_digest: str
    warnings: list[str]
    advice: list[PublicAdvice]
    options: list[PublicOption]
    next: list[PublicNext]


class NextDocument(Part):
    """What to find out next, alone."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    next: list[PublicNext]


def document(answer: Answer, only: frozenset[str] = frozenset()) -> PublicAssessment:
    """The document of an answer; ``only`` are the options and modalities to be shown, empty for all."""
    profile = answer.profile.model_dump(mode="json", exclude_none=True)
    return PublicAssessment.read_off(
        answer,
        schema_=2,
        ruleset=PublicRuleset.read_off(answer.ruleset),
        profile={key: value for key, value in profile.items() if value != {}},
        advice=advice_documents(answer),
        options=_options(answer.options, answer, only),
        next=next_document(answer).next,
    )


def option_document(answer: Answer, option: str) -> PublicOption:
    """One option or modality alone."""
    return _option(answer[option], answer, frozenset())


def advice_documents(answer: Answer) -> list[PublicAdvice]:
    """The advice that is shown."""
    return [PublicAdvice.read_off(a, sources=list(dict.fromkeys(c.source for c in a.evidence))) for a in answer.advice]


def next_document(answer: Answer) -> NextDocument:
    """The questions alone."""
    questions = (q for fact in asked(answer.next.questions) for q in fact.questions)
    return NextDocument(schema_=1, next=[_question(q, answer.next.partition) for q in questions])


def json_text(model: BaseModel) -> str:
    """A document as it is written."""
    return model.model_dump_json(by_alias=True, indent=1) + "\n"


def _question(question: Question, partition: Partition) -> PublicNext:
    path, element = question.path, question.element
    classes = [
        PublicAnswer.read_off(values=cells_words(path, element, reply.cells, partition), verdicts=reply.turns)
        for reply in question.answers
    ]
    return PublicNext.read_off(
        question, fact=path, element=element or None, settles=sorted(question.always), classes=classes
    )


def _options(options: Iterable[AssessedOption], answer: Answer, only: frozenset[str]) -> list[PublicOption]:
    return [_option(o, answer, only) for o in options if not only or o.id in only]


def _option(option: AssessedOption, answer: Answer, only: frozenset[str]) -> PublicOption:
    residual = option.remaining
    return PublicOption.read_off(
        option,
        option.option,
        becomes=_becomes(option, answer.partition),
        headline=headline(option),
        residual=formula_words(residual.formula, answer.partition) if residual else "",
        close_calls=[PublicCloseCall.read_off(c, rule=c.rule.id if c.rule else None) for c in option.close_calls],
        findings=[_finding(f) for f in option.findings],
        gaps=[gap.says for gap in answer.gaps.get(option.id, ())],
        trials=[
            PublicTrial.read_off(m, m.trial, condition=_condition(m.condition)) for m in answer.trials_under(option.id)
        ],
        modalities=_options(option.modalities, answer, only),
    )


def _becomes(option: AssessedOption, partition: Partition) -> PublicBecomes | None:
    becomes = option.becomes
    if becomes is None:
        return None
    if_, not_if = ([[PublicPiece(**_piece(p, partition)) for p in one] for one in sets] for sets in becomes[1:3])
    classes = [PublicClass(**_piece(piece, partition), verdict=verdict.value) for piece, verdict in becomes.classes]
    words = becoming.sentence(option)
    return PublicBecomes(
        verdict=becomes.verdict.value,
        if_=if_,
        not_if=not_if,
        more=becomes.more,
        classes=classes,
        unless=list(becomes.unless),
        words=words,
    )


def _piece(piece: Piece, partition: Partition) -> dict[str, Any]:
    return {"fact": piece.path, "element": piece.element or None, "values": cells_words(*piece, partition)}


def _trial(match: TrialMatch) -> PublicTrial:
    return PublicTrial.read_off(match, match.trial, condition=_condition(match.condition))


def headline(option: AssessedOption) -> str:
    """The reason that decides in one line; of an open option what it becomes, never the title of what is not known."""
    match option.verdict:
        case Verdict.OUTSIDE_SCOPE:
            return option.option.scope
        case Verdict.NEEDS_INFORMATION:
            return becoming.sentence(option)
        case Verdict.NOT_CANDIDATE:
            found = phrases.stops_first(option)
        case Verdict.USUALLY_NOT:
            found = list(option.heard("discourages"))
        case _:
            found = list(option.acting("supports"))
    best = min(found, key=lambda f: (f.rule.level, f.rule.id), default=None)
    return phrases.finding_phrase(best, option.assessment.situation) if best else ""


def _finding(finding: Finding) -> PublicFinding:
    rule, scope = finding.rule, finding.scope
    return PublicFinding.read_off(
        finding,
        rule,
        rule=rule.id,
        truth=truth_or_silent(finding),
        for_truth=scope.truth.value if scope else "true",
        disagrees=rule.disagreeing,
        scope=_condition(scope) if scope else None,
        condition=_condition(finding.condition),
    )


def truth_or_silent(finding: Finding) -> str:
    """The truth of a finding as documents write it."""
    return "silent" if finding.truth is None else finding.truth.value


def _condition(step: Step) -> PublicCondition:
    condition = step.condition
    truth: TruthWord = step.truth.value
    of = [] if isinstance(condition, Stopped) else [_condition(s) for s in step.of]
    match condition:
        case Always():
            return PublicCondition(truth=truth, always=True)
        case FactTest(path, test):
            words, known = _words(path, test), known_of(step.truths.situation.knowledge(path))
            return PublicCondition(truth=truth, fact=path, test=words, presumed=step.presumed, **known)
        case All():
            return PublicCondition(truth=truth, all=of)
        case AnyOf():
            return PublicCondition(truth=truth, any=of)
        case Count(number, _):
            return PublicCondition(truth=truth, count=of, at_least=number)
        case Not():
            return PublicCondition(truth=truth, not_=of[0])
        case Concept(id=name):
            return PublicCondition(truth=truth, concept=name, of=of[0])
        case Stopped(option=name):
            return PublicCondition(truth=truth, stopped=name)
        case _:
            assert_never(condition)


@lru_cache(maxsize=4096)
def _words(path: str, test: Test) -> str:
    """What a test asks of its fact; rules ask the same of many patients and under many options."""
    return test_words(VOCABULARY[path], test)


def known_of(known: Knowledge) -> dict[str, Any]:
    """What is known of a fact: ``value``, ``origin`` and ``derived_from``; of what is presumed there is no value."""
    value: object = known.content if known.origin is not Origin.PRESUMED else None
    if isinstance(value, SetContent):
        value = PublicSet(present=sorted(value.present), absent=sorted(value.absent), complete=value.complete)
    return {"value": value, "origin": known.origin.value, "derived_from": known.source}
