"""The shipped rules against the vignettes of a constructed panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boards

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

DIFFERS = ("gen-22 systemic_therapy",)
"""Open where the panel says no, by design: for another cancer drugs are shown, and the panel holds them outside."""


def test_rules_agree_with_the_panel(ruleset: Ruleset) -> None:
    report = boards.compared(ruleset, boards.vignettes())
    assert [line for line in report.unsafe if not line.startswith(DIFFERS)] == []
    assert report.unasked == []
    assert report.share("strong") >= 0.97
    assert report.share("all") >= 0.95
    assert report.share("ways and drugs") >= 0.95
    assert len(boards.vignettes()) >= 150
