"""Which of its distinct values each row of a column has: whatever is costly is then done once for each value.

Words are told apart by the numbers that polars gives them, lists of words by which words they hold, whatever the order;
all columns of them in one go, and nothing row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recurtx.cohort.circuit import Bits

    Item = TypeVar("Item", bound=np.generic)
    Column: TypeAlias = "np.ndarray[tuple[int], np.dtype[Item]]"

Keys: TypeAlias = "np.ndarray[tuple[int], np.dtype[Any]]"
MISSING = -1
"""The place of a value that is not recorded."""
_DIRECT = 1 << 20
"""Keys below this are looked up in a table that has a place for each of them."""
_MOST_WORDS = 60
"""Words of a list that can be told apart by one bit each."""


@dataclass(frozen=True)
class Places:
    """The place of each row's value among some values: that of its key in a table, -1 for none."""

    keys: Keys
    table: Keys

    @classmethod
    def of(cls, codes: Keys) -> Places:
        """Those that stand for themselves."""
        return cls(codes, np.append(np.arange(codes.max(initial=MISSING) + 1), MISSING))

    def spread(self, values: Column[Item]) -> Column[Item]:
        """By row its value; the last of ``values`` is that of the rows that have none."""
        return values[self.table].take(self.keys)

    @property
    def codes(self) -> Keys:
        """The places themselves."""
        return self.table.take(self.keys)


class Distinct(NamedTuple):
    """The distinct values of a column, and which of them each row has.

    ``odd`` are rows of which that is not all: their lists name something twice.
    """

    places: Places
    values: Sequence[Any]
    odd: Bits | None = None


def distinct(frame: pl.DataFrame, columns: Iterable[str]) -> dict[str, Distinct]:
    """Of those columns that hold words, yes and no, or lists of words, the distinct values; others are left out."""
    kinds = {name: frame.schema[name] for name in columns}
    words = [name for name, kind in kinds.items() if _is_word(kind)]
    lists = [name for name, kind in kinds.items() if isinstance(kind, pl.List) and _is_word(kind.inner)]
    told = frame.select(_numbered(pl.col(name), kinds[name]) for name in words)  # kept, and with it the numbers
    keys = told.select(_keys(pl.col(name)) for name in words)
    found = {name: _of_words(keys[name].to_numpy(), told.schema[name]) for name in words}
    lengths = frame.select((pl.col(name).list.len().cast(pl.UInt32) + 1).fill_null(0) for name in lists)
    inside = pl.collect_all(
        frame.lazy().select(
            _numbered(pl.col(name).explode(empty_as_null=False, keep_nulls=False), kinds[name].inner)  # type: ignore[attr-defined]
        )
        for name in lists
    )
    for name, flat in zip(lists, inside, strict=True):
        found[name] = _of_lists(frame[name], flat.to_series(), lengths[name].to_numpy())
    return found


def hashed(series: pl.Series) -> Distinct:
    """The distinct values of any column."""
    rows = pl.DataFrame({"value": series}).with_row_index("row")
    begin = rows.select(pl.col("row").first().over("value")).to_series().to_numpy().astype(np.intp)
    there = series.is_not_null().to_numpy()
    begins = (begin == np.arange(len(begin))) & there
    place = np.cumsum(begins) - 1
    return Distinct(Places.of(np.where(there, place[begin], MISSING)), series.gather(np.flatnonzero(begins)).to_list())


def together(keys: Keys) -> tuple[Places, Keys]:
    """Numbers that are not negative: for each row the place of its own among the distinct ones, and these."""
    most = int(keys.max(initial=0))
    if most < _DIRECT:
        met = np.flatnonzero(_met(keys))
        table = np.full(most + 1, MISSING)
        table[met] = np.arange(len(met))
        return Places(keys, table), met
    (above, highs), (below, lows) = together(keys // _DIRECT), together(keys % _DIRECT)
    if len(highs) * len(lows) < _DIRECT:
        places, met = together(above.codes * len(lows) + below.codes)
        return places, highs[met // len(lows)] * _DIRECT + lows[met % len(lows)]
    met, codes = np.unique(keys, return_inverse=True)
    return Places.of(codes), met


def _is_word(kind: Any) -> bool:
    return isinstance(kind, (pl.Boolean, pl.String, pl.Categorical, pl.Enum))


def _numbered(column: pl.Expr, kind: Any) -> pl.Expr:
    return column.cast(pl.Categorical) if kind == pl.String else column


def _keys(column: pl.Expr) -> pl.Expr:
    """Numbers from 1, 0 for none."""
    return (column.to_physical().cast(pl.UInt32) + 1).fill_null(0)


def _met(keys: Keys) -> Bits:
    return np.bincount(keys, minlength=1).astype(np.bool_)


def _words(keys: Keys, kind: Any) -> list[Any]:
    """The words that have these keys."""
    if kind == pl.Boolean:
        return [bool(key == 2) for key in keys]
    physical = pl.Series([], dtype=kind).to_physical().dtype
    return pl.Series(keys - 1).cast(physical).cat.to(kind).to_list()


def _of_words(keys: Keys, kind: Any) -> Distinct:
    there = _met(keys)
    there[0] = False
    met = np.flatnonzero(there)
    table = np.full(len(there), MISSING)
    table[met] = np.arange(len(met))
    return Distinct(Places(keys, table), _words(met, kind))


def _of_lists(series: pl.Series, flat: pl.Series, lengths: Keys) -> Distinct:
    """Lists as sums of powers of two, one for each word; where as many bits are set as words named, none is twice.

    Args:
        series: the lists.
        flat: their words, one after the other.
        lengths: how long they are and one more, 0 of those that are missing.
    """
    keys = flat.to_frame().select(_keys(pl.first())).to_series().to_numpy()
    there = _met(keys)
    there[0] = False
    met = np.flatnonzero(there)
    if len(met) > _MOST_WORDS:
        return hashed(series)
    powers = np.zeros(len(there), dtype=np.int64)
    powers[met] = 1 << np.arange(len(met))
    recorded = lengths > 0
    ends = np.cumsum(lengths - recorded, dtype=np.int64)
    sums = _between(powers.take(keys), ends)
    named = _between(keys > 0, ends) if flat.null_count() else lengths - recorded
    twice = np.bitwise_count(sums) != named
    odd = twice if twice.any() else None
    places, states = together(np.where(recorded & ~twice, sums * 2 + 1, 0) if odd is not None else sums * 2 + recorded)
    words = _words(met, flat.dtype)
    lists = [[word for bit, word in enumerate(words) if state >> bit + 1 & 1] for state in states.tolist()]
    if len(states) and not states[0]:  # the first stands for those that are missing
        places, lists = Places(places.keys, places.table - (places.table >= 0)), lists[1:]
    return Distinct(places, lists, odd)


def _between(numbers: Keys, ends: Keys) -> Keys:
    """The sums of what lies up to each end, from the end before it."""
    sums = np.zeros(len(numbers) + 1, dtype=np.int64)
    np.cumsum(numbers, out=sums[1:])
    return np.diff(sums.take(ends), prepend=0)
