"""An answer built up: factor by factor of one patient, fact after fact of a case, with the verdicts that turn."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import typer
from hypothesis import given, settings

import strategies
from command import HERE, MINI, done, mini, words
from recurtx.answer import answer
from recurtx.answer.stages import FACTORS, by_factor, fact_by_fact
from recurtx.cli import classroom
from recurtx.profile import Profile
from recurtx.ruleset import load_ruleset
from recurtx.ruleset.search import FACTORS as FACTORS_OF_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator


BOARD = HERE / "golden" / "board.yaml"
CASE = "constructed-colorectal"


def verdicts(options: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every option and modality of a document with its verdict."""
    for option in options:
        yield option["id"], option["verdict"]
        yield from verdicts(option["modalities"])


def test_the_factors_are_those_of_the_rules_in_the_order_of_the_article() -> None:
    assert tuple(FACTORS) == FACTORS_OF_RULES


@pytest.mark.parametrize("command", [("suggest", BOARD, "--step"), ("cases", "replay", CASE)], ids=str)
def test_what_turns_leads_from_each_stage_to_the_next_and_to_the_answer_of_suggest(command: tuple[str, ...]) -> None:
    stages = json.loads(done(mini(*command, "--format", "json")))["stages"]
    for before, after in pairwise(stages):
        turned = {t["option"]: (t["before"], t["after"]) for t in after["turned"]}
        was, now = before["verdicts"], after["verdicts"]
        assert turned == {option: (was[option], now[option]) for option in now if was[option] != now[option]}
    patient = BOARD if "suggest" in command else f"case:{CASE}"
    answered = json.loads(done(mini("suggest", patient, "--format", "json")))
    assert stages[-1]["verdicts"] == dict(verdicts(answered["options"]))


def test_steps_add_the_facts_of_each_factor_and_name_the_rules_that_turn() -> None:
    stages = json.loads(done(mini("suggest", BOARD, "--step", "--format", "json")))["stages"]
    assert [stage["factor"] for stage in stages] == list(FACTORS)
    assert [fact["fact"] for fact in stages[0]["facts"]] == ["cancer.type"]
    turned = {t["option"]: t for stage in stages for t in stage["turned"] if t["after"] == "candidate_with_caution"}
    assert turned["surgery"]["rules"] == turned["surgery"]["ceased"] == ["surgery.established"]


def test_page_of_steps_tells_what_opens_and_what_closes_and_ends_with_the_verdicts() -> None:
    text = done(mini("suggest", BOARD, "--step"))
    heads = [line.split(" ─")[0] for line in text.splitlines() if " ─" in line]
    assert heads == [
        "1 The cancer", "2 Extent of the recurrence", "3 Health", "4 Treatment so far, and the response",
        "The answer, as it stands now",
    ]  # fmt: skip
    assert "opens" in text
    last = text[text.index(heads[-1]) :]
    answer_rows = [line for line in done(mini("suggest", BOARD, "--brief")).splitlines() if line[:1] in "●◐○?⊘×–"]
    assert answer_rows
    assert all(" ".join(row.split()[:3]) in words(last) for row in answer_rows)


def test_ways_that_turn_are_named_in_a_line_and_told_in_full_in_the_verbose_page() -> None:
    short, long = (done(mini("suggest", BOARD, "--step", *more)) for more in ([], ["-v"]))
    assert "ways" in short
    assert len(long.splitlines()) > len(short.splitlines())


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--brief"], "these show different pages"),
        (["--why-not"], "these show different pages"),
        (["--option", "surgery"], "--step shows every option"),
    ],
)
def test_steps_are_a_page_of_their_own(more: list[str], says: str) -> None:
    result = mini("suggest", BOARD, "--step", *more)
    assert (result.code, result.complaints()[0].code) == (2, "RTX204")
    assert result.complaints()[0].message == says


@settings(max_examples=12)
@given(patient=strategies.profiles(strategies.shipped()))
def test_law_the_last_stage_is_the_answer_and_no_fact_is_told_twice(patient: Any) -> None:
    found = answer(Profile.model_validate(strategies.nested(patient)), load_ruleset(MINI))
    for stages in (by_factor(found), fact_by_fact(found)):
        assert stages[-1].answer is found
        told = [path for stage in stages for path in stage.facts]
        assert len(told) == len(set(told))
        assert set(told) == set(found.situation.stated)


def test_what_the_history_settles_is_told_at_the_end() -> None:
    patient = {
        "as_of": "2026-11-20", "cancer": {"type": "ovarian"}, "patient": {"ecog": 1},
        "prior": {"operations": [{"date": "2024-05", "kind": ["crs", "hipec"], "completeness": 0}]},
    }  # fmt: skip
    found = answer(Profile.model_validate(patient), load_ruleset(MINI))
    *early, last = fact_by_fact(found)
    assert [stage.facts for stage in early] == [("cancer.type",), ("patient.ecog",)]
    assert {"prior.crs_count", "prior.hipec_count", "prior.completeness"} <= set(last.facts)


def test_replay_goes_in_the_order_of_the_file_where_it_is_asked_for() -> None:
    def order(*more: str) -> list[str]:
        stages = json.loads(done(mini("cases", "replay", CASE, "--format", "json", *more)))["stages"]
        return [fact["fact"] for stage in stages for fact in stage["facts"]]

    assert set(order()) == set(order("--order", "file"))
    assert order().index("recurrence.small_bowel") < order().index("recurrence.pci_method")
    assert order("--order", "file").index("recurrence.pci_method") < order("--order", "file").index(
        "recurrence.small_bowel"
    )


def test_replay_marks_the_fact_that_turns_an_option_and_says_by_which_rule() -> None:
    lines = done(mini("cases", "replay", CASE)).splitlines()
    assert [line.split()[1] for line in lines if line.startswith("▸")] == ["proof", "sites", "PCI", "ECOG"]
    after = lines[next(i for i, line in enumerate(lines) if line.startswith("▸  PCI")) :]
    assert [words(line) for line in after[1:5]] == [
        "● ● ? ●", "○ → ● Repeat surgery: Possible → Can be offered", "for: low extent", "by: surgery.low-extent",
    ]  # fmt: skip


def test_pause_falls_silent_where_nobody_can_press_a_key() -> None:
    assert mini("cases", "replay", CASE, "--pause") == mini("cases", "replay", CASE)


def test_pause_waits_before_each_turn_and_q_ends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = iter(["x", "q"])
    monkeypatch.setattr(typer, "getchar", lambda: next(keys))
    pages = [[], [], []]
    classroom._one_by_one(pages, classroom.Format.text)
    assert capsys.readouterr().err.count("q ends") == 2


def test_a_case_that_is_not_there_is_told_with_the_nearest() -> None:
    result = mini("cases", "replay", "constructed-colorecta")
    assert (result.code, result.complaints()[0].code) == (2, "RTX203")
