"""The condition tree that every reader of rules walks.

Every node knows the facts that it ``reads``, itself and everything beneath it. Readers (truth, words, residuals, JSON)
match over ``Condition`` exhaustively: a new kind of node is one class here and one case in each of them, and the type
checker names the reader that lacks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.profile._tests import Test

__all__ = [
    "All",
    "Always",
    "Any",
    "Concept",
    "Condition",
    "Count",
    "FactTest",
    "Not",
    "Stopped",
    "children",
    "facts",
    "nodes",
]


@dataclass(frozen=True, slots=True)
class Always:
    """True for everybody."""

    reads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", frozenset())


@dataclass(frozen=True, slots=True)
class FactTest:
    """One test on one fact."""

    path: str
    test: Test
    reads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", frozenset((self.path,)))


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these holds."""

    of: tuple[Condition, ...]
    reads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", _together(self.of))


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of these holds."""

    of: tuple[Condition, ...]
    reads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", _together(self.of))


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold; unknown stays unknown."""

    of: Condition
    reads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", self.of.reads)


@dataclass(frozen=True, slots=True)
class Count:
    """At least so many of these hold."""

    at_least: int
    of: tuple[Condition, ...]
    reads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", _together(self.of))


@dataclass(frozen=True, slots=True)
class Concept:
    """A named clinical idea, with the condition that it stands for."""

    id: str
    of: Condition
    reads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", self.of.reads)


@dataclass(frozen=True, slots=True)
class Stopped:
    """The option's scope is false, or one of its requirements or objections acts; with that as a condition."""

    option: str
    of: Condition
    reads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", self.of.reads)


Condition: TypeAlias = Always | FactTest | All | Any | Not | Count | Concept | Stopped


def _together(of: tuple[Condition, ...]) -> frozenset[str]:
    none: frozenset[str] = frozenset()
    return none.union(*(c.reads for c in of))


def children(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly beneath this one."""
    match condition:
        case Always() | FactTest():
            return ()
        case All(of) | Any(of) | Count(_, of):
            return of
        case Not(of) | Concept(_, of) | Stopped(_, of):
            return (of,)
        case _:
            assert_never(condition)


def nodes(condition: Condition) -> Iterator[Condition]:
    """The condition and everything beneath it, in order."""
    yield condition
    for child in children(condition):
        yield from nodes(child)


def facts(condition: Condition) -> tuple[str, ...]:
    """Paths of the facts that the condition reads, each once, in order of first use."""
    return tuple(dict.fromkeys(n.path for n in nodes(condition) if isinstance(n, FactTest)))
