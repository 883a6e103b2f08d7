"""A cohort says of every patient what the engine says of that patient alone, whoever it is and whatever the rules."""

from __future__ import annotations

import json
import random
from itertools import count, product
from typing import TYPE_CHECKING, Any

import pytest

import strategies as some
from recurtx.engine import Judgement, Verdict, assess
from recurtx.engine.becomes import Foresight
from recurtx.errors import ProfileError
from recurtx.profile import VOCABULARY, Kind, Profile, Situation, impossible

pytest.importorskip("polars")

import numpy as np
import polars as pl

from recurtx.cohort import judging
from recurtx.cohort.coded import places
from recurtx.cohort.decomposed import Decomposed
from recurtx.cohort.judging import NONE, VERDICTS, Judge
from recurtx.cohort.naming import named
from recurtx.program import formula as f
from recurtx.program.cells import place_of
from recurtx.program.compile import compiled
from recurtx.symbolic.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.ruleset import Ruleset
    from reference.rules import Plain, Rules

SHIPPED, RULESETS, EACH, TOLD = 240, 12, 30, 4
BECOMING, BECOMING_RULESETS = 40, 6
"""Patients for the shipped rules; random rulesets, and patients for each; patients of whom all that is told counts."""


def patients(rules: Rules, seed: str, number: int) -> list[Plain]:
    """Patients of whom all is recorded, a part, or little, in turn."""
    source = random.Random(seed)
    spelled = (some.Choices(source.randbytes(some.BYTES)) for _ in count())
    drawn = (person for choices in spelled for person in some.recorded_three_ways(choices, rules))
    return [person for person, _ in zip(drawn, range(number), strict=False)]


def table(people: Sequence[Plain]) -> pl.DataFrame:
    """Patients as a table, each value as a profile would have it in JSON."""
    paths = list(dict.fromkeys(path for person in people for path in person))
    rows = [[json.dumps(p[path]) if path in p else None for p in people] for path in paths]
    return pl.DataFrame(dict(zip(paths, rows, strict=True)), schema=dict.fromkeys(paths, pl.String))


def situation(person: Plain, rules: Ruleset, presume: bool) -> Situation:
    return Situation.of(Profile.model_validate(some.nested(person)), rules.agents, presume=presume)


def differences(people: Sequence[Plain], rules: Ruleset, *, presume: bool) -> list[Any]:
    """Verdicts, and whether they are settled, that differ from those of the engine."""
    frame = table(people)
    judged = Judge(rules, named(frame.columns, "t"), text=True, presume=presume).judge(frame)
    found: list[Any] = [people[row] for row in judged.refused.found if not _refused(people[row], rules)]
    for row, person in enumerate(people):
        if row in judged.refused.found:
            continue
        for option, outcome in Judgement(compiled(rules), situation(person, rules, presume)).outcomes.items():
            verdict = VERDICTS[judged.verdicts[option][row]]
            if (verdict, bool(judged.settled[option][row])) != tuple(outcome):
                found.append((person, option, outcome, verdict))
    return found


