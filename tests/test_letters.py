"""Referral letters as they are written: nothing is taken and ignored, or taken as less than it says, without a word."""

from __future__ import annotations

from typing import Any

import pytest

from recurtx.errors import ProfileError
from recurtx.profile import VOCABULARY, asked
from test_words import names, of, refused, split, value

# fmt: off

LETTERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("type=sigmoid ca; histology=mucinous adeno; side=L; msi=MSI-H; kras=mut; braf=V600E pos; her2=IHC 1+; "
     "recurrence.sites=[omentum]; resectability=R0 likely; tempo=slow; ps=PS 1; alb=28 g/l; obstruction=no",
     {"cancer.type": "colorectal", "cancer.histology": "mucinous", "cancer.primary_side": "left",
      "biomarkers.mmr": "deficient", "biomarkers.ras": "mutated", "biomarkers.braf": "v600e", "biomarkers.her2": "low",
      "recurrence.sites": ["peritoneum"], "recurrence.resectability": "complete_expected",
      "recurrence.tempo": "indolent", "patient.ecog": 1, "patient.albumin_g_l": 28,
      "recurrence.bowel_obstruction": "none"}),
    ("type=rectal; mmr=loss of MLH1/PMS2; recurrence.number=2nd; recurrence.treatment=not started; hipec=once; "
     "prior.cc=R0; pregnant=postmenopausal; comorbidities=[COPD GOLD II, NIDDM]; vte=PE",
     {"cancer.type": "colorectal", "cancer.primary_side": "rectum", "biomarkers.mmr": "deficient",
      "recurrence.number": 2, "recurrence.treatment": "none", "prior.hipec_count": 1, "prior.completeness": 0,
      "patient.pregnant": False,
      "patient.comorbidities": ["pulmonary", "diabetes"], "patient.thromboembolism": True}),
    ("type=HGSOC; brca=germline BRCA1; er=ER+; recurrence.sites=[cardiophrenic LN]; pd on=[Lynparza maint]; "
     "prior.agents=[carbo/taxol x6, Lynparza maint]; pfi=PFI 14 mo; declines=[HIPEC]",
     {"cancer.type": "ovarian", "cancer.histology": "high_grade_serous", "biomarkers.brca": "mutated",
      "biomarkers.estrogen_receptor": "positive",
      "recurrence.sites": ["distant_lymph_node"], "prior.progressed_on": ["olaparib"],
      "prior.agents": ["carboplatin", "paclitaxel", "olaparib"], "prior.platinum_free_interval_months": 14,
      "patient.declines": ["second_hipec"]}),
    ("type=stomach; histology=signet ring cell ca; her2=2+ FISH neg; red_flags=[free air]; infection=pneumonia; "
     "declines=[chemo, radiotherapy]; goals=be at home",
     {"cancer.type": "gastric", "cancer.histology": "signet_ring", "biomarkers.her2": "low",
      "recurrence.red_flags": ["perforation"], "patient.active_infection": True,
      "patient.declines": ["chemotherapy", "radiation"], "patient.goals": ["time_at_home"]}),
    ("type=MPM; recurrence.sites=[mesosigmoid]; distribution=all quadrants; resectability=debulking only; "
     "obstruction=MBO multilevel; proven=marker only; comorbidities=otherwise healthy",
     {"cancer.type": "mesothelioma", "recurrence.sites": ["peritoneum"], "recurrence.distribution": "diffuse",
      "recurrence.resectability": "incomplete_expected", "recurrence.bowel_obstruction": "multilevel",
      "recurrence.confirmed": False, "patient.comorbidities": []}),
)
# fmt: on


@pytest.mark.parametrize(("letter", "facts"), LETTERS)
def test_a_letter_is_read_as_it_is_meant(letter: str, facts: dict[str, Any]) -> None:
    found = of(*(part.strip() for part in letter.split(";"))).profile.recorded()
    assert found == facts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("recurrence.sites=[liver (segment 7)]", "liver (segment 7) as liver"),
        ("recurrence.symptoms=[mild pain]", "mild pain as pain"),
        ("recurrence.symptoms=asymptomatic", "asymptomatic as none"),
        ("recurrence.sites=NED since 2023", "NED since 2023 as none"),
        ("prior.hipec_agent=[cisplatin 100 mg/m2]", "cisplatin 100 mg/m2 as cisplatin"),
        ("prior.agents=[oxaliplatin 8 cycles]", "oxaliplatin 8 cycles as oxaliplatin"),
        ("prior.intolerances=[carboplatin allergy]", "carboplatin allergy as carboplatin"),
        ("prior.operations=[{type: right hemicolectomy}]", "type as kind, right hemicolectomy as resection"),
    ],
)
def test_what_is_left_out_of_a_word_is_said(text: str, said: str) -> None:
    assert of(text).warnings == (f"understood: {said}",)


