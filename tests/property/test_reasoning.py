"""What reasoning says of other profiles is what the engine says of them."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.engine import Judgement, Verdict, assess
from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth, at_least, conjunction, disjunction
from recurtx.profile import DERIVATIONS, VOCABULARY, Kind, Origin, Profile, SetContent, Situation, impossible
from recurtx.profile.derive import leans_on
from recurtx.program import formula as f
from recurtx.program.cells import Partition, with_element
from recurtx.program.compile import compiled
from recurtx.reasoning.counterfactual import _Search, counterfactuals
from recurtx.reasoning.next import next_questions
from recurtx.ruleset import facts, load_ruleset

if TYPE_CHECKING:
    from recurtx.engine import Assessment
    from recurtx.reasoning.counterfactual import Counterfactuals
    from recurtx.ruleset import Ruleset

Plain = dict[str, Any]
MOST_HANDLES = 14
"""Changes that trying everything is still quick for."""


def assessed(profile: Plain, ruleset: Ruleset, presume: bool = False) -> Assessment:
    return assess(Profile.model_validate(some.nested(profile)), ruleset, presume=presume)


UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking a ruleset takes minutes; the failing example is small enough to read."""
GOALS = (None, Verdict.NOT_CANDIDATE, Verdict.OUTSIDE_SCOPE)
"""None stands for the goal that ``explain`` takes by itself."""


def situation(profile: Plain, ruleset: Ruleset, presume: bool = False) -> Situation:
    return Situation.of(Profile.model_validate(some.nested(profile)), ruleset.agents, presume=presume)


def part_and_whole(choices: some.Choices, rules: reference.Rules) -> tuple[Plain, Plain]:
    """A profile and the whole patient that it is a part of."""
    whole = some.world(choices, rules, exact=True)
    part = {p: v for p, v in whole.items() if p == "cancer.type" or choices.share(40)}
    return part, whole


def parts_and_wholes() -> st.SearchStrategy[tuple[Plain, Plain]]:
    return some.chosen(lambda choices: part_and_whole(choices, some.shipped()))


REACHED = {
    Verdict.POSSIBLE: lambda option: not option.verdict.closed,
    Verdict.CANDIDATE: lambda option: bool(option.acting("supports") or option.heard("discourages")),
    Verdict.CANDIDATE_WITH_CAUTION: lambda option: bool(option.heard("cautions") or option.heard("discourages")),
    Verdict.USUALLY_NOT: lambda option: bool(option.heard("discourages")),
}


def evaluate(formula: f.Formula, known: Situation, partition: Partition) -> Truth:
    """The truth of a residual for a patient of whom more is known."""
    match formula:
        case f.Constant(value):
            return Truth.of(value)
        case f.Literal(variable, cells):
            return literal(variable, cells, known, partition)
        case f.And(of):
            return conjunction(evaluate(x, known, partition) for x in of)
        case f.Or(of):
            return disjunction(evaluate(x, known, partition) for x in of)
        case f.AtLeast(number, of):
            return at_least(number, (evaluate(x, known, partition) for x in of))


def literal(variable: f.Variable, cells: frozenset[int], known: Situation, partition: Partition) -> Truth:
    if variable.element:
        truth = known.element(variable.path, variable.element).truth
        return truth if cells == {1} else ~truth
    found = known.knowledge(variable.path)
    if found.origin is Origin.INAPPLICABLE:
        return FALSE
    if found.content is None or isinstance(found.content, SetContent):
        return UNKNOWN
    return Truth.of(partition.cell_of(variable.path, found.content) in cells)


def judged(known: Situation, ruleset: Ruleset) -> Judgement:
    return Judgement(compiled(ruleset), known)


@some.tried(18, phases=UNSHRUNK)
@given(st.deferred(parts_and_wholes))
def test_residual_on_any_completion_is_the_engine_on_that_completion(pair: tuple[Plain, Plain]) -> None:
    ruleset = some.loaded()
    part, whole = pair
    before, after = assessed(part, ruleset), assessed(whole, ruleset)
    completed = situation(whole, ruleset)
    for name, residual in before.residuals.items():
        truth = evaluate(residual.formula, completed, before.partition)
        if truth is not UNKNOWN:
            assert (truth is TRUE) == REACHED[residual.verdict](after[name]), name


