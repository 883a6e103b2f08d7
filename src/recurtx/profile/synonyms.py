"""What clinicians write instead of the words of the vocabulary: data only, loaded where such a word is met.

Only what means exactly the same stands here. A word that is broader than a value, or may mean two, stands in
``EITHER`` with what it may mean, or in ``NOT_HERE`` with what to write instead. Case, spaces, hyphens, underscores and
points do not count, nor a plural. Names of drugs stand with the rules, which know the drugs.
"""
# fmt: off

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = (
    "unknown, not known, unk, not recorded, not tested, not done, not assessed, not available, not reported, "
    "missing, not evaluable, not evaluated, not determined, not measured, to follow, awaited, tbd, "
    "nk, n/k, na, n/a, nan, nd, ?, pending"
)
"""What says that a fact is not recorded."""
NOTHING = "none, no, nil, nothing, none found, no findings, keine"
"""What says, in place of a set, that it was looked for and there is nothing."""
NOTHING_OF: Mapping[str, str] = {
    "recurrence.sites": "ned, ned since, no evidence of disease, no recurrence, no relapse, disease free",
    "recurrence.symptoms": "asymptomatic, no symptoms, symptom free, free of symptoms",
    "recurrence.red_flags": "no red flags",
    "patient.comorbidities":
        "no comorbidities, no comorbidity, healthy, no relevant comorbidity, no relevant comorbidities, "
        "no other illness, otherwise healthy, otherwise well",
    "prior.agents":
        "no chemotherapy, no chemo, no systemic therapy, chemo naive, chemotherapy naive, treatment naive, "
        "never treated",
    "prior.intolerances":
        "no intolerance, no intolerances, no known intolerance, no known intolerances, none known, keine bekannt, "
        "no toxicity, no side effects",
    "prior.radiation_sites": "no radiotherapy, no radiation, not irradiated",
}
"""The same in words that only one set takes."""
YES = "yes, y, true, yeah"
NO = "no, n, false"
POSITIVE = "positive, pos, +, detected, present, yes"
NEGATIVE = "negative, neg, not detected, undetected, absent, no"

_NONE = {
    "0": "none, no, never, nil, zero", "1": "once, one, 1x", "2": "twice, two, 2x", "3": "three, three times, 3x",
}
_CC = {"0": "r0, r1, r0/r1, no visible disease, no gross residual, no residual disease"}
_NEVER = {"0": "none, no, nil, zero", "1": "one", "2": "two", "3": "three"}
_RESPONSE = {
    "complete": "cr, complete response, complete remission, ccr, pcr, pathological complete response",
    "partial": "pr, partial response, partial remission, cpr, ppr",
    "stable": "sd, stable disease, no change",
    "progression": "pd, progressive disease, progressed, progressing, progressive, disease progression",
}
_FUSED = {
    "true": f"{POSITIVE}, fusion, rearranged, rearrangement", "false": f"{NEGATIVE}, wild type, wt, none",
}
_AMINO = {
    "a": "ala", "c": "cys", "d": "asp", "e": "glu", "f": "phe", "g": "gly", "h": "his", "k": "lys", "l": "leu",
    "n": "asn", "p": "pro", "q": "gln", "r": "arg", "s": "ser", "t": "thr", "v": "val",
}
_RAS = "g12a g12d g12r g12s g12v g13c g13d g13r q61h q61k q61l q61r k117n a146t a146v"


def _changes(changes: str, *genes: str) -> str:
    """Each change of a protein with and without its gene: ``g12d``, ``p.g12d``, ``gly12asp`` and ``p.gly12asp``."""
    long = ((c, f"{_AMINO[c[0]]}{c[1:-1]}{_AMINO[c[-1]]}") for c in changes.split())
    forms = [f"{p}{form}" for both in long for form in both for p in ("", "p.")]
    return ", ".join(f"{gene} {form}".strip() for gene in genes for form in forms)


_NOT_DEFICIENT = "no deficiency, no dpd deficiency, not deficient, activity score 2, activity score 2.0"
_SITES = {
    "peritoneum":
        "peritoneal, omentum, omental, omental cake, mesentery, small bowel mesentery, mesenteric, "
        "peritoneal carcinomatosis, carcinomatosis, mesocolon, mesosigmoid, sigmoid mesentery, subphrenic, "
        "subdiaphragmatic, gastrocolic ligament, falciform ligament, "
        "peritoneal surface, pelvic peritoneum, paracolic gutter, pouch of douglas, douglas, cul de sac, "
        "morison's pouch",
    "ovary": "ovaries, ovarian, krukenberg, krukenberg tumour, krukenberg tumor",
    "liver": "hepatic, liver parenchyma, intrahepatic",
    "lung": "pulmonary",
    "pleura": "pleural",
    "regional_lymph_node":
        "regional lymph node, regional ln, regional node, regional nodal, locoregional node, locoregional lymph node",
    "distant_lymph_node":
        "distant node, distant ln, supraclavicular, mediastinal, distant nodal, supraclavicular node, "
        "supraclavicular lymph node, virchow, virchow node, "
        "virchow's node, mediastinal node, mediastinal lymph node, "
        "cardiophrenic ln, cardiophrenic node, cardiophrenic lymph node, supradiaphragmatic ln, "
        "supradiaphragmatic node, "
        "supraclavicular ln, mediastinal ln, axillary node, axillary lymph node, axillary ln",
    "abdominal_wall":
        "smj, port site, scar, surgical scar, trocar site, umbilicus, umbilical, sister mary joseph, "
        "sister mary joseph's, laparotomy scar, "
        "incisional, incision",
    "spleen": "splenic",
    "vaginal_vault": "vaginal cuff, vault, vaginal stump",
    "bladder_or_ureter": "bladder, ureter, ureteral, ureteric, bladder or ureter",
    "pelvis": "pelvic wall, pelvic sidewall, pelvic side wall",
    "bone": "osseous, skeletal, skeleton, vertebral, vertebra, spine",
    "brain": "cerebral, intracranial",
    "anastomosis": "anastomotic",
    "retroperitoneum": "retroperitoneal",
    "adrenal": "adrenal gland",
}

