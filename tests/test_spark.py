"""A cohort on Spark: the same rows, rejects and counts as in one process."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from command import MINI, recurtx

pytest.importorskip("pyspark", reason="pyspark is not installed")
pytest.importorskip("pyarrow", reason="pyarrow is not installed")
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

java = shutil.which("java", path=f"{os.environ['JAVA_HOME']}/bin" if "JAVA_HOME" in os.environ else None)

PATIENTS = pl.DataFrame({
    "no": ["a", "b", "c", "a", "d", None, "e", "f", "b", "g"],
    "row": ["what", "the", "registry", "calls", "a", "row", "is", "not", "a", "fact"],
    "hospital": ["north", "south", None, "north", "south", "north", "south", "north", "south", "south"],
    "cancer": [{"type": kind} for kind in ["ovarian", "gastric", "colorectal", None, "ovarian"] * 2],
    "ecog": [0, 1, 2, 3, 9, None, 1, 0, 2, 4],
    "patient.age": [40.0, 55.0, None, 61.0, 70.0, 33.0, 48.0, 59.0, 66.0, 71.0],
    "recurrence.sites": [["liver"], [], None, ["lung", "liver"], [], None, ["liver"], [], ["moon"], []],
})  # fmt: skip
MAP = """
columns: {no: id, hospital: keep, row: ignore}
"""
QUICK = """
spark.sql.shuffle.partitions 2
spark.sql.codegen.wholeStage false
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""
"""What makes a short life of Spark shorter."""


def judged(*words: str, exit_code: int = 1) -> dict[str, Any]:
    done = recurtx("--rules", str(MINI), "cohort", *words, "--format", "json")
    assert done.code == exit_code, done.err
    return json.loads(done.out)


def rows(path: Path) -> list[dict[str, Any]]:
    frame = pl.read_parquet(path / "*.parquet" if path.is_dir() else path)
    return frame.cast({pl.Enum: pl.String}).sort("row", maintain_order=True).to_dicts()


@pytest.mark.skipif(java is None, reason="Java is not installed")
def test_spark_finds_what_one_process_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("map.yaml").write_text(MAP)
    Path("spark-defaults.conf").write_text(QUICK)
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    Path("registry").mkdir()
    for number, part in enumerate(PATIENTS.iter_slices(4)):
        part.write_parquet(f"registry/{number}.parquet")
    PATIENTS.write_parquet("registry.parquet")
    asked = ("--map", "map.yaml", "--by", "hospital", "--ways", "--becomes", "--ifs")

    here = judged("registry.parquet", "-o", "here.parquet", *asked)
    spark = judged("registry", "-o", "there", "--engine", "spark", "--master", "local[2]", *asked)

    assert spark.pop("rejects") == "there.rejects"
    assert here.pop("rejects") == "here.rejects.csv"
    assert spark == here
    assert {"RTX235", "RTX113"} < set(here["problems"])
    assert rows(Path("there")) == rows(Path("here.parquet"))
    refused = pl.read_csv("here.rejects.csv", schema_overrides={"id": pl.String})
    assert rows(Path("there.rejects")) == refused.sort("row", maintain_order=True).to_dicts()
    open_to_others = [file for file in Path("there").rglob("*") if file.stat().st_mode & 0o077]
    assert open_to_others == []


@pytest.mark.skipif(java is None, reason="Java is not installed")
def test_spark_that_gives_up_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: object) -> None:
        raise PySparkException("Traceback of many lines\n\tat somewhere\nConnectionError: all masters are unresponsive")

    monkeypatch.setattr(SparkSession.Builder, "getOrCreate", nobody)
    done = recurtx("cohort", "registry", "-o", "out", "--engine", "spark", "--master", "spark://nobody:7077")
    (found,) = done.complaints()
    assert (done.code, found.code, found.where) == (2, "RTX237", "--master spark://nobody:7077")
    assert found.message == "Spark gave up: ConnectionError: all masters are unresponsive"


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    done = recurtx("cohort", "registry", "-o", "out", "--engine", "spark")
    (found,) = done.complaints()
    assert (done.code, found.code) == (2, "RTX211")
    assert "Java" in found.message


def test_a_cluster_is_for_spark() -> None:
    done = recurtx("cohort", "registry.csv", "-o", "out.csv", "--master", "yarn")
    assert [(found.code, found.help) for found in done.complaints()] == [("RTX204", "add --engine spark")]
