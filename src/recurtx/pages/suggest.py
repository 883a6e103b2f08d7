"""``recurtx suggest``: the answer on one screen, and the long answer with every argument.

Every option appears, in the fixed order.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from recurtx.answer import Verdict
from recurtx.answer.asked import asked, settles_words
from recurtx.answer.phrases import (
    ask_phrase,
    evidence_cell,
    finding_phrase,
    join_up_to,
    outside_phrase,
    stops_first,
    verdict_words,
)
from recurtx.answer.ranges import formula_words
from recurtx.logic import TRUE, UNKNOWN
from recurtx.markup.block import Gap, Heading, Item, Judged, Span
from recurtx.pages.parts import (
    Sources,
    advice,
    basis,
    calls_and_presumptions,
    gap_sentences,
    head,
    named_trials,
    status_words,
    symbol,
    trial_words,
    urgent,
    urgent_again,
    verdict,
)
from recurtx.profile import VOCABULARY
from recurtx.ruleset import Effect, lower

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from recurtx.answer import Answer, AssessedOption, Finding, TrialMatch
    from recurtx.markup.block import Block, Page, Words

_SCREEN = 48
"""Lines of the answer: a window of 80 by 50 with the prompt."""
_PLANS = ((4, 4, 3), (4, 3, 2), (3, 3, 2), (3, 2, 1), (2, 2, 1), (2, 1, 1), (2, 1, 0), (1, 1, 0), (1, 0, 0))
"""How many lines of advice, of questions and of close calls are tried, the longest first."""
_ORDER = "Options, in a fixed order that ranks nothing"
_NOTHING = "nothing recorded stops it, nothing recorded speaks for it"


def suggest(answer: Answer, width: int, only: frozenset[str] = frozenset()) -> Page:
    """The answer on one screen; ``only`` limits it to some options at the top.

    It takes at most 48 lines of the terminal where that can be had: the notes around the options are shortened, never
    the options.
    """
    from recurtx.markup.terminal import height

    options = _chosen(answer, only)
    top = [*urgent(answer), *head(answer), Gap()]
    body = [*_options(options, answer, width), Gap()]
    end = [Gap(), *basis(answer), *urgent_again(answer)]
    questions = [_question(n, words, width) for n, words in enumerate(_questions(answer), 1)]
    notes: tuple[Callable[[int], Page], ...] = (
        lambda most: [*advice(answer, most), Gap()],
        lambda most: [Heading("Find out next"), *questions[:most], Gap()] if questions[:most] else [],
        lambda most: calls_and_presumptions(options, answer, most),
    )
    lines = cache(lambda note, most: height(note(most), width))
    room = _SCREEN - height([*top, *body, *end], width)
    plan = next((p for p in _PLANS if sum(map(lines, notes, p)) <= room), _PLANS[-1])
    advised, asking, calls = (note(most) for note, most in zip(notes, plan, strict=True))
    return [*top, *advised, *body, *asking, *calls, *end]


def _chosen(answer: Answer, only: frozenset[str]) -> list[AssessedOption]:
    return [o for o in answer.options if not only or o.option.id in only]


def _questions(answer: Answer) -> list[tuple[str, str]]:
    """What to find out next: what it is called, and how it is obtained and what it settles."""
    most = max(asking for _, asking, _ in _PLANS)
    return [(q.short, f"{q.how} · {settles_words(q, answer)}") for q in asked(answer.next.questions)[:most]]


def _question(number: int, words: tuple[str, str], width: int) -> Item:
    """One line, cut where it is longer."""
    name, text = words
    room = width - 24
    cut = text if len(text) <= room else text[: text.rfind(" ", 0, room - 1)].rstrip(",") + " …"
    return Item(f"{number} {name}", cut, 1)


def _options(options: Sequence[AssessedOption], answer: Answer, width: int) -> Iterator[Block]:
    yield Heading(_ORDER)
    yield Judged(Span(""), "", "", "evidence", "still open")
    for option in options:
        open_ = "" if option.settled else _facts(len(option.missing))
        words = verdict_words(option, width - 53)
        yield Judged(symbol(option.verdict), option.option.name, words, evidence_cell(option), open_)
        for lead, reason in _reasons(option, answer, width - 10):
            yield Item(lead, reason, 1)


def _facts(count: int) -> str:
    return "1 fact" if count == 1 else f"{count} facts"


def _reasons(option: AssessedOption, answer: Answer, room: int) -> Iterator[tuple[str, Words]]:
    """The lines below a verdict, each with its lead word; in ``room`` characters as much as fits one line."""
    situation = answer.situation
    match option.verdict:
        case Verdict.OUTSIDE_SCOPE:
            yield "scope:", outside_phrase(option, answer)
        case Verdict.NOT_CANDIDATE:
            yield "stops:", join_up_to([finding_phrase(f, situation) for f in stops_first(option)], room)
        case Verdict.NEEDS_INFORMATION:
            yield "ask:", _turning(option, answer, room) or _ask(option, room)
        case Verdict.POSSIBLE:
            yield "", _NOTHING
        case Verdict.CANDIDATE | Verdict.CANDIDATE_WITH_CAUTION:
            yield "for:", join_up_to([finding_phrase(f, situation) for f in _by_level(option, "supports")], room)
    cautions = [finding_phrase(f, situation) for f in _by_level(option, "cautions")]
    if cautions and not option.verdict.closed and option.verdict is not Verdict.NEEDS_INFORMATION:
        yield "care:", join_up_to(cautions, room)
    if option.verdict is Verdict.CANDIDATE and option.missing:
        yield "ask:", _ask_care(option, room)
    if option.modalities and not option.verdict.closed:
        yield "ways:", list(_ways(option))
    trials = _trial_count(option, answer)
    if trials:
        yield "named:", trials


def _by_level(option: AssessedOption, effect: str) -> list[Finding]:
    return sorted(option.acting(effect), key=lambda f: f.rule.level)


def _turning(option: AssessedOption, answer: Answer, room: int) -> str:
    """The exact remaining question, where one line holds it."""
    residual = answer.residuals.get(option.option.id)
    words = formula_words(residual.formula, answer.partition) if residual is not None else ""
    return f"whether {words}" if words and len(words) + len("whether ") <= room else ""


def _ask(option: AssessedOption, room: int) -> str:
    """What an open verdict waits for: one fact with its threshold, or the facts by how much they block."""
    if len(option.missing) == 1:
        blocking = [f for f in option.blocking() if f.unknown_facts() == option.missing]
        if blocking:
            return ask_phrase(blocking[0])
    return join_up_to([VOCABULARY[p].short for p in option.missing], room, ", ")


def _ask_care(option: AssessedOption, room: int) -> str:
    """What could still add care to a candidate."""
    if len(option.missing) == 1:
        waiting = [f for f in option.findings if f.rule.effect is Effect.CAUTIONS and f.acts is UNKNOWN]
        return ask_phrase(waiting[0])
    lead = "could still ask for care: "
    return lead + join_up_to([VOCABULARY[p].short for p in option.missing], room - len(lead), ", ")


def _ways(option: AssessedOption) -> Iterator[str | Span]:
    """The modalities; a sign never parts from its words."""
    for place, modality in enumerate(option.modalities):
        yield "  " if place else ""
        yield symbol(modality.verdict)
        yield f" {modality.option.short}".replace(" ", "\xa0")


def _trial_count(option: AssessedOption, answer: Answer) -> str:
    """How many named trials may fit, in one line; empty where none is listed for such patients."""
    truths = [m.truth for m in named_trials(option, answer) if not m.trial.status.closed]
    fit, open_ = truths.count(TRUE), truths.count(UNKNOWN)
    parts = [f"{fit} may fit"] if fit else []
    parts += [f"{open_} more on further facts" if fit else f"{open_} may fit on further facts"] if open_ else []
    return f"{', '.join(parts)}: explain {option.option.id}" if parts else ""


def suggest_all(answer: Answer, width: int, only: frozenset[str] = frozenset()) -> Page:
    """The long answer: each option with all its arguments, those that do not hold and those that wait included."""
    options, sources = _chosen(answer, only), Sources(answer.ruleset)
    return [
        *urgent(answer), *head(answer), Gap(), *advice(answer), Gap(), Heading(_ORDER),
        *(block for option in options for block in _chapter(option, answer, sources, width, 0)), Gap(),
        *calls_and_presumptions(options, answer), Gap(), *sources.page(), Gap(), *basis(answer),
    ]  # fmt: skip


def _chapter(option: AssessedOption, answer: Answer, sources: Sources, width: int, depth: int) -> Iterator[Block]:
    if depth == 0:
        yield Gap()
    name = option.option.name
    yield Heading(name, depth + 2, verdict(option, width - len(name) - 4 * (depth + 1)))
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        yield Item("scope:", outside_phrase(option, answer), depth + 1)
        return
    for lead, words, finding in _arguments(option, answer):
        marks = sources.marks(*finding.rule.sources, *finding.rule.disagreeing)
        yield Item(lead, words, depth + 1, marks)
    yield from (Item(lead, words, depth + 1) for lead, words in _closing(option, answer))
    for modality in option.modalities:
        yield from _chapter(modality, answer, sources, width, depth + 1)


def _arguments(option: AssessedOption, answer: Answer) -> Iterator[tuple[str, str, Finding]]:
    """What stops, what waits, what holds, and what does not, each with its lead word."""
    situation = answer.situation
    for finding in stops_first(option):
        yield "stops:", finding_phrase(finding, situation), finding
    for finding in option.blocking():
        yield "ask:", ask_phrase(finding), finding
    for effect, lead in (("supports", "for:"), ("cautions", "care:")):
        for finding in option.acting(effect):
            yield lead, finding_phrase(finding, situation), finding
    for finding in option.findings:
        if finding.rule.effect.stops or finding.silent or finding.acts is TRUE:
            continue
        if finding.acts is UNKNOWN:
            yield "if:", ask_phrase(finding), finding
        else:
            yield "not so:", lower(finding.rule.title), finding


def _closing(option: AssessedOption, answer: Answer) -> Iterator[tuple[str, Words]]:
    """What is met, on what the verdict turns, its evidence, and what stands beside it."""
    met = [f for f in option.findings if f.rule.effect.stops and f.acts.value == "false" and not f.silent]
    if met:
        leaning = sum(f.presumed for f in met)
        tail = f", {leaning} of them on a presumption" if leaning else ""
        yield "met:", f"{len(met)} requirements and objections{tail}" if len(met) > 1 else f"1 requirement{tail}"
    if option.missing:
        yield "turns on:", ", ".join(VOCABULARY[p].short for p in option.missing)
    yield "evidence:", evidence_cell(option) or "nothing decides yet"
    for sentence in gap_sentences(option, answer):
        yield "not found:", sentence
    for match in () if option.verdict.closed else answer.trials_under(option.option.id):
        yield "trial:", _trial(match, answer)


def _trial(match: TrialMatch, answer: Answer) -> Words:
    """A trial for one patient in one sentence, with its status and its link."""
    trial = match.trial
    beyond = f"; not judged here: {'; '.join(trial.beyond)}" if trial.beyond else ""
    sentence = f"{trial.id} {trial.title}: {trial_words(match, answer)}{beyond}. Status: {status_words(trial)}. "
    return sentence, Span(trial.link, link=trial.link)
