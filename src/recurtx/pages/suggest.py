"""``recurtx suggest``: the answer on one screen, and the long answer with every argument.

Every option appears, in the fixed order.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from recurtx.answer import Verdict, becoming, phrases
from recurtx.answer.asked import asked, decides_words
from recurtx.logic import TRUE, UNKNOWN
from recurtx.markup.block import Gap, Heading, Item, Judged, Span, Text, plain
from recurtx.pages import parts, reasons
from recurtx.pages.parts import ON_SCREEN, Elsewhere
from recurtx.profile import UNDERSTOOD, VOCABULARY
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from recurtx.answer import Answer, AssessedOption, Finding, TrialMatch
    from recurtx.markup.block import Block, Page, Words
    from recurtx.pages.reasons import Line

_SCREEN = 48
"""Lines of the answer: a window of 80 by 50 with the prompt."""
_FULL = 80
"""Columns at which it has that many lines; on a narrower page it has as much more."""
_BRIEF = 20
"""Lines of the brief answer."""
_PLANS = ((4, 4, 3), (4, 3, 2), (3, 3, 2), (3, 2, 1), (2, 2, 1), (1, 2, 1), (1, 2, 0))
"""How many lines of advice, of questions and of close calls are tried, the longest first."""
ORDER = "Options, in a fixed order that ranks nothing"
"""The heading of the options, on every page that lists them."""
_COLUMNS = Judged(Span(""), "", "", "evidence", "turns on")


def suggest(answer: Answer, width: int, only: frozenset[str] = frozenset()) -> Page:
    """The answer on one screen; ``only`` limits it to some options at the top.

    It takes at most 48 lines of the terminal where that can be had: the notes around the options are shortened first,
    then what is known beside the verdicts, never what an open option asks for.
    """
    options = chosen(answer, only)
    top = [*parts.urgent(answer), *parts.head(answer, width), Gap()]
    end = [*parts.presumptions(options), *parts.basis(answer), *parts.urgent_again(answer)]
    return fitted(answer, options, width, top, end)


def fitted(
    answer: Answer, options: Sequence[AssessedOption], width: int, top: Page, end: Page, more: Elsewhere = ON_SCREEN,
    lines_in_all: int = _SCREEN,
) -> Page:  # fmt: skip
    """The one screen between its head and its end; ``more`` is where a reader finds what it leaves out."""
    from recurtx.markup.terminal import height

    questions = list(_questions(answer, width))
    notes: tuple[Callable[[int], Page], ...] = (
        lambda most: [*parts.advice(answer, most, more), Gap()],
        lambda most: [Heading("Find out next"), *questions[:most], Gap()] if questions[:most] else [],
        lambda most: list(_calls(options, answer, most, more)),
    )
    lines = cache(lambda note, most: height(note(most), width))
    below = {o.id: list(reasons.lines(o, answer, width - 12, more)) for o in options}
    room = lines_in_all * max(width, _FULL) // width - height(top, width) - height(end, width) - 1

    def table() -> Page:
        found = _table(options, below, answer)
        return [*found, Gap(), *parts.legend(found)]

    needed = height(table(), width)
    plan = next((p for p in _PLANS if sum(map(lines, notes, p)) + needed <= room), _PLANS[-1])
    advised, asking, calls = (note(most) for note, most in zip(notes, plan, strict=True))
    left = room - sum(map(lines, notes, plan))
    while needed > left and _shortened(below, needed - left, width - 12):
        needed = height(table(), width)
    if needed > left:
        asking, calls = (note(0) for note in notes[1:])
    *shown, pause, legend = table()
    return [*top, *advised, *shown, pause, *asking, *calls, legend, *end]


def chosen(answer: Answer, only: frozenset[str]) -> list[AssessedOption]:
    """The options at the top, all of them where none is named."""
    return [o for o in answer.options if not only or o.option.id in only]


def _table(options: Iterable[AssessedOption], below: Mapping[str, Sequence[Line]], answer: Answer) -> Page:
    """Every option with its verdict, and the lines below it."""
    found: list[Block] = [Heading(ORDER), _COLUMNS]
    for option in options:
        found.append(verdict_row(option, answer))
        found += [Item(line.lead, line.words, 1) for line in below[option.id]]
    return found


def verdict_row(option: AssessedOption, answer: Answer) -> Judged:
    """An option with its verdict, the evidence, and how many facts it turns on."""
    facts = reasons.turning_facts(option)
    words, turns = phrases.verdict_words(option), parts.counted(facts, "fact") if facts else ""
    return Judged(parts.symbol(option.verdict), option.option.name, words, reasons.evidence(option, answer), turns)


def _shortened(below: Mapping[str, list[Line]], rows: int, room: int) -> bool:
    """Leave out lines that take about so many rows, those that can be spared most; false where none can be."""
    spare = [(line.spare, place, line, of) for place, of in enumerate(below.values()) for line in of if line.spare]
    for _, _, line, of in sorted(spare, key=lambda one: one[:2], reverse=True):
        if rows <= 0:
            break
        of.remove(line)
        rows -= 1 + len(plain(line.words)) // (room + 1)
    return bool(spare)


def _calls(options: Sequence[AssessedOption], answer: Answer, most: int, more: Elsewhere) -> Iterator[Block]:
    """Close calls, and what no rule reads, as sentences."""
    for item in parts.close_calls(options, most, more):
        yield Text(f"{plain(item.lead) or 'close calls'}: {plain(item.words)}", 0, 1)
    told = (w if w.startswith(UNDERSTOOD) else f"not read: {w}" for w in answer.warnings)
    yield from (Text(line, 0, 1) for line in told)


def _questions(answer: Answer, width: int) -> Iterator[Item]:
    """What to find out next: what it is called, how it is obtained and what it decides, cut to one line."""
    room, most = width - 25, max(asking for _, asking, _ in _PLANS)
    for number, fact in enumerate(asked(answer.next.questions)[:most], 1):
        lead = f"{number} {fact.short}"
        yield Item(lead, f"{fact.how} · {decides_words(fact, answer, room - len(fact.how))}", 1)


def brief(answer: Answer, width: int, only: frozenset[str] = frozenset()) -> Page:
    """The verdicts, what is urgent and the first question: at most 20 lines, with what each asks for where it fits."""
    from recurtx.markup.terminal import height

    options = chosen(answer, only)
    top = [*parts.urgent(answer), *parts.head(answer, width)]
    first = next(iter(asked(answer.next.questions)), None)
    words = "" if first is None else f"Find out next: {first.short}, {first.how}; {decides_words(first, answer, 40)}."
    end: list[Block] = [Gap(), Text(words)] if words else []
    asks = {o.id: [line for line in reasons.lines(o, answer, width - 12) if not line.spare][:1] for o in options}
    spared = sorted(options, key=lambda o: (o.blocks, -answer.options.index(o)))  # what is settled first, from the end

    def page() -> Page:
        return [*top, Gap(), *_table(options, asks, answer)[2:], *end]

    for option in spared:
        if height(page(), width) <= _BRIEF:
            break
        asks[option.id] = []
    return page()


def suggest_all(answer: Answer, width: int, only: frozenset[str] = frozenset()) -> Page:
    """The long answer: each option with all its arguments, those that do not hold and those that wait included."""
    options, sources = chosen(answer, only), parts.Sources(answer.ruleset)
    return [
        *parts.urgent(answer), *parts.head(answer, width), Gap(), *parts.advice(answer), Gap(), Heading(ORDER),
        *(block for option in options for block in _chapter(option, answer, sources, width, 0)), Gap(),
        *parts.section("Close calls and presumptions", parts.calls_and_presumptions(options, answer)), Gap(),
        *sources.page(), Gap(), Heading("Basis"), *parts.basis(answer),
    ]  # fmt: skip


def _chapter(option: AssessedOption, answer: Answer, sources: parts.Sources, width: int, depth: int) -> Iterator[Block]:
    yield from () if depth else (Gap(),)
    name = option.option.name
    yield Heading(name, depth + 2, parts.verdict(option))
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
            waits = ("waits:", phrases.ask_phrase(finding), finding) if finding.acts is UNKNOWN else None
            yield waits or ("not so:", lower(finding.rule.title), finding)


def _closing(option: AssessedOption, answer: Answer) -> Iterator[tuple[str, Words]]:
    """What is met, on what the verdict turns, its evidence, and what stands beside it."""
    met = [f for f in option.findings if f.rule.effect.stops and f.acts.value == "false" and not f.silent]
    if met:
        leaning = sum(f.presumed for f in met)
        tail = f", {leaning} of them on a presumption" if leaning else ""
        yield "met:", f"{len(met)} requirements and objections{tail}" if len(met) > 1 else f"1 requirement{tail}"
    yield from (("if:", words) for words in becoming.ways(option))
    yield from (("not if:", words) for words in becoming.closing(option))
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
