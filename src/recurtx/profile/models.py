"""The vocabulary: what can be known of a patient, as typed models.

Every field is optional but the cancer type; absent and ``null`` both mean "not recorded". Adding a field here is
enough to make it readable, askable and testable. Names, values and ranges follow the project's design and, where one
exists, the standard scale: ECOG (Oken 1982), Karnofsky, ASA, Charlson, Clavien-Dindo (2004), PCI and CC score
(Jacquet and Sugarbaker 1996), mFI-5, G8. No option and no threshold of a rule belongs here.

It is a table, which the formatter would blow up to twice its length: of each field the type and the range, what it is
called, the question and the investigation, then what else there is to say.
"""
# fmt: off

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from recurtx.profile.about import About, Condition, Kind, Margin, Presumption
from recurtx.profile.facttest import IncludesAny, NoneOf, OneOf
from recurtx.profile.sets import Findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CancerType = Literal["colorectal", "appendiceal", "ovarian", "gastric", "mesothelioma", "other"]
Histology = Literal[
    "adenocarcinoma", "mucinous", "signet_ring", "lamn", "hamn", "low_grade_mucinous", "high_grade_mucinous",
    "goblet_cell", "nonmucinous", "high_grade_serous", "low_grade_serous", "endometrioid", "clear_cell",
    "carcinosarcoma", "intestinal", "diffuse", "mixed", "epithelioid", "biphasic", "sarcomatoid", "multicystic",
    "well_differentiated_papillary",
]
Site = Literal[
    "peritoneum", "ovary", "liver", "lung", "pleura", "regional_lymph_node", "distant_lymph_node", "abdominal_wall",
    "spleen", "bone", "brain", "anastomosis", "retroperitoneum", "pelvis", "vaginal_vault", "bladder_or_ureter",
    "adrenal", "other",
]
Symptom = Literal[
    "pain", "nausea_vomiting", "distension", "bleeding", "anorexia", "weight_loss", "dyspnoea", "distress", "fatigue"
]
RedFlag = Literal[
    "perforation", "ischaemia", "closed_loop", "bleeding", "sepsis", "cord_compression", "cholangitis",
    "obstructed_kidney",
]
Comorbidity = Literal[
    "cardiac", "pulmonary", "cirrhosis", "renal", "diabetes", "stroke", "dementia", "interstitial_lung_disease",
    "organ_transplant", "arterial_event", "hearing_loss", "epilepsy",
]
HipecAgent = Literal["mitomycin", "oxaliplatin", "cisplatin", "doxorubicin", "paclitaxel", "other"]
Goal = Literal["longer_life", "symptom_relief", "time_at_home"]
Response = Literal["complete", "partial", "stable", "progression"]
RESPONSES: tuple[str, ...] = get_args(Response)
"""From the best to the worst."""
PLATINUM = "platinum"
"""The class of drugs after which an interval is counted."""
Clavien = Annotated[
    Literal["0", "1", "2", "3a", "3b", "4a", "4b"],
    BeforeValidator(lambda grade: str(grade) if type(grade) is int else grade),
]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{2,63}$")]
"""A name of a drug or an option; one or two letters are a slip of the pen, or stand for something else."""
Label = Annotated[str, StringConstraints(max_length=80)]

ECOG_MARGIN = Margin(1, "assessors often differ by one step", "sorensen-1993-ecog")
PCI_MARGIN = Margin(
    3, "imaging misjudges PCI", "koh-2009-ct-pci", Condition("recurrence.pci_method", OneOf(("imaging",)))
)
HIPEC_DONE = (Condition("prior.hipec_count", NoneOf((0,))),)
CRS_DONE = (Condition("prior.crs_count", NoneOf((0,))),)
TREATED = (Condition("prior.total_lines", NoneOf((0,))),)
OUTSIDE = tuple(site for site in get_args(Site) if site not in ("peritoneum", "ovary"))
FAR = ("liver", "lung", "pleura", "distant_lymph_node", "bone", "brain", "adrenal", "other")
LESIONS = "Which of these does the report of the imaging say?"
SPREAD = (Condition("recurrence.sites", IncludesAny(OUTSIDE)),)
OBSTRUCTED = (Condition("recurrence.bowel_obstruction", NoneOf(("none",))),)
PROGRESSED = (
    Condition("prior.best_response", OneOf(("progression",))),
    Condition("prior.latest_response", OneOf(("progression",))),
)


