"""Propositions over the facts of a patient: terms of the solver, in which what is certain is a plain bool."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import z3

if TYPE_CHECKING:
    from collections.abc import Iterable

Term: TypeAlias = "bool | z3.BoolRef"
Can: TypeAlias = "tuple[Term, Term]"
"""That something can be true, and that it can be false; both mean that it is unknown."""


def variable(name: str) -> z3.BoolRef:
    """A proposition of its own."""
    return z3.Bool(name)


def negated(term: Term) -> Term:
    """That it does not hold."""
    return not term if isinstance(term, bool) else z3.Not(term)


def every(terms: Iterable[Term]) -> Term:
    """That all hold."""
    found: list[z3.BoolRef] = []
    for term in terms:
        if term is False:
            return False
        if term is not True:
            found.append(term)
    if not found:
        return True
    return found[0] if len(found) == 1 else z3.And(found)


def some(terms: Iterable[Term]) -> Term:
    """That at least one holds."""
    found: list[z3.BoolRef] = []
    for term in terms:
        if term is True:
            return True
        if term is not False:
            found.append(term)
    if not found:
        return False
    return found[0] if len(found) == 1 else z3.Or(found)


def implied(one: Term, other: Term) -> Term:
    """That the second holds where the first does."""
    return some((negated(one), other))


def at_least(number: int, terms: Iterable[Term]) -> Term:
    """That at least so many hold."""
    listed = list(terms)
    wanted = number - sum(term is True for term in listed)
    open_ = [term for term in listed if not isinstance(term, bool)]
    if wanted <= 0:
        return True
    if wanted > len(open_):
        return False
    return some(open_) if wanted == 1 else z3.AtLeast(*open_, wanted)
