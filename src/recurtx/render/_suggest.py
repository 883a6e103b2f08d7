"""The one-screen answer of ``recurtx suggest``.

One layout for all widths: columns and text end at 100 characters. Every option appears, in the fixed order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine import AssessedOption, Assessment, CloseCall, Finding, Verdict
from recurtx.logic import UNKNOWN
from recurtx.profile import spec
from recurtx.reasoning import next_questions
from recurtx.render._lines import Line, Span, Style, heading, line, wrap
from recurtx.render._next_rows import next_rows
from recurtx.render._phrases import (
    SYMBOLS,
    ask_phrase,
    close_call_phrase,
    evidence_cell,
    finding_phrase,
    join_up_to,
    outside_phrase,
    presumed_phrase,
    stops_first,
    summary,
    trigger_words,
    verdict_words,
)
from recurtx.render._ranges import formula_words
from recurtx.render._trials import trial_count
from recurtx.ruleset import Effect, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recurtx.ruleset import Advice

__all__ = [
    "MAX_WIDTH",
    "advice_lines",
    "basis",
    "calls_and_presumptions",
    "close_call_lines",
    "flat",
    "head",
    "suggest_lines",
    "urgent_lines",
]

MAX_WIDTH = 100
"""Text wider than this is harder to read than to wrap."""
_URGENCIES = {Urgency.BEFORE: "before deciding", Urgency.ALONGSIDE: "alongside"}
_SCREEN = 48
"""Lines of the answer: a window of 80 by 50 with the prompt."""
_PLANS = ((4, 4, 3), (4, 3, 2), (3, 3, 2), (3, 2, 1), (2, 2, 1), (2, 1, 1), (2, 1, 0), (1, 1, 0), (1, 0, 0))
"""How many lines of advice, of questions and of close calls are tried, the longest first."""
_FEW_FACTS = 8
"""Up to so many recorded facts the heading says that little is recorded."""


def suggest_lines(assessment: Assessment, width: int, only: frozenset[str] = frozenset()) -> list[Line]:
    """The answer; ``only`` limits it to some options at the top.

    It takes at most 48 lines where that can be had: the notes around the options are shortened, never the options.
    """
    width = min(width, MAX_WIDTH)
    options = [o for o in assessment.options if not only or o.option.id in only]
    body = _options(options, assessment, width)
    following = next_rows(assessment, next_questions(assessment), 4)
    page: list[Line] = []
    for advice, questions, calls in _PLANS:
        page = [
            *urgent_lines(assessment, width),
            *head(assessment, width),
            line(""),
            *advice_lines(assessment, width, advice),
            line(""),
            *body,
            *_following(following[:questions], width),
            line(""),
            *calls_and_presumptions(options, assessment, width, calls),
            line(""),
            *basis(assessment, width),
            *_urgent_again(assessment, width),
        ]
        if len(page) <= _SCREEN:
            break
    return page


def _following(rows: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """What to find out next, one line each."""
    if not rows:
        return []
    found = [line(""), heading("Find out next", width)]
    for number, (name, text) in enumerate(rows, 1):
        room = width - 24
        cut = text if len(text) <= room else text[: text.rfind(" ", 0, room - 1)].rstrip(",") + " …"
        found.append(line(f"  {number} {name:<19} {cut}"))
    return found


def _urgent(assessment: Assessment) -> list[Advice]:
    return [a for a in assessment.advice if a.urgency is Urgency.URGENT]


def urgent_lines(assessment: Assessment, width: int) -> list[Line]:
    """Urgent advice between two heavy rules; nothing where there is none."""
    urgent = _urgent(assessment)
    if not urgent:
        return []
    rule = line(Span("━" * width, Style.URGENT))
    found = [rule]
    for advice in urgent:
        text = wrap(f"{_recorded(advice, assessment)}{advice.says}", width, "         ")
        found.append(line(Span(" URGENT", Style.URGENT), text[0][0].text[7:]))
        found.extend(text[1:])
    return [*found, rule, line("")]


def _recorded(advice: Advice, assessment: Assessment) -> str:
    """What is recorded that makes advice urgent, in words: ``Recorded: perforation, sepsis.``"""
    words = trigger_words(advice, assessment.situation)
    return f"Recorded: {words}. " if words else f"{advice.title}. "


def _urgent_again(assessment: Assessment, width: int) -> list[Line]:
    found: list[Line] = []
    for advice in _urgent(assessment):
        first = advice.says.partition(". ")[0].rstrip(".")
        text = wrap(f"URGENT  {_recorded(advice, assessment)}{first}.", width, "", "        ")
        found.append(line(Span("URGENT", Style.URGENT), text[0][0].text[6:]))
        found.extend(text[1:])
    return found


def head(assessment: Assessment, width: int) -> list[Line]:
    """The title, the patient in one line, and how much is recorded where that is little."""
    label = assessment.profile.id
    title = "Options after recurrence" + (f" · {label}" if label else "")
    found = [*_bold(wrap(title, width)), *wrap(summary(assessment), width)]
    recorded = len(assessment.profile.recorded())
    waiting = sum(o.verdict is Verdict.NEEDS_INFORMATION for o in assessment.options)
    if recorded <= _FEW_FACTS and waiting:
        facts = "1 fact" if recorded == 1 else f"{recorded} facts"
        wait = "1 verdict waits" if waiting == 1 else f"{waiting} verdicts wait"
        found.extend(wrap(f"Little is recorded: {facts}. {wait} for an answer.", width))
    return found


def _bold(lines: list[Line]) -> list[Line]:
    return [tuple(Span(s.text, Style.BOLD) for s in one) for one in lines]


def advice_lines(assessment: Assessment, width: int, most: int) -> list[Line]:
    """Advice that is not urgent, at most so many lines."""
    advice = [a for a in assessment.advice if a.urgency is not Urgency.URGENT]
    shown = advice[:most]
    more = len(advice) - len(shown)
    found = [heading("Whatever is chosen" + (f", and {more} more in --verbose" if more else ""), width)]
    for one in shown:
        found.extend(wrap(one.line, width, f"  {_URGENCIES[one.urgency]:<15}  "))
    return found if advice else [*found, line("  none on these facts")]


def _options(options: Sequence[AssessedOption], assessment: Assessment, width: int) -> list[Line]:
    found = [heading("Options, in a fixed order that ranks nothing", width)]
    found.append(line(f"{'':{width - 30}}{'evidence':<20}{'still open':>10}"))
    for option in options:
        found.append(_verdict_line(option, width))
        found.extend(_reason_lines(option, assessment, width))
    return found


def _verdict_line(option: AssessedOption, width: int) -> Line:
    symbol, style = SYMBOLS[option.verdict]
    room = width - 30 - 22
    words = verdict_words(option, room - 1)
    name = f"{option.option.name:<19}"
    open_ = "" if option.settled else _facts(len(option.missing))
    rest = f"{words:<{room}}{evidence_cell(option):<20}{open_:>10}"
    return line(" ", Span(symbol, style), " ", Span(name + rest.rstrip(), Style.BOLD))


def _facts(count: int) -> str:
    return "1 fact" if count == 1 else f"{count} facts"


def _reason_lines(option: AssessedOption, assessment: Assessment, width: int) -> list[Line]:
    """The lines below a verdict; each begins with its lead word."""
    situation = assessment.situation
    room = width - 10
    found: list[Line] = []

    def add(lead: str, text: str) -> None:
        found.extend(wrap(text, width, f"   {lead:<6} ", " " * 10))

    match option.verdict:
        case Verdict.OUTSIDE_SCOPE:
            add("scope:", outside_phrase(option, assessment))
        case Verdict.NOT_CANDIDATE:
            add("stops:", join_up_to([finding_phrase(f, situation) for f in stops_first(option)], room))
        case Verdict.NEEDS_INFORMATION:
            add("ask:", _turning(option, assessment, room) or _ask(option, room))
        case Verdict.POSSIBLE:
            text = "nothing recorded stops it, nothing recorded speaks for it"
            found.extend(wrap(text, width, " " * 10))
    supports = [finding_phrase(f, situation) for f in _by_strength(option.acting("supports"))]
    cautions = [finding_phrase(f, situation) for f in _by_strength(option.acting("cautions"))]
    if option.verdict in (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION):
        add("for:", join_up_to(supports, room))
    if cautions and not option.verdict.closed and option.verdict is not Verdict.NEEDS_INFORMATION:
        add("care:", join_up_to(cautions, room))
    if option.verdict is Verdict.CANDIDATE and option.missing:
        add("ask:", _ask_care(option, room))
    if option.modalities and not option.verdict.closed:
        found.extend(_ways(option, width))
    trials = trial_count(option, assessment)
    if trials:
        add("named:", trials)
    return found


def _by_strength(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda f: f.rule.level)


def _turning(option: AssessedOption, assessment: Assessment, room: int) -> str:
    """The exact remaining question, where one line holds it."""
    reader = Reader(assessment.situation, assessment.ruleset)
    residual = option_residual(option, assessment, reader)
    words = formula_words(residual.formula, reader.partition) if residual is not None else ""
    text = f"whether {words}"
    return text if words and len(text) <= room else ""


def _ask(option: AssessedOption, room: int) -> str:
    """What an open verdict waits for: one fact with its threshold, or the facts by how much they block."""
    if len(option.missing) == 1:
        blocking = [f for f in option.blocking() if f.unknown_facts() == option.missing]
        if blocking:
            return ask_phrase(blocking[0])
    return join_up_to([spec(p).short for p in option.missing], room, ", ")


def _ask_care(option: AssessedOption, room: int) -> str:
    """What could still add care to a candidate."""
    if len(option.missing) == 1:
        waiting = [f for f in option.findings if f.rule.effect is Effect.CAUTIONS and f.acts is UNKNOWN]
        return ask_phrase(waiting[0])
    lead = "could still ask for care: "
    return lead + join_up_to([spec(p).short for p in option.missing], room - len(lead), ", ")


def _ways(option: AssessedOption, width: int) -> list[Line]:
    """The modalities, wrapped by item, so that a symbol never parts from its word."""
    rows: list[list[Span]] = [[Span("   ways:  ")]]
    used = 10
    for modality in option.modalities:
        symbol, style = SYMBOLS[modality.verdict]
        name = f" {modality.option.short}"
        if used > 10 and used + 2 + 1 + len(name) > width:
            rows.append([Span(" " * 10)])
            used = 10
        if used > 10:
            rows[-1].append(Span("  "))
            used += 2
        rows[-1] += [Span(symbol, style), Span(name)]
        used += 1 + len(name)
    return [tuple(row) for row in rows]


def flat(options: Iterable[AssessedOption]) -> list[AssessedOption]:
    """Options with their modalities, down to the last, in order."""
    return [m for o in options for m in (o, *flat(o.modalities))]


def close_call_lines(options: Sequence[AssessedOption], width: int, most: int | None = None) -> list[Line]:
    """Close calls, those with the same fact, edge and verdict together."""
    groups: dict[tuple[object, ...], tuple[CloseCall, list[str]]] = {}
    for option in options:
        for call in option.close_calls:
            key = (call.verdict is call.verdict_if, call.fact, call.nearest, call.verdict_if)
            groups.setdefault(key, (call, []))[1].append(option.option.name)
    found: list[Line] = []
    shown = [groups[key] for key in sorted(groups, key=lambda key: key[0] is True)][:most]
    for call, names in shown:
        found.extend(wrap(close_call_phrase(call, names), width, "  close call  "))
    rest = len(groups) - len(shown)
    if rest and not shown:
        near = dict.fromkeys(f"{spec(c.fact).short} ±{c.margin}" for c, _ in groups.values())
        found.extend(wrap(f"{', '.join(near)}: see explain", width, "  close call  "))
    elif rest:
        found.append(line(f"{'':14}{rest} more: explain"))
    return found


def calls_and_presumptions(
    options: Sequence[AssessedOption], assessment: Assessment, width: int, most: int | None = None
) -> list[Line]:
    """What is near a threshold, what was presumed, what no rule reads; of modalities too, unless ``most`` is set."""
    shown = flat(options) if most is None else options
    calls = close_call_lines(shown, width, most)
    found = [heading("Close calls and presumptions", width), *calls]
    presumed = presumed_phrase(p for o in shown for p in o.presumed)
    if presumed:
        found.extend(wrap(f"not recorded, so taken as absent: {presumed}", width, "  presumed    "))
    for warning in assessment.warnings:
        found.extend(wrap(warning, width, "  not read    "))
    return found if len(found) > 1 else [*found, line("  none")]


def basis(assessment: Assessment, width: int) -> list[Line]:
    """Who this is for, what the columns mean, and which rules and facts gave the answer."""
    ruleset = assessment.ruleset
    text = (
        "For review by professionals; the team and the patient decide. Evidence: best OCEBM level behind what "
        "decides, 1 strongest, 5 opinion; for v against. Still open: unrecorded facts that can change the "
        "verdict. Sources: explain."
    )
    parts = [
        f"{ruleset.name} {ruleset.version}",
        f"rules {ruleset.digest[:8]}",
        f"profile {assessment.profile_digest[:8]}",
    ]
    if assessment.profile.as_of is not None:
        parts.append(f"as of {assessment.profile.as_of.isoformat()}")
    return [heading("Basis", width), *wrap(text, width), *wrap(" · ".join(parts), width)]
