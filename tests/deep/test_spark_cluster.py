"""A cohort on a cluster of one master and two workers, of which one dies in the middle: complete, and equal."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from command import MINI
from test_spark import java, judged, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.deep, pytest.mark.skipif(java is None, reason="Java is not installed")]
pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")

PATIENTS, FILES, SECONDS = 12_000, 12, 900
DEFAULTS = """
spark.sql.files.openCostInBytes 0
spark.sql.files.maxPartitionBytes 1m
spark.sql.shuffle.partitions 2
"""
"""A task for each file."""


@contextmanager
def started(*words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A part of Spark in a group of its own, which ends with the test."""
    spark = Path(pyspark.__file__).parent
    env = {**os.environ, "SPARK_HOME": str(spark), "SPARK_LOCAL_IP": "127.0.0.1", **more}
    command = [str(spark / "bin" / "spark-class"), *words]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, text=True
    ) as process:
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(what: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + SECONDS
    while not what():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end
        time.sleep(0.05)


def listening(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def registry(folder: Path) -> None:
    """A made-up registry in many files, in which some patients stand twice and some cannot be taken."""
    from recurtx.cohort.synth import patients

    table = pl.concat(list(patients(PATIENTS, 7)))
    lost = pl.int_range(pl.len()) % 500
    table = table.with_columns(
        pl.when(lost == 1).then(pl.lit("twice")).otherwise("id").alias("id"),
        pl.when(lost == 2).then(pl.lit(9)).otherwise("patient.ecog").alias("patient.ecog"),
    )
    table.write_parquet(folder / "registry.parquet")
    (folder / "registry").mkdir()
    for number, part in enumerate(table.iter_slices(PATIENTS // FILES)):
        part.write_parquet(folder / "registry" / f"{number:03}.parquet")


def test_a_worker_that_dies_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    registry(tmp_path)
    (tmp_path / "spark-defaults.conf").write_text(DEFAULTS)
    here = judged("registry.parquet", "-o", "here.parquet", "--verdicts-only", "--ways")
    port, deploy = free_port(), "org.apache.spark.deploy"
    address = f"spark://127.0.0.1:{port}"
    at = ("--host", "127.0.0.1", "--webui-port", "0")
    worker = (f"{deploy}.worker.Worker", *at, "--cores", "1", "--memory", "1g", address)

    with started(f"{deploy}.master.Master", *at, "--port", str(port)) as master:
        until(lambda: listening(port), master)
        with (
            started(*worker, "-d", str(tmp_path / "one")),
            started(*worker, "-d", str(tmp_path / "two")) as doomed,
            subprocess.Popen(
                [
                    sys.executable, "-m", "recurtx", "--rules", str(MINI), "cohort", "registry", "-o", "there",
                    "--verdicts-only", "--ways", "--engine", "spark", "--master", address, "--format", "json",
                ],
                env={**os.environ, "SPARK_CONF_DIR": str(tmp_path), "PYSPARK_PYTHON": sys.executable},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            ) as run,
        ):  # fmt: skip
            written = tmp_path / "there" / "_temporary" / "0"
            until(lambda: written.is_dir() and any(written.glob("task_*")), run)
            assert len(list(written.glob("task_*"))) < FILES / 2
            kill(doomed)
            out, err = run.communicate(timeout=SECONDS)

    assert run.returncode == 1, err
    there: dict[str, Any] = json.loads(out)
    assert (there.pop("rejects"), here.pop("rejects")) == ("there.rejects", "here.rejects.csv")
    assert there == here
    assert rows(Path("there")) == rows(Path("here.parquet"))
    refused = (
        pl.read_csv("here.rejects.csv", schema_overrides={"id": pl.String}).sort("row", maintain_order=True).to_dicts()
    )
    assert rows(Path("there.rejects")) == refused
    assert (Path("there") / "_SUCCESS").exists()
