"""Teaching cases as a list and as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.document import Items, Scalar, Table
from recurtx.profile import VOCABULARY, flatten
from recurtx.render._lines import Line, Span, Style, heading, line, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.cases import Case
    from recurtx.document import Node

__all__ = ["case_lines", "list_lines"]


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
    found = [*_bold(info.title, width), line(f"{info.id} · {info.decision_point}"), line("")]
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
    source = info.source
    parts = [source.authors, source.title, source.journal, str(source.year) if source.year else None, source.link]
    found += [line(""), heading("Source", width), *wrap(". ".join(p for p in parts if p), width, "  ")]
    return [*found, *wrap(f"read: {source.read}", width, "  ")]


def _bold(text: str, width: int) -> list[Line]:
    return [tuple(Span(s.text, Style.BOLD) for s in one) for one in wrap(text, width)]


def _profile(case: Case, width: int) -> list[Line]:
    written, _ = flatten(case.profile)
    found: list[Line] = []
    for path, fact in written.items():
        if path in VOCABULARY:
            found += wrap(_text(fact.node), width, f"  {VOCABULARY[path].fact.short:<18}  ")
    return found


def _text(node: Node) -> str:
    match node:
        case Scalar():
            return node.text.replace("_", " ")
        case Items():
            return ", ".join(_text(item) for item in node.items) or "none"
        case Table():
            return "; ".join(f"{entry.key}: {_text(entry.node)}" for entry in node)
