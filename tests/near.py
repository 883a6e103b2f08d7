"""Facts that make a condition hold, so that a law is put to patients near whom it matters, and not to chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import strategies as some
from recurtx.profile import VOCABULARY, Kind
from recurtx.profile.units import asked_back
from reference.rules import passes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reference.rules import Node, Plain, Rules
    from strategies import Choices

FAVOURABLE = {
    "recurrence.confirmed": True,
    "recurrence.sites": ["peritoneum"],
    "recurrence.distribution": "localized",
    "recurrence.resectability": "complete_expected",
    "recurrence.red_flags": [],
    "recurrence.ascites": "none",
    "recurrence.bowel_obstruction": "none",
    "recurrence.pci": 4,
    "recurrence.symptoms": [],
    "recurrence.months_since_hipec": 24,
    "recurrence.tempo": "progressive",
    "patient.ecog": 0,
    "patient.asa": 2,
    "patient.life_expectancy_months": 24,
    "patient.active_infection": False,
    "patient.sex": "male",
    "patient.declines": [],
    "prior.hipec_count": 1,
    "prior.crs_count": 1,
    "prior.completeness": 0,
    "prior.systemic_lines": 1,
    "prior.latest_response": "partial",
    "prior.progressed_on": [],
}
"""What speaks for surgery: a law that forbids it is put to the test only where it is near."""


def facts_for(node: Node, rules: Rules, choices: Choices, wanted: bool = True) -> Plain | None:
    """Facts under which a condition has the wanted truth, of many ways one; None where the try led nowhere."""
    match node:
        case ("always",):
            return {} if wanted else None
        case ("not", inner):
            return facts_for(inner, rules, choices, not wanted)
        case ("concept" | "stopped", _, inner):
            return facts_for(inner, rules, choices, wanted)
        case ("all" | "any", nodes):
            every = (node[0] == "all") is wanted
            return _merged(nodes if every else [choices.one(nodes)], rules, choices, wanted)
        case ("count", number, nodes):
            return _merged(nodes[:number] if wanted else nodes[number - 1 :], rules, choices, wanted)
        case ("fact", path, operator, argument):
            return _fact(path, operator, argument, rules, choices, wanted)
    raise ValueError(node)


def _merged(nodes: Iterable[Node], rules: Rules, choices: Choices, wanted: bool) -> Plain | None:
    found: Plain = {}
    for node in nodes:
        one = facts_for(node, rules, choices, wanted)
        if one is None:
            return None
        for path, value in one.items():
            both = _both(found[path], value) if path in found else value
            if both is None:
                return None
            found[path] = both
    return found


def _both(one: Any, other: Any) -> Any:
    """Two findings of one fact as one; None where they contradict. A list is a set of which everything is known."""
    if one == other:
        return one
    if not (isinstance(one, (list, dict)) and isinstance(other, (list, dict))):
        return None
    parts = [v if isinstance(v, dict) else {"present": v, "absent": []} for v in (one, other)]
    present = list(dict.fromkeys([*parts[0]["present"], *parts[1]["present"]]))
    absent = list(dict.fromkeys([*parts[0]["absent"], *parts[1]["absent"]]))
    whole = [v for v in (one, other) if isinstance(v, list)]
    if set(present) & set(absent) or any(set(present) - set(v) for v in whole):
        return None
    return present if whole else {"present": present, "absent": absent}


def _fact(path: str, operator: str, argument: Any, rules: Rules, choices: Choices, wanted: bool) -> Plain | None:
    spec = VOCABULARY[path]
    if spec.kind in (Kind.SET, Kind.AGENTS, Kind.OPTIONS):
        return _set(path, operator, argument, rules, choices, wanted)
    values: list[Any] = [False, True] if spec.kind is Kind.BOOLEAN else list(spec.values)
    if spec.is_number:
        marks = argument if isinstance(argument, tuple) else (argument,)
        values = [*some.numbers(rules)[path], *_around(path, marks)]
    fit = [v for v in values if passes(path, operator, argument, v) is wanted]
    return {path: choices.one(fit)} if fit else None


def _around(path: str, marks: Iterable[float]) -> list[float]:
    """The numbers of a test and those beside them, as far as they can be recorded."""
    spec = VOCABULARY[path]
    step = 1 if spec.kind is Kind.WHOLE else 0.5
    near = [mark + d for mark in marks for d in (-step, 0, step)]
    return [n for n in near if (spec.low or 0) <= n <= (spec.high or 0) and not asked_back(spec, n)]


def _set(path: str, operator: str, argument: Any, rules: Rules, choices: Choices, wanted: bool) -> Plain | None:
    fact = VOCABULARY[path]
    every = fact.values or (list(rules.options) if fact.kind is Kind.OPTIONS else some.drugs(rules))
    if operator == "empty":
        return {path: [] if argument is wanted else {"present": [choices.one(every)], "absent": []}}
    members = rules.classes if fact.kind is Kind.AGENTS else {}
    drugs = [drug for name in argument for drug in members.get(name, [name])]
    if operator == "excludes_all":
        operator, wanted = "includes_any", not wanted
    if operator == "includes_any":
        if not wanted and fact.presumption:
            return {}  # it is presumed so
        there, gone = ([choices.one(drugs)], []) if wanted else ([], drugs)
        return {path: {"present": there, "absent": gone}}
    if operator == "includes_all":
        there, gone = (drugs, []) if wanted else ([], [choices.one(drugs)])
        return {path: {"present": there, "absent": gone}}
    if operator == "only":
        others = [v for v in every if v not in drugs]
        some_of = drugs if wanted and choices.number(2) else [choices.one(drugs if wanted else others or drugs)]
        return {path: some_of} if wanted or others else None
    raise ValueError(operator)
