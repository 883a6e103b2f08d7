"""The invariants, proved or refuted with a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine.verdict import Verdict
from recurtx.profile import DERIVATIONS, VOCABULARY, dependents
from recurtx.verify.report import REFUTED, UNDECIDED, VACUOUS, Finding, Part
from recurtx.verify.solver import Answer
from recurtx.verify.verdicts import RANKED, named, verdicts
from recurtx.verify.witness import Witness, smallest
from recurtx.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recurtx.profile import Content
    from recurtx.ruleset.invariant import Invariant
    from recurtx.verify.cases import Case
    from recurtx.verify.prover import Prover
    from recurtx.verify.terms import Term


def prove_laws(prover: Prover, tick: Callable[[], None]) -> Part:
    """Every invariant for every option that it names."""
    part = Part("invariants")
    for case, node in zip(prover.cases, prover.space.also, strict=True):
        tick()
        part.asked += 1
        part.findings += _of_two(case, node, prover) if case.law.of_two else _of_one(case, node, prover)
    return part


def finding(code: str, case: Case, message: str, witness: Witness | None = None, shows: str = "") -> Finding:
    """What was found of an invariant."""
    law = case.law
    name = f"{law.id}:{case.option}" if case.option else law.id
    return Finding(code, name, message, law.location, witness, shows, f"it is asked for because: {law.because}")


def _undecided(case: Case) -> Finding:
    return finding(UNDECIDED, case, f"`{case.law.id}` was not decided within the time for one question")


# One patient


def bad_verdicts(law: Invariant) -> tuple[Verdict, ...]:
    """The verdicts that an invariant rules out."""
    if law.never:
        return named(law.never)
    allowed = named(law.only)
    return tuple(v for v in Verdict if v not in allowed)


def _of_one(case: Case, node: int, prover: Prover) -> Iterator[Finding]:
    law = case.law
    complete = law.complete
    solver, meaning = (prover.whole, prover.world.meaning) if complete else (prover.part, prover.known.meaning)
    given = meaning.true(node)
    if law.of_advice:
        bad = -solver.terms.some(_shown(law, prover))
    else:
        reached = prover.verdicts(case.option, meaning)
        bad = solver.terms.some(reached[verdict] for verdict in bad_verdicts(law))
    answer = solver.ask([given, bad])
    if answer is Answer.UNDECIDED:
        yield _undecided(case)
    elif answer is Answer.POSSIBLE:
        model = solver.model()
        facts = prover.world.recorded(model) if complete else prover.record.profile(model)
        yield _refuted(case, node, facts, prover)
    elif solver.ask([given]) is Answer.IMPOSSIBLE:
        yield finding(VACUOUS, case, f"`{law.id}` says nothing: no patient fits its condition")


def _shown(law: Invariant, prover: Prover) -> Iterator[Term]:
    """That advice which will do is shown; of advice that obtains a fact it is shown while its condition is true."""
    meaning = prover.known.meaning
    for advice, entry in zip(prover.ruleset.advice, prover.program.advice, strict=True):
        if advice.id in law.shows or (law.urgent and advice.urgency.value == "urgent" and not advice.obtains):
            yield meaning.terms.every((meaning.true(entry.for_), meaning.true(entry.when)))


def _refuted(case: Case, node: int, facts: Mapping[str, Content], prover: Prover) -> Finding:
    law, engine = case.law, prover.engine
    if law.of_advice:
        wanted = [e for a, e in zip(prover.ruleset.advice, prover.program.advice, strict=True)
                  if a.id in law.shows or (law.urgent and a.urgency.value == "urgent")]  # fmt: skip

        def claim(patient: Mapping[str, Content]) -> bool:
            shown = (engine.holds(patient, *(n for n in (e.for_, e.when) if n >= 0)) for e in wanted)
            return engine.holds(patient, node) and not any(shown)
    else:
        bad = bad_verdicts(law)

        def claim(patient: Mapping[str, Content]) -> bool:
            return engine.verdict(patient, case.option, node) in bad

    least = smallest(facts, claim)
    if least is None:
        return finding(UNDECIDED, case, f"`{law.id}`: solver and engine differ")
    if law.of_advice:
        return finding(REFUTED, case, f"`{law.id}` does not hold: the advice is not shown", Witness((least,)))
    verdict = engine.verdict(least, case.option)
    shows = f"{case.option}: {verdict.value if verdict else ''}"
    return finding(REFUTED, case, f"`{law.id}` does not hold for {case.option}: {law.says}", Witness((least,)), shows)


# Two patients


def companions(path: str) -> frozenset[str]:
    """Facts that cannot stay as they are where one is another: those that settle it, are settled by it or hang on it."""
    linked = {rule.source for rule in DERIVATIONS if rule.target == path}
    return frozenset({path, *linked}).union(dependents(path), *(dependents(source) for source in linked))


def _of_two(case: Case, node: int, prover: Prover) -> Iterator[Finding]:
    law, world = case.law, prover.world
    worse = _worse(law, prover)
    one, other = prover.verdicts(case.option, world.meaning), verdicts(_entry(case, prover), worse.meaning)
    terms = prover.whole.terms
    better = [
        terms.every((terms.some(one[v] for v in RANKED[:place]), terms.some(other[v] for v in RANKED[place:])))
        for place in range(1, len(RANKED))
    ]
    question = [world.meaning.true(node), worse.meaning.true(node), _further(law, world, worse), terms.some(better)]
    answer = prover.whole.ask(question)
    if answer is Answer.UNDECIDED:
        yield _undecided(case)
    elif answer is Answer.POSSIBLE:
        model = prover.whole.model()
        yield _two(case, node, world.recorded(model), worse.recorded(model), prover)


def _entry(case: Case, prover: Prover):  # noqa: ANN202
    return prover.program.options[case.option]


def _worse(law: Invariant, prover: Prover) -> World:
    """Another patient who differs in one fact and in what cannot stay with it."""
    assert law.fact is not None
    kept = prover.__dict__.setdefault("_worse", {})
    if law.fact not in kept:
        kept[law.fact] = World(prover.space, prover.whole.terms, f"w {law.fact}", prover.world, companions(law.fact))
    found: World = kept[law.fact]
    return found


def _further(law: Invariant, world: World, worse: World) -> Term:
    """That the fact is worse, and what else may differ does so only where it must."""
    assert law.fact is not None and law.worse is not None  # noqa: PT018
    terms = world.terms
    if law.worse == "more":
        return terms.every(terms.implied(world.holds(law.fact, n), worse.holds(law.fact, n)) for n in world.space.names(law.fact))
    one, other = world.cells(law.fact), worse.cells(law.fact)
    if law.worse == "falling":
        one, other = other, one
    return terms.every(
        (world.applies(law.fact), worse.applies(law.fact), *_alike(law.fact, world, worse), _less(terms, one, other))
    )


def _less(terms, one, other):  # noqa: ANN001, ANN202
    return terms.some(terms.every((a, terms.some(other[i + 1 :]))) for i, a in enumerate(one))


def _alike(path: str, world: World, worse: World) -> Iterator[Term]:
    """Facts that hang on the one, without being settled with it, have the same value where they have one."""
    settled = {p for r in DERIVATIONS if path in (r.source, r.target) for p in (r.source, r.target)}
    for other in sorted(companions(path) - settled - {path}):
        if VOCABULARY[other].is_set:
            pairs = [(world.holds(other, n), worse.holds(other, n)) for n in world.space.names(other)]
        else:
            pairs = list(zip(world.cells(other), worse.cells(other), strict=True))
        both = world.terms.every((world.applies(other), worse.applies(other), -world.barred(other), -worse.barred(other)))
        for a, b in pairs:
            yield world.terms.some((-both, world.terms.every((-a, -b)), world.terms.every((a, b))))


def _two(case: Case, node: int, one: Mapping[str, Content], other: Mapping[str, Content], prover: Prover) -> Finding:
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

    least = smallest(one, claim)
    if least is None:
        return finding(UNDECIDED, case, f"`{case.law.id}`: solver and engine differ")
    pair = Witness((least, second(least)))
    was, now = (engine.verdict(patient, case.option) for patient in pair.patients)
    shows = f"{case.option}: {was.value if was else ''}, then {now.value if now else ''}"
    return finding(REFUTED, case, f"`{case.law.id}` does not hold for {case.option}: {case.law.says}", pair, shows)
