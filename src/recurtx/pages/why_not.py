"""``recurtx suggest --why-not``: of each option that is not advised the rule, why, and what would turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import Verdict, becoming, phrases
from recurtx.markup.block import Gap, Heading, Item, Text, Title
from recurtx.pages import parts
from recurtx.pages.argument import best_first
from recurtx.pages.suggest import verdict_row
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.answer import Answer, AssessedOption, Finding
    from recurtx.markup.block import Block, Page, Words

_RULES, _SETS = 2, 2
"""So many rules, and sets of changes, of each option; the others are counted."""


def why_not(answer: Answer, only: frozenset[str] = frozenset()) -> Page:
    """Every option at the top that is not advised, with its reason and what would turn it; where none is, those that
    stand open, and what would close them."""
    options = [o for o in answer.options if not only or o.id in only]
    against = [o for o in options if o.verdict.closed or o.verdict is Verdict.USUALLY_NOT]
    if not against:
        return [*parts.urgent(answer), Title(parts.titled("Why not", answer)), *_open(options, answer)]
    sources = parts.Sources(answer.ruleset)
    told = [block for option in against for block in _told(option, answer, sources)]
    are = "is" if len(against) == 1 else "are"
    count = f"{len(against)} of {parts.counted(len(options), 'option')} {are} not advised on these facts."
    return [
        *parts.urgent(answer), Title(parts.titled("Why not", answer)), Text(count), Gap(), *told, *sources.short(),
    ]  # fmt: skip


def _open(options: Sequence[AssessedOption], answer: Answer) -> Iterator[Block]:
    """Every option with its verdict and, where facts are missing, what is needed and what would close it."""
    named = options[0].option.name if len(options) == 1 else f"None of {parts.counted(len(options), 'option')}"
    yield from (Text(f"{named} is {'not ' * (len(options) == 1)}closed on these facts."), Gap())
    table: list[Block] = [Heading("What is open")]
    for option in options:
        table.append(verdict_row(option, answer))
        table += [Item("if:", words, 1) for words in becoming.ways(option)[:1]]
        table += [Item("not if:", words, 1) for words in becoming.closing(option)[:_SETS]]
    yield from (*table, Gap(), *parts.legend(table))


def _told(option: AssessedOption, answer: Answer, sources: parts.Sources) -> Iterator[Block]:
    yield Heading(option.option.name, 2, parts.verdict(option))
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        yield Item("scope:", phrases.outside_phrase(option, answer), 1)
    findings = _reasons(option)
    for finding in findings[:_RULES]:
        lead = "stops:" if finding.stops else "against:"
        marks = sources.marks(*best_first(finding.rule, answer.ruleset)[:1])
        yield Item(lead, phrases.finding_phrase(finding, answer.situation), 1, marks)
        yield Item("why:", parts.filled(finding.rule.because, answer), 1)
    if len(findings) > _RULES:
        yield Item("also:", _titles(findings[_RULES:]), 1)
    yield from (Item("turns:", words, 1) for words in turns(option, answer))
    yield Gap()


def _reasons(option: AssessedOption) -> list[Finding]:
    if option.verdict is Verdict.USUALLY_NOT:
        return sorted(option.heard("discourages"), key=lambda f: (f.rule.level, f.entry.id))
    return phrases.stops_first(option)


def _titles(findings: list[Finding]) -> str:
    return "; ".join(dict.fromkeys(lower(f.rule.title) for f in findings))


def turns(option: AssessedOption, answer: Answer) -> Iterator[Words]:
    """The smallest changes after which it is judged otherwise."""
    search = answer.changes(option.id)
    if search is None or not search.found:
        yield "nothing recorded that treatment or time can change"
        return
    for one in search.found[:_SETS]:
        words = becoming.change_words(one, answer)
        yield f"{words}: ", parts.symbol(one.verdict), f" {phrases.VERDICTS[one.verdict]}"
