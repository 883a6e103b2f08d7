"""Rules with mistakes are refused, or found by ``rules test``: each mistake at its place, and nothing is assessed.

``bad/rules/`` holds one edit of ``mini_rules`` for each kind of mistake: the file, the text that is replaced (or the
whole new text), the command where it is not ``suggest``, and every problem as ``PLACE CODE MESSAGE => HELP``.
"""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from command import HERE, MINI, Result, mini, recurtx
from recurtx.ruleset import load_ruleset
from recurtx.ruleset.files import SINGLE, OptionFile
from recurtx.ruleset.mistakes import PATTERNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILES = sorted((HERE / "bad" / "rules").glob("*.yaml"))
SUGGEST = ("suggest", "--set", "cancer.type=ovarian")
_EXPECT = re.compile(r"(\S+) (RTX\d{3}) (.*?)(?: => (.*))?\Z")


def broken(edits: Iterable[dict[str, str]], folder: Path) -> Path:
    """A copy of the small rules with some edits."""
    shutil.copytree(MINI, folder)
    for edit in edits:
        file = folder / edit["file"]
        text = edit.get("text")
        if text is None:
            before = file.read_text(encoding="utf-8")
            assert edit["replace"] in before, f"{edit['file']} no longer holds {edit['replace']!r}"
            text = before.replace(edit["replace"], edit["by"], 1)
        file.write_text(text, encoding="utf-8")
    return folder


def refused(result: Result) -> None:
    """Bad rules: exit code 3, nothing on standard output, no traceback."""
    assert result.code == 3, result
    assert result.out == ""
    assert "Traceback" not in result.err


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mistake_is_told_at_its_place_in_order(file: Path, tmp_path: Path) -> None:
    case: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    rules = broken(case["edits"], tmp_path / "rules")
    command = case.get("command", "").split()
    result = recurtx("--rules", rules, *(command or SUGGEST))
    if command:
        assert result.code == 1
        assert re.search(r"^\d+ of \d+ examples fail$", result.err, re.MULTILINE)
    else:
        refused(result)
    wanted = [match.groups(default="") for text in case["expect"] if (match := _EXPECT.match(text))]
    complaints = result.complaints(result.out if command else None)
    assert [(c.where.removeprefix(f"{rules}/"), c.code) for c in complaints] == [w[:2] for w in wanted]
    for complaint, (_, _, message, help) in zip(complaints, wanted, strict=True):
        assert complaint.message.startswith(message)
        assert complaint.help.replace(f"{rules}/", "").startswith(help)


@pytest.mark.parametrize("name", ["everything_at_once", "parent_cycle"])
def test_order_is_that_of_files_and_lines(name: str, tmp_path: Path) -> None:
    case = yaml.safe_load((HERE / "bad" / "rules" / f"{name}.yaml").read_text(encoding="utf-8"))
    rules = broken(case["edits"], tmp_path / "rules")
    places = [c.where.split(":") for c in recurtx("--rules", rules, *SUGGEST).complaints()]
    assert len(places) > 1
    assert places == sorted(places, key=lambda p: (p[0], int(p[1]), int(p[2])))


@pytest.mark.parametrize(
    ("name", "help"),
    [("options/extra.yml", "its name ends in `.yaml`"), ("concept.yaml", "did you mean `concepts.yaml`?"),
     ("options/old/surgery.yaml", "files: ruleset.yaml, concepts.yaml"),
     ("options/surgery.YAML", "its name ends in `.yaml`"), ("options/extra.YML", "its name ends in `.yaml`"),
     ("TRIALS.YAML", "did you mean `trials.yaml`?"), ("Every.Yml", "did you mean `every.yaml`?")],
)  # fmt: skip
def test_no_file_of_the_folder_is_passed_over_in_silence(name: str, help: str, tmp_path: Path) -> None:
    rules = broken([], tmp_path / "rules")
    (rules / name).parent.mkdir(exist_ok=True)
    (rules / name).write_text("schema: 1\n", encoding="utf-8")
    result = recurtx("--rules", rules, *SUGGEST)
    refused(result)
    (one,) = result.complaints()
    assert (one.where, one.code, one.message) == (str(rules / name), "RTX004", f"`{name}` is not read")
    assert one.help.startswith(help)


