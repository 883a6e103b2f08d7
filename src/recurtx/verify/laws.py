"""The invariants, proved or refuted with a patient."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine.verdict import Verdict
from recurtx.profile import DERIVATIONS, VOCABULARY
from recurtx.profile.derive import within
from recurtx.symbolic.space import settles
from recurtx.symbolic.terms import FALSE
from recurtx.verify.report import REFUTED, UNDECIDED, VACUOUS, Finding, Part
from recurtx.verify.solver import Answer, Solver
from recurtx.verify.verdicts import RANKED, named, verdicts
from recurtx.verify.witness import Witness, shown
from recurtx.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from recurtx.profile import Content
    from recurtx.ruleset.invariant import Invariant
    from recurtx.symbolic.terms import Term
    from recurtx.verify.cases import Case
    from recurtx.verify.prover import Prover
    from recurtx.verify.solver import Model


class Question(NamedTuple):
    """What would refute an invariant for one option: its condition, and what must then not be."""

    case: Case
    node: int
    solver: Solver
    given: Term
    bad: Term


class Pair(NamedTuple):
    """Two patients of whom everything is known, of whom the second differs in one fact, with a solver of their own.

    Each further patient in a solver makes every question to it slower.
    """

    solver: Solver
    world: World
    worse: World


def prove_laws(prover: Prover, tick: Callable[[], None]) -> Part:
    """Every invariant for every option that it names."""
    return together([prove_of_one(prover, tick), prove_of_two(prover, tick, compared(prover))], prover)


def together(parts: Iterable[Part], prover: Prover) -> Part:
    """Parts of the invariants as one, in the order of the invariants."""
    order = {_name(case): place for place, case in enumerate(prover.cases)}
    whole = Part("invariants")
    for part in parts:
        whole.asked += part.asked
        whole.findings += part.findings
    whole.findings.sort(key=lambda found: order[found.id])
    return whole


def prove_of_one(prover: Prover, tick: Callable[[], None], *, least: bool = True) -> Part:
    """The invariants that speak of one patient; ``least`` says whether the patients who refute are made small."""
    questions = [_of_one(case, node, prover) for case, node in _each(prover) if not case.law.of_two]
    for solver in (prover.whole, prover.part):
        solver.learn(term for q in questions if q.solver is solver for term in (q.given, q.bad))
    part, empty = Part("invariants"), dict[int, bool]()
    for question in questions:
        tick()
        part.asked += 1
        part.findings += _answered(question, partial(_refuted, prover=prover, least=least), empty)
    return part


def compared(prover: Prover) -> list[str]:
    """The facts in which the patients of some invariant differ."""
    return list(dict.fromkeys(str(case.law.fact) for case in prover.cases if case.law.of_two))


def prove_of_two(prover: Prover, tick: Callable[[], None], facts: Iterable[str], *, least: bool = True) -> Part:
    """The invariants that compare two patients who differ in one of these facts."""
    part = Part("invariants")
    asked = compared(prover)
    for path in (path for path in facts if path in asked):
        pair = _pair(path, prover)
        questions = [_of_two(case, node, pair, prover) for case, node in _each(prover) if case.law.fact == path]
        pair.solver.learn(term for q in questions for term in (q.given, q.bad))
        for question in questions:
            tick()
            part.asked += 1
            part.findings += _answered(question, partial(_two, pair=pair, prover=prover, least=least))
        prover.asked_of_two += pair.solver.asked
    return part


def _each(prover: Prover) -> Iterator[tuple[Case, int]]:
    """What is asked, each with the node of its condition."""
    return zip(prover.cases, prover.space.also, strict=True)


def _answered(
    question: Question, refuted: Callable[[Question, Model], Finding],
    empty: dict[int, bool] | None = None,
) -> Iterator[Finding]:  # fmt: skip
    case, _, solver, given, bad = question
    answer = solver.ask((given, bad))
    if answer is Answer.UNDECIDED:
        yield finding(UNDECIDED, case, f"`{case.law.id}` was not decided within the time for one question")
    elif answer is Answer.POSSIBLE:
        yield refuted(question, solver.model())
    elif empty is not None:
        if given not in empty:
            empty[given] = solver.ask((given,)) is Answer.IMPOSSIBLE
        if empty[given]:
            yield finding(VACUOUS, case, f"`{case.law.id}` says nothing: no patient fits its condition")


def finding(code: str, case: Case, message: str, witness: Witness | None = None, shows: str = "") -> Finding:
    """What was found of an invariant."""
    law = case.law
    return Finding(code, _name(case), message, law.location, witness, shows, f"it is asked for because: {law.because}")


def _name(case: Case) -> str:
    return f"{case.law.id}:{case.option}" if case.option else case.law.id


# One patient


def bad_verdicts(law: Invariant) -> tuple[Verdict, ...]:
    """The verdicts that an invariant rules out."""
    if law.never:
        return named(law.never)
    allowed = named(law.only)
    return tuple(v for v in Verdict if v not in allowed)


def _of_one(case: Case, node: int, prover: Prover) -> Question:
    law = case.law
    solver, meaning = (prover.whole, prover.world.meaning) if law.complete else (prover.part, prover.known.meaning)
    if law.of_advice:
        bad = -solver.terms.some(_shown(law, prover))
    else:
        reached = prover.verdicts(case.option, meaning)
        bad = solver.terms.some(reached[verdict] for verdict in bad_verdicts(law))
    return Question(case, node, solver, meaning.true(node), bad)


def _shown(law: Invariant, prover: Prover) -> Iterator[Term]:
    """That advice which will do is shown; of advice that obtains a fact it is shown while its condition is true."""
    meaning = prover.known.meaning
    for advice, entry in zip(prover.ruleset.advice, prover.program.advice, strict=True):
        if advice.id in law.shows or (law.urgent and advice.urgency.value == "urgent" and not advice.obtains):
            yield meaning.terms.every((meaning.true(entry.for_), meaning.true(entry.when)))


def _refuted(question: Question, model: Model, prover: Prover, *, least: bool) -> Finding:
    case, node, *_ = question
    law, engine = case.law, prover.engine
    facts = prover.world.recorded(model) if law.complete else prover.record.profile(model)
    if law.of_advice:
        wanted = [e for a, e in zip(prover.ruleset.advice, prover.program.advice, strict=True)
                  if a.id in law.shows or (law.urgent and a.urgency.value == "urgent")]  # fmt: skip

        def claim(facts: Mapping[str, Content]) -> bool:
            shown = (engine.holds(facts, *(n for n in (e.for_, e.when) if n >= 0)) for e in wanted)
            return engine.holds(facts, node) and not any(shown)
    else:
        bad = bad_verdicts(law)

        def claim(facts: Mapping[str, Content]) -> bool:
            return engine.verdict(facts, case.option, node) in bad

    patient = shown(facts, claim, least=least)
    if patient is None:
        return finding(UNDECIDED, case, f"`{law.id}`: solver and engine differ")
    if law.of_advice:
        return finding(REFUTED, case, f"`{law.id}` does not hold: the advice is not shown", Witness((patient,)))
    verdict = engine.verdict(patient, case.option)
    shows = f"{case.option}: {verdict.value if verdict else ''}"
    return finding(REFUTED, case, f"`{law.id}` does not hold for {case.option}: {law.says}", Witness((patient,)), shows)


# Two patients


def companions(path: str) -> frozenset[str]:
    """A fact, and those that may not stay as they are where it is another: they settle it or hang on it."""
    linked = {p for rule in DERIVATIONS if path in (rule.source, rule.target) for p in (rule.source, rule.target)}
    found = {path, *(p for p in linked if not VOCABULARY[p].is_set)}
    before: set[str] = set()
    while found != before:
        before = set(found)
        found |= {p for p, f in VOCABULARY.items() if any(c.path in found for c in f.applies_when)} | set(within(path))
    return frozenset(found)


def _pair(path: str, prover: Prover) -> Pair:
    """Two patients who differ in a fact and in what cannot stay with it."""
    solver = Solver(prover.budget)
    world = World(prover.space, solver.terms)
    return Pair(solver, world, World(prover.space, solver.terms, f"w {path}", world, companions(path)))


def _of_two(case: Case, node: int, pair: Pair, prover: Prover) -> Question:
    solver, world, worse = pair
    terms = solver.terms
    entry = prover.program.options[case.option]
    one, other = verdicts(entry, world.meaning), verdicts(entry, worse.meaning)
    better = [
        terms.every((terms.some(one[v] for v in RANKED[:place]), terms.some(other[v] for v in RANKED[place:])))
        for place in range(1, len(RANKED))
    ]
    given = terms.every((world.meaning.true(node), worse.meaning.true(node), _further(case.law, world, worse)))
    bad = FALSE if one == other else terms.some(better)  # an option that does not hang on the fact has one verdict
    return Question(case, node, solver, given, bad)


def _further(law: Invariant, world: World, worse: World) -> Term:
    """That the fact is worse, and that what else may differ does so only where it must."""
    path, terms = str(law.fact), world.terms
    alike = [term for other in sorted(companions(path) - {path}) for term in _alike(path, other, world, worse)]
    if law.worse == "more":
        names = world.space.names(path)
        return terms.every((*alike, *(terms.implied(world.holds(path, n), worse.holds(path, n)) for n in names)))
    low, high = (world, worse) if law.worse == "rising" else (worse, world)
    rises = (terms.every((cell, terms.some(high.cells(path)[i + 1 :]))) for i, cell in enumerate(low.cells(path)))
    return terms.every((world.applies(path), worse.applies(path), terms.some(rises), *alike))


def _alike(path: str, other: str, world: World, worse: World) -> Iterator[Term]:
    """Another fact has the same value where it has one in both, and where that does not contradict the new one."""
    terms = world.terms
    both = (world.applies(other), worse.applies(other), -world.barred(other), -worse.barred(other))
    must = terms.every((*both, -terms.some(_contradicts(path, other, world, worse))))
    if VOCABULARY[other].is_set:
        pairs = [(world.holds(other, n), worse.holds(other, n)) for n in world.space.names(other)]
    else:
        pairs = list(zip(world.cells(other), worse.cells(other), strict=True))
    for a, b in pairs:
        yield terms.some((-must, terms.every((-a, -b)), terms.every((a, b))))


def _contradicts(path: str, other: str, world: World, worse: World) -> Iterator[Term]:
    """That what the one patient has of another fact cannot stand beside what the second has of the fact."""
    for rule in DERIVATIONS:
        if {rule.source, rule.target} == {path, other}:
            source, target = (world, worse) if rule.source == other else (worse, world)
            for value, term in source.sources(rule):
                for cell, there in zip(world.space.cells(rule.target), target.cells(rule.target), strict=True):
                    if not settles(rule, value, cell.value):
                        yield world.terms.every((term, there))


def _two(question: Question, model: Model, pair: Pair, prover: Prover, *, least: bool) -> Finding:
    case, node, *_ = question
    one, other = pair.world.recorded(model), pair.worse.recorded(model)
    engine, changed = prover.engine, {p for p in {*one, *other} if one.get(p) != other.get(p)}
    there = {p: other[p] for p in changed if p in other}

    def second(patient: Mapping[str, Content]) -> dict[str, Content]:
        kept = {p: c for p, c in patient.items() if p not in changed}
        return {**kept, **{p: there[p] for p in there if p in patient or p not in one}}

    def claim(patient: Mapping[str, Content]) -> bool:
        if case.law.fact in one and case.law.fact not in patient:
            return False
        before, after = (engine.verdict(p, case.option, node) for p in (patient, second(patient)))
        return before in RANKED and after in RANKED and RANKED.index(after) > RANKED.index(before)

    first = shown(one, claim, least=least)
    if first is None:
        return finding(UNDECIDED, case, f"`{case.law.id}`: solver and engine differ")
    both = Witness((first, second(first)))
    was, now = (engine.verdict(patient, case.option) for patient in both.patients)
    shows = f"{case.option}: {was.value if was else ''}, then {now.value if now else ''}"
    return finding(REFUTED, case, f"`{case.law.id}` does not hold for {case.option}: {case.law.says}", both, shows)
