"""One patient, four ways to the verdict: reference, engine, solver and columns say the same of every option.

The reference is a naive reading of the rule files; the engine runs the program that they are compiled into; the solver
is told what is recorded, and its model read; the columns judge all patients of a ruleset as one table. Who is no
patient, since two facts contradict each other, is refused by all that look. A *comparison* is one option of one patient
of whom all four said something.

``RECURTX_COMPARISONS`` says how many the deep test makes, a million unless it is set.
"""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

import reference
import strategies as some
from recurtx.engine import Judgement
from recurtx.profile import Profile, Situation, impossible
from recurtx.program.compile import compiled

pytest.importorskip("polars")
pytest.importorskip("z3")

from property.test_cohort_agreement import patients, table
from recurtx.cohort.judging import NONE, VERDICTS, Judge
from recurtx.cohort.naming import named
from recurtx.verify.prover import Prover
from recurtx.verify.solver import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.ruleset import Ruleset
    from recurtx.symbolic.known import Known
    from reference.rules import Plain, Rules

    Said = Mapping[str, Mapping[str, Any]]
    """By way, what it says of each option; nothing where it refuses the patient."""

RULESETS, EACH, SHIPPED = 3, 24, 30
"""Random rulesets of one test, patients for each of these, and patients for the shipped rules."""
BY_RANDOM, BY_SHIPPED = [390] * 6, 2700
"""Comparisons that are made at least, by each test: some patients are refused."""
DEEP = int(os.environ.get("RECURTX_COMPARISONS", "1000000"))
PARTS = 100
"""Into so many tests the deep one is cut, so that several processes share it."""
PATIENT = 60.0
"""Seconds for the solver: none of these questions is hard, but the machine may be busy."""


class FourWays:
    """What is made once of a ruleset."""

    def __init__(self, ruleset: Ruleset, rules: Rules) -> None:
        self.ruleset, self.rules = ruleset, rules
        self.prover = Prover(ruleset, budget=PATIENT)
        self._bare: Known | None = None

    def judged(self, people: Sequence[Plain], *, presume: bool) -> Iterator[tuple[Plain, Said]]:
        """What each way says of some patients."""
        frame = table(people)
        columns = Judge(self.ruleset, named(frame.columns, "t"), text=True, presume=presume).judge(frame)
        for row, person in enumerate(people):
            situation = Situation.of(Profile.model_validate(some.nested(person)), self.ruleset.agents, presume=presume)
            yield person, {
                "engine": self.engine(situation),
                "solver": self.solver(situation, presume=presume),
                "columns": {
                    option: (VERDICTS[codes[row]].value, bool(columns.settled[option][row]))
                    for option, codes in columns.verdicts.items() if codes[row] != NONE
                },
                "reference": self.reference(person, presume=presume),
            }  # fmt: skip

    def engine(self, situation: Situation) -> Mapping[str, Any]:
        if impossible(Situation(situation.recorded, situation.agents, presume=False)):
            return {}
        found = Judgement(compiled(self.ruleset), situation).outcomes
        return {option: (outcome.verdict.value, outcome.settled) for option, outcome in found.items()}

    def solver(self, situation: Situation, *, presume: bool) -> Mapping[str, Any]:
        prover, known = self.prover, self.known(presume)
        answer = prover.part.ask(prover.record.being(situation.recorded))
        assert answer is not Answer.UNDECIDED
        if answer is Answer.IMPOSSIBLE:
            return {}
        model = prover.part.model()
        terms = {option: prover.verdicts(option, known.meaning) for option in prover.program.options}
        return {o: [v.value for v, term in found.items() if model.holds(term)] for o, found in terms.items()}

    def known(self, presume: bool) -> Known:
        """What is known of the record, asked about once for all patients."""
        if presume:
            return self.prover.known
        if self._bare is None:
            self._bare = type(self.prover.known)(self.prover.record, presume=False)
        return self._bare

    def reference(self, person: Plain, *, presume: bool) -> Mapping[str, Any]:
        judge = reference.judge(person, self.rules, presume)
        return {option: judge.verdict(judge.case(option)) for option in self.rules.options}


def compared(ways: FourWays, people: Sequence[Plain], *, presume: bool) -> int:
    """How many comparisons these patients are; all four say the same of each."""
    found = 0
    for person, said in ways.judged(people, presume=presume):
        engine, solver, columns = said["engine"], said["solver"], said["columns"]
        assert bool(engine) == bool(solver) == bool(columns), ("who is no patient", said, person)
        assert columns == engine, person
        for option, (verdict, _) in engine.items():
            assert (said["reference"][option], solver[option]) == (verdict, [verdict]), (option, person)
            found += 1
    return found


def random_ones(seed: str) -> Iterator[FourWays]:
    """Random rulesets without end; one that is refused is drawn again."""
    for place in count():
        drawn = some.random_rules(f"{seed} {place}")
        if drawn is not None:
            yield FourWays(*drawn)


@pytest.mark.parametrize("part", range(len(BY_RANDOM)))
def test_four_ways_say_the_same_by_random_rules(part: int) -> None:
    found = 0
    for place, ways in zip(range(RULESETS), random_ones(f"four {part}"), strict=False):
        people = patients(ways.rules, f"random {part} {place}", EACH)
        found += compared(ways, people, presume=bool(place))
    assert found >= BY_RANDOM[part]


def test_four_ways_say_the_same_by_the_shipped_rules() -> None:
    shipped = FourWays(some.loaded(), some.shipped())
    found = compared(shipped, patients(shipped.rules, "shipped", SHIPPED), presume=True)
    found += compared(shipped, patients(shipped.rules, "bare", SHIPPED // 3), presume=False)
    assert found >= BY_SHIPPED


def test_five_thousand_comparisons_are_made_in_each_run_of_the_tests() -> None:
    assert sum(BY_RANDOM) + BY_SHIPPED >= 5000


@pytest.mark.deep
@pytest.mark.parametrize("part", range(PARTS))
def test_four_ways_say_the_same_a_million_times(part: int) -> None:
    """Half of the comparisons by the shipped rules, half by random ones, two hundred patients for each ruleset."""
    wanted, shipped = DEEP // PARTS, FourWays(some.loaded(), some.shipped())
    found, presume = 0, bool(part % 3)
    for more in count():
        found += compared(shipped, patients(shipped.rules, f"deep {part} {more}", 12), presume=presume)
        if found >= wanted // 2:
            break
    for seed, ways in enumerate(random_ones(f"deep {part}")):
        found += compared(ways, patients(ways.rules, f"deep {part} {seed}", 200), presume=presume)
        if found >= wanted:
            break
