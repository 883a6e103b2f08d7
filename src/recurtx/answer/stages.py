"""One answer built up from what is recorded: by the factors of the source article, in its order, or fact after fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from recurtx.answer.answer import Answer
from recurtx.answer.document import OriginWord, Part, Plain, PublicSet, RulesetStamp, VerdictWord, known_of
from recurtx.comparison.turned import turned
from recurtx.engine import Judgement
from recurtx.profile import VOCABULARY, Situation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.comparison.turned import Turned

FACTORS: Mapping[str, tuple[str, ...]] = {
    "cancer_type": ("cancer", "biomarkers"),
    "extent": ("recurrence",),
    "performance_status": ("patient",),
    "prior_response": ("prior",),
}
"""The factors of rules in the order of the source article, each with the parts of a profile that record it."""
_FACTOR = {section: factor for factor, sections in FACTORS.items() for section in sections}
_LAST = list(FACTORS)[-1]


def factor_of(path: str) -> str:
    """The factor that a fact belongs to."""
    return _FACTOR[path.partition(".")[0]]


class Portion(NamedTuple):
    """Recorded facts that are added together."""

    factor: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """An answer on the way: ``facts`` are those that are known by now and were not before, ``turned`` what they turned.

    Before the first stage nothing is known, not even the cancer.
    """

    factor: str
    facts: tuple[str, ...]
    answer: Answer
    turned: Mapping[str, Turned]


def by_factor(answer: Answer) -> list[Stage]:
    """The answer factor by factor, also where nothing of one is recorded; the last stage is the answer itself."""
    recorded = answer.situation.recorded
    portions = (Portion(factor, tuple(p for p in recorded if factor_of(p) == factor)) for factor in FACTORS)
    return list(_stages(answer, portions))


def fact_by_fact(answer: Answer, order: Iterable[str] = ()) -> list[Stage]:
    """The answer fact after fact: those of ``order`` first, then the others in the order of the vocabulary.

    What dates and records of the history settle is added together, at the end.
    """
    recorded = answer.situation.recorded
    paths = dict.fromkeys([*(p for p in order if p in recorded), *(p for p in VOCABULARY if p in recorded)])
    portions = [Portion(factor_of(path), (path,)) for path in paths]
    return list(_stages(answer, [*portions, *([Portion(_LAST, ())] if answer.situation.history else [])]))


def _stages(answer: Answer, portions: Iterable[Portion]) -> Iterator[Stage]:
    """The answer after each portion; after the last one it is the answer itself, its history included."""
    program, whole = answer.judgement.program, answer.situation
    before = Judgement(program, Situation({}, whole.agents, presume=whole.presume))
    *parts, last = portions
    for portion in parts:
        now = before.changed({path: whole.recorded[path] for path in portion.paths})
        yield _stage(portion, before, Answer(now, answer.profile, presume=answer.presume))
        before = now
    yield _stage(last, before, answer)


def _stage(portion: Portion, before: Judgement, now: Answer) -> Stage:
    known, was = now.situation.stated, before.situation.stated
    facts = tuple(path for path in VOCABULARY if path in known and path not in was)
    return Stage(portion.factor, facts, now, turned(before.here, now.judgement.here))


class StagedFact(Part):
    """A fact that was added."""

    fact: str
    value: Plain | PublicSet | None
    origin: OriginWord
    derived_from: str | None


class StagedTurn(Part):
    """An option or modality with another verdict than before, and the rules that turned it.

    ``ceased`` are those of the rules that gave a reason before and give none any more; ``scope`` where the scope of the
    option, or of one above it, is among what turned it.
    """

    option: str
    before: VerdictWord
    after: VerdictWord
    rules: list[str]
    ceased: list[str]
    scope: bool


class PublicStage(Part):
    """The answer after some facts were added; ``verdicts`` are those of all options and modalities."""

    factor: Literal["cancer_type", "extent", "performance_status", "prior_response"]
    facts: list[StagedFact]
    turned: list[StagedTurn]
    verdicts: dict[str, VerdictWord]


class StagesDocument(Part):
    """An answer built up; before the first stage nothing is known, not even the cancer."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    ruleset: RulesetStamp
    profile_digest: str
    stages: list[PublicStage]


def stages_document(answer: Answer, stages: Iterable[Stage]) -> StagesDocument:
    """An answer built up, as a document."""
    return StagesDocument.read_off(
        answer, schema_=1, ruleset=RulesetStamp.read_off(answer.ruleset), stages=[_public(stage) for stage in stages]
    )


def _public(stage: Stage) -> PublicStage:
    situation = stage.answer.situation
    return PublicStage.read_off(
        stage,
        facts=[StagedFact(fact=path, **known_of(situation.knowledge(path))) for path in stage.facts],
        turned=[_turn(one) for one in stage.turned.values()],
        verdicts={option: outcome.verdict.value for option, outcome in stage.answer.judgement.outcomes.items()},
    )


def _turn(one: Turned) -> StagedTurn:
    rules, ceased = ([rule.id for rule in rules] for rules in (one.rules, one.ceased))
    return StagedTurn.read_off(one.turn, rules=rules, ceased=ceased)
