"""Every hypothesis strategy of the tests: patients, what is learned of them, conditions, and small rulesets.

A patient is drawn as a *world*, in which every fact that applies has its value and nothing contradicts. A profile is
a world of which only a part is recorded. So every profile is valid by construction, and so is every step of learning:
it records more of the same world.
"""

from __future__ import annotations

import datetime
import gc
import os
import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import settings
from hypothesis import strategies as st

import reference
from recurtx.errors import RecurtxError
from recurtx.profile import DERIVATIONS, HOLDS, VOCABULARY, Kind
from recurtx.profile.units import asked_back
from recurtx.program.compile import compiled
from recurtx.ruleset import load_ruleset, shipped_rules
from reference.impossible import BEST_FIRST, WITH_A_SITE, contradicts
from reference.rules import passes, vocabulary_test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from recurtx.ruleset import Ruleset
    from reference.rules import Node, Plain, Rules

__all__ = [
    "BYTES", "Choices", "chosen", "concept", "histories", "history", "kept", "learnings", "loaded", "nested", "option",
    "patient_with", "patients_with", "profile", "profiles", "recorded_three_ways", "rule", "rulesets",
    "shipped", "speaking", "tried", "with_facts", "world", "write",
]  # fmt: skip

TIMES = int(os.environ.get("RECURTX_TIMES", "1"))
"""How many times as many patients as usual are drawn for each law: a nightly run may ask for ten times as many."""


def tried(examples: int, **other: Any) -> settings:
    """How often a law is put to the test, on patients that are others in each run."""
    return settings(max_examples=examples * TIMES, **other)


SETS = (Kind.SET, Kind.AGENTS, Kind.OPTIONS)
BYTES = 512
"""Enough for every choice of the largest patient."""
UNLISTED = "zz_trial_drug"
"""A drug that agents.yaml does not list. A complete list with it says of no other drug that it was not given."""

USUAL: dict[str, list[Any]] = {
    "patient.ecog": [0, 0, 1, 1, 1, 2, 2, 3, 4],
    "patient.karnofsky": [100, 90, 80, 70, 60, 50, 40, 30, 20, 10],
    "prior.crs_count": [1, 1, 1, 2, 3, 0],
    "prior.hipec_count": [1, 1, 1, 2, 0],
    "prior.systemic_lines": [1, 1, 2, 3, 4, 0],
    "recurrence.confirmed": [True, True, True, False],
    "recurrence.bowel_obstruction": ["none", "none", "single_level", "multilevel"],
}
"""Values by how often they are drawn, where drawing each alike would stop nearly every option of every patient."""

LAST = ("prior.progressed_on",)
FIRST = ("cancer.type", *dict.fromkeys(c.path for s in VOCABULARY.values() for c in s.applies_when))
SOURCES = (
    "cancer.type", "cancer.histology", "cancer.grade", "patient.karnofsky", "recurrence.predicted_cc",
    "biomarkers.ras", "biomarkers.dpd_activity", "recurrence.sites", "recurrence.lesion_count", "prior.agents",
)  # fmt: skip
ORDER = tuple(dict.fromkeys(p for p in (*SOURCES, *FIRST, *VOCABULARY) if p not in LAST)) + LAST
"""The facts in an order in which each comes after those that bear on it."""


@cache
def shipped() -> Rules:
    """The shipped rules as the reference reads them."""
    found = reference.load(shipped_rules())
    kept()
    return found


@cache
def loaded() -> Ruleset:
    """The shipped rules as the engine uses them.

    A property test calls this instead of asking for the fixture: of a test that fails, hypothesis writes out every
    argument, and the rules are a megabyte.
    """
    found = load_ruleset(shipped_rules())
    compiled(found)
    kept()
    return found


def kept() -> None:
    """Take what is read for the whole run out of the sight of the collector of garbage, which else walks through it
    again and again: a quarter of the time of a judgement."""
    gc.collect()
    gc.freeze()


