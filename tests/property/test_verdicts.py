"""What holds of every answer: all options are there, in one order, and each verdict follows from its findings."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.engine import AssessedOption, Verdict, assess
from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth, conjunction
from recurtx.profile import Profile
from recurtx.ruleset import Effect, load_ruleset, shipped_rules
from reference.rules import leaves_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.engine import Assessment, Finding
    from recurtx.ruleset import Ruleset

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking a ruleset takes minutes; the failing example is small enough to read."""
PATIENTS = st.deferred(lambda: some.profiles(some.shipped()))


def assessed(profile: dict[str, Any], ruleset: Ruleset, presume: bool) -> Assessment:
    return assess(Profile.model_validate(some.nested(profile)), ruleset, presume=presume)


@cache
def heads() -> list[dict[str, str]]:
    """The heads of the options as their files say them, siblings in their order."""
    found = [reference.read(path)["option"] for path in (shipped_rules() / "options").glob("*.yaml")]
    return sorted(found, key=lambda head: (int(head.get("order", "0")), head["id"]))


@some.tried(15)
@given(PATIENTS, st.booleans())
def test_every_option_is_always_there_in_its_place(profile: dict[str, Any], presume: bool) -> None:
    options = assessed(profile, some.loaded(), presume).options
    assert_in_place(options, [h for h in heads() if h.get("parent") in (None, "null")])


def assert_in_place(options: Iterable[AssessedOption], expected: list[dict[str, str]]) -> None:
    assert [o.option.id for o in options] == [h["id"] for h in expected]
    for option in options:
        assert_in_place(option.modalities, [h for h in heads() if h.get("parent") == option.option.id])


@some.tried(30)
@given(PATIENTS, st.booleans())
def test_verdicts_follow_from_findings_alone(profile: dict[str, Any], presume: bool) -> None:
    for option in assessed(profile, some.loaded(), presume).by_id.values():
        assert_follows(option)


def assert_follows(option: AssessedOption) -> None:
    scopes = [o.scope.truth for o in (option, *option.lineage) if o.scope is not None]
    heard = [*option.findings, *inherited(option)]
    assert option.verdict is verdict_of(conjunction(scopes), heard)
    assert [f.rule.id for f in option.stopping()] == [f.rule.id for f in heard if f.stops]
    assert option.settled is settled_of(option.verdict, heard)
    assert bool(option.missing) is not option.settled
    assert option.blocks is (option.verdict is Verdict.NEEDS_INFORMATION)


def inherited(option: AssessedOption) -> list[Finding]:
    """What the rules of its parents say, without those that speak for the parent and those that leave it out."""
    found: list[Finding] = []
    classes = {name: list(drugs) for name, drugs in option.assessment.ruleset.agents.members.items()}
    for place, above in enumerate(option.lineage, 1):
        ways = [(o.id, list(o.option.agents)) for o in (option, *option.lineage)[:place]]
        rules = [f for f in above.findings if f.rule.effect is not Effect.SUPPORTS]
        found += [f for f in rules if not leaves_out(list(f.rule.except_), ways, classes)]
    return found


def acts_of(findings: Iterable[Finding], *effects: Effect) -> set[Truth]:
    return {f.acts for f in findings if f.rule.effect in effects}


def verdict_of(scope: Truth, findings: Iterable[Finding]) -> Verdict:
    stops = acts_of(findings, Effect.REQUIRES, Effect.EXCLUDES)
    if scope is FALSE:
        return Verdict.OUTSIDE_SCOPE
    if TRUE in stops:
        return Verdict.NOT_CANDIDATE
    if scope is UNKNOWN or UNKNOWN in stops:
        return Verdict.NEEDS_INFORMATION
    if TRUE in acts_of(findings, Effect.DISCOURAGES):
        return Verdict.USUALLY_NOT
    if TRUE not in acts_of(findings, Effect.SUPPORTS):
        return Verdict.POSSIBLE
    return Verdict.CANDIDATE_WITH_CAUTION if TRUE in acts_of(findings, Effect.CAUTIONS) else Verdict.CANDIDATE


WAITS = {
    Verdict.CANDIDATE_WITH_CAUTION: (Effect.DISCOURAGES,),
    Verdict.CANDIDATE: (Effect.DISCOURAGES, Effect.CAUTIONS),
    Verdict.POSSIBLE: (Effect.DISCOURAGES, Effect.SUPPORTS),
}
"""The effects of which an unknown rule can still change an open verdict."""


def settled_of(verdict: Verdict, findings: Iterable[Finding]) -> bool:
    if verdict is Verdict.NEEDS_INFORMATION:
        return False
    return UNKNOWN not in acts_of(findings, *WAITS.get(verdict, ()))


AT_BEST: dict[Effect, tuple[Verdict, ...]] = {
    Effect.REQUIRES: (),
    Effect.EXCLUDES: (),
    Effect.DISCOURAGES: (Verdict.USUALLY_NOT,),
    Effect.CAUTIONS: (Verdict.USUALLY_NOT, Verdict.CANDIDATE_WITH_CAUTION, Verdict.POSSIBLE),
}
"""What a way can come to, besides closed or unknown, where a rule of its option with this effect acts."""


@some.tried(25)
@given(PATIENTS, st.booleans())
def test_a_way_is_never_cleaner_than_its_option(profile: dict[str, Any], presume: bool) -> None:
    assert_no_way_is_cleaner(assessed(profile, some.loaded(), presume))


@some.tried(50, phases=UNSHRUNK)
@given(some.rulesets(), st.data(), st.booleans())
def test_a_way_is_never_cleaner_than_its_option_on_random_rules(
    files: dict[str, Any], data: st.DataObject, presume: bool
) -> None:
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        rules, ruleset = reference.load(Path(folder)), load_ruleset(Path(folder))
    found = assessed(data.draw(some.profiles(rules)), ruleset, presume)
    assert_no_way_is_cleaner(found)
    for option in found.by_id.values():
        assert_follows(option)


def assert_no_way_is_cleaner(found: Assessment) -> None:
    for option in found.by_id.values():
        for finding in inherited(option):
            assert_no_cleaner(option, finding)


def assert_no_cleaner(way: AssessedOption, finding: Finding) -> None:
    """What a rule of the option above allows a way to come to."""
    closed = way.verdict.closed
    if finding.acts is TRUE and not closed and way.verdict is not Verdict.NEEDS_INFORMATION:
        assert way.verdict in AT_BEST[finding.rule.effect], (way.id, finding.rule.id)
    if finding.stops:
        assert closed, (way.id, finding.rule.id)
    if finding.blocks:
        assert closed or way.verdict is Verdict.NEEDS_INFORMATION, (way.id, finding.rule.id)


@some.tried(15)
@given(PATIENTS, st.booleans())
def test_every_rule_leaves_a_finding(profile: dict[str, Any], presume: bool) -> None:
    for name, option in assessed(profile, some.loaded(), presume).by_id.items():
        assert [f.rule for f in option.findings] == list(some.loaded().options[name].rules)
