"""Laws of the engine on a few drawn rules each: quick enough to be put to every mutant of the engine.

Not part of the tests that are always run, since these put the same laws to more rules: see ``[tool.mutmut]`` in
``pyproject.toml`` and CONTRIBUTING. The rules are loaded here, so that whoever forks has them already.
"""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

import reference
import strategies as some
from property import test_agreement, test_becomes, test_verdicts
from recurtx.errors import RecurtxError
from recurtx.program.compile import compiled
from recurtx.program.library import bare, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recurtx.ruleset import Ruleset
    from reference.rules import Plain, Rules

SHIPPED, REFERENCE = some.loaded(), some.shipped()
SEEDS = range(8)
EACH = 4
"""Random rulesets for each law, and patients for each of these."""
OF_BECOMING = [
    test_becomes.test_becomes_is_told_of_what_blocks_and_of_what_may_still_be_spoken_for,
    test_becomes.test_some_completion_reaches_what_an_option_becomes_and_none_a_better_verdict,
    test_becomes.test_every_completion_with_the_values_of_a_set_has_what_the_set_promises,
    test_becomes.test_no_fact_of_a_set_can_be_left_out,
    test_becomes.test_the_first_set_has_as_few_facts_as_any,
    test_becomes.test_where_one_fact_decides_every_value_of_it_is_told_with_its_verdict,
]


def drawn(seed: int | str) -> some.Choices:
    return some.Choices(random.Random(f"laws {seed}").randbytes(some.BYTES))


def rules_of(seed: int) -> tuple[Ruleset, Rules]:
    """A random ruleset; one that is refused is drawn again."""
    found = (some.random_rules(f"laws {seed} {again}") for again in range(1000))
    return next(both for both in found if both is not None)


def people(rules: Rules, seed: int | str, number: int = EACH) -> Iterator[Plain]:
    return (some.profile(drawn(f"{seed} {place}"), rules) for place in range(number))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_complete_answer_is_that_of_the_reference(seed: int) -> None:
    ruleset, rules = rules_of(seed)
    for place, person in enumerate(people(rules, seed)):
        assert test_agreement.differences(person, ruleset, rules, presume=bool(place % 2)) == {}
        found = test_verdicts.assessed(person, ruleset, presume=bool(place % 2))
        test_verdicts.assert_no_way_is_cleaner(found)
        for option in found.by_id.values():
            test_verdicts.assert_follows(option)


@pytest.mark.parametrize("seed", range(2))
def test_the_complete_answer_is_that_of_the_reference_by_the_shipped_rules(seed: int) -> None:
    (person,) = people(REFERENCE, f"shipped {seed}", 1)
    assert test_agreement.differences(person, SHIPPED, REFERENCE, presume=not seed) == {}
    test_agreement.test_advice_and_trials_are_those_of_the_reference.hypothesis.inner_test(person, not seed)


@pytest.mark.parametrize("law", OF_BECOMING, ids=lambda law: law.__name__.removeprefix("test_"))
@pytest.mark.parametrize("seed", range(4))
def test_what_an_open_option_becomes(law: Any, seed: int) -> None:
    put: Callable[[Plain, bytes, bool], None] = law.hypothesis.inner_test
    source = random.Random(f"becomes {law.__name__} {seed}")
    for place in islice(range(1000), EACH):
        files = some.ruleset(some.Choices(source.randbytes(some.BYTES)))
        try:
            put(files, source.randbytes(some.BYTES), bool(place % 2))
        except RecurtxError:
            continue  # these are no rules


@pytest.mark.parametrize("seed", SEEDS)
def test_a_program_is_read_back_as_it_was_written(seed: int) -> None:
    ruleset, _ = rules_of(seed)
    program, found = compiled(ruleset), compiled(unpacked(bare(ruleset), ruleset.folder))
    for name in ("nodes", "variables", "cells", "coarse", "named", "applies", "options", "advice", "trials", "gaps"):
        assert getattr(found, name) == getattr(program, name), name


def test_the_reference_reads_the_shipped_rules() -> None:
    assert set(reference.assess(next(people(REFERENCE, "any")), REFERENCE)) == set(SHIPPED.options)
