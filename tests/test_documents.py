"""What the documents show is what the program does, and what they point to is there."""

from __future__ import annotations

import html
import re
import runpy
from typing import TYPE_CHECKING

import pytest

from command import HERE
from documents import DOCS, documents, same

if TYPE_CHECKING:
    from pathlib import Path

MEANT = "if this is meant: python tests/golden.py"
SCREENS = runpy.run_path(str(DOCS / "screens.py"))
_LINK = re.compile(r"\]\(([^)#:\s]+\.\w+)(?:#[\w-]*)?\)|(?:src|srcset)=\"([^\"]+)\"")
_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", list(documents()), ids=lambda path: path.stem)
def test_document_shows_what_its_commands_print(path: Path) -> None:
    assert same(path), MEANT


@pytest.mark.parametrize("name", SCREENS["COMMANDS"])
def test_picture_shows_what_its_command_prints_in_the_colours_of_the_theme(name: str) -> None:
    for theme in ("light", "dark"):
        printed = re.sub(r"\x1b\[[0-9;]*m|\brules [0-9a-f]{8}\b", "", SCREENS["printed"](name, theme))
        svg = (DOCS / "screens" / f"{name}-{theme}.svg").read_text(encoding="utf-8")
        drawn = "".join(re.findall(r"<text[^>]*matrix[^>]*>|(?<=>)[^<>]+(?=</text>)", svg.partition('-matrix">')[2]))
        shown = re.sub(r"\brules[0-9a-f]{8}\b", "", "".join(html.unescape(drawn).split()))
        assert "".join(shown.split()) == "".join(printed.split()), MEANT


def test_pictures_of_two_grounds_differ() -> None:
    light, dark = (
        (DOCS / "screens" / f"suggest-{ground}.svg").read_text(encoding="utf-8") for ground in ("light", "dark")
    )
    assert light != dark
    assert re.sub("#[0-9a-f]{6}|rgb[(].*?[)]", "", light) == re.sub("#[0-9a-f]{6}|rgb[(].*?[)]", "", dark)


@pytest.mark.parametrize("path", sorted((DOCS / "screens").glob("*.svg")), ids=lambda path: path.stem)
def test_picture_fetches_nothing(path: Path) -> None:
    assert not re.search(r"@font-face|@import|url[(](?!#)|href=|<script|<image", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [HERE.parent / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda path: path.stem)
def test_links_of_a_document_lead_somewhere(path: Path) -> None:
    found = [a or b for a, b in _LINK.findall(_CODE.sub("", path.read_text(encoding="utf-8")))]
    generated = ("reference/", "../reference/")
    assert [to for to in found if not to.startswith(generated) and not (path.parent / to).exists()] == []


def test_readme_is_short_and_shows_an_answer() -> None:
    text = (HERE.parent / "README.md").read_text(encoding="utf-8")
    assert "docs/screens/suggest-light.svg" in text
    assert len(text.splitlines()) < 140


def test_generated_pages_of_the_site() -> None:
    pytest.importorskip("mkdocs")
    pages = runpy.run_path(str(DOCS / "hooks.py"))["pages"]()
    assert "recurtx rules check" in pages["reference/commands/recurtx-rules-check.md"]
    assert "# Second HIPEC" in pages["reference/rules/second-hipec.md"]
    assert (
        "`cancer.type`" in pages["reference/schemas/option.md"] or "verdict" in pages["reference/schemas/assessment.md"]
    )
    assert pages["reference/rules/index.md"].count("](") > 60
