"""Pages without a patient: the blank profile, the rules, the sources and the cases."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from command import MINI, done, mini, recurtx, words
from recurtx.cases import bundled_cases, load_case
from recurtx.cases.concordance import Concordance, compare
from recurtx.document import plain, read_text
from recurtx.markup.terminal import text as plain_text
from recurtx.pages.rules import rule_page, source_page
from recurtx.profile import RECORDS, VOCABULARY
from recurtx.ruleset import rule_files, shipped_rules

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.ruleset import Ruleset

PROFILE = {"cancer": {"type": "colorectal"}, "recurrence": {"sites": ["peritoneum"], "pci": 19}, "patient": {"ecog": 1}}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    file = tmp_path / "patient.yaml"
    file.write_text(json.dumps(PROFILE), encoding="utf-8")
    return file


# profile


def test_template_asks_for_every_fact_and_fills_in_none_not_even_the_cancer(tmp_path: Path) -> None:
    text = done(recurtx("profile", "template"))
    file = tmp_path / "patient.yaml"
    file.write_text(text, encoding="utf-8")
    blank = recurtx("profile", "validate", file)
    assert blank.code == 2
    assert [c.code for c in blank.complaints()] == ["RTX113"]
    assert done(recurtx("profile", "validate", file, "--set", "cancer.type=gastric")) == "valid; 1 fact recorded\n"
    asked = plain(read_text(text, "template").root)
    assert isinstance(asked, dict)
    sections = {s: v for s, v in asked.items() if isinstance(v, dict)}
    assert [f"{s}.{name}" for s, facts in sections.items() for name in facts if f"{s}.{name}" not in RECORDS] == list(
        VOCABULARY
    )
    assert all(sections[path.partition(".")[0]][path.partition(".")[2]] is None for path in RECORDS)
    for fact in VOCABULARY.values():
        assert words(fact.ask) in words(text.replace("\n  #", " "))


def test_a_range_that_ends_at_a_million_is_written_out() -> None:
    text = done(recurtx("profile", "template"))
    assert "U/ml, 0 to 1000000." in text
    assert "e+" not in text
    (one,) = recurtx("suggest", "--set", "cancer.type=ovarian", "--set", "recurrence.ca125=2000000").complaints()
    assert (one.message, one.help) == (
        "`recurrence.ca125` 2000000 is not between 0 and 1000000",
        "allowed: U/ml, 0 to 1000000",
    )


def test_validate_counts_the_facts_and_warns(profile: Path) -> None:
    assert done(mini("profile", "validate", profile)) == "valid; 4 facts recorded\n"
    result = mini("profile", "validate", profile, "--set", "prior.agents=[newdrug]")
    assert result.out == "valid; 5 facts recorded\n"
    assert "newdrug" in result.err


def test_schema_of_a_profile_accepts_what_recurtx_accepts() -> None:
    schema = json.loads(done(recurtx("profile", "schema")))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(PROFILE)
    assert validator.is_valid({"cancer": {"type": "ovarian"}, "recurrence": {"sites": {"present": ["liver"]}}})
    assert not validator.is_valid({"cancer": {"type": "colon"}})
    assert not validator.is_valid({"cancer": {"type": "ovarian"}, "patient": {"ecgo": 1}})
    assert not validator.is_valid({"cancer": {"type": "ovarian"}, "patient": {"ecog": 5}})
    assert not validator.is_valid({"patient": {"ecog": 1}})


# rules, sources


@pytest.mark.parametrize("folder", [MINI, shipped_rules()], ids=["mini", "shipped"])
def test_schema_of_rules_accepts_every_option_file(folder: Path) -> None:
    schema = json.loads(done(recurtx("rules", "schema")))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    files = [file for file in rule_files(folder) if file.parent.name == "options"]
    assert files
    for file in files:
        tree = json.loads(json.dumps(plain(read_text(file.read_bytes(), str(file)).root), default=str))
        assert [e.message for e in validator.iter_errors(tree)] == [], file
    assert not validator.is_valid({"schema": 1, "option": {"id": "x"}})


@pytest.mark.parametrize(
    "condition",
    [
        {"recurrence.pcii": 3}, {"recurrence.pci": 40}, {"recurrence.pci": {"atmost": 3}}, {"al": ["always"]},
        {"recurrence.sites": {"only": ["livr"]}}, {"recurrence.pci": 3, "patient.ecog": 1}, "sometimes", {"all": []},
    ],
    ids=str,
)  # fmt: skip
def test_schema_of_rules_refuses_a_wrong_condition(condition: object) -> None:
    validator = Draft202012Validator(json.loads(done(recurtx("rules", "schema"))))
    tree = json.loads(json.dumps(plain(read_text((MINI / "options/surgery.yaml").read_bytes(), "x").root), default=str))
    assert validator.is_valid(tree)
    tree["rules"][1]["when"] = condition
    assert not validator.is_valid(tree)


def test_list_shows_every_rule_and_shared_ones_once() -> None:
    text = done(mini("rules", "list"))
    for rule in ("surgery.low-extent", "heated.organs", "platinum-therapy.long-interval", "every.declined"):
        assert text.count(rule) == 1 + (rule == "surgery.low-extent")
    assert "platinum-therapy.old-interval" not in text
    assert "14 rules in 5 options" in text


def test_list_of_one_option_shows_its_modalities() -> None:
    (problem,) = mini("rules", "list", "crc").complaints()
    assert (problem.code, problem.help) == ("RTX202", "it is a cancer: recurtx rules list --cancer colorectal")
    text = done(mini("rules", "list", "systemic"))
    assert "systemic.fit" in text
    assert "platinum-therapy.long-interval" in text
    assert "surgery.established" not in text


def test_rule_page_shows_what_why_evidence_and_disagreement() -> None:
    text = done(mini("rules", "show", "surgery.low-extent"))
    for heading in ("Why", "Evidence", "Disagreement", "Examples"):
        assert f"\n{heading} ─" in text
    assert "  when  PCI at most 20" in text
    assert "rule surgery.low-extent-doubted argues the other way" in text
    assert "reviewed 2026-11-24, due 2027-11-24" in text


def test_retired_rule_and_shared_rule_have_pages() -> None:
    assert " · retired · " in words(done(mini("rules", "show", "platinum-therapy.old-interval")))
    assert "The patient declines it" in done(mini("rules", "show", "every.declined"))


def test_every_shipped_rule_and_source_has_a_page(ruleset: Ruleset) -> None:
    for rule in ruleset.distinct().values():
        page = words(plain_text(rule_page(rule, ruleset), 80))
        assert page.startswith(f"{rule.title} {rule.id} · ")
        assert words(rule.because) in page
    for name, source in ruleset.sources.items():
        assert words(plain_text(source_page(ruleset, name), 80)).startswith(f"{words(source.title)} {name} · ")


def test_table_counts_rules_by_option_factor_and_cancer() -> None:
    rows = [words(row) for row in done(mini("rules", "table")).splitlines()]
    heads = rows.index("any colorec appendi ovarian gastric mesothe stop argue")
    assert rows[heads + 1 : heads + 4] == [
        "Repeat surgery",
        "extent 3 3 4 1 3",
        "performance status 1 1 1 1",
    ]
    table = done(mini("rules", "table", "--format", "markdown"))
    assert "| **Repeat surgery** | " in table
    assert "| performance status | " in table


def test_book_of_rules_names_every_rule(ruleset: Ruleset) -> None:
    book = done(recurtx("rules", "list", "--format", "markdown"))
    missing = [rule for rule in ruleset.distinct() if book.count(f"\n{rule} · ") != 1]
    assert missing == []


def test_sources_are_listed_with_how_many_rules_lean_on_them() -> None:
    rows = done(mini("sources", "list")).splitlines()
    assert "one-2020-cohort · level 3 at best · 6 rules" in rows
    assert "koh-2009-ct-pci · level 3 at best · 0 rules" in rows


def test_source_page_shows_claims_and_the_rules_on_both_sides() -> None:
    assert "  1.1  Surgery may be repeated" in done(mini("sources", "show", "article"))
    page = done(mini("sources", "show", "two-2021-trial"))
    assert "surgery.low-extent (against, level 3)" in page
    assert "surgery.low-extent-doubted (for, level 2)" in page


# cases


def test_every_case_is_listed_and_has_a_page() -> None:
    listed = done(recurtx("cases", "list"))
    assert bundled_cases()
    for name in bundled_cases():
        assert re.search(rf"^{re.escape(name)} ", listed, re.MULTILINE)
        page = done(recurtx("cases", "show", name))
        assert page.startswith(words(load_case(name).info.title)[:60])
        assert done(recurtx("cases", "show", f"case:{name}")) == page


def test_every_case_is_a_valid_profile_without_a_warning() -> None:
    for name in bundled_cases():
        assert re.fullmatch(r"valid; \d+ facts? recorded\n", done(recurtx("profile", "validate", f"case:{name}")))


def test_run_compares_every_choice_and_fails_only_on_request(ruleset: Ruleset) -> None:
    cases = [case for name in bundled_cases() if not (case := load_case(name)).info.control]
    choices = [c for case in cases for c in compare(case, ruleset)]
    discordant = sum(c.concordance is Concordance.DISCORDANT for c in choices)
    plain_run, strict = recurtx("cases", "run"), recurtx("cases", "run", "--fail-on-discordant")
    assert done(plain_run) == strict.out
    assert strict.code == (1 if discordant else 0)
    assert f"{discordant} of {len(choices)}  discordant: " in plain_run.out
