"""``recurtx interview``: a question, why it is asked, what was understood, and how it ended.

A question gives no hint which answer opens what; that is told on request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recurtx.engine import Verdict
from recurtx.profile import DERIVATIONS, INVESTIGATIONS, Kind, Origin, SetContent, Situation, spec
from recurtx.reasoning import choices, is_numbered, unlisted
from recurtx.reasoning._answers import CLASS
from recurtx.render._lines import Line, Span, Style, heading, line, right, safe, wrap
from recurtx.render._phrases import SYMBOLS, VERDICTS, join_up_to, value_words
from recurtx.render._ranges import cells_words
from recurtx.render._whatif import bold, listed, option_name
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.profile import Clash, Content, Fact
    from recurtx.reasoning import Answer, Inquiry, Interview, Unfit
    from recurtx.ruleset import Ruleset

__all__ = ["doubt_lines", "ended_lines", "question_lines", "refused_lines", "reply_lines", "unfit_lines", "why_lines"]

_MOST = 80
"""Columns to fill at most: a question is read, not scanned."""
_LONGEST_LABEL = 28


def question_lines(interview: Interview, inquiry: Inquiry, label: str, width: int) -> list[Line]:
    """One question with its answers, why it is asked, and what may be typed."""
    width = min(width, _MOST)
    fact = inquiry.spec
    how = INVESTIGATIONS[fact.by]
    return [
        _head(interview, label, width), line(""),
        *_ask(inquiry, width),
        *wrap(f"{how[:1].upper()}{how[1:]}.", width), line(""),
        *_answers(interview, inquiry, width), line(""),
        *wrap(_because(interview, inquiry), width), *wrap(_keys(interview, inquiry), width),
    ]  # fmt: skip


def _head(interview: Interview, label: str, width: int) -> Line:
    shown = safe(label)
    shown = shown if len(shown) <= _LONGEST_LABEL else f"{shown[: _LONGEST_LABEL - 1]}…"
    answered = len(interview.replies) - len(interview.unknown)
    words = f"{answered} answered"
    if interview.unknown:
        words += f", {len(interview.unknown)} unknown"
    left = f"Interview · {shown}" if shown else "Interview"
    if "cancer.type" in interview.situation.recorded:
        words += f" · at most {interview.most_left} more can matter"
    return line(Span(right(left, words, width), Style.BOLD))


def _answers(interview: Interview, inquiry: Inquiry, width: int) -> list[Line]:
    """What may be answered, in words; the unknown is always among it."""
    fact = inquiry.spec
    rows: list[Line] = []
    if fact.is_set:
        rows = _elements(interview, inquiry, width)
    elif fact.is_number:
        rows = [line(f"  {fact.allowed()}")]
    elif fact.kind is Kind.BOOLEAN:
        rows = [line(f"  {key}   {_yes_no(fact, value)}") for key, value in (("y", True), ("n", False))]
    else:
        values = _choices(interview, fact)
        keys = [str(i) for i in range(1, len(values) + 1)] if is_numbered(fact) else list(values)
        rows = [line(f"  {key:<3} {fact.word(value)}") for key, value in zip(keys, values, strict=True)]
    if inquiry.path == "cancer.type":
        return rows
    gap = " " * (7 if fact.is_set else 3)
    return [*rows, line(f"  u{gap}unknown: not recorded, or nobody has looked")]


def _choices(interview: Interview, fact: Fact) -> tuple[str, ...]:
    kind = interview.situation.recorded.get("cancer.type")
    return choices(fact, kind if isinstance(kind, str) else None)


def _yes_no(fact: Fact, value: bool) -> str:
    plain, word = "yes" if value else "no", fact.word(value)
    return plain if word == plain else f"{plain}: {word}"


def _elements(interview: Interview, inquiry: Inquiry, width: int) -> list[Line]:
    """The elements of a set in columns, and what is known of it already."""
    fact = inquiry.spec
    rows: list[Line] = []
    if inquiry.path in interview.situation.recorded:
        rows += wrap(f"recorded so far: {_recorded(interview, inquiry.path)}", width, "  ")
    cells = [f"{i:>2}  {_element(interview, fact, e)}" for i, e in enumerate(inquiry.elements, 1)]
    rows += _columns(cells, width)
    if fact.kind is Kind.AGENTS:
        also = "others" if cells else "drugs"
        rows += wrap(f"{also} by name, such as oxaliplatin or folfox; several with commas between", width, "  ")
    one, other = ("1", "2") if len(inquiry.elements) > 1 else ("x", "y")
    forms = (
        (f"{one} {other}", "these, and no others" + ("" if fact.values else ", in this list or not")),
        ("none", "looked for, and none " + ("of these" if fact.values else "at all, in this list or not")),
        (f"{one} ?", f"{one} is present, the rest is unknown"),
        (f"{one} no {other}", f"{one} is present, {other} is absent, the rest is unknown"),
    )
    return [*rows, line(""), *(line(f"  {form:<7} {words}") for form, words in forms)]


def _element(interview: Interview, fact: Fact, element: str) -> str:
    if fact.kind is Kind.OPTIONS and element in interview.ruleset.options:
        return interview.ruleset.options[element].name
    if fact.kind is Kind.AGENTS and element in interview.ruleset.agents.members:
        return f"{_class_words(element, interview.ruleset)} {CLASS}"
    return fact.word(element)


def _class_words(name: str, ruleset: Ruleset) -> str:
    """A class of drugs as the name of an option or the title of a rule writes it; else its id in words."""
    found = re.compile(rf"\b{'[ -]'.join(map(re.escape, name.split('_')))}", re.IGNORECASE)
    texts = (text for o in ruleset.options.values() for text in (o.name, *(rule.title for rule in o.rules)))
    match = next((m for m in map(found.search, texts) if m), None)
    return lower(match[0]) if match else name.replace("_", " ")


def _recorded(interview: Interview, path: str) -> str:
    """The value of a fact in words; of a set of drugs or options with the names of the list."""
    fact, content = spec(path), interview.situation.recorded.get(path)
    if not isinstance(content, SetContent) or fact.values or not content.present | content.absent:
        return value_words(path, interview.situation)
    present = [_element(interview, fact, name) for name in sorted(content.present)]
    return ", ".join([*present, *(f"no {_element(interview, fact, name)}" for name in sorted(content.absent))])


def _columns(cells: Sequence[str], width: int) -> Iterator[Line]:
    """Cells down the columns, as many columns as fit."""
    if not cells:
        return
    wide = max(len(c) for c in cells) + 3
    count = max(1, min((width - 2) // wide, -(-len(cells) // 5)))
    height = -(-len(cells) // count)
    for row in range(height):
        yield line("  " + "".join(f"{c:<{wide}}" for c in cells[row::height]).rstrip())


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
    found = [o for o in interview.ruleset.options.values() if o.id in wanted]
    return listed([option_name(o) for o in sorted(found, key=lambda o: o.parent is not None)], most)


def _keys(interview: Interview, inquiry: Inquiry) -> str:
    """What may be typed."""
    fact = inquiry.spec
    unknown = "" if inquiry.path == "cancer.type" else ", u unknown"
    if fact.is_set:
        keys = f"a list{unknown}"
    elif fact.is_number:
        keys = f"a number{unknown}"
    elif fact.kind is Kind.BOOLEAN:
        keys = f"y or n{unknown}"
    else:
        values = _choices(interview, fact)
        keys = f"1 to {len(values)}{unknown}" if is_numbered(fact) else f"{', '.join(values)}{unknown}"
    return f"{keys} · b back · w why · s answers so far · q save and stop"


def unfit_lines(unfit: Unfit, inquiry: Inquiry, width: int) -> list[Line]:
    """Why a text was no answer, and the question again."""
    text = f"{unfit.message}; {unfit.help}" if unfit.help else unfit.message
    dot = "" if text.endswith("?") else "."
    return [*wrap(f"{text}{dot}", min(width, _MOST), "  "), *_ask(inquiry, width)]


def _ask(inquiry: Inquiry, width: int) -> list[Line]:
    return bold(inquiry.spec.ask, min(width, _MOST))


def refused_lines(interview: Interview, inquiry: Inquiry, content: Content, width: int) -> list[Line]:
    """What an answer contradicts, so that it was not taken, and the question again."""
    clashes, situation = interview.refusal(content), interview.reply(content).situation
    rows: list[Line] = []
    for clash in clashes:
        other = f" {_fact(clash.other, situation)}" if clash.other else ""
        help_ = clash.help.replace("; correct one, or leave one out", "").replace("correct one, or leave one out", "")
        text = f"Not taken: {_fact(clash.path, situation)} {clash.says}{other}" + (f" ({help_})" if help_ else "")
        rows += wrap(f"{text}.", min(width, _MOST), "  ")
    rows += wrap(_way_out(interview, clashes, inquiry), min(width, _MOST), "  ")
    return [*rows, *_ask(inquiry, width)]


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


def doubt_lines(names: Sequence[str], inquiry: Inquiry, width: int) -> list[Line]:
    """Drugs that no rule reads would close a list: what that means, how to say that it is meant, and the question
    again."""
    width = min(width, _MOST)
    drugs = listed([inquiry.spec.word(name) for name in names])
    says = f"the rules do not list {drugs}, so no rule reads it, and the answer says that there was no other drug."
    ways = "y if that is so, the same with ? behind it if there may be others, or answer otherwise."
    return [*wrap(f"Not yet taken: {says}", width, "  "), *wrap(ways, width, "  "), *_ask(inquiry, width)]


def _fact(path: str, situation: Situation) -> str:
    return f"{spec(path).short} {value_words(path, situation)}"


def reply_lines(interview: Interview, width: int) -> list[Line]:
    """What was understood of the latest answer, and a warning of drugs that no rule reads."""
    width = min(width, _MOST)
    path, content = interview.replies[-1].path, interview.replies[-1].content
    now = interview.situation.recorded.get(path)
    words = "unknown" if now is None else _recorded(interview, path)
    if isinstance(now, SetContent) and not now.complete:
        words += "; the rest unknown"
    elif isinstance(now, SetContent) and now.present:
        words += "; no others"
    rows = wrap(f"{spec(path).short}: {words}", width, "  ", "    ")
    for name in unlisted(content, path, interview.ruleset.names):
        rows += wrap(f"the rules do not list the drug {name}; no rule reads it", width, "  ", "    ")
    return [*rows, line("")]


def why_lines(interview: Interview, inquiry: Inquiry, width: int) -> list[Line]:
    """Which options turn on the fact, and what each class of answers would do by itself."""
    width = min(width, _MOST)
    rows = [heading("Why this question", width), *wrap(_because(interview, inquiry), width, "  ")]
    if len(inquiry.options) > 4:
        rows += wrap(f"All of them: {_options(interview, inquiry.options, 99)}.", width, "  ", "    ")
    for words, answer in _classes(interview, inquiry):
        rows += wrap(f"{words}:", width, "  ")
        rows += [one for group in _turns(interview, answer) for one in wrap(group, width, "    ", "      ")]
    return [*rows, line("")]


def _classes(interview: Interview, inquiry: Inquiry) -> Iterator[tuple[str, Answer]]:
    """Classes of answers in words; elements of a set that mean the same are named together."""
    if not inquiry.spec.is_set:
        for question in inquiry.questions:
            for answer in question.answers:
                yield cells_words(inquiry.path, "", answer.cells, interview.partition), answer
        return
    groups: dict[tuple[object, ...], tuple[list[str], Answer]] = {}
    for question in inquiry.questions:
        for answer in question.answers:
            if answer.turns:
                key = (1 in answer.cells, tuple(sorted((n, v.value) for n, v in answer.turns.items())))
                name = _element(interview, inquiry.spec, question.element)
                groups.setdefault(key, ([], answer))[0].append(name)
    for (present, *_), (names, answer) in groups.items():
        yield join_up_to(names, 60, ", ") if present else f"no {join_up_to(names, 57, ', no ')}", answer


def _turns(interview: Interview, answer: Answer) -> list[str]:
    """What a class of answers does by itself: verdicts with their options."""
    groups: dict[Verdict, list[str]] = {}
    for name, verdict in answer.turns.items():
        groups.setdefault(verdict, []).append(name)
    found = []
    for verdict in (v for v in VERDICTS if v in groups):
        words = "Turns on a missing fact" if verdict is Verdict.NEEDS_INFORMATION else VERDICTS[verdict]
        found.append(f"{SYMBOLS[verdict][0]} {words}: {_options(interview, groups[verdict])}")
    return found or ["as now, until more is known"]


def ended_lines(interview: Interview, width: int) -> list[Line]:
    """Why nothing more is asked, and what stays open because it is unknown."""
    width = min(width, _MOST)
    count = len(interview.replies)
    asked = "Nothing was asked" if not count else "1 question" if count == 1 else f"{count} questions"
    besides = _besides(interview)
    rows = wrap(f"{asked}: no other unrecorded fact can change a verdict{besides}.", width)
    open_ = [name for name, outcome in interview.quick.outcomes.items() if not outcome.settled]
    if open_:
        missing = dict.fromkeys(p for name in open_ for p in interview.quick.outcomes[name].missing)
        names = ", ".join(spec(p).short for p in missing)
        rows += wrap(f"Still open, because it is not known: {names}.", width)
    return [*rows, line("")]


def _besides(interview: Interview) -> str:
    """What was not asked and would give what is not known: each fact is asked for itself, not for its source."""
    found: dict[str, list[str]] = {}
    missing = {p for o in interview.quick.outcomes.values() if not o.settled for p in o.missing}
    for rule in DERIVATIONS:
        source, target = spec(rule.source), spec(rule.target)
        unasked = source.path not in interview.asked and bool(_choices(interview, source) or not source.values)
        unknown = interview.situation.knowledge(source.path).origin is Origin.UNKNOWN
        if unasked and unknown and target.path in missing.intersection(interview.unknown):
            found.setdefault(source.short, []).append(target.short)
    each = [f"{source}, which would give {listed(targets, 99)}" for source, targets in found.items()]
    return f", except {'; and '.join(each)}" if each else ""
