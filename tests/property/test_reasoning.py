"""What reasoning says of other profiles is what the engine says of them."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.engine import Quick, Verdict, assess, judge
from recurtx.program.cells import with_element
from recurtx.engine.judgement import Reader
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import DERIVATIONS, VOCABULARY, Kind, Profile, Situation, clashes
from recurtx.profile.derive import leans_on
from recurtx.reasoning import counterfactuals, next_questions
from recurtx.reasoning.counterfactual import _Search
from recurtx.ruleset import facts, load_ruleset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.engine import AssessedOption, Assessment
    from recurtx.reasoning import Counterfactuals
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


def situation(profile: Plain, ruleset: Ruleset) -> Situation:
    return Situation.of(Profile.model_validate(some.nested(profile)), ruleset.agents, presume=False)


def part_and_whole(choices: some.Choices, rules: reference.Rules) -> tuple[Plain, Plain]:
    """A profile and the whole patient that it is a part of."""
    whole = some.world(choices, rules, exact=True)
    part = {p: v for p, v in whole.items() if p == "cancer.type" or choices.share(40)}
    return part, whole


def parts_and_wholes() -> st.SearchStrategy[tuple[Plain, Plain]]:
    return some.chosen(lambda choices: part_and_whole(choices, some.shipped()))


REACHED = {
    Verdict.POSSIBLE: lambda option: not option.verdict.closed,
    Verdict.CANDIDATE: lambda option: bool(option.acting("supports")),
    Verdict.CANDIDATE_WITH_CAUTION: lambda option: bool(option.acting("cautions")),
}


@settings(max_examples=30)
@given(st.deferred(parts_and_wholes))
def test_residual_on_any_completion_is_the_engine_on_that_completion(
    ruleset: Ruleset, pair: tuple[Plain, Plain]
) -> None:
    part, whole = pair
    before, after = assessed(part, ruleset), assessed(whole, ruleset)
    reader, completed = Reader(before.situation, ruleset), situation(whole, ruleset)
    for name, residual in residuals(before).items():
        truth = evaluate(residual.formula, completed, reader.partition)
        if truth is not UNKNOWN:
            assert (truth is TRUE) == REACHED[residual.verdict](after.by_id()[name]), name


@settings(max_examples=30)
@given(st.deferred(lambda: some.profiles(some.shipped())))
def test_what_is_missing_is_what_the_residual_names(ruleset: Ruleset, profile: Plain) -> None:
    found = assessed(profile, ruleset)
    for name, residual in residuals(found).items():
        named = residual_facts(residual.formula)
        if named and residual.exact:
            assert set(found.by_id()[name].missing) <= set(named), name


@settings(max_examples=30)
@given(st.deferred(lambda: some.profiles(some.shipped())))
def test_quick_verdicts_of_an_assessment_need_no_second_judgement(ruleset: Ruleset, profile: Plain) -> None:
    found = assessed(profile, ruleset)
    again, anew = Quick.from_assessment(found).outcomes, Quick.of(found.situation, ruleset).outcomes
    assert list(again.items()) == list(anew.items())


def flat(options: Iterable[AssessedOption]) -> dict[str, AssessedOption]:
    return {o.option.id: o for option in options for o in (option, *flat(option.modalities).values())}


@settings(max_examples=30)
@given(st.deferred(lambda: some.learnings(some.shipped())))
def test_quick_verdicts_are_those_of_the_engine(ruleset: Ruleset, pair: tuple[Plain, Plain]) -> None:
    less, more = pair
    before, after = Quick.of(situation(less, ruleset), ruleset), situation(more, ruleset)
    changes = {p: c for p, c in after.recorded.items() if before.situation.recorded.get(p) != c}
    quick = before.changed(changes).outcomes
    expected = flat(judge(after, ruleset))
    assert {n: (o.verdict, o.settled, o.missing) for n, o in quick.items()} == {
        n: (o.verdict, o.settled, o.missing) for n, o in expected.items()
    }


@settings(max_examples=30)
@given(st.deferred(parts_and_wholes))
def test_facts_that_change_nothing_change_no_verdict_of_any_completion(
    ruleset: Ruleset, pair: tuple[Plain, Plain]
) -> None:
    part, whole = pair
    idle = set(next_questions(assessed(part, ruleset)).idle)
    without = {path: value for path, value in whole.items() if path not in idle}
    full, less = assessed(whole, ruleset).by_id(), assessed(without, ruleset).by_id()
    for name, option in assessed(part, ruleset).by_id().items():
        if not option.settled:
            assert full[name].verdict is less[name].verdict, name


@settings(max_examples=40)
@given(st.deferred(lambda: some.profiles(some.shipped())), st.integers(0, 7))
def test_every_counterfactual_turns_the_verdict_and_no_part_of_it_does(
    ruleset: Ruleset, profile: Plain, n: int
) -> None:
    known = situation(profile, ruleset)
    option = ruleset.children(None)[n % len(ruleset.children(None))].id
    verdict = Quick.of(known, ruleset, option).outcomes[option].verdict
    goal = None if verdict.closed else Verdict.CANDIDATE
    found = counterfactuals(known, ruleset, option, goal, size=2)
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
    for (path, element), cell in made.items():
        value = found.partition.cells(path)[cell].value if not element else None
        known = known.changed({path: with_element(known, path, element, present=bool(cell)) if element else value})
    if any(True for _ in clashes(known)):
        return False
    verdict = Quick.of(known, ruleset, found.option).outcomes[found.option].verdict
    return not verdict.closed if found.goal is None else verdict is found.goal


@settings(max_examples=40, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(some.rulesets(), st.binary(min_size=some.BYTES, max_size=some.BYTES), st.sampled_from(GOALS))
def test_counterfactuals_are_complete_on_small_vocabularies(
    files: dict[str, Any], spelled: bytes, wanted: Verdict | None
) -> None:
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        rules, ruleset = reference.load(Path(folder)), load_ruleset(Path(folder))
    known = situation(some.profile(some.Choices(spelled), rules), ruleset)
    for option in ruleset.children(None):
        verdict = Quick.of(known, ruleset, option.id).outcomes[option.id].verdict
        goal = wanted or (None if verdict.closed else Verdict.CANDIDATE)
        found = counterfactuals(known, ruleset, option.id, goal, size=2)
        expected = exhaustive(known, ruleset, found)
        assert {frozenset((c.path, c.element) for c in one.changes) for one in found.found} == expected


def exhaustive(known: Situation, ruleset: Ruleset, found: Counterfactuals) -> set[frozenset[tuple[str, str]]]:
    """All minimal sets of at most two changes, by trying everything that may be changed."""
    search = _Search(known, ruleset, found.option, found.goal)
    read = facts_of(ruleset, found.option)
    assume(not any(VOCABULARY[p].kind is Kind.AGENTS for p in read))  # a class stands for several drugs
    asked = {*found.partition.tests, *known.recorded} | (set(VOCABULARY) - {rule.source for rule in DERIVATIONS})
    paths = sorted(p for p in asked if bears_on(p) & read)
    handles = sorted({h for p in paths for h in search._changeable(p, "*")})
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
