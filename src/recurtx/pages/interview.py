"""``recurtx interview``: a question, why it is asked, what was understood, and how it ended.

A question gives no hint which answer opens what; that is told on request.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from recurtx.answer.phrases import VERDICTS, join_up_to, value_words
from recurtx.answer.ranges import cells_words
from recurtx.markup.block import Gap, Item, Span, Table, Text, Title, Tone, Verbatim
from recurtx.pages.parts import alike, counted, section, symbol, turned
from recurtx.pages.sides import listed, option_name
from recurtx.profile import DERIVATIONS, INVESTIGATIONS, VOCABULARY, Kind, Origin, SetContent, Situation, spec
from recurtx.reasoning.answers import CLASS, Unfit, choices, is_numbered, unlisted
from recurtx.reasoning.next import undecided_options
from recurtx.reasoning.session import Back, Command, Refused, Taken
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.engine import Verdict
    from recurtx.markup.block import Block, Page
    from recurtx.profile import Clash, Content, Fact
    from recurtx.reasoning.interview import Inquiry, Interview
    from recurtx.reasoning.next import Answer
    from recurtx.reasoning.session import Heard, Session
    from recurtx.ruleset import Option, Ruleset

WIDTH = 80
"""Columns to fill at most: a question is read, not scanned."""
_LONGEST_LABEL = 28
_KEYS = "? help · b back · w why · s so far · q stop and show"
_EVERYWHERE = (
    "u or skip: not known, which is never taken for no. b takes the latest answer back. w tells what answers would do, "
    "ww all of it. s shows the answers so far. q shows the options as they stand, and saves."
)
_COUNTS = (
    "What can decide may open or close an option, and is asked first; what is left then can add a reason for care, or "
    "concerns single ways, drugs and trials."
)
_NO_OTHER_WORDS = frozenset(
    ["yes", "no", "not", "none", "nothing", "nil", "only", "just", "and", "else", "others", "true", "false"]
)
_GO_ON = Text(Span("Go on? y/N", Tone.STRONG))
_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
_FEW = 5
"""Elements that stand one below the other; of more, several stand side by side."""


def question_page(session: Session, inquiry: Inquiry) -> Page:
    """One question with its answers, why it is asked, and what may be typed."""
    interview = session.interview
    keys, answers = _answers(interview, inquiry)
    known = inquiry.path != "cancer.type"
    return [
        _head(session), Gap(),
        _ask(inquiry), Text(_how(inquiry)), Gap(),
        *answers, *([Item("u", "unknown: not recorded, or nobody has looked", 1)] if known else []), Gap(),
        Text(_because(interview, inquiry)), Text(f"{keys}{', u unknown' if known else ''} · {_KEYS}"),
    ]  # fmt: skip


def _how(inquiry: Inquiry) -> str:
    """How the answer is obtained, as a sentence."""
    how = " or ".join(dict.fromkeys(INVESTIGATIONS[spec(path).by] for path in inquiry.panel or (inquiry.path,)))
    return f"{how[:1].upper()}{how[1:]}."


def _head(session: Session) -> Title:
    interview, label = session.interview, session.label
    shown = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    words = f"{len(interview.replies) - len(interview.unknown)} answered"
    if interview.unknown:
        words += f", {len(interview.unknown)} unknown"
    if "cancer.type" in interview.situation.recorded:
        words += f" · at most {_left(interview)}"
    return Title(f"Interview · {shown}" if shown else "Interview", Span(words, Tone.STRONG))


def _left(interview: Interview) -> str:
    """How much can be asked at most until the options at the top stand, and then until the end."""
    return (
        f"{interview.most_left} more can matter" if interview.stands else f"{interview.most_deciding} more can decide"
    )


def offer_page(session: Session) -> Page:
    """The options at the top as they stand, and whether to go on nevertheless."""
    interview = session.interview
    count = len([o for o in interview.ruleset.options.values() if o.parent is None])
    more = "one more question" if interview.open_now == 1 else f"{interview.open_now} more questions"
    return [
        _head(session), Gap(), *(() if interview.replies else (_row(interview, interview), Gap())),
        Text(f"The {_NUMBERS.get(count, str(count))} options stand: {_standing(interview)}. No other question opens or "
             f"closes one; {more} could add a reason for care, or concern single ways, drugs and trials."), Gap(),
        _GO_ON,
    ]  # fmt: skip


def _standing(interview: Interview) -> str:
    """How many of the options at the top are open still, for what is not known."""
    open_ = undecided_options(interview.judgement)
    waits = "one waits" if len(open_) == 1 else f"{len(open_)} wait"
    return f"{waits} for what is not known" if open_ else "each is decided"


def _row(now: Interview, before: Interview) -> Text:
    """The verdicts of the options at the top in their order, and what has just turned."""
    top = [o for o in now.ruleset.options.values() if o.parent is None]
    verdicts = {o.id: outcome.verdict for o, outcome in ((o, now.judgement.outcomes[o.id]) for o in top)}
    row = [piece for o in top for piece in (symbol(verdicts[o.id]), "\xa0" + o.short.replace(" ", "\xa0"), "  ")]
    if "cancer.type" not in before.situation.recorded:
        return Text([*row[:-1]], 1, hang=0)
    was = before.judgement.outcomes
    new = [o for o in top if was[o.id].verdict is not verdicts[o.id]]
    said = (piece for o in new for piece in _turned(o, verdicts[o.id]))
    return Text([*row, *(["turned: ", *list(said)[:-1]] if new else [])], 1, hang=0)


def _turned(option: Option, now: Verdict) -> tuple[str | Span, ...]:
    return f"{option.name} ".replace(" ", "\xa0"), symbol(now), f"\xa0{VERDICTS[now]}".replace(" ", "\xa0"), " · "


def _ask(inquiry: Inquiry) -> Text:
    return Text(Span(inquiry.spec.panel if inquiry.panel else inquiry.spec.ask, Tone.STRONG))


def _answers(interview: Interview, inquiry: Inquiry) -> tuple[str, Iterable[Block]]:
    """What may be typed, and what it means in words."""
    fact = inquiry.spec
    if inquiry.panel:
        cells = [f"{i:>2}  {spec(path).short}" for i, path in enumerate(inquiry.panel, 1)]
        return "1 2 …, y or n", [
            Table(_down(cells), depth=1), Gap(),
            Item("1 2", "these are known and come next; the others are unknown", 1),
            Item("words", "name and value of what is known, with commas between", 1),
            Item("y", "all of them, one by one", 1), Item("n", "none of them", 1),
        ]  # fmt: skip
    if fact.is_set:
        return "a list", _elements(interview, inquiry)
    if fact.is_number:
        return "a number", [Text(fact.allowed(), 1)]
    if fact.kind is Kind.BOOLEAN:
        return "y or n", [Item("y", _yes_no(fact, True), 1), Item("n", _yes_no(fact, False), 1)]
    values, numbered = choices(fact, interview.situation), is_numbered(fact)
    keys = [str(number) for number in range(1, len(values) + 1)] if numbered else values
    meant = [Item(key, fact.word(value), 1) for key, value in zip(keys, values, strict=True)]
    return f"1 to {len(values)}" if numbered else ", ".join(values), meant


def _yes_no(fact: Fact, value: bool) -> str:
    plain, word = "yes" if value else "no", fact.word(value)
    return plain if word == plain else f"{plain}: {word}"


def _elements(interview: Interview, inquiry: Inquiry) -> Iterator[Block]:
    """The elements of a set in columns, what is known of it already, and how to answer."""
    fact = inquiry.spec
    if inquiry.path in interview.situation.recorded:
        yield Text(f"recorded so far: {_recorded(interview, inquiry.path)}", 1)
    cells = [f"{i:>2}  {_element(interview, fact, e)}" for i, e in enumerate(inquiry.elements, 1)]
    if cells:
        yield Table(_down(cells), depth=1)
    if fact.kind is Kind.AGENTS:
        also = "others" if cells else "drugs"
        yield Text(f"{also} by name, such as oxaliplatin or folfox; several with commas between", 1)
    yield Gap()
    yield from (Item(form, words, 1) for form, words in _forms(inquiry))


def _forms(inquiry: Inquiry) -> tuple[tuple[str, str], ...]:
    """How an answer about a set is written, and what it says."""
    one, other = ("1", "2") if len(inquiry.elements) > 1 else ("x", "y")
    listed = inquiry.spec.values
    return (
        (f"{one} {other}", f"{one} and {other} are present; the others stay open"),
        (f"only {one} {other}", "these, and no others" + ("" if listed else ", in this list or not")),
        (f"no {one}", f"{one} is absent; the others stay open"),
        ("none", "looked for, and none " + ("of these" if listed else "at all, in this list or not")),
    )


def _down(cells: Sequence[str]) -> list[Sequence[str]]:
    """Cells down the columns, as many columns as fit."""
    wide = max(map(len, cells)) + 3
    count = max(1, min((WIDTH - 2) // wide, -(-len(cells) // _FEW)))
    height = -(-len(cells) // count)
    return [cells[row::height] for row in range(height)]


def _element(interview: Interview, fact: Fact, element: str) -> str:
    if fact.kind is Kind.OPTIONS and element in interview.ruleset.options:
        return interview.ruleset.options[element].name
    if fact.kind is Kind.AGENTS and element in interview.ruleset.agents.members:
        return f"{_class_words(element, interview.ruleset)} {CLASS}"
    return fact.word(element)


def _class_words(name: str, ruleset: Ruleset) -> str:
    """A class of drugs as the name of an option or the title of a rule writes it; else its id in words."""
    written = re.compile(rf"\b{'[ -]'.join(map(re.escape, name.split('_')))}", re.IGNORECASE)
    texts = (text for o in ruleset.options.values() for text in (o.name, *(rule.title for rule in o.rules)))
    match = next((m for m in map(written.search, texts) if m), None)
    return lower(match[0]) if match else name.replace("_", " ")


def _recorded(interview: Interview, path: str) -> str:
    """The value of a fact in words; of a set of drugs or options with the names of the list."""
    fact, content = spec(path), interview.situation.recorded.get(path)
    if not isinstance(content, SetContent) or fact.values or not content.present | content.absent:
        return value_words(path, interview.situation)
    present = [_element(interview, fact, name) for name in sorted(content.present)]
    return ", ".join([*present, *(f"no {_element(interview, fact, name)}" for name in sorted(content.absent))])


def _because(interview: Interview, inquiry: Inquiry) -> str:
    """Why the fact is asked for."""
    if inquiry.governs:
        return f"Asked because {spec(inquiry.governs).short} depends on it, and options turn on that."
    if inquiry.undermines:
        return f"Asked because an answer may speak against what is presumed: {spec(inquiry.undermines).short}."
    if not inquiry.options:
        return "Asked first, because every rule depends on it."
    names = _options(interview, inquiry.options)
    return f"Asked because {names} {'turns' if len(inquiry.options) == 1 else 'turn'} on it."


def _options(interview: Interview, ids: Iterable[str], most: int = 3) -> str:
    """Options at the top, at most so many of them named, and how many ways; ways alone by name."""
    wanted = [o for o in interview.ruleset.options.values() if o.id in set(ids)]
    top, ways = [[o for o in wanted if (o.parent is None) is first] for first in (True, False)]
    if not top or most > len(wanted):
        return listed([option_name(o) for o in (*top, *ways)], most)
    rest = [counted(len(top) - most, "more option")] if len(top) > most else []
    return listed([*(o.name for o in top[:most]), *rest, *([counted(len(ways), "way")] if ways else [])], 99)


def heard_page(session: Session, inquiry: Inquiry, heard: Heard) -> Page:
    """What a typed line meant, and the question again where it stays open."""
    ask = _GO_ON if session.offering else _ask(inquiry)
    match heard:
        case Command("w"):
            return [*_why_in_short(session.interview, inquiry), ask]
        case Command("ww"):
            return [*_why(session.interview, inquiry), ask]
        case Command("s"):
            return [Verbatim(session.text().rstrip("\n")), Gap(), ask]
        case Command("h"):
            return [*_help(inquiry, offering=session.offering), ask]
        case Back(str(path)):
            now = session.interview.inquiry
            return [Text(f"{'the list' if now and now.panel else spec(path).short} is asked again", 1), Gap()]
        case Back():
            return [Text("this is the first question", 1)]
        case Unfit():
            return [_unfit(heard), ask]
        case Refused(content):
            return [*_refused(session.interview, inquiry, content), ask]
        case Taken():
            return _reply(session)
        case _:
            return [Gap()]


def _help(inquiry: Inquiry, *, offering: bool) -> Page:
    """How this question is answered, in words."""
    if offering:
        return [Text(f"y asks on, n shows the options as they stand. {_COUNTS}", 1), Gap()]
    fact = inquiry.spec
    if inquiry.panel:
        answer = "Type the numbers of what is known: each is then asked for, and the others count as unknown."
    elif fact.is_set:
        answer = "Type what was found, by number or name: " + "; ".join(f"`{f}`: {w}" for f, w in _forms(inquiry)) + "."
    elif fact.is_number:
        answer = f"Type a number ({fact.allowed()}), with or without its unit."
    elif fact.kind is Kind.BOOLEAN:
        answer = f"Type y for {_yes_no(fact, True)}, n for {_yes_no(fact, False)}."
    else:
        answer = f"Type one of: {', '.join(map(fact.word, fact.values))}; the words count, or the number in the list."
    return [*(Text(words, 1) for words in (answer, f"{_how(inquiry)} {_EVERYWHERE}", _COUNTS)), Gap()]


def _unfit(unfit: Unfit) -> Text:
    """Why a text was no answer."""
    text = f"{unfit.message}; {unfit.help}" if unfit.help else unfit.message
    return Text(text if text.endswith("?") else f"{text}.", 1)


def _refused(interview: Interview, inquiry: Inquiry, content: Content) -> Page:
    """What an answer contradicts, so that it was not taken, and what can be done."""
    clashes, situation = interview.refusal(content), interview.reply(content).situation
    said = [Text(_contradiction(clash, situation), 1) for clash in clashes]
    return [*said, Text(_way_out(interview, clashes, inquiry), 1)]


def _contradiction(clash: Clash, situation: Situation) -> str:
    other = f" {_fact(clash.other, situation)}" if clash.other else ""
    help_ = re.sub("(; )?correct one, or leave one out", "", clash.help)
    return f"Not taken: {_fact(clash.path, situation)} {clash.says}{other}{f' ({help_})' if help_ else ''}."


def _way_out(interview: Interview, clashes: Sequence[Clash], inquiry: Inquiry) -> str:
    """What can be done about a contradiction: only what the question and the replies so far allow."""
    first = inquiry.path == "cancer.type"
    ways = [f"Choose another {inquiry.spec.short}"] if first else ["Answer otherwise", "u if it is not known"]
    against = dict.fromkeys(p for c in clashes for p in (c.path, c.other) if p and p != inquiry.path)
    if any(path in interview.asked for path in against):
        ways.append("b to change what went before")
    before = [spec(path).short for path in against if path not in interview.asked]
    if before:
        ways.append(f"q and correct the {listed(before, 99)}")
    return f"{', '.join(ways[:-1])}, or {ways[-1]}." if len(ways) > 1 else f"{ways[0]}."


def _fact(path: str, situation: Situation) -> str:
    return f"{spec(path).short} {value_words(path, situation)}"


def _reply(session: Session) -> Page:
    """What was understood of the latest answer, a warning of drugs that are not listed, and what it turned."""
    interview = session.interview
    before = interview.before or interview
    row = [] if "cancer.type" not in interview.situation.recorded else [_row(interview, before)]
    said = _panel_said(interview, before) if before.inquiry and before.inquiry.panel else _said(session)
    return [*said, *row, Gap()]


def _panel_said(interview: Interview, before: Interview) -> Page:
    new = interview.replies[len(before.replies) :]
    known = [_fact(reply.path, interview.situation) for reply in new if reply.content is not None]
    due = [spec(path).short for path in interview.chosen[len(before.chosen) :]]
    unknown = counted(len(new) - len(known), "other") if known or due else "all"
    return [Text("; ".join([*known, *([f"next: {listed(due, 99)}"] if due else []), f"{unknown} unknown"]), 1)]


def _said(session: Session) -> Page:
    interview = session.interview
    path, content = interview.replies[-1].path, interview.replies[-1].content
    now = interview.situation.recorded.get(path)
    words = "unknown" if now is None else _recorded(interview, path)
    if isinstance(now, SetContent):
        words += "; the others stay open" if not now.complete else "; no others" if now.present else ""
    strange = unlisted(content, path, interview.ruleset.names)
    unheard = "the rules do not list {}, so whether any other drug belongs here is unknown"
    warnings = [Text(unheard.format(listed([spec(path).word(name) for name in strange])), 1)] if strange else []
    return [Text(f"{spec(path).short}: {words}{_read_from(session.last, words)}", 1), *warnings]


def _read_from(typed: str, words: str) -> str:
    """What was typed, where it was other words than those that were understood."""
    other = {w for w in re.findall(r"[a-z]{2,}", typed.lower()) if w not in words.lower()} - _NO_OTHER_WORDS
    return f" (understood from `{typed[:_LONGEST_LABEL]}`)" if other and words != "unknown" else ""


def _why_in_short(interview: Interview, inquiry: Inquiry) -> Page:
    """What the two answers that turn most would do, in a line each."""
    found = sorted(_classes(interview, inquiry), key=lambda one: -len(one[1].turns))[:2]
    lines = [f"{words}: {_first_turn(interview, answer)}" for words, answer in found if answer.turns]
    lines = lines or ["No answer turns a verdict by itself; it counts together with others."]
    room = WIDTH - 2
    cut = (line if len(line) <= room else f"{line[: line.rfind(' ', 0, room - 1)].rstrip(',')} …" for line in lines)
    return [*(Text(line, 1) for line in cut), Text("ww tells all of it", 1), Gap()]


def _first_turn(interview: Interview, answer: Answer) -> str:
    return " · ".join(f"{symbol(v).text} {_options(interview, names)}" for v, names in turned(answer, VERDICTS))


def _why(interview: Interview, inquiry: Inquiry) -> Page:
    """Which options turn on the fact, and what each class of answers would do by itself."""
    every = [Text(f"All of them: {_options(interview, inquiry.options, 99)}.", 1)] if len(inquiry.options) > 4 else []
    classes = ((Text(f"{words}:", 1), *_turns(interview, answer)) for words, answer in _classes(interview, inquiry))
    return [*section("Why this question", [Text(_because(interview, inquiry), 1), *every, *chain(*classes)]), Gap()]


def _classes(interview: Interview, inquiry: Inquiry) -> Iterator[tuple[str, Answer]]:
    """Classes of answers in words; elements of a set that mean the same are named together."""
    if not inquiry.spec.is_set:
        for question in inquiry.questions:
            for answer in question.answers:
                yield cells_words(inquiry.path, "", answer.cells, interview.partition), answer
        return
    for elements, answer in alike(inquiry.questions, lambda answer: bool(answer.turns)):
        names = [_element(interview, inquiry.spec, element) for element in elements]
        yield join_up_to(names, 60, ", ") if 1 in answer.cells else f"no {join_up_to(names, 57, ', no ')}", answer


def _turns(interview: Interview, answer: Answer) -> Page:
    """What a class of answers does by itself: verdicts with their options."""
    rows = [Item(symbol(v), f"{VERDICTS[v]}: {_options(interview, names)}", 2) for v, names in turned(answer, VERDICTS)]
    return rows or [Text("as now, until more is known", 2)]


def ended_page(interview: Interview) -> Page:
    """Why nothing more is asked, and what stays open because it is unknown."""
    asked = counted(len(interview.replies), "fact") + " asked" if interview.replies else "Nothing was asked"
    left = f"no other unrecorded fact can change a verdict{_besides(interview)}"
    if interview.inquiry:
        left = f"stopped, at most {interview.most_left} more can matter"
    end = Text(f"{asked}: {left}.")
    missing = ", ".join(spec(path).short for path in (() if interview.inquiry else _missing(interview)))
    return [end, *([Text(f"Still open, because it is not known: {missing}.")] if missing else []), Gap()]


def _missing(interview: Interview) -> list[str]:
    """What verdicts that are not settled wait for."""
    judgement = interview.judgement
    open_ = (option for option, outcome in judgement.outcomes.items() if not outcome.settled)
    return list(dict.fromkeys(path for option in open_ for path in judgement.missing(option)))


def _besides(interview: Interview) -> str:
    """What was not asked and would give what is not known: each fact is asked for itself, not for its source."""
    groups: dict[str, list[str]] = {}
    missing = set(_missing(interview))
    for rule in (r for r in DERIVATIONS if not VOCABULARY[r.source].is_set):
        source, target = VOCABULARY[rule.source], VOCABULARY[rule.target]
        unasked = source.path not in interview.asked and bool(choices(source, interview.situation) or not source.values)
        unknown = interview.situation.knowledge(source.path).origin is Origin.UNKNOWN
        if unasked and unknown and target.path in missing.intersection(interview.unknown):
            groups.setdefault(source.short, []).append(target.short)
    each = [f"{source}, which would give {listed(targets, 99)}" for source, targets in groups.items()]
    return f", except {'; and '.join(each)}" if each else ""