MOST_RECORDS = 60
"""Operations or regimens of one patient; more are a mistake."""


def _date(value: Any) -> Any:
    """A date as JSON writes it, as text; what is no date stays text and is refused."""
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _moment(value: Any) -> Any:
    """A year, a month or a day as text; what is none of them stays as it is and is refused."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if type(value) is int else value


def _real(text: str) -> str:
    """The same text, if it is a day, month or year that exists."""
    datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    return text


def _listed(value: Any) -> Any:
    """A single word as a list of one."""
    return [value] if isinstance(value, str) else value


Moment = Annotated[
    str, BeforeValidator(_moment), AfterValidator(_real),
    StringConstraints(pattern=r"^(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$"),
]
"""A year, a month or a day: `2023`, `2023-05`, `2023-05-17`."""
OperationKind = Literal["crs", "hipec", "pipac", "resection", "bypass_or_stoma", "laparotomy"]


class Section(BaseModel):
    """Base of every part of a profile: strict types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


Months = Annotated[float, Field(ge=0, le=600)]
Setting = Literal["neoadjuvant", "perioperative", "adjuvant", "first_line", "maintenance", "recurrence"]


class Since(Section):
    """When something was, in months before the assessment."""

    months_ago: Months


class Operation(Section):
    """One operation."""

    date: Moment | None = None
    months_ago: Months | None = None
    kind: Annotated[list[OperationKind], BeforeValidator(_listed), Field(min_length=1)]
    completeness: Annotated[int | None, Field(ge=0, le=3)] = None
    pci: Annotated[int | None, Field(ge=0, le=39)] = None
    hipec_agents: Annotated[list[HipecAgent] | None, BeforeValidator(_listed)] = None


class Regimen(Section):
    """One systemic therapy: drugs that were given together."""

    agents: Annotated[list[Name], BeforeValidator(_listed), Field(min_length=1)]
    setting: Setting | None = None
    response: Response | None = None
    ended: Annotated[Moment | Literal["running"] | Since | None, Field(union_mode="left_to_right")] = None
    stopped_for: Literal["completed", "progression", "toxicity", "allergy", "choice"] | None = None


class Cancer(Section):
    """The tumour itself."""

    type: Annotated[CancerType, About(
        "cancer", "Which cancer was treated with CRS and HIPEC?", "history",
        mutable=False, codes={"mCODE": "PrimaryCancerCondition.code"},
        words={"mesothelioma": "peritoneal mesothelioma", "other": "another cancer"})]
    histology: Annotated[Histology | None, About(
        "histology", "What is the histology?", "tissue",
        mutable=False, codes={"mCODE": "PrimaryCancerCondition.histologyMorphologyBehavior"},
        words={
            "lamn": "LAMN", "hamn": "HAMN", "low_grade_mucinous": "low-grade mucinous",
            "high_grade_mucinous": "high-grade mucinous", "high_grade_serous": "high-grade serous",
            "low_grade_serous": "low-grade serous", "signet_ring": "signet-ring cell",
            "well_differentiated_papillary": "well-differentiated papillary",
        },
        seldom=("sarcomatoid", "multicystic", "well_differentiated_papillary", "carcinosarcoma"),
        by_type={
            "colorectal": ("adenocarcinoma", "mucinous", "signet_ring"),
            "appendiceal": ("lamn", "hamn", "low_grade_mucinous", "high_grade_mucinous", "signet_ring", "goblet_cell",
                            "nonmucinous"),
            "ovarian": ("high_grade_serous", "low_grade_serous", "endometrioid", "clear_cell", "mucinous",
                        "carcinosarcoma"),
            "gastric": ("intestinal", "diffuse", "signet_ring", "mixed"),
            "mesothelioma": ("epithelioid", "biphasic", "sarcomatoid", "multicystic", "well_differentiated_papillary"),
        })] = None
    grade: Annotated[Literal["low", "high"] | None, About(
        "grade", "Is the tumour low grade or high grade?", "tissue",
        mutable=False, words={"low": "low grade", "high": "high grade"},
        says={"low": "low grade", "high": "high grade"})] = None
    signet_ring_cells: Annotated[bool | None, About(
        "signet-ring cells", "Does the tumour contain signet-ring cells?", "tissue", mutable=False)] = None
    primary_side: Annotated[Literal["right", "left", "rectum"] | None, About(
        "primary side", "Where in the bowel did the cancer begin?", "history",
        mutable=False, applies_when=(Condition("cancer.type", OneOf(("colorectal",))),))] = None


