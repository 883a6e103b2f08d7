"""Under which keys words, values and facts are looked up: the tables of other words, and which fact a name means."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.profile import asked
from recurtx.profile import synonyms as table
from recurtx.profile.about import Kind
from recurtx.profile.names import key
from recurtx.profile.vocabulary import SECTIONS, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@lru_cache(maxsize=512)
def words_of(path: str) -> Mapping[str, str]:
    """By key, the values of a fact: their own names, how they are shown, and other words."""
    fact = VOCABULARY[path]
    found = dict(by_key(table.VALUES.get(fact.path, {})))
    if fact.kind is Kind.BOOLEAN:
        found |= by_key({"true": table.YES, "false": table.NO})
    values: Iterable[str] = ("true", "false") if fact.kind is Kind.BOOLEAN else fact.values
    if set(values) == {"positive", "negative"}:
        found |= by_key({"positive": table.POSITIVE, "negative": table.NEGATIVE})
    found |= {key(word): value for value, word in fact.words.items()}
    return found | {key(value): value for value in values}


def by_key(by_value: Mapping[str, str]) -> Mapping[str, str]:
    """By key the value that each word means, of words by value."""
    return {word: value for value, words in by_value.items() for word in keys_in(words)}


@lru_cache(maxsize=2048)
def keys_in(words: str) -> frozenset[str]:
    """The keys of words with commas between."""
    return frozenset(key(word) for word in words.split(",") if word.strip())


@lru_cache(maxsize=512)
def names_of(path: str) -> frozenset[str]:
    """The names of a fact, as keys; not those that are narrower."""
    fact, name = VOCABULARY[path], path.partition(".")[2]
    others = (word.rpartition(".")[2] if word.partition(".")[0] in SECTIONS else word for word in _aliases(path))
    narrow = frozenset[str]().union(*map(keys_in, asked.ONLY_OF_NAME))
    return frozenset(key(word) for word in (name, fact.short, *others)) - narrow


def _aliases(path: str) -> Sequence[str]:
    """Other names of a fact as the table writes them: ``prior.cc`` is one in its section, ``cldn18.2`` is not."""
    return [word.strip() for word in table.FACTS.get(path, "").split(",") if word.strip()]


def section_named(name: str) -> str | None:
    """The section that another name means."""
    return next((s for s in SECTIONS if key(name) == key(s) or key(name) in keys_in(table.SECTIONS.get(s, ""))), None)


def fact_named(path: str) -> str | None:
    """The fact that another name of it means; a name with a section means a fact of that section only."""
    section, dot, name = path.partition(".")
    if not dot or (section not in SECTIONS and section_named(section) is None):
        return _facts().get(("", key(path)))
    inside = section_named(section) or section
    either = ("cancer", "biomarkers") if inside in ("cancer", "biomarkers") else (inside,)
    return next((found for s in either if (found := _facts().get((s, key(name))))), None)


def facts_offered(path: str) -> tuple[str, ...]:
    """The facts that a name may mean which is not taken, since it may mean several, or one in some unit."""
    name = key(path.rpartition(".")[2])
    for words, paths in asked.EITHER_FACT.items():
        if name in keys_in(words):
            return tuple(paths.split(", "))
    return ()


def otherwise_written(path: str) -> str:
    """What to write for a name that no fact has, though a letter does; empty where nothing is known of it."""
    name = key(path.rpartition(".")[2])
    return next((told for words, told in asked.NO_FACT.items() if name in keys_in(words)), "")


def element_named(path: str) -> str:
    """Where to write what is named as if it were a fact, and is an element of a set, such as ``recurrence.liver``."""
    section, _, name = path.rpartition(".")
    inside = section_named(section) or section
    for fact in VOCABULARY.values():
        if fact.kind is Kind.SET and fact.path.partition(".")[0] == inside and fact.path != "prior.radiation_sites":
            value = words_of(fact.path).get(key(name))
            if value in fact.values:
                return f"write `{fact.path}: {{present: [{value}]}}`, or {value} among what is absent"
    return ""


@lru_cache(maxsize=1)
def _facts() -> Mapping[tuple[str, str], str]:
    """Facts by section and name, as keys; no section where the name alone says which."""
    own = Counter(key(path.partition(".")[2]) for path in VOCABULARY)
    found: dict[tuple[str, str], str] = {}
    for path in VOCABULARY:
        section, _, name = path.partition(".")
        found[section, key(name)] = path
        if own[key(name)] == 1:
            found["", key(name)] = path
    for path in VOCABULARY:
        section = path.partition(".")[0]
        for word in _aliases(path):
            inside, _, rest = word.partition(".")
            bound = inside in SECTIONS
            found.setdefault((section, key(rest if bound else word)), path)
            if not bound and key(word) not in own:
                found.setdefault(("", key(word)), path)
    return found
