"""The examples inside the rule files, run: each gives a partial profile and the truth that the rule must have.

Derived facts are used, presumptions are not, but for the verdict of an option, which is that of an answer. A profile
here may leave out even the cancer type.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from recurtx.document import node_of
from recurtx.engine.becomes import Foresight
from recurtx.engine.beside import advice_shown, trial_match
from recurtx.engine.judgement import Judgement
from recurtx.engine.result import reported
from recurtx.engine.verdict import Verdict, tally
from recurtx.errors import Problem, ProfileError
from recurtx.profile import VOCABULARY, Situation, Written, assemble
from recurtx.program.compile import compiled
from recurtx.program.possible import Masks, masks_of
from recurtx.program.truths import Truths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recurtx.errors import Location
    from recurtx.profile import Content
    from recurtx.program.nodes import BesideEntry, OptionEntry, Program, RuleEntry
    from recurtx.ruleset import Advice, Example, Option, Rule, Ruleset, Trial

_WHOSE = "an example of a shared rule names an option that the rule applies to"
_TYPES = VOCABULARY["cancer.type"].values


def _nobody() -> Iterator[Mapping[str, Content]]:
    yield from ()


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example: whose it is and which of these, and the problem where it says something else than is found.

    ``patients`` are looked for only when asked for: who shows the problem, told whole.
    """

    rule: str
    number: int
    problem: Problem | None
    patients: Callable[[], Iterator[Mapping[str, Content]]] = _nobody


@dataclass(frozen=True, slots=True)
class _Subject:
    """What has examples: its id and place, the nodes that it reads, and what it says of a patient.

    ``says`` gives the word that an example expects, and the facts that are asked for; ``but`` leads in what it says
    instead. ``acts`` is the node that a rule acts, ``option`` the one that it argues about, or that this is.
    """

    but: str
    id: str
    location: Location
    nodes: tuple[int, ...]
    says: Callable[[Truths], tuple[str, tuple[str, ...]]]
    acts: int = -1
    option: OptionEntry | None = None


def run_examples(ruleset: Ruleset, start: int = 0, step: int = 1) -> Iterator[ExampleResult]:
    """Run every example of every option, rule, advice and trial; a shared rule's examples run once.

    Args:
        ruleset: checked rules.
        start: which of these entries is the first.
        step: 2 leaves every other one to somebody else.
    """
    for results in islice(_by_entry(ruleset), start, None, step):
        yield from results


def _by_entry(ruleset: Ruleset) -> Iterator[Iterator[ExampleResult]]:
    """The results of each entry, found when they are asked for."""
    program = compiled(ruleset)
    for option in ruleset.options.values():
        yield _results(option, _of_option(option, program.options[option.id]), ruleset)
    for rule in ruleset.distinct().values():
        yield _results_of_rule(rule, ruleset)
    for advice, beside in zip(ruleset.advice, program.advice, strict=True):
        says = partial(_advice_says, advice, beside)
        yield _results(advice, _Subject("but it is", advice.id, advice.location, beside[:2], says), ruleset)
    for trial, beside in zip(ruleset.trials, program.trials, strict=True):
        says = partial(_trial_says, trial, beside)
        yield _results(trial, _Subject("the trial says", trial.id, trial.location, beside[:2], says), ruleset)


def _results_of_rule(rule: Rule, ruleset: Ruleset) -> Iterator[ExampleResult]:
    options = compiled(ruleset).options
    for number, example in enumerate(rule.examples, 1):
        entry = _entry(rule, example.option, ruleset)
        if entry is None:
            yield ExampleResult(rule.id, number, _of_no_option(rule, number, example))
        else:
            owner = options[example.option if rule.shared and example.option else rule.option]
            yield _result(_of_rule(rule, entry, owner), number, example, ruleset)


def _of_option(option: Option, entry: OptionEntry) -> _Subject:
    says = partial(_scope_says, entry)
    return _Subject("its scope says", option.id, option.location, (entry.scope, entry.inside), says, option=entry)


def _of_rule(rule: Rule, entry: RuleEntry, option: OptionEntry) -> _Subject:
    nodes, says = (entry.for_, entry.when, entry.acts), partial(_rule_says, entry)
    return _Subject("the rule says", rule.id, rule.location, nodes, says, entry.acts, option)


def _results(one: Option | Advice | Trial, subject: _Subject, ruleset: Ruleset) -> Iterator[ExampleResult]:
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


def _scope_says(entry: OptionEntry, truths: Truths) -> tuple[str, tuple[str, ...]]:
    return truths.truth(entry.scope).value, truths.open_tests(entry.scope)


def _rule_says(entry: RuleEntry, truths: Truths) -> tuple[str, tuple[str, ...]]:
    truth = reported(entry, truths.truth(entry.acts), truths)
    return ("silent" if truth is None else truth.value), truths.open_tests(entry.acts)


def _advice_says(advice: Advice, entry: BesideEntry, truths: Truths) -> tuple[str, tuple[str, ...]]:
    return ("shown" if advice_shown(advice, entry, truths) else "hidden"), ()


def _trial_says(trial: Trial, entry: BesideEntry, truths: Truths) -> tuple[str, tuple[str, ...]]:
    match = trial_match(trial, entry, truths)
    return ("silent" if match.truth is None else match.truth.value), match.missing


