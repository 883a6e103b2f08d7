"""What follows from a history is what a slow reading of it says, and the answers agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

import reference
import strategies as some
from property.test_agreement import UNSHRUNK, assert_agree
from recurtx.engine.assess import judge
from recurtx.profile import VOCABULARY, Profile, SetContent, Situation
from recurtx.reasoning.next import questions
from reference.history import follows

if TYPE_CHECKING:
    from reference.rules import Plain


def plain(content: Any) -> Any:
    """A set as the reference has it."""
    if not isinstance(content, SetContent):
        return content
    found = {"present": content.present, "absent": content.absent, "unsure": content.unsure}
    return {**{key: set(names) for key, names in found.items()}, "complete": content.complete}


@some.tried(50)
@given(st.deferred(lambda: some.histories(some.shipped())))
def test_what_follows_is_what_the_reference_says(history: Plain) -> None:
    agents = some.loaded().agents
    patient = Situation.of(Profile.model_validate(some.nested(history)), agents)
    expected = follows(history, ["platinum", *agents.members["platinum"]])
    assert {path: plain(s.content) for path, s in patient.settled.items() if s.content is not None} == expected


@some.tried(30, phases=UNSHRUNK)
@given(st.deferred(lambda: some.histories(some.shipped())), st.booleans())
def test_the_answer_from_a_history_is_that_of_the_reference(history: Plain, presume: bool) -> None:
    assert_agree(history, some.loaded(), some.shipped(), presume)


@some.tried(40)
@given(st.deferred(lambda: some.histories(some.shipped())))
def test_a_fact_recorded_as_it_follows_changes_nothing(history: Plain) -> None:
    """What follows may be recorded beside the history without a contradiction, and means the same."""
    agents = some.loaded().agents
    patient = Situation.of(Profile.model_validate(some.nested(history)), agents, presume=False)
    facts = {path: s.content for path, s in patient.settled.items() if s.content is not None}
    both = patient.changed({path: c for path, c in facts.items() if not isinstance(c, SetContent)})
    for path in VOCABULARY:
        assert both.knowledge(path).content == patient.knowledge(path).content, path


@some.tried(30)
@given(st.deferred(lambda: some.histories(some.shipped())))
def test_what_no_rule_reads_is_not_asked(history: Plain) -> None:
    """A fact that is asked is read by a rule, or decides whether one that is read applies, or what it may hold."""
    judgement = judge(Profile.model_validate(some.nested(history)), some.loaded())
    reads = {path for path in VOCABULARY if judgement.partition.reads(path)}
    governing = {c.path for path in reads for c in VOCABULARY[path].applies_when}
    assert {question.path for question in questions(judgement)} <= reads | governing


def test_histories_settle_every_fact_that_they_can() -> None:
    """The patients of these tests are varied: each fact that a history can settle follows from some of them."""
    import random

    spell, found = random.Random(1).randbytes, set[str]()
    for _ in range(400):
        history = some.history(some.Choices(spell(some.BYTES)), some.shipped())
        found |= reference.Patient(history, some.shipped()).follows.keys()
    assert found == {
        "prior.crs_count", "prior.hipec_count", "prior.completeness", "prior.initial_pci", "prior.hipec_agent",
        "prior.laparotomies", "prior.months_since_operation", "prior.agents", "prior.progressed_on",
        "prior.intolerances", "prior.systemic_lines", "prior.total_lines", "prior.best_response",
        "prior.latest_response", "prior.months_since_systemic", "prior.platinum_free_interval_months",
        "recurrence.months_since_hipec",
    }  # fmt: skip