@pytest.mark.parametrize("presume", [True, False])
def test_verdicts_of_a_cohort_are_those_of_each_patient(presume: bool) -> None:
    people = patients(some.shipped(), f"cohort {presume}", SHIPPED // 2)
    assert differences(people, some.loaded(), presume=presume) == []


@pytest.mark.parametrize("seed", range(RULESETS))
def test_verdicts_of_a_cohort_are_those_of_each_patient_by_any_rules(seed: int) -> None:
    drawn = some.random_rules(seed)
    if drawn is None:
        pytest.skip("no valid ruleset was drawn")
    people = patients(drawn[1], f"rules {seed}", EACH)
    assert differences(people, drawn[0], presume=bool(seed % 2)) == []


def test_what_a_cohort_tells_of_each_patient_is_what_the_engine_tells() -> None:
    rules = some.loaded()
    people, top = patients(some.shipped(), "told", TOLD), [o for o, above in rules.parents.items() if above is None]
    frame = table(people)
    judge = Judge(rules, named(frame.columns, "t"), text=True, detailed=top, becoming=top, words=True)
    judged = judge.judge(frame)
    for row, person in enumerate(people):
        answer = assess(Profile.model_validate(some.nested(person)), rules)
        for option in top:
            decided_by, missing = (values[codes[row]] for codes, values in judged.details[option])
            one = answer[option]
            decided = tuple(f.entry.id for f in (*one.findings, *one.inherited) if f.decisive)
            becomes = one.becomes.verdict if one.becomes else None
            assert (decided_by, missing) == (decided, one.missing)
            codes, words = judged.words[option]
            assert (words[codes[row]].verdict, told(judged.becomes[option][row])) == (becomes, becomes)
        shown = {advice.id for advice in answer.advice if advice.id in judged.urgent}
        assert shown == {advice for advice, there in judged.urgent.items() if there[row]}


def told(place: int) -> Verdict | None:
    return None if place == NONE else VERDICTS[place]


def becoming_otherwise(people: Sequence[Plain], rules: Ruleset, options: list[str], *, presume: bool) -> list[Any]:
    """What open options become by the columns, where the engine says something else; and how often both were asked."""
    frame, found = table(people), []
    judge = Judge(rules, named(frame.columns, "t"), text=True, presume=presume, becoming=options)
    judged = judge.judge(frame)
    for row, person in enumerate(people):
        if row not in judged.refused.found:
            foresight = Foresight(Judgement(compiled(rules), situation(person, rules, presume)))
            for option in options:
                becomes = foresight.of(option)
                pair = (becomes.verdict if becomes else None, told(judged.becomes[option][row]))
                found += [(person, option, *pair)] if pair[0] is not pair[1] else []
    return found


@pytest.mark.parametrize("option", ["systemic_therapy", "local_treatment", "surveillance"])
def test_what_open_options_become_is_told_by_columns_as_by_the_engine(
    option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "FEW", -1)
    people = patients(some.shipped(), f"becoming {option}", BECOMING)
    assert becoming_otherwise(people, some.loaded(), [option], presume=True) == []


@pytest.mark.parametrize("seed", range(BECOMING_RULESETS))
def test_what_open_options_become_is_told_by_columns_by_any_rules(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "FEW", -1)
    drawn = some.random_rules(seed)
    if drawn is None:
        pytest.skip("no valid ruleset was drawn")
    people = patients(drawn[1], f"becoming {seed}", EACH)
    assert becoming_otherwise(people, drawn[0], list(drawn[0].options), presume=bool(seed % 2)) == []


def test_patients_who_are_no_patients_are_refused_and_no_others() -> None:
    """Facts of one patient and of another together: now and then they contradict each other."""
    rules, source = some.loaded(), random.Random("mixed")
    people = patients(some.shipped(), "mixed", 120)
    mixed = [_mixed(person, source.choice(people), source) for person in people]
    frame = table(mixed)
    judged = Judge(rules, named(frame.columns, "t"), text=True).judge(frame)
    impossible_ = {row for row, person in enumerate(mixed) if _refused(person, rules)}
    assert impossible_
    assert judged.refused.found.keys() == impossible_
    assert all((judged.verdicts["repeat_crs"][row] == NONE) == (row in impossible_) for row in range(len(mixed)))


def _mixed(one: Plain, other: Plain, source: random.Random) -> Plain:
    return {**one, **{path: value for path, value in other.items() if source.random() < 0.04 and path != "cancer.type"}}


def _refused(person: Plain, rules: Ruleset) -> bool:
    from recurtx.document import node_of
    from recurtx.errors import Location
    from recurtx.profile import Written, assemble

    place = Location("p")
    try:
        assemble({path: Written(place, node_of(value, place)) for path, value in person.items()}, rules.names, "p")
    except ProfileError:
        return True
    return impossible(situation(person, rules, False))


def test_a_number_lies_in_the_cell_in_which_the_engine_puts_it() -> None:
    program = compiled(some.loaded())
    for path, cells in program.cells.items():
        fact = VOCABULARY[path]
        if fact.is_number:
            edges = [e for c in cells for e in (c.low, c.high) if e is not None]
            step = fact.step or (1 if fact.kind is Kind.WHOLE else 0.5)
            near = {n for e in [*edges, fact.low or 0, fact.high or 0] for n in (e - step, e, e + step)}
            values = sorted(n for n in near if fact.within(n) and not (fact.step and n % fact.step))
            assert places(cells, np.array(values, dtype=float)).tolist() == [place_of(fact, cells, v) for v in values]


@pytest.mark.deep
@pytest.mark.parametrize("part", range(100))
def test_verdicts_of_two_hundred_thousand_patients(part: int) -> None:
    people = patients(some.shipped(), f"deep {part}", 2000)
    assert differences(people, some.loaded(), presume=bool(part % 2)) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1000, 3000))
def test_verdicts_by_two_thousand_rulesets(seed: int) -> None:
    drawn = some.random_rules(seed)
    if drawn is not None:
        assert differences(patients(drawn[1], f"deep {seed}", 20), drawn[0], presume=bool(seed % 2)) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(3000, 4000))
def test_what_open_options_become_by_a_thousand_rulesets(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "FEW", -1)
    drawn = some.random_rules(seed)
    if drawn is not None:
        people = patients(drawn[1], f"deep {seed}", 40)
        assert becoming_otherwise(people, drawn[0], list(drawn[0].options), presume=bool(seed % 2)) == []


@pytest.mark.deep
@pytest.mark.parametrize("part", range(20))
def test_what_open_options_become_for_two_thousand_patients(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "FEW", -1)
    rules = some.loaded()
    people = patients(some.shipped(), f"deep becoming {part}", 100)
    assert becoming_otherwise(people, rules, list(rules.options), presume=bool(part % 2)) == []


def formula(source: random.Random, variables: Sequence[f.Variable], depth: int) -> f.Formula:
    """A formula over some variables, which it may name many times."""
    if depth == 0 or source.random() < 0.2:
        one = source.choice(variables)
        return f.literal(one, source.sample(range(one.cells), source.randrange(1, one.cells)))
    parts = [formula(source, variables, depth - 1) for _ in range(source.randrange(2, 4))]
    return source.choice([f.conj, f.disj, lambda of: f.at_least(2, of)])(parts)


@pytest.mark.parametrize("seed", range(40))
def test_a_formula_taken_apart_comes_true_where_it_can(seed: int) -> None:
    """Whatever is left of each variable: of all its parts at once it is seen, without trying values."""
    source, terms = random.Random(seed), Terms()
    variables = [f.Variable(f"v{i}", "", source.randrange(2, 4)) for i in range(5)]
    whole = formula(source, variables, 4)
    apart = Decomposed(lambda variable: variable == variables[0])  # of which but one value is ever left
    root = apart.add(whole)
    for _ in range(20):
        left = {v: frozenset(source.sample(range(v.cells), source.randint(1, v.cells))) for v in variables}
        left[variables[0]] = frozenset([source.randrange(variables[0].cells)])
        found = apart.term(root, terms, lambda v, cells: 1 if left[v] & cells else -1)  # noqa: B023
        tried = (f.restrict(whole, {v: frozenset([c]) for v, c in zip(left, some_cells, strict=True)})
                 for some_cells in product(*left.values()))  # fmt: skip
        assert (found == 1) is (f.TRUE in tried)