class Biomarkers(Section):
    """What was tested on tumour tissue or blood; not tested and tested negative are different values."""

    mmr: Annotated[Literal["proficient", "deficient"] | None, About(
        "mismatch repair", "Is mismatch repair proficient or deficient (MSI-high)?", "tissue",
        mutable=False, says={"proficient": "mismatch repair intact", "deficient": "mismatch repair deficient"},
        codes={"LOINC": "81691-2"}, seldom=("deficient",))] = None
    ras: Annotated[Literal["wild_type", "mutated"] | None, About(
        "RAS", "Is RAS (KRAS, NRAS) wild type or mutated?", "tissue", mutable=False)] = None
    kras_g12c: Annotated[bool | None, About(
        "KRAS G12C", "Is there a KRAS G12C mutation?", "tissue", mutable=False, seldom=("True",))] = None
    braf: Annotated[Literal["wild_type", "v600e", "other"] | None, About(
        "BRAF", "Is BRAF wild type, V600E, or mutated otherwise?", "tissue",
        mutable=False, words={"v600e": "V600E", "other": "mutated, not V600E"})] = None
    her2: Annotated[Literal["negative", "low", "positive"] | None, About(
        "HER2", "Is HER2 negative, low or positive?", "tissue", ordered=True, mutable=False)] = None
    brca: Annotated[Literal["wild_type", "mutated"] | None, About(
        "BRCA", "Is BRCA1 or BRCA2 mutated, in the tumour or inherited?", "germline", mutable=False)] = None
    hrd: Annotated[Literal["negative", "positive"] | None, About(
        "HRD", "Is the tumour deficient in homologous recombination?", "tissue", mutable=False)] = None
    folr1: Annotated[Literal["high", "not_high"] | None, About(
        "FOLR1", "Is folate receptor alpha high?", "tissue", mutable=False)] = None
    pd_l1_cps: Annotated[float | None, Field(ge=0, le=100), About(
        "PD-L1 CPS", "What is the combined positive score of PD-L1?", "tissue", mutable=False)] = None
    claudin_18_2: Annotated[Literal["positive", "negative"] | None, About(
        "claudin 18.2", "Is claudin 18.2 positive?", "tissue", mutable=False)] = None
    tmb: Annotated[float | None, Field(ge=0, le=1000), About(
        "TMB", "How many mutations per megabase?", "tissue", unit="mut/Mb", mutable=False)] = None
    ntrk_fusion: Annotated[bool | None, About(
        "NTRK fusion", "Is there an NTRK fusion?", "tissue", mutable=False, seldom=("True",))] = None
    alk_rearrangement: Annotated[bool | None, About(
        "ALK", "Is ALK rearranged?", "tissue", mutable=False, seldom=("True",))] = None
    ret_fusion: Annotated[bool | None, About(
        "RET fusion", "Is there a RET fusion?", "tissue", mutable=False)] = None
    pole: Annotated[bool | None, About(
        "POLE", "Is there a pathogenic mutation of POLE?", "tissue", mutable=False)] = None
    ugt1a1: Annotated[Literal["normal", "reduced", "poor"] | None, About(
        "UGT1A1", "Is the metabolism by UGT1A1 normal, reduced or poor?", "germline",
        mutable=False, words={"poor": "poor metabolizer"})] = None
    dpd_activity: Annotated[Literal["normal", "partial", "deficient"] | None, About(
        "DPD deficiency", "Is DPD (DPYD genotype) normal, partly deficient or deficient?", "germline",
        mutable=False, words={"normal": "none", "partial": "partial", "deficient": "complete"})] = None
    ras_now: Annotated[Literal["wild_type", "mutated"] | None, About(
        "RAS now", "Is RAS wild type or mutated in a sample taken after an anti-EGFR drug?",
        "new_sample")] = None
    her2_now: Annotated[Literal["negative", "low", "positive"] | None, About(
        "HER2 now", "Is HER2 negative, low or positive in a sample taken after a HER2 drug?", "new_sample",
        ordered=True)] = None
    estrogen_receptor: Annotated[Literal["positive", "negative"] | None, About(
        "oestrogen receptor", "Is the oestrogen receptor positive?", "tissue", mutable=False)] = None


