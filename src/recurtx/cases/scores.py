"""A quiz as a versioned document: what every team answered, beside the rules, and what it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from recurtx.answer.document import Part, RulesetStamp, VerdictWord
from recurtx.cases.quiz import agreement, score, together

if TYPE_CHECKING:
    from recurtx.answer import AssessedOption
    from recurtx.cases.quiz import Answers, Patient, Quiz


class PublicScore(Part):
    """On how many options the answers agree with the rules, of those that are counted."""

    agreed: int
    counted: int


class PublicSaid(Part):
    """What one team said of one option."""

    team: str
    said: Literal["offer", "not", "needs information"]
    agreement: Literal["agrees", "differs", "not counted"]


class QuizOption(Part):
    """One option with its verdict and what the teams said."""

    option: str
    verdict: VerdictWord
    answers: list[PublicSaid]


class QuizPatient(Part):
    """One patient; ``chose`` is what the team of the report chose, empty of a constructed case."""

    case: str
    constructed: bool
    options: list[QuizOption]
    chose: list[str]
    scores: dict[str, PublicScore]


class QuizDocument(Part):
    """What was answered; a team without a name is the class as a whole. Agreement with the rules is no measure of who
    is right."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    ruleset: RulesetStamp
    teams: list[str]
    patients: list[QuizPatient]
    scores: dict[str, PublicScore]


def quiz_document(quiz: Quiz) -> QuizDocument:
    """A quiz as far as it went; of a patient about whom nobody answered nothing is told."""
    totals = {team: PublicScore.read_off(together(quiz.scores(place))) for place, team in enumerate(quiz.teams)}
    return QuizDocument(
        schema_=1,
        ruleset=RulesetStamp.read_off(quiz.patients[0].answer.ruleset),
        teams=list(quiz.teams),
        patients=[_patient(one, quiz.teams) for one in quiz.answered],
        scores=totals,
    )


def _patient(one: Patient, teams: tuple[str, ...]) -> QuizPatient:
    answered = dict(zip(teams, one.answers, strict=False))
    info = one.case.info
    return QuizPatient(
        case=one.case.id,
        constructed=info.constructed,
        options=[_option(option, answered) for option in one.answer.options],
        chose=info.team.chose if info.team else [],
        scores={team: PublicScore.read_off(score(answers, one.answer)) for team, answers in answered.items()},
    )


def _option(option: AssessedOption, answered: dict[str, Answers]) -> QuizOption:
    verdict = option.verdict
    answers = [
        PublicSaid(team=team, said=said[option.id].value, agreement=agreement(said[option.id], verdict).value)
        for team, said in answered.items()
    ]
    return QuizOption(option=option.id, verdict=verdict.value, answers=answers)
