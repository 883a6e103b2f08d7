"""What holds of every answer: all options are there, in one order, and each verdict follows from its findings."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.engine import AssessedOption, Verdict, assess
from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth, conjunction
from recurtx.profile import Profile
from recurtx.ruleset import shipped_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.engine import Assessment, Finding
    from recurtx.ruleset import Ruleset

PATIENTS = st.deferred(lambda: some.profiles(some.shipped()))


def assessed(profile: dict[str, Any], ruleset: Ruleset, presume: bool) -> Assessment:
    return assess(Profile.model_validate(some.nested(profile)), ruleset, presume=presume)


@cache
def heads() -> list[dict[str, str]]:
    """The heads of the options as their files say them, siblings in their order."""
    found = [reference.read(path)["option"] for path in (shipped_rules() / "options").glob("*.yaml")]
    return sorted(found, key=lambda head: (int(head.get("order", "0")), head["id"]))


@settings(max_examples=25)
@given(PATIENTS, st.booleans())
def test_every_option_is_always_there_in_its_place(profile: dict[str, Any], presume: bool) -> None:
    options = assessed(profile, some.loaded(), presume).options
    assert_in_place(options, [h for h in heads() if h.get("parent") in (None, "null")])


def assert_in_place(options: Iterable[AssessedOption], expected: list[dict[str, str]]) -> None:
    assert [o.option.id for o in options] == [h["id"] for h in expected]
    for option in options:
        assert_in_place(option.modalities, [h for h in heads() if h.get("parent") == option.option.id])


@settings(max_examples=50)
@given(PATIENTS, st.booleans())
def test_verdicts_follow_from_findings_alone(profile: dict[str, Any], presume: bool) -> None:
    for option in assessed(profile, some.loaded(), presume).options:
        assert_follows(option, TRUE, ())


def assert_follows(option: AssessedOption, above: Truth, stops_above: tuple[Finding, ...]) -> None:
    """``above`` is the truth of the parents' scopes, ``stops_above`` their requirements and objections."""
    scope = conjunction((above, TRUE if option.scope is None else option.scope.truth))
    stops = tuple(f for f in option.findings if f.rule.effect.stops) + stops_above
    assert option.verdict is verdict_of(scope, [f.acts for f in stops], option.findings)
    assert [f.rule.id for f in option.stopping()] == [f.rule.id for f in stops if f.acts is TRUE]
    assert option.settled is settled_of(option.verdict, option.findings)
    assert bool(option.missing) is not option.settled
    assert option.blocks is (option.verdict is Verdict.NEEDS_INFORMATION)
    for modality in option.modalities:
        assert_follows(modality, scope, stops)


def acts_of(findings: Iterable[Finding], effect: str) -> set[Truth]:
    return {f.acts for f in findings if f.rule.effect.value == effect}


def verdict_of(scope: Truth, stops: list[Truth], findings: Iterable[Finding]) -> Verdict:
    if scope is FALSE:
        return Verdict.OUTSIDE_SCOPE
    if TRUE in stops:
        return Verdict.NOT_CANDIDATE
    if scope is UNKNOWN or UNKNOWN in stops:
        return Verdict.NEEDS_INFORMATION
    if TRUE not in acts_of(findings, "supports"):
        return Verdict.POSSIBLE
    return Verdict.CANDIDATE_WITH_CAUTION if TRUE in acts_of(findings, "cautions") else Verdict.CANDIDATE


def settled_of(verdict: Verdict, findings: Iterable[Finding]) -> bool:
    match verdict:
        case Verdict.NEEDS_INFORMATION:
            return False
        case Verdict.CANDIDATE:
            return UNKNOWN not in acts_of(findings, "cautions")
        case Verdict.POSSIBLE:
            return UNKNOWN not in acts_of(findings, "supports")
        case _:
            return True


@settings(max_examples=20)
@given(PATIENTS, st.booleans())
def test_every_rule_leaves_a_finding(profile: dict[str, Any], presume: bool) -> None:
    for name, option in assessed(profile, some.loaded(), presume).by_id.items():
        assert [f.rule for f in option.findings] == list(some.loaded().options[name].rules)
