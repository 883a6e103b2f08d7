"""How long whole processes take, from an installed wheel, in turn within one run.

Run ``python benchmarks/startup.py``. Environments are made in a temporary folder, or in ``--folder``, where the next
run finds them again; ``--old PATH`` names the executable of an installed old version. What is compared with: the
interpreter alone, the floor (see ``floor.py``), and two programs of the same kind, cfn-lint and sigma, where they can
be installed.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from versions import HERE, OLD, TREE, beside, installed, old_version, progress, wheel

CASE = "pmp-spleen-2024"
OTHERS = {"cfn-lint --version": "cfn-lint", "sigma --help": "sigma-cli"}
"""Programs to compare with, by command, and the package that has them."""


@dataclass
class Timed:
    """A command, and how long it took in each run: on the clock, and of the processor."""

    argv: list[str]
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run it once."""
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(self.argv, capture_output=True, env={**os.environ, "PYTHONPATH": ""}, check=False)
        self.clock.append((time.perf_counter() - start) * 1000)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.processor.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
        if done.returncode:
            raise SystemExit(f"{' '.join(self.argv)}: {done.returncode}\n{done.stderr.decode()}")


def kept(folder: Path, name: str, packages: list[str]) -> Path | None:
    """The Python of an environment with some packages, made if it is not there; None where they cannot be had."""
    python = folder / name / "bin" / "python"
    if python.exists():
        return python
    print(f"installing {' '.join(packages)} …", file=sys.stderr)
    try:
        return installed(packages, folder / name)
    except subprocess.CalledProcessError:
        return None


def commands(folder: Path, old: Path) -> dict[str, Timed]:
    """What is timed, by name."""
    profile = folder / "patient.yaml"
    case = yaml.safe_load((TREE / "src" / "recurtx" / "cases" / "data" / f"{CASE}.yaml").read_text("utf-8"))
    profile.write_text(yaml.safe_dump(case["profile"]), encoding="utf-8")
    with tempfile.TemporaryDirectory() as built:
        python = installed(["--force-reinstall", str(wheel(Path(built)))], folder / "new")
    ours = str(python.parent / "recurtx")
    found = {
        "python -c pass": Timed([str(python), "-c", "pass"]),
        "recurtx --version": Timed([ours, "--version"]),
        "floor": Timed([str(python), str(HERE / "floor.py"), str(profile)]),
        "recurtx suggest PROFILE": Timed([ours, "suggest", str(profile)]),
        "recurtx suggest PROFILE --format json": Timed([ours, "suggest", str(profile), "--format", "json"]),
        "recurtx explain PROFILE second_hipec": Timed([ours, "explain", str(profile), "second_hipec"]),
        "old: recurtx --version": Timed([str(old.parent / "recurtx"), "--version"]),
        "old: recurtx suggest PROFILE": Timed([str(old.parent / "recurtx"), "suggest", str(profile)]),
    }
    others = kept(folder, "others", list(OTHERS.values()))
    for command in OTHERS:
        name, *words = command.split()
        if others and (others.parent / name).exists():
            found[command] = Timed([str(others.parent / name), *words])
        else:
            print(f"{command}: left out, it could not be installed", file=sys.stderr)
    return found


def main() -> None:
    """Print the times and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--old", metavar="PATH", help="the executable of an old version that is installed already")
    parser.add_argument("--revision", default=OLD, help="the old version to install where none is named")
    parser.add_argument("--folder", type=Path, help="where environments are kept for the next run")
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        old = beside(Path(chosen.old)) if chosen.old else stack.enter_context(old_version(None, chosen.revision))
        timed = commands(folder.resolve(), old)
        for number in range(chosen.rounds + 1):
            for one in timed.values():
                one.run()
            progress(number, chosen.rounds)
    tell(timed)


def tell(timed: dict[str, Timed]) -> None:
    """A row for each command; the first round only warmed up."""
    clock = {name: statistics.median(one.clock[1:]) for name, one in timed.items()}
    print(f"{'medians of whole processes':<40}{'clock':>10}{'processor':>12}{'x pass':>9}{'x floor':>9}")
    for name, one in timed.items():
        processor = statistics.median(one.processor[1:])
        ratios = f"{clock[name] / clock['python -c pass']:>9.2f}{clock[name] / clock['floor']:>9.2f}"
        print(f"{name:<40}{clock[name]:>7.0f} ms{processor:>9.0f} ms{ratios}")
    suggest, version = clock["recurtx suggest PROFILE"], clock["recurtx --version"]
    wanted = {
        "suggest at most 1.3 x the floor": suggest <= 1.3 * clock["floor"],
        "--version at most 3 x python -c pass": version <= 3 * clock["python -c pass"],
        **{f"suggest below {name}": suggest < clock[name] for name in OTHERS if name in clock},
    }
    for name, holds in wanted.items():
        print(f"{name}: {'yes' if holds else 'NO'}")


if __name__ == "__main__":
    main()
