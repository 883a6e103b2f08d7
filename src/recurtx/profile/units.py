"""Units that are mistaken for those of the vocabulary, and the question back where a number looks like one of them.

A table beside the vocabulary, and one check for every number. A number with its own unit behind it is never asked back.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.profile.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Unit:
    """Another unit, or another measure, in which a number may have been written.

    ``factor`` turns it into the unit of the fact; 0 where nothing does, and ``says`` tells why or what to do. A number
    from ``low`` to ``high`` is more likely meant so than as it stands, and is asked back.
    """

    name: str
    factor: float = 0
    low: float = 1
    high: float = 0
    says: str = ""


_DAYS = Unit("days", 1 / 30.44, 181, 20000)
_YEARS = Unit("years", 12)
_WEEKS = Unit("weeks", 12 / 52.18)
_FRACTION = Unit("as a fraction", 100, 0.001, 0.99)
_COUNT = Unit("per µl", 0.001)
_CREATININE = "eGFR is computed from creatinine, age and sex"

OTHER_UNITS: Mapping[str, tuple[Unit, ...]] = {
    "biomarkers.tmb": (
        Unit("mutations in the exome", 0, 300, 100000, "divide by the megabases that were read, 30 to 38 in an exome"),
    ),
    "recurrence.months_since_hipec": (_DAYS, _WEEKS, Unit("years", 12, 0.01, 0.99)),
    "recurrence.largest_lesion_cm": (Unit("mm", 0.1, 15, 600),),
    "recurrence.cea": (Unit("ng/l", 0.001), Unit("pg/ml", 0.001)),
    "patient.age": (Unit("as the year of birth", 0, 1900, 2030, "the age is asked, in years"),),
    "patient.ecog": (Unit("on Karnofsky's scale", 0, 10, 100, "it is recorded as `patient.karnofsky`"),),
    "patient.karnofsky": (_FRACTION, Unit("on the scale of ECOG", 0, 0, 4, "it is recorded as `patient.ecog`")),
    "patient.frailty_index": (Unit("as a fraction", 5),),
    "patient.albumin_g_l": (Unit("g/dl", 10), Unit("µmol/l", 0.0665)),
    "patient.bmi": (Unit("kg of weight", 0, 60, 250, "BMI is the weight in kg by the square of the height in m"),),
    "patient.weight_loss_percent": (_FRACTION,),
    "patient.egfr": (
        Unit("mg/dl of creatinine", 0, 0.2, 4.9, _CREATININE), Unit("µmol/l of creatinine", 0, 201, 2000, _CREATININE),
    ),
    "patient.bilirubin_x_uln": (
        Unit("µmol/l", 1 / 20, 5, 800, "where normal ends at 20"),
        Unit("mg/dl", 1 / 1.2, 5, 40, "where it ends at 1.2"),
    ),
    "patient.neutrophils": (
        _COUNT, Unit("% of the white cells", 0, 30, 100, "multiply by the count of white cells"),
    ),
    "patient.platelets": (_COUNT, Unit("lakh per µl", 100, 0.3, 6)),
    "patient.haemoglobin_g_l": (Unit("g/dl", 10), Unit("mmol/l", 16.11)),
    "patient.lvef_percent": (_FRACTION,),
    "patient.life_expectancy_months": (Unit("days", 1 / 30.44), _WEEKS, _YEARS),
    "prior.months_since_systemic": (_DAYS, _WEEKS, _YEARS),
    "prior.platinum_free_interval_months": (_DAYS, _WEEKS, _YEARS),
}  # fmt: skip
"""By fact, other units in use."""
_BY_NAME = (_WEEKS, _YEARS)
"""Told only where they are named: a number alone looks like months."""


_PARTED = re.compile(r"(?<![0-9.,])([1-9][0-9]{0,2})[.,]([0-9]{3})(?![0-9.,])")


def parted(text: str) -> str:
    """Both ways to write a number whose point or comma may part thousands; empty where it cannot."""
    found = _PARTED.search(text)
    point = f"{float(f'{found[1]}.{found[2]}'):.2f}".rstrip("0").rstrip(".") if found else ""
    return f"write {found[1]}{found[2]} or {point}, whichever was meant" if found else ""


MARKERS = ("recurrence.cea", "recurrence.ca125", "recurrence.ca19_9")
"""Numbers of up to six digits, of which no laboratory gives three decimals."""


def thousands(fact: Fact, text: str) -> str:
    """What to ask of a number, as it is written, that may be in thousands; empty where its fact has no such."""
    return parted(text) if fact.path in MARKERS else ""


def asked_back(fact: Fact, value: float) -> str:
    """What to ask where a number that is allowed is more likely meant in another unit; empty where it is not."""
    units = [u for u in OTHER_UNITS.get(fact.path, ()) if u.low <= value <= u.high and _fits(fact, u, value)]
    if not units or not fact.within(value):
        return ""
    as_it_stands = f"`{fact.word(value)} {fact.unit}` if that was meant"
    return f"{_readings(fact, value, units)}; write it in {fact.unit}, or {as_it_stands}"


def conversions(fact: Fact, value: float) -> str:
    """What a number that is not allowed would be in another unit; empty where it would be allowed in none."""
    fits = [u for u in OTHER_UNITS.get(fact.path, ()) if u not in _BY_NAME and _fits(fact, u, value)]
    if not fits:
        return ""
    turned = [u for u in fits if u.factor]
    last = f"write {_in(turned[0], value)} if that was meant" if len(turned) == 1 else "write the one that was meant"
    return f"{_readings(fact, value, fits)}{f'; {last}' if turned else ''}"


def converted(fact: Fact, value: float, unit: str) -> str:
    """A number with another unit behind it, in words, in the unit of the fact; empty where that is not known."""
    found = (
        u for u in OTHER_UNITS.get(fact.path, ()) if _same(unit) in (_same(u.name), _same(u.name.split(" of ")[0]))
    )
    told = next(found, None)
    if told is None:
        return ""
    return f"{_reading(fact, value, told)}{'; write that number alone' if told.factor else ''}"


def in_unit(fact: Fact, unit: str) -> float | None:
    """What turns a number in a unit into that of the fact; None where that is not known."""
    if is_unit(fact, unit):
        return 1
    return next((u.factor for u in OTHER_UNITS.get(fact.path, ()) if u.factor and _same(unit) == _same(u.name)), None)


def unusual(fact: Fact) -> Iterator[tuple[float, float]]:
    """Between which numbers one may be asked back, both ends included."""
    return ((unit.low, unit.high) for unit in OTHER_UNITS.get(fact.path, ()) if unit.low <= unit.high)


def _fits(fact: Fact, unit: Unit, value: float) -> bool:
    usual = unit.low > unit.high or unit.low <= value <= unit.high
    return usual and (not unit.factor or fact.within(value * unit.factor))


def _readings(fact: Fact, value: float, units: list[Unit]) -> str:
    return ", ".join(_reading(fact, value, u) for u in units)


def _reading(fact: Fact, value: float, unit: Unit) -> str:
    if not unit.factor:
        return f"{fact.word(value)} {unit.name} is something else: {unit.says}"
    return " ".join(
        word for word in (f"{fact.word(value)} {unit.name} is {_in(unit, value)}", fact.unit, unit.says) if word
    )


def _in(unit: Unit, value: float) -> str:
    """The number in the unit of the fact, with three digits that count."""
    return f"{float(f'{value * unit.factor:.3g}'):g}"


def _same(unit: str) -> str:
    """A unit without the differences of writing."""
    plain = unicodedata.normalize("NFKC", unit).casefold().replace("×", "x").replace("μ", "µ").replace("mcl", "µl")
    plain = re.sub(r"[\s*]+", "", plain).strip(".").replace("umol", "µmol").replace("micromol", "µmol")
    plain = _SHORT.get(plain, plain)
    return {"/ul": "perµl", "/µl": "perµl", "perul": "perµl", "/mm3": "perµl", "permm3": "perµl"}.get(plain, plain)


_SHORT = {
    "year": "years", "yr": "years", "yrs": "years", "y": "years", "day": "days", "d": "days",
    "lakh": "lakhperµl", "lakhs": "lakhperµl", "percent": "%", "kg": "kgofweight",
    "week": "weeks", "wk": "weeks", "wks": "weeks",
}  # fmt: skip


def is_unit(fact: Fact, text: str) -> bool:
    """Whether a text is the unit of a fact, however it is written."""
    from recurtx.profile.synonyms import UNITS

    same: Iterator[str] = (_same(word) for word in (fact.unit, *UNITS.get(fact.unit, "").split(",")))
    return bool(fact.unit) and _same(text) in same
