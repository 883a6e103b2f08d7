"""The interview asks only what can still change a verdict, loses nothing, and gives the answer of the saved profile."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from command import MINI, mini, recurtx, words
from recurtx.cases import bundled_cases, load_case
from recurtx.document import read_text
from recurtx.engine import Judgement, assess
from recurtx.markup.terminal import text as plain_text
from recurtx.pages.interview import question_page
from recurtx.profile import VOCABULARY, Origin, SetContent, Situation, assemble, clashes, dependents, flatten
from recurtx.profile.write import own_comments, profile_json, profile_text
from recurtx.program.cells import with_element
from recurtx.program.compile import compiled
from recurtx.reasoning.answers import COMMANDS, Unfit, read_answer, read_panel
from recurtx.reasoning.interview import Inquiry, Interview
from recurtx.reasoning.next import questions, undecided_options
from recurtx.reasoning.session import Session, Taken
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from recurtx.profile import Content, Profile
    from recurtx.ruleset import Ruleset

SCREEN = "Options, in a fixed order that ranks nothing"
SHORT = "Options after recurrence"
"""The head of the answer, in full and in short."""


@pytest.fixture(scope="module")
def small() -> Ruleset:
    return load_ruleset(MINI)


def answers(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def asked(err: str) -> list[str]:
    """The questions, in the order in which they were first put."""
    heads = re.findall(r"^Interview[^\n]*\n\n([^\n]+)\n", err, re.MULTILINE)
    return list(dict.fromkeys(heads))


def profile_of(text: str, rules: Ruleset) -> Profile:
    written, problems = flatten(read_text(text, "test"))
    return assemble(written, rules.names, "test", problems).profile


class TestQuestions:
    def test_the_cancer_type_comes_first(self) -> None:
        found = mini("interview", stdin=answers("q"))
        assert asked(found.err) == ["Which cancer was treated with CRS and HIPEC?"]
        assert "  3  ovarian" in found.err

    def test_the_cancer_type_is_not_asked_where_it_is_known(self) -> None:
        found = mini("interview", "--set", "cancer.type=colorectal", stdin=answers("q"))
        assert "Which cancer" not in found.err

    def test_a_question_says_how_the_answer_is_obtained_and_which_options_turn_on_it(self) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", stdin=answers("q")).err
        assert "What is the ECOG performance status?\nAt the bedside.\n" in found
        assert "  whole number, 0 to 4\n  u  unknown" in found
        assert "Asked because Systemic therapy and platinum turn on it." in found

    def test_it_says_how_many_were_answered_and_how_many_more_can_matter(self) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", "--set", "id=demo", stdin=answers("1", "u", "q")).err
        heads = [words(line) for line in found.splitlines() if line.startswith("Interview")]
        assert heads[0].startswith("Interview · demo 0 answered · at most ")
        assert re.fullmatch(r"Interview · demo 1 answered · at most \d+ more can matter", heads[1])
        assert re.fullmatch(r"Interview · demo 1 answered, 1 unknown · at most \d+ more can matter", heads[2])

    def test_until_the_options_stand_it_counts_what_can_open_or_close_one(self) -> None:
        heads = re.findall(r"at most (\d+) more can (\w+)", mini("interview", stdin=answers("4", "1", "q")).err)
        assert heads[0] == ("1", "decide")
        assert heads[1][1] == "matter"

    def test_it_stops_as_soon_as_nothing_can_change_a_verdict(self) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", "--set", "patient.ecog=3", stdin=b"")
        assert asked(found.err) == []
        assert "Nothing was asked: no other unrecorded fact can change a verdict." in found.err
        assert SCREEN in found.err

    def test_an_unknown_answer_is_never_asked_again_and_what_stays_open_is_said(self) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", stdin=answers(*"u" * 20))
        assert len(asked(found.err)) == len(re.findall("^> ", found.err, re.MULTILINE))
        assert "Still open, because it is not known: ECOG" in words(found.err)

    def test_what_would_give_an_unknown_fact_is_named_at_the_end(self) -> None:
        found = words(mini("interview", "--set", "cancer.type=gastric", stdin=answers(*"u" * 20)).err)
        assert "no other unrecorded fact can change a verdict, except Karnofsky, which would give ECOG." in found

    def test_what_an_answered_fact_could_come_from_is_not_named_at_the_end(self) -> None:
        found = words(mini("interview", "--set", "cancer.type=gastric", stdin=answers("3")).err)
        assert "1 fact asked: no other unrecorded fact can change a verdict." in found

    def test_presumed_facts_are_not_asked(self) -> None:
        found = mini("interview", "--set", "cancer.type=colorectal", stdin=answers(*"u" * 40)).err
        assert "decline" not in found
        assert (
            "decline"
            in mini("interview", "--set", "cancer.type=colorectal", "--no-presume", stdin=answers(*"u" * 40)).err
        )

    def test_what_decides_whether_a_fact_applies_is_asked_before_it(self, ruleset: Ruleset) -> None:
        state = Interview.begin(compiled(ruleset), {"cancer.type": "colorectal"})
        known: dict[str, Content] = {
            "recurrence.sites": SetContent(frozenset({"peritoneum", "liver"})),
            "prior.systemic_lines": 1,
        }
        found = path_of(state, known)
        assert found.index("recurrence.sites") < found.index("recurrence.extraperitoneal_treatable")

    def test_what_may_not_apply_is_not_asked_where_nobody_knows_that(self, ruleset: Ruleset) -> None:
        found = path_of(Interview.begin(compiled(ruleset), {"cancer.type": "ovarian"}), {})
        assert "recurrence.bowel_obstruction" in found
        assert "recurrence.obstruction_cause" not in found

    def test_what_speaks_against_a_presumption_is_asked(self, small: Ruleset) -> None:
        known: dict[str, Content] = {
            "cancer.type": "gastric", "patient.ecog": 1, "prior.platinum_free_interval_months": 12.0,
            "prior.agents": SetContent(frozenset({"oxaliplatin"}), complete=True), "prior.systemic_lines": 1,
        }  # fmt: skip
        state = Interview.begin(compiled(small), known)
        assert all(o.settled for o in state.judgement.outcomes.values())
        assert state.inquiry is not None
        assert state.inquiry.path in ("prior.best_response", "prior.latest_response")
        assert state.inquiry.undermines == "prior.progressed_on"
        there = state.reply("progression")
        assert there.inquiry is not None
        assert there.inquiry.path == "prior.progressed_on"

    def test_a_set_that_matters_only_as_a_whole_is_asked(self, tmp_path: Path) -> None:
        rules = with_count_of_symptoms(tmp_path)
        state = Interview.begin(compiled(rules), {"cancer.type": "gastric", "patient.ecog": 3})
        assert state.inquiry is not None
        assert state.inquiry.path == "recurrence.symptoms"
        both = state.reply(SetContent(frozenset({"pain", "bleeding"}), complete=True))
        assert both.inquiry is None
        assert both.judgement.outcomes["palliative"].settled

    def test_why_tells_what_each_answer_would_do(self) -> None:
        found = words(mini("interview", "--set", "cancer.type=gastric", stdin=answers("ww", "q")).err)
        assert "Why this question" in found
        assert "3 to 4: × Not on these facts: Systemic therapy and platinum" in found

    def test_why_takes_two_lines_and_the_way_to_the_rest(self) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", stdin=answers("w", "q")).err
        told = found.split("> w\n")[1].split("\n\n")[0].splitlines()
        assert "  2: ○ platinum · ⊘ Systemic therapy" in told
        assert told[-1] == "  ww tells all of it"
        assert len(told) <= 3


def path_of(state: Interview, known: Mapping[str, Content]) -> list[str]:
    """The facts that are asked in turn where these are known and no others."""
    while state.inquiry is not None:
        panel = state.inquiry.panel
        said = {path: known[path] for path in panel if path in known}
        state = state.choose(said) if panel else state.reply(known.get(state.inquiry.path))
    return [r.path for r in state.replies]


def with_count_of_symptoms(folder: Path) -> Ruleset:
    """The small rules, where palliative care asks for care only if two of three symptoms are there."""
    shutil.copytree(MINI, folder / "rules")
    file = folder / "rules" / "options" / "palliative.yaml"
    tests = "[" + ", ".join(
        f"{{recurrence.symptoms: {{includes_any: [{s}]}}}}" for s in ("pain", "bleeding", "distress")
    )
    rule = f"""
  - id: palliative.two-symptoms
    title: Two symptoms
    factor: performance_status
    effect: cautions
    when: {{count: {{at_least: 2, of: {tests}]}}}}
    because: Two symptoms need more care.
    evidence:
      - {{source: two-2021-trial, says: Two symptoms needed more care.}}
    reviewed: 2026-11-24
    review_due: 2027-11-24
