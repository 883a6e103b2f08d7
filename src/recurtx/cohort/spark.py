"""The same columns on Spark: a folder of Parquet in, a folder of Parquet out, on one machine or on a cluster.

Spark reads, hands each partition to `Cohort` in batches, and writes. What a cohort counts comes back partition by
partition and is added up here; what must be known of the whole table, the number of a row and who stands in it twice,
Spark works out before. The rules travel with the task, compiled.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import warnings
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812  everybody calls them so
from pyspark.sql.pandas.types import from_arrow_schema

from recurtx.cohort.run import REJECTS, Cohort
from recurtx.cohort.summary import Summary
from recurtx.cohort.tables import BATCH, Source, flat
from recurtx.errors import UsageError, brief
from recurtx.program.library import bare, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark.sql import Column, DataFrame

    from recurtx.cohort.run import Wanted
    from recurtx.ruleset import Ruleset

ROW, FIRST, FILE, SIZE = "recurtx:row", "recurtx:first", "recurtx:file", "recurtx:size"
"""Columns beside those of the registry: where a patient stands, and where the first of that id."""
REJECT, SUMMARY = "recurtx:reject", "recurtx:summary"
"""Columns beside those of the verdicts, until these are written."""
_LONGEST = 300
_SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.hadoop.fs.permissions.umask-mode": "077",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""On one machine nothing is open to others."""


def run(path: str, output: str, rejects: str, ruleset: Ruleset, wanted: Wanted, master: str) -> Cohort:
    """Judge a registry in Parquet; the verdicts and, where anybody was refused, the rejects become folders.

    Args:
        path: a file or a folder, as Spark names it.
        output: the folder to write; it must not be there yet, nor ``rejects``.
        rejects: the folder for those who were refused.
        ruleset: the rules.
        wanted: what is asked.
        master: the cluster, or ``local[*]``.

    Returns:
        The cohort with what was counted.

    Raises:
        UsageError: RTX205 a folder is there already, RTX230 the table cannot be read, RTX237 Spark gave up, and what
            a cohort raises.
    """
    with _session(master) as spark:
        places = [_Place(spark, name) for name in (output, rejects)]
        for place in places:
            place.must_be_free()
        table = _table(spark, path)
        cohort = Cohort(_source(table, path), ruleset, wanted)
        try:
            cohort.summary = _judged(_numbered(table, cohort), cohort, output, rejects)
        except BaseException:
            for place in places:
                place.clear()
            raise
    return cohort


def _judged(table: DataFrame, cohort: Cohort, output: str, rejects: str) -> Summary:
    rules, source = (bare(cohort.ruleset), cohort.ruleset.folder), (cohort.source.path, cohort.source.columns)
    told, schema = pickle.dumps((rules, source, table.columns, cohort.wanted)), _schema(cohort)
    plain = table.toDF(*map(str, range(len(table.columns))))  # it takes no names with points
    found = plain.mapInArrow(partial(_task, told), from_arrow_schema(schema)).persist(StorageLevel.DISK_ONLY)
    names = [_column(name) for name in schema.names if name not in (REJECT, SUMMARY)]
    found.where(F.col("row").isNotNull()).select(*names).write.parquet(output)
    summary = Summary(cohort.wanted.by)
    for (counted,) in found.where(_column(SUMMARY).isNotNull()).select(_column(SUMMARY)).collect():
        summary.join(pickle.loads(counted))
    if summary.refused:
        found.where(_column(REJECT).isNotNull()).select(f"`{REJECT}`.*").write.parquet(rejects)
    found.unpersist()
    return summary


# What runs on the workers


