"""Facts that other facts settle, in one place, each with its source.

A recorded fact wins over a derived one; where both are recorded and cannot both be right, the profile is
contradictory, and ``clashes`` names the two fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.profile.about import Condition, Kind
from recurtx.profile.content import SetContent
from recurtx.profile.facttest import AtLeast, IncludesAny, NoneOf, OneOf, ValueTest
from recurtx.profile.vocabulary import VOCABULARY, Fact, holds, spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.profile.content import Content
    from recurtx.profile.facttest import Value


@dataclass(frozen=True, slots=True)
class Derivation:
    """The value of ``source`` settles that of ``target``, as ``values`` says.

    ``tolerance`` is how far a recorded target may lie from the derived one without contradiction, in steps of the
    scale; ``tolerates`` are values that contradict none. ``because`` is the reason in words and ``reference`` the
    publication of the scale. Of a set, the one value that settles anything is ``NOTHING``: complete and empty.
    """

    target: str
    source: str
    values: Mapping[Value, Value]
    because: str
    reference: str
    tolerance: int = 0
    tolerates: tuple[Value, ...] = ()


NOTHING = "none"
"""A set that is complete and empty, as the source of a derivation."""
_GRADES: Mapping[Value, Value] = {
    "lamn": "low", "low_grade_mucinous": "low", "hamn": "high", "high_grade_mucinous": "high",
    "signet_ring": "high", "high_grade_serous": "high", "low_grade_serous": "low", "clear_cell": "high",
    "carcinosarcoma": "high", "multicystic": "low", "well_differentiated_papillary": "low",
}  # fmt: skip

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
        "cancer.grade", "cancer.histology", _GRADES,
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
    Derivation(
        "recurrence.grade", "cancer.grade", {"low": "low", "high": "high"},
        "{} primary: {} relapse, unless it is known", "taken as equal; in one of five it differs",
        tolerates=("low", "high"),
    ),
    Derivation(
        "recurrence.grade", "cancer.histology", _GRADES,
        "{} primary: {} relapse, unless it is known", "taken as equal; in one of five it differs",
        tolerates=("low", "high"),
    ),
    Derivation(
        "recurrence.distribution", "recurrence.lesion_count", {1: "localized"},
        "{} lesion is {}", "by definition",
    ),
    Derivation(
        "patient.dpyd", "biomarkers.dpd_activity", {"normal": "normal", "partial": "reduced", "deficient": "reduced"},
        "DPD deficiency {} is DPD activity {}", "Amstutz U et al. Clin Pharmacol Ther 2018;103:210-216",
    ),
    Derivation(
        "prior.total_lines", "prior.agents", {NOTHING: 0}, "who received no drug ({}) had {} lines", "by definition",
    ),
    Derivation(
        "prior.systemic_lines", "prior.agents", {NOTHING: 0}, "who received no drug ({}) had {} lines",
        "by definition",
    ),
)  # fmt: skip

HOLDS: tuple[tuple[Condition, str, str], ...] = tuple(
    (seen, "recurrence.sites", "peritoneum")
    for seen in (
        Condition("recurrence.pci", AtLeast(1)),
        Condition("recurrence.small_bowel", AtLeast("limited")),
        Condition("recurrence.mesenteric_root", OneOf((True,))),
    )
)
"""A recorded value that says of a set that it holds an element, unless its own record says that it does not: the
index, the bowel and the mesentery are scored on the peritoneum (Jacquet and Sugarbaker 1996)."""
FLOORS: tuple[tuple[str, str], ...] = (("prior.total_lines", "prior.systemic_lines"),)
"""A number that is never below another one, which counts a part of the same."""
COUNTED: tuple[tuple[str, str], ...] = (("prior.total_lines", "prior.agents"),)
"""A number that is not 0 where a set holds something."""


def governs(path: str) -> tuple[tuple[str, ValueTest], ...]:
    """Facts that apply only where this one passes a test, with the test; facts with one value only, no sets."""
    return _governed().get(path, ())


def demands(path: str, stated: Mapping[str, Content]) -> Iterator[ValueTest]:
    """What is stated of other facts asks of this one: a test that every value must pass that a patient can have.

    What is recorded speaks backwards: an interval since HIPEC says that there was one, a grade rules out the
    histologies of the other grade.
    """
    yield from (test for other, test in governs(path) if other in stated)
    if any(_something(stated.get(part)) for part in _counted_by().get(path, ())):
        yield NoneOf((0,))
    for rule in _by_source().get(path, ()):
        target = stated.get(rule.target)
        if target is not None:
            denied = (v for v, expected in rule.values.items() if not agrees(rule, target, expected))
            yield NoneOf(tuple(denied))


def can_be(path: str, values: Iterable[Value], stated: Mapping[str, Content]) -> Iterator[bool]:
    """For each value whether a patient can have it, by the cancer type and by what is stated of other facts."""
    fact, kind = VOCABULARY[path], stated.get("cancer.type")
    of_type = fact.possible(kind if isinstance(kind, str) else None) if fact.by_type else None
    asked = tuple(demands(path, stated))
    for value in values:
        yield (of_type is None or value in of_type) and all(holds(test, value, fact) for test in asked)


@lru_cache(maxsize=1)
def _counted_by() -> Mapping[str, tuple[str, ...]]:
    """By number, what is never more than it, or is a set of what it counts."""
    found: dict[str, tuple[str, ...]] = {}
    for whole, part in (*FLOORS, *COUNTED):
        found[whole] = (*found.get(whole, ()), part)
    return found


@lru_cache(maxsize=1)
def _by_source() -> Mapping[str, tuple[Derivation, ...]]:
    found: dict[str, tuple[Derivation, ...]] = {}
    for rule in DERIVATIONS:
        found[rule.source] = (*found.get(rule.source, ()), rule)
    return found


@lru_cache(maxsize=64)
def some_of(path: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Elements of a set of which one is present where one of some other facts is recorded, and these facts."""
    found: dict[frozenset[str], list[str]] = {}
    for name, condition in ((name, c) for name, fact in VOCABULARY.items() for c in fact.applies_when):
        if condition.path == path and isinstance(condition.test, IncludesAny):
            found.setdefault(frozenset(condition.test.elements), []).append(name)
    ((elements, names),) = found.items() or ((frozenset[str](), list[str]()),)
    return elements, tuple(names)