"""
    file.write_text(file.read_text(encoding="utf-8") + rule, encoding="utf-8")
    return load_ruleset(folder / "rules")


class TestAnswers:
    """What a text means as an answer."""

    NAMES = load_ruleset(MINI).names

    PANEL = ("biomarkers.mmr", "biomarkers.ras", "biomarkers.braf")

    def panel(self, text: str) -> Mapping[str, Content | None] | Unfit:
        return read_panel(text, self.PANEL, Situation({"cancer.type": "colorectal"}, self.NAMES.agents), self.NAMES)

    def read(self, path: str, text: str, known: Mapping[str, Content] | None = None, elements: tuple[str, ...] = ()
             ) -> Content | Unfit | None:  # fmt: skip
        elements = elements or VOCABULARY[path].values
        situation = Situation(known or {"cancer.type": "colorectal"}, self.NAMES.agents)
        return read_answer(text, Inquiry(path, elements=elements), situation, self.NAMES)

    @pytest.mark.parametrize("text", ["2", "looked at, uncertain", "uncertain", "UNCERTAIN"])
    def test_a_choice_by_number_or_word(self, text: str) -> None:
        assert self.read("recurrence.resectability", text) == "uncertain"

    def test_only_values_of_this_cancer_are_offered(self) -> None:
        assert self.read("cancer.histology", "3") == "signet_ring"
        assert isinstance(self.read("cancer.histology", "lamn"), Unfit)

    def test_a_grade_that_is_a_number_is_never_taken_for_a_place_in_the_list(self) -> None:
        assert self.read("prior.worst_complication", "2") == "2"
        assert self.read("prior.worst_complication", "3a") == "3a"
        assert isinstance(self.read("prior.worst_complication", "7"), Unfit)

    @pytest.mark.parametrize(("text", "value"), [("y", True), ("Yes", True), ("n", False), ("no", False)])
    def test_yes_and_no(self, text: str, value: bool) -> None:
        assert self.read("recurrence.fistula", text) is value

    def test_yes_in_the_words_of_the_vocabulary(self) -> None:
        assert self.read("recurrence.confirmed", "proven") is True
        assert self.read("recurrence.confirmed", "suspected, not proven") is False

    @pytest.mark.parametrize(
        ("text", "value"), [("33", 33.0), ("33.5", 33.5), ("33,5", 33.5), ("33 g/l", 33.0), (" 33 ", 33.0)]
    )
    def test_a_number_with_or_without_its_unit(self, text: str, value: float) -> None:
        assert self.read("patient.albumin_g_l", text) == value

    @pytest.mark.parametrize(
        ("path", "text", "says"),
        [
            ("patient.albumin_g_l", "3.3", "3.3 g/dl is 33 g/l"),
            ("recurrence.pci", "38,5", "38.5 is not whole"),
            ("patient.neutrophils", "1,250", "may be 1.250 or 1250; write it without the comma"),
            ("patient.albumin_g_l", "33,5,1", "write the number alone"),
            ("patient.albumin_g_l", "33 mg", "write the number alone"),
            ("patient.albumin_g_l", "fine", "no number"),
            ("patient.albumin_g_l", "3.3 g/dl", "3.3 g/dl is 33 g/l; write that number alone"),
            ("patient.bilirubin_x_uln", "17", "unusual in × normal"),
            ("cancer.histology", "goblet cell", "is of another cancer"),
            ("patient.albumin_g_l", "1e2", "no number"),
            ("patient.albumin_g_l", "9" * 400, "no number"),
            ("patient.ecog", "5", "whole number, 0 to 4"),
            ("patient.ecog", "1.5", "not whole"),
            ("patient.ecog", "-1", "out of range"),
            ("patient.karnofsky", "75", "in steps of 10"),
            ("recurrence.fistula", "maybe", "neither yes nor no"),
            ("recurrence.resectability", "4", "a number from 1 to 3"),
            ("recurrence.resectability", "uncertian", "did you mean looked at, uncertain?"),
            ("recurrence.sites", "livr", "did you mean liver?"),
            ("recurrence.sites", "99", "is not in the list"),
            ("recurrence.sites", "1 no 1", "both present and absent"),
            ("recurrence.sites", "lymph node", "it may mean regional_lymph_node or distant_lymph_node"),
            ("prior.agents", "no xelox", "say which of its drugs"),
            ("prior.agents", "oxaliplatine", "did you mean oxaliplatin?"),
            ("prior.agents", "-!-", "not the name of a drug"),
            ("prior.agents", "none known", "none, if it was looked for; u, if it is not known"),
            ("prior.agents", "idk", "`idk` is not the name of a drug"),
            ("prior.agents", "cp", "`cp` is not the name of a drug"),
            ("prior.agents", "oxaliplatin, quit", "`quit` is not the name of a drug"),
            ("prior.agents", "cetuximab, u", "`u` is not the name of a drug"),
            ("recurrence.sites", "none known", "none, if it was looked for; u, if it is not known"),
            ("recurrence.sites", "lung?", "what is in doubt is neither present nor absent"),
            ("recurrence.sites", "peritoneum, possible lung mets", "what is in doubt is neither present nor absent"),
            ("recurrence.sites", "liver (resected)", "only what is there now stands here"),
            ("prior.agents", "oxaliplatin since 2022", "it names oxaliplatin, and more that is not understood"),
            ("prior.agents", "oxaliplatin (PD)", "written as `prior.progressed_on`"),
            ("patient.egfr", ">60", "a bound is no number"),
            ("patient.declines", "no chemotherapy", "may mean that it is declined, or that it is not"),
        ],
    )
    def test_what_does_not_fit_is_refused_with_a_way_out(self, path: str, text: str, says: str) -> None:
        found = self.read(path, text)
        assert isinstance(found, Unfit)
        assert says in f"{found.message}; {found.help}"

    @pytest.mark.parametrize(
        ("text", "present", "absent", "complete"),
        [
            ("1 3", {"peritoneum", "liver"}, set(), False),
            ("1,3", {"peritoneum", "liver"}, set(), False),
            ("liver, Distant lymph node", {"liver", "distant_lymph_node"}, set(), False),
            ("liver distant_lymph_node 4", {"liver", "distant_lymph_node", "lung"}, set(), False),
            ("only liver", {"liver"}, set(), True),
            ("Liver only", {"liver"}, set(), True),
            ("1 2 only", {"peritoneum", "ovary"}, set(), True),
            ("just 1, 3", {"peritoneum", "liver"}, set(), True),
            ("liver and nothing else", {"liver"}, set(), True),
            ("liver, no others", {"liver"}, set(), True),
            ("liver none else", {"liver"}, set(), True),
            ("none", set(), set(), True),
            ("no", set(), set(), True),
            ("none else", set(), set(), True),
            ("not liver", set(), {"liver"}, False),
            ("1 ?", {"peritoneum"}, set(), False),
            ("1?", {"peritoneum"}, set(), False),
            ("1 no 3 4", {"peritoneum"}, {"liver", "lung"}, False),
            ("no liver", set(), {"liver"}, False),
        ],
    )
    def test_a_set_is_answered_as_a_whole(self, text: str, present: set[str], absent: set[str], complete: bool) -> None:
        expected = SetContent(frozenset(present), frozenset(absent), complete)
        assert self.read("recurrence.sites", text) == expected

    def test_what_is_recorded_of_a_set_stays(self) -> None:
        known: dict[str, Content] = {"recurrence.sites": SetContent(frozenset({"liver"}), frozenset({"lung"}))}
        rest = ("peritoneum", "ovary")
        for closing in ("none", "none else", "no others"):
            closed = self.read("recurrence.sites", closing, known, rest)
            assert closed == SetContent(frozenset({"liver"}), complete=True)
        only = self.read("recurrence.sites", "only 2", known, rest)
        assert only == SetContent(frozenset({"liver", "ovary"}), complete=True)
        found = self.read("recurrence.sites", "2 ?", known, rest)
        assert found == SetContent(frozenset({"liver", "ovary"}), frozenset({"lung"}))
        assert isinstance(self.read("recurrence.sites", "lung", known, rest), Unfit)

    def test_drugs_by_name_by_other_name_and_by_combination(self) -> None:
        found = self.read("prior.agents", "Xelox, cetuximab", elements=("platinum",))
        assert found == SetContent(frozenset({"oxaliplatin", "capecitabine", "cetuximab"}))
        assert self.read("prior.agents", "only xeloda") == SetContent(frozenset({"capecitabine"}), complete=True)

    def test_drugs_are_joined_by_and_and_classes_named_as_the_list_shows_them(self) -> None:
        assert self.read("prior.agents", "xeloda and cetuximab") == self.read("prior.agents", "xeloda, cetuximab")
        assert self.read("prior.agents", "anti-EGFR (class)") == SetContent(frozenset({"anti_egfr"}))

    def test_a_drug_that_no_rule_reads_stands_beside_known_ones(self) -> None:
        assert self.read("prior.agents", "wonder drug") == SetContent(frozenset({"wonder_drug"}))
        assert self.read("prior.agents", "wonder drug ?") == SetContent(frozenset({"wonder_drug"}))
        found = self.read("prior.agents", "wonder drug no oxaliplatin")
        assert found == SetContent(frozenset({"wonder_drug"}), frozenset({"oxaliplatin"}))

    @pytest.mark.parametrize("path", ["prior.agents", "recurrence.sites", "cancer.histology", "patient.albumin_g_l"])
    def test_a_pasted_sentence_is_refused_in_a_few_words(self, path: str) -> None:
        letter = "Patient with nodules in the pelvis on CT in March who complains of pain, no fever."
        found = self.read(path, letter)
        assert found == Unfit("a sentence is not understood", "? shows what is")

    def test_of_a_long_word_only_the_beginning_is_shown_again(self) -> None:
        found = self.read("recurrence.resectability", "x" * 400)
        assert isinstance(found, Unfit)
        assert "x" * 39 + "…`" in found.message
        assert len(found.message) < 80

    @pytest.mark.parametrize(
        ("text", "known"),
        [
            ("1 3", ("biomarkers.mmr", "biomarkers.braf")), ("y", None), ("n", ()), ("none", ()),
            ("RAS, mismatch repair", ("biomarkers.ras", "biomarkers.mmr")),
            ("braf and 2", ("biomarkers.braf", "biomarkers.ras")),
        ],
    )  # fmt: skip
    def test_a_panel_is_answered_by_what_is_known_of_it(self, text: str, known: tuple[str, ...] | None) -> None:
        assert self.panel(text) == dict.fromkeys(self.PANEL if known is None else known)

    @pytest.mark.parametrize("text", ["4", "livr", "1 maybe"])
    def test_what_is_not_in_a_panel_is_refused(self, text: str) -> None:
        found = self.panel(text)
        assert isinstance(found, Unfit)
        assert "is not in the list" in found.message

    def test_what_is_known_of_a_panel_may_be_said_at_once(self) -> None:
        assert self.panel("MSS, KRAS mutated") == {"biomarkers.mmr": "proficient", "biomarkers.ras": "mutated"}
        assert self.panel("msi-high; 3") == {"biomarkers.mmr": "deficient", "biomarkers.braf": None}

    def test_a_value_that_may_be_of_several_markers_is_asked_back(self) -> None:
        found = self.panel("wild type")
        assert isinstance(found, Unfit)
        assert "may be of RAS, BRAF" in found.message

    @pytest.mark.parametrize(
        ("path", "text", "value"),
        [
            *(("cancer.type", word, "colorectal") for word in ("colon", "crc", "bowel", "rectal")),
            ("cancer.type", "sigmoid adenocarcinoma", "colorectal"),
            *(("cancer.type", word, "ovarian") for word in ("ovary", "ovarian cancer", "Ovarian carcinoma")),
            *(("cancer.type", word, "gastric") for word in ("stomach", "gastric cancer")),
            *(("cancer.type", word, "appendiceal") for word in ("pmp", "appendix")),
            ("recurrence.bowel_obstruction", "no", "none"), ("recurrence.ascites", "none", "none"),
            ("biomarkers.mmr", "MSS", "proficient"), ("patient.sex", "F", "female"),
            ("patient.ecog", "ECOG 1", 1), ("patient.bilirubin_x_uln", "17 × normal", 17.0),
            ("recurrence.confirmed", "yes", True),
            ("recurrence.symptoms", "dyspnea", SetContent(frozenset({"dyspnoea"}))),
            ("recurrence.symptoms", "only dyspnea", SetContent(frozenset({"dyspnoea"}), complete=True)),
            ("recurrence.symptoms", "nil", SetContent(complete=True)),
            ("recurrence.sites", "omentum and liver mets", SetContent(frozenset({"peritoneum", "liver"}))),
            ("prior.agents", "FOLFOX-bev", SetContent(frozenset({"fluorouracil", "oxaliplatin", "bevacizumab"}))),
            *((path, "not tested", None) for path in ("biomarkers.mmr", "patient.ecog", "recurrence.symptoms")),
        ],
    )  # fmt: skip
    def test_words_of_the_speciality_are_understood_as_in_a_file(
        self, path: str, text: str, value: Content | None, ruleset: Ruleset
    ) -> None:
        known: dict[str, Content] = {} if path == "cancer.type" else {"cancer.type": "colorectal"}
        inquiry = Inquiry(path, elements=VOCABULARY[path].values)
        assert read_answer(text, inquiry, Situation(known, ruleset.agents), ruleset.names) == value

    @pytest.mark.parametrize("text", ["liver", "only liver", "1 liver"])
    def test_what_is_recorded_already_may_be_said_again(self, text: str) -> None:
        known: dict[str, Content] = {"recurrence.sites": SetContent(frozenset({"liver"}), frozenset({"lung"}))}
        found = self.read("recurrence.sites", text, known, ("peritoneum", "ovary"))
        assert isinstance(found, SetContent)
        assert "liver" in found.present

    def test_no_command_is_a_word_of_the_vocabulary_or_of_the_rules(self, ruleset: Ruleset) -> None:
        taken = {fact.word(value).lower() for fact in VOCABULARY.values() for value in fact.values}
        taken |= {*taken, *(v for fact in VOCABULARY.values() for v in fact.values)}
        names = ruleset.names
        taken |= {*names.agents.classes, *names.agents.members, *names.synonyms, *names.regimens, *names.options}
        assert len(taken) > 100
        assert not taken & COMMANDS.keys()


GROWING = """\
cancer: {type: gastric}
patient: {ecog: 1}
prior:
  systemic_lines: 1
  platinum_free_interval_months: 12
  best_response: stable
  latest_response: progression
