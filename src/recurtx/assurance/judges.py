"""Who says what the rules must come to: the examples in the rule files, the bundled cases, a board's vignettes.

A judge is one function from a bench to *claims*: what somebody says of some patients, and for which of them it is not
so. ``JUDGES`` is the list of them; a new one needs a function and a line there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from recurtx.engine.examples import example_situation
from recurtx.engine.verdict import Verdict, tally
from recurtx.errors import Problem
from recurtx.profile import Origin, Situation
from recurtx.ruleset.shape import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from recurtx.assurance.graph import Graph
    from recurtx.assurance.worlds import Changed, Patients
    from recurtx.profile import Profile
    from recurtx.program.nodes import OptionEntry
    from recurtx.program.run import Can
    from recurtx.ruleset import Example, Rule, Ruleset
    from recurtx.ruleset.shape import Advice, Trial


class Finding(Protocol):
    """What is found of nodes, by number."""

    def __getitem__(self, number: int, /) -> Can: ...


@dataclass(frozen=True, slots=True)
class Vignette:
    """A patient of whom somebody says which verdicts an option may have."""

    id: str
    profile: Profile
    verdicts: Mapping[str, frozenset[Verdict]]


@dataclass
class Bench:
    """The rules as a graph, the patients, and what there is to compare them with."""

    ruleset: Ruleset
    graph: Graph
    patients: Patients
    cases: Sequence[tuple[str, Profile]] = ()
    boards: Sequence[Vignette] = ()
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    """By what has examples, its kind and its id, the patients of its examples."""


class Claim(Protocol):
    """What somebody says of some patients.

    ``of`` is the kind and the id of the entry whose example it is, empty where it is nobody's; ``nodes`` are those that
    it looks at, and ``failing`` are the patients of whom it is not so.
    """

    of: tuple[str, str]
    nodes: tuple[int, ...]

    def failing(self, found: Finding) -> int: ...


@dataclass
class Told:
    """What the examples of a rule or of a trial say of it: by truth, the patients of whom it is said."""

    of: tuple[str, str]
    for_: int
    says: int
    expected: dict[str, int] = field(default_factory=dict)
    asks: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    asked_of: tuple[int, ...] = ()

    @property
    def nodes(self) -> tuple[int, ...]:
        """What it looks at."""
        return self.for_, self.says

    def add(self, truth: str, bit: int) -> None:
        """One more patient of whom this is said."""
        self.expected[truth] = self.expected.get(truth, 0) | bit

    def failing(self, found: Finding) -> int:
        """The patients of whom something else is found."""
        heard, _ = found[self.for_]
        yes, no = found[self.says]
        is_so = {"silent": ~heard, "true": heard & yes & ~no, "false": heard & no & ~yes, "unknown": heard & yes & no}
        wrong = 0
        for truth, patients in self.expected.items():
            wrong |= patients & ~is_so.get(truth, 0)
        return wrong

    def unasked(self, found: Changed) -> int:
        """The patients of whom a fact is not asked for that should be."""
        wrong = 0
        for bit, paths in self.asks:
            wrong |= 0 if found.open_tests(self.asked_of, bit).issuperset(paths) else bit
        return wrong


@dataclass
class Shown:
    """What the examples of advice say: of whom it is shown, and of whom it is not.

    Advice that obtains something is shown while its condition is not false and something of it is unrecorded; of whom
    everything is recorded, nothing that the rules say could show it, and that is not looked at.
    """

    of: tuple[str, str]
    for_: int
    when: int
    obtains: bool
    shown: int = 0
    hidden: int = 0

    @property
    def nodes(self) -> tuple[int, ...]:
        """What it looks at."""
        return self.for_, self.when

    def failing(self, found: Finding) -> int:
        """The patients to whom it is shown and should not be, or the other way round."""
        inside, not_inside = found[self.for_]
        yes, no = found[self.when]
        shows = inside & ~not_inside & yes & (-1 if self.obtains else ~no)
        return (self.shown & ~shows) | (self.hidden & shows)


@dataclass
class Judged:
    """What is said of the verdict of one option: by patient those that it may be."""

    option: OptionEntry
    every: Callable[[], int]
    allowed: dict[Verdict, int]
    """By verdict, the patients for whom it is right."""
    about: int
    """The patients of whom something is said."""
    of: tuple[str, str] = ("", "")

    @property
    def nodes(self) -> tuple[int, ...]:
        """What it looks at."""
        return self.option.deciding

    def failing(self, found: Finding) -> int:
        """The patients with another verdict."""
        by_verdict = tally(self.option, found, self.every()).by_verdict  # type: ignore[arg-type]
        right = 0
        for verdict, patients in zip(Verdict, by_verdict, strict=True):
            right |= patients & self.allowed.get(verdict, 0)
        return self.about & ~right


def by_examples(bench: Bench) -> Iterator[Claim]:
    """What the examples in the rule files say."""
    for rule in bench.ruleset.distinct().values():
        yield from _of_rule(rule, bench)
    for trial in bench.ruleset.trials:
        yield _of_trial(trial, bench)
    for advice in bench.ruleset.advice:
        yield _of_advice(advice, bench)


def _of_rule(rule: Rule, bench: Bench) -> Iterator[Told]:
    """What the examples of a rule say; those of a shared one of the option that each names."""
    told: dict[str, Told] = {}
    for _, bit, example in _patients(("rule", rule.id), rule.examples, bench):
        option = (example.option or "") if rule.shared else rule.option
        rules = bench.ruleset.options[option].rules if option in bench.ruleset.options else ()
        own = next((r for r in rules if r.id == rule.id), None)
        if own is None:
            continue
        slots = bench.graph.rule(own)
        one = told.setdefault(option, Told(("rule", rule.id), slots.for_, slots.says, asked_of=(slots.acts,)))
        one.add(_word(example), bit)
        if example.asks:
            one.asks.append((bit, example.asks))
    yield from told.values()


def _of_trial(trial: Trial, bench: Bench) -> Told:
    slots = bench.graph.beside("trial", trial.id, trial.for_, trial.when, trial.option)
    told = Told(("trial", trial.id), slots.for_, slots.both, asked_of=(slots.for_, slots.when))
    for _, bit, example in _patients(told.of, trial.examples, bench):
        told.add(_word(example), bit)
        if example.asks:
            told.asks.append((bit, example.asks))
    return told


def _of_advice(advice: Advice, bench: Bench) -> Shown:
    slots = bench.graph.beside("advice", advice.id, advice.for_, advice.when)
    told = Shown(("advice", advice.id), slots.for_, slots.when, bool(advice.obtains))
    for situation, bit, example in _patients(told.of, advice.examples, bench):
        if advice.obtains and not _unrecorded(advice, situation):
            continue
        if _word(example) == "shown":
            told.shown |= bit
        else:
            told.hidden |= bit
    return told


def _unrecorded(advice: Advice, situation: Situation) -> bool:
    return any(situation.knowledge(path).origin is Origin.UNKNOWN for path in advice.obtains)


def _word(example: Example) -> str:
    return str(example.then).lower()


def _patients(
    of: tuple[str, str], examples: Iterable[Example], bench: Bench
) -> Iterator[tuple[Situation, int, Example]]:
    """The patients of some examples; one that is no valid profile is told by ``rules test``, and passed over here."""
    for example in examples:
        key = repr(sorted(example.given.items()))
        bit = bench.patients.known(key)
        if bit is None:
            situation = example_situation(example.given, NOWHERE, "an example", bench.ruleset)
            if isinstance(situation, Problem):
                continue
            bit = bench.patients.bit(key, situation)
        bench.seen[of] = bench.seen.get(of, 0) | bit
        yield bench.patients.situations[bit.bit_length() - 1], bit, example


def by_boards(bench: Bench) -> Iterator[Claim]:
    """What a board says of its vignettes; an answer of which it says nothing is not looked at."""
    said: dict[str, dict[Verdict, int]] = {}
    about: dict[str, int] = {}
    for vignette in bench.boards:
        bit = _recorded(("board", vignette.id), vignette.profile, bench)
        for option, verdicts in vignette.verdicts.items():
            about[option] = about.get(option, 0) | bit
            for verdict in verdicts:
                allowed = said.setdefault(option, {})
                allowed[verdict] = allowed.get(verdict, 0) | bit
    for option, allowed in said.items():
        yield Judged(bench.graph.entry(option), partial(_every, bench), allowed, about[option])


def by_cases(bench: Bench) -> Iterator[Claim]:
    """The verdicts of every option for the bundled cases, as they are: what ``rules diff`` compares."""
    from recurtx.engine import judge

    said: dict[str, dict[Verdict, int]] = {option: {} for option in bench.ruleset.options}
    about = 0
    for name, profile in bench.cases:
        bit = _recorded(("case", name), profile, bench)
        about |= bit
        for option, outcome in judge(profile, bench.ruleset).outcomes.items():
            said[option][outcome.verdict] = said[option].get(outcome.verdict, 0) | bit
    for option, allowed in said.items() if about else ():
        yield Judged(bench.graph.entry(option), partial(_every, bench), allowed, about)


def _recorded(key: Hashable, profile: Profile, bench: Bench) -> int:
    return bench.patients.bit(key, Situation.of(profile, bench.ruleset.agents))


def _every(bench: Bench) -> int:
    return bench.patients.every


JUDGES: Mapping[str, Callable[[Bench], Iterator[Claim]]] = {
    "examples": by_examples,
    "boards": by_boards,
    "cases": by_cases,
}
"""The judges by name, those that are asked first at the top."""
