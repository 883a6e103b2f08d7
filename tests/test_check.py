"""The linter: what examples say and leave open, what is allowed to stand, what is overdue, and who else reads it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any, get_args
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema import Draft202012Validator

from command import HERE, MINI, done, mini, recurtx
from recurtx.cli.options import RuleFile
from recurtx.codes import CODES, Level
from recurtx.engine.coverage import speaking
from recurtx.engine.verdict import Verdict as Verdicts
from recurtx.ruleset import file_schema, load_ruleset, option_schema
from recurtx.ruleset.shape import Verdict
from test_bad_rules import broken, refused

if TYPE_CHECKING:
    from pathlib import Path

    from command import Complaint, Result

SURGERY, HEATED = "options/surgery.yaml", "options/heated.yaml"
LOW_PCI = "      - {given: {recurrence.pci: 8}, then: true}\n"
ALBUMIN = "  - id: surgery.low-albumin\n"


def rules_with(tmp_path: Path, *edits: tuple[str, str, str]) -> Path:
    return broken([{"file": f, "replace": a, "by": b} for f, a, b in edits], tmp_path / "rules")


def found(result: Result) -> list[Complaint]:
    """Problems, on standard output or as errors; a line of a file that is shown below one may name a code as well."""
    told = result.complaints(result.out if result.code < 2 else None)
    return [one for one in told if "│" not in one.where]


def checked(rules: Path, *words: str) -> list[tuple[str, str]]:
    return [(c.code, c.message) for c in found(recurtx("--rules", rules, "rules", "check", *words))]


# What examples may say


def example(tmp_path: Path, file: str, before: str, line: str) -> Result:
    """A run of the small rules' examples with one more."""
    return recurtx("--rules", rules_with(tmp_path, (file, before, before + line)), "rules", "test")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{given: {recurrence.pci: 8}, then: true, acts: false}", "says that it acts: false, but that is true"),
        ("{given: {}, then: unknown, acts: true}", "says that it acts: true, but that is unknown"),
        ("{given: {cancer.type: gastric}, then: unknown, verdict: candidate}",
         "says that `surgery` is candidate, but it is outside_scope"),
    ],
)  # fmt: skip
def test_an_example_that_is_wrong_of_what_its_rule_does_fails(line: str, says: str, tmp_path: Path) -> None:
    result = example(tmp_path, SURGERY, LOW_PCI, f"      - {line}\n")
    (one,) = found(result)
    assert (result.code, one.code) == (1, "RTX053")
    assert one.message.endswith(says)


def test_the_patient_of_an_example_that_fails_is_told_as_its_file_says_it(tmp_path: Path) -> None:
    known = "prior.agents: {present: [cisplatin], absent: [cetuximab]}, patient.thromboembolism: true"
    given = f"{{recurrence.pci: 8, {known}}}"
    (one,) = found(example(tmp_path, SURGERY, LOW_PCI, f"      - {{given: {given}, then: false}}\n"))
    assert one.help == f"given {given}"


def test_an_example_shows_what_its_rule_does_and_what_comes_of_it(tmp_path: Path) -> None:
    right = "{given: {recurrence.pci: 8, recurrence.confirmed: true, cancer.type: colorectal, patient.albumin_g_l: 40}"
    lines = f"      - {right}, then: true, acts: true, verdict: candidate}}\n"
    assert example(tmp_path, SURGERY, LOW_PCI, lines).code == 0


def test_a_requirement_acts_where_it_is_not_met(tmp_path: Path) -> None:
    before = "      - {given: {}, then: unknown, asks: [recurrence.confirmed]}\n"
    more = "      - {given: {recurrence.confirmed: false, recurrence.sites: []}, then: false, acts: true}\n"
    assert example(tmp_path, SURGERY, before, more).code == 0