def _patterns(schema: object) -> set[str]:
    if isinstance(schema, list):
        return {p for part in schema for p in _patterns(part)}
    if not isinstance(schema, dict):
        return set()
    return {p for part in schema.values() for p in _patterns(part)} | (
        {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    )


def test_every_pattern_of_the_rule_files_has_words() -> None:
    found = {p for model in (*SINGLE.values(), OptionFile) for p in _patterns(model.model_json_schema())}
    assert found == set(PATTERNS)


@pytest.mark.parametrize(
    ("edit", "message", "help"),
    [
        (("ruleset.yaml", "name: mini-recurrence", "name: Mini"), "`name` cannot be `Mini`",
         "allowed: lower case letters, digits and hyphens, 2 to 40, a letter first"),
        (("ruleset.yaml", "version: 1.2.3", "version: v1"), "`version` cannot be `v1`",
         "allowed: three numbers with full stops between, such as 1.2.3"),
        (("options/heated.yaml", "id: heated\n", "id: Heated\n"), "`id` cannot be `Heated`",
         "allowed: lower case letters, digits and underscores, 2 to 60, a letter first"),
        (("sources.yaml", "https://example.org/one", "example.org/one"), "`link` cannot be `example.org/one`",
         "allowed: an address that begins with https:// or http://"),
    ],
)  # fmt: skip
def test_what_a_name_may_hold_is_told_in_words(
    edit: tuple[str, str, str], message: str, help: str, tmp_path: Path
) -> None:
    file, before, after = edit
    result = recurtx("--rules", broken([{"file": file, "replace": before, "by": after}], tmp_path / "rules"), *SUGGEST)
    refused(result)
    (one,) = result.complaints()
    assert (one.code, one.message, one.help) == ("RTX010", message, help)


def test_every_command_refuses_bad_rules(tmp_path: Path) -> None:
    edit = {"file": "concepts.yaml", "replace": "schema: 1", "by": "schema: 2"}
    rules = broken([edit], tmp_path / "rules")
    commands = [
        SUGGEST,
        ("explain", "surgery", "--set", "cancer.type=ovarian"),
        ("profile", "validate", "--set", "cancer.type=ovarian"),
        ("rules", "list"),
        ("rules", "table"),
        ("rules", "show", "surgery.low-extent"),
        ("rules", "check"),
        ("rules", "test"),
        ("sources", "list"),
        ("sources", "show", "article"),
        ("cases", "run"),
    ]
    for argv in commands:
        result = recurtx("--rules", rules, *argv)
        refused(result)
        assert [c.where for c in result.complaints()] == [f"{rules}/concepts.yaml:1:9"]


def test_bad_rules_are_told_before_a_bad_profile(tmp_path: Path) -> None:
    rules = broken([{"file": "concepts.yaml", "text": "schema: 2\nconcepts: []\n"}], tmp_path / "rules")
    refused(recurtx("--rules", rules, "suggest", "--set", "hair=grey"))


def test_problems_of_rules_have_a_json_form(tmp_path: Path) -> None:
    edit = {"file": "options/surgery.yaml", "replace": "at_most: 20", "by": "at_most: 99"}
    rules = broken([edit], tmp_path / "rules")
    result = recurtx("--rules", rules, *SUGGEST, "--format", "json")
    refused(result)
    (error,) = json.loads(result.err)["errors"]
    assert (error["code"], error["path"], error["line"], error["column"]) == (
        "RTX015",
        f"{rules}/options/surgery.yaml",
        29,
        38,
    )


def test_way_out_names_the_explanation_of_codes(tmp_path: Path) -> None:
    rules = broken([{"file": "concepts.yaml", "text": "# nothing\n"}], tmp_path / "rules")
    tail = " ".join(recurtx("--rules", rules, *SUGGEST).err.splitlines()[-2:])
    assert tail == "1 error; the rules cannot be used. What a code means: `recurtx rules check --explain CODE`"


# The folder


def only_complaint(result: Result) -> tuple[str, str, str]:
    refused(result)
    (one,) = result.complaints()
    return one.where, one.code, one.message


def test_rules_folder_is_missing() -> None:
    found = only_complaint(recurtx("--rules", "no/such/folder", *SUGGEST))
    assert found == ("no/such/folder", "RTX001", "the rules folder does not exist")


def test_rules_folder_is_a_file() -> None:
    file = MINI / "ruleset.yaml"
    assert only_complaint(recurtx("--rules", file, *SUGGEST)) == (
        str(file),
        "RTX001",
        "the rules folder is not a folder",
    )


def test_rules_folder_is_empty(tmp_path: Path) -> None:
    found = only_complaint(recurtx("--rules", tmp_path, *SUGGEST))
    assert found == (str(tmp_path), "RTX002", "the rules folder holds no rules")


def test_rules_folder_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECURTX_RULES", str(tmp_path / "gone"))
    assert only_complaint(recurtx(*SUGGEST))[1] == "RTX001"
    assert mini(*SUGGEST).code == 0, "--rules beats RECURTX_RULES"


def test_files_that_are_missing_are_told_together(tmp_path: Path) -> None:
    rules = broken([], tmp_path / "rules")
    (rules / "concepts.yaml").unlink()
    (rules / "sources.yaml").unlink()
    result = recurtx("--rules", rules, *SUGGEST)
    refused(result)
    assert [(c.where, c.code, c.message) for c in result.complaints()] == [
        (f"{rules}/concepts.yaml", "RTX003", "`concepts.yaml` is missing"),
        (f"{rules}/sources.yaml", "RTX003", "`sources.yaml` is missing"),
    ]


def test_rules_without_options(tmp_path: Path) -> None:
    rules = broken([], tmp_path / "rules")
    shutil.rmtree(rules / "options")
    found = only_complaint(recurtx("--rules", rules, *SUGGEST))
    assert found == (f"{rules}/options", "RTX002", "there is no option")


def test_rules_without_every_and_advice_are_complete(tmp_path: Path) -> None:
    rules = broken([], tmp_path / "rules")
    (rules / "every.yaml").unlink()
    (rules / "advice.yaml").unlink()
    (rules / "invariants.yaml").unlink()
    assert recurtx("--rules", rules, *SUGGEST).code == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0\1\2", "RTX105"),
        (b"schema: 1 # caf\xe9\n", "RTX105"),
        (b"#" * (2 << 20), "RTX104"),
        (b"concepts: " + b"[" * 100, "RTX108"),
        (b"", "RTX106"),
    ],
    ids=["binary", "latin-1", "two-mebibytes", "bottomless", "empty"],
)
def test_rule_file_that_is_no_text(tmp_path: Path, data: bytes, code: str) -> None:
    rules = broken([], tmp_path / "rules")
    (rules / "concepts.yaml").write_bytes(data)
    where, found, _ = only_complaint(recurtx("--rules", rules, *SUGGEST))
    assert where.startswith(f"{rules}/concepts.yaml")
    assert found == code


