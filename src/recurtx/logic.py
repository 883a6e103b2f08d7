"""Kleene's strong three-valued logic, and nothing else.

Source of the definitions: S. C. Kleene, *Introduction to Metamathematics*, 1952, section 64 (strong tables).
The truth values are ordered false < unknown < true; conjunction is the least of its members, disjunction the
greatest, and negation turns the order round. No clinical word and no rule belongs in this module.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(Enum):
    """One of the three truth values: ``false``, ``unknown``, ``true``."""

    FALSE = "false"
    UNKNOWN = "unknown"
    TRUE = "true"

    @staticmethod
    def of(value: bool) -> Truth:
        """The truth value of a condition whose answer is known."""
        return TRUE if value else FALSE

    def __invert__(self) -> Truth:
        """Negation: unknown stays unknown."""
        if self is UNKNOWN:
            return UNKNOWN
        return FALSE if self is TRUE else TRUE

    def __and__(self, other: Truth) -> Truth:
        """Conjunction: false if either is false, else unknown if either is unknown."""
        return conjunction((self, other))

    def __or__(self, other: Truth) -> Truth:
        """Disjunction: true if either is true, else unknown if either is unknown."""
        return disjunction((self, other))

    def __bool__(self) -> bool:
        """Refused: a truth value is not a bool, and unknown must never pass for false."""
        raise TypeError("a Kleene truth value has no bool; compare with `is TRUE`, `is FALSE` or `is UNKNOWN`")


TRUE = Truth.TRUE
FALSE = Truth.FALSE
UNKNOWN = Truth.UNKNOWN


def conjunction(truths: Iterable[Truth]) -> Truth:
    """The truth of "all of them"; of none at all it is true."""
    result = TRUE
    for truth in truths:
        if truth is FALSE:
            return FALSE
        if truth is UNKNOWN:
            result = UNKNOWN
    return result


def disjunction(truths: Iterable[Truth]) -> Truth:
    """The truth of "any of them"; of none at all it is false."""
    result = FALSE
    for truth in truths:
        if truth is TRUE:
            return TRUE
        if truth is UNKNOWN:
            result = UNKNOWN
    return result


def at_least(number: int, truths: Iterable[Truth]) -> Truth:
    """The truth of "at least ``number`` of them".

    True if that many are true; false if too few are true or unknown; else unknown.
    """
    true = unknown = 0
    for truth in truths:
        true += truth is TRUE
        unknown += truth is UNKNOWN
    if true >= number:
        return TRUE
    return FALSE if true + unknown < number else UNKNOWN
