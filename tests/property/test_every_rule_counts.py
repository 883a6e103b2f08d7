"""No rule is dead, and no two rules of one option and effect always act together.

Each rule is tried on patients of whom just enough is recorded that it acts, those of its own examples among them.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

import reference
import strategies as some
from near import facts_for
from recurtx.errors import RecurtxError
from recurtx.profile import Profile
from reference.patient import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reference.rules import Rule

TRIES = 60
ENOUGH = 10


def patients(option: str, rule: Rule) -> Iterator[dict[str, Any]]:
    """Patients on whom a rule may act: of its examples, and drawn."""
    rules, source = some.shipped(), random.Random(rule.id)
    written = some.loaded().distinct()[rule.id]
    yield from (example.given for example in written.examples)
    for _ in range(TRIES):
        both = ("all", (rule.acting, rules.options[option].scope))
        facts = facts_for(both, rules, some.Choices(source.randbytes(some.BYTES)))
        if facts is not None:
            yield {"cancer.type": "colorectal", **facts}


@cache
def acting(option: str) -> dict[str, list[Reader]]:
    """For each rule of an option a few patients on whom it acts."""
    rules = some.shipped()
    found: dict[str, list[Reader]] = {}
    for rule in rules.options[option].rules:
        found[rule.id] = []
        for patient in patients(option, rule):
            reader = Reader(reference.Patient(patient, rules, presume=True))
            if len(found[rule.id]) < ENOUGH and reader.truth(rule.acting) and accepted(patient):
                found[rule.id].append(reader)
    return found


def accepted(patient: dict[str, Any]) -> bool:
    try:
        Profile.model_validate(some.nested(patient))
    except (RecurtxError, ValueError):
        return "cancer.type" not in patient  # an example need not say of which cancer it speaks
    return True


@pytest.mark.parametrize("option", some.shipped().options)
def test_every_rule_can_act(option: str) -> None:
    assert [rule for rule, readers in acting(option).items() if not readers] == []


@pytest.mark.parametrize("option", some.shipped().options)
def test_no_two_rules_of_one_effect_always_act_together(option: str) -> None:
    def implies(one: Rule, other: Rule) -> bool:
        return all(r.truth(other.acting) for r in acting(option)[one.id])

    pairs = combinations(some.shipped().options[option].rules, 2)
    alike = [(a.id, b.id) for a, b in pairs if a.effect == b.effect and implies(a, b) and implies(b, a)]
    assert alike == []
