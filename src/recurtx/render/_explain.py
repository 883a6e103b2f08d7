"""``recurtx explain``: every rule of one option, each condition with the patient's value, threshold and truth."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from recurtx.engine import AssessedOption, Assessment, Finding, Step, Verdict
from recurtx.logic import FALSE, TRUE
from recurtx.profile import Origin, spec, test_words
from recurtx.render._changes import change_lines, residual_lines
from recurtx.render._lines import Line, Span, Style, heading, line, right, safe, wrap
from recurtx.render._phrases import (
    LEVELS,
    SYMBOLS,
    outside_phrase,
    presumed_phrase,
    rule_symbol,
    truth_word,
    value_words,
    verdict_words,
)
from recurtx.render._suggest import MAX_WIDTH, close_call_lines, urgent_lines
from recurtx.render._trials import gap_sentences, trial_lines
from recurtx.ruleset import (
    BRACES,
    All,
    Always,
    Any,
    Concept,
    Count,
    Effect,
    FactTest,
    Not,
    Ruleset,
    Stopped,
    condition_words,
    lower,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recurtx.ruleset import Rule

__all__ = ["explain_lines", "source_line"]

_SECTIONS = (
    (Effect.REQUIRES, "Requirements (one that is not met stops the option)"),
    (Effect.EXCLUDES, "Objections (one that holds stops the option)"),
    (Effect.SUPPORTS, "Arguments for"),
    (Effect.CAUTIONS, "Arguments for care"),
)


@dataclass
class _Page:
    """The page under construction: numbers of the sources in order of first mention."""

    assessment: Assessment
    width: int
    verbose: bool
    numbers: dict[str, int]

    def cite(self, sources: Iterable[str]) -> str:
        """``[1][2]``, numbering sources as they come."""
        return "".join(f"[{self.numbers.setdefault(s, len(self.numbers) + 1)}]" for s in sources)

    @property
    def ruleset(self) -> Ruleset:
        return self.assessment.ruleset


def explain_lines(
    assessment: Assessment, option: AssessedOption, width: int, *, verbose: bool = False, goal: Verdict | None = None
) -> list[Line]:
    """The whole argument for one option or modality; ``goal`` is the verdict that the smallest changes are to reach."""
    page = _Page(assessment, min(width, MAX_WIDTH), verbose, {})
    found = [*urgent_lines(assessment, page.width), *_head(option, page), line(""), *_in_short(option, page)]
    findings = (*option.findings, *_parents(option, assessment))
    for effect, title in _SECTIONS:
        found += [line(""), heading(title, page.width), *_section(findings, effect, option, page)]
    found += [line(""), heading("Silent (about other patients)", page.width), *_silent(findings, page)]
    if any(t.option in page.ruleset.family(option.option.id) for t in page.ruleset.trials):
        found += [line(""), heading("Named trials, which change no verdict", page.width)]
        found += trial_lines(option, assessment, page.width)
    found += [line(""), heading("Smallest changes that turn the verdict", page.width)]
    found += change_lines(option, assessment, page.width, goal)
    found += [line(""), heading("Close calls and presumptions", page.width), *_calls(option, page)]
    found += [line(""), heading("Sources", page.width), *_sources(page)]
    return found


def _parents(option: AssessedOption, assessment: Assessment) -> tuple[Finding, ...]:
    """Requirements and objections that a modality inherits, all of them."""
    by_id = assessment.by_id()
    lineage = assessment.ruleset.lineage(option.option.id)
    return tuple(f for p in lineage for f in by_id[p.id].findings if f.rule.effect.stops)


def _head(option: AssessedOption, page: _Page) -> list[Line]:
    label = page.assessment.profile.id
    title = safe(option.option.name + (f" · {label}" if label else ""))
    symbol, style = SYMBOLS[option.verdict]
    words = verdict_words(option, max(25, page.width - len(title) - 4))
    gap = " " * max(2, page.width - len(title) - len(words) - 2)
    found = [line(Span(title, Style.BOLD), gap, Span(symbol, style), " ", Span(words, Style.BOLD))]
    parents = page.ruleset.lineage(option.option.id)
    if parents:
        found += wrap("a way of " + ", which is a way of ".join(lower(p.name) for p in parents), page.width)
    found += wrap(option.option.question, page.width)
    if option.option.about:
        found += wrap(option.option.about, page.width)
    for sentence in gap_sentences(option, page.assessment):
        found += wrap(sentence, page.width, "not found: ", "           ")
    return found


def _in_short(option: AssessedOption, page: _Page) -> list[Line]:
    """Built from counts and rule titles."""
    found = [heading("In short", page.width)]
    sentences = []
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        sentences.append(f"These rules do not cover it: they are for {outside_phrase(option, page.assessment)}.")
    stops, blocks = option.stopping(), option.blocking()
    if stops:
        sentences.append(f"{_number(len(stops), 'rule stops', 'rules stop')} it: {_titles(stops)}.")
    elif option.verdict is not Verdict.OUTSIDE_SCOPE:
        sentences.append("Nothing recorded stops it.")
    if blocks:
        facts = ", ".join(dict.fromkeys(spec(p).short for f in blocks for p in f.unknown_facts()))
        what = _number(len(blocks), "requirement or objection", "requirements or objections")
        sentences.append(f"{what} cannot be judged, because this is not recorded: {facts}.")
    supports, cautions = option.acting("supports"), option.acting("cautions")
    sentences.append(f"For it: {_titles(supports)}." if supports else "Nothing recorded speaks for it.")
    sentences.append(f"For care: {_titles(cautions)}." if cautions else "Nothing recorded asks for care.")
    by_id = page.assessment.by_id()
    for parent in page.ruleset.lineage(option.option.id):
        wider = by_id[parent.id].acting("cautions")
        if wider and not option.verdict.closed:
            sentences.append(f"{parent.name} as a whole asks for care, which is not repeated here: {_titles(wider)}.")
    found += wrap(" ".join(sentences), page.width, "  ")
    return found + residual_lines(option, page.assessment, page.width)


def _number(count: int, one: str, many: str) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    return f"{words[count] if count < len(words) else count} {one if count == 1 else many}"


def _titles(findings: Sequence[Finding]) -> str:
    return "; ".join(dict.fromkeys(lower(f.rule.title) for f in findings))


def _section(findings: Sequence[Finding], effect: Effect, option: AssessedOption, page: _Page) -> list[Line]:
    chosen = [f for f in findings if f.rule.effect is effect and not f.silent]
    chosen.sort(key=lambda f: f.acts is FALSE if effect is not Effect.REQUIRES else f.acts is not TRUE)
    found: list[Line] = []
    for finding in chosen:
        found.extend(_rule(finding, option, page))
    return found or [line("  none")]


def _level(rule: Rule) -> str:
    if rule.against is not None:
        return f"disputed: {rule.level} v {rule.against}"
    return f"level {rule.level} {LEVELS[rule.level]}"


def _rule(finding: Finding, option: AssessedOption, page: _Page) -> list[Line]:
    rule = finding.rule
    symbol, style = rule_symbol(finding)
    title = (
        rule.title if rule.option == option.option.id else f"{rule.title} ({page.ruleset.options[rule.option].name})"
    )
    left = f"{title:<40} {_level(rule)} {page.cite(rule.sources)}"
    word = truth_word(finding)
    if len(left) + len(word) + 4 > page.width:
        left = f"{title:<40} {_level(rule)}"
    found = [line(" ", Span(symbol, style), " ", right(left, word, page.width - 3))]
    if finding.scope is not None and rule.for_ is not None:
        words = condition_words(rule.for_, page.ruleset)
        found += _row(f"for {words}", "", "", finding.scope.truth.value, "", 0, page)
    found += _steps(finding.condition, 0, page, decides=False)
    if page.verbose or finding.acts is TRUE or finding.blocks:
        found += _why(rule, page)
    return found


def _why(rule: Rule, page: _Page) -> list[Line]:
    """The reason, and what each source says."""
    found = wrap(_filled(rule.because, page.assessment), page.width, "     because    ")
    for citation in rule.evidence:
        lead = "disagrees" if citation.disagrees else "agrees"
        mark = page.cite((citation.source,))
        found += wrap(f"{citation.says} (level {citation.level}) {mark}", page.width, f"     {lead:<9}  ")
    rivals = [page.ruleset.distinct()[i] for i in rule.conflicts_with if i in page.ruleset.distinct()]
    for rival in rivals:
        found += wrap(
            f"{rival.title} ({_level(rival)}), a rule that argues the other way", page.width, "     against    "
        )
    return found


def _filled(sentence: str, assessment: Assessment) -> str:
    """Facts in braces replaced by the patient's values; an unknown one reads ``not assessed``."""

    def value(match: object) -> str:
        path = match.group(1)  # type: ignore[attr-defined]
        if assessment.situation.knowledge(path).origin is Origin.UNKNOWN:
            return "not assessed"
        return value_words(path, assessment.situation)

    return BRACES.sub(value, sentence)