"""
"""Of this patient the small rules ask next which drugs were given."""


class TestUnlistedDrugs:
    """A drug that no rule reads is told as such, and closes no list unless it is said to be the only one."""

    @pytest.fixture(autouse=True)
    def _profile(self, tmp_path: Path) -> None:
        self.file = tmp_path / "growing.yaml"
        self.file.write_text(GROWING, encoding="utf-8")

    def drugs(self, *lines: str) -> tuple[Mapping[str, object], str]:
        found = mini("interview", self.file, stdin=answers(*lines))
        assert asked(found.err)[0] == "Which anti-cancer drugs were given?"
        return yaml.safe_load(found.out)["prior"], words(found.err)

    def test_no_drug_at_all_is_refused_beside_a_response(self) -> None:
        saved, told = self.drugs("none", "q")
        assert "agents" not in saved
        assert "contradicts" in told

    @pytest.mark.parametrize("line", ["wonder drug", "wonder drug ?"])
    def test_it_leaves_the_list_open(self, line: str) -> None:
        saved, told = self.drugs(line, "q")
        assert saved["agents"] == {"present": ["wonder_drug"], "absent": []}
        assert "wonder drug; the others stay open the rules do not list wonder drug, so whether any" in told

    def test_it_closes_the_list_where_it_is_said_to_be_the_only_one(self) -> None:
        saved, told = self.drugs("only wonder drug", "q")
        assert saved["agents"] == ["wonder_drug"]
        assert "drugs so far: wonder drug; no others the rules do not list wonder drug, so whether any" in told

    @pytest.mark.parametrize("typed", ["quit", "Exit", "q", "stop", "quit."])
    def test_a_word_that_ends_the_interview_is_no_drug(self, typed: str) -> None:
        saved, told = self.drugs(typed, "oxaliplatin")
        assert "agents" not in saved
        assert "drugs so far:" not in told

    @pytest.mark.parametrize("typed", ["u", "unknown", "not known", "Don\u2019t know"])
    def test_what_is_not_known_is_no_drug(self, typed: str) -> None:
        saved, told = self.drugs(typed, "q")
        assert saved["agents"] is None
        assert "drugs so far: unknown" in told

    @pytest.mark.parametrize("typed", ["idk", "none known", "n"])
    def test_what_may_mean_none_or_unknown_is_asked_again(self, typed: str) -> None:
        saved, told = self.drugs(typed, "q")
        assert "agents" not in saved
        assert "none, if it was looked for; u, if it is not known" in told

    def test_a_drug_that_no_rule_reads_is_not_recorded_as_absent(self) -> None:
        saved, told = self.drugs("no idea", "q")
        assert "agents" not in saved
        assert "the rules do not list the drug idea, so its absence says nothing" in told


class TestConversation:
    def test_a_wrong_answer_gets_a_short_error_and_the_same_question(self) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", stdin=answers("9", "1", "q")).err
        assert (
            "  9 is out of range; whole number, 0 to 4.\nWhat is the ECOG performance status?\n> 1\n  ECOG: 1\n"
            in found
        )

    def test_a_contradiction_is_explained_and_not_taken(self) -> None:
        found = recurtx("interview", "--set", "cancer.histology=lamn", stdin=answers("3", "2", "q"))
        assert "Not taken: histology LAMN does not occur with cancer ovarian" in words(found.err)
        assert "Choose another cancer, or q and correct the histology." in found.err
        assert yaml.safe_load(found.out) == {"cancer": {"type": "appendiceal", "histology": "lamn"}}

    def test_a_contradiction_tells_only_the_ways_out_that_there_are(self, tmp_path: Path) -> None:
        file = tmp_path / "growing.yaml"
        file.write_text(GROWING, encoding="utf-8")
        asked_now = words(mini("interview", file, stdin=answers("oxaliplatin", "cetuximab no cisplatin", "q")).err)
        assert "Not taken" not in asked_now
        asked_now = words(mini("interview", file, stdin=answers("only oxaliplatin", "cetuximab", "q")).err)
        assert "Answer otherwise, u if it is not known, or b to change what went before." in asked_now
        recorded = ("--set", "prior.agents=[oxaliplatin]")
        before = words(mini("interview", file, *recorded, stdin=answers("cetuximab", "q")).err)
        assert "Answer otherwise, u if it is not known, or q and correct the drugs so far." in before

    def test_commands_may_be_given_as_words(self) -> None:
        found = mini("interview", stdin=answers("4", "why", "help", "1", "Back", "2", "answers", "quit", "3"))
        assert "ww tells all of it" in found.err
        assert "u or skip: not known" in found.err
        assert "ECOG is asked again" in found.err
        assert "  ecog: 2\n" in found.err
        assert yaml.safe_load(found.out) == {"cancer": {"type": "gastric"}, "patient": {"ecog": 2}}

    def test_back_takes_the_latest_answer_away(self) -> None:
        found = mini("interview", stdin=answers("b", "4", "1", "1", "b", "b", "2", "q"))
        assert "this is the first question" in found.err
        assert "ECOG is asked again" in found.err
        assert yaml.safe_load(found.out) == {"cancer": {"type": "gastric"}, "patient": {"ecog": 2}}

    def test_answers_so_far_are_shown(self) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", stdin=answers("1", "s", "q"))
        assert "  # What is the ECOG performance status?\n  ecog: 1\n" in found.err

    def test_the_cancer_type_cannot_be_unknown(self) -> None:
        found = mini("interview", stdin=answers("u", "q")).err
        assert "the one fact that is always needed" in found

    def test_with_a_file_for_the_profile_the_options_are_the_result(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        found = mini("interview", "--set", "cancer.type=gastric", "--output", file, stdin=answers("3"))
        assert found.code == 0
        assert SCREEN in found.out
        assert "?" not in found.out.partition(SCREEN)[0]
        assert SCREEN not in found.err

    def test_without_one_the_profile_is_the_result_and_nothing_else(self, tmp_path: Path) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", stdin=answers("3"))
        assert found.code == 0
        assert SCREEN in found.err
        file = tmp_path / "patient.yaml"
        file.write_text(found.out, encoding="utf-8")
        assert mini("profile", "validate", file).out == "valid; 2 facts recorded\n"

    def test_at_a_terminal_both_are_shown_there(self, tmp_path: Path) -> None:
        code, shown = at_a_terminal([], ["4\n", "3\n"], tmp_path)
        assert code == 0
        assert shown.index(SCREEN) < shown.index("# A patient profile")

    def test_stopping_shows_the_options_as_they_stand_and_what_to_type_next(self, tmp_path: Path) -> None:
        for last in (answers("q"), b""):
            file = tmp_path / f"patient {len(last)}.yaml"
            found = mini("interview", "--output", file, stdin=answers("4", "1") + last)
            assert "2 facts asked: stopped, at most" in words(found.err)
            assert found.err.endswith(f"saved: {file}\nnext: recurtx suggest '{file}'\n")
            assert SHORT in found.out

    def test_where_nothing_is_known_there_is_nothing_to_show(self) -> None:
        found = mini("interview", stdin=answers("q"))
        assert found.out == ""
        assert SHORT not in found.err

    def test_the_verdicts_follow_each_answer_with_what_has_just_turned(self) -> None:
        found = mini("interview", stdin=answers("4", "3", "q")).err
        first = "– Repeat surgery × Second HIPEC ? Systemic therapy ● Palliative care"
        assert f"cancer: gastric {first}" in words(found)
        turned = "turned: Systemic therapy × Not on these facts"
        assert f"ECOG: 3 {first.replace('?', '×')} {turned}" in words(found)

    def test_a_range_is_asked_back_as_one_number(self) -> None:
        for typed in ("0-1", "0 to 1", "0–1"):
            found = words(mini("interview", stdin=answers("4", typed, "1", "q")).err)
            assert f"`{typed}` is a range, and one number is recorded; type the one number that holds" in found
            assert "or u where it is not settled between them" in found
            assert "ECOG: 1" in found

    def test_what_was_understood_of_other_words_is_shown(self) -> None:
        found = recurtx("interview", stdin=answers("colon", "q")).err
        assert "  cancer: colorectal (understood from `colon`)\n" in found

    def test_options_are_counted_apart_from_ways(self) -> None:
        found = words(recurtx("interview", "--set", "cancer.type=colorectal", stdin=answers("q")).err)
        assert re.search(r"Asked because (\S[^.]*), \d more options and \d+ ways turn on it\.", found)

    def test_facts_that_come_together_are_one_question(self, ruleset: Ruleset) -> None:
        state = Interview.begin(compiled(ruleset), {"cancer.type": "colorectal"})
        while state.inquiry is not None and not state.inquiry.panel:
            state = state.reply(None)
        assert state.inquiry is not None
        assert len(state.inquiry.panel) >= 3
        session = Session(state)
        after, _ = session.hear("u")
        assert set(state.inquiry.panel) <= set(after.interview.unknown)
        after, _ = session.hear("1")
        assert after.interview.inquiry is not None
        assert after.interview.inquiry.path == state.inquiry.panel[0]
        assert set(state.inquiry.panel[1:]) <= set(after.interview.unknown)
        assert after.hear("b")[0].interview == state

    @pytest.mark.parametrize("line", ["z" * 4096 + "1", "1" + " " * 5000 + "2", " " * 4096 + "1", "é" * 4000 + "1"])
    def test_a_line_that_is_too_long_is_refused_as_a_whole(self, line: str) -> None:
        found = mini("interview", "--set", "cancer.type=gastric", stdin=answers(line, "2", "q"))
        assert "the line is longer than 4096 bytes, and nothing of it was taken" in found.err
        assert yaml.safe_load(found.out) == {"cancer": {"type": "gastric"}, "patient": {"ecog": 2}}

    def test_an_endless_script_is_stopped(self) -> None:
        found = mini("interview", stdin=b"what\n" * 1000)
        assert (found.code, [c.code for c in found.complaints()]) == (2, ["RTX209"])

    @pytest.mark.parametrize("junk", [b"\xff\xfe\n", b"\x1b[2J\n", b"\x00\n", b"a" * 100_000 + b"\n"])
    def test_no_text_breaks_it_or_steers_the_terminal(self, junk: bytes) -> None:
        found = mini("interview", stdin=junk + answers("4", "1", "q"))
        assert found.code == 0
        assert "\x1b" not in found.err + found.out
        assert yaml.safe_load(found.out) == {"cancer": {"type": "gastric"}, "patient": {"ecog": 1}}

    def test_the_screens_fit_eighty_columns(self) -> None:
        found = recurtx("interview", stdin=answers("1", *["w", "u"] * 60))
        assert max(len(line) for line in found.err.splitlines()) <= 80
        assert not any(line != line.rstrip() for line in found.err.splitlines() if not line.startswith(">"))


LETTERS: Mapping[str, Mapping[str, str]] = {
    "colorectal, proficient, KRAS mutated, ECOG 1, pain, nodules in the pelvis": {
        "cancer.type": "colorectal", "biomarkers.mmr": "proficient", "biomarkers.ras": "mutated", "patient.ecog": "1",
        "recurrence.symptoms": "pain", "recurrence.sites": "peritoneum", "prior.hipec_count": "1",
    },
    "ovarian, high grade, BRCA mutated, platinum-free 18 months, ECOG 1, 62 years": {
        "cancer.type": "ovarian", "cancer.histology": "high grade serous", "biomarkers.brca": "mutated",
        "recurrence.sites": "peritoneum", "prior.platinum_free_interval_months": "18", "patient.ecog": "1",
        "patient.age": "62", "recurrence.ascites": "none",
    },
    "mesothelioma, epithelioid, distended by ascites, ECOG 2, 66 years": {
        "cancer.type": "peritoneal mesothelioma", "cancer.histology": "epithelioid", "recurrence.sites": "peritoneum",
        "recurrence.symptoms": "distension", "recurrence.ascites": "large", "patient.ecog": "2", "patient.age": "66",
    },
}  # fmt: skip
"""What letters say, as somebody would type it, by fact; everything else is not known."""


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_a_letter_needs_few_questions_until_the_options_stand(letter: Mapping[str, str], ruleset: Ruleset) -> None:
    session, count = Session(Interview.begin(compiled(ruleset), {}), offers=True), 0
    while not session.offering:
        inquiry = session.interview.inquiry
        assert inquiry is not None
        known = [str(place) for place, path in enumerate(inquiry.panel, 1) if path in letter]
        line = " ".join(known) or "u" if inquiry.panel else letter.get(inquiry.path, "u")
        session, heard = session.hear(line)
        assert heard == Taken(), (inquiry.path, line)
        count += 1
    assert count <= 15
    assert session.interview.situation.recorded.keys() & letter.keys()


class TestSaving:
    def test_the_end_is_the_answer_of_the_saved_profile(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        done = mini("interview", "--set", "id=demo", "--output", file, stdin=answers("1", "1", "y", *"u" * 20))
        assert done.code == 0
        assert f"saved: {file}" in done.err
        assert done.out == mini("suggest", file).out

    def test_every_fact_stands_below_its_question(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        mini("interview", "--output", file, stdin=answers("4", "u", "q"))
        assert "  # What is the ECOG performance status?\n  ecog: null  # asked: not known\n" in file.read_text()
        assert mini("profile", "validate", file).out == "valid; 1 fact recorded\n"

    def test_it_goes_on_with_a_saved_profile(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        mini("interview", "--set", "id=demo", "--output", file, stdin=answers("4", "q"))
        mini("interview", file, "--output", file, stdin=answers("1", "q"))
        assert yaml.safe_load(file.read_text()) == {
            "id": "demo", "cancer": {"type": "gastric"}, "patient": {"ecog": 1},
        }  # fmt: skip

    def test_another_file_is_not_overwritten(self, tmp_path: Path) -> None:
        file = tmp_path / "other.yaml"
        file.write_text("cancer: {type: ovarian}\n")
        found = mini("interview", "--output", file, stdin=answers("4", "1"))
        assert (found.code, [c.code for c in found.complaints()]) == (2, ["RTX205"])
        assert file.read_text() == "cancer: {type: ovarian}\n"

    def test_the_profile_cannot_come_from_where_the_answers_come(self) -> None:
        found = mini("interview", "-", stdin=b"cancer: {type: ovarian}\n")
        assert (found.code, [c.code for c in found.complaints()]) == (2, ["RTX204"])

    def test_without_output_nothing_is_written_and_the_end_of_input_prints_the_profile(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        found = mini("interview", stdin=answers("4", "1"))
        assert found.code == 0
        assert yaml.safe_load(found.out) == {"cancer": {"type": "gastric"}, "patient": {"ecog": 1}}
        assert list(tmp_path.iterdir()) == []

    def test_where_it_cannot_be_saved_it_is_printed(self, tmp_path: Path) -> None:
        found = mini("interview", "--output", tmp_path / "no" / "such.yaml", stdin=answers("4", "1"))
        assert (found.code, [c.code for c in found.complaints()]) == (2, ["RTX205"])
        assert yaml.safe_load(found.out) == {"cancer": {"type": "gastric"}}

    @pytest.mark.parametrize("label", ["a: b", "#1", '"', "\x1b[2J", "é ✓ \U0001f600", "\x7f\u2028", "null", "- x"])
    @pytest.mark.parametrize("written", [profile_text, profile_json])
    def test_any_label_survives(self, label: str, written: Callable[..., str], small: Ruleset) -> None:
        text = written({"cancer.type": "ovarian"}, {"id": label})
        assert profile_of(text, small).id == label
        assert all(c.isprintable() or c == "\n" for c in text)

    @pytest.mark.parametrize("name", ["null", "true", "5fu", "1e5", "123"])
    def test_any_drug_survives(self, name: str, small: Ruleset) -> None:
        recorded: dict[str, Content] = {
            "cancer.type": "ovarian", "prior.agents": SetContent(frozenset({name}), frozenset({"cetuximab"})),
        }  # fmt: skip
        found = profile_of(profile_text(recorded, {}), small)
        assert Situation.of(found, small.agents).recorded == recorded


class TestTakenBack:
    """An answer that was taken back stays nowhere."""

    def test_the_file_of_an_answer_taken_back_is_gone(self, tmp_path: Path) -> None:
        found = mini("interview", "--output", tmp_path / "patient.yaml", stdin=answers("1", "b", "q"))
        assert "nothing was answered, so nothing is saved" in found.err
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("content", ["", "cancer: {type: gastric}  # by biopsy\r\nid: demo"])
    def test_a_file_that_was_there_is_what_it_was(self, content: str, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        file.write_bytes(content.encode())
        argv = [file, "--output", file] if content else ["--output", file]
        found = mini("interview", *argv, stdin=answers("1", "b", "q"))
        assert "nothing was answered, so nothing is saved" in found.err
        assert file.read_bytes() == content.encode()

    def test_what_is_answered_after_going_back_is_saved(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        found = mini("interview", "--output", file, stdin=answers("1", "b", "4", "q"))
        assert f"saved: {file}" in found.err
        assert yaml.safe_load(file.read_text()) == {"cancer": {"type": "gastric"}}

    def test_a_link_to_no_file_stays_a_link_to_no_file(self, tmp_path: Path) -> None:
        link = tmp_path / "link.yaml"
        link.symlink_to(tmp_path / "patient.yaml")
        mini("interview", "--output", link, stdin=answers("1", "b", "q"))
        assert (link.is_symlink(), link.exists()) == (True, False)


class TestWhatStoodInTheFile:
    """Going on with a saved profile changes its facts; where more would change, it is said."""

    def test_facts_that_were_given_are_saved_without_an_answer(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        found = mini("interview", "--set", "cancer.type=gastric", "--set", "id=demo", "--output", file, stdin=b"")
        assert f"saved: {file}" in found.err
        assert yaml.safe_load(file.read_text()) == {"id": "demo", "cancer": {"type": "gastric"}}

    def test_a_case_is_saved_without_an_answer(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        recurtx("interview", "case:pmp-spleen-2024", "--output", file, stdin=b"")
        assert yaml.safe_load(file.read_text())["id"] == "pmp-spleen-2024"

    def test_a_change_by_set_is_saved_without_an_answer(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        file.write_text("cancer: {type: gastric}\n", encoding="utf-8")
        mini("interview", file, "--set", "patient.ecog=1", "--output", file, stdin=b"")
        assert yaml.safe_load(file.read_text()) == {"cancer": {"type": "gastric"}, "patient": {"ecog": 1}}

    def test_a_profile_that_holds_everything_already_is_not_written(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        file.write_text("cancer: {type: gastric}\n", encoding="utf-8")
        found = mini("interview", file, "--output", file, stdin=b"")
        assert "nothing was answered, so nothing is saved" in found.err
        assert file.read_text() == "cancer: {type: gastric}\n"

    def test_json_stays_json(self, tmp_path: Path, small: Ruleset) -> None:
        file = tmp_path / "patient.json"
        file.write_text('{"id": "demo", "cancer": {"type": "gastric"}}', encoding="utf-8")
        mini("interview", file, "--output", file, stdin=answers("u", "1 no 2", "q"))
        saved = json.loads(file.read_text())
        assert saved["id"] == "demo"
        assert saved["patient"] == {"ecog": None}
        assert profile_of(file.read_text(), small).cancer.type == "gastric"

    def test_comments_that_are_not_kept_are_told(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        file.write_text("id: 'case #1'\ncancer: {type: gastric}  # Dr X, by phone\n# ask again\n", encoding="utf-8")
        found = words(mini("interview", file, "--output", file, stdin=b"").err)
        assert f"warning: saving drops comments of {file}: `# Dr X, by phone` in line 2 and 1 more" in found

    def test_comments_of_a_file_that_is_not_written_are_not_told(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        file.write_text("cancer: {type: gastric}  # Dr X, by phone\n", encoding="utf-8")
        assert "drops comments" not in mini("interview", file, "--output", tmp_path / "new.yaml", stdin=b"").err

    def test_what_the_interview_writes_beside_the_facts_is_no_comment_of_anybody(self) -> None:
        every = profile_text({}, {"id": "# a 'label' \" #"}, tuple(VOCABULARY))
        assert every.count("#") > len(VOCABULARY)
        assert own_comments(every) == []
        assert own_comments(f"{every}# mine\n") == [(every.count("\n") + 1, "# mine")]

    def test_a_name_that_no_file_can_have_is_told_as_such(self) -> None:
        found = mini("interview", "--output", "a" * 300, stdin=answers("4"))
        assert (found.code, [c.code for c in found.complaints()]) == (2, ["RTX205"])
        assert mini("interview", "a" * 300).code == 2


class TestWithoutACancerType:
    """A profile may begin without the cancer type, which is then asked first."""

    def complaints(self, text: str, tmp_path: Path) -> list[tuple[str, str, str, str]]:
        file = tmp_path / "patient.yaml"
        file.write_text(text, encoding="utf-8")
        found = mini("interview", file, stdin=b"")
        assert found.code == 2
        return [(c.where.removeprefix(f"{file}:"), c.code, c.message, c.help) for c in found.complaints()]

    def test_facts_that_no_type_fits_are_both_named(self, tmp_path: Path) -> None:
        found = self.complaints("cancer:\n  primary_side: left\n  histology: lamn\n", tmp_path)
        assert found == [(
            "2:17", "RTX130", "no cancer type fits `cancer.primary_side` left and `cancer.histology` lamn in line 3",
            "`cancer.primary_side` left goes with colorectal; `cancer.histology` lamn goes with appendiceal",
        )]  # fmt: skip

    def test_what_contradicts_whatever_the_type_is_blames_no_type(self, tmp_path: Path) -> None:
        found = self.complaints("cancer: {histology: lamn}\npatient:\n  ecog: 0\n  karnofsky: 40\n", tmp_path)
        assert [(where, code) for where, code, _, _ in found] == [("3:9", "RTX130")]
        assert "`patient.ecog` 0 contradicts `patient.karnofsky` 40 in line 4" in found[0][2]

    def test_another_mistake_is_not_blamed_on_the_missing_type(self, tmp_path: Path) -> None:
        assert [code for _, code, _, _ in self.complaints("patient: {egog: 0}\n", tmp_path)] == ["RTX112"]

    def test_every_command_tells_what_contradicts_beside_the_missing_type(self, tmp_path: Path) -> None:
        file = tmp_path / "patient.yaml"
        file.write_text("cancer: {primary_side: left, histology: lamn}\n", encoding="utf-8")
        assert [c.code for c in mini("suggest", file).complaints()] == ["RTX113", "RTX130"]


class TestListOfDrugs:
    """Drugs and classes as a person reads them."""

    def shown(self, ruleset: Ruleset, known: Mapping[str, Content] | None = None) -> str:
        inquiry = Inquiry("prior.agents", elements=("anti_egfr", "parp_inhibitor", "cetuximab", "taxane"))
        state = Interview.begin(compiled(ruleset), {"cancer.type": "colorectal", **(known or {})})
        return words(plain_text(question_page(Session(state), inquiry), 80))

    def test_a_class_is_written_as_the_rules_write_it_and_marked(self, ruleset: Ruleset) -> None:
        found = self.shown(ruleset)
        assert "1 anti-EGFR (class) 2 PARP inhibitor (class) 3 cetuximab 4 taxane (class)" in found

    def test_what_is_recorded_already_is_written_alike(self, ruleset: Ruleset) -> None:
        known = SetContent(frozenset({"oxaliplatin", "anti_egfr"}), frozenset({"taxane"}))
        found = self.shown(ruleset, {"prior.agents": known})
        assert "recorded so far: anti-EGFR (class), oxaliplatin, no taxane (class)" in found


class TestInterrupt:
    """Ctrl-C in a real terminal."""

    @pytest.fixture(autouse=True, params=["heeded", "ignored"])
    def started(self, request: pytest.FixtureRequest) -> Iterator[None]:
        """What a job in the background inherits: interrupts are ignored there until a program says otherwise."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN) if request.param == "ignored" else None
        yield
        if before is not None:
            signal.signal(signal.SIGINT, before)

    @pytest.mark.parametrize("saved", [True, False])
    def test_nothing_is_lost(self, saved: bool, tmp_path: Path) -> None:
        argv = ["--output", "patient.yaml"] if saved else []
        code, shown = at_a_terminal(argv, ["4\n", "1\n", "\x03"], tmp_path)
        assert code == 130, shown
        expected = {"cancer": {"type": "gastric"}, "patient": {"ecog": 1}}
        if saved:
            assert yaml.safe_load((tmp_path / "patient.yaml").read_text()) == expected
        else:
            assert yaml.safe_load(shown[shown.rindex("# A patient profile") :].replace("\r", "")) == expected
            assert list(tmp_path.iterdir()) == []
        assert "Traceback" not in shown