def test_an_option_has_examples_of_its_scope_and_its_verdict(tmp_path: Path) -> None:
    before = "  for: {cancer.type: [colorectal, appendiceal, ovarian]}\n"
    right = "  examples:\n    - {given: {cancer.type: gastric}, then: false, verdict: outside_scope}\n"
    wrong = "    - {given: {cancer.type: ovarian}, then: false}\n"
    result = example(tmp_path, SURGERY, before, right + wrong)
    (one,) = found(result)
    assert one.message == "example 2 of `surgery` says false, its scope says true"
    assert result.err.startswith("1 of 53 examples fail")


@pytest.mark.parametrize(
    ("file", "before", "line", "message"),
    [
        ("advice.yaml", "then: hidden}", "{given: {}, then: true}", "`then` cannot be `true` here"),
        ("advice.yaml", "then: hidden}", "{given: {}, then: hidden, acts: true}", "`acts` has no meaning here"),
        ("trials.yaml", "then: false}", "{given: {}, then: unknown, verdict: possible}",
         "`verdict` has no meaning here"),
        (SURGERY, "recurrence.pci: 8}, then: true}", "{given: {}, then: hidden}", "`then` cannot be `hidden` here"),
    ],
)  # fmt: skip
def test_what_an_example_of_another_kind_of_thing_says_is_refused(
    file: str, before: str, line: str, message: str, tmp_path: Path
) -> None:
    result = recurtx("--rules", rules_with(tmp_path, (file, before, f"{before}\n      - {line}")), "rules", "test")
    refused(result)
    (one,) = found(result)
    assert (one.code, one.message) == ("RTX031", message)


def test_verdicts_of_examples_are_those_of_options() -> None:
    assert set(get_args(Verdict)) == {verdict.value for verdict in Verdicts}


# What no example shows


def notes(rules: Path, owner: str) -> list[str]:
    """What is wanted of the examples of one rule, without the words that every such finding has."""
    return [f"{code} {m}" for code, m in checked(rules, "--strict") if f"`{owner}`" in m]


def test_notes_are_counted_and_do_not_fail_a_check() -> None:
    result = mini("rules", "check")
    lines = result.out.splitlines()
    assert (result.code, lines[0]) == (0, "14 rules, 5 options, 5 sources: nothing found")
    strict = mini("rules", "check", "--strict")
    assert strict.code == 1
    assert lines[1] == f"{len(found(strict))} notes on examples, shown with --strict"
    assert {CODES[c.code].level for c in found(strict)} == {Level.NOTE}


def test_a_threshold_wants_an_example_on_it_and_one_beside_it() -> None:
    assert notes(MINI, "surgery.low-extent") == [
        "RTX066 `surgery.low-extent` has no example on the threshold that it decides: recurrence.pci at most 20,"
        " with 20",
        "RTX066 `surgery.low-extent` has no example one step beside the threshold that it decides: recurrence.pci"
        " at most 20, with 21",
    ]


def test_examples_on_and_beside_a_threshold_are_enough(tmp_path: Path) -> None:
    both = "      - {given: {recurrence.pci: 20}, then: true}\n      - {given: {recurrence.pci: 21}, then: false}\n"
    assert notes(rules_with(tmp_path, (SURGERY, LOW_PCI, LOW_PCI + both)), "surgery.low-extent") == []


@pytest.mark.parametrize(("albumin", "left"), [(34, 1), (34.5, 1), (33, 2), (35, 1), (36, 2)])
def test_beside_a_threshold_is_less_than_a_step_away_and_on_the_other_side(
    albumin: float, left: int, tmp_path: Path
) -> None:
    before = "      - {given: {patient.albumin_g_l: 30}, then: true}\n"
    line = f"      - {{given: {{patient.albumin_g_l: {albumin}}}, then: {str(albumin < 35).lower()}}}\n"
    assert len(notes(rules_with(tmp_path, (SURGERY, before, before + line)), "surgery.low-albumin")) == left


COUNTED = "`heated.organs` has no example on the threshold that it decides: patient.egfr at least 50"


