"""What the solver takes a patient for is what the engine does: the propositions against random profiles and rules."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import strategies as some
from recurtx.logic import FALSE, TRUE
from recurtx.profile import VOCABULARY, Profile, Situation, impossible
from recurtx.program.compile import open_names
from recurtx.program.nodes import OTHER
from recurtx.program.truths import Truths

pytest.importorskip("z3")

from recurtx.symbolic.known import Known
from recurtx.verify.prover import Prover
from recurtx.verify.solver import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reference.rules import Plain, Rules

SHIPPED, RULESETS, PROFILES = 8, 6, 4
"""Profiles for the shipped rules; random rulesets, and profiles for each of these."""


@cache
def prover() -> Prover:
    return Prover(some.loaded())


def _profiles(rules: Rules, seed: str, number: int) -> Iterator[Plain]:
    source = random.Random(seed)
    for _ in range(number):
        yield some.profile(some.Choices(source.randbytes(some.BYTES)), rules)


def differences(found: Prover, profile: Plain, presume: bool) -> list[tuple[Any, ...]]:
    """Nodes on which verdicts hang of which solver and engine differ; that there is no such patient counts too."""
    situation = Situation.of(Profile.model_validate(some.nested(profile)), found.space.agents, presume=presume)
    known = found.known if presume else _bare(found)
    if found.part.ask(list(found.record.being(situation.recorded))) is not Answer.POSSIBLE:
        return [("refused", profile)]
    model, truths = found.part.model(), Truths(found.program, situation)
    every = found.program.options.values()
    nodes = {n for o in every for n in (*o.deciding, *(rule.acts for rule in o.rules))}
    both = {n: (model.holds(known.meaning.can(n)[0]), model.holds(known.meaning.can(n)[1])) for n in nodes}
    return [(n, profile) for n, can in both.items() if can != tuple(bool(c & 1) for c in truths.found[n])]


def _bare(found: Prover) -> Known:
    kept = found.__dict__.setdefault("bare", Known(found.record, presume=False))
    assert isinstance(kept, Known)
    return kept


@pytest.mark.parametrize("presume", [True, False])
def test_solver_and_engine_agree_on_the_shipped_rules(presume: bool) -> None:
    for profile in _profiles(some.shipped(), f"shipped {presume}", SHIPPED):
        assert differences(prover(), profile, presume) == []


@pytest.mark.parametrize("seed", range(RULESETS))
def test_solver_and_engine_agree_on_random_rules(seed: int) -> None:
    drawn = some.random_rules(seed)
    if drawn is None:
        pytest.skip("no valid ruleset was drawn")
    found = Prover(drawn[0])
    for place, profile in enumerate(_profiles(drawn[1], f"random {seed}", PROFILES)):
        assert differences(found, profile, presume=bool(place % 2)) == []


@pytest.mark.parametrize(
    ("received", "not_failed", "open_"),
    [
        (["zz_trial_drug"], ["zz_trial_drug"], False),
        (["zz_trial_drug", "yy_trial_drug"], ["zz_trial_drug"], True),
        (["zz_trial_drug"], [], True),
        (["oxaliplatin"], ["zz_trial_drug"], False),
    ],
)
@pytest.mark.parametrize("presume", [True, False])
def test_an_unlisted_drug_that_is_told_as_not_failed_leaves_none_to_fail(
    received: list[str], not_failed: list[str], open_: bool, presume: bool
) -> None:
    path, found = "prior.progressed_on", prover()
    profile = {
        "cancer": {"type": "mesothelioma"},
        "prior": {
            "agents": received,
            "best_response": "progression",
            "progressed_on": {"absent": not_failed},
        },
    }
    situation = Situation.of(Profile.model_validate(profile), found.space.agents, presume=presume)
    known = found.known if presume else _bare(found)
    assert found.part.ask(list(found.record.being(situation.recorded))) is Answer.POSSIBLE
    engine = situation.something_else(path, open_names(VOCABULARY[path], found.program.ruleset.names))
    assert found.part.model().holds(known.element(path, OTHER)[0]) is (engine.truth is not FALSE) is open_


@pytest.mark.parametrize("case", ["all its drugs by another class", "a class within it"])
def test_a_class_is_there_or_gone_by_other_classes(case: str) -> None:
    found, path = prover(), "prior.agents"
    members, classes = found.space.agents.members, found.space.agents.classes
    if case == "a class within it":
        name, profile = "endocrine", {"present": ["aromatase_inhibitor"]}
    else:
        name, other = "anti_her2", "antibody_drug_conjugate"
        rest = sorted(drug for drug in members[name] if other not in classes[drug])
        profile = {"absent": [other, *rest]}
    written = {"cancer": {"type": "ovarian"}, "prior": {"agents": profile}}
    situation = Situation.of(Profile.model_validate(written), found.space.agents)
    assert found.part.ask(list(found.record.being(situation.recorded))) is Answer.POSSIBLE
    model, (there, gone) = found.part.model(), found.record.content(path).said(name)
    truth = situation.element(path, name).truth
    assert (model.holds(there), model.holds(gone)) == (truth is TRUE, truth is FALSE)
    assert truth is (TRUE if case == "a class within it" else FALSE)


def test_patients_of_the_solver_are_patients_of_the_engine() -> None:
    found = prover()
    for option in list(found.program.options.values())[:6]:
        for verdict, term in found.verdicts(option.id, found.world.meaning).items():
            if found.whole.ask([term]) is Answer.POSSIBLE:
                facts = found.world.recorded(found.whole.model())
                assert not impossible(Situation(facts, found.space.agents))
                assert found.engine.verdict(facts, option.id) is verdict
        for verdict, term in found.verdicts(option.id, found.known.meaning).items():
            if found.part.ask([term]) is Answer.POSSIBLE:
                recorded = found.record.profile(found.part.model())
                assert not impossible(Situation(recorded, found.space.agents))
                assert found.engine.verdict(recorded, option.id) is verdict
