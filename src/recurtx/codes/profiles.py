"""Codes of files and profiles that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.codes.code import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

PROFILES: Mapping[str, Code] = {
    "RTX101": Code(
        "There is no such file.",
        "No other patient may stand in for the one who was meant.",
        "recurtx suggest pateint.yaml",
        "Correct the name; a bundled case is named `case:ID`.",
    ),
    "RTX102": Code(
        "The path is a directory.",
        "A profile is one file of one patient.",
        "recurtx suggest patients/",
        "Name the file in it.",
    ),
    "RTX103": Code(
        "The file cannot be read.",
        "What cannot be read cannot be judged.",
        "a file that belongs to somebody else",
        "See the reason in the message: the permission, the disk, a stream that is closed.",
    ),
    "RTX104": Code(
        "The file is larger than 1 MiB.",
        "A profile has a few kilobytes; anything larger is another file, and is refused before it costs anything.",
        "recurtx suggest scan.yaml, of 40 MB",
        "Name the profile.",
    ),
    "RTX105": Code(
        "The file is binary or not UTF-8.",
        "Letters that are guessed would be facts that are guessed.",
        "recurtx suggest letter.docx",
        "Save the text as UTF-8, or write what is recorded in it as YAML or JSON.",
    ),
    "RTX106": Code(
        "The file is empty.",
        "Nothing is recorded in it, not even the cancer.",
        "a file of 0 bytes",
        "`recurtx profile template` writes one to fill in.",
    ),
    "RTX107": Code(
        "The text is not YAML (or JSON), or holds more than one document.",
        "Where the structure is broken, a value may stand under the wrong name.",
        "patient: {ecog: 1",
        "Correct the line with the caret.",
    ),
    "RTX108": Code(
        "The text is nested too deeply.",
        "A profile has two levels; deeper nesting is a mistake or an attack.",
        "[[[[[[[[[[[[[[[[[[[[[[[[",
        "Write sections with facts in them.",
    ),
    "RTX109": Code(
        "A key, or a fact, is given twice.",
        "Which of two values is meant is not for a reader to choose.",
        "patient: {ecog: 1, ecog: 2}",
        "Delete the one that does not hold.",
    ),
    "RTX110": Code(
        "Tags, anchors, aliases and merge keys are not allowed: every value stands where it is used.",
        "They can make a small file huge, and a value stand where nobody sees it.",
        "patient: {ecog: &x 1, asa: *x}",
        "Write the value itself.",
    ),
    "RTX111": Code(
        "A profile is a mapping of sections, and a section a mapping of facts.",
        "A value without its name has no meaning.",
        "patient: [1, 70]",
        "patient: {ecog: 1, age: 70}",
    ),
    "RTX112": Code(
        "The vocabulary has no fact, section or key of this name.",
        "A fact under a name that is not known would be passed over in silence.",
        "recurrence: {month_since_hipec: 14}",
        "Write the nearest name, or look the fact up: `recurtx facts WORD`.",
    ),
    "RTX113": Code(
        "The cancer type is missing, the one fact that every profile needs.",
        "Almost every rule speaks of some cancers alone.",
        "patient: {ecog: 1}",
        "cancer: {type: colorectal}",
    ),
    "RTX114": Code(
        "The file holds more keys and values than any of its kind: 2 000 in a profile, 200 in a list of it or of drugs"
        " that the rules do not list, 100 000 in a rule file.",
        "It is no patient, or a mishap of the program that wrote it, and would cost much to read.",
        "prior: {agents: [drug1, drug2, drug3, ...]}",
        "Write what is recorded of one patient; drugs by the names that `recurtx facts prior.agents` knows.",
    ),
    "RTX120": Code(
        "The value is not one of the allowed words.",
        "A word that is not known cannot be compared.",
        "cancer: {type: bowel cancr}",
        "Use one of the words that the message lists.",
    ),
    "RTX121": Code(
        "The number is out of range, or no step of its scale.",
        "A number that nobody can have is a slip, often of a digit or a unit.",
        "recurrence: {pci: 93}",
        "Write the number as it was measured, in the unit of the message.",
    ),
    "RTX122": Code(
        "The value has the wrong type.",
        "A number where yes or no is asked would be a guess.",
        "recurrence: {confirmed: 3}",
        "Write a value of the type that the message names.",
    ),
    "RTX123": Code(
        "The value is a number with another unit than that of the vocabulary.",
        "Only a unit that is known can be converted.",
        "patient: {albumin_g_l: 35 stone}",
        "Write the number in the unit of the message.",
    ),
    "RTX124": Code(
        "Names of drugs and options are lower case, with underscores.",
        "One drug under two names would be two drugs.",
        "prior: {agents: [Drug!]}",
        "Write the international name, such as trastuzumab_deruxtecan.",
    ),
    "RTX125": Code(
        "The drug name is misspelled, may mean several drugs, or is no drug.",
        "Which drug was given opens and closes others.",
        "prior: {agents: [oxaliplatn]}",
        "Write the drug that was meant; `recurtx facts prior.agents` tells how.",
    ),
    "RTX126": Code(
        "There is no option of this id to decline.",
        "A refusal that is not understood must not be lost.",
        "patient: {declines: [sugery]}",
        "Write the id of an option: `recurtx rules list`.",
    ),
    "RTX127": Code(
        "The number is allowed, but it would be usual in another unit; with its own unit behind it, it is taken.",
        "An albumin in g/dl that is read in g/l closes an operation.",
        "patient: {haemoglobin_g_l: 12}",
        "Write the unit behind the number: 120 g/l.",
    ),
    "RTX130": Code(
        "Two facts contradict each other.",
        "No patient is both; whichever is wrong must not decide.",
        "patient: {ecog: 0, karnofsky: 30}",
        "Correct the one that is wrong.",
    ),
    "RTX131": Code(
        "A fact is recorded that does not apply, because of another fact.",
        "One of the two is wrong.",
        "recurrence: {bowel_obstruction: none, obstruction_cause: malignant}",
        "Delete the fact that does not apply, or correct the other.",
    ),
    "RTX132": Code(
        "A set names an element twice, or both present and absent.",
        "A finding is there or not.",
        "sites: {present: [liver], absent: [liver]}",
        "Name each once.",
    ),
    "RTX133": Code(
        "The histology belongs to another cancer.",
        "One of the two decides on the wrong drugs.",
        "cancer: {type: colorectal, histology: serous_high_grade}",
        "Correct the type or the histology.",
    ),
    "RTX134": Code(
        "The cancer progressed on a drug that was never given.",
        "Resistance that is not there would close a drug.",
        "prior: {agents: [], progressed_on: [cisplatin]}",
        "Add the drug to those that were given, or take it away here.",
    ),
    "RTX135": Code(
        "Something in the history cannot be: it lies after the assessment, or an entry contradicts itself.",
        "Intervals and lines follow from the history.",
        "as_of: 2025-01, and an operation of 2026-05",
        "Correct the date or the entry.",
    ),
}
