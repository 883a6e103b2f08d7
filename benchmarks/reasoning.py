"""How long reasoning takes beside one assessment, on the shipped rules, median over the bundled cases.

Run ``python benchmarks/reasoning.py``. Times drift with the machine; the ratios within one run are what to compare.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from recurtx.cases import bundled_cases, load_case
from recurtx.engine import Quick, Verdict, assess
from recurtx.profile import Situation, assemble, flatten
from recurtx.reasoning import counterfactuals, next_questions
from recurtx.ruleset import load_ruleset, shipped_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from recurtx.profile import Profile
    from recurtx.ruleset import Ruleset

REPEATS = 3


def profiles(ruleset: Ruleset) -> list[Profile]:
    """The profiles of the bundled cases."""
    documents = [load_case(name).profile for name in bundled_cases()]
    return [assemble(flatten(d)[0], ruleset.names, d.path).profile for d in documents]


def median_ms(action: Callable[[Profile], object], patients: list[Profile]) -> float:
    """Median over the patients of the quickest of a few runs, in milliseconds."""
    found = []
    for patient in patients:
        runs = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            action(patient)
            runs.append(time.perf_counter() - start)
        found.append(min(runs) * 1000)
    return statistics.median(found)


def changes(patient: Profile, ruleset: Ruleset) -> object:
    """All smallest sets of changes for one option: the first that is not settled, else the first."""
    situation = Situation.of(patient, ruleset.agents)
    outcomes = Quick.of(situation, ruleset).outcomes
    option = next((o.id for o in ruleset.children(None) if not outcomes[o.id].settled), ruleset.children(None)[0].id)
    goal = None if outcomes[option].verdict.closed else Verdict.CANDIDATE
    return counterfactuals(situation, ruleset, option, goal)


def main() -> None:
    """Print each figure and its ratio to one assessment."""
    ruleset = load_ruleset(shipped_rules())
    patients = profiles(ruleset)
    assessed = {id(p): assess(p, ruleset) for p in patients}
    verdicts = median_ms(lambda p: Quick.of(Situation.of(p, ruleset.agents), ruleset).outcomes, patients)
    rows = {
        "verdicts of all options": verdicts,
        "assessment with close calls": median_ms(lambda p: assess(p, ruleset), patients),
        "residuals of all options": median_ms(lambda p: residuals(assessed[id(p)]), patients),
        "next questions": median_ms(lambda p: next_questions(assessed[id(p)]), patients),
        "smallest changes, one option, up to 3": median_ms(lambda p: changes(p, ruleset), patients),
    }
    print(f"{len(patients)} cases, {len(ruleset.distinct())} rules, {len(ruleset.options)} options and ways")
    for name, time_ms in rows.items():
        print(f"{name:<40} {time_ms:8.1f} ms  {time_ms / verdicts:7.2f} x verdicts")


if __name__ == "__main__":
    main()
