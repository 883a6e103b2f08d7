"""Committed documents that are generated are as they would be generated now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.engine.coverage import coverage
from recurtx.markup.markdown import markdown
from recurtx.pages.rules import rulebook

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

DOCS = Path(__file__).parent.parent / "docs"


def test_rulebook_is_up_to_date(ruleset: Ruleset) -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    now = markdown(rulebook(ruleset, coverage(ruleset)))
    assert text == now, "regenerate: recurtx rules list --format markdown --output docs/rules.md"


def test_every_rule_has_its_place_in_the_rulebook(ruleset: Ruleset) -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert [rule for rule in ruleset.distinct() if text.count(f"\n{rule} · ") != 1] == []