def _steps(step: Step, depth: int, page: _Page, *, decides: bool) -> list[Line]:
    """The condition as evaluated, one row for each test and each branching."""
    tag = "decides" if decides else ""
    truth = step.truth.value
    match step.condition:
        case Always():
            return _row("always", "", "", truth, tag, depth, page)
        case FactTest():
            return _fact_row(step, step.condition, tag, depth, page)
        case All():
            return [*_branch("all of", truth, tag, depth, page), *_children(step, depth, page)]
        case Any():
            return [*_branch("any of", truth, tag, depth, page), *_children(step, depth, page)]
        case Count(number, _):
            return [*_branch(f"at least {number} of", truth, tag, depth, page), *_children(step, depth, page)]
        case Not():
            inner = step.of[0]
            return [*_branch("not", truth, tag, depth, page), *_steps(inner, depth + 1, page, decides=False)]
        case Concept(name, _):
            found = _row(lower(page.ruleset.concepts[name].name), "", "", truth, tag, depth, page)
            return [*found, *(_steps(step.of[0], depth + 1, page, decides=False) if page.verbose else ())]
        case Stopped(name, _):
            found = _row(f"{lower(page.ruleset.options[name].name)} is stopped", "", "", truth, tag, depth, page)
            return [*found, *_unfold_stop(step, depth, page)]
        case _:
            assert_never(step.condition)


