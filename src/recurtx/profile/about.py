"""What the vocabulary says of one fact besides its type.

``About`` stands in the annotation of a profile field. Pydantic validates the type and the range; recurtx reads the
rest: how to ask for the fact, when it applies, whether its absence may be presumed, how exact it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

    from recurtx.profile.facttest import Test


class Kind(Enum):
    """The type of a fact: what its values are and which tests it takes."""

    BOOLEAN = "boolean"
    WHOLE = "whole number"
    DECIMAL = "number"
    CHOICE = "choice"
    SET = "set of findings"
    AGENTS = "set of agents"
    OPTIONS = "set of options"


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on another fact, for ``applies_when`` and ``unless``."""

    path: str
    test: Test


@dataclass(frozen=True, slots=True)
class Presumption:
    """Absent unless recorded; fails where one of ``unless`` is certainly true.

    With ``within`` the fact is a set whose elements can only come from another set: an element that is certainly
    not in there is absent, and ``unless`` speaks only against those that may be.
    """

    unless: tuple[Condition, ...] = ()
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a measured value may lie from the truth, in the unit of the fact (or in steps of an ordered list).

    ``only_if`` limits the margin to values obtained in a certain way; it holds unless that is certainly false.
    ``source`` is the id of the source of the margin, ``says`` the reason in a few words.
    """

    width: int
    says: str
    source: str
    only_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class About:
    """Meaning of one field of the profile.

    Attributes:
        short: name in tables, at most 18 characters.
        ask: the question to put, in a clinician's words.
        by: id of the investigation that yields the answer, a key of ``INVESTIGATIONS``.
        unit: unit as printed behind the value, empty if there is none.
        ordered: whether the words of a choice stand in a meaningful order.
        plural: whether the short name is plural.
        mutable: whether treatment or time can change it; age and histology cannot be changed.
        applies_when: conditions that must all hold; where one is false the fact does not apply.
        presumption: present where absence may be presumed.
        margin: how exact a recorded value is, where that is stated.
        codes: standard codes by system (LOINC, SNOMED CT, mCODE element).
        words: how a value reads where its id does not do.
        says: how the fact with a value reads as a clause of its own (``no obstruction``); values that are told together
            stand with blanks between. Of a number: ``#`` with the range for ``{}``, or one range by its words. Of a
            set: ``+`` and ``-`` with its elements, ``none`` and ``else`` where it holds nothing, or nothing else, and
            ``only`` with the few elements that are left to it.
        groups: of a set, what several elements together are called (``outside the peritoneum``).
        by_type: for histology, the values that are possible for each cancer type.
        seldom: values or elements that such a patient seldom has; what leans on one is told after what does not. No
            verdict reads this.
        together: the question for facts of one report that are asked for as one, which of them are known.
    """

    short: str
    ask: str
    by: str
    unit: str = ""
    ordered: bool = False
    plural: bool = False
    mutable: bool = True
    applies_when: tuple[Condition, ...] = ()
    presumption: Presumption | None = None
    margin: Margin | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_type: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seldom: tuple[str, ...] = ()
    together: str = ""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The question and the unit, for editors that read the schema."""
        schema = dict(handler(core))
        schema["title"] = self.short
        schema["description"] = self.ask + (f" Unit: {self.unit}." if self.unit else "")
        return schema


INVESTIGATIONS: Mapping[str, str] = {
    "history": "from the record",
    "operation_note": "from the operation note",
    "talk": "asked of the patient",
    "examination": "at the bedside",
    "blood": "blood test",
    "tumour_markers": "blood test (tumour markers)",
    "imaging": "from the imaging",
    "surgeon": "surgeon reads the imaging",
    "laparoscopy": "staging laparoscopy",
    "tissue": "stored tissue",
    "biopsy": "biopsy or unequivocal imaging",
    "serial_imaging": "two scans apart in time",
    "echocardiography": "echocardiography",
    "assessment": "structured assessment",
    "germline": "genetic test",
    "new_sample": "new sample of blood or tissue",
    "radiotherapist": "radiation oncologist reads the imaging",
    "urine": "urine test",
}
"""Investigations by id: two facts of one investigation are one errand."""

PANELS: Mapping[tuple[str, str], str] = {
    ("biomarkers", "tissue"): "Which biomarkers are known?",
    ("biomarkers", "germline"): "Which biomarkers are known?",
    ("patient", "blood"): "Which blood values of the last weeks are known?",
}
"""By section and investigation, facts that are reported together, with the question which of them are known."""
