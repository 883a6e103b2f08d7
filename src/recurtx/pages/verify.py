"""What was proved of the rules: part by part, and of each finding the patient who shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.markup.block import Gap, Heading, Item, Span, Text, Title, Tone
from recurtx.pages.parts import counted
from recurtx.profile import VOCABULARY, SetContent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.markup.block import Block, Page
    from recurtx.profile import Content
    from recurtx.verify.report import Finding, Report

_MOST = 40
"""Elements of a set that are shown."""


def report_page(report: Report) -> Page:
    """The counts first, then what was found, then what is told without being a fault."""
    found = len(report.findings)
    proved = "everything proved" if report.parts[0].asked else "proved, but for invariants: there are none"
    verdict = f"{counted(found, 'finding')}" if found else proved
    page: list[Block] = [Title("The rules, proved", verdict)]
    for part in report.parts:
        tail = "" if not part.findings else f", {counted(len(part.findings), 'finding')}"
        page.append(Item(part.title, f"{part.asked} asked, {part.proved} hold{tail}", 1))
    for part in (part for part in report.parts if part.findings):
        page += [Gap(), Heading(part.title)]
        following = [*(finding.help for finding in part.findings[1:]), ""]
        pairs = zip(part.findings, following, strict=True)
        page += [block for finding, after in pairs for block in _finding(finding, once=finding.help == after)]
    told = [Text(line, 1) for part in report.parts for line in part.told]
    page += [Gap(), Heading("Told, and no fault"), *told] if told else []
    return [*page, Gap(), Text(f"{report.questions} questions put to the solver")]


def _finding(finding: Finding, *, once: bool) -> Iterator[Block]:
    """A finding; what helps is said ``once`` where it helps with the next one as well."""
    place = Span(f"{finding.location}:\u00a0{finding.code}", Tone.URGENT)
    yield Text((place, f" {finding.message}"), hang=1)
    patients = finding.witness.patients if finding.witness else ()
    for lead, facts in zip(("patient", "then"), (patients[:1] or ()) + (_changed(patients),), strict=False):
        if facts:
            yield Item(lead, "; ".join(told(facts)), 1)
    if finding.shows:
        yield Item("verdict", finding.shows, 1)
    if finding.help and not once:
        yield Item("help", finding.help, 1)


def _changed(patients: Sequence[Mapping[str, Content]]) -> Mapping[str, Content]:
    """What the second of two patients has otherwise."""
    if len(patients) < 2:
        return {}
    one, other = patients
    return {path: content for path, content in other.items() if one.get(path) != content}


def told(facts: Mapping[str, Content]) -> Iterator[str]:
    """The facts of a made-up patient, in words."""
    for path, content in facts.items():
        yield f"{path}: {_content(path, content)}"


def _content(path: str, content: Content) -> str:
    if not isinstance(content, SetContent):
        return str(content).lower() if isinstance(content, bool) else VOCABULARY[path].show(content)
    present, absent = sorted(content.present), sorted(content.absent)
    if content.complete:
        return f"[{', '.join(present[:_MOST])}]"
    parts = [f"present {', '.join(present[:_MOST])}"] if present else []
    parts += [f"absent {', '.join(absent[:_MOST])}"] if absent else []
    return " and ".join(parts) or "recorded, nothing known"


def witness_names(finding: Finding) -> list[str]:
    """The names under which the patients of a finding are written."""
    if finding.witness is None:
        return []
    base = f"{finding.code}-{finding.id}".replace(":", "-").replace(".", "-").replace("_", "-").lower()
    return [base] if len(finding.witness.patients) == 1 else [f"{base}-1", f"{base}-2"]


def report_data(report: Report) -> dict[str, Any]:
    """The same as data."""
    return {
        "schema": 1,
        "proved": not report.findings,
        "questions": report.questions,
        "parts": [
            {"title": p.title, "asked": p.asked, "proved": p.proved, "told": p.told} for p in report.parts
        ],
        "findings": [_data(finding) for finding in report.findings],
    }  # fmt: skip


def _data(finding: Finding) -> dict[str, Any]:
    place = finding.location
    patients = finding.witness.patients if finding.witness else ()
    return {
        "code": finding.code, "id": finding.id, "message": finding.message, "path": place.path,
        "line": place.line or None, "column": place.column or None, "help": finding.help or None,
        "shows": finding.shows or None, "patients": [plain_facts(patient) for patient in patients],
    }  # fmt: skip


def plain_facts(facts: Mapping[str, Content]) -> dict[str, Any]:
    """The facts of a made-up patient, as data."""
    return {path: _value(content) for path, content in facts.items()}


def _value(content: Content) -> Any:
    if not isinstance(content, SetContent):
        return content
    if content.complete:
        return sorted(content.present)
    return {"present": sorted(content.present), "absent": sorted(content.absent)}
