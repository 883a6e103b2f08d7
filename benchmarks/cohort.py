"""How many patients a second are judged as columns, against the price of Boolean columns in polars.

    python benchmarks/cohort.py                 # 10,000 to 1,000,000 made-up patients
    python benchmarks/cohort.py --rows 1000000 --parquet 10000000    # and a file of so many, with the memory it takes

Figures of one run, taken in turn and as medians; the absolute ones drift with the machine. ``operations`` are the
steps of the evaluation, each over one bit a patient; polars does as many ``&`` and ``|`` of Boolean columns. Processor
time is given beside the clock, since other work on the machine lengthens the latter most. A table of text is what
Parquet holds; in a table of codes words are categories; facts are what recurtx makes of either before it judges.
"""

from __future__ import annotations

import argparse
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import polars as pl

from recurtx.cohort.frames import verdicts_table
from recurtx.cohort.judging import CHUNK, Judge, tallies
from recurtx.cohort.naming import named
from recurtx.cohort.synth import patients
from recurtx.program.library import open_rules
from recurtx.ruleset import shipped_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recurtx.ruleset import Ruleset

ROUNDS = 3


def main() -> None:
    """Every figure, on standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--reasons", type=int, default=0, help="patients with reasons, and with what they become")
    parser.add_argument("--parquet", type=int, default=0, help="patients of a file that the command reads and writes")
    wanted = parser.parse_args()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("polars", "numpy"))
    print(f"{platform.machine()}, Python {platform.python_version()}, {libraries}")
    rules = open_rules(shipped_rules())
    print(f"{len(rules.options)} options, {sum(len(o.rules) for o in rules.options.values())} rules")
    print(f"{'patients':>10} {'what':<28} {'a second':>12} {'processor':>12}")
    for rows in wanted.rows:
        measure(rows, pl.concat(list(patients(rows, 1))), rules)
    if wanted.reasons:
        table = typed(pl.concat(list(patients(wanted.reasons, 1))))
        for ifs in (False, True):
            what = "with reasons and ifs" if ifs else "with reasons"
            shown(wanted.reasons, what, timed(lambda i=ifs: judged(table, rules, i), 1))  # type: ignore[misc]
    if wanted.parquet:
        with tempfile.TemporaryDirectory() as place:
            from_file(Path(place), wanted.parquet)


def from_file(folder: Path, rows: int) -> None:
    """Verdicts alone, from Parquet to Parquet, by the command; the same million patients again and again, renamed."""
    some, source = min(rows, 1_000_000), folder / "registry.parquet"
    pl.concat(list(patients(some, 1))).write_parquet(folder / "some.parquet")
    again = pl.scan_parquet(folder / "some.parquet")
    named_ = (again.with_columns(pl.format(f"{i}-{{}}", "id").alias("id")) for i in range(-(-rows // some)))
    pl.concat(list(named_)).head(rows).sink_parquet(source, row_group_size=1 << 17)
    command = [sys.executable, "-m", "recurtx", "cohort", "run", source.name, "-o", "verdicts.parquet"]
    begun = time.perf_counter()
    subprocess.run([*command, "--verdicts-only", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    clock, used = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    shown(rows, "Parquet to Parquet", (clock, used.ru_utime + used.ru_stime))
    print(f"{rows:>10} {clock:,.0f} s, {used.ru_maxrss / 1024:,.0f} MiB at most")


def typed(table: pl.DataFrame) -> pl.DataFrame:
    """Words as categories, as a table in memory has them."""
    words = (
        pl.col(pl.String).exclude("id").cast(pl.Categorical),
        pl.col(pl.List(pl.String)).cast(pl.List(pl.Categorical)),
    )
    return table.with_columns(*words)


def judge_of(table: pl.DataFrame, rules: Ruleset, becoming: Sequence[str] = ()) -> Judge:
    """What judges such a table: verdicts and, of some options, what they become."""
    return Judge(rules, named(table.columns, "table"), text=False, becoming=becoming)


def judged(table: pl.DataFrame, rules: Ruleset, ifs: bool) -> None:
    """Verdicts with what decides, what is missing and, if wanted, what open options become and when."""
    top = at_the_top(rules)
    some = {"detailed": top, "becoming": top if ifs else (), "words": ifs}
    Judge(rules, named(table.columns, "t"), text=False, **some).judge(table)  # type: ignore[arg-type]


def at_the_top(rules: Ruleset) -> list[str]:
    """The options that are no way of another."""
    return [option for option, parent in rules.parents.items() if parent is None]


def measure(rows: int, table: pl.DataFrame, rules: Ruleset) -> None:
    """The parts of one size, in turn."""
    text, table = table, typed(table)
    judge = judge_of(table, rules)
    foreseeing = judge_of(table, rules, at_the_top(rules))
    begun = time.process_time()
    foreseeing.judge(table)
    made = time.process_time() - begun
    judge.judge(table.head(1000))
    coded, _ = judge.reader.read(table)
    plan = judge.plan(coded)
    operations = len(plan.deciding.steps)
    columns = [
        pl.Series(str(i), [random.random() < 0.5 for _ in range(1000)] * -(-rows // 1000))[:rows] for i in range(64)
    ]
    frame = pl.DataFrame(columns)
    expressions = [
        (pl.col(str(random.randrange(64))) & pl.col(str(random.randrange(64)))).alias(f"x{i}") for i in range(500)
    ]
    parts: dict[str, Callable[[], object]] = {
        "table of text to verdicts": lambda: judge.judge(text),
        "table of codes to verdicts": lambda: judge.judge(table),
        "codes to what they become": lambda: foreseeing.judge(table),
        "table of codes to facts": lambda: judge.reader.read(table),
        "facts to verdicts": lambda: [tallies(plan, coded.some(slice(i, i + CHUNK))) for i in range(0, rows, CHUNK)],
        "500 polars operations": lambda: frame.select(expressions),
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in parts}
    for _ in range(ROUNDS):
        for name, part in parts.items():
            found[name].append(timed(part, 1))
    times = {name: (median(t for t, _ in f), median(p for _, p in f)) for name, f in found.items()}
    for name in parts:
        if "polars" not in name:
            shown(rows, name, times[name])
    first = made - times["codes to what they become"][1]
    print(f"{rows:>10} columns of what options become: {first:,.1f} s of the processor to make, once for some rules")
    shown(rows, "verdicts as a table", timed(lambda: verdicts_table(judge.judge(table), rules.options), 1))
    ratio = times["facts to verdicts"][1] / (times["500 polars operations"][1] * operations / 500)
    print(f"{rows:>10} {operations} operations: {ratio:.2f} x the processor time of as many Boolean columns in polars")


def timed(part: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        part()
    return (time.perf_counter() - clock) / rounds, (time.process_time() - processor) / rounds


def shown(rows: int, name: str, times: tuple[float, float]) -> None:
    """One line: patients a second, by the clock and by processor time."""
    print(f"{rows:>10} {name:<28} {rows / times[0]:>12,.0f} {rows / times[1]:>12,.0f}", flush=True)


if __name__ == "__main__":
    main()