def test_folder_in_place_of_a_file_is_seen_beside_rules_that_are_compiled(tmp_path: Path) -> None:
    rules = broken([], tmp_path / "rules")
    assert recurtx("--rules", rules, *SUGGEST).code == 0
    (rules / "options" / "more.yaml").mkdir()
    assert only_complaint(recurtx("--rules", rules, *SUGGEST))[:2] == (f"{rules}/options/more.yaml", "RTX102")


# The small rules themselves, and what `rules check` finds


def test_small_rules_are_sound() -> None:
    check, test = mini("rules", "check"), mini("rules", "test")
    assert (check.code, check.out.splitlines()[0]) == (0, "14 rules, 5 options, 5 sources: nothing found")
    assert (test.code, test.out) == (0, "51 examples of 18 rules, advice and trials hold\n")


def test_words_of_yaml_1_1_stay_text_in_rules(tmp_path: Path) -> None:
    edits = [
        {"file": "options/palliative.yaml", "replace": "question: What relieves?", "by": "question: 010"},
        {"file": "options/palliative.yaml", "replace": "title: At any stage", "by": "title: 1:30"},
        {
            "file": "options/palliative.yaml",
            "replace": "because: Relief is possible at any stage.",
            "by": "because: no",
        },
    ]
    option = load_ruleset(broken(edits, tmp_path / "rules")).options["palliative"]
    rule = option.rules[0]
    assert (option.question, rule.title, rule.because) == ("010", "1:30", "no")


