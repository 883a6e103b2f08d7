"""What would turn if facts were other: two situations side by side, and one fact run through its values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from command import HERE, MINI, mini, recurtx, words
from recurtx.comparison.sweep import Sweep, SweptClass, sweep, swept_values
from recurtx.comparison.whatif import compare
from recurtx.engine import Verdict, assess, judge
from recurtx.markup.terminal import text as plain_text
from recurtx.pages.compare import sweep_page
from recurtx.profile import Profile, Situation
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.ruleset import Ruleset

MUCH = HERE / "golden" / "much-recorded.yaml"
PATIENT = """\
id: demo
cancer: {type: colorectal}
recurrence: {confirmed: true, sites: [peritoneum], pci: 8}
patient: {ecog: 1, albumin_g_l: 30}
"""


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    file = tmp_path / "patient.yaml"
    file.write_text(PATIENT, encoding="utf-8")
    return file


def rows(text: str) -> list[str]:
    return text.splitlines()


def row(text: str, name: str) -> str:
    return next(one for one in rows(text) if one[3:].startswith(name))


class TestBeforeAndAfter:
    def test_both_verdicts_stand_side_by_side(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "patient.albumin_g_l=36").out
        assert rows(found)[:2] == ["What if · demo", "1 fact changed; 1 of 4 verdicts turns, 3 stay"]
        assert row(found, "albumin") == "▸  albumin             30 g/l                       36 g/l"
        assert row(found, "Repeat surgery") == "▸  Repeat surgery      ◐ Can be offered, with care  ● Can be offered"

    def test_an_option_that_does_not_turn_says_same(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "patient.albumin_g_l=36").out
        for name in ("Second HIPEC", "Systemic therapy", "Palliative care"):
            assert row(found, name).startswith("   ")
            assert row(found, name).endswith(" same")

    def test_a_rule_that_turned_shows_value_and_threshold(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "patient.albumin_g_l=36").out
        assert row(found, "Low albumin") == "   Low albumin         ~ 30 g/l (care below 35)     36 g/l"

    def test_a_fact_taken_away_opens_the_verdict(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "patient.ecog=").out
        assert row(found, "ECOG").split() == ["▸", "ECOG", "1", "not", "recorded"]
        assert words(row(found, "Systemic therapy")).endswith("○ Possible ? Possible if …")

    def test_two_changes_at_once_name_what_turns_a_rule(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "recurrence.sites=[liver]", "--set", "patient.ecog=3").out
        assert "2 facts changed" in found
        below = rows(found)[rows(found).index(next(r for r in rows(found) if "Confined to the" in r)) :]
        assert words(below[0]) == "Confined to the + holds does not hold"
        assert [r.strip() for r in below[1:3]] == ["peritoneum", "by sites"]

    def test_a_fact_that_turns_nothing_alone_is_not_named(self, patient: Path) -> None:
        sets = ("patient.egfr=60", "patient.platelets=200", "patient.neutrophils=1")
        before, changes = sets[:1], [word for one in sets[1:] for word in ("--set", one)]
        one = patient.with_name("one.yaml")
        one.write_text(PATIENT + "".join(f"{s.replace('=', ': ')}\n" for s in before), encoding="utf-8")
        assert _by(mini("what-if", one, *changes).out, "Organs can bear it") == "by platelets"

    def test_facts_that_turn_a_rule_only_together_are_named_so(self, patient: Path) -> None:
        changes = ("--set", "patient.egfr=60", "--set", "patient.platelets=200")
        assert _by(mini("what-if", patient, *changes).out, "Organs can bear it") == "by, together: eGFR,"
        found = json.loads(mini("what-if", patient, *changes, "--format", "json").out)
        (organs,) = [r for r in found["rules"] if r["rule"] == "heated.organs"]
        assert (organs["by"], organs["together"]) == (["patient.egfr", "patient.platelets"], True)

    def test_each_of_two_facts_that_turn_a_rule_alone_is_named(self, patient: Path) -> None:
        one = patient.with_name("one.yaml")
        one.write_text(PATIENT + "patient.egfr: 60\n", encoding="utf-8")
        found = mini("what-if", one, "--set", "patient.platelets=200", "--set", "patient.neutrophils=4").out
        assert _by(found, "Organs can bear it") == "by neutrophils, platelets"

    def test_a_way_that_turns_stands_below_its_option(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "prior.platinum_free_interval_months=12").out
        assert "1 way turns" in found
        assert "▸    platinum          ○ Possible                   ● Can be offered" in rows(found)

    def test_a_fact_that_follows_is_shown_without_mark(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "patient.ecog=", "--set", "patient.karnofsky=40").out
        assert row(found, "ECOG").startswith("▸  ECOG ")
        assert "3 (from Karnofsky)" in row(found, "ECOG")

    def test_a_scope_that_turns_says_which_value_decides(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "cancer.type=gastric").out
        assert row(found, "Repeat surgery").endswith("– Outside these rules")
        assert "   Its scope           inside                       – outside: here gastric" in rows(found)

    def test_nothing_turns(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "recurrence.pci=9").out
        assert "1 fact changed; 0 of 4 verdicts turn, 4 stay" in found
        assert rows(found)[rows(found).index(next(r for r in rows(found) if r.startswith("Rules that"))) + 1] == (
            "  none"
        )

    def test_what_decides_nothing_is_counted_and_shown_on_request(self) -> None:
        short = recurtx("what-if", MUCH, "--set", "patient.egfr=62").out
        assert "more rules, which decide nothing here: --verbose" in short
        full = recurtx("what-if", MUCH, "--set", "patient.egfr=62", "--verbose").out
        assert "decide nothing" not in full
        assert len(rows(full)) > len(rows(short))

    def test_advice_that_comes_or_goes_is_named(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "recurrence.pci=").out
        assert "  what if  staging laparoscopy for the PCI" in rows(found)

    def test_urgent_advice_comes_first(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "recurrence.red_flags=[perforation]").out
        assert rows(found)[1].startswith(" URGENT  ")
        assert "Surgical review now" in rows(found)[1]

    def test_urgent_advice_on_one_side_names_what_is_recorded(self) -> None:
        found = recurtx("what-if", MUCH, "--set", "recurrence.red_flags=[perforation]").out
        beside = found.partition("Whatever is chosen, on one side only")[2]
        assert "  what if      URGENT perforation" in rows(beside)
        assert "ischaemia" not in beside
        back = mini("what-if", "-", "--set", "recurrence.red_flags=", stdin=b"cancer.type: other\n" + RED_FLAG).out
        assert "  as recorded  URGENT perforation" in rows(back)

    def test_no_turn_is_called_better_or_worse(self) -> None:
        found = words(recurtx("what-if", MUCH, "--set", "patient.ecog=3", "--verbose").out.lower())
        frame = found.partition("rules that turned")[0]
        assert not any(word in frame for word in ("better", "worse", "improve", "gain", "lost"))
        assert "this shows how the rules argue, not what treatment does" in found

    def test_verdicts_are_those_of_suggest(self, ruleset: Ruleset) -> None:
        found = json.loads(recurtx("what-if", MUCH, "--set", "patient.ecog=3", "--format", "json").out)
        for side, sets in (("before", ()), ("after", ("--set", "patient.ecog=3"))):
            answer = json.loads(recurtx("suggest", MUCH, *sets, "--format", "json").out)
            assert {o["id"]: o[side]["verdict"] for o in found["options"]} == verdicts(answer["options"])

    def test_json_names_facts_rules_and_advice(self, patient: Path) -> None:
        found = json.loads(mini("what-if", patient, "--set", "patient.albumin_g_l=36", "--format", "json").out)
        assert found["facts"] == [
            {
                "fact": "patient.albumin_g_l",
                "before": {"value": 30, "origin": "recorded", "derived_from": None},
                "after": {"value": 36, "origin": "recorded", "derived_from": None},
                "follows": False,
            }
        ]
        assert [r["rule"] for r in found["rules"]] == ["surgery.low-albumin"]
        assert found["rules"][0]["by"] == ["patient.albumin_g_l"]
        assert found["advice"] == {"only_before": [], "only_after": []}

    @pytest.mark.parametrize(
        ("schema", "how"),
        [("what-if", ("--set", "patient.albumin_g_l=36", "--set", "recurrence.sites=[liver]")),
         ("sweep", ("--sweep", "patient.albumin_g_l=30..36:0.5")), ("sweep", ("--sweep", "patient.ecog"))],
    )  # fmt: skip
    def test_json_keeps_to_its_published_schema(self, schema: str, how: tuple[str, ...], patient: Path) -> None:
        published = Draft202012Validator(json.loads(recurtx("schema", schema).out))
        Draft202012Validator.check_schema(published.schema)
        found = json.loads(mini("what-if", patient, *how, "--format", "json").out)
        assert [error.message for error in published.iter_errors(found)] == []


RED_FLAG = b"recurrence.red_flags: [perforation]\n"


def _by(page: str, title: str) -> str:
    """The line below a rule that names the facts which turn it."""
    shown = rows(page)
    return shown[next(i for i, one in enumerate(shown) if one.startswith(f"   {title}")) + 1].strip()


def verdicts(options: list[dict[str, Any]]) -> dict[str, str]:
    found = {}
    for option in options:
        found[option["id"]] = option["verdict"]
        found |= verdicts(option["modalities"])
    return found


class TestWhatIsRefused:
    def test_a_contradictory_change(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "patient.karnofsky=40")
        assert found.code == 2
        assert [c.code for c in found.complaints()] == ["RTX130"]
        assert found.out == ""

    def test_a_change_that_is_no_fact(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "patient.albumin_g_dl=36")
        assert [c.help for c in found.complaints()] == ["write `patient.albumin_g_l`, ten times the number in g/dl"]

    @pytest.mark.parametrize(
        ("argv", "code"),
        [
            ((), "RTX204"),
            (("{patient}",), "RTX204"),
            (("--set", "cancer.type=ovarian"), "RTX201"),
            (("{patient}", "--vs", "{patient}", "--set", "patient.ecog=1"), "RTX204"),
            (("{patient}", "--vs", "{patient}", "--sweep", "patient.ecog"), "RTX204"),
            (("-", "--vs", "-"), "RTX204"),
        ],
    )
    def test_options_that_do_not_go_together(self, argv: tuple[str, ...], code: str, patient: Path) -> None:
        found = mini("what-if", *(str(patient) if a == "{patient}" else a for a in argv))
        assert (found.code, [c.code for c in found.complaints()]) == (2, [code])

    @pytest.mark.parametrize("argv", [
        ("{patient}", "--set", "patient.ecog=2", "--output", "{patient}"),
        ("{patient}", "--sweep", "patient.ecog", "--output", "{patient}"),
        ("case:pmp-spleen-2024", "--vs", "{patient}", "--output", "{patient}"),
        ("{patient}", "--vs", "case:pmp-spleen-2024", "--output", "{link}"),
    ], ids=" ".join)  # fmt: skip
    def test_an_answer_in_the_place_of_a_profile(self, argv: tuple[str, ...], patient: Path) -> None:
        link = patient.with_name("link.yaml")
        link.symlink_to(patient)
        found = mini("what-if", *(a.format(patient=patient, link=link) for a in argv))
        assert (found.code, found.out, [c.code for c in found.complaints()]) == (2, "", ["RTX205"])
        assert patient.read_text(encoding="utf-8") == PATIENT

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("recurrence.pcl", "unknown fact"),
            ("recurrence.sites", "is a set"),
            ("recurrence.ascites=none..large", "has no range"),
            ("recurrence.pci=8", "is no range"),
            ("recurrence.pci=20..10", "is not a range inside 0 to 39"),
            ("recurrence.pci=0..40", "is not a range inside 0 to 39"),
            ("recurrence.pci=0..39:0.5", "has only whole steps"),
            ("recurrence.pci=0..39:0", "at most 1000 values"),
            ("patient.karnofsky=15..100", "has only whole steps"),
            ("recurrence.ca125=0..100000", "at most 1000 values"),
            ("recurrence.ca125=0..2000000", "is not a range inside 0 to 1000000"),
        ],
    )
    def test_a_sweep_that_does_not_fit(self, text: str, says: str, patient: Path) -> None:
        (complaint,) = mini("what-if", patient, "--sweep", text).complaints()
        assert complaint.code == "RTX141"
        assert says in complaint.message


class TestTwoPatients:
    def test_the_profile_is_read_once_from_standard_input(self) -> None:
        found = mini("what-if", "-", "--set", "patient.ecog=3", stdin=PATIENT.encode())
        assert row(found.out, "Systemic therapy").endswith("○ Possible                   × Not on these facts")

    def test_two_profiles_are_compared_by_name(self, patient: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.yaml"
        other.write_text("id: second\ncancer: {type: gastric}\npatient: {ecog: 1}\n", encoding="utf-8")
        found = mini("what-if", patient, "--vs", other).out
        assert rows(found)[0] == "Two patients"
        assert rows(found)[3].split() == ["demo", "second"]
        assert row(found, "Repeat surgery").endswith("– Outside these rules")
        assert "1 of 4 verdicts" not in found
        assert "not which of them fares better" in words(found)

    def test_the_same_patient_twice_differs_in_nothing(self) -> None:
        found = words(recurtx("what-if", MUCH, "--vs", MUCH).out)
        assert "0 facts differ; 0 of 8 verdicts differ, 8 agree" in found
        assert "no fact differs" in found

    def test_lists_that_name_the_same_are_told_apart_by_what_they_leave_open(self, tmp_path: Path) -> None:
        whole, part = tmp_path / "whole.yaml", tmp_path / "part.yaml"
        whole.write_text("cancer.type: gastric\nrecurrence.sites: [peritoneum]\n", encoding="utf-8")
        part.write_text("cancer.type: gastric\nrecurrence.sites: {present: [peritoneum]}\n", encoding="utf-8")
        found = words(recurtx("--width", "100", "what-if", str(whole), "--vs", str(part)).out)
        assert "sites peritoneum peritoneum (others not recorded)" in found

    def test_a_label_cannot_steer_the_terminal(self, tmp_path: Path) -> None:
        evil = tmp_path / "evil.yaml"
        evil.write_text('id: "a\\x1b[2J"\ncancer: {type: ovarian}\n', encoding="utf-8")
        for argv in (["--vs", str(MUCH)], ["--set", "patient.ecog=1"], ["--sweep", "patient.ecog"]):
            assert "\x1b" not in mini("what-if", evil, *argv).out


class TestSweep:
    def test_neighbours_that_agree_are_one_column(self) -> None:
        found = mini(
            "what-if", "--set", "cancer.type=ovarian", "--set", "recurrence.confirmed=true",
            "--set", "patient.albumin_g_l=40", "--sweep", "recurrence.pci=0..39",
        ).out  # fmt: skip
        assert words(row(found, "Repeat surgery")) == "▸ Repeat surgery ○ ◐ ● ○"
        assert found.splitlines()[3].split() == ["now", "0–10", "11–20", "21–39"]
        values = found.partition("Values of PCI")[2]
        assert [r.strip() for r in rows(values) if " to " in r[:12]] == ["0 to 10", "11 to 20", "21 to 39"]
        assert "○  Possible: Repeat surgery (no longer: low extent)" in values

    def test_the_recorded_value_is_marked(self, patient: Path) -> None:
        found = mini("what-if", patient, "--sweep", "recurrence.pci=0..39").out
        assert "0 to 20   as recorded" in found

    def test_steps_are_kept(self, patient: Path) -> None:
        found = json.loads(
            mini("what-if", patient, "--sweep", "patient.albumin_g_l=30..36:0.5", "--format", "json").out
        )
        assert [c["values"][0] for c in found["classes"]] == [30, 35]
        assert found["classes"][0]["values"][-1] == 34.5
        assert found["classes"][1]["turned"] == {"surgery": ["surgery.low-albumin"]}

    def test_without_a_range_a_number_runs_through_what_the_rules_tell_apart(self, patient: Path) -> None:
        found = mini("what-if", patient, "--sweep", "patient.albumin_g_l").out
        assert found.splitlines()[3].split() == ["now", "<35", "≥35"]
        assert "below 35   as recorded" in found
        assert "35 or more" in found

    def test_a_rule_that_ceased_is_no_reason_for_the_verdict_it_left(self, patient: Path) -> None:
        found = words(mini("what-if", patient, "--sweep", "patient.albumin_g_l").out)
        assert "Repeat surgery (no longer: low albumin" in found

    def test_words_run_in_their_order(self) -> None:
        found = recurtx("what-if", MUCH, "--sweep", "recurrence.ascites").out
        assert found.splitlines()[3].split() == ["now", "none", "small", "large"]

    def test_impossible_values_have_no_verdict(self, patient: Path) -> None:
        found = mini("what-if", patient, "--set", "patient.karnofsky=90", "--sweep", "patient.ecog=0..4").out
        assert "not possible: contradicts Karnofsky 90 %" in found

    @pytest.mark.parametrize(
        ("sets", "swept", "says", "against"),
        [
            (("recurrence.bowel_obstruction=single_level", "recurrence.obstruction_cause=malignant"),
             "recurrence.bowel_obstruction",
             "obstruction cause malignant does not apply where bowel obstruction none", "recurrence.obstruction_cause"),
            (("patient.ecog=1",), "patient.karnofsky=40..60", "ECOG 1 contradicts Karnofsky 40", "patient.ecog"),
            (("cancer.histology=lamn",), "cancer.type", "histology LAMN does not occur with cancer ovarian",
             "cancer.histology"),
            (("patient.karnofsky=90",), "patient.ecog=3..4", "contradicts Karnofsky 90 %", "patient.karnofsky"),
        ],
    )  # fmt: skip
    def test_an_impossible_value_names_the_other_fact(
        self, sets: tuple[str, ...], swept: str, says: str, against: str
    ) -> None:
        kind = ("--set", "cancer.type=appendiceal")
        argv = ("what-if", *kind, *(word for one in sets for word in ("--set", one)), "--sweep", swept)
        assert f"not possible: {says}" in words(recurtx(*argv).out)
        classes = json.loads(recurtx(*argv, "--format", "json").out)["classes"]
        assert {c["contradicts"] for c in classes if not c["verdicts"]} == {against}

    def test_a_verdict_that_is_known_at_every_value_is_no_verdict_that_stays(self) -> None:
        found = mini("what-if", "--set", "cancer.type=ovarian", "--sweep", "patient.ecog=0..1").out
        count = "0 of 4 verdicts turn on it, 1 is other than now at every value shown, 3 are the same."
        assert count in words(found)
        assert words(row(found, "Systemic therapy")) == "▸ Systemic therapy ? ○"
        assert words(row(found, "  platinum")) == "▸ platinum ? ○"
        assert row(found, "Palliative care").startswith("   ")

    def test_many_classes_go_into_several_strips_of_eighty_columns(self) -> None:
        rules = load_ruleset(MINI)
        situation = Situation({"cancer.type": "ovarian"})
        verdicts = [dict.fromkeys(rules.options, v) for v in (Verdict.POSSIBLE, Verdict.CANDIDATE)]
        classes = tuple(SweptClass((n,), verdicts[n % 2], None, {}) for n in range(40))
        found = plain_text(
            sweep_page(Sweep("recurrence.pci", None, verdicts[0], classes), situation, rules, "T", None), 80
        )
        assert max(len(r) for r in rows(found)) <= 80
        strips = [r for r in rows(found) if r[3:].startswith("Repeat surgery")]
        assert len(strips) == 3
        assert sum(r.count("○") + r.count("●") for r in strips) == 40 + len(strips)

    @pytest.mark.parametrize("path", ["patient.ecog", "recurrence.pci", "recurrence.ascites", "recurrence.confirmed"])
    def test_every_class_has_the_verdicts_of_suggest(self, path: str, ruleset: Ruleset) -> None:
        profile = Profile.model_validate({"cancer": {"type": "ovarian"}, "patient": {"albumin_g_l": 40.0}})
        judgement = judge(profile, ruleset)
        chosen = swept_values(path, judgement.every_value)
        found = sweep(judgement, path, chosen.values)
        assert sum(len(c.values) for c in found.classes) == len(chosen.values)
        for swept in found.classes:
            for value in swept.values:
                section, _, name = path.partition(".")
                facts = {"cancer": {"type": "ovarian"}, "patient": {"albumin_g_l": 40.0}}
                facts.setdefault(section, {})[name] = value
                there = assess(Profile.model_validate(facts), ruleset)
                assert swept.verdicts == {n: o.verdict for n, o in there.by_id.items()}


def test_a_comparison_turns_round() -> None:
    rules = load_ruleset(MINI)
    one = assess(Profile.model_validate({"cancer": {"type": "colorectal"}}), rules)
    other = assess(Profile.model_validate({"cancer": {"type": "gastric"}, "patient": {"ecog": 3}}), rules)
    there, back = compare(one, other), compare(other, one)
    assert [(f.path, f.before, f.after) for f in there.facts] == [(f.path, f.after, f.before) for f in back.facts]
    assert [p.turned for p in there.options] == [p.turned for p in back.options]
    assert {n: [t.rule.id for t in ts] for n, ts in there.rules.items()} == {
        n: [t.rule.id for t in ts] for n, ts in back.rules.items()
    }


@pytest.mark.parametrize("change", ["patient.ecog=3", "recurrence.sites=[liver, lung, bone]", "cancer.histology="])
def test_the_page_fits_eighty_columns_and_folds_to_ascii(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = recurtx("what-if", MUCH, "--set", change, "--verbose").out
    assert max(len(r) for r in rows(wide)) <= 80
    assert not any(r != r.rstrip() for r in rows(wide))
    monkeypatch.setenv("TERM", "dumb")
    plain = recurtx("what-if", MUCH, "--set", change, "--verbose").out
    assert plain.isascii()
    assert len(rows(plain)) == len(rows(wide))
