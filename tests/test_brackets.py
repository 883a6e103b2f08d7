"""What stands in brackets, and what the word for a cancer says beside its type."""

from __future__ import annotations

from typing import Any

import pytest

from recurtx.errors import ProfileError
from recurtx.profile import assemble, overrides
from recurtx.ruleset import load_ruleset, shipped_rules

_NAMES = load_ruleset(shipped_rules()).names


def read(*sets: str) -> dict[str, Any]:
    """The facts of assignments."""
    written, problems = overrides(sets)
    found = {path: one for path, one in written.items() if one is not None}
    return assemble(found, _NAMES, "test", problems).profile.recorded()


def helps(*sets: str) -> list[str]:
    """What is said of facts that are not taken."""
    with pytest.raises(ProfileError) as raised:
        read(*sets)
    return [f"{problem.message}: {problem.help}" for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("fact", "text", "cancer"),
    [
        ("biomarkers.braf", "V600E (IHC neg)", "colorectal"),
        ("biomarkers.braf", "wt (V600E pos in liquid biopsy)", "colorectal"),
        ("biomarkers.braf", "V600E (neg (IHC))", "colorectal"),
        ("biomarkers.brca", "BRCA2 (VUS)", "ovarian"),
        ("biomarkers.brca", "negative (germline only)", "ovarian"),
        ("biomarkers.ras", "wt (KRAS only)", "colorectal"),
        ("biomarkers.her2", "positive (IHC 2+/FISH neg)", "gastric"),
        ("biomarkers.mmr", "proficient (MSI-H by PCR)", "colorectal"),
        ("biomarkers.mmr", "dMMR, MSS", "colorectal"),
        ("biomarkers.mmr", "dMMR MSS", "colorectal"),
        ("biomarkers.hrd", "negative (not tested)", "ovarian"),
        ("recurrence.resectability", "resectable (no)", "colorectal"),
        ("recurrence.resectability", "resectable (if response)", "colorectal"),
        ("recurrence.resectability", "resectable/incomplete", "colorectal"),
        ("recurrence.confirmed", "biopsy (negative)", "colorectal"),
        ("recurrence.confirmed", "proven, suspected", "colorectal"),
        ("recurrence.ascites", "none (not assessed)", "colorectal"),
        ("recurrence.sites", "[lung (stable, benign)]", "colorectal"),
        ("recurrence.sites", "['liver (MRI: haemangioma)']", "colorectal"),
        ("recurrence.sites", "[liver SBRT]", "colorectal"),
        ("recurrence.red_flags", "[perforation (excluded)]", "colorectal"),
        ("recurrence.tempo", "slow (now rapid)", "colorectal"),
        ("prior.latest_response", "PR (then PD)", "colorectal"),
        ("prior.intolerances", "[carboplatin (rechallenged, ok)]", "ovarian"),
        ("prior.progressed_on", "[FOLFOX (no PD)]", "colorectal"),
        ("prior.progressed_on", "[FOLFOX (adjuvant)]", "colorectal"),
        ("prior.agents", "[cetuximab (considered)]", "colorectal"),
        ("prior.agents", "[FOLFIRI (plus cetuximab)]", "colorectal"),
        ("prior.agents", "[Carboplatin (switch to cisplatin)]", "ovarian"),
        ("prior.agents", "[carboplatin (HSR)]", "ovarian"),
        ("prior.agents", "[trial (sotorasib)]", "colorectal"),
        ("prior.agents", "[FOLFOX ± bev]", "colorectal"),
        ("prior.agents", "[niraparib vs placebo]", "ovarian"),
        ("patient.active_infection", "pneumonia (resolved)", "colorectal"),
        ("patient.thromboembolism", "PE (excluded)", "colorectal"),
        ("patient.autoimmune_disease", "no (Crohn, on infliximab)", "colorectal"),
        ("patient.comorbidities", "[stroke (family)]", "colorectal"),
        ("patient.pregnant", "no (not tested)", "ovarian"),
        ("recurrence.sites", "'peritoneum, liver (excluded)'", "colorectal"),
        ("recurrence.sites", "'peritoneum + liver (ablated)'", "colorectal"),
        ("recurrence.sites", "'peritoneum, pleura (cytology neg)'", "colorectal"),
        ("recurrence.sites", "'peritoneum (liver), lung'", "colorectal"),
        ("recurrence.sites", "[liver 2019]", "colorectal"),
        ("recurrence.sites", "{absent: ['lung (nodule)']}", "colorectal"),
        ("recurrence.symptoms", "'pain, bleeding (none)'", "colorectal"),
        ("recurrence.red_flags", "[sepsis 2022]", "colorectal"),
        ("patient.comorbidities", "'CAD (mother), COPD'", "colorectal"),
        ("patient.active_infection", "pneumonia 2019", "colorectal"),
        ("patient.active_infection", "yes (healed)", "colorectal"),
        ("recurrence.confirmed", "yes (biopsy pending)", "colorectal"),
        ("recurrence.confirmed", "no (biopsy proven)", "colorectal"),
        ("biomarkers.mmr", "MSS (dMMR IHC)", "colorectal"),
        ("biomarkers.ras", "wild type (p.G12D)", "colorectal"),
        ("recurrence.ascites", "none (small)", "colorectal"),
        ("recurrence.distribution", "localized (diffuse)", "colorectal"),
        ("recurrence.small_bowel", "none (few deposits)", "colorectal"),
        ("recurrence.adhesions", "none (severe)", "colorectal"),
        ("prior.progressed_on", "[FOLFOX (relapse after 6 months)]", "colorectal"),
        ("prior.agents", "[FOLFOX (5-FU mono)]", "colorectal"),
        ("prior.agents", "[docetaxel (S1)]", "gastric"),
        ("prior.agents", "[all]", "colorectal"),
        ("prior.hipec_agent", "'MMC, oxaliplatin (planned)'", "colorectal"),
        ("prior.intolerances", "['carboplatin (cisplatin too)']", "ovarian"),
        ("prior.intolerances", "['oxaliplatin (feared)']", "colorectal"),
    ],
)
def test_what_brackets_may_take_back_is_asked(fact: str, text: str, cancer: str) -> None:
    assert any(fact in help for help in helps(f"cancer.type={cancer}", f"{fact}={text}"))


