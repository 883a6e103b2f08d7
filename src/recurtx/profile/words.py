"""A test on a fact in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.profile import facttest as t
from recurtx.profile.vocabulary import spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.profile.about import Condition
    from recurtx.profile.vocabulary import Fact

_WORDS: Mapping[type[t.Test], str] = {
    t.OneOf: "{}",
    t.NoneOf: "not {}",
    t.AtLeast: "at least {}",
    t.AtMost: "at most {}",
    t.Above: "above {}",
    t.Below: "below {}",
    t.Between: "{} to {}",
    t.IncludesAny: "{}",
    t.IncludesAll: "{}",
    t.ExcludesAll: "without {}",
    t.Only: "only {}",
}


def test_of(condition: Condition) -> str:
    """The words of a condition of the vocabulary, without its fact."""
    return test_words(spec(condition.path), condition.test)


def test_words(fact: Fact, test: t.Test) -> str:
    """What a test asks of its fact, such as ``at least 50`` or ``only peritoneum or ovary``."""
    if isinstance(test, t.Empty):
        return "none" if test.wanted else "at least one"
    if isinstance(test, t.IncludesAny):
        for words, members in fact.groups.items():
            if set(members) == set(test.elements):
                return words
    last = "and" if isinstance(test, t.IncludesAll) else "or"
    said = (_list(fact, a, last) if isinstance(a, tuple) else fact.word(a) for a in t.arguments(test))
    return _WORDS[type(test)].format(*said)


def _list(fact: Fact, names: Iterable[t.Value], last: str) -> str:
    *first, final = map(fact.word, names)
    return f"{', '.join(first)} {last} {final}" if first else final
