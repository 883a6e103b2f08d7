"""Conditions in words: the reader that explains what a rule asks, without any patient."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from recurtx.profile import spec, test_words
from recurtx.ruleset.condition import All, Always, Any, Concept, Condition, Count, FactTest, Not, Stopped

if TYPE_CHECKING:
    from recurtx.profile.facttest import Test
    from recurtx.ruleset.ruleset import Ruleset

BRACES = re.compile(r"\{([a-z_0-9.]+)\}")
"""A fact named in a sentence, such as ``{recurrence.pci}``."""


def _fact_words(path: str, test: Test) -> str:
    fact = spec(path)
    words = test_words(fact, test)
    return words if path in ("cancer.type", "cancer.histology", "cancer.grade") else f"{fact.short} {words}"


def condition_words(condition: Condition, ruleset: Ruleset, *, inner: bool = False) -> str:
    """The condition as one phrase, such as ``ovarian and platinum-free at least 6``."""
    match condition:
        case Always():
            return "always"
        case FactTest(path, test):
            return _fact_words(path, test)
        case All(of):
            return _joined(of, " and ", ruleset, inner)
        case Any(of):
            return _joined(of, " or ", ruleset, inner)
        case Not(of):
            return f"not ({condition_words(of, ruleset)})"
        case Count(number, of):
            return f"at least {number} of: " + "; ".join(condition_words(c, ruleset) for c in of)
        case Concept(id=name):
            return lower(ruleset.concepts[name].name)
        case Stopped(option=option):
            return f"{lower(ruleset.options[option].name)} is stopped"
        case _:
            assert_never(condition)


def _joined(of: tuple[Condition, ...], word: str, ruleset: Ruleset, inner: bool) -> str:
    text = word.join(condition_words(c, ruleset, inner=True) for c in of)
    return f"({text})" if inner and len(of) > 1 else text


def lower(name: str) -> str:
    """A name inside a sentence: first letter small, unless it begins an abbreviation."""
    return name if len(name) > 1 and name[1].isupper() else name[:1].lower() + name[1:]
