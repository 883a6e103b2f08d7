"""What stands in brackets behind a word: it is passed over only where it takes nothing back.

``V600E (IHC negative)``, ``FOLFIRI (plus cetuximab)``, ``none (not assessed)``: brackets deny, correct and add. They
are read as the rest is, and what is neither the same again nor a detail of the lists below is asked back.
"""
# fmt: off

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recurtx.profile.about import Kind
from recurtx.profile.names import key
from recurtx.profile.spellings import keys_in, names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from recurtx.profile.facttest import Value
    from recurtx.profile.understand import Meaning
    from recurtx.profile.vocabulary import Fact

    Read = Callable[[str], Meaning | None]
    """Reads a text as a value of the same fact."""

_BRACKETS = re.compile(r"\(([^()]*)\)")
_PARTS = re.compile(r"[,;]|\band\b|\+")
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])?[./-]?(?:0?[1-9]|1[0-2])?[./-]?(?:19|20)\d\d|(?:19|20)\d\d(?:-\d\d){1,2}")
_AMOUNT = re.compile(
    r"[<>~≤≥]?\d+(?:[.,/x-]\d+)*(?:cm|mm|ml|l|mg|g|m2|m²|gy|fx|%|x|weeks?|wk|months?|mo|years?|y|d|days?|th|st|nd|rd)?",
)
_YES = frozenset(("yes", "true", "y", "present"))
_GRADE = re.compile(
    r"g(?:rade)?[1-5]|s\d[ab]?|th?\d{1,2}|l[1-5]|i{1,3}|iv|vi{0,3}|iv[ab]|q\d+w|c\d+|d\d+|[12]l|[cp]\.\S+|exon"
)
_TAKEN_BACK = re.compile(
    r"\b(?:no|not|non|none|without|never|neg|negative|excluded|ok|fine|tolerated|rechallenged?|resolved|family|father|"
    r"mother|unlikely|denied|denies|ruled|absent|if|except|but|only|before|then|now|was|later)\b|\?", re.IGNORECASE)

_COMMON = (
    "ct, mri, mrt, pet, imaging, scan, ultrasound, laparoscopy, biopsy, biopsied, histology, histologically, proven, "
    "confirmed, pathology, recist, irecist, by, on, in, at, of, the, a, since, from, to, about, approx, ca, up, max, "
    "largest, new, each, left, right, both, bilateral, upper, lower, middle, mild, moderate, severe, slight, chronic, "
    "mainly, type, stage, grade, degree, known, recurrent, recurrence, relapse, again, week, weeks, month, months, "
    "year, years, day, days"
)
_PLACE = (
    "segment, segments, seg, lobe, lobes, dome, multiple, single, solitary, isolated, several, few, many, one, two, "
    "three, four, five, small, large, tiny, nodule, nodules, deposit, deposits, implant, implants, mass, masses, "
    "lesion, lesions, met, mets, metastasis, metastases, disease, focal, diffuse, miliary, localized, quadrant, "
    "quadrants, flank, gutter, gutters, paracolic, wall, anterior, posterior, lateral, medial, superior, "
    "inferior, suv, cm, mm, ml, nrs, vas"
)
_COURSE = (
    "adjuvant, neoadjuvant, perioperative, palliative, induction, maintenance, first, second, third, line, lines, "
    "weekly, biweekly, iv, oral, po, mono, monotherapy, alone, single, agent, dose, doses, reduced, full, standard, "
    "cycle, cycles, course, courses, auc, mg, m2, kg, until, total, x"
)
_TESTED = (
    "ihc, fish, ish, pcr, ngs, tissue, tumour, tumor, primary, metastasis, central, local, lab, report, panel, "
    "sequencing, immunohistochemistry, 22c3, 28-8, sp142, sp263, ventana, dako, assay, with"
)
DETAILS: Mapping[str, str] = {
    "recurrence": _PLACE,
    "prior.radiation_sites": f"{_PLACE}, gy, fractions, fraction, fx, sbrt, palliative",
    "prior.agents": _COURSE,
    "prior.progressed_on":
        "pd, progression, progressed, progressive disease, refractory, failed, cycle, cycles, dose, doses, line, "
        "weekly, mg, first, second, third, after, during",
    "biomarkers": _TESTED,
    "biomarkers.brca=mutated": f"{_TESTED}, pathogenic, likely, class, variant, germline, somatic, g, s",
    "biomarkers.ras": f"{_TESTED}, kras and nras, kras nras, nras and kras, all ras, extended ras, extended, exons 2-4",
    "cancer": "figo, tnm, stage, iiia, iiib, iiic, iva, ivb, primary, cancer, carcinoma, ca",
    "patient.comorbidities":
        "controlled, well, treated, on, insulin, metformin, diet, stable, mellitus, ii, gold, nyha, ccs, child, "
        "pugh, b, c",
    "patient": "controlled, well, treated, on, segmental, leg, arm",
}
"""By fact, or its value, else by the group of facts: what brackets beside it may say that changes nothing."""
# fmt: on


