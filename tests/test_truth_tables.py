"""Every operator over every value and over what is unknown, exhausted.

What is expected is computed by the meaning of "unknown": a condition is true if it is true however the unknown turns
out, false if it is false however it turns out, and else unknown. In none of these conditions does a fact occur twice,
so that this is Kleene's strong logic.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import pytest

import strategies as some
from recurtx import logic
from recurtx.engine import assess
from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth
from recurtx.profile import VOCABULARY, Profile
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from recurtx.engine import AssessedOption
    from recurtx.ruleset import Ruleset

THREE = (FALSE, UNKNOWN, TRUE)
A, B, C = "recurrence.fistula", "recurrence.mesenteric_root", "recurrence.acellular_mucin"
KNOWN = (True, False, None)


def however(outcomes: Iterable[bool]) -> Truth:
    """The truth of something that may turn out so: certain only where all outcomes are alike."""
    found = set(outcomes)
    return UNKNOWN if len(found) > 1 else Truth.of(found.pop())


def turning_out(known: Sequence[bool | None]) -> Iterator[tuple[bool, ...]]:
    """Every way in which what is unknown may turn out."""
    return product(*[(True, False) if k is None else (k,) for k in known])


def subsets(values: Iterable[Any]) -> list[list[Any]]:
    """Every selection of one or more."""
    values = list(values)
    return [list(s) for n in range(1, len(values) + 1) for s in combinations(values, n)]


class Table:
    """Conditions written into rule files, so that a table tests the whole way from the file to the finding."""

    def __init__(self, folder: Path, conditions: Sequence[Any]) -> None:
        rules = [some.rule(f"one.r{n}", "cautions", condition) for n, condition in enumerate(conditions)]
        two = [some.rule("two.b", "requires", {B: True}), some.rule("two.c", "excludes", {C: True})]
        two += [some.rule(f"two.{effect}", effect, "always") for effect in ("supports", "cautions")]
        files = {
            "one": some.option("one", rules),
            "two": some.option("two", two, **{"for": {A: True}}),
            "below": some.option("below", [], "two"),
            "concepts": {"schema": 1, "concepts": [some.concept("idea", {A: True})]},
        }
        self.ruleset = load_ruleset(some.write(folder, files))
        self.count = len(conditions)

    def truths(self, profile: dict[str, Any], presume: bool = False) -> list[Truth | None]:
        """The truth of each condition for one patient."""
        option = options(self.ruleset, profile, presume)["one"]
        found = {f.rule.id: f.truth for f in option.findings}
        return [found[f"one.r{n}"] for n in range(self.count)]


def options(ruleset: Ruleset, profile: dict[str, Any], presume: bool) -> dict[str, AssessedOption]:
    known = Profile.model_validate(some.nested({"cancer.type": "other", **profile}))
    return dict(assess(known, ruleset, presume=presume).by_id)


def recorded(**facts: Any) -> dict[str, Any]:
    """A profile of the facts that are known."""
    return {path: value for path, value in facts.items() if value is not None}


# --- logic.py ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("truth", THREE)
def test_not(truth: Truth) -> None:
    assert ~truth is {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}[truth]
    assert ~~truth is truth


@pytest.mark.parametrize(("one", "other"), list(product(THREE, THREE)))
def test_and_is_the_least_and_or_the_greatest(one: Truth, other: Truth) -> None:
    assert one & other is min(one, other, key=THREE.index)
    assert one | other is max(one, other, key=THREE.index)
    assert ~(one & other) is (~one | ~other)


@pytest.mark.parametrize("size", range(5))
def test_many_at_once(size: int) -> None:
    for truths in product(THREE, repeat=size):
        ways = list(turning_out([{TRUE: True, FALSE: False, UNKNOWN: None}[t] for t in truths]))
        assert logic.conjunction(truths) is however(all(way) for way in ways)
        assert logic.disjunction(iter(truths)) is however(any(way) for way in ways)
        for number in range(size + 2):
            assert logic.at_least(number, iter(truths)) is however(sum(way) >= number for way in ways)


@pytest.mark.parametrize("truth", THREE)
def test_a_truth_value_is_no_bool(truth: Truth) -> None:
    with pytest.raises(TypeError, match="compare with"):
        bool(truth)
    assert Truth(truth.value) is truth


def test_truth_of_a_bool() -> None:
    assert (Truth.of(True), Truth.of(False)) == (TRUE, FALSE)


# --- words of a condition ------------------------------------------------------------------------------------------

ABC = [{A: True}, {B: True}, {C: True}]
NODES: list[tuple[Any, Callable[[bool, bool, bool], bool]]] = [
    ("always", lambda a, b, c: True),
    ({"not": "always"}, lambda a, b, c: False),
    ({A: True}, lambda a, b, c: a),
    ({A: False}, lambda a, b, c: not a),
    ({A: [True, False]}, lambda a, b, c: True),
    ({A: {"none_of": [True]}}, lambda a, b, c: not a),
    ({A: {"none_of": [True, False]}}, lambda a, b, c: False),
    ({"concept": "idea"}, lambda a, b, c: a),
    ({"not": {"concept": "idea"}}, lambda a, b, c: not a),
    ({"all": ABC}, lambda a, b, c: a and b and c),
    ({"any": ABC}, lambda a, b, c: a or b or c),
    ({"all": ABC[:1]}, lambda a, b, c: a),
    ({"not": {"all": ABC}}, lambda a, b, c: not (a and b and c)),
    ({"not": {"any": ABC}}, lambda a, b, c: not (a or b or c)),
    ({"all": [{"any": ABC[:2]}, {"not": ABC[2]}]}, lambda a, b, c: (a or b) and not c),
    ({"any": [{"all": ABC[:2]}, {"not": {"not": ABC[2]}}]}, lambda a, b, c: (a and b) or c),
    ({"all": ["always", *ABC]}, lambda a, b, c: a and b and c),
    ({"any": ["always", *ABC]}, lambda a, b, c: True),
    ({"count": {"at_least": 1, "of": ABC}}, lambda a, b, c: a + b + c >= 1),
    ({"count": {"at_least": 2, "of": ABC}}, lambda a, b, c: a + b + c >= 2),
    ({"count": {"at_least": 3, "of": ABC}}, lambda a, b, c: a + b + c >= 3),
    ({"not": {"count": {"at_least": 2, "of": ABC}}}, lambda a, b, c: a + b + c < 2),
    ({"count": {"at_least": 2, "of": [*ABC, "always"]}}, lambda a, b, c: a + b + c >= 1),
    ({"stopped": "two"}, lambda a, b, c: not a or not b or c),
    ({"not": {"stopped": "two"}}, lambda a, b, c: a and b and not c),
    ({"stopped": "below"}, lambda a, b, c: not a or not b or c),
]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return Table(tmp_path_factory.mktemp("nodes"), [condition for condition, _ in NODES])


@pytest.mark.parametrize("known", list(product(KNOWN, repeat=3)))
def test_words(nodes: Table, known: tuple[bool | None, ...]) -> None:
    found = nodes.truths(recorded(**dict(zip((A, B, C), known, strict=True))))
    assert found == [however(meaning(*way) for way in turning_out(known)) for _, meaning in NODES]


# --- tests on one value --------------------------------------------------------------------------------------------


def value_tests(values: Sequence[Any], ordered: bool, lists: bool = True) -> list[tuple[Any, Callable[[Any], bool]]]:
    """Every test that can be put to a fact with these values, in their order, and what it means."""
    place = values.index
    found: list[tuple[Any, Callable[[Any], bool]]] = [(v, lambda x, v=v: x == v) for v in values]
    if lists:
        found += [(s, lambda x, s=s: x in s) for s in subsets(values)]
        found += [({"none_of": s}, lambda x, s=s: x not in s) for s in subsets(values)]
    if ordered:
        for v in values:
            found.append(({"at_least": v}, lambda x, v=v: place(x) >= place(v)))
            found.append(({"at_most": v}, lambda x, v=v: place(x) <= place(v)))
            found.append(({"above": v}, lambda x, v=v: place(x) > place(v)))
            found.append(({"below": v}, lambda x, v=v: place(x) < place(v)))
        for v, w in product(values, values):
            if place(v) <= place(w):
                found.append(({"between": [v, w]}, lambda x, v=v, w=w: place(v) <= place(x) <= place(w)))
    return found


VALUES: dict[str, tuple[Sequence[Any], bool, bool]] = {
    "recurrence.fistula": ([True, False], False, True),
    "patient.asa": ([1, 2, 3, 4, 5], True, True),
    "patient.ecog": ([0, 1, 2, 3, 4], True, True),
    "recurrence.pci": (list(range(40)), True, False),
    "recurrence.ascites": (["none", "small", "large"], True, True),
    "prior.adhesions": (["none", "moderate", "severe"], True, True),
    "biomarkers.her2": (["negative", "low", "positive"], True, True),
    "biomarkers.braf": (["wild_type", "v600e", "other"], False, True),
}
"""Facts with all their values: whether they are ordered, and whether every list of values is put to the test."""


@pytest.mark.parametrize("path", VALUES)
def test_values(path: str, tmp_path: Path) -> None:
    values, ordered, lists = VALUES[path]
    tests = value_tests(values, ordered, lists)
    table = Table(tmp_path, [{path: test} for test, _ in tests])
    for value in values:
        assert table.truths({path: value}) == [Truth.of(meaning(value)) for _, meaning in tests]
    assert table.truths({}) == [however(meaning(v) for v in values) for _, meaning in tests]


def test_grades_of_complication(tmp_path: Path) -> None:
    """Grades are text in an order of their own, and there is one only after an operation."""
    path, values = "prior.worst_complication", list(VOCABULARY["prior.worst_complication"].values)
    tests = value_tests(values, True, lists=False)
    table = Table(tmp_path, [{path: test} for test, _ in tests])
    for value in values:
        assert table.truths({path: value}) == [Truth.of(meaning(value)) for _, meaning in tests]
    assert table.truths({"prior.crs_count": 0}) == [FALSE] * len(tests)
    assert table.truths({"prior.crs_count": 1}) == [however(meaning(v) for v in values) for _, meaning in tests]


def test_decimals(tmp_path: Path) -> None:
    """The ends of the range, a bound, and values between: nothing else can make a difference."""
    marks = [0.0, 25.0, 50.0, 75.0, 100.0]
    tests = [(test, meaning) for test, meaning in value_tests(marks, True) if 25.0 not in flat(test)]
    tests = [(test, meaning) for test, meaning in tests if 75.0 not in flat(test)]
    table = Table(tmp_path, [{"biomarkers.pd_l1_cps": test} for test, _ in tests])
    for value in (*marks, 50):
        assert table.truths({"biomarkers.pd_l1_cps": value}) == [Truth.of(meaning(value)) for _, meaning in tests]
    assert table.truths({}) == [however(meaning(v) for v in marks) for _, meaning in tests]


def flat(test: Any) -> list[Any]:
    if isinstance(test, dict):
        return [v for argument in test.values() for v in flat(argument)]
    return test if isinstance(test, list) else [test]


HISTOLOGIES = VOCABULARY["cancer.histology"]


@pytest.mark.parametrize("cancer", VOCABULARY["cancer.type"].values)
def test_histology_that_the_cancer_cannot_have(cancer: str, tmp_path: Path) -> None:
    possible = HISTOLOGIES.possible(cancer)
    tests: list[tuple[Any, Callable[[str], bool]]] = []
    for value in HISTOLOGIES.values:
        tests.append((value, lambda x, value=value: x == value))
        tests.append(({"none_of": [value]}, lambda x, value=value: x != value))
    tests.append((list(possible) or ["mixed"], lambda x: x in possible))
    table = Table(tmp_path, [{"cancer.histology": test} for test, _ in tests])
    expected = [however(meaning(v) for v in possible) if possible else FALSE for _, meaning in tests]
    assert table.truths({"cancer.type": cancer}) == expected


def test_what_does_not_apply_passes_no_test(tmp_path: Path) -> None:
    tests = value_tests([0, 1, 2, 3], ordered=True)
    table = Table(tmp_path, [{"prior.completeness": test} for test, _ in tests])
    unknown = [however(meaning(v) for v in range(4)) for _, meaning in tests]
    assert table.truths({"prior.crs_count": 0}) == [FALSE] * len(tests)
    assert table.truths({"prior.crs_count": 2}) == unknown
    assert table.truths({}) == [UNKNOWN if truth is TRUE else truth for truth in unknown]
    for value in range(4):
        expected = [Truth.of(meaning(value)) for _, meaning in tests]
        assert table.truths({"prior.crs_count": 2, "prior.completeness": value}) == expected
        assert table.truths({"prior.completeness": value}) == expected


def test_a_set_that_does_not_apply_passes_no_test(tmp_path: Path) -> None:
    tests = [{"empty": True}, {"empty": False}, {"excludes_all": ["other"]}, {"includes_any": ["mitomycin"]}]
    table = Table(tmp_path, [{"prior.hipec_agent": test} for test in tests])
    assert table.truths({"prior.hipec_count": 0}) == [FALSE] * 4
    assert table.truths({"prior.hipec_count": 1}) == [UNKNOWN] * 4


# --- tests on sets -------------------------------------------------------------------------------------------------


def set_tests(names: Sequence[str], members: dict[str, list[str]]) -> list[tuple[Any, Callable[[set[str]], bool]]]:
    """Every test that can be put to a set, and what it means; a class is in it if a member is."""

    def has(found: set[str], name: str) -> bool:
        return bool(found & set(members.get(name, [name])))

    def within(found: set[str], names: list[str]) -> bool:
        return bool(found) and found <= {drug for name in names for drug in members.get(name, [name])}

    tests: list[tuple[Any, Callable[[set[str]], bool]]] = [
        ({"empty": True}, lambda found: not found),
        ({"empty": False}, bool),
    ]
    for s in subsets(names):
        tests.append(({"includes_any": s}, lambda found, s=s: any(has(found, n) for n in s)))
        tests.append(({"includes_all": s}, lambda found, s=s: all(has(found, n) for n in s)))
        tests.append(({"excludes_all": s}, lambda found, s=s: not any(has(found, n) for n in s)))
        tests.append(({"only": s}, lambda found, s=s: within(found, s)))
    return tests


def as_recorded(known: dict[str, bool | None]) -> dict[str, list[str]]:
    return {
        "present": [n for n, k in known.items() if k is True],
        "absent": [n for n, k in known.items() if k is False],
    }


def test_sets_of_findings(tmp_path: Path) -> None:
    names = VOCABULARY["patient.goals"].values
    tests = set_tests(names, {})
    table = Table(tmp_path, [{"patient.goals": test} for test, _ in tests])
    for known in product(KNOWN, repeat=len(names)):
        ways = [{n for n, k in zip(names, way, strict=True) if k} for way in turning_out(known)]
        expected = [however(meaning(way) for way in ways) for _, meaning in tests]
        partly = as_recorded(dict(zip(names, known, strict=True)))
        assert table.truths({"patient.goals": partly}) == expected
        if None not in known:
            assert table.truths({"patient.goals": partly["present"]}) == expected
        if set(known) == {None}:
            assert table.truths({}) == expected


def test_sets_of_drugs(tmp_path: Path) -> None:
    """A list names every drug received; otherwise one that no file lists may have been received as well."""
    members: dict[str, list[str]] = {}
    for drug, classes in some.DRUGS.items():
        for name in classes:
            members.setdefault(name, []).append(drug)
    tests = set_tests([*some.DRUGS, *members], members)
    table = Table(tmp_path, [{"prior.agents": test} for test, _ in tests])
    for known in product(KNOWN, repeat=len(some.DRUGS)):
        drugs = [*some.DRUGS, some.UNLISTED]
        ways = [{n for n, k in zip(drugs, way, strict=True) if k} for way in turning_out((*known, None))]
        partly = as_recorded(dict(zip(some.DRUGS, known, strict=True)))
        assert table.truths({"prior.agents": partly}) == [however(meaning(w) for w in ways) for _, meaning in tests]
        if None not in known:
            complete = set(partly["present"])
            assert table.truths({"prior.agents": partly["present"]}) == [Truth.of(m(complete)) for _, m in tests]


def test_a_class_in_place_of_a_drug(tmp_path: Path) -> None:
    """A class says that one of its drugs, at least, was received."""
    tests = set_tests(["oxaliplatin", "cisplatin", "platinum", "cetuximab"], {"platinum": ["oxaliplatin", "cisplatin"]})
    table = Table(tmp_path, [{"prior.agents": test} for test, _ in tests])
    ways = [{"oxaliplatin"}, {"cisplatin"}, {"oxaliplatin", "cisplatin"}]
    found = table.truths({"prior.agents": ["platinum"]})
    for (test, meaning), truth in zip(tests, found, strict=True):
        expected = however(meaning(way) for way in ways)
        assert truth in (expected, UNKNOWN), test
    assert table.truths({"prior.agents": {"absent": ["platinum"]}}) == table.truths(
        {"prior.agents": {"absent": ["oxaliplatin", "cisplatin"]}}
    )


def test_a_class_is_absent_where_each_of_its_drugs_is_for_a_reason_of_its_own(tmp_path: Path) -> None:
    """One drug is recorded as absent, the other was never received: the cancer grew under neither."""
    table = Table(tmp_path, [{"prior.progressed_on": {"excludes_all": ["platinum"]}}])
    assert table.truths({"prior.agents": ["cisplatin"], "prior.progressed_on": {"absent": ["cisplatin"]}}) == [TRUE]


@pytest.mark.parametrize("presume", [True, False])
def test_who_received_no_drug_grew_under_none(presume: bool, tmp_path: Path) -> None:
    table = Table(tmp_path, [{"prior.progressed_on": {"empty": True}}])
    assert table.truths({"prior.agents": [], "prior.latest_response": "progression"}, presume) == [TRUE]


# --- derived and presumed facts ------------------------------------------------------------------------------------

DERIVED = [
    *(("patient.karnofsky", k, "patient.ecog", e) for k, e in ((100, 0), (90, 1), (80, 1), (70, 2), (60, 2))),
    *(("patient.karnofsky", k, "patient.ecog", e) for k, e in ((50, 3), (40, 3), (30, 4), (20, 4), (10, 4))),
    *(("recurrence.predicted_cc", cc, "recurrence.resectability", "complete_expected") for cc in (0, 1)),
    *(("recurrence.predicted_cc", cc, "recurrence.resectability", "incomplete_expected") for cc in (2, 3)),
    ("cancer.histology", "signet_ring", "cancer.signet_ring_cells", True),
    ("cancer.histology", "signet_ring", "cancer.grade", "high"),
    ("cancer.histology", "lamn", "cancer.grade", "low"),
    ("biomarkers.kras_g12c", True, "biomarkers.ras", "mutated"),
    ("biomarkers.ras", "wild_type", "biomarkers.kras_g12c", False),
]


@pytest.mark.parametrize(("source", "value", "target", "derived"), DERIVED)
def test_derived_facts(source: str, value: Any, target: str, derived: Any, tmp_path: Path) -> None:
    table = Table(tmp_path, [{target: derived}, {target: {"none_of": [derived]}}])
    patient = {"cancer.type": "appendiceal"}
    assert table.truths(patient) == [UNKNOWN, UNKNOWN]
    assert table.truths({**patient, source: value}) == [TRUE, FALSE]


def test_a_recorded_fact_wins_over_a_derived_one(tmp_path: Path) -> None:
    table = Table(tmp_path, [{"patient.ecog": value} for value in range(5)])
    found = table.truths({"patient.karnofsky": 80, "patient.ecog": 2})
    assert found == [FALSE, FALSE, TRUE, FALSE, FALSE]


PRESUMED: dict[str, tuple[Any, Any]] = {
    "patient.declines": ({"includes_any": ["two"]}, ["two"]),
    "patient.pregnant": (True, True),
    "patient.active_infection": (True, True),
    "patient.autoimmune_disease": (True, True),
    "patient.thromboembolism": (True, True),
    "patient.comorbidities": ({"includes_any": ["renal"]}, ["renal"]),
    "prior.intolerances": ({"includes_any": ["platinum"]}, ["cisplatin"]),
    "prior.progressed_on": ({"includes_any": ["platinum"]}, ["cisplatin"]),
    "recurrence.red_flags": ({"includes_any": ["sepsis"]}, ["sepsis"]),
}


def test_only_these_are_presumed() -> None:
    assert {path for path, fact in VOCABULARY.items() if fact.presumption} == set(PRESUMED)


@pytest.mark.parametrize("path", PRESUMED)
def test_presumed_facts(path: str, tmp_path: Path) -> None:
    test, value = PRESUMED[path]
    table = Table(tmp_path, [{path: test}])
    assert (table.truths({}, presume=True), table.truths({}, presume=False)) == ([FALSE], [UNKNOWN])
    for presume in (True, False):
        assert table.truths({path: value}, presume) == [TRUE]
        assert table.truths({path: [] if isinstance(value, list) else False}, presume) == [FALSE]


FLAGS = ((["sepsis"], UNKNOWN), (["cholangitis"], UNKNOWN), (["bleeding"], FALSE), ([], FALSE), (None, FALSE))


@pytest.mark.parametrize(("flags", "truth"), FLAGS)
def test_infection_is_not_presumed_absent_against_red_flags(
    flags: list[str] | None, truth: Truth, tmp_path: Path
) -> None:
    table = Table(tmp_path, [{"patient.active_infection": True}])
    assert table.truths(recorded(**{"recurrence.red_flags": flags}), presume=True) == [truth]


@pytest.mark.parametrize("presume", [True, False])
@pytest.mark.parametrize("response", ["progression", "stable", None])
@pytest.mark.parametrize("agents", [["cisplatin"], ["cetuximab"], [], None, {"absent": ["platinum"]}])
def test_growth_under_a_drug(agents: Any, response: str | None, presume: bool, tmp_path: Path) -> None:
    """Never under a drug that was not received; presumed absent unless a response was progression."""
    names = ["cisplatin", "oxaliplatin", "platinum", "cetuximab"]
    table = Table(tmp_path, [{"prior.progressed_on": {"includes_any": [name]}} for name in names])
    received = {
        str(["cisplatin"]): ["cisplatin", "platinum"],
        str(["cetuximab"]): ["cetuximab"],
        str([]): [],
        str(None): names,
        str({"absent": ["platinum"]}): ["cetuximab"],
    }[str(agents)]
    open_ = UNKNOWN if not presume or response == "progression" else FALSE
    found = table.truths(recorded(**{"prior.agents": agents, "prior.latest_response": response}), presume)
    assert found == [open_ if name in received else FALSE for name in names]


# --- rules and verdicts --------------------------------------------------------------------------------------------

SAYS = {  # effect: for each truth of `for` and of `when`, the truth that the finding reports and whether the rule acts
    "requires": {
        "TT": ("true", "false"), "TF": ("false", "true"), "TU": ("unknown", "unknown"),
        "FT": ("silent", "false"), "FF": ("silent", "false"), "FU": ("silent", "false"),
        "UT": ("true", "false"), "UF": ("unknown", "unknown"), "UU": ("unknown", "unknown"),
    },
    "excludes": {
        "TT": ("true", "true"), "TF": ("false", "false"), "TU": ("unknown", "unknown"),
        "FT": ("silent", "false"), "FF": ("silent", "false"), "FU": ("silent", "false"),
        "UT": ("unknown", "unknown"), "UF": ("false", "false"), "UU": ("unknown", "unknown"),
    },
}  # fmt: skip
SAYS["supports"] = SAYS["cautions"] = SAYS["excludes"]
LETTER = {"T": True, "F": False, "U": None}


@pytest.mark.parametrize("effect", SAYS)
def test_effects(effect: str, tmp_path: Path) -> None:
    rule = some.rule("one.r", effect, {B: True}, **{"for": {A: True}})
    ruleset = load_ruleset(some.write(tmp_path, {"one": some.option("one", [rule])}))
    for letters, expected in SAYS[effect].items():
        profile = recorded(**{A: LETTER[letters[0]], B: LETTER[letters[1]]})
        (finding,) = options(ruleset, profile, presume=False)["one"].findings
        truth = "silent" if finding.truth is None else finding.truth.value
        assert (truth, finding.acts.value) == expected, letters


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_a_rule_that_is_not_active_stops_nothing(status: str, tmp_path: Path) -> None:
    more = {"replaced_by": "one.asks"} if status == "retired" else {}
    files = {
        "one": some.option("one", [some.rule("one.asks", "supports", {"stopped": "two"})]),
        "two": some.option("two", [some.rule("two.b", "excludes", "always", status=status, **more)]),
    }
    ruleset = load_ruleset(some.write(tmp_path, files))
    judged = options(ruleset, {}, presume=False)
    assert judged["two"].verdict.value == "possible"
    assert [f.truth for f in judged["one"].findings] == [FALSE]


SCOPE, STOP, FOR, CARE = A, B, C, "recurrence.confirmed"


def verdict(scope: Truth, stop: Truth, support: Truth, caution: Truth) -> tuple[str, bool]:
    """The table of verdicts, first match wins, and whether the verdict is settled."""
    if scope is FALSE:
        return "outside_scope", True
    if stop is TRUE:
        return "not_candidate", True
    if UNKNOWN in (scope, stop):
        return "needs_information", False
    if support is TRUE:
        return ("candidate_with_caution", True) if caution is TRUE else ("candidate", caution is FALSE)
    return "possible", support is FALSE


def test_verdicts(tmp_path: Path) -> None:
    rules = [
        some.rule("one.stop", "excludes", {STOP: True}),
        some.rule("one.for", "supports", {FOR: True}),
        some.rule("one.care", "cautions", {CARE: True}),
    ]
    files = {"one": some.option("one", rules, **{"for": {SCOPE: True}}), "below": some.option("below", [], "one")}
    ruleset = load_ruleset(some.write(tmp_path, files))
    for known in product(KNOWN, repeat=4):
        truths = [however(way) for way in (([k] if k is not None else [True, False]) for k in known)]
        judged = options(ruleset, recorded(**dict(zip((SCOPE, STOP, FOR, CARE), known, strict=True))), presume=False)
        assert (judged["one"].verdict.value, judged["one"].settled) == verdict(*truths)
        assert (judged["below"].verdict.value, judged["below"].settled) == verdict(*truths[:2], FALSE, FALSE)
