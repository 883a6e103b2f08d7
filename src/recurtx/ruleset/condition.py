"""The condition tree that every reader of rules walks.

Readers (truth, words, residuals, JSON) match over ``Condition`` exhaustively: a new kind of node is one class here and
one case in each of them, and the type checker names the reader that lacks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

from recurtx.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from recurtx.profile.facttest import Test


class _Reference(Frozen):
    """A node that names something, with in ``of`` what the name stands for."""

    __slots__ = ("_find",)

    @classmethod
    def later(cls, name: str, find: Callable[[], Condition]) -> Self:
        """The node; what the name stands for is found when it is first asked for."""
        node = object.__new__(cls)
        object.__setattr__(node, cls.fields[0], name)
        object.__setattr__(node, "_find", find)
        return node

    def __getattr__(self, name: str) -> Condition:
        if name != "of":
            raise AttributeError(name)
        of: Condition = object.__getattribute__(self, "_find")()
        object.__setattr__(self, "of", of)
        return of


class Always(Frozen):
    """True for everybody."""


class FactTest(Frozen):
    """One test on one fact."""

    path: str
    test: Test


class All(Frozen):
    """Every one of these holds."""

    of: tuple[Condition, ...]


class Any(Frozen):
    """At least one of these holds."""

    of: tuple[Condition, ...]


class Not(Frozen):
    """This does not hold; unknown stays unknown."""

    of: Condition


class Count(Frozen):
    """At least so many of these hold."""

    at_least: int
    of: tuple[Condition, ...]


class Concept(_Reference):
    """A named clinical idea, with the condition that it stands for."""

    id: str
    of: Condition


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
