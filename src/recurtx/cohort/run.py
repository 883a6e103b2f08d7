"""A registry from its file into the file of its verdicts, batch by batch, with what was counted on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from recurtx.cohort.frames import verdicts_table
from recurtx.cohort.judging import Judge
from recurtx.cohort.naming import named
from recurtx.cohort.reading import ID, Refused
from recurtx.cohort.summary import Summary
from recurtx.errors import Location, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recurtx.cohort.circuit import Bits
    from recurtx.cohort.judging import Judged
    from recurtx.cohort.naming import Map
    from recurtx.cohort.tables import Source, Torn
    from recurtx.ruleset import Ruleset

_SLOTS = 1 << 24
"""Slots in which it is noted that an id of this hash was met: an empty one settles that it was not."""


@dataclass(frozen=True)
class Wanted:
    """What is asked of a registry.

    ``by`` is a column whose values are counted apart; ``ways`` asks for the ways of the options as well, ``reasons``
    for what decides and what is missing, ``becomes`` for what open options become, ``ifs`` for that in words as well.
    """

    map: Map | None = None
    by: str = ""
    ways: bool = False
    reasons: bool = True
    becomes: bool = False
    presume: bool = True
    ifs: bool = False


class Cohort:
    """One run over a registry.

    Args:
        source: the table.
        ruleset: the rules.
        wanted: what is asked.

    Raises:
        UsageError: the columns do not say what they should.
    """

    def __init__(self, source: Source, ruleset: Ruleset, wanted: Wanted) -> None:
        self.source, self.ruleset, self.wanted = source, ruleset, wanted
        keep = [wanted.by] if wanted.by else []
        if wanted.by and wanted.by not in source.columns:
            message = f"there is no column `{wanted.by}`"
            raise UsageError([Problem.unknown("RTX231", message, Location("--by"), wanted.by, source.columns)])
        self.naming = named(source.columns, source.path, wanted.map, keep)
        self.options = [name for name, parent in ruleset.parents.items() if wanted.ways or parent is None]
        self.judge = Judge(
            ruleset, self.naming, text=source.text, presume=wanted.presume,
            detailed=self.options if wanted.reasons else (),
            becoming=self.options if wanted.becomes or wanted.ifs else (), words=wanted.ifs,
        )  # fmt: skip
        self.summary = Summary(wanted.by)
        self.rejects: list[pl.DataFrame] = []
        self.ids = next((part.column for part in self.naming.parts if part.path == ID), "")
        self._met = Met()

    def run(self, tick: Callable[[int], None] = lambda _: None) -> Iterator[pl.DataFrame]:
        """The verdicts, batch by batch; ``tick`` is told how many patients are done."""
        done = 0
        for frame, torn in self.source.batches():
            rows = pl.int_range(done + 1, done + 1 + len(frame), eager=True).alias("row")
            again = self._met.again(frame[self.ids].cast(pl.String)) if self.ids else None
            verdicts, rejected = self.batch(frame, rows, again, torn)
            self.rejects.append(rejected)
            done += len(frame)
            yield verdicts
            tick(done)

    def batch(
        self, frame: pl.DataFrame, rows: pl.Series, again: Bits | None, torn: Torn | None = None
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The verdicts of some patients, and who of them was refused; both are counted.

        Args:
            frame: the patients.
            rows: their rows in the whole table, counted from 1.
            again: who has the id of somebody in an earlier row; None where there are no ids.
            torn: of rows that are not whole, by their place in ``frame``, what is wrong.
        """
        refused = Refused.of(torn or {})
        if again is not None:
            self._twice(frame, again, refused)
        judged = self.judge.judge(frame, refused)
        self.summary.add(judged, frame)
        out = judged.refused.rows(len(frame))
        return self._table(judged, frame, rows).filter(pl.Series(~out)), self._rejected(judged, frame, rows)

    @property
    def schema(self) -> pl.Schema:
        """The columns of what is written."""
        empty = pl.DataFrame(schema=dict.fromkeys(self.source.columns, pl.String))
        judged = self.judge.judge(empty)
        return self._table(judged, empty, pl.Series("row", [], dtype=pl.Int64)).schema

    def _table(self, judged: Judged, frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
        first = [rows]
        first += [frame[self.ids].cast(pl.String).alias(ID)] if self.ids else []
        first += [frame[name].cast(pl.String) for name in self.naming.kept if name not in ("row", ID)]
        verdicts = verdicts_table(judged, self.options).drop("problem")
        return pl.DataFrame([*first, *verdicts.get_columns()])

    def _rejected(self, judged: Judged, frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
        """Who was refused: the row in the file, counted from 1, the column, and why."""
        found = sorted(judged.refused.found.items())
        told = [(row, column, problem) for row, problems in found for column, problem in problems]
        names = frame[self.ids].cast(pl.String).gather([row for row, _, _ in told]).to_list() if self.ids else None
        return pl.DataFrame({
            "row": rows.gather([row for row, _, _ in told]),
            "id": names or [None] * len(told),
            "column": [column for _, column, _ in told],
            "code": [problem.code for _, _, problem in told],
            "reason": [f"{p.message}; {p.help}" if p.help else p.message for _, _, p in told],
        }, schema=REJECTS)  # fmt: skip

    def _twice(self, frame: pl.DataFrame, again: Bits, found: Refused) -> None:
        """Who has the id of somebody before, as a mistake."""
        column = frame[self.ids].cast(pl.String)
        for row in np.flatnonzero(again).tolist():
            message = f"the id `{column[row]}` stands in an earlier row as well"
            found.add(row, self.ids, [Problem("RTX235", message, Location(self.ids), "give each patient an id")])


REJECTS = {"row": pl.Int64, "id": pl.String, "column": pl.String, "code": pl.String, "reason": pl.String}


@dataclass
class Met:
    """The ids that were met, as hashes; who has none is nobody's twin."""

    slots: Bits = field(default_factory=lambda: np.zeros(_SLOTS, dtype=np.bool_))
    hashes: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = field(default_factory=list)

    def again(self, ids: pl.Series) -> Bits:
        """Which ids of a batch were met before, in it or in another."""
        there = ids.is_not_null().to_numpy()
        hashes = ids.hash(seed=0).to_numpy()
        first = np.zeros(len(ids), dtype=np.bool_)
        first[np.unique(hashes, return_index=True)[1]] = True
        found: Bits = np.logical_not(first)
        maybe = np.flatnonzero(self.slots[hashes % _SLOTS])
        for before in self.hashes if len(maybe) else ():
            place = np.minimum(np.searchsorted(before, hashes[maybe]), len(before) - 1)
            found[maybe] |= before[place] == hashes[maybe]
        self.slots[hashes[there] % _SLOTS] = True
        if there.any():
            self.hashes.append(np.unique(hashes[there]))
        found &= there
        return found
