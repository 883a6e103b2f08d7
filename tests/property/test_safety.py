"""What must never be said of a patient, whatever else is recorded. Clinical: these tests name options and facts."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies as some
from near import FAVOURABLE
from recurtx.engine import AssessedOption, Verdict, assess
from recurtx.profile import Profile

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

OFFERED = (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION)
SURGERY = ("repeat_crs", "second_hipec")
CANCER_DIRECTED = ("repeat_crs", "second_hipec", "systemic_therapy", "radiation", "local_treatment")

PATIENTS = st.deferred(lambda: some.patients_with(some.shipped(), FAVOURABLE))
TRIED = some.tried(50)


def verdicts(profile: dict[str, Any], ruleset: Ruleset, presume: bool = True) -> dict[str, AssessedOption]:
    return dict(assess(Profile.model_validate(some.nested(profile)), ruleset, presume=presume).by_id)


def family(option: str, ruleset: Ruleset) -> list[str]:
    """An option with everything beneath it."""
    return [option, *(below for child in ruleset.children(option) for below in family(child.id, ruleset))]


def but(profile: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """The same patient with one fact recorded otherwise."""
    return some.with_facts(profile, facts, some.shipped())


@pytest.mark.parametrize("option", SURGERY)
def test_surgery_is_near_enough_for_these_laws(option: str, ruleset: Ruleset) -> None:
    spell = random.Random(1).randbytes
    patients = [some.patient_with(some.Choices(spell(some.BYTES)), some.shipped(), FAVOURABLE) for _ in range(100)]
    assert sum(verdicts(p, ruleset)[option].verdict in OFFERED for p in patients) >= 10


def care(ruleset: Ruleset) -> list[str]:
    """Palliative care and its ways, but for the operation, which is one that clinical rules may stop."""
    return [name for name in family("palliative", ruleset) if name != "palliative_surgery"]


@TRIED
@given(PATIENTS, st.booleans())
def test_ecog_4_is_never_offered_surgery(profile: dict[str, Any], presume: bool) -> None:
    judged = verdicts(but(profile, **{"patient.ecog": 4}), some.loaded(), presume)
    for option in SURGERY:
        for name in family(option, some.loaded()):
            assert judged[name].verdict.closed, name


@TRIED
@given(PATIENTS, st.sampled_from([10, 20, 30]))
def test_karnofsky_of_ecog_4_is_never_offered_surgery(profile: dict[str, Any], score: int) -> None:
    profile.pop("patient.ecog", None)
    judged = verdicts(but(profile, **{"patient.karnofsky": score}), some.loaded())
    for option in SURGERY:
        for name in family(option, some.loaded()):
            assert judged[name].verdict.closed, name


def test_only_refusal_may_stop_palliative_care(ruleset: Ruleset) -> None:
    for name in care(ruleset):
        stopping = [r.id for r in ruleset.options[name].rules if r.effect.stops]
        assert stopping == ["every.declined"], name
    assert ruleset.options["palliative"].for_ is None


@TRIED
@given(st.deferred(lambda: some.profiles(some.shipped())), st.booleans())
def test_palliative_care_is_stopped_by_nothing_but_refusal(profile: dict[str, Any], presume: bool) -> None:
    judged = verdicts(profile, some.loaded(), presume)
    assert judged["palliative"].verdict is not Verdict.OUTSIDE_SCOPE
    for name in care(some.loaded()):
        assert {f.rule.id for f in judged[name].stopping()} <= {"every.declined"}
    judged = verdicts(but(profile, **{"patient.declines": []}), some.loaded(), presume)
    for name in care(some.loaded()):
        assert judged[name].verdict is not Verdict.NOT_CANDIDATE
    assert judged["palliative"].verdict is not Verdict.NEEDS_INFORMATION


@TRIED
@given(PATIENTS, st.booleans())
def test_no_second_hipec_without_surgery(profile: dict[str, Any], presume: bool) -> None:
    judged = verdicts(profile, some.loaded(), presume)
    if judged["repeat_crs"].verdict.closed:
        for name in family("second_hipec", some.loaded()):
            assert judged[name].verdict.closed, name
    if judged["second_hipec"].verdict in OFFERED:
        assert judged["repeat_crs"].verdict not in (Verdict.NOT_CANDIDATE, Verdict.NEEDS_INFORMATION)


@TRIED
@given(PATIENTS, st.booleans())
def test_no_plain_candidate_while_recurrence_is_unproven(profile: dict[str, Any], presume: bool) -> None:
    judged = verdicts(but(profile, **{"recurrence.confirmed": False}), some.loaded(), presume)
    for option in CANCER_DIRECTED:
        assert judged[option].verdict is not Verdict.CANDIDATE, option


@TRIED
@given(PATIENTS, st.booleans())
def test_nothing_cancer_directed_without_a_recurrence(profile: dict[str, Any], presume: bool) -> None:
    nowhere = but(profile, **{"recurrence.confirmed": False, "recurrence.sites": []})
    judged = verdicts(nowhere, some.loaded(), presume)
    for option in CANCER_DIRECTED:
        for name in family(option, some.loaded()):
            assert judged[name].verdict.closed, name


@TRIED
@given(PATIENTS, st.data())
def test_what_is_declined_is_stopped(profile: dict[str, Any], data: st.DataObject) -> None:
    option = data.draw(st.sampled_from(sorted(some.loaded().options)))
    judged = verdicts(but(profile, **{"patient.declines": [option]}), some.loaded())
    assert "every.declined" in {f.rule.id for f in judged[option].findings if f.stops}
    for name in family(option, some.loaded()):
        assert judged[name].verdict.closed, name
        assert "every.declined" in {f.rule.id for f in judged[name].stopping()}


@TRIED
@given(PATIENTS, st.booleans())
def test_modalities_of_what_is_closed_are_closed(profile: dict[str, Any], presume: bool) -> None:
    judged = verdicts(profile, some.loaded(), presume)
    for name, option in judged.items():
        if option.verdict.closed:
            assert all(judged[below].verdict.closed for below in family(name, some.loaded()))


@pytest.mark.parametrize("flag", ["perforation", "ischaemia", "closed_loop", "sepsis"])
@TRIED
@given(profile=PATIENTS)
def test_no_elective_surgery_in_an_emergency(flag: str, profile: dict[str, Any]) -> None:
    judged = verdicts(but(profile, **{"recurrence.red_flags": [flag]}), some.loaded())
    for option in SURGERY:
        for name in family(option, some.loaded()):
            assert judged[name].verdict.closed, name
