"""``recurtx cohort``: a registry in, the verdicts of all its patients out."""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import typer

from recurtx.cli.files import keep, replacing, same_file
from recurtx.cli.inputs import ruleset
from recurtx.cli.options import (
    Becomes,
    By,
    CohortEngine,
    CohortFile,
    Engine,
    Fast,
    Formats,
    Ifs,
    MapFile,
    Master,
    NoPresume,
    Number,
    Quiet,
    Rejects,
    Seed,
    TableOutput,
    Ways,
)  # fmt: skip
from recurtx.cli.output import note, show
from recurtx.cohort.public import needs_cohort
from recurtx.errors import ExitCode, UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from recurtx.cohort.naming import Map, Naming
    from recurtx.cohort.run import Cohort, Wanted
    from recurtx.cohort.tables import Source
    from recurtx.ruleset import Ruleset

_OFTEN = 0.2
"""Seconds between two looks of the bar."""
_BAR = 24


def run(
    file: CohortFile, output: TableOutput, map: MapFile = None, by: By = None, ways: Ways = False, fast: Fast = False,
    becomes: Becomes = False, ifs: Ifs = False, rejects: Rejects = None, quiet: Quiet = False,
    no_presume: NoPresume = False, engine: CohortEngine = Engine.embedded, master: Master = None,
    format: Formats = Format.terminal,
) -> None:  # fmt: skip
    """Judge every patient of a registry: CSV, TSV, Excel, Parquet or NDJSON in; CSV, TSV, Parquet or NDJSON out.

    `run` may be left out: `recurtx cohort FILE -o OUT`.
    Columns are facts by their path or another name; --map says what others mean. Who cannot be taken is not judged and
    stands in a file of rejects with the row, the column and the reason; then the exit code is 1. Needs the extra
    recurtx[cohort].

    Examples:

      recurtx cohort run registry.csv -o verdicts.parquet

      recurtx cohort registry.xlsx -o verdicts.csv --map registry.yaml --by hospital

      recurtx cohort registry.parquet -o verdicts.ndjson --verdicts-only --becomes --format html > summary.html

      recurtx cohort hdfs:///registry -o hdfs:///verdicts --engine spark --master yarn
    """
    needs_cohort()
    from recurtx.cohort.run import Wanted
    from recurtx.pages.cohort import cohort_data, cohort_page

    if engine is Engine.spark:
        needs_spark()
        judged = partial(_on_spark, master=master or "local[*]")
    elif master:
        raise UsageError.one("RTX204", "a cluster runs Spark", f"--master {master}", "add --engine spark")
    else:
        judged = partial(_embedded, map=map, quiet=quiet)
    rules = ruleset()
    wanted = Wanted(_map(map), by or "", ways, not fast, becomes, not no_presume, ifs)
    cohort, refused = judged(file, output, rejects, rules, wanted)
    summary, told = cohort.summary, refused if cohort.summary.refused else ""
    show(
        lambda: cohort_page(summary, rules, cohort.options, Path(file).name, told),
        lambda: cohort_data(summary, told), format, None,
    )  # fmt: skip
    if summary.refused:
        raise typer.Exit(ExitCode.FOUND)


def _embedded(
    file: str, output: str, rejects: str | None, rules: Ruleset, wanted: Wanted, *, map: str | None, quiet: bool
) -> tuple[Cohort, str]:
    """The cohort, judged in this process, and where those are who were refused."""
    from recurtx.cohort.run import Cohort
    from recurtx.cohort.tables import open_table

    ending = _ending(output)
    refused = rejects or str(Path(output).with_name(f"{Path(output).stem}.rejects.csv"))
    for option, target in (("--output", output), ("--rejects", refused)):
        keep(file, target, "table", option)
        keep(map, target, "map", option)
    if same_file(output, refused):
        raise UsageError.one(
            "RTX205", "verdicts and rejects cannot share a file", f"--rejects {refused}", "name another"
        )
    cohort = Cohort(open_table(file), rules, wanted)
    _write(cohort, output, refused, ending, quiet)
    return cohort, refused


def _on_spark(
    file: str, output: str, rejects: str | None, rules: Ruleset, wanted: Wanted, *, master: str
) -> tuple[Cohort, str]:
    """The cohort, judged on Spark, and the folder of those who were refused."""
    from recurtx.cohort.spark import run

    refused = rejects or f"{output.rstrip('/')}.rejects"
    return run(file, output, refused, rules, wanted, master), refused


