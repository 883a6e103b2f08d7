"""Committed documents that are generated are as they would be generated now."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from command import recurtx
from recurtx.codes import GROUPS
from recurtx.engine.coverage import coverage, speaking
from recurtx.markup.markdown import markdown
from recurtx.pages.codes import codes_page
from recurtx.pages.limits import limits_page
from recurtx.pages.rules import rulebook
from recurtx.pages.summary import summary_page
from recurtx.ruleset.search import is_weak

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

DOCS = Path(__file__).parent.parent / "docs"


def test_rulebook_is_up_to_date(ruleset: Ruleset) -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    now = markdown(rulebook(ruleset, coverage(ruleset)))
    assert text == now, "regenerate: recurtx rules list --format markdown --output docs/rules.md"


def test_limits_of_drugs_are_up_to_date(ruleset: Ruleset) -> None:
    text = (DOCS / "limits.md").read_text(encoding="utf-8")
    now = markdown(limits_page(ruleset))
    assert text == now, "regenerate: recurtx rules table --limits --format markdown --output docs/limits.md"


@pytest.mark.parametrize("cancer", ["colorectal", "appendiceal", "ovarian", "gastric", "mesothelioma"])
def test_summary_is_up_to_date(cancer: str, ruleset: Ruleset) -> None:
    text = (DOCS / f"summary-{cancer}.md").read_text(encoding="utf-8")
    now = markdown(summary_page(ruleset, cancer, speaking(ruleset, cancer)))
    assert text == now, f"regenerate: recurtx rules summary {cancer} --format markdown"


def test_list_of_codes_is_up_to_date() -> None:
    text = (DOCS / "checks.md").read_text(encoding="utf-8")
    now = markdown(codes_page(GROUPS))
    assert text == now, "regenerate: recurtx rules check --explain all --format markdown --output docs/checks.md"


def test_the_page_on_a_cancer_holds_no_argument_for_another(ruleset: Ruleset) -> None:
    ovarian = speaking(ruleset, "ovarian")
    assert "systemic-therapy.colorectal-responds" not in ovarian
    assert "systemic-therapy.colorectal-responds" in speaking(ruleset, "colorectal")
    assert {"metastasis-ablation.not-colorectal", "repeat-crs.recurrence-established"} <= ovarian


def test_readme_says_how_many_rules_stand_on_opinion_alone(ruleset: Ruleset) -> None:
    rules = ruleset.distinct().values()
    weak = sum(is_weak(rule, ruleset) for rule in rules)
    said = " ".join((DOCS.parent / "README.md").read_text(encoding="utf-8").split())
    assert f"{weak} of {len(rules)} rules" in said


def test_every_rule_has_its_place_in_the_rulebook(ruleset: Ruleset) -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert [rule for rule in ruleset.distinct() if text.count(f"\n{rule} · ") != 1] == []


_COMMAND = re.compile(r"```sh\n(recurtx .*)\n```\n(?:\n<!-- typed:(.*) -->\n)?")
_EXCERPT = re.compile(r"```text\n(.*?)```", re.DOTALL)


def _lesson() -> list[tuple[str, bytes, list[str]]]:
    """Every command of the lesson with what is typed to it, and the excerpts of what it shows."""
    text = (DOCS / "teaching.md").read_text(encoding="utf-8")
    found = list(_COMMAND.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    between = (text[match.end() : end] for match, end in zip(found, ends, strict=True))
    typed = ("".join(f"{line.strip()}\n" for line in (match[2] or "").split("|")) for match in found)
    pairs = zip(found, typed, between, strict=True)
    return [(match[1], lines.encode(), _EXCERPT.findall(shown)) for match, lines, shown in pairs]


@pytest.mark.parametrize(("line", "typed", "excerpts"), _lesson(), ids=[line for line, _, _ in _lesson()])
def test_the_lesson_shows_what_its_commands_print(
    line: str, typed: bytes, excerpts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = recurtx(*shlex.split(line)[1:], stdin=typed)
    assert result.code == 0, result.err
    shown = result.out + result.err
    place = 0
    for part in (part for excerpt in excerpts for part in excerpt.split("…\n") if part.strip()):
        place = shown.find(part, place)
        assert place >= 0, f"not shown, or not in this order:\n{part}"
    assert excerpts or "--output" in line, "an excerpt, or a file that is written"


def test_the_minutes_of_the_lesson_add_up() -> None:
    text = (DOCS / "teaching.md").read_text(encoding="utf-8")
    rows = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+) to (\d+) \|", text, re.MULTILINE)]
    heads = [(int(a), int(b)) for a, b in re.findall(r"^### (\d+) to (\d+):", text, re.MULTILINE)]
    assert rows == heads
    assert (rows[0][0], rows[-1][1]) == (0, 45)
    assert all(before[1] == after[0] for before, after in pairwise(rows))
