"""``suggest --verbose``: each option with all its arguments, those that do not hold and those that wait included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine import AssessedOption, Assessment, Finding, Verdict
from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import spec
from recurtx.render._explain import source_line
from recurtx.render._lines import Line, Span, Style, heading, line, wrap
from recurtx.render._phrases import (
    SYMBOLS,
    ask_phrase,
    evidence_cell,
    finding_phrase,
    outside_phrase,
    stops_first,
    verdict_words,
)
from recurtx.render._suggest import (
    MAX_WIDTH,
    advice_lines,
    basis,
    calls_and_presumptions,
    head,
    urgent_lines,
)
from recurtx.render._trials import gap_sentences, trial_line
from recurtx.ruleset import Effect, lower

if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[str, str, Finding | None], None]

__all__ = ["verbose_lines"]


def verbose_lines(assessment: Assessment, width: int, only: frozenset[str] = frozenset()) -> list[Line]:
    """The long answer."""
    width = min(width, MAX_WIDTH)
    options = [o for o in assessment.options if not only or o.option.id in only]
    numbers: dict[str, int] = {}
    found = [
        *urgent_lines(assessment, width),
        *head(assessment, width),
        line(""),
        *advice_lines(assessment, width, most=1000),
        line(""),
        heading("Options, in a fixed order that ranks nothing", width),
    ]
    for option in options:
        found += [line(""), *_option(option, assessment, width, numbers, "")]
    found += [line(""), *calls_and_presumptions(options, assessment, width)]
    found += [line(""), heading("Sources", width)]
    for source, number in numbers.items():
        found += wrap(source_line(assessment.ruleset, source), width, f"  {f'[{number}]':<5} ")
    return [*found, line(""), *basis(assessment, width)]


def _option(
    option: AssessedOption, assessment: Assessment, width: int, numbers: dict[str, int], indent: str
) -> list[Line]:
    symbol, style = SYMBOLS[option.verdict]
    name = f"{indent}{option.option.name}"
    words = verdict_words(option, width - len(name) - 4)
    gap = " " * max(2, width - len(name) - len(words) - 2)
    found = [line(Span(name, Style.BOLD), gap, Span(symbol, style), " ", Span(words, Style.BOLD))]

    def add(lead: str, text: str, finding: Finding | None = None) -> None:
        marks = ""
        if finding is not None:
            sources = dict.fromkeys((*finding.rule.sources, *finding.rule.disagreeing))
            marks = " " + "".join(f"[{numbers.setdefault(s, len(numbers) + 1)}]" for s in sources)
        found.extend(wrap(text + marks, width, f"{indent}  {lead:<10} "))

    if option.verdict is Verdict.OUTSIDE_SCOPE:
        add("scope:", outside_phrase(option, assessment))
        return found
    situation = assessment.situation
    for finding in stops_first(option):
        add("stops:", finding_phrase(finding, situation), finding)
    for finding in option.blocking():
        add("ask:", ask_phrase(finding), finding)
    _arguments(option, assessment, add)
    met = [f for f in option.findings if f.rule.effect.stops and f.acts.value == "false" and not f.silent]
    if met:
        leaning = sum(f.presumed for f in met)
        tail = f", {leaning} of them on a presumption" if leaning else ""
        add("met:", f"{len(met)} requirements and objections{tail}" if len(met) > 1 else f"1 requirement{tail}")
    if option.missing:
        add("turns on:", ", ".join(spec(p).short for p in option.missing))
    add("evidence:", evidence_cell(option) or "nothing decides yet")
    for sentence in gap_sentences(option, assessment):
        add("not found:", sentence)
    for match in () if option.verdict.closed else assessment.trials_under(option.option.id):
        add("trial:", trial_line(match, assessment))
    for modality in option.modalities:
        found += _option(modality, assessment, width, numbers, indent + "    ")
    return found


def _arguments(option: AssessedOption, assessment: Assessment, add: Add) -> None:
    for effect, lead in ((Effect.SUPPORTS, "for:"), (Effect.CAUTIONS, "care:")):
        for finding in option.findings:
            if finding.rule.effect is effect and finding.acts is TRUE:
                add(lead, finding_phrase(finding, assessment.situation), finding)
    for finding in option.findings:
        if finding.rule.effect.stops or finding.silent:
            continue
        if finding.acts is UNKNOWN:
            add("if:", ask_phrase(finding), finding)
        elif finding.acts is not TRUE:
            add("not so:", lower(finding.rule.title), finding)
