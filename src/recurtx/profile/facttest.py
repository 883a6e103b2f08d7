"""The tests that a condition may put to one fact, as plain data.

Whoever reads them is total over ``Test``, so that the type checker finds the reader that a new operator was not
taught to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value: TypeAlias = bool | int | float | str


@dataclass(frozen=True)
class _OfValues:
    values: tuple[Value, ...]


@dataclass(frozen=True)
class _OfBound:
    bound: Value


@dataclass(frozen=True)
class _OfElements:
    elements: tuple[str, ...]


class OneOf(_OfValues):
    """The value is one of these; a single value is a list of one."""


class NoneOf(_OfValues):
    """The value is recorded and is none of these."""


class AtLeast(_OfBound):
    """The value is this or more; on an ordered list of words, this or later."""


class AtMost(_OfBound):
    """The value is this or less; on an ordered list of words, this or earlier."""


class Above(_OfBound):
    """The value is more than this."""


class Below(_OfBound):
    """The value is less than this."""


@dataclass(frozen=True)
class Between:
    """The value lies between these two, both included."""

    low: Value
    high: Value


class IncludesAny(_OfElements):
    """At least one of these elements is present."""


class IncludesAll(_OfElements):
    """Every one of these elements is present."""


class ExcludesAll(_OfElements):
    """None of these elements is present."""


class Only(_OfElements):
    """Something is present, and nothing but these elements is. False on an empty set."""


@dataclass(frozen=True)
class Empty:
    """Nothing is present (``wanted`` true), or something is (``wanted`` false)."""

    wanted: bool


ValueTest: TypeAlias = OneOf | NoneOf | AtLeast | AtMost | Above | Below | Between
SetTest: TypeAlias = IncludesAny | IncludesAll | ExcludesAll | Only | Empty
Test: TypeAlias = ValueTest | SetTest

OPERATORS: Mapping[str, Callable[..., ValueTest]] = {
    "none_of": NoneOf, "at_least": AtLeast, "at_most": AtMost, "above": Above, "below": Below, "between": Between,
}  # fmt: skip
"""Operators on a single value; a bare value and a list mean "is" and "is one of"."""
SET_OPERATORS: Mapping[str, Callable[..., SetTest]] = {
    "includes_any": IncludesAny, "includes_all": IncludesAll, "only": Only, "excludes_all": ExcludesAll, "empty": Empty,
}  # fmt: skip
"""Operators on a set of findings or agents."""
TESTS: Mapping[str, Callable[..., Test]] = {"one_of": OneOf, **OPERATORS, **SET_OPERATORS}
"""Every test by its name."""


def arguments(test: Test) -> tuple[Any, ...]:
    """What a test was made of."""
    return tuple(getattr(test, name) for name in test.__match_args__)


def bounds(test: Test) -> tuple[Value, ...]:
    """The values at which a test may turn, as they stand in it; none for a test on a set."""
    if isinstance(test, OneOf | NoneOf):
        return test.values
    return arguments(test) if isinstance(test, ValueTest) else ()
