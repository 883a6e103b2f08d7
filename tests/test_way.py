"""Finding one's way: facts, rules, sources and cases looked up, ids nearly right, and options where one puts them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from command import MINI, Result, done, in_process, mini, recurtx, words
from recurtx.cli.app import _COMMANDS, _GROUPS
from recurtx.errors import nearest, suggestion
from recurtx.profile import INVESTIGATIONS, VOCABULARY

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.ruleset import Ruleset

OVARIAN = ("--set", "cancer.type=ovarian")


def told(result: Result) -> tuple[str, str]:
    """Message and help of the one problem of a command that was refused."""
    assert (result.code, result.out) == (2, "")
    (one,) = result.complaints()
    return one.message, one.help


# Facts


def test_every_fact_is_listed_once_by_its_path() -> None:
    text = done(mini("facts"))
    for path in VOCABULARY:
        assert len(re.findall(rf"^  {re.escape(path)} ", text, re.MULTILINE)) == 1
    assert f"{len(VOCABULARY)} facts." in text


@pytest.mark.parametrize("path", VOCABULARY)
def test_every_fact_has_a_page(path: str) -> None:
    fact = VOCABULARY[path]
    text = words(done(mini("facts", path, "--width", "400")))
    assert text.startswith(f"{fact.short} · {path} {fact.ask}")
    assert f"obtained {INVESTIGATIONS[fact.by]}" in text
    assert all(f" {value} " in f"{text} " for value in fact.values)


def test_page_of_a_fact_says_when_it_applies_and_what_is_presumed() -> None:
    assert "applies only where bowel obstruction" in words(done(mini("facts", "recurrence.obstruction_cause")))
    assert "presumed absent unless recorded" in words(done(mini("facts", "patient.pregnant")))
    assert "g/l, 10 to 60" in done(mini("facts", "albumin"))


def test_rules_that_read_a_fact_are_those_that_name_it_also_through_concepts() -> None:
    data = json.loads(done(mini("facts", "recurrence.pci", "--format", "json")))
    (fact,) = data["facts"]
    assert data["schema"] == 1
    assert "surgery.low-extent" in fact["rules"]
    listed = json.loads(done(mini("rules", "list", "--fact", "recurrence.pci", "--format", "json")))["rules"]
    assert {rule["id"] for rule in listed} == set(fact["rules"])


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("albumin", "patient.albumin_g_l"),
        ("pci", "recurrence.pci"),
        ("mesenteric", "recurrence.mesenteric_root"),
        ("MSI", "biomarkers.mmr"),
        ("v600e", "biomarkers.braf"),
    ],
)
def test_fact_is_found_by_name_question_or_value(word: str, path: str) -> None:
    result = mini("facts", *word.split(), "--format", "json")
    assert path in [fact["path"] for fact in json.loads(done(result))["facts"]]


def test_nearest_fact_is_named_where_none_speaks_of_the_word() -> None:
    assert told(recurtx("facts", "bevacizumab"))[1] == "a drug: `recurtx facts prior.agents`, where those given stand"
    assert told(mini("facts", "albumn")) == ("no fact speaks of `albumn`", "did you mean `albumin`?")
    assert told(mini("suggest", *OVARIAN, "--set", "prior.hipec_cont=2"))[1].startswith(
        "did you mean `prior.hipec_count`?"
    )
    assert told(mini("facts", "zzz"))[1] == "see `recurtx facts` for all of them"


# Rules, sources, cases


def test_rules_are_searched_in_title_reason_source_and_factor(ruleset: Ruleset) -> None:
    def found(*argv: str) -> set[str]:
        return {rule["id"] for rule in json.loads(done(mini("rules", "search", *argv, "--format", "json")))["rules"]}

    assert "surgery.low-extent" in found("low", "extent")
    assert found("two-2021-trial") >= {"surgery.low-extent", "surgery.low-extent-doubted"}
    assert found("ALBUMIN") == found("albumin") != set()
    assert "surgery.low-extent" in done(mini("rules", "search", "low extent"))


def test_search_without_a_match_names_the_nearest_word() -> None:
    assert [c.code for c in mini("rules", "search", "albumn").complaints()] == ["RTX210"]
    assert told(mini("rules", "search", "albumn")) == ("no rule speaks of `albumn`", "did you mean `albumin`?")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--effect", "cautions"), ("--factor", "extent"), ("--source", "two-2021-trial"), ("--status", "retired")],
)
def test_filters_keep_the_rules_that_fit(option: str, value: str) -> None:
    rules = json.loads(done(mini("rules", "list", option, value, "--format", "json")))["rules"]
    assert rules
    for rule in rules:
        page = words(done(mini("rules", "show", rule["id"], "--width", "400")))
        assert rule.get(option[2:]) == value or "trial" in page


def test_filter_by_cancer_leaves_out_what_is_silent_there() -> None:
    def found(cancer: str) -> set[str]:
        return {r["id"] for r in json.loads(done(recurtx("rules", "list", "--cancer", cancer, "-f", "json")))["rules"]}

    ovarian, colorectal = found("ovarian"), found("colorectal")
    assert "repeat-crs.platinum-resistant" in ovarian - colorectal
    assert ovarian & colorectal


def test_option_may_stand_as_a_word_or_an_option_and_filters_join() -> None:
    one = done(mini("rules", "list", "systemic", "--effect", "supports"))
    assert one == done(mini("rules", "list", "--option", "systemic", "--effect", "supports"))
    assert "surgery." not in one


@pytest.mark.parametrize(
    ("argv", "near"),
    [
        (("rules", "list", "systemic_"), "systemic"),
        (("rules", "list", "--effect", "excl"), "excludes"),
        (("rules", "list", "--factor", "performance"), "performance_status"),
        (("rules", "list", "--cancer", "ovarain"), "ovarian"),
        (("rules", "list", "--status", "old"), ""),
        (("rules", "list", "--source", "two-2021"), "two-2021-trial"),
        (("rules", "list", "--fact", "recurrence.pc"), "recurrence.pci"),
        (("sources", "show", "two"), "two-2021-trial"),
        (("rules", "show", "low-extent"), "surgery.low-extent"),
        (("cases", "list", "--cancer", "ovar"), "ovarian"),
        (("cases", "show", "pmp-spleen"), "pmp-spleen-2024"),
        (("suggest", "pmp-spleen-2024"), "case:pmp-spleen-2024"),
        (("suggest", "pmp-spleen"), "case:pmp-spleen-2024"),
        (("explain", "platinum", *OVARIAN), "platinum_therapy"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_nearest_id_is_named_everywhere(argv: tuple[str, ...], near: str) -> None:
    help = told(mini(*argv))[1]
    assert help.startswith(f"did you mean `{near}`") if near else help == "one of draft, active, retired"


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("systemic", ("systemic_therapy",)),
        ("hipec", ("second_hipec",)),
        ("surveilance", ("surveillance",)),
        ("Second-HIPEC", ("second_hipec",)),
        ("x", ()),
        ("nothing", ()),
    ],
)
def test_option_is_found_by_what_one_remembers_of_its_id(word: str, near: tuple[str, ...], ruleset: Ruleset) -> None:
    assert nearest(word, ruleset.options) == near


def test_several_ids_are_named_where_several_may_be_meant() -> None:
    assert suggestion(nearest("pmp", ["pmp-lung-1", "pmp-lung-2", "gastric"])) == (
        "did you mean `pmp-lung-1` or `pmp-lung-2`?"
    )


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("suggest", *OVARIAN, "--format", "jsn"), "did you mean `json`?"),
        (("explain", "surgery", *OVARIAN, "--to", "candidat"), "did you mean `candidate`?"),
        (("sugest",), "did you mean `suggest`?"),
        (("rules", "lst"), "did you mean `list`?"),
        (("patient.yaml",), "did you mean `recurtx suggest patient.yaml`?"),
        (("case:pmp-spleen-2024",), "did you mean `recurtx suggest case:pmp-spleen-2024`?"),
        (("zzz",), "see `recurtx --help`"),
    ],
)
def test_nearest_command_and_word_of_a_choice(argv: tuple[str, ...], says: str) -> None:
    result = mini(*argv)
    assert (result.code, result.out) == (2, "")
    assert says in words(result.err)
    assert "Value error" not in result.err


def test_sources_are_narrowed_and_name_the_rules_that_lean_on_them() -> None:
    text = done(mini("sources", "list", "--option", "surgery"))
    assert "two-2021-trial" in text
    assert "rules: " in text
    assert "surgery.low-extent" in text
    assert "koh-2009-ct-pci" not in text
    assert "koh-2009-ct-pci" in done(mini("sources", "list", "koh"))
    assert told(mini("sources", "list", "zzz"))[0] == "no source speaks of `zzz`"


def test_cases_are_listed_by_cancer_with_their_sites() -> None:
    text = done(recurtx("cases", "list", "--cancer", "ovarian"))
    assert text.startswith("Cases\n\nOvarian ")
    assert "pmp-spleen-2024" not in text
    rows = json.loads(done(recurtx("cases", "list", "--format", "json")))["cases"]
    by_id = {row["id"]: row for row in rows}
    assert by_id["pmp-spleen-2024"]["sites"] == ["peritoneum", "spleen"]
    assert by_id["sclerosis-mimic-2014"]["sites"] is None
    assert "not reported" in done(recurtx("cases", "list"))


@pytest.mark.parametrize("format", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize(
    "argv", [("facts", "pci"), ("facts",), ("rules", "search", "extent"), ("sources", "list", "--option", "surgery")]
)
def test_every_list_has_every_format(argv: tuple[str, ...], format: str) -> None:
    text = done(mini(*argv, "--format", format))
    assert text.startswith({"json": "{", "html": "<!DOCTYPE html>"}.get(format, ""))


# Options before and behind a command


@pytest.mark.parametrize("argv", [("suggest", *OVARIAN), ("rules", "list"), ("cases", "list"), ("facts",)])
def test_global_options_stand_before_and_behind_a_command(argv: tuple[str, ...]) -> None:
    there = ("--rules", str(MINI), "--width", "100", "--no-color", "--plain", "--no-pager")
    before = done(recurtx(*there, *argv))
    assert done(recurtx(*argv, *there)) == before
    assert done(recurtx(argv[0], *there, *argv[1:])) == before


def test_option_behind_the_command_wins_over_that_before_it() -> None:
    assert done(recurtx("--rules", "nowhere", "rules", "list", "--rules", MINI)) == done(mini("rules", "list"))


@pytest.mark.parametrize("width", ["59", "401", "wide"])
def test_width_out_of_range_is_refused(width: str) -> None:
    for argv in (("--width", width, "facts"), ("facts", "--width", width)):
        assert recurtx(*argv).code == 2


def test_narrow_width_is_taken() -> None:
    lines = done(mini("facts", "albumin", "--width", "60")).splitlines()
    assert max(map(len, lines)) == 60


@pytest.mark.parametrize("argv", [("-h",), ("suggest", "-h"), ("rules", "-h"), ("rules", "list", "-h")])
def test_short_help_is_the_help(argv: tuple[str, ...]) -> None:
    text = done(recurtx(*argv))
    assert text == done(recurtx(*argv[:-1], "--help"))
    assert text == done(recurtx("help", *argv[:-1]))
    assert "--rules DIR" in text
    assert "--no-pager" in text


def test_summaries_fit_their_line_and_every_command_is_in_a_part_of_the_help() -> None:
    text = done(recurtx("--help"))
    told = [(name, told[-1]) for name, told in _COMMANDS.items()]
    told += [(name, summary) for name, (_, summary, _) in _GROUPS.items()]
    for name, summary in told:
        assert len(summary) < 55
        assert re.search(rf"^  {name} +{re.escape(summary)}$", text, re.MULTILINE)
    inside = [summary for _, _, commands in _GROUPS.values() for _, summary in commands.values()]
    assert max(map(len, inside)) < 55


def test_no_argument_mentions_the_interview() -> None:
    assert "recurtx interview" in told(mini("suggest"))[1]


def test_plain_symbols_are_not_tied_to_the_encoding() -> None:
    argv = ("--rules", str(MINI), "suggest", *OVARIAN)
    plain = done(in_process(*argv, "--plain"))
    assert plain.isascii()
    assert not done(in_process(*argv)).isascii()
    assert done(in_process(*argv, env={"RECURTX_PLAIN": "1"})) == plain


def test_a_hyphen_as_output_is_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for argv in (("suggest", *OVARIAN), ("profile", "template"), ("suggest", *OVARIAN, "--format", "json")):
        assert done(mini(*argv, "--output", "-")) == done(mini(*argv))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("word", "cancer"), [("ovary", "ovarian"), ("colon", "colorectal"), ("pmp", "appendiceal")])
def test_filters_take_everyday_names_of_cancers(word: str, cancer: str) -> None:
    assert done(recurtx("cases", "list", "--cancer", word)) == done(recurtx("cases", "list", "--cancer", cancer))
    rules = [done(recurtx("rules", "list", "surveillance", "--cancer", name)) for name in (word, cancer)]
    assert rules[0] == rules[1]