@some.tried(18, phases=UNSHRUNK)
@given(st.deferred(lambda: some.profiles(some.shipped())))
def test_what_is_missing_is_what_the_residual_names(ruleset: Ruleset, profile: Plain) -> None:
    found = assessed(profile, ruleset)
    for name, residual in found.residuals.items():
        if residual.facts and residual.exact:
            assert set(found[name].missing) <= residual.facts, name


@some.tried(24, phases=UNSHRUNK)
@given(st.lists(st.deferred(lambda: some.learnings(some.shipped())), min_size=1, max_size=4), st.booleans())
def test_a_world_is_the_patient_judged_anew(pairs: list[tuple[Plain, Plain]], presume: bool) -> None:
    ruleset = some.loaded()
    base = situation(pairs[0][0], ruleset, presume)
    others = [situation(more, ruleset, presume).recorded for _, more in pairs]
    changes = [{p: other.get(p) for p in {*base.recorded, *other}} for other in others]
    worlds = judged(base, ruleset).worlds(changes)
    for place, other in enumerate(others):
        anew = judged(Situation(other, ruleset.agents, presume=presume), ruleset)
        assert worlds.outcomes(place) == anew.outcomes
        now = worlds.base.outcomes
        assert worlds.turned[place] == {n: o for n, o in anew.outcomes.items() if o != now[n]}


@some.tried(12)
@given(st.deferred(lambda: some.profiles(some.shipped())), st.booleans())
def test_an_answer_leads_where_the_patient_with_that_answer_stands(
    ruleset: Ruleset, profile: Plain, presume: bool
) -> None:
    known = situation(profile, ruleset, presume)
    here = judged(known, ruleset)
    for question in next_questions(here).questions:
        for answer in question.answers:
            for cell in answer.cells:
                there = judged(recorded(known, here.partition, (question.path, question.element), cell), ruleset)
                turned = {n: o for n, o in there.outcomes.items() if o != here.outcomes[n]}
                assert answer.settles == {n for n, o in turned.items() if o.settled and not here.outcomes[n].settled}
                assert {n: turned[n].verdict for n in answer.turns} == answer.turns


def recorded(known: Situation, partition: Partition, handle: tuple[str, str], cell: int) -> Situation:
    """The patient with one fact, or one element of a set, recorded as a cell says."""
    path, element = handle
    if element:
        return known.changed({path: with_element(known.recorded.get(path), element, present=bool(cell))})
    return known.changed({path: partition.cells(path)[cell].value})


@some.tried(18, phases=UNSHRUNK)
@given(st.deferred(parts_and_wholes))
def test_facts_that_change_nothing_change_no_verdict_of_any_completion(
    ruleset: Ruleset, pair: tuple[Plain, Plain]
) -> None:
    part, whole = pair
    idle = set(next_questions(assessed(part, ruleset).judgement).idle)
    without = {path: value for path, value in whole.items() if path not in idle}
    full, less = assessed(whole, ruleset).by_id, assessed(without, ruleset).by_id
    for name, option in assessed(part, ruleset).by_id.items():
        if not option.settled:
            assert full[name].verdict is less[name].verdict, name


@some.tried(24)
@given(st.deferred(lambda: some.profiles(some.shipped())), st.integers(0, 7))
def test_every_counterfactual_turns_the_verdict_and_no_part_of_it_does(
    ruleset: Ruleset, profile: Plain, n: int
) -> None:
    known = situation(profile, ruleset)
    option = ruleset.children(None)[n % len(ruleset.children(None))].id
    verdict = judged(known, ruleset).outcomes[option].verdict
    goal = None if verdict.closed else Verdict.CANDIDATE
    found = counterfactuals(judged(known, ruleset), option, goal, size=2)
    for one in found.found[:10]:
        handles = [(c.path, c.element) for c in one.changes]
        for cells in product(*(c.cells for c in one.changes)):
            assert reaches(known, ruleset, found, dict(zip(handles, cells, strict=True)))
        for size in range(1, len(handles)):
            for part in combinations(handles, size):
                assert not any(reaches(known, ruleset, found, made) for made in every_choice(part, known, found))


