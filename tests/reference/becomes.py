"""What an open option becomes, by looking at every patient that an incompletely known one may be.

A completion records every open fact that the option reads, one value of each kind that the rules tell apart, and is
judged anew. What is presumed stays presumed. Completions that contradict themselves or what is recorded do not count.
Nothing here is fast: it is for small rules and for patients of whom a few facts are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from recurtx.profile import VOCABULARY, dependents
from reference import Judge
from reference.impossible import contradicts
from reference.patient import ANY_OTHER, Patient, Reader, present
from reference.remaining import Diagrams
from reference.rules import SET_KINDS, bits_of, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reference import Case
    from reference.rules import Node, Plain

Handle = tuple[str, str]
"""A fact and an element, empty where the fact is no set. Reasoning treats each element as one yes/no fact."""
Values = dict[Handle, frozenset[Any]]
"""Some values of some facts: of a set that it holds the element or not, else kinds of value, as the tests that they
pass."""

OFFERED = ("candidate", "candidate_with_caution")
CLOSED = ("outside_scope", "not_candidate")
ALIKE = (OFFERED, ("possible",), ("usually_not",), CLOSED)
"""Verdicts that are equally good, the best first."""
UNLISTED = "zz_no_such_drug"
"""Stands for the drugs that no list knows."""


@dataclass
class Completion:
    """One patient that an incompletely known one may be."""

    profile: Plain
    values: dict[Handle, Any]
    """The value of each open fact; without those that do not apply."""
    verdict: str
    told: str = ""
    """The best verdict of the patients alike in all that the option turns on: what it is usually not done for on other
    facts is told beside, and no part of what it becomes."""

    def has(self, values: Values) -> bool:
        """Whether the values of this patient are among these."""
        return all(self.values.get(handle) in allowed for handle, allowed in values.items())


@dataclass
class Becomes:
    """What one open option becomes."""

    verdict: str
    completions: list[Completion]
    handles: list[Handle]

    def good(self, completion: Completion) -> bool:
        """Whether a patient has a verdict as good as the best, or one that is told the same way."""
        return completion.told in next(alike for alike in ALIKE if self.verdict in alike)

    def closed(self, completion: Completion) -> bool:
        """Whether the option is out for a patient."""
        return completion.verdict in CLOSED

    def guarantees(self, values: Values, wanted: Callable[[Completion], bool]) -> bool:
        """Whether all patients with these values are as wanted."""
        return all(wanted(c) for c in self.completions if c.has(values))

    def exists(self, values: Values) -> bool:
        """Whether there are patients with these values."""
        return any(c.has(values) for c in self.completions)

    def smallest(self, wanted: Callable[[Completion], bool], most: int) -> tuple[list[Handle], Completion] | None:
        """Facts, the fewest, of which the values of a patient make every patient with these as wanted.

        The elements of one set are one fact: one look tells them all. None where it takes more facts than ``most``.
        """
        paths = sorted({path for path, _ in self.handles})
        for size in range(most + 1):
            for some in combinations(paths, size):
                handles = [h for h in self.handles if h[0] in some]
                found: dict[tuple[Any, ...], bool] = {}
                for one in self.completions:
                    key = tuple(one.values.get(h) for h in handles)
                    found[key] = found.get(key, True) and wanted(one)
                for one in self.completions:
                    if all(h in one.values for h in handles) and found[tuple(one.values[h] for h in handles)]:
                        return handles, one
        return None


def becomes(judge: Judge, option: str, most: int) -> Becomes | None:
    """What an option becomes; None where it is not open, or where there are more completions than may be looked at."""
    case = judge.case(option)
    if not is_open(judge, case):
        return None
    reader = judge.reader
    handles = open_handles(reader, [*case.scopes, *(r.acting for r in case.heard)])
    found = completions(reader, case, handles, most)
    if found is None:
        return None
    tell(found, turning(judge, case))
    reached = {c.verdict for c in found}
    best = next((v for v in (*OFFERED, "possible", "usually_not") if v in reached), "not_candidate")
    return Becomes(best, found, handles)


def turning(judge: Judge, case: Case) -> set[str]:
    """The facts on which it turns whether an option is open and what speaks for it, with those tied to these."""
    of = judge.diagrams
    scope, stops = of.all_of(map(of.of, case.scopes)), of.any_of(of.of(r.acting) for r in case.heard if r.stops)
    paths = of.facts(scope) | of.facts(stops) | of.facts(of.any_of(map(of.of, case.acting("supports"))))
    tied = {p for p in VOCABULARY if dependents(p, held=False) & paths}
    return tied.union(*(dependents(p, held=False) for p in paths))


def tell(found: list[Completion], paths: set[str]) -> None:
    """Give each completion the best verdict of those alike in some facts."""
    groups: dict[tuple[Any, ...], list[Completion]] = {}
    for one in found:
        key = tuple((handle, value) for handle, value in sorted(one.values.items()) if handle[0] in paths)
        groups.setdefault(key, []).append(one)
    order = [*(verdict for alike in ALIKE for verdict in alike)]
    for group in groups.values():
        best = min((one.verdict for one in group), key=order.index)
        for one in group:
            one.told = best


def is_open(judge: Judge, case: Case) -> bool:
    """Whether the verdict waits for something that blocks, or for something that speaks for the option."""
    verdict = judge.verdict(case)
    supports = [judge.reader.truth(node) for node in case.acting("supports")]
    return verdict == "needs_information" or (verdict == "possible" and None in supports)


# --- what is open --------------------------------------------------------------------------------------------------


def open_handles(reader: Reader, nodes: list[Node]) -> list[Handle]:
    """The facts and elements in tests that are unknown, and those on which it hangs whether these apply."""
    found: dict[Handle, None] = {}
    queue = [test for node in nodes for test in open_tests(reader, node)]
    seen = set(queue)
    while queue:
        path, operator, argument = queue.pop()
        patient = reader.patient
        if VOCABULARY[path].kind in SET_KINDS:
            names = patient.universe(path) if operator in ("empty", "only") else argument
            names = [m for n in names for m in (n, *patient.drugs(n)) if patient.has(path, m) is None]
            found |= dict.fromkeys((path, name) for name in names)
            inner = VOCABULARY[path].presumption
            more = [(inner.within, "includes_any", tuple(names))] if inner and inner.within and names else []
        else:
            found |= {(path, ""): None} if patient.value(path) is None else {}
            more = []
        more += [c for c in patient.conditions(path) if patient.test(*c) is None]
        queue += [test for test in more if test not in seen]
        seen |= set(more)
    return sorted(found)


def open_tests(reader: Reader, node: Node) -> Iterator[tuple[str, str, Any]]:
    """The unknown tests of an unknown condition."""
    if reader.truth(node) is None:
        if node[0] == "fact":
            yield node[1:]
        for part in parts(node):
            yield from open_tests(reader, part)


# --- completions ---------------------------------------------------------------------------------------------------


def completions(reader: Reader, case: Case, handles: list[Handle], most: int) -> list[Completion] | None:
    """Every patient that this one may be; None where they are too many."""
    patient = reader.patient
    choices = [(path, list(contents(patient, path, handles))) for path in dict.fromkeys(p for p, _ in handles)]
    number = 1
    for _, of in choices:
        number *= len(of)
    if number > most:
        return None
    made = (dict(zip((p for p, _ in choices), of, strict=True)) for of in product(*(of for _, of in choices)))
    found = {}
    for profile in made:
        whole = {**patient.profile, **{path: value for path, value in profile.items() if value is not None}}
        if is_consistent(patient, whole, profile):
            one = completed(reader, case, handles, whole)
            found.setdefault((*one.values.items(), one.verdict), one)
    return list(found.values())


def contents(patient: Patient, path: str, handles: list[Handle]) -> Iterator[Any]:
    """What may be recorded of an open fact; None where it may not apply.

    A class that is recorded may be there through a member that no list knows, any other only through one that is.
    """
    if patient.applies(path) is not True:
        yield None
    if VOCABULARY[path].kind not in SET_KINDS:
        left, known = set(patient.left(path)), plainly(patient.profile)
        of_left = {
            bits: value
            for value, bits in patient.rules.outcomes[path].items()
            if bits in left and not contradicts(path, value, known)
        }
        yield from of_left.values()
        return
    classes = patient.rules.classes
    names = {UNLISTED if e == ANY_OTHER else e for p, e in handles if p == path and e not in classes}
    recorded = present(patient.profile.get(path))
    names |= {drug for name in recorded for drug in patient.drugs(name) if patient.has(path, drug) is None}
    known = {*recorded, *held_by_parts(patient, path)}
    every = {e for e in (*patient.universe(path), *names) if e not in classes}
    for chosen in product((False, True), repeat=len(names - known)):
        there = known | {name for name, holds in zip(sorted(names - known), chosen, strict=True) if holds}
        yield {"present": sorted(there), "absent": sorted(every - there)}


def plainly(profile: Plain) -> Plain:
    """A profile with each set as the list of what it is known to hold; without those of which nothing is."""
    found = {
        p: present(v) if VOCABULARY[p].kind in SET_KINDS and isinstance(v, dict) else v for p, v in profile.items()
    }
    return {p: v for p, v in found.items() if v != [] or profile[p] == []}


def held_by_parts(patient: Patient, path: str) -> list[str]:
    """What a set holds because a set of some of it does: a drug that failed was received."""
    within = [p for p, fact in VOCABULARY.items() if fact.presumption and fact.presumption.within == path]
    held = [e for p in within for e in present(patient.profile.get(p)) if e not in patient.rules.classes]
    return held + [e for e in VOCABULARY[path].values if patient.has(path, e) is True]


def is_consistent(patient: Patient, whole: Plain, new: Plain) -> bool:
    """Whether there can be such a patient: what is recorded applies, what applies is recorded, and sets hold what was
    known of them and nothing that they cannot hold."""
    then = Patient(whole, patient.rules, patient.presume, whole=True)
    if any(then.test(*c) is False for path in whole for c in then.conditions(path)):
        return False
    if any(value is None and then.applies(path) is not False for path, value in new.items()):
        return False
    for path in (p for p in new if VOCABULARY[p].kind in SET_KINDS):
        within = VOCABULARY[path].presumption.within if VOCABULARY[path].presumption else None
        names = {*patient.universe(path), *present(whole[path])}
        if any(patient.has(path, n) not in (None, then.has(path, n)) for n in names):
            return False
        if within and any(then.has(within, n) is False for n in present(whole[path])):
            return False
    return True


def completed(reader: Reader, case: Case, handles: list[Handle], whole: Plain) -> Completion:
    """One completion, judged."""
    then = Patient(whole, reader.rules, reader.patient.presume, whole=True)
    values: dict[Handle, Any] = {}
    for path, element in handles:
        if then.applies(path) is not False:
            name = UNLISTED if element == ANY_OTHER else element
            values[path, element] = then.has(path, name) if name else kind_of(then, path, whole[path])
    verdict = Judge(Reader(then), Reader(then), Diagrams(Reader(then))).verdict(case)
    assert verdict != "needs_information", whole
    return Completion(whole, values, verdict)


def kind_of(patient: Patient, path: str, value: Any) -> int:
    """The kind of a value, as the tests that it passes; the rules tell no two of one kind apart."""
    return bits_of(path, value, patient.rules.tests.get(path, {}))
