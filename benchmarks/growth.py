"""How the cost of a cohort grows: with the rules, and with the facts that are recorded.

Run ``python benchmarks/growth.py``. Whole calls of ``recurtx.judge``, verdicts of all options for made-up patients in a
table of codes, in patients a second by the clock; rules are read before. Invented rulesets are those of ``scale.py``;
of the table so many columns are kept under the shipped rules, those first that most patients have.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from statistics import median

import polars as pl

import recurtx
from cohort import typed
from recurtx.cohort.synth import patients
from scale import folder

ROUNDS = 3


def a_second(table: pl.DataFrame, rules: recurtx.Rules) -> float:
    """Patients judged in a second, after a first call."""
    recurtx.judge(table, rules)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        recurtx.judge(table, rules)
        times.append(time.perf_counter() - start)
    return table.height / median(times)


def main() -> None:
    """Print a row for each number of rules, then for each number of facts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 500, 1000, 2000, 5000])
    parser.add_argument("--facts", type=int, nargs="+", default=[5, 10, 20, 32])
    chosen = parser.parse_args()
    table = typed(pl.concat(list(patients(chosen.rows, 1))))
    print(f"{'rules':>8} {'patients a second':>20}")
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = place
        for size in chosen.sizes:
            rules = recurtx.Rules.load(folder(Path(place) / str(size), size))
            print(f"{size:>8} {a_second(table, rules):>20,.0f}", flush=True)
    print(f"{'facts':>8} {'patients a second':>20}")
    rules = recurtx.Rules.shipped()
    fullest = sorted(table.columns, key=lambda name: (name not in ("id", "cancer.type"), table[name].null_count()))
    for count in chosen.facts:
        some = table.select(fullest[: count + 1])
        print(f"{some.width - 1:>8} {a_second(some, rules):>20,.0f}", flush=True)


if __name__ == "__main__":
    main()
