"""The answer as a sheet to file: the one screen first, then the facts and every argument, folded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from command import MINI, done, mini, recurtx, words
from golden import BOARD
from test_formats import of_html, spoken
from webpage import read

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.ruleset import Ruleset

_COMMAND = re.compile(r"--[a-z]|\bexplain\b|\brecurtx\b")


@pytest.fixture(scope="module")
def sheet() -> str:
    """That of a patient of whom much is recorded, by the small rules."""
    return done(mini("suggest", BOARD, "--format", "html"))


def test_sheet_begins_with_the_one_screen_and_names_no_command(sheet: str) -> None:
    answer = sheet.partition("<details>")[0]
    commands = "Sources, and what would turn a verdict: recurtx explain."
    screen = words(done(mini("--width", "100", "suggest", BOARD)))
    assert commands in screen
    lacking = spoken(screen.replace(commands, "")) - spoken(of_html(answer))
    assert set(lacking) <= {"verbose", "in"}
    assert not _COMMAND.search(of_html(sheet).replace("recurtx", "", 1))


def test_everything_behind_the_one_screen_folds_but_the_sources(sheet: str) -> None:
    front, _, rest = sheet.partition("<main>")[2].partition("<details>")
    assert "</table>" in front
    assert "open" not in re.findall(r"<details([^>]*)>", rest)
    assert rest.index("<caption") > rest.index("Facts as recorded")


def test_every_option_and_every_rule_that_is_heard_stands_in_its_argument(sheet: str) -> None:
    text = words(of_html(sheet))
    for title in ("Repeat surgery", "Systemic therapy", "Low extent", "Palliative care"):
        assert title.lower() in text.lower()
    assert '<table class="options">' in sheet
    assert re.search(r"because:</span> <span>", sheet)


def test_foot_notes_of_a_sheet_lead_both_ways(sheet: str) -> None:
    seen = read(sheet)
    notes = {place for place in seen.places if place[0] == "n"}
    assert notes
    assert notes == {link[1:] for link in seen.links if link.startswith("#n")}
    marks = {place for place in seen.places if place[0] == "m"}
    assert marks == {link[1:] for link in seen.links if link.startswith("#m")}


def test_sheet_says_which_rules_and_which_profile_and_is_the_same_twice(sheet: str, ruleset: Ruleset) -> None:
    stamp = re.search(r"rules [0-9a-f]{8} · profile [0-9a-f]{8}", sheet)
    assert stamp
    assert sheet.count(stamp.group()) == 2
    assert sheet == done(mini("suggest", BOARD, "--format", "html"))


def test_printed_sheets_carry_the_title_whatever_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text('id: "a\\"} body {display: none} </style>"\ncancer: {type: colorectal}\n', encoding="utf-8")
    page = done(mini("suggest", file, "--format", "html"))
    style = read(page).style
    assert "\\22 \\7d \\20 body\\20 \\7b display" in style
    assert "display: none} <" not in style


@pytest.mark.parametrize("argv", [
    ("suggest", "case:constructed-one-fact", "--format", "html"),
    ("suggest", "case:constructed-one-fact", "--brief", "--format", "html"),
    ("suggest", "case:constructed-one-fact", "--why-not", "--format", "html"),
    ("explain", "case:constructed-one-fact", "second_hipec", "--all", "--format", "html"),
    ("next", "case:constructed-one-fact", "--format", "html"),
    ("cases", "show", "pmp-spleen-2024", "--format", "html"),
], ids=lambda argv: " ".join(argv[:3]))  # fmt: skip
def test_pages_over_the_shipped_rules_keep_the_laws_of_every_page(argv: tuple[str, ...]) -> None:
    page = done(recurtx(*argv))
    assert read(page).text
    assert len(page.encode()) < 400 * 1024


@pytest.mark.parametrize("argv", [
    ("what-if", BOARD, "--set", "patient.ecog=3", "--format", "html"),
    ("what-if", BOARD, "--sweep", "patient.ecog", "--format", "html"),
    ("rules", "show", "surgery.low-extent", "--format", "html"), ("rules", "list", "--format", "html"),
    ("rules", "table", "--format", "html"), ("sources", "list", "--format", "html"),
    ("cases", "list", "--format", "html"), ("rules", "check", "--format", "html"), ("rules", "test", "-f", "html"),
], ids=lambda argv: " ".join(argv[:2]))  # fmt: skip
def test_pages_over_the_small_rules_keep_the_laws_of_every_page(argv: tuple[str, ...]) -> None:
    assert read(recurtx("--rules", MINI, *argv).out).text
