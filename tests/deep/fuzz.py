"""Feed damaged input to every reader of recurtx and see that it keeps its word.

    python tests/deep/fuzz.py --minutes 10 --seed 1

Profiles, rules folders with their invariants, receipts, ``--set``, the lines of an interview: whatever they hold, the
command ends by itself with 0, 1, 2 or 3, shows no traceback and no character that steers a terminal, says nothing on
standard output where it refuses, takes under five seconds, and leaves memory as it was. Everything runs in one
process, as the tests do. What breaks is written below ``--keep`` with its seed, one folder each; the exit code is 1
where something did. The same seed gives the same inputs; ``--case 1234`` runs one of them again.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent)]

import inputs  # noqa: E402

from command import mini, recurtx  # noqa: E402

if TYPE_CHECKING:
    from command import Result

LONGEST = 5.0
"""Processor seconds of one command."""
MOST_MEMORY = 500 * 1024
"""Kibibytes that the process may ever hold."""
CODES = {0, 1, 2, 3}
ENDED = {128 + signal.SIGTERM, 128 + signal.SIGHUP}
STEERING = {
    chr(c) for c in [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
}


@dataclass
class Tally:
    """What was seen."""

    started: float = field(default_factory=time.monotonic)
    runs: Counter[str] = field(default_factory=Counter)
    codes: Counter[tuple[str, int]] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    broken: list[str] = field(default_factory=list)

    def line(self) -> str:
        """All of it in a few lines."""
        lines = [f"{sum(self.runs.values())} inputs in {(time.monotonic() - self.started) / 60:.1f} minutes"]
        for kind in sorted(self.runs):
            ends = ", ".join(f"{n} x {code}" for (k, code), n in sorted(self.codes.items()) if k == kind)
            lines.append(f"  {kind}: {self.runs[kind]} (exit codes: {ends})")
        lines.append(f"  slowest {self.slowest[0]:.2f} s ({self.slowest[1]}); memory {memory() // 1024} MiB at most")
        return "\n".join([*lines, f"  {len(self.broken)} broken", *(f"    {b}" for b in self.broken)])


def memory() -> int:
    """The most memory that this process ever held, in kibibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def wrong(kind: str, result: Result, took: float) -> str:
    """How a run broke its word; empty where it kept it."""
    if result.code not in CODES:
        return f"exit code {result.code}"
    if "Traceback" in result.err:
        return "a traceback"
    if steering := STEERING.intersection(result.out + result.err):
        return f"characters that steer a terminal: {sorted(map(ord, steering))}"
    if result.code in (2, 3) and result.out and kind != "interview":  # its answers are printed, not lost
        return "an answer although it refused"
    if result.code in (2, 3) and not result.err:
        return "refused without a word"
    return f"{took:.1f} s" if took > LONGEST else ""


def attempt(kind: str, number: int, seed: int, folder: Path, tally: Tally) -> str:
    """One input; how it broke recurtx's word."""
    rng = random.Random(f"{seed} {kind} {number}")
    what = inputs.KINDS[kind](rng, folder)
    before = time.process_time()
    try:
        result = what()
    except (Exception, SystemExit):  # noqa: BLE001  whatever it is, it is what is looked for
        return traceback.format_exc()
    took = time.process_time() - before
    if result.code in ENDED:
        sys.exit("ended from outside")
    tally.runs[kind] += 1
    tally.codes[kind, int(result.code)] += 1
    tally.slowest = max(tally.slowest, (took, f"{kind} {number}"))
    return wrong(kind, result, took)


def fuzz(minutes: float, seed: int, keep: Path, only: str = "", case: int | None = None) -> Tally:
    """Inputs of every kind in turn, until the time is over."""
    tally, number = Tally(), 0 if case is None else case
    for command in (recurtx, mini):
        command("suggest", "--set", "cancer.type=ovarian")  # reads the rules, once for all
    kinds = [only] if only else sorted(inputs.KINDS)
    while time.monotonic() - tally.started < minutes * 60 or (case is not None and not tally.runs):
        for kind in kinds:
            with tempfile.TemporaryDirectory(prefix="recurtx-fuzz-") as name:
                found = attempt(kind, number, seed, Path(name), tally)
                if found:
                    _keep(Path(name), keep / f"{kind}-{seed}-{number}", found)
                    tally.broken.append(f"{kind}, seed {seed}, case {number}: {found.strip().splitlines()[-1]}")
        number += 1
        if case is not None:
            break
    if memory() > MOST_MEMORY:
        tally.broken.append(f"{memory() // 1024} MiB")
    return tally


def _keep(made: Path, place: Path, found: str) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for file in made.rglob("*"):
        if file.is_file():
            target = place / file.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (place / "found.txt").write_text(found, encoding="utf-8", errors="backslashreplace")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(inputs.KINDS), default="")
    parser.add_argument("--case", type=int, default=None, help="run this one case again")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recurtx-cache-") as cache:
        os.environ["RECURTX_CACHE"] = cache
        tally = fuzz(wanted.minutes, wanted.seed, wanted.keep, wanted.only, wanted.case)
    print(tally.line())
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
