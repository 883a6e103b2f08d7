"""What the engine's formulas, cells and wants say at their ends, where random rules seldom come."""

from __future__ import annotations

from itertools import product

import strategies as some
from command import MINI
from recurtx.engine import judge
from recurtx.engine.wants import points
from recurtx.profile import VOCABULARY, Profile, SetContent
from recurtx.profile import facttest as t
from recurtx.program import formula as f
from recurtx.program.cells import with_element
from recurtx.program.implicants import Implicants
from recurtx.ruleset import load_ruleset

ONE, TWO, THREE = (f.Variable(name, "", 2) for name in ("one", "two", "three"))


def yes(variable: f.Variable) -> f.Formula:
    return f.literal(variable, {1})


def no(variable: f.Variable) -> f.Formula:
    return f.literal(variable, {0})


def test_a_variable_that_may_lie_anywhere_says_nothing() -> None:
    assert f.literal(ONE, {0, 1}) is f.TRUE
    assert f.literal(ONE, ()) is f.FALSE


def test_beside_what_contradicts_itself_nothing_matters() -> None:
    never = [f.disj((yes(ONE), yes(TWO))), f.disj((no(ONE), yes(TWO))), no(TWO)]
    always = [f.conj((yes(ONE), yes(TWO))), f.conj((no(ONE), yes(TWO))), no(TWO)]
    assert f.support(f.conj((*never, yes(THREE)))) == frozenset()
    assert f.support(f.disj((*always, yes(THREE)))) == frozenset()
    assert f.simplify(f.conj((*never, yes(THREE)))) == f.FALSE
    assert f.simplify(f.disj((*always, yes(THREE)))) == f.TRUE


def test_no_set_asks_of_one_fact_what_it_cannot_be_at_once() -> None:
    formula = f.conj((f.disj((yes(ONE), yes(TWO))), f.disj((no(ONE), yes(THREE)))))
    implicants = Implicants((ONE, TWO, THREE))
    found = [dict(implicants.read(cube)) for cube in implicants.cubes(formula)]
    assert found
    assert all(cells for cube in found for cells in cube.values())


def test_a_list_that_is_complete_stays_so_when_one_more_is_known() -> None:
    whole = SetContent(frozenset({"pain"}), complete=True)
    assert with_element(whole, "distension", present=True).complete
    assert with_element(whole, "pain", present=False).complete
    assert not with_element(None, "pain", present=True).complete


def test_no_example_is_wanted_beyond_the_end_of_a_scale() -> None:
    ecog, albumin = VOCABULARY["patient.ecog"], VOCABULARY["patient.albumin_g_l"]
    assert list(points(t.AtMost(4), ecog)) == [(4, None)]
    assert list(points(t.AtLeast(0), ecog)) == [(0, None)]
    assert list(points(t.AtMost(3), ecog)) == [(3, None), (4, 3)]
    assert len(list(points(t.AtLeast(albumin.low), albumin))) == 1


def test_what_lies_in_more_cubes_than_are_kept_is_decided_exactly() -> None:
    pairs = [(f.Variable(f"a{n}", "", 2), f.Variable(f"b{n}", "", 2)) for n in range(6)]
    a_pair = f.disj(f.conj(map(yes, pair)) for pair in pairs)
    implicants = Implicants(variable for pair in pairs for variable in pair)
    for chosen in product((0, 1), repeat=len(pairs)):
        half = f.conj(yes(pair[one]) for pair, one in zip(pairs, chosen, strict=True))
        (cube,) = implicants.cubes(half)
        assert not implicants.guarantees(cube, a_pair), "the other one of each pair may be missing"
        assert implicants.without(half, a_pair)
        whole = f.conj((half, *map(yes, pairs[-1])))
        (cube,) = implicants.cubes(whole)
        assert implicants.guarantees(cube, a_pair)
        assert not implicants.without(whole, a_pair)


def test_a_world_says_of_each_condition_what_the_patient_judged_anew_says() -> None:
    facts = {"cancer.type": "colorectal", "recurrence.pci": 8, "patient.ecog": 1}
    here = judge(Profile.model_validate(some.nested(facts)), load_ruleset(MINI))
    changes = [{"recurrence.pci": 25}, {"patient.ecog": None}, {"cancer.type": "ovarian", "patient.egfr": 40}]
    worlds = here.worlds(changes)
    for place, change in enumerate(changes):
        world, anew = worlds.world(place), here.changed(change)
        for node in range(-1, len(here.program.nodes)):
            assert world.truth(node) is anew.truths.truth(node), (change, node)
            assert here.here.truth(node) is here.truths.truth(node)
        assert worlds.outcomes(place) == anew.outcomes
