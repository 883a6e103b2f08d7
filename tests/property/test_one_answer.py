"""By whatever door the answer is asked for, it is one and the same."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference
import strategies as some
from command import done, recurtx
from recurtx.cases import bundled_cases, load_case
from recurtx.engine import assess, judge
from recurtx.profile import VOCABULARY, Profile, Situation, assemble, flatten
from recurtx.profile.units import asked_back
from recurtx.program.compile import compiled
from recurtx.reasoning.interview import Interview
from recurtx.reasoning.next import next_questions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recurtx.engine import Assessment
    from recurtx.ruleset import Ruleset

CASES = tuple(bundled_cases())
PATIENTS = st.deferred(lambda: some.profiles(some.shipped()))


def assessed(profile: dict[str, Any], presume: bool) -> Assessment:
    return assess(Profile.model_validate(some.nested(profile)), some.loaded(), presume=presume)


def of_case(case: str) -> Profile:
    return assemble(flatten(load_case(case).profile)[0], some.loaded().names, case).profile


# --- the next question ---------------------------------------------------------------------------------------------


def first_questions(profile: Profile, ruleset: Ruleset, presume: bool = True) -> tuple[str | None, str | None]:
    """What ``next`` asks first and what ``interview`` does."""
    questions = next_questions(judge(profile, ruleset, presume=presume)).questions
    recorded = Situation.of(profile, ruleset.agents).recorded
    inquiry = Interview.begin(compiled(ruleset), recorded, presume=presume).inquiry
    return questions[0].path if questions else None, inquiry.path if inquiry else None


def test_next_and_interview_ask_the_same_first_of_every_case(ruleset: Ruleset) -> None:
    asked = {case: first_questions(of_case(case), ruleset) for case in CASES}
    assert {case: both for case, both in asked.items() if both[0] != both[1]} == {}


@some.tried(16)
@given(PATIENTS, st.booleans())
def test_next_and_interview_ask_the_same_first_of_any_patient(profile: dict[str, Any], presume: bool) -> None:
    first, asked = first_questions(Profile.model_validate(some.nested(profile)), some.loaded(), presume)
    assert first == asked


# --- what is missing -----------------------------------------------------------------------------------------------


@some.tried(24)
@given(PATIENTS, st.booleans())
def test_what_is_missing_is_what_the_remaining_question_names(profile: dict[str, Any], presume: bool) -> None:
    """Of the open tests that the verdict waits for, exactly those of facts that its residual turns on."""
    found = assessed(profile, presume)
    naive = reference.judge(profile, some.shipped(), presume)
    for name, residual in found.residuals.items():
        option = found[name]
        nodes = (node for group in reference.asked(option.verdict.value, naive.case(name)) for node in group)
        waits = {path for node in nodes for path in naive.reader.asks(node)}
        assert set(option.missing) == (waits & residual.facts or waits), name


# --- the document --------------------------------------------------------------------------------------------------


def document(case: str) -> dict[str, Any]:
    """The answer as ``suggest`` writes it."""
    found: dict[str, Any] = json.loads(done(recurtx("suggest", f"case:{case}", "--format", "json")))
    return found


def test_a_receipt_holds_the_answer_of_suggest(tmp_path: Path) -> None:
    for case in CASES[::10]:
        file = tmp_path / f"{case}.json"
        done(recurtx("suggest", f"case:{case}", "--receipt", file, "--output", tmp_path / "answer.txt"))
        assert in_order(json.loads(file.read_text())["trace"]) == in_order(document(case)), case


def in_order(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with the sets of its profile sorted, as a receipt has them: their order means nothing."""
    return {**answer, "profile": json.loads(json.dumps(answer["profile"]), object_hook=sorted_lists)}


def sorted_lists(found: dict[str, Any]) -> dict[str, Any]:
    return {key: sorted(value) if isinstance(value, list) else value for key, value in found.items()}


def test_a_program_gets_the_answer_of_suggest() -> None:
    import recurtx as face

    rules = face.Rules.shipped()
    for case in CASES[::10]:
        recorded = of_case(case).recorded()
        facts = {p: as_entered(p, v) for p, v in recorded.items()}
        answer = face.assess(rules.patient(facts), rules)
        expected = document(case)
        assert json.loads(answer.to_json())["options"] == expected["options"], case
        assert json.loads(answer.to_json())["next"] == expected["next"], case


def as_entered(path: str, value: Any) -> Any:
    """A fact as a program enters it: with its unit where the number alone would be asked back."""
    if hasattr(value, "model_dump"):
        return value.model_dump()
    spec = VOCABULARY[path]
    return f"{value} {spec.unit}" if spec.is_number and asked_back(spec, value) else value


def every_option(options: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for option in options:
        yield option
        yield from every_option(option["modalities"])


@pytest.mark.parametrize("case", CASES[::10])
def test_the_document_is_complete(case: str) -> None:
    """What is not settled says what it turns on, in words; and where something is missing, there is a question."""
    found = document(case)
    options = list(every_option(found["options"]))
    assert [o["id"] for o in options if o["missing"] and not o["settled"] and not o["residual"]] == []
    assert bool(found["next"]) == any(not o["settled"] for o in options)


# --- pages ---------------------------------------------------------------------------------------------------------

EXPLAINED = {"cancer.type=other": None, "case:crc-liver-2019-case1": 4}
"""Patients, and of how many options the page is read: all that read a stop, or some of them."""


@cache
def titles() -> dict[str, set[str]]:
    """The options in which a rule of each title stands."""
    found: dict[str, set[str]] = {}
    for name, option in some.loaded().options.items():
        for rule in option.rules:
            found.setdefault(rule.title, set()).add(name)
    return found


def spoken_of(option: str) -> set[str]:
    """The option, its parents, and every option whose stop one of their rules reads, with its parents."""
    rules, found, open_ = some.shipped(), set(), [option]
    while open_:
        for one in rules.lineage(open_.pop()):
            if one.id not in found:
                found.add(one.id)
                nodes = [one.scope, *(r.acting for r in one.rules)]
                open_ += [name for node in nodes for name in reference.stops_read(node)]
    return found


def test_a_page_of_one_option_speaks_of_no_other() -> None:
    options = some.shipped().options.values()
    reading = [o.id for o in options if any(reference.stops_read(r.acting) for r in o.rules)]
    asked = [(option, patient) for patient, most in EXPLAINED.items() for option in reading[:most]]
    strangers = {(o, patient): sorted(strangers_on(explained(o, patient), o)) for o, patient in asked}
    assert {about: found for about, found in strangers.items() if found} == {}


def explained(option: str, patient: str) -> str:
    words = [patient, option] if patient.startswith("case:") else [option, "--set", patient]
    return done(recurtx("--width", "400", "explain", "--all", *words))


def strangers_on(page: str, option: str) -> set[str]:
    """Names of options, and titles of rules, that have nothing to do with an option."""
    options, heard = some.loaded().options, spoken_of(option)
    names = {name.casefold() for one in heard for name in (options[one].short, options[one].name)}
    scopes = {name for name in re.findall(r"outside what (.+?) is for", page) if name.casefold() not in names}
    lines = [re.sub(r"^\W*", "", line) for line in page.splitlines() if re.match(r"\s*\S ", line)]
    rows = {title for line in lines for title in titles() if line == title or line.startswith(f"{title}  ")}
    assert rows
    own = {o.id for o in some.shipped().lineage(option)}
    return scopes | {title for title in rows if not titles()[title] & own}
