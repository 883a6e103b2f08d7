"""Codes are a closed list: each has a meaning, each is used, and each is provoked by a test."""

from __future__ import annotations

import re

import pytest

from command import HERE, done, recurtx, words
from recurtx.codes import CODES, FINDINGS, Level

SOURCE = HERE.parent / "src" / "recurtx"
_CODE = re.compile(r"RTX\d{3}")


def used() -> dict[str, set[str]]:
    """Every code in the source with the files that raise it; docstrings do not raise."""
    found: dict[str, set[str]] = {}
    for file in SOURCE.rglob("*.py"):
        if file.parent.name != "codes":
            for code in re.findall(r"\"(RTX\d{3})[\" ]", file.read_text(encoding="utf-8")):
                found.setdefault(code, set()).add(file.name)
    return found


def test_every_code_that_is_raised_has_a_meaning() -> None:
    mentioned = {c for f in SOURCE.rglob("*.py") for c in _CODE.findall(f.read_text(encoding="utf-8"))}
    assert mentioned <= set(CODES)


def test_every_code_with_a_meaning_is_raised() -> None:
    assert set(CODES) - set(used()) == set()


def test_codes_stand_in_order_and_have_one_sentence_or_more() -> None:
    assert list(CODES) == sorted(CODES)
    for code in CODES.values():
        assert re.fullmatch(r"[A-Z`-].*[.]", code.what), code.what
        assert re.fullmatch(r"[A-Z`-].*[.]", code.why), code.why
        assert code.example
        assert code.mend


def test_every_code_is_expected_by_a_test() -> None:
    tests = [f for f in HERE.rglob("*") if f.suffix in (".py", ".yaml") and f.name != "test_codes.py"]
    expected = {code for file in tests for code in _CODE.findall(file.read_text(encoding="utf-8"))}
    assert set(CODES) - expected == set()


@pytest.mark.parametrize("code", CODES)
def test_every_code_can_be_explained(code: str) -> None:
    text = done(recurtx("rules", "check", "--explain", code))
    said = CODES[code]
    headings = f"{code} what: {said.what} why: {said.why} example: {said.example} mend: {said.mend} level: "
    assert words(text).startswith(words(headings))
    assert done(recurtx("rules", "check", "--explain", code.lower())) == text


def test_every_code_is_explained_at_once() -> None:
    text = done(recurtx("rules", "check", "--explain", "all"))
    assert re.findall(r"^ *(RTX\d{3})\b", text, re.MULTILINE) == list(CODES)


def test_no_error_is_a_finding_that_may_be_allowed() -> None:
    assert FINDINGS
    assert {CODES[name].level for name in FINDINGS} == {Level.FINDING, Level.NOTE}
