"""Codes of rules that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.codes.code import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES: Mapping[str, Code] = {
    "RTX001": Code(
        "The rules folder does not exist, or the path is not a folder.",
        "Without its rules nothing can be judged, and other rules must not stand in for them in silence.",
        "recurtx --rules my-ruels suggest patient.yaml",
        "Name the folder that holds ruleset.yaml, with --rules or RECURTX_RULES.",
    ),
    "RTX002": Code(
        "The rules folder holds no rules: it needs ruleset.yaml, concepts.yaml, agents.yaml, sources.yaml and options/*.yaml.",
        "An empty folder would find every patient outside its rules.",
        "recurtx --rules . rules check, in a folder above the rules",
        "Name the folder itself, or begin with a copy of the shipped rules.",
    ),
    "RTX003": Code(
        "A file that every ruleset needs is missing.",
        "Rules refer to concepts, drugs and sources; without their lists no name can be checked.",
        "A copy of the rules without sources.yaml.",
        "Add the file; with `schema: 1` an empty list in it will do, such as `sources: []`.",
    ),
    "RTX004": Code(
        "A YAML file in the rules folder has a name that no ruleset reads.",
        "A rule in a file that is passed over in silence would be believed to be in force.",
        "options/surgery.yml, or a second concepts-new.yaml",
        "Rename it to a name that is read, or move it out of the folder.",
    ),
    "RTX010": Code(
        "A rule file has an unknown key, lacks one, or has a value of the wrong type or length. Rule titles have 3 to 36 characters.",
        "A misspelt key would be a condition or a limit that nobody applies.",
        "exampels: [{given: {patient.ecog: 1}, then: true}]",
        "Write the key as the message says; `recurtx rules schema` gives an editor all of them.",
    ),
    "RTX011": Code(
        "A condition is a mapping with exactly one key, or the word `always`. Several conditions are joined with `all` or `any`.",
        "With two keys side by side it would be open whether both are meant or either.",
        "when: {patient.ecog: 1, patient.age: {at_most: 70}}",
        "when: {all: [{patient.ecog: 1}, {patient.age: {at_most: 70}}]}",
    ),
    "RTX012": Code(
        "The key of a condition is a node word (all, any, not, count, concept, stopped) or the dotted path of a fact.",
        "A word that is not known has no meaning that could be tested.",
        "when: {or: [{patient.ecog: 1}, {patient.ecog: 2}]}",
        "when: {any: [{patient.ecog: 1}, {patient.ecog: 2}]}",
    ),
    "RTX013": Code(
        "The test does not exist, or does not fit the type of the fact: sets take includes_any, includes_all, only, excludes_all, empty; ordered facts also at_least, at_most, above, below, between.",
        "A test of the wrong type could never be true, or always.",
        "when: {recurrence.sites: liver}",
        "when: {recurrence.sites: {includes_any: [liver]}}",
    ),
    "RTX014": Code(
        "The vocabulary has no fact of this name.",
        "A rule on a fact that no profile can record stays unknown for everybody.",
        "when: {patient.egoc: {at_most: 2}}",
        "Write the path that `recurtx facts WORD` shows.",
    ),
    "RTX015": Code(
        "The value cannot occur: not one of the words, outside the range, or no drug or option of this name.",
        "A test on a value that nobody can have never does what was meant.",
        "when: {patient.ecog: {at_most: 7}}",
        "Use one of the allowed values; add a new drug to agents.yaml.",
    ),
    "RTX016": Code(
        "There is no concept of this id in concepts.yaml.",
        "A condition that refers to nothing cannot be tested.",
        "when: {concept: fit_for_sugery}",
        "Write the id of a concept, or add the concept.",
    ),
    "RTX017": Code(
        "Concepts refer to each other in a circle.",
        "What is defined by itself has no truth.",
        "fit: when {concept: operable}, and operable: when {concept: fit}",
        "State one of them by facts alone.",
    ),
    "RTX018": Code(
        "There is no option of this id.",
        "A rule, a way or a trial of an option that does not exist would never be seen.",
        "when: {stopped: second_hypec}",
        "Write the id of an option: the `id` in its file.",
    ),
    "RTX019": Code(
        "Options ask of each other in a circle whether they are stopped. A parent that names its own modality counts only that modality's own rules.",
        "Whether either is stopped could not be told without the other.",
        "a rule of surgery with {stopped: heated}, and one of heated with {stopped: surgery}",
        "Let one of the two rules say by facts what stops it.",
    ),
    "RTX020": Code(
        "Two rules have the same id. Ids are unique over all files.",
        "An answer cites rules by id; with two of them a reader finds the wrong one.",
        "a copied rule with the id of the first",
        "Give the second an id of its own.",
    ),
    "RTX021": Code(
        "The source is not listed in sources.yaml.",
        "Evidence that nobody can look up is no evidence.",
        "evidence: [{source: cashin-2015, says: Survival was longer.}]",
        "Add the publication to sources.yaml, or write the id that stands there.",
    ),
    "RTX022": Code(
        "A rule claims a better level of evidence than its source can have. 1 is the strongest, 5 is opinion.",
        "Levels are shown beside verdicts; one that is too good misleads.",
        "level: 2, of a case series that sources.yaml lists with level 4",
        "Leave `level` away to take that of the source, or correct the source.",
    ),
    "RTX023": Code(
        "The source has no claim of this id; a source with claims is cited by claim.",
        "The claim is what the rule leans on; without it nobody can compare the two.",
        'evidence: [{source: article, claim: "9.9"}]',
        "Cite one of the claims that the message lists, or add the claim to the source.",
    ),
    "RTX024": Code(
        "Two concepts, options, drugs or sources have the same id.",
        "Whoever refers to the id could mean either.",
        "two entries `- id: confined` in concepts.yaml",
        "Give one of them an id of its own, or delete it.",
    ),
    "RTX025": Code(
        "The parents of an option form a circle.",
        "An option inherits the rules of its parents, and there must be a first.",
        "option a with parent b, and b with parent a",
        "Take the parent away from the one that stands at the top.",
    ),
    "RTX026": Code(
        "`self` stands for the option or its drugs, and only in every.yaml.",
        "In the file of one option the name itself is clearer, and `self` would be taken for a drug.",
        "when: {prior.intolerances: {includes_any: [self]}}, in options/ramucirumab.yaml",
        "Name the drug, or move the rule to every.yaml with `applies: agents`.",
    ),
    "RTX027": Code(
        "Rules that disagree name each other; one of the two does not, or does not exist.",
        "Contested evidence is shown from both sides, whichever a reader meets first.",
        "conflicts_with: [surgery.low-extent], to which the other rule does not answer",
        "Add this rule to `conflicts_with` of the other.",
    ),
    "RTX028": Code(
        "A retired rule names the rule that replaced it; other rules do not.",
        "A reader of an old answer follows a rule to what holds now.",
        "status: retired, without replaced_by",
        "Write `replaced_by` with the id of the successor, or take it away from a rule in force.",
    ),
    "RTX029": Code(
        "`all`, `any` and `count` take a list of at least one condition; `count` also a number that the list can reach.",
        "All of nothing is true for everybody, and a count beyond its list for nobody.",
        "when: {count: {at_least: 3, of: [{patient.ecog: 1}]}}",
        "Write the conditions into the list, and a number from 1 to its length.",
    ),
    "RTX030": Code(
        "A sentence names a fact in braces that the vocabulary does not have.",
        "The braces are filled with the fact's name; an unknown one would stand on the screen as it is.",
        "because: It was safe up to {patient.aeg} of 75.",
        "Write the path of a fact, as `recurtx facts` shows it.",
    ),
    "RTX031": Code(
        "An example is no valid partial profile, names an option that the rule does not belong to, or says what is said of another kind of thing.",
        "An example that no patient can be shows nothing of the rule.",
        "{given: {patient.ecog: 1, patient.karnofsky: 20}, then: true}",
        "Give facts that one patient can have; in every.yaml name an option that the rule applies to.",
    ),
    "RTX032": Code(
        "`id` and `as_of` are labels. No condition can test them.",
        "A verdict must follow from clinical facts, not from who or when.",
        "when: {as_of: 2026-01-01}",
        "Test an interval, such as recurrence.months_since_hipec.",
    ),
    "RTX033": Code(
        "`allow` names a code that is no finding of `rules check`, or names it twice.",
        "Only what keeps no rule from running may be allowed to stand; an error may not.",
        "allow: [{code: RTX021, reason: The paper is in press.}]",
        "Name the code of a finding, or mend the error.",
    ),
    "RTX034": Code(
        "A drug has the name stem of a class (`stems` in agents.yaml), and is not in that class.",
        "Out of its class a drug loses every limit of the class, and no rule knows that it was given before.",
        "{id: olaparib, classes: [other]}, where the class parp_inhibitor has the stem parib",
        "Add the class to the drug, or take a stem away that not all drugs of the class bear alone.",
    ),
    "RTX035": Code(
        "A name of drugs (`also` in agents.yaml, or an id) stands for two of them.",
        "A profile that uses it would be read as one of the two, and the other drug would stay hidden.",
        "also: [cpt-11], of irinotecan and of another drug",
        "Leave the name with the drug that it means everywhere, and take it from the other.",
    ),
}