def nested(profile: Plain) -> Plain:
    """A profile with its facts by section, as ``Profile`` takes it."""
    found: Plain = {}
    for path, value in profile.items():
        section, dot, name = path.partition(".")
        if dot:
            found.setdefault(section, {})[name] = value
        else:
            found[section] = value
    return found


# --- worlds --------------------------------------------------------------------------------------------------------


def leaves(node: Node) -> Iterator[Node]:
    """The tests on facts in a condition."""
    if node[0] == "fact":
        yield node
    elif node[0] == "not":
        yield from leaves(node[1])
    elif node[0] in ("all", "any", "count"):
        for child in node[-1]:
            yield from leaves(child)


def conditions_of(rules: Rules) -> Iterator[Node]:
    """Every condition in the rules."""
    yield from rules.concepts.values()
    for option in rules.options.values():
        yield option.scope
        for rule in option.rules:
            yield rule.scope
            yield rule.when


@cache
def numbers(rules: Rules) -> dict[str, list[float]]:
    """For every number, values on each side of everything that the rules compare it with."""
    marks: dict[str, set[float]] = {}
    for condition in conditions_of(rules):
        for _, path, _, argument in leaves(condition):
            marks.setdefault(path, set()).update(argument if isinstance(argument, tuple) else [argument])
    return {path: _numbers(path, marks.get(path, ())) for path, spec in VOCABULARY.items() if spec.is_number}