class Recurrence(Section):
    """The recurrence under discussion. ``date`` is a record: it is not tested itself, but dates other facts."""

    date: Moment | None = None
    number: Annotated[int | None, Field(ge=1, le=20), About(
        "relapse number", "Which relapse is it, where the first is number 1?", "history", mutable=False,
        says={"1": "first relapse", "2": "second relapse", "2 or more": "not the first relapse",
              "#": "relapse number {}"})] = None
    treatment: Annotated[Literal["none", "running", "finished"] | None, About(
        "treated so far", "Is systemic treatment of this relapse not begun, running or finished?", "history",
        words={"none": "not begun"},
        says={"none": "no drug yet for this relapse", "running": "drugs for this relapse running",
              "finished": "drugs for this relapse finished", "running finished": "drugs for this relapse begun",
              "none running": "drugs for this relapse not finished",
              "none finished": "no drugs for this relapse running"})] = None
    confirmed: Annotated[bool | None, About(
        "proof", "Is the recurrence proven by biopsy or unequivocal imaging?", "biopsy",
        words={"true": "proven", "false": "suspected, not proven"},
        says={"true": "relapse proven", "false": "relapse suspected, not proven"})] = None
    months_since_hipec: Annotated[float | None, Field(ge=0, le=600), About(
        "months since HIPEC", "How many months after HIPEC did it come back?", "history",
        plural=True, unit="months", mutable=False, applies_when=HIPEC_DONE,
        says={"1": "1 month after HIPEC", "#": "{} months after HIPEC"})] = None
    grade: Annotated[Literal["low", "high"] | None, About(
        "grade of relapse", "Is the relapse low grade or high grade?", "biopsy",
        mutable=False, words={"low": "low grade", "high": "high grade"},
        says={"low": "relapse of low grade", "high": "relapse of high grade"})] = None
    sites: Annotated[Findings[Site] | None, About(
        "sites", "Where has it come back?", "imaging", plural=True,
        words={"pelvis": "pelvic wall", "other": "another site"},
        says={"+": "back in {}", "-": "none in {}", "none": "no site found", "else": "no other site",
              "only": "back at most in {}", "also": "elsewhere at most {}"},
        seldom=("bone", "brain", "adrenal", "vaginal_vault"),
        groups={"outside the peritoneum": OUTSIDE, "in liver, chest, distant or other sites": FAR})] = None
    distribution: Annotated[Literal["localized", "multifocal", "diffuse"] | None, About(
        "distribution", "Is it localized, multifocal or diffuse?", "imaging", ordered=True, together=LESIONS,
        says={"localized": "localized disease", "multifocal": "multifocal disease", "diffuse": "diffuse disease",
              "localized multifocal": "not diffuse", "multifocal diffuse": "more than one region"})] = None
    lesion_count: Annotated[int | None, Field(ge=0, le=500), About(
        "lesions", "How many separate lesions are there?", "imaging", plural=True,
        together=LESIONS, says={"1": "1 lesion", "#": "{} lesions"})] = None
    largest_lesion_cm: Annotated[float | None, Field(ge=0, le=60), About(
        "largest lesion", "How large is the largest lesion?", "imaging",
        unit="cm", together=LESIONS, says={"#": "largest lesion {} cm"})] = None
    pci: Annotated[int | None, Field(ge=0, le=39), About(
        "PCI", "What is the peritoneal cancer index?", "laparoscopy", margin=PCI_MARGIN)] = None
    small_bowel: Annotated[Literal["none", "limited", "extensive"] | None, About(
        "small bowel", "How much of the small bowel is involved?", "laparoscopy",
        ordered=True, words={"none": "not involved"},
        says={"none": "small bowel free", "none limited": "small bowel at most limited",
              "limited": "small bowel to a limited extent", "limited extensive": "small bowel involved",
              "extensive": "small bowel extensive"})] = None
    mesenteric_root: Annotated[bool | None, About(
        "mesenteric root", "Is the mesenteric root involved or retracted?", "laparoscopy",
        says={"true": "root of the mesentery involved", "false": "root of the mesentery free"})] = None
    ascites: Annotated[Literal["none", "small", "large"] | None, About(
        "ascites", "Is there ascites: none, under 500 ml, or more?", "imaging", ordered=True,
        says={"none": "no ascites", "none small": "ascites not large", "small": "little ascites",
              "small large": "ascites", "large": "large ascites"})] = None
    bowel_obstruction: Annotated[Literal["none", "single_level", "multilevel"] | None, About(
        "bowel obstruction", "Is the bowel obstructed, at one level or several?", "imaging",
        ordered=True, words={"single_level": "at one level", "multilevel": "at several levels"},
        says={"none": "no obstruction", "none single_level": "no obstruction at several levels",
              "single_level": "obstruction at one level", "single_level multilevel": "bowel obstruction",
              "multilevel": "obstruction at several levels",
              "none multilevel": "no obstruction at one level"},
        seldom=("single_level", "multilevel"))] = None
    obstruction_cause: Annotated[Literal["malignant", "benign", "both"] | None, About(
        "obstruction cause", "Is the obstruction caused by tumour, by adhesions, or by both?", "imaging",
        words={"both": "malignant and benign"},
        says={"malignant": "obstructed by tumour", "benign": "obstructed by adhesions",
              "malignant both": "obstructed by tumour, not by adhesions alone",
              "both": "obstructed by tumour and adhesions"}, applies_when=OBSTRUCTED)] = None
    obstruction_level: Annotated[Literal["outlet", "small_bowel", "large_bowel"] | None, About(
        "obstruction level", "Is the stomach outlet, the small or the large bowel obstructed?", "imaging",
        words={"outlet": "gastric outlet"}, applies_when=OBSTRUCTED)] = None
    dominant_lesion: Annotated[bool | None, About(
        "dominant lesion", "Does one lesion on the imaging explain the symptom?", "imaging", together=LESIONS)] = None
    fistula: Annotated[bool | None, About("fistula", "Is there a fistula?", "imaging")] = None
    acellular_mucin: Annotated[bool | None, About(
        "acellular mucin", "Is the recurrence mucin without tumour cells?", "biopsy", mutable=False,
        says={"true": "mucin without tumour cells", "false": "tumour cells in the mucin"})] = None
    resectability: Annotated[Literal["complete_expected", "uncertain", "incomplete_expected"] | None, About(
        "resectability", "Is complete removal of the recurrence expected?", "surgeon",
        words={"complete_expected": "complete removal expected", "uncertain": "looked at, uncertain",
        "incomplete_expected": "incomplete removal expected"},
        says={"complete_expected": "all can be removed", "incomplete_expected": "not all can be removed",
              "uncertain": "uncertain whether all can be removed",
              "complete_expected uncertain": "all, or perhaps all, can be removed",
              "uncertain incomplete_expected": "removal of all is in doubt"})] = None
    predicted_cc: Annotated[int | None, Field(ge=0, le=3), About(
        "predicted CC", "Which completeness of cytoreduction (CC score) is predicted?", "surgeon")] = None
    extraperitoneal_treatable: Annotated[bool | None, About(
        "spread treatable", "Can every lesion outside the peritoneum be resected or ablated?", "surgeon",
        applies_when=SPREAD, says={"true": "all outside the peritoneum treatable",
                                   "false": "not all outside the peritoneum treatable"})] = None
    extraperitoneal_irradiable: Annotated[bool | None, About(
        "spread irradiable", "Can every lesion outside the peritoneum be irradiated?", "radiotherapist",
        applies_when=SPREAD)] = None
    tempo: Annotated[Literal["indolent", "progressive", "rapid"] | None, About(
        "tempo", "Is it indolent, progressive or rapid?", "serial_imaging", ordered=True,
        says={"indolent": "indolent growth", "progressive": "steady growth", "rapid": "rapid growth",
              "indolent progressive": "growth not rapid", "progressive rapid": "growth not indolent"})] = None
    symptoms: Annotated[Findings[Symptom] | None, About(
        "symptoms", "Which symptoms does the recurrence cause?", "talk",
        plural=True, words={"nausea_vomiting": "nausea or vomiting"},
        says={"+": "{}", "-": "no {}", "none": "no symptoms", "else": "no other symptom", "only": "no symptom but {}",
              "also": "else at most {}"})] = None
    cea: Annotated[float | None, Field(ge=0, le=100000), About(
        "CEA", "What is CEA?", "tumour_markers", unit="ng/ml", codes={"LOINC": "2039-6"})] = None
    ca125: Annotated[float | None, Field(ge=0, le=1000000), About(
        "CA-125", "What is CA-125?", "tumour_markers", unit="U/ml", codes={"LOINC": "10334-1"})] = None
    ca19_9: Annotated[float | None, Field(ge=0, le=1000000), About(
        "CA 19-9", "What is CA 19-9?", "tumour_markers", unit="U/ml", codes={"LOINC": "24108-3"})] = None
    pci_method: Annotated[Literal["imaging", "laparoscopy", "laparotomy"] | None, About(
        "PCI read at", "Was PCI read from imaging, at laparoscopy or at laparotomy?", "history")] = None
    red_flags: Annotated[Findings[RedFlag] | None, About(
        "red flags", "Are there signs of an emergency?", "examination", plural=True, presumption=Presumption(),
        says={"+": "{}", "-": "no {}", "none": "no red flags", "else": "no other red flag"})] = None


