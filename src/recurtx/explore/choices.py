"""The values of a fact that may be chosen without typing: each with the text that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.explore.chart import TYPE
from recurtx.profile import LABELS, RECORDS, VOCABULARY, Kind, SetContent
from recurtx.profile.write import value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.explore.chart import Chart
    from recurtx.profile import Content, Fact
    from recurtx.ruleset import Ruleset


_FEW = 12
"""Numbers of a range that are offered one by one; of a longer one none is, and it is typed."""


class Choice(NamedTuple):
    """One value: its words, what would be typed for it, and ``+`` where it is recorded or ``-`` where it is absent."""

    words: str
    text: str
    mark: str = ""


def choices(chart: Chart, path: str, ruleset: Ruleset) -> list[Choice]:
    """What may be chosen for a fact, and the way back to not recorded."""
    if path in LABELS or path in RECORDS:
        return []
    fact = VOCABULARY[path]
    content = chart.content(path)
    if fact.is_set:
        found = list(_of_set(fact, content, fact.values or _names(fact, content, ruleset)))
    else:
        found = [Choice(fact.word(v), value_text(fact, v), "+" * (v == content)) for v in _values(fact, chart)]
    back = [Choice("not recorded", "")] if content is not None and path != TYPE else []
    return [*found, *back]


def _values(fact: Fact, chart: Chart) -> Sequence[Content]:
    if fact.kind is Kind.BOOLEAN:
        return (True, False)
    if fact.is_number:
        few = range(int(fact.low or 0), int(fact.high or 0) + 1, int(fact.step or 1))
        return tuple(few) if fact.kind is Kind.WHOLE and len(few) <= _FEW else ()
    kind = chart.content(TYPE)
    return fact.possible(kind if isinstance(kind, str) else None)


def _names(fact: Fact, content: Content | None, ruleset: Ruleset) -> Sequence[str]:
    """The options at the top, or of the drugs those that are recorded: all of them are too many to choose from."""
    if fact.kind is Kind.OPTIONS:
        return [option.id for option in ruleset.children(None)]
    return sorted(content.present | content.absent) if isinstance(content, SetContent) else ()


def _of_set(fact: Fact, content: Content | None, names: Sequence[str]) -> Iterator[Choice]:
    """The elements, each to be turned from unknown to present to absent; of a complete set from present to absent."""
    known = content if isinstance(content, SetContent) else SetContent(frozenset(), frozenset())
    for name in names:
        present, absent = known.present - {name}, known.absent - {name}
        mark = "+" if name in known.present else "-" if name in known.absent or known.complete else ""
        if (mark == "-" and known.complete) or not mark:
            present |= {name}
        elif mark == "+" and not known.complete:
            absent |= {name}
        after = SetContent(present, absent, complete=known.complete)
        empty = not after.complete and not present and not absent
        yield Choice(fact.word(name), "" if empty else value_text(fact, after), mark)
    closed = SetContent(known.present, frozenset(), complete=True)
    opened = SetContent(known.present, frozenset())
    if known.complete:
        yield Choice("others unknown", value_text(fact, opened) if known.present else "")
    else:
        yield Choice("no others" if known.present else "none", value_text(fact, closed))
