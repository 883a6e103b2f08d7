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
from recurtx.profile.spellings import keys_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from recurtx.profile.facttest import Value
    from recurtx.profile.understand import Meaning
    from recurtx.profile.vocabulary import Fact

    Read = Callable[[str], Meaning | None]
    """Reads a text as a value of the same fact."""

_BRACKETS = re.compile(r"\(([^()]*)\)")
_PARTS = re.compile(r"[,;]|\band\b|\+")
_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])?[./-]?(?:0?[1-9]|1[0-2])?[./-]?(?:19|20)\d\d|(?:19|20)\d\d(?:-\d\d){1,2}|\d\d/\d\d"
)
_DATES = re.compile(rf"(?<![\w.])(?:{_DATE.pattern})(?!\w)")
_AMOUNT = re.compile(
    r"[<>~≤≥-]?\d+(?:[.,/x-]\d+)*(?:cm|mm|ml|l|kg|mg|g|m2|m²|gy|fx|%|x|°c|weeks?|wk|mo|months?|years?|y|d|days?|min|h)?"
    r"|x\d+|auc\d|q\d+[dw]|c\d+|d\d+|[12]l"
)
_PLACE_CODE = re.compile(r"s\d[ab]?|th?\d{1,2}|l[1-5]|i{1,3}|iv[ab]?|vi{0,3}")
_STAGE = re.compile(r"y?[pc]?[tnm][0-4]?[a-dx]?|i{1,3}[abc]?\d?|iv[abc]?|[0-4][abc]")
_GRADE = re.compile(r"g(?:rade)?[1-5]|i{1,3}|iv")
_VARIANT = re.compile(r"(?!.*(?:g12c|34g>t))(?:[cp]\.\S+|[a-z]\d+[a-z])")
_TAKEN_BACK = re.compile(
    r"\b(?:no|not|non|none|without|never|neg|negative|excluded|ok|fine|tolerated|rechallenged?|resolved|family|father|"
    r"mother|unlikely|denied|denies|ruled|absent|if|except|but|only|before|then|now|was|later|planned|declined|refused|"
    r"feared|possible|suspected|vus|benign|premedicat\w*|desensiti\w*)\b|\?", re.IGNORECASE)