@pytest.mark.parametrize(
    ("element", "help"),
    [
        ("recurrence.sites=[liver (resected 2022)]", "only what is there now stands here"),
        ("recurrence.sites=[old lung mets]", "only what is there now stands here"),
        ("recurrence.symptoms=[pain, resolved]", None),
        ("recurrence.sites=[lung (suspected)]", "what is in doubt is neither present nor absent"),
        ("recurrence.sites=[lung?]", "what is in doubt is neither present nor absent"),
        ("recurrence.red_flags=[possible perforation]", "what is in doubt is neither present nor absent"),
        ("prior.agents=[oxaliplatin (allergy)]", "that it was not tolerated is written as `prior.intolerances`"),
        ("prior.agents=[FOLFIRI + bev (PD)]", "that the cancer grew under it is written as `prior.progressed_on`"),
        ("prior.agents=[olaparib (declined)]", "only what was given stands here"),
        ("prior.agents=[olaparib since 2022]", "it names olaparib, and more that is not understood"),
        ("prior.agents=[IP cisplatin]", "it names cisplatin, and more that is not understood"),
        ("prior.intolerances=[penicillin]", "it is no anti-cancer drug: leave it out"),
        ("prior.radiation_sites=[pelvis (planned)]", "only what was irradiated stands here"),
        ("recurrence.sites=[liver S7]", "of it `liver` means liver"),
        ("recurrence.sites=[retroperitoneal LN]", "it may mean regional_lymph_node or distant_lymph_node"),
        ("patient.comorbidities=[AFib on apixaban]", "of it `AFib` means cardiac"),
        ("patient.declines=[surgery]", "it may mean local_treatment, palliative_surgery or repeat_crs"),
        ("patient.declines=no further surgery wished", "it may mean local_treatment, palliative_surgery or repeat_crs"),
        ("patient.declines=[no chemotherapy]", "write what is declined, and not what is not: chemotherapy"),
        ("patient.declines=[stoma]", "no option is only that"),
        ("patient.declines=[olaparib]", "options are declined, not drugs"),
    ],
)
def test_a_word_beside_an_element_that_takes_it_back_is_asked(element: str, help: str | None) -> None:
    with pytest.raises(ProfileError) as raised:
        of(element)
    assert help is None or any(problem.help.startswith(help) for problem in raised.value.problems)


@pytest.mark.parametrize(
    ("fact", "word", "help"),
    [
        ("prior.latest_response", "NED", "write `complete` where what was seen went away under the drugs"),
        ("prior.latest_response", "regression", "it may mean complete or partial"),
        ("prior.latest_response", "SD then PD", "it says several: stable, progression"),
        ("prior.latest_response", "regression under FOLFIRI", "of it `regression`: it may mean complete or partial"),
        ("prior.best_response", "mixed response", "it may mean stable or progression"),
        ("prior.completeness", "CC 0/1", "it may mean 0 or 1"),
        ("prior.hipec_count", "yes", "how many times is asked"),
        ("prior.platinum_free_interval_months", "PlatR", "write the months from the last platinum"),
        ("prior.platinum_free_interval_months", "<6", "a bound is no number"),
        ("patient.egfr", "above 60", "a bound is no number"),
        ("patient.egfr", "normal", "a number is asked, not a word"),
        ("patient.ecog", "ECOG 1-2", "one number stands here"),
        ("patient.ecog", "fit", "a number from 0 to 4 is asked"),
        ("recurrence.pci", "PCI 12 (initially 20)", "`(initially 20)` may change it: write 12 alone"),
        ("recurrence.resectability", "R0 possible", "it may mean complete_expected or uncertain"),
        ("recurrence.tempo", "PD", "it may mean progressive or rapid"),
        ("recurrence.confirmed", "PET positive", "write true where the imaging is unequivocal"),
        ("biomarkers.braf", "V600E neg", "it may mean wild_type or other"),
        ("biomarkers.brca", "germline negative", "germline wild type says nothing of the tumour"),
        ("biomarkers.ras", "RAS/BRAF wt", "write `biomarkers.ras: wild_type` and `biomarkers.braf: wild_type`"),
        ("cancer.histology", "adenocarcinoma G2", "the grade is written as `cancer.grade`"),
        ("recurrence.liver", "yes", "write `recurrence.sites: {present: [liver]}`"),
        ("patient.diabetes", "yes", "write `patient.comorbidities: {present: [diabetes]}`"),
        ("pipac", "x3", "write one entry for each"),
        ("patient.crp", "20", "no rule reads it: leave it out"),
    ],
)
def test_a_word_that_is_not_taken_is_refused_with_what_to_write(fact: str, word: str, help: str) -> None:
    assert refused(f"{fact}={word}")[2].startswith(help)