@pytest.mark.parametrize(
    ("fact", "text", "found"),
    [
        ("biomarkers.braf", "V600E (NGS)", "v600e"),
        ("biomarkers.mmr", "dMMR (MSI-H)", "deficient"),
        ("biomarkers.ras", "mutated (KRAS G12D)", "mutated"),
        ("biomarkers.ras", "wt (KRAS/NRAS)", "wild_type"),
        ("recurrence.confirmed", "proven (biopsy 2024)", True),
        ("recurrence.sites", "['liver (two mets, seg VI/VII)']", ["liver"]),
        ("recurrence.sites", "[peritoneum (omentum)]", ["peritoneum"]),
        ("recurrence.sites", "[lung (left lower lobe)]", ["lung"]),
        ("recurrence.sites", "[bone (L3)]", ["bone"]),
        ("recurrence.symptoms", "[pain (NRS 6)]", ["pain"]),
        ("recurrence.ascites", "none (CT)", "none"),
        ("prior.latest_response", "PR (RECIST)", "partial"),
        ("prior.agents", "['FOLFOX (2021, 12x)']", ["fluorouracil", "oxaliplatin"]),
        ("prior.agents", "['oxaliplatin (85 mg/m2)']", ["oxaliplatin"]),
        ("prior.agents", "[anti-EGFR (cetuximab)]", ["cetuximab"]),
        ("prior.agents", "[nivo 3 ipi 1]", ["nivolumab", "ipilimumab"]),
        ("prior.agents", "[FOLFOX mit Bev]", ["fluorouracil", "oxaliplatin", "bevacizumab"]),
        ("prior.agents", "['Bev 7,5 mg/kg']", ["bevacizumab"]),
        ("prior.intolerances", "[oxaliplatin (neuropathy G3)]", ["oxaliplatin"]),
        ("patient.thromboembolism", "DVT (left leg, 2021)", True),
        ("patient.comorbidities", "[diabetes (type 2)]", ["diabetes"]),
        ("patient.comorbidities", "['CAD (stent 2018)']", ["cardiac"]),
        ("recurrence.sites", "'peritoneum (RUQ), liver (segment 4, 2 cm)'", ["peritoneum", "liver"]),
        ("prior.hipec_agent", "['MMC (35 mg/m2)']", ["mitomycin"]),
        ("prior.agents", "['pembrolizumab (200 mg every 3 weeks)']", ["pembrolizumab"]),
        ("prior.agents", "[FOLFOX (x6)]", ["fluorouracil", "oxaliplatin"]),
        ("prior.agents", "[NALIRIFOX]", ["liposomal_irinotecan", "fluorouracil", "oxaliplatin"]),
        ("prior.intolerances", "'oxaliplatin, irinotecan'", ["oxaliplatin", "irinotecan"]),
        ("biomarkers.mmr", "dMMR (MLH1/PMS2)", "deficient"),
        ("recurrence.pci", "12 (CT)", 12),
        ("recurrence.pci", "PCI 12 (laparoscopy 04/2024)", 12),
        ("recurrence.cea", "14.5 (03/2024)", 14.5),
    ],
)
def test_a_detail_in_brackets_changes_nothing(fact: str, text: str, found: Any) -> None:
    assert read("cancer.type=colorectal", f"{fact}={text}")[fact] == found


