"""The facts as a list: by section, those that matter for the patient's cancer, and behind them all others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.answer.asked import asked
from recurtx.answer.phrases import from_words, value_words
from recurtx.engine.coverage import speaking
from recurtx.explore.chart import TYPE
from recurtx.profile import LABELS, RECORDS, SECTIONS, VOCABULARY, Kind, dependents, short_name
from recurtx.ruleset.search import read_by, synonyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.answer import Answer
    from recurtx.explore.chart import Chart
    from recurtx.profile import Names
    from recurtx.ruleset import Ruleset

OTHERS = "Other facts"
"""The title of the facts that no rule reads for the patient's cancer, and of what names the patient."""
_LABELS = {"id": "label", "as_of": "assessed on"}
_ASKED = 9
"""Questions that are numbered in the list."""
NEVER = "not recorded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact in the list: its value in words, whether it is recorded or only follows or is presumed, which question
    it is (0 for none), and whether it was changed."""

    path: str
    name: str
    value: str
    recorded: bool = False
    asked: int = 0
    changed: bool = False


def name_of(path: str) -> str:
    """What a fact, a record or a label is called."""
    return _LABELS.get(path) or short_name(path)


def every_path() -> list[str]:
    """Whatever may be recorded, in the order of a profile."""
    return [*LABELS, *(p for section in SECTIONS for p in (*_of(section, RECORDS), *_of(section, VOCABULARY)))]


def _of(section: str, paths: Iterable[str]) -> Iterator[str]:
    return (path for path in paths if path.startswith(f"{section}."))


def entries(chart: Chart, answer: Answer | None, matters: frozenset[str]) -> dict[str, list[Entry]]:
    """The facts by the title of their group; those that matter first, then the rest and what names the patient."""
    numbers = questions(answer)
    edited = {edit.path for edit in chart.edits} | {edit.path for edit in chart.undone}
    before = chart.unedited()
    found: dict[str, list[Entry]] = {}
    for path in every_path():
        changed = path in edited and chart.typed(path) != before.typed(path)
        value, recorded = _value(path, chart, answer), path in chart.written
        entry = Entry(path, name_of(path), value, recorded, numbers.get(path, 0), changed)
        own = path in matters or path in chart.written or path == TYPE
        title = path.partition(".")[0].capitalize() if own and path not in LABELS else OTHERS
        found.setdefault(title, []).append(entry)
    found[OTHERS] = found.pop(OTHERS, [])
    return found


def _value(path: str, chart: Chart, answer: Answer | None) -> str:
    if path in VOCABULARY:
        return value_words(path, answer.situation) + from_words(path, answer.situation) if answer else NEVER
    typed = chart.typed(path)
    entries_ = typed.count("{") if path in RECORDS else 0
    return f"{entries_} recorded" if entries_ else typed or NEVER


def questions(answer: Answer | None) -> Mapping[str, int]:
    """The facts to ask for next, by path, with their number."""
    facts = asked(answer.next.questions)[:_ASKED] if answer else ()
    return {fact.path: number for number, fact in enumerate(facts, 1)}


@lru_cache(maxsize=16)
def matters(ruleset: Ruleset, cancer: str) -> frozenset[str]:
    """Paths of the facts that some rule reads of a patient with this cancer, also through facts that follow from them,
    and of the records that they follow from."""
    speak = speaking(ruleset, cancer)
    read = {path for name, rule in ruleset.distinct().items() if name in speak for path in read_by(rule)}
    return frozenset((*(path for path in VOCABULARY if dependents(path) & read), *RECORDS))


@lru_cache(maxsize=256)
def words_of(path: str) -> tuple[str, ...]:
    """What a fact may be looked for by, its name first and its question last."""
    if path not in VOCABULARY:
        return (name_of(path), path, "")
    fact = VOCABULARY[path]
    also = (word for words in synonyms(fact).values() for word in words)
    return tuple(dict.fromkeys((fact.short, path, *(fact.word(value) for value in fact.values), *also, fact.ask)))


def also_written(path: str) -> str:
    """What clinicians write for the values of a fact, in a line."""
    fact = VOCABULARY[path]
    yes_no = {"true": True, "false": False} if fact.kind is Kind.BOOLEAN else {}
    said = ((fact.word(yes_no.get(value, value)), words) for value, words in synonyms(fact).items())
    return "; ".join(f"{word}: {', '.join(words)}" for word, words in said)


def completions(path: str, names: Names) -> tuple[str, ...]:
    """The words of a fact that may be completed while they are typed."""
    if path not in VOCABULARY:
        return ()
    fact = VOCABULARY[path]
    if fact.kind is Kind.AGENTS:
        return (*names.agents.members, *names.agents.classes, *names.regimens)
    if fact.kind is Kind.BOOLEAN:
        return ("yes", "no")
    return fact.values or tuple(sorted(names.options if fact.kind is Kind.OPTIONS else ()))
