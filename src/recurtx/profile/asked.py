"""What clinicians write that is not taken as it stands, and what is told of it: data only, as ``synonyms`` are.

A word that may mean two values, one that belongs to another fact or to none, and words beside a word that take back
what it says.
"""
# fmt: off

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_DRUG = (
    "all, all drugs, yes, various, never, not yet, unclear, not documented, see letter, as above, same, etc, "
    "others, other, several, both, everything, multiple lines, two lines, 2 lines, 3 lines, 2 drugs, 3 drugs, "
    "triplet, doublet, adjuvant, immuno, clinical trial, study drug, trial drug, external, none else, no others, "
    "no other, no known, first line, 1st line, last regimen, last line, maintenance"
)
"""Words in place of a drug that name none."""
NOW = ("recurrence.sites", "recurrence.symptoms", "recurrence.red_flags", "patient.active_infection")
"""Facts that are asked as of now: of what a year stands beside it is not said whether it is still there."""
NOW_ALONE = "only what is there now stands here: leave out what is gone, and write what is there without its year"
_MIXED = {
    "mixed, mixed response, dissociated, dissociated response": "stable, progression",
    "response, responded, responding, remission, regression, good, good response, major response, shrinkage, shrunk":
        "complete, partial",
}
_IN_DOUBT = (
    "what is in doubt is neither present nor absent: name what is certain as {present: [...]}, "
    "which leaves the rest open"
)
_NOT_THERE_NOW = "only what is there now stands here: leave out what is gone, or write … alone where it is back"
_DOUBT = (
    "suspected, suspicious, susp, possible, possibly, probable, questionable, equivocal, indeterminate, query, dd, ?"
)
_GONE = (
    "s/p rfa, s/p mwa, s/p resection, s/p sbrt, s/p, rfa, mwa, resected, removed, ablated, irradiated, treated, "
    "resolved, healed, old, previous, former, gone, in the past"
)
_TOXIC = (
    "allergic reaction, hypersensitivity reaction, infusion reaction, anaphylactic reaction, anaphylactic shock, "
    "allergy, allergic, hypersensitivity, anaphylaxis, anaphylactic, hsr, allergie, allergisch, neuropathy, "
    "polyneuropathy, cipn, pnp, toxicity, toxic, intolerant, intolerance, not tolerated, side effects, "
    "hand foot syndrome, hfs, ppe, rash, colitis, pneumonitis, diarrhoea, diarrhea, mucositis, stomatitis, "
    "neutropenia, thrombocytopenia, thrombopenia, cardiotoxicity, nephrotoxicity, ototoxicity, coronary spasm"
)
_ABSENT = "excluded, excl, ruled out, clear, free, negative, not seen, absent, ned, ex, without"
_STANDS_APART = "what is not there stands in a list of its own: {absent: […]}; what is there stands alone"
_BENIGN = "cyst, cysts, hemangioma, hemangiomas, haemangioma, haemangiomas, haemangiom, fnh, adenoma, lipoma, benign"
_NO_SITE = "what is benign is no site of the cancer: leave it out"
_OF_RELATIVES = "family history of, family history, fhx of, fhx, fh, familial, family"
_REACTION = f"grade 2, grade 3, grade 4, g2, g3, g4, {_TOXIC}"
SAYS_AGAIN: Mapping[str, str] = {
    "prior.intolerances": _REACTION,
    "prior.progressed_on": "pd, progression, progressed, progressive disease, refractory, failed",
}
"""By set of drugs: words beside a drug that say what its fact says already."""
BESIDE: Mapping[str, Mapping[str, str]] = {
    "cancer.histology": {
        "g1, g2, g3, grade 1, grade 2, grade 3, low grade, high grade, poorly differentiated, "
        "moderately differentiated, well differentiated": "the grade is written as `cancer.grade`, and … alone here",
    },
    "": {_DOUBT: _IN_DOUBT},
    "recurrence.sites": {
        _DOUBT: _IN_DOUBT, _GONE: _NOT_THERE_NOW, _ABSENT: _STANDS_APART, _BENIGN: _NO_SITE,
    },
    "patient.comorbidities": {
        _DOUBT: _IN_DOUBT, _OF_RELATIVES: "what relatives had is no illness of the patient: leave it out",
        "candidate, planned, waiting list, listed": "only what is there now stands here: leave it out",
    },
    "patient.active_infection": {
        f"{_GONE}, drained, after, past": "write false where the infection is over, true where it is not",
    },
    "cancer.type": {
        "neuroendocrine tumour, neuroendocrine tumor, neuroendocrine carcinoma, neuroendocrine, net, nec, carcinoid, "
        "gist, lymphoma, sarcoma, borderline tumour, borderline tumor, borderline":
            "it is none of the listed cancers: write `other`",
    },
    "recurrence.symptoms": {_DOUBT: _IN_DOUBT, _GONE: _NOT_THERE_NOW},
    "recurrence.red_flags": {_DOUBT: _IN_DOUBT, _GONE: _NOT_THERE_NOW},
    "prior.radiation_sites": {"planned": "only what was irradiated stands here: leave it out"},
    "prior.agents": {
        _TOXIC:
            "that it was not tolerated is written as `prior.intolerances`, and … alone here; of a combination, "
            "which of its drugs",
        "pd, progression, progressed, progressive disease, refractory, failed, failure":
            "that the cancer grew under it is written as `prior.progressed_on`, and … alone here",
        "planned, declined, refused, not given, scheduled": "only what was given stands here: leave it out",
    },
    "prior.progressed_on": {
        "cr, pr, sd, response, complete response, partial response, stable disease":
            "only drugs under which the cancer grew stand here: leave it out",
    },
    "prior.intolerances": {
        "pd, progression, progressed": "what failed, but was tolerated, is written as `prior.progressed_on`",
    },
}
"""By set: words beside an element that take back what it says, with what is asked; "…" stands for the element."""
EITHER: Mapping[str, Mapping[str, str]] = {
    "recurrence.sites": {
        "lymph node, node, nodal, lymph nodal, ln, lns, lymphadenopathy, para aortic node, "
        "para aortic lymph node, paraaortic, "
        "pelvic node, pelvic lymph node, retroperitoneal node, retroperitoneal lymph node, "
        "inguinal node, inguinal lymph node, "
        "paln, para aortic ln, paraaortic ln, ln paraaortic, ln para aortic, "
        "pelvic ln, inguinal ln, mesenteric node, mesenteric lymph node, mesenteric ln, retroperitoneal ln, iliac ln, "
        "iliac node, iliac lymph node, obturator ln, obturator node, mesorectal ln, mesorectal node, perigastric ln, "
        "perigastric node, celiac ln, coeliac ln, celiac node, coeliac node, portal ln, portal node, hilar ln, "
        "hilar node, portocaval ln, portocaval node, retrocrural ln, retrocrural node":
            "regional_lymph_node, distant_lymph_node",
        "diaphragm, diaphragmatic, liver surface, liver capsule, subcapsular liver, glisson, perihepatic, "
        "right upper quadrant, ruq": "peritoneum, liver",
        "splenic hilum, spleen hilum, perisplenic": "peritoneum, spleen",
        "abdomen, abdominal, intra abdominal, abdominal cavity": "peritoneum, other",
        "pelvic, pelvic mass, mass in the pelvis, rectovaginal septum": "peritoneum, pelvis",
        "local": "anastomosis, pelvis",
        "adnexa, adnexal, adnex": "ovary, pelvis",
        "cardiophrenic, cardiophrenic angle": "distant_lymph_node, peritoneum",
        "bone marrow": "bone, other",
        "bowel, small bowel, small intestine, colon, large bowel, rectum, stomach, pancreas, uterus, serosa":
            "peritoneum, other",
        "kidney, psoas": "retroperitoneum, other",
    },
    "recurrence.symptoms": {"cachexia, cachectic": "anorexia, weight_loss"},
    "cancer.histology": {
        "serous, serous ovarian, papillary serous, serous papillary": "high_grade_serous, low_grade_serous",
        "poorly cohesive, poorly cohesive carcinoma, pcc, linitis plastica": "diffuse, signet_ring",
        "mucinous appendiceal, pmca i, pmca i/d, pmp, pseudomyxoma, pseudomyxoma peritonei":
            "low_grade_mucinous, high_grade_mucinous",
    },
    "cancer.type": {
        "siewert, siewert i, siewert ii, siewert 1, siewert 2, aeg, aeg i, aeg ii, aeg 1, aeg 2, gej, cardia, "
        "gastroesophageal, gastroesophageal junction, gastrooesophageal junction, "
        "oesophagogastric, esophagogastric":
            "gastric, other",
    },
    "cancer.grade": {
        "mod diff, moderately diff, g2, grade 2, 2, ii, moderately differentiated, moderate, intermediate": "low, high",
    },
    "cancer.primary_side": {"transverse, transverse colon": "right, left", "rectosigmoid, rsj": "left, rectum"},
    "biomarkers.braf": {
        "mut, mutant, mutated, mutation, positive, pos, mt, class 1, class i": "v600e, other",
        "neg, negative, v600e wt, v600e negative, v600e neg, no v600e, not v600e, v600e wild type": "wild_type, other",
    },
    "biomarkers.her2": {
        "2+, ++, +, ihc 2+, equivocal, 1+ or 2+, 1+/2+, 1 to 2+": "low, positive",
        "not amplified, non amplified, fish negative, fish neg": "negative, low",
    },
    "recurrence.ascites": {"yes, present, moderate, some": "small, large"},
    "recurrence.small_bowel": {"yes, involved, present, deposits, serosal deposits": "limited, extensive"},
    "recurrence.resectability": {
        "potentially resectable, possibly resectable, perhaps resectable, r0 possible, cc 0 possible, cc 0/1 possible":
            "complete_expected, uncertain",
    },
    "recurrence.red_flags": {"peritonitis": "perforation, sepsis"},
    "recurrence.tempo": {"pd, progressive disease, progression, aggressive": "progressive, rapid"},
    "recurrence.bowel_obstruction": {
        "yes, present, obstructed, partial, complete, ileus, subileus, sbo, mbo, small bowel, large bowel":
            "single_level, multilevel"
    },
    "prior.worst_complication": {"3, iii": "3a, 3b", "4, iv": "4a, 4b"},
    "prior.adhesions": {"yes, present, frozen pelvis": "moderate, severe"},
    "prior.completeness": {
        "complete, complete cytoreduction, optimal, cc 0/1, cc 0 1": "0, 1", "r2, incomplete, suboptimal": "1, 2, 3",
    },
    "recurrence.predicted_cc": {
        "complete, optimal, cc 0/1, cc 0 1": "0, 1", "r2, incomplete, suboptimal": "1, 2, 3",
    },
    "patient.goals": {"quality of life, qol, time with family, family": "symptom_relief, time_at_home"},
    "prior.best_response": _MIXED,
    "prior.latest_response": _MIXED,
    "patient.comorbidities": {
        "mi, myocardial infarction, heart attack, stemi, nstemi": "cardiac, arterial_event",
    },
    "prior.agents": {
        "pem": "pemetrexed, pembrolizumab", "ctx": "cetuximab, cyclophosphamide", "tax": "paclitaxel, docetaxel",
        "tra, trab": "trabectedin, trastuzumab",
    },
}
"""By fact: words that may mean more than one of its values, and these."""
NARROWER: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cancer.histology": {"mucinous": ("low_grade_mucinous", "high_grade_mucinous")},
}
"""By fact: a value that another cancer has, and which values it may mean where these stand for it."""
_CLOTS = (
    "dvt, pe, vte, thrombosis, deep vein thrombosis, pulmonary embolism, venous thromboembolism, thromboembolism, "
    "portal vein thrombosis"
)
_AUTOIMMUNE = (
    "lupus, sle, ra, rheumatoid arthritis, crohn, crohn's, crohn's disease, ulcerative colitis, psoriasis, "
    "multiple sclerosis, "
    "autoimmune disease, autoimmune"
)
_BOTH_RAS = "write `biomarkers.ras: wild_type` where both are"
_BOTH_BRCA = "write `biomarkers.brca: wild_type` where both are"
_OF_TUMOUR = f"says nothing of the tumour; {_BOTH_BRCA}"
_OF_INHERITED = f"says nothing of what is inherited; {_BOTH_BRCA}"
_NO_RULE = "no rule reads it: leave it out"
_HOW_MANY = "how many times is asked: write 0, 1, 2, ..."
_INTERVAL = (
    "write the months from the last platinum to the recurrence; under 6 is called resistant, 6 or more sensitive"
)
_PLATINUM_STATUS = (
    "platinum resistant, plat resistant, pt resistant, platr, plat r, proc, resistant, platinum refractory, "
    "refractory, platinum sensitive, plat sensitive, pt sensitive, plats, plat s, psoc, sensitive, "
    "partially sensitive, partially platinum sensitive"
)
_NO_VISIBLE_LEFT = (
    "write `complete` where what was seen went away under the drugs; where it had been removed before, leave it out"
)
_RINGS = ("signet ring cells", "signet ring cell", "signet ring", "signet rings", "srcc", "src")
_KARNOFSKY = dict(zip(range(100, 0, -10), (0, 1, 1, 2, 2, 3, 3, 4, 4, 4), strict=True))
_KIDNEY = {
    "1": "90 or more", "2": "60 to 89", "3": "30 to 59", "3a": "45 to 59", "3b": "30 to 44", "4": "15 to 29",
    "5": "under 15",
}
_NO_FUSION = {"mutated, mutation, mutant, mut": "a mutation is no fusion: write true only where there is a fusion"}
_NO_DRUG = (
    "a response is no drug: drugs under which the cancer grew stand in `prior.progressed_on`, the latest response in "
    "`prior.latest_response`"
)
_SEVERAL_DRUGS = "it may mean several drugs or combinations: write which drugs"
_EPITHELIAL = "no listed histology: `ovarian` means epithelial cancer here; write `cancer.type: other`"
NOT_HERE: Mapping[str, Mapping[str, str]] = {
    "patient.comorbidities": {
        _CLOTS: "write `patient.thromboembolism: true`",
        _AUTOIMMUNE: "where it is active, write `patient.autoimmune_disease: true`",
        "neuropathy, polyneuropathy, cipn, pnp": "write `patient.neuropathy_grade`",
        "infection": "write `patient.active_infection: true`",
        "pregnancy, pregnant": "write `patient.pregnant: true`",
        "obesity, obese, adiposity": "write `patient.bmi`",
        "frailty, frail": "write `patient.frailty_index` or `patient.g8`",
        "hcv, hbv, aht, prediabetes, pre diabetes, impaired glucose tolerance, kidney stones, kidney stone, "
        "renal stones, nephrolithiasis, renal cell carcinoma, rcc, family history, family history of cancer, "
        "hypertension, high blood pressure, htn, arterial hypertension, hypothyroidism, thyroid disease, sleep apnoea, "
        "sleep apnea, osa, osas, osteoporosis, arthrosis, osteoarthritis, gout, hyperlipidaemia, hyperlipidemia, "
        "dyslipidaemia, dyslipidemia, hypercholesterolaemia, gerd, gord, smoker, smoking, ex smoker, alcohol, "
        "steatosis, liver steatosis, fatty liver, nafld, hiv, hepatitis b, hep b, hepatitis c, hep c, glaucoma, "
        "anaemia, anemia, migraine, breast cancer, prostate cancer, previous cancer, second cancer, melanoma": _NO_RULE,
        "depression, anxiety": "where it distresses the patient, write `distress` in `recurrence.symptoms`",
        "tia, transient ischaemic attack, transient ischemic attack":
            "write `stroke` or `arterial_event` where there was one; else leave it out",
        "pulmonary nodules, pulmonary nodule, lung nodules, lung nodule":
            "write `lung` in `recurrence.sites` where they are metastases; else leave it out",
        "stent, stents": "write `cardiac` where it lies in a coronary artery; else leave it out",
        "valve, heart valve": "write `cardiac` where a valve of the heart is diseased or replaced",
        "ms": "multiple sclerosis, where it is active: write `patient.autoimmune_disease: true`; mitral stenosis: "
            "write `cardiac`",
        "pavk, pad, pvd, peripheral artery disease, peripheral arterial disease, peripheral vascular disease, "
        "carotid stenosis":
            "write `arterial_event` where there was a thrombosis or embolism of an artery; else leave it out",
    },
    "patient.declines": {
        "stoma, colostomy, ileostomy, transfusion, blood transfusion, blood products, intensive care, icu, "
        "resuscitation, hospital, admission, laparotomy, amputation, feeding tube":
            "no option is only that: write the options that are declined with it, or leave it out",
        "everything, all, all treatment, any treatment, treatment, active treatment, all therapy":
            "write each option that is declined",
        "pipac, ip chemo, ip chemotherapy, intraperitoneal chemotherapy":
            "write `trial_intraperitoneal`",
        "hospice, hospice care": "write `palliative` where all palliative care is declined; else leave it out",
        "iv chemo, iv chemotherapy, infusions": "write `chemotherapy` where all of it is declined; else leave it out",
        "op": "write which operation: local_treatment, palliative_surgery or repeat_crs",
    },
    "cancer.histology": {
        "granulosa, granulosa cell, sex cord, sex cord stromal, germ cell, dysgerminoma, teratoma, yolk sac, "
        "sertoli leydig": _EPITHELIAL,
        "pmca s, hgmcp s, hg mcp s, high grade with signet ring cells, high grade with signet rings":
            "write `high_grade_mucinous` and `cancer.signet_ring_cells: true`",
        ", ".join(f"{rings} {percent}%" for rings in _RINGS for percent in range(1, 101)):
            "write `signet_ring` where more than half are such cells; else the histology of the rest, and "
            "`cancer.signet_ring_cells: true`",
        "acellular mucin": "write `recurrence.acellular_mucin: true`",
        "borderline, sbot, brenner, transitional, transitional cell, undifferentiated, seromucinous":
            "no listed histology: leave it out",
        "neuroendocrine, net, nec, carcinoid, sarcoma, lymphoma, gist":
            "no listed histology: write `cancer.type: other`",
    },
    "cancer.type": {
        "peritoneal carcinomatosis, carcinomatosis, peritoneal metastasis, peritoneal metastases, psm, "
        "peritoneal surface malignancy, peritoneal, peritoneum, pc":
            "that is where it is, `recurrence.sites: [peritoneum]`; write where the cancer began",
        "neuroendocrine, net, carcinoid": "write `other`, unless it is a goblet-cell adenocarcinoma of the appendix",
        "pmca, gca": "it is a histology: write `appendiceal` where it comes from the appendix, and `cancer.histology`",
        "bot, sbot, mbot":
            "a borderline tumour is none of these: write `ovarian` where a carcinoma came back, else `other`",
    },
    "recurrence.symptoms": {
        "night sweats, itching, pruritus, cough, hiccups, insomnia, oedema, edema, urinary symptoms": _NO_RULE,
        "ascites": "write `recurrence.ascites`",
        "obstruction, ileus, bowel obstruction": "write `recurrence.bowel_obstruction`",
        "dysphagia": "no rule reads it: leave it out, unless the stomach outlet is obstructed "
            "(`recurrence.bowel_obstruction: single_level` and `recurrence.obstruction_level: outlet`)",
        "constipation, diarrhoea, diarrhea, early satiety, reflux":
            "no rule reads it: leave it out, unless the bowel is obstructed (`recurrence.bowel_obstruction`)",
        "fever": "write `patient.active_infection: true` where there is an infection",
        "jaundice": "write `patient.bilirubin_x_uln`", "infection": "write `patient.active_infection: true`",
    },
    "recurrence.sites": {
        "skin, muscle, breast, thyroid, mediastinum": "write `other`",
        "presacral": "write `pelvis`",
        "pc, pm, pci, peritoneal cavity": "write `peritoneum`",
        "lung embolism, pulmonary embolism": "write `patient.thromboembolism: true`",
        _BENIGN: _NO_SITE,
        "ascites": "write `recurrence.ascites`", "pleural effusion": "write `pleura` where it is malignant",
    },
    "recurrence.bowel_obstruction": {
        "outlet, gastric outlet, gastric outlet obstruction, goo":
            "write `single_level`, and `recurrence.obstruction_level: outlet`",
    },
    "recurrence.ascites": {
        "paracentesis, needs paracentesis, repeated paracentesis, drained, drainage, symptomatic, refractory, "
        "mucinous, malignant, chylous, jelly": "write how much: `small` (under 500 ml) or `large`",
    },
    "recurrence.tempo": {
        "stable, stable disease, sd": "write `indolent` where it hardly grew between two scans, else leave it out",
    },
    "recurrence.confirmed": {
        "pet positive, pet pos, pet, ct, mri, imaging, imaging only, radiological, radiologic, radiologically":
            "write true where the imaging is unequivocal, false where it only suspects",
        "histology pending, biopsy pending, pending biopsy, awaiting histology, awaiting biopsy":
            "leave it out until the result is there",
        "rising marker, rising markers, rising cea, rising ca125, marker rise, cea rise":
            "a marker alone proves nothing: write false where nothing else was found",
    },
    "recurrence.resectability": {
        "unclear, unknown resectability, to be discussed, not discussed":
            "write `uncertain` where a team looked and cannot say; where nobody looked, leave it out",
    },
    "recurrence.distribution": {
        "oligo, oligometastatic, oligometastases, oligo progression, few":
            "write `localized` or `multifocal`, and `recurrence.lesion_count`",
        "carcinomatosis, peritoneal carcinomatosis, pc, peritoneal":
            "that is where it is; write `localized`, `multifocal` or `diffuse`",
    },
    "recurrence.small_bowel": {
        "mesenteric involvement, mesentery, mesenteric root, root of mesentery":
            "write `recurrence.mesenteric_root` where its root is involved",
    },
    "recurrence.lesion_count": {
        "multiple, many, several, few, numerous, innumerable, disseminated":
            "a number is asked; how it is spread stands in `recurrence.distribution`",
        "solitary, single": "write 1",
    },
    "patient.pregnant": {"weeks": "write true, and the week as `patient.gestational_week`"},
    "patient.autoimmune_disease": {
        f"{_AUTOIMMUNE}, hashimoto, colitis ulcerosa, rheumatoid": "write true where it is active, else false",
    },
    "patient.goals": {"cure, cured, to be cured": "write `longer_life`"},
    "prior.months_since_systemic": {"ongoing, running, current, on treatment": "write 0 while it runs"},
    "patient.ecog": {
        "good, fit, excellent, normal":
            "a number from 0 to 4 is asked: 0 is fully active, 1 restricted in hard work only",
        "poor, bad, frail, bedridden": "a number from 0 to 4 is asked: 2 is up more than half the day, 4 is bedridden",
        **{
            f"kps {kps}, karnofsky {kps}, ki {kps}, kps {kps}%, karnofsky {kps}%":
                f"write `patient.karnofsky: {kps}` (it corresponds to ECOG {ecog})"
            for kps, ecog in _KARNOFSKY.items()
        },
    },
    "patient.egfr": {
        f"ckd {stage}, ckd g{stage}, ckd stage {stage}, ckd stage g{stage}, stage {stage}, g{stage}":
            f"a number is asked: CKD {stage} is an eGFR of {span}"
        for stage, span in _KIDNEY.items()
    },
    "patient.neuropathy_grade": {
        "mild, moderate, severe, yes, present, cipn, pnp": "a grade from 0 to 4 is asked: 1 mild, 2 moderate, 3 severe",
    },
    "patient.frailty_index": {"frail, fit, not frail, pre frail, prefrail": "a count from 0 to 5 is asked (mFI-5)"},
    "biomarkers.pd_l1_cps": {"negative, neg": "write the score, such as 0", "positive, pos": "write the score"},
    "prior.crs_count": {"yes, done, prior, previous": _HOW_MANY},
    "prior.hipec_count": {"yes, done, given, prior, previous": _HOW_MANY},
    "prior.platinum_free_interval_months": {_PLATINUM_STATUS: _INTERVAL},
    "prior.best_response": {"ned, no evidence of disease": _NO_VISIBLE_LEFT, "ne": "leave it out"},
    "prior.latest_response": {
        "ned, no evidence of disease": _NO_VISIBLE_LEFT, "ne": "leave it out",
        "ca125 response, marker response": "a response on imaging is asked; where only a marker fell, leave it out",
    },
    "prior.worst_complication": {
        "leak, anastomotic leak, anastomotic leakage, fistula, reoperation, re operation, relaparotomy, abscess, "
        "sepsis, bleeding, ileus, icu":
            "a Clavien-Dindo grade is asked: 3a by an intervention, 3b an operation, 4a one organ failed, 4b several",
    },
    "recurrence.red_flags": {
        "obstruction, ileus, bowel obstruction": "write `recurrence.bowel_obstruction`",
        _CLOTS: "write `patient.thromboembolism: true`",
        "infection, fever": "write `patient.active_infection: true`",
        "hydronephrosis": "write `obstructed_kidney` where it is an emergency",
    },
    "biomarkers.ras": {
        "ras/braf wt, ras/braf wild type, ras and braf wild type, ras and braf wt":
            "write `biomarkers.ras: wild_type` and `biomarkers.braf: wild_type`",
        "p.g12c, gly12cys, p.gly12cys, kras p.g12c, kras gly12cys, kras p.gly12cys":
            "write `biomarkers.kras_g12c: true`, which says that RAS is mutated",
        "kras exon 2, kras exon 3, kras exon 4, kras codon 12, kras codon 13, kras codon 61, exon 2, codon 12":
            "write `mutated` where there is a mutation of it",
        "g12c, kras g12c": "write `biomarkers.kras_g12c: true`, which says that RAS is mutated",
        "kras wild type, kras wt, nras wild type, nras wt": "write `wild_type` where KRAS and NRAS both are",
        "positive, negative, pos, neg, kras positive, nras positive": "write `mutated` or `wild_type`",
    },
    "biomarkers.mmr": {
        "positive, negative": "write `deficient` (MSI-high) or `proficient` (stable)",
        "msi": "write `deficient` (MSI-high) or `proficient` (stable)",
        "lynch, lynch syndrome, hnpcc": "write `deficient` where the tumour was tested and is; it is of the patient",
        "mlh1 negative, mlh1 neg, msh2 negative, msh2 neg, msh6 negative, msh6 neg, pms2 negative, pms2 neg, "
        "mlh1/pms2 negative, msh2/msh6 negative":
            "write `deficient` where the protein is lost; a gene without a mutation says nothing of it",
        "msi low, msi l, low, l": "write `proficient` where no repair protein is lost",
    },
    "biomarkers.brca": {
        "vus, variant of unknown significance, brca1 vus, brca2 vus, brca1 variant of unknown significance, "
        "brca2 variant of unknown significance, benign, likely benign, brca1 likely benign, brca2 likely benign, "
        "promoter methylation, methylation, methylated, brca1 promoter methylation, brca1 methylation, "
        "brca1 methylated":
            "it is no mutation: write `wild_type` where there is no other",
        "reversion, reversion mutation, brca1 reversion, brca2 reversion, brca1 reversion mutation, "
        "brca2 reversion mutation":
            "it arises in a mutated gene, and no rule reads that it undoes the mutation: write `mutated`",
        "brca1 wild type, brca1 wt, brca1 negative, brca1 neg, brca2 wild type, brca2 wt, brca2 negative, brca2 neg":
            f"one gene says nothing of the other; {_BOTH_BRCA}",
        "gbrca wild type, gbrca wt, gbrca negative, gbrca neg, "
        "germline negative, germline neg, germline wild type, germline wt": f"germline wild type {_OF_TUMOUR}",
        "sbrca wild type, sbrca wt, sbrca negative, sbrca neg, tbrca wild type, tbrca wt, tbrca negative, tbrca neg, "
        "somatic negative, somatic neg, somatic wild type, somatic wt, tumour negative, tumor negative, "
        "tumour wild type, tumor wild type": f"the tumour alone {_OF_INHERITED}",
    },
    "biomarkers.her2": {"ultralow, ultra low, ihc ultralow": "it is less than low: write `negative`"},
    "biomarkers.ntrk_fusion": _NO_FUSION,
    "biomarkers.alk_rearrangement": _NO_FUSION,
    "biomarkers.ret_fusion": _NO_FUSION,
    "biomarkers.hrd": {
        "hrd unknown": "leave it out",
        "loh high, loh low, loh": "write `positive` or `negative` as the report of the test says",
    },
    "prior.radiation_sites": {
        "rectum, rectal, rectum and pelvis, crt, chemoradiation, chemoradiotherapy, neoadjuvant crt":
            "write `pelvis` where the pelvis was irradiated",
        "pelvic": "write `pelvis`",
    },
    "prior.agents": {
        "hipec, pipac, intraperitoneal, intraperitoneal chemotherapy, ip chemotherapy":
            "write `prior.hipec_agent`; drugs by vein or mouth stand here",
        "radiotherapy, radiation, rt, sbrt": "write `prior.radiation_sites`",
        "surgery, crs, cytoreduction": "write `prior.crs_count`",
        "chemotherapy, chemo, systemic therapy, systemic chemotherapy":
            "name the drugs, or a class such as platinum or fluoropyrimidine",
        "immunotherapy, io": "name the drug, or write `checkpoint_inhibitor`",
        "targeted therapy": "name the drug",
        "neuropathy, polyneuropathy": "write `patient.neuropathy_grade`",
        "penicillin, amoxicillin, antibiotics, sulfonamides, cotrimoxazole, latex, iodine, contrast, contrast medium, "
        "contrast media, nsaid, nsaids, aspirin, codeine, opioids, pollen, nuts, eggs":
            "it is no anti-cancer drug: leave it out",
        "placebo, steroid, steroids, dexamethasone, dexamethason, dexa, methylprednisolone, cortisone, "
        "prednisolone, prednisone, ondansetron, filgrastim, "
        "pegfilgrastim, "
        "granisetron, palonosetron, aprepitant, "
        "g csf, zoledronic acid, zoledronate, denosumab, vitamins, vitamin d, morphine, octreotide, lanreotide":
            "it is no anti-cancer drug here: leave it out",
        "pd 1, pd l1, anti pd 1, anti pd l1, pd 1 inhibitor, pd l1 inhibitor, pd 1 antibody, pd l1 antibody, "
        "anti pd 1 antibody, anti pd l1 antibody, pd 1 blockade, pd l1 blockade":
            "name the drug, or write `checkpoint_inhibitor`",
        "anti vegf, vegf inhibitor, vegf antibody, vegfr inhibitor": "name the drug, or write `anti_angiogenic`",
        "her2 antibody, her2 antibodies": "name the drug, or write `anti_her2`",
        "hormone therapy, hormonal therapy, endocrine therapy": "name the drug, or write `endocrine`",
        "bsc, best supportive care, supportive care": "it is no drug: leave it out, or write `[]` where there was none",
        "progressive disease, stable disease": _NO_DRUG,
        "cap, pac, aio": _SEVERAL_DRUGS,
        "nkda, no allergies, no known allergies, no known drug allergies":
            "an allergy is one reason of several: write `none` where every drug was tolerated",
    },
}
"""By fact: words that belong to another fact, or to none, and what to write."""
EITHER_FACT: Mapping[str, str] = {
    "cc, cc score, completeness of resection": "prior.completeness, recurrence.predicted_cc",
    "response": "prior.best_response, prior.latest_response",
    "lines, number of lines, prior lines": "prior.systemic_lines",
    "growth, growth rate": "recurrence.tempo",
    "platinum, platinum status, platinum sensitivity": "prior.platinum_free_interval_months",
    "bilirubin, total bilirubin, bili": "patient.bilirubin_x_uln",
    "creatinine, crea, krea, kreatinin, serum creatinine": "patient.egfr",
    "weight loss": "patient.weight_loss_percent",
    "largest lesion, size, tumour size, tumor size, lesion size, largest diameter": "recurrence.largest_lesion_cm",
    "disease free interval, dfi, disease free interval months": "recurrence.months_since_hipec",
    "life expectancy": "patient.life_expectancy_months",
    "pd l1, pdl1, tps": "biomarkers.pd_l1_cps",
    "chemotherapy, prior chemotherapy, chemo, previous chemotherapy": "prior.agents",
    "dvt, thrombosis, pulmonary embolism": "patient.thromboembolism",
    "allergy, allergies": "prior.intolerances",
    "metastases, metastasis sites, liver metastases, lung metastases, liver mets, lung mets": "recurrence.sites",
    "extent, disease extent, extent of disease, spread": "recurrence.distribution",
    "dob, date of birth, birth date, birthdate, born": "patient.age",
    "mbo, sbo, malignant bowel obstruction": "recurrence.bowel_obstruction",
    "biopsy proven, histologically confirmed": "recurrence.confirmed",
    "tumour marker, tumor marker": "recurrence.cea, recurrence.ca125, recurrence.ca19_9",
}
"""Names that may mean one fact or another, or one in some unit: they are not taken, and these are what is offered."""
SHORT_NAMES: Mapping[str, str] = {
    "pd, sd, pr, cr": _NO_DRUG,
    "cp, fp, pf, xt, tp": _SEVERAL_DRUGS,
    "fa, fs": "folinic acid need not be listed: leave it out",
}
"""Words too short for the name of a drug; code names begin with some, so they are looked for alone only."""
NO_FACT: Mapping[str, str] = {
    "stage, figo, figo stage, tnm, ajcc, uicc, staging, initial stage, stage at diagnosis, t stage, n stage, m stage":
        "no rule reads a stage: leave it out",
    "hipec date, date of hipec, crs date, date of crs, surgery date, date of surgery, operation date, "
    "date of operation, last hipec, surgery, operation":
        "write `prior.operations: [{date: 2023-05, kind: [crs, hipec]}]`, or `recurrence.months_since_hipec`",
    "last platinum, last chemo, last chemotherapy, end of chemo, end of chemotherapy, chemotherapy ended, "
    "last systemic, date of last chemotherapy, date of last platinum, last treatment":
        "write `prior.regimens: [{agents: [carboplatin], ended: 2023-09}]`",
    "date of recurrence, recurrence date, date of relapse, relapse date, recurred, relapsed":
        "write `recurrence.date: 2024-11`",
    "creatinine, crea, krea, kreatinin, serum creatinine":
        "write `patient.egfr` (ml/min/1.73 m²), which is computed from creatinine, age and sex: another number",
    "crcl, creatinine clearance, crea clearance":
        "write `patient.egfr`, in ml/min/1.73 m²; a clearance in ml/min is another number",
    "hb g dl, haemoglobin g dl, hemoglobin g dl": "write `patient.haemoglobin_g_l`, ten times the number in g/dl",
    "albumin g dl": "write `patient.albumin_g_l`, ten times the number in g/dl",
    "tps": "write `biomarkers.pd_l1_cps` where that is reported; TPS is another score",
    "ned, no evidence of disease":
        "write `recurrence.sites: []` where nothing is found now; when it came back, as `recurrence.date`",
    "pipac, pipacs, n pipac, number of pipac":
        "write one entry for each: `prior.operations: [{kind: pipac, date: 2023-05}]`",
    "stoma, colostomy, ileostomy, bypass": "write `prior.operations: [{kind: bypass_or_stoma, date: 2023-05}]`",
    "rt, prior rt, radiotherapy dose": "write the sites as `prior.radiation_sites`",
    "leak, anastomotic leak, reoperation": "write its Clavien-Dindo grade as `prior.worst_complication`",
    "ascites volume": "write `recurrence.ascites`: `small` is under 500 ml",
    "height, weight, body weight": "write `patient.bmi`, the weight in kg by the square of the height in m",
    "crp, c reactive protein, ldh, nlr, neutrophil lymphocyte ratio, lymphocytes, leukocytes, leucocytes, leukos, wbc, "
    "white cells, sodium, potassium, inr, alt, ast, ggt, alp, he4, afp, ki67, ki 67, pik3ca, tp53, "
    "p53, pten, arid1a, gnas, smad4, apc, wt1, p16, smoker, smoking, hypertension, ethnicity, race, transfusion, "
    "hospital, insurance": _NO_RULE,
}
"""By names of what letters hold and no fact is called: where or how it is written instead, or that nothing reads it."""
ONLY_OF_NAME: Mapping[str, tuple[str, str]] = {
    "kras, kras status, k ras": ("mutated", f"KRAS wild type says nothing of NRAS; {_BOTH_RAS}"),
    "nras, nras status, n ras": ("mutated", f"NRAS wild type says nothing of KRAS; {_BOTH_RAS}"),
    "gbrca": ("mutated", f"germline wild type {_OF_TUMOUR}"),
    "sbrca, tbrca": ("mutated", f"the tumour alone {_OF_INHERITED}"),
}
"""Names that are narrower than their fact: only this value of it follows, and what to say of every other."""
NO_RECORD_KEY: Mapping[str, Mapping[str, str]] = {
    "prior.operations": {
        "complications, complication, clavien, clavien dindo, morbidity": "write `prior.worst_complication`",
        "surgeon, hospital, centre, center, duration, blood loss, los, length of stay, notes, note, comment, dose, "
        "temperature, findings, histology": "no rule reads it: leave it out",
    },
    "prior.regimens": {
        "line": "write `setting`: neoadjuvant, perioperative, adjuvant, first_line, maintenance or recurrence",
        "toxicity, side effects, adverse events":
            "write `stopped_for: toxicity` where it was stopped for it, or `prior.intolerances`",
        "cycles, cycle, number of cycles, dose, start, started, begin, from, since, schedule, notes, note, comment, "
        "duration": "no rule reads it: leave it out",
    },
}
"""By record: keys that letters have and its entries have not, and what to write."""
RECORD_TOLD: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "adhesiolysis, lysis of adhesions, stoma closure, stoma reversal, ileostomy closure, ileostomy reversal, "
        "colostomy closure, colostomy reversal, hartmann reversal, hartmann's reversal, reversal of hartmann, "
        "hernia repair, incisional hernia repair, hernia, caesarean section, cesarean section":
            "write `laparotomy` where the abdomen was opened for it; else leave it out",
        "hartmann, hartmann procedure, hartmann's procedure, hartmann's, apr, abdominoperineal resection, "
        "abdominoperineal excision": "write [resection, bypass_or_stoma]",
        "laparoscopy, diagnostic laparoscopy, staging laparoscopy, exploratory laparoscopy, explorative laparoscopy, "
        "second look laparoscopy, port, port a cath, biopsy, endoscopy, stent, stenting, colonic stent, drainage, "
        "paracentesis, peg, venting gastrostomy, gastrostomy": "no fact counts it: leave it out",
        "surgery, operation, emergency surgery, emergency operation, ileus surgery, relaparotomy, revision":
            "write what was done: laparotomy, resection, bypass_or_stoma, crs or hipec",
        "second look": "write `laparotomy` where the abdomen was opened for it; else leave it out",
        "epic, early postoperative intraperitoneal chemotherapy, ip chemotherapy, intraperitoneal chemotherapy, "
        "ip chemo": "it is no HIPEC: leave it out",
        "rfa, mwa, ablation, radiofrequency ablation, microwave ablation, tace, sirt, embolisation, embolization":
            "no fact counts an ablation: leave it out",
    },
    "setting": {
        "palliative, metastatic, advanced, first line metastatic":
            "write `first_line` where it was for disease that was there from the beginning, `recurrence` for a relapse",
        "conversion, conversion therapy":
            "write `neoadjuvant` where an operation followed, `first_line` where none did",
    },
    "stopped_for": {
        "break, treatment break, holiday, drug holiday, chemo holiday, pause":
            "write `completed` where it was planned, else `choice`",
        "surgery, operation, crs, hipec": "write `completed`",
    },
}
"""By key of an entry: words that it does not take, and what to write."""
