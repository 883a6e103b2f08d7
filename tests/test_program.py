"""What the engine's formulas, cells and wants say at their ends, where random rules seldom come."""

from __future__ import annotations

from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING, Any

import pytest

import strategies as some
from command import MINI
from recurtx.engine import Verdict, assess, judge
from recurtx.engine.becomes import Piece, bounded
from recurtx.engine.variations import contents_of
from recurtx.engine.wants import points
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import VOCABULARY, Profile, SetContent, Situation
from recurtx.profile import facttest as t
from recurtx.program import formula as f
from recurtx.program.cells import with_element
from recurtx.program.compile import compiled
from recurtx.program.implicants import Implicants
from recurtx.program.truths import Truths
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.engine import Assessment
    from recurtx.ruleset import Ruleset

ONE, TWO, THREE = (f.Variable(name, "", 2) for name in ("one", "two", "three"))


def yes(variable: f.Variable) -> f.Formula:
    return f.literal(variable, {1})


def no(variable: f.Variable) -> f.Formula:
    return f.literal(variable, {0})


def test_a_variable_that_may_lie_anywhere_says_nothing() -> None:
    assert f.literal(ONE, {0, 1}) is f.TRUE
    assert f.literal(ONE, ()) is f.FALSE


def test_nothing_joined_is_true_of_all_and_false_of_any() -> None:
    assert f.conj(()) is f.TRUE
    assert f.disj(()) is f.FALSE
    assert f.conj((f.TRUE, yes(ONE))) == yes(ONE) == f.disj((f.FALSE, yes(ONE)))


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


@pytest.mark.parametrize("enough", [3, 4, 5])
def test_so_many_of_eight_are_decided_exactly(enough: int) -> None:
    every = [f.Variable(f"v{n}", "", 2) for n in range(8)]
    so_many = f.at_least(enough, map(yes, every))
    implicants = Implicants(every)
    for chosen in combinations(every, enough):
        (cube,) = implicants.cubes(f.conj(map(yes, chosen)))
        assert implicants.guarantees(cube, so_many)
        (cube,) = implicants.cubes(f.conj(map(yes, chosen[1:])))
        assert not implicants.guarantees(cube, so_many), "one is too few"


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


# Small rules of one option


def rules_of(folder: Path, *rules: tuple[str, Any], **more: Any) -> Ruleset:
    """An option with these rules, each an effect and a condition."""
    written = [some.rule(f"one.r{number}", effect, when) for number, (effect, when) in enumerate(rules)]
    return load_ruleset(some.write(folder, {"one": some.option("one", written, **more)}))


def of(facts: dict[str, Any], rules: Ruleset, *, presume: bool = True) -> Assessment:
    return assess(Profile.model_validate(some.nested({"cancer.type": "ovarian", **facts})), rules, presume=presume)


def test_a_set_that_leads_to_what_is_usually_not_done_leaves_nothing_out(tmp_path: Path) -> None:
    received: dict[str, Any] = {"prior.agents": {"includes_any": ["oxaliplatin"]}}
    rules = rules_of(
        tmp_path, ("requires", received), ("requires", {"patient.thromboembolism": False}), ("discourages", "always")
    )
    becomes = of({}, rules, presume=False)["one"].becomes
    assert becomes is not None
    assert becomes.verdict is Verdict.USUALLY_NOT
    assert [{piece.path for piece in pieces} for pieces in becomes.if_] == [{"prior.agents", "patient.thromboembolism"}]


@pytest.mark.parametrize(("operations", "verdict", "sets"), [
    ({"at_least": 2}, Verdict.POSSIBLE, 1), (0, Verdict.NOT_CANDIDATE, 0),
])  # fmt: skip
def test_what_two_facts_ask_that_cannot_stand_beside_each_other_opens_nothing(
    operations: Any, verdict: Verdict, sets: int, tmp_path: Path
) -> None:
    """Heated chemotherapy is given at an operation: there were as many of these, or more."""
    asked = ("requires", {"prior.hipec_count": {"at_least": 2}}), ("requires", {"prior.crs_count": operations})
    becomes = of({}, rules_of(tmp_path, *asked))["one"].becomes
    assert becomes is not None
    assert (becomes.verdict, len(becomes.if_)) == (verdict, sets)


