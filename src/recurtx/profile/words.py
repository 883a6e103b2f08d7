"""A test on a fact in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from recurtx.profile import facttest as t
from recurtx.profile.vocabulary import spec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.profile.about import Condition
    from recurtx.profile.vocabulary import Fact


def test_of(condition: Condition) -> str:
    """The words of a condition of the vocabulary, without its fact."""
    return test_words(spec(condition.path), condition.test)


def _list(fact: Fact, names: Iterable[t.Value], last: str = "or") -> str:
    words = [fact.word(n) for n in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def test_words(fact: Fact, test: t.Test) -> str:
    """What a test asks of its fact, such as ``at least 50`` or ``only peritoneum or ovary``."""
    match test:
        case t.OneOf(values):
            return _list(fact, values)
        case t.NoneOf(values):
            return f"not {_list(fact, values)}"
        case t.AtLeast(bound):
            return f"at least {fact.word(bound)}"
        case t.AtMost(bound):
            return f"at most {fact.word(bound)}"
        case t.Above(bound):
            return f"above {fact.word(bound)}"
        case t.Below(bound):
            return f"below {fact.word(bound)}"
        case t.Between(low, high):
            return f"{fact.word(low)} to {fact.word(high)}"
        case t.IncludesAny(elements):
            return _list(fact, elements)
        case t.IncludesAll(elements):
            return _list(fact, elements, "and")
        case t.ExcludesAll(elements):
            return f"without {_list(fact, elements)}"
        case t.Only(elements):
            return f"only {_list(fact, elements)}"
        case t.Empty(wanted):
            return "none" if wanted else "at least one"
        case _:
            assert_never(test)