@pytest.mark.parametrize(
    ("edit", "code", "says"),
    [
        (("sources.yaml", "claims:", 'claims:\n      - {id: "9", argued: true, says: Unheard.}'), "RTX050", "claim 9"),
        (("sources.yaml", "two-2021-trial, kind", "x-1999, kind: rct, title: Unused, link: 'https://x.org', level: 2}"
          "\n  - {id: two-2021-trial, kind"), "RTX051", "`x-1999` is cited by nothing"),
        (("sources.yaml", ', link: "https://example.org/one"', ""), "RTX060", "`one-2020-cohort` has no link"),
        (("options/surgery.yaml", "      - {given: {recurrence.pci: 30}, then: false}\n", ""), "RTX052",
         "`surgery.low-extent` has no example for false"),
        (("advice.yaml", "      - {given: {recurrence.red_flags: []}, then: hidden}\n", ""), "RTX052",
         "`advice.perforation` has no example for hidden"),
        (("options/surgery.yaml", "  scope: colorectal, appendiceal or ovarian cancer\n", ""), "RTX055",
         "`surgery` has a scope but no words"),
        (("trials.yaml", "      - {given: {cancer.type: ovarian, patient.ecog: 2}, then: false}\n", ""), "RTX052",
         "`NCT00000001` has no example for false"),
        (("options/systemic.yaml", "    - {for: {cancer.type: appendiceal}, says: No series was found.}\n", ""),
         "RTX062", "`systemic` has no rule for appendiceal and does not say that nothing was found"),
        (("options/surgery.yaml", "name: Repeat surgery", "name: Repeat surgery, again"), "RTX055",
         "longer than 18 characters"),
        (("concepts.yaml", "  - id: confined", "  - {id: idle, name: Idle, means: Nothing., when: always}\n"
          "  - id: confined"), "RTX057", "concept `idle` is used by nothing"),
        (("options/systemic.yaml", "not included.}", "not included., disagrees: true}"), "RTX061",
         "every source of `systemic.fit` disagrees"),
        (("agents.yaml", "regimens:", "classes:\n  - {id: platinum, limits: [patient.egfr]}\nregimens:"), "RTX063",
         "has no rule on patient.egfr, which limits every platinum"),
    ],
)  # fmt: skip
def test_check_finds_what_keeps_no_rule_from_running(
    edit: tuple[str, str, str], code: str, says: str, tmp_path: Path
) -> None:
    file, before, after = edit
    rules = broken([{"file": file, "replace": before, "by": after}], tmp_path / "rules")
    result = recurtx("--rules", rules, "rules", "check")
    assert result.code == 1
    assert result.err.startswith("1 found in ")
    (one,) = result.complaints(result.out)
    assert one.code == code
    assert re.fullmatch(rf"{re.escape(str(rules))}/[a-z_/]+\.yaml:\d+:\d+", one.where)
    assert says in one.message


def test_check_finds_a_rule_that_says_the_same_as_another(tmp_path: Path) -> None:
    file = "options/heated.yaml"
    same = (MINI / file).read_text(encoding="utf-8")
    block = same[same.index("  - id: heated.confined") :]
    twin = same + block.replace("heated.confined", "heated.twin")
    result = recurtx("--rules", broken([{"file": file, "text": twin}], tmp_path / "rules"), "rules", "check")
    assert result.code == 1
    assert [(c.code, c.message) for c in result.complaints(result.out)] == [
        ("RTX056", "`heated.twin` says the same as `heated.confined`")
    ]


def test_an_empty_run_of_examples_fails(tmp_path: Path) -> None:
    rules = broken([], tmp_path / "rules")
    (rules / "every.yaml").unlink()
    (rules / "advice.yaml").unlink()
    (rules / "invariants.yaml").unlink()
    (rules / "trials.yaml").unlink()
    for file in (rules / "options").iterdir():
        text = re.sub(r"^    examples:\n(      - .*\n)+", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        file.write_text(text, encoding="utf-8")
    result = recurtx("--rules", rules, "rules", "test")
    assert (result.code, result.out, result.err) == (1, "", "RTX054 no example was run\n")
