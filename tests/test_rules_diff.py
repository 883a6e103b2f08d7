"""Two versions of the rules: what changed by meaning, whose verdicts turn, and by which rule."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import reference
import strategies as some
from command import MINI, Result, recurtx, words
from recurtx.comparison.cohort import Patient, compare_verdicts
from recurtx.comparison.rules import compare_rules
from recurtx.engine import assess
from recurtx.profile import Profile
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Callable

    from recurtx.ruleset import Ruleset

LIMITED = {"cancer": {"type": "colorectal"}, "recurrence": {"confirmed": True, "pci": 14}, "patient": {"ecog": 1}}
"""Nothing stops surgery, and the extent speaks for it."""
FRAIL = {"cancer": {"type": "ovarian"}, "recurrence": {"confirmed": True}, "patient": {"ecog": 3, "albumin_g_l": 30}}


def without_option(folder: Path, name: str) -> None:
    """Take an option from copied rules, with what the invariants say of it."""
    for file in (folder / "options" / f"{name}.yaml", folder / "invariants.yaml", folder / "reachable.yaml"):
        file.unlink()


@pytest.fixture
def change(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the small rules with one text in one file replaced, or several."""

    def copy(*edits: tuple[str, str, str]) -> Path:
        folder = tmp_path / f"rules-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(MINI, folder)
        for name, before, after in edits:
            file = folder / f"{name}.yaml"
            text = file.read_text(encoding="utf-8")
            assert before in text
            file.write_text(text.replace(before, after, 1), encoding="utf-8")
        return folder

    return copy


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Two patients: one with limited disease, one who is frail."""
    folder = tmp_path / "cohort"
    folder.mkdir()
    (folder / "limited.yaml").write_text(yaml.safe_dump(LIMITED), encoding="utf-8")
    (folder / "frail.json").write_text(json.dumps(FRAIL), encoding="utf-8")
    (folder / "notes.txt").write_text("no profile", encoding="utf-8")
    return folder


def compared(old: Path, new: Path, *more: str | Path) -> dict[str, Any]:
    """The comparison as data."""
    found = recurtx("rules", "diff", old, new, "--format", "json", *more)
    assert found.code == 0, found.err
    body: dict[str, Any] = json.loads(found.out)
    return body


def the_rule(found: dict[str, Any], name: str) -> dict[str, Any]:
    (rule,) = [r for r in found["rules"] if r["id"] == name]
    assert isinstance(rule, dict)
    return rule


def refused(result: Result, code: str) -> None:
    assert result.code == 2, result
    assert result.out == ""
    assert code in [c.code for c in result.complaints()]


# A threshold


PCI_10 = ("options/surgery", "at_most: 20", "at_most: 10")


def test_a_stricter_threshold_names_the_rule_the_verdict_and_the_patient(
    change: Callable[..., Path], cohort: Path
) -> None:
    shown = words(recurtx("rules", "diff", MINI, change(PCI_10), "--profiles", cohort).out)
    assert "1 rule changed in a way that may turn a verdict; verdicts turn for 1 of 2 profiles" in shown
    assert "▸ changed: Low extent [surgery.low-extent] Repeat surgery · supports" in shown
    assert "when was PCI at most 20 now PCI at most 10" in shown
    turn = "▸ Repeat surgery [surgery] was ● Can be offered now ○ Possible"
    assert f"{turn} by Low extent [surgery.low-extent] who 1 of 2: limited.yaml" in shown


def test_a_laxer_threshold_is_the_same_the_other_way_round(change: Callable[..., Path], cohort: Path) -> None:
    there, back = (
        compared(a, b, "--profiles", cohort) for strict in [change(PCI_10)] for a, b in [(MINI, strict), (strict, MINI)]
    )
    for one, two in ((there, back), (back, there)):
        assert the_rule(one, "surgery.low-extent")["before"] == the_rule(two, "surgery.low-extent")["after"]
        assert [(v["patient"], v["option"], v["before"]) for v in one["verdicts"]] == [
            (v["patient"], v["option"], v["after"]) for v in two["verdicts"]
        ]
    assert there["verdicts"][0]["rules"] == ["surgery.low-extent"]


def test_a_change_that_turns_nobody_still_can(change: Callable[..., Path], cohort: Path) -> None:
    found = compared(MINI, change(("options/surgery", "at_most: 20", "at_most: 25")), "--profiles", cohort)
    assert found["can_change_a_verdict"] is True
    assert found["verdicts"] == []


# What kind of change


@pytest.mark.parametrize(
    ("edit", "rule", "changed", "can_turn"),
    [
        (("options/surgery", "effect: cautions\n    for:", "effect: supports\n    for:"), "surgery.low-extent-doubted",
         {"effect"}, True),
        (("options/surgery", "for: {cancer.type: ovarian}", "for: {cancer.type: gastric}"),
         "surgery.low-extent-doubted", {"scope"}, True),
        (("options/surgery", "{below: 35}", "{below: 30}"), "surgery.low-albumin", {"condition"}, True),
        (("options/surgery", "level: 3, says: No", "level: 4, says: No"), "surgery.low-extent", {"level"}, False),
        (("options/surgery", "- {source: one-2020-cohort, says: Low", "- {source: two-2021-trial, says: Low"),
         "surgery.low-extent", {"sources", "words"}, False),
        (("options/surgery", "title: Low albumin", "title: Albumin is low"), "surgery.low-albumin", {"words"}, False),
        (("options/surgery", "because: Low albumin goes", "because: It goes"), "surgery.low-albumin", {"words"}, False),
        (("options/palliative", "reviewed: 2026-11-24", "reviewed: 2026-11-25"), "palliative.at-any-stage", {"upkeep"},
         False),
        (("options/palliative", "factor: performance_status", "factor: extent"), "palliative.at-any-stage", {"factor"},
         False),
        (("options/palliative", "    review_due", "    status: draft\n    review_due"), "palliative.at-any-stage",
         {"status"}, True),
        (("every", "applies: options", "applies: agents"), "every.declined", {"option"}, True),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_told_apart(
    change: Callable[..., Path], edit: tuple[str, str, str], rule: str, changed: set[str], can_turn: bool
) -> None:
    new = change(edit)
    for found in (compared(MINI, new), compared(new, MINI)):
        one = the_rule(found, rule)
        assert one["kind"] == "changed"
        assert set(one["changed"]) == changed
        assert one["can_change_a_verdict"] is can_turn
        assert one["words_only"] is (changed <= {"words", "upkeep"})


def test_rules_come_and_go(change: Callable[..., Path]) -> None:
    new = change(("options/heated", "heated.confined", "heated.bathed"))
    found = compared(MINI, new)
    assert {(r["id"], r["kind"]) for r in found["rules"]} == {
        ("heated.bathed", "added"),
        ("heated.confined", "removed"),
    }
    assert found["can_change_a_verdict"] is True
    shown = words(recurtx("rules", "diff", MINI, new).out)
    assert "▸ added: Confined to the peritoneum [heated.bathed] Second HIPEC · supports" in shown
    assert "▸ removed: Confined to the peritoneum [heated.confined]" in shown


def test_a_retired_rule_is_no_removed_one(change: Callable[..., Path], cohort: Path) -> None:
    retired = "    status: retired\n    replaced_by: surgery.low-extent\n    review_due"
    file = ("options/systemic", "    review_due", retired)
    found = compared(MINI, change(file), "--profiles", cohort)
    assert the_rule(found, "systemic.fit")["kind"] == "retired"
    turned = {(v["patient"], v["option"], v["after"]) for v in found["verdicts"]}
    assert turned == {("frail.json", "systemic", "possible"), ("frail.json", "platinum_therapy", "possible")}
    assert {tuple(v["rules"]) for v in found["verdicts"]} == {("systemic.fit",)}


def test_the_end_of_a_retired_rule_turns_nothing(change: Callable[..., Path]) -> None:
    folder = change()
    file = folder / "options" / "platinum_therapy.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("  - id: platinum-therapy.old-interval")], encoding="utf-8")
    found = compared(MINI, folder)
    assert the_rule(found, "platinum-therapy.old-interval")["kind"] == "removed"
    assert found["can_change_a_verdict"] is False


# What a rule refers to


def test_a_changed_idea_is_found_in_the_rules_that_use_it(change: Callable[..., Path]) -> None:
    new = change(("concepts", "only: [peritoneum, ovary]", "only: [peritoneum]"))
    found = compared(MINI, new)
    assert the_rule(found, "heated.confined")["changed"] == ["through"]
    assert the_rule(found, "heated.confined")["through"] == ["confined to the peritoneum"]
    assert [c["id"] for c in found["concepts"]] == ["confined"]
    assert found["can_change_a_verdict"] is True
    assert "because this changed: confined to the peritoneum" in words(recurtx("rules", "diff", MINI, new).out)


def test_a_new_name_for_an_idea_is_words_only(change: Callable[..., Path]) -> None:
    new = change(("concepts", "id: confined", "id: inside"), ("options/heated", "concept: confined", "concept: inside"))
    found = compared(MINI, new)
    assert the_rule(found, "heated.confined")["words_only"] is True
    assert found["can_change_a_verdict"] is False


def test_an_objection_to_surgery_reaches_what_asks_for_surgery(change: Callable[..., Path], cohort: Path) -> None:
    low = (
        "options/surgery",
        "effect: cautions\n    when: {patient.albumin",
        "effect: excludes\n    when: {patient.albumin",
    )
    found = compared(MINI, change(low), "--profiles", cohort)
    assert the_rule(found, "heated.with-surgery")["through"] == ["repeat surgery is stopped"]
    causes = {(v["option"], v["after"]): v["rules"] for v in found["verdicts"] if v["patient"] == "frail.json"}
    assert causes["surgery", "not_candidate"] == ["surgery.low-albumin"]
    assert causes["heated", "not_candidate"] == ["heated.with-surgery"]


def test_a_wider_scope_is_the_cause_where_no_rule_is(change: Callable[..., Path], cohort: Path) -> None:
    (cohort / "gastric.yaml").write_text("cancer: {type: gastric}\n", encoding="utf-8")
    new = change(("options/surgery", "appendiceal, ovarian]", "appendiceal, ovarian, gastric]"))
    found = compared(MINI, new, "--profiles", cohort)
    (option,) = found["options"]
    assert (option["id"], option["changed"], option["can_change_a_verdict"]) == ("surgery", ["scope"], True)
    (turn,) = [v for v in found["verdicts"] if v["option"] == "surgery"]
    assert (turn["patient"], turn["before"], turn["rules"], turn["scope"]) == (
        "gastric.yaml", "outside_scope", [], True,
    )  # fmt: skip
    assert "by its scope" in words(recurtx("rules", "diff", MINI, new, "--profiles", cohort).out)


def test_options_come_and_go_with_their_rules(change: Callable[..., Path], cohort: Path) -> None:
    folder = change()
    without_option(folder, "palliative")
    for old, new, kind in ((MINI, folder, "removed"), (folder, MINI, "added")):
        found = compared(old, new, "--profiles", cohort)
        assert [(o["id"], o["kind"]) for o in found["options"]] == [("palliative", kind)]
        assert the_rule(found, "palliative.at-any-stage")["kind"] == kind
        assert found["verdicts"] == []  # nothing to compare it with
        shown = words(recurtx("rules", "diff", old, new).out)
        assert f"▸ option {kind}: Palliative care [palliative] with 1 rule of its own" in shown
        assert "palliative.at-any-stage" not in shown


def test_a_drug_that_joins_a_class_can_change_a_verdict(change: Callable[..., Path]) -> None:
    cetuximab = "  - {id: cetuximab, classes: [anti_egfr]}"
    found = compared(MINI, change(("agents", cetuximab, "  - {id: cetuximab, classes: [anti_egfr, platinum]}")))
    assert found["drug_classes"] == [{"id": "platinum", "joined": ["cetuximab"], "left": []}]
    assert found["can_change_a_verdict"] is True


def test_advice_is_reported_and_turns_nothing(change: Callable[..., Path]) -> None:
    found = compared(MINI, change(("advice", "urgency: urgent", "urgency: alongside")))
    assert [(a["id"], a["changed"]) for a in found["advice"]] == [("advice.perforation", ["urgency"])]
    assert found["can_change_a_verdict"] is False


# What is no change


def test_rules_are_the_same_as_themselves() -> None:
    found = recurtx("rules", "diff", MINI, MINI, "--fail-on-change")
    assert found.code == 0
    assert "the same rules" in found.out


def _backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _backwards(inner) for key, inner in reversed(value.items())}
    return [_backwards(inner) for inner in reversed(value)] if isinstance(value, list) else value


def test_order_is_no_change(change: Callable[..., Path]) -> None:
    folder = change()
    for file in (folder / "concepts.yaml", folder / "every.yaml", *(folder / "options").iterdir()):
        body = _backwards(yaml.safe_load(file.read_text(encoding="utf-8")))
        file.write_text(yaml.safe_dump(body, sort_keys=False), encoding="utf-8")
    found = recurtx("rules", "diff", MINI, folder, "--fail-on-change")
    assert found.code == 0
    assert "the same rules; the files differ in what no answer reads" in words(found.out)


@pytest.mark.parametrize(
    "same", ["{all: [{patient.albumin_g_l: {below: 35}}]}", "{any: [{all: [{patient.albumin_g_l: {below: 35}}]}]}"]
)
def test_a_group_of_one_is_no_change(change: Callable[..., Path], same: str) -> None:
    found = compared(MINI, change(("options/surgery", "{patient.albumin_g_l: {below: 35}}", same)))
    assert found["rules"] == []


ASA, ALBUMIN, SITE = (
    "{patient.asa: 3}",
    "{patient.albumin_g_l: {below: 35}}",
    "{recurrence.sites: {includes_any: [liver]}}",
)


@pytest.mark.parametrize(("old", "new"), [
    (f"{{all: [{ASA}, {{all: [{ALBUMIN}, {SITE}]}}]}}", f"{{all: [{ASA}, {ALBUMIN}, {SITE}]}}"),
    (f"{{any: [{SITE}, {{any: [{ALBUMIN}, {ASA}]}}]}}", f"{{any: [{ASA}, {ALBUMIN}, {SITE}]}}"),
])  # fmt: skip
def test_a_group_within_a_group_of_its_kind_is_no_change(change: Callable[..., Path], old: str, new: str) -> None:
    one, other = (change(("options/surgery", ALBUMIN, when)) for when in (old, new))
    assert compared(one, other)["rules"] == []
    assert len(compared(MINI, other)["rules"]) == 1


# The cohort and the exit code


def test_fail_on_change_fails_on_what_can_turn_and_not_on_words(change: Callable[..., Path], cohort: Path) -> None:
    turning, wording = change(PCI_10), change(("options/surgery", "title: Low albumin", "title: Albumin is low"))
    for old, new in ((MINI, turning), (turning, MINI)):
        assert recurtx("rules", "diff", old, new, "--profiles", cohort).code == 0
        assert recurtx("rules", "diff", old, new, "--profiles", cohort, "--fail-on-change").code == 1
    assert recurtx("rules", "diff", MINI, wording, "--fail-on-change").code == 0


def test_without_a_second_folder_the_rules_in_use_are_the_new_ones(change: Callable[..., Path], cohort: Path) -> None:
    new = change(PCI_10)
    both = recurtx("rules", "diff", MINI, new, "--profiles", cohort)
    assert recurtx("--rules", new, "rules", "diff", MINI, "--profiles", cohort) == both


def test_bundled_cases_are_the_cohort_unless_another_is_named(change: Callable[..., Path], cohort: Path) -> None:
    new = change(PCI_10)
    assert "bundled case" in compared(MINI, new)["cohort"]["among"]
    assert compared(MINI, new, "--profiles", cohort)["cohort"]["among"] == "2 profiles"


def test_a_patient_may_decline_what_only_one_version_offers(change: Callable[..., Path], cohort: Path) -> None:
    folder = change()
    without_option(folder, "palliative")
    (cohort / "declines.yaml").write_text(
        "cancer: {type: ovarian}\npatient: {declines: [palliative]}\n", encoding="utf-8"
    )
    for old, new in ((MINI, folder), (folder, MINI)):
        assert compared(old, new, "--profiles", cohort)["cohort"]["patients"] == 3


def test_wrong_profiles_are_refused_all_at_once(change: Callable[..., Path], cohort: Path) -> None:
    (cohort / "a.yaml").write_text("cancer: {type: nothing}\n", encoding="utf-8")
    (cohort / "b.json").write_text('{"cancer": {"type": "ovarian"}, "hair": 3}\n', encoding="utf-8")
    found = recurtx("rules", "diff", MINI, change(PCI_10), "--profiles", cohort)
    refused(found, "RTX120")
    refused(found, "RTX112")


def test_a_cohort_of_nobody_is_refused(change: Callable[..., Path], tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(recurtx("rules", "diff", MINI, change(), "--profiles", empty), "RTX167")
    refused(recurtx("rules", "diff", MINI, change(), "--profiles", tmp_path / "none"), "RTX167")


def test_rules_that_cannot_be_used_are_bad_rules(change: Callable[..., Path], tmp_path: Path) -> None:
    broken = change(("options/surgery", "effect: requires", "effect: demands"))
    for old, new in ((MINI, broken), (broken, MINI), (tmp_path / "none", MINI)):
        assert recurtx("rules", "diff", old, new).code == 3


@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_page_keeps_to_its_width(change: Callable[..., Path], cohort: Path, width: int) -> None:
    new = change(PCI_10, ("concepts", "only: [peritoneum, ovary]", "only: [peritoneum]"))
    page = recurtx("--width", str(width), "rules", "diff", MINI, new, "--profiles", cohort).out
    assert max(map(len, page.splitlines())) <= width
    assert not any(row != row.rstrip() for row in page.splitlines())


# Laws


@settings(max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(some.rulesets(), some.rulesets(), st.data())
def test_a_verdict_that_turns_has_a_change_that_can_turn_it_and_a_cause(
    one: dict[str, Any], other: dict[str, Any], data: st.DataObject
) -> None:
    taken = data.draw(st.sets(st.sampled_from(sorted(other)), max_size=2))
    old, known = written(one)
    new, _ = written({**one, **{name: other[name] for name in taken}})
    facts = data.draw(some.profiles(known))
    patient = Patient("somebody", Profile.model_validate(some.nested(facts)))
    diff, cohort = compare_rules(old, new), compare_verdicts(old, new, [patient])
    before, after = (assess(patient.profile, rules).by_id for rules in (old, new))
    assert {c.option for c in cohort.changes} == {o for o in before if before[o].verdict is not after[o].verdict}
    assert diff.turns or not cohort.changes
    assert all(change.rules or change.scope for change in cohort.changes)


@settings(max_examples=30, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(some.rulesets())
def test_rules_read_twice_are_the_same(files: dict[str, Any]) -> None:
    assert compare_rules(written(files)[0], written(files)[0]).nothing


def written(files: dict[str, Any]) -> tuple[Ruleset, reference.Rules]:
    """A small ruleset, as recurtx and as the reference read it."""
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        return load_ruleset(Path(folder)), reference.load(Path(folder))


# Proved


def proved(old: Path, new: Path) -> dict[str, Any]:
    pytest.importorskip("z3")
    return {p["option"]: p for p in compared(old, new, "--prove")["proof"]}


@pytest.mark.parametrize(
    ("edit", "outcome", "before", "after"),
    [
        (("options/surgery", "at_most: 20", "at_most: 10"), "stricter", "candidate", "possible"),
        (("options/surgery", "at_most: 20", "at_most: 25"), "laxer", "possible", "candidate"),
        (("options/surgery", "effect: cautions", "effect: excludes"), "stricter", None, "not_candidate"),
    ],
)
def test_a_proof_says_stricter_or_laxer_and_shows_a_patient(
    change: Callable[..., Path], tmp_path: Path, edit: tuple[str, str, str], outcome: str, before: str, after: str
) -> None:
    new = change(edit)
    found = proved(MINI, new)
    assert found["surgery"]["outcome"] == outcome
    (turn,) = found["surgery"]["turns"].values()
    assert turn["after"] == after
    assert before in (None, turn["before"])
    assert {p["outcome"] for name, p in found.items() if not name.startswith("surgery")} <= {"equal", outcome}
    shown = words(recurtx("rules", "diff", MINI, new, "--prove", "--witness", tmp_path / "seen").out)
    assert "Proved, of every patient of whom all is known" in shown
    (witness,) = (tmp_path / "seen").glob("surgery-*.yaml")
    for rules, verdict in ((MINI, turn["before"]), (new, turn["after"])):
        data = json.loads(recurtx("--rules", rules, "suggest", witness, "--format", "json").out)
        assert next(o["verdict"] for o in data["options"] if o["id"] == "surgery") == verdict


def test_what_is_only_written_otherwise_is_proved_equal(change: Callable[..., Path]) -> None:
    same = "{not: {patient.albumin_g_l: {at_least: 35}}}"
    new = change(("options/surgery", "{patient.albumin_g_l: {below: 35}}", same))
    assert {p["outcome"] for p in proved(MINI, new).values()} == {"equal"}
    assert "no verdict turns: every option" in words(recurtx("rules", "diff", MINI, new, "--prove").out)


def test_what_is_not_decided_in_time_is_no_proof(change: Callable[..., Path]) -> None:
    pytest.importorskip("z3")
    from recurtx.verify.solver import Answer

    with mock.patch("recurtx.verify.solver.Solver.ask", return_value=Answer.UNDECIDED):
        found = recurtx("rules", "diff", MINI, change(PCI_10), "--prove")
    assert found.code == 1
    assert "not decided in time" in words(found.out)


def test_a_witness_needs_a_proof(tmp_path: Path) -> None:
    refused(recurtx("rules", "diff", MINI, MINI, "--witness", tmp_path), "RTX204")


def test_an_exception_that_is_taken_away_may_change_a_verdict(change: Callable[..., Path]) -> None:
    new = change(("options/systemic", "    except: [platinum]\n", ""))
    diff = compare_rules(load_ruleset(MINI), load_ruleset(new))
    assert diff.turns
    result = recurtx("rules", "diff", str(MINI), str(new))
    assert "except" in result.out
    assert "the same rules" not in result.out


def test_a_combination_that_lost_a_drug_is_read_otherwise(change: Callable[..., Path]) -> None:
    new = change(("agents", "agents: [capecitabine, oxaliplatin]", "agents: [capecitabine]"))
    diff = compare_rules(load_ruleset(MINI), load_ruleset(new))
    assert diff.readings == (
        "capox: capecitabine, not capecitabine, oxaliplatin", "xelox: capecitabine, not capecitabine, oxaliplatin",
    )  # fmt: skip
    assert diff.turns
    assert "2 words for drugs read otherwise" in words(recurtx("rules", "diff", str(MINI), str(new)).out)
