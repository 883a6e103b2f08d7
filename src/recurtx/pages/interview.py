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
from recurtx.pages.sides import listed, open_or, option_name
from recurtx.profile import DERIVATIONS, INVESTIGATIONS, VOCABULARY, Kind, Origin, SetContent, Situation, spec
from recurtx.reasoning.answers import CLASS, Unfit, choices, is_numbered, unlisted
from recurtx.reasoning.session import Back, Command, Doubted, Refused, Taken
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.markup.block import Block, Page
    from recurtx.profile import Clash, Content, Fact
    from recurtx.reasoning.interview import Inquiry, Interview
    from recurtx.reasoning.next import Answer
    from recurtx.reasoning.session import Heard, Session
    from recurtx.ruleset import Ruleset

WIDTH = 80
"""Columns to fill at most: a question is read, not scanned."""
_LONGEST_LABEL = 28
_FEW = 5
"""Elements that stand one below the other; of more, several stand side by side."""


def question_page(session: Session, inquiry: Inquiry) -> Page:
    """One question with its answers, why it is asked, and what may be typed."""
    interview, how = session.interview, INVESTIGATIONS[inquiry.spec.by]
    keys, answers = _answers(interview, inquiry)
    unknown = ", u unknown" if inquiry.path != "cancer.type" else ""
    return [
        _head(interview, session.label), Gap(),
        _ask(inquiry), Text(f"{how[:1].upper()}{how[1:]}."), Gap(),
        *answers, *([Item("u", "unknown: not recorded, or nobody has looked", 1)] if unknown else []), Gap(),
        Text(_because(interview, inquiry)),
        Text(f"{keys}{unknown} · b back · w why · s answers so far · q save and stop"),
    ]  # fmt: skip


def _head(interview: Interview, label: str) -> Title:
    shown = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    words = f"{len(interview.replies) - len(interview.unknown)} answered"
    if interview.unknown:
        words += f", {len(interview.unknown)} unknown"
    if "cancer.type" in interview.situation.recorded:
        words += f" · at most {interview.most_left} more can matter"
    return Title(f"Interview · {shown}" if shown else "Interview", Span(words, Tone.STRONG))


def _ask(inquiry: Inquiry) -> Text:
    return Text(Span(inquiry.spec.ask, Tone.STRONG))


def _answers(interview: Interview, inquiry: Inquiry) -> tuple[str, Iterable[Block]]:
    """What may be typed, and what it means in words."""
    fact = inquiry.spec
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
    one, other = ("1", "2") if len(inquiry.elements) > 1 else ("x", "y")
    for form, words in (
        (f"{one} {other}", "these, and no others" + ("" if fact.values else ", in this list or not")),
        ("none", "looked for, and none " + ("of these" if fact.values else "at all, in this list or not")),
        (f"{one} ?", f"{one} is present, the rest is unknown"),
        (f"{one} no {other}", f"{one} is present, {other} is absent, the rest is unknown"),
    ):
        yield Item(form, words, 1)


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
    """Options at the top first, then ways; at most so many named."""
    wanted = set(ids)
    options = [o for o in interview.ruleset.options.values() if o.id in wanted]
    return listed([option_name(o) for o in sorted(options, key=lambda o: o.parent is not None)], most)


def heard_page(session: Session, inquiry: Inquiry, heard: Heard) -> Page:
    """What a typed line meant, and the question again where it stays open."""
    match heard:
        case Command("w"):
            return [*_why(session.interview, inquiry), *question_page(session, inquiry)]
        case Command("s"):
            return [Verbatim(session.text().rstrip("\n")), Gap(), *question_page(session, inquiry)]
        case Command():
            return question_page(session, inquiry)
        case Back(str(path)):
            return [Text(f"{VOCABULARY[path].short} is asked again", 1), Gap()]
        case Back():
            return [Text("this is the first question", 1)]
        case Unfit():
            return _unfit(heard, inquiry)
        case Refused(content):
            return _refused(session.interview, inquiry, content)
        case Doubted(names):
            return _doubted(names, inquiry)
        case Taken():
            return _reply(session.interview)


def _unfit(unfit: Unfit, inquiry: Inquiry) -> Page:
    """Why a text was no answer, and the question again."""
    text = f"{unfit.message}; {unfit.help}" if unfit.help else unfit.message
    return [Text(text if text.endswith("?") else f"{text}.", 1), _ask(inquiry)]


def _refused(interview: Interview, inquiry: Inquiry, content: Content) -> Page:
    """What an answer contradicts, so that it was not taken, and the question again."""
    clashes, situation = interview.refusal(content), interview.reply(content).situation
    said = [Text(_contradiction(clash, situation), 1) for clash in clashes]
    return [*said, Text(_way_out(interview, clashes, inquiry), 1), _ask(inquiry)]


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


def _doubted(names: Sequence[str], inquiry: Inquiry) -> Page:
    """Drugs that no rule reads would close a list: what that means, how to say that it is meant, and the question
    again."""
    drugs = listed([inquiry.spec.word(name) for name in names])
    says = f"the rules do not list {drugs}, so no rule reads it, and the answer says that there was no other drug."
    ways = "y if that is so, the same with ? behind it if there may be others, or answer otherwise."
    return [Text(f"Not yet taken: {says}", 1), Text(ways, 1), _ask(inquiry)]


def _fact(path: str, situation: Situation) -> str:
    return f"{spec(path).short} {value_words(path, situation)}"


def _reply(interview: Interview) -> Page:
    """What was understood of the latest answer, and a warning of drugs that no rule reads."""
    path, content = interview.replies[-1].path, interview.replies[-1].content
    now = interview.situation.recorded.get(path)
    words = "unknown" if now is None else _recorded(interview, path)
    if isinstance(now, SetContent):
        words += "; the rest unknown" if not now.complete else "; no others" if now.present else ""
    strange = unlisted(content, path, interview.ruleset.names)
    warnings = [Text(f"the rules do not list the drug {name}; it may be any other", 1) for name in strange]
    return [Text(f"{spec(path).short}: {words}", 1), *warnings, Gap()]


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
    rows = [Item(symbol(v), f"{open_or(v)}: {_options(interview, names)}", 2) for v, names in turned(answer, VERDICTS)]
    return rows or [Text("as now, until more is known", 2)]


def ended_page(interview: Interview) -> Page:
    """Why nothing more is asked, and what stays open because it is unknown."""
    asked = counted(len(interview.replies), "question") if interview.replies else "Nothing was asked"
    end = Text(f"{asked}: no other unrecorded fact can change a verdict{_besides(interview)}.")
    missing = ", ".join(spec(path).short for path in _missing(interview))
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