_METHOD = (
    "ct, mri, mrt, pet, pet ct, imaging, scan, ultrasound, laparoscopy, biopsy, biopsied, histology, histologically, "
    "pathology, recist, irecist, mdt, surgeon, by, on, in, at, of, the, a, since, from, about, approx, ca, report, "
    "letter"
)
_ELEMENT = (
    f"{_METHOD}, up, max, largest, new, each, left, right, both, bilateral, bilat, upper, lower, middle, mild, "
    "moderate, severe, slight, chronic, acute, mainly, type, stage, grade, degree, known, recurrent, again, week, "
    "weeks, month, months, year, years, day, days, proven, confirmed"
)
_PLACE = (
    f"{_ELEMENT}, segment, segments, seg, lobe, lobes, dome, multiple, single, solitary, isolated, several, few, many, "
    "one, two, three, four, five, small, large, tiny, nodule, nodules, deposit, deposits, implant, implants, mass, "
    "masses, lesion, lesions, met, mets, metastasis, metastases, disease, focal, diffuse, miliary, localized, "
    "quadrant, quadrants, region, regions, flank, gutter, gutters, paracolic, wall, anterior, posterior, lateral, "
    "medial, superior, inferior, parenchymal, progressive, synchronous, metachronous, presacral, sacrum, spine, rib, "
    "ribs, femur, ruq, rlq, luq, llq, rul, rml, rll, lul, lll, suv, cm, mm, ml"
)
_COURSE = (
    "adjuvant, adj, neoadjuvant, neoadj, perioperative, periop, preoperative, preop, postoperative, postop, "
    "palliative, induction, maintenance, first, second, third, line, lines, weekly, biweekly, every, iv, oral, po, "
    "bid, tid, od, dose, doses, reduced, full, flat, standard, bolus, tablets, cycle, cycles, cyc, zyklen, course, "
    "courses, auc, mg, m2, kg, until, to, total, x, six, since, from, started, ended, stopped, completed, ongoing, "
    "current, in, by, on, ca, about, months, month, weeks, mo, biosimilar, rechallenge, with, lv, leucovorin, "
    "folinic, acid, cr, pr, sd, best, response"
)
_ALONE = "mono, monotherapy, alone, single, agent"
_TESTED = (
    f"{_METHOD}, ihc, fish, ish, pcr, ngs, tissue, tumour, tumor, primary, metastasis, central, local, lab, panel, "
    "sequencing, immunohistochemistry, 22c3, 28 8, sp142, sp263, ventana, dako, assay, with, foundation one"
)
_REACTION = (
    "allergy, allergic, reaction, reactions, hypersensitivity, hsr, anaphylaxis, anaphylactic, shock, infusion, "
    "neuropathy, polyneuropathy, pnp, cipn, toxicity, toxic, ppe, hfs, hand foot, handfoot, syndrome, rash, "
    "exanthema, diarrhoea, diarrhea, colitis, mucositis, stomatitis, neutropenia, febrile, thrombocytopenia, anaemia, "
    "anemia, cytopenia, nausea, vomiting, fatigue, nephrotoxicity, ototoxicity, hearing, loss, cardiotoxicity, "
    "angina, coronary, spasm, vasospasm, pneumonitis, hepatitis, hypertension, proteinuria, bleeding, perforation, "
    "fistula, bronchospasm, urticaria, after, cycle, cycles, dose, doses, grade, degree, severe, stopped, with, due, "
    "to, the, first, second, third, of, in"
)
DETAILS: Mapping[str, str] = {
    "recurrence.sites": _PLACE,
    "recurrence.symptoms": (
        f"{_ELEMENT}, nrs, vas, opioids, intermittent, constant, colicky, postprandial, abdominal, kg, ruq, rlq, luq, "
        "llq"
    ),
    "recurrence.red_flags": _ELEMENT,
    "prior.radiation_sites": f"{_PLACE}, gy, fractions, fraction, fx, sbrt, palliative",
    "prior.agents": _COURSE,
    "prior.progressed_on": (
        "pd, progression, progressed, progressive disease, refractory, failed, cycle, cycles, dose, doses, line, "
        "weekly, mg, second, third, during, in, on, under"
    ),
    "prior.intolerances": _REACTION,
    "prior.hipec_agent": f"{_COURSE}, hipec, minutes, min, closed, open, degrees, c",
    "prior.latest_response": f"{_METHOD}, after, cycles, cycle, months, month, weeks",
    "prior.best_response": f"{_METHOD}, after, cycles, cycle, months, month, weeks",
    "prior.worst_complication": "clavien, dindo, leak, anastomotic, reoperation, ileus, abscess, wound, infection",
    "patient.thromboembolism": f"{_ELEMENT}, segmental, leg, arm, apixaban, rivaroxaban, heparin, anticoagulated, on",
    "biomarkers.brca=mutated": f"{_TESTED}, pathogenic, germline, somatic, g, s",
    "biomarkers.ras=mutated": f"{_TESTED}, kras, nras, exon, vaf",
    "biomarkers.ras=wild_type": (
        f"{_TESTED}, kras and nras, kras nras, nras and kras, all ras, extended ras, exons 2-4, exons 2 3 4"
    ),
    "biomarkers.mmr=deficient": f"{_TESTED}, mlh1, pms2, msh2, msh6, loss, lynch, germline, 5 5, markers",
    "biomarkers.mmr=proficient": f"{_TESTED}, all four, all, four, proteins, retained, intact, expressed",
    "biomarkers": _TESTED,
    "cancer": (
        f"{_METHOD}, figo, tnm, stage, primary, cancer, carcinoma, distal, proximal, mid, third, recurrent"
    ),
    "patient.comorbidities": (
        f"{_ELEMENT}, controlled, well, treated, insulin, metformin, oad, diet, stable, mellitus, ii, gold, nyha, ccs, "
        "child, pugh, b, c, stent, stents, cabg, bypass, pacemaker, apixaban, rivaroxaban, warfarin, doac, "
        "paroxysmal, persistent, permanent, ef, alcohol, alcoholic, amiodarone"
    ),
    "patient": f"{_METHOD}, ckd epi, ckdepi, mdrd, cockcroft gault, tte, echo, muga, ambulatory, lab",
    "recurrence": _METHOD,
    "prior": _METHOD,
}
"""By fact, or its value, else by the group of facts: what brackets beside it may say that changes nothing."""
_MUTATED = ("mutated", "v600e")
# fmt: on


