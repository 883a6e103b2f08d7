"""Every command says the same in every format, and its JSON names its version."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from command import MINI, mini, recurtx, words
from recurtx.cli.state import Settings, settings

if TYPE_CHECKING:
    from pathlib import Path

PATIENT = "id: demo\ncancer: {type: colorectal}\nrecurrence: {confirmed: true, pci: 8}\npatient: {albumin_g_l: 30}\n"

COMMANDS = {
    "what-if": ("what-if", "{patient}", "--set", "patient.albumin_g_l=36", "--set", "patient.ecog=3"),
    "what-if --vs": ("what-if", "{patient}", "--vs", "case:pmp-spleen-2024"),
    "what-if --sweep": ("what-if", "{patient}", "--sweep", "patient.albumin_g_l=30..36:0.5"),
    "replay": ("replay", "{receipt}"),
    "replay of another version": ("--rules", "{rules}", "replay", "{receipt}"),
    "rules show": ("rules", "show", "surgery.low-extent"),
    "rules show TRIAL": ("rules", "show", "NCT00000001"),
    "rules check": ("rules", "check"),
    "rules check --explain": ("rules", "check", "--explain", "RTX014"),
    "rules test": ("rules", "test"),
    "rules diff": ("rules", "diff", "{rules}"),
    "sources list": ("sources", "list"),
    "sources show": ("sources", "show", "article"),
    "cases list": ("cases", "list"),
    "cases show": ("cases", "show", "pmp-spleen-2024"),
    "cases run": ("cases", "run"),
    "profile validate": ("profile", "validate", "{patient}"),
}
"""Commands whose page is the same in every format."""
PICTURED = ("what-if --sweep",)
"""Those of which HTML has a picture, with the words in it and once more for who hears it."""
LISTS = {**COMMANDS, "rules list": ("rules", "list"), "rules table": ("rules", "table")}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("formats")
    patient, receipt, rules = folder / "patient.yaml", folder / "receipt.json", folder / "rules"
    patient.write_text(PATIENT, encoding="utf-8")
    assert mini("suggest", patient, "--receipt", receipt).code == 0
    for file in MINI.rglob("*.yaml"):
        copy = rules / file.relative_to(MINI)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text(encoding="utf-8").replace("{below: 35}", "{below: 30}"), encoding="utf-8")
    return {"patient": patient, "receipt": receipt, "rules": rules}


def shown(name: str, places: dict[str, Path], *more: str) -> str:
    argv = [word.format(**places) for word in LISTS[name]]
    found = (recurtx if argv[0] == "--rules" or argv[:2] == ["cases", "run"] else mini)(*argv, *more)
    assert found.code in (0, 1), found
    assert found.code == 0 or found.out
    return found.out


def spoken(text: str) -> Counter[str]:
    """How often each word occurs, whatever the order, which columns change."""
    return Counter(re.findall(r"[A-Za-z0-9]{2,}", text))


def of_html(text: str) -> str:
    """What a page says, without its contents and what only a reader of the screen hears."""
    body = text.partition("<body>")[2]
    body = re.sub(r'<nav .*?</nav>|<(\w+) class="hidden">.*?</\1>', "", body, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


@pytest.mark.parametrize("name", COMMANDS)
def test_html_and_markdown_say_the_words_of_the_screen(name: str, places: dict[str, Path]) -> None:
    screen = spoken(shown(name, places, "--format", "text"))
    page = spoken(of_html(shown(name, places, "--format", "html")))
    assert page == screen or (name in PICTURED and set(screen) <= set(page))
    assert spoken(shown(name, places, "--format", "markdown").replace("\\", "")) == screen


@pytest.mark.parametrize("name", LISTS)
def test_json_is_valid_and_versioned(name: str, places: dict[str, Path]) -> None:
    body = json.loads(shown(name, places, "--format", "json"))
    assert body["schema"] == 1
    assert len(body) > 1


@pytest.mark.parametrize("name", LISTS)
def test_text_is_the_screen_without_colour(name: str, places: dict[str, Path]) -> None:
    assert shown(name, places, "--format", "text") == shown(name, places)


@pytest.mark.parametrize("format", ["terminal", "markdown", "html", "json"])
def test_a_file_holds_what_the_screen_shows(format: str, places: dict[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "out"
    for name in ("rules show", "sources list", "what-if"):
        argv = [word.format(**places) for word in LISTS[name]]
        assert mini(*argv, "--format", format, "--output", file).out == ""
        assert file.read_text(encoding="utf-8") == mini(*argv, "--format", format).out


def test_the_book_names_every_rule_in_html_as_in_markdown() -> None:
    book, page = (mini("rules", "list", "--format", format).out for format in ("markdown", "html"))
    assert spoken(of_html(page)) == spoken(book.replace("\\", "").replace("---:", "").replace("---", ""))
    one = mini("rules", "list", "systemic", "--format", "markdown").out
    assert "systemic.fit · " in one
    assert "platinum-therapy.long-interval · " in one
    assert "surgery.established · " not in one


def test_the_data_of_a_list_are_those_of_its_page() -> None:
    rules = json.loads(mini("rules", "list", "--format", "json").out)
    ids = [rule["id"] for option in rules["options"] for rule in option["rules"]]
    assert "surgery.low-extent" in ids
    assert "platinum-therapy.old-interval" not in ids
    assert [o["id"] for o in json.loads(mini("rules", "list", "systemic", "-f", "json").out)["options"]] == [
        "systemic", "platinum_therapy",
    ]  # fmt: skip
    rule: dict[str, Any] = json.loads(mini("rules", "show", "surgery.low-extent", "-f", "json").out)
    assert (rule["effect"], rule["when"], rule["reviewed"]) == ("supports", "PCI at most 20", "2026-11-24")
    assert [e["disagrees"] for e in rule["evidence"]] == [False, True]
    (rows,) = [json.loads(mini("rules", "table", "-f", "json").out)["rows"]]
    assert {"option": "surgery", "factor": "extent"}.items() <= rows[0].items()
    choices = json.loads(recurtx("cases", "run", "-f", "json").out)["choices"]
    assert {c["concordance"] for c in choices} <= {
        "concordant",
        "offered if",
        "closed unless",
        "discordant",
        "outside",
        "control",
    }


def test_a_replay_names_in_json_what_turns(places: dict[str, Path]) -> None:
    same = json.loads(shown("replay", places, "--format", "json"))
    assert (same["same"], same["byte_equal"], same["verdicts"]) == (True, True, [])
    other = json.loads(shown("replay of another version", places, "--format", "json"))
    assert (other["same"], other["same_answer"]) == (False, False)
    assert [(f["rule"], f["turned"]) for f in other["findings"]] == [("surgery.low-albumin", True)]
    assert [(v["option"], v["after"]) for v in other["verdicts"]] == [("surgery", "candidate")]


@pytest.mark.parametrize("argv", [
    ("rules", "show", "nope"), ("sources", "show", "nope"), ("cases", "show", "nope"), ("replay", "nope.json"),
    ("rules", "list", "nope"), ("rules", "check", "--explain", "nope"), ("what-if",), ("rules", "diff", "nope"),
], ids=" ".join)  # fmt: skip
def test_problems_of_a_command_that_was_asked_for_json_are_json(argv: tuple[str, ...]) -> None:
    found = mini(*argv, "--format", "json")
    assert (found.code in (2, 3), found.out) == (True, "")
    body = json.loads(found.err)
    assert body["schema"] == 1
    (problem,) = body["errors"]
    assert problem["code"].startswith("RTX")
    assert problem["message"] in words(mini(*argv).err)


def test_no_command_leaves_its_settings_behind() -> None:
    mini("--width", "120", "--no-color", "rules", "show", "nope", "--format", "json")
    assert settings() == Settings()
    assert mini("rules", "show", "nope").err.startswith("nope: RTX206 ")
