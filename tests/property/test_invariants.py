"""Safety properties that a surgeon, an oncologist and a palliative physician would demand, put to patients near them.

``tests/invariants.yaml`` holds them in the rule language's own conditions. Each is tried on patients of whom its
condition is true and for whom a rule speaks, so that the option is as near to being open as it can be.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import reference
import strategies as some
from near import FAVOURABLE, facts_for
from recurtx.engine import Verdict, assess
from recurtx.errors import RecurtxError
from recurtx.profile import VOCABULARY, Profile
from recurtx.ruleset import shipped_rules
from reference.patient import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reference.rules import Node, Plain, Rules

WRITTEN = reference.read(Path(__file__).parent.parent / "invariants.yaml")
TRIES = 40
"""Patients drawn for each option of a law; of few is its condition true at once."""
ORDER = {v: place for place, v in enumerate(
    (Verdict.NOT_CANDIDATE, Verdict.USUALLY_NOT, Verdict.POSSIBLE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.CANDIDATE)
)}  # fmt: skip
"""Verdicts from the worst to the best; one that waits for a fact has no place."""
GROUPS = {
    "open": {Verdict.POSSIBLE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.CANDIDATE},
    "closed": {Verdict.NOT_CANDIDATE, Verdict.OUTSIDE_SCOPE, Verdict.USUALLY_NOT},
}


def _expanded(names: list[str]) -> list[str]:
    groups: dict[str, list[str]] = WRITTEN["groups"]
    return list(dict.fromkeys(option for name in names for option in groups.get(name, [name])))


@cache
def _rules() -> Rules:
    """The shipped rules as the reference reads them, with the conditions of the laws."""
    laws = [law for law in WRITTEN["invariants"] if "given" in law]
    return reference.load(shipped_rules(), [c for law in laws for c in (law["given"], law.get("unless", {"any": []}))])


def _givens(law: dict[str, Any]) -> list[Node]:
    """What must be true of a patient for the law to speak."""
    place = [one["id"] for one in WRITTEN["invariants"] if "given" in one].index(law["id"])
    given, unless = _rules().also[2 * place : 2 * place + 2]
    return [given, ("not", unless)]


def _patients(option: str, givens: list[Node], seed: str, enough: int) -> Iterator[Plain]:
    """Patients of whom the conditions are true and for whom some rule of the option speaks."""
    rules, source = _rules(), random.Random(seed)
    speaking = [r for r in rules.options[option].rules if r.effect == "supports"]
    found = 0
    for _ in range(TRIES):
        choices = some.Choices(source.randbytes(some.BYTES))
        facts: Plain = {}
        nodes = [*givens, rules.options[option].scope]
        if speaking and choices.number(4):
            rule = choices.one(speaking)
            nodes += [rule.scope, rule.when]
        for node in nodes:
            facts = {**(facts_for(node, rules, choices) or {}), **facts}
        likely = {**FAVOURABLE, "patient.sex": "female"}
        base = some.patient_with(choices, rules, {**likely, **facts})
        patient = some.with_facts({**likely, **base} if choices.number(2) else likely, facts, rules)
        patient = {"cancer.type": "colorectal", **patient}
        reader = Reader(reference.Patient(patient, rules, presume=True))
        if all(reader.truth(node) for node in givens) and _accepted(patient):
            found += 1
            yield patient
        if found == enough:
            return


def _accepted(patient: Plain) -> bool:
    try:
        Profile.model_validate(some.nested(patient))
    except (RecurtxError, ValueError):
        return False
    return True


def _verdicts(patient: Plain) -> dict[str, Verdict]:
    judged = assess(Profile.model_validate(some.nested(patient)), some.loaded())
    return {name: option.verdict for name, option in judged.by_id.items()}


def _laws(kind: str) -> list[Any]:
    return [pytest.param(law, id=law["id"]) for law in WRITTEN[kind]]


@pytest.mark.parametrize("law", [law for law in _laws("invariants") if "given" in law.values[0]])
def test_never(law: dict[str, Any]) -> None:
    givens = _givens(law)
    never = {v for word in law["never"] for v in (GROUPS[word] if word in GROUPS else {Verdict(word)})}
    tried = 0
    for option in _expanded(law["options"]):
        for patient in _patients(option, givens, law["id"] + option, 8):
            tried += 1
            verdict = _verdicts(patient)[option]
            assert verdict not in never, f"{option} is {verdict.value}: {patient}"
    assert tried


@pytest.mark.parametrize("law", _laws("monotone"))
def test_worse_never_improves(law: dict[str, Any]) -> None:
    path, spec = law["fact"], VOCABULARY[law["fact"]]
    values = list(some.numbers(_rules())[path] if spec.is_number else spec.values)
    if law["worse"] == "down":
        values.reverse()
    options = _expanded(law["options"])
    for near in options:
        for patient in _patients(near, [], law["id"] + near, 2):
            before: dict[str, tuple[int, Any]] = {}
            for value in values:
                worse = some.with_facts(patient, {path: value}, _rules())
                if not _accepted(worse) or len(worse) < len({**patient, path: value}):
                    continue
                verdicts = _verdicts(worse)
                for option in options:
                    place = ORDER.get(verdicts[option])
                    if place is None:
                        continue
                    was = before.setdefault(option, (place, value))
                    assert place <= was[0], f"{option}: {path} {was[1]} -> {value}, {verdicts[option].value}: {patient}"
                    before[option] = (place, value)


@pytest.mark.parametrize("law", _laws("sets"))
def test_one_more_never_improves(law: dict[str, Any]) -> None:
    path = law["fact"]
    for option in _expanded(law["options"]):
        for patient in _patients(option, [], law["id"] + option, 2):
            less = {**patient, path: []}
            names = VOCABULARY[path].values or [drug for drug in patient.get("prior.agents", []) or [] if drug]
            for name in list(names)[:6]:
                more = {**less, path: [name]}
                if not (_accepted(less) and _accepted(more)):
                    continue
                places = ORDER.get(_verdicts(less)[option]), ORDER.get(_verdicts(more)[option])
                if None not in places:
                    assert places[1] <= places[0], f"{option}: {name} in {path}: {more}"