class TestTerminal:
    """What is typed at a real terminal."""

    @pytest.mark.parametrize(
        ("keys", "value"),
        [("3\x1b[D2\x1b[3~\n", 2), ("13\x7f\n", 1), ("\x1b[A\x7f2\n", 2), ("4\x011\x05\x7f\n", 1)],
        ids=["left and delete", "backspace", "the answer before, changed", "home and end"],
    )
    def test_a_line_can_be_edited_and_the_one_before_taken_up(self, keys: str, value: int, tmp_path: Path) -> None:
        _, shown = at_a_terminal(["--output", "patient.yaml"], ["4\n", keys, "q\n"], tmp_path)
        assert yaml.safe_load((tmp_path / "patient.yaml").read_text())["patient"] == {"ecog": value}, shown

    def test_it_offers_to_stop_once_the_options_stand(self, tmp_path: Path) -> None:
        code, shown = at_a_terminal(["--output", "patient.yaml"], ["4\n", "1\n", "x\n", "?\n", "\n"], tmp_path)
        assert code == 0
        assert shown.count("Go on? y/N") == 3
        assert "this is neither yes nor no; y goes on, n shows the options." in shown
        assert shown.index("Go on?") < shown.index(SHORT) < shown.index("next: recurtx suggest patient.yaml")

    @pytest.mark.parametrize("keys", ["\x04", "q\n"])
    def test_the_end_of_input_stops_as_q_does(self, keys: str, tmp_path: Path) -> None:
        code, shown = at_a_terminal(["--output", "patient.yaml"], ["4\n", keys], tmp_path)
        assert code == 0
        assert SHORT in shown
        assert yaml.safe_load((tmp_path / "patient.yaml").read_text()) == {"cancer": {"type": "gastric"}}


