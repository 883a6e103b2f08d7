"""The public face, as a program would use it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

import recurtx
from command import HERE, MINI

if TYPE_CHECKING:
    from pathlib import Path

DOCS = HERE.parent / "docs" / "python.md"
OVARIAN = {"cancer.type": "ovarian", "patient.ecog": 1}


@pytest.fixture(scope="module")
def rules() -> recurtx.Rules:
    return recurtx.Rules.load(MINI)


@pytest.fixture
def answer(rules: recurtx.Rules) -> recurtx.Answer:
    return recurtx.assess(rules.patient(OVARIAN), rules)


def test_importing_recurtx_loads_nothing() -> None:
    code = "import sys, recurtx; print([m for m in sys.modules if m.startswith(('recurtx.', 'pydantic'))])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['recurtx._version']"


def test_every_public_name_is_there_and_no_other() -> None:
    assert dir(recurtx) == sorted(recurtx.__all__)
    assert all(getattr(recurtx, name) is not None for name in recurtx.__all__)
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        _ = recurtx.asess


def test_documented_lines_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = DOCS.read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code
    (tmp_path / "patient.yaml").write_text("cancer: {type: ovarian}\n")
    monkeypatch.chdir(tmp_path)
    exec(compile(code[1], str(DOCS), "exec"), {})
    named = set(re.findall(r"`(\w+)", text))
    assert named >= {n for n in recurtx.__all__ if n[0].isupper()} - {
        "Location", "Problem", "ProfileError", "RulesError", "UsageError"
    }  # fmt: skip


def test_an_option_says_its_verdict_and_what_is_missing(answer: recurtx.Answer) -> None:
    option = answer["surgery"]
    assert option.verdict in set(recurtx.Verdict)
    assert bool(option.missing) is not option.settled or option.settled
    assert [o.id for o in answer] == [o.id for o in answer.document.options]
    assert option == next(o for o in answer.document.options if o.id == "surgery")


def test_the_same_patient_from_facts_and_from_a_file(rules: recurtx.Rules, tmp_path: Path) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text("cancer: {type: ovarian}\npatient: {ecog: 1}\nrecurrence: {sites: {present: [liver]}}\n")
    nested = {"cancer": {"type": "ovarian"}, "patient": {"ecog": 1}, "recurrence.sites": {"present": ["liver"]}}
    assert rules.read_patient(file) == rules.patient(nested)


def test_all_mistakes_come_at_once_with_their_way_out(rules: recurtx.Rules) -> None:
    with pytest.raises(recurtx.ProfileError) as caught:
        rules.patient({"cancer.type": "ovarian", "patient.ecgo": 1, "patient.age": 900})
    problems = caught.value.problems
    assert [p.code for p in problems] == ["RTX112", "RTX121"]
    assert "did you mean `patient.ecog`?" in problems[0].help
    assert isinstance(caught.value, recurtx.RecurtxError)


@pytest.mark.parametrize("facts", [{}, {"cancer.type": None}, {"cancer": "ovarian"}, {"cancer.type": ["ovarian"]}])
def test_what_is_no_patient_is_refused(rules: recurtx.Rules, facts: dict[str, Any]) -> None:
    with pytest.raises(recurtx.ProfileError):
        rules.patient(facts)


def test_a_file_that_is_not_there_and_rules_that_are_none(rules: recurtx.Rules, tmp_path: Path) -> None:
    with pytest.raises(recurtx.ProfileError, match="RTX101"):
        rules.read_patient(tmp_path / "no.yaml")
    with pytest.raises(recurtx.RulesError, match="RTX001"):
        recurtx.Rules.load(tmp_path / "no")


def test_unknown_names_get_the_nearest(answer: recurtx.Answer) -> None:
    with pytest.raises(recurtx.UsageError) as caught:
        answer["surgry"]
    assert caught.value.problems[0].help == "did you mean `surgery`?"
    with pytest.raises(recurtx.UsageError, match="RTX204"):
        answer.changes("surgery", to="candidat")


def test_changes_lead_where_they_say(rules: recurtx.Rules) -> None:
    stopped = recurtx.assess(rules.patient({"cancer.type": "ovarian", "patient.ecog": 4}), rules)
    for way in stopped.changes("surgery"):
        assert way.changes
        assert not way.verdict.closed


def test_every_format_says_the_same_of_the_options(answer: recurtx.Answer) -> None:
    names = [option.name for option in answer]
    for text in (answer.to_text(), answer.to_markdown(), answer.to_html(), answer.to_json()):
        assert all(name in text for name in names)
    assert json.loads(answer.to_json())["schema"] == 2
    assert answer.to_html().startswith("<!DOCTYPE html>")


def test_an_option_is_drawn_as_the_command_draws_it(answer: recurtx.Answer) -> None:
    drawing = answer.to_svg("surgery")
    root = ElementTree.fromstring(drawing)
    assert "Repeat surgery" in "".join(root.itertext())
    assert drawing != answer.to_svg("systemic")
    with pytest.raises(recurtx.UsageError, match="RTX202"):
        answer.to_svg("surgry")


def test_a_comparison_says_what_turned(rules: recurtx.Rules, answer: recurtx.Answer) -> None:
    other = recurtx.assess(rules.patient({"cancer.type": "ovarian", "patient.ecog": 4}), rules)
    found = recurtx.compare(answer, other)
    assert {name: pair[1] for name, pair in found.turned.items()} == {
        name: other[name].verdict for name in rules.options if other[name].verdict != answer[name].verdict
    }
    assert json.loads(found.to_json())["schema"] == 1
    with pytest.raises(recurtx.UsageError, match="different rules"):
        recurtx.compare(answer, recurtx.assess(recurtx.Rules.shipped().patient(OVARIAN), recurtx.Rules.shipped()))


def test_nothing_is_presumed_where_that_is_not_wanted(rules: recurtx.Rules) -> None:
    bare = recurtx.assess(rules.patient(OVARIAN), rules, presume=False)
    assert not any(option.presumed for option in bare)