class Patient(Section):
    """The patient's general health, organ function and wishes."""

    age: Annotated[int | None, Field(ge=0, le=120), About(
        "age", "How old is the patient?", "history", unit="years", mutable=False)] = None
    sex: Annotated[Literal["female", "male"] | None, About(
        "sex", "What is the patient's sex?", "history", mutable=False)] = None
    ecog: Annotated[int | None, Field(ge=0, le=4), About(
        "ECOG", "What is the ECOG performance status?", "examination",
        margin=ECOG_MARGIN, codes={"LOINC": "89247-1", "mCODE": "ECOGPerformanceStatus"})] = None
    karnofsky: Annotated[int | None, Field(ge=10, le=100, multiple_of=10), About(
        "Karnofsky", "What is the Karnofsky performance status?", "examination",
        unit="%", codes={"LOINC": "89243-0", "mCODE": "KarnofskyPerformanceStatus"})] = None
    asa: Annotated[int | None, Field(ge=1, le=5), About("ASA", "What is the ASA class?", "examination")] = None
    charlson: Annotated[int | None, Field(ge=0, le=37), About(
        "Charlson", "What is the Charlson comorbidity index?", "history")] = None
    frailty_index: Annotated[int | None, Field(ge=0, le=5), About(
        "frailty (mFI-5)", "What is the five-item frailty index?", "assessment")] = None
    g8: Annotated[float | None, Field(ge=0, le=17), About("G8", "What is the G8 screening score?", "assessment")] = None
    albumin_g_l: Annotated[float | None, Field(ge=10, le=60), About(
        "albumin", "What is serum albumin?", "blood",
        unit="g/l", codes={"LOINC": "1751-7"})] = None
    bmi: Annotated[float | None, Field(ge=8, le=90), About(
        "BMI", "What is the body mass index?", "examination", unit="kg/m²", codes={"LOINC": "39156-5"})] = None
    weight_loss_percent: Annotated[float | None, Field(ge=0, le=70), About(
        "weight loss", "How much weight was lost in six months?", "talk", unit="%")] = None
    egfr: Annotated[float | None, Field(ge=0, le=200), About(
        "eGFR", "What is the estimated glomerular filtration rate?", "blood",
        unit="ml/min/1.73 m²", codes={"LOINC": "98979-8"})] = None
    bilirubin_x_uln: Annotated[float | None, Field(ge=0, le=60), About(
        "bilirubin", "What is bilirubin, as a multiple of the upper limit of normal?", "blood", unit="× normal")] = None
    neutrophils: Annotated[float | None, Field(ge=0, le=100), About(
        "neutrophils", "What is the neutrophil count?", "blood",
        plural=True, unit="×10⁹/l", codes={"LOINC": "751-8"})] = None
    platelets: Annotated[float | None, Field(ge=0, le=3000), About(
        "platelets", "What is the platelet count?", "blood",
        plural=True, unit="×10⁹/l", codes={"LOINC": "777-3"})] = None
    haemoglobin_g_l: Annotated[float | None, Field(ge=20, le=250), About(
        "haemoglobin", "What is haemoglobin?", "blood",
        unit="g/l", codes={"LOINC": "718-7"})] = None
    lvef_percent: Annotated[float | None, Field(ge=5, le=90), About(
        "LVEF", "What is the left ventricular ejection fraction?", "echocardiography",
        unit="%", codes={"LOINC": "10230-1"})] = None
    neuropathy_grade: Annotated[int | None, Field(ge=0, le=4), About(
        "neuropathy", "What is the grade of peripheral neuropathy (CTCAE)?", "examination")] = None
    dpyd: Annotated[Literal["normal", "reduced"] | None, About(
        "DPD activity", "Is DPD activity (DPYD genotype) normal or reduced?", "germline", mutable=False)] = None
    comorbidities: Annotated[Findings[Comorbidity] | None, About(
        "other illness", "Which other serious illnesses are there?", "history", presumption=Presumption(),
        words={"cardiac": "cardiac disease", "pulmonary": "pulmonary disease", "renal": "renal disease"},
        says={"+": "{}", "-": "no {}", "none": "no other illness"})] = None
    active_infection: Annotated[bool | None, About(
        "infection", "Is there an active infection?", "examination",
        presumption=Presumption((Condition("recurrence.red_flags", IncludesAny(("sepsis", "cholangitis"))),)))] = None
    autoimmune_disease: Annotated[bool | None, About(
        "autoimmune disease", "Is there an active autoimmune disease?", "history", presumption=Presumption())] = None
    thromboembolism: Annotated[bool | None, About(
        "thromboembolism", "Has there been venous thromboembolism?", "history", presumption=Presumption())] = None
    pregnant: Annotated[bool | None, About(
        "pregnancy", "Is the patient pregnant?", "blood",
        presumption=Presumption(), applies_when=(Condition("patient.sex", NoneOf(("male",))),))] = None
    gestational_week: Annotated[int | None, Field(ge=1, le=45), About(
        "gestational week", "In which week is the pregnancy?", "examination",
        applies_when=(Condition("patient.pregnant", NoneOf((False,))),))] = None
    proteinuria: Annotated[int | None, Field(ge=0, le=4), About(
        "proteinuria", "How many pluses of protein does the urine strip show?", "urine")] = None
    life_expectancy_months: Annotated[float | None, Field(ge=0, le=600), About(
        "life expectancy", "How long, apart from treatment, is the patient expected to live?", "examination",
        unit="months", says={"1": "life expectancy 1 month", "#": "life expectancy {} months"})] = None
    goals: Annotated[Findings[Goal] | None, About(
        "goals", "What matters most to the patient?", "talk",
        plural=True, words={"symptom_relief": "relief of symptoms"})] = None
    declines: Annotated[Findings[Name] | None, Kind.OPTIONS, About(
        "refusal", "Which options does the patient decline?", "talk", presumption=Presumption(),
        says={"+": "{} declined", "-": "{} not declined", "none": "nothing declined"})] = None


