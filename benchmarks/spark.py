"""A made-up registry judged by one process and by Spark on this machine: against rows and files.

    python benchmarks/spark.py --rows 100000 1000000 --files 1 8

Whole runs of the command, by the clock, with the start of each; verdicts alone. The number of judged patients must be
the same.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import polars as pl

from recurtx.cohort.synth import patients

DEFAULTS = "spark.sql.files.openCostInBytes 0\n"
"""Small files are not read together."""


def main() -> None:
    """Every figure, on standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--files", type=int, nargs="*", default=[1, 8])
    wanted = parser.parse_args()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pyspark", "polars"))
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"
    print(f"{platform.machine()}, {load}, Python {platform.python_version()}, {libraries}")
    for rows in wanted.rows:
        with tempfile.TemporaryDirectory() as place:
            measure(Path(place), rows, wanted.files)


def measure(folder: Path, rows: int, files: list[int]) -> None:
    """One size: one process first, then Spark on so many files."""
    table = pl.concat(list(patients(rows, 1)))
    table.write_parquet(folder / "registry.parquet")
    (folder / "spark-defaults.conf").write_text(DEFAULTS)
    here = judged(folder, rows, "one process", "registry.parquet", "here.parquet")
    for count in files:
        registry = folder / f"registry{count}"
        registry.mkdir()
        for number, part in enumerate(table.iter_slices(-(-rows // count))):
            part.write_parquet(registry / f"{number}.parquet")
        there = judged(folder, rows, f"Spark, {count} files", registry.name, f"there{count}", "--engine", "spark")
        assert there == here, "the counts differ"


def judged(folder: Path, rows: int, what: str, registry: str, output: str, *more: str) -> object:
    """One run: its line is printed, and what it counted handed back."""
    command = [sys.executable, "-m", "recurtx", "cohort", "run", registry, "-o", output, "--verdicts-only", *more]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "--format", "json"], cwd=folder, env={**os.environ, "SPARK_CONF_DIR": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    taken = time.perf_counter() - begun
    assert done.returncode in (0, 1), done.stderr
    print(f"{rows:>12,} {what:<20} {taken:>8.1f} s {rows / taken:>12,.0f} a second", flush=True)
    told: dict[str, object] = json.loads(done.stdout)
    told.pop("rejects")
    return told


if __name__ == "__main__":
    main()
