"""Safety properties that a surgeon, an oncologist and a palliative physician would demand, put to patients near them.

``rules/invariants.yaml`` holds them in the rule language's own conditions; ``rules verify`` proves them. Here each is
tried, without a solver, on patients of whom its condition is true and for whom a rule speaks, so that the option is as
near to being open as it can be.
"""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import reference
import strategies as some
from near import FAVOURABLE, facts_for
from recurtx.engine import Judgement, Verdict, judge
from recurtx.errors import RecurtxError
from recurtx.profile import VOCABULARY, Profile, Situation, impossible
from recurtx.program.compile import compiled
from recurtx.ruleset import shipped_rules
from recurtx.verify.cases import members
from reference.patient import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.engine.verdict import Outcome
    from reference.rules import Node, Plain, Rules

WRITTEN = reference.read(shipped_rules() / "invariants.yaml")
FEW = 3
"""Options of a law that are tried: those of its groups take turns from law to law."""
_LAWS = [law for law in WRITTEN["invariants"] if "options" in law and not law.get("complete")]
_OF_ONE = [law for law in _LAWS if "never" in law]
_OF_TWO = [law for law in _LAWS if "fact" in law]
NEAR = 4
"""Patients of each option who are put to a law that speaks of one patient; the solver proves it of all."""
_OF_DRUGS = ("prior.systemic_lines", "prior.latest_response")
"""What nobody has who was given no drug."""
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


def test_drugs_that_a_law_names_one_by_one_are_still_of_one_class() -> None:
    classes = some.loaded().agents.classes
    named = {law["id"]: law["when"]["prior." + what]["includes_any"] for law in _OF_ONE for what in
             ("agents", "progressed_on", "intolerances") if law["id"].startswith("named-")
             and "prior." + what in law["when"]}  # fmt: skip
    assert len(named) > 10
    for law, drugs in named.items():
        for drug in drugs:
            assert any(classes[drug] & classes[other] for other in drugs if other != drug), (law, drug)


def _expanded(law: dict[str, Any]) -> list[str]:
    """The options of a law; of many, some."""
    groups, options = some.loaded().groups, law["options"]
    every = dict.fromkeys(o for n in options for o in (members(groups[n], some.loaded()) if n in groups else (n,)))
    return random.Random(law["id"]).sample(list(every), min(FEW, len(every)))


@cache
def _rules() -> Rules:
    """The shipped rules as the reference reads them, with the conditions of the laws."""
    return reference.load(shipped_rules(), [law.get("when", "always") for law in _LAWS])


def _givens(law: dict[str, Any]) -> list[Node]:
    """What must be true of a patient for the law to speak."""
    return [_rules().also[_LAWS.index(law)]]


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
        if facts.get("prior.agents") == []:
            likely = {path: value for path, value in likely.items() if path not in _OF_DRUGS}
        base = some.patient_with(choices, rules, {**likely, **facts})
        patient = some.with_facts({**likely, **base} if choices.number(2) else likely, facts, rules)
        patient = {"cancer.type": "colorectal", **patient}
        if _fits(patient, givens) and _accepted(patient):
            found += 1
            yield patient
        if found == enough:
            return


def _fits(patient: Plain, givens: list[Node]) -> bool:
    """Whether the conditions are true of a patient."""
    reader = Reader(reference.Patient(patient, _rules(), presume=True))
    return all(reader.truth(node) for node in givens)


def _accepted(patient: Plain) -> bool:
    try:
        profile = Profile.model_validate(some.nested(patient))
    except (RecurtxError, ValueError):
        return False
    return not impossible(Situation.of(profile, some.loaded().agents))


def _verdict(patient: Plain, option: str) -> Verdict:
    situation = Situation.of(Profile.model_validate(some.nested(patient)), some.loaded().agents)
    return Judgement(compiled(some.loaded()), situation, option).outcomes[option].verdict


def _verdicts(patient: Plain) -> Mapping[str, Outcome]:
    return judge(Profile.model_validate(some.nested(patient)), some.loaded()).outcomes


def _laws(laws: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(law, id=law["id"]) for law in laws]


@pytest.mark.parametrize("law", _laws(_OF_ONE))
def test_never(law: dict[str, Any]) -> None:
    givens = _givens(law)
    never = {v for word in law["never"] for v in (GROUPS[word] if word in GROUPS else {Verdict(word)})}
    tried = 0
    for option in _expanded(law):
        for patient in _patients(option, givens, law["id"] + option, NEAR):
            tried += 1
            verdict = _verdict(patient, option)
            assert verdict not in never, f"{option} is {verdict.value}: {patient}"
    assert tried


@pytest.mark.parametrize("law", _laws([law for law in _OF_TWO if law["worse"] != "more"]))
def test_worse_never_improves(law: dict[str, Any]) -> None:
    path, spec = law["fact"], VOCABULARY[law["fact"]]
    values = list(some.numbers(_rules())[path] if spec.is_number else spec.values)
    if law["worse"] == "falling":
        values.reverse()
    options = _expanded(law)
    for near in options:
        for patient in _patients(near, _givens(law), law["id"] + near, 2):
            before: dict[str, tuple[int, Any]] = {}
            for value in values:
                worse = some.with_facts(patient, {path: value}, _rules())
                if not (_accepted(worse) and _fits(worse, _givens(law))) or len(worse) < len({**patient, path: value}):
                    continue
                verdicts = _verdicts(worse)
                for option in options:
                    place = ORDER.get(verdicts[option].verdict)
                    if place is None:
                        continue
                    was = before.setdefault(option, (place, value))
                    assert place <= was[0], (
                        f"{option}: {path} {was[1]} -> {value}, {verdicts[option].verdict.value}: {patient}"
                    )
                    before[option] = (place, value)


@pytest.mark.parametrize("law", _laws([law for law in _OF_TWO if law["worse"] == "more"]))
def test_one_more_never_improves(law: dict[str, Any]) -> None:
    path = law["fact"]
    for option in _expanded(law):
        for patient in _patients(option, _givens(law), law["id"] + option, 2):
            less = {**patient, path: []}
            names = VOCABULARY[path].values or [drug for drug in patient.get("prior.agents", []) or [] if drug]
            for name in list(names)[:6]:
                more = {**less, path: [name]}
                if not (
                    _accepted(less) and _accepted(more) and _fits(less, _givens(law)) and _fits(more, _givens(law))
                ):
                    continue
                places = ORDER.get(_verdict(less, option)), ORDER.get(_verdict(more, option))
                if None not in places:
                    assert places[1] <= places[0], f"{option}: {name} in {path}: {more}"
