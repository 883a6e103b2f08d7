"""Teaching cases: what makes a file a case, and what every bundled case holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from recurtx.cases import bundled_cases, constructed_cases, load_case, read_case
from recurtx.errors import ProfileError
from recurtx.markup.terminal import text as plain_text
from recurtx.pages.cases import case_page
from recurtx.profile import assemble, flatten
from strategies import loaded

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.ruleset import Ruleset

SOUND = """\
schema: 1
id: a-case
title: A case
decision_point: first recurrence
source: {title: A report, link: "https://example.org", read: abstract}
team: {chose: [repeat_crs], did: Operated.}
not_reported: Nothing of note.
profile: {cancer: {type: ovarian}}
"""
INVENTED = """\
schema: 1
id: a-case
title: A case
decision_point: first recurrence
constructed: true
teaches: That one fact decides.
profile: {cancer: {type: ovarian}}
"""


def written(text: str, folder: Path) -> Path:
    file = folder / "case.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_sound_case_is_read_with_its_profile_apart(tmp_path: Path) -> None:
    case = read_case(written(SOUND, tmp_path), "case:a-case")
    assert case.info.team is not None
    assert (case.id, case.info.team.chose, case.info.control) == ("a-case", ["repeat_crs"], False)
    assert case.profile.path == "case:a-case"


@pytest.mark.parametrize(
    ("before", "after", "place", "says"),
    [
        ("profile: {cancer: {type: ovarian}}\n", "", "", "this is not a case: it has no `profile`"),
        ("schema: 1", "schema: 2", ":1:9", "`schema`: "),
        ("id: a-case", "id: A case", ":2:5", "`id`: "),
        ("did: Operated.", "does: Operated.", ":6:", "`team.did`: field required"),
        ("https://example.org", "example.org", ":5:", "`source.link`: "),
        ("title: A case\n", "", ":1:1", "`title`: field required"),
        ("not_reported: Nothing of note.\n", "", ":1:1", "`not_reported`: field required"),
        ("decision_point", "constructed: true\ndecision_point", ":6:", "`source`: a constructed case has none"),
        ("decision_point", "constructed: true\ndecision_point", ":1:1", "`teaches`: field required"),
        ("not_reported:", "unreported:", ":7:", "`unreported`: extra inputs are not permitted"),
    ],
)
def test_file_that_is_no_case(before: str, after: str, place: str, says: str, tmp_path: Path) -> None:
    file = written(SOUND.replace(before, after), tmp_path)
    with pytest.raises(ProfileError) as caught:
        read_case(file, "x.yaml")
    problem = next(p for p in caught.value.problems if p.message.startswith(says))
    assert problem.code == "RTX150"
    assert str(problem.location).startswith(f"x.yaml{place}")


@pytest.mark.parametrize(
    ("facts", "name", "words"),
    [
        ("recurrence: {confirmed: false}", "proof", "suspected, not proven"),
        ("recurrence: {extraperitoneal_treatable: true}", "spread treatable", "yes"),
        ("recurrence: {largest_lesion_cm: 1.2}", "largest lesion", "1.2 cm"),
        ("recurrence: {sites: {present: [abdominal_wall], absent: [liver]}}", "sites",
         "present: abdominal wall; absent: liver"),
        ("recurrence: {symptoms: []}", "symptoms", "none"),
        ("prior: {completeness: 0}", "latest CC", "0"),
    ],
)  # fmt: skip
def test_page_tells_the_patient_in_the_words_of_the_vocabulary(
    facts: str, name: str, words: str, tmp_path: Path
) -> None:
    text = SOUND.replace("profile: {cancer: {type: ovarian}}", f"profile:\n  cancer: {{type: ovarian}}\n  {facts}")
    page = plain_text(case_page(read_case(written(text, tmp_path), "case:a-case")), 80)
    assert re.search(rf"^  {name} +{re.escape(words)}$", page, re.MULTILINE)


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        (
            "authors: A B et al., title: What now?, journal: J, year: 2020",
            "A B et al. What now? J. 2020. https://x.org",
        ),
        ("title: A report", "A report. https://x.org"),
    ],
)
def test_page_cites_its_source_with_one_full_stop(source: str, cited: str, tmp_path: Path) -> None:
    text = SOUND.replace('title: A report, link: "https://example.org"', f'{source}, link: "https://x.org"')
    page = plain_text(case_page(read_case(written(text, tmp_path), "case:a-case")), 80)
    assert f"  {cited}" in page.splitlines()


def test_case_that_is_no_yaml_is_told_where(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"x\.yaml:1:9: RTX107"):
        read_case(written("schema: [1\n", tmp_path), "x.yaml")


@pytest.mark.parametrize("name", bundled_cases())
def test_bundled_case_is_named_after_its_file_and_says_what_is_missing(name: str, ruleset: Ruleset) -> None:
    info = load_case(name).info
    assert info.id == name
    assert len(info.title) <= 70
    assert not info.constructed
    assert info.source
    assert info.team
    assert info.source.link.startswith("http")
    assert info.not_reported
    assert set(info.team.chose) <= set(ruleset.options)
    assert {n.option for n in info.team.not_done} <= set(ruleset.options)


def test_constructed_case_says_that_it_is_invented_and_names_no_team_and_no_source(tmp_path: Path) -> None:
    page = plain_text(case_page(read_case(written(INVENTED, tmp_path), "case:a-case")), 80)
    assert "Constructed for teaching: this patient is invented" in page
    assert "That one fact decides." in page
    assert not [words for words in ("The team", "Source", "as reported", "not reported") if words in page]


@pytest.mark.parametrize("name", constructed_cases())
def test_constructed_case_is_named_after_its_file_and_its_patient_is_accepted(name: str) -> None:
    case = load_case(name)
    written_facts, problems = flatten(case.profile)
    assert not problems
    assert assemble(written_facts, loaded().names, name, problems).warnings == ()
    assert (case.info.id, case.info.profile["id"], case.info.constructed) == (name, name, True)


def test_one_case_is_constructed_for_each_cancer_and_none_is_among_the_published() -> None:
    cancers = [load_case(name).cancer for name in constructed_cases()]
    assert set(cancers) == {"colorectal", "ovarian", "gastric", "appendiceal", "mesothelioma"}
    assert not set(constructed_cases()) & set(bundled_cases())