def _something(content: Content | None) -> bool:
    return bool(content.present) if isinstance(content, SetContent) else bool(content)


@lru_cache(maxsize=1)
def _governed() -> Mapping[str, tuple[tuple[str, ValueTest], ...]]:
    found: dict[str, tuple[tuple[str, ValueTest], ...]] = {}
    for name, condition in ((name, c) for name, fact in VOCABULARY.items() for c in fact.applies_when):
        if isinstance(condition.test, ValueTest):
            found[condition.path] = (*found.get(condition.path, ()), (name, condition.test))
    return found


@lru_cache(maxsize=256)
def dependents(path: str, *, held: bool = True) -> frozenset[str]:
    """The fact and every fact that may read otherwise where it is another.

    Such a fact is derived from it, applies through it, is presumed through it, or lets it apply; or it is a set that
    ``held`` by it holds an element, unless the set is itself recorded, so that any two values go together.
    """
    found, open_ = {path}, [path]
    while open_:
        nearest = _readers(held).get(open_.pop(), set()) - found
        found |= nearest
        open_ += nearest
    return frozenset(found)


@lru_cache(maxsize=256)
def bearing_on(path: str) -> tuple[str, ...]:
    """Facts on which it may hang how a fact reads: those of which it is a dependent, and the cancer type."""
    return tuple(other for other in VOCABULARY if other == "cancer.type" or path in dependents(other))


@lru_cache(maxsize=2)
def _readers(held: bool) -> Mapping[str, set[str]]:
    """By fact, those that may directly read otherwise where it is another."""
    found: dict[str, set[str]] = {}
    for path, fact in VOCABULARY.items():
        holding = {seen.path for seen, _ in held_by(path)} if held else set[str]()
        for source in leans_on(path, fact) | speaking_of(path) | holding:
            found.setdefault(source, set()).add(path)
    return found


def speaking_of(path: str) -> set[str]:
    """Facts that say something of this one where they are recorded, because they hang on it."""
    fact = VOCABULARY[path]
    found = {name for name, _ in governs(path)}
    found |= {rule.target for rule in _by_source().get(path, ()) if set(rule.tolerates) != set(rule.values.values())}
    found |= {*_counted_by().get(path, ())}
    if fact.is_set:
        found |= {*some_of(path)[1], *within(path)}
    return found


@lru_cache(maxsize=64)
def within(path: str) -> tuple[str, ...]:
    """Sets of which every element is an element of this one too."""
    return tuple(name for name, f in VOCABULARY.items() if f.presumption and f.presumption.within == path)


@lru_cache(maxsize=64)
def held_by(path: str) -> tuple[tuple[Condition, str], ...]:
    """Conditions that say of a set that it holds an element, each with the element."""
    return tuple((seen, element) for seen, target, element in HOLDS if target == path)


def leans_on(path: str, fact: Fact) -> set[str]:
    """Facts that this one is derived from, applies through, or is presumed through; not those that it lets apply."""
    presumption = fact.presumption
    found = {c.path for c in (*fact.applies_when, *(presumption.unless if presumption else ()))}
    found |= {rule.source for rule in DERIVATIONS if rule.target == path}
    if presumption and presumption.within:
        found.add(presumption.within)
    if presumption and fact.kind is Kind.AGENTS:  # a drug that no list knows may be any other
        found |= {name for name, other in VOCABULARY.items() if other.kind is Kind.AGENTS and name != path}
    if fact.by_type:
        found.add("cancer.type")
    return found


def derived(target: str, recorded: Mapping[str, object]) -> tuple[Value, str] | None:
    """The value that recorded facts settle for ``target`` and the path of the one that does, or None."""
    for rule in DERIVATIONS:
        if rule.target == target:
            value = _key(recorded.get(rule.source))
            if value is not None and value in rule.values:
                return rule.values[value], rule.source
    return None


def _key(content: object) -> Value | None:
    """A recorded value as a derivation names it; None where it settles nothing."""
    if isinstance(content, SetContent):
        return NOTHING if content.complete and not content.present | content.unsure else None
    return content if isinstance(content, (bool, int, float, str)) else None


def conflict(rule: Derivation, recorded: Mapping[str, object]) -> str | None:
    """Why the recorded target contradicts the recorded source of ``rule``, in words, or None where it does not."""
    source, target = _key(recorded.get(rule.source)), recorded.get(rule.target)
    if target is None or source is None or source not in rule.values:
        return None
    expected = rule.values[source]
    if agrees(rule, target, expected):
        return None
    return rule.because.format(spec(rule.source).word(source), spec(rule.target).word(expected))


def agrees(rule: Derivation, target: object, expected: Value) -> bool:
    """Whether a recorded target stands beside what its source settles without contradiction."""
    if target == expected or target in rule.tolerates:
        return True
    if isinstance(target, (int, float)) and isinstance(expected, (int, float)):
        return abs(target - expected) <= rule.tolerance
    return False
