"""A case without what gives it away, and the sheet for students, with the answers and without."""

from __future__ import annotations

import json
import re

import pytest

from command import done, mini, recurtx, words
from recurtx.answer.phrases import VERDICTS
from recurtx.cases import all_cases, load_case
from recurtx.pages.handout import QUESTIONS

PUBLISHED, INVENTED = "pmp-spleen-2024", "constructed-colorectal"
FORMATS = ["terminal", "text", "markdown", "html", "json"]


def sentences(text: str | None) -> list[str]:
    """Sentences of a text, each long enough to be told from chance."""
    return [part for part in re.split(r"[.;:,]\s+", text or "") if len(part) > 20]


def given_away(name: str) -> list[str]:
    """What would tell who a patient is, or what was done."""
    info = load_case(name).info
    team, source = info.team, info.source
    found = [name, info.title, info.decision_point, *sentences(info.teaches), *sentences(info.notes)]
    found += [*sentences(team.did), *sentences(team.outcome), *(n.reason for n in team.not_done)] if team else []
    found += [source.link, source.authors or name, source.title or name] if source else []
    return [" ".join(part.split()) for part in found]


@pytest.mark.parametrize("name", all_cases())
def test_blind_case_tells_nothing_that_gives_it_away(name: str) -> None:
    for sheet in ("--blind", "--handout"):
        text = words(done(mini("cases", "show", name, sheet)))
        assert [part for part in given_away(name) if part in text] == []
        assert [verdict for verdict in VERDICTS.values() if verdict in text] == []


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("sheet", ["--blind", "--handout"])
def test_no_format_of_a_sheet_gives_the_case_away(sheet: str, format: str) -> None:
    text = done(mini("cases", "show", PUBLISHED, sheet, "--format", format))
    assert [part for part in given_away(PUBLISHED) if part in words(text)] == []
    assert "low" in text
    assert "spleen" in text


def test_blind_page_holds_every_recorded_fact_where_it_was_found() -> None:
    text = words(done(mini("cases", "show", PUBLISHED, "--blind")))
    for said in ("from the imaging sites: peritoneum, spleen", "age 47 years", "low-grade mucinous", "CRS so far 1"):
        assert said in text
    assert "was not reported" in text


def test_sheet_has_a_place_for_every_option_and_every_question() -> None:
    text = done(mini("cases", "show", INVENTED, "--handout"))
    document = json.loads(done(mini("cases", "show", INVENTED, "--handout", "--format", "json")))
    assert document["schema"] == 1
    assert "id" not in document["profile"]
    for option in document["options"]:
        assert re.search(rf"{option['name']} +\[ \] +\[ \] +\[ \]", text)
    assert all(question in words(text) for question in QUESTIONS)
    assert "Constructed for teaching" in text


def test_answers_hold_verdicts_evidence_sources_and_the_team() -> None:
    text = words(done(mini("cases", "show", PUBLISHED, "--handout", "--answers")))
    info = load_case(PUBLISHED).info
    assert info.team
    for said in (
        info.title,
        info.team.did,
        "What the rules say",
        "why:",
        "evidence:",
        "[1]",
        "Sources",
    ):
        assert words(said) in text
    assert all(question in text for question in QUESTIONS)
    document = json.loads(done(mini("cases", "show", PUBLISHED, "--handout", "--answers", "--format", "json")))
    assert {option["id"] for option in document["options"]} == {o["id"] for o in document["assessment"]["options"]}


def test_option_outside_the_rules_has_no_stops_in_the_answers() -> None:
    text = done(recurtx("cases", "show", INVENTED, "--handout", "--answers"))
    outside = re.findall(r"^\d [\w ]+ – Outside these rules\n((?:  .*\n)*)", text, re.MULTILINE)
    assert outside
    assert [said for said in outside if "scope:" not in said or "stops:" in said] == []


@pytest.mark.parametrize("given", [("--answers",), ("--blind", "--handout"), ("--blind", "--answers")])
def test_sheets_are_asked_for_one_at_a_time(given: tuple[str, ...]) -> None:
    result = mini("cases", "show", PUBLISHED, *given)
    assert (result.code, result.complaints()[0].code) == (2, "RTX204")


def test_the_choice_begins_a_page_of_its_own_on_paper() -> None:
    text = done(mini("cases", "show", INVENTED, "--handout", "--format", "html"))
    assert text.count('class="sheet"') == 1
    assert re.search(r'<section class="sheet">\s*<h2[^>]*><span>Your choice', text)
