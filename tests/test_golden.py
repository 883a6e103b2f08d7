"""Screens are a contract: they change only on purpose."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import golden


@pytest.mark.parametrize("name", golden.COMMANDS)
def test_screen_is_as_agreed(name: str) -> None:
    expected = (golden.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert golden.output(golden.COMMANDS[name]) == expected, "if this is meant: python tests/golden.py"


def test_readme_shows_real_output() -> None:
    screen = golden.output(["suggest", f"case:{golden.README_CASE}"])
    assert golden.readme_with(screen) == golden.README.read_text(encoding="utf-8")


def test_first_screen_fits_eighty_by_fifty() -> None:
    rows = golden.output(golden.COMMANDS["suggest-sparse-case"]).splitlines()
    assert len(rows) <= 48
    assert max(len(row) for row in rows) <= 80
