"""A second, naive reading of the rules, against which the engine is held.

Written from DESIGN sections 2 and 3 alone. It reads the YAML itself, works on plain dictionaries, answers with True,
False and None for unknown, and prefers the obvious to the fast. Of recurtx it uses only the data of the vocabulary.
Nothing of what judges may be imported here: no engine, no program, no ruleset.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.profile import VOCABULARY
from reference.patient import Patient, Reader, Truth, all_of
from reference.remaining import Diagrams
from reference.rules import STOPPING, Rules, load, parts, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reference.rules import Node, Plain, Rule

__all__ = ["Answer", "Finding", "Judge", "Patient", "Reader", "Rules", "Truth", "assess", "judge", "load", "read",
           "shown_advice", "stops_read", "trial_words"]  # fmt: skip


@dataclass
class Finding:
    """What one rule says of one patient: the truth that it reports, whether it acts, whether that leans on something
    that is only presumed, and whether it decides the verdict."""

    truth: str
    acts: Truth
    presumed: bool
    decisive: bool


@dataclass
class Answer:
    """What the rules say of one option."""

    verdict: str
    settled: bool
    missing: list[str]
    stopped_by: set[str]
    rules: dict[str, Finding]
    evidence_level: int | None
    disputed_by: int | None
    presumed: list[str]


OFFERING = ("supports", "cautions")
DECIDING = {
    "not_candidate": STOPPING, "usually_not": ("discourages",), "needs_information": ("supports",),
    "candidate": ("supports",), "candidate_with_caution": ("supports",),
}  # fmt: skip
"""The effects of which the level of evidence is told, by verdict."""


@dataclass
class Case:
    """What is argued about one option: the scopes of it and its parents, its own rules, and those that it inherits."""

    scopes: list[Node]
    own: list[Rule]
    inherited: list[Rule]

    @property
    def heard(self) -> list[Rule]:
        """Every rule that speaks of the option."""
        return self.own + self.inherited

    def acting(self, *effects: str) -> list[Node]:
        """That a rule with such an effect acts; what several rules say, once."""
        return list({id(r.acting): r.acting for r in self.heard if r.effect in effects}.values())


def word(truth: Truth) -> str:
    return {True: "true", False: "false", None: "unknown"}[truth]


def reported(rule: Rule, scope: Truth, when: Truth, acts: Truth) -> str:
    """The truth that a finding reports."""
    if scope is False:
        return "silent"
    if scope is True:
        return word(when)
    if acts is False:
        return "true" if rule.effect == "requires" else "false"
    return "unknown"


@dataclass
class Judge:
    """The verdicts for one patient; ``bare`` is the same patient with nothing presumed."""

    reader: Reader
    bare: Reader
    diagrams: Diagrams

    def leans(self, node: Node) -> bool:
        """Whether the truth would be another were nothing presumed."""
        if id(node) not in self.reader.rules.presumable:
            return False
        return self.reader.truth(node) is not self.bare.truth(node)

    def answer(self, option: str) -> Answer:
        """Everything about one option."""
        case = self.case(option)
        verdict = self.verdict(case)
        stopping = [r for r in case.heard if r.stops and self.reader.truth(r.acting)]
        missing = self.missing(verdict, case)
        level, against = self.levels(verdict, case)
        return Answer(verdict, verdict != "needs_information" and not missing, missing,
                      {r.id for r in stopping} if verdict == "not_candidate" else set(),
                      {r.id: self.finding(r, verdict) for r in case.own}, level, against,
                      self.presumed(verdict, case, stopping))  # fmt: skip

    def case(self, option: str) -> Case:
        """What is argued about one option."""
        rules, lineage = self.reader.rules, self.reader.rules.lineage(option)
        return Case([o.scope for o in lineage], lineage[0].rules, rules.inherited[option])

    def verdict(self, case: Case) -> str:
        """The first that fits."""
        truth = self.reader.truth
        scopes = [truth(scope) for scope in case.scopes]
        stops = [truth(r.acting) for r in case.heard if r.stops]
        acting = {r.effect for r in case.heard if truth(r.acting)}
        if False in scopes:
            return "outside_scope"
        if True in stops:
            return "not_candidate"
        if None in scopes + stops:
            return "needs_information"
        if "discourages" in acting:
            return "usually_not"
        if "supports" not in acting:
            return "possible"
        return "candidate_with_caution" if "cautions" in acting else "candidate"

    def finding(self, rule: Rule, verdict: str) -> Finding:
        truth = self.reader.truth
        scope, when, acts = truth(rule.scope), truth(rule.when), truth(rule.acting)
        if rule.stops:
            decisive = acts is {"not_candidate": True, "needs_information": None}.get(verdict, "never")
        else:
            deciding = {"usually_not": ("discourages",), "candidate": OFFERING, "candidate_with_caution": OFFERING}
            decisive = acts is True and rule.effect in deciding.get(verdict, ())
        return Finding(reported(rule, scope, when, acts), acts, self.leans(rule.acting), decisive)

    def missing(self, verdict: str, case: Case) -> list[str]:
        """Facts that can still change the verdict: those in most open tests first, then in vocabulary order.

        An open test counts only where the fact can matter to what remains; if none of them can, all stand.
        """
        tests = sum((self.reader.asks(node) for nodes in asked(verdict, case) for node in nodes), Counter[str]())
        matter = self.turns_on(verdict, case) if tests else set()
        found = [path for path in tests if path in matter] or tests
        return sorted(found, key=lambda path: (-tests[path], VOCABULARY[path].index))

    def turns_on(self, verdict: str, case: Case) -> set[str]:
        """The facts that can matter to what remains: that nothing stops the option; or whether something speaks
        against it and, where nothing does, whether some rule acts."""
        of, (first, second) = self.diagrams, asked(verdict, case)
        if verdict == "needs_information":
            return of.facts(of.all_of([*map(of.of, first), *[of.negation(of.of(node)) for node in second]]))
        against = of.any_of(map(of.of, first))
        return of.facts(against) | of.facts(of.both(of.negation(against), of.any_of(map(of.of, second))))

    def levels(self, verdict: str, case: Case) -> tuple[int | None, int | None]:
        """The best level of evidence behind what decides, and the best of what argues the other way."""
        deciding = [r for r in case.heard if r.effect in DECIDING.get(verdict, ()) and self.reader.truth(r.acting)]
        rivals = {name for r in deciding for name in r.rivals}
        against = [r.against for r in deciding if r.against is not None]
        against += [r.level for r in case.heard if r.id in rivals and self.reader.truth(r.acting)]
        return min((r.level for r in deciding), default=None), min(against, default=None)

    def presumed(self, verdict: str, case: Case, stopping: list[Rule]) -> list[str]:
        """Facts whose presumed absence the verdict leans on.

        A closed option leans on nothing where it is closed without a presumption too. What a parent's rule leans on
        that does not act is said of the parent.
        """
        if verdict == "outside_scope":
            closing = [s for s in case.scopes if self.reader.truth(s) is False]
        elif verdict == "not_candidate":
            closing = [r.acting for r in stopping]
        else:
            above = [r.acting for r in case.inherited if self.reader.truth(r.acting) is not False]
            return self.lean_on([*case.scopes, *[r.acting for r in case.own], *above])
        return self.lean_on(closing) if all(map(self.leans, closing)) else []

    def lean_on(self, nodes: Iterable[Node]) -> list[str]:
        """The presumed facts on which the truth of conditions leans, in vocabulary order."""
        found, open_ = set(), list(nodes)
        while open_:
            node = open_.pop()
            if self.leans(node):
                open_ += parts(node)
                found |= set(presumed(node[1])) if node[0] == "fact" else set()
        return sorted(found, key=lambda path: VOCABULARY[path].index)


def presumed(path: str) -> list[str]:
    """A presumed fact; of one that is not presumed but does not apply since another is presumed, that other."""
    fact = VOCABULARY[path]
    others = [condition.path for condition in fact.applies_when if VOCABULARY[condition.path].presumption is not None]
    return [path] if fact.presumption is not None or not others else others


def asked(verdict: str, case: Case) -> tuple[list[Node], list[Node]]:
    """The conditions that an open verdict waits for: scopes and stops, or what speaks against and what else acts."""
    if verdict == "needs_information":
        return case.scopes, case.acting(*STOPPING)
    waits = {"possible": "supports", "candidate": "cautions", "candidate_with_caution": "nothing"}
    if verdict not in waits:
        return [], []
    return case.acting("discourages"), case.acting(waits[verdict])


def stops_read(node: Node) -> set[str]:
    """The options whose stop a condition reads."""
    found = {node[1]} if node[0] == "stopped" else set()
    return found.union(*map(stops_read, parts(node)))


def shown_advice(reader: Reader) -> set[str]:
    """The advice that is shown: known to be for the patient, and its condition is true.

    Or it is not false and something to obtain is unrecorded.
    """
    patient = reader.patient
    shown = set()
    for advice in reader.rules.advice:
        truth = reader.truth(advice["condition"])
        open_ = [p for p in advice["obtains"] if patient.value(p) is None and patient.applies(p) is not False]
        if reader.truth(advice["scope"]) is not True:
            continue
        if (truth is not False and open_) if advice["obtains"] else truth is True:
            shown.add(advice["id"])
    return shown


def trial_words(reader: Reader) -> dict[str, str]:
    """Every named trial: silent about other patients, else whether the criteria are met."""
    found = {}
    for name, (scope, when) in reader.rules.trials.items():
        truth = reader.truth(scope)
        found[name] = "silent" if truth is False else word(all_of([truth, reader.truth(when)]))
    return found


def judge(profile: Plain, rules: Rules, presume: bool = True) -> Judge:
    """What judges one recorded profile."""
    reader = Reader(Patient(profile, rules, presume))
    bare = Reader(Patient(profile, rules, presume=False)) if presume else reader
    return Judge(reader, bare, Diagrams(reader))


def assess(profile: Plain, rules: Rules, presume: bool = True) -> dict[str, Answer]:
    """Every option and modality for one recorded profile."""
    judge_ = judge(profile, rules, presume)
    return {option: judge_.answer(option) for option in rules.options}
