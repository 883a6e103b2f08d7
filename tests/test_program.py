"""What the engine's formulas, cells and wants say at their ends, where random rules seldom come."""

from __future__ import annotations

from recurtx.engine.wants import points
from recurtx.profile import VOCABULARY, SetContent
from recurtx.profile import facttest as t
from recurtx.program import formula as f
from recurtx.program.cells import with_element
from recurtx.program.implicants import Implicants

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
