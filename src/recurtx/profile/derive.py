"""Facts that other facts settle, in one place, each with its source.

A recorded fact wins over a derived one; where both are recorded and cannot both be right, the profile is
contradictory, and ``clashes`` names the two fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.profile.facttest import ValueTest
from recurtx.profile.vocabulary import VOCABULARY, Fact, spec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.profile.facttest import Value


@dataclass(frozen=True, slots=True)
class Derivation:
    """The value of ``source`` settles that of ``target``, as ``values`` says.

    ``tolerance`` is how far a recorded target may lie from the derived one without contradiction, in steps of the
    scale; ``tolerates`` are values that contradict none. ``because`` is the reason in words and ``reference`` the
    publication of the scale.
    """

    target: str
    source: str
    values: Mapping[Value, Value]
    because: str
    reference: str
    tolerance: int = 0
    tolerates: tuple[Value, ...] = ()


DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        "patient.ecog", "patient.karnofsky",
        {100: 0, 90: 1, 80: 1, 70: 2, 60: 2, 50: 3, 40: 3, 30: 4, 20: 4, 10: 4},
        "Karnofsky {} is ECOG {}", "Oken MM et al. Am J Clin Oncol 1982;5:649-655", tolerance=1,
    ),
    Derivation(
        "recurrence.resectability", "recurrence.predicted_cc",
        {0: "complete_expected", 1: "complete_expected", 2: "incomplete_expected", 3: "incomplete_expected"},
        "predicted CC {} means {}", "Jacquet P, Sugarbaker PH. Cancer Treat Res 1996;82:359-374",
        tolerates=("uncertain",),
    ),
    Derivation(
        "cancer.grade", "cancer.histology",
        {"lamn": "low", "low_grade_mucinous": "low", "hamn": "high", "high_grade_mucinous": "high",
         "signet_ring": "high", "high_grade_serous": "high", "low_grade_serous": "low", "clear_cell": "high",
         "carcinosarcoma": "high", "multicystic": "low", "well_differentiated_papillary": "low"},
        "{} is {} by definition", "WHO Classification of Tumours, 5th edition",
    ),
    Derivation(
        "cancer.signet_ring_cells", "cancer.histology", {"signet_ring": True},
        "{} histology has signet-ring cells: {}", "WHO Classification of Tumours, 5th edition",
    ),
    Derivation(
        "biomarkers.ras", "biomarkers.kras_g12c", {True: "mutated"},
        "KRAS G12C ({}) is a RAS mutation: RAS {}", "by definition",
    ),
    Derivation(
        "biomarkers.kras_g12c", "biomarkers.ras", {"wild_type": False},
        "RAS {} excludes KRAS G12C: {}", "by definition",
    ),
)  # fmt: skip


def governs(path: str) -> tuple[tuple[str, ValueTest], ...]:
    """Facts that apply only where this one passes a test, with the test; facts with one value only, no sets."""
    return _governed().get(path, ())


@lru_cache(maxsize=1)
def _governed() -> Mapping[str, tuple[tuple[str, ValueTest], ...]]:
    found: dict[str, tuple[tuple[str, ValueTest], ...]] = {}
    for name, condition in ((name, c) for name, fact in VOCABULARY.items() for c in fact.applies_when):
        if isinstance(condition.test, ValueTest):
            found[condition.path] = (*found.get(condition.path, ()), (name, condition.test))
    return found


@lru_cache(maxsize=256)
def dependents(path: str) -> frozenset[str]:
    """The fact and every fact that may read otherwise where it is another.

    Such a fact is derived from it, applies through it, is presumed through it, or lets it apply.
    """
    found, open_ = {path}, [path]
    while open_:
        nearest = _readers().get(open_.pop(), set()) - found
        found |= nearest
        open_ += nearest
    return frozenset(found)


@lru_cache(maxsize=1)
def _readers() -> Mapping[str, set[str]]:
    """By fact, those that may directly read otherwise where it is another."""
    found: dict[str, set[str]] = {}
    for path, fact in VOCABULARY.items():
        for source in leans_on(path, fact) | {name for name, _ in governs(path)}:
            found.setdefault(source, set()).add(path)
    return found


def leans_on(path: str, fact: Fact) -> set[str]:
    """Facts that this one is derived from, applies through, or is presumed through; not those that it lets apply."""
    presumption = fact.presumption
    found = {c.path for c in (*fact.applies_when, *(presumption.unless if presumption else ()))}
    found |= {rule.source for rule in DERIVATIONS if rule.target == path}
    if presumption and presumption.within:
        found.add(presumption.within)
    if fact.by_type:
        found.add("cancer.type")
    return found


def derived(target: str, recorded: Mapping[str, object]) -> tuple[Value, str] | None:
    """The value that recorded facts settle for ``target`` and the path of the one that does, or None."""
    for rule in DERIVATIONS:
        if rule.target == target:
            value = recorded.get(rule.source)
            if isinstance(value, (bool, int, float, str)) and value in rule.values:
                return rule.values[value], rule.source
    return None


def conflict(rule: Derivation, recorded: Mapping[str, object]) -> str | None:
    """Why the recorded target contradicts the recorded source of ``rule``, in words, or None where it does not."""
    source, target = recorded.get(rule.source), recorded.get(rule.target)
    if target is None or not isinstance(source, (bool, int, float, str)) or source not in rule.values:
        return None
    expected = rule.values[source]
    if target == expected or _tolerated(rule, target, expected):
        return None
    return rule.because.format(spec(rule.source).word(source), spec(rule.target).word(expected))


def _tolerated(rule: Derivation, target: object, expected: Value) -> bool:
    if target in rule.tolerates:
        return True
    if isinstance(target, (int, float)) and isinstance(expected, (int, float)):
        return abs(target - expected) <= rule.tolerance
    return False
