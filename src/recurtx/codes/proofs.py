"""Codes of what ``rules verify`` finds: the rules run, and something that should hold of every patient does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.codes.code import Code, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

PROOFS: Mapping[str, Code] = {
    "RTX070": Code(
        "An invariant does not hold: there is a patient of whom its condition is true, with a verdict that it rules out.",
        "What must hold of everybody is broken for somebody, however rare.",
        "ECOG 4 never has repeat CRS open, and a patient of whom it is open",
        "Look at the patient that is shown, and mend the rule, or the invariant where it asks for too much.",
        Level.FINDING,
    ),
    "RTX071": Code(
        "A question about the rules was not decided in the time for one, or solver and engine differ.",
        "What is not decided is not proved.",
        "a question that took longer than --budget",
        "Raise `--budget`; where solver and engine differ, report it as a fault of recurtx.",
        Level.FINDING,
    ),
    "RTX072": Code(
        "An invariant says nothing: its condition is true of no patient.",
        "It would hold whatever the rules say.",
        "when: {all: [{patient.ecog: 4}, {patient.ecog: 0}]}",
        "Mend its condition.",
        Level.FINDING,
    ),
    "RTX073": Code(
        "A rule never acts, whoever the patient is.",
        "What it says is never heard.",
        "an intolerance of both of two drugs that nobody can have been given",
        "Mend its condition, or delete it.",
        Level.FINDING,
    ),
    "RTX074": Code(
        "`for` and `when` of a rule contradict each other, so that it never acts.",
        "What it says is never heard.",
        "for: {cancer.type: ovarian}, when: {cancer.type: gastric}",
        "Mend one of them.",
        Level.FINDING,
    ),
    "RTX075": Code(
        "A rule can never decide: wherever it acts, the option is stopped or discouraged by another.",
        "It looks as if it mattered.",
        "a caution at ECOG 4, of an option that ECOG 4 stops",
        "Narrow the other rule, or delete this one.",
        Level.FINDING,
    ),
    "RTX076": Code(
        "A rule adds nothing: another of its option and effect, with as good evidence, acts wherever it does.",
        "Two rules that say the same are mended once and forgotten once.",
        "a support of a single lesion, beside one of localized disease",
        "Narrow the wider rule, delete this one, or allow it where the reader needs to hear both.",
        Level.FINDING,
    ),
    "RTX077": Code(
        "An option can no longer reach a verdict that the table of reachable verdicts lists.",
        "A verdict that was lost is lost for every patient.",
        "second HIPEC can no longer be offered in gastric cancer",
        "Mend the rule that closed it, or write the table anew where that is meant (`--write`).",
        Level.FINDING,
    ),
    "RTX078": Code(
        "An option reaches a verdict that the table of reachable verdicts does not list.",
        "A verdict that is new may be one that nobody meant.",
        "surveillance can be offered in gastric cancer",
        "Mend the rule that opened it, or write the table anew where that is meant (`--write`).",
        Level.FINDING,
    ),
    "RTX079": Code(
        "What an option requires and what excludes it leave nobody for whom it is open.",
        "The option could as well not be there.",
        "an option that requires a HER2-positive tumour and excludes one",
        "Mend one of the rules.",
        Level.FINDING,
    ),
    "RTX080": Code(
        "Learning a fact takes back what was known before.",
        "A verdict must not depend on what happened to be recorded first.",
        "a rule that acts until the histology is known",
        "Report it as a fault of recurtx.",
        Level.FINDING,
    ),
    "RTX081": Code(
        "An option waits for information although every answer leads to the same verdict.",
        "A fact is asked for that changes nothing.",
        "an option that asks for the sites, and is closed whatever they are",
        "Join the rules that together leave no doubt, or let the vocabulary settle it.",
        Level.FINDING,
    ),
}
