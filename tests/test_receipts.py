"""A receipt: the same patient and the same rules give the same bytes, and what differs later is named."""

from __future__ import annotations

import functools
import json
import re
import shutil
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import reference
import strategies as some
from command import MINI, Result, mini, recurtx, words
from recurtx.answer import answer
from recurtx.answer import receipt as receipts
from recurtx.answer.replay import replay
from recurtx.cli import inputs
from recurtx.errors import UsageError
from recurtx.profile import Profile, Situation, digest_of, impossible
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from recurtx.ruleset import Ruleset

PATIENT = """\
id: board-7
as_of: 2026-11-20
cancer: {type: colorectal}
recurrence: {confirmed: true, sites: [peritoneum, ovary], pci: 14}
patient: {ecog: 1, albumin_g_l: 33}
"""
SAME_PATIENT = """\
patient: {albumin_g_l: 33.0, ecog: 1}
recurrence: {pci: 14, sites: [ovary, peritoneum], confirmed: true}
cancer.type: colorectal
as_of: 2026-11-20
id: board-7
"""


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    """A patient with limited disease: surgery can be offered with care, because albumin is low."""
    file = tmp_path / "patient.yaml"
    file.write_text(PATIENT, encoding="utf-8")
    return file


@pytest.fixture
def receipt(patient: Path, tmp_path: Path) -> Path:
    """The receipt of the patient's answer under the small rules."""
    file = tmp_path / "receipt.json"
    assert mini("suggest", patient, "--receipt", file).code == 0
    return file


@pytest.fixture
def changed_rules(tmp_path: Path) -> Callable[..., Path]:
    """The small rules with texts replaced, by file."""

    def change(**edits: tuple[str, str]) -> Path:
        folder = tmp_path / "rules"
        shutil.copytree(MINI, folder)
        for name, (before, after) in edits.items():
            inside = folder / "options" / f"{name}.yaml"
            file = inside if inside.exists() else folder / f"{name}.yaml"
            text = file.read_text(encoding="utf-8")
            assert before in text
            file.write_text(text.replace(before, after, 1), encoding="utf-8")
        return folder

    return change


def without_option(folder: Path, name: str) -> None:
    """Take an option from copied rules, with what the invariants say of it."""
    for file in (folder / "options" / f"{name}.yaml", folder / "invariants.yaml", folder / "reachable.yaml"):
        file.unlink()


def raw(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="ascii"))
    return found


def rewritten(file: Path, change: Callable[[dict[str, Any]], object], *, signed: bool = True) -> None:
    """Change a receipt by hand; signed, with a digest that fits again."""
    body = raw(file)
    change(body)
    if signed:
        body["digest"] = receipts._digest(body)
    file.write_text(json.dumps(body, indent=1) + "\n", encoding="ascii")


def refused(result: Result, code: str) -> None:
    assert result.code == 2, result
    assert result.out == ""
    assert code in [c.code for c in result.complaints()]
    assert "Traceback" not in result.err


# What a receipt holds