VALUES: Mapping[str, Mapping[str, str]] = {
    "cancer.type": {
        "colorectal":
            "colon, colonic, crc, mcrc, bowel, large bowel, large intestine, colorectum, rectum, rectal, sigmoid, "
            "sigmoid colon, rectosigmoid, caecum, cecum, caecal, cecal, ascending colon, transverse colon, "
            "descending colon, hepatic flexure, splenic flexure, left colon, right colon, left sided colon, "
            "right sided colon, kolon, kolonkarzinom, rektum, rektumkarzinom, sigma, sigmakarzinom, coecum, zökum, "
            "zoekum, coecumkarzinom, zökumkarzinom, kolorektal, kolorektales karzinom",
        "appendiceal":
            "appendix, appendicular, goblet, goblet cell, goblet cell carcinoid, "
            "goblet cell carcinoma of the appendix, "
            "goblet cell adenocarcinoma of the appendix, appendiceal mucinous, pmp, "
            "pseudomyxoma, pseudomyxoma peritonei, lamn, hamn, appendixkarzinom",
        "ovarian":
            "ovary, ovaries, eoc, ppc, hgsoc, lgsoc, fallopian tube, fallopian, tubal, tubo ovarian, "
            "primary peritoneal, "
            "peritoneal serous, epithelial ovarian, ovarial, ovarialkarzinom, tubenkarzinom, oc, occc, "
            "ovarian clear cell, hgsc ovarian",
        "gastric": "stomach, gc, linitis plastica, magen, magenkarzinom, siewert iii, siewert 3, aeg iii, aeg 3",
        "mesothelioma":
            "meso, mpm, mpem, mesothelioma peritonei, peritoneal mesothelioma, "
            "malignant peritoneal mesothelioma, dmpm, peritoneal meso, "
            "diffuse malignant peritoneal mesothelioma, malignant mesothelioma, multicystic mesothelioma, "
            "papillary mesothelioma",
        "other":
            "another cancer, cup, cancer of unknown primary, unknown primary, sba, pancreas, pancreatic, "
            "pdac, small bowel, small intestine, duodenal, duodenum, breast, "
            "endometrial, endometrium, uterine, uterus, cervical, cervix, cholangiocarcinoma, bile duct, biliary, "
            "gallbladder, hepatocellular, hcc, oesophageal, esophageal, oesophagus, esophagus, urachal, urachus, "
            "bladder, "
            "prostate, kidney, lung, melanoma, sarcoma, gist, dsrct, desmoplastic small round cell, anal, "
            "granulosa, granulosa cell, pleural mesothelioma",
    },
    "cancer.histology": {
        "adenocarcinoma":
            "nos, adenocarcinoma nos, adeno, adenoca, adeno ca, poorly differentiated adenocarcinoma, "
            "moderately differentiated adenocarcinoma, well differentiated adenocarcinoma",
        "mucinous": "colloid, muc, maca, mucinous adenocarcinoma",
        "signet_ring": "src, srcc, signet, signet cell, signet ring cell",
        "lamn": "low grade appendiceal mucinous neoplasm",
        "hamn": "high grade appendiceal mucinous neoplasm",
        "low_grade_mucinous":
            "dpam, disseminated peritoneal adenomucinosis, low grade mucinous carcinoma peritonei, lgmcp, "
            "low grade mcp, mcp lg, mcp low grade, lg pmp, pmp lg, low grade pseudomyxoma, low grade pmp, "
            "low grade pseudomyxoma peritonei",
        "high_grade_mucinous":
            "pmca, peritoneal mucinous carcinomatosis, high grade mucinous carcinoma peritonei, hgmcp, "
            "high grade mcp, mcp hg, mcp high grade, hg pmp, pmp hg, high grade pseudomyxoma, high grade pmp, "
            "high grade pseudomyxoma peritonei",
        "goblet_cell": "gca, gcc, goblet, goblet cell carcinoid, adenocarcinoid",
        "nonmucinous": "non mucinous",
        "high_grade_serous":
            "hgsoc, hgsc, hgs, hgsc ovarian, high grade serous ovarian, hg serous, serous high grade",
        "low_grade_serous": "lgsoc, lgsc, lgs, low grade serous ovarian, lg serous, serous low grade",
        "endometrioid": "endometrioid ovarian",
        "clear_cell": "ccc, occc, ccoc, clear cell ovarian",
        "carcinosarcoma":
            "mmmt, mixed mullerian, mixed müllerian, malignant mixed mullerian, malignant mixed müllerian",
        "intestinal": "lauren intestinal, intestinal lauren",
        "diffuse": "lauren diffuse, diffuse lauren",
        "mixed": "lauren mixed, mixed lauren",
        "epithelioid": "epithelial, epithelioid mesothelioma",
        "biphasic": "biphasic mesothelioma, mixed mesothelioma",
        "sarcomatoid": "sarcomatous, sarcomatoid mesothelioma",
        "multicystic":
            "mcpm, benign multicystic, benign cystic, multicystic mesothelioma, benign multicystic mesothelioma",
        "well_differentiated_papillary":
            "wdpm, wdpmt, wdppm, well differentiated papillary mesothelioma, "
            "well differentiated papillary mesothelial",
    },
    "cancer.grade": {
        "low": "low grade, lg, g1, grade 1, 1, i, well, well differentiated, well diff, grade i",
        "high": "high grade, hg, g3, grade 3, 3, iii, poor, poorly differentiated, poorly diff, poor diff, grade iii",
    },
    "cancer.signet_ring_cells": {
        "true":
            "present, positive, seen, some, few, focal, focally, partly, isolated, > 50%, ≥ 50%, "
            + ", ".join(f"{percent}%" for percent in range(1, 101)),
        "false": "absent, negative, none, not seen, 0%",
    },
    "cancer.primary_side": {
        "right":
            "r, right sided, right colon, proximal, caecum, cecum, caecal, cecal, ascending, ascending colon, "
            "hepatic flexure, rcc, right hemicolon",
        "left":
            "l, left sided, left colon, sigmoid, sigmoid colon, sigma, descending, descending colon, splenic flexure, "
            "left hemicolon",
        "rectum": "rectal",
    },
    "biomarkers.mmr": {
        "deficient":
            "dmmr, mmrd, mmr d, msi h, msi high, msih, mmr deficient, mismatch repair deficient, deficient mmr, "
            "microsatellite instability high, high msi, unstable, mlh1 loss, msh2 loss, msh6 loss, pms2 loss, "
            "loss of mlh1, loss of msh2, loss of msh6, loss of pms2, mlh1/pms2 loss, loss of mlh1/pms2, "
            "loss of mlh1 and pms2, msh2/msh6 loss, loss of msh2/msh6, loss of msh2 and msh6",
        "proficient":
            "pmmr, mmrp, mmr p, mss, mmr proficient, mismatch repair proficient, proficient mmr, "
            "msi s, msi neg, msi negative, no dmmr, not dmmr, microsatellite stable, stable, intact, mmr intact, "
            "no loss, no mmr loss",
    },
    "biomarkers.ras": {
        "wild_type":
            "wt, wild, unmutated, all ras wild type, all ras wt, ras wt, ras wild type, ras and nras wild type, "
            "kras and nras wild type, "
            "kras/nras wt, not mutated, no mutation",
        "mutated":
            "mut, mutant, mutation, ras mutated, ras mutant, ras mut, kras mutated, kras mutant, kras mut, "
            "nras mutated, nras mutant, nras mut, kras mutation, nras mutation, mt, ras mt, kras mt, nras mt, "
            f"{_changes(_RAS, '', 'kras', 'nras')}, {_changes('g12c', 'nras')}",
    },
    "biomarkers.kras_g12c": {
        "true": f"{POSITIVE}, mutated, mutant, mutation, {_changes('g12c', '', 'kras')}",
        "false": f"{NEGATIVE}, wild type, wt, kras wild type, kras wt, not mutated",
    },
    "biomarkers.braf": {
        "wild_type": "wt, wild, not mutated, no mutation, braf wild type, braf wt",
        "v600e":
            "p.v600e, val600glu, p.val600glu, v600e mutated, v600e mutant, v600e mutation, braf v600e, mutated v600e, "
            "v600e positive, v600e pos, v600e+",
        "other":
            "non v600e, non v600, mutated not v600e, other mutation, class 2, class 3, class ii, class iii, "
            f"{_changes('v600k v600d v600r d594g d594n g466v g469a k601e', '')}",
    },
    "biomarkers.her2": {
        "negative": "neg, 0, ihc 0, her2 negative",
        "low":
            "1+, ihc 1+, her2 low, 2+ fish neg, 2+ fish negative, 2+/fish negative, 2+ ish neg, 2+ ish negative, "
            "2+ not amplified, ihc 2+ fish neg, ihc 2+ fish negative, ihc 2+ ish neg, ihc 2+ ish negative",
        "positive":
            "pos, 3+, +++, ihc 3+, amplified, amp, her2 amp, overexpressed, her2 positive, her2+, her2 amplified, "
            "2+ fish pos, "
            "2+ fish positive, 2+/fish+, 2+ ish pos, 2+ ish positive, 2+/ish+, 2+ amplified, ihc 2+ fish pos, "
            "ihc 2+ fish positive, ihc 2+/fish+, ihc 2+ ish pos, ihc 2+ ish positive, ihc 2+/ish+",
    },
    "biomarkers.brca": {
        "wild_type":
            "wt, wild, negative, neg, not mutated, no mutation, none, no, brca1/2 wild type, brca1/2 wt, "
            "brca wt, brcawt, brca wild type",
        "mutated":
            "germline mutation, germline mutated, germline positive, germline brca1, germline brca2, somatic mutation, "
            "somatic mutated, somatic positive, somatic brca1, somatic brca2, tumour mutated, tumor mutated, "
            "mut, mutant, mutation, positive, pos, brca1, brca2, brca1/2, brca 1, brca 2, brcam, brca1m, brca2m, "
            "gbrca, sbrca, "
            "tbrca, gbrcam, sbrcam, tbrcam, brca mutated, brca mutation, brca1 mutated, brca2 mutated, "
            "brca1 mutation, "
            "pathogenic, likely pathogenic, brca1 pathogenic, brca2 pathogenic, brca1 likely pathogenic, "
            "brca2 likely pathogenic, "
            "brca2 mutation, gbrca1, gbrca2, gbrca1m, gbrca2m, sbrca1, sbrca2, brca1 positive, brca2 positive, yes, "
            "brca1 mut, brca2 mut, brca mut, "
            "brca1+, brca2+, brca1 mutant, brca2 mutant, pathogenic variant, germline mutation, somatic mutation",
    },
    "biomarkers.hrd": {
        "negative": "neg, no, hrp, hr proficient, proficient, hrd negative, non hrd, not hrd, no hrd",
        "positive": "pos, +, yes, hrd, hr deficient, deficient, hrd positive, hrd+",
    },
    "biomarkers.folr1": {
        "high": "positive, pos, frα+, frα positive, fr alpha high, fralpha high, folr1 high",
        "not_high": "negative, neg, low, medium, not high, folr1 low",
    },
    "biomarkers.ret_fusion": _FUSED,
    "biomarkers.dpd_activity": {
        "normal": f"wild type, wt, normal metaboliser, normal metabolizer, no variant, {_NOT_DEFICIENT}",
        "partial":
            "partial deficiency, heterozygous, intermediate metaboliser, intermediate metabolizer, het, *2a het, "
            "het *2a, activity score 1, activity score 1.0, activity score 1.5",
        "deficient":
            "complete deficiency, poor metaboliser, poor metabolizer, *2a hom, hom *2a, *2a/*2a, "
            "activity score 0, activity score 0.5",
    },
    "biomarkers.ugt1a1": {
        "normal": "wild type, wt, *1/*1, 6/6, ta6/ta6",
        "reduced": "heterozygous, *1/*28, intermediate metaboliser, 6/7, ta6/ta7, het *28, *28 het",
        "poor": "homozygous, *28/*28, poor metaboliser, poor metabolizer, 7/7, ta7/ta7, hom *28, *28 hom",
    },
    "biomarkers.claudin_18_2": {
        "positive": "pos, +, cldn18.2 positive, cldn18.2+", "negative": "neg, cldn18.2 negative",
    },
    "biomarkers.ntrk_fusion": _FUSED,
    "biomarkers.alk_rearrangement": _FUSED,
    "biomarkers.pole": {
        "true": f"{POSITIVE}, mutated, mutation, mut, {_changes('p286r v411l s297f a456p s459f', '', 'pole')}",
        "false": f"{NEGATIVE}, wild type, wt, none",
    },
    "biomarkers.estrogen_receptor": {
        "positive": "pos, +, er positive, er+, er+/pr+, er+/pr negative, er+/pr-",
        "negative": "neg, er negative, er negative/pr negative, er/pr negative",
    },
    "recurrence.confirmed": {
        "true":
            "proven, biopsy, histology, cytology, biopsy proven, biopsied, confirmed, histologically confirmed, "
            "histologically proven, "
            "pathologically confirmed",
        "false":
            "suspected, suspicion, suspicious, not proven, unproven, unconfirmed, not confirmed, marker only, "
            "markers only, tumour marker only, tumor marker only",
    },
    "recurrence.sites": _SITES,
    "prior.radiation_sites": _SITES,
    "recurrence.distribution": {
        "localized":
            "localised, local, focal, unifocal, single site, solitary, localized disease, one quadrant, one region",
        "multifocal": "multi focal, multiple sites, several sites, several quadrants, several regions",
        "diffuse":
            "disseminated, widespread, miliary, diffuse disease, all quadrants, all regions, all over the abdomen",
    },
    "recurrence.number": {
        "1": "first, 1st, first relapse, first recurrence", "2": "second, 2nd, second relapse, second recurrence",
        "3": "third, 3rd, third relapse, third recurrence", "4": "fourth, 4th, fourth relapse, fourth recurrence",
    },
    "recurrence.treatment": {
        "none": "not begun, not started, no, untreated, not yet, not yet treated, treatment naive",
        "running": "ongoing, on treatment, on chemotherapy, under treatment, current, continuing",
        "finished": "completed, done, ended",
    },
    "recurrence.small_bowel": {
        "none": "no, nil, not involved, uninvolved, spared, free, clear",
        "limited": "focal, minor, limited involvement",
        "extensive": "massive, diffuse, extensive involvement",
    },
    "recurrence.mesenteric_root": {
        "true": "involved, retracted, infiltrated", "false": "not involved, free, clear, none",
    },
    "recurrence.fistula": {"true": "present", "false": "absent, none"},
    "recurrence.acellular_mucin": {"true": "acellular, mucin only", "false": "cellular, none"},
    "recurrence.ascites": {
        "none": "no, nil, absent, dry, no ascites, 0 ml",
        "small": "minimal, mild, trace, slight, little, small volume, < 500 ml, under 500 ml, small amount",
        "large": "massive, gross, tense, large volume, > 500 ml, ≥ 500 ml, over 500 ml, 500 ml or more, large amount",
    },
    "recurrence.bowel_obstruction": {
        "none": "no, nil, absent, not obstructed, no obstruction",
        "single_level": "single, one level, at one level, single site, single point",
        "multilevel": "multi level, multiple, several levels, at several levels, multiple levels, multiple sites",
    },
    "recurrence.obstruction_cause": {
        "malignant": "tumour, tumor, cancer, malignancy, recurrence",
        "benign": "adhesion, adhesive, adhesional",
    },
    "recurrence.resectability": {
        "complete_expected":
            "resectable, yes, r0, complete, complete removal expected, complete resection expected, "
            "completely resectable, fully resectable, technically resectable, "
            "cc 0 expected, cc 1 expected, cc 0/1 expected, r0 expected, cc 0 likely, cc 1 likely, cc 0/1 likely, "
            "r0 likely, cc 0 achievable, cc 0/1 achievable, r0 achievable, cc 0 feasible, cc 0/1 feasible, r0 feasible",
        "uncertain": "borderline, borderline resectable, doubtful, in doubt",
        "incomplete_expected":
            "unresectable, no, irresectable, non resectable, not resectable, incomplete, "
            "incomplete removal expected, not completely resectable, inoperable, not operable, cc 2 expected, "
            "cc 3 expected, cc 2/3 expected, cc 2 likely, cc 2/3 likely, r2 expected, palliative debulking only, "
            "debulking only",
    },
    "recurrence.extraperitoneal_treatable": {
        "true": "treatable, resectable, ablatable", "false": "not treatable, untreatable",
    },
    "recurrence.tempo": {
        "indolent": "slow, slow growing, slowly growing, slowly progressive",
        "progressive": "progressing, growing",
        "rapid": "fast, rapidly progressive, rapidly growing, fast growing",
    },
    "recurrence.symptoms": {
        "pain": "abdominal pain, painful, abdo pain, back pain, pelvic pain, cramps, "
            "abdominal cramps, colic, colicky pain",
        "nausea_vomiting":
            "nausea, vomiting, emesis, n/v, n&v, nausea and vomiting, nausea or vomiting, nausea/vomiting",
        "distension":
            "distention, abdominal distension, abdominal distention, distended, distended abdomen, bloating, "
            "bloated, swollen abdomen, abdominal swelling, swelling of abdomen",
        "bleeding":
            "bleed, haemorrhage, hemorrhage, rectal bleeding, vaginal bleeding, gi bleeding, melaena, melena, "
            "haematochezia, hematochezia, haematemesis, hematemesis, pr bleeding, pr bleed, pv bleeding",
        "anorexia": "loss of appetite, appetite loss, poor appetite, no appetite",
        "weight_loss": "losing weight, loss of weight, wt loss",
        "dyspnoea": "dyspnea, breathlessness, breathless, shortness of breath, short of breath, sob",
        "distress": "emotional distress, psychological distress, distressed, anxiety, anxious, depression, depressed",
        "fatigue": "tiredness, tired, fatigued, exhaustion, lethargy, lethargic",
    },
    "recurrence.pci_method": {
        "imaging":
            "ct, mri, ct scan, mri scan, pet ct, pet/ct, radiology, radiological, radiologic, scan, pet, dwi, dwi mri, "
            "dw mri, ct pci, mri pci",
        "laparoscopy": "laparoscopic, diagnostic laparoscopy, staging laparoscopy, dx lap, diagnostic lap, dls",
        "laparotomy": "open surgery, second look laparotomy, exploratory laparotomy, open",
    },
    "recurrence.red_flags": {
        "perforation": "perforated, bowel perforation, perforated bowel, perforated viscus, free air, pneumoperitoneum",
        "ischaemia": "ischemia, bowel ischaemia, bowel ischemia, ischaemic bowel, ischemic bowel",
        "closed_loop": "closed loop obstruction",
        "bleeding": "haemorrhage, hemorrhage, gi bleeding, gi bleed, major bleeding",
        "sepsis": "septic, septic shock",
        "cord_compression": "spinal cord compression, mscc, metastatic spinal cord compression",
        "cholangitis": "ascending cholangitis, acute cholangitis",
        "obstructed_kidney": "kidney obstruction, infected obstructed kidney",
    },
    "patient.sex": {"female": "f, w, fem, woman, lady, girl, weiblich", "male": "m, man, boy, männlich, maennlich"},
    "patient.ecog": {"1": "i", "2": "ii", "3": "iii", "4": "iv"},
    "patient.asa": {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"},
    "patient.proteinuria": {
        "0": "none, no, negative, neg", "1": "1+, +", "2": "2+, ++", "3": "3+, +++", "4": "4+, ++++",
    },
    "patient.neuropathy_grade": {
        "0": "none, no", "1": "i, g1, grade 1, ctcae 1", "2": "ii, g2, grade 2, ctcae 2",
        "3": "iii, g3, grade 3, ctcae 3", "4": "iv, g4, grade 4, ctcae 4",
    },
    "patient.dpyd": {
        "normal": f"wild type, wt, normal metaboliser, normal metabolizer, no variant, {_NOT_DEFICIENT}",
        "reduced":
            "heterozygous, het, *2a het, het *2a, *2a hom, hom *2a, *2a/*2a, activity score 0, activity score 0.5, "
            "activity score 1, activity score 1.0, activity score 1.5, "
            "deficient, deficiency, partial deficiency, low, partial, complete deficiency, intermediate metaboliser, "
            "intermediate metabolizer, poor metaboliser, poor metabolizer",
    },
    "patient.pregnant": {"false": "postmenopausal, post menopausal, menopausal, sterilised, sterilized, hysterectomy"},
    "patient.autoimmune_disease": {"false": "none"},
    "patient.thromboembolism": {
        "false": "none, nein, keine",
        "true":
            "tvt, le, lung embolism, lungenembolie, dvt, pe, vte, thrombosis, deep vein thrombosis, "
            "pulmonary embolism, venous thromboembolism, "
            "portal vein thrombosis",
    },
    "patient.active_infection": {
        "false": "none",
        "true":
            "uti, urinary tract infection, pneumonia, abscess, intra abdominal abscess, peritonitis, active, "
            "septic, sepsis",
    },
    "patient.comorbidities": {
        "cardiac":
            "heart, heart disease, heart failure, chf, ccf, hfref, hfpef, ischaemic heart disease, "
            "ischemic heart disease, ihd, cad, "
            "chd, coronary artery disease, coronary heart disease, coronary disease, angina, "
            "atrial fibrillation, af, afib, a fib, "
            "cardiomyopathy, valvular heart disease, cabg, coronary bypass, coronary stent, khk, vhf, pacemaker, "
            "heart valve replacement, mitral valve replacement, aortic valve replacement, nyha i, nyha ii, nyha iii, "
            "nyha iv, nyha 1, nyha 2, nyha 3, nyha 4",
        "pulmonary": "copd, asthma, emphysema, lung disease, chronic bronchitis, respiratory disease, respiratory",
        "cirrhosis":
            "liver cirrhosis, cirrhotic, child a, child b, child c, child pugh a, child pugh b, child pugh c",
        "renal":
            "ckd, chronic kidney disease, kidney disease, kidney, kidney failure, renal failure, renal impairment, "
            "chronic renal failure, esrd, dialysis, renal insufficiency",
        "diabetes":
            "dm, diabetic, diabetes mellitus, t2dm, t1dm, t2d, t1d, iddm, niddm, type 2 diabetes, type 1 diabetes, "
            "dm2, dm1",
        "stroke": "cva, cerebrovascular accident, cerebral infarction",
        "dementia": "alzheimer, alzheimers, alzheimer's, alzheimer's disease, alzheimer disease",
        "interstitial_lung_disease": "ild, pulmonary fibrosis, lung fibrosis, ipf",
        "organ_transplant":
            "ktx, ltx, kidney tx, renal tx, liver tx, heart tx, transplant, kidney transplant, renal transplant, "
            "liver transplant, heart transplant, transplanted",
        "arterial_event": "arterial thrombosis, arterial thromboembolism, ate",
        "epilepsy": "seizure, seizure disorder, seizures, epileptic",
        "hearing_loss": "deaf, deafness, hearing impairment, hard of hearing, hypoacusis",
    },
    "patient.goals": {
        "longer_life":
            "survival, longer survival, prolong life, life prolongation, living longer, live longer, "
            "prolongation of life, longevity",
        "symptom_relief": "symptom control, relief, relief of symptoms, comfort, palliation, comfort care",
        "time_at_home": "home, being at home, at home, be at home, time at home, to be at home, stay at home",
    },
    "patient.weight_loss_percent": {"0": "none, no, nil"},
    "prior.completeness": _CC,
    "recurrence.predicted_cc": _CC,
    "prior.crs_count": _NONE,
    "prior.hipec_count": _NONE,
    "prior.laparotomies": _NONE,
    "prior.systemic_lines": _NEVER,
    "recurrence.lesion_count": _NEVER,
    "prior.hipec_agent": {
        "mitomycin": "mmc, mitomycin c, mutamycin",
        "oxaliplatin": "ox, oxali, l ohp, lohp, eloxatin",
        "cisplatin": "cddp, cis, ddp, cisplatinum, platinol",
        "doxorubicin": "adriamycin, doxo, adria",
        "paclitaxel": "taxol, ptx",
        "other":
            "carboplatin, lobaplatin, nedaplatin, irinotecan, gemcitabine, docetaxel, pemetrexed, raltitrexed, "
            "melphalan, fluorouracil, 5-fu",
    },
    "prior.worst_complication": {
        "0": "none, no, nil, uneventful, no complication, uncomplicated",
        "1": "i", "2": "ii", "3a": "iii a", "3b": "iii b", "4a": "iv a", "4b": "iv b",
    },
    "prior.adhesions": {
        "none": "no, nil, absent, no adhesions",
        "moderate": "medium",
        "severe": "dense, extensive, frozen, frozen abdomen, hostile abdomen",
    },
    "prior.best_response": _RESPONSE,
    "prior.latest_response": _RESPONSE,
}
"""By fact and value: other words for it, with commas between."""

RECORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "crs":
            "cytoreduction, cytoreductive surgery, debulking, secondary debulking, interval debulking, "
            "peritonectomy, primary debulking, primary debulking surgery, interval debulking surgery, "
            "debulking surgery, secondary cytoreduction, secondary cytoreductive surgery, pds, ids, scs, redo crs, "
            "repeat crs, complete cytoreduction",
        "hipec":
            "heated chemotherapy, hyperthermic intraperitoneal chemotherapy, hipec procedure, redo hipec, repeat hipec",
        "pipac":
            "pressurised intraperitoneal aerosol chemotherapy, pressurized intraperitoneal aerosol chemotherapy, "
            "lap pipac, epipac, e pipac",
        "resection":
            "bowel resection, colectomy, hemicolectomy, gastrectomy, appendectomy, appendicectomy, liver resection, "
            "hepatectomy, lung resection, metastasectomy, splenectomy, omentectomy, hysterectomy, oophorectomy, "
            "salpingo oophorectomy, ovariectomy, tah bso, bso, tah, sigmoidectomy, sigmoid resection, "
            "anterior resection, low anterior resection, lar, proctectomy, ileocaecal resection, ileocecal resection, "
            "small bowel resection, pelvic exenteration, exenteration, node dissection, lymph node dissection, "
            "lymphadenectomy, whipple, cholecystectomy, primary resection, primary tumour resection, "
            "primary tumor resection",
        "bypass_or_stoma":
            "bypass, stoma, colostomy, ileostomy, gastroenterostomy, gastrojejunostomy, ileotransversostomy, "
            "loop ileostomy, loop colostomy, end colostomy, diverting stoma, diverting ileostomy, stoma formation",
        "laparotomy":
            "open surgery, explorative laparotomy, exploratory laparotomy, open and close, open close laparotomy, "
            "second look laparotomy, open adhesiolysis",
    },
    "setting": {
        "neoadjuvant": "neo adjuvant, neoadj, nact, nac, preop, preoperative, induction",
        "perioperative": "peri operative, periop",
        "adjuvant": "adj, postop, postoperative",
        "first_line": "first line, 1st line, 1l, line 1",
        "maintenance": "maint, maintenance therapy",
        "recurrence":
            "second line, 2nd line, 2l, third line, 3rd line, 3l, fourth line, 4th line, 4l, relapse, recurrent, "
            "later line, salvage",
    },
    "ended": {"running": "ongoing, still running, continuing, not ended"},
    "stopped_for": {
        "completed": "complete, finished, done, end of treatment, planned end, as planned",
        "progression": "pd, progressive disease, progressed, disease progression",
        "toxicity":
            "toxic, side effects, adverse event, adverse effects, intolerance, not tolerated, poor tolerance, "
            "neuropathy, polyneuropathy, neutropenia, thrombocytopenia, diarrhoea, diarrhea, mucositis, "
            "tox, cipn, pnp, hfs, ppe, thrombopenia, hand foot syndrome, pneumonitis, colitis",
        "allergy": "allergic reaction, hypersensitivity, anaphylaxis, infusion reaction",
        "choice": "patient choice, patient's choice, patient wish, patient's wish, refusal, declined",
    },
}
"""By key of a record of the history, and value: other words for it."""