def test_a_drug_that_closes_an_option_either_way_closes_it_alone(tmp_path: Path) -> None:
    received: dict[str, Any] = {"prior.agents": {"includes_any": ["oxaliplatin"]}}
    fit, unfit = {"patient.asa": {"at_most": 3}}, {"patient.asa": {"above": 3}}
    rules = rules_of(tmp_path, ("excludes", {"all": [received, fit]}), ("excludes", {"all": [received, unfit]}))
    one = of({}, rules)["one"]
    assert one.verdict is Verdict.NEEDS_INFORMATION
    assert of({"prior.agents": ["oxaliplatin"]}, rules)["one"].verdict is Verdict.NEEDS_INFORMATION
    assert one.becomes is not None
    assert [{piece.path for piece in pieces} for pieces in one.becomes.not_if] == [{"prior.agents"}]


def test_what_is_recorded_of_a_set_stays_beside_one_more_element() -> None:
    patient = of({"recurrence.symptoms": {"present": ["pain"], "absent": []}}, load_ruleset(MINI)).judgement
    change = {("recurrence.symptoms", "distension"): 1, ("recurrence.symptoms", "bleeding"): 0}
    content = contents_of(change, patient.situation, patient.partition)["recurrence.symptoms"]
    assert content == SetContent(frozenset({"pain", "distension"}), frozenset({"bleeding"}))


def test_what_rests_on_a_presumption_is_known_of_the_first_condition_too(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, ("supports", {"patient.thromboembolism": False}))
    presumed, bare = (of({}, rules, presume=presume).judgement.truths for presume in (True, False))
    assert compiled(rules).options["one"].rules[0].when == 0
    assert (presumed.truth(0), presumed.leans(0), presumed.leans(-1)) == (TRUE, True, False)
    assert (bare.truth(0), bare.leans(0)) == (UNKNOWN, False)


def test_what_is_presumed_of_a_patient_whose_sex_is_not_recorded_counts(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, ("supports", {"patient.pregnant": False}))
    patient = {"cancer.type": "gastric"}
    assert of(patient, rules)["one"].verdict is Verdict.CANDIDATE
    assert of(patient, rules, presume=False)["one"].verdict is Verdict.POSSIBLE
    assert of({**patient, "patient.sex": "male"}, rules)["one"].verdict is Verdict.POSSIBLE


def test_an_answer_knows_whether_anything_was_presumed() -> None:
    rules = load_ruleset(MINI)
    assert of({}, rules).presume is True
    assert of({}, rules, presume=False).presume is False


def test_what_was_looked_up_with_the_drugs_of_some_rules_says_nothing_by_those_of_others(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, ("supports", {"prior.agents": {"includes_any": ["platinum"]}}))
    program, own = compiled(rules), rules.agents
    of_nobody = type(own)({"platinum": frozenset({"lobaplatin"})}, {"lobaplatin": frozenset({"platinum"})})
    recorded = {"cancer.type": "ovarian", "prior.agents": SetContent(frozenset({"cisplatin"}))}
    node = program.options["one"].supports
    alike = type(own)(own.members, own.classes)
    for agents, truth in ((own, TRUE), (alike, TRUE), (of_nobody, UNKNOWN), (own, TRUE), (type(own)(), UNKNOWN)):
        assert Truths(program, Situation(recorded, agents)).truth(node) is truth


def test_what_decides_a_count_is_what_has_its_truth() -> None:
    rules = load_ruleset(MINI)
    organs = next(rule for rule in rules.options["heated"].rules if rule.id == "heated.organs")
    entry = next(rule for rule in compiled(rules).options["heated"].rules if rule.id == organs.id)

    def deciding(**facts: float) -> tuple[object, set[str]]:
        truths = of({f"patient.{name}": value for name, value in facts.items()}, rules).judgement.truths
        step = truths.step(organs.when, entry.when)
        paths = {str(getattr(leaf.condition, "path", "")) for leaf in step.deciding_leaves()}
        return step.truth, {path.removeprefix("patient.") for path in paths}

    assert deciding(egfr=60, platelets=200, neutrophils=1) == (TRUE, {"egfr", "platelets"})
    assert deciding(egfr=60, platelets=20, neutrophils=1) == (FALSE, {"platelets", "neutrophils"})
    assert deciding(egfr=60, platelets=20) == (UNKNOWN, {"neutrophils"})


def test_a_set_that_can_be_had_in_very_many_ways_is_told_with_fewer_values() -> None:
    few = (Piece("patient.ecog", "", (0, 1, 2)), Piece("recurrence.sites", "liver", (0,)))
    assert bounded(few) == few
    many = tuple(Piece(f"number {n}", "", tuple(range(9))) for n in range(12))
    told = bounded(many)
    assert 1 <= prod(len(piece.cells) for piece in told) <= 2048
    assert all(piece.cells and set(piece.cells) <= set(whole.cells) for piece, whole in zip(told, many, strict=True))
    assert [piece.path for piece in told] == [piece.path for piece in many]
