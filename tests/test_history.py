"""A history as it is recorded: what follows from operations, regimens and dates, and what cannot be.

What a patient cannot have is refused with both facts named; what a real patient has is taken.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import strategies as some
from command import recurtx
from recurtx import Rules
from recurtx.document import Document, node_of, read_text
from recurtx.engine import assess
from recurtx.engine.assess import judge
from recurtx.errors import Location, ProfileError
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import VOCABULARY, Origin, Record, SetContent, Situation, assemble, digest_of, flatten, impossible
from recurtx.profile.write import profile_json, profile_text
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from recurtx.engine.judgement import Judgement
    from recurtx.profile import Knowledge

AS_OF = "2025-01-15"
OVARIAN: dict[str, Any] = {"cancer.type": "ovarian"}
FIRST_LINE = {"agents": ["carboplatin", "paclitaxel"], "setting": "first_line", "ended": "2023-09"}


def read(facts: dict[str, Any]) -> Record:
    """A profile as a file would hold it."""
    written, problems = flatten(Document("patient", node_of({**OVARIAN, **facts}, Location("patient")), ""))
    return assemble(written, some.loaded().names, "patient", problems)


def situation(facts: dict[str, Any], presume: bool = False) -> Situation:
    return Situation.of(read(facts).profile, some.loaded().agents, presume=presume)


def known(path: str, presume: bool = False, **facts: Any) -> Knowledge:
    """What is known of one fact; keys with ``__`` for the dot."""
    return situation({key.replace("__", "."): value for key, value in facts.items()}, presume).knowledge(path)


def refusals(facts: dict[str, Any]) -> list[str]:
    """What is said of facts that cannot stand together; nothing where they can."""
    try:
        read(facts)
    except ProfileError as error:
        return [f"{p.code} {p.message}" for p in error.problems]
    return []


# --- operations ----------------------------------------------------------------------------------------------------

TWO_OPERATIONS = [
    {"date": "2021-03-10", "kind": ["crs", "hipec"], "completeness": 1, "pci": 14, "hipec_agents": ["mitomycin"]},
    {"date": "2023-05", "kind": ["crs", "hipec"], "completeness": 0, "pci": 6, "hipec_agents": ["cisplatin"]},
    {"date": "2024-08", "kind": "bypass_or_stoma"},
]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("prior.crs_count", 2),
        ("prior.hipec_count", 2),
        ("prior.completeness", 0),
        ("prior.initial_pci", 14),
        ("prior.hipec_agent", SetContent(frozenset({"mitomycin", "cisplatin"}), complete=True)),
        ("prior.months_since_operation", 5.0),
    ],
)
def test_operations_settle(path: str, value: Any) -> None:
    found = known(path, as_of=AS_OF, prior__operations=TWO_OPERATIONS)
    assert (found.content, found.origin, found.source) == (value, Origin.DERIVED, "prior.operations")


def test_the_order_of_the_dates_counts_not_that_of_the_list() -> None:
    backwards = list(reversed(TWO_OPERATIONS))
    assert known("prior.completeness", prior__operations=backwards).content == 0
    assert known("prior.initial_pci", prior__operations=backwards).content == 14


def test_without_dates_the_list_is_in_order() -> None:
    undated = [{key: value for key, value in o.items() if key != "date"} for o in TWO_OPERATIONS]
    assert known("prior.initial_pci", prior__operations=undated).content == 14
    assert known("prior.months_since_operation", prior__operations=undated).content is None


def test_no_operation_is_none() -> None:
    assert known("prior.crs_count", prior__operations=[]).content == 0
    assert known("prior.hipec_count", prior__operations=[]).content == 0


@pytest.mark.parametrize(
    ("kinds", "count"),
    [(["crs"], 1), (["laparotomy"], 1), (["pipac"], 0), (["resection", "laparotomy"], 1), (["resection"], None)],
)
def test_a_resection_may_have_been_done_through_a_scope(kinds: list[str], count: int | None) -> None:
    assert known("prior.laparotomies", prior__operations=[{"kind": kinds}]).content == count


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "as_of", "months"),
    [
        ("2023-05-17", "2023-11-17", 6.0),
        ("2023-05-17", "2023-11-16", 5.9),
        ("2023-05", "2023-11-16", 6.0),
        (2023, "2025-01-15", None),
        ("2023", "2025-01-15", None),
        ("2023-05", None, None),
    ],
)
def test_what_the_precision_of_a_date_leaves_open_stays_unknown(date: Any, as_of: str | None, months: Any) -> None:
    found = known("prior.months_since_operation", as_of=as_of, prior__operations=[{"date": date, "kind": "crs"}])
    assert found.content == months


def test_months_ago_need_no_day_of_assessment() -> None:
    operations = [{"months_ago": 14, "kind": ["crs", "hipec"]}]
    assert known("prior.months_since_operation", prior__operations=operations).content == 14


def test_the_relapse_is_dated_from_the_latest_hipec() -> None:
    found = known("recurrence.months_since_hipec", recurrence__date="2024-11", prior__operations=TWO_OPERATIONS)
    assert (found.content, found.source) == (18.0, "recurrence.date")
    assert known("recurrence.months_since_hipec", recurrence__date="2024-11").content is None
    year = known("recurrence.months_since_hipec", recurrence__date=2024, prior__operations=TWO_OPERATIONS)
    assert year.content is None


@pytest.mark.parametrize("date", [2023, "2023-05", "2023-05-17"])
def test_yaml_reads_each_precision(date: Any) -> None:
    text = f"cancer: {{type: ovarian}}\nprior: {{operations: [{{date: {date}, kind: crs}}]}}\n"
    written, problems = flatten(read_text(text, "p.yaml"))
    record = assemble(written, some.loaded().names, "p.yaml", problems)
    assert record.profile.prior.operations is not None
    assert record.profile.prior.operations[0].date == str(date)


@pytest.mark.parametrize("date", ["2023-13", "2023-02-30", "05/2023", "soon", 23, 2023.5, True])
def test_what_is_no_date_is_refused(date: Any) -> None:
    (problem,) = refusals({"prior.operations": [{"date": date, "kind": "crs"}]})
    assert problem.startswith("RTX122 `date` in `prior.operations`, entry 1")


# --- regimens ------------------------------------------------------------------------------------------------------

OVARIAN_COURSE = [
    {"agents": ["carboplatin", "paclitaxel"], "setting": "neoadjuvant", "response": "partial", "ended": "2023-03",
     "stopped_for": "completed"},
    {"agents": ["carboplatin", "paclitaxel"], "setting": "adjuvant", "ended": "2023-09", "stopped_for": "completed"},
    {"agents": ["niraparib"], "setting": "maintenance", "ended": "2024-11", "stopped_for": "progression"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("prior.agents", SetContent(frozenset({"carboplatin", "paclitaxel", "niraparib"}), complete=True)),
        ("prior.systemic_lines", 0),
        ("prior.total_lines", 1),
        ("prior.best_response", "partial"),
        ("prior.latest_response", "progression"),
        ("prior.months_since_systemic", 2.0),
        ("prior.platinum_free_interval_months", 15.0),
    ],
)
def test_regimens_settle(path: str, value: Any) -> None:
    found = known(path, as_of=AS_OF, recurrence__date="2024-12", prior__regimens=OVARIAN_COURSE)
    assert (found.content, found.origin, found.source) == (value, Origin.DERIVED, "prior.regimens")


@pytest.mark.parametrize("presume", [True, False])
def test_growth_is_under_the_drugs_of_that_regimen_alone(presume: bool) -> None:
    """No presumption is needed: it is known under which the cancer grew, and under which not."""
    patient = situation({"prior.regimens": OVARIAN_COURSE}, presume)
    readings = {drug: patient.element("prior.progressed_on", drug) for drug in ("niraparib", "carboplatin", "olaparib")}
    assert [r.truth for r in readings.values()] == [TRUE, FALSE, FALSE]
    assert not any(r.presumed for r in readings.values())


def test_toxicity_of_a_combination_may_be_of_any_of_its_drugs() -> None:
    toxic = [
        {"agents": ["cetuximab"], "stopped_for": "allergy"},
        {"agents": ["oxaliplatin", "capecitabine"], "stopped_for": "toxicity"},
        {"agents": ["irinotecan"], "stopped_for": "completed"},
    ]
    for presume in (True, False):
        patient = situation({"prior.regimens": toxic}, presume)
        assert patient.element("prior.intolerances", "cetuximab").truth is TRUE
        assert patient.element("prior.intolerances", "anti_egfr").truth is TRUE
        assert patient.element("prior.intolerances", "oxaliplatin").truth is UNKNOWN
        assert patient.element("prior.intolerances", "platinum").truth is UNKNOWN
        assert patient.element("prior.intolerances", "bevacizumab").truth is (FALSE if presume else UNKNOWN)


@pytest.mark.parametrize(
    ("settings", "systemic", "total"),
    [
        ([], 0, 0),
        (["adjuvant"], 0, 1),
        (["neoadjuvant", "adjuvant"], 0, 1),
        (["perioperative", "adjuvant", "recurrence", "maintenance", "recurrence"], 2, 3),
        (["first_line", "maintenance"], 0, 1),
        (["maintenance"], 0, 1),
        ([None, "recurrence"], None, None),
    ],
)
def test_lines_are_counted_by_setting(settings: list[str | None], systemic: int | None, total: int | None) -> None:
    regimens = [{"agents": ["oxaliplatin"], "setting": setting} for setting in settings]
    assert known("prior.systemic_lines", prior__regimens=regimens).content == systemic
    assert known("prior.total_lines", prior__regimens=regimens).content == total


def test_no_regimen_is_no_drug() -> None:
    patient = situation({"prior.regimens": []})
    assert patient.element("prior.agents", "platinum").truth is FALSE
    assert patient.applies("prior.best_response") is FALSE


@pytest.mark.parametrize(
    ("responses", "best"),
    [(["partial", "stable"], "partial"), (["complete", None], "complete"), (["stable", None], None), ([None], None)],
)
def test_a_regimen_without_a_response_may_have_done_better(responses: list[str | None], best: str | None) -> None:
    regimens = [{"agents": ["oxaliplatin"], "setting": "recurrence", "response": r} for r in responses]
    assert known("prior.best_response", prior__regimens=regimens).content == best


def test_treatment_that_runs_is_the_latest() -> None:
    regimens = [{"agents": ["irinotecan"], "response": "stable", "ended": "running"}, FIRST_LINE]
    assert known("prior.months_since_systemic", as_of=AS_OF, prior__regimens=regimens).content == 0
    assert known("prior.latest_response", as_of=AS_OF, prior__regimens=regimens).content == "stable"


def test_a_platinum_after_the_relapse_says_nothing_of_the_interval_before() -> None:
    found = known("prior.platinum_free_interval_months", recurrence__date="2023-01", prior__regimens=[FIRST_LINE])
    assert found.content is None


# --- beside what is recorded ---------------------------------------------------------------------------------------


def test_a_fact_beside_the_records_adds_to_them() -> None:
    """An operation elsewhere that the list lacks is a correction."""
    facts = {"prior.operations": TWO_OPERATIONS, "prior.crs_count": 3}
    assert situation(facts).knowledge("prior.crs_count").content == 3
    more = situation({"prior.regimens": [FIRST_LINE], "prior.agents": {"present": ["olaparib"]}})
    assert [more.element("prior.agents", a).truth for a in ("olaparib", "carboplatin", "cetuximab")] == [
        TRUE, TRUE, FALSE,
    ]  # fmt: skip


DENIED: list[tuple[dict[str, Any], str, str]] = [
    ({"prior.operations": TWO_OPERATIONS, "prior.crs_count": 1}, "prior.crs_count", "prior.operations"),
    ({"prior.operations": TWO_OPERATIONS, "prior.completeness": 3}, "prior.completeness", "prior.operations"),
    ({"prior.operations": TWO_OPERATIONS, "prior.hipec_agent": ["cisplatin"]}, "prior.hipec_agent", "prior.operations"),
    ({"prior.regimens": [FIRST_LINE], "prior.agents": ["olaparib"]}, "prior.agents", "prior.regimens"),
    ({"prior.regimens": [FIRST_LINE], "prior.total_lines": 0}, "prior.total_lines", "prior.regimens"),
    ({"prior.regimens": OVARIAN_COURSE, "prior.progressed_on": []}, "prior.progressed_on", "prior.regimens"),
    ({"prior.regimens": OVARIAN_COURSE, "prior.best_response": "stable"}, "prior.best_response", "prior.regimens"),
    ({"prior.operations": TWO_OPERATIONS, "recurrence.date": 2024, "recurrence.months_since_hipec": 60},
     "recurrence.months_since_hipec", "recurrence.date"),
    ({"recurrence.date": 2022, "prior.operations": TWO_OPERATIONS}, "recurrence.date", "prior.operations"),
    ({"recurrence.date": 2026, "as_of": AS_OF}, "recurrence.date", "as_of"),
    ({"prior.operations": [{"date": 2026, "kind": "crs"}], "as_of": AS_OF}, "prior.operations", "as_of"),
    ({"prior.regimens": [{"agents": ["olaparib"], "ended": 2026}], "as_of": AS_OF}, "prior.regimens", "as_of"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "one", "other"), DENIED)
def test_what_the_records_leave_no_room_for_is_refused_with_both_named(
    facts: dict[str, Any], one: str, other: str
) -> None:
    (problem,) = refusals(facts)
    assert f"`{one}`" in problem
    assert f"`{other}`" in problem


@pytest.mark.parametrize(
    "entry",
    [
        {"kind": "crs", "date": 2023, "months_ago": 3},
        {"kind": "crs", "hipec_agents": ["cisplatin"]},
        {"kind": "hipec", "completeness": 0},
    ],
)
def test_an_entry_does_not_contradict_itself(entry: dict[str, Any]) -> None:
    (problem,) = refusals({"prior.operations": [entry]})
    assert problem.startswith("RTX135 `prior.operations` operation 1")


def test_running_treatment_was_not_stopped() -> None:
    regimens = [{"agents": ["olaparib"], "ended": "running", "stopped_for": "toxicity"}]
    (problem,) = refusals({"prior.regimens": regimens})
    assert problem.startswith("RTX135 `prior.regimens` regimen 1 is `running`")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"prior.operations": [{"kind": "crss"}]}, "RTX120 `kind` in `prior.operations`, entry 1 cannot be `crss`"),
        ({"prior.operations": [{"date": 2023}]}, "RTX122 `kind` is missing in `prior.operations`, entry 1"),
        ({"prior.operations": [{"kind": "crs", "ebl": 1}]}, "RTX112 unknown key `ebl` in `prior.operations`, entry 1"),
        ({"prior.operations": {"kind": "crs"}}, "RTX122 `prior.operations` takes a list of entries"),
        ({"prior.regimens": [{"agents": []}]}, "RTX122 `agents` in `prior.regimens`, entry 1 is not as it should be"),
        ({"prior.regimens": ["folfox"]}, "RTX122 `prior.regimens`, entry 1 cannot be `folfox`"),
        ({"prior.regimens": [{"agents": ["olaparib"], "ended": "yes"}]},
         "RTX122 `ended` in `prior.regimens`, entry 1 cannot be `yes`"),
        ({"prior.regimens": [{"agents": ["oxaliplatn"]}]}, "RTX125 unknown drug `oxaliplatn` in `prior.regimens`"),
    ],
)  # fmt: skip
def test_mistakes_in_an_entry_are_told_at_its_key(facts: dict[str, Any], says: str) -> None:
    assert refusals(facts) == [says]


def test_a_drug_of_a_regimen_that_no_list_knows_is_told() -> None:
    assert "zz_new_drug" in read({"prior.regimens": [{"agents": ["zz_new_drug"]}]}).warnings[0]


# --- real patients, and patients that cannot be --------------------------------------------------------------------

REAL: list[dict[str, Any]] = [
    {"prior.systemic_lines": 0, "prior.latest_response": "partial", "prior.months_since_systemic": 4},
    {"prior.systemic_lines": 0, "prior.agents": ["oxaliplatin"], "prior.progressed_on": ["oxaliplatin"]},
    {"prior.systemic_lines": 0, "prior.progressed_on": ["olaparib"]},
    {"prior.systemic_lines": 0, "prior.platinum_free_interval_months": 9},
    {"prior.crs_count": 0, "prior.hipec_count": 1},
    {"recurrence.sites": [], "recurrence.pci": 0, "recurrence.confirmed": False, "recurrence.ca125": 400},
    {"recurrence.sites": ["liver"], "recurrence.pci": 0, "recurrence.distribution": "diffuse"},
    {"recurrence.sites": ["peritoneum"], "recurrence.lesion_count": 3, "recurrence.distribution": "localized"},
    {"prior.agents": {"present": ["platinum"], "absent": ["cisplatin"]}},
    {"prior.best_response": "partial", "prior.latest_response": "progression"},
]
IMPOSSIBLE: list[tuple[dict[str, Any], str, str]] = [
    ({"recurrence.sites": [], "recurrence.pci": 30}, "recurrence.pci", "recurrence.sites"),
    ({"recurrence.sites": [], "recurrence.lesion_count": 9}, "recurrence.lesion_count", "recurrence.sites"),
    ({"recurrence.sites": [], "recurrence.confirmed": True}, "recurrence.confirmed", "recurrence.sites"),
    ({"recurrence.sites": ["liver"], "recurrence.lesion_count": 0}, "recurrence.lesion_count", "recurrence.sites"),
    ({"recurrence.sites": ["peritoneum"], "recurrence.distribution": "diffuse", "recurrence.pci": 0},
     "recurrence.pci", "recurrence.distribution"),
    ({"recurrence.lesion_count": 1, "recurrence.distribution": "diffuse"},
     "recurrence.distribution", "recurrence.lesion_count"),
    ({"recurrence.bowel_obstruction": "none", "recurrence.red_flags": ["closed_loop"]},
     "recurrence.bowel_obstruction", "recurrence.red_flags"),
    ({"prior.crs_count": 0, "prior.hipec_count": 2}, "prior.crs_count", "prior.hipec_count"),
    ({"prior.agents": [], "prior.platinum_free_interval_months": 8},
     "prior.platinum_free_interval_months", "prior.agents"),
    ({"prior.agents": ["paclitaxel"], "prior.platinum_free_interval_months": 8},
     "prior.platinum_free_interval_months", "prior.agents"),
    ({"recurrence.sites": [], "recurrence.bowel_obstruction": "single_level",
      "recurrence.obstruction_cause": "malignant"}, "recurrence.obstruction_cause", "recurrence.sites"),
    ({"prior.agents": [], "prior.latest_response": "stable"}, "prior.latest_response", "prior.agents"),
    ({"prior.agents": [], "prior.systemic_lines": 2}, "prior.systemic_lines", "prior.agents"),
    ({"prior.total_lines": 1, "prior.systemic_lines": 2}, "prior.total_lines", "prior.systemic_lines"),
    ({"prior.total_lines": 0, "prior.agents": ["olaparib"]}, "prior.total_lines", "prior.agents"),
    ({"prior.best_response": "stable", "prior.latest_response": "complete"},
     "prior.best_response", "prior.latest_response"),
    ({"prior.agents": {"present": ["platinum"], "absent": ["cisplatin", "carboplatin", "oxaliplatin"]}},
     "prior.agents", "platinum"),
    ({"prior.agents": {"present": ["cisplatin"], "absent": ["platinum"]}}, "prior.agents", "platinum"),
]  # fmt: skip


@pytest.mark.parametrize("facts", REAL)
def test_real_patients_are_taken(facts: dict[str, Any]) -> None:
    if "absent" in str(facts):
        members = some.loaded().agents.members["platinum"]
        assert len(members) > 1
    assert refusals(facts) == []


@pytest.mark.parametrize(("facts", "one", "other"), IMPOSSIBLE)
def test_patients_who_cannot_be_are_refused(facts: dict[str, Any], one: str, other: str) -> None:
    if other == "platinum" and "absent" in str(facts) and "platinum" in facts["prior.agents"]["present"]:
        facts = {"prior.agents": {"present": ["platinum"], "absent": sorted(some.loaded().agents.members["platinum"])}}
    (problem,) = refusals(facts)
    assert one in problem
    assert other in problem


def test_places_of_both_are_told(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("cancer: {type: ovarian}\nrecurrence:\n  sites: []\n  pci: 30\n", encoding="utf-8")
    (complaint,) = recurtx("suggest", file).complaints()
    assert (complaint.code, complaint.where) == ("RTX130", f"{file}:4:8")
    assert complaint.message == "`recurrence.pci` 30 contradicts `recurrence.sites` [] in line 3"


def test_one_lesion_is_localized() -> None:
    found = situation({"recurrence.lesion_count": 1}).knowledge("recurrence.distribution")
    assert (found.content, found.source) == ("localized", "recurrence.lesion_count")


def test_no_symptom_says_nothing_of_an_obstruction() -> None:
    assert situation({"recurrence.symptoms": []}).knowledge("recurrence.bowel_obstruction").content is None


# --- what is recorded speaks backwards -----------------------------------------------------------------------------


OUTSIDE = [site for site in VOCABULARY["recurrence.sites"].values if site not in ("peritoneum", "ovary")]
ABOUT_SITES: list[tuple[dict[str, Any], Any]] = [
    ({"includes_any": OUTSIDE}, TRUE),
    ({"includes_any": [*OUTSIDE, "ovary"]}, TRUE),
    ({"includes_any": OUTSIDE[1:]}, UNKNOWN),
    ({"excludes_all": OUTSIDE}, FALSE),
    ({"only": ["peritoneum", "ovary"]}, FALSE),
    ({"only": ["liver", "lung"]}, UNKNOWN),
    ({"only": OUTSIDE}, UNKNOWN),
    ({"empty": True}, FALSE),
    ({"empty": False}, TRUE),
]


@pytest.mark.parametrize("path", ["recurrence.extraperitoneal_treatable", "recurrence.extraperitoneal_irradiable"])
@pytest.mark.parametrize("value", [True, False])
def test_who_can_be_treated_outside_the_peritoneum_has_a_site_there(path: str, value: bool) -> None:
    tests = [test for test, _ in ABOUT_SITES]
    rules = [some.rule(f"one.r{n}", "cautions", {"recurrence.sites": test}) for n, test in enumerate(tests)]
    with TemporaryDirectory() as folder:
        small = load_ruleset(some.write(Path(folder), {"one": some.option("one", rules)}))
    before, after = (assess(read(facts).profile, small)["one"] for facts in ({}, {path: value}))
    assert {f.acts for f in before.findings} == {UNKNOWN}
    assert [f.acts for f in after.findings] == [truth for _, truth in ABOUT_SITES]


def test_a_grade_rules_out_the_histologies_of_the_other_grade() -> None:
    from recurtx.profile import Condition
    from recurtx.profile.facttest import OneOf

    low = Condition("cancer.histology", OneOf(("low_grade_serous",)))
    assert situation({"cancer.grade": "high"}).truth(low) is FALSE
    assert situation({"cancer.grade": "low"}).truth(low) is UNKNOWN
    assert situation({}).truth(low) is UNKNOWN


def test_a_drug_under_which_the_cancer_grew_was_received() -> None:
    patient = situation({"prior.progressed_on": ["olaparib"]})
    assert patient.element("prior.agents", "olaparib").truth is TRUE
    assert patient.element("prior.agents", "parp_inhibitor").truth is TRUE
    assert patient.element("prior.agents", "cisplatin").truth is UNKNOWN
    assert patient.applies("prior.best_response") is TRUE


def test_a_week_of_pregnancy_is_a_pregnancy() -> None:
    for presume in (True, False):
        found = assess(read({"patient.gestational_week": 12}).profile, some.loaded(), presume=presume)
        assert found["repeat_crs"].verdict.closed
        assert "patient.pregnant" not in found["repeat_crs"].presumed


def test_the_grade_of_the_relapse_is_that_of_the_primary_only_while_nothing_else_is_known() -> None:
    assert situation({"cancer.histology": "low_grade_serous"}).knowledge("recurrence.grade").content == "low"
    facts = {"cancer.histology": "low_grade_serous", "recurrence.grade": "high"}
    assert situation(facts).knowledge("recurrence.grade").content == "high"
    assert refusals({"cancer.grade": "low", "recurrence.grade": "high"}) == []


# --- as it is shown, kept and asked --------------------------------------------------------------------------------

COURSE: dict[str, Any] = {
    "as_of": AS_OF, "recurrence.date": "2024-11", "recurrence.sites": ["peritoneum"], "patient.ecog": 1,
    "prior.operations": TWO_OPERATIONS, "prior.regimens": OVARIAN_COURSE,
}  # fmt: skip


def test_what_follows_is_marked_in_the_answer() -> None:
    from recurtx.answer import answer
    from recurtx.answer.document import document

    found = document(answer(read(COURSE).profile, some.loaded())).model_dump(mode="json", by_alias=True)
    leaves = [leaf for leaf in _leaves(found) if leaf.get("fact") == "prior.latest_response"]
    assert leaves
    assert {(leaf["value"], leaf["derived_from"]) for leaf in leaves} == {("progression", "prior.regimens")}


def _leaves(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    if not isinstance(value, dict):
        return []
    return ([value] if "derived_from" in value and "test" in value else []) + _leaves(list(value.values()))


def test_the_history_is_kept_as_it_was_entered() -> None:
    record = read(COURSE)
    patient = Situation.of(record.profile, some.loaded().agents)
    labels = {"as_of": AS_OF}
    for text in (
        profile_text(patient.recorded, labels, (), patient.history),
        profile_json(patient.recorded, labels, (), patient.history),
    ):
        written, problems = flatten(read_text(text, "again"))
        again = assemble(written, some.loaded().names, "again", problems).profile
        assert again.prior.operations == record.profile.prior.operations
        assert digest_of(again) == digest_of(record.profile)


def test_another_history_is_another_patient() -> None:
    digests = {digest_of(read(facts).profile) for facts in (COURSE, {**COURSE, "prior.regimens": OVARIAN_COURSE[:1]})}
    assert len(digests) == 2


def test_a_receipt_of_a_history_is_replayed(tmp_path: Path) -> None:
    patient, receipt = tmp_path / "p.yaml", tmp_path / "r.json"
    patient.write_text(yaml.safe_dump({"cancer.type": "ovarian", **COURSE}), encoding="utf-8")
    assert recurtx("suggest", patient, "--receipt", receipt).code == 0
    assert recurtx("replay", receipt).code == 0


def test_the_interview_keeps_the_history(tmp_path: Path) -> None:
    patient = tmp_path / "p.yaml"
    patient.write_text(yaml.safe_dump({"cancer.type": "ovarian", **COURSE}), encoding="utf-8")
    result = recurtx("interview", patient, "--output", patient, stdin=b"u\nq\n")
    assert result.code == 0, result
    kept = yaml.safe_load(patient.read_text(encoding="utf-8"))
    assert [o["kind"] for o in kept["prior"]["operations"]] == [["crs", "hipec"], ["crs", "hipec"], ["bypass_or_stoma"]]
    assert len(kept["prior"]["regimens"]) == 3


def test_regimens_are_set_on_the_command_line() -> None:
    regimens = "prior.regimens=[{agents: [zz_new_drug], setting: adjuvant}]"
    result = recurtx("suggest", "--set", "cancer.type=ovarian", "--set", regimens, "--format", "json")
    assert json.loads(result.out)["profile"]["prior"]["regimens"][0]["setting"] == "adjuvant"


def test_what_if_shows_what_follows_from_another_history(tmp_path: Path) -> None:
    patient = tmp_path / "p.yaml"
    patient.write_text(yaml.safe_dump({"cancer.type": "ovarian", **COURSE}), encoding="utf-8")
    changed = "prior.regimens=[{agents: [carboplatin], setting: recurrence, response: partial, ended: running}]"
    result = recurtx("what-if", patient, "--set", changed)
    assert result.code == 0, result
    assert "latest response" in result.out


def test_a_year_leaves_room_for_some_numbers_of_an_interval() -> None:
    """A number that stands for an interval is tried, though it may lie outside; entered as such it is refused."""
    facts = {"recurrence.date": 2024, "prior.operations": [{"date": 2023, "kind": ["crs", "hipec"]}]}
    path = "recurrence.months_since_hipec"
    patient = situation(facts)
    assert not impossible(patient.changed({path: 300}), (path,))
    assert refusals({**facts, path: 20}) == []
    (problem,) = refusals({**facts, path: 60})
    assert path in problem


def test_what_said_that_a_site_exists_can_be_taken_back() -> None:
    """All sites outside the peritoneum treatable: there is a site; without that word there may be none."""
    rules = Rules.shipped()

    def judged(facts: dict[str, Any]) -> Judgement:
        return judge(rules.patient(facts).profile, rules._ruleset)

    alone, told = {"cancer.type": "gastric"}, {"cancer.type": "gastric", "recurrence.extraperitoneal_treatable": True}
    taken_back = judged(told).worlds([{"recurrence.extraperitoneal_treatable": None}])
    assert taken_back.outcomes(0) == judged(alone).outcomes