class Prior(Section):
    """Treatment so far. ``operations`` and ``regimens`` are records: they are not tested, but settle other facts."""

    operations: Annotated[list[Operation] | None, Field(max_length=MOST_RECORDS)] = None
    regimens: Annotated[list[Regimen] | None, Field(max_length=MOST_RECORDS)] = None
    crs_count: Annotated[int | None, Field(ge=0, le=20), About(
        "CRS so far", "How many cytoreductive operations so far?", "history", mutable=False,
        says={"0": "no CRS so far", "1 or more": "CRS was done"})] = None
    hipec_count: Annotated[int | None, Field(ge=0, le=20), About(
        "HIPEC so far", "How many times was HIPEC given?", "history", mutable=False,
        says={"0": "no HIPEC so far", "1 or more": "HIPEC was given"})] = None
    completeness: Annotated[int | None, Field(ge=0, le=3), About(
        "latest CC", "Which CC score did the latest CRS reach?", "operation_note",
        mutable=False, applies_when=CRS_DONE)] = None
    initial_pci: Annotated[int | None, Field(ge=0, le=39), About(
        "initial PCI", "What was PCI at the first CRS?", "operation_note", mutable=False, applies_when=CRS_DONE)] = None
    hipec_agent: Annotated[Findings[HipecAgent] | None, About(
        "HIPEC drug", "Which drug was used for HIPEC?", "operation_note",
        mutable=False, applies_when=HIPEC_DONE, says={"+": "HIPEC with {}", "-": "HIPEC without {}"})] = None
    worst_complication: Annotated[Clavien | None, About(
        "worst complication", "What was the worst complication (Clavien-Dindo) after CRS?", "operation_note",
        ordered=True, mutable=False, applies_when=CRS_DONE)] = None
    laparotomies: Annotated[int | None, Field(ge=0, le=50), About(
        "laparotomies", "How many laparotomies so far?", "history", plural=True, mutable=False)] = None
    months_since_operation: Annotated[float | None, Field(ge=0, le=600), About(
        "since operation", "How many months since the latest operation?", "history",
        unit="months", mutable=False,
        says={"1": "1 month since the last operation", "#": "{} months since the last operation"})] = None
    adhesions: Annotated[Literal["none", "moderate", "severe"] | None, About(
        "adhesions", "How severe are the adhesions?", "operation_note", plural=True, ordered=True)] = None
    systemic_lines: Annotated[int | None, Field(ge=0, le=30), About(
        "systemic lines", "How many lines of systemic therapy for recurrent or metastatic disease?", "history",
        plural=True, mutable=False,
        says={"0": "no drugs for a relapse so far", "1": "1 line of drugs for a relapse",
              "#": "{} lines of drugs for a relapse"})] = None
    total_lines: Annotated[int | None, Field(ge=0, le=40), About(
        "lines in all", "How many lines of systemic therapy in all, adjuvant included?", "history",
        plural=True, mutable=False, seldom=("0",),
        says={"0": "no drug ever given", "1": "1 line of drugs in all", "#": "{} lines of drugs in all"})] = None
    best_response: Annotated[Response | None, About(
        "best response", "What was the best response to systemic therapy?", "imaging",
        mutable=False, applies_when=TREATED)] = None
    latest_response: Annotated[Response | None, About(
        "latest response", "What was the response to the latest systemic therapy?", "imaging",
        mutable=False, applies_when=TREATED,
        says={"progression": "grew under the last drugs", "complete partial": "the last drugs worked",
              "complete partial stable": "no growth under the last drugs"})] = None
    months_since_systemic: Annotated[float | None, Field(ge=0, le=600), About(
        "since systemic", "How many months since the last systemic therapy?", "history",
        unit="months", mutable=False, applies_when=TREATED,
        says={"1": "1 month since the last drug", "#": "{} months since the last drug"})] = None
    platinum_free_interval_months: Annotated[float | None, Field(ge=0, le=600), About(
        "platinum-free", "How many months between the last platinum and the recurrence?", "history",
        unit="months", mutable=False, applies_when=TREATED,
        says={"1": "platinum-free 1 month", "#": "platinum-free {} months"})] = None
    agents: Annotated[Findings[Name] | None, Kind.AGENTS, About(
        "drugs so far", "Which anti-cancer drugs were given?", "history", plural=True, mutable=False,
        says={"+": "{} given before", "-": "{} never given", "none": "no drug given before"})] = None
    progressed_on: Annotated[Findings[Name] | None, Kind.AGENTS, About(
        "failed drugs", "Under which drugs did the cancer grow?", "history",
        plural=True, mutable=False, presumption=Presumption(PROGRESSED, within="prior.agents"),
        says={"+": "grew under {}", "-": "did not grow under {}"})] = None
    intolerances: Annotated[Findings[Name] | None, Kind.AGENTS, About(
        "intolerance", "Which drugs were stopped for toxicity or allergy?", "history",
        presumption=Presumption(), says={"+": "{} not tolerated", "-": "no intolerance of {}"})] = None
    radiation_sites: Annotated[Findings[Site] | None, About(
        "irradiated", "Which sites were irradiated?", "history", mutable=False,
        says={"+": "{} irradiated before", "-": "{} never irradiated", "none": "never irradiated"})] = None


