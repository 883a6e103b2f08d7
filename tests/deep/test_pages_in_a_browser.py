"""Pages in headless Chromium: axe-core finds nothing, nothing is loaded or said, nothing scrolls sideways, paper fits.

It needs Chromium, ``pip install playwright pypdf`` and ``npm install axe-core``; ``AXE`` names its ``axe.min.js`` where
that is not in ``node_modules`` here. ``pytest -m deep tests/deep/test_pages_in_a_browser.py`` takes about half an hour.
"""

from __future__ import annotations

import io
import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from command import done, recurtx
from recurtx.cases import all_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
pypdf = pytest.importorskip("pypdf", reason="needs pypdf")
pytestmark = pytest.mark.deep

AXE = Path(os.environ.get("AXE", "node_modules/axe-core/axe.min.js"))
LARGEST = 400 * 1024
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
WIDE = "document.documentElement.scrollWidth"
CASE = "case:constructed-one-fact"
SHEETS = {f"suggest {name}": ("suggest", f"case:{name}") for name in all_cases()}
OTHERS = {
    "suggest, only the cancer": ("suggest", "--set", "cancer.type=gastric"),
    "suggest, an emergency": ("suggest", "--set", "cancer.type=gastric", "--set", "recurrence.red_flags=[perforation]"),
    "brief": ("suggest", CASE, "--brief"),
    "why not": ("suggest", CASE, "--why-not"),
    "explain": ("explain", CASE, "second_hipec"),
    "explain --all": ("explain", CASE, "systemic_therapy", "--all"),
    "what-if": ("what-if", CASE, "--set", "patient.ecog=3"),
    "what-if --vs": ("what-if", CASE, "--vs", "case:pmp-spleen-2024"),
    "what-if --sweep": ("what-if", CASE, "--sweep", "recurrence.pci=0..39"),
    "next": ("next", "case:pmp-spleen-2024"),
    "cases list": ("cases", "list"),
    "cases show": ("cases", "show", "pmp-spleen-2024"),
    "cases run": ("cases", "run"),
    "rules show": ("rules", "show", "second-hipec.only-with-surgery"),
    "facts": ("facts", "albumin"),
    "handout": ("cases", "show", "constructed-ovarian", "--handout"),
    "handout with answers": ("cases", "show", "constructed-ovarian", "--handout", "--answers"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs Chromium on the path, or named by CHROMIUM")
    if not AXE.is_file():
        pytest.skip("needs axe-core: npm install axe-core, or AXE=.../axe.min.js")
    with playwright.sync_playwright() as engine:
        found = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@cache
def page_of(argv: tuple[str, ...]) -> str:
    """A page as written once for both themes and both papers."""
    return done(recurtx(*argv, "--format", "html"))


def written(argv: tuple[str, ...], folder: Path) -> Path:
    file = folder / "page.html"
    file.write_text(page_of(argv), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", {**SHEETS, **OTHERS})
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_is_accessible_and_silent_and_fits_a_phone(name: str, theme: str, browser: Any, tmp_path: Path) -> None:
    file = written({**SHEETS, **OTHERS}[name], tmp_path)
    assert file.stat().st_size < LARGEST
    context = browser.new_context(color_scheme=theme, viewport=DESK)
    page, said, asked = context.new_page(), list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    for before in ("0", OPEN):
        page.evaluate(before)
        page.set_viewport_size(PHONE)
        assert page.evaluate(WIDE) <= PHONE["width"]
        page.set_viewport_size(DESK)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert (said, asked) == ([], [file.as_uri()])
    context.close()


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_answer_takes_one_sheet_of_paper_and_every_argument_is_open(
    name: str, paper: str, browser: Any, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(written(SHEETS[name], tmp_path).as_uri())
    headings = page.eval_on_selector_all("summary", "all => all.map(one => one.innerText.split('\\n')[0].trim())")
    first, *rest = (sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format=paper))).pages)
    page.close()
    assert "decision of the board" in first
    assert "Facts as recorded" not in first
    assert "Facts as recorded" in rest[0]
    told = "".join("".join(rest).split())
    assert [heading for heading in headings if "".join(heading.split()) not in told] == []
    assert "because:" in told
