"""The JSON answer keeps to its published schema, and the same input gives the same bytes."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import strategies as some
from recurtx.answer import answer
from recurtx.answer.document import PublicAssessment, document
from recurtx.profile import Profile
from recurtx.ruleset import load_ruleset, shipped_rules

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

PATIENTS = st.deferred(lambda: some.profiles(some.shipped()))


def public(profile: dict[str, Any], ruleset: Ruleset, presume: bool = True) -> PublicAssessment:
    return document(answer(Profile.model_validate(some.nested(profile)), ruleset, presume=presume))


def written(profile: dict[str, Any], ruleset: Ruleset) -> str:
    return public(profile, ruleset).model_dump_json(by_alias=True, indent=1)


@cache
def validator() -> Draft202012Validator:
    schema = PublicAssessment.model_json_schema(by_alias=True)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@some.tried(2)
@given(PATIENTS, st.booleans())
def test_answer_keeps_to_its_schema(profile: dict[str, Any], presume: bool) -> None:
    validator().validate(public(profile, some.loaded(), presume).model_dump(mode="json", by_alias=True))


@some.tried(3)
@given(PATIENTS)
def test_answer_reads_back_as_it_was(profile: dict[str, Any]) -> None:
    answer = public(profile, some.loaded())
    assert PublicAssessment.model_validate_json(answer.model_dump_json(by_alias=True)) == answer


@pytest.fixture(scope="module")
def again() -> Ruleset:
    """The shipped rules, read once more."""
    return load_ruleset(shipped_rules())


@pytest.mark.parametrize("seed", range(3))
def test_same_input_gives_same_bytes(ruleset: Ruleset, again: Ruleset, seed: int) -> None:
    profile = some.profile(some.Choices(random.Random(seed).randbytes(some.BYTES)), some.shipped())
    backwards = dict(reversed(profile.items()))
    assert written(profile, ruleset) == written(profile, again) == written(backwards, again)


@some.tried(4)
@given(PATIENTS)
def test_order_within_a_set_does_not_matter(profile: dict[str, Any]) -> None:
    turned = {path: value[::-1] if isinstance(value, list) else value for path, value in profile.items()}
    one, other = (public(p, some.loaded()).model_dump(exclude={"profile"}) for p in (profile, turned))
    assert one == other