def contents(text: str) -> list[str]:
    """What stands in each pair of brackets of a text."""
    return _BRACKETS.findall(text)


def narrowed(text: str, values: Sequence[Value], classes: Mapping[str, frozenset[str]], read: Read) -> Sequence[Value]:
    """The drugs in brackets behind a class that all of them belong to, such as olaparib behind PARP inhibitor."""
    meant = [read(inside) for inside in contents(text)]
    drugs = [drug for found in meant if found for drug in found.values]
    belong = [classes.get(str(drug), frozenset()) for drug in drugs]
    every = drugs and all(any(value in of for of in belong) for value in values)
    return drugs if every and all(not of.isdisjoint(map(str, values)) for of in belong) else ()


def doubted(fact: Fact, text: str, meant: Meaning, read: Read) -> Iterator[str]:
    """What is asked of the brackets in a text that is ``meant`` without them; ``read`` reads a part of them."""
    details = _details(fact, meant.values)
    for inside in contents(text):
        again = read(inside)
        if _same(fact, again, meant):
            continue
        parts = [part.strip() for part in _PARTS.split(inside)]
        named = [found for part in (inside, *parts, *inside.split()) if (found := read(part)) and found.values]
        other = next((found for found in named if not _same(fact, found, meant)), None)
        if other is not None:
            yield _names_more(fact, meant.values, other.values)
        elif not _is_detail(fact, inside, details, meant.values) and not all(
            _same(fact, read(part), meant) or _is_detail(fact, part, details, meant.values) for part in parts
        ):
            yield _may_change(inside, meant.values)


def _same(fact: Fact, found: Meaning | None, meant: Meaning) -> bool:
    """Whether a part says again what is meant; of a combination of drugs, all of it."""
    if found is None or not found.values:
        return False
    if fact.kind is Kind.AGENTS and len(meant.values) > 1:
        return set(found.values) == set(meant.values)
    return set(found.values) <= set(meant.values)


def _names_more(fact: Fact, values: Sequence[Value], more: Sequence[Value]) -> str:
    every = ", ".join(dict.fromkeys(_word(value) for value in (*values, *more)))
    if fact.is_set:
        return f"in brackets it names {', '.join(map(_word, more))}: write those of {every} that are meant"
    return f"it says several: {every}; write one of them"


def _may_change(inside: str, values: Sequence[Value]) -> str:
    named = ", ".join(map(_word, values)) or "[]"
    return f"`({inside.strip()})` may change it: write {named} alone if it does not, else what is meant"


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _details(fact: Fact, values: Sequence[Value]) -> frozenset[str]:
    paths = (*(f"{fact.path}={value}" for value in values), fact.path, fact.path.partition(".")[0])
    own = next((DETAILS[path] for path in paths if path in DETAILS), "")
    alone = _ALONE if fact.kind is Kind.AGENTS and len(values) == 1 else ""
    return keys_in(own) | keys_in(alone)


def _is_detail(fact: Fact, part: str, details: frozenset[str], values: Sequence[Value]) -> bool:
    """Whether a part of brackets says nothing that could be another value."""
    if _TAKEN_BACK.search(part):
        return False
    words = (word for word in re.split(r"[\s/:,;+]+|(?<=[a-z])-", _DATES.sub(" ", part)) if word)
    return key(part) in details or all(_is_small(fact, word, details, values) for word in words)


def _is_small(fact: Fact, word: str, details: frozenset[str], values: Sequence[Value]) -> bool:
    plain = word.casefold().strip(".-")
    if not plain or key(plain) in details or _DATE.fullmatch(plain):
        return True
    forms = []
    if fact.path in ("recurrence.sites", "prior.radiation_sites"):
        forms = [_PLACE_CODE, _AMOUNT]
    elif fact.is_set:
        forms = [_AMOUNT, _GRADE]
    elif fact.path == "cancer.type":
        forms = [_STAGE]
    elif fact.path.endswith("_response"):
        forms = [_AMOUNT]
    elif values and str(values[0]) in _MUTATED:
        forms = [_VARIANT, _AMOUNT]
    return any(form.fullmatch(plain) for form in forms)
