"""A table in, its verdicts out, in the kind of table that was handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl

from recurtx.cohort.judging import NONE, VERDICTS, Judge, Judged
from recurtx.cohort.naming import Map, named
from recurtx.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.cohort.circuit import Bytes
    from recurtx.cohort.coded import Codes
    from recurtx.ruleset import Ruleset

VERDICT = pl.Enum([verdict.value for verdict in VERDICTS])
BETWEEN = "; "
"""Between several names in one cell."""


def judged_frame(
    frame: Any, rules: Ruleset, meant: Mapping[str, Any], *, presume: bool, reasons: bool, becomes: bool, ifs: bool
) -> Any:
    """What ``recurtx.judge`` makes of a table; ``meant`` is its map."""
    native = nw.from_native(frame, eager_only=True)
    table = native.to_polars()
    naming = named(table.columns, "the table", Map.model_validate(meant))
    top = [option for option, parent in rules.parents.items() if parent is None]
    judge = Judge(
        rules, naming, text=False, presume=presume, detailed=top if reasons else (),
        becoming=top if becomes or ifs else (), words=ifs,
    )  # fmt: skip
    verdicts = verdicts_table(judge.judge(table), rules.options)
    found = pl.DataFrame([*map(table.get_column, naming.kept), *verdicts.get_columns()])
    return _like(native, found)


def _like(native: Any, found: pl.DataFrame) -> Any:
    if native.implementation.is_polars():
        return found
    if native.implementation.is_pyarrow():
        return found.to_arrow()
    if native.implementation.is_pandas():
        return found.to_pandas()
    raise UsageError.one("RTX204", f"a table of {native.implementation} cannot be judged", "judge", "use polars")


def verdicts_table(judged: Judged, options: Iterable[str]) -> pl.DataFrame:
    """What a table came to, as columns: a problem, the verdicts of some options, what is urgent."""
    columns: list[pl.Series] = [_problems(judged)]
    for option in options:
        columns += [_verdicts(option, judged.verdicts[option]), _known(f"{option}.settled", option, judged)]
        if option in judged.becomes:
            columns.append(_verdicts(f"{option}.becomes", judged.becomes[option]))
        columns += _told(option, judged)
    return pl.DataFrame([*columns, _urgent(judged)])


def _problems(judged: Judged) -> pl.Series:
    found: list[str | None] = [None] * judged.coded.rows
    for row, problems in judged.refused.found.items():
        found[row] = BETWEEN.join(f"{p.code} {p.message}" for _, p in problems)
    return pl.Series("problem", found, dtype=pl.String)


def _verdicts(name: str, places: Bytes) -> pl.Series:
    series = pl.Series(name, np.where(places == NONE, 0, places).astype(np.uint8)).cat.to(VERDICT)
    return _where(series, places)


def _where(series: pl.Series, places: Bytes) -> pl.Series:
    """The same, and null of whom there is no verdict."""
    if not (places == NONE).any():
        return series
    return pl.select(pl.when(pl.Series(places != NONE)).then(series).alias(series.name)).to_series()


def _known(name: str, option: str, judged: Judged) -> pl.Series:
    return _where(pl.Series(name, judged.settled[option]), judged.verdicts[option])


def _told(option: str, judged: Judged) -> list[pl.Series]:
    """What is told in words beside a verdict."""
    told: dict[str, tuple[list[str | None], Codes]] = {}
    if option in judged.words:
        codes, becomings = judged.words[option]
        told["if"] = ([b.words or None for b in becomings], codes)
    if option in judged.details:
        for name, (codes, lists) in judged.details[option]._asdict().items():
            told[name] = ([BETWEEN.join(several) for several in lists], codes)
    return [
        _where(pl.Series(f"{option}.{name}", values, dtype=pl.String).gather(pl.Series(codes)), judged.verdicts[option])
        for name, (values, codes) in told.items()
    ]


def _urgent(judged: Judged) -> pl.Series:
    found = np.full(judged.coded.rows, "", dtype=object)
    for advice, there in judged.urgent.items():
        rows = np.flatnonzero(there)
        found[rows] = [f"{said}{BETWEEN}{advice}" if said else advice for said in found[rows]]
    return pl.Series("urgent", found.tolist(), dtype=pl.String)