OWN_TERMINAL = """
import fcntl, signal, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C comes from the terminal on standard input
signal.signal(signal.SIGINT, signal.default_int_handler)
from recurtx.__main__ import main
main()
"""


def at_a_terminal(argv: list[str], typed: list[str], folder: Path) -> tuple[int, str]:
    """Run the command at a pseudo-terminal, typing each text when a prompt waits; 60 s of silence end it.

    A prompt shows a moment before the program reads. Python only notes a signal that comes in between, and the read
    then waits for the next key; so an interrupt with no answer is typed once more, as a person would.
    """
    mine, theirs = pty.openpty()
    command = [sys.executable, "-c", OWN_TERMINAL, "--rules", str(MINI), "--no-color", "interview", *argv]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, start_new_session=True,
        env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    shown, waiting, last = "", list(typed), ""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([mine], [], [], 1)[0]:
            if last == "\x03":
                os.write(mine, last.encode())
            continue
        try:
            data = os.read(mine, 65536)
        except OSError:
            break
        if not data:
            break
        until = time.monotonic() + 60
        shown += data.decode()
        if waiting and shown.endswith("> "):
            last = waiting.pop(0)
            os.write(mine, last.encode())
            shown += "\n"
    os.close(mine)
    if process.poll() is None and time.monotonic() >= until:
        process.send_signal(signal.SIGKILL)
    return process.wait(timeout=60), shown


