"""What a screen is made of: its width, its characters, its colours. The words are the same everywhere."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from command import MINI, Result, in_process, in_terminal, mini, recurtx, words
from recurtx.cases import bundled_cases
from recurtx.markup.characters import ascii_text
from recurtx.markup.terminal import text as as_text
from recurtx.profile import VOCABULARY
from recurtx.ruleset import rule_files, shipped_rules

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.ruleset import Ruleset

_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
RICH = (
    "--set", "cancer.type=ovarian", "--set", "recurrence.confirmed=true", "--set", "recurrence.pci=19",
    "--set", "recurrence.sites=[peritoneum]", "--set", "patient.albumin_g_l=30", "--set", "patient.platelets=200",
    "--set", "recurrence.red_flags=[perforation]",
)  # fmt: skip
"""Facts with which the small rules show every symbol, urgent advice and a unit that is not ASCII."""
PAGES = (
    ("suggest", *RICH), ("suggest", *RICH, "--verbose"), ("explain", "heated", *RICH, "--verbose"),
    ("explain", "surgery", *RICH), ("rules", "list"), ("rules", "show", "surgery.low-extent"), ("rules", "table"),
    ("rules", "check"), ("sources", "list"), ("sources", "show", "article"),
)  # fmt: skip
NAMES = {page: " ".join(w for w in page if w not in RICH) for page in PAGES}
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: NAMES[page])


def too_wide(text: str, width: int) -> list[str]:
    """Lines beyond the width; an address cannot be broken."""
    return [row for row in text.splitlines() if len(row) > width and "://" not in row]


def in_both(*argv: str | Path) -> tuple[str, str]:
    """What a command prints as it is, and where only ASCII can be shown."""
    full = recurtx(*argv)
    with mock.patch.dict(os.environ, {"TERM": "dumb"}):
        folded = recurtx(*argv)
    assert folded.out.isascii()
    return full.out, folded.out


def letters(text: str) -> list[str]:
    """The words of a screen without symbols, rules and punctuation; three letters and more are no symbol."""
    return re.findall(r"[A-Za-z]{3,}", text)


# Colour


@pages
def test_pipe_gets_no_escape_codes(page: tuple[str, ...]) -> None:
    assert "\x1b" not in mini(*page).out


def test_process_in_a_pipe_gets_no_escape_codes_even_if_the_terminal_has_colours() -> None:
    result = in_process("--rules", MINI, "suggest", *RICH, env={"COLORTERM": "truecolor"})
    assert result.code == 0
    assert "\x1b" not in result.out
    assert result == mini("suggest", *RICH)


@pytest.fixture(scope="module")
def coloured() -> Result:
    return in_terminal("--rules", MINI, "suggest", *RICH)


def test_terminal_shows_the_words_of_the_pipe_in_colour(coloured: Result) -> None:
    assert coloured.code == 0
    assert _ESCAPE.search(coloured.out)
    assert _ESCAPE.sub("", coloured.out) == mini("suggest", *RICH).out


def test_red_is_kept_for_urgent_advice(coloured: Result) -> None:
    red = re.findall(r"\x1b\[[0-9;]*31[0-9;]*m(.*?)\x1b\[0m", coloured.out)
    assert [text.strip() for text in red if text.strip("━ ")] == ["URGENT", "URGENT"]


def test_stopped_option_is_not_red_and_no_body_text_has_a_colour() -> None:
    argv = ("suggest", "--set", "cancer.type=gastric", "--set", "patient.ecog=3")
    out = in_terminal("--rules", MINI, *argv).out
    spans = re.findall(r"\x1b\[([0-9;]*)m(.*?)\x1b\[0m", out)
    assert any(text == "×" for _, text in spans)
    assert {text for code, text in spans if re.search(r"3[0-7]", code)} <= set("●◐○?×–+~=")


@pytest.mark.parametrize(
    ("argv", "env"),
    [((), {"NO_COLOR": "1"}), (("--no-color",), {}), ((), {"TERM": "dumb"})],
    ids=["NO_COLOR", "--no-color", "TERM=dumb"],
)
def test_colour_can_be_turned_off_in_a_terminal(argv: tuple[str, ...], env: dict[str, str]) -> None:
    for page in (("suggest", *RICH), ("suggest", "--set", "hair=grey")):
        result = in_terminal("--rules", MINI, *argv, *page, env=env)
        assert "\x1b" not in result.out
        assert letters(result.out) == letters(mini(*page).out + mini(*page).err)


def test_format_text_has_no_colour_in_a_terminal() -> None:
    assert in_terminal("--rules", MINI, "suggest", *RICH, "--format", "text").out == mini("suggest", *RICH).out


# ASCII


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}], ids=["dumb", "ascii"])
@pytest.mark.parametrize("page", [PAGES[0], PAGES[2], PAGES[4]], ids=lambda page: NAMES[page])
def test_ascii_says_the_same_words_in_the_same_order(page: tuple[str, ...], env: dict[str, str]) -> None:
    folded, full = in_process("--rules", MINI, *page, env=env), mini(*page)
    assert folded.code == 0
    assert folded.out.isascii()
    assert letters(folded.out) == letters(full.out)


def test_ascii_of_errors() -> None:
    argv = ("--rules", MINI, "suggest", "--set", "cancer.type=colorectal", "--set", "patient.platelets=150000")
    result = in_process(*argv, env={"PYTHONIOENCODING": "ascii"})
    assert result.code == 2
    assert "150000 per ul is 150 x10^9/l; write 150 if that was meant" in words(result.err)


def test_ascii_json_means_the_same() -> None:
    argv = ("suggest", *RICH, "--set", "id='é ● 😀'", "--format", "json")
    result = in_process("--rules", MINI, *argv, env={"PYTHONIOENCODING": "ascii"})
    assert result.out.isascii()
    assert json.loads(result.out) == json.loads(mini(*argv).out)
    assert json.loads(result.out)["profile"]["id"] == "é ● 😀"


def test_every_character_that_the_rules_and_the_vocabulary_use_has_an_ascii_form() -> None:
    texts = [file.read_text(encoding="utf-8") for file in rule_files(shipped_rules()) if file.exists()]
    texts += [f"{f.short} {f.unit} {f.ask}" for f in VOCABULARY.values()]
    texts += [recurtx("cases", "show", name).out for name in bundled_cases()]
    characters = {c for text in texts for c in text if not c.isascii()}
    assert sorted(c for c in characters if "?" in ascii_text(c)) == []


# Width


@pages
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_nothing_is_wider_than_the_screen_nor_ends_in_blanks(page: tuple[str, ...], width: int) -> None:
    for text in in_both("--rules", MINI, "--width", str(width), *page):
        assert text
        assert too_wide(text, width) == []
        assert [row for row in text.splitlines() if row != row.rstrip()] == []


@pytest.mark.parametrize("width", [80, 120])
def test_shipped_pages_fit_the_screen(width: int, ruleset: Ruleset) -> None:
    cases = [f"case:{name}" for name in bundled_cases()]
    argvs = [("rules", "list"), ("rules", "table"), ("sources", "list"), ("cases", "list"), ("cases", "run")]
    argvs += [("cases", "show", name) for name in list(bundled_cases())[:: 1 if width == 80 else 4]]
    argvs += [("suggest", cases[0]), ("suggest", cases[-1], "--verbose")]
    argvs += [("explain", cases[0], ruleset.children(None)[0].id, "--verbose")]
    for argv in argvs:
        for text in in_both("--width", str(width), *argv):
            assert text
            assert too_wide(text, width) == [], argv
            assert [row for row in text.splitlines() if row != row.rstrip()] == [], argv


@pytest.mark.parametrize("name", ["rules show", "sources show"])
def test_shipped_rules_and_sources_fit_the_screen(name: str, ruleset: Ruleset) -> None:
    from recurtx.pages.rules import rule_page, source_page

    found = (
        (rule_page(rule, ruleset) for rule in ruleset.distinct().values())
        if name == "rules show"
        else (source_page(ruleset, source) for source in ruleset.sources)
    )
    for page in found:
        assert too_wide(as_text(page, 80), 80) == too_wide(as_text(page, 80, ascii=True), 80) == []


def test_pipe_is_eighty_columns_wide_and_a_terminal_as_wide_as_it_is() -> None:
    piped = in_process("--rules", MINI, "suggest", *RICH, env={"COLUMNS": "200"}).out
    assert max(map(len, piped.splitlines())) == 80
    wide = in_terminal("--rules", MINI, "suggest", *RICH, columns=120, env={"NO_COLOR": "1"}).out
    assert max(map(len, wide.splitlines())) == 100, "text wider than 100 columns is hard to read"
    for columns in (60, 40):
        narrow = in_terminal("--rules", MINI, "suggest", *RICH, columns=columns, env={"NO_COLOR": "1"}).out
        assert max(map(len, narrow.splitlines())) == 60, "the columns need sixty"


def test_height_of_the_window_changes_nothing() -> None:
    out = in_terminal("--rules", MINI, "suggest", *RICH, env={"LINES": "10", "NO_COLOR": "1"}).out
    assert out == mini("suggest", *RICH).out


def test_whole_words_of_a_verdict_stand_on_one_line() -> None:
    rows = mini("suggest", "--set", "cancer.type=colorectal").out.splitlines()
    turning = [row for row in rows if " if …" in row]
    assert [words(row) for row in turning] == [
        "? Repeat surgery Can be offered if … disputed: 3 v 3 2 facts",
        "? Second HIPEC Can be offered if … level 5 opinion 1 fact",
        "? Systemic therapy Possible if … 1 fact",
    ]


def test_explain_announces_the_verdict_that_comes() -> None:
    known = {"cancer.type": "colorectal", "patient.ecog": "1", "recurrence.confirmed": "true", "prior.agents": "[]",
             "prior.systemic_lines": "0", "biomarkers.mmr": "proficient"}  # fmt: skip
    told = [word for fact, value in known.items() for word in ("--set", f"{fact}={value}")]
    shown = words(recurtx("explain", "fluoropyrimidine_alone", *told).out)
    assert "usually not if platelets below 50" in shown
    data = recurtx("suggest", *told, "--set", "patient.platelets=40", "--option", "systemic_therapy", "-f", "json").out
    assert '"id": "fluoropyrimidine_alone"' in data
    (drug,) = re.findall(r'"id": "fluoropyrimidine_alone",.*?"verdict": "(\w+)"', data, re.S)
    assert drug == "usually_not"
