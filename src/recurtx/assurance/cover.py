"""What the examples of the rules have shown: every test true, false and unknown, every rule silent and heard, every
verdict of every option, and every *if*.

A test in a rule is seen in the patients of the rule's own examples, and in those whose verdicts somebody gives; one in
a concept in the patients of whatever reads the concept. Behind a scope that is false nothing is seen of the condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from recurtx.assurance.graph import Graph
from recurtx.assurance.judges import JUDGES, Bench
from recurtx.assurance.score import refined
from recurtx.assurance.worlds import Found, Patients
from recurtx.engine import assess
from recurtx.engine.verdict import Verdict, tally
from recurtx.profile import VOCABULARY, Situation
from recurtx.ruleset import Always, Effect, FactTest, Option, Rule
from recurtx.ruleset.condition import All, Any, Count, Not, children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from recurtx.assurance.edits import Steps
    from recurtx.assurance.judges import Vignette
    from recurtx.assurance.mutants import Entry
    from recurtx.profile import Profile
    from recurtx.ruleset import Condition, Ruleset

    Reachable: TypeAlias = Callable[[str], frozenset[Verdict]]
    """The verdicts that an option can have for some patient."""

TESTS, RULES, VERDICTS, IFS = "tests", "rules", "verdicts", "ifs"
TRUTHS = ("true", "false", "unknown")
_OFFERED = (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be seen in several ways, and in which it was: a test by its truths, an option by its verdicts."""

    kind: str
    entry: Entry
    ways: tuple[str, ...]
    seen: frozenset[str]
    condition: Condition | None = None
    field: str = ""
    steps: Steps = ()
    number: int = -1

    @property
    def unseen(self) -> tuple[str, ...]:
        """In which ways it was not seen."""
        return tuple(way for way in self.ways if way not in self.seen)


@dataclass
class Cover:
    """What was seen of everything."""

    goals: list[Goal] = field(default_factory=list)

    def count(self, kind: str | None = None) -> tuple[int, int]:
        """How many ways were seen, and of how many."""
        goals = [goal for goal in self.goals if kind in (None, goal.kind)]
        every = sum(len(goal.ways) for goal in goals)
        return every - sum(len(goal.unseen) for goal in goals), every

    @property
    def share(self) -> float:
        """The part that was seen, in percent; of nothing at all everything."""
        seen, every = self.count()
        return 100 * seen / every if every else 100.0


@dataclass(frozen=True, slots=True)
class _Test:
    """A test in a condition, its node, and the nodes that are not to be false where it counts."""

    entry: Entry
    field: str
    steps: Steps
    condition: FactTest
    node: int
    scope: int
    number: int = -1


def cover(
    ruleset: Ruleset,
    *,
    cases: Sequence[tuple[str, Profile]] = (),
    boards: Sequence[Vignette] = (),
    reachable: Reachable | None = None,
) -> Cover:
    """What the examples, the cases and the vignettes of a board show of the rules.

    ``reachable`` tells which verdicts an option can have; without it, the table of reachable verdicts that stands with
    the rules, and where there is none, those that the rules leave the option by their effects.
    """
    return _Looking(Bench(ruleset, Graph.of(ruleset, refined(ruleset, ())), Patients(), cases, boards), reachable).cover


