"""What the examples of the rules should show of each condition, so that a slip in it is seen.

A threshold wants an example on it and one a step beside it, a value in a list and a branch of an `any` one that they
decide. What a concept wants is met by an example of any rule that uses it; whether one does, ``sight`` tells.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from recurtx.profile import VOCABULARY, Kind
from recurtx.profile import facttest as t
from recurtx.ruleset import Any, Concept, FactTest, Stopped, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.profile import Fact
    from recurtx.profile.facttest import Value
    from recurtx.ruleset import Condition

Place = tuple[int, ...]
"""The way to a node: which of the nodes beneath, again and again."""
THRESHOLD, VALUE, BRANCH = "RTX066", "RTX067", "RTX068"
_WHOLE_STEP = Decimal(1)


class Want(NamedTuple):
    """One thing that examples should show.

    ``owner`` is the entry or the concept whose condition it is, ``place`` the node in it, ``value`` what decides there:
    a value on or beside a threshold (``beside`` its bound), an element of a list, or the number of a branch.
    """

    owner: str
    place: Place
    code: str
    value: Value
    beside: Value | None = None


class Use(NamedTuple):
    """A want where an example can meet it: the node, and the way to it from the condition that the example is of."""

    want: Want
    node: Condition
    way: Place


def uses(condition: Condition, owner: str, root: int, *, lists: bool = True) -> Iterator[Use]:
    """Everything that a condition wants, that of the concepts in it under their own names.

    ``root`` tells a scope from a condition; lists of drugs and options that stand for others are left aside where
    ``lists`` is false.
    """
    yield from _uses(condition, owner, (root,), (root,), lists)


def _uses(node: Condition, owner: str, place: Place, way: Place, lists: bool) -> Iterator[Use]:
    yield from (Use(want, node, way) for want in _wants(node, owner, place, lists))
    if isinstance(node, Concept):
        yield from _uses(node.of, node.id, (), (*way, 0), lists)
    elif not isinstance(node, Stopped):
        for k, child in enumerate(children(node)):
            yield from _uses(child, owner, (*place, k), (*way, k), lists)


def _wants(node: Condition, owner: str, place: Place, lists: bool) -> Iterator[Want]:
    if isinstance(node, Any) and len(node.of) > 1:
        yield from (Want(owner, place, BRANCH, k) for k in range(len(node.of)))
    elif isinstance(node, FactTest):
        fact = VOCABULARY[node.path]
        yield from (Want(owner, place, THRESHOLD, *point) for point in points(node.test, fact))
        listed = named(node.test)
        if len(listed) > 1 and (lists or fact.kind not in (Kind.AGENTS, Kind.OPTIONS)):
            yield from (Want(owner, place, VALUE, value) for value in listed)


def named(test: t.Test) -> tuple[Value, ...]:
    """The values that a test lists."""
    if isinstance(test, t.OneOf | t.NoneOf):
        return test.values
    return test.elements if isinstance(test, t.IncludesAny | t.IncludesAll | t.ExcludesAll | t.Only) else ()


def points(test: t.Test, fact: Fact) -> Iterator[tuple[Value, Value | None]]:
    """The bounds of a test, and the value beside each on the other side, behind it the bound that it is beside."""
    sides: tuple[tuple[Value, int], ...] = ()
    match test:
        case t.AtLeast(bound) | t.Below(bound):
            sides = ((bound, -1),)
        case t.AtMost(bound) | t.Above(bound):
            sides = ((bound, 1),)
        case t.Between(low, high):
            sides = ((low, -1), (high, 1))
    for bound, side in sides:
        yield bound, None
        other = _next(fact, bound, side)
        if other is not None:
            yield other, bound


def _next(fact: Fact, bound: Value, side: int) -> Value | None:
    """The value one step above or below another; None where there is none."""
    if fact.values:
        place = fact.values.index(str(bound)) + side
        return fact.values[place] if 0 <= place < len(fact.values) else None
    found = Decimal(str(bound)) + side * _step(fact, bound)
    value = int(found) if found == found.to_integral_value() else float(found)
    return value if fact.within(value) else None


def _step(fact: Fact, bound: Value) -> Decimal:
    """The step of a scale; where it has none, one of the last digit that a threshold is written with."""
    if fact.step or fact.kind is Kind.WHOLE:
        return Decimal(str(fact.step or 1))
    return min(_WHOLE_STEP, Decimal(1).scaleb(int(Decimal(str(bound)).normalize().as_tuple().exponent)))