def value_of(inquiry: Inquiry, state: Interview, rng: random.Random) -> Content | None:
    """An answer that can stand, chosen by chance; now and then unknown, or a set only in part."""
    if inquiry.path != "cancer.type" and rng.random() < 0.15:
        return None
    for _ in range(20):
        content = drawn(inquiry, state, rng)
        if not state.refusal(content):
            return content
    return None


def drawn(inquiry: Inquiry, state: Interview, rng: random.Random) -> Content:
    fact = inquiry.spec
    if not fact.is_set:
        return rng.choice([cell.value for cell in state.partition.cells(inquiry.path)])
    known = state.situation.recorded.get(inquiry.path)
    before = known if isinstance(known, SetContent) else SetContent()
    present = before.present | {e for e in inquiry.elements if rng.random() < 0.25}
    if rng.random() < 0.3:
        absent = before.absent | {e for e in inquiry.elements if rng.random() < 0.3} - present
        return SetContent(present, absent - present)
    return SetContent(present, complete=True)


def interviewed(rules: Ruleset, seed: int, *, presume: bool = True) -> Iterator[Interview]:
    """The states of an interview with answers by chance, down to the last."""
    rng = random.Random(seed)
    state = Interview.begin(compiled(rules), {}, presume=presume)
    yield state
    while state.inquiry is not None:
        panel = state.inquiry.panel
        known = [path for path in panel if rng.random() < 0.7]
        state = state.choose(dict.fromkeys(known)) if panel else state.reply(value_of(state.inquiry, state, rng))
        yield state


