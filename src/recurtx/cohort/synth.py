"""A made-up registry for trying things out: patients who do not exist, drawn as ``synthetic.yaml`` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict

from recurtx.cohort.tables import BATCH
from recurtx.document import plain, read_bytes, read_text
from recurtx.profile import VOCABULARY, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.cohort.circuit import Bits
    from recurtx.cohort.coded import Numbers
    from recurtx.profile import Fact

_FILE = Path(__file__).with_name("synthetic.yaml")
NOTE = "synthetic: made-up patients, none of whom exists"
MARK = "synthetic"
"""Stands in the name of the file and in the id of every patient."""
_NOBODY = "none"
"""A list with nothing in it, where whole lists are drawn."""


class Draw(BaseModel):
    """How a fact is drawn for those of whom ``where`` holds; one of the ways, and what bounds a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    where: dict[str, Any] = {}
    choice: dict[Any, float] | None = None
    yes: float | None = None
    sets: dict[str, float] | None = None
    each: dict[str, float] | None = None
    median: float | None = None
    spread: float = 0.5
    mean: float | None = None
    sd: float = 1
    low: float | None = None
    high: float | None = None
    step: float = 1
    source: str | None = None


class Drawn(BaseModel):
    """A fact: of whom it is recorded, and how it is drawn, the first entry that fits a patient."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str
    recorded: float = 1
    of: list[Draw]


class Registry(BaseModel):
    """How a registry is made up; ``together`` is the correlation of what is recorded of one patient."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: int
    together: float
    facts: list[Drawn]


def registry() -> Registry:
    """What the package says of a made-up registry."""
    found: Any = plain(read_text(read_bytes(_FILE, _FILE.name), _FILE.name).root)
    return Registry.model_validate({"schema_": found.pop("schema"), **found})


@dataclass
class _Patients:
    """Some patients being drawn: all that is true of them, and what of it is recorded."""

    random: np.random.Generator
    rows: int
    together: float
    true: dict[str, np.ndarray[tuple[int], Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.care = self.random.standard_normal(self.rows)

    def recorded(self, share: float) -> Bits:
        """Of whom a fact is recorded that is of a share of all."""
        if share >= 1:
            return np.ones(self.rows, dtype=np.bool_)
        own = self.random.standard_normal(self.rows)
        met: Numbers = np.sqrt(self.together) * self.care + np.sqrt(1 - self.together) * own
        return np.less(met, NormalDist().inv_cdf(share))

    def where(self, facts: Mapping[str, Any]) -> Bits:
        """Of whom something is true."""
        found = np.ones(self.rows, dtype=np.bool_)
        for path, value in facts.items():
            found &= np.equal(self.true[path], value)
        return found


def patients(rows: int, seed: int) -> Iterator[pl.DataFrame]:
    """A registry of so many patients, batch by batch; the same seed gives the same patients."""
    said = registry()
    for start in range(0, rows, BATCH):
        count = min(BATCH, rows - start)
        some = _Patients(np.random.default_rng((seed, start)), count, said.together)
        ids = pl.Series("id", [f"{MARK}-{start + i + 1:09d}" for i in range(count)])
        yield pl.DataFrame([ids, *(_column(one, some) for one in said.facts)])


def schema() -> pl.Schema:
    """The columns of a made-up registry."""
    return next(patients(1, 0)).schema


def _column(one: Drawn, some: _Patients) -> pl.Series:
    """One fact of some patients."""
    fact = VOCABULARY[one.fact]
    values: np.ndarray[tuple[int], Any] = np.full(some.rows, None, dtype=object)
    left = np.ones(some.rows, dtype=np.bool_)
    for draw in one.of:
        rows = np.flatnonzero(left & some.where(draw.where))
        values[rows] = _values(draw, fact, len(rows), some.random)
        left[rows] = False
    some.true[one.fact] = values
    told = values.copy()
    told[~some.recorded(one.recorded)] = None
    return pl.Series(one.fact, told.tolist(), dtype=_type(fact))


def _type(fact: Fact) -> Any:
    kinds = {Kind.WHOLE: pl.Int16, Kind.DECIMAL: pl.Float64, Kind.BOOLEAN: pl.Boolean, Kind.CHOICE: pl.String}
    return kinds.get(fact.kind, pl.List(pl.String))


def _values(draw: Draw, fact: Fact, rows: int, random: np.random.Generator) -> Any:
    if draw.choice is not None:
        return _one_of([_typed(value, fact) for value in draw.choice], list(draw.choice.values()), rows, random)
    if draw.yes is not None:
        return (random.random(rows) < draw.yes).astype(object)
    if draw.sets is not None:
        lists = [[] if names == _NOBODY else names.split(", ") for names in draw.sets]
        return _one_of(lists, list(draw.sets.values()), rows, random)
    if draw.each is not None:
        there = random.random((rows, len(draw.each))) < np.array(list(draw.each.values()))
        names = np.array(list(draw.each), dtype=object)
        return _objects([names[row].tolist() for row in there])
    return _numbers(draw, fact, rows, random)


def _typed(value: Any, fact: Fact) -> Any:
    return int(value) if fact.kind is Kind.WHOLE else str(value)


def _one_of(values: Sequence[Any], weights: Sequence[float], rows: int, random: np.random.Generator) -> Any:
    share = np.array(weights) / sum(weights)
    return _objects(values)[random.choice(len(values), rows, p=share)]


def _objects(values: Sequence[Any]) -> Any:
    """Values as they are, lists too."""
    found = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        found[place] = value
    return found


def _numbers(draw: Draw, fact: Fact, rows: int, random: np.random.Generator) -> Any:
    if draw.median is not None:
        found = draw.median * np.exp(draw.spread * random.standard_normal(rows))
    else:
        found = random.normal(draw.mean or 0, draw.sd, rows)
    found = np.clip(
        found, draw.low if draw.low is not None else fact.low, draw.high if draw.high is not None else fact.high
    )
    found = np.round(np.round(found / draw.step) * draw.step, 6)
    return found.astype(np.int64 if fact.kind is Kind.WHOLE else np.float64).astype(object)
