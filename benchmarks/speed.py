"""How long each step takes, the old version and this tree in turn within one run, medians over the bundled cases.

Run ``python benchmarks/speed.py``; ``--old PATH`` names the executable of an installed old version, else af44b24 is
installed for the run. Times drift with the machine; the ratios within one run are what to compare.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from versions import OLD, TREE, Child, old_version

if TYPE_CHECKING:
    from collections.abc import Iterator

FIGURES = {
    "judgement": ("one judgement of all options", None, 8.0),
    "answer": ("the complete answer, close calls and residuals", 20.0, None),
    "document": ("the JSON document, with questions", None, None),
    "next": ("next questions", 15.0, None),
    "changes": ("smallest changes, one option, up to 3", 40.0, None),
}
"""By figure: its name, the most milliseconds it may take, and the least factor by which it must be quicker."""


def profiles(folder: Path) -> list[Path]:
    """The profiles of the bundled cases as files."""
    found = []
    for case in sorted((TREE / "src" / "recurtx" / "cases" / "data").glob("*.yaml")):
        file = folder / case.name
        file.write_text(yaml.safe_dump(yaml.safe_load(case.read_text("utf-8"))["profile"]), encoding="utf-8")
        found.append(file)
    return found


def timed(children: tuple[Child, Child], files: list[Path], figure: str, repeats: int) -> list[tuple[float, float]]:
    """For each patient the quickest of a few runs of both versions, which take turns."""
    found = []
    for file in files:
        runs: list[list[float]] = [[], []]
        for _ in range(repeats + 1):
            for child, times in zip(children, runs, strict=True):
                times.append(child.ask(path=str(file), figure=figure)["ms"])
        found.append((min(runs[0][1:]), min(runs[1][1:])))
    return found


def rows(children: tuple[Child, Child], files: list[Path], repeats: int) -> Iterator[str]:
    """A row for each figure."""
    yield f"{'median over ' + str(len(files)) + ' cases':<50}{'old':>10}{'new':>10}{'factor':>9}"
    for figure, (name, most, factor) in FIGURES.items():
        old, new = zip(*timed(children, files, figure, repeats), strict=True)
        before, after = statistics.median(old), statistics.median(new)
        wanted = f"  at most {most:.0f} ms" if most else f"  at least {factor:.0f} x" if factor else ""
        wanted += " MISSED" if after > (most or after) or before / after < (factor or 0) else ""
        times = f"{before:>7.1f} ms{after:>7.1f} ms{before / after:>7.1f} x"
        yield f"{name:<50}{times}{wanted}  (slowest {max(old):.0f}, {max(new):.0f})"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--old", metavar="PATH", help="the executable of an old version that is installed already")
    parser.add_argument("--revision", default=OLD, help="the old version to install where none is named")
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    with old_version(chosen.old, chosen.revision) as python, tempfile.TemporaryDirectory() as folder:
        children = Child(python, "measure_old.py"), Child.of_this_tree("measure_new.py")
        for row in rows(children, profiles(Path(folder)), chosen.repeats):
            print(row, flush=True)
        for child in children:
            child.end()


if __name__ == "__main__":
    main()