def _result(subject: _Subject, number: int, example: Example, ruleset: Ruleset) -> ExampleResult:
    label = f"example {number} of `{subject.id}`"
    problem = _problem(subject, label, example, ruleset)
    return ExampleResult(subject.id, number, problem, partial(_patients, subject, label, example, ruleset))


def _patients(subject: _Subject, label: str, example: Example, ruleset: Ruleset) -> Iterator[Mapping[str, Content]]:
    """The patient of an example; where it leaves the cancer open, one of each of whom it is as wrong, first those for
    whom the option is not out of scope."""
    outside: list[Mapping[str, Content]] = []
    for name in [example.given["cancer.type"]] if "cancer.type" in example.given else _TYPES:
        one = example.model_copy(update={"given": {"cancer.type": name, **example.given}})
        situation = example_situation(one.given, subject.location, label, ruleset)
        if isinstance(situation, Problem) or not _disagreement(subject, label, one, situation, ruleset):
            continue
        if subject.option and verdict_of(subject.option, situation, ruleset) == Verdict.OUTSIDE_SCOPE.value:
            outside.append(situation.recorded)
        else:
            yield situation.recorded
    yield from outside


def _problem(subject: _Subject, label: str, example: Example, ruleset: Ruleset) -> Problem | None:
    """Where an example and what it is an example of disagree, or it has no patient."""
    situation = example_situation(example.given, subject.location, label, ruleset)
    if isinstance(situation, Problem):
        return situation
    return _disagreement(subject, label, example, situation, ruleset)


def _disagreement(
    subject: _Subject, label: str, example: Example, situation: Situation, ruleset: Ruleset
) -> Problem | None:
    """Where something else is found of a patient than an example says."""
    expected = _word(example)
    found, asked = subject.says(truths_of(subject.nodes, situation, ruleset))
    if found != expected:
        message = f"{label} says {expected}, {subject.but} {found}"
        return Problem("RTX053", message, subject.location, _given(example))
    absent = [path for path in example.asks if path not in asked]
    if absent:
        names = ", ".join(dict.fromkeys(asked)) or "nothing"
        return Problem("RTX053", f"{label} should ask for {', '.join(absent)}; it asks for {names}", subject.location)
    return _done_otherwise(subject, label, example, situation, ruleset)


def _done_otherwise(
    subject: _Subject, label: str, example: Example, situation: Situation, ruleset: Ruleset
) -> Problem | None:
    """Where an example says something else of what the rule does, or of the verdict."""
    message = ""
    if example.acts is not None:
        acts = truths_of((subject.acts,), situation, ruleset).truth(subject.acts).value
        if acts != str(example.acts).lower():
            message = f"{label} says that it acts: {str(example.acts).lower()}, but that is {acts}"
    if example.verdict is not None and subject.option is not None and not message:
        message = _other_verdict(subject.option, label, example, situation, ruleset)
    return Problem("RTX053", message, subject.location, _given(example)) if message else None


def _given(example: Example) -> str:
    """The patient of an example, as its file says it."""
    return f"given {_written(example.given)}"


def _written(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _other_verdict(option: OptionEntry, label: str, example: Example, situation: Situation, ruleset: Ruleset) -> str:
    """Where an option has another verdict than an example says, or becomes something else."""
    verdict = verdict_of(option, situation, ruleset)
    if verdict != example.verdict:
        return f"{label} says that `{option.id}` is {example.verdict}, but it is {verdict}"
    becomes = becomes_of(option, situation, ruleset) if example.becomes else None
    if becomes != example.becomes:
        return f"{label} says that `{option.id}` becomes {example.becomes}, but that is {becomes or 'nothing'}"
    return ""


def becomes_of(option: OptionEntry, situation: Situation, ruleset: Ruleset) -> str | None:
    """The best verdict that an option comes to if something turns out; None where nothing guarantees one."""
    judgement = Judgement(compiled(ruleset), _presuming(situation))
    becomes = Foresight(judgement).of(option.id)
    return becomes.verdict.value if becomes is not None and becomes.if_ else None


def truths_of(nodes: tuple[int, ...], situation: Situation, ruleset: Ruleset) -> Truths:
    """Some nodes for a patient; nothing is looked up that they do not read."""
    program = compiled(ruleset)
    places = _places(program, nodes)
    masks = [Masks(0, 0)] * len(program.variables)
    for place, mask in masks_of(program, situation, places, places=places):
        masks[place] = mask
    return Truths(program, situation, nodes, masks)


@lru_cache(maxsize=512)
def _places(program: Program, nodes: tuple[int, ...]) -> Mapping[str, tuple[int, ...]]:
    return program.read_by(program.cone(nodes))


def _presuming(situation: Situation) -> Situation:
    return Situation(situation.recorded, situation.agents, history=situation.history)


def verdict_of(option: OptionEntry, situation: Situation, ruleset: Ruleset) -> str:
    """The verdict of an option in an answer, where what is rare is presumed absent."""
    truths = truths_of(option.deciding, _presuming(situation), ruleset)
    return tally(option, truths.found, 3).outcome(1).verdict.value


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
