"""What a condition means, apart from how it is written.

The order of the parts, a group of one, and a group within a group of its kind do not count. What a concept or
``stopped`` stands for is compared by what is behind the name, or by the name, as the caller asks.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, assert_never

from recurtx.profile import facttest as t
from recurtx.ruleset import All, Always, Concept, Count, FactTest, Not, Stopped, children, condition_words
from recurtx.ruleset import Any as AnyOf

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from recurtx.ruleset import Condition, Ruleset

__all__ = ["key", "through"]


def key(condition: Condition, *, deep: bool) -> Hashable:
    """What a condition means, so that equal meanings are equal keys.

    ``deep`` looks into concepts and into ``stopped``; otherwise their names stand for them.
    """
    match condition:
        case Always():
            return "always"
        case FactTest(path, test):
            return (path, _test_key(test))
        case All(of):
            return _group("all", of, deep=deep)
        case AnyOf(of):
            return _group("any", of, deep=deep)
        case Count(number, of):
            return ("count", number, frozenset(Counter(key(c, deep=deep) for c in of).items()))
        case Not(of):
            return ("not", key(of, deep=deep))
        case Concept(name, of):
            return key(of, deep=True) if deep else ("concept", name)
        case Stopped(name, of):
            return key(of, deep=True) if deep else ("stopped", name)
        case _:
            assert_never(condition)


def _group(word: str, of: Iterable[Condition], *, deep: bool) -> Hashable:
    """All or any of several, whatever their order; groups of the same kind inside are part of it."""
    parts: set[Hashable] = set()
    for condition in of:
        part = key(condition, deep=deep)
        if isinstance(part, tuple) and part[0] == word and isinstance(part[1], frozenset):
            parts |= part[1]
        else:
            parts.add(part)
    return next(iter(parts)) if len(parts) == 1 else (word, frozenset(parts))


def _test_key(test: t.Test) -> Hashable:
    match test:
        case t.OneOf(values) | t.NoneOf(values):
            return (type(test), frozenset(values))
        case t.IncludesAny(elements) | t.IncludesAll(elements) | t.ExcludesAll(elements) | t.Only(elements):
            return (type(test), frozenset(elements))
        case _:
            return test


def _references(condition: Condition | None) -> Iterator[Concept | Stopped]:
    """Concepts and options that a condition names itself."""
    if isinstance(condition, (Concept, Stopped)):
        yield condition
    elif condition is not None:
        for child in children(condition):
            yield from _references(child)


def through(old: Iterable[Condition | None], new: Iterable[Condition | None], ruleset: Ruleset) -> Iterator[str]:
    """Names, in words, of what conditions refer to and what means something else now."""
    before = {key(r, deep=False): key(r, deep=True) for c in old for r in _references(c)}
    for condition in new:
        for reference in _references(condition):
            named = key(reference, deep=False)
            if named in before and before[named] != key(reference, deep=True):
                yield condition_words(reference, ruleset)