def test_drugs_in_brackets_are_named() -> None:
    (help,) = helps("cancer.type=colorectal", "prior.agents=[FOLFIRI (plus cetuximab)]")
    assert help.endswith("it names cetuximab: write those of fluorouracil, irinotecan, cetuximab that are meant")


@pytest.mark.parametrize(
    ("word", "facts"),
    [
        ("HGSOC", {"cancer.type": "ovarian", "cancer.histology": "high_grade_serous"}),
        ("low grade serous ovarian", {"cancer.type": "ovarian", "cancer.histology": "low_grade_serous"}),
        ("LAMN", {"cancer.type": "appendiceal", "cancer.histology": "lamn"}),
        ("mesothelioma (biphasic)", {"cancer.type": "mesothelioma", "cancer.histology": "biphasic"}),
        ("gastric (diffuse type)", {"cancer.type": "gastric", "cancer.histology": "diffuse"}),
        ("rectal cancer", {"cancer.type": "colorectal", "cancer.primary_side": "rectum"}),
        ("caecum", {"cancer.type": "colorectal", "cancer.primary_side": "right"}),
        ("colorectal adenocarcinoma", {"cancer.type": "colorectal"}),
        ("PMP", {"cancer.type": "appendiceal"}),
        ("CRC (III)", {"cancer.type": "colorectal"}),
    ],
)
def test_the_word_for_a_cancer_says_its_histology_and_side_too(word: str, facts: dict[str, Any]) -> None:
    assert read(f"cancer.type={word}") == facts


def test_a_histology_beside_another_in_the_word_for_the_cancer_is_asked() -> None:
    (help,) = helps("cancer.type=HGSOC", "cancer.histology=LGSC")
    assert "`cancer.type` HGSOC says `cancer.histology` high_grade_serous, and it is low_grade_serous" in help
    assert "write `cancer.type` ovarian alone" in help
    assert read("cancer.type=HGSOC", "cancer.histology=HGSC")["cancer.histology"] == "high_grade_serous"


def test_what_was_read_of_a_cancer_is_said_whole() -> None:
    written, problems = overrides(["cancer.type=HGSOC"])
    found = {path: one for path, one in written.items() if one is not None}
    assert assemble(found, _NAMES, "test", problems).warnings == ("understood: HGSOC as ovarian and high_grade_serous",)


@pytest.mark.parametrize("kind", ["CRS without HIPEC", "HIPEC (aborted)", "CRS, no HIPEC", "HIPEC planned"])
def test_what_was_not_done_is_no_operation(kind: str) -> None:
    (help,) = helps("cancer.type=colorectal", f"prior.operations=[{{kind: '{kind}', months_ago: 12}}]")
    assert help.endswith("only what was done stands here: leave out what was planned, declined or given up")


@pytest.mark.parametrize("why", ["PD (excluded)", "toxicity (actually PD)"])
def test_why_a_drug_was_stopped_has_no_brackets(why: str) -> None:
    assert helps("cancer.type=colorectal", f"prior.regimens=[{{agents: [oxaliplatin], stopped_for: '{why}'}}]")


@pytest.mark.parametrize(
    ("fact", "text", "never"),
    [
        ("prior.completeness", "CC2 (residual 1 cm)", "write 1"),
        ("recurrence.pci", "12 (initially 20)", "write 20"),
        ("patient.ecog", "1 (0 before chemo)", "write 0"),
        ("patient.ecog", "1, previously 0", "write 0"),
        ("recurrence.cea", "CEA 4, CA125 35", "write 35"),
        ("recurrence.distribution", "not diffuse", "did you mean"),
        ("recurrence.sites", "'peritoneum, ?liver'", "alone"),
    ],
)
def test_no_help_makes_something_else_of_a_text(fact: str, text: str, never: str) -> None:
    assert never not in " ".join(helps("cancer.type=colorectal", f"{fact}={text}"))


def test_the_element_whose_brackets_are_asked_is_named() -> None:
    (help,) = helps("cancer.type=ovarian", "recurrence.sites='peritoneum, liver (excluded)'")
    assert "of it `liver (excluded)`" in help
    assert "absent: [liver]" in help
