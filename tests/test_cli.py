"""The command-line contract: what each command takes, prints, writes and returns."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from command import MINI, Result, done, mini, recurtx, words
from recurtx.cases import bundled_cases
from recurtx.profile import VOCABULARY
from recurtx.ruleset import shipped_rules

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

FACTS = {
    "cancer.type": "colorectal",
    "recurrence.confirmed": True,
    "recurrence.sites": ["peritoneum"],
    "recurrence.pci": 19,
    "patient.ecog": 1,
    "patient.albumin_g_l": 30,
}
FULL = Path("/dev/full")
SETS = tuple(word for path, value in FACTS.items() for word in ("--set", f"{path}={json.dumps(value)}"))


def nested() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path, value in FACTS.items():
        section, _, name = path.partition(".")
        found.setdefault(section, {})[name] = value
    return found


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    file = tmp_path / "patient.yaml"
    file.write_text(yaml.safe_dump(nested()), encoding="utf-8")
    return file


# Where a profile comes from


def test_profile_may_be_nested_dotted_json_standard_input_or_only_set(profile: Path, tmp_path: Path) -> None:
    answer = done(mini("suggest", profile))
    dotted, as_json = tmp_path / "dotted.yaml", tmp_path / "patient.json"
    dotted.write_text("".join(f"{p}: {json.dumps(v)}\n" for p, v in FACTS.items()), encoding="utf-8")
    as_json.write_text(json.dumps(nested(), indent=2), encoding="utf-8")
    assert done(mini("suggest", dotted)) == answer
    assert done(mini("suggest", as_json)) == answer
    assert done(mini("suggest", "-", stdin=profile.read_bytes())) == answer
    assert done(mini("suggest", *SETS)) == answer


def test_bundled_case_is_a_profile_and_beats_a_file_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"case:{bundled_cases()[0]}"
    answer = mini("suggest", name)
    assert answer.code == 0
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("cancer: {type: other}\n", encoding="utf-8")
    assert mini("suggest", name) == answer
    assert mini("suggest", f"./{name}") != answer


def test_set_replaces_adds_and_removes_facts(profile: Path) -> None:
    def recorded(*argv: str) -> dict[str, Any]:
        return json.loads(done(mini("suggest", profile, "--format", "json", *argv)))["profile"]

    before = recorded()
    assert before["recurrence"]["pci"] == 19
    assert recorded("--set", "recurrence.pci=4")["recurrence"]["pci"] == 4
    assert recorded("--set", "patient.age=70")["patient"]["age"] == 70
    assert "pci" not in recorded("--set", "recurrence.pci=")["recurrence"]
    assert "pci" not in recorded("--set", "recurrence.pci=null")["recurrence"]
    assert recorded("--set", "recurrence.sites={present: [liver], absent: [lung]}")["recurrence"]["sites"] == {
        "present": ["liver"],
        "absent": ["lung"],
    }
    assert recorded("--set", "recurrence.pci=4", "--set", "recurrence.pci=5")["recurrence"]["pci"] == 5


def test_value_of_set_is_read_as_yaml_1_2() -> None:
    label = json.loads(done(mini("suggest", *SETS, "--set", "id=no", "--format", "json")))["profile"]["id"]
    assert label == "no"


# suggest


def test_pipe_gets_plain_text_in_both_text_formats() -> None:
    assert done(mini("suggest", *SETS)) == done(mini("suggest", *SETS, "--format", "text"))


def test_answer_shows_every_option_in_its_order_with_the_reason() -> None:
    answer = done(mini("suggest", *SETS))
    assert [row[:17].strip() for row in verdict_rows(answer)] == [
        "Repeat surgery",
        "Second HIPEC",
        "Systemic therapy",
        "Palliative care",
    ]
    rows = answer.splitlines()
    assert "care: albumin 30 g/l (care below 35)" in map(words, rows)
    assert rows[0] == "Options after recurrence"


def verdict_rows(answer: str) -> list[str]:
    """The lines of an answer that hold a verdict, without their symbol."""
    return [row[2:] for row in answer.splitlines() if re.match(r"[●◐○?×–] ", row)]


@pytest.mark.parametrize("cancer", VOCABULARY["cancer.type"].values)
def test_no_shipped_option_is_ever_hidden(cancer: str, ruleset: Ruleset) -> None:
    options = ruleset.children(None)
    assert len(options) == 8
    rows = verdict_rows(done(recurtx("suggest", "--set", f"cancer.type={cancer}")))
    assert [next(o.id for o in options if row.startswith(o.name)) for row in rows] == [o.id for o in options]


@pytest.mark.parametrize(
    "more",
    [
        ("--no-presume",),
        ("--verbose",),
        ("--set", "recurrence.red_flags=[perforation]"),
        ("--set", "patient.declines=[repeat_crs, systemic_therapy, palliative]"),
    ],
    ids=" ".join,
)
def test_no_shipped_option_is_hidden_in_any_format(more: tuple[str, ...], ruleset: Ruleset) -> None:
    options = ruleset.children(None)
    argv = ("suggest", "--set", "cancer.type=ovarian", *more)
    text = done(recurtx(*argv))
    for option in options:
        assert re.search(rf"^(?:[●◐○?⊘×–] )?{option.name} ", text, re.MULTILINE)
    answer = json.loads(done(recurtx(*argv, "--format", "json")))
    assert [o["id"] for o in answer["options"]] == [o.id for o in options]
    page = done(recurtx(*argv, "--format", "markdown"))
    places = [page.index(f"\n### {o.name}: ") for o in options]
    assert places == sorted(places)


def test_option_limits_the_answer_to_one_option_at_the_top() -> None:
    for name in ("systemic", "platinum_therapy"):
        answer = json.loads(done(mini("suggest", *SETS, "--option", name, "--format", "json")))
        assert [o["id"] for o in answer["options"]] == ["systemic"]
    rows = done(mini("suggest", *SETS, "--option", "heated", "--option", "palliative"))
    assert "Second HIPEC" in rows
    assert "Palliative care" in rows
    assert "Systemic therapy" not in rows


def test_presumptions_are_named_and_can_be_turned_off() -> None:
    with_presumption = json.loads(done(mini("suggest", *SETS, "--format", "json")))["options"][0]
    without = json.loads(done(mini("suggest", *SETS, "--format", "json", "--no-presume")))["options"][0]
    assert (with_presumption["verdict"], with_presumption["presumed"]) == (
        "candidate_with_caution",
        ["patient.declines"],
    )
    assert (without["verdict"], without["presumed"]) == ("needs_information", [])
    assert without["missing"] == ["patient.declines"]
    assert "presumed absent, because not recorded: refusal" in done(mini("suggest", *SETS)).splitlines()


def test_what_is_not_asked_since_something_is_presumed_is_no_presumption() -> None:
    given = ("--set", "cancer.type=gastric", "--set", "patient.ecog=1", "--set", "recurrence.sites=[peritoneum]")
    text = words(done(recurtx("suggest", *given))).partition("presumed absent")[2]
    assert "pregnancy" in text
    assert "gestational week" not in text


def test_one_month_is_told_as_one() -> None:
    text = words(done(recurtx("explain", "case:small-bowel-emergency-2022", "systemic_therapy")))
    assert "life expectancy less than 1 month" in text
    assert "1 months" not in text


def test_verbose_shows_arguments_that_do_not_hold() -> None:
    more = done(mini("suggest", *SETS, "--set", "patient.albumin_g_l=40", "--verbose"))
    assert "  not so:     low albumin [1]" in more.splitlines()


def test_drug_that_no_rule_knows_is_a_warning_beside_the_answer() -> None:
    says = "prior.agents: the rules do not list the drug `newdrug`, so whether any other drug belongs there is unknown"
    result = mini("suggest", *SETS, "--set", "prior.agents=[newdrug]")
    assert (result.code, result.err) == (0, f"warning: {says}\n")
    assert says in words(result.out)
    as_json = mini("suggest", *SETS, "--set", "prior.agents=[newdrug]", "--format", "json")
    assert json.loads(as_json.out)["warnings"] == [says]


def test_urgent_advice_is_first_and_last() -> None:
    rows = done(mini("suggest", *SETS, "--set", "recurrence.red_flags=[perforation]")).splitlines()
    assert rows[0] == rows[2] == "━" * 80
    assert rows[1].startswith(" URGENT  ")
    assert rows[1].endswith("perforation. Surgical review now; these options wait.")
    assert rows[-1].startswith("URGENT  ")
    assert rows[-1].endswith("Surgical review now; these options wait.")


def test_same_facts_give_the_same_bytes_whatever_their_order() -> None:
    backwards = tuple(w for p in reversed(FACTS) for w in ("--set", f"{p}={json.dumps(FACTS[p])}"))
    for format in ("text", "markdown", "json"):
        first = done(mini("suggest", *SETS, "--format", format))
        assert done(mini("suggest", *backwards, "--format", format)) == first
        assert not re.search(r"20\d\d-\d\d-\d\d", first.replace("one-2020-cohort", "")), "a date"
    assert "as of 2026-11-20" in done(mini("suggest", *SETS, "--set", "as_of=2026-11-20"))


@pytest.mark.parametrize(
    ("rules", "facts"),
    [(MINI, ("--set", "cancer.type=ovarian")), (MINI, SETS), (shipped_rules(), SETS)],
    ids=["sparse", "rich", "shipped"],
)
def test_json_answer_fits_its_schema(rules: Path, facts: tuple[str, ...]) -> None:
    schema = json.loads(done(recurtx("schema", "assessment")))
    Draft202012Validator.check_schema(schema)
    answer = json.loads(done(recurtx("--rules", rules, "suggest", *facts, "--format", "json")))
    Draft202012Validator(schema).validate(answer)
    assert answer["schema"] == 2


# --output


@pytest.mark.parametrize("argv", [
    ("suggest", *SETS), ("suggest", *SETS, "--format", "json"), ("suggest", *SETS, "--format", "markdown"),
    ("explain", "surgery", *SETS), ("profile", "template"), ("profile", "schema"), ("rules", "schema"),
    ("rules", "list"), ("rules", "table"), ("rules", "list", "--format", "markdown"), ("schema", "assessment"),
], ids=lambda argv: " ".join(w for w in argv if not w.startswith("--set") and "=" not in w))  # fmt: skip
def test_output_writes_what_would_be_printed(argv: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    assert done(mini(*argv, "--output", file)) == ""
    assert file.read_text(encoding="utf-8") == done(mini(*argv))
    assert [f.name for f in tmp_path.iterdir()] == ["answer.txt"]


def test_output_keeps_the_old_file_where_nothing_was_assessed(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text("old", encoding="utf-8")
    assert mini("suggest", "--set", "cancer.type=cloon", "--output", file).code == 2
    assert file.read_text(encoding="utf-8") == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["answer.txt"]


def test_output_that_breaks_off_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answer.txt"
    file.write_text("old", encoding="utf-8")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(file), "replace", full)
    result = mini("suggest", *SETS, "--output", file)
    assert (result.code, result.out) == (2, "")
    assert result.complaints()[0].message == "the file cannot be written: No space left on device"
    assert file.read_text(encoding="utf-8") == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["answer.txt"]


def test_output_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    file, link = tmp_path / "answer.txt", tmp_path / "link"
    file.write_text("old", encoding="utf-8")
    link.symlink_to(file)
    done(mini("suggest", *SETS, "--output", link))
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == done(mini("suggest", *SETS))


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_output_keeps_the_mode_of_the_file(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "rules.txt"
    file.write_text("old", encoding="utf-8")
    file.chmod(mode)
    done(mini("rules", "list", "--output", file))
    assert file.read_text(encoding="utf-8") != "old"
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_new_output_has_the_mode_that_the_shell_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        done(mini("rules", "list", "--output", tmp_path / "rules.txt"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "rules.txt").stat().st_mode) == 0o640


def test_output_touches_no_other_file_and_fits_the_longest_name(tmp_path: Path) -> None:
    mine, longest = tmp_path / ".answer.txt.part", tmp_path / ("a" * 255)
    mine.write_text("mine", encoding="utf-8")
    for file in (tmp_path / "answer.txt", longest):
        done(mini("suggest", *SETS, "--output", file))
    assert mine.read_text(encoding="utf-8") == "mine"
    assert sorted(f.name for f in tmp_path.iterdir()) == sorted([mine.name, "answer.txt", longest.name])


def test_output_into_a_pipe_leaves_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    done(mini("suggest", *SETS, "--output", pipe))
    assert pipe.is_fifo()
    assert os.read(reader, 1 << 16).decode() == done(mini("suggest", *SETS))
    os.close(reader)


# Streams that the shell has closed or that are full


def _run_with_stdout(target: int, *argv: str) -> Result:
    command = [sys.executable, "-m", "recurtx", "--rules", str(MINI), *argv]
    done = subprocess.run(command, stdout=target, stderr=subprocess.PIPE, check=False, timeout=60)
    return Result(done.returncode, "", done.stderr.decode())


@pytest.mark.parametrize("argv", [("suggest", *SETS), ("suggest", *SETS, "--format", "json")], ids=["text", "json"])
def test_reader_that_goes_away_is_no_error(argv: tuple[str, ...]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    result = _run_with_stdout(theirs, *argv)
    os.close(theirs)
    assert (result.code, result.err) == (0, "")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_full_disk_is_an_error_without_traceback() -> None:
    full = os.open(FULL, os.O_WRONLY)
    result = _run_with_stdout(full, "suggest", *SETS)
    os.close(full)
    assert result.code == 2
    assert [(c.where, c.code) for c in result.complaints()] == [("standard output", "RTX205")]
    assert "Traceback" not in result.err


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("argv", [("--help",), ("suggest", "--help"), ("--version",)], ids=" ".join)
def test_help_on_a_full_disk_is_an_error_without_traceback(argv: tuple[str, ...]) -> None:
    with FULL.open("wb") as full:
        command = [sys.executable, "-m", "recurtx", *argv]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    complaints = Result(result.returncode, "", result.stderr.decode()).complaints()
    assert (result.returncode, [(c.where, c.code) for c in complaints]) == (2, [("standard output", "RTX205")])
    assert b"Traceback" not in result.stderr


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("suggest", "nope.yaml"), 2),
        (("suggest", "nope.yaml", "--format", "json"), 2),
        (("suggest", "--frobnicate"), 2),
        (("--rules", "nope", "rules", "list"), 3),
        (("suggest", *SETS, "--set", "prior.agents=[newdrug]"), 0),
    ],
    ids=["profile", "json", "usage", "rules", "warning"],
)
def test_exit_code_holds_where_standard_error_is_full(argv: tuple[str, ...], code: int) -> None:
    with FULL.open("wb") as full:
        command = [sys.executable, "-m", "recurtx", *argv]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, check=False, timeout=60)
    assert result.returncode == code
    assert (b"Options after recurrence" in result.stdout) is (code == 0)


def test_file_that_the_system_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from recurtx.cli import inputs

    def refuse(*_: object) -> None:
        raise OSError(36, "File name too long", "aaa.yaml")

    monkeypatch.setattr(inputs, "read_profile", refuse)
    result = mini("suggest", "aaa.yaml")
    assert (result.code, result.out) == (2, "")
    assert [(c.where, c.code, c.message) for c in result.complaints()] == [
        ("aaa.yaml", "RTX103", "the file cannot be read: File name too long")
    ]


def test_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from recurtx.cli import inputs

    monkeypatch.setattr(inputs.sys, "stdin", None)
    with pytest.raises(Exception, match="standard input is closed"):
        inputs._document("-")


# explain


SECTIONS = (
    "In short", "Requirements (one that is not met stops the option)", "Objections (one that holds stops the option)",
    "Arguments for", "Arguments for care", "Silent (about other patients)", "Close calls and presumptions", "Sources",
)  # fmt: skip


@pytest.mark.parametrize("option", ["surgery", "heated", "systemic", "platinum_therapy", "palliative"])
def test_explanation_has_its_sections_in_order_even_where_one_is_empty(option: str) -> None:
    page = done(mini("explain", option, *SETS, "--all"))
    places = [page.index(f"\n{name} ─") for name in SECTIONS]
    assert places == sorted(places)
    for section in page.split("\n\n"):
        assert len(section.splitlines()) > 1, section


def test_explanation_shows_value_threshold_truth_and_source() -> None:
    page = done(mini("explain", "surgery", *SETS, "--all"))
    assert re.search(r"^~ Low albumin +level 3 cohort \[\d\] +holds$", page, re.MULTILINE)
    assert re.search(r"^    albumin +30 g/l +below 35 +true$", page, re.MULTILINE)
    assert re.search(r"^    PCI +19 +at most 20 +true$", page, re.MULTILINE)
    assert "Low extent may not matter" in page[page.index("Silent") :]
    assert re.search(r"^  \[\d\] +A cohort of second operations", page, re.MULTILINE)


def test_explanation_fills_the_value_into_the_reason() -> None:
    assert "With PCI 19 most of the tumour" in words(done(mini("explain", "surgery", *SETS, "--all")))
    unknown = words(done(mini("explain", "surgery", *SETS, "--set", "recurrence.pci=", "--verbose")))
    assert "With PCI not assessed most of the tumour" in unknown


def test_explanation_unfolds_concepts_on_request() -> None:
    short, long = (done(mini("explain", "surgery", *SETS, *more)) for more in (("--all",), ("--verbose",)))
    assert "any of: true" not in words(short)
    assert "any of: true" in words(long)


def test_explanation_takes_a_profile_or_set(profile: Path) -> None:
    assert done(mini("explain", profile, "surgery")) == done(mini("explain", "surgery", *SETS))
    assert done(mini("explain", "-", "surgery", stdin=profile.read_bytes())) == done(
        mini("explain", profile, "surgery")
    )


@pytest.mark.parametrize("name", ["systemic_therapy", "palliative", "anti_egfr"])
def test_shipped_option_or_modality_can_be_explained(name: str, ruleset: Ruleset) -> None:
    page = done(recurtx("explain", name, *SETS))
    assert page.startswith(ruleset.options[name].name)
    assert words(ruleset.options[name].question) in words(page)


@pytest.mark.parametrize("command", [("suggest",), ("next",), ("explain",)])
def test_an_answer_never_replaces_its_profile(command: tuple[str, ...], tmp_path: Path) -> None:
    profile = tmp_path / "patient.yaml"
    profile.write_text("cancer: {type: ovarian}\n", encoding="utf-8")
    option = ("repeat_crs",) if command == ("explain",) else ()
    result = mini(*command, str(profile), *option, "--output", str(profile))
    assert result.code == 2
    assert "RTX205" in result.err
    assert profile.read_text(encoding="utf-8") == "cancer: {type: ovarian}\n"


def smallest_changes(*argv: str) -> str:
    return words(done(recurtx("explain", *argv)).partition("Smallest changes")[2].partition("Close calls")[0])


PLAIN = (
    "--set", "cancer.type=colorectal", "--set", "recurrence.confirmed=true", "--set", "recurrence.sites=[peritoneum]",
    "--set", "recurrence.resectability=complete_expected", "--set", "recurrence.bowel_obstruction=none",
    "--set", "patient.ecog=1",
)  # fmt: skip


def test_what_would_stop_an_option_is_found_too() -> None:
    assert "1 not all can be removed: × Not on these facts" in smallest_changes(
        "repeat_crs", *PLAIN, "--to", "not_candidate"
    )


def test_a_goal_that_is_reached_needs_no_change() -> None:
    text = smallest_changes("repeat_crs", *PLAIN, "--set", "patient.ecog=4", "--to", "not_candidate")
    assert text.endswith("none is needed: that is the verdict now")


def test_a_scale_from_which_a_fact_is_derived_can_be_changed_in_its_place() -> None:
    text = smallest_changes("repeat_crs", *PLAIN, "--all", "--set", "patient.ecog=", "--set", "patient.karnofsky=30")
    assert "Karnofsky" in text
    assert "ECOG" not in text


def test_what_to_find_out_next_names_what_is_presumed_and_calls_none_of_it_idle() -> None:
    text = words(done(recurtx("next", *PLAIN)))
    presumed = text.partition("Presumed, and so not asked")[2]
    idle = text.partition("Changes nothing now")[2].partition("Presumed")[0]
    for name in ("red flags", "pregnancy", "infection", "refusal"):
        assert name in presumed
        assert name not in idle


def test_a_fact_that_settles_another_by_definition_is_not_said_to_turn_nothing() -> None:
    page = words(done(recurtx("next", "--set", "cancer.type=colorectal")))
    assert "predicted CC" not in page.partition("turns no verdict")[2].partition("Changes nothing now")[0]


def test_long_answers_name_the_presumptions_of_ways_as_well() -> None:
    argv = ("suggest", *PLAIN, "--set", "biomarkers.mmr=deficient", "--set", "prior.agents=[]")
    for how in (("--verbose",), ("--format", "markdown")):
        text = words(done(recurtx(*argv, *how))).lower()
        assert "autoimmune disease" in text.partition("presumed absent, because not recorded")[2]


def test_a_choice_is_told_by_its_values_and_not_by_what_it_is_not() -> None:
    text = words(done(recurtx("explain", "surveillance", "--all", "--set", "cancer.type=colorectal")))
    assert "not none" not in text.partition("In short")[2].partition("Requirements")[0]
