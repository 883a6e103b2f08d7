"""``recurtx cases quiz``: a patient revealed, the question, answers beside the rules, the argument, the team, the end.

Until every team has answered, no page tells more than the patient as reported: no id, no title, no verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import phrases
from recurtx.answer.becoming import CLASS
from recurtx.cases.quiz import Agreement, Backward, Phase, Said, Wanted, agreement, score, together
from recurtx.markup.block import Gap, Heading, Item, Span, Table, Text, Title, Tone
from recurtx.markup.terminal import MAX_WIDTH, height
from recurtx.pages import parts, reasons
from recurtx.pages.cases import lesson_page, team_page
from recurtx.pages.explain import explain
from recurtx.pages.suggest import verdict_row
from recurtx.pages.told import FACTOR_WORDS, found, of_factor, patient
from recurtx.reasoning.answers import Unfit
from recurtx.reasoning.session import Command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.answer import AssessedOption
    from recurtx.cases.quiz import Answers, Heard, Patient, Quiz
    from recurtx.markup.block import Block, Page, Words

RULE = (
    "A point for each option on which an answer agrees with the rules: offered where they say that it can be offered, "
    "with care or without; not offered where they say usually not, or not on these facts. Where they wait for a fact, "
    "there is a point for `needs information`, and no other answer counts. What is only possible, or outside the "
    "rules, never counts."
)
_NO_TRUTH = (
    "It measures agreement with these rules, not who is right: the rules offer options for professionals to review, "
    "and do not treat."
)
_KEYS = ("Enter goes on", "b back", "s patient so far", "? help", "q stop")
_ASK = "What can be offered? By number, with ? where a fact is needed first: 1\xa03\xa04?"
_ELSE = "What is not named is not offered; none is an answer too."
_REASONS = (3, 2, 1)
"""How many reasons of each verdict are tried."""
_TYPED = 2
"""Lines below a page for what is typed."""


def quiz_page(quiz: Quiz, width: int, lines: int = 24) -> Page:
    """What is shown now, spaced as far as it then fits a window of so many lines with what is typed; else tight."""
    pages = [_page(*_parts(quiz, width, most), spaced) for most in _REASONS for spaced in (True, False)]
    pages.append([block for block in pages[-1] if not isinstance(block, Gap)])
    return next((page for page in pages if height(page, width) <= lines - _TYPED), pages[-1])


def _page(top: Page, groups: Sequence[Page], end: Page, spaced: bool) -> Page:
    pause = [Gap()] if spaced else []
    body = [block for group in groups for block in (*group, *pause)]
    return [*top, *body, *([] if spaced else [Gap()]), *end]


def _parts(quiz: Quiz, width: int, most: int) -> tuple[Page, Sequence[Page], Page]:
    """What stands above, what may be spaced, and what stands below; ``most`` are the reasons told of each verdict."""
    one, case = quiz.patient, quiz.patient.case
    match quiz.phase:
        case Phase.REVEAL:
            situation = one.answer.situation
            told = [[block] for block in found(of_factor(quiz.factor, situation), situation)]
            tail = f"{FACTOR_WORDS[quiz.factor]}, {quiz.step + 1} of {len(quiz.factors)}"
            return [_head(quiz, tail), Gap()], told, [_keys()]
        case Phase.COMMIT:
            return _question(quiz, width)
        case Phase.COMPARED:
            return [_head(quiz, "the rules"), Gap()], [list(_compared(one, quiz.teams))], [_keys(quiz)]
        case Phase.ARGUMENT:
            urgent = parts.urgent(one.answer)
            return [*urgent, _head(quiz, "the argument"), Gap()], list(_argument(one, width, most)), [_keys(quiz)]
        case Phase.TEAM:
            told = [list(team_page(case, one.choices))]
            return [_head(quiz, case.id), Text(case.info.title), Gap()], told, [_keys(quiz)]
        case Phase.LESSON:
            return [_head(quiz, case.id), Gap()], [list(lesson_page(case))], [_keys(quiz)]


def _head(quiz: Quiz, tail: str) -> Title:
    return Title(f"Patient {quiz.place + 1} of {len(quiz.patients)}", Span(tail, Tone.STRONG))


def _keys(quiz: Quiz | None = None) -> Text:
    """What may be typed; of a quiz whose rules have been shown a number too, which asks for an argument."""
    argument = [f"1 to {len(quiz.patient.answer.options)} argument"] if quiz else []
    return Text(" · ".join(key.replace(" ", "\xa0") for key in (*_KEYS[:1], *argument, *_KEYS[1:])))


def _question(quiz: Quiz, width: int) -> tuple[Page, Sequence[Page], Page]:
    """The patient in short, the options with their numbers, and who is asked."""
    answer = quiz.patient.answer
    head = _head(quiz, f"Team {quiz.team}" if quiz.team else "Your answer")
    options = [[Item(str(place), option.option.name, 1)] for place, option in enumerate(answer.options, 1)]
    summary = Text(f"{phrases.summary(answer.situation, 2 * min(width, MAX_WIDTH))}.")
    return [head, Gap(), summary, Gap()], options, [Text(Span(_ASK, Tone.STRONG)), Text(_ELSE)]


def _compared(one: Patient, teams: Sequence[str]) -> Iterator[Block]:
    """Each option with its verdict and what every team said of it; then what that counts."""
    rows: list[Sequence[Words]] = []
    for place, option in enumerate(one.answer.options, 1):
        verdict = parts.symbol(option.verdict), f" {CLASS[option.verdict]}"
        rows.append((str(place), option.option.name, verdict, *(_cell(answers, option) for answers in one.answers)))
    told = teams[: len(one.answers)]
    scores = [Span(str(score(answers, one.answer)), Tone.STRONG) for answers in one.answers]
    head = ("", "", "the rules", *(name or "your answer" for name in told))
    yield Table([*rows, ("", Span("agreed", Tone.STRONG), "", *scores)], head)


def _cell(answers: Answers, option: AssessedOption) -> Words:
    said = answers[option.id]
    kind = agreement(said, option.verdict)
    word = Span(kind.value, Tone.STRONG if kind is Agreement.DIFFERS else Tone.PLAIN)
    return f"{'info' if said is Said.INFORMATION else said.value}: ", word


def _argument(one: Patient, width: int, most: int) -> Iterator[Page]:
    """Each option with its verdict, the evidence and the first of its reasons."""
    for option in one.answer.options:
        lines = list(reasons.lines(option, one.answer, width - 12))[:most]
        yield [verdict_row(option, one.answer), *(Item(line.lead, line.words, 1) for line in lines)]


def heard_page(quiz: Quiz, heard: Heard, width: int) -> Page:
    """What a typed line meant where it is answered at once."""
    match heard:
        case Wanted(option):
            return [*explain(quiz.patient.answer, option, width), Gap(), _keys(quiz)]
        case Command("s"):
            return [*patient(quiz.patient.answer.situation, known=_shown(quiz)), Gap()]
        case Command("h"):
            return [*(Text(words, 1) for words in (f"{_ASK} {_ELSE}", RULE, _NO_TRUTH)), _keys()]
        case Backward(first=True):
            stands = "the rules have been shown, so the answers stand"
            return [Text("this is the first thing" if quiz.phase is Phase.REVEAL else stands, 1)]
        case Unfit(message, help):
            return [Text(f"{message}; {help}." if help else f"{message}.", 1)]
        case _:
            return []


def _shown(quiz: Quiz) -> Sequence[str]:
    """The factors that have been revealed."""
    return quiz.factors[: quiz.step + 1]


def opening_page(quiz: Quiz) -> Page:
    """What is about to happen."""
    teams = [name for name in quiz.teams if name]
    count = parts.counted(len(quiz.patients), "patient")
    return [
        Title(f"Quiz · {count}", Span(f"Teams {', '.join(teams)}" if teams else "", Tone.STRONG)), Gap(),
        Text("Each patient is revealed in the order of the source article: the cancer, the extent, health, the "
             "response to earlier treatment. Then you say what can be offered, and see what the rules say."), Gap(),
        Text(RULE), Gap(), Text(_NO_TRUTH), Gap(), _keys(),
    ]  # fmt: skip


def summary_page(quiz: Quiz) -> Page:
    """What every team answered about every patient, beside the rules, with the scores and how they are counted."""
    done = quiz.answered
    names = [name or "agreed" for name in quiz.teams]
    rows: list[Sequence[Words]] = [(str(n), one.case.info.title, *_scores(one, quiz)) for n, one in enumerate(done, 1)]
    page: list[Block] = [
        Title(f"Quiz · {parts.counted(len(done), 'patient')}"),
        Table([*rows, ("", Span("together", Tone.STRONG), *_totals(quiz))], ("", "", *names)), Gap(),
        Text(RULE), Gap(), Text(_NO_TRUTH),
    ]  # fmt: skip
    for number, one in enumerate(done, 1):
        page += [
            Gap(),
            Heading(f"{number} {one.case.info.title}", sheet=number > 1),
            Text(_named(one)),
            Gap(),
            *_compared(one, quiz.teams),
        ]
        page += [Gap(), *team_page(one.case, one.choices), Gap(), *lesson_page(one.case)]
    ruleset = done[0].answer.ruleset
    return [*page, Gap(), Text(f"{ruleset.name} {ruleset.version} · rules {ruleset.digest[:8]}")]


def _named(one: Patient) -> str:
    return f"{phrases.summary(one.answer.situation, 160)}. case:{one.case.id}"


def _scores(one: Patient, quiz: Quiz) -> list[str]:
    """The score of each team; nothing for one that has not answered."""
    told = [str(score(answers, one.answer)) for answers in one.answers]
    return [*told, *[""] * (len(quiz.teams) - len(told))]


def _totals(quiz: Quiz) -> Iterator[Span]:
    return (Span(str(together(quiz.scores(place))), Tone.STRONG) for place, _ in enumerate(quiz.teams))
