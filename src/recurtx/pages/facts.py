"""The facts of the vocabulary: in a line each, or one with all that is known of it and who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.markup.block import Gap, Heading, Item, Table, Text, Title
from recurtx.pages.parts import counted, fields, section
from recurtx.profile import INVESTIGATIONS, VOCABULARY, Kind, test_words
from recurtx.ruleset.search import concepts_reading, read_by, synonyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.markup.block import Block, Page
    from recurtx.profile import Condition, Fact
    from recurtx.ruleset import Ruleset

_FEW = 4
"""Values that stand in the line of a fact; more of them stand on its page."""
_TALL = 1000
"""A range that reaches further has no middle that a reader would expect."""
_MOST = 10
"""Rules named at most on the page of a fact; the list of rules names them all."""


def fact_list(found: Sequence[Fact], word: str = "") -> Page:
    """Facts by section in a line each: the path and what may be recorded."""
    page: list[Block] = []
    names = dict.fromkeys(fact.path.partition(".")[0] for fact in found)
    for name in names:
        rows = [(fact.path, _line(fact)) for fact in found if fact.path.startswith(f"{name}.")]
        page += [Heading(name), Table(rows, depth=1), Gap()]
    about = f"{counted(len(found), 'fact')} for `{word}`" if word else counted(len(found), "fact")
    return [*page, Text(f"{about}. One of them: `recurtx facts {found[0].path}`")]


def _line(fact: Fact) -> str:
    """The name of a fact and what may be recorded; of many values their number."""
    few = len(fact.values) <= _FEW
    return f"{fact.short} ({fact.allowed() if few else f'{len(fact.values)} values'})"


def fact_page(fact: Fact, ruleset: Ruleset) -> Page:
    """One fact: how it is written, asked and obtained, when it applies, and which rules read it."""
    page: list[Block] = [Title(f"{fact.short} · {fact.path}"), Text(fact.ask), Gap()]
    page += fields(
        1,
        ("write", f"{fact.path}: {_example(fact)}"),
        ("in part", f"{fact.path}: {{present: {_example(fact)}, absent: []}}" if fact.is_set else ""),
        ("allowed", "" if fact.values else fact.allowed()),
        ("obtained", INVESTIGATIONS[fact.by]),
        ("applies", _when(fact.applies_when)),
        ("presumed", _presumed(fact)),
        ("margin", f"{fact.margin.width} either way: {fact.margin.says}" if fact.margin else ""),
        ("coded as", ", ".join(f"{system} {code}" for system, code in fact.codes.items())),
    )
    if fact.values:
        page += [Gap(), *section("Values", _values(fact))]
    readers = [rule for rule in ruleset.distinct().values() if fact.path in read_by(rule)]
    rows: list[Block] = [Item("", f"{rule.title} · {rule.id}") for rule in readers[:_MOST]]
    if len(readers) > _MOST:
        more = f"{len(readers) - _MOST} more: `recurtx rules list --fact {fact.path}`"
        rows.append(Item("", more))
    concepts = [ruleset.concepts[name].name for name in concepts_reading(fact.path, ruleset)]
    rows += [Item("", f"through the concept: {name}") for name in concepts]
    return [*page, Gap(), *section(f"Read by {counted(len(readers), 'rule')}", rows, "no rule reads it")]


def _values(fact: Fact) -> Iterator[Item]:
    """Every value with its words, what clinicians write for it, and the cancers that it occurs with."""
    also = synonyms(fact)
    for value in fact.values:
        cancers = [VOCABULARY["cancer.type"].word(kind) for kind, of in fact.by_type.items() if value in of]
        words = [fact.word(value)] if fact.word(value) != value else []
        words += [f"also: {', '.join(also[value])}"] if value in also else []
        words += [f"of {', '.join(cancers)}"] if cancers else []
        yield Item(value, "; ".join(words), 1)


def _example(fact: Fact) -> str:
    """How a value of the fact is written in a profile."""
    match fact.kind:
        case Kind.BOOLEAN:
            return "true"
        case Kind.AGENTS:
            return "[oxaliplatin]"
        case Kind.OPTIONS:
            return "[second_hipec]"
        case Kind.SET:
            return f"[{fact.values[0]}]"
        case Kind.CHOICE:
            return fact.values[0]
    low, high = fact.low or 0, fact.high or 0
    return fact.word(round((low + high) / 2 if high <= _TALL else low))


def _when(conditions: Iterable[Condition]) -> str:
    found = [f"{VOCABULARY[c.path].short} {test_words(VOCABULARY[c.path], c.test)}" for c in conditions]
    return f"only where {' and '.join(found)}" if found else ""


def _presumed(fact: Fact) -> str:
    if fact.presumption is None:
        return ""
    unless = [f"{VOCABULARY[c.path].short} {test_words(VOCABULARY[c.path], c.test)}" for c in fact.presumption.unless]
    return "absent unless recorded" + (f"; not where {' or '.join(unless)}" if unless else "")
