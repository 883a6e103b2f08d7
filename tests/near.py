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
    "patient.ecog": 0,
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
            if path in found and found[path] != value:
                if not (isinstance(value, list) and isinstance(found[path], list)):
                    return None
                found[path] = list(dict.fromkeys([*found[path], *value]))
            else:
                found[path] = value
    return found


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
    if operator == "empty":
        if argument is wanted:
            return {path: []}
        return {path: [choices.one(VOCABULARY[path].values or list(rules.options))]}
    drugs = [drug for name in argument for drug in rules.classes.get(name, [name])]
    if operator == "excludes_all":
        operator, wanted = "includes_any", not wanted
    if operator == "includes_any":
        return {path: [choices.one(drugs)] if wanted else []}
    if operator == "includes_all":
        return {path: list(drugs) if wanted else []}
    if operator == "only":
        others = [v for v in VOCABULARY[path].values if v not in drugs]
        return {path: [choices.one(drugs if wanted else others)]} if wanted or others else None
    raise ValueError(operator)
