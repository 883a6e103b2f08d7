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
from reference.rules import Rules, load, parts, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reference.rules import Node, Option, Plain, Rule

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
        lineage = self.reader.rules.lineage(option)
        own = lineage[0].rules
        verdict = self.verdict(lineage)
        stopping = [r for o in lineage for r in o.rules if r.stops and self.reader.truth(r.acting)]
        missing = self.missing(verdict, lineage)
        settled = verdict != "needs_information" and not missing
        level, against = self.levels(verdict, lineage, stopping)
        return Answer(verdict, settled, missing, {r.id for r in stopping} if verdict == "not_candidate" else set(),
                      {r.id: self.finding(r, verdict) for r in own}, level, against,
                      self.presumed(verdict, lineage, stopping))  # fmt: skip

    def verdict(self, lineage: list[Option]) -> str:
        """The first that fits."""
        truth = self.reader.truth
        scopes = [truth(o.scope) for o in lineage]
        stops = [truth(r.acting) for o in lineage for r in o.rules if r.stops]
        acting = {r.effect for r in lineage[0].rules if truth(r.acting)}
        if False in scopes:
            return "outside_scope"
        if True in stops:
            return "not_candidate"
        if None in scopes + stops:
            return "needs_information"
        if "supports" not in acting:
            return "possible"
        return "candidate_with_caution" if "cautions" in acting else "candidate"

    def finding(self, rule: Rule, verdict: str) -> Finding:
        truth = self.reader.truth
        scope, when, acts = truth(rule.scope), truth(rule.when), truth(rule.acting)
        if rule.stops:
            decisive = acts is {"not_candidate": True, "needs_information": None}.get(verdict, "never")
        else:
            decisive = acts is True and verdict in ("candidate", "candidate_with_caution")
        return Finding(reported(rule, scope, when, acts), acts, self.leans(rule.acting), decisive)

    def missing(self, verdict: str, lineage: list[Option]) -> list[str]:
        """Facts that can still change the verdict: those in most open tests first, then in vocabulary order.

        An open test counts only where the fact can matter to what remains; if none of them can, all stand.
        """
        tests = self.waits_for(verdict, lineage)
        matter = self.turns_on(verdict, lineage) if tests else set()
        found = [path for path in tests if path in matter] or tests
        return sorted(found, key=lambda path: (-tests[path], VOCABULARY[path].index))

    def waits_for(self, verdict: str, lineage: list[Option]) -> Counter[str]:
        """The facts of the unknown tests that bear on the verdict, with the number of these tests."""
        return sum(map(self.reader.asks, asked(verdict, lineage)), Counter[str]())

    def turns_on(self, verdict: str, lineage: list[Option]) -> set[str]:
        """The facts that can matter to what remains: that nothing stops the option, or that some rule acts."""
        of, scopes = self.diagrams, [o.scope for o in lineage]
        if verdict == "needs_information":
            stops = asked(verdict, lineage)[len(scopes) :]
            return of.facts(of.all_of([*map(of.of, scopes), *[of.negation(of.of(node)) for node in stops]]))
        return of.facts(of.any_of(map(of.of, asked(verdict, lineage))))

    def levels(self, verdict: str, lineage: list[Option], stopping: list[Rule]) -> tuple[int | None, int | None]:
        """The best level of evidence behind what decides, and the best of what argues the other way."""
        own = lineage[0].rules
        deciding = stopping if verdict == "not_candidate" else []
        if verdict not in ("outside_scope", "not_candidate", "possible"):
            deciding = [r for r in own if r.effect == "supports" and self.reader.truth(r.acting)]
        heard = [*own, *[r for o in lineage[1:] for r in o.rules if r.stops]]
        rivals = {name for r in deciding for name in r.rivals}
        against = [r.against for r in deciding if r.against is not None]
        against += [r.level for r in heard if r.id in rivals and self.reader.truth(r.acting)]
        return min((r.level for r in deciding), default=None), min(against, default=None)

    def presumed(self, verdict: str, lineage: list[Option], stopping: list[Rule]) -> list[str]:
        """Facts whose presumed absence the verdict leans on.

        A closed option leans on nothing where it is closed without a presumption too. What a parent's rule leans on
        that does not act is said of the parent.
        """
        scopes = [o.scope for o in lineage]
        if verdict == "outside_scope":
            closing = [s for s in scopes if self.reader.truth(s) is False]
        elif verdict == "not_candidate":
            closing = [r.acting for r in stopping]
        else:
            own = [r.acting for r in lineage[0].rules]
            above = [r.acting for o in lineage[1:] for r in o.rules if r.stops]
            return self.lean_on([*scopes, *own, *[node for node in above if self.reader.truth(node) is not False]])
        return self.lean_on(closing) if all(map(self.leans, closing)) else []

    def lean_on(self, nodes: Iterable[Node]) -> list[str]:
        """The presumed facts on which the truth of conditions leans, in vocabulary order."""
        found, open_ = set(), list(nodes)
        while open_:
            node = open_.pop()
            if self.leans(node):
                open_ += parts(node)
                found |= {node[1]} if node[0] == "fact" else set()
        return sorted(found, key=lambda path: VOCABULARY[path].index)


def asked(verdict: str, lineage: list[Option]) -> list[Node]:
    """The conditions that an open verdict waits for."""
    match verdict:
        case "needs_information":
            return [*(o.scope for o in lineage), *(r.acting for o in lineage for r in o.rules if r.stops)]
        case "candidate" | "possible":
            effect = "cautions" if verdict == "candidate" else "supports"
            return [r.acting for r in lineage[0].rules if r.effect == effect]
        case _:
            return []


def stops_read(node: Node) -> set[str]:
    """The options whose stop a condition reads."""
    found = {node[1]} if node[0] == "stopped" else set()
    return found.union(*map(stops_read, parts(node)))


def shown_advice(reader: Reader) -> set[str]:
    """The advice that is shown: its condition is true; or it is not false and something to obtain is unrecorded."""
    patient = reader.patient
    shown = set()
    for advice in reader.rules.advice:
        truth = reader.truth(advice["condition"])
        open_ = [p for p in advice["obtains"] if patient.value(p) is None and patient.applies(p) is not False]
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