class Profile(Section):
    """One patient: what is recorded, and nothing else.

    ``id`` is a label without identifying content; ``as_of`` the date of the assessment. Neither can be tested.
    """

    id: Label | None = None
    as_of: Annotated[datetime.date | None, BeforeValidator(_date)] = None
    cancer: Cancer
    biomarkers: Biomarkers = Field(default_factory=Biomarkers)
    recurrence: Recurrence = Field(default_factory=Recurrence)
    patient: Patient = Field(default_factory=Patient)
    prior: Prior = Field(default_factory=Prior)

    def recorded(self) -> dict[str, Any]:
        """Every recorded fact by its dotted path, in vocabulary order."""
        return {path: value for path, value in self._written() if path not in RECORDS}

    def has_records(self) -> bool:
        """Whether anything of the history is recorded."""
        return self.prior.operations is not None or self.prior.regimens is not None or self.recurrence.date is not None

    def records(self) -> dict[str, Any]:
        """The records of the history, by their dotted path."""
        return {path: value for path, value in self._written() if path in RECORDS}

    def _written(self) -> Iterator[tuple[str, Any]]:
        for section, part in self:
            for name, value in part if isinstance(part, Section) else ():
                if value is not None:
                    yield f"{section}.{name}", value


KEYS: Mapping[str, tuple[str, ...]] = {
    "prior.operations": tuple(Operation.model_fields), "prior.regimens": tuple(Regimen.model_fields),
}
"""By record of the history: the keys of its entries."""
RECORDS: Mapping[str, str] = {
    "recurrence.date": "date of relapse", "prior.operations": "operations", "prior.regimens": "regimens",
}
"""What a profile holds besides facts, with its name: entered once, it settles many facts."""
