"""The pages of an answer: what is on them, whatever the format; and the document, whole by every door."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from command import answer, mini, recurtx, words
from recurtx.answer import Answer, Verdict
from recurtx.answer.document import PublicAssessment, document
from recurtx.cases import bundled_cases, load_case
from recurtx.markup.block import Branch, Heading, Item, Judged, Title, plain
from recurtx.markup.terminal import height
from recurtx.markup.write import DRAWN, Format
from recurtx.pages.explain import explain
from recurtx.pages.suggest import suggest, suggest_all
from recurtx.profile import Profile, assemble, flatten
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.markup.block import Page
    from recurtx.ruleset import Ruleset

SETS = ("--set", "cancer.type=ovarian", "--set", "recurrence.red_flags=[perforation]")
OVARIAN = {"cancer": {"type": "ovarian"}}
OTHER = {"cancer": {"type": "other"}}


def answered(profile: dict[str, object], ruleset: Ruleset) -> Answer:
    return answer(Profile.model_validate(profile), ruleset)


def of_case(name: str, ruleset: Ruleset) -> Answer:
    written, problems = flatten(load_case(name).profile)
    record = assemble(written, ruleset.names, name, problems)
    return answer(record.profile, ruleset, warnings=record.warnings)


@pytest.fixture(scope="module")
def spleen(ruleset: Ruleset) -> Answer:
    return of_case("pmp-spleen-2024", ruleset)


def branches(page: Page) -> Iterator[Branch]:
    """Every node of every condition on a page."""
    open_ = [block for block in page if isinstance(block, Branch)]
    while open_:
        branch = open_.pop()
        yield branch
        open_ += branch.of


# The argument for one option


def test_what_stops_another_option_is_told_in_the_words_of_that_option() -> None:
    out = words(recurtx("explain", "second_hipec", "--all", "--set", "cancer.type=other").out)
    assert "repeat CRS is stopped true outside what repeat CRS is for: " in out
    assert "outside what surveillance is for" not in out


@pytest.mark.parametrize("profile", [OTHER, OVARIAN], ids=["other", "ovarian"])
def test_scope_named_beneath_a_stop_is_that_of_the_stopped_option(profile: dict[str, object], ruleset: Ruleset) -> None:
    found = answered(profile, ruleset)
    named = 0
    for option, judged in found.by_id.items():
        for branch in branches(explain(found, option, 80, whole=True, goal=judged.verdict)):
            name, stopped, _ = plain(branch.cells[0]).partition(" is stopped")
            if stopped:
                owner = next(o for o in ruleset.options.values() if lower(o.name) == name)
                allowed = [
                    f"outside what {lower(o.name)} is for: {o.scope}" for o in (owner, *ruleset.lineage(owner.id))
                ]
                outside = [plain(b.cells[0]) for b in branch.of if plain(b.cells[0]).startswith("outside what ")]
                assert set(outside) <= set(allowed), option
                named += len(outside)
    assert named or profile is OVARIAN


@pytest.mark.parametrize("option", ["second_hipec", "complete_cytoreduction", "anti_egfr", "clinical_trial"])
def test_page_shows_the_rules_of_its_option_and_of_what_it_is_a_way_of(option: str, spleen: Answer) -> None:
    found, ruleset = spleen, spleen.ruleset
    parents = ruleset.lineage(option)
    wanted = [f.rule.title for f in found[option].findings]
    wanted += [
        f"{f.rule.title} ({p.name})"
        for p in parents
        for f in found[p.id].findings
        if f.rule.id in {one.rule.id for one in found[option].all_inherited}
    ]
    page = [b for b in explain(found, option, 80, whole=True) if isinstance(b, Judged)]
    assert {b.name for b in page if b.still_open != "silent"} <= set(wanted)
    assert len(page) == len(wanted)


def test_sections_of_the_argument_stand_in_one_order(ruleset: Ruleset) -> None:
    page = explain(answered(OVARIAN, ruleset), "surveillance", 80, whole=True)
    assert [b.text for b in page if isinstance(b, Heading)] == [
        "In short",
        "Requirements (one that is not met stops the option)",
        "Objections (one that holds stops the option)",
        "Arguments against (where one holds, it is usually not done)",
        "Arguments for",
        "Arguments for care",
        "Silent (about other patients)",
        "Smallest changes that turn the verdict",
        "Close calls and presumptions",
        "Sources",
    ]


# The answer


def test_answer_fits_one_screen(ruleset: Ruleset) -> None:
    for case in bundled_cases():
        found = of_case(case, ruleset)
        for width in (80, 100):
            assert height(suggest(found, width), width) <= 48, case


def test_long_answer_names_every_option_with_every_argument_that_speaks(spleen: Answer) -> None:
    found, ruleset = spleen, spleen.ruleset
    page = suggest_all(found, 80)
    names = [b.text for b in page if isinstance(b, Heading) and b.level > 1]
    closed = {o.option.id for o in found.by_id.values() if o.verdict is Verdict.OUTSIDE_SCOPE}
    shown = [o.option for o in found.by_id.values() if not closed & {p.id for p in ruleset.lineage(o.option.id)}]
    assert names == [o.name for o in shown]
    leads = [b.lead for b in page if isinstance(b, Item)]
    judged = [found[o.id] for o in shown if o.id not in closed]
    assert leads.count("for:") == sum(len(o.acting("supports")) for o in judged)
    assert leads.count("stops:") == sum(len(o.stopping()) for o in judged)


def test_words_of_a_document_are_not_cut_to_a_screen() -> None:
    argv = ("suggest", "--set", "cancer.type=colorectal")
    for format in ("markdown", "html"):
        found = recurtx(*argv, "--format", format).out.replace("if …", "")
        assert "all can be removed" in words(found)
        assert "…" not in found


@pytest.mark.parametrize("format", [f.value for f in Format if f not in DRAWN])
@pytest.mark.parametrize("command", [("suggest",), ("explain", "surgery"), ("next",)], ids=lambda c: c[0])
def test_every_command_about_a_patient_has_every_format(command: tuple[str, ...], format: str) -> None:
    result = mini(*command, *SETS, "--format", format)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith({"html": "<!DOCTYPE html>", "json": "{"}.get(format, ""))
    assert ("URGENT" in result.out) is (command[0] != "next" and format != "json")


def test_label_of_the_patient_stands_in_every_title(ruleset: Ruleset) -> None:
    found = answered({**OVARIAN, "id": "demo"}, ruleset)
    for page in (suggest(found, 80), suggest_all(found, 80), explain(found, "radiation", 80)):
        titles = [plain(b.words) for b in page if isinstance(b, Title)]
        assert [t.endswith(" · demo") for t in titles] == [True]


# The document


@pytest.fixture(scope="module")
def whole(spleen: Answer) -> PublicAssessment:
    return document(spleen)


def test_document_is_complete(whole: PublicAssessment) -> None:
    assert whole.next
    assert all(o.residual for o in whole.options if not o.settled)


def test_document_of_one_option_holds_it_with_what_it_is_a_way_of(whole: PublicAssessment) -> None:
    found = json.loads(recurtx("explain", "case:pmp-spleen-2024", "complete_cytoreduction", "--format", "json").out)
    assert [o["id"] for o in found["options"]] == ["repeat_crs"]
    assert [m["id"] for m in found["options"][0]["modalities"]] == ["complete_cytoreduction"]
    assert found["next"] == whole.model_dump(mode="json")["next"]


def test_questions_alone_are_those_of_the_document(whole: PublicAssessment) -> None:
    found = json.loads(recurtx("next", "case:pmp-spleen-2024", "--format", "json").out)
    assert found == {"schema": 1, "next": whole.model_dump(mode="json")["next"]}


# Numbers


def test_a_number_reads_with_the_digits_that_make_its_sentence_true() -> None:
    argv = (
        "explain",
        "repeat_crs",
        "--all",
        "--set",
        "cancer.type=colorectal",
        "--set",
        "patient.albumin_g_l=34.99996",
    )
    assert "albumin 34.99996 g/l below 35 true" in words(recurtx(*argv).out)


def test_a_marker_alone_speaks_for_watching_only_where_one_is_raised(ruleset: Ruleset) -> None:
    quiet: dict[str, object] = {"sites": [], "symptoms": [], "confirmed": False, "bowel_obstruction": "none"}
    for cancer, marker in (("appendiceal", "ca19_9"), ("colorectal", "cea"), ("ovarian", "ca125")):
        for extra, wanted in (({}, 0), ({marker: 500}, 1)):
            found = answered({"cancer": {"type": cancer}, "recurrence": {**quiet, **extra}}, ruleset)
            alone = [f for f in found["surveillance"].acting("supports") if "alone" in f.rule.title]
            assert len(alone) == wanted, cancer
