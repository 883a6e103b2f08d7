"""What the examples of rules show, and which slips of the rules nobody would notice."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

import reference
from command import HERE, MINI, done, recurtx
from recurtx.assurance.cover import IFS, TESTS, cover
from recurtx.assurance.mutants import Mutant, mutants, sampled
from recurtx.assurance.proof import told_apart
from recurtx.assurance.refuting import refused
from recurtx.assurance.relink import with_slip
from recurtx.assurance.score import LOADING, NOBODY, SAME, Score, Trials, distinct, score
from recurtx.engine.examples import run_examples
from recurtx.engine.verdict import Verdict
from recurtx.errors import RulesError
from recurtx.pages.assurance import example_text
from recurtx.ruleset import Count, load_ruleset, shipped_rules

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.assurance.cover import Goal
    from recurtx.ruleset import Ruleset

SURGERY = "options/surgery.yaml"
PALLIATIVE = "options/palliative.yaml"


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    """The small rules."""
    return load_ruleset(MINI)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small rules, to be changed."""
    return shutil.copytree(MINI, tmp_path / "rules")


def edited(folder: Path, name: str, old: str, new: str) -> Ruleset:
    """The rules with something written otherwise."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return load_ruleset(folder)


def living(rules: Ruleset, name: str) -> set[str]:
    """The slips of an entry that nobody notices, in words."""
    chosen = [m for m in mutants(rules) if m.entry.id == name]
    return {f"{m.kind}: {m.words}" for m in score(rules, chosen).survivors}


def seen(rules: Ruleset, name: str) -> list[Goal]:
    """What there is to see of the tests of an entry."""
    return [goal for goal in cover(rules).goals if goal.kind == TESTS and goal.entry.id == name]


def noticed_by_the_engine(mutant: Mutant, rules: Ruleset) -> str:
    """What becomes of a slip where the rules are linked anew and every example is run."""
    try:
        changed = with_slip(mutant, rules)
    except RulesError:
        return LOADING
    return "examples" if any(result.problem for result in run_examples(changed)) else NOBODY


def test_a_slip_judged_at_once_is_judged_as_the_engine_does(rules: Ruleset) -> None:
    every = mutants(rules)
    trials = Trials(rules, every)
    judged = {place: trials.end(mutant).replace(SAME, NOBODY) for place, mutant in enumerate(every)}
    assert judged == {place: noticed_by_the_engine(mutant, rules) for place, mutant in enumerate(every)}


def test_a_threshold_without_an_example_on_it_lives_one_step_off(folder: Path) -> None:
    assert {"threshold: 19, not 20", "threshold: 21, not 20"} <= living(load_ruleset(folder), "surgery.low-extent")
    example = "      - {given: {recurrence.pci: 30}, then: false}\n      - {given: {}, then: unknown, asks: [rec"
    beside = "      - {given: {recurrence.pci: 20}, then: true}\n      - {given: {recurrence.pci: 21}, then: false}\n"
    rules = edited(folder, SURGERY, example, beside + example)
    assert not {"threshold: 19, not 20", "threshold: 21, not 20"} & living(rules, "surgery.low-extent")


def test_a_fact_that_an_example_asks_for_is_not_left_out_unseen(rules: Ruleset) -> None:
    lines = [m for m in mutants(rules) if m.entry.id == "heated.organs" and m.kind == "condition dropped"]
    assert len(lines) == 3
    assert score(rules, lines).survivors == []


def test_what_a_rule_does_is_seen_where_a_verdict_is_given(rules: Ruleset) -> None:
    patients = [("a", _patient(rules, **{"cancer.type": "ovarian", "recurrence.confirmed": True, "recurrence.pci": 8}))]
    dropped = [m for m in mutants(rules) if m.entry.id == "surgery.low-extent" and m.kind == "rule dropped"]
    assert score(rules, dropped).survivors == dropped
    assert [end for _, end in score(rules, dropped, cases=patients).results] == ["cases"]


def test_what_a_rule_does_is_seen_where_an_example_says_that_it_acts(folder: Path) -> None:
    known = "      - {given: {cancer.type: gastric}, then: false}\n"
    assert "effect: excludes, not requires" in living(load_ruleset(folder), "heated.with-surgery")
    rules = edited(folder, "options/heated.yaml", known, known.replace("false}", "false, acts: true}"))
    assert "effect: excludes, not requires" not in living(rules, "heated.with-surgery")


def test_a_rule_left_out_is_seen_where_an_option_has_an_example_of_its_verdict(folder: Path) -> None:
    assert "rule dropped: left out" in living(load_ruleset(folder), "palliative.at-any-stage")
    question = "  question: What relieves?\n"
    examples = "  examples:\n    - {given: {cancer.type: ovarian}, then: true, verdict: candidate}\n"
    rules = edited(folder, "options/palliative.yaml", question, question + examples)
    assert not [result for result in run_examples(rules) if result.problem]
    assert "rule dropped: left out" not in living(rules, "palliative.at-any-stage")


def _patient(rules: Ruleset, **facts: object):  # type: ignore[no-untyped-def]
    from recurtx.api import Rules

    return Rules(rules).patient(facts).profile


def test_two_ways_to_make_one_slip_count_once(rules: Ruleset) -> None:
    low = [m for m in mutants(rules) if m.entry.id == "surgery.low-extent"]
    once = [m.words for m in distinct(rules, low)]
    assert "below, not at_most" in [m.words for m in low]  # of a whole number, below 20 is at most 19
    assert "below, not at_most" not in once
    assert "19, not 20" in once


def test_a_change_of_the_writing_alone_means_the_same(rules: Ruleset) -> None:
    before = next(rule for rule in rules.rules() if rule.id == "heated.organs")
    assert isinstance(before.when, Count)
    turned = before.model_copy(update={"when": Count(before.when.at_least, before.when.of[::-1])})
    same = Mutant("operator", "in another order", "when", (), (before,), (turned,))
    assert [end for _, end in score(rules, [same]).results] == [SAME]


def test_a_sample_is_the_same_for_the_same_seed(rules: Ruleset) -> None:
    every = mutants(rules)
    assert sampled(every, 9, 1) == sampled(every, 9, 1) != sampled(every, 9, 2)
    assert sampled(every, None, 1) is every


def test_slips_of_one_option_are_those_of_its_own_rules_and_its_ways(rules: Ruleset) -> None:
    found = {m.entry.id for m in mutants(rules, "systemic")}
    assert "platinum-therapy.long-interval" in found
    assert not any(name.startswith("surgery") for name in found)


def test_who_tells_a_slip_apart_is_an_example_that_notices_it(folder: Path) -> None:
    rules = load_ruleset(folder)
    lives = [m for m in mutants(rules) if m.entry.id == "surgery.low-albumin" and m.words == "36, not 35"]
    (apart,) = told_apart(rules, lives).values()
    assert apart is not None
    old = "      - {given: {patient.albumin_g_l: 40}, then: false}\n"
    again = edited(folder, SURGERY, old, f"{old}      - {example_text(apart)}\n")
    assert not [r for r in run_examples(again) if r.problem]
    assert "threshold: 36, not 35" not in living(again, "surgery.low-albumin")


def test_invariants_refuse_what_they_forbid(folder: Path) -> None:
    rules = load_ruleset(folder)
    slips = [m for m in mutants(rules) if m.entry.id in ("surgery.low-albumin", "surgery.low-extent")]
    found = {slips[place].words: law for place, law in refused(rules, slips).items()}
    assert found["34, not 35"] == "low-albumin-never-plain:surgery"
    assert found["left out"] == "low-albumin-never-plain:surgery"
    assert found["at_least, not at_most"] in ("high-index-not-offered:surgery", "higher-index:surgery")
    assert "36, not 35" not in found


def test_invariants_of_the_shipped_rules_refuse_slips_of_every_kind() -> None:
    rules = load_ruleset(shipped_rules())
    planted = reference.read(HERE / "planted_defects.yaml")["shipped"]
    every = {(m.entry.id, m.kind, m.words): m for m in mutants(rules)}
    slips = [every[one["rule"], one["kind"], one["slip"]] for one in planted]
    assert refused(rules, slips) == {place: one["refused"] for place, one in enumerate(planted)}


def test_a_slip_that_invariants_refuse_is_noticed(rules: Ruleset) -> None:
    slip = next(m for m in mutants(rules) if m.words == "34, not 35")
    refused_ = Score([(slip, NOBODY)]).refused({0: "low-albumin-never-plain:surgery"})
    assert (refused_.survivors, refused_.share) == ([], 100)


def test_a_slip_that_no_patient_tells_apart_is_proved_to_be_none(folder: Path) -> None:
    old, new = "when: {patient.albumin_g_l: {below: 35}}", "when: {recurrence.sites: {includes_any: [liver]}}"
    text = (folder / SURGERY).read_text(encoding="utf-8").replace(old, new)
    (folder / SURGERY).write_text(text, encoding="utf-8")
    rules = load_ruleset(folder)
    chosen = [m for m in mutants(rules) if m.entry.id == "surgery.low-albumin" and m.words.startswith("includes_all")]
    assert list(told_apart(rules, chosen).values()) == [None]


def test_a_test_is_seen_true_false_and_unknown_in_the_examples_of_its_rule(folder: Path) -> None:
    (goal,) = seen(load_ruleset(folder), "surgery.low-extent")
    assert goal.unseen == ()
    rules = edited(folder, SURGERY, "      - {given: {recurrence.pci: 30}, then: false}\n      - {given: {}, then:",
                   "      - {given: {}, then:")  # fmt: skip
    (goal,) = seen(rules, "surgery.low-extent")
    assert goal.unseen == ("false",)


def test_behind_a_false_scope_nothing_is_seen(folder: Path) -> None:
    kept = "      - {given: {cancer.type: colorectal, recurrence.pci: 8}, then: silent}"
    rules = edited(folder, SURGERY, "      - {given: {cancer.type: ovarian, recurrence.pci: 8}, then: true}\n", "")
    assert kept in (folder / SURGERY).read_text(encoding="utf-8")
    (goal,) = (goal for goal in seen(rules, "surgery.low-extent-doubted") if goal.field == "when")
    assert goal.unseen == ("true",)


def test_cover_names_file_and_line() -> None:
    told = done(recurtx("--rules", str(MINI), "rules", "test", "--cover", "--format", "json"))
    unseen = {(row["id"], row["test"]): row for row in json.loads(told)["unseen"]}
    row = unseen["heated.organs", "neutrophils above 1.5"]
    line = (MINI / "options/heated.yaml").read_text(encoding="utf-8").splitlines()[row["line"] - 1]
    assert row["path"].endswith("options/heated.yaml")
    assert line.strip() == "- patient.neutrophils: {above: 1.5}"
    assert row["unseen"] == ["false"]


def test_survivors_name_file_and_line() -> None:
    told = done(recurtx("--rules", str(MINI), "rules", "mutate", "--option", "surgery", "--format", "json"))
    found = json.loads(told)
    row = next(row for row in found["survivors"] if row["id"] == "surgery.low-albumin")
    line = (MINI / SURGERY).read_text(encoding="utf-8").splitlines()[row["line"] - 1]
    assert (row["kind"], "albumin_g_l" in line) == ("threshold", True)
    assert found["tried"] == found["slips"] == sum(k["of"] + k["same_meaning"] for k in found["kinds"].values())


@pytest.mark.parametrize("command", [("test", "--cover"), ("mutate", "--sample", "20")])
def test_less_than_was_asked_for_ends_with_1(command: tuple[str, ...]) -> None:
    below = recurtx("--rules", str(MINI), "rules", *command, "--min", "100")
    assert below.code == 1
    assert "100 % are asked for" in below.err
    done(recurtx("--rules", str(MINI), "rules", *command, "--min", "0"))


def test_a_pipe_hears_of_no_progress() -> None:
    assert recurtx("--rules", str(MINI), "rules", "mutate").err == ""


def test_vignettes_of_a_board_judge_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "vignettes:\n- id: a\n  patient: {cancer.type: ovarian, recurrence.confirmed: true, recurrence.pci: 15}\n"
        "  expect: [{option: surgery, verdict: [candidate]}]\n",
        encoding="utf-8",
    )
    words = ("--rules", str(MINI), "rules", "mutate", "--option", "surgery", "--boards", str(tmp_path))
    assert "boards" in done(recurtx(*words))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("vignettes: 3\n", "`vignettes` is a list"),
        ("vignettes: [{id: a}]\n", "a vignette has a `patient`"),
        ("vignettes: [{id: a, patient: {cancer.type: ovarian}, expect: [{option: b, verdict: [yes]}]}]\n", "names an"),
        ("vignettes: []\n", "holds no vignette"),
    ],
)
def test_what_is_no_vignette_is_told(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    result = recurtx("--rules", str(MINI), "rules", "test", "--cover", "--boards", str(tmp_path))
    (complaint,) = result.complaints()
    assert (result.code, complaint.code) == (2, "RTX168")
    assert message in complaint.message


def test_proposed_examples_hold_and_show_what_none_showed(folder: Path) -> None:
    before = load_ruleset(folder)
    texts = {file: file.read_text(encoding="utf-8").splitlines() for file in folder.rglob("*.yaml")}
    assert "examples were added" in recurtx("--rules", str(folder), "rules", "examples", "--write").err
    after = load_ruleset(folder)
    assert [found.problem for found in run_examples(after) if found.problem] == []
    assert cover(after).count(TESTS)[0] > cover(before).count(TESTS)[0]
    assert len(survivors(after)) < len(survivors(before)) / 2
    for file, lines in texts.items():
        rest = iter(file.read_text(encoding="utf-8").splitlines())
        assert all(line in rest for line in lines), "lines are added, and nothing else changes"


def test_after_proposed_examples_the_linter_wants_no_more(folder: Path) -> None:
    command = ("--rules", str(folder), "rules")
    assert recurtx(*command, "check", "--strict").code == 1
    assert "examples were added" in recurtx(*command, "examples", "--write").err
    done(recurtx(*command, "check", "--strict"))
    again = recurtx(*command, "examples", "--write")
    assert again.err == "nothing is left that an example near the others could show\n"


def survivors(rules: Ruleset) -> list[Mutant]:
    return [m for m in score(rules, distinct(rules, mutants(rules))).survivors if m.field in ("for", "when")]


def test_an_example_says_what_an_option_becomes(folder: Path) -> None:
    surgery = folder / SURGERY
    told = (
        "examples:\n    - {given: {cancer.type: colorectal}, then: true, verdict: needs_information, becomes: WORD}\n"
    )
    text = surgery.read_text(encoding="utf-8")

    def wrong(word: str) -> list[str]:
        surgery.write_text(text.replace("rules:\n", f"  {told.replace('WORD', word)}rules:\n", 1), encoding="utf-8")
        return [found.problem.message for found in run_examples(load_ruleset(folder)) if found.problem]

    assert wrong("candidate") == []
    assert [message.partition(" becomes ")[2] for message in wrong("possible")] == ["possible, but that is candidate"]


@pytest.mark.parametrize(("speaks", "waits"), [("recurrence.ascites: large", False), ("patient.ecog: 4", True)])
def test_an_option_waits_for_possible_on_what_nothing_that_speaks_for_it_asks(
    folder: Path, speaks: str, waits: bool
) -> None:
    edited(folder, PALLIATIVE, "  question:", "  for: {recurrence.ascites: {at_least: small}}\n  question:")
    rules = edited(folder, PALLIATIVE, "when: always", f"when: {{{speaks}}}")
    (ifs,) = [
        goal for goal in cover(rules, reachable=lambda _: frozenset(Verdict)).goals
        if goal.kind == IFS and goal.entry.id == "palliative"
    ]  # fmt: skip
    assert ("possible if" in ifs.ways) is waits


def test_a_share_goes_with_cover_alone() -> None:
    result = recurtx("--rules", str(MINI), "rules", "test", "--min", "90")
    assert (result.code, result.complaints()[0].code) == (2, "RTX204")


def test_a_rule_that_would_ask_for_itself_is_refused_and_counts_as_noticed(folder: Path) -> None:
    rules = edited(folder, SURGERY, "when: {recurrence.ascites: large}", "when: {stopped: heated}")
    assert "stopped: surgery" in (folder / "options/heated.yaml").read_text(encoding="utf-8")
    (excludes,) = [
        m for m in mutants(rules) if m.entry.id == "surgery.large-ascites" and m.words.startswith("excludes")
    ]
    assert Trials(rules, [excludes]).end(excludes) == LOADING
    with pytest.raises(RulesError):
        with_slip(excludes, rules)