def test_same_facts_give_the_same_bytes_however_they_are_written(receipt: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = elsewhere / "other.yaml"
    other.write_text(SAME_PATIENT, encoding="utf-8")
    assert mini("suggest", other, "--receipt", elsewhere / "again.json").code == 0
    assert (elsewhere / "again.json").read_bytes() == receipt.read_bytes()


def test_neither_the_machine_nor_the_clock_is_in_it(receipt: Path, tmp_path: Path) -> None:
    text = receipt.read_text(encoding="ascii")
    assert str(tmp_path) not in text
    assert str(MINI) not in text
    assert set(re.findall(r"\d{4}-\d\d-\d\d", text)) == {"2026-11-20"}  # the date of the assessment, as recorded


def test_it_names_engine_rules_patient_and_presumption(receipt: Path) -> None:
    body, rules = raw(receipt), load_ruleset(MINI)
    assert body["schema"] == 1
    assert body["ruleset"] == {"name": "mini-recurrence", "version": "1.2.3", "digest": rules.digest}
    assert body["profile_digest"] == digest_of(Profile.model_validate_json(json.dumps(body["profile"])))
    assert body["as_of"] == "2026-11-20"
    assert body["presume"] is True


def test_its_trace_is_the_public_answer_with_sets_sorted(patient: Path, receipt: Path) -> None:
    answer = json.loads(mini("suggest", patient, "--format", "json").out)
    trace = raw(receipt)["trace"]
    assert trace.pop("profile")["recurrence"]["sites"] == ["ovary", "peritoneum"]
    assert answer.pop("profile")["recurrence"]["sites"] == ["peritoneum", "ovary"]
    assert trace == answer


def test_a_patient_without_a_date_leaves_none(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    assert mini("suggest", "--set", "cancer.type=ovarian", "--receipt", file).code == 0
    assert raw(file)["as_of"] is None
    assert mini("replay", file).code == 0


def test_showing_one_option_keeps_the_whole_trace(patient: Path, receipt: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    assert mini("suggest", patient, "--option", "surgery", "--receipt", file).code == 0
    assert file.read_bytes() == receipt.read_bytes()


def test_the_answer_is_shown_as_without_a_receipt(patient: Path, tmp_path: Path) -> None:
    with_one = mini("suggest", patient, "--receipt", tmp_path / "r.json")
    assert with_one == mini("suggest", patient)


# Replay: the same


def test_replay_of_an_untouched_receipt_is_byte_equal(receipt: Path) -> None:
    found = mini("replay", receipt)
    count = sum(len(o["findings"]) for o in _options(raw(receipt)["trace"]["options"]))
    assert found.code == 0
    assert f"same: {count} findings, byte-equal" in found.out
    assert "board-7" in found.out


def _options(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [inner for option in options for inner in (option, *_options(option["modalities"]))]


def test_replay_reads_standard_input(receipt: Path) -> None:
    assert "byte-equal" in mini("replay", "-", stdin=receipt.read_bytes()).out


@pytest.mark.parametrize("layout", [{}, {"indent": 4}, {"separators": (",", ":")}])
def test_another_layout_is_the_same_answer_and_not_the_same_bytes(receipt: Path, layout: dict[str, Any]) -> None:
    receipt.write_text(json.dumps(raw(receipt), **layout), encoding="ascii")
    found = mini("replay", receipt)
    assert found.code == 0
    assert "laid out otherwise" in found.out
    assert "byte-equal" not in found.out


def test_replay_presumes_as_the_receipt_did(patient: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    assert mini("suggest", patient, "--no-presume", "--receipt", file).code == 0
    assert raw(file)["presume"] is False
    found = mini("replay", file)
    assert found.code == 0
    assert "nothing presumed" in words(found.out)


def test_partly_known_sets_and_unlisted_drugs_survive(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    sets = (
        "cancer.type=ovarian",
        "recurrence.sites={present: [liver], absent: [ovary, lung]}",
        "prior.agents=[zz_new]",
    )
    assert mini("suggest", *(x for s in sets for x in ("--set", s)), "--receipt", file).code == 0
    assert any("zz_new" in warning for warning in raw(file)["trace"]["warnings"])
    assert "byte-equal" in mini("replay", file).out


@settings(max_examples=60)
@given(st.deferred(lambda: some.profiles(reference.load(MINI))), st.booleans())
def test_every_patient_replays(profile: dict[str, Any], presume: bool) -> None:
    rules = small_rules()
    found = Profile.model_validate(some.nested(profile))
    assume(not impossible(Situation.of(found, rules.agents, presume=False)))
    text = receipts.receipt_text(receipts.receipt_of(answer(found, rules, presume=presume), presume=presume))
    read = receipts.parse_receipt(text.encode(), "r.json")
    record = receipts.recorded_profile(read, rules, "r.json")
    assert record.profile.recorded().keys() == found.recorded().keys()
    assert digest_of(record.profile) == read.profile_digest
    again = receipts.receipt_of(answer(record.profile, rules, presume=presume), presume=presume)
    assert receipts.receipt_text(again) == text


@functools.cache
def small_rules() -> Ruleset:
    return load_ruleset(MINI)


# Replay: what differs


@pytest.mark.parametrize(
    ("threshold", "now"), [("at_most: 13", "does not hold (supports, false): PCI at most 13"), ("at_most: 25", None)]
)
def test_a_changed_threshold_is_named_where_it_turns_the_verdict(
    receipt: Path, changed_rules: Callable[..., Path], threshold: str, now: str | None
) -> None:
    found = recurtx("--rules", changed_rules(surgery=("at_most: 20", threshold)), "replay", receipt)
    shown = words(found.out)
    assert found.code == 1
    assert "Low extent [surgery.low-extent]" in shown
    if now is None:
        assert "no verdict turns, no finding turns" in shown
        assert "its condition (was PCI at most 20; now PCI at most 25)" in shown
    else:
        assert "1 verdict turns" in shown
        assert "▸ Repeat surgery [surgery] was ◐ Can be offered, with care now ○ Possible" in shown
        assert f"was holds (supports, true): PCI at most 20 now {now}" in shown


def test_a_change_back_is_told_the_other_way_round(
    patient: Path, tmp_path: Path, changed_rules: Callable[..., Path]
) -> None:
    file, strict = tmp_path / "r.json", changed_rules(surgery=("at_most: 20", "at_most: 10"))
    assert recurtx("--rules", strict, "suggest", patient, "--receipt", file).code == 0
    assert "byte-equal" in recurtx("--rules", strict, "replay", file).out
    found = mini("replay", file)
    assert found.code == 1
    assert "was ○ Possible now ◐ Can be offered, with care" in words(found.out)
    assert "was does not hold (supports, false): PCI at most 10 now holds" in words(found.out)


def test_a_rule_that_became_an_objection_stops(receipt: Path, changed_rules: Callable[..., Path]) -> None:
    before, after = "effect: cautions\n    when: {patient.albumin", "effect: excludes\n    when: {patient.albumin"
    shown = words(recurtx("--rules", changed_rules(surgery=(before, after)), "replay", receipt).out)
    assert "Low albumin [surgery.low-albumin] was holds (cautions, true) now stops (excludes, true)" in shown
    assert "Repeat surgery [surgery] was ◐ Can be offered, with care now × Not on these facts" in shown
    assert "Second HIPEC [heated]" in shown  # asks that surgery is not stopped


def test_rules_that_came_and_went_are_named(receipt: Path, changed_rules: Callable[..., Path]) -> None:
    folder = changed_rules(heated=("heated.confined", "heated.bathed"))
    shown = words(recurtx("--rules", folder, "replay", receipt).out)
    assert re.search(r"\[heated.confined\] was holds \(supports, true\).* now no such rule", shown)
    assert re.search(r"\[heated.bathed\] was no such rule now holds \(supports, true\)", shown)


def test_an_option_that_is_gone_is_named(receipt: Path, changed_rules: Callable[..., Path]) -> None:
    folder = changed_rules()
    without_option(folder, "palliative")
    shown = words(recurtx("--rules", folder, "replay", receipt).out)
    assert "no longer an option: Palliative care [palliative] was ● Can be offered" in shown


def test_a_condition_put_otherwise_is_reported_though_nothing_turns(
    receipt: Path, changed_rules: Callable[..., Path]
) -> None:
    found = recurtx("--rules", changed_rules(surgery=("Low albumin goes", "Albumin goes")), "replay", receipt)
    assert found.code == 1
    assert "Low albumin [surgery.low-albumin]: the reason in words" in words(found.out)


def test_other_rules_with_the_same_answer_are_not_called_another_answer(
    receipt: Path, changed_rules: Callable[..., Path]
) -> None:
    found = recurtx("--rules", changed_rules(ruleset=("1.2.3", "1.2.4")), "replay", receipt)
    assert found.code == 1
    assert "differs in what gave the answer, not in the answer" in words(found.out)
    assert "rules was mini-recurrence 1.2.3 now mini-recurrence 1.2.4" in words(found.out)


def test_another_version_of_recurtx_is_named(receipt: Path) -> None:
    with mock.patch.object(receipts, "__version__", "99.0.0"):
        found = mini("replay", receipt)
    assert found.code == 1
    assert "▸ recurtx was 0" in words(found.out)
    assert "now 99.0.0" in words(found.out)
    assert "not in the answer" in words(found.out)


def test_a_rewritten_trace_is_found_though_its_digest_fits(receipt: Path) -> None:
    def change(body: dict[str, Any]) -> None:
        body["trace"]["options"][0]["evidence_level"] = 1

    rewritten(receipt, change)
    found = mini("replay", receipt)
    assert found.code == 1
    assert "Repeat surgery: level of evidence" in words(found.out)
    assert "the receipt was rewritten" in words(found.out)


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b["trace"]["options"].reverse(),
        lambda b: b["trace"]["options"][0]["findings"].reverse(),
        lambda b: b["trace"]["warnings"].append("x"),
        lambda b: b["trace"]["ruleset"].update(scope="x"),
        lambda b: b["trace"]["profile"].update(id="x"),
        lambda b: b["trace"].update(profile_digest="x"),
        lambda b: b["trace"].update(later={"a": 1}),
        lambda b: b.update(as_of=None),
        lambda b: b["trace"]["options"][0]["findings"][0].update(because="x"),
        lambda b: b["trace"]["options"][0].update(missing=["x"]),
        lambda b: b["trace"]["options"][0].update(name="x"),
        lambda b: b["trace"]["options"][0]["findings"].pop(),
    ],
)
def test_no_difference_is_passed_over(receipt: Path, change: Callable[[dict[str, Any]], object]) -> None:
    rewritten(receipt, change)
    data = receipt.read_bytes()
    rules = load_ruleset(MINI)
    found = replay(receipts.parse_receipt(data, "r.json"), data, rules, "r.json")
    assert not found.same
    assert not found.same_answer
    assert mini("replay", receipt).code == 1


# Receipts that are none


def test_a_changed_profile_is_refused(receipt: Path) -> None:
    rewritten(receipt, lambda b: b["profile"]["patient"].update(ecog=3))
    found = mini("replay", receipt)
    refused(found, "RTX164")
    assert "the profile was changed" in found.err


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b["trace"]["options"][0].update(verdict="candidate"),
        lambda b: b["profile"].update(id="somebody-else"),
        lambda b: b.update(engine="0.0.1"),
        lambda b: b.update(presume=False),
        lambda b: b["ruleset"].update(digest="0" * 64),
    ],
)
def test_any_other_change_is_refused(receipt: Path, change: Callable[[dict[str, Any]], object]) -> None:
    rewritten(receipt, change, signed=False)
    refused(mini("replay", receipt), "RTX164")


@pytest.mark.parametrize("schema", [2, "1", None, True, 1.5])
def test_an_unknown_schema_is_refused(receipt: Path, schema: object) -> None:
    rewritten(receipt, lambda b: b.update(schema=schema))
    found = mini("replay", receipt)
    refused(found, "RTX163")
    assert "reads schema 1" in found.err


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "RTX161"),
        (b"cancer: {type: ovarian}\n", "RTX161"),
        (b'{"schema": 1,\n "engine" "0.1"}', "RTX161"),
        (b"\xff\xfe\x00", "RTX105"),
        (b"[1, 2]", "RTX162"),
        (b'{"schema": 1}', "RTX162"),
        (b'{"schema": 1, "trace": {}, "profile": {}}', "RTX162"),
        (b'{"schema": 1, "schema": 1, "trace": {}, "profile": {}}', "RTX162"),
        (b'{"schema": 1, "trace": NaN, "profile": {}}', "RTX162"),
        (b'{"schema": 1, "trace": ' + b"1" * 5000 + b', "profile": {}}', "RTX162"),
        (b'{"schema": 1, "trace": "\\ud800", "profile": {}}', "RTX162"),
        (b"[" * 100_000, "RTX162"),
        (b" " * (16 * 1024 * 1024 + 1), "RTX160"),
    ],
)
def test_what_is_no_receipt_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    file = tmp_path / "r.json"
    file.write_bytes(data)
    refused(mini("replay", file), code)
    refused(mini("replay", "-", stdin=data), code)


