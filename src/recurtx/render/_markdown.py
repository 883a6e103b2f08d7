"""The assessment as Markdown, for a letter or a class: the same words, every finding of every option."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recurtx.engine import AssessedOption, Assessment, Verdict
from recurtx.profile import spec
from recurtx.render._explain import source_line
from recurtx.render._lines import safe
from recurtx.render._phrases import (
    LEVELS,
    VERDICTS,
    close_call_phrase,
    evidence_cell,
    finding_phrase,
    outside_phrase,
    presumed_phrase,
    summary,
    truth_word,
)
from recurtx.render._suggest import basis, flat
from recurtx.render._trials import gap_sentences, trial_line
from recurtx.ruleset import Urgency

if TYPE_CHECKING:
    from recurtx.engine import Finding

__all__ = ["escape_markdown", "markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LEADING = re.compile(r"\A(\d{1,9}(?=[.)])|(?=[-+=]))(.)")
"""What makes a list or a heading of a line that begins with it."""


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is: nothing in it is markup or HTML."""
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", safe(text)))


def markdown(assessment: Assessment, only: frozenset[str] = frozenset()) -> str:
    """The whole answer."""
    label = assessment.profile.id
    lines = [
        "# Options after recurrence" + (f": {escape_markdown(label)}" if label else ""),
        "",
        escape_markdown(summary(assessment)),
        "",
    ]
    lines += _advice(assessment)
    lines += [
        "## Options, in a fixed order that ranks nothing",
        "",
        "| option | verdict | evidence | still open |",
        "|---|---|---|---|",
    ]
    options = [o for o in assessment.options if not only or o.option.id in only]
    for option in options:
        lines.append(_row(option))
    numbers: dict[str, int] = {}
    for option in options:
        lines += _option(option, assessment, numbers, 3)
    lines += _notes(options, assessment)
    lines += ["", "## Sources", ""]
    lines += [f"{n}. {escape_markdown(source_line(assessment.ruleset, s))}" for s, n in numbers.items()] or ["none"]
    lines += ["", "## Basis", ""]
    lines += [escape_markdown("".join(span.text for span in one)) for one in basis(assessment, 100)[1:]]
    return "\n".join(lines) + "\n"


def _advice(assessment: Assessment) -> list[str]:
    names = {Urgency.URGENT: "**URGENT**", Urgency.BEFORE: "before deciding", Urgency.ALONGSIDE: "alongside"}
    lines = ["## Whatever is chosen", ""]
    for advice in assessment.advice:
        title = f"{escape_markdown(advice.title)}. " if advice.urgency is Urgency.URGENT else ""
        lines.append(f"- {names[advice.urgency]}: {title}{escape_markdown(advice.says)}")
    return [*lines, "" if assessment.advice else "none on these facts\n"]


def _words(option: AssessedOption) -> str:
    if option.verdict is Verdict.NEEDS_INFORMATION:
        return "Turns on " + ", ".join(spec(p).short for p in option.missing)
    return VERDICTS[option.verdict]


def _row(option: AssessedOption) -> str:
    open_ = "" if option.settled else ", ".join(spec(p).short for p in option.missing)
    cells = (option.option.name, _words(option), evidence_cell(option), open_)
    return "| " + " | ".join(escape_markdown(c) for c in cells) + " |"


def _option(option: AssessedOption, assessment: Assessment, numbers: dict[str, int], depth: int) -> list[str]:
    lines = ["", f"{'#' * min(depth, 6)} {escape_markdown(f'{option.option.name}: {_words(option)}')}", ""]
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        return [*lines, f"The rules are for {escape_markdown(outside_phrase(option, assessment))}."]
    shown = [f for f in (*option.findings, *option.inherited) if f.decisive or f.acts.value != "false"]
    lines += [_finding(f, assessment, numbers) for f in shown] or ["Nothing recorded stops it or speaks for it."]
    lines += [f"- not found: {escape_markdown(sentence)}" for sentence in gap_sentences(option, assessment)]
    for match in () if option.verdict.closed else assessment.trials_under(option.option.id):
        lines.append(f"- trial: {escape_markdown(trial_line(match, assessment))}")
    for modality in option.modalities:
        if modality.verdict is not Verdict.OUTSIDE_SCOPE:
            lines += _option(modality, assessment, numbers, depth + 1)
    outside = [m.option.name for m in option.modalities if m.verdict is Verdict.OUTSIDE_SCOPE]
    if outside:
        lines += ["", f"Outside these rules here: {escape_markdown(', '.join(outside))}."]
    return lines


def _finding(finding: Finding, assessment: Assessment, numbers: dict[str, int]) -> str:
    rule = finding.rule
    marks = "".join(
        f"[{numbers.setdefault(s, len(numbers) + 1)}]" for s in dict.fromkeys((*rule.sources, *rule.disagreeing))
    )
    level = f"level {rule.level} {LEVELS[rule.level]}"
    if rule.against is not None:
        level = f"disputed: {rule.level} v {rule.against}"
    phrase = finding_phrase(finding, assessment.situation) if finding.acts.value == "true" else rule.title
    text = f"{rule.effect.value}, {truth_word(finding)}: {phrase} ({level})"
    return f"- {escape_markdown(text)} {escape_markdown(marks)}"


def _notes(options: list[AssessedOption], assessment: Assessment) -> list[str]:
    lines = ["", "## Close calls and presumptions", ""]
    every = flat(options)
    notes = [close_call_phrase(c, [o.option.name]) for o in every for c in o.close_calls]
    presumed = presumed_phrase(p for o in every for p in o.presumed)
    if presumed:
        notes.append(f"Not recorded, so taken as absent: {presumed}.")
    notes += [f"Not read: {warning}" for warning in assessment.warnings]
    return lines + ([f"- {escape_markdown(n)}" for n in notes] or ["none"])
