"""What a cohort came to, counted: by option and cancer, by stratum, and which missing facts hold most patients up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from recurtx.cohort.coded import values_of
from recurtx.cohort.judging import NONE, VERDICTS
from recurtx.cohort.reading import TYPE
from recurtx.engine import Verdict

if TYPE_CHECKING:
    import polars as pl

    from recurtx.cohort.circuit import Bits, Bytes
    from recurtx.cohort.coded import Chosen
    from recurtx.cohort.judging import Judged

UNTOLD = "not recorded"


@dataclass
class Summary:
    """The counts; ``verdicts`` by option, stratum and verdict, where the strata are cancers and those of ``by``.

    ``missing`` counts the patients whom a fact keeps from a verdict of some option at the top, ``settled`` by option
    the patients of whom nothing more could change the verdict, and ``problems`` what was wrong, by code.
    """

    by: str = ""
    patients: int = 0
    refused: int = 0
    alone: int = 0
    strata: Counter[str] = field(default_factory=Counter)
    cancers: Counter[str] = field(default_factory=Counter)
    verdicts: dict[str, dict[str, Counter[Verdict]]] = field(default_factory=dict)
    by_stratum: dict[str, dict[str, Counter[Verdict]]] = field(default_factory=dict)
    settled: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    urgent: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)

    def add(self, judged: Judged, frame: pl.DataFrame) -> None:
        """Count the patients of one table."""
        self.patients += judged.coded.rows
        self.refused += len(judged.refused.found)
        self.alone += len(judged.alone)
        self.problems.update(p.code for found in judged.refused.found.values() for _, p in found)
        kinds: Chosen = judged.coded.columns[TYPE]  # type: ignore[assignment]
        self._group(judged, self.verdicts, self.cancers, [str(v) for v in values_of(TYPE)], kinds.codes)
        if self.by:
            distinct, codes = np.unique(frame[self.by].cast(str).fill_null(UNTOLD).to_numpy(), return_inverse=True)
            self._group(judged, self.by_stratum, self.strata, distinct.tolist(), codes)
        for option, settled in judged.settled.items():
            self.settled[option] += int(settled.sum())
        for advice, there in judged.urgent.items():
            self.urgent[advice] += int(there.sum())
        self.missing.update(_held_up(judged))

    def join(self, other: Summary) -> None:
        """Count the patients of another part of the same table."""
        self.patients, self.refused = self.patients + other.patients, self.refused + other.refused
        self.alone += other.alone
        for name in ("strata", "cancers", "settled", "missing", "urgent", "problems"):
            getattr(self, name).update(getattr(other, name))
        for into, found in ((self.verdicts, other.verdicts), (self.by_stratum, other.by_stratum)):
            for option, strata in found.items():
                for stratum, counts in strata.items():
                    into.setdefault(option, {}).setdefault(stratum, Counter()).update(counts)

    def _group(
        self, judged: Judged, into: dict[str, dict[str, Counter[Verdict]]], sizes: Counter[str], names: list[str],
        codes: Any,
    ) -> None:  # fmt: skip
        """Count by option and stratum; ``codes`` are the places of the strata among their names."""
        there = next(iter(judged.verdicts.values())) != NONE
        sizes.update(dict(zip(names, np.bincount(codes[there], minlength=len(names)).tolist(), strict=True)))
        for option, places in judged.verdicts.items():
            _count(into.setdefault(option, {}), names, codes[there], places[there])


def _count(into: dict[str, Counter[Verdict]], names: list[str], codes: Any, places: Bytes) -> None:
    pairs = codes.astype(np.intp) * len(VERDICTS) + places
    counts = np.bincount(pairs, minlength=len(names) * len(VERDICTS)).reshape(-1, len(VERDICTS))
    for name, row in zip(names, counts.tolist(), strict=False):
        found = into.setdefault(name, Counter())
        found.update({verdict: number for verdict, number in zip(VERDICTS, row, strict=True) if number})


def _held_up(judged: Judged) -> Counter[str]:
    """By fact the patients of whom some option at the top waits for it."""
    found: dict[str, Bits] = {}
    waiting = VERDICTS.index(Verdict.NEEDS_INFORMATION)
    for option, details in judged.details.items():
        codes, lists = details.missing
        facts: dict[str, list[int]] = {}
        for place, missing in enumerate(lists):
            for path in missing:
                facts.setdefault(path, []).append(place)
        open_ = judged.verdicts[option] == waiting
        for path, places in facts.items():
            table = np.zeros(len(lists), dtype=np.bool_)
            table[places] = True
            held = table[codes] & open_
            found[path] = held | found[path] if path in found else held
    return Counter({path: int(held.sum()) for path, held in found.items() if held.any()})
