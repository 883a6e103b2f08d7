"""``recurtx suggest``: the answer on one screen, and the long answer with every argument.

Every option appears, in the fixed order.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from recurtx.answer import Verdict, phrases
from recurtx.answer.asked import asked, settles_words
from recurtx.answer.ranges import formula_words
from recurtx.logic import TRUE, UNKNOWN
from recurtx.markup.block import Gap, Heading, Item, Judged, Span
from recurtx.pages import parts
from recurtx.profile import VOCABULARY
from recurtx.ruleset import Effect, lower

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
    top = [*parts.urgent(answer), *parts.head(answer), Gap()]
    body = [*_options(options, answer, width), Gap()]
    end = [Gap(), *parts.basis(answer), *parts.urgent_again(answer)]
    questions = list(_questions(answer, width))
    notes: tuple[Callable[[int], Page], ...] = (
        lambda most: [*parts.advice(answer, most), Gap()],
        lambda most: [Heading("Find out next"), *questions[:most], Gap()] if questions[:most] else [],
        lambda most: parts.calls_and_presumptions(options, answer, most),
    )
    lines = cache(lambda note, most: height(note(most), width))
    room = _SCREEN - sum(height(part, width) for part in (top, body, end))
    plan = next((p for p in _PLANS if sum(map(lines, notes, p)) <= room), _PLANS[-1])
    advised, asking, calls = (note(most) for note, most in zip(notes, plan, strict=True))
    return [*top, *advised, *body, *asking, *calls, *end]


def _chosen(answer: Answer, only: frozenset[str]) -> list[AssessedOption]:
    return [o for o in answer.options if not only or o.option.id in only]


def _questions(answer: Answer, width: int) -> Iterator[Item]:
    """What to find out next: what it is called, how it is obtained and what it settles, cut to one line."""
    room, most = width - 24, max(asking for _, asking, _ in _PLANS)
    for number, fact in enumerate(asked(answer.next.questions)[:most], 1):
        text = f"{fact.how} · {settles_words(fact, answer)}"
        cut = text if len(text) <= room else text[: text.rfind(" ", 0, room - 1)].rstrip(",") + " …"
        yield Item(f"{number} {fact.short}", cut, 1)


def _options(options: Sequence[AssessedOption], answer: Answer, width: int) -> Iterator[Block]:
    yield Heading(_ORDER)
    yield Judged(Span(""), "", "", "evidence", "still open")
    for option in options:
        open_ = "" if option.settled else parts.counted(len(option.missing), "fact")
        words = phrases.verdict_words(option, width - 53)
        yield Judged(parts.symbol(option.verdict), option.option.name, words, phrases.evidence_cell(option), open_)
        for lead, reason in _reasons(option, answer, width - 10):
            yield Item(lead, reason, 1)


def _reasons(option: AssessedOption, answer: Answer, room: int) -> Iterator[tuple[str, Words]]:
    """The lines below a verdict, each with its lead word; in ``room`` characters as much as fits one line."""

    def said(findings: Iterable[Finding]) -> str:
        return phrases.join_up_to([phrases.finding_phrase(f, answer.situation) for f in findings], room)

    closed, cautions = option.verdict.closed, _by_level(option, "cautions")
    match option.verdict:
        case Verdict.OUTSIDE_SCOPE:
            yield "scope:", phrases.outside_phrase(option, answer)
        case Verdict.NOT_CANDIDATE:
            yield "stops:", said(phrases.stops_first(option))
        case Verdict.USUALLY_NOT:
            yield "against:", said(_by_level(option, "discourages"))
        case Verdict.NEEDS_INFORMATION:
            blocking = [f for f in option.blocking() if f.unknown_facts() == option.missing]
            yield "ask:", _turning(option, answer, room) or _ask(option, blocking, room)
        case Verdict.POSSIBLE:
            yield "", _NOTHING
        case Verdict.CANDIDATE | Verdict.CANDIDATE_WITH_CAUTION:
            yield "for:", said(_by_level(option, "supports"))
    if cautions and not closed and option.verdict is not Verdict.NEEDS_INFORMATION:
        yield "care:", said(cautions)
    if option.verdict is Verdict.CANDIDATE and option.missing:
        waiting = [f for f in option.findings if f.rule.effect is Effect.CAUTIONS and f.acts is UNKNOWN]
        yield "ask:", _ask(option, waiting, room, "could still ask for care: ")
    if option.modalities and not closed:
        yield "ways:", tuple(_ways(option))
    trials = _trial_count(option, answer)
    if trials:
        yield "named:", trials


def _by_level(option: AssessedOption, effect: str) -> list[Finding]:
    return sorted(option.heard(effect), key=lambda f: f.rule.level)


def _turning(option: AssessedOption, answer: Answer, room: int) -> str:
    """The exact remaining question, where one line holds it."""
    residual = answer.residuals.get(option.option.id)
    words = formula_words(residual.formula, answer.partition) if residual is not None else ""
    return f"whether {words}" if words and len(words) + len("whether ") <= room else ""


def _ask(option: AssessedOption, waiting: Sequence[Finding], room: int, lead: str = "") -> str:
    """What is still open: one fact with its threshold in what waits for it, or the facts by how much they block."""
    if len(option.missing) == 1 and waiting:
        return phrases.ask_phrase(waiting[0])
    return lead + phrases.join_up_to([VOCABULARY[p].short for p in option.missing], room - len(lead), ", ")


def _ways(option: AssessedOption) -> Iterator[str | Span]:
    """The modalities; a sign never parts from its words."""
    for place, modality in enumerate(option.modalities):
        yield "  " if place else ""
        yield parts.symbol(modality.verdict)
        yield f" {modality.option.short}".replace(" ", "\xa0")


def _trial_count(option: AssessedOption, answer: Answer) -> str:
    """How many named trials may fit, in one line; empty where none is listed for such patients."""
    truths = [m.truth for m in parts.named_trials(option, answer) if not m.trial.status.closed]
    fit, open_ = truths.count(TRUE), truths.count(UNKNOWN)
    counts = [f"{fit} may fit"] if fit else []
    counts += [f"{open_} more on further facts" if fit else f"{open_} may fit on further facts"] if open_ else []
    return f"{', '.join(counts)}: explain {option.option.id}" if counts else ""


def suggest_all(answer: Answer, width: int, only: frozenset[str] = frozenset()) -> Page:
    """The long answer: each option with all its arguments, those that do not hold and those that wait included."""
    options, sources = _chosen(answer, only), parts.Sources(answer.ruleset)
    return [
        *parts.urgent(answer), *parts.head(answer), Gap(), *parts.advice(answer), Gap(), Heading(_ORDER),
        *(block for option in options for block in _chapter(option, answer, sources, width, 0)), Gap(),
        *parts.calls_and_presumptions(options, answer), Gap(), *sources.page(), Gap(), *parts.basis(answer),
    ]  # fmt: skip


def _chapter(option: AssessedOption, answer: Answer, sources: parts.Sources, width: int, depth: int) -> Iterator[Block]:
    yield from () if depth else (Gap(),)
    name = option.option.name
    yield Heading(name, depth + 2, parts.verdict(option, width - len(name) - 4 * (depth + 1)))
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        yield Item("scope:", phrases.outside_phrase(option, answer), depth + 1)
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
    yield from (("stops:", phrases.finding_phrase(f, situation), f) for f in phrases.stops_first(option))
    yield from (("ask:", phrases.ask_phrase(f), f) for f in option.blocking())
    for effect, lead in (("supports", "for:"), ("cautions", "care:")):
        yield from ((lead, phrases.finding_phrase(f, situation), f) for f in option.acting(effect))
    for finding in option.findings:
        if not (finding.rule.effect.stops or finding.silent or finding.acts is TRUE):
            waits = ("if:", phrases.ask_phrase(finding), finding) if finding.acts is UNKNOWN else None
            yield waits or ("not so:", lower(finding.rule.title), finding)


def _closing(option: AssessedOption, answer: Answer) -> Iterator[tuple[str, Words]]:
    """What is met, on what the verdict turns, its evidence, and what stands beside it."""
    met = [f for f in option.findings if f.rule.effect.stops and f.acts.value == "false" and not f.silent]
    if met:
        leaning = sum(f.presumed for f in met)
        tail = f", {leaning} of them on a presumption" if leaning else ""
        yield "met:", f"{len(met)} requirements and objections{tail}" if len(met) > 1 else f"1 requirement{tail}"
    if option.missing:
        yield "turns on:", ", ".join(VOCABULARY[p].short for p in option.missing)
    yield "evidence:", phrases.evidence_cell(option) or "nothing decides yet"
    for sentence in parts.gap_sentences(option, answer):
        yield "not found:", sentence
    for match in () if option.verdict.closed else answer.trials_under(option.option.id):
        yield "trial:", _trial(match, answer)


def _trial(match: TrialMatch, answer: Answer) -> Words:
    """A trial for one patient in one sentence, with its status and its link."""
    trial = match.trial
    beyond = f"; not judged here: {'; '.join(trial.beyond)}" if trial.beyond else ""
    status = f"Status: {parts.status_words(trial)}. "
    sentence = f"{trial.id} {trial.title}: {parts.trial_words(match, answer)}{beyond}. {status}"
    return sentence, Span(trial.link, link=trial.link)
