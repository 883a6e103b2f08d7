"""What a verdict still turns on, after everything known is used.

The residual of a condition is an equal condition over unknown facts alone: evaluated on any completion of the profile
it gives what the engine gives there. It is simplified until no test is left that cannot matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from recurtx.engine import _formula as f
from recurtx.engine._cells import Partition
from recurtx.engine._evaluate import Evaluator, Step
from recurtx.engine._result import AssessedOption, Verdict
from recurtx.logic import FALSE as F
from recurtx.logic import TRUE as T
from recurtx.logic import UNKNOWN, Truth, conjunction, disjunction
from recurtx.logic import at_least as truth_at_least
from recurtx.profile import VOCABULARY, Kind, Origin, SetContent, Situation, holds
from recurtx.profile import facttest as t
from recurtx.ruleset import All, Always, Any, Concept, Count, Effect, FactTest, Not, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.engine._result import Assessment, Finding
    from recurtx.ruleset import Ruleset

__all__ = ["Residual", "evaluate", "option_residual", "residual_facts", "residuals"]


@dataclass(frozen=True, slots=True)
class Residual:
    """The remaining question of one option.

    ``formula`` is what must turn out for ``verdict`` to be reached: that nothing stops the option, that something asks
    for care, or that something speaks for it. ``exact`` is false where the formula was too large to be proved minimal.
    """

    option: str
    verdict: Verdict
    formula: f.Formula
    exact: bool


def residuals(assessment: Assessment) -> dict[str, Residual]:
    """The residual of every option and modality that is not settled, by id."""
    reader = Reader(assessment.situation, assessment.ruleset)
    found = {}
    for name, option in assessment.by_id().items():
        residual = option_residual(option, assessment, reader)
        if residual is not None:
            found[name] = residual
    return found


def option_residual(option: AssessedOption, assessment: Assessment, reader: Reader) -> Residual | None:
    """The residual of one option, or None where its verdict is settled."""
    if option.settled:
        return None
    findings = (*option.findings, *option.inherited)
    if option.verdict is Verdict.NEEDS_INFORMATION:
        scopes = [o.for_ for o in (option.option, *assessment.ruleset.lineage(option.option.id)) if o.for_ is not None]
        parts = [reader.read(reader.evaluator.step(scope)) for scope in scopes]
        parts += [f.negate(reader.acts(x)) for x in findings if x.rule.effect.stops]
        return _finished(option, Verdict.POSSIBLE, f.conj(parts))
    effect = Effect.CAUTIONS if option.verdict is Verdict.CANDIDATE else Effect.SUPPORTS
    goal = Verdict.CANDIDATE_WITH_CAUTION if option.verdict is Verdict.CANDIDATE else Verdict.CANDIDATE
    return _finished(option, goal, f.disj(reader.acts(x) for x in findings if x.rule.effect is effect))


def _finished(option: AssessedOption, goal: Verdict, formula: f.Formula) -> Residual:
    simple = f.simplify(formula)
    return Residual(option.option.id, goal, simple, f.support(simple) is not None)


def residual_facts(formula: f.Formula) -> tuple[str, ...]:
    """Facts that a residual names, in vocabulary order."""
    paths = {v.path for v in f.variables(formula)}
    return tuple(sorted(paths, key=lambda p: VOCABULARY[p].index))


class Reader:
    """The residual reader of conditions: an evaluated tree into a formula over what is unknown."""

    def __init__(self, situation: Situation, ruleset: Ruleset) -> None:
        kind = situation.recorded.get("cancer.type")
        self.situation = situation
        self.evaluator = Evaluator(situation)
        self.partition = Partition.of(ruleset, kind if isinstance(kind, str) else None)
        self._acts: dict[int, tuple[Finding, f.Formula]] = {}
        self._read: dict[int, tuple[Step, f.Formula]] = {}

    def acts(self, finding: Finding) -> f.Formula:
        """The formula that a rule acts."""
        found = self._acts.get(id(finding.rule))
        if found is None:
            found = self._acts[id(finding.rule)] = (finding, self._acting(finding))
        return found[1]

    def _acting(self, finding: Finding) -> f.Formula:
        if finding.acts is not UNKNOWN:
            return f.Constant(finding.acts is T)
        when = self.read(finding.condition)
        if finding.rule.effect is Effect.REQUIRES:
            when = f.negate(when)
        return when if finding.scope is None else f.conj((self.read(finding.scope), when))

    def read(self, step: Step) -> f.Formula:
        """The formula of an evaluated condition; what is known has dropped out."""
        found = self._read.get(id(step))
        if found is None:
            found = self._read[id(step)] = (step, self._reading(step))
        return found[1]

    def _reading(self, step: Step) -> f.Formula:
        if step.truth is not UNKNOWN:
            return f.Constant(step.truth is T)
        match step.condition:
            case Always():
                return f.TRUE
            case FactTest(path, test):
                return self.fact(path, test)
            case All():
                return f.conj(self.read(s) for s in step.of)
            case Any():
                return f.disj(self.read(s) for s in step.of)
            case Count(number, _):
                return f.at_least(number, (self.read(s) for s in step.of))
            case Not():
                return f.negate(self.read(step.of[0]))
            case Concept() | Stopped():
                return self.read(step.of[0])
            case _:
                assert_never(step.condition)

    def fact(self, path: str, test: t.Test) -> f.Formula:
        """The formula of one test; where it is open whether the fact applies, that is part of it."""
        truth = self.situation.test(path, test).truth
        if truth is not UNKNOWN:
            return f.Constant(truth is T)
        fact = VOCABULARY[path]
        applies = f.conj(self.fact(c.path, c.test) for c in fact.applies_when)
        inside = self._set(path, test) if isinstance(test, t.SetTest) else self._value(path, test)
        return f.conj((applies, inside))

    def _value(self, path: str, test: t.ValueTest) -> f.Formula:
        cells = self.partition.cells(path)
        inside = [i for i, cell in enumerate(cells) if holds(test, cell.value, VOCABULARY[path])]
        return f.literal(self.partition.variable(path), inside)

    def _set(self, path: str, test: t.SetTest) -> f.Formula:
        match test:
            case t.IncludesAny(elements):
                return f.disj(self._element(path, e) for e in elements)
            case t.IncludesAll(elements):
                return f.conj(self._element(path, e) for e in elements)
            case t.ExcludesAll(elements):
                return f.conj(f.negate(self._element(path, e)) for e in elements)
            case t.Only(elements):
                outside = f.disj(self._others(path, frozenset(elements)))
                return f.conj((f.negate(outside), f.disj(self._element(path, e) for e in elements)))
            case t.Empty(wanted):
                some = f.disj(self._others(path, frozenset()))
                return f.negate(some) if wanted else some
            case _:
                assert_never(test)

    def _element(self, path: str, name: str) -> f.Formula:
        truth = self.situation.element(path, name).truth
        if truth is not UNKNOWN:
            return f.Constant(truth is T)
        return f.literal(self.partition.variable(path, name), {1})

    def _others(self, path: str, but: frozenset[str]) -> Iterable[f.Formula]:
        """Every element outside ``but``, and for an open set whatever has no name here."""
        fact = VOCABULARY[path]
        agents = self.situation.agents
        inside = but.union(*(agents.members.get(name, frozenset()) for name in but)) if but else but
        names = set(fact.values) or (set(agents.known()) if fact.kind is Kind.AGENTS else set())
        content = self.situation.recorded.get(path)
        if isinstance(content, SetContent):
            names |= {n for n in content.present if not agents.members.get(n, frozenset()) & inside}
        within = fact.presumption.within if fact.presumption else None
        source = self.situation.knowledge(within).content if within else None
        if isinstance(source, SetContent):
            names |= source.present - set(agents.members)
        yield from (self._element(path, name) for name in sorted(names - inside))
        if not fact.values and not (isinstance(content, SetContent) and content.complete):
            yield f.literal(self.partition.variable(path, "*"), {1})


def evaluate(formula: f.Formula, situation: Situation, partition: Partition) -> Truth:
    """The truth of a residual for a situation in which more is known."""
    match formula:
        case f.Constant(value):
            return Truth.of(value)
        case f.Literal(variable, cells):
            return _literal(variable, cells, situation, partition)
        case f.And(of):
            return conjunction(evaluate(x, situation, partition) for x in of)
        case f.Or(of):
            return disjunction(evaluate(x, situation, partition) for x in of)
        case f.AtLeast(number, of):
            return truth_at_least(number, (evaluate(x, situation, partition) for x in of))
        case _:
            assert_never(formula)


def _literal(variable: f.Variable, cells: frozenset[int], situation: Situation, partition: Partition) -> Truth:
    if variable.element:
        truth = situation.element(variable.path, variable.element).truth
        return truth if cells == {1} else ~truth
    known = situation.knowledge(variable.path)
    if known.origin is Origin.INAPPLICABLE:
        return F
    if known.content is None or isinstance(known.content, SetContent):
        return UNKNOWN
    return Truth.of(partition.cell_of(variable.path, known.content) in cells)
