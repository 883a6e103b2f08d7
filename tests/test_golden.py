"""Screens are a contract: they change only on purpose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import golden

if TYPE_CHECKING:
    from collections.abc import Iterator

MEANT = "if this is meant: python tests/golden.py"


@pytest.mark.parametrize("name", golden.COMMANDS)
def test_screen_is_as_agreed(name: str) -> None:
    expected = (golden.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert golden.output(golden.COMMANDS[name]) == expected, MEANT


@pytest.mark.parametrize("name", golden.EXPLORED)
def test_screen_of_the_explorer_is_as_agreed(name: str) -> None:
    expected = (golden.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert golden.explored(name) == expected, MEANT


def test_schemas_are_as_agreed() -> None:
    assert golden.digests() == (golden.FOLDER / "schemas.sha256").read_text(encoding="utf-8"), MEANT


def test_first_screen_fits_eighty_by_fifty() -> None:
    rows = (golden.FOLDER / "suggest-readme.txt").read_text(encoding="utf-8").splitlines()
    assert len(rows) <= 48
    assert max(len(row) for row in rows) <= 80


def test_no_screen_is_left_over() -> None:
    assert {file.stem for file in golden.FOLDER.glob("*.txt")} == {*golden.COMMANDS, *golden.EXPLORED}


class TestScreensShowEverythingOnce:
    """The small rules have one of each, so that a screen over them stands for any screen."""

    def test_every_verdict_and_every_effect(self) -> None:
        options = [o for answer in answers() for o in every_option(answer["options"])]
        assert len({o["verdict"] for o in options}) == 6
        acting = {f["effect"] for o in options for f in o["findings"] if f["acts"] == "true"}
        assert acting == {"requires", "excludes", "discourages", "supports", "cautions"}
        assert {f["truth"] for o in options for f in o["findings"]} == {"true", "false", "unknown", "silent"}

    def test_everything_that_stands_beside_a_verdict(self) -> None:
        options = [o for answer in answers() for o in every_option(answer["options"])]
        for beside in ("close_calls", "presumed", "missing", "residual", "disputed_by", "stopped_by", "modalities"):
            assert any(o[beside] for o in options), beside
        assert any(answer["next"] for answer in answers())
        assert {a["urgency"] for answer in answers() for a in answer["advice"]} >= {"urgent", "before_decision"}

    @pytest.mark.parametrize(("screen", "shows"), [
        ("suggest-verbose", ("not found:", "trial:", "not judged here:", "on a presumption", "disputed")),
        ("suggest-red-flags", ("URGENT", "Find out next", "scope:")),
        ("explain", ("Recurrence established", "[declined]", "Low extent may not matter", "disagrees")),
        ("explain-outside", ("is stopped", "outside what repeat surgery is for")),
    ])  # fmt: skip
    def test_what_only_words_show(self, screen: str, shows: tuple[str, ...]) -> None:
        text = (golden.FOLDER / f"{screen}.txt").read_text(encoding="utf-8").replace("refusal", "[declined]")
        folded = " ".join(text.split()).casefold()
        assert [word for word in shows if word.casefold() not in folded] == []


def answers() -> Iterator[dict[str, Any]]:
    """The documents of the patients whose screens are kept."""
    for name in ("suggest", "suggest-sparse", "suggest-red-flags"):
        yield json.loads(golden.output([*golden.COMMANDS[name], "--format", "json"]))


def every_option(options: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for option in options:
        yield option
        yield from every_option(option["modalities"])