RECORD_KEYS: Mapping[str, Mapping[str, str]] = {
    "prior.operations": {
        "date": "when, year, operated, date of operation", "months_ago": "ago",
        "kind": "type, procedure, operation, surgery, what, kinds, procedures",
        "completeness": "cc, ccr, cc score, completeness of cytoreduction, residual", "pci": "pci score",
        "hipec_agents": "agent, agents, hipec agent, drug, drugs, hipec drug, hipec drugs",
    },
    "prior.regimens": {
        "agents": "agent, drug, drugs, regimen, name", "setting": "intent", "response": "best response, outcome",
        "ended": "end, end date, until, stopped, last dose, ended on",
        "stopped_for": "reason, stop reason, stopped because, reason stopped, reason for stopping",
    },
}
"""By record, and key of its entries: other names of the key."""
RECORD_AROUND: Mapping[str, str] = {
    "kind":
        "s/p, sp, status, post, laparoscopic, lap, open, robotic, robot, assisted, right, left, bilateral, extended, "
        "subtotal, total, partial, palliative, emergency, elective, atypical, anatomical, radical, redo, repeat, "
        "first, second, third, temporary, permanent, the, of, d1, d2, sided, multivisceral, en, bloc",
    "setting": "palliative, metastatic, treatment, therapy, chemotherapy",
    "stopped_for": "grade, ctcae, g1, g2, g3, g4, 1, 2, 3, 4, i, ii, iii, iv, severe, the, of",
}
"""By key of an entry: words that change nothing of which value it is."""
SAME: Mapping[str, str] = {
    "recurrence.sites":
        "peritoneal, peritoneal carcinomatosis, peritoneal surface, ovaries, ovarian, hepatic, pulmonary, pleural, "
        "splenic, osseous, skeletal, skeleton, cerebral, anastomotic, retroperitoneal, adrenal gland, "
        "regional lymph node, regional ln, regional node, regional nodal, distant node, distant ln, distant nodal",
    "recurrence.symptoms":
        "painful, nausea and vomiting, nausea or vomiting, nausea/vomiting, n/v, n&v, distention, distended, bleed, "
        "abdominal distension, abdominal distention, distended abdomen, haemorrhage, hemorrhage, loss of appetite, "
        "appetite loss, losing weight, loss of weight, dyspnea, breathlessness, breathless, shortness of breath, "
        "short of breath, sob, distressed, tiredness, tired, fatigued",
    "recurrence.red_flags":
        "perforated, ischemia, closed loop obstruction, haemorrhage, hemorrhage, septic, spinal cord compression",
    "patient.comorbidities":
        "heart, heart disease, lung disease, respiratory disease, liver cirrhosis, kidney disease, kidney, "
        "renal impairment, renal insufficiency, diabetic, diabetes mellitus, dm, cva, cerebrovascular accident, ild, "
        "transplant, transplanted, ate, arterial thromboembolism, hearing impairment",
    "patient.goals": "longer survival, symptom control, relief of symptoms, at home, being at home",
    "prior.hipec_agent":
        "mmc, mitomycin c, ox, oxali, l ohp, eloxatin, cddp, cis, ddp, cisplatinum, adriamycin, doxo, taxol, ptx",
}
"""By set: words as wide as their value. Only with these is the value absent where the word is said to be absent."""
PART = "left, right, bilateral, single, solitary, isolated, multiple, mild, moderate, severe, only, type, stage, grade"
"""Words that name a part of what stands beside them."""

