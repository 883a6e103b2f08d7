"""The examples inside the rule files, run: each gives a partial profile and the truth that the rule must have.

Derived facts are used, presumptions are not. A profile here may leave out even the cancer type.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from recurtx.document import node_of
from recurtx.engine.beside import advice_shown, trial_match
from recurtx.engine.result import reported
from recurtx.errors import Problem, ProfileError
from recurtx.profile import VOCABULARY, Situation, Written, assemble
from recurtx.program.compile import compiled
from recurtx.program.truths import Truths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recurtx.errors import Location
    from recurtx.program.nodes import BesideEntry, RuleEntry
    from recurtx.ruleset import Advice, Example, Rule, Ruleset, Trial

_WHOSE = "an example of a shared rule names an option that the rule applies to"
_TYPES = VOCABULARY["cancer.type"].values


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example: whose it is, what was expected and found, and the problem where they differ."""

    rule: str
    expected: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class _Subject:
    """What has examples: its id and place, the nodes that it reads, and what it says of a patient.

    ``says`` gives the word that an example expects, and the facts that are asked for; ``but`` leads in what it says
    instead.
    """

    but: str
    id: str
    location: Location
    nodes: tuple[int, ...]
    says: Callable[[Truths], tuple[str, tuple[str, ...]]]


def run_examples(ruleset: Ruleset) -> Iterator[ExampleResult]:
    """Run every example of every rule, advice and trial; a shared rule's examples run once."""
    program = compiled(ruleset)
    for rule in ruleset.distinct().values():
        for number, example in enumerate(rule.examples, 1):
            entry = _entry(rule, example.option, ruleset)
            if entry is None:
                yield ExampleResult(rule.id, _word(example), _of_no_option(rule, number, example))
            else:
                nodes = (entry.for_, entry.when, entry.acts)
                subject = _Subject("the rule says", rule.id, rule.location, nodes, partial(_rule_says, entry))
                yield _result(subject, number, example, ruleset)
    for advice, beside in zip(ruleset.advice, program.advice, strict=True):
        says = partial(_advice_says, advice, beside)
        yield from _results(advice, _Subject("but it is", advice.id, advice.location, beside[:2], says), ruleset)
    for trial, beside in zip(ruleset.trials, program.trials, strict=True):
        says = partial(_trial_says, trial, beside)
        yield from _results(trial, _Subject("the trial says", trial.id, trial.location, beside[:2], says), ruleset)


def _results(one: Advice | Trial, subject: _Subject, ruleset: Ruleset) -> Iterator[ExampleResult]:
    yield from (_result(subject, number, example, ruleset) for number, example in enumerate(one.examples, 1))


def _word(example: Example) -> str:
    return str(example.then).lower()


def _entry(rule: Rule, option: str | None, ruleset: Ruleset) -> RuleEntry | None:
    """The rule itself; of a shared rule, the one of the option that the example names."""
    options = compiled(ruleset).options
    name = (option or "") if rule.shared else rule.option
    return next((r for r in options[name].rules if r.id == rule.id), None) if name in options else None


def _of_no_option(rule: Rule, number: int, example: Example) -> Problem:
    message = f"example {number} of `{rule.id}`: option `{example.option}` has no such rule"
    return Problem("RTX031", message, rule.location, _WHOSE)


def _rule_says(entry: RuleEntry, truths: Truths) -> tuple[str, tuple[str, ...]]:
    truth = reported(entry, truths.truth(entry.acts), truths)
    return ("silent" if truth is None else truth.value), truths.open_tests(entry.acts)


def _advice_says(advice: Advice, entry: BesideEntry, truths: Truths) -> tuple[str, tuple[str, ...]]:
    return ("shown" if advice_shown(advice, entry, truths) else "hidden"), ()


def _trial_says(trial: Trial, entry: BesideEntry, truths: Truths) -> tuple[str, tuple[str, ...]]:
    match = trial_match(trial, entry, truths)
    return ("silent" if match.truth is None else match.truth.value), match.missing


def _result(subject: _Subject, number: int, example: Example, ruleset: Ruleset) -> ExampleResult:
    label, expected = f"example {number} of `{subject.id}`", _word(example)
    return ExampleResult(subject.id, expected, _problem(subject, label, expected, example, ruleset))


def _problem(subject: _Subject, label: str, expected: str, example: Example, ruleset: Ruleset) -> Problem | None:
    """Where an example and what it is an example of disagree."""
    situation = example_situation(example.given, subject.location, label, ruleset)
    if isinstance(situation, Problem):
        return situation
    found, asked = subject.says(Truths(compiled(ruleset), situation, subject.nodes))
    if found != expected:
        message = f"{label} says {expected}, {subject.but} {found}"
        return Problem("RTX053", message, subject.location, f"given {dict(example.given)}")
    absent = [path for path in example.asks if path not in asked]
    if absent:
        names = ", ".join(dict.fromkeys(asked)) or "nothing"
        return Problem("RTX053", f"{label} should ask for {', '.join(absent)}; it asks for {names}", subject.location)
    return None


def example_situation(given: Mapping[str, Any], place: Location, label: str, ruleset: Ruleset) -> Situation | Problem:
    """The situation of a partial profile, or what is wrong with it."""
    written = {path: Written(place, node_of(value, place)) for path, value in given.items()}
    unknown = [path for path in written if path not in VOCABULARY]
    if unknown:
        return Problem("RTX031", f"{label} gives the unknown fact `{unknown[0]}`", place)
    types = [given["cancer.type"]] if "cancer.type" in given else list(_TYPES)
    error: ProfileError | None = None
    for name in types:
        full = {**written, "cancer.type": Written(place, node_of(name, place))}
        try:
            profile = assemble(full, ruleset.names, label, meant=True).profile
        except ProfileError as found:
            error = error or found
            continue
        situation = Situation.of(profile, ruleset.agents, presume=False)
        return situation if "cancer.type" in given else situation.changed({"cancer.type": None})
    message = error.problems[0].message if error else "no cancer type fits"
    return Problem("RTX031", f"{label} is no valid profile: {message}", place)
