"""A quiz: what is revealed when, what an answer counts, and that nothing that was answered is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from command import Result, mini, recurtx, words
from recurtx.answer import Verdict
from recurtx.cases import load_case
from recurtx.cases.concordance import answer_to
from recurtx.cases.quiz import Agreement, Patient, Phase, Quiz, Said, agreement, read_answers
from recurtx.cli import quiz as command
from recurtx.cli.signals import Stopped
from recurtx.markup.terminal import height
from recurtx.pages.quiz import quiz_page
from recurtx.reasoning.answers import Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recurtx.ruleset import Ruleset

PUBLISHED, INVENTED = "ovarian-second-hipec-2016", "constructed-colorectal"
REVEALED = ["", "", "", "", ""]
"""Enter at the opening page and at each factor."""
OPTIONS = ["surgery", "systemic", "heated", "palliative"]


def played(*lines: str, case: str = PUBLISHED, more: tuple[str, ...] = ()) -> Result:
    """A quiz over the small rules with these lines typed."""
    return mini("cases", "quiz", case, *more, stdin="".join(f"{line}\n" for line in lines).encode())


def document(*lines: str, case: str = PUBLISHED, more: tuple[str, ...] = ()) -> Any:
    return json.loads(played(*lines, case=case, more=("--format", "json", *more)).out)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_law_an_open_verdict_counts_neither_way_unless_information_was_asked_for(verdict: Verdict) -> None:
    found = {said: agreement(said, verdict) for said in Said}
    if verdict is Verdict.NEEDS_INFORMATION:
        assert found.pop(Said.INFORMATION) is Agreement.AGREES
        assert set(found.values()) == {Agreement.NEITHER}
    elif verdict in (Verdict.POSSIBLE, Verdict.OUTSIDE_SCOPE):
        assert set(found.values()) == {Agreement.NEITHER}
    else:
        right = Said.OFFER if verdict.offered else Said.NOT
        assert {said for said, kind in found.items() if kind is Agreement.AGREES} == {right}
        assert Agreement.NEITHER not in found.values()


@pytest.mark.parametrize(
    ("text", "offered", "asked"),
    [
        ("1 3", {"surgery", "heated"}, set()),
        ("1,3?", {"surgery"}, {"heated"}),
        ("2 ?  4", {"palliative"}, {"systemic"}),
        ("none", set(), set()),
        ("0", set(), set()),
        ("1 1", {"surgery"}, set()),
    ],
)
def test_an_answer_names_options_by_number(text: str, offered: set[str], asked: set[str]) -> None:
    found = read_answers(text, OPTIONS)
    assert not isinstance(found, Unfit)
    assert list(found) == OPTIONS
    assert {o for o, said in found.items() if said is Said.OFFER} == offered
    assert {o for o, said in found.items() if said is Said.INFORMATION} == asked


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing was typed"),
        ("5", "`5` is no number from 1 to 4"),
        ("surgery", "`surgery` is no number"),
        ("1 none", "`none` is no number"),
        ("1 1?", "named both with and without"),
        ("999999999999", "no number from 1 to 4"),
    ],
)
def test_what_is_no_answer_is_said(text: str, says: str) -> None:
    found = read_answers(text, OPTIONS)
    assert isinstance(found, Unfit)
    assert says in found.message


def test_nothing_gives_the_case_away_before_every_team_has_answered() -> None:
    info = load_case(PUBLISHED).info
    assert info.team
    given_away = [
        PUBLISHED,
        info.title,
        info.team.did,
        "concordant",
        "the rules say:",
        "Can be offered",
        "Not on these",
    ]
    before, after = played(*REVEALED, "1", more=("--teams", "A,B")), played(*REVEALED, "1", "2", "", "", "")
    shown = words(before.err)
    assert "Team B" in shown
    assert not [said for said in given_away if said in shown]
    assert all(said in words(after.err) for said in (PUBLISHED, info.title, "Beside the rules"))


def test_patient_is_revealed_in_the_order_of_the_article() -> None:
    shown = played(*REVEALED).err
    heads = ["The cancer", "Extent of the recurrence", "Health", "Treatment so far, and the response", "Your answer"]
    places = [shown.index(head) for head in heads]
    assert places == sorted(places)


def test_summary_holds_answers_scores_and_what_a_score_means() -> None:
    result = played(*REVEALED, "1 2?", "3", "", "", "", more=("--teams", "A,B"))
    assert result.code == 0
    text = words(result.out)
    assert "Quiz · 1 patient" in text
    assert "agreement with these rules, not who is right" in text
    assert load_case(PUBLISHED).info.title in text
    found = document(*REVEALED, "1 2?", "3", "", "", "", more=("--teams", "A,B"))
    assert (found["schema"], found["teams"]) == (1, ["A", "B"])
    told = {option["option"]: {a["team"]: a["said"] for a in option["answers"]} for option in
            found["patients"][0]["options"]}  # fmt: skip
    assert told["surgery"] == {"A": "offer", "B": "not"}
    assert told[list(told)[1]]["A"] == "needs information"
    assert found["patients"][0]["chose"] == ["repeat_crs", "second_hipec"]


def test_scores_are_counted_over_the_options_as_the_document_says() -> None:
    one = document(*REVEALED, "1 2", case=INVENTED)["patients"][0]
    kinds = [answer["agreement"] for option in one["options"] for answer in option["answers"]]
    assert one["scores"][""] == {"agreed": kinds.count("agrees"), "counted": len(kinds) - kinds.count("not counted")}
    assert one["constructed"]
    assert one["chose"] == []


def test_back_takes_the_latest_answer_back_until_the_rules_are_shown() -> None:
    found = document(*REVEALED, "1", "b", "2", "3", more=("--teams", "A,B"))
    said = {option["option"]: [a["said"] for a in option["answers"]] for option in found["patients"][0]["options"]}
    assert said["surgery"] == ["not", "not"]
    late = played(*REVEALED, "1", "b", "", "b", "back", "q")
    assert late.err.count("the rules have been shown, so the answers stand") == 2
    assert "this is the first thing" in played("", "b").err


def test_help_patient_so_far_and_a_whole_argument_come_where_they_are_asked_for() -> None:
    result = played("", "?", "s", "x", "", "", "", "", "zebra", "1", "1", "17", "q")
    assert "A point for each option" in result.err[result.err.index("> ?") :]
    assert "nothing is asked yet" in result.err
    assert "`zebra` is no number" in result.err
    assert "What decides" in result.err
    assert "type a number from 1 to" in result.err
    so_far = result.err[result.err.index("> s") : result.err.index("> x")]
    assert "The cancer" in so_far
    assert "Health" not in so_far


@pytest.mark.parametrize("end", ["q", "", "quit"])
def test_what_was_answered_is_summed_up_however_it_ends(end: str, tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    typed = [*REVEALED, "1", *([end] if end else [])]
    result = played(*typed, more=("-o", str(file), "--format", "markdown", "--teams", "A,B"))
    assert (result.code, result.out) == (0, "")
    assert f"saved: {file}" in result.err
    assert file.read_text(encoding="utf-8").startswith("# Quiz · 1 patient\n")


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt(), 130), (Stopped(15), 143)])
def test_ctrl_c_and_a_signal_to_end_lose_nothing(
    raised: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter([*REVEALED, "1"])

    def typed() -> tuple[str, bool]:
        for line in lines:
            return line, True
        raise raised

    monkeypatch.setattr(command, "typed_line", typed)
    result = played()
    assert result.code == code
    assert result.out.startswith("Quiz · 1 patient")


def test_summary_goes_to_standard_output_where_its_file_cannot_be_written(tmp_path: Path) -> None:
    result = played(*REVEALED, "1", more=("-o", str(tmp_path)))
    assert (result.code, result.complaints()[0].code) == (2, "RTX205")
    assert result.out.startswith("Quiz · 1 patient")


def test_nothing_answered_is_nothing_summed_up() -> None:
    result = played("", "", "q")
    assert (result.code, result.out) == (0, "")
    assert "nothing was answered" in result.err


def test_a_script_that_never_answers_is_stopped() -> None:
    result = played(*REVEALED, *["yes"] * 60)
    assert (result.code, result.complaints()[0].code) == (2, "RTX209")


def test_a_line_that_is_too_long_is_not_taken() -> None:
    assert "longer than 4096 bytes" in played(*REVEALED, "1 " * 3000).err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--teams", "A,A"), "these are no names of teams"),
        (("--teams", "A,,B"), "these are no names of teams"),
        (("--teams", "a,b,c,d,e,f,g"), "these are no names of teams"),
        (("--cancer", "ovarian"), "cases that are named are not drawn"),
    ],
)
def test_what_does_not_fit_is_refused(more: tuple[str, ...], says: str) -> None:
    result = played(more=more)
    assert (result.code, result.complaints()[0].code) == (2, "RTX204")
    assert result.complaints()[0].message == says


def drawn(*more: str) -> Iterator[str]:
    """The cases that are drawn, answered with nothing."""
    lines = [*REVEALED, *(["none", "", "", "", "", "", "", ""] * 9)]
    stdin = "".join(f"{line}\n" for line in lines).encode()
    found = json.loads(mini("cases", "quiz", *more, "--format", "json", stdin=stdin).out)
    return (patient["case"] for patient in found["patients"])


def test_cases_are_drawn_by_cancer_and_by_seed() -> None:
    first = list(drawn("--n", "2", "--cancer", "ovarian"))
    assert len(first) == 2
    assert all(load_case(name).cancer == "ovarian" for name in first)
    assert list(drawn("--n", "2", "--cancer", "ovarian")) == first
    assert list(drawn("--n", "2", "--cancer", "ovarian", "--seed", "2")) != first


def test_summary_as_html_is_a_page_of_the_same_blocks(tmp_path: Path) -> None:
    file = tmp_path / "summary.html"
    played(*REVEALED, "1", more=("-o", str(file), "--format", "html", "--teams", "<b>,B"))
    text = file.read_text(encoding="utf-8")
    assert "&lt;b&gt;" in text
    assert "<b>" not in text


@pytest.mark.parametrize("case", ["pmp-spleen-2024", "constructed-ovarian", "sigmoid-signet-2022"])
def test_every_page_stands_in_the_smallest_window(case: str, ruleset: Ruleset) -> None:
    found = load_case(case)
    now = Quiz((Patient(found, answer_to(found, ruleset)),), ("A", "B"))
    while not now.ended:
        assert height(quiz_page(now, 80), 80) <= 22, now.phase
        now, _ = now.hear("1 2?" if now.phase is Phase.COMMIT else "")


def test_schema_of_the_summary_is_told() -> None:
    assert json.loads(recurtx("schema", "quiz").out)["title"] == "QuizDocument"
