"""How long what the open options become takes, in time of the processor, as medians over the bundled cases.

Run ``python benchmarks/becomes.py``. With every *if* of the options at the top, which is what one screen shows, the
complete answer may take 30 ms; what their ways become is worked out for a document alone.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import recurtx
from measure_new import RULES
from speed import profiles

if TYPE_CHECKING:
    from recurtx import Patient
    from recurtx.engine import AssessedOption, Assessment

MOST = 30.0
"""So many milliseconds may the complete answer take with every *if* of the options at the top."""


def one_screen(patient: Patient) -> Assessment:
    """The complete answer with all that the options at the top say, what each becomes among it."""
    found = recurtx.assess(patient, RULES)._found
    _ = (found.residuals, found.missing, found.close_calls, found.advice, found.trials, dict(found.gaps))
    for option in found.options:
        told(option)
    return found


def with_ways(patient: Patient) -> Assessment:
    """The same with all that their ways say."""
    found = one_screen(patient)
    for option in found.by_id.values():
        told(option)
    return found


def told(option: AssessedOption) -> None:
    """Work out everything about one option."""
    _ = (option.becomes, option.presumed, option.evidence_level, option.disputed_by)
    for finding in (*option.findings, *option.inherited):
        _ = (finding.truth, finding.presumed, finding.condition)


FIGURES = {
    "with the ifs of the options at the top": (one_screen, MOST),
    "with the ifs of all options and ways": (with_ways, None),
}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        patients = [RULES.read_patient(file) for file in profiles(Path(folder))]
    for name, (work, most) in FIGURES.items():
        times: list[float] = []
        for patient in patients:
            runs: list[float] = []
            for _ in range(repeats):
                start = time.process_time()
                work(patient)
                runs.append((time.process_time() - start) * 1000)
            times.append(min(runs))
        median = statistics.median(times)
        wanted = f"  at most {most:.0f} ms{' MISSED' if median > most else ''}" if most else ""
        print(f"{name:<42}{median:>7.1f} ms{wanted}  (slowest {max(times):.0f})")


if __name__ == "__main__":
    main()
