"""``recurtx rules verify``: what it proves, and that a defect planted in a small ruleset is found with its patient."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

import reference
from command import HERE, MINI, done, recurtx
from recurtx.document import read_text
from recurtx.engine import Verdict, assess
from recurtx.errors import RulesError
from recurtx.profile import assemble, flatten
from recurtx.ruleset import load_ruleset

pytest.importorskip("z3")

from recurtx.verify.arguments import prove_rules
from recurtx.verify.cases import members
from recurtx.verify.laws import bad_verdicts, prove_laws
from recurtx.verify.prover import Prover
from recurtx.verify.reach import prove_reach
from recurtx.verify.stated import joined, run_stated
from recurtx.verify.verdicts import RANKED
from recurtx.verify.witness import smallest, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from recurtx.profile import Content
    from recurtx.ruleset import Ruleset
    from recurtx.verify.report import Finding, Part


class Defect(NamedTuple):
    """A line of the small ruleset made wrong, and the finding that names it."""

    name: str
    file: str
    old: str
    new: str
    found: str


DEFECTS = {d["name"]: Defect(**d) for d in reference.read(HERE / "planted_defects.yaml")["defects"]}
_MORE = """  - id: grew-under-it-too
    says: After growth under a platinum no platinum is open.
    because: It does not act.
    sources: [article]
    when: {prior.progressed_on: {includes_any: [cisplatin]}}
    options: [platinum_therapy]
    never: [open, usually_not]
