"""Findings of two values that letters give as a number: from which number on they are which.

The number is not taken: what it counts (all stained cells or the strongly stained ones) is not said by it alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Threshold:
    """``above`` is said from ``at`` on, ``below`` under ``under``; in between, and in general, ``says`` tells."""

    at: float
    under: float
    above: str
    below: str
    says: str
    form: str = r"([0-9]+(?:[.,][0-9]+)?)\s*%"


_STAINED = "`{}` is 75 % or more of the cells stained 2+ or 3+, `{}` is less"
_VOLUME = r"([0-9]+(?:[.,][0-9]+)?)\s*(ml|cc|l|liters?|litres?|liter)\b"
THRESHOLDS: Mapping[str, Threshold] = {
    "biomarkers.claudin_18_2": Threshold(75, 75, "positive", "negative", _STAINED.format("positive", "negative")),
    "biomarkers.folr1": Threshold(75, 75, "high", "not_high", _STAINED.format("high", "not_high")),
    "biomarkers.estrogen_receptor": Threshold(
        10, 1, "positive", "negative",
        "`positive` is 10 % or more, `negative` is under 1 %; in between, what the laboratory calls it",
    ),
    "biomarkers.hrd": Threshold(
        42, 0, "positive", "negative",
        "`positive` is a Genomic Instability Score of 42 or more, or a mutated BRCA with any; else it is `negative`",
        r"(?:\A|gis|score|mychoice)\D*?([0-9]+(?:[.,][0-9]+)?)\s*(?:\(.*)?\Z",
    ),
    "recurrence.ascites": Threshold(
        500, 500, "large", "small", "`small` is under 500 ml, `large` is 500 ml or more", _VOLUME
    ),
}  # fmt: skip
_BOUND = re.compile(r"([<>≤≥]|under|over|up to|at least|more than|less than)=?\s*\Z", re.IGNORECASE)
_UP = (">", "≥", "over", "at least", "more than")
_UP_TO = ("≤", "up to")
_WEAK = re.compile(r"(?<![0-9])[01]\s?\+")
"""A staining that is too weak to count."""


def threshold_told(path: str, text: str) -> str:
    """What to write for a number under a fact that has a threshold; empty where there is none, or no number."""
    threshold = THRESHOLDS.get(path)
    found = list(re.finditer(threshold.form, text, re.IGNORECASE)) if threshold else []
    if threshold is None or not found:
        return ""
    value = _meant(threshold, text, found[0]) if len(found) == 1 and not _WEAK.search(text) else ""
    return f"{threshold.says}{f': write {value}' if value else ''}"


def _meant(threshold: Threshold, text: str, found: re.Match[str]) -> str:
    """The value that the one number in a text is; empty where it may be either."""
    before = text[: found.start(1)]
    if re.search(r"[0-9]\s*(?:-|\u2013|to|bis)\s*\Z", before) or re.fullmatch(r"[0-9]+[.,][0-9]{3}", found[1]):
        return ""
    litres = len(found.groups()) > 1 and found[2].lower().startswith("l")
    number = float(found[1].replace(",", ".")) * (1000 if litres else 1)
    bound = _BOUND.search(before)
    said = bound[0].strip().lower().replace("<=", "≤") if bound else ""
    if number >= threshold.at and (not said or (bound and bound[1].lower() in _UP)):
        return threshold.above
    if said in ("<", "under", "less than"):
        return threshold.below if number <= threshold.under else ""
    return threshold.below if number < threshold.under and said in ("", *_UP_TO) else ""