class _Looking:
    """One look at all patients."""

    def __init__(self, bench: Bench, reachable: Reachable | None) -> None:
        self.bench, self.ruleset, self.graph = bench, bench.ruleset, bench.graph
        self.claims = [claim for judge in JUDGES.values() for claim in judge(bench)]
        self.tests = [test for entry, owner in _entries(self.ruleset) for test in self._tests(entry, owner)]
        self.blank = _any(self._blank())
        self.found = Found.of(self.graph.program(), bench.patients, len(self.graph.listed))
        self.reachable = reachable or (self._by_table if self.ruleset.reachable else self._by_effects)
        self.cover = Cover([*self._of_tests(), *self._of_rules(), *self._of_verdicts(), *self._of_ifs()])

    def _blank(self) -> Iterator[int]:
        """A patient with each cancer of whom nothing else is recorded: an option that does not wait here never does."""
        for name in VOCABULARY["cancer.type"].values:
            situation = Situation({"cancer.type": name}, self.ruleset.agents)
            yield self.bench.patients.bit(("blank", name), situation)

    # Tests

    def _tests(self, entry: Entry, owner: str | None) -> Iterator[_Test]:
        always = self.graph.number(None, None)
        for_ = getattr(entry, "for_", None)
        scope = self.graph.number(for_, owner) if for_ is not None and not isinstance(entry, Option) else always
        for name in ("for_", "when"):
            condition = getattr(entry, name, None)
            for steps, test in leaves(condition) if condition is not None else ():
                node = self.graph.number(test, owner)
                heard = scope if name == "when" else always
                yield _Test(entry, name.removesuffix("_"), steps, test, node, heard)
        for number, gap in enumerate(entry.gaps if isinstance(entry, Option) else ()):
            for steps, test in leaves(gap.for_):
                yield _Test(entry, "for", steps, test, self.graph.number(test, owner), always, number)

    def _of_tests(self) -> Iterator[Goal]:
        """Each test once: of a rule that is written for many options in all of them together."""
        seen: dict[tuple[object, ...], set[str]] = {}
        first: dict[tuple[object, ...], _Test] = {}
        for test in self.tests:
            key: tuple[object, ...] = (type(test.entry), test.entry.id, test.field, test.steps, test.number)
            first.setdefault(key, test)
            seen.setdefault(key, set()).update(self._truths(test))
        for key, test in first.items():
            yield Goal(
                TESTS, test.entry, TRUTHS, frozenset(seen[key]), test.condition, test.field, test.steps, test.number
            )

    def _truths(self, test: _Test) -> Iterator[str]:
        patients = self._patients(test.entry, gap=test.number >= 0) & self.found.base[test.scope][0]
        yes, no = self.found.base[test.node]
        for truth, where in zip(TRUTHS, (yes & ~no, no & ~yes, yes & no), strict=True):
            if where & patients:
                yield truth

    def _patients(self, entry: Entry, *, gap: bool = False) -> int:
        """The patients in whom something of an entry is seen."""
        seen, recorded = self.bench.seen, self.bench.recorded
        match entry:
            case Rule():
                return recorded | seen.get(("rule", entry.id, entry.option), 0)
            case Option():
                own = [bits for (_, _, option), bits in seen.items() if option == entry.id] if gap else []
                return recorded | seen.get(("option", entry.id, entry.id), 0) | _any(own)
        kind = type(entry).__name__.lower()
        own = [bits for (k, name, _), bits in seen.items() if (k, name) == (kind, entry.id)]
        return recorded | _any(own) if kind != "conceptinfo" else recorded | self._readers(entry.id)

    def _readers(self, concept: str) -> int:
        """The patients of the examples of whatever reads a concept."""
        above = self.found.above(self.graph.concept(concept))
        reading = {claim.of for claim in self.claims if not above.isdisjoint(claim.nodes)}
        return _any(bits for (kind, name, _), bits in self.bench.seen.items() if (kind, name) in reading)

    # Rules and verdicts

    def _of_rules(self) -> Iterator[Goal]:
        """Every rule with a scope silent and heard."""
        seen: dict[str, set[str]] = {}
        first: dict[str, Rule] = {}
        for rule in self.ruleset.rules():
            if rule.for_ is not None:
                first.setdefault(rule.id, rule)
                heard = self.found.base[self.graph.rule(rule).for_][0]
                patients, said = self._patients(rule), seen.setdefault(rule.id, set())
                said.update(["silent"] if patients & ~heard else [], ["heard"] if patients & heard else [])
        for name, rule in first.items():
            yield Goal(RULES, rule, ("silent", "heard"), frozenset(seen[name]))

    def _of_verdicts(self) -> Iterator[Goal]:
        for option in self.ruleset.options.values():
            patients = self.bench.judged.get(option.id, 0) | self.bench.recorded
            found = tally(self.graph.entry(option.id), self.found.base, self.found.every).by_verdict
            seen = frozenset(v.value for v, where in zip(Verdict, found, strict=True) if where & patients)
            ways = tuple(v.value for v in Verdict if v in self.reachable(option.id))
            yield Goal(VERDICTS, option, ways, seen)

    def _of_ifs(self) -> Iterator[Goal]:
        """Every option that can wait, seen waiting, with each verdict that it may come to if something turns out."""
        seen: dict[str, set[str]] = {}
        for profile in (*(p for _, p in self.bench.cases), *(v.profile for v in self.bench.boards)):
            for found in assess(profile, self.ruleset).by_id.values():
                if found.verdict is Verdict.NEEDS_INFORMATION and found.becomes is not None and found.becomes.if_:
                    seen.setdefault(found.id, set()).add(f"{found.becomes.verdict.value} if")
        for option in self.ruleset.options.values():
            told = {f"{example.becomes} if" for example in option.examples if example.becomes}
            seen.setdefault(option.id, set()).update(told)
            can = self.reachable(option.id)
            if Verdict.NEEDS_INFORMATION in can:
                ways = tuple(f"{v.value} if" for v in _OFFERED if v in can)
                yield Goal(IFS, option, ways, frozenset(seen[option.id]))

    def _by_table(self, option: str) -> frozenset[Verdict]:
        """The verdicts that some patient of whom all is known has; an answer that waits is of others."""
        rows = (row for row in self.ruleset.reachable if row.option == option)
        waiting = tally(self.graph.entry(option), self.found.base, self.found.every).by_verdict[_WAITING]
        waits = {Verdict.NEEDS_INFORMATION} if waiting & self.blank else set[Verdict]()
        return frozenset(Verdict(word) for row in rows for word in row.verdicts) | waits

    def _by_effects(self, option: str) -> frozenset[Verdict]:
        """The verdicts that the effects of its rules leave to an option; which of them somebody has takes a proof."""
        entry, nodes = self.graph.entry(option), self.graph.listed
        can = {effect: bool(nodes[n].parts) for effect, n in zip(_ASKED, entry.deciding[1:], strict=True)}
        scoped = any(o.for_ is not None for o in (self.ruleset.options[option], *self.ruleset.lineage(option)))
        always = any(r.effect is Effect.SUPPORTS and r.for_ is None and isinstance(r.when, Always)
                     for r in self.ruleset.options[option].rules)  # fmt: skip
        found = {
            Verdict.OUTSIDE_SCOPE: scoped,
            Verdict.NOT_CANDIDATE: can["stops"],
            Verdict.NEEDS_INFORMATION: scoped or can["stops"],
            Verdict.USUALLY_NOT: can["discourages"],
            Verdict.CANDIDATE_WITH_CAUTION: can["supports"] and can["cautions"],
            Verdict.CANDIDATE: can["supports"],
            Verdict.POSSIBLE: not always,
        }
        return frozenset(verdict for verdict, there in found.items() if there)


_WAITING = tuple(Verdict).index(Verdict.NEEDS_INFORMATION)
_ASKED = ("stops", "discourages", "supports", "cautions")


def leaves(condition: Condition, steps: Steps = ()) -> Iterator[tuple[Steps, FactTest]]:
    """The tests of a condition with the way to each; those of a concept are the concept's own."""
    if isinstance(condition, FactTest):
        yield steps, condition
    elif isinstance(condition, (All, Any, Count, Not)):
        for place, part in enumerate(children(condition)):
            yield from leaves(part, (*steps, place))


def _entries(ruleset: Ruleset) -> Iterator[tuple[Entry, str | None]]:
    """Everything that has a condition, with the option that it belongs to."""
    for option in ruleset.options.values():
        yield option, option.id
        yield from ((rule, option.id) for rule in option.rules)
    yield from ((concept, None) for concept in ruleset.concepts.values())
    yield from ((advice, None) for advice in ruleset.advice)
    yield from ((trial, trial.option) for trial in ruleset.trials)


def _any(bits: Iterable[int]) -> int:
    found = 0
    for one in bits:
        found |= one
    return found