rejected:
"""


def changed(folder: Path, file: str = "", old: str = "", new: str = "") -> Ruleset:
    """The small ruleset with one text replaced."""
    copy = folder / "rules"
    shutil.copytree(MINI, copy)
    laws = copy / "invariants.yaml"
    laws.write_text(laws.read_text().replace("rejected:\n", _MORE))
    if file:
        path = copy / file
        text = path.read_text()
        assert text.count(old) == 1, text.count(old)
        path.write_text(text.replace(old, new))
    return load_ruleset(copy)


def found(rules: Ruleset) -> list[Finding]:
    prover = Prover(rules)
    parts: list[Part] = [prove_rules(prover, _still), prove_reach(prover, _still)[0], prove_laws(prover, _still)]
    return [finding for part in parts for finding in part.findings]


def _still() -> None:
    pass


def verdict(patient: Mapping[str, Content], option: str, rules: Ruleset) -> Verdict:
    """The verdict of the engine for a profile that is written and read again."""
    facts, problems = flatten(read_text(written(patient, "witness").encode(), "witness"))
    record = assemble(facts, rules.names, "witness", problems)
    return assess(record.profile, rules).by_id[option].verdict


def test_small_rules_are_proved(tmp_path: Path) -> None:
    assert found(changed(tmp_path)) == []


@pytest.mark.parametrize("defect", DEFECTS.values(), ids=lambda d: d.name)
def test_planted_defect_is_found(defect: Defect, tmp_path: Path) -> None:
    rules = changed(tmp_path, defect.file, defect.old, defect.new)
    every = found(rules)
    one = next((f for f in every if f"{f.code} {f.id}" == defect.found), None)
    assert one is not None, [(f.code, f.id) for f in every]
    if one.code == "RTX070":
        assert_right(one, rules)


def assert_right(finding: Finding, rules: Ruleset) -> None:
    """The engine says of the patient what the invariant rules out, and no fact can be left out."""
    law = next(law for law in rules.invariants if law.id == finding.id.partition(":")[0])
    option = finding.id.partition(":")[2]
    assert finding.witness is not None
    patients = finding.witness.patients
    if law.of_two:
        was, now = (RANKED.index(verdict(patient, option, rules)) for patient in patients)
        assert now > was
        assert {law.fact} == {p for p in {*patients[0], *patients[1]} if patients[0].get(p) != patients[1].get(p)}
    elif not law.of_advice:
        assert verdict(patients[0], option, rules) in bad_verdicts(law)
        assert len(patients[0]) <= 6


def test_equal_questions_have_equal_answers(tmp_path: Path) -> None:
    defect = DEFECTS["albumin"]
    rules = changed(tmp_path, defect.file, defect.old, defect.new)
    assert found(rules) == found(rules)


def test_what_is_not_decided_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from recurtx.verify.solver import Answer, Solver

    monkeypatch.setattr(Solver, "ask", lambda *_: Answer.UNDECIDED)
    assert {f.code for f in found(changed(tmp_path))} == {"RTX071"}


# The command


def test_command_tells_what_was_proved() -> None:
    text = done(recurtx("--rules", str(MINI), "rules", "verify"))
    assert "everything proved" in text
    data = json.loads(done(recurtx("--rules", str(MINI), "rules", "verify", "--format", "json")))
    assert data["proved"] is True
    assert [part["title"] for part in data["parts"]] == [
        "invariants", "rules", "reachable verdicts", "learning takes nothing back",
        "examples of rules, advice and trials",
    ]  # fmt: skip


def test_command_shows_and_writes_the_patient(tmp_path: Path) -> None:
    defect = DEFECTS["albumin"]
    changed(tmp_path, defect.file, defect.old, defect.new)
    result = recurtx("--rules", str(tmp_path / "rules"), "rules", "verify", "--witness", str(tmp_path / "out"))
    assert result.code == 1
    assert "RTX070" in result.out
    (profile,) = (p for p in (tmp_path / "out").iterdir() if p.name.startswith("rtx070-low-albumin"))
    answer = json.loads(done(recurtx("--rules", str(tmp_path / "rules"), "suggest", str(profile), "--format", "json")))
    assert next(o for o in answer["options"] if o["id"] == "surgery")["verdict"] == "candidate"


def test_an_example_that_is_not_so_any_more_is_found_with_its_patient(tmp_path: Path) -> None:
    rules = changed(
        tmp_path, "options/surgery.yaml", "when: {recurrence.pci: {at_most: 20}}",
        "when: {recurrence.pci: {at_most: 7}}",
    )  # fmt: skip
    (one,) = run_stated(rules).findings
    assert (one.code, one.id) == ("RTX053", "surgery.low-extent:1")
    assert one.message == "example 1 of `surgery.low-extent` says true, the rule says false"
    assert one.witness is not None
    (patient,) = one.witness.patients
    assert patient == {"cancer.type": "colorectal", "recurrence.pci": 8}
    assert verdict(patient, "surgery", rules) is Verdict.POSSIBLE  # it is written and read again


def test_examples_are_looked_at_in_parts_as_they_are_whole(tmp_path: Path) -> None:
    rules = changed(tmp_path, "options/surgery.yaml", "effect: discourages", "effect: supports")
    whole = run_stated(rules)
    assert joined([run_stated(rules, start=1, step=2), run_stated(rules, start=0, step=2)]) == joined([whole])


def test_a_patient_is_shown_by_the_facts_that_are_asked_first() -> None:
    seen = {"recurrence.confirmed": True, "recurrence.mesenteric_root": True}
    facts = {"cancer.type": "ovarian", "patient.ecog": 1, **seen}
    assert smallest(facts, lambda facts: not facts.keys().isdisjoint(seen)) == {
        "cancer.type": "ovarian", "recurrence.confirmed": True,
    }  # fmt: skip


@pytest.mark.parametrize(("old", "new", "why"), [
    ("when: {patient.albumin_g_l: {below: 35}}",
     "when: {all: [{patient.albumin_g_l: {below: 35}}, {patient.albumin_g_l: {above: 40}}]}",
     "there can be no patient who meets it"),
    ("when: {concept: established}",
     "when: {any: [{patient.asa: {at_most: 3}}, {patient.asa: {above: 3}}]}",
     "there can be no patient who does not meet it"),
])  # fmt: skip
def test_why_a_rule_never_acts(old: str, new: str, why: str, tmp_path: Path) -> None:
    rules = changed(tmp_path, "options/surgery.yaml", old, new)
    assert [finding.help for finding in found(rules) if finding.code == "RTX073"] == [why]


def test_what_helps_with_many_findings_is_said_once(tmp_path: Path) -> None:
    changed(tmp_path, "options/surgery.yaml", "  for: {cancer.type: [colorectal, appendiceal, ovarian]}\n", "")
    result = recurtx("--rules", str(tmp_path / "rules"), "rules", "verify")
    assert result.out.count("RTX078") > 10
    assert result.out.count("rules verify --write") == 1
    assert "takes nothing back of the" in result.out


def test_a_department_without_invariants_is_asked_the_rest(tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(MINI, copy)
    for name in ("invariants.yaml", "reachable.yaml"):
        (copy / name).unlink()
    data = json.loads(done(recurtx("--rules", str(copy), "rules", "verify", "--format", "json")))
    assert data["parts"][0]["asked"] == 0
    assert data["parts"][0]["told"] == ["no invariants.yaml: no statement of safety was asked"]
    assert any("no reachable.yaml" in line for line in data["parts"][2]["told"])
    told = done(recurtx("--rules", str(copy), "rules", "verify", "--write"))
    assert "everything proved" not in told
    assert (copy / "reachable.yaml").read_text() == (MINI / "reachable.yaml").read_text()


def test_rules_that_list_no_drug_of_a_class_are_asked_too(tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(MINI, copy)
    for name in ("invariants.yaml", "reachable.yaml", "options/platinum_therapy.yaml", "every.yaml"):
        (copy / name).unlink()
    systemic = copy / "options/systemic.yaml"
    systemic.write_text(systemic.read_text().replace("    except: [platinum]\n", ""))
    agents = copy / "agents.yaml"
    kept = [line for line in agents.read_text().splitlines() if "platinum" not in line and "xelox" not in line]
    agents.write_text("\n".join(line for line in kept if line != "regimens:") + "\n")
    assert "platinum" not in load_ruleset(copy).agents.members
    done(recurtx("--rules", str(copy), "rules", "verify"))


def test_without_the_solver_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recurtx.cli.rules_verify.find_spec", lambda _: None)
    result = recurtx("rules", "verify")
    assert result.code == 2
    assert "RTX211" in result.err
    assert "recurtx[verify]" in result.err


def test_a_sample_of_those_who_wait_in_vain(tmp_path: Path) -> None:
    # Either way it is stopped, but which way is not known.
    rules = changed(
        tmp_path, "options/heated.yaml", "when: {not: {stopped: surgery}}",
        "when: {all: [{patient.ecog: {at_most: 1}}, {patient.ecog: {above: 1}}]}",
    )  # fmt: skip
    from recurtx.verify.sample import sample_waiting

    part = sample_waiting(Prover(rules), 20, _still)
    assert ("RTX081", "heated") in {(f.code, f.id) for f in part.findings}


def test_an_invariant_that_speaks_of_nobody_is_found(tmp_path: Path) -> None:
    rules = changed(
        tmp_path, "invariants.yaml", "{patient.ecog: {above: 2}}", "{all: [{patient.ecog: 1}, {patient.ecog: 2}]}"
    )
    assert ("RTX072", "unfit-no-drugs:systemic") in {(f.code, f.id) for f in found(rules)}


def test_what_learning_takes_back_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from recurtx.verify import learning

    assert learning.prove_learning(Prover(changed(tmp_path)), _still).findings == []
    monkeypatch.setattr(learning, "_further", lambda *_: ())  # then the second patient is any other
    other = learning.prove_learning(Prover(load_ruleset(MINI)), _still)
    assert "RTX080" in {f.code for f in other.findings}


def test_groups_hold_what_is_added_to_the_rules(tmp_path: Path) -> None:
    ways = changed(tmp_path / "ways", "invariants.yaml", "options: [systemic, platinum_therapy]", "ways_of: [systemic]")
    drugs = changed(tmp_path / "of", "invariants.yaml", "options: [systemic, platinum_therapy]", "classes: [platinum]")
    but = changed(
        tmp_path / "but", "invariants.yaml", "options: [systemic, platinum_therapy]",
        "options: [systemic], ways_of: [systemic], but: [platinum_therapy]",
    )  # fmt: skip
    assert members(ways.groups["drugs"], ways) == ("platinum_therapy",)
    assert members(drugs.groups["drugs"], drugs) == ("platinum_therapy",)
    assert members(but.groups["drugs"], but) == ("systemic",)


# The file


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("never: [candidate]\n  - id: ovarian", "never: [candidat]\n  - id: ovarian", "RTX010"),
        ("options: [drugs]\n    never", "options: [drug]\n    never", "RTX018"),
        ("when: {patient.ecog: {above: 2}}", "when: {patient.ecg: {above: 2}}", "RTX014"),
        ("fact: recurrence.pci", "fact: recurrence.pc", "RTX014"),
        ("fact: recurrence.pci\n    worse: rising", "fact: recurrence.pci\n    worse: more", "RTX010"),
        ("shows: [advice.perforation]", "shows: [advice.perforations]", "RTX020"),
        ("shows: [advice.perforation]", "urgent: false", "RTX010"),
        ("- id: perforation-urgent", "- id: perforation", "RTX024"),
        ("{id: drugs, options: [systemic, platinum_therapy]}", "{id: drugs}", "RTX010"),
        ("{id: drugs, options: [systemic, platinum_therapy]}", "{id: drugs, classes: [platinun]}", "RTX015"),
        ("{id: drugs, options: [systemic, platinum_therapy]}", "{id: drugs, ways_of: [sistemic]}", "RTX018"),
        ("    options: [surgery]\n    only: [outside_scope]", "    only: [outside_scope]", "RTX010"),
    ],
)  # fmt: skip
def test_mistakes_in_the_invariants_have_their_place(old: str, new: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(RulesError) as caught:
        changed(tmp_path, "invariants.yaml", old, new)
    assert code in {p.code for p in caught.value.problems}
    assert all(p.location.line for p in caught.value.problems)


def test_invariants_count_in_no_digest(tmp_path: Path) -> None:
    assert changed(tmp_path).digest == load_ruleset(MINI).digest
