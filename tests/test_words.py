"""Words and units as clinicians write them: what is understood, what is asked back, and what is never guessed."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import strategies
from command import mini, recurtx
from recurtx.document import read_text
from recurtx.errors import ProfileError
from recurtx.logic import UNKNOWN
from recurtx.profile import VOCABULARY, Kind, Record, Situation, asked, assemble, flatten, overrides, synonyms
from recurtx.profile.dates import dates_meant
from recurtx.profile.names import Names, key
from recurtx.profile.spellings import fact_named, facts_offered, otherwise_written
from recurtx.profile.thresholds import THRESHOLDS
from recurtx.profile.understand import understood
from recurtx.profile.units import OTHER_UNITS, asked_back, conversions, converted, parted
from recurtx.ruleset.search import found_facts

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def names() -> Names:
    """The drugs and options of the shipped rules."""
    return strategies.loaded().names


def read(**facts: str) -> Record:
    """A colorectal patient with more facts, each as it stands behind ``--set``; ``__`` for the point."""
    sets = [f"{name.replace('__', '.')}={text}" for name, text in facts.items()]
    return of(*sets)


def of(*sets: str) -> Record:
    changes, problems = overrides(["cancer.type=colorectal", *sets])
    return assemble({p: w for p, w in changes.items() if w}, names(), "--set", problems)


def value(fact: str, text: str, cancer: str = "colorectal") -> Any:
    """What a fact holds where a text is written under it."""
    found = of(f"cancer.type={cancer}", f"{fact}={text}").profile.recorded()
    if fact == "cancer.type":  # which may say more, such as a histology
        return found[fact]
    (path,) = found.keys() - {"cancer.type"}
    return found[path]


def refused(*sets: str) -> tuple[str, str, str]:
    """The one problem of facts that are not taken: its code, message and help."""
    with pytest.raises(ProfileError) as raised:
        of(*sets)
    (problem,) = raised.value.problems
    return problem.code, problem.message, problem.help


# --- The table -------------------------------------------------------------------------------------------------------


def split(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


def listed() -> Iterator[tuple[str, str, str]]:
    """Every other word of the vocabulary: fact, value, word."""
    for path, values in synonyms.VALUES.items():
        yield from ((path, value, word) for value, words in values.items() for word in split(words))


def canonical(path: str) -> list[str]:
    fact = VOCABULARY[path]
    return ["true", "false"] if fact.kind is Kind.BOOLEAN else list(fact.values)


def test_there_are_more_than_four_hundred_words() -> None:
    values = {(path, key(word)) for path, _, word in listed()}
    drugs = {*map(key, names().synonyms), *map(key, names().regimens)}
    facts = {key(word) for words in synonyms.FACTS.values() for word in split(words)}
    assert len(values) > 400
    assert len(drugs) > 250
    assert len(facts) > 100


def test_each_word_leads_to_a_value_that_exists() -> None:
    for path, value, word in listed():
        assert path in VOCABULARY, path
        if VOCABULARY[path].is_number:
            assert VOCABULARY[path].within(float(value)), (path, word)
        else:
            assert value in canonical(path), (path, word)


def test_no_word_means_two_values_of_a_fact() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for path, value, word in listed():
        meanings.setdefault((path, key(word)), set()).add(value)
    assert {at: found for at, found in meanings.items() if len(found) > 1} == {}


def test_no_word_is_the_name_of_another_value_of_its_fact() -> None:
    for path, value, word in listed():
        assert key(word) not in {key(other) for other in canonical(path) if other != value}, (path, word)


def test_each_word_is_read_as_its_value() -> None:
    for path, value, word in listed():
        meaning = understood(VOCABULARY[path], word, names())
        assert meaning is not None, (path, word)
        (found,) = meaning.values
        assert (str(found).lower() if isinstance(found, bool) else str(found)) == value, (path, word)


def test_what_may_mean_several_is_offered_and_never_taken() -> None:
    for path, entries in asked.EITHER.items():
        for words, values in entries.items():
            for word in split(words):
                meaning = understood(VOCABULARY[path], word, names())
                assert meaning is not None, (path, word)
                assert meaning.values == ()
                assert all(value in meaning.help for value in split(values)), (path, word)
            for value in split(values):
                number = VOCABULARY[path].is_number and VOCABULARY[path].within(float(value))
                assert number or value in canonical(path) or names().lists(value), (path, value)


def test_what_belongs_elsewhere_is_told_and_never_taken() -> None:
    for path, entries in asked.NOT_HERE.items():
        for words, says in entries.items():
            for word in split(words):
                meaning = understood(VOCABULARY[path], word, names())
                assert meaning is not None, (path, word)
                assert meaning.values == (), (path, word)
                assert meaning.help == says, (path, word)
            for fact in re.findall(r"`([a-z]+\.[a-z0-9_]+)", says):
                assert fact in VOCABULARY, says


def test_a_drug_is_named_once() -> None:
    listed_names = names()
    keys = [*map(key, listed_names.agents.classes), *map(key, listed_names.agents.members)]
    keys += [*map(key, listed_names.synonyms), *map(key, listed_names.regimens)]
    assert [name for name, count in Counter(keys).items() if count > 1] == []


def test_each_other_name_of_a_fact_leads_to_it() -> None:
    for path, words in synonyms.FACTS.items():
        assert path in VOCABULARY, path
        for word in split(words):
            section = path.partition(".")[0]
            name = word if word.partition(".")[0] == section else f"{section}.{word}"
            assert fact_named(name) == path, word
            assert fact_named(word) in (path, None), word


def test_words_that_are_as_wide_as_their_value_are_words_of_it() -> None:
    for path, words in synonyms.SAME.items():
        known = {key(word) for p, _, word in listed() if p == path}
        assert {word for word in split(words) if key(word) not in known} == set(), path


def test_a_name_that_may_mean_several_facts_is_none_of_them() -> None:
    for words, paths in asked.EITHER_FACT.items():
        for word in split(words):
            assert fact_named(word) is None, word
            assert facts_offered(word) == tuple(split(paths))
        assert all(path in VOCABULARY for path in split(paths))


def test_a_name_of_what_no_fact_holds_is_no_fact_and_says_where_it_is_written() -> None:
    for words, told in asked.NO_FACT.items():
        for word in split(words):
            assert fact_named(word) is None, word
            assert otherwise_written(word) == told
            assert otherwise_written(f"prior.{word}") == told


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("11/2026", "2026-11"), ("03.2022", "2022-03"), ("14.10.2026", "2026-10-14"), ("10/14/2026", "2026-10-14"),
        ("March 2022", "2022-03"), ("14 Oct 2026", "2026-10-14"), ("Oct 14, 2026", "2026-10-14"),
        ("03/04/2026", "2026-04-03 2026-03-04"), ("04/04/2026", "2026-04-04"), ("03/22", ""), ("13/2022", ""),
        ("soon", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_date_as_letters_write_it_is_offered_each_way_it_may_mean(written: str, means: str) -> None:
    assert dates_meant(written) == means.split()


def test_a_fact_is_looked_up_by_each_name_that_a_profile_takes() -> None:
    for word, path in (("hb", "patient.haemoglobin_g_l"), ("ps", "patient.ecog"), ("creatinine", "patient.egfr")):
        assert [fact.path for fact in found_facts([word])] == [path]
    for path, words in synonyms.FACTS.items():
        for word in split(words):
            assert path in [fact.path for fact in found_facts([word])], word


# --- Values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "cancer"),
    [
        ("colon", "colorectal"), ("crc", "colorectal"), ("CRC", "colorectal"), ("bowel", "colorectal"),
        ("colorectal cancer", "colorectal"), ("rectal", "colorectal"), ("sigmoid", "colorectal"),
        ("sigmoid adenocarcinoma", "colorectal"), ("Stage IV colon cancer", "colorectal"), ("colon ca", "colorectal"),
        ("cancer of the colon", "colorectal"), ("metastatic colorectal carcinoma", "colorectal"),
        ("appendix", "appendiceal"), ("pmp", "appendiceal"), ("pseudomyxoma", "appendiceal"),
        ("Pseudomyxoma peritonei", "appendiceal"), ("ovary", "ovarian"), ("ovarian cancer", "ovarian"),
        ("fallopian tube", "ovarian"), ("primary peritoneal carcinoma", "ovarian"), ("HGSOC", "ovarian"),
        ("recurrent ovarian carcinoma", "ovarian"), ("stomach", "gastric"), ("gastric cancer", "gastric"),
        ("gastric adenocarcinoma", "gastric"), ("meso", "mesothelioma"), ("mpm", "mesothelioma"),
        ("peritoneal mesothelioma", "mesothelioma"), ("pancreatic cancer", "other"), ("COLORECTAL", "colorectal"),
        ("small bowel adenocarcinoma", "other"), ("high-grade serous ovarian cancer", "ovarian"),
        ("another cancer", "other"),
    ],
)  # fmt: skip
def test_cancers_by_their_everyday_names(word: str, cancer: str) -> None:
    assert value("cancer.type", word) == cancer


@pytest.mark.parametrize(
    "word",
    ["peritoneal cancer", "peritoneal carcinomatosis", "gastric GIST", "GEJ", "colorectal neuroendocrine carcinoma"],
)
def test_a_cancer_that_is_none_of_these_is_not_taken_for_one(word: str) -> None:
    assert refused(f"cancer.type={word}")[0] == "RTX120"


@pytest.mark.parametrize(
    ("fact", "word", "cancer", "found"),
    [
        ("cancer.histology", "HGSOC", "ovarian", "high_grade_serous"),
        ("cancer.histology", "LGSOC", "ovarian", "low_grade_serous"),
        ("cancer.histology", "high-grade serous carcinoma", "ovarian", "high_grade_serous"),
        ("cancer.histology", "clear cell carcinoma", "ovarian", "clear_cell"),
        ("cancer.histology", "GCA", "appendiceal", "goblet_cell"),
        ("cancer.type", "goblet cell carcinoma of the appendix", "other", "appendiceal"),
        ("biomarkers.brca", "BRCA1 mut", "ovarian", "mutated"),
        ("recurrence.sites", "[small bowel mesentery]", "mesothelioma", ["peritoneum"]),
        ("patient.sex", "männlich", "colorectal", "male"),
        ("patient.sex", "weiblich", "colorectal", "female"),
        ("cancer.histology", "DPAM", "appendiceal", "low_grade_mucinous"),
        ("cancer.histology", "PMCA", "appendiceal", "high_grade_mucinous"),
        ("cancer.histology", "LAMN", "appendiceal", "lamn"),
        ("cancer.histology", "signet ring cell carcinoma", "gastric", "signet_ring"),
        ("cancer.histology", "mucinous adenocarcinoma", "colorectal", "mucinous"),
        ("cancer.histology", "epithelial", "mesothelioma", "epithelioid"),
        ("cancer.primary_side", "sigmoid", "colorectal", "left"),
        ("cancer.primary_side", "cecum", "colorectal", "right"),
        ("cancer.grade", "low-grade", "appendiceal", "low"),
        ("biomarkers.mmr", "MSI-H", "colorectal", "deficient"),
        ("biomarkers.mmr", "dMMR", "colorectal", "deficient"),
        ("biomarkers.mmr", "MSS", "colorectal", "proficient"),
        ("biomarkers.mmr", "pMMR", "colorectal", "proficient"),
        ("biomarkers.msi", "high", "colorectal", "deficient"),
        ("biomarkers.msi", "stable", "colorectal", "proficient"),
        ("biomarkers.ras", "wt", "colorectal", "wild_type"),
        ("biomarkers.ras", "mut", "colorectal", "mutated"),
        ("biomarkers.ras", "Wild-Type", "colorectal", "wild_type"),
        ("biomarkers.kras", "G12D", "colorectal", "mutated"),
        ("biomarkers.brca", "BRCA1", "ovarian", "mutated"),
        ("biomarkers.braf", "V600E", "colorectal", "v600e"),
        ("biomarkers.her2", "3+", "gastric", "positive"),
        ("biomarkers.her2", "HER2-positive", "gastric", "positive"),
        ("biomarkers.her2", "1+", "gastric", "low"),
        ("biomarkers.her2", "HER2-", "gastric", "negative"),
        ("biomarkers.hrd", "HRD-", "ovarian", "negative"),
        ("biomarkers.mmr", "pMMR/MSS", "colorectal", "proficient"),
        ("biomarkers.alk_rearrangement", "positive", "other", True),
        ("biomarkers.estrogen_receptor", "ER+", "ovarian", "positive"),
        ("recurrence.confirmed", "biopsy-proven", "colorectal", True),
        ("recurrence.confirmed", "yes", "colorectal", True),
        ("recurrence.fistula", "no", "colorectal", False),
        ("recurrence.ascites", "no", "colorectal", "none"),
        ("recurrence.ascites", "false", "colorectal", "none"),
        ("recurrence.ascites", "massive", "colorectal", "large"),
        ("recurrence.bowel_obstruction", "no", "colorectal", "none"),
        ("recurrence.distribution", "localised", "colorectal", "localized"),
        ("recurrence.tempo", "slow", "colorectal", "indolent"),
        ("recurrence.resectability", "unresectable", "colorectal", "incomplete_expected"),
        ("recurrence.pci_method", "CT", "colorectal", "imaging"),
        ("patient.sex", "F", "colorectal", "female"),
        ("patient.sex", "M", "colorectal", "male"),
        ("patient.sex", "woman", "colorectal", "female"),
        ("patient.sex", "Man", "colorectal", "male"),
        ("prior.best_response", "PR", "colorectal", "partial"),
        ("prior.latest_response", "PD", "colorectal", "progression"),
        ("prior.latest_response", "stable disease", "colorectal", "stable"),
        ("prior.worst_complication", "IIIb", "colorectal", "3b"),
        ("prior.worst_complication", "IIIB", "colorectal", "3b"),
        ("prior.worst_complication", "3B", "colorectal", "3b"),
        ("prior.worst_complication", "grade IIIb", "colorectal", "3b"),
        ("prior.worst_complication", "Clavien-Dindo IVa", "colorectal", "4a"),
        ("prior.worst_complication", "none", "colorectal", "0"),
        ("prior.worst_complication", "2", "colorectal", "2"),
        ("prior.completeness", "CC-0", "colorectal", 0),
        ("prior.completeness", "CC0", "colorectal", 0),
        ("prior.completeness", "cc 1", "colorectal", 1),
        ("patient.ecog", "ECOG 1", "colorectal", 1),
        ("patient.ecog", "ECOG PS 2", "colorectal", 2),
        ("patient.ecog", "1.0", "colorectal", 1),
        ("patient.asa", "III", "colorectal", 3),
        ("patient.asa", "ASA III", "colorectal", 3),
        ("patient.karnofsky", "KPS 80", "colorectal", 80),
        ("recurrence.pci", "PCI 8", "colorectal", 8),
        ("prior.hipec_count", "once", "colorectal", 1),
        ("prior.hipec_agent", "MMC", "colorectal", ["mitomycin"]),
        ("prior.hipec_agent", "cisplatin + doxorubicin", "colorectal", ["cisplatin", "doxorubicin"]),
        ("recurrence.sites", "peritoneum", "colorectal", ["peritoneum"]),
        ("recurrence.sites", "omentum", "colorectal", ["peritoneum"]),
        ("recurrence.sites", "[liver mets, lung nodules]", "colorectal", ["liver", "lung"]),
        ("recurrence.sites", "liver and lung", "colorectal", ["liver", "lung"]),
        ("recurrence.sites", "[peritoneal, omental]", "colorectal", ["peritoneum"]),
        ("recurrence.sites", "none", "colorectal", []),
        ("recurrence.sites", "[none]", "colorectal", []),
        ("recurrence.symptoms", "[none]", "colorectal", []),
        ("recurrence.symptoms", "asymptomatic", "colorectal", []),
        ("prior.agents", "chemo-naive", "colorectal", []),
        ("recurrence.symptoms", "[dyspnea, vomiting]", "colorectal", ["dyspnoea", "nausea_vomiting"]),
        ("patient.comorbidities", "[AF]", "colorectal", ["cardiac"]),
        ("patient.comorbidities", "[COPD, T2DM, CKD]", "colorectal", ["pulmonary", "diabetes", "renal"]),
        ("patient.comorbidities", "[atrial fibrillation 2019]", "colorectal", ["cardiac"]),
        ("patient.comorbidities", "none", "colorectal", []),
        ("patient.declines", "[Second HIPEC]", "colorectal", ["second_hipec"]),
    ],
)
def test_values_as_they_are_written(fact: str, word: str, cancer: str, found: Any) -> None:
    assert value(fact, word, cancer) == found


def test_a_partial_set_takes_the_same_words() -> None:
    found = of("recurrence.sites={present: [omentum], absent: [hepatic, lungs, bone mets]}").profile.recurrence.sites
    assert (found.present, found.absent) == (["peritoneum"], ["liver", "lung", "bone"])


@pytest.mark.parametrize(
    ("fact", "word", "value"),
    [
        ("recurrence.sites", "omentum", "peritoneum"), ("recurrence.sites", "right lung", "lung"),
        ("recurrence.symptoms", "vomiting", "nausea_vomiting"), ("patient.comorbidities", "AF", "cardiac"),
    ],
)  # fmt: skip
def test_a_part_that_is_absent_does_not_make_the_whole_absent(fact: str, word: str, value: str) -> None:
    _, _, help = refused(f"{fact}={{absent: [{word}]}}")
    assert help.startswith(f"it is less than `{value}`")


@pytest.mark.parametrize("word", ["unknown", "NA", "n/a", "not tested", "not known", "?"])
@pytest.mark.parametrize("fact", ["biomarkers.mmr", "patient.albumin_g_l", "recurrence.sites", "prior.agents"])
def test_what_is_written_as_unknown_is_not_recorded(fact: str, word: str) -> None:
    assert fact not in of(f"{fact}={word!r}").profile.recorded()


@pytest.mark.parametrize(
    ("fact", "word", "help"),
    [
        ("recurrence.sites", "[lymph_node]", "it may mean regional_lymph_node or distant_lymph_node: write which"),
        ("recurrence.sites", "[LN]", "it may mean regional_lymph_node or distant_lymph_node: write which"),
        ("recurrence.sites", "[nodal]", "it may mean regional_lymph_node or distant_lymph_node: write which"),
        ("recurrence.ascites", "yes", "it may mean small or large: write which"),
        ("recurrence.ascites", "mucinous", "write how much"),
        ("recurrence.sites", "[LN paraaortic]", "it may mean regional_lymph_node or distant_lymph_node: write which"),
        ("recurrence.tempo", "stable", "write `indolent` where it hardly grew between two scans"),
        ("recurrence.bowel_obstruction", "gastric outlet", "write `single_level`, and `recurrence.obstruction_level"),
        ("recurrence.symptoms", "[dysphagia]", "no rule reads it: leave it out, unless the stomach outlet"),
        ("prior.worst_complication", "3", "it may mean 3a or 3b: write which"),
        ("prior.worst_complication", "grade III", "it may mean 3a or 3b: write which"),
        ("patient.comorbidities", "[DVT 2023]", "write `patient.thromboembolism: true`"),
        ("patient.comorbidities", "[rheumatoid arthritis]", "where it is active, write"),
        ("biomarkers.ras", "G12C", "write `biomarkers.kras_g12c: true`"),
        ("biomarkers.ras", "KRAS wild type", "write `wild_type` where KRAS and NRAS both are"),
    ],
)
def test_a_word_that_is_not_exact_is_asked_back(fact: str, word: str, help: str) -> None:
    code, _, says = refused(f"{fact}={word}")
    assert code == "RTX120"
    assert says.startswith(help)


@pytest.mark.parametrize("words", ["kras=wild_type", "kras=wt", "nras=wild type", "biomarkers.kras=negative"])
def test_kras_alone_never_makes_ras_wild_type(words: str) -> None:
    code, _, help = refused(words)
    assert code == "RTX120"
    assert "both are" in help or help == "write `mutated` or `wild_type`"


def test_a_granulosa_tumour_is_no_listed_histology_of_the_ovary() -> None:
    code, _, help = refused("cancer.type=ovarian", "cancer.histology=granulosa cell tumour")
    assert code == "RTX120"
    assert help == "no listed histology: `ovarian` means epithelial cancer here; write `cancer.type: other`"


def test_a_letter_behind_a_hyphen_is_no_plural() -> None:
    assert refused("cancer.type=appendiceal", "cancer.histology=PMCA-S")[0] == "RTX120"


def test_a_bad_histology_lists_those_of_the_recorded_cancer() -> None:
    _, _, help = refused("cancer.type=ovarian", "cancer.histology=weird")
    assert help == (
        "for this cancer: high_grade_serous, low_grade_serous, endometrioid, clear_cell, mucinous, carcinosarcoma"
    )


def test_a_histology_of_another_cancer_by_its_short_name_is_told() -> None:
    _, _, help = refused("cancer.type=colorectal", "cancer.histology=HGSOC")
    assert help == "`high_grade_serous` is of another cancer; for this one: adenocarcinoma, mucinous, signet_ring"


def test_none_beside_a_finding_is_a_contradiction() -> None:
    assert refused("recurrence.symptoms=[none, pain]")[0] == "RTX120"
    assert refused("prior.agents=[none, oxaliplatin]")[0] == "RTX125"


# --- Facts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "path", "found"),
    [
        ("PCI", "8", "recurrence.pci", 8), ("pci", "8", "recurrence.pci", 8), ("kps", "80", "patient.karnofsky", 80),
        ("albumin", "38", "patient.albumin_g_l", 38), ("hemoglobin", "110", "patient.haemoglobin_g_l", 110),
        ("Hb", "110", "patient.haemoglobin_g_l", 110), ("msi", "MSI-H", "biomarkers.mmr", "deficient"),
        ("kras", "mutated", "biomarkers.ras", "mutated"), ("PFI", "8", "prior.platinum_free_interval_months", 8),
        ("platinum_free_interval", "8", "prior.platinum_free_interval_months", 8), ("ecog", "1", "patient.ecog", 1),
        ("performance_status", "1", "patient.ecog", 1), ("gender", "F", "patient.sex", "female"),
        ("prior.cc", "0", "prior.completeness", 0), ("recurrence.cc", "0", "recurrence.predicted_cc", 0),
        ("prior.pci", "20", "prior.initial_pci", 20), ("cancer.kras", "mut", "biomarkers.ras", "mutated"),
        ("CA-125", "40", "recurrence.ca125", 40), ("cldn18.2", "positive", "biomarkers.claudin_18_2", "positive"),
        ("tumor.type", "ovary", "cancer.type", "ovarian"),
    ],
)  # fmt: skip
def test_facts_by_their_other_names(name: str, text: str, path: str, found: Any) -> None:
    record = of(f"{name}={text}")
    assert record.profile.recorded()[path] == found


def test_a_file_takes_the_same_names_and_sections() -> None:
    text = "tumor: {type: CRC}\nPatient: {kps: 80}\npci: 8\nbiomarker: {MSI: high}\n"
    written, problems = flatten(read_text(text, "p.yaml"))
    found = assemble(written, names(), "p.yaml", problems).profile.recorded()
    assert found == {
        "cancer.type": "colorectal", "biomarkers.mmr": "deficient", "recurrence.pci": 8, "patient.karnofsky": 80,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "offers"),
    [
        ("cc", ["prior.completeness", "recurrence.predicted_cc"]), ("response", ["prior.best_response"]),
        ("bilirubin", ["patient.bilirubin_x_uln"]), ("creatinine", ["patient.egfr"]),
        ("recurrence.largest_lesion", ["recurrence.largest_lesion_cm"]),
        ("recurrence.size", ["recurrence.largest_lesion_cm"]), ("recurrence.growth", ["recurrence.tempo"]),
        ("prior.platinum", ["prior.platinum_free_interval_months"]),
    ],
)  # fmt: skip
def test_a_name_that_is_not_exact_offers_the_facts(name: str, offers: list[str]) -> None:
    code, _, help = refused(f"{name}=1")
    assert code == "RTX112"
    assert all(f"`{path}`" in help for path in offers)


def test_the_same_fact_under_two_names_is_given_twice() -> None:
    written, problems = flatten(read_text("cancer: {type: colon}\nkps: 80\npatient: {karnofsky: 80}\n", "p.yaml"))
    assert len(written) == 2
    assert [p.code for p in problems] == ["RTX109"]


# --- Drugs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("keytruda", "pembrolizumab"), ("Opdivo", "nivolumab"), ("AVASTIN", "bevacizumab"), ("erbitux", "cetuximab"),
        ("vectibix", "panitumumab"), ("lynparza", "olaparib"), ("zejula", "niraparib"), ("rubraca", "rucaparib"),
        ("enhertu", "trastuzumab_deruxtecan"), ("T-DXd", "trastuzumab_deruxtecan"), ("stivarga", "regorafenib"),
        ("elahere", "mirvetuximab_soravtansine"), ("MIRV", "mirvetuximab_soravtansine"), ("fruzaqla", "fruquintinib"),
        ("lonsurf", "trifluridine_tipiracil"), ("TAS-102", "trifluridine_tipiracil"), ("xeloda", "capecitabine"),
        ("teysuno", "s_1"), ("S-1", "s_1"), ("S1", "s_1"), ("camptosar", "irinotecan"), ("CPT-11", "irinotecan"),
        ("onivyde", "liposomal_irinotecan"), ("eloxatin", "oxaliplatin"), ("L-OHP", "oxaliplatin"),
        ("taxol", "paclitaxel"), ("abraxane", "nab_paclitaxel"), ("nab-paclitaxel", "nab_paclitaxel"),
        ("caelyx", "pegylated_liposomal_doxorubicin"), ("PLD", "pegylated_liposomal_doxorubicin"),
        ("doxil", "pegylated_liposomal_doxorubicin"), ("yondelis", "trabectedin"), ("hycamtin", "topotecan"),
        ("gemzar", "gemcitabine"), ("alimta", "pemetrexed"), ("zaltrap", "aflibercept"), ("cyramza", "ramucirumab"),
        ("herceptin", "trastuzumab"), ("tyverb", "lapatinib"), ("tykerb", "lapatinib"), ("braftovi", "encorafenib"),
        ("mektovi", "binimetinib"), ("krazati", "adagrasib"), ("lumakras", "sotorasib"), ("lumykras", "sotorasib"),
        ("vitrakvi", "larotrectinib"), ("rozlytrek", "entrectinib"), ("vyloy", "zolbetuximab"),
        ("imfinzi", "durvalumab"), ("tecentriq", "atezolizumab"), ("yervoy", "ipilimumab"),
        ("jemperli", "dostarlimab"), ("zirabev", "bevacizumab"), ("mvasi", "bevacizumab"),
        ("bevacizumab-awwb", "bevacizumab"), ("bevacizumab biosimilar", "bevacizumab"), ("femara", "letrozole"),
        ("arimidex", "anastrozole"), ("nolvadex", "tamoxifen"), ("mekinist", "trametinib"), ("koselugo", "selumetinib"),
        ("5-FU", "fluorouracil"), ("5FU", "fluorouracil"), ("FU", "fluorouracil"), ("LV", "leucovorin"),
        ("CDDP", "cisplatin"), ("CBDCA", "carboplatin"), ("OX", "oxaliplatin"),
        ("bev", "bevacizumab"), ("cape", "capecitabine"), ("pembro", "pembrolizumab"), ("nivo", "nivolumab"),
        ("ipi", "ipilimumab"), ("MMC", "mitomycin"), ("Oxaliplatin", "oxaliplatin"),
        ("Trastuzumab Deruxtecan", "trastuzumab_deruxtecan"), ("parpi", "parp_inhibitor"),
        ("checkpoint inhibitors", "checkpoint_inhibitor"), ("platinum-based chemotherapy", "platinum"),
        ("FOLFOX", "fluorouracil oxaliplatin"), ("mFOLFOX6", "fluorouracil oxaliplatin"),
        ("mFOLFOX-6", "fluorouracil oxaliplatin"), ("FOLFOX4", "fluorouracil oxaliplatin"),
        ("FOLFOX-4", "fluorouracil oxaliplatin"), ("modified FOLFOX 6", "fluorouracil oxaliplatin"),
        ("adjuvant FOLFOX x 12", "fluorouracil oxaliplatin"), ("FOLFOX (12 cycles)", "fluorouracil oxaliplatin"),
        ("CAPOX", "capecitabine oxaliplatin"), ("XELOX", "capecitabine oxaliplatin"),
        ("FOLFIRI", "fluorouracil irinotecan"), ("FOLFOXIRI", "fluorouracil oxaliplatin irinotecan"),
        ("mFOLFIRINOX", "fluorouracil oxaliplatin irinotecan"), ("FLOT", "fluorouracil oxaliplatin docetaxel"),
        ("SOX", "s_1 oxaliplatin"), ("ECF", "epirubicin cisplatin fluorouracil"),
        ("EOX", "epirubicin oxaliplatin capecitabine"), ("DCF", "docetaxel cisplatin fluorouracil"),
        ("XP", "capecitabine cisplatin"), ("GEMOX", "gemcitabine oxaliplatin"), ("TC", "paclitaxel carboplatin"),
        ("Pem/Cis", "pemetrexed cisplatin"), ("cis-pem", "pemetrexed cisplatin"),
        ("FOLFIRI + bevacizumab", "fluorouracil irinotecan bevacizumab"),
        ("FOLFIRI plus bev", "fluorouracil irinotecan bevacizumab"),
        ("FOLFOX-bev", "fluorouracil oxaliplatin bevacizumab"),
        ("FOLFOX/cetuximab", "fluorouracil oxaliplatin cetuximab"),
        ("carboplatin/paclitaxel", "carboplatin paclitaxel"), ("carbo + taxol", "carboplatin paclitaxel"),
        ("carbo/taxol", "carboplatin paclitaxel"), ("PLD+carboplatin", "pegylated_liposomal_doxorubicin carboplatin"),
        ("FOLFOX then FOLFIRI", "fluorouracil oxaliplatin irinotecan"),
        ("ipi/nivo", "ipilimumab nivolumab"),
        ("5-FU/LV", "fluorouracil leucovorin"), ("LV5FU2", "fluorouracil"), ("cape-bev", "capecitabine bevacizumab"),
        ("oxaliplatin 85 mg/m2", "oxaliplatin"), ("encorafenib + cetuximab", "encorafenib cetuximab"),
        ("Ramu/Pac", "ramucirumab paclitaxel"), ("FOLFIRI/Cet", "fluorouracil irinotecan cetuximab"),
        ("Cap/Bev", "capecitabine bevacizumab"), ("FOLFIRI-Aflib", "fluorouracil irinotecan aflibercept"),
        ("OxMdG", "fluorouracil oxaliplatin"), ("IROX", "irinotecan oxaliplatin"), ("ddTC", "paclitaxel carboplatin"),
        ("TOMOX", "raltitrexed oxaliplatin"), ("5-FU/FA", "fluorouracil"), ("Pacli", "paclitaxel"),
        ("OXA", "oxaliplatin"),
        ("Irino", "irinotecan"), ("Doce", "docetaxel"), ("C225", "cetuximab"), ("Adriblastin", "doxorubicin"),
        ("Folinsäure", "leucovorin"), ("olap", "olaparib"), ("TXL", "paclitaxel"), ("pertu", "pertuzumab"),
    ],
)  # fmt: skip
def test_drugs_and_combinations_as_they_are_written(text: str, drugs: str) -> None:
    for sets in (f"prior.agents=[{text!r}]", f"prior.agents={text!r}"):
        record = of(sets)
        assert sorted(record.profile.prior.agents) == sorted(drugs.split())
        assert not any("do not list" in warning for warning in record.warnings)


def test_names_of_one_drug_are_the_drug_once() -> None:
    assert of("prior.agents=[FOLFOX, FOLFIRI, keytruda, pembrolizumab, pembro]").profile.prior.agents == [
        "fluorouracil", "oxaliplatin", "irinotecan", "pembrolizumab",
    ]  # fmt: skip
    assert refused("prior.agents=[oxaliplatin, oxaliplatin]")[0] == "RTX132"


@pytest.mark.parametrize("sets", ["prior.intolerances=[FOLFOX]", "prior.agents={absent: [FOLFOX]}"])
def test_a_combination_does_not_say_which_drug_was_not_tolerated_or_not_given(sets: str) -> None:
    code, _, help = refused(sets)
    assert code == "RTX125"
    assert help.endswith(": fluorouracil, oxaliplatin")


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("pem", "it may mean pemetrexed or pembrolizumab: write which"), ("HIPEC", "write `prior.hipec_agent`"),
        ("HIPEC mitomycin", "write `prior.hipec_agent`"), ("immunotherapy", "name the drug"),
        ("chemotherapy", "name the drugs"), ("radiotherapy", "write `prior.radiation_sites`"),
        ("keytrudda", "did you mean `pembrolizumab`?"), ("oxaliplatn", "did you mean `oxaliplatin`?"),
        ("Carbo/Tax", "it may mean paclitaxel or docetaxel"), ("PLD-Tra", "it may mean trabectedin or trastuzumab"),
        ("Pac", "it may mean several drugs"),
        ("BSC", "it is no drug: leave it out"),
        ("Dexamethason", "it is no anti-cancer drug here"),
        ("oxaliplatin CIPN", "that it was not tolerated is written as `prior.intolerances`"),
    ],
)  # fmt: skip
def test_a_treatment_that_is_no_drug_is_asked_back(word: str, help: str) -> None:
    code, _, says = refused(f"prior.agents=[{word}]")
    assert code == "RTX125"
    assert says.startswith(help)


# --- What is said ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("i", "write its whole name"), ("FOLFOX + O", "write its whole name"), ("x", "write its whole name"),
        ("CP", "it may mean several drugs"), ("XT", "it may mean several drugs"), ("PD", "a response is no drug"),
        ("5-FU + FA", "folinic acid need not be listed"),
    ],
)  # fmt: skip
def test_a_letter_or_two_are_no_drug(text: str, help: str) -> None:
    code, _, says = refused(f"prior.agents=[{text}]")
    assert code == "RTX124"
    assert says.startswith(help)
    assert refused(f"prior.regimens=[{{agents: [{text}]}}]")[2].startswith(help)


@pytest.mark.parametrize("drug", ["PF-07220060", "SD-101", "PD-0332991"])
def test_a_code_name_is_a_drug_although_it_begins_with_such_letters(drug: str) -> None:
    assert value("prior.agents", f"[{drug}]") == [drug.lower().replace("-", "_")]


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("no intolerances", []), ("none known", []), ("keine", []), ("no toxicity", []),
        ("PLD PPE G3", ["pegylated_liposomal_doxorubicin"]), ("Oxaliplatin-Allergie", ["oxaliplatin"]),
    ],
)  # fmt: skip
def test_intolerances_as_they_are_written(text: str, drugs: list[str]) -> None:
    assert value("prior.intolerances", text) == drugs


def test_no_known_allergy_is_not_that_all_was_tolerated() -> None:
    assert refused("prior.intolerances=NKDA")[2].startswith("an allergy is one reason of several")


def test_what_was_understood_is_one_line() -> None:
    record = of("cancer.type=colon", "patient.sex=F", "prior.agents=[FOLFOX]", "kps=80")
    assert record.warnings == (
        "understood: colon as colorectal, F as female, FOLFOX as fluorouracil and oxaliplatin, "
        "kps as patient.karnofsky",
    )


def test_the_vocabularys_own_words_are_not_echoed() -> None:
    assert of("patient.sex=Female", "recurrence.sites=[Liver]", "prior.agents=[Oxaliplatin]").warnings == ()


def test_the_line_tells_every_word() -> None:
    brands = (
        "keytruda, opdivo, avastin, erbitux, vectibix, lynparza, zejula, rubraca, enhertu, elahere, stivarga, lonsurf"
    )
    (line,) = of(f"prior.agents=[{brands}, fruzaqla, xeloda]").warnings
    assert line.endswith("lonsurf as trifluridine_tipiracil, fruzaqla as fruquintinib, xeloda as capecitabine")


def test_the_command_says_it_once_on_standard_error() -> None:
    result = recurtx("profile", "validate", "-", stdin=b"cancer: {type: colon}\npatient: {sex: F}\n")
    assert (result.code, result.err) == (0, "understood: colon as colorectal, F as female\n")


@pytest.mark.parametrize("word", ["yes", "Yes", "no"])
def test_a_word_that_is_taken_as_it_stands_is_not_explained(word: str) -> None:
    assert of(f"recurrence.confirmed={word}").warnings == ()


def test_a_page_that_tells_it_is_not_told_twice() -> None:
    page, short = (mini("suggest", "--set", "cancer.type=ovary", *more) for more in ((), ("--brief",)))
    assert ("understood: ovary as ovarian" in page.out, page.err) == (True, "")
    assert short.err == "understood: ovary as ovarian\n"


def test_json_has_it_among_its_warnings() -> None:
    answer = json.loads(mini("suggest", "--set", "cancer.type=ovary", "--format", "json").out)
    assert answer["warnings"] == ["understood: ovary as ovarian"]
    assert answer["profile"] == {"cancer": {"type": "ovarian"}}


# --- Drugs that no list knows ----------------------------------------------------------------------------------------

SEEN = {
    "cancer.type": "colorectal", "biomarkers.mmr": "deficient", "recurrence.sites": ["peritoneum"], "patient.ecog": 1,
    "prior.systemic_lines": 1, "prior.latest_response": "progression",
}  # fmt: skip


def verdict(option: str, **more: Any) -> str:
    import recurtx as face

    rules = face.Rules.shipped()
    facts = {**SEEN, **{f"prior.{name}": value for name, value in more.items()}}
    return str(face.assess(rules.patient(facts), rules)[option].verdict)


def test_a_brand_gets_the_answer_of_its_drug() -> None:
    import recurtx as face

    rules = face.Rules.shipped()
    answers = [
        json.loads(
            face.assess(rules.patient({**SEEN, "prior.agents": [d], "prior.progressed_on": [d]}), rules).to_json()
        )
        for d in ("keytruda", "pembrolizumab")
    ]
    assert [a.pop("warnings") for a in answers] == [["understood: keytruda as pembrolizumab"], []]
    assert answers[0] == answers[1]


def test_an_unlisted_drug_never_leaves_a_clean_answer() -> None:
    known = verdict("checkpoint_inhibition", agents=["capecitabine"], progressed_on=["capecitabine"])
    assert known == "candidate"
    used = verdict("checkpoint_inhibition", agents=["pembrolizumab"], progressed_on=["pembrolizumab"])
    assert used == "not_candidate"
    unlisted = verdict("checkpoint_inhibition", agents=["foozumab"], progressed_on=["foozumab"])
    assert unlisted == "needs_information"


def test_a_regimen_stopped_for_toxicity_of_an_unlisted_drug_leaves_open_which_drug_that_was() -> None:
    regimens = "prior.regimens=[{agents: [foozumab], stopped_for: toxicity}]"
    patient = Situation.of(of(regimens).profile, names().agents)
    assert patient.element("prior.intolerances", "oxaliplatin").truth is UNKNOWN


def test_what_is_named_absent_stays_absent_beside_an_unlisted_drug() -> None:
    agents = {"present": ["foozumab"], "absent": ["checkpoint_inhibitor"]}
    assert verdict("checkpoint_inhibition", agents=agents) != "needs_information"


def test_the_warning_says_what_an_unlisted_drug_leaves_open() -> None:
    assert of("prior.agents=[foozumab]").warnings == (
        "prior.agents: the rules do not list the drug `foozumab`, so whether any other drug belongs there is unknown",
    )
    assert of("prior.agents=[FOLFOX + Foozumab]").profile.prior.agents == ["fluorouracil", "oxaliplatin", "foozumab"]


def test_many_unlisted_drugs_are_counted_and_not_each_told() -> None:
    record = of(f"prior.agents=[{', '.join(f'zz{i}qq{i * 7}' for i in range(150))}]")
    assert len(record.warnings) == 11
    assert record.warnings[-1] == "140 more drugs that the rules do not list"


def test_more_drugs_than_anybody_was_given_are_refused() -> None:
    with pytest.raises(ProfileError) as refused:
        of(f"prior.agents=[{', '.join(f'zz{i}qq{i * 7}' for i in range(15_000))}]")
    assert [p.code for p in refused.value.problems] == ["RTX114"]


# --- Units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "number", "says"),
    [
        ("patient.bilirubin_x_uln", "17", "17 µmol/l is 0.85 × normal"),
        ("patient.bilirubin_x_uln", "12", "12 µmol/l is 0.6 × normal"),
        ("patient.egfr", "0.9", "0.9 mg/dl of creatinine is something else"),
        ("patient.weight_loss_percent", "0.06", "0.06 as a fraction is 6 %"),
        ("patient.neutrophils", "65", "65 % of the white cells is something else"),
        ("patient.platelets", "2.4", "2.4 lakh per µl is 240 ×10⁹/l"),
        ("patient.bmi", "72", "72 kg of weight is something else"),
        ("recurrence.largest_lesion_cm", "35", "35 mm is 3.5 cm"),
        ("recurrence.months_since_hipec", "400", "400 days is 13.1 months"),
        ("recurrence.months_since_hipec", "0.5", "0.5 years is 6 months"),
        ("prior.platinum_free_interval_months", "365", "365 days is 12 months"),
        ("biomarkers.tmb", "380", "380 mutations in the exome is something else"),
    ],
)
def test_a_number_that_fits_another_unit_is_asked_back(fact: str, number: str, says: str) -> None:
    code, message, help = refused(f"{fact}={number}")
    assert (code, message) == ("RTX127", f"`{fact}` {number} is unusual in {VOCABULARY[fact].unit}")
    assert help.startswith(says)
    way_out = f"`{number} {VOCABULARY[fact].unit}` if that was meant"
    assert help.endswith(way_out)
    assert value(fact, f"{number} {VOCABULARY[fact].unit}") == float(number)


@pytest.mark.parametrize(
    ("fact", "number", "says"),
    [
        ("patient.albumin_g_l", "3.9", "3.9 g/dl is 39 g/l; write 39 if that was meant"),
        (
            "patient.haemoglobin_g_l",
            "11.2",
            "11.2 g/dl is 112 g/l, 11.2 mmol/l is 180 g/l; write the one that was meant",
        ),
        ("patient.platelets", "240000", "240000 per µl is 240 ×10⁹/l; write 240 if that was meant"),
        ("patient.neutrophils", "3900", "3900 per µl is 3.9 ×10⁹/l; write 3.9 if that was meant"),
        ("patient.lvef_percent", "0.55", "0.55 as a fraction is 55 %; write 55 if that was meant"),
        ("patient.frailty_index", "0.4", "0.4 as a fraction is 2; write 2 if that was meant"),
        ("patient.karnofsky", "0.8", "0.8 as a fraction is 80 %"),
        ("patient.karnofsky", "1", "1 on the scale of ECOG is something else: it is recorded as `patient.ecog`"),
        ("patient.ecog", "80", "80 on Karnofsky's scale is something else: it is recorded as `patient.karnofsky`"),
        ("patient.egfr", "250", "250 µmol/l of creatinine is something else: eGFR is computed from"),
        ("patient.age", "1956", "1956 as the year of birth is something else: the age is asked, in years"),
        ("patient.bilirubin_x_uln", "120", "120 µmol/l is 6 × normal where normal ends at 20"),
        ("recurrence.months_since_hipec", "700", "700 days is 23 months; write 23 if that was meant"),
    ],
)
def test_a_number_out_of_range_is_told_in_the_unit_that_fits(fact: str, number: str, says: str) -> None:
    code, _, help = refused(f"{fact}={number}")
    assert code in ("RTX121", "RTX122")
    assert help.startswith(says)


@pytest.mark.parametrize(
    ("fact", "numbers"),
    [
        ("patient.bilirubin_x_uln", [0.4, 1, 1.2, 3, 4.5]), ("patient.egfr", [8, 15, 62, 120]),
        ("patient.platelets", [0, 12, 32, 150, 900]), ("patient.neutrophils", [0, 0.4, 1.5, 3.9, 25]),
        ("patient.weight_loss_percent", [0, 1, 5, 12.5]), ("patient.bmi", [17, 24, 45]),
        ("recurrence.largest_lesion_cm", [0.5, 1.2, 8, 12]), ("recurrence.months_since_hipec", [0, 1, 6.5, 60, 120]),
        ("prior.platinum_free_interval_months", [0, 0.5, 6, 24]), ("patient.albumin_g_l", [12, 25, 39]),
        ("patient.haemoglobin_g_l", [60, 112]), ("biomarkers.tmb", [0, 8, 60, 200]), ("patient.age", [0, 34, 101]),
    ],
)  # fmt: skip
def test_an_ordinary_value_is_never_asked_back(fact: str, numbers: list[float]) -> None:
    for number in numbers:
        assert value(fact, str(number)) == number


@pytest.mark.parametrize(
    ("fact", "text", "number"),
    [
        ("patient.bilirubin_x_uln", "17 x ULN", 17), ("patient.bilirubin_x_uln", "17 xULN", 17),
        ("patient.weight_loss_percent", "5 %", 5), ("patient.weight_loss_percent", "0.5%", 0.5),
        ("patient.albumin_g_l", "39 g/l", 39), ("patient.albumin_g_l", "39 g/L", 39), ("patient.age", "62 y", 62),
        ("patient.platelets", "240 x10^9/L", 240), ("recurrence.cea", "12 µg/l", 12),
        ("recurrence.months_since_hipec", "14 months", 14), ("recurrence.ca125", "300 kU/l", 300),
    ],
)  # fmt: skip
def test_a_number_with_its_own_unit_is_taken(fact: str, text: str, number: float) -> None:
    assert value(fact, text) == number


@pytest.mark.parametrize(
    ("fact", "text", "help"),
    [
        ("recurrence.ca125", "1,240", "write 1240 or 1.24, whichever was meant"),
        ("recurrence.ca125", "'1.240'", "write 1240 or 1.24, whichever was meant"),
        ("patient.platelets", "150.000/µl", "150000 per µl is 150 ×10⁹/l, 150 per µl is 0.15 ×10⁹/l; write the one"),
        ("patient.platelets", "150000/µl", "150000 per µl is 150 ×10⁹/l; write that number alone"),
        ("biomarkers.pd_l1_cps", "CPS<1", "a bound is no number"),
        ("biomarkers.pd_l1_cps", "CPS ≥ 10", "a bound is no number"),
        ("biomarkers.pd_l1_cps", "TPS 5", "write `biomarkers.pd_l1_cps` where that is reported; TPS is another score"),
        ("patient.ecog", "KPS 85", "it is recorded as `patient.karnofsky`"),
        ("recurrence.pci", "PCI 12/39", "write 12"), ("recurrence.pci", "12/39", "write 12"),
        ("patient.haemoglobin_g_l", "Hb 9,8 g/dl", "9.8 g/dl is 98 g/l; write that number alone"),
        ("as_of", "2025-03", "the day is asked too: write it as 2026-01-31"),
        ("recurrence.sites", "[peritoneum/LN]", "of it `LN`: it may mean regional_lymph_node or distant_lymph_node"),
    ],
)  # fmt: skip
def test_a_number_in_a_letter_is_never_told_to_be_another(fact: str, text: str, help: str) -> None:
    assert refused(f"{fact}={text}")[2].startswith(help)


@pytest.mark.parametrize("text", ["1.240", "1.240 U/ml", "CA-125 1.240"])
def test_a_marker_with_three_decimals_is_asked_back(text: str) -> None:
    code, _, help = refused(f"recurrence.ca125={text}")
    assert (code, help) == ("RTX127", "write 1240 or 1.24, whichever was meant")


def test_a_marker_with_other_decimals_is_taken() -> None:
    for text in ("1.24", "0.350", "1240.5", "35.5 U/ml"):
        assert value("recurrence.ca125", text) == float(text.split()[0])


def test_a_point_before_three_digits_may_part_thousands() -> None:
    assert parted("1.240 U/ml") == "write 1240 or 1.24, whichever was meant"
    assert parted("12,345") == "write 12345 or 12.35, whichever was meant"
    assert not any(map(parted, ("1.24", "0.350", "1240.500", "35.5", "1240", "1.240.500")))


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("biomarkers.claudin_18_2", "80 %", "positive"), ("biomarkers.claudin_18_2", "3+ 75%", "positive"),
        ("biomarkers.claudin_18_2", "7,5%", "negative"), ("biomarkers.claudin_18_2", "< 75 %", "negative"),
        ("biomarkers.claudin_18_2", "≤ 75 %", ""), ("biomarkers.claudin_18_2", "1+ 80%", ""),
        ("biomarkers.claudin_18_2", "70-80%", ""), ("biomarkers.claudin_18_2", "≤ 50 %", "negative"),
        ("biomarkers.folr1", "PS2+ 75%", "high"), ("biomarkers.folr1", "50%", "not_high"),
        ("biomarkers.hrd", "GIS 55", "positive"), ("biomarkers.hrd", "GIS 41", ""),
        ("biomarkers.hrd", "GIS 42 (myChoice)", "positive"),
        ("biomarkers.hrd", "42", "positive"),
        ("biomarkers.estrogen_receptor", "80%", "positive"), ("biomarkers.estrogen_receptor", "5%", ""),
        ("biomarkers.estrogen_receptor", "0%", "negative"), ("recurrence.ascites", "300 ml", "small"),
        ("recurrence.ascites", "500 ml", "large"), ("recurrence.ascites", "1,5 l", "large"),
        ("recurrence.ascites", "about 0.3 l", "small"), ("recurrence.ascites", "≤ 500 ml", ""),
        ("recurrence.ascites", "<= 500 ml", ""),
    ],
)  # fmt: skip
def test_a_number_of_what_has_a_threshold_is_told_as_its_value(fact: str, text: str, value: str) -> None:
    _, _, help = refused(f"{fact}={text}")
    assert help.startswith("`")
    assert help.partition(": write ")[2] == value


def test_each_threshold_leads_to_values_of_its_fact() -> None:
    for path, threshold in THRESHOLDS.items():
        assert {threshold.above, threshold.below} <= set(VOCABULARY[path].values)


def test_a_histology_that_another_cancer_has_is_told_as_what_it_may_be_in_this_one() -> None:
    help = refused("cancer.type=appendiceal", "cancer.histology=mucinous adenocarcinoma")[2]
    assert help == "it may mean low_grade_mucinous or high_grade_mucinous: write which"


def test_two_reasons_to_stop_are_told_as_one_too_many() -> None:
    _, message, _ = refused("prior.regimens=[{agents: [FOLFOX], stopped_for: [PD, toxicity]}]")
    assert message == "`stopped_for` in `prior.regimens`, entry 1 takes one value, not a list"


def test_each_other_unit_is_told_somewhere() -> None:
    for path, units in OTHER_UNITS.items():
        fact = VOCABULARY[path]
        for unit in units:
            number = (
                (unit.low + min(unit.high, unit.low * 9 + 1)) / 2
                if unit.low <= unit.high
                else (fact.low or 1) * 1.5 / unit.factor
            )
            told = asked_back(fact, number) + conversions(fact, number) + converted(fact, number, unit.name)
            assert unit.name in told, (path, unit.name)


def test_a_saved_profile_keeps_a_number_that_was_meant() -> None:
    from recurtx.profile.write import profile_json, profile_text

    recorded = {"cancer.type": "colorectal", "patient.bilirubin_x_uln": 17.0}
    for text in (profile_text(recorded, {}), profile_json(recorded, {})):
        written, problems = flatten(read_text(text, "saved"))
        assert assemble(written, names(), "saved", problems).profile.recorded() == recorded


# --- Long and endless texts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("patient.albumin_g_l", "9" * 500), ("patient.ecog", "9" * 17 + "." + "9" * 17),
        ("cancer.histology", "x" * 5000), ("prior.agents", f"[{'x' * 5000}]"), ("x" * 5000, "1"),
        ("recurrence.sites", f"[{'x' * 5000}]"), ("recurrence.fistula", "x" * 5000),
    ],
)  # fmt: skip
def test_a_long_text_is_repeated_shortened(fact: str, text: str) -> None:
    _, message, help = refused(f"{fact}={text}")
    assert len(message) < 200
    assert len(help) < 600


@pytest.mark.parametrize("text", ["1e999", "-1e999", ".inf", "Infinity"])
def test_an_endless_number_is_told_as_such(text: str) -> None:
    _, message, _ = refused(f"patient.albumin_g_l={text}")
    assert message == f"`patient.albumin_g_l` {text} is not a finite number"


# --- The history -----------------------------------------------------------------------------------------------------


def test_records_of_the_history_take_the_same_words() -> None:
    regimens = "prior.regimens=[{agents: carbo/taxol, response: PR}, {agents: [zejula], setting: maintenance}]"
    operations = "prior.operations=[{kind: [crs, hipec], completeness: CC-0, hipec_agents: [CDDP]}]"
    prior = of("cancer.type=ovary", regimens, operations).profile.prior
    assert [sorted(r.agents) for r in prior.regimens] == [["carboplatin", "paclitaxel"], ["niraparib"]]
    assert prior.regimens[0].response == "partial"
    assert (prior.operations[0].completeness, prior.operations[0].hipec_agents) == (0, ["cisplatin"])


@pytest.mark.parametrize(
    ("operation", "kinds"),
    [
        ("CRS+HIPEC", ["crs", "hipec"]), ("[CRS, HIPEC]", ["crs", "hipec"]), ("HIPEC", ["hipec"]),
        ("[cytoreduction and HIPEC]", ["crs", "hipec"]), ("ileostomy", ["bypass_or_stoma"]),
    ],
)  # fmt: skip
def test_operations_as_they_are_written(operation: str, kinds: list[str]) -> None:
    assert of(f"prior.operations=[{{kind: {operation}}}]").profile.prior.operations[0].kind == kinds


@pytest.mark.parametrize(
    ("key", "word", "value"),
    [
        ("setting", "Adjuvant", "adjuvant"), ("setting", "1st line", "first_line"),
        ("setting", "2nd-line", "recurrence"), ("setting", "neo-adjuvant", "neoadjuvant"),
        ("stopped_for", "PD", "progression"), ("stopped_for", "side effects", "toxicity"),
        ("stopped_for", "hypersensitivity", "allergy"), ("setting", "NACT", "neoadjuvant"),
        ("stopped_for", "tox", "toxicity"), ("stopped_for", "CIPN G3", "toxicity"), ("stopped_for", "PPE", "toxicity"),
    ],
)  # fmt: skip
def test_regimens_as_they_are_written(key: str, word: str, value: str) -> None:
    (regimen,) = of(f"prior.regimens=[{{agents: [FOLFOX], {key}: {word}}}]").profile.prior.regimens
    assert getattr(regimen, key) == value


@pytest.mark.parametrize(
    ("fact", "word", "value"),
    [
        ("recurrence.symptoms", "no pain", "pain"), ("recurrence.sites", "no liver mets", "liver"),
        ("prior.agents", "no platinum", "platinum"), ("prior.agents", "never keytruda", "pembrolizumab"),
    ],
)  # fmt: skip
def test_what_is_denied_in_a_list_of_findings_is_never_taken_for_one(fact: str, word: str, value: str) -> None:
    _, _, help = refused(f"{fact}=[{word}]")
    assert help == f"what is not there stands in a list of its own: {{absent: [{value}]}}"


@pytest.mark.parametrize(
    ("fact", "word", "cancer", "found"),
    [
        ("cancer.type", "OCCC", "colorectal", "ovarian"),
        ("cancer.type", "goblet cell carcinoma", "colorectal", "appendiceal"),
        ("cancer.histology", "poorly differentiated adenocarcinoma", "colorectal", "adenocarcinoma"),
        ("cancer.grade", "3", "colorectal", "high"), ("cancer.grade", "I", "colorectal", "low"),
        ("cancer.signet_ring_cells", "present", "colorectal", True),
        ("recurrence.symptoms", "[colic, haematemesis]", "colorectal", ["pain", "bleeding"]),
        ("recurrence.sites", "[supraclavicular LN]", "colorectal", ["distant_lymph_node"]),
        ("prior.agents", "[dose-dense paclitaxel, olaparib tablets]", "ovarian", ["paclitaxel", "olaparib"]),
        ("patient.sex", "W", "colorectal", "female"),
    ],
)  # fmt: skip
def test_more_values_as_they_are_written(fact: str, word: str, cancer: str, found: Any) -> None:
    assert value(fact, word, cancer) == found


@pytest.mark.parametrize(
    ("fact", "word", "help"),
    [
        ("recurrence.sites", "liver surface", "it may mean peritoneum or liver: write which"),
        ("recurrence.sites", "small bowel", "it may mean peritoneum or other: write which"),
        ("recurrence.symptoms", "constipation", "no rule reads it"),
        ("prior.agents", "placebo", "it is no anti-cancer drug here"),
    ],
)  # fmt: skip
def test_more_words_that_are_asked_back(fact: str, word: str, help: str) -> None:
    assert refused(f"{fact}=[{word}]")[2].startswith(help)


@pytest.mark.parametrize(
    ("fact", "word", "cancer", "found"),
    [
        ("cancer.type", "Kolonkarzinom", "other", "colorectal"), ("cancer.type", "Ovarial-Ca", "other", "ovarian"),
        ("cancer.type", "Siewert III", "other", "gastric"), ("cancer.type", "coecum", "other", "colorectal"),
        ("cancer.histology", "SRC", "gastric", "signet_ring"), ("cancer.histology", "MACA", "colorectal", "mucinous"),
        ("cancer.histology", "muc adenoca", "colorectal", "mucinous"),
        ("cancer.histology", "MCP-HG", "appendiceal", "high_grade_mucinous"),
        ("cancer.histology", "LG PMP", "appendiceal", "low_grade_mucinous"),
        ("cancer.signet_ring_cells", "30%", "colorectal", True), ("cancer.signet_ring_cells", "focal", "gastric", True),
        ("cancer.signet_ring_cells", "0%", "gastric", False),
        ("biomarkers.ras", "KRAS p.Gly12Asp", "colorectal", "mutated"),
        ("biomarkers.ras", "mt", "colorectal", "mutated"),
        ("biomarkers.braf", "D594G", "colorectal", "other"), ("biomarkers.braf", "class II", "colorectal", "other"),
        ("biomarkers.braf", "p.Val600Glu", "colorectal", "v600e"),
        ("biomarkers.her2", "+++", "gastric", "positive"), ("biomarkers.her2", "ERBB2 amp", "gastric", "positive"),
        ("biomarkers.mmr", "MSI neg", "colorectal", "proficient"),
        ("biomarkers.mmr", "no dMMR", "gastric", "proficient"),
        ("biomarkers.brca", "BRCA1 likely pathogenic", "ovarian", "mutated"),
        ("biomarkers.hrd", "non-HRD", "ovarian", "negative"), ("biomarkers.folr1", "FRα+", "ovarian", "high"),
        ("biomarkers.pole", "P286R", "colorectal", True), ("biomarkers.ugt1a1", "7/7", "colorectal", "poor"),
        ("biomarkers.ugt1a1", "het *28", "colorectal", "reduced"),
        ("biomarkers.dpd_activity", "activity score 1.5", "colorectal", "partial"),
        ("patient.dpyd", "heterozygous", "colorectal", "reduced"), ("patient.dpyd", "'*2A het'", "gastric", "reduced"),
        ("patient.dpyd", "no DPD deficiency", "colorectal", "normal"),
        ("biomarkers.estrogen_receptor", "ER+/PR-", "ovarian", "positive"),
        ("biomarkers.estrogen_receptor", "ER-/PR-", "ovarian", "negative"),
        ("recurrence.ascites", "≥ 500 ml", "ovarian", "large"),
        ("recurrence.sites", "[SMJ nodule]", "gastric", ["abdominal_wall"]),
        ("recurrence.sites", "[Douglas]", "ovarian", ["peritoneum"]),
        ("patient.comorbidities", "[CABG]", "colorectal", ["cardiac"]),
        ("patient.comorbidities", "[NYHA III, KTx]", "colorectal", ["cardiac", "organ_transplant"]),
        ("patient.comorbidities", "[Child B]", "colorectal", ["cirrhosis"]),
        ("patient.thromboembolism", "none", "colorectal", False), ("patient.thromboembolism", "TVT", "gastric", True),
        ("patient.neuropathy_grade", "CIPN G2", "colorectal", 2),
        ("patient.neuropathy_grade", "grade II", "gastric", 2),
        ("CIPN", "2", "colorectal", 2), ("Thrombos", "150", "colorectal", 150),
        ("patient.declines", "[re-CRS]", "colorectal", ["repeat_crs"]),
    ],
)  # fmt: skip
def test_what_hurried_letters_write(fact: str, word: str, cancer: str, found: Any) -> None:
    assert value(fact, word, cancer) == found


@pytest.mark.parametrize(
    ("fact", "word", "help"),
    [
        ("cancer.type", "appendiceal NET", "it is none of the listed cancers"),
        ("cancer.type", "AEG II", "it may mean gastric or other"),
        ("cancer.type", "BOT", "a borderline tumour is none"),
        ("cancer.type", "PMCA", "it is a histology"),
        ("cancer.histology", "signet ring cells 30%", "write `signet_ring`"),
        ("biomarkers.ras", "KRAS+", "write `mutated` or `wild_type`"), ("biomarkers.ras", "neg", "write `mutated`"),
        ("biomarkers.ras", "p.G12C", "write `biomarkers.kras_g12c: true`"),
        ("biomarkers.braf", "V600E wt", "it may mean wild_type or other"),
        ("biomarkers.braf", "class 1", "it may mean v600e or other"),
        ("biomarkers.her2", "+", "it may mean low or positive"),
        ("biomarkers.her2", "++", "it may mean low or positive"),
        ("biomarkers.her2", "1+ or 2+", "it may mean low or positive"),
        ("biomarkers.her2", "not amplified", "it may mean negative or low"),
        ("biomarkers.mmr", "MLH1-", "write `deficient` where the protein is lost"),
        ("biomarkers.brca", "gBRCA wt", "germline wild type says nothing of the tumour"),
        ("biomarkers.brca", "tBRCA wt", "the tumour alone says nothing of what is inherited"),
        ("biomarkers.brca", "BRCA1 VUS", "it is no mutation"), ("biomarkers.brca", "BRCA1 wt", "one gene says nothing"),
        ("biomarkers.brca", "BRCA1 promoter methylation", "it is no mutation"),
        ("biomarkers.alk_rearrangement", "mutated", "a mutation is no fusion"),
        ("biomarkers.hrd", "LOH high", "write `positive` or `negative` as the report"),
        ("recurrence.sites", "[liver cyst]", "what is benign is no site"),
        ("recurrence.sites", "[liver hemangioma]", "what is benign is no site"),
        ("recurrence.sites", "[liver excl.]", "what is not there stands in a list of its own: {absent: [liver]}"),
        ("recurrence.sites", "[liver s/p RFA]", "only what is there now stands here"),
        ("recurrence.sites", "[lung susp.]", "what is in doubt is neither present nor absent"),
        ("recurrence.sites", "[lung embolism]", "write `patient.thromboembolism: true`"),
        ("recurrence.sites", "[bone marrow]", "it may mean bone or other"),
        ("recurrence.sites", "[adnexa]", "it may mean ovary or pelvis"),
        ("patient.comorbidities", "[family history of stroke]", "what relatives had is no illness of the patient"),
        ("patient.comorbidities", "[kidney stones]", "no rule reads it"),
        ("patient.comorbidities", "[prediabetes]", "no rule reads it"),
        ("patient.comorbidities", "[liver transplant candidate]", "only what is there now stands here"),
        ("patient.comorbidities", "[STEMI 2018]", "it may mean cardiac or arterial_event"),
        ("patient.active_infection", "abscess drained", "write false where the infection is over"),
        ("patient.ecog", "KPS 80", "write `patient.karnofsky: 80` (it corresponds to ECOG 1)"),
        ("patient.egfr", "CKD 3b", "a number is asked: CKD 3b is an eGFR of 30 to 44"),
        ("patient.declines", "[PIPAC]", "write `trial_intraperitoneal`"),
        ("patient.declines", "[hospice]", "write `palliative` where all palliative care is declined"),
        ("hb_g_dl", "9.8", "write `patient.haemoglobin_g_l`, ten times"), ("krea", "1.1", "write `patient.egfr`"),
        ("prior.regimens", "[{agents: [FOLFOX], setting: conversion}]", "write `neoadjuvant` where an operation"),
    ],
)  # fmt: skip
def test_what_hurried_letters_write_and_is_asked_back(fact: str, word: str, help: str) -> None:
    assert refused(f"{fact}={word}")[2].startswith(help)


@pytest.mark.parametrize("drug", ["afatinib", "osimertinib", "sacituzumab_tirumotecan", "idarubicin", "satraplatin"])
def test_another_drug_of_a_class_is_no_misspelling_of_its_neighbour(drug: str) -> None:
    record = of(f"prior.agents=[{drug}]")
    assert record.profile.recorded()["prior.agents"] == [drug]
    assert drug in record.warnings[0]


@pytest.mark.parametrize(
    ("fact", "text", "help"),
    [
        ("patient.bilirubin_x_uln", "17 umol/l", "17 µmol/l is 0.85 × normal"),
        ("patient.egfr", "1.1 mg/dl", "1.1 mg/dl of creatinine is something else"),
        ("patient.egfr", "98 µmol/l", "98 µmol/l of creatinine is something else"),
        ("patient.platelets", "2.3 lakh", "2.3 lakh per µl is 230"),
        ("patient.neutrophils", "65 %", "65 % of the white cells is something else"),
    ],
)  # fmt: skip
def test_a_number_with_the_unit_of_another_scale_is_never_told_to_stand_alone(fact: str, text: str, help: str) -> None:
    code, _, says = refused(f"{fact}={text}")
    assert code == "RTX123"
    assert says.startswith(help)


@pytest.mark.parametrize(
    ("fact", "word", "number"),
    [
        ("patient.neuropathy_grade", "G2", 2), ("patient.neuropathy_grade", "grade 3", 3),
        ("patient.proteinuria", "2+", 2), ("patient.proteinuria", "+++", 3),
        ("prior.crs_count", "two", 2), ("prior.crs_count", "1x", 1), ("prior.systemic_lines", "one", 1),
    ],
)  # fmt: skip
def test_numbers_in_words(fact: str, word: str, number: int) -> None:
    assert value(fact, word) == number


def test_two_names_of_one_fact_are_told() -> None:
    text = b"cancer: {type: CRC}\nkras: mut\nnras: wt\n"
    result = recurtx("profile", "validate", "-", stdin=text)
    assert "`kras`, in line 2, and `nras` are one fact: write it once" in " ".join(result.err.split())
