"""Close calls: an option has one where a value within the margin of measurement would turn it, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import strategies as some
from recurtx.engine import Judgement, assess
from recurtx.engine.close_calls import close_calls
from recurtx.logic import TRUE
from recurtx.profile import VOCABULARY, Kind, Profile, impossible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.engine import CloseCall
    from recurtx.profile import Fact
    from reference.rules import Plain

WITH_A_MARGIN = [fact for fact in VOCABULARY.values() if fact.margin is not None]


def within(fact: Fact, value: Any) -> Iterator[list[Any]]:
    """Values inside the margin, those of one distance together, nearest first."""
    assert fact.margin is not None
    for distance in range(1, fact.margin.width + 1):
        if fact.kind is Kind.CHOICE:
            places = [fact.values.index(value) + d for d in (distance, -distance)]
            yield [fact.values[p] for p in places if 0 <= p < len(fact.values)]
        else:
            yield [v for v in (value + distance, value - distance) if fact.within(v)]


def stopped_by(judgement: Judgement, option: str) -> set[str]:
    heard = (rule for _, _, rule in judgement.program.heard(option))
    return {rule.id for rule in heard if rule.effect.stops and judgement.truths.truth(rule.acts) is TRUE}


def said(judgement: Judgement, option: str) -> tuple[Any, set[str]]:
    """The verdict, and what stops the option where something does."""
    verdict = judgement.outcomes[option].verdict
    return verdict, stopped_by(judgement, option) if verdict.value == "not_candidate" else set()


def nearest(judgement: Judgement, fact: Fact, value: Any) -> dict[str, set[Any]]:
    """By option, the nearest values at which it comes to something else."""
    found: dict[str, set[Any]] = {}
    for values in within(fact, value):
        for other in values:
            there = judgement.changed({fact.path: other})
            if not impossible(there.situation, {fact.path: other}):
                for option in judgement.outcomes:
                    if said(there, option) != said(judgement, option):
                        found.setdefault(option, set())
                        if not found[option] - set(values):
                            found[option].add(other)
    return found


OPEN: dict[str, Any] = {
    "cancer.type": "colorectal", "recurrence.sites": ["peritoneum"], "recurrence.resectability": "uncertain",
}  # fmt: skip
"""A patient of whom the extent may decide about an operation."""


def judged(facts: Plain) -> Judgement:
    return assess(Profile.model_validate(some.nested(facts)), some.loaded()).judgement


def of_fact(judgement: Judgement, path: str) -> dict[str, CloseCall]:
    """By option, its close call by one fact."""
    return {option: c for option, found in close_calls(judgement).items() for c in found if c.fact == path}


@pytest.mark.parametrize(("pci", "ecog"), [(19, 1), (20, 2), (22, 3), (18, 1), (8, 4)])
def test_a_value_is_a_close_call_where_one_within_its_margin_turns_the_option(pci: int, ecog: int) -> None:
    near = {"recurrence.pci": pci, "patient.ecog": ecog, "recurrence.pci_method": "imaging"}
    judgement = judged({**OPEN, **near})
    assert close_calls(judgement)
    for fact in WITH_A_MARGIN:
        told, turning = of_fact(judgement, fact.path), nearest(judgement, fact, near[fact.path])
        assert told.keys() == turning.keys(), fact.path
        for option, call in told.items():
            assert call.value == near[fact.path]
            assert call.nearest in turning[option], (option, fact.path)
            assert call.verdict is judgement.outcomes[option].verdict
            assert call.verdict_if is judgement.changed({fact.path: call.nearest}).outcomes[option].verdict


@pytest.mark.parametrize(("method", "near"), [("imaging", True), ("laparotomy", False), (None, True)])
def test_an_extent_that_was_seen_at_an_operation_is_no_close_call(method: str | None, near: bool) -> None:
    how = {} if method is None else {"recurrence.pci_method": method}
    assert bool(of_fact(judged({**OPEN, "recurrence.pci": 19, "patient.ecog": 1, **how}), "recurrence.pci")) is near


def test_the_threshold_of_a_close_call_lies_between_both_values() -> None:
    calls = of_fact(judged({**OPEN, "recurrence.pci": 19, "patient.ecog": 1}), "recurrence.pci")
    for call in calls.values():
        assert (call.threshold, call.nearest, call.margin) == (20, 21, 3), call.rule
        assert call.source
        assert call.says
    assert {call.rule.id for call in calls.values() if call.rule is not None}