@pytest.mark.parametrize(
    ("platelets", "decides"), [("200", True), ("20", True), ("200, patient.neutrophils: 9", False)]
)
def test_an_example_that_something_else_decides_shows_nothing_of_a_threshold(
    platelets: str, decides: bool, tmp_path: Path
) -> None:
    before = "      - {given: {patient.egfr: 20, patient.platelets: 20}, then: false}\n"
    then = "unknown" if platelets == "20" else "true"
    line = f"      - {{given: {{patient.egfr: 50, patient.platelets: {platelets}}}, then: {then}}}\n"
    rules = rules_with(tmp_path, (HEATED, before, before + line))
    assert recurtx("--rules", rules, "rules", "test").code == 0
    assert any(COUNTED in note for note in notes(rules, "heated.organs")) is not decides


def test_a_value_in_a_list_wants_an_example_that_it_decides(tmp_path: Path) -> None:
    wanted = "RTX067 `appendiceal` in `cancer.type` decides no example of `surgery`"
    assert wanted in notes(MINI, "surgery")
    before = "  for: {cancer.type: [colorectal, appendiceal, ovarian]}\n"
    more = "  examples:\n    - {given: {cancer.type: appendiceal}, then: true}\n"
    assert wanted not in notes(rules_with(tmp_path, (SURGERY, before, before + more)), "surgery")


def test_what_a_concept_wants_is_met_by_an_example_of_any_rule_that_uses_it(tmp_path: Path) -> None:
    wanted = "RTX067 `ovary` in `recurrence.sites` decides no example of `confined`"
    assert notes(MINI, "confined") == [wanted]
    before = "      - {given: {recurrence.sites: [liver]}, then: false}\n"
    more = "      - {given: {recurrence.sites: [ovary]}, then: true}\n"
    assert notes(rules_with(tmp_path, (HEATED, before, before + more)), "confined") == []


def test_a_branch_wants_an_example_that_it_decides(tmp_path: Path) -> None:
    either = "when: {any: [{recurrence.pci: {at_most: 20}}, {recurrence.ascites: none}]}"
    edit = (SURGERY, "when: {recurrence.pci: {at_most: 20}}", either)
    without = (SURGERY, "      - {given: {recurrence.pci: 30}, then: false}\n",
               "      - {given: {recurrence.pci: 30, recurrence.ascites: small}, then: false}\n")  # fmt: skip
    branch = "RTX068 no example of `surgery.low-extent` is decided by the branch: ascites none"
    assert branch in notes(rules_with(tmp_path, edit, without), "surgery.low-extent")
    more = (SURGERY, LOW_PCI, LOW_PCI + "      - {given: {recurrence.pci: 30, recurrence.ascites: none}, then: true}\n")
    shown = broken([{"file": f, "replace": a, "by": b} for f, a, b in (edit, without, more)], tmp_path / "shown")
    assert branch not in notes(shown, "surgery.low-extent")


def test_advice_whose_fact_is_recorded_is_hidden_whatever_its_condition_and_shows_nothing_of_it(tmp_path: Path) -> None:
    at_most = ("advice.yaml", "    when: {concept: established}", "    when: {patient.ecog: {at_most: 2}}")
    shown = ("advice.yaml", "{given: {recurrence.confirmed: true}, then: shown}",
             "{given: {patient.ecog: 2}, then: shown}")  # fmt: skip
    hidden = ("advice.yaml", "{recurrence.confirmed: true, recurrence.pci: 8}", "{patient.ecog: 3, recurrence.pci: 8}")
    (note,) = notes(rules_with(tmp_path, at_most, shown, hidden), "advice.laparoscopy")
    assert "one step beside the threshold" in note


ORGANS = "      - {given: {patient.egfr: 20, patient.platelets: 20}, then: false}\n"
BESIDE = (
    "`heated.organs` has no example one step beside the threshold that it decides: patient.egfr at least 50, with 49"
)


