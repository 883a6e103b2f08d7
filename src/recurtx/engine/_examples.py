"""The examples inside the rule files, run: each gives a partial profile and the truth that the rule must have.

Derived facts are used, presumptions are not. A profile here may leave out even the cancer type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recurtx.document import Entry, Items, Node, Scalar, Table
from recurtx.engine._beside import advice_truth, trial_match
from recurtx.engine._evaluate import Evaluator
from recurtx.engine._verdict import rule_finding
from recurtx.errors import Location, Problem, ProfileError
from recurtx.profile import VOCABULARY, Situation, Written, assemble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.ruleset import Advice, Example, Rule, Ruleset, Trial

__all__ = ["ExampleResult", "run_examples"]

_TYPES = VOCABULARY["cancer.type"].values


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example: whose it is, what was expected and found, and the problem where they differ."""

    rule: str
    expected: str
    problem: Problem | None


def run_examples(ruleset: Ruleset) -> Iterator[ExampleResult]:
    """Run every example of every rule, advice and trial; a shared rule's examples run once."""
    for rule in ruleset.distinct().values():
        for number, example in enumerate(rule.examples, 1):
            target = _instance(rule, example.option, ruleset)
            expected = _word(example.then)
            if target is None:
                yield ExampleResult(
                    rule.id,
                    expected,
                    Problem(
                        "RTX031",
                        f"example {number} of `{rule.id}`: option `{example.option}` has no such rule",
                        rule.location,
                        "an example of a shared rule names an option that the rule applies to",
                    ),
                )
                continue
            yield ExampleResult(rule.id, expected, _run(target, number, example.given, expected, example.asks, ruleset))
    for advice in ruleset.advice:
        for number, example in enumerate(advice.examples, 1):
            expected = _word(example.then)
            yield ExampleResult(advice.id, expected, _run_advice(advice, number, example.given, expected, ruleset))

    for trial in ruleset.trials:
        for number, example in enumerate(trial.examples, 1):
            expected = _word(example.then)
            yield ExampleResult(trial.id, expected, _run_trial(trial, number, example, expected, ruleset))


def _word(then: bool | str) -> str:
    return str(then).lower()


def _instance(rule: Rule, option: str | None, ruleset: Ruleset) -> Rule | None:
    """The rule itself; of a shared rule, the one of the option that the example names."""
    if not rule.shared:
        return rule
    if option is None or option not in ruleset.options:
        return None
    return next((r for r in ruleset.options[option].rules if r.id == rule.id), None)


def _run(
    rule: Rule, number: int, given: Mapping[str, Any], expected: str, asks: tuple[str, ...], ruleset: Ruleset
) -> Problem | None:
    label = f"example {number} of `{rule.id}`"
    situation = _situation(given, rule.location, label, ruleset)
    if isinstance(situation, Problem):
        return situation
    finding = rule_finding(rule, Evaluator(situation))
    found = "silent" if finding.truth is None else finding.truth.value
    if found != expected:
        return Problem(
            "RTX053", f"{label} says {expected}, the rule says {found}", rule.location, f"given {dict(given)}"
        )
    absent = [path for path in asks if path not in finding.unknown_facts()]
    if absent:
        asked = ", ".join(finding.unknown_facts()) or "nothing"
        return Problem("RTX053", f"{label} should ask for {', '.join(absent)}; it asks for {asked}", rule.location)
    return None


def _run_advice(
    advice: Advice, number: int, given: Mapping[str, Any], expected: str, ruleset: Ruleset
) -> Problem | None:
    label = f"example {number} of `{advice.id}`"
    situation = _situation(given, advice.location, label, ruleset)
    if isinstance(situation, Problem):
        return situation
    found = "shown" if advice_truth(advice, Evaluator(situation)) else "hidden"
    if found != expected:
        return Problem("RTX053", f"{label} says {expected}, but it is {found}", advice.location, f"given {dict(given)}")
    return None


def _run_trial(trial: Trial, number: int, example: Example, expected: str, ruleset: Ruleset) -> Problem | None:
    label = f"example {number} of `{trial.id}`"
    situation = _situation(example.given, trial.location, label, ruleset)
    if isinstance(situation, Problem):
        return situation
    match = trial_match(trial, Evaluator(situation))
    found = "silent" if match.truth is None else match.truth.value
    given = f"given {dict(example.given)}"
    if found != expected:
        return Problem("RTX053", f"{label} says {expected}, the trial says {found}", trial.location, given)
    absent = [path for path in example.asks if path not in match.missing]
    if absent:
        asked = ", ".join(match.missing) or "nothing"
        message = f"{label} should ask for {', '.join(absent)}; it asks for {asked}"
        return Problem("RTX053", message, trial.location)
    return None


def _situation(given: Mapping[str, Any], place: Location, label: str, ruleset: Ruleset) -> Situation | Problem:
    """The situation of a partial profile, or what is wrong with it."""
    written = {path: Written(place, _node(value, place)) for path, value in given.items()}
    unknown = [path for path in written if path not in VOCABULARY]
    if unknown:
        return Problem("RTX031", f"{label} gives the unknown fact `{unknown[0]}`", place)
    types = [given["cancer.type"]] if "cancer.type" in given else list(_TYPES)
    error: ProfileError | None = None
    for name in types:
        full = {**written, "cancer.type": Written(place, _node(name, place))}
        try:
            profile = assemble(full, ruleset.names, label).profile
        except ProfileError as found:
            error = error or found
            continue
        situation = Situation.of(profile, ruleset.agents, presume=False)
        return situation if "cancer.type" in given else situation.changed({"cancer.type": None})
    message = error.problems[0].message if error else "no cancer type fits"
    return Problem("RTX031", f"{label} is no valid profile: {message}", place)


def _node(value: object, place: Location) -> Node:
    if isinstance(value, dict):
        return Table({str(k): Entry(str(k), _node(v, place), place) for k, v in value.items()}, place)
    if isinstance(value, list):
        return Items(tuple(_node(v, place) for v in value), place)
    if value is None or isinstance(value, (bool, int, float, str)):
        return Scalar(value, str(value).lower() if isinstance(value, bool) else str(value), place)
    return Scalar(str(value), str(value), place)
