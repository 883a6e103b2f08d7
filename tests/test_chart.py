"""A patient under the user's hand, without a screen: edits, undo and redo, what may be chosen, what is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import OVARIAN, RULES, chart
from recurtx.errors import ProfileError
from recurtx.explore.chart import Chart
from recurtx.explore.choices import choices
from recurtx.explore.facts import OTHERS, entries, every_path, matters
from recurtx.profile import LABELS, RECORDS, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable

EDITS = (
    ("patient.ecog", "2"), ("patient.ecog", ""), ("recurrence.pci", "19"), ("recurrence.sites", "[liver, lung]"),
    ("recurrence.sites", "{present: [liver], absent: [lung]}"), ("cancer.type", "gastric"), ("patient.egfr", "70"),
    ("prior.agents", "xelox"), ("id", "berta"), ("prior.operations", "[{date: 2023-05, kind: [crs, hipec]}]"),
    ("recurrence.symptoms", "none"), ("patient.sex", "f"), ("as_of", "2026-11-20"), ("patient.ecog", "not known"),
)  # fmt: skip


def edited(start: Chart, edits: list[tuple[str, str]]) -> list[Chart]:
    """The charts that edits lead to, one behind the other; one that is refused changes nothing."""
    found = [start]
    for path, text in edits:
        try:
            after = found[-1].edited(path, text)
        except ProfileError:
            continue
        if after is not found[-1]:
            found.append(after)
    return found


def times(step: Callable[[Chart], Chart], number: int, start: Chart) -> Chart:
    for _ in range(number):
        start = step(start)
    return start


SEQUENCES = st.lists(st.sampled_from(EDITS), max_size=8)


@given(SEQUENCES, st.integers(0, 9))
def test_undo_leads_to_the_chart_before_and_redo_to_the_one_behind(edits: list[tuple[str, str]], back: int) -> None:
    charts = edited(chart(OVARIAN), edits)
    back = min(back, len(charts) - 1)
    before = times(Chart.undo, back, charts[-1])
    assert before.edits == charts[-1 - back].edits
    assert before.record.profile == charts[-1 - back].record.profile
    assert times(Chart.redo, back, before) == charts[-1]


@given(SEQUENCES)
def test_what_is_saved_and_read_again_is_the_same_patient(edits: list[tuple[str, str]]) -> None:
    start = chart(OVARIAN)
    last = edited(start, edits)[-1]
    saved = last.saved("a.yaml")
    assert not saved.unsaved
    for name, as_json in (("a.yaml", False), ("a.json", True)):
        again = chart(last.text(RULES.agents, json=as_json), name)
        assert again.record.profile == last.record.profile
    assert times(Chart.undo, len(last.edits), saved).unsaved == bool(last.edits)


@given(SEQUENCES)
def test_what_would_be_typed_for_a_value_says_nothing_new(edits: list[tuple[str, str]]) -> None:
    last = edited(chart(OVARIAN), edits)[-1]
    for path in every_path():
        if last.typed(path):
            assert last.edited(path, last.typed(path)) is last


@given(SEQUENCES, st.sampled_from(sorted(VOCABULARY)), st.data())
def test_every_value_that_may_be_chosen_is_taken_or_contradicts(
    edits: list[tuple[str, str]], path: str, data: st.DataObject
) -> None:
    last = edited(chart(OVARIAN), edits)[-1]
    offered = choices(last, path, RULES)
    if not offered:
        return
    chosen = data.draw(st.sampled_from(offered))
    try:
        after = last.edited(path, chosen.text)
    except ProfileError as error:
        assert {p.code for p in error.problems} <= {"RTX130", "RTX131", "RTX133", "RTX134"}  # noqa: PT017
    else:
        assert after is last or after.typed(path) == chosen.text or not chosen.text


def test_an_element_is_unknown_then_present_then_absent() -> None:
    found = [chart("cancer: {type: ovarian}")]
    for _ in range(3):
        of = {choice.words: choice for choice in choices(found[-1], "recurrence.sites", RULES)}
        found.append(found[-1].edited("recurrence.sites", of["liver"].text))
    assert [one.typed("recurrence.sites") for one in found] == [
        "", "{present: [liver], absent: []}", "{present: [], absent: [liver]}", "",
    ]  # fmt: skip


def test_of_a_complete_list_an_element_is_taken_out_and_the_list_stays_complete() -> None:
    start = chart("cancer: {type: ovarian}\nrecurrence: {sites: [peritoneum, liver]}")
    of = {choice.words: choice for choice in choices(start, "recurrence.sites", RULES)}
    assert start.edited("recurrence.sites", of["peritoneum"].text).typed("recurrence.sites") == "[liver]"
    assert of["others unknown"].text == "{present: [liver, peritoneum], absent: []}"


def test_an_edit_that_says_nothing_new_is_none() -> None:
    start = chart(OVARIAN)
    assert start.edited("patient.ecog", " 1 ") is start
    assert start.edited("patient.karnofsky", "") is start


def test_an_edit_after_undo_ends_what_may_be_redone() -> None:
    back = chart(OVARIAN).edited("patient.ecog", "2").undo()
    assert back.redo().typed("patient.ecog") == "2"
    assert back.edited("patient.ecog", "3").redo().typed("patient.ecog") == "3"


def test_before_the_cancer_is_known_no_other_fact_is_taken() -> None:
    with pytest.raises(ProfileError, match="RTX113"):
        chart().edited("patient.ecog", "1")
    with pytest.raises(ProfileError, match="RTX120"):
        chart().edited("cancer.type", "c")
    assert chart().edited("cancer.type", "crc").typed("cancer.type") == "colorectal"


def test_a_fact_that_is_asked_and_not_known_is_saved_as_such() -> None:
    start = chart(OVARIAN + "biomarkers: {brca: null}\n")
    assert "brca: null  # asked: not known" in start.text(RULES.agents)


def test_facts_that_matter_for_the_cancer_stand_before_all_others() -> None:
    start = chart(OVARIAN)
    groups = entries(start, None, matters(RULES, "ovarian"))
    assert list(groups)[-1] == OTHERS
    assert {entry.path for of in groups.values() for entry in of} == {*VOCABULARY, *RECORDS, *LABELS}
    assert "recurrence.pci" in {entry.path for entry in groups["Recurrence"]}
    assert "recurrence.pci" not in {entry.path for entry in groups[OTHERS]}


def test_a_changed_fact_is_marked_until_it_is_as_it_was() -> None:
    def marked(one: Chart) -> list[str]:
        return [e.path for of in entries(one, None, frozenset()).values() for e in of if e.changed]

    after = chart(OVARIAN).edited("patient.ecog", "2")
    assert marked(after) == ["patient.ecog"]
    assert marked(after.edited("patient.ecog", "1")) == []


@pytest.mark.parametrize(
    "label", ["anna", "a\x1b[31mred\u202e[b]x[/b]", "yes", "12", "a: b", "[x]", "# y", 'é "q"', "null"]
)
def test_a_label_is_typed_as_what_reads_back_and_steers_no_terminal(label: str) -> None:
    start = chart(f"id: {json.dumps(label)}\ncancer: {{type: ovarian}}")
    typed = start.typed("id")
    assert typed.isprintable()
    assert chart("cancer: {type: ovarian}").edited("id", typed).record.profile.id == label
