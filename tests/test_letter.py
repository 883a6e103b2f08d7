"""The answer as a letter: one page in sentences, without ids and without signs, whatever is recorded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from command import MINI, done, mini, recurtx, words
from recurtx.answer.phrases import SYMBOLS
from recurtx.profile import VOCABULARY

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.ruleset import Ruleset

SHEET = 56
"""Lines of a sheet."""
PATIENTS = {
    "much recorded": ("case:constructed-ovarian",),
    "published": ("case:pmp-spleen-2024",),
    "little recorded": ("case:sclerosis-mimic-2014",),
    "a first month": ("case:gastric-cea-control",),
    "another cancer": ("case:small-bowel-emergency-2022",),
    "one fact left": ("case:constructed-one-fact",),
    "a rare cancer": ("case:meso-second-hipec-2016",),
    "nothing but the cancer": ("--set", "cancer.type=colorectal"),
    "in bed all day": ("--set", "cancer.type=ovarian", "--set", "patient.ecog=4"),
    "an emergency": ("--set", "cancer.type=gastric", "--set", "recurrence.red_flags=[perforation]"),
}
REFUSED = ("surgery", "systemic", "heated", "palliative")


def letter(*argv: str) -> str:
    return done(recurtx("suggest", *argv, "--format", "letter"))


@pytest.mark.parametrize("patient", PATIENTS)
def test_letter_is_one_page_that_names_every_option_once_without_ids_or_signs(patient: str, ruleset: Ruleset) -> None:
    text = letter(*PATIENTS[patient])
    lines = text.splitlines()
    assert len(lines) <= SHEET
    assert max(map(len, lines)) <= 80
    top = [option.name for option in ruleset.options.values() if option.parent is None]
    for name in top:
        assert len(re.findall(rf"^  {name} (?:can|is|stays|turns)", text, re.MULTILINE)) == 1
    said = set(re.findall(r"[\w.]+", text))
    assert not said & {path for path in VOCABULARY if "_" in path or "." in path}
    assert not said & {name for name in (*ruleset.options, *ruleset.distinct()) if "_" in name or "." in name}
    assert not re.findall(
        r"[.] [a-z].*", re.sub(r"\b(?:e\.g|i\.e|vs)\.", "", words(text)).partition("The facts used")[0]
    )
    assert not re.findall(r"\b1 (?:months|lesions|years)\b", text)
    assert not {sign for sign, _ in SYMBOLS.values() if sign not in "?×"} & set(text)
    assert f"version {ruleset.version}" in words(text)
    assert "It is not a prescription" in words(text)


def test_letter_says_what_stands_and_under_what_condition_and_what_to_get_next() -> None:
    text = words(letter("case:pmp-spleen-2024"))
    assert "Can be offered on what is recorded: Palliative care can be offered, with care. Reasons for it: " in text
    assert "Repeat CRS can be offered, with care, if ECOG 0 to 2" in text
    one_fact = "turns on one fact: if ECOG 0 to 3, it is usually not advised; if 4, it is not an option."
    assert f"Systemic therapy {one_fact}" in text
    stopped = "What stops it: symptoms that call for treatment. Evidence: level 3 cohort."
    assert f"Surveillance is not an option. {stopped}" in text
    assert "To find out next: ECOG (at the bedside; decides Systemic therapy, may close 3 options);" in text
    assert "Evidence: disputed, level 3 for and level 3 against." in text


def test_what_is_urgent_comes_first() -> None:
    lines = letter(*PATIENTS["an emergency"]).splitlines()
    assert lines[2].startswith("Urgent. Recorded: perforation.")


def test_letter_of_whom_everything_is_closed() -> None:
    declined = ",".join(REFUSED)
    argv = ("suggest", "--set", "cancer.type=colorectal", "--set", f"patient.declines=[{declined}]", "-f", "letter")
    text = words(done(mini(*argv)))
    assert text.count("What stops it: the patient declines it") == len(REFUSED)
    assert "Can be offered on" not in text


def test_letter_can_be_of_one_option_and_go_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    argv = ("--rules", MINI, "suggest", "--set", "cancer.type=colorectal", "--option", "surgery", "-f", "letter")
    assert recurtx(*argv, "--output", file).out == ""
    assert file.read_text(encoding="utf-8") == recurtx(*argv).out
    assert re.findall(r"^  (\w+)", recurtx(*argv).out, re.MULTILINE)[0] == "Repeat"


@pytest.mark.parametrize("page", ["--brief", "--why-not", "--verbose"])
def test_letter_and_another_page_do_not_go_together(page: str) -> None:
    found = mini("suggest", "--set", "cancer.type=colorectal", page, "--format", "letter")
    assert found.code == 2
    assert [c.code for c in found.complaints()] == ["RTX204"]


def test_only_the_answer_is_written_as_a_letter() -> None:
    found = mini("explain", "surgery", "--set", "cancer.type=colorectal", "--format", "letter")
    assert found.code == 2
    assert "`letter` is none of its words" in words(found.err)