def synth(output: TableOutput, n: Number = 10_000, seed: Seed = 0, quiet: Quiet = False) -> None:
    """Make up a registry: patients who do not exist, by cancer as plausible as the evidence allows, facts missing as
    they are. The name of the file says `synthetic`, and so does its metadata. Needs the extra recurtx[cohort].

    Examples:

      recurtx cohort synth --n 100000 --seed 1 -o synthetic.parquet
    """
    needs_cohort("cohort synth")
    from recurtx.cohort.synth import MARK, NOTE, patients, schema
    from recurtx.cohort.tables import write_table

    target, ending = _marked(output, MARK), _ending(output)
    progress = Progress(n, quiet)

    def told() -> Iterator[pl.DataFrame]:
        done = 0
        for frame in patients(n, seed):
            yield frame if ending not in (".csv", ".tsv") else frame.with_columns(_as_text(frame))
            done += len(frame)
            progress.tick(done)

    with replacing(target) as part:
        write_table(told(), schema(), part.path, ending, NOTE)
        part.done()
    progress.done()
    note(f"{n} made-up patients: {target}")


def _as_text(frame: pl.DataFrame) -> list[pl.Expr]:
    """Lists in one text, for tables that have no lists; an empty one says so."""
    import polars as pl

    return [
        pl.when(pl.col(name).list.len() == 0).then(pl.lit("none")).otherwise(pl.col(name).list.join(", ")).alias(name)
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.List)
    ]


def _marked(output: str, mark: str) -> str:
    """The name of a file, with what marks it as made up."""
    path = Path(output)
    return output if mark in path.name else str(path.with_name(f"{path.stem}.{mark}{path.suffix}"))


def _ending(output: str) -> str:
    from recurtx.cohort.tables import WRITABLE

    ending = Path(output).suffix.lower()
    if ending not in WRITABLE:
        hint = f"a table ends in {', '.join(WRITABLE)}"
        raise UsageError.one("RTX205", "the ending does not say what table to write", f"--output {output}", hint)
    return ending


def needs_spark() -> None:
    """Raises:
    UsageError: RTX211 Spark, or the Java that it runs on, is not installed.
    """
    if any(find_spec(name) is None for name in ("pyspark", "pyarrow")):
        hint = "install it: pip install 'recurtx[spark]'"
        raise UsageError.one(
            "RTX211", "Spark needs pyspark and pyarrow, which are not installed", "--engine spark", hint
        )
    home = os.environ.get("JAVA_HOME")
    if which("java", path=f"{home}/bin" if home else None) is None:
        hint = "install Java 17 or later, or let JAVA_HOME name its folder"
        raise UsageError.one("RTX211", "Spark needs Java, which is not found", "--engine spark", hint)


def opened(path: str, map: str | None, what: str) -> tuple[Source, Naming]:
    """A registry that another command asks about, and what its columns say.

    Raises:
        UsageError: RTX211 the extra is not installed; the table or the map cannot be used.
    """
    needs_cohort(what)
    from recurtx.cohort.naming import named
    from recurtx.cohort.tables import open_table

    source = open_table(path)
    return source, named(source.columns, path, _map(map))


def _map(path: str | None) -> Map | None:
    """The map in a file."""
    if path is None:
        return None
    from recurtx.cohort.naming import read_map
    from recurtx.document import Unreadable, read_bytes, read_text

    try:
        return read_map(read_text(read_bytes(Path(path), path), path))
    except Unreadable as error:
        raise UsageError(error.problems) from None


def _write(cohort: Cohort, output: str, rejects: str, ending: str, quiet: bool) -> None:
    """Both files, whole or neither: the verdicts, and where there is anybody, who was refused."""
    import polars as pl

    from recurtx.cohort.tables import write_table

    progress = Progress(cohort.source.rows, quiet)
    about = f"verdicts of {cohort.ruleset!r}"
    try:
        with replacing(output) as part, replacing(rejects, "--rejects") as other:
            write_table(cohort.run(progress.tick), cohort.schema, part.path, ending, about)
            part.done()
            if cohort.summary.refused or Path(rejects).exists():
                pl.concat(cohort.rejects).write_csv(other.path)
                other.done()
    finally:
        progress.done()


class Progress:
    """How far it is, on one line of standard error; silent where nobody watches."""

    def __init__(self, rows: int, quiet: bool) -> None:
        self.rows, self.begun, self.last = rows, time.monotonic(), 0.0
        self.watched = not quiet and sys.stderr is not None and sys.stderr.isatty()

    def tick(self, done: int) -> None:
        """So many patients are done."""
        now = time.monotonic()
        if self.watched and (now - self.last > _OFTEN or done == self.rows):
            self.last = now
            full = _BAR * done // max(1, self.rows)
            rate = f"{done / max(now - self.begun, 0.001):,.0f} a second"
            sys.stderr.write(f"\r{'#' * full}{'.' * (_BAR - full)} {done:,} of {self.rows:,} patients, {rate}\x1b[K")
            sys.stderr.flush()

    def done(self) -> None:
        """The line is taken away."""
        if self.watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
