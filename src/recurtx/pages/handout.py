"""``recurtx cases show --blind`` and ``--handout``: a patient to be decided on, and the sheet for it.

Without the answers nothing tells more than the patient as reported: no id, no title, no team and no verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import Verdict, becoming, phrases
from recurtx.answer.asked import asked, settles_words
from recurtx.markup.block import Gap, Heading, Item, Span, Table, Text, Title, Tone
from recurtx.pages import parts, reasons
from recurtx.pages.argument import best_first
from recurtx.pages.cases import INVENTED, lesson_page, team_page
from recurtx.pages.told import patient
from recurtx.pages.why_not import turns
from recurtx.ruleset import Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.answer import Answer, AssessedOption, Finding
    from recurtx.cases import Case
    from recurtx.cases.concordance import Choice
    from recurtx.markup.block import Block, Page
    from recurtx.ruleset import Rule

QUESTIONS = (
    "Which fact would you find out first? How is it obtained, and which options turn on it?",
    "Which options are not advised, and by what? What would have to change?",
    "Where does the evidence disagree, and where is there none for such a patient?",
    "What is to be done whatever is chosen?",
)
"""What the sheet asks; each is answered from the answer of the rules."""
_CHOOSE = "For each option one mark, and in a few words why."
_BOX, _BLANK = "[ ]", "_" * 30
_LINE = "_" * 56
_REPORTED = "What is not listed was not reported; it is unknown, which is never taken for no."
_RULES, _SAID, _QUESTIONS = 2, 2, 3
"""So many rules of one effect, sentences of evidence of a rule, and questions are told."""


def blind(case: Case, answer: Answer) -> Page:
    """The patient as reported, and nothing that gives away who it is, what was done or what the rules say."""
    return [Title("A patient"), Text(_reported(case)), Gap(), *patient(answer.situation)]


def _reported(case: Case) -> str:
    return INVENTED.partition(":")[0] + ". " + _REPORTED if case.info.constructed else _REPORTED


def handout(case: Case, answer: Answer) -> Page:
    """The sheet for students: the patient, a place for a choice and a reason on every option, and the questions."""
    head = ("", "", "offer", "not", "needs information", "because")
    boxes = (_BOX, _BOX, _BOX, _BLANK)
    rows = [(str(place), option.option.name, *boxes) for place, option in enumerate(answer.options, 1)]
    page: list[Block] = [
        *blind(case, answer),
        Gap(),
        Heading("Your choice", sheet=True),
        Text(_CHOOSE),
        Gap(),
        Table(rows, head),
    ]
    page += [Gap(), Heading("Questions")]
    for number, question in enumerate(QUESTIONS, 1):
        page += [Item(str(number), question), Gap(), Text(_LINE, 1), Gap(), Text(_LINE, 1), Gap()]
    return page


def answers(case: Case, answer: Answer, choices: list[Choice]) -> Page:
    """The same with the answers: the verdicts, the argument in short with its evidence, the questions, the team."""
    sources = parts.Sources(answer.ruleset)
    told = [
        block for place, option in enumerate(answer.options, 1) for block in _option(place, option, answer, sources)
    ]
    return [
        *parts.urgent(answer), Title(case.info.title), Text(f"{case.id} · with answers · {_reported(case)}"), Gap(),
        *patient(answer.situation), Gap(),
        Heading("What the rules say"), *told,
        Heading("Questions"), *_questions(answer), Gap(),
        Heading("The team"), *team_page(case, choices), Gap(), *lesson_page(case), Gap(),
        *sources.page(), Gap(), *parts.basis(answer),
    ]  # fmt: skip


def _option(place: int, option: AssessedOption, answer: Answer, sources: parts.Sources) -> Iterator[Block]:
    """The verdict on an option, what it asks for where it is open, and the rules that decide with their evidence."""
    yield Heading(f"{place} {option.option.name}", 2, parts.verdict(option))
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        yield Item("scope:", phrases.outside_phrase(option, answer), 1)
    if option.blocks:
        yield Item("open:", becoming.sentence(option) or ", ".join(becoming.unless(option)), 1)
    for lead, finding in _deciding(option):
        yield Item(lead, Span(phrases.finding_phrase(finding, answer.situation), Tone.STRONG), 1)
        yield Item("why:", parts.filled(finding.rule.because, answer), 1)
        yield from _evidence(finding.rule, answer, sources)
    if level := reasons.evidence(option, answer):
        yield Item("strength:", level, 1)
    yield Gap()


def _deciding(option: AssessedOption) -> Iterator[tuple[str, Finding]]:
    """The first of the rules that give a verdict; of an open one what is known already."""
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        return
    if option.verdict.closed:
        yield from (("stops:", finding) for finding in phrases.stops_first(option)[:_RULES])
        return
    for lead, effect in (("against:", "discourages"), ("for:", "supports"), ("care:", "cautions")):
        yield from ((lead, finding) for finding in reasons.by_level(option, effect)[:_RULES])
        if effect == "discourages" and option.verdict is Verdict.USUALLY_NOT:
            return


def _evidence(rule: Rule, answer: Answer, sources: parts.Sources) -> Iterator[Item]:
    """What the best sources of a rule say, those that disagree included."""
    said = [citation for citation in rule.evidence if citation.says]
    for citation in sorted(said, key=lambda one: (one.level, one.source))[:_SAID]:
        lead = "disagrees:" if citation.disagrees else "evidence:"
        yield Item(lead, f"{citation.says} (level {citation.level})", 1, sources.marks(citation.source))
    if not said:
        yield Item("source:", "practice, without a study", 1, sources.marks(*best_first(rule, answer.ruleset)[:1]))


def _questions(answer: Answer) -> Iterator[Block]:
    """Each question with what the answer has to say on it."""
    told = (_first(answer), _not_advised(answer), _disputed(answer), _whatever(answer))
    for number, (question, rows) in enumerate(zip(QUESTIONS, told, strict=True), 1):
        yield Item(str(number), Span(question, Tone.STRONG))
        said: list[Block] = list(rows)
        yield from said or [Text("nothing on these facts", 2)]


def _first(answer: Answer) -> Iterator[Item]:
    for fact in asked(answer.next.questions)[:_QUESTIONS]:
        yield Item(fact.short, f"{fact.how}; {settles_words(fact, answer)}", 2)


def _not_advised(answer: Answer) -> Iterator[Item]:
    for option in answer.options:
        if option.verdict is Verdict.NOT_CANDIDATE or option.verdict is Verdict.USUALLY_NOT:
            words = next(iter(turns(option, answer)), "")
            yield Item(option.option.name, words, 2)


def _disputed(answer: Answer) -> Iterator[Item]:
    for option in answer.options:
        level = phrases.evidence_cell(option)
        said = [level] if level.startswith("disputed") else []
        said += parts.gap_sentences(option, answer)[:1]
        if said:
            yield Item(option.option.name, ". ".join(said), 2)


def _whatever(answer: Answer) -> Iterator[Item]:
    """Advice that is not urgent; what is urgent stands above everything."""
    every = (advice for advice in answer.advice if advice.urgency is not Urgency.URGENT)
    return (Item(parts.URGENCIES[advice.urgency], advice.line, 2) for advice in every)
