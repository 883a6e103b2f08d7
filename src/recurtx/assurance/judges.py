"""Who says what the rules must come to: the examples in the rule files, the bundled cases, a board's vignettes.

A judge is one function from a bench to *claims*: what somebody says of some patients, and for which of them it is not
so. ``JUDGES`` is the list of them; a new one needs a function and a line there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from recurtx.engine.assess import judge
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
    from recurtx.ruleset import Example, Option, Rule, Ruleset
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
    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """By what has examples, its kind and its id, and by option, the patients of its examples."""
    recorded: int = 0
    """The patients of cases and vignettes."""
    judged: dict[str, int] = field(default_factory=dict)
    """By option, the patients of whom somebody says its verdict."""


class Claim(Protocol):
    """What somebody says of some patients.

    ``of`` is the kind and the id of the entry whose example it is, empty where it is nobody's; ``nodes`` are those that
    it looks at, and ``failing`` are the patients of whom it is not so.
    """

    of: tuple[str, str]

    @property
    def nodes(self) -> tuple[int, ...]: ...

    def failing(self, found: Finding) -> int: ...


@dataclass
class Told:
    """What the examples of a rule or of a trial say of it: by truth, the patients of whom it is said."""

    of: tuple[str, str]
    for_: int
    says: int
    acts: int = 0
    expected: dict[str, int] = field(default_factory=dict)
    acting: dict[str, int] = field(default_factory=dict)
    asks: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    asked_of: tuple[int, ...] = ()

    @property
    def nodes(self) -> tuple[int, ...]:
        """What it looks at."""
        return self.for_, self.says, self.acts

    def add(self, example: Example, bit: int) -> None:
        """One more example."""
        for truth, into in ((example.then, self.expected), (example.acts, self.acting)):
            if truth is not None:
                word = str(truth).lower()
                into[word] = into.get(word, 0) | bit
        if example.asks:
            self.asks.append((bit, example.asks))

    def failing(self, found: Finding) -> int:
        """The patients of whom something else is found."""
        heard, _ = found[self.for_]
        return _other(self.expected, found[self.says], heard) | _other(self.acting, found[self.acts], -1)

    def unasked(self, found: Changed) -> int:
        """The patients of whom a fact is not asked for that should be."""
        wrong = 0
        for bit, paths in self.asks:
            wrong |= 0 if found.open_tests(self.asked_of, bit).issuperset(paths) else bit
        return wrong


def _other(expected: Mapping[str, int], can: Can, heard: int) -> int:
    """The patients of whom a truth is not as it is said."""
    yes, no = can
    is_so = {"silent": ~heard, "true": heard & yes & ~no, "false": heard & no & ~yes, "unknown": heard & yes & no}
    wrong = 0
    for truth, patients in expected.items():
        wrong |= patients & ~is_so.get(truth, 0)
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
    patients: Patients
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
        by_verdict = tally(self.option, found, self.patients.every).by_verdict  # type: ignore[arg-type]
        right = 0
        for verdict, patients in zip(Verdict, by_verdict, strict=True):
            right |= patients & self.allowed.get(verdict, 0)
        return self.about & ~right


def by_examples(bench: Bench) -> Iterator[Claim]:
    """What the examples in the rule files say."""
    for option in bench.ruleset.options.values():
        yield from _of_option(option, bench)
    for rule in bench.ruleset.distinct().values():
        yield from _of_rule(rule, bench)
    for trial in bench.ruleset.trials:
        yield _of_trial(trial, bench)
    for advice in bench.ruleset.advice:
        yield _of_advice(advice, bench)


def _of_option(option: Option, bench: Bench) -> Iterator[Claim]:
    """What the examples of an option say of its scope, and of its verdict."""
    scope = bench.graph.scope(option.id)
    told = Told(("option", option.id), bench.graph.number(None, None), scope, scope, asked_of=(scope,))
    verdicts = Verdicts(bench, told.of)
    for situation, bit, example in _patients((*told.of, option.id), option.examples, bench):
        told.add(example, bit)
        verdicts.add(option.id, situation, example)
    yield told
    yield from verdicts.claims()


def _of_rule(rule: Rule, bench: Bench) -> Iterator[Claim]:
    """What the examples of a rule say; those of a shared one of the option that each names."""
    told: dict[str, Told] = {}
    verdicts = Verdicts(bench, ("rule", rule.id))
    for example in rule.examples:
        option = (example.option or "") if rule.shared else rule.option
        rules = bench.ruleset.options[option].rules if option in bench.ruleset.options else ()
        own = next((r for r in rules if r.id == rule.id), None)
        for situation, bit, _ in _patients(("rule", rule.id, option), [example] if own else (), bench):
            slots = bench.graph.rule(own)  # type: ignore[arg-type]
            new = Told(verdicts.of, slots.for_, slots.says, slots.acts, asked_of=(slots.acts,))
            told.setdefault(option, new).add(example, bit)
            verdicts.add(option, situation, example)
    yield from told.values()
    yield from verdicts.claims()


def _of_trial(trial: Trial, bench: Bench) -> Told:
    slots = bench.graph.beside("trial", trial.id, trial.for_, trial.when, trial.option)
    told = Told(("trial", trial.id), slots.for_, slots.both, slots.both, asked_of=(slots.for_, slots.when))
    for _, bit, example in _patients((*told.of, trial.option), trial.examples, bench):
        told.add(example, bit)
    return told


def _of_advice(advice: Advice, bench: Bench) -> Shown:
    slots = bench.graph.beside("advice", advice.id, advice.for_, advice.when)
    told = Shown(("advice", advice.id), slots.for_, slots.when, bool(advice.obtains))
    for situation, bit, example in _patients((*told.of, ""), advice.examples, bench):
        if advice.obtains and not _unrecorded(advice, situation):
            continue
        if example.then == "shown":
            told.shown |= bit
        else:
            told.hidden |= bit
    return told


def _unrecorded(advice: Advice, situation: Situation) -> bool:
    return any(situation.knowledge(path).origin is Origin.UNKNOWN for path in advice.obtains)


def _patients(
    of: tuple[str, str, str], examples: Iterable[Example], bench: Bench
) -> Iterator[tuple[Situation, int, Example]]:
    """The patients of some examples; one that is no valid profile is told by ``rules test``, and passed over here."""
    for example in examples:
        key = key_of(example.given)
        bit = bench.patients.known(key)
        if bit is None:
            situation = example_situation(example.given, NOWHERE, "an example", bench.ruleset)
            if isinstance(situation, Problem):
                continue
            bit = bench.patients.bit(key, situation)
        bench.seen[of] = bench.seen.get(of, 0) | bit
        yield bench.patients.situations[bit.bit_length() - 1], bit, example


class Verdicts:
    """What is said of verdicts: by option and verdict, the patients for whom it is right."""

    def __init__(self, bench: Bench, of: tuple[str, str] = ("", "")) -> None:
        self.bench, self.of = bench, of
        self.allowed: dict[str, dict[Verdict, int]] = {}

    def allow(self, option: str, verdict: Verdict, bit: int) -> None:
        """One more verdict that is right for a patient."""
        allowed = self.allowed.setdefault(option, {})
        allowed[verdict] = allowed.get(verdict, 0) | bit
        self.bench.judged[option] = self.bench.judged.get(option, 0) | bit

    def add(self, option: str, bare: Situation, example: Example) -> None:
        """The verdict that an example gives an option, of the patient of whom what is rare is presumed absent."""
        if example.verdict is not None:
            presuming = Situation(bare.recorded, bare.agents, history=bare.history)
            bit = self.bench.patients.bit(("presuming", key_of(example.given)), presuming)
            self.allow(option, Verdict(example.verdict), bit)

    def claims(self) -> Iterator[Judged]:
        """What is said, option by option."""
        for option, allowed in self.allowed.items():
            about = 0
            for patients in allowed.values():
                about |= patients
            if option in self.bench.ruleset.options:
                yield Judged(self.bench.graph.entry(option), self.bench.patients, allowed, about, self.of)


def key_of(given: Mapping[str, Any]) -> str:
    """What tells the patient of an example from others."""
    return repr(sorted(given.items()))


def by_boards(bench: Bench) -> Iterator[Claim]:
    """What a board says of its vignettes; an option of which it says nothing is not looked at."""
    verdicts = Verdicts(bench)
    for vignette in bench.boards:
        bit = _recorded(("board", vignette.id), vignette.profile, bench)
        for option, right in vignette.verdicts.items():
            for verdict in right:
                verdicts.allow(option, verdict, bit)
    yield from verdicts.claims()


def by_cases(bench: Bench) -> Iterator[Claim]:
    """The verdicts of every option for the bundled cases, as they are: what ``rules diff`` compares."""
    verdicts = Verdicts(bench)
    for name, profile in bench.cases:
        bit = _recorded(("case", name), profile, bench)
        for option, outcome in judge(profile, bench.ruleset).outcomes.items():
            verdicts.allow(option, outcome.verdict, bit)
    yield from verdicts.claims()


def _recorded(key: Hashable, profile: Profile, bench: Bench) -> int:
    bit = bench.patients.bit(key, Situation.of(profile, bench.ruleset.agents))
    bench.recorded |= bit
    return bit


JUDGES: Mapping[str, Callable[[Bench], Iterator[Claim]]] = {
    "examples": by_examples,
    "boards": by_boards,
    "cases": by_cases,
}
"""The judges by name, those that are asked first at the top."""