def _numbers(path: str, marks: Iterable[float]) -> list[float]:
    spec = VOCABULARY[path]
    low, high = spec.low or 0, spec.high or 0
    step = 1 if spec.kind is Kind.WHOLE else 0.5
    near = {m + d for m in marks for d in (-step, 0, step)} or {(low + high) // 2}
    found = {low, high} | {n for n in near if low <= n <= high}
    return sorted(n for n in found if not asked_back(spec, n))


class Choices:
    """Choices spelled by bytes, of which hypothesis draws all at once: quick, and it shrinks towards the first."""

    def __init__(self, spelled: bytes) -> None:
        self.bytes = iter(spelled)

    def number(self, below: int) -> int:
        """A number from 0; 0 when the bytes are used up."""
        return next(self.bytes, 0) % below

    def one(self, values: Sequence[Any]) -> Any:
        """One of the values."""
        return values[self.number(len(values))]

    def some(self, values: Sequence[Any], most: int) -> list[Any]:
        """Some of the values, each once."""
        return list(dict.fromkeys(self.one(values) for _ in range(self.number(most + 1)))) if values else []

    def share(self, percent: int) -> bool:
        """True in so many cases of a hundred; false when the bytes are used up."""
        return self.number(256) > 255 - percent * 256 // 100


@st.composite
def chosen(draw: DrawFn, make: Callable[[Choices], Any]) -> Any:
    """What ``make`` makes of some choices."""
    return make(Choices(draw(st.binary(min_size=BYTES, max_size=BYTES))))


def world(choices: Choices, rules: Rules, exact: bool = False) -> Plain:
    """A patient of whom all is known. ``exact``: what follows from another fact is as it follows, without tolerance."""
    found: Plain = {}
    for path in ORDER:
        hangs = VOCABULARY[path].applies_when  # most facts apply to everybody
        if not hangs or reference.Patient(found, rules, presume=False).applies(path) is not False:
            value = _value(path, found, choices, rules, exact)
            if value is not None:
                found[path] = value
    return found


def _value(path: str, found: Plain, choices: Choices, rules: Rules, exact: bool) -> Any:
    spec = VOCABULARY[path]
    if spec.kind in SETS:
        if spec.presumption and choices.number(2) == 0:
            return []
        return choices.some(_elements(path, found, rules), 6 if path == "prior.agents" else 3)
    if path == "prior.platinum_free_interval_months" and not platinums(found.get("prior.agents"), rules):
        return None
    values = USUAL.get(path) or _possible(path, found, rules)
    if spec.presumption:
        values = [False, False, False, True]
    consistent = [v for v in values if all(_agrees(d, v, found, exact) for d in DERIVATIONS if d.target == path)]
    consistent = [v for v in consistent if not contradicts(path, v, found) and not (exact and _denied(path, v, found))]
    return choices.one(consistent) if consistent else None


def _denied(path: str, value: Any, found: Plain) -> bool:
    """Whether a set lacks what this value says that it holds: its own record then corrects it."""
    speaking = [(seen.test, element, found[whole]) for seen, whole, element in HOLDS
                if seen.path == path and whole in found]  # fmt: skip
    return any(element not in has and passes(path, *vocabulary_test(test), value) for test, element, has in speaking)


def platinums(agents: Sequence[str] | None, rules: Rules) -> bool:
    """Whether a patient may have had a platinum; no unlisted drug is one, since the class may be told as absent."""
    return agents is None or bool({"platinum", *rules.classes.get("platinum", ())}.intersection(agents))


def _elements(path: str, found: Plain, rules: Rules) -> Sequence[str]:
    if path == "prior.progressed_on":
        return found["prior.agents"]
    if path == "recurrence.red_flags" and found.get("recurrence.bowel_obstruction") == "none":
        return [flag for flag in VOCABULARY[path].values if flag != "closed_loop"]
    kind = VOCABULARY[path].kind
    return VOCABULARY[path].values if kind is Kind.SET else drugs(rules) if kind is Kind.AGENTS else list(rules.options)


def _possible(path: str, found: Plain, rules: Rules) -> Sequence[Any]:
    spec = VOCABULARY[path]
    if spec.is_number:
        return numbers(rules)[path]
    if spec.kind is Kind.BOOLEAN:
        return (False, True)
    return spec.possible(found.get("cancer.type"))


def _agrees(derivation: Any, value: Any, found: Plain, exact: bool) -> bool:
    """Whether a value may stand beside the source that it can be derived from."""
    source = found.get(derivation.source)
    expected = derivation.values.get("none" if source == [] else None if isinstance(source, (list, dict)) else source)
    if expected is None or value == expected:
        return True
    if exact:
        return False
    return value in derivation.tolerates or (derivation.tolerance > 0 and abs(value - expected) <= derivation.tolerance)


@cache
def drugs(rules: Rules) -> list[str]:
    """The drugs that some rule reads, and one that no rule knows."""
    known = {a for option in rules.options.values() for a in option.agents}
    for condition in conditions_of(rules):
        for _, path, _, argument in leaves(condition):
            if VOCABULARY[path].kind is Kind.AGENTS and isinstance(argument, tuple):
                known |= {drug for name in argument for drug in rules.classes.get(name, [name])[:2]}
    return [*sorted(known or rules.agents), UNLISTED]


# --- profiles ------------------------------------------------------------------------------------------------------


def profiles(rules: Rules) -> SearchStrategy[Plain]:
    """Patients of whom 30 to 60 percent of the facts are not recorded, and some sets only partly."""
    return chosen(lambda choices: profile(choices, rules))


def profile(choices: Choices, rules: Rules) -> Plain:
    """A part of a world."""
    whole = world(choices, rules)
    percent = 40 + choices.number(31)
    found = {"cancer.type": whole.pop("cancer.type")}
    for path, value in whole.items():
        if choices.share(percent // 2 if VOCABULARY[path].presumption else percent):
            found[path] = _recorded(path, value, choices, rules) if isinstance(value, list) else value
    return found


def recorded_three_ways(choices: Choices, rules: Rules) -> tuple[Plain, Plain, Plain]:
    """One patient of whom everything is recorded, about half, and one fact in ten."""
    whole = world(choices, rules)
    half, little = ({p: v for p, v in whole.items() if p == "cancer.type" or choices.share(n)} for n in (50, 10))
    partly = {p: _recorded(p, v, choices, rules) if isinstance(v, list) else v for p, v in half.items()}
    return whole, partly, little


def patients_with(rules: Rules, likely: Plain) -> SearchStrategy[Plain]:
    """Patients of whom each fact in ``likely`` is recorded so, four times in five."""
    return chosen(lambda choices: patient_with(choices, rules, likely))


def patient_with(choices: Choices, rules: Rules, likely: Plain) -> Plain:
    found = profile(choices, rules)
    cancer = {"cancer.type": found["cancer.type"]}
    facts = {
        path: value for path, value in likely.items() if choices.share(80) and not contradicts(path, value, cancer)
    }
    return with_facts(found, facts, rules)


def with_facts(profile: Plain, facts: Plain, rules: Rules) -> Plain:
    """The profile with some facts recorded so, and without what would contradict them."""
    found = dict(facts)
    for path, value in profile.items():
        unlisted = isinstance(value, dict)  # a set that is known in part
        if path not in facts and not (not unlisted and contradicts(path, value, found)):
            found[path] = value
    found = {path: value for path, value in found.items() if path in facts or not _disputed(path, facts)}
    for derivation in DERIVATIONS:
        if derivation.target in facts and not _agrees(derivation, facts[derivation.target], found, exact=False):
            found.pop(derivation.source, None)
    deciding = {path: value for path, value in found.items() if path in FIRST}
    known = reference.Patient(deciding, rules, presume=False)
    return {path: value for path, value in found.items() if known.applies(path) is not False}


def _disputed(path: str, facts: Plain) -> bool:
    """Whether a fact is one of those that a given fact may contradict together with a third."""
    groups = (("recurrence.sites", *WITH_A_SITE), ("prior.total_lines", "prior.systemic_lines", "prior.agents"))
    return any(path in group and not set(group).isdisjoint(facts) for group in groups)


def _recorded(path: str, whole: list[str], choices: Choices, rules: Rules) -> Any:
    """A set as recorded: completely, partly, or with classes in place of drugs."""
    match choices.number(4):
        case 0 | 1:
            return whole
        case 2 if path == "prior.agents":
            return list(dict.fromkeys(_class_of(drug, rules) for drug in whole))
        case _:
            return _partly(path, whole, choices, rules)


def _class_of(drug: str, rules: Rules) -> str:
    return next((name for name, members in rules.classes.items() if drug in members), drug)


def _partly(path: str, whole: list[str], choices: Choices, rules: Rules) -> Plain:
    others: list[str] = [name for name in _names(path, whole, rules) if name not in whole]
    return {"present": choices.some(whole, len(whole)), "absent": choices.some(others, 4)}


def _names(path: str, whole: list[str], rules: Rules) -> Sequence[str]:
    """What a set could name; of classes, those without a member in this one."""
    if VOCABULARY[path].kind is not Kind.AGENTS:
        return VOCABULARY[path].values or list(rules.options)
    return [*drugs(rules), *(c for c, members in rules.classes.items() if not set(members) & set(whole))]


def speaking() -> set[str]:
    """Facts that are presumed, or that speak against a presumption: learning one of these may correct.

    A drug that no list knows speaks against what is presumed of all others.
    """
    presumptions = {path: spec.presumption for path, spec in VOCABULARY.items() if spec.presumption}
    on_it = (path for path, spec in VOCABULARY.items() if any(c.path in presumptions for c in spec.applies_when))
    return {
        "prior.agents",
        *presumptions,
        *on_it,
        *(c.path for presumption in presumptions.values() for c in presumption.unless),
    }


def learnings(rules: Rules, unlearned: Iterable[str] = ()) -> SearchStrategy[tuple[Plain, Plain]]:
    """A profile and one that records more of the same world, but nothing more of the facts in ``unlearned``."""
    return chosen(lambda choices: learning(choices, rules, set(unlearned)))


def learning(choices: Choices, rules: Rules, unlearned: set[str]) -> tuple[Plain, Plain]:
    whole = world(choices, rules, exact=True)
    less: Plain = {"cancer.type": whole.pop("cancer.type")}
    more: Plain = dict(less)
    for path, value in whole.items():
        before, after = _before_and_after(path, value, choices, rules)
        if path in unlearned:
            before = after
        less |= {} if before is None else {path: before}
        more |= {} if after is None else {path: after}
    return less, more


def _before_and_after(path: str, value: Any, choices: Choices, rules: Rules) -> tuple[Any, Any]:
    """What is recorded of one fact before and after learning; None is nothing."""
    step = choices.number(6)
    if not isinstance(value, list):
        return (None, value, value, None, value, None)[step], (None, value, value, value, value, None)[step]
    part = _partly(path, value, choices, rules)
    part["absent"] = [name for name in part["absent"] if not set(rules.classes.get(name, ())) & set(value)]
    more = {"present": value[:1] + part["present"], "absent": part["absent"]}
    more["present"] = list(dict.fromkeys(more["present"]))
    vague = any(name == UNLISTED or name in rules.classes for name in value)
    whole = {"present": value, "absent": part["absent"]} if vague else value
    return ((None, None), (value, value), (part, whole), (None, part), (part, more), (None, value))[step]


# --- histories -----------------------------------------------------------------------------------------------------

DATES = ["2019", "2021", "2021-03", "2021-03-10", "2023", "2023-05", "2023-05-17", "2024-02-29", "2024-12"]
KINDS = ["crs", "hipec", "pipac", "resection", "bypass_or_stoma", "laparotomy"]
SETTINGS = ["neoadjuvant", "perioperative", "adjuvant", "first_line", "maintenance", "recurrence", "recurrence"]


def histories(rules: Rules) -> SearchStrategy[Plain]:
    """Patients of whom a history is recorded, and little else."""
    return chosen(lambda choices: history(choices, rules))


def history(choices: Choices, rules: Rules) -> Plain:
    """Operations, regimens and the date of a relapse, some left out, each entry only in part."""
    found: Plain = {"cancer.type": choices.one(VOCABULARY["cancer.type"].values)}
    if choices.number(3):
        found["prior.operations"] = [_operation(choices) for _ in range(choices.number(4))]
    if choices.number(3):
        found["prior.regimens"] = [_regimen(choices, rules) for _ in range(choices.number(5))]
    if choices.number(3):
        found["recurrence.date"] = choices.one(["2022", "2024", "2024-11", "2025-01-01"])
    if choices.number(2):
        found["as_of"] = "2025-01-15"
    return found


def _operation(choices: Choices) -> Plain:
    kinds = choices.some(KINDS, 3) or ["crs"]
    found: Plain = {"kind": kinds, **_when(choices)}
    if "crs" in kinds and choices.number(2):
        found |= {"completeness": choices.number(4), "pci": choices.number(40)}
    if "hipec" in kinds and choices.number(2):
        found["hipec_agents"] = choices.some(["mitomycin", "cisplatin"], 2)
    return found


def _when(choices: Choices) -> Plain:
    match choices.number(4):
        case 0:
            return {}
        case 1:
            return {"months_ago": choices.one([0, 3.5, 14, 40])}
    return {"date": choices.one(DATES)}


def _regimen(choices: Choices, rules: Rules) -> Plain:
    agents = choices.some(drugs(rules), 3) or ["carboplatin"]
    if not choices.number(6):
        agents = [choices.one(sorted(rules.classes))]
    found: Plain = {"agents": agents}
    for key, values in (("setting", SETTINGS), ("response", BEST_FIRST)):
        if choices.number(3):
            found[key] = choices.one(values)
    when = _when(choices)
    found |= {"ended": when.get("date", when)} if when else {"ended": "running"} if choices.number(2) else {}
    if found.get("ended") != "running" and choices.number(3):
        found["stopped_for"] = choices.one(["completed", "progression", "toxicity", "allergy", "choice"])
    return found


# --- conditions and rulesets ---------------------------------------------------------------------------------------

EFFECTS = ("supports", "requires", "excludes", "discourages", "cautions")
DRUGS = {"oxaliplatin": ["platinum"], "cisplatin": ["platinum"], "cetuximab": ["anti_egfr"]}
"""The drugs of a small ruleset, with their classes."""
PARENTS = {"one": None, "two": None, "two_a": "two", "two_b": "two_a", "three": None, "one_a": "one"}
"""The options of a random ruleset in the order in which each may name those before it, with their parents."""
TREATS = {"two_a": ["cetuximab"], "two_b": ["oxaliplatin", "cetuximab"], "one_a": ["platinum"]}
"""The drugs of which options consist."""


def rulesets() -> SearchStrategy[dict[str, Plain]]:
    """Small rulesets as ``write`` takes them, with a tree of options whose rules use each other's stops."""
    return chosen(ruleset)


def ruleset(choices: Choices) -> dict[str, Plain]:
    """A small ruleset. An option names only options that come before it, so that there is no circle."""
    concepts = [concept("idea_a", condition(choices, 2)), concept("idea_b", condition(choices, 2, ["idea_a"]))]
    files: dict[str, Plain] = {"concepts": {"schema": 1, "concepts": concepts}}
    for name, parent in PARENTS.items():
        earlier = [other for other in files if other in PARENTS and not is_beneath(name, other)]
        files[name] = _option(name, parent, earlier if name != "one_a" else [], choices)
    if choices.number(2):
        own = rule("one.of-its-own", choices.one(EFFECTS), {"stopped": "one_a"})
        files["one"]["rules"].append(own)
    return files


def is_beneath(name: str, other: str) -> bool:
    """Whether ``other`` is a parent of the option or of one of its parents."""
    parent = PARENTS[name]
    return parent is not None and (parent == other or is_beneath(parent, other))


def _option(name: str, parent: str | None, earlier: list[str], choices: Choices) -> Plain:
    ideas = ["idea_a", "idea_b"]
    rules = []
    for number in range(choices.number(5)):
        one = rule(f"{name.replace('_', '-')}.r{number}", choices.one(EFFECTS), condition(choices, 2, ideas, earlier))
        one["status"] = choices.one(["active", "active", "active", "draft"])
        if choices.number(2):
            one["for"] = condition(choices, 1, ideas, earlier)
        rules.append(_varied(one, name, choices))
    found = option(name, rules, parent, agents=TREATS.get(name, []))
    if choices.number(2):
        found["option"]["for"] = condition(choices, 1, ideas, earlier)
    return found


def _varied(one: Plain, owner: str, choices: Choices) -> Plain:
    """A rule that may leave ways of its option out, and whose evidence may be indirect or contradicted."""
    ways = [name for name in PARENTS if is_beneath(name, owner)]
    if ways and one["effect"] != "supports" and choices.number(3) == 0:
        one["except"] = choices.some([*ways, *DRUGS, "platinum", "anti_egfr"], 2)
    if choices.number(3) == 0:
        one["evidence"] = [{**one["evidence"][0], "indirect": "another cancer"}]
    if choices.number(4) == 0:
        against = {"source": "someone", "says": "Something.", "disagrees": True, "level": 3 + choices.number(3)}
        one["evidence"] = [*one["evidence"], {**against, "indirect": "others"} if choices.number(2) else against]
    return one


def condition(choices: Choices, depth: int, concepts: Sequence[str] = (), options: Sequence[str] = ()) -> Any:
    """A condition over a few facts of every kind, some concepts and the stops of some options."""

    def inner() -> Any:
        return condition(choices, depth - 1, concepts, options)

    match choices.number(9) if depth else choices.number(5):
        case 0 | 1 | 2:
            return fact_test(choices)
        case 3:
            return {"concept": choices.one(concepts)} if concepts else fact_test(choices)
        case 4:
            return {"stopped": choices.one(options)} if options else "always"
        case 5:
            return {"not": inner()}
        case 6 | 7 as which:
            return {"all" if which == 6 else "any": [inner() for _ in range(1 + choices.number(3))]}
        case _:
            of = [inner() for _ in range(1 + choices.number(3))]
            return {"count": {"at_least": 1 + choices.number(len(of)), "of": of}}


def fact_test(choices: Choices) -> Plain:
    """A test on one of a few facts, as a rule file writes it."""
    path = choices.one([*TESTED, *TESTED_SETS])
    if path in TESTED_SETS:
        operator = choices.one(["includes_any", "includes_all", "excludes_all", "only", "empty"])
        if operator == "empty":
            return {path: {operator: choices.number(2) == 1}}
        return {path: {operator: choices.some(TESTED_SETS[path], 3) or [TESTED_SETS[path][0]]}}
    values = TESTED[path]
    operators = ["value", "list", "none_of"]
    if VOCABULARY[path].ordered:
        operators += ["at_least", "at_most", "above", "below", "between"]
    operator = choices.one(operators)
    if operator in ("list", "none_of"):
        found = choices.some(values, 3) or [values[0]]
        return {path: found if operator == "list" else {operator: found}}
    if operator == "between":
        return {path: {operator: sorted((choices.one(values), choices.one(values)), key=values.index)}}
    value = choices.one(values)
    return {path: value if operator == "value" else {operator: value}}


TESTED: dict[str, Sequence[Any]] = {
    "recurrence.fistula": [False, True],
    "patient.asa": [1, 2, 3, 4, 5],
    "patient.albumin_g_l": [10, 30.5, 60],
    "recurrence.ascites": ["none", "small", "large"],
    "prior.crs_count": [0, 1, 2],
    "prior.completeness": [0, 1, 2, 3],
    "patient.thromboembolism": [False, True],
}
TESTED_SETS: dict[str, Sequence[str]] = {
    "patient.goals": ["longer_life", "symptom_relief", "time_at_home"],
    "patient.comorbidities": ["cardiac", "renal"],
    "prior.agents": ["oxaliplatin", "cisplatin", "cetuximab", "platinum", "anti_egfr"],
    "prior.progressed_on": ["oxaliplatin", "cetuximab", "platinum"],
}
"""A few facts of every kind, so that random conditions meet each other: one that does not apply to everybody, some
that are presumed, and sets of findings and of drugs."""


def concept(name: str, when: Any) -> Plain:
    """A concept as its file says it."""
    return {"id": name, "name": name, "means": "Something.", "when": when}


def option(name: str, rules: list[Plain], parent: str | None = None, **more: Any) -> Plain:
    """An option as its file says it."""
    head = {"id": name, "name": f"Option {name}", "parent": parent, "question": "Is it?", "scope": "some", **more}
    return {"schema": 1, "option": head, "rules": rules}


def rule(name: str, effect: str, when: Any, **more: Any) -> Plain:
    """A rule as its file says it."""
    today = datetime.date(2026, 1, 1)
    evidence = [{"source": "someone", "says": "Something."}]
    words = {"title": "Some title", "factor": "extent", "because": "Because.", "evidence": evidence}
    return {"id": name, "effect": effect, "when": when, **words, "reviewed": today, "review_due": today, **more}


def write(folder: Path, files: Mapping[str, Plain]) -> Path:
    """A folder of rules: options by id, and any of the other files by name; what is not given is a small one."""
    about = {"name": "small", "version": "0.0.0", "scope": "s", "population": "p", "intended_use": "u"}
    source = {"id": "someone", "kind": "cohort", "title": "Some title", "level": 3}
    others: dict[str, Plain] = {
        "ruleset": {"schema": 1, **about},
        "concepts": {"schema": 1, "concepts": []},
        "agents": {"schema": 1, "agents": [{"id": i, "classes": c} for i, c in DRUGS.items()]},
        "sources": {"schema": 1, "sources": [source]},
    }
    (folder / "options").mkdir()
    for name, content in {**others, **files}.items():
        place = folder if name in (*others, "every", "advice") else folder / "options"
        (place / f"{name}.yaml").write_text(yaml.dump(content, Dumper=_Written), encoding="utf-8")
    return folder


def random_rules(seed: int | str) -> tuple[Ruleset, Rules] | None:
    """A ruleset drawn by a seed, as the engine and as the reference read it; None where it is none."""
    files = ruleset(Choices(random.Random(seed).randbytes(BYTES)))
    with TemporaryDirectory() as folder:
        write(Path(folder), files)
        try:
            return load_ruleset(Path(folder)), reference.load(Path(folder))
        except RecurtxError:
            return None


class _Written(yaml.SafeDumper):
    """YAML without anchors, which rule files must not hold."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