@pytest.mark.parametrize("effect", ["supports", "requires"])
def test_what_is_not_met_shows_more_of_a_threshold_than_what_is_open(effect: str, tmp_path: Path) -> None:
    """With the kidneys a step better it would be open whether the organs can bear it."""
    before = "    effect: supports\n    when:\n      count:\n"
    line = "      - {given: {patient.egfr: 49, patient.platelets: 20}, then: false}\n"
    swapped = (HEATED, before, before.replace("supports", effect))
    rules = rules_with(tmp_path, swapped, (HEATED, ORGANS, ORGANS + line))
    assert any(BESIDE in note for note in notes(MINI, "heated.organs"))
    assert not any(BESIDE in note for note in notes(rules, "heated.organs"))


@pytest.mark.parametrize(("effect", "then", "shows"), [("requires", "true", True), ("cautions", "unknown", False)])
def test_where_a_scope_is_open_a_requirement_that_is_met_shows_a_threshold(
    effect: str, then: str, shows: bool, tmp_path: Path
) -> None:
    """Of a patient whose cancer is not recorded, what is met cannot stop; what only cautions is open either way."""
    one = "    effect: cautions\n    for: {cancer.type: ovarian}\n    when: {recurrence.pci: {at_most: 10}}"
    two = f"    effect: {effect}\n    for: {{cancer.type: ovarian}}\n"
    either = "    when: {any: [{recurrence.pci: {at_most: 10}}, {recurrence.ascites: none}]}"
    before = "      - {given: {cancer.type: ovarian}, then: unknown}\n"
    line = f"      - {{given: {{recurrence.pci: 10}}, then: {then}}}\n"
    rules = rules_with(tmp_path, (SURGERY, one, two + either), (SURGERY, before, before + line))
    assert not [c for c in found(recurtx("--rules", rules, "rules", "test")) if "example 4" in c.message]
    on = "`surgery.low-extent-doubted` has no example on the threshold that it decides: recurrence.pci at most 10"
    assert any(on in note for note in notes(rules, "surgery.low-extent-doubted")) is not shows


def test_a_criterion_of_a_trial_wants_examples_that_it_decides(tmp_path: Path) -> None:
    on = "RTX066 `NCT00000001` has no example on the threshold that it decides: patient.egfr at least 60"
    assert any(on in note for note in notes(MINI, "NCT00000001"))
    before = "      - {given: {cancer.type: ovarian, patient.ecog: 2}, then: false}\n"
    line = "      - {given: {cancer.type: ovarian, patient.ecog: 1, patient.egfr: 60}, then: true}\n"
    rules = rules_with(tmp_path, ("trials.yaml", before, before + line))
    assert not any(on in note for note in notes(rules, "NCT00000001"))


def test_a_group_of_one_has_no_branches_to_show(tmp_path: Path) -> None:
    one = (SURGERY, "when: {recurrence.ascites: large}", "when: {any: [{recurrence.ascites: large}]}")
    shown = (SURGERY, "      - {given: {recurrence.ascites: large}, then: true}\n", "")
    rules = rules_with(tmp_path, one, shown)
    assert [note for note in notes(rules, "surgery.large-ascites") if "branch" in note] == []


def test_a_scope_wants_examples_of_its_own() -> None:
    assert "RTX069 the scope of `surgery` has no example for false, true, unknown" in notes(MINI, "surgery")


def test_a_cancer_that_an_option_passes_over_in_silence_is_told(tmp_path: Path) -> None:
    open_to_all = (SURGERY, "  for: {cancer.type: [colorectal, appendiceal, ovarian]}\n", "")
    gap = "  gaps: [{for: {cancer.type: gastric}, says: No series was found.}]\n"
    silent = [
        ("RTX062", f"`surgery` has no rule for {name} and does not say that nothing was found")
        for name in ("appendiceal", "colorectal", "gastric", "mesothelioma")
    ]
    rules = rules_with(tmp_path, open_to_all)
    assert sorted(checked(rules)) == silent
    assert "add `gaps` with a sentence for it, or a rule" in recurtx("--rules", rules, "rules", "check").out
    said = broken([{"file": f, "replace": a, "by": b + gap} for f, a, b in (open_to_all,)], tmp_path / "said")
    assert sorted(checked(said)) == [one for one in silent if "gastric" not in one[1]]


