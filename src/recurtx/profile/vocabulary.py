"""The facts by path, read off the models once.

``VOCABULARY`` is the one list that rules, questions, errors and schemas are checked against.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, assert_never

import annotated_types

from recurtx.profile import facttest as t
from recurtx.profile import models
from recurtx.profile.about import PANELS, About, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

    from recurtx.profile.facttest import Value

RECORDS = models.RECORDS
SECTIONS: Mapping[str, type[models.Section]] = {
    name: info.annotation
    for name, info in models.Profile.model_fields.items()
    if isinstance(info.annotation, type) and issubclass(info.annotation, models.Section)
}
"""The parts of a profile, in its order."""
_PLURALS = frozenset({"months", "years"})
_ABBREVIATIONS = {"crs": "CRS", "hipec": "HIPEC"}
"""What the ids of options hold in small letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(About):
    """One fact: what the vocabulary says of it, its path, type, and possible values or range.

    ``values`` are the words of a choice or the elements of a closed set, in vocabulary order; ``low`` and ``high``
    the range of a number, both allowed. ``ordered`` says whether ``at_least`` and its like have a meaning.
    """

    path: str
    kind: Kind
    index: int
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float | None = None

    @property
    def is_set(self) -> bool:
        """Whether a profile records a set under this path."""
        return self.kind in (Kind.SET, Kind.AGENTS, Kind.OPTIONS)

    @property
    def panel(self) -> str:
        """The question for facts that come together with this one; empty where it comes alone."""
        return self.together or PANELS.get((self.path.partition(".")[0], self.by), "")

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self.kind in (Kind.WHOLE, Kind.DECIMAL)

    def possible(self, cancer_type: str | None) -> tuple[str, ...]:
        """The values of a choice that a patient with this cancer type can have."""
        if not self.by_type or cancer_type is None:
            return self.values
        return self.by_type.get(cancer_type, ())

    def word(self, value: object) -> str:
        """How a value of this fact reads: in words, without its unit."""
        key = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
        if key in self.words:
            return self.words[key]
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return f"{value:.15g}"  # rounded less, 34.99996 would read as 35 beside "below 35"
        words = str(value).split("_")
        return (
            " ".join(_ABBREVIATIONS.get(word, word) for word in words) if self.kind is Kind.OPTIONS else " ".join(words)
        )

    def show(self, value: object) -> str:
        """How a value of this fact reads, with its unit."""
        if not self.is_number:
            return self.word(value)
        unit = self.unit.removesuffix("s") if value == 1 and self.unit in _PLURALS else self.unit
        return f"{self.word(value)} {unit}".strip()

    def allowed(self) -> str:
        """What may be recorded, for help texts."""
        if self.is_number:
            unit = f"{self.unit}, " if self.unit else ""
            whole = "whole number, " if self.kind is Kind.WHOLE and not unit else ""
            steps = f", in steps of {self.step:g}" if self.step else ""
            return f"{whole}{unit}{self.word(self.low)} to {self.word(self.high)}{steps}"
        if self.kind is Kind.BOOLEAN:
            return "true or false"
        if self.kind is Kind.AGENTS:
            return "drug names, as a list"
        if self.kind is Kind.OPTIONS:
            return "ids of options, as a list"
        return ", ".join(self.values)

    def within(self, number: float) -> bool:
        """Whether a number lies in the range of this one."""
        return self.low is not None and self.high is not None and self.low <= number <= self.high

    def rank(self, value: Value) -> float:
        """Place of a value in the order of an ordered fact."""
        return self.values.index(str(value)) if self.values else float(value)


def _walk(annotation: Any) -> Iterator[Any]:
    """The annotation and everything inside it."""
    yield annotation
    for argument in typing.get_args(annotation):
        yield from _walk(argument)


def _kind(info: FieldInfo) -> tuple[Kind, tuple[str, ...]]:
    """The kind of a field and its words, read off its type; a set of names says what it names."""
    parts = list(_walk(info.annotation))
    words = next((typing.get_args(p) for p in parts if typing.get_origin(p) is Literal), ())
    for said in info.metadata:
        if isinstance(said, Kind):
            return said, ()
    if any(typing.get_origin(p) is list for p in parts):
        return Kind.SET, words
    if words:
        return Kind.CHOICE, words
    if bool in parts:
        return Kind.BOOLEAN, ()
    return (Kind.WHOLE, ()) if int in parts else (Kind.DECIMAL, ())


def _fact(path: str, info: FieldInfo, index: int) -> Fact:
    about = next(m for m in info.metadata if isinstance(m, About))
    kind, values = _kind(info)
    limits: dict[str, Any] = {}
    for limit in info.metadata:
        match limit:
            case annotated_types.Ge(ge):
                limits["low"] = ge
            case annotated_types.Le(le):
                limits["high"] = le
            case annotated_types.MultipleOf(step):
                limits["step"] = step
    said: dict[str, Any] = {f.name: getattr(about, f.name) for f in fields(About)}
    said["ordered"] |= kind in (Kind.WHOLE, Kind.DECIMAL)
    return Fact(**said, path=path, kind=kind, index=index, values=values, **limits)


_FIELDS = {
    f"{section}.{n}": info
    for section, model in SECTIONS.items()
    for n, info in model.model_fields.items()
    if f"{section}.{n}" not in models.RECORDS
}
VOCABULARY: Mapping[str, Fact] = {path: _fact(path, info, i) for i, (path, info) in enumerate(_FIELDS.items())}
"""Every testable fact by its dotted path, in vocabulary order."""


def short_name(path: str) -> str:
    """What a fact, or a record of the history, is called in tables."""
    return RECORDS.get(path) or VOCABULARY[path].short


def presumed_of(path: str) -> tuple[str, ...]:
    """The presumed facts on which a fact leans: itself, or those that settle whether it applies."""
    fact = VOCABULARY[path]
    governing = tuple(c.path for c in fact.applies_when if VOCABULARY[c.path].presumption)
    return (path,) if fact.presumption or not governing else governing


def spec(path: str) -> Fact:
    """The fact at ``path``.

    Raises:
        KeyError: there is no such fact.
    """
    return VOCABULARY[path]


def holds(test: t.ValueTest, value: t.Value, fact: Fact) -> bool:
    """Whether a known value passes a test."""
    match test:
        case t.OneOf(values):
            return value in values
        case t.NoneOf(values):
            return value not in values
        case t.AtLeast(bound):
            return fact.rank(value) >= fact.rank(bound)
        case t.AtMost(bound):
            return fact.rank(value) <= fact.rank(bound)
        case t.Above(bound):
            return fact.rank(value) > fact.rank(bound)
        case t.Below(bound):
            return fact.rank(value) < fact.rank(bound)
        case t.Between(low, high):
            return fact.rank(low) <= fact.rank(value) <= fact.rank(high)
        case _:
            assert_never(test)