@pytest.mark.parametrize(
    ("entry", "help"),
    [
        ("{kind: CRS+HIPEC (MMC)}", "write {kind: [crs, hipec], hipec_agents: [mitomycin]}"),
        ("CRS+HIPEC (MMC) 04/2021 CC-0",
         "write {date: 2021-04, kind: [crs, hipec], completeness: 0, hipec_agents: [mitomycin]}"),
        ("s/p CRS + HIPEC cisplatin May 2020 PCI 12",
         "write {date: 2020-05, kind: [crs, hipec], pci: 12, hipec_agents: [cisplatin]}"),
        ("{kind: PIPAC x3}", "write one entry for each time: {kind: [pipac]}"),
        ("{kind: adhesiolysis}", "write `laparotomy` where the abdomen was opened for it; else leave it out"),
        ("{kind: Hartmann reversal}", "write `laparotomy` where the abdomen was opened for it; else leave it out"),
        ("{kind: Hartmann}", "write [resection, bypass_or_stoma]"),
        ("{kind: ileus surgery}", "write what was done: laparotomy, resection, bypass_or_stoma, crs or hipec"),
        ("{kind: laparoscopy}", "no fact counts it: leave it out"),
        ("{kind: crs, completeness: optimal}", "it may mean 0 or 1: write which"),
        ("{kind: crs, complications: IIIb}", "write `prior.worst_complication`"),
    ],
)  # fmt: skip
def test_an_operation_in_one_text_is_told_as_its_entry(entry: str, help: str) -> None:
    assert refused(f"prior.operations=[{entry}]")[2] == help


@pytest.mark.parametrize(
    ("entry", "help"),
    [
        ("setting: palliative", "write `first_line` where it was for disease that was there from the beginning"),
        ("ended: 6 months ago", "write {months_ago: 6}"),
        ("response: NED", "write `complete` where what was seen went away"),
        ("cycles: 12", "no rule reads it: leave it out"),
        ("line: 2", "write `setting`"),
    ],
)
def test_what_an_entry_of_a_regimen_does_not_take_is_told(entry: str, help: str) -> None:
    assert refused(f"prior.regimens=[{{agents: FOLFOX, {entry}}}]")[2].startswith(help)


@pytest.mark.parametrize(
    ("fact", "other"),
    [
        ("cancer.type=ovarian", "`cancer.type` ovarian"),
        ("recurrence.sites=[Krukenberg]", "`recurrence.sites` [ovary]"),
        ("recurrence.sites={present: [vaginal_vault]}", "`recurrence.sites` [vaginal_vault]"),
    ],
)  # fmt: skip
def test_a_man_has_no_ovary_and_sex_may_be_left_out(fact: str, other: str) -> None:
    code, message, help = refused(fact, "patient.sex=male")
    assert code == "RTX130"
    assert message.startswith(f"`patient.sex` male contradicts {other}")
    assert help == "correct one, or leave one out"
    assert of(fact, "patient.sex=female").profile.recorded()
    assert of("patient.sex=male", "recurrence.sites={absent: [ovary]}").profile.recorded()


def test_an_operation_by_its_own_words() -> None:
    (found,) = of("prior.operations=[{procedure: debulking surgery, when: 2021-04, cc: R0}]").profile.prior.operations
    assert (found.kind, found.date, found.completeness) == (["crs"], "2021-04", 0)


def test_every_word_that_is_told_something_is_told_something_useful() -> None:
    for path, entries in asked.BESIDE.items():
        assert not path or path in VOCABULARY
        assert all(split(words) and help for words, help in entries.items())
    words = names().option_words
    assert all(option in names().options for meant in words.values() for option in meant)
    assert value("patient.declines", "[chemo]") == ["chemotherapy"]
