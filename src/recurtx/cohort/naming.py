"""Which column of a table says what of a patient: by its own name, by another name of the fact, or by a map.

A map is YAML, since a registry never uses our names::

    columns:
      ecog_ps: patient.ecog
      alb: {fact: patient.albumin_g_l, unit: g/dl}
      mets_liver: {fact: recurrence.sites, element: liver}
      gender: {fact: patient.sex, values: {1: male, 2: female, 9: null}}
      hospital: keep
      comment: ignore
    others: ignore
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from recurtx.document import plain
from recurtx.errors import Location, Problem, UsageError, suggestion
from recurtx.profile import SECTIONS, VOCABULARY, known_as, nearest_fact, unknown_fact
from recurtx.profile.units import in_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.document import Document

KEEP, IGNORE = "keep", "ignore"


class Meant(BaseModel):
    """What a column means: a fact, or one element of a set, with what its values and its unit stand for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str
    element: str | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    unit: str | None = None


def _spelled_out(value: Any) -> Any:
    return value if isinstance(value, dict) or value in (KEEP, IGNORE) else {"fact": value}


class Map(BaseModel):
    """What the columns of a registry mean; ``others`` are all columns that are not named and that nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[
        str, Annotated[Literal["keep", "ignore"] | Meant, BeforeValidator(_spelled_out)]
    ] = Field(default_factory=dict)  # fmt: skip
    others: Literal["refuse", "keep", "ignore"] = "refuse"


@dataclass(frozen=True, slots=True)
class Part:
    """Where a fact stands in a table.

    ``name`` is the other name under which it stands there, empty where it is its own; ``element`` the element of a set
    of which the column tells; ``values`` what single values stand for; ``factor`` turns its numbers into the unit of
    the fact, None where the numbers are not said to be in any.
    """

    column: str
    path: str
    name: str = ""
    element: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    factor: float | None = None


@dataclass(frozen=True)
class Naming:
    """What the columns of a table say: facts and labels, and those that are only kept."""

    parts: Sequence[Part]
    kept: Sequence[str]


def read_map(document: Document) -> Map:
    """A map from its file.

    Raises:
        UsageError: RTX232 it is none.
    """
    try:
        return Map.model_validate(plain(document.root))
    except ValidationError as error:
        raise UsageError(_mistake(document.path, e["loc"], e["msg"]) for e in error.errors()) from None


def _mistake(path: str, steps: Sequence[object], says: str) -> Problem:
    where = ".".join(str(s) for s in steps if s not in ("Meant", "literal['keep','ignore']"))
    return Problem("RTX232", f"`{where}` of the map: {says[:1].lower()}{says[1:]}", Location(path), _HELP)


_HELP = "a column is `keep`, `ignore`, a fact, or {fact: ..., element: ..., values: {...}, unit: ...}"


def named(columns: Iterable[str], where: str, map: Map | None = None, keep: Iterable[str] = ()) -> Naming:
    """What the columns of a table say.

    Args:
        columns: their names; what is nested has a point between.
        where: what the table is called in messages.
        map: what some of them mean.
        keep: further columns that are no facts and are only kept.

    Raises:
        UsageError: RTX112 a column that nobody knows, RTX232 the map is wrong, RTX233 a fact stands in two columns,
            RTX234 no column says which cancer it is.
    """
    map, every = map or Map(), list(columns)
    problems = [_absent(name, every, where) for name in map.columns if name not in every]
    parts, kept = list[Part](), list[str](dict.fromkeys(keep))
    for column in every:
        said = map.columns.get(column) or _own(column, map, kept)
        if isinstance(said, Problem):
            problems.append(Problem(said.code, said.message, Location(where), said.help))
        elif said == KEEP:
            kept += [column] if column not in kept else []
        elif isinstance(said, Meant):
            try:
                parts.append(_part(column, said))
            except UsageError as error:
                problems += error.problems
    problems += _twice(parts, where)
    if not any(part.path == "cancer.type" for part in parts) and not problems:
        hint = "name the column in a map: `columns: {diagnosis: cancer.type}`"
        problems.append(Problem("RTX234", "no column says which cancer it is", Location(where), hint))
    if problems:
        raise UsageError(problems)
    return Naming(tuple(parts), tuple(kept))


def _own(column: str, map: Map, kept: Sequence[str]) -> str | Meant | Problem:
    path = known_as(column)
    if path is not None:
        return Meant(fact=column)
    if column in kept or map.others != "refuse":
        return KEEP if column in kept else map.others
    problem = unknown_fact(column, Location(column))
    near = nearest_fact(column)
    if near is not None and near in SECTIONS:
        near = f"{near}.{next(iter(SECTIONS[near].model_fields))}"
    hint = f"{suggestion(near)} " if near in VOCABULARY else ""
    key = column if _PLAIN.fullmatch(column) else json.dumps(column, ensure_ascii=False)
    return Problem(
        "RTX231", f"`{column}` is a column that nobody knows" if column else "a column has no name", problem.location,
        f"{hint}A map says what it means, or `{key}: ignore`; `others: ignore` leaves out all such columns",
    )  # fmt: skip


_PLAIN = re.compile(r"[\w][\w. -]*")
"""A name that YAML reads as it stands."""


def _part(column: str, meant: Meant) -> Part:
    path, place = known_as(meant.fact), Location(f"column {column}")
    if path is None:
        raise UsageError([unknown_fact(meant.fact, place)])
    fact, name = VOCABULARY.get(path), "" if meant.fact == path else meant.fact
    if meant.element is not None and (fact is None or not fact.is_set):
        raise UsageError.one("RTX232", f"`{path}` is no set and has no element", str(place))
    if meant.element is not None and fact is not None and fact.values and meant.element not in fact.values:
        message = f"`{meant.element}` is no element of `{path}`"
        raise UsageError.unknown("RTX232", message, meant.element, fact.values, fact.allowed(), str(place))
    factor = None
    if meant.unit is not None:
        factor = in_unit(fact, meant.unit) if fact is not None else None
        if factor is None:
            known = f"its unit is {fact.unit}" if fact and fact.unit else "it has no unit"
            raise UsageError.one("RTX232", f"`{meant.unit}` is not known as a unit of `{path}`", str(place), known)
    return Part(column, path, name, meant.element or "", meant.values, factor)


def _absent(name: str, columns: Sequence[str], where: str) -> Problem:
    message = f"the map names a column `{name}` that the table does not have"
    return Problem.unknown("RTX232", message, Location(where), name, columns)


def _twice(parts: Sequence[Part], where: str) -> Iterator[Problem]:
    count = Counter((part.path, part.element) for part in parts)
    whole = {part.path for part in parts if not part.element}
    for path, element in count:
        both = bool(element) and path in whole
        if count[path, element] > 1 or both:
            columns = " and ".join(f"`{p.column}`" for p in parts if p.path == path and (both or p.element == element))
            yield Problem("RTX233", f"`{path}` stands in the columns {columns}", Location(where), "ignore one in a map")
