"""Committed documents that are generated are as they would be generated now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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