def knows_all(state: Interview) -> bool:
    """Whether nothing that was asked is unknown, not even in part."""
    sets = [c for c in state.situation.recorded.values() if isinstance(c, SetContent)]
    return not state.unknown and all(content.complete for content in sets)


def check_laws(rules: Ruleset, seed: int) -> None:
    """What holds of every interview."""
    states = list(interviewed(rules, seed))
    last = states[-1]
    paths = [r.path for r in last.replies]
    assert len(paths) == len(set(paths))
    read = {p for p in VOCABULARY if last.partition.reads(p)}
    assert set(paths) <= {p for p in VOCABULARY if dependents(p) & read} | {"cancer.type"}
    decided = next(n for n, state in enumerate(states) if state.stands)
    for number, state in enumerate(states[:-1]):
        assert len(paths) - len(state.replies) <= state.most_left
        if number < decided:
            assert len(states[decided].replies) - len(state.replies) <= state.most_deciding
        assert_can_change_something(state)
    if knows_all(states[decided]):
        assert not undecided_options(states[decided].judgement)
    assert_same_as_the_profile(last, rules)
    if not last.unknown:
        assert_nothing_more_changes_a_verdict(last)


def assert_can_change_something(state: Interview) -> None:
    """The question is about a fact that is not known, is not presumed, and on which something turns."""
    inquiry = state.inquiry
    assert inquiry is not None
    if inquiry.path == "cancer.type":
        return
    assert inquiry.options or inquiry.governs or inquiry.undermines
    known = state.situation.knowledge(inquiry.path)
    if known.origin is Origin.PRESUMED:
        assert inquiry.elements, "a presumption that failed for some elements"
    else:
        assert known.origin is Origin.UNKNOWN or inquiry.spec.is_set


