"""No rule is dead, and none is implied by another of the same option and effect.

Each rule is tried on patients of whom just enough is recorded that it acts: where another rule acts on all of them
too, the first adds nothing.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

import reference
import strategies as some
from near import facts_for
from recurtx.errors import RecurtxError
from recurtx.profile import Profile
from reference.patient import Reader

if TYPE_CHECKING:
    from reference.rules import Rule

TRIES = 60
ENOUGH = 6


@cache
def acting(option: str) -> dict[str, list[Reader]]:
    """For each rule of an option a few patients on whom it acts, in its scope and the option's."""
    rules, found = some.shipped(), {}
    scope = rules.options[option].scope
    for rule in rules.options[option].rules:
        source = random.Random(rule.id)
        found[rule.id] = []
        for _ in range(TRIES):
            facts = facts_for(("all", (rule.acting, scope)), rules, some.Choices(source.randbytes(some.BYTES)))
            if facts is None:
                continue
            patient = {"cancer.type": "colorectal", **facts}
            reader = Reader(reference.Patient(patient, rules, presume=True))
            if reader.truth(rule.acting) and reader.truth(scope) and accepted(patient):
                found[rule.id].append(reader)
            if len(found[rule.id]) == ENOUGH:
                break
    return found


def accepted(patient: dict[str, object]) -> bool:
    try:
        Profile.model_validate(some.nested(patient))
    except (RecurtxError, ValueError):
        return False
    return True


@pytest.mark.parametrize("option", some.shipped().options)
def test_every_rule_can_act(option: str) -> None:
    assert [rule for rule, patients in acting(option).items() if not patients] == []


@pytest.mark.parametrize("option", some.shipped().options)
def test_no_rule_is_implied_by_another_of_the_same_effect(option: str) -> None:
    def implied(rule: Rule, other: Rule) -> bool:
        return rule.effect == other.effect and all(r.truth(other.acting) for r in acting(option)[rule.id])

    rules = some.shipped().options[option].rules
    assert [f"{a.id} by {b.id}" for a, b in permutations(rules, 2) if implied(a, b)] == []
