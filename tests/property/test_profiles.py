"""The patients of these tests are valid and varied: what the other laws rest on."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.document import Unreadable, read_text
from recurtx.profile import VOCABULARY, assemble, flatten
from recurtx.profile.foreign import read_profile_text


@some.tried(100)
@given(st.deferred(lambda: some.profiles(some.shipped())))
def test_random_profiles_are_valid(profile: dict[str, Any]) -> None:
    written, problems = flatten(read_text(yaml.safe_dump(profile), "random"))
    assert not problems
    assert assemble(written, some.loaded().names, "random").profile.recorded().keys() == profile.keys()


@some.tried(60)
@given(st.deferred(lambda: some.learnings(some.shipped())))
def test_what_is_learned_stays_valid(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    for profile in pair:
        written, _ = flatten(read_text(yaml.safe_dump(profile), "random"))
        assemble(written, some.loaded().names, "random")
    assert pair[0].keys() <= pair[1].keys()


LIKELY = {"patient.ecog": 4, "recurrence.sites": [], "prior.hipec_count": 0, "recurrence.resectability": "uncertain"}


@some.tried(60)
@given(st.deferred(lambda: some.patients_with(some.shipped(), LIKELY)))
def test_patients_with_likely_facts_are_valid(profile: dict[str, Any]) -> None:
    written, _ = flatten(read_text(yaml.safe_dump(profile), "random"))
    assemble(written, some.loaded().names, "random")


@pytest.fixture(scope="module")
def many() -> list[dict[str, Any]]:
    """Some patients, the same in every run."""
    spell = random.Random(1).randbytes
    return [some.profile(some.Choices(spell(some.BYTES)), some.shipped()) for _ in range(400)]


def test_random_profiles_leave_out_30_to_60_percent(many: list[dict[str, Any]]) -> None:
    recorded = sum(len(profile) for profile in many) / len(many) / len(VOCABULARY)
    assert 0.4 <= recorded <= 0.7


def test_random_profiles_reach_every_verdict(many: list[dict[str, Any]]) -> None:
    rules = some.shipped()
    judges = [reference.judge(profile, rules) for profile in many[:100]]
    assert len({judge.verdict(judge.case(option)) for judge in judges for option in rules.options}) == 7


PIECES = (
    "cancer: {type: ovarian}\n", "patient:\n", "  ecog: 1\n", "ca125: > 1", "[", "]", "{", "}", ":", ": ", ",", '"',
    "'", "%", ">", "|", "*", "&", "!", "@", "`", "\t", " ", "\n", "#", "-", "- ", "?", "<", "\r", "\x85", "//", "1",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["p.yaml", "p.json"]))
def test_any_text_is_a_document_or_is_told_with_its_place(pieces: list[str], name: str) -> None:
    text = "".join(pieces)
    try:
        document = read_profile_text(text, name)
        told, found = True, list(document.slips)
    except Unreadable as error:
        told, found = bool(error.problems), error.problems
    assert told
    assert all(p.location.path == name and p.location.line <= len(text) + 1 for p in found)
