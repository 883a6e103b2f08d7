"""Named trials and gaps of the literature: said beside the verdicts, with what is not known, and changing none."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

import strategies as some
from command import MINI, done, recurtx, words
from recurtx.engine import assess
from recurtx.engine.coverage import silent_cells
from recurtx.profile import Profile
from recurtx.ruleset import FactTest, nodes

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

OVARIAN = ("--set", "cancer.type=ovarian", "--set", "recurrence.sites=[peritoneum]")


def explained(*sets: str, option: str = "systemic", rules: Any = MINI) -> str:
    text = done(recurtx("--rules", rules, "explain", option, "--all", *(part for s in sets for part in ("--set", s))))
    return words(text.partition("Named trials")[2].partition("Smallest changes")[0])


def test_a_trial_whose_criteria_are_met_says_only_that_nothing_speaks_against_asking() -> None:
    text = explained("cancer.type=ovarian", "patient.ecog=1", "patient.egfr=80")
    assert "○ NCT00000001 FIRST: an aerosol, phase 2" in text
    assert "here nothing recorded speaks against asking not judged disease that can be measured" in text
    assert "eligible" not in text


def test_a_criterion_that_is_not_recorded_is_what_the_trial_turns_on() -> None:
    text = explained("cancer.type=ovarian", "patient.ecog=1")
    assert "? NCT00000001" in text
    assert "here turns on eGFR at least 60" in text


def test_a_criterion_that_is_not_met_is_named_with_the_value_of_the_patient() -> None:
    text = explained("cancer.type=ovarian", "patient.ecog=2")
    assert "× NCT00000001 FIRST: an aerosol; not on these facts: ECOG 2 (asks for at most 1)" in text


def test_a_trial_of_other_patients_is_not_listed() -> None:
    assert explained("cancer.type=gastric").endswith("none is listed for these facts")


def test_every_status_bears_its_day_and_the_request_to_check_it() -> None:
    text = explained("cancer.type=ovarian", "patient.ecog=1")
    assert "status recruiting as read on 2026-05; check the current status" in text
    assert "took no more patients when read; check the current status: NCT00000002" in text


def test_trials_are_not_offered_where_the_patient_declines_the_option() -> None:
    text = explained("cancer.type=ovarian", "patient.declines=[systemic]")
    assert text.endswith("none is listed for these facts")
    page = done(recurtx("--rules", MINI, "suggest", *OVARIAN, "--set", "patient.declines=[systemic]"))
    assert "named:" not in page


def test_the_one_screen_answer_counts_trials_that_still_took_patients() -> None:
    page = done(recurtx("--rules", MINI, "suggest", *OVARIAN))
    assert "named: 1 may fit on further facts: explain systemic" in words(page)
    page = done(recurtx("--rules", MINI, "suggest", *OVARIAN, "--set", "patient.ecog=0", "--set", "patient.egfr=70"))
    assert "named: 1 may fit: explain systemic" in words(page)


def test_json_nests_trials_and_gaps_in_their_option() -> None:
    answer = json.loads(done(recurtx("--rules", MINI, "suggest", *OVARIAN, "--format", "json")))
    options = {o["id"]: o for o in answer["options"]}
    first, over = options["systemic"]["trials"]
    assert (first["id"], first["truth"], first["missing"]) == (
        "NCT00000001",
        "unknown",
        ["patient.ecog", "patient.egfr"],
    )
    assert (first["status"], first["read"], first["beyond"]) == (
        "recruiting",
        "2026-05",
        ["disease that can be measured"],
    )
    assert (over["truth"], over["status"], over["read"]) == ("true", "completed", None)
    assert options["systemic"]["gaps"] == ["No trial was found."]


@pytest.mark.parametrize("how", [("--verbose",), ("--format", "markdown")])
def test_long_answers_name_the_trials_with_status_and_link(how: tuple[str, ...]) -> None:
    text = words(done(recurtx("--rules", MINI, "suggest", *OVARIAN, *how)))
    text = re.sub(r"[\\<>]", "", text)
    assert "NCT00000001 FIRST: an aerosol: turns on ECOG at most 1; eGFR at least 60; not judged here: disease" in text
    assert "check the current status. https://example.org/NCT00000001" in text


@pytest.mark.parametrize(("cancer", "said"), [("appendiceal", True), ("ovarian", False)])
def test_an_option_says_where_the_literature_holds_nothing(cancer: str, said: bool) -> None:
    sets = ("--set", f"cancer.type={cancer}")
    explain = words(done(recurtx("--rules", MINI, "explain", "systemic", *sets)))
    verbose = words(done(recurtx("--rules", MINI, "suggest", "--verbose", *sets)))
    assert ("not found: No series was found." in explain) is said
    assert ("not found: No series was found." in verbose) is said


def test_a_trial_can_be_looked_up_by_its_number() -> None:
    text = words(done(recurtx("rules", "show", "nct04329494")))
    assert text.startswith("PIPAC in four cancers (United States) NCT04329494 · under Intraperitoneal trial · phase 1")
    assert "check the current status" in text


def test_no_cancer_is_passed_over_in_silence(ruleset: Ruleset) -> None:
    assert [p.message for p in silent_cells(ruleset)] == []


def test_every_trial_studies_a_named_cancer_and_stands_under_an_option(ruleset: Ruleset) -> None:
    for trial in ruleset.trials:
        assert any(isinstance(n, FactTest) and n.path == "cancer.type" for n in nodes(trial.for_)), trial.id
        assert "clinical_trial" in {o.id for o in (ruleset.options[trial.option], *ruleset.lineage(trial.option))}
        assert len(trial.examples) >= 2


def test_a_trial_is_true_only_where_every_criterion_is_known_to_be_met() -> None:
    trial = next(t for t in some.loaded().trials if t.id == "NCT04329494")
    found = assess(Profile.model_validate({"cancer": {"type": "gastric"}}), some.loaded())
    assert next(m for m in found.trials if m.trial is trial).truth.value == "unknown"