def every_choice(
    handles: tuple[tuple[str, str], ...], known: Situation, found: Counterfactuals
) -> list[dict[Any, int]]:
    cells = [range(2) if element else range(len(found.partition.cells(path))) for path, element in handles]
    return [dict(zip(handles, choice, strict=True)) for choice in product(*cells)]


def reaches(known: Situation, ruleset: Ruleset, found: Counterfactuals, made: dict[Any, int]) -> bool:
    for handle, cell in made.items():
        known = recorded(known, found.partition, handle, cell)
    if impossible(known):
        return False
    verdict = judged(known, ruleset).outcomes[found.option].verdict
    return not verdict.closed if found.goal is None else verdict is found.goal


@some.tried(16, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(some.rulesets(), st.binary(min_size=some.BYTES, max_size=some.BYTES), st.sampled_from(GOALS))
def test_counterfactuals_are_complete_on_small_vocabularies(
    files: dict[str, Any], spelled: bytes, wanted: Verdict | None
) -> None:
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        rules, ruleset = reference.load(Path(folder)), load_ruleset(Path(folder))
    known = situation(some.profile(some.Choices(spelled), rules), ruleset)
    assume(not impossible(known))
    for option in ruleset.children(None):
        verdict = judged(known, ruleset).outcomes[option.id].verdict
        goal = wanted or (None if verdict.closed else Verdict.CANDIDATE)
        found = counterfactuals(judged(known, ruleset), option.id, goal, size=2)
        expected = exhaustive(known, ruleset, found)
        assert {frozenset((c.path, c.element) for c in one.changes) for one in found.found} == expected


def exhaustive(known: Situation, ruleset: Ruleset, found: Counterfactuals) -> set[frozenset[tuple[str, str]]]:
    """All minimal sets of at most two changes, by trying everything that may be changed."""
    search = _Search(judged(known, ruleset), found.option, found.goal)
    read = facts_of(ruleset, found.option)
    assume(not any(VOCABULARY[p].kind is Kind.AGENTS for p in read))  # a class stands for several drugs
    read_at_all = {p for p in VOCABULARY if found.partition.reads(p)}
    asked = {*read_at_all, *known.recorded} | (set(VOCABULARY) - {rule.source for rule in DERIVATIONS})
    paths = sorted(p for p in asked if bears_on(p) & read)
    elements = {p: found.partition.elements(p) if VOCABULARY[p].is_set else ("",) for p in paths}
    handles = sorted({h for p in paths for e in elements[p] for h in search._changeable(p, e)})
    assume(len(handles) <= MOST_HANDLES)
    sets: set[frozenset[tuple[str, str]]] = set()
    if reaches(known, ruleset, found, {}):
        return sets
    for size in (1, 2):
        for part in combinations(handles, size):
            if not any(known_set <= frozenset(part) for known_set in sets) and any(
                changed(known, made, found) and reaches(known, ruleset, found, made)
                for made in every_choice(part, known, found)
            ):
                sets.add(frozenset(part))
    return sets


def bears_on(path: str) -> set[str]:
    """The fact and all that lean on it; not those for which it could be recorded only where they have some value."""
    found, open_ = {path}, [path]
    while open_:
        one = open_.pop()
        for other in {name for name, fact in VOCABULARY.items() if one in leans_on(name, fact)} - found:
            found.add(other)
            open_.append(other)
    return found


def facts_of(ruleset: Ruleset, option: str) -> set[str]:
    """Every fact that the option or one of its parents reads: no other can matter."""
    chain = (ruleset.options[option], *ruleset.lineage(option))
    conditions = [c for o in chain for c in (o.for_, *(x for r in o.rules for x in (r.for_, r.when)))]
    return {path for c in conditions if c is not None for path in facts(c)}


def changed(known: Situation, made: dict[Any, int], found: Counterfactuals) -> bool:
    """Whether every change is one: a set counts only facts that move."""
    for (path, element), cell in made.items():
        if element:
            now = known.element(path, element).truth
            if now is (TRUE if cell else FALSE):
                return False
        elif path in known.recorded and found.partition.cell_of(path, known.recorded[path]) == cell:  # type: ignore[arg-type]
            return False
    return True
