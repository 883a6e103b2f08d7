"""One example of a rule as evaluated, and whether it meets a want: whether what it expects hangs on that alone.

An example meets a want if the rule would say something else were a test decided the other way, a value no longer
listed, a branch gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from recurtx.engine.wants import BRANCH, THRESHOLD, named
from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth, at_least, conjunction, disjunction
from recurtx.profile import VOCABULARY, Origin
from recurtx.profile import Condition as Test
from recurtx.profile import facttest as t
from recurtx.program.compile import compiled
from recurtx.program.truths import Truths
from recurtx.ruleset import All, Always, Any, Concept, Count, FactTest, Not, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from recurtx.engine.wants import Place, Use, Want
    from recurtx.errors import Location
    from recurtx.profile import Situation
    from recurtx.profile.facttest import Value
    from recurtx.program.truths import Step
    from recurtx.ruleset import Condition, Example, Rule, Ruleset

    Outcome = Callable[[Truth, Truth], object]


@dataclass(frozen=True, slots=True)
class Thing:
    """What has examples: scope and condition with their nodes, -1 for none, and what it says by their truths."""

    id: str
    location: Location
    conditions: tuple[Condition | None, Condition | None]
    nodes: tuple[int, int]
    says: Outcome
    examples: Sequence[Example]
    lists: bool = True
    """Whether its lists of drugs and options are as they were written."""
    obtains: Sequence[str] = ()
    """Facts of which one must be unrecorded for advice to be shown."""


def things(ruleset: Ruleset) -> Iterator[Thing]:
    """Everything that has examples, as it stands with the options that they name."""
    program = compiled(ruleset)
    for option in ruleset.options.values():
        nodes = (program.options[option.id].scope, -1)
        if option.for_ is not None:
            yield Thing(option.id, option.location, (option.for_, None), nodes, _scope_says, option.examples)
    for rule in ruleset.distinct().values():
        yield from _of_rule(rule, ruleset)
    for advice, entry in zip(ruleset.advice, program.advice, strict=True):
        says, conditions = _shown_if_open if advice.obtains else _shown, (advice.for_, advice.when)
        nodes = (entry.for_, entry.when)
        yield Thing(advice.id, advice.location, conditions, nodes, says, advice.examples, obtains=advice.obtains)
    for trial, entry in zip(ruleset.trials, program.trials, strict=True):
        conditions, nodes = (trial.for_, trial.when), (entry.for_, entry.when)
        yield Thing(trial.id, trial.location, conditions, nodes, _trial_says, trial.examples)


def _of_rule(rule: Rule, ruleset: Ruleset) -> Iterator[Thing]:
    """The rule; one written for many options by each option that its examples name."""
    owners = {e.option for e in rule.examples if e.option} if rule.shared else {rule.option}
    for name in sorted(owners & set(ruleset.options)):
        entry = next((r for r in compiled(ruleset).options[name].rules if r.id == rule.id), None)
        own = next((r for r in ruleset.options[name].rules if r.id == rule.id), None)
        if entry is not None and own is not None:
            examples = [e for e in rule.examples if not rule.shared or e.option == name]
            says = _required_says if rule.effect.value == "requires" else _rule_says
            conditions, nodes = (own.for_, own.when), (entry.for_, entry.when)
            yield Thing(rule.id, rule.location, conditions, nodes, says, examples, not rule.shared)


def _rule_says(scope: Truth, when: Truth) -> object:
    if scope is not UNKNOWN:
        return None if scope is FALSE else when
    return FALSE if when is FALSE else UNKNOWN


def _required_says(scope: Truth, when: Truth) -> object:
    if scope is not UNKNOWN:
        return None if scope is FALSE else when
    return TRUE if when is TRUE else UNKNOWN


def _scope_says(scope: Truth, _: Truth) -> object:
    return scope


def _shown(scope: Truth, when: Truth) -> object:
    return scope is TRUE and when is TRUE


def _shown_if_open(scope: Truth, when: Truth) -> object:
    return scope is TRUE and when is not FALSE


def _trial_says(scope: Truth, when: Truth) -> object:
    return None if scope is FALSE else scope & when


class Sight:
    """A thing for one patient."""

    def __init__(self, thing: Thing, situation: Situation, ruleset: Ruleset) -> None:
        self.thing, self.situation = thing, situation
        truths = Truths(compiled(ruleset), situation, tuple(n for n in thing.nodes if n >= 0))
        pairs = zip(thing.conditions, thing.nodes, strict=True)
        self.roots = [None if c is None else truths.step(c, n) for c, n in pairs]
        unrecorded = (situation.knowledge(path).origin is Origin.UNKNOWN for path in thing.obtains)
        self.idle = bool(thing.obtains) and not any(unrecorded)
        truths_of = (TRUE if root is None else root.truth for root in self.roots)
        self.outcome = False if self.idle else thing.says(*truths_of)

    def meets(self, use: Use) -> bool:
        """Whether what the thing says of the patient hangs on what is wanted."""
        if self.idle:
            return False
        step = self._at(use.way)
        other = _otherwise(use.want, step, self.situation)
        return other is not None and other is not step.truth and self.turned(use.way, other) != self.outcome

    def _at(self, way: Place) -> Step:
        step = self.roots[way[0]]
        for k in way[1:]:
            step = step.of[k] if step is not None else None
        assert step is not None, "a way leads to a node of the thing"
        return step

    def turned(self, way: Place, other: Truth) -> object:
        """What the thing would say if one node had another truth."""
        truths = [TRUE if root is None else root.truth for root in self.roots]
        root = self.roots[way[0]]
        assert root is not None, "a way begins at a condition that there is"
        truths[way[0]] = _turned(root, way[1:], other)
        return self.thing.says(*truths)


def _turned(step: Step, way: Place, other: Truth) -> Truth:
    if not way:
        return other
    truths = [s.truth for s in step.of]
    truths[way[0]] = _turned(step.of[way[0]], way[1:], other)
    return _joined(step.condition, truths)


def _joined(condition: Condition, truths: Sequence[Truth]) -> Truth:
    """The truth of a condition from those of the conditions beneath it."""
    match condition:
        case All():
            return conjunction(truths)
        case Any():
            return disjunction(truths)
        case Count(number, _):
            return at_least(number, truths)
        case Not():
            return ~truths[0]
        case Concept() | Stopped():
            return truths[0]
        case Always() | FactTest():
            raise TypeError("there is nothing beneath it")
        case _:
            assert_never(condition)


def _otherwise(want: Want, step: Step, situation: Situation) -> Truth | None:
    """The truth that a node would have were it not as it is wanted; None where the example is not about that."""
    if want.code == BRANCH:
        mine = step.of[int(want.value)]
        return disjunction(s.truth for s in step.of if s is not mine) if mine.truth is TRUE else None
    if not isinstance(step.condition, FactTest):
        return None
    if want.code == THRESHOLD:
        return ~step.truth if _stands(want, step.condition.path, situation) else None
    return _without(step, want.value, situation)


def _stands(want: Want, path: str, situation: Situation) -> bool:
    """Whether a value is on the threshold, or beside it and no more than a step away."""
    fact, known = VOCABULARY[path], situation.knowledge(path).content
    if not isinstance(known, bool | int | float | str):
        return False
    if want.beside is None:
        return known == want.value
    ends = sorted((fact.rank(want.value), fact.rank(want.beside)))
    return ends[0] <= fact.rank(known) <= ends[1] and known != want.beside


def _without(step: Step, value: Value, situation: Situation) -> Truth | None:
    """The truth of a test with one value fewer in its list."""
    assert isinstance(step.condition, FactTest)
    path, test = step.condition.path, step.condition.test
    if isinstance(test, t.OneOf | t.NoneOf):
        return ~step.truth if situation.knowledge(path).content == value else None
    name = str(value)
    rest = tuple(str(e) for e in named(test) if e != name)
    match test:
        case t.IncludesAny():
            return situation.truth(Test(path, t.IncludesAny(rest)))
        case t.ExcludesAll():
            return situation.truth(Test(path, t.ExcludesAll(rest)))
        case t.IncludesAll():
            return conjunction(situation.element(path, e).truth for e in rest)
        case _:
            return FALSE if situation.element(path, name).truth is TRUE else None