def _unfold_stop(step: Step, depth: int, page: _Page) -> list[Line]:
    """What stops, or may stop, the other option: only the branches that decide, unless verbose."""
    inner = step.of[0]
    if not page.verbose and step.truth is FALSE:
        return []
    found: list[Line] = []
    scopes = {id(o.for_): o for o in page.ruleset.options.values() if o.for_ is not None}
    for child in inner.of if page.verbose else inner.decisive():
        option = scopes.get(id(child.condition.of)) if isinstance(child.condition, Not) else None
        if option is not None and not page.verbose:
            words = f"outside what {lower(option.name)} is for: {option.scope}"
            found += _row(words, "", "", child.truth.value, "", depth + 1, page)
        else:
            found += _steps(child, depth + 1, page, decides=False)
    return found


def _children(step: Step, depth: int, page: _Page) -> list[Line]:
    deciding = {id(s) for s in step.decisive()}
    several = len(step.of) > len(deciding)
    return [row for s in step.of for row in _steps(s, depth + 1, page, decides=several and id(s) in deciding)]


def _branch(words: str, truth: str, tag: str, depth: int, page: _Page) -> list[Line]:
    return [line(right(f"{' ' * (5 + 2 * depth)}{words}: {truth}", tag, page.width))]


def _fact_row(step: Step, condition: FactTest, tag: str, depth: int, page: _Page) -> list[Line]:
    fact = spec(condition.path)
    known = page.assessment.situation.knowledge(condition.path)
    value = value_words(condition.path, page.assessment.situation)
    if known.origin is Origin.DERIVED and known.source:
        value += f" (from {spec(known.source).short})"
    if step.presumed and known.origin is not Origin.PRESUMED:
        value += " (presumed)"
    return _row(fact.short, value, test_words(fact, condition.test), step.truth.value, tag, depth, page)


def _row(name: str, value: str, test: str, truth: str, tag: str, depth: int, page: _Page) -> list[Line]:
    """Four columns that wrap inside themselves: fact, value, test, truth; a tag at the edge."""
    indent = " " * (5 + 2 * depth)
    if not value and not test:
        found = textwrap.wrap(safe(name), page.width - len(indent) - 20) or [""]
        ends = [f"{truth:<8}{tag:>9}".rstrip()] + [""] * (len(found) - 1)
        return [
            line(f"{indent}{text:<{page.width - 18 - len(indent)}} {end}".rstrip())
            for text, end in zip(found, ends, strict=True)
        ]
    spare = page.width - len(indent) - 18
    first = min(20, spare // 3)
    second = (spare - first) // 2
    columns = [_cell(name, first), _cell(value, second), _cell(test, spare - first - second)]
    height = max(len(c) for c in columns)
    rows: list[Line] = []
    for i in range(height):
        cells = [c[i] if i < len(c) else "" for c in columns]
        text = f"{indent}{cells[0]:<{first}}{cells[1]:<{second}}{cells[2]:<{spare - first - second}}"
        end = f" {truth:<8}{tag:>9}" if i == 0 else ""
        rows.append(line((text + end).rstrip()))
    return rows


def _cell(text: str, width: int) -> list[str]:
    return textwrap.wrap(safe(text), max(6, width - 1), break_on_hyphens=False) or [""]


def _silent(findings: Sequence[Finding], page: _Page) -> list[Line]:
    found: list[Line] = []
    for finding in findings:
        if finding.silent and finding.rule.for_ is not None:
            group = condition_words(finding.rule.for_, page.ruleset)
            room = page.width - 40 - 9
            cells = textwrap.wrap(group, room) or [""]
            found.append(line(right(f" · {finding.rule.title:<37} {cells[0]}", "silent", page.width)))
            found.extend(line(f"{'':41}{cell}") for cell in cells[1:])
    return found or [line("  none")]


def _calls(option: AssessedOption, page: _Page) -> list[Line]:
    found = close_call_lines([option], page.width)
    for call in option.close_calls:
        found += wrap(f"{spec(call.fact).short}: {call.says} {page.cite((call.source,))}", page.width, " " * 14)
    if option.presumed:
        found += wrap(
            f"not recorded, so taken as absent: {presumed_phrase(option.presumed)}", page.width, "  presumed    "
        )
    return found or [line("  none")]


def _sources(page: _Page) -> list[Line]:
    found: list[Line] = []
    for source, number in page.numbers.items():
        found += wrap(source_line(page.ruleset, source), page.width, f"  {f'[{number}]':<5} ")
    return found or [line("  none")]


def source_line(ruleset: Ruleset, source: str) -> str:
    """Authors, title, journal, year, link: one line of the bibliography."""
    entry = ruleset.sources[source]
    parts = [entry.authors, entry.title.rstrip("."), entry.journal, str(entry.year) if entry.year else None, entry.link]
    return ". ".join(p for p in parts if p)