def test_broken_json_is_shown_at_its_place(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text('{"schema": 1,\n "engine" "0.1"}', encoding="ascii")
    (complaint,) = mini("replay", file).complaints()
    assert complaint.where == f"{file}:2:11"


def test_every_mistake_of_shape_is_named(receipt: Path) -> None:
    def change(body: dict[str, Any]) -> None:
        del body["engine"]
        body["trace"]["options"][0]["verdict"] = "great"

    rewritten(receipt, change)
    messages = [c.message for c in mini("replay", receipt).complaints()]
    assert any(m.startswith("`engine`") for m in messages)
    assert any(m.startswith("`trace.options.0.verdict`") for m in messages)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    refused(mini("replay", tmp_path / "none.json"), "RTX101")
    refused(mini("replay", tmp_path), "RTX102")


def test_rules_that_the_profile_does_not_fit_are_named(tmp_path: Path, changed_rules: Callable[..., Path]) -> None:
    file, folder = tmp_path / "r.json", changed_rules()
    sets = ("--set", "cancer.type=ovarian", "--set", "patient.declines=[palliative]")
    assert mini("suggest", *sets, "--receipt", file).code == 0
    without_option(folder, "palliative")
    found = recurtx("--rules", folder, "replay", file)
    refused(found, "RTX165")
    refused(found, "RTX126")
    assert "made with recurtx" in words(found.err)


# Writing


def test_a_receipt_never_replaces_the_profile(patient: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(patient)
    for name in (patient, link, tmp_path / "." / "patient.yaml"):
        refused(mini("suggest", patient, "--receipt", name), "RTX166")
    assert patient.read_text(encoding="utf-8") == PATIENT


def test_a_receipt_never_replaces_the_answer(patient: Path, tmp_path: Path) -> None:
    refused(mini("suggest", patient, "--output", tmp_path / "a", "--receipt", tmp_path / "a"), "RTX166")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("name", ["receipt.json", "link.json", "./receipt.json"])
def test_a_replay_never_replaces_its_receipt(
    name: str, receipt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = receipt.read_bytes()
    (tmp_path / "link.json").symlink_to(receipt)
    monkeypatch.chdir(tmp_path)
    found = mini("replay", receipt, "--output", name)
    refused(found, "RTX205")
    assert "written over the receipt" in found.err
    assert receipt.read_bytes() == before
    assert mini("replay", "-", "--output", name, stdin=before).code == 0, "standard input cannot be lost"


def test_closed_standard_input_is_no_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UsageError, match="<stdin>: RTX103 standard input is closed"):
        inputs.standard_input(receipts.MAX_RECEIPT_BYTES)


def test_a_receipt_that_cannot_be_written_leaves_nothing(patient: Path, tmp_path: Path) -> None:
    found = mini("suggest", patient, "--receipt", tmp_path / "none" / "r.json")
    refused(found, "RTX205")
    assert "--receipt" in found.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["patient.yaml"]


def test_a_wrong_profile_leaves_the_old_receipt(patient: Path, receipt: Path) -> None:
    before = receipt.read_bytes()
    patient.write_text("cancer: {type: nothing}\n", encoding="utf-8")
    refused(mini("suggest", patient, "--receipt", receipt), "RTX120")
    assert receipt.read_bytes() == before