def _task(told: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One partition judged: verdicts, rejects, and at the end what was counted."""
    cohort, names = _cohort(told)
    schema, cohort.summary = _schema(cohort), Summary(cohort.wanted.by)
    for batch in batches:
        frame = pl.DataFrame(pl.from_arrow(batch.rename_columns(names)))
        again = (frame[FIRST] < frame[ROW]).fill_null(value=False).to_numpy() if cohort.ids else None
        facts = flat(frame.drop(ROW, FIRST, strict=False).lazy()).collect()
        verdicts, rejected = cohort.batch(facts, frame[ROW].alias("row"), again)
        yield from _arrow(verdicts.with_columns(pl.col(pl.Enum).cast(pl.String)), schema)
        yield from _arrow(rejected.select(pl.struct(pl.all()).alias(REJECT)), schema)
    yield from _arrow(pl.DataFrame({SUMMARY: [pickle.dumps(cohort.summary)]}), schema)


@lru_cache(maxsize=1)
def _cohort(told: bytes) -> tuple[Cohort, list[str]]:
    """The cohort of a job, kept from task to task with what it has compiled, and the names of all columns."""
    (rules, folder), (path, columns), names, wanted = pickle.loads(told)
    return Cohort(Source(path, columns, 0, False, lambda: iter(())), unpacked(rules, Path(folder)), wanted), names


def _arrow(frame: pl.DataFrame, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """A table with all columns of the schema, and nothing in those that it does not have."""
    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    there = [
        table[field.name].cast(field.type) if field.name in frame.columns else pa.nulls(len(frame), field.type)
        for field in schema
    ]
    yield from pa.table(there, schema=schema).to_batches()


def _schema(cohort: Cohort) -> pa.Schema:
    kinds = {pl.Int64: pa.int64(), pl.Boolean: pa.bool_()}
    fields = [(name, kinds.get(type(kind), pa.string())) for name, kind in cohort.schema.items()]
    reject = pa.struct([(name, kinds.get(kind, pa.string())) for name, kind in REJECTS.items()])
    return pa.schema([*fields, (REJECT, reject), (SUMMARY, pa.binary())])


# What Spark works out


def _table(spark: SparkSession, path: str) -> DataFrame:
    try:
        return spark.read.parquet(path)
    except PySparkException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            raise UsageError.one("RTX101", "there is no such file", path) from None
        raise UsageError.one("RTX230", f"the table cannot be read: {_said(error)}", path) from None


def _source(table: DataFrame, path: str) -> Source:
    empty = pl.DataFrame(pl.from_arrow(table.limit(0).toArrow()))
    return Source(path, flat(empty.lazy()).collect_schema().names(), 0, False, lambda: iter(()))


def _numbered(table: DataFrame, cohort: Cohort) -> DataFrame:
    """The table with the rows counted across its files in the order of their names, and the first row of each id."""
    file, place = F.col("_metadata.file_path").alias(FILE), F.col("_metadata.row_index").alias(ROW)
    sizes = sorted(map(tuple, table.groupBy(file).count().collect()))
    if not sizes:
        raise UsageError.one("RTX234", "the table holds no patient", cohort.source.path)
    before = [(name, sum(size for _, size in sizes[:number])) for number, (name, _) in enumerate(sizes)]
    files = table.sparkSession.createDataFrame(before, f"`{FILE}` string, `{SIZE}` long")
    counted = table.select("*", file, place).join(F.broadcast(files), FILE)
    numbered = counted.withColumn(ROW, _column(ROW) + _column(SIZE) + 1).drop(FILE, SIZE)
    if not cohort.ids:
        return numbered
    name = _column(cohort.ids) if cohort.ids in table.columns else F.col(cohort.ids)
    ids = numbered.select(name.alias(FILE), ROW).where(_column(FILE).isNotNull()).groupBy(FILE)
    twice = ids.agg(F.min(ROW).alias(FIRST), F.count(ROW).alias(SIZE)).where(_column(SIZE) > 1).drop(SIZE)
    return numbered.join(F.broadcast(twice), name == twice[FILE], "left").drop(FILE)


def _column(name: str) -> Column:
    """A column at the top of a table, whatever its name holds."""
    return F.col("`" + name.replace("`", "``") + "`")


class _Place:
    """A folder to be written, wherever Spark writes."""

    def __init__(self, spark: SparkSession, name: str) -> None:
        context: Any = spark.sparkContext
        self.name, self._path = name, context._jvm.org.apache.hadoop.fs.Path(name)
        self._files = self._path.getFileSystem(context._jsc.hadoopConfiguration())

    def must_be_free(self) -> None:
        if self._files.exists(self._path):
            hint = "name another folder, or take that one away"
            raise UsageError.one("RTX205", "there is a folder of this name already", self.name, hint)

    def clear(self) -> None:
        """Take away what was written by half."""
        self._files.delete(self._path, True)


# The session


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    """Spark, quiet, for one run; what goes wrong in it as a problem."""
    local = master.startswith("local")
    builder: Any = SparkSession.builder
    builder = builder.master(master).appName("recurtx cohort").config(map=_SETTINGS | (_HERE if local else {}))
    if local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark: SparkSession | None = None
    try:
        with warnings.catch_warnings(category=FutureWarning, action="ignore"):  # of a pandas that nobody uses here
            with _silence():
                spark = builder.getOrCreate()
            spark.sparkContext.setLogLevel("OFF")
            yield spark
    except (PySparkException, Py4JError) as error:
        hint = "every worker needs recurtx[spark] and the same Python" if "No module named" in str(error) else ""
        raise UsageError.one("RTX237", f"Spark gave up: {_said(error)}", f"--master {master}", hint) from None
    finally:
        if spark is not None:
            spark.stop()


@contextmanager
def _silence() -> Iterator[None]:
    """What is started within writes its log to a file that nobody sees."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _said(error: BaseException) -> str:
    """What Spark says, in one line: of a mistake on a worker the last line of it."""
    lines = [line.strip() for line in str(error).split("\n") if line.strip()]
    told = [line for line in lines if line.split(":")[0].endswith(("Error", "Exception")) and "\tat " not in line]
    return brief((told or lines or [type(error).__name__])[-1], _LONGEST)
