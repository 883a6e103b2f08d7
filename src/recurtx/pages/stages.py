"""``recurtx suggest --step`` and ``recurtx cases replay``: an answer built up, with the verdicts as they turn.

A turn from one verdict to another is never called better or worse; what closes an option, or opens it, is said so.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from recurtx.answer import Verdict
from recurtx.answer.phrases import VERDICTS, join_up_to, value_words, verdict_words
from recurtx.markup.block import Gap, Heading, Item, Span, Table, Text, Title, Tone
from recurtx.pages import parts, reasons
from recurtx.pages.sides import listed, option_name
from recurtx.pages.suggest import verdict_row
from recurtx.pages.told import FACTOR_WORDS, found
from recurtx.profile import VOCABULARY
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.answer import Answer
    from recurtx.answer.stages import Stage
    from recurtx.comparison.turned import Turned
    from recurtx.markup.block import Block, Page, Words

    Row = Sequence[Words]

_SHARES, _SIGN = (2, 19, 34), 3
"""Parts of the width for the mark, the fact and its value, and for the sign of each verdict; the same in all tables."""
_ROOM = 60
"""Characters for the reason of a verdict, and for the rules that turned it."""
_WAYS = 6
"""So many ways that turned are named."""
_ORDER = "Built up in the order of the source article: cancer, extent, health, response to earlier treatment."
_NOTHING_YET = "Before the first fact nothing is known, not even the cancer; nothing unknown is taken for no."
_TURNS_NONE = "turns no verdict of an option"


def step_page(answer: Answer, stages: Sequence[Stage], *, verbose: bool = False) -> Page:
    """The answer factor by factor, and the answer that it ends at; ``verbose`` tells the ways as well."""
    page: list[Block] = [*parts.urgent(answer), Title(parts.titled("Step by step", answer)), Text(_ORDER)]
    page += [Text(_NOTHING_YET), Gap()]
    for number, stage in enumerate(stages, 1):
        page += [Heading(f"{number} {FACTOR_WORDS[stage.factor]}"), *found(stage.facts, stage.answer.situation), Gap()]
        page += [*_sums(stage), *_turns(stage, verbose=verbose), Gap()]
    table = [verdict_row(option, answer) for option in answer.options]
    return [*page, Heading("The answer, as it stands now"), *table, *parts.legend(table), Gap(), *parts.basis(answer)]


def replay_page(answer: Answer, stages: Sequence[Stage], title: str) -> list[Page]:
    """The answer fact after fact, in parts: each ends with a fact that turns something, or with a factor.

    What a fact turns comes in the next part. Together the parts are one page.
    """
    names = [f"{place}\xa0{option.option.name}".replace(" ", "\xa0") for place, option in enumerate(answer.options, 1)]
    used = [Item("", _verdicts(stage.answer)) for stage in stages]
    top: list[Block] = [Title(title), Text(_NOTHING_YET), *parts.legend(used), Item("columns", " · ".join(names))]
    pages: list[list[Block]] = [top]
    numbers = ("", "", "", *(str(place) for place, _ in enumerate(answer.options, 1)))
    shares = (*_SHARES, *(_SIGN for _ in answer.options))
    for factor, run in groupby(stages, lambda stage: stage.factor):
        pages.append([Gap(), Heading(FACTOR_WORDS[factor])])
        rows: list[Row] = []
        head: Sequence[str] = numbers
        for stage in run:
            rows += _facts(stage)
            if _top(stage):
                pages[-1].append(Table(rows, head, shares=shares))
                now = Table([("", "", "", *_verdicts(stage.answer))], shares=shares)
                pages.append([now, *_turns(stage), Gap()])
                rows, head = [], ()
        pages[-1] += [Table(rows, head, shares=shares)] if rows else []
    return [[*pages[0], *pages[1]], *pages[2:], [Gap(), *parts.basis(answer)]]


def _facts(stage: Stage) -> Iterator[Row]:
    """A row for each fact that was added, the last one with the verdicts beside it; where one turned, with a mark."""
    situation, turns = stage.answer.situation, bool(_top(stage))
    for place, path in enumerate(stage.facts, 1):
        last = place == len(stage.facts)
        name = VOCABULARY[path].short
        marked = ("▸", Span(name, Tone.STRONG)) if turns and last else ("", name)
        yield (*marked, value_words(path, situation), *(_verdicts(stage.answer) if last and not turns else ()))


def _verdicts(answer: Answer) -> list[Span]:
    """The verdicts of the options at the top, in their order."""
    return [parts.symbol(option.verdict) for option in answer.options]


def _top(stage: Stage) -> list[Turned]:
    """What turned among the options at the top."""
    return [one for name, one in stage.turned.items() if stage.answer[name].parent is None]


def _sums(stage: Stage) -> Iterator[Block]:
    """The options that a factor closes, and those that it opens."""
    for word, which in (("closes", _closes), ("opens", _opens)):
        names = [stage.answer[one.turn.option].option.name for one in _top(stage) if which(one)]
        if names:
            yield Item(word, listed(names, len(names)), 2)


def _turns(stage: Stage, *, verbose: bool = False) -> Iterator[Block]:
    """Each option that turned, from what to what, with its reason and its rules; then the ways that turned."""
    ways = [name for name in stage.turned if stage.answer[name].parent is not None]
    if len(ways) == len(stage.turned):
        yield Text(_TURNS_NONE, 2)
    for name, one in stage.turned.items():
        if verbose or name not in ways:
            yield from _turned(one, stage.answer)
    if ways and not verbose:
        yield Item("ways", [*_ways(ways, stage.answer)], 2)


def _ways(names: Sequence[str], answer: Answer) -> Iterator[str | Span]:
    """Ways that turned with what they are now, those inside the rules first; a sign never parts from its words."""
    for name in sorted(names, key=lambda name: answer[name].verdict is Verdict.OUTSIDE_SCOPE)[:_WAYS]:
        option = answer[name]
        yield parts.symbol(option.verdict)
        yield f"\xa0{option.option.short}  ".replace(" ", "\xa0").replace("\xa0\xa0", "\xa0 ")
    yield f"{len(names) - _WAYS}\xa0more" if len(names) > _WAYS else ""


def _closes(one: Turned) -> bool:
    return one.turn.after.closed and not one.turn.before.closed


def _opens(one: Turned) -> bool:
    return one.turn.after.offered and not one.turn.before.offered


def _turned(one: Turned, answer: Answer) -> Iterator[Block]:
    """An option from one verdict to another, the reason as it is now, and the rules that turned it."""
    turn, option = one.turn, answer[one.turn.option]
    depth = len(option.lineage) + 2
    before, after = (parts.symbol(verdict) for verdict in (turn.before, turn.after))
    words = f": {VERDICTS[turn.before]} → {verdict_words(option)}"
    yield Item((before, " → ", after), (Span(option_name(option.option), Tone.STRONG), words), depth)
    line = next(iter(reasons.lines(option, answer, _ROOM)), None)
    if line is not None:
        yield Item(line.lead, line.words, depth + 1)
    yield from (Item(lead, words, depth + 1) for lead, words in _rules(one))


def _rules(one: Turned) -> Iterator[tuple[str, str]]:
    """The rules behind a turn: those that give a reason now, and those that gave one before and do so no longer."""
    now = [rule.id for rule in one.rules if rule not in one.ceased]
    if now or one.turn.scope:
        yield "by:", join_up_to([*now, *(["its scope"] if one.turn.scope else [])], _ROOM, ", ")
    if one.ceased:
        lead = "answered:" if one.turn.before is Verdict.NEEDS_INFORMATION else "no longer:"
        yield lead, join_up_to((lower(rule.title) for rule in one.ceased), _ROOM, "; ")
