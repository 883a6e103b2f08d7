"""Teaching cases as a list and as pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from recurtx.cases import Choice, Concordance
from recurtx.document import Items, Scalar, Table
from recurtx.profile import VOCABULARY, flatten
from recurtx.render._lines import Line, Span, Style, heading, line, wrap
from recurtx.render._phrases import SYMBOLS, finding_phrase, outside_phrase, stops_first, verdict_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.cases import Case
    from recurtx.cases._load import CaseSource
    from recurtx.document import Node
    from recurtx.profile import Fact

__all__ = ["case_lines", "concordance_lines", "list_lines"]


def list_lines(cases: Sequence[Case], width: int) -> list[Line]:
    """One case a line: id, title."""
    longest = max((len(c.id) for c in cases), default=0)
    found: list[Line] = []
    for case in cases:
        found += wrap(case.info.title, width, f"{case.id:<{longest}}  ")
    return [
        *found,
        line(""),
        *wrap(
            "As a profile: case:ID, for example `recurtx suggest case:" + (cases[0].id if cases else "ID") + "`", width
        ),
    ]


def case_lines(case: Case, width: int) -> list[Line]:
    """The case as a page."""
    info = case.info
    found = [*_bold(info.title, width), *wrap(f"{info.id} · {info.decision_point}", width), line("")]
    found += [heading("The patient, as reported", width), *_profile(case, width)]
    found += wrap(info.not_reported, width, "  not reported  ")
    found += [line(""), heading("The team", width)]
    found += wrap(", ".join(info.team.chose) or "none of the options", width, "  chose    ")
    found += wrap(info.team.did, width, "  did      ")
    for entry in info.team.not_done:
        found += wrap(f"{entry.option}: {entry.reason}", width, "  not done ")
    if info.team.outcome:
        found += wrap(info.team.outcome, width, "  outcome  ")
    if info.teaches:
        found += [line(""), heading("What it shows", width), *wrap(info.teaches, width, "  ")]
    if info.notes:
        found += [line(""), heading("How it was encoded", width), *wrap(info.notes, width, "  ")]
    found += [line(""), heading("Source", width), *wrap(_cited(info.source), width, "  ")]
    return [*found, *wrap(f"read: {info.source.read}", width, "  ")]


def _cited(source: CaseSource) -> str:
    """The publication: its parts, each ended by one full stop, and its link."""
    parts = (source.authors, source.title, source.journal, str(source.year or ""))
    return " ".join([*(p if p.endswith((".", "?", "!")) else f"{p}." for p in parts if p), source.link])


def _bold(text: str, width: int) -> list[Line]:
    return [tuple(Span(s.text, Style.BOLD) for s in one) for one in wrap(text, width)]


def _profile(case: Case, width: int) -> list[Line]:
    written, _ = flatten(case.profile)
    found: list[Line] = []
    for path, fact in written.items():
        if path in VOCABULARY:
            found += wrap(_text(fact.node, VOCABULARY[path]), width, f"  {VOCABULARY[path].short:<18}  ")
    return found


def _text(node: Node, fact: Fact) -> str:
    """A value as reported, in the words of the vocabulary."""
    match node:
        case Scalar():
            return fact.show(node.value)
        case Items():
            return ", ".join(_text(item, fact) for item in node.items) or "none"
        case Table():
            return "; ".join(f"{entry.key}: {_text(entry.node, fact)}" for entry in node)


def concordance_lines(compared: Sequence[tuple[Case, Sequence[Choice]]], width: int) -> list[Line]:
    """Every case with what its team chose and what the rules say, then the totals."""
    found: list[Line] = []
    for case, choices in compared:
        found += [*_bold(f"{case.id}: {case.info.title}", width)]
        if case.info.control:
            found += wrap("control: no recurrence was there to treat; shown, not compared", width, "  ")
        for choice in choices:
            found += _choice(choice, width)
        if not choices:
            found.append(line("  the team chose none of the options"))
    count = Counter(choice.concordance for case, choices in compared for choice in choices if not case.info.control)
    total = sum(count.values())
    found += [line(""), heading("Choices of the teams", width)]
    for kind, words in _CONCORDANCE.items():
        found += wrap(f"{count[kind]:>3} of {total}  {kind.value}: {words}", width, "  ", " " * 14)
    return found


_CONCORDANCE = {
    Concordance.CONCORDANT: "the rules leave it open to offer",
    Concordance.OPEN: "the rules wait for a fact that was not reported",
    Concordance.DISCORDANT: "the rules stop it",
    Concordance.OUTSIDE: "the rules do not cover it",
}


def _choice(choice: Choice, width: int) -> list[Line]:
    judged = choice.judged
    if judged is None:
        return wrap(f"{choice.option}: no option of this name", width, "  ")
    symbol, style = SYMBOLS[judged.verdict]
    words = f"{judged.option.name:<26} {verdict_words(judged, 25):<26}{choice.concordance.value}"
    found: list[Line] = [line("  ", Span(symbol, style), " ", words)]
    match choice.concordance:
        case Concordance.DISCORDANT:
            reasons = [f"{finding_phrase(f, choice.assessment.situation)} [{f.rule.id}]" for f in stops_first(judged)]
            found += wrap("; ".join(reasons), width, "      stops: ")
        case Concordance.OUTSIDE:
            found += wrap(outside_phrase(judged, choice.assessment), width, "      scope: ")
        case Concordance.OPEN:
            names = [VOCABULARY[p].short for p in judged.missing]
            found += wrap(", ".join(names), width, "      not reported: ")
        case _:
            pass
    return found
