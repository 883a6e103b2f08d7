"""Monotone in information: learning what was unknown takes back nothing that was certain."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.engine import Verdict, assess
from recurtx.logic import FALSE, TRUE, Truth
from recurtx.profile import Profile
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.engine import AssessedOption
    from recurtx.ruleset import Ruleset

Pair = tuple[dict[str, Any], dict[str, Any]]
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking a ruleset takes minutes; the failing example is small enough to read."""


def options(profile: dict[str, Any], ruleset: Ruleset, presume: bool) -> Mapping[str, AssessedOption]:
    return assess(Profile.model_validate(some.nested(profile)), ruleset, presume=presume).by_id


def certain(before: Mapping[str, AssessedOption]) -> Mapping[tuple[str, str], Truth]:
    """For each rule of each option whether it acts, where that is certain."""
    return {
        (name, f.rule.id): f.acts for name, option in before.items() for f in option.findings if f.acts in (TRUE, FALSE)
    }


def assert_nothing_taken_back(pair: Pair, ruleset: Ruleset, presume: bool) -> None:
    less, more = pair
    before, after = (options(p, ruleset, presume) for p in (less, more))
    kept, now = certain(before), certain(after)
    assert {key: now.get(key) for key in kept} == kept
    for name, option in before.items():
        if option.verdict.closed:
            assert after[name].verdict.closed
        if option.verdict is Verdict.USUALLY_NOT:
            assert after[name].verdict is Verdict.USUALLY_NOT


@some.tried(40)
@given(st.deferred(lambda: some.learnings(some.shipped())))
def test_learning_takes_nothing_back_where_nothing_is_presumed(pair: Pair) -> None:
    assert_nothing_taken_back(pair, some.loaded(), presume=False)


@some.tried(40)
@given(st.deferred(lambda: some.learnings(some.shipped(), some.speaking())))
def test_learning_what_no_presumption_rests_on_takes_nothing_back(pair: Pair) -> None:
    assert_nothing_taken_back(pair, some.loaded(), presume=True)


@some.tried(40)
@given(st.deferred(lambda: some.learnings(some.shipped())))
def test_a_settled_verdict_stays_where_nothing_is_presumed(pair: Pair) -> None:
    before, after = (options(p, some.loaded(), presume=False) for p in pair)
    for name, option in before.items():
        if option.settled:
            closed = option.verdict.closed and after[name].verdict.closed
            assert closed or after[name].verdict is option.verdict, name
            assert after[name].settled


@some.tried(40, phases=UNSHRUNK)
@given(some.rulesets(), st.data())
def test_learning_takes_nothing_back_on_random_rules(files: dict[str, Any], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        rules, ruleset = reference.load(Path(folder)), load_ruleset(Path(folder))
    for unlearned, presume in (((), False), (some.speaking(), True)):
        assert_nothing_taken_back(data.draw(some.learnings(rules, unlearned)), ruleset, presume)


def test_speaking_facts_are_those_of_the_design() -> None:
    """The presumed facts, and what speaks against a presumption: the only ones of which learning may take back."""
    assert some.speaking() == {
        "prior.agents",
        "patient.declines", "patient.pregnant", "patient.active_infection", "patient.autoimmune_disease",
        "patient.thromboembolism", "patient.comorbidities", "prior.intolerances", "prior.progressed_on",
        "recurrence.red_flags", "prior.best_response", "prior.latest_response", "patient.gestational_week",
    }  # fmt: skip
