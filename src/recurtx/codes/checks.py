"""Codes of what ``rules check`` and ``rules test`` find: the rules run all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.codes.code import Code, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKS: Mapping[str, Code] = {
    "RTX050": Code(
        "A claim that must be argued is argued by no active rule.",
        "A source was read because of this claim; without a rule it is lost for every patient.",
        '{id: "4.2", argued: true, says: A low index of extent favours surgery.}, cited by no rule',
        "Write the rule, cite the claim in one that says it, or set `argued: false`.",
        Level.FINDING,
    ),
    "RTX051": Code(
        "A source is cited by nothing.",
        "A bibliography that holds what nobody leans on looks broader than the rules are.",
        "a publication in sources.yaml whose rule was deleted",
        "Cite it in a rule that it supports or contradicts, or delete it.",
        Level.FINDING,
    ),
    "RTX052": Code(
        "A rule lacks an example for one of its outcomes: true, false, unknown, and silent where it has a scope.",
        "Examples are what a reviewer reads and what a change is tried against.",
        "a rule with a `for` and no example with `then: silent`",
        "Add an example for each outcome that the message names.",
        Level.FINDING,
    ),
    "RTX053": Code(
        "An example and its rule disagree.",
        "One of the two is wrong: the words of the rule, or what its author believes of it.",
        "{given: {patient.ecog: 3}, then: true}, of a rule for ECOG at most 2",
        "Compare both with the source, and correct the one that is wrong.",
        Level.FINDING,
        allowed=False,
    ),
    "RTX054": Code(
        "No example was run.",
        "A test of nothing that passes would be taken for a test.",
        "rules without a single `examples`",
        "Write examples into the rules.",
        Level.FINDING,
        allowed=False,
    ),
    "RTX055": Code(
        "A name does not fit its column on the screen, or a scope has no words.",
        "A name that is cut, or a scope without a word, leaves a reader to guess.",
        "name: Repeat cytoreductive surgery, of an option at the top",
        "Shorten the name to 18 characters, or write `scope` in the file of the option.",
        Level.FINDING,
    ),
    "RTX056": Code(
        "Two rules of one option and effect have the same conditions.",
        "One argument would be heard twice, and one day only one of the two would be mended.",
        "a copied rule with another id and title",
        "Merge the two, with the evidence of both.",
        Level.FINDING,
    ),
    "RTX057": Code(
        "A concept is used by nothing.",
        "An idea that no rule tests is read as if it decided something.",
        "a concept whose last rule was deleted",
        "Use it or delete it.",
        Level.FINDING,
    ),
    "RTX059": Code(
        "A citation does not say what its source says.",
        "A name and a year are no argument; the sentence is what a reader checks.",
        "evidence: [{source: cashin-2016-rct}]",
        "Add `says` with one sentence in your own words.",
    ),
    "RTX060": Code(
        "A source has no link by which it can be looked up.",
        "Every verdict can be followed to its evidence only where the last step is a link.",
        "{id: one-2020-cohort, kind: cohort, title: One, level: 3}",
        "Add `link`, best that of the DOI or of PubMed.",
        Level.FINDING,
    ),
    "RTX061": Code(
        "Every source of a rule disagrees with it.",
        "A rule for which nobody speaks stands on nothing.",
        "a rule with one citation, and that with `disagrees: true`",
        "Cite who supports it, be it expert practice, or turn the rule round.",
        Level.FINDING,
    ),
    "RTX062": Code(
        "An option has no rule for one of the cancers, and no sentence in `gaps` that says that nothing was found.",
        "Silence of the rules must not be taken for silence of the literature.",
        "rules on colorectal and ovarian cancer, and not a word on gastric cancer",
        "Add a rule for it, or `gaps` with what was looked for.",
        Level.FINDING,
    ),
    "RTX063": Code(
        "An option consists of a drug whose class is limited by a fact (`limits` in agents.yaml), and no rule of it or of its parents reads that fact.",
        "The limit of a class is easily forgotten in the file of one drug.",
        "an option of cisplatin without a rule on patient.egfr",
        "Add the rule, or change `limits` where the class is not limited by it.",
        Level.FINDING,
    ),
    "RTX064": Code(
        "The review of a rule was due before the day of `--as-of`.",
        "Evidence ages; a rule that nobody looked at again says what was believed then.",
        "review_due: 2026-11-24, checked with --as-of 2027-01-01",
        "Read what is new, then set `reviewed` and `review_due`.",
        Level.FINDING,
    ),
    "RTX065": Code(
        "`allow` names a finding that is not there.",
        "An exception that outlives its reason would hide the next mistake.",
        "allow: [{code: RTX062, reason: No series exists.}], of an option that has a rule for every cancer",
        "Delete the entry.",
        Level.FINDING,
        allowed=False,
    ),
    "RTX066": Code(
        "A threshold has no example on it, or none one step beside it, that it decides.",
        "A threshold that is one step off, or `above` in place of `at least`, passes every other example.",
        "patient.ecog: {at_most: 2}, with examples for ECOG 0 and 4 alone",
        "Add an example with the value itself, and one with its neighbour on the other side.",
        Level.NOTE,
    ),
    "RTX067": Code(
        "A value in a list decides no example.",
        "A value that was added by mistake, or got lost, is seen by nobody.",
        "cancer.type: [colorectal, appendiceal], with examples for colorectal cancer alone",
        "Add an example that this value alone decides.",
        Level.NOTE,
    ),
    "RTX068": Code(
        "A branch of an `any` decides no example.",
        "A branch that was dropped, or turned round, passes every example.",
        "any: [{patient.ecog: 4}, {patient.albumin_g_l: {below: 25}}], with examples on ECOG alone",
        "Add an example in which this branch alone is true.",
        Level.NOTE,
    ),
    "RTX069": Code(
        "An option has a scope, and lacks an example inside it, outside it, or open.",
        "A scope that is too narrow hides an option from patients without a word.",
        "for: {cancer.type: ovarian}, in an option without `examples`",
        "Add `examples` to the option, with `then: true`, `false` and `unknown`.",
        Level.NOTE,
    ),
}