AROUND: Mapping[str, str] = {
    "cancer.type":
        "karzinom, adenokarzinom, cancer, cancers, carcinoma, adenocarcinoma, ca, tumour, tumor, malignancy, "
        "neoplasm, of, the, stage, i, "
        "ii, iii, iv, 1, 2, 3, 4, t1, t2, t3, t4, mucinous, serous, high, low, grade, signet, ring, cell, clear, "
        "endometrioid, primary, "
        "iiia, iiib, iiic, iva, ivb, ivc, 3a, 3b, 3c, 4a, 4b, 4c, metastatic, recurrent, relapsed, advanced",
    "cancer.histology":
        "carcinoma, adenocarcinoma, adeno, adenoca, ca, cancer, tumour, tumor, type, subtype, histology",
    "recurrence.sites":
        "metastasis, metastases, metastatic, mets, met, deposit, deposits, lesion, lesions, nodule, nodules, "
        "implant, implants, disease, "
        "recurrence, relapse, involvement, seeding, spread, mass, only, bilateral, left, right, multiple, "
        "solitary, single, isolated, the",
    "prior.radiation_sites":
        "rt, radiotherapy, radiation, sbrt, irradiation, irradiated, gy, "
        "metastasis, metastases, mets, met, lesion, lesions, nodule, nodules, "
        "mass, only, bilateral, left, right, multiple, solitary, single, isolated, the",
    "prior.worst_complication": "grade, clavien, dindo, cd, clavien-dindo, complication, class",
    "patient.comorbidities":
        "history, of, chronic, known, severe, mild, moderate, type, stage, grade, gold, nyha, mellitus, child, pugh, "
        "a, b, c, 1, 2, 3, 4, 5, 3a, 3b, i, ii, iii, iv",
    "recurrence.symptoms": "mild, moderate, severe",
    "recurrence.bowel_obstruction": "mbo, sbo, malignant, bowel, obstruction",
    "patient.sex": "patient",
    "patient.neuropathy_grade": "ctcae, grade, grad, sensory",
}
"""Words at either end of what is written that change nothing of which value it is."""
TREATMENT_AROUND = (
    "adjuvant, neoadjuvant, perioperative, palliative, first-line, second-line, third-line, 1st-line, 2nd-line, "
    "3rd-line, line, maintenance, "
    "weekly, biweekly, dose-dense, dose, dense, tablet, tablets, capsules, infusion, iv, doublet, triplet, "
    "iv, oral, po, bid, infusional, bolus, low-dose, high-dose, modified, "
    "mono, monotherapy, "
    "single-agent, based, maint, rechallenge, reinduction, re-challenge, retreatment, "
    "chemotherapy, chemo, therapy, treatment, regimen, protocol, biosimilar, q2w, q3w, q4w, cycles, of, then, "
    "prior, previous"
)
"""The same for drugs."""