def assert_same_as_the_profile(state: Interview, rules: Ruleset) -> None:
    profile = profile_of(profile_text(state.situation.recorded, {}, state.unknown), rules)
    known = Situation.of(profile, rules.agents, presume=state.situation.presume)
    assert known.recorded == state.situation.recorded
    assert Judgement(compiled(rules), known).outcomes == state.judgement.outcomes
    found = assess(profile, rules, presume=state.situation.presume).by_id
    assert {n: (o.verdict, o.settled) for n, o in found.items()} == {
        n: (o.verdict, o.settled) for n, o in state.judgement.outcomes.items()
    }


def assert_nothing_more_changes_a_verdict(state: Interview) -> None:
    partial = [p for p, c in state.situation.recorded.items() if isinstance(c, SetContent) and not c.complete]
    if partial:
        return
    now = {n: o.verdict for n, o in state.judgement.outcomes.items()}
    for path, fact in VOCABULARY.items():
        if state.situation.knowledge(path).origin is not Origin.UNKNOWN:
            continue
        values: list[Content] = [c.value for c in state.partition.cells(path)]
        if fact.is_set:
            elements = state.partition.elements(path)
            known = state.situation.recorded.get(path)
            values = [with_element(known, e, present=p) for e in elements for p in (True, False)]
        for value in values:
            there = state.judgement.changed({path: value})
            if not any(True for _ in clashes(there.situation)):
                assert {n: o.verdict for n, o in there.outcomes.items()} == now, (path, value)


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_laws_of_an_interview_over_small_rules(seed: int) -> None:
    check_laws(load_mini(), seed)


@pytest.mark.parametrize("seed", range(4))
def test_laws_of_an_interview_over_the_shipped_rules(seed: int, ruleset: Ruleset) -> None:
    check_laws(ruleset, seed)


@pytest.mark.parametrize("name", tuple(bundled_cases())[::4])
def test_interview_on_a_published_patient_asks_far_less_than_the_rules_mention(name: str, ruleset: Ruleset) -> None:
    document = load_case(name).profile
    recorded = Situation.of(assemble(flatten(document)[0], ruleset.names, document.path).profile).recorded
    state = Interview.begin(compiled(ruleset), {})
    while state.inquiry is not None:
        state = state.reply(recorded.get(state.inquiry.path))
    assert len(state.replies) <= 0.6 * sum(map(state.partition.reads, VOCABULARY))


@pytest.mark.parametrize("name", bundled_cases())
def test_what_can_open_or_close_an_option_at_the_top_is_asked_first(name: str, ruleset: Ruleset) -> None:
    document = load_case(name).profile
    profile = assemble(flatten(document)[0], ruleset.names, document.path).profile
    judgement = Judgement(compiled(ruleset), Situation.of(profile, ruleset.agents))
    undecided = undecided_options(judgement)
    decides = [bool(question.waiting & undecided) for question in questions(judgement)]
    assert decides == sorted(decides, reverse=True)


def test_an_option_that_is_discouraged_already_is_no_reason_to_ask_first(small: Ruleset) -> None:
    recorded: dict[str, Content] = {"cancer.type": "colorectal", "prior.crs_count": 1}
    for ascites, undecided in (("small", True), ("large", False)):
        patient = Situation({**recorded, "recurrence.ascites": ascites}, small.agents)
        assert ("surgery" in undecided_options(Judgement(compiled(small), patient))) is undecided


@pytest.mark.parametrize("seed", range(3))
def test_without_presumptions_the_profile_gives_the_same(seed: int, small: Ruleset) -> None:
    last = list(interviewed(small, seed, presume=False))[-1]
    assert_same_as_the_profile(last, small)


def test_going_back_is_as_if_nothing_had_been_said(small: Ruleset) -> None:
    states = list(interviewed(small, 7))
    for before, after in pairwise(states):
        assert after.back().situation.recorded == before.situation.recorded
        assert after.back().inquiry == before.inquiry


def test_the_order_of_answers_does_not_matter(ruleset: Ruleset) -> None:
    last = list(interviewed(ruleset, 11))[-1]
    shuffled = dict(sorted(last.situation.recorded.items(), reverse=True))
    assert Judgement(compiled(ruleset), Situation(shuffled, ruleset.agents)).outcomes == last.judgement.outcomes


_MINI: list[Ruleset] = []


def load_mini() -> Ruleset:
    if not _MINI:
        _MINI.append(load_ruleset(MINI))
    return _MINI[0]