def test_rules_that_speak_of_a_cancer() -> None:
    rules = load_ruleset(MINI)
    every = {rule.id for rule in rules.rules()}
    of_surgery = {rule.id for rule in rules.options["surgery"].rules if not rule.shared}
    assert speaking(rules, "ovarian") == every
    assert speaking(rules, "colorectal") == every - {"surgery.low-extent-doubted"}
    assert speaking(rules, "gastric") == every - of_surgery


# Reviews, and what is allowed


def test_overdue_reviews_are_found_as_of_a_day() -> None:
    assert checked(MINI, "--as-of", "2027-11-24") == []
    overdue = checked(MINI, "--as-of", "2027-11-25")
    assert len(overdue) == 14
    assert ("RTX064", "the review of `heated.confined` was due on 2027-11-24") in overdue
    assert mini("rules", "check", "--as-of", "2027-11-25").code == 1


@pytest.mark.parametrize("day", ["2027-13-01", "soon", "2027"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    result = mini("rules", "check", "--as-of", day)
    assert result.code == 2
    assert f"`{day}` is no day; write it as 2027-01-31" in result.err


ALLOW = f"{ALBUMIN}    allow: [{{code: RTX052, reason: Seen by the board.}}]\n"
NO_FALSE = (SURGERY, "      - {given: {patient.albumin_g_l: 40}, then: false}\n", "")


def test_a_finding_that_is_allowed_with_a_reason_is_counted_and_told(tmp_path: Path) -> None:
    assert [code for code, _ in checked(rules_with(tmp_path, NO_FALSE))] == ["RTX052"]
    rules = broken([{"file": f, "replace": a, "by": b} for f, a, b in (NO_FALSE, (SURGERY, ALBUMIN, ALLOW))],
                   tmp_path / "allowed")  # fmt: skip
    result = recurtx("--rules", rules, "rules", "check")
    assert result.code == 0
    assert result.out.splitlines()[1].endswith("; 1 allowed")
    data = json.loads(recurtx("--rules", rules, "rules", "check", "--format", "json").out)
    assert [(a["code"], a["reason"]) for a in data["allowed"]] == [("RTX052", "Seen by the board.")]
    assert "Seen by the board." in done(recurtx("--rules", rules, "rules", "show", "surgery.low-albumin"))


def test_what_is_allowed_and_is_not_there_is_found(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, (SURGERY, ALBUMIN, ALLOW))
    (one,) = found(recurtx("--rules", rules, "rules", "check"))
    assert (one.code, one.message) == ("RTX065", "`RTX052` is allowed here, and is not found")
    assert re.search(r"options/surgery\.yaml:\d+:20$", one.where)


def test_a_review_may_be_allowed_to_be_overdue_and_is_not_missed_without_a_day(tmp_path: Path) -> None:
    allow = f"{ALBUMIN}    allow: [{{code: RTX064, reason: The guideline is due in spring.}}]\n"
    rules = rules_with(tmp_path, (SURGERY, ALBUMIN, allow))
    assert checked(rules) == []
    overdue = [message for _, message in checked(rules, "--as-of", "2028-01-01")]
    assert len(overdue) == 13
    assert not any("surgery.low-albumin" in message for message in overdue)


@pytest.mark.parametrize("code", ["RTX021", "RTX053", "RTX065", "RTX208"])
def test_only_a_finding_can_be_allowed(code: str, tmp_path: Path) -> None:
    allow = f"{ALBUMIN}    allow: [{{code: {code}, reason: It is in press.}}]\n"
    result = recurtx("--rules", rules_with(tmp_path, (SURGERY, ALBUMIN, allow)), "rules", "check")
    refused(result)
    (one,) = found(result)
    assert (one.code, one.message) == ("RTX033", f"`{code}` cannot be allowed")
    assert "help:  findings: RTX050, " in result.err


def test_a_code_is_allowed_once_and_with_a_reason(tmp_path: Path) -> None:
    twice = f"{ALBUMIN}    allow: [{{code: RTX052, reason: One.}}, {{code: RTX052, reason: Two.}}]\n"
    result = recurtx("--rules", rules_with(tmp_path, (SURGERY, ALBUMIN, twice)), "rules", "check")
    assert [(c.code, c.message) for c in found(result)] == [("RTX033", "`RTX052` is allowed twice")]
    silent = f"{ALBUMIN}    allow: [{{code: RTX052}}]\n"
    rules = broken([{"file": SURGERY, "replace": ALBUMIN, "by": silent}], tmp_path / "silent")
    assert [c.message for c in found(recurtx("--rules", rules, "rules", "check"))] == ["`reason` is missing"]


# What other tools read


def test_sarif_holds_every_finding_with_its_rule_and_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = broken([{"file": f, "replace": a, "by": b} for f, a, b in (NO_FALSE, (SURGERY, ALBUMIN, ALLOW))],
                   tmp_path / "rules")  # fmt: skip
    monkeypatch.chdir(tmp_path)
    result = recurtx("--rules", rules, "rules", "check", "--strict", "--format", "sarif")
    log = json.loads(result.out)
    Draft202012Validator(SARIF).validate(log)
    (run,) = log["runs"]
    assert (result.code, run["tool"]["driver"]["name"]) == (1, "recurtx")
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        (place,) = one["locations"]
        assert (tmp_path / place["physicalLocation"]["artifactLocation"]["uri"]).is_file()
    suppressed = [one for one in run["results"] if "suppressions" in one]
    assert [(s["ruleId"], s["level"]) for s in suppressed] == [("RTX052", "error")]
    assert suppressed[0]["suppressions"] == [{"kind": "inSource", "justification": "Seen by the board."}]


def passed(*words: str) -> set[str | None]:
    """The codes that a check of the small rules tells as passed."""
    (suite,) = ElementTree.fromstring(mini("rules", "check", *words, "--format", "junit").out)
    return {case.get("name") for case in suite if case.find("failure") is None}


def test_junit_tells_nothing_as_passed_that_was_not_looked_for() -> None:
    proved, run, advice = {"RTX070", "RTX078"}, {"RTX053", "RTX054"}, {"RTX066", "RTX067", "RTX068", "RTX069"}
    assert not passed() & (proved | run | advice | {"RTX064"})
    assert "RTX064" in passed("--as-of", "2027-01-01")
    assert {"RTX050", "RTX065"} <= passed()
    noted = {c.code for c in found(mini("rules", "check", "--strict"))}
    assert advice & passed("--strict") == advice - noted


def test_junit_of_rules_that_cannot_be_used_tells_nothing_as_passed(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, (SURGERY, "at_most: 20", "at_most: 99"))
    (suite,) = ElementTree.fromstring(recurtx("--rules", rules, "rules", "check", "--format", "junit").out)
    assert [case.find("failure") is None for case in suite] == [False]


def test_junit_holds_a_failure_for_each_finding_and_a_pass_for_each_code_without_one() -> None:
    result = mini("rules", "check", "--as-of", "2028-01-01", "--format", "junit")
    (suite,) = ElementTree.fromstring(result.out)
    failed = [case for case in suite if case.find("failure") is not None]
    assert (result.code, len(failed), suite.get("failures")) == (1, 14, "14")
    assert {case.find("failure").get("type") for case in failed} == {"RTX064"}
    passed = {case.get("name") for case in suite if case.find("failure") is None}
    assert "RTX050" in passed
    assert not {"RTX064", "RTX014"} & passed
    assert suite.get("tests") == str(len(suite))


def test_github_marks_the_line_of_each_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = rules_with(tmp_path, NO_FALSE)
    monkeypatch.chdir(tmp_path)
    lines = recurtx("--rules", rules, "rules", "check", "--format", "github").out.splitlines()
    (line,) = lines
    assert re.fullmatch(
        r"::error file=rules/options/surgery\.yaml,line=\d+,col=9,title=RTX052::"
        r"`surgery\.low-albumin` has no example for false", line
    )  # fmt: skip
    strict = recurtx("--rules", rules, "rules", "check", "--strict", "--format", "github").out
    assert "::notice file=rules/options/surgery.yaml" in strict


def test_signs_that_would_end_an_annotation_are_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "50%, new: rules"
    shutil.copytree(rules_with(tmp_path, NO_FALSE), folder)
    monkeypatch.chdir(tmp_path)
    line = recurtx("--rules", folder, "rules", "check", "--format", "github").out
    assert line.startswith("::error file=50%25%2C new%3A rules/options/surgery.yaml,line=")


@pytest.mark.parametrize("format", ["sarif", "junit", "github"])
def test_rules_that_cannot_be_used_are_told_to_other_tools_as_well(format: str, tmp_path: Path) -> None:
    rules = rules_with(tmp_path, (SURGERY, "at_most: 20", "at_most: 99"))
    result = recurtx("--rules", rules, "rules", "check", "--format", format)
    assert (result.code, [c.code for c in found(result)]) == (3, ["RTX015"])
    assert "RTX015" in result.out


@pytest.mark.parametrize("format", ["sarif", "junit", "github"])
def test_codes_are_explained_to_people_alone(format: str) -> None:
    result = recurtx("rules", "check", "--explain", "RTX014", "--format", format)
    assert [(c.code, c.message) for c in found(result)] == [("RTX204", f"codes are not explained as {format}")]


# In a repository of one's own


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    shutil.copytree(MINI, tmp_path / "rules")
    return tmp_path


def hook(name: str, repository: Path) -> subprocess.CompletedProcess[str]:
    """A hook as it is run in a repository."""
    text = (HERE.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (told,) = (one for one in yaml.safe_load(text) if one["id"] == name)
    command, *words = told["entry"].split()
    assert (command, told["pass_filenames"], told["language"]) == ("recurtx", False, "python")
    assert re.search(told["files"], "rules/options/surgery.yaml")
    argv = [sys.executable, "-m", command, *words, *told["args"]]
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(argv, cwd=repository, capture_output=True, text=True, env=env, check=False, timeout=60)


def test_hooks_pass_sound_rules_and_stop_others(repository: Path) -> None:
    assert [hook(f"recurtx-rules-{name}", repository).returncode for name in ("check", "test")] == [0, 0]
    file = repository / "rules" / SURGERY
    file.write_text(file.read_text(encoding="utf-8").replace("recurrence.pci: 30", "recurrence.pci: 3"), "utf-8")
    assert hook("recurtx-rules-test", repository).returncode == 1
    file.write_text(file.read_text(encoding="utf-8").replace("effect: supports", "effect: suports"), "utf-8")
    stopped = hook("recurtx-rules-check", repository)
    assert (stopped.returncode, "did you mean" in stopped.stderr or "suports" in stopped.stderr) == (3, True)


def test_a_hook_proves_the_invariants_with_the_solver_that_its_environment_needs(repository: Path) -> None:
    pytest.importorskip("z3")
    hooks = yaml.safe_load((HERE.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (needs,) = (one["additional_dependencies"] for one in hooks if one["id"] == "recurtx-rules-verify")
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert needs == project["optional-dependencies"]["verify"]
    file = repository / "rules" / SURGERY
    file.write_text(file.read_text(encoding="utf-8").replace("albumin_g_l: {below: 35}", "albumin_g_l: {below: 31}"))
    stopped = hook("recurtx-rules-verify", repository)
    assert (stopped.returncode, "low-albumin-never-plain" in stopped.stdout) == (1, True)


def test_editor_schema_knows_what_examples_may_say() -> None:
    validator = Draft202012Validator(option_schema())
    file = yaml.safe_load((MINI / SURGERY).read_text(encoding="utf-8"))
    rule = file["rules"][1]
    for entry in (*file["rules"], *file["option"].get("examples", ())):
        for key in ("reviewed", "review_due"):
            entry[key] = str(entry[key])
    rule["allow"] = [{"code": "RTX066", "reason": "The source gives no step."}]
    rule["examples"][0] |= {"acts": True, "verdict": "candidate"}
    file["option"]["examples"] = [{"given": {"cancer.type": "gastric"}, "then": False, "verdict": "outside_scope"}]
    assert list(validator.iter_errors(file)) == []
    rule["examples"][0]["verdict"] = "offered"
    assert len(list(validator.iter_errors(file))) == 1


def test_editor_schema_of_every_file_that_a_person_writes() -> None:
    for kind in RuleFile:
        schema = json.loads(done(recurtx("rules", "schema", "--of", kind.value)))
        Draft202012Validator.check_schema(schema)
    file = yaml.safe_load((MINI / "invariants.yaml").read_text(encoding="utf-8"))
    validator = Draft202012Validator(file_schema("invariants"))
    assert list(validator.iter_errors(file)) == []
    file["groups"][0] = {"id": "drugs", "way_of": ["systemic"]}
    file["invariants"][0]["never"] = ["offered"]
    file["invariants"][1]["when"] = {"patient.ecgo": 4}
    assert len(list(validator.iter_errors(file))) == 3


@pytest.mark.parametrize(("word", "hint"), [
    ("invariant", "did you mean `invariants`?"), ("profile", "one of option, every, advice, concepts, agents"),
])  # fmt: skip
def test_a_file_that_has_no_schema_is_told_with_those_that_have(word: str, hint: str) -> None:
    result = recurtx("rules", "schema", "--of", word)
    told = " ".join(result.err.split())
    assert result.code == 2
    assert f"`{word}` is none of its words; {hint}" in told


def test_what_examples_and_exceptions_say_is_kept_with_compiled_rules(tmp_path: Path) -> None:
    from recurtx.ruleset.store import Packed, dump, load, pack

    more = "      - {given: {recurrence.pci: 20}, then: true, acts: true, verdict: needs_information}\n"
    rules = load_ruleset(rules_with(tmp_path, (SURGERY, LOW_PCI, LOW_PCI + more), (SURGERY, ALBUMIN, ALLOW)))
    stored = load(Packed(pack(dump(rules))), tmp_path / "rules")
    assert list(stored.options["surgery"].rules) == list(rules.options["surgery"].rules)
    assert stored.digest == rules.digest != load_ruleset(MINI).digest


_TEXT: dict[str, Any] = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_POSITIVE = {"type": "integer", "minimum": 1}
SARIF: dict[str, Any] = {
    "type": "object", "required": ["version", "runs"], "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"}, "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {
            "type": "object", "required": ["tool"], "additionalProperties": False,
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "tool": {"required": ["driver"], "properties": {"driver": {
                    "required": ["name"], "properties": {"rules": {"type": "array", "uniqueItems": True, "items": {
                        "required": ["id"], "properties": {
                            "id": {"type": "string"}, "shortDescription": _TEXT, "fullDescription": _TEXT,
                            "help": _TEXT, "defaultConfiguration": {"properties": {"level": _LEVEL}},
                        }}}},
                }}},
                "results": {"type": "array", "items": {
                    "required": ["message"], "additionalProperties": False,
                    "properties": {
                        "ruleId": {"type": "string"}, "ruleIndex": {"type": "integer", "minimum": 0},
                        "level": _LEVEL, "message": _TEXT,
                        "suppressions": {"items": {
                            "required": ["kind"], "properties": {"kind": {"enum": ["inSource", "external"]}},
                        }},
                        "locations": {"items": {"properties": {"physicalLocation": {"properties": {
                            "artifactLocation": {"properties": {"uri": {"type": "string"}}},
                            "region": {"properties": dict.fromkeys(
                                ("startLine", "startColumn", "endColumn"), _POSITIVE)},
                        }}}}},
                    },
                }},
            },
        }},
    },
}  # fmt: skip
"""What the published schema of SARIF 2.1.0 says of the keys that are written."""
