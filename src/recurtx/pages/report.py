"""The answer as a sheet to file: the one screen first, then the facts, and every option with its argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import Verdict, phrases
from recurtx.logic import UNKNOWN
from recurtx.markup.block import Blank, Foot, Gap, Heading, Item, Span, Table, Text
from recurtx.pages import parts
from recurtx.pages.argument import Argument, Tree, trials
from recurtx.pages.changes import changes
from recurtx.pages.explain import deciding, deciding_tests, decision
from recurtx.pages.suggest import chosen, fitted
from recurtx.ruleset import Urgency, lower

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.answer import Answer, AssessedOption, Finding
    from recurtx.markup.block import Block, Page

_WIDTH = 100
"""Columns by which the one screen is measured: about as many as a sheet has in small print."""
_SHEET = 54
"""Lines of a sheet of A4 or Letter, without its head and the lines for the pen."""
_BY_HAND = ("decision of the board", "date", "signature")
_TESTS = 6
"""Tests of a rule that are shown of those that decide on it."""
_SETS = 3
"""Sets of changes that are shown of an option that is not advised."""


def report(answer: Answer, only: frozenset[str] = frozenset()) -> Page:
    """The whole answer; ``only`` limits it to some options at the top."""
    options, sources = chosen(answer, only), parts.Sources(answer.ruleset)
    top = [*parts.urgent(answer), *parts.head(answer, _WIDTH), Text(parts.stamps(answer)), Gap()]
    end = [
        *parts.presumptions(options),
        Text(parts.purpose(answer)),
        *parts.urgent_again(answer),
        Blank(_BY_HAND),
        Gap(),
    ]
    return [
        *fitted(answer, options, _WIDTH, top, end, parts.ON_PAPER, _SHEET),
        Heading("Facts as recorded", folds=True),
        Table([(name, "; ".join(facts)) for name, facts in parts.recorded(answer)]), Gap(),
        Heading("The arguments"),
        *(block for option in options for block in _chapter(option, answer, sources)), Gap(),
        *parts.section("Whatever is chosen, and why", _advice(answer, sources)), Gap(),
        *parts.section("Close calls and presumptions", parts.calls_and_presumptions(options, answer)), Gap(),
        *sources.page(), Gap(), Foot(parts.stamps(answer)),
    ]  # fmt: skip


def _advice(answer: Answer, sources: parts.Sources) -> Iterator[Item]:
    for one in answer.advice:
        lead = "urgent" if one.urgency is Urgency.URGENT else parts.URGENCIES[one.urgency]
        yield Item(lead, one.says, 1, sources.marks(*(c.source for c in one.evidence)))


def _chapter(option: AssessedOption, answer: Answer, sources: parts.Sources) -> Iterator[Block]:
    """An option with what decides on it and what else its rules say, then its ways."""
    argument = Argument(answer, option, sources, Tree(answer, verbose=False), verbose=False)
    found = deciding(option)
    yield Heading(option.option.name, 2, parts.verdict(option), folds=True)
    yield from (*argument.about(), *decision(option, answer))
    for finding in () if option.verdict is Verdict.OUTSIDE_SCOPE else found:
        yield argument.head_of(finding)
        yield from deciding_tests(finding.condition, answer, _TESTS)
        yield from argument.why(finding.rule)
    if option.verdict is not Verdict.OUTSIDE_SCOPE:
        yield from _others([f for f in option.findings if f not in found and not f.silent], sources)
        named = list(trials(option, answer))
        yield from [Heading("Named trials, which change no verdict", 3), *named] if named else []
    if option.verdict.closed or option.verdict is Verdict.USUALLY_NOT:
        yield from parts.section("Smallest changes that turn it", changes(option, answer, None, _SETS), level=3)
    yield from _ways(option, answer, sources, 3)


def _ways(option: AssessedOption, answer: Answer, sources: parts.Sources, level: int) -> Iterator[Block]:
    """The ways of an option in their order; those that are for other patients in one line."""
    outside = [way for way in option.modalities if way.verdict is Verdict.OUTSIDE_SCOPE]
    yield from (b for way in option.modalities if way not in outside for b in _way(way, answer, sources, level))
    if outside and option.verdict is not Verdict.OUTSIDE_SCOPE:
        names = (
            f"{way.option.name} ({way.option.scope or parts.way_of(way.option, answer.ruleset)})" for way in outside
        )
        yield Heading("Ways outside these rules", level, folds=True)
        yield Text("; ".join(names), 1)


def _way(way: AssessedOption, answer: Answer, sources: parts.Sources, level: int) -> Iterator[Block]:
    """A way of an option: its verdict, and in a line each what its own rules say and what is decided above it."""
    yield Heading(way.option.name, level, parts.verdict(way), folds=True)
    yield from decision(way, answer)
    found = deciding(way)
    own = [f for f in found if f.rule.option == way.id]
    for finding in own:
        words = phrases.ask_phrase(finding) if finding.acts is UNKNOWN else lower(finding.rule.title)
        yield Item(phrases.truth_word(finding), words, 1, sources.marks(*finding.rule.sources))
    above = dict.fromkeys(answer[f.rule.option].option.name for f in found if f not in own)
    if above:
        yield Item("also", f"what decides above on {' and '.join(above)}", 1)
    yield from _others([f for f in way.findings if f not in found and not f.silent])
    yield from _ways(way, answer, sources, level + 1)


def _others(findings: Sequence[Finding], sources: parts.Sources | None = None) -> Iterator[Item]:
    """What waits for a fact, by what it waits for; then what does not hold, in a line for each kind."""
    said: dict[str, list[str | Span]] = {}
    for finding in findings:
        waits = finding.acts is UNKNOWN
        of = said.setdefault("waits" if waits else phrases.truth_word(finding), [])
        of += ["; "] if of else []
        of.append(phrases.ask_phrase(finding) if waits else lower(finding.rule.title))
        of += [" ", *sources.marks(*finding.rule.sources)] if waits and sources else []
    yield from (Item(word, tuple(words), 1) for word, words in said.items())