OPTION_AROUND = "any, further, more, another, again, all, kind, of, wished, wanted, treatment, therapy"
"""The same for options."""
FACTS: Mapping[str, str] = {
    "cancer.type": "cancer type, primary, primary tumour, primary tumor, diagnosis, tumour type, tumor type",
    "cancer.histology": "histological type, histologic type, histotype, morphology, histological subtype",
    "cancer.grade": "tumour grade, tumor grade, differentiation",
    "cancer.signet_ring_cells": "signet ring cell, signet cells",
    "cancer.primary_side": "side, sidedness, laterality, tumour side, tumor side, primary location",
    "biomarkers.mmr":
        "msi, mismatch repair, mmr status, msi status, msi mmr, mmr msi, dmmr, microsatellite, "
        "microsatellite status, microsatellite instability",
    "biomarkers.ras": "kras, nras, ras status, kras nras, kras status, nras status, k ras, n ras",
    "biomarkers.kras_g12c": "g12c",
    "biomarkers.braf": "braf status",
    "biomarkers.her2": "her2 status, erbb2, her 2 neu, her2 neu",
    "biomarkers.brca": "brca status, brca1 2, brca12, gbrca, sbrca, tbrca",
    "biomarkers.hrd": "hrd status, homologous recombination deficiency",
    "biomarkers.folr1": "fra, fr alpha, folate receptor alpha, frα, folr1 status",
    "biomarkers.pd_l1_cps": "cps, pdl1 cps, combined positive score",
    "biomarkers.claudin_18_2": "cldn18.2, cldn 18.2, claudin, claudin18.2, cldn",
    "biomarkers.tmb": "tumour mutational burden, tumor mutational burden, mutational burden",
    "biomarkers.ntrk_fusion": "ntrk",
    "biomarkers.alk_rearrangement": "alk, alk fusion",
    "biomarkers.estrogen_receptor": "er, oestrogen receptor, er status",
    "recurrence.confirmed": "proven, proof",
    "recurrence.months_since_hipec": "time since hipec, months after hipec",
    "recurrence.sites":
        "site, site of recurrence, sites of recurrence, recurrence sites, location, locations",
    "recurrence.lesion_count": "lesions, number of lesions, n lesions, lesion number, nodules",
    "recurrence.pci": "peritoneal cancer index, pci score, current pci",
    "recurrence.small_bowel": "small bowel involvement",
    "recurrence.mesenteric_root": "root of mesentery, mesentery root",
    "recurrence.bowel_obstruction": "obstruction",
    "recurrence.obstruction_cause": "cause of obstruction",
    "recurrence.resectability": "resectable",
    "recurrence.predicted_cc": "recurrence.cc, expected cc, predicted cc score, recurrence.cc score",
    "recurrence.symptoms": "symptom, complaints, sx, clinical symptoms",
    "recurrence.cea": "cea level, carcinoembryonic antigen",
    "recurrence.ca125": "ca 125",
    "recurrence.ca19_9": "ca 19.9, ca199",
    "recurrence.red_flags": "red flag, emergency, emergencies",
    "patient.age": "age years, age at recurrence",
    "patient.sex": "gender",
    "patient.ecog": "performance status, ps, ecog ps, who ps, who performance status, ecog performance status, who",
    "patient.karnofsky": "kps, karnofsky performance status, karnofsky index, karnofsky score",
    "patient.asa": "asa class, asa score, asa ps, asa grade",
    "patient.charlson": "cci, charlson index, charlson comorbidity index, charlson score",
    "patient.frailty_index": "mfi 5",
    "patient.g8": "g8 score",
    "patient.albumin_g_l": "albumin, serum albumin, alb",
    "patient.bmi": "body mass index",
    "patient.egfr": "gfr, glomerular filtration rate, estimated gfr",
    "patient.neutrophils": "anc, neutrophil count, absolute neutrophil count, neutrophil",
    "patient.platelets": "plt, platelet count, thrombocytes, platelet, thrombos, thrombozyten",
    "patient.haemoglobin_g_l": "haemoglobin, hemoglobin, hb, hgb, hemoglobin g l",
    "patient.lvef_percent": "lvef, ef, ejection fraction, left ventricular ejection fraction",
    "patient.neuropathy_grade": "neuropathy, peripheral neuropathy, polyneuropathy, cipn, pnp",
    "biomarkers.dpd_activity": "dpd, dpd status, dpyd genotype, dpd deficiency",
    "patient.comorbidities": "comorbidity, other illness, other illnesses",
    "patient.active_infection": "infection",
    "patient.autoimmune_disease": "autoimmune, autoimmunity",
    "patient.thromboembolism": "vte, venous thromboembolism",
    "patient.pregnant": "pregnancy",
    "patient.goals": "goal, goals of care, goal of care",
    "patient.declines": "refuses, refusal, declined, refused",
    "prior.crs_count": "crs, number of crs, crs so far, n crs, cytoreductions",
    "prior.hipec_count": "hipec, number of hipec, hipecs, hipec so far, n hipec",
    "prior.completeness": "prior.cc, prior.ccr, prior.cc score, completeness of cytoreduction, latest cc, last cc",
    "prior.initial_pci": "prior.pci, first pci, prior.pci score, pci at first crs",
    "prior.hipec_agent": "hipec drug, hipec agents, hipec drugs, hipec regimen",
    "prior.worst_complication":
        "clavien dindo, clavien, complication, complications, worst complications, clavien dindo grade, morbidity",
    "prior.laparotomies": "laparotomy count, number of laparotomies",
    "prior.adhesions": "adhesion",
    "prior.systemic_lines": "number of systemic lines, lines of systemic therapy, lines of chemotherapy",
    "prior.best_response": "best overall response, bor",
    "prior.latest_response": "last response, response to last therapy, most recent response",
    "prior.months_since_systemic": "time since systemic",
    "prior.platinum_free_interval_months": "pfi, platinum free interval, platinum free interval months, pfi months",
    "prior.agents":
        "drugs, prior drugs, drugs so far, drugs received, prior.drug, agent",
    "prior.progressed_on":
        "progression on, progressed under, progressed, pd on, pd under, progression under, failed, refractory to, "
        "resistant to",
    "prior.intolerances": "intolerance, intolerant, not tolerated",
    "prior.radiation_sites": "irradiated, irradiated sites, prior.radiation, prior.radiotherapy",
}
"""By fact: other names of it, with commas between; one with its section holds in that section only."""
SECTIONS: Mapping[str, str] = {
    "cancer": "tumour, tumor, primary tumour, primary tumor",
    "biomarkers": "biomarker, molecular, markers, mutations",
    "recurrence": "relapse, current recurrence",
    "patient": "patients, host",
    "prior": "prior treatment, previous, history, prior therapy, previous treatment",
}
OF_NAME: Mapping[str, Mapping[str, str]] = {
    "msi, msi status, microsatellite instability, microsatellite": {
        "deficient": "high, h, positive, pos, yes, true, unstable", "proficient": "negative, neg, no, false, stable",
    },
    "dmmr": {"deficient": "yes, true, positive", "proficient": "no, false, negative"},
    "gbrca, sbrca, tbrca": {"mutated": "yes, true"},
    "resectable": {"complete_expected": "yes, true", "incomplete_expected": "no, false"},
}
"""What words mean under one of the other names of a fact, where they would mean nothing, or else, under its own."""
UNITS: Mapping[str, str] = {
    "× normal": "x normal, x uln, xuln, uln, times uln, × uln, times normal, x upper limit",
    "×10⁹/l":
        "x10^9/l, x10e9/l, 10^9/l, 10e9/l, 10*9/l, x10*9/l, x 10^9/l, g/l, gpt/l, giga/l, /nl, k/ul, k/µl, "
        "10^3/µl, 10^3/ul",
    "ng/ml": "ng/ml, µg/l, ug/l, mcg/l",
    "U/ml": "u/ml, iu/ml, ku/l, kiu/l",
    "g/l": "g/l, g/litre, g/liter",
    "%": "percent, per cent, pct, % of weight",
    "kg/m²": "kg/m2, kg/m^2",
    "ml/min/1.73 m²": "ml/min/1.73m2, ml/min/1.73 m2, ml/min/1.73m^2, ml/min per 1.73 m2",
    "months": "month, mo, mos, mth, mths, m",
    "years": "year, yr, yrs, y, yo, years old, y.o.",
    "cm": "centimetre, centimetres, centimeter, centimeters",
    "mut/Mb": "mutations/mb, mutation/mb, muts/mb, /mb, mutations per megabase, mutations per mb",
}
"""By unit of the vocabulary: other ways to write the same unit. A number with its unit is taken as it stands."""