def narrowed(text: str, values: Sequence[Value], classes: Mapping[str, frozenset[str]], read: Read) -> Sequence[Value]:
    """The drugs in brackets behind a class that all of them belong to, such as olaparib behind PARP inhibitor."""
    meant = [read(inside) for inside in _BRACKETS.findall(text)]
    drugs = [drug for found in meant if found for drug in found.values]
    belong = [classes.get(str(drug), frozenset()) for drug in drugs]
    every = drugs and all(any(value in of for of in belong) for value in values)
    return drugs if every and all(not of.isdisjoint(map(str, values)) for of in belong) else ()


def doubted(fact: Fact, text: str, meant: Meaning, read: Read) -> Iterator[str]:
    """What is asked of the brackets in a text that is ``meant`` without them; ``read`` reads a part of them."""
    details = _details(fact, meant.values)
    for inside in _BRACKETS.findall(text):
        again = read(inside)
        if _same(again, meant) or _is_detail(fact, inside, details) or _explains(fact, text, inside):
            continue
        for part in [inside] if again else [part.strip() for part in _PARTS.split(inside)]:
            found = again or read(part)
            if found is not None and found.values and not _same(found, meant):
                yield _names_more(fact, meant.values, found.values)
            elif not _same(found, meant) and not _is_detail(fact, part, details):
                yield _may_change(inside, meant.values)


def _same(found: Meaning | None, meant: Meaning) -> bool:
    return found is not None and bool(found.values) and set(found.values) <= set(meant.values)


def _names_more(fact: Fact, values: Sequence[Value], more: Sequence[Value]) -> str:
    every = ", ".join(dict.fromkeys(_word(value) for value in (*values, *more)))
    if fact.is_set:
        return f"in brackets it names {', '.join(map(_word, more))} too: write those of {every} that are meant"
    return f"it says several: {every}; write one of them"


def _may_change(inside: str, values: Sequence[Value]) -> str:
    named = ", ".join(map(_word, values)) or "[]"
    return f"`({inside.strip()})` may change it: write {named} alone if it does not, else what is meant"


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _details(fact: Fact, values: Sequence[Value]) -> frozenset[str]:
    paths = (*(f"{fact.path}={value}" for value in values), fact.path, fact.path.partition(".")[0])
    own = next((DETAILS[path] for path in paths if path in DETAILS), "")
    return keys_in(own) | keys_in(_COMMON) | names_of(fact.path)


def _explains(fact: Fact, text: str, inside: str) -> bool:
    """Whether brackets say why it is so: behind a yes, or which reaction it was; neither may be taken back."""
    if _TAKEN_BACK.search(inside):
        return False
    yes = fact.kind is Kind.BOOLEAN and not fact.path.startswith("biomarkers.") and key(text.partition("(")[0]) in _YES
    return yes or fact.path == "prior.intolerances"


def _is_detail(fact: Fact, part: str, details: frozenset[str]) -> bool:
    """Whether a part of brackets says nothing that could be another value."""
    if _TAKEN_BACK.search(part):
        return False
    amounts = fact.is_set or fact.kind is Kind.BOOLEAN
    words = (word for word in re.split(r"[\s/:]+|(?<=[a-z])-", part) if word)
    return key(part) in details or all(_is_small(word, details, amounts=amounts) for word in words)


def _is_small(word: str, details: frozenset[str], *, amounts: bool) -> bool:
    plain = word.casefold().strip(".-")
    if not plain or key(plain) in details or _DATE.fullmatch(plain) or _GRADE.fullmatch(plain):
        return True
    return amounts and bool(_AMOUNT.fullmatch(plain))
