"""The condition tree that every reader of rules walks.

Readers (truth, words, residuals, JSON) match over ``Condition`` exhaustively: a new kind of node is one class here and
one case in each of them, and the type checker names the reader that lacks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, assert_never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from recurtx.profile.facttest import Test


class _Reference:
    """A node that names something, with in ``of`` what the name stands for."""

    @classmethod
    def later(cls, name: str, find: Callable[[], Condition]) -> Self:
        """The node; what the name stands for is found when it is first asked for."""
        node = object.__new__(cls)
        vars(node).update({cls.__match_args__[0]: name, "_find": find})  # type: ignore[attr-defined]
        return node

    def __getattr__(self, name: str) -> Condition:
        if name != "of" or "_find" not in vars(self):
            raise AttributeError(name)
        of: Condition = vars(self).pop("_find")()
        vars(self)["of"] = of
        return of


@dataclass(frozen=True, slots=True)
class Always:
    """True for everybody."""


@dataclass(frozen=True, slots=True)
class FactTest:
    """One test on one fact."""

    path: str
    test: Test


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of these holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold; unknown stays unknown."""

    of: Condition


@dataclass(frozen=True, slots=True)
class Count:
    """At least so many of these hold."""

    at_least: int
    of: tuple[Condition, ...]


@dataclass(frozen=True)
class Concept(_Reference):
    """A named clinical idea, with the condition that it stands for."""

    id: str
    of: Condition


@dataclass(frozen=True)
class Stopped(_Reference):
    """The option's scope is false, or one of its requirements or objections acts; with that as a condition."""

    option: str
    of: Condition


SELF = "self"
"""In a set test of ``every.yaml``, stands for the id of the option or for its agents."""
Condition: TypeAlias = Always | FactTest | All | Any | Not | Count | Concept | Stopped


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


def rebuilt(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """The condition with each of those directly beneath it changed; what a reference stands for is left as it is."""
    match condition:
        case All(of) | Any(of):
            return type(condition)(tuple(map(change, of)))
        case Count(at_least, of):
            return Count(at_least, tuple(map(change, of)))
        case Not(of):
            return Not(change(of))
        case Always() | FactTest() | Concept() | Stopped():
            return condition
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
