"""``recurtx rules verify``: what it proves, and that every defect planted in a small ruleset is found with its patient."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from command import MINI, done, recurtx
from recurtx.document import read_text
from recurtx.engine import Verdict, assess
from recurtx.errors import RulesError
from recurtx.profile import assemble, flatten
from recurtx.ruleset import load_ruleset

pytest.importorskip("z3")

from recurtx.verify.arguments import prove_rules
from recurtx.verify.laws import bad_verdicts, prove_laws
from recurtx.verify.prover import Prover
from recurtx.verify.reach import prove_reach
from recurtx.verify.report import Part
from recurtx.verify.verdicts import RANKED
from recurtx.verify.witness import written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from recurtx.profile import Content
    from recurtx.ruleset import Ruleset
    from recurtx.verify.report import Finding


class Defect(NamedTuple):
    """A line of the small ruleset made wrong, and the finding that names it."""

    name: str
    file: str
    old: str
    new: str
    code: str
    id: str


_DRUGS = "options/systemic.yaml"
_SURGERY, _HEATED, _PLATINUM, _CARE = (
    f"options/{n}.yaml" for n in ("surgery", "heated", "platinum_therapy", "palliative")
)

DEFECTS = (
    # a wrong threshold
    Defect("ecog of a drug", _DRUGS, "{patient.ecog: {at_most: 2}}", "{patient.ecog: {at_most: 3}}", "RTX070", "unfit-no-drugs:systemic"),
    Defect("ecog of a way", _DRUGS, "{patient.ecog: {at_most: 2}}", "{patient.ecog: {at_most: 3}}", "RTX070", "unfit-no-drugs:platinum_therapy"),
    Defect("ecog 1 for 2", _DRUGS, "when: {patient.ecog: 2}", "when: {patient.ecog: 1}", "RTX070", "ecog-2-usually-not:systemic"),
    Defect("albumin", _SURGERY, "{patient.albumin_g_l: {below: 35}}", "{patient.albumin_g_l: {below: 30}}", "RTX070", "low-albumin-never-plain:surgery"),
    Defect("index of support", _SURGERY, "{recurrence.pci: {at_most: 20}}", "{recurrence.pci: {at_most: 25}}", "RTX070", "high-index-not-offered:surgery"),
    Defect("index of care", _SURGERY, "{recurrence.pci: {at_most: 10}}", "{recurrence.pci: {at_most: 9}}", "RTX070", "ovarian-low-extent-never-plain:surgery"),
    Defect("interval", _PLATINUM, "{at_least: 6}", "{at_least: 3}", "RTX070", "short-interval-not-offered:platinum_therapy"),
    Defect("ascites", _SURGERY, "when: {recurrence.ascites: large}", "when: {recurrence.ascites: small}", "RTX070", "large-ascites-closed:surgery"),
    Defect("how many organs", _HEATED, "at_least: 2", "at_least: 1", "RTX070", "weak-organs-no-plain-heat:heated"),
    Defect("kidneys", _HEATED, "patient.egfr: {at_least: 50}", "patient.egfr: {at_least: 10}", "RTX070", "weak-organs-no-plain-heat:heated"),
    Defect("marrow", _HEATED, "patient.platelets: {at_least: 100}", "patient.platelets: {at_least: 40}", "RTX070", "weak-organs-no-plain-heat:heated"),
    # a swapped effect or direction
    Defect("support for an objection", _SURGERY, "effect: discourages", "effect: supports", "RTX070", "large-ascites-closed:surgery"),
    Defect("care for an objection", _SURGERY, "effect: discourages", "effect: cautions", "RTX070", "large-ascites-closed:surgery"),
    Defect("care for a usual objection", _DRUGS, "effect: discourages", "effect: cautions", "RTX070", "ecog-2-usually-not:systemic"),
    Defect("excludes for requires", _DRUGS, "effect: requires", "effect: excludes", "RTX070", "unfit-no-drugs:systemic"),
    Defect("discourages for excludes", "every.yaml", "    effect: excludes\n    when: {patient.declines", "    effect: discourages\n    when: {patient.declines", "RTX070", "declined:palliative"),
    Defect("cautions for excludes", "every.yaml", "    effect: excludes\n    when: {prior.progressed_on", "    effect: cautions\n    when: {prior.progressed_on", "RTX070", "grew-under-it:platinum_therapy"),
    Defect("requires the opposite", _HEATED, "{not: {stopped: surgery}}", "{stopped: surgery}", "RTX070", "heat-needs-surgery:heated"),
    Defect("supports where it is scarce", _PLATINUM, "{at_least: 6}", "{at_most: 6}", "RTX070", "short-interval-not-offered:platinum_therapy"),
    Defect("palliative discouraged", _CARE, "effect: supports", "effect: discourages", "RTX070", "palliative-always:palliative"),
    # a missing or wrong scope
    Defect("no scope", _SURGERY, "  for: {cancer.type: [colorectal, appendiceal, ovarian]}\n", "", "RTX070", "gastric-outside:surgery"),
    Defect("wider scope", _SURGERY, "  for: {cancer.type: [colorectal, appendiceal, ovarian]}", "  for: {cancer.type: [colorectal, appendiceal, ovarian, gastric]}", "RTX070", "gastric-outside:surgery"),
    Defect("scope of another cancer", _SURGERY, "    for: {cancer.type: ovarian}", "    for: {cancer.type: colorectal}", "RTX070", "ovarian-low-extent-never-plain:surgery"),
    Defect("scope outside the option", _SURGERY, "    for: {cancer.type: ovarian}", "    for: {cancer.type: gastric}", "RTX073", "surgery.low-extent-doubted:surgery"),
    Defect("care narrowed by a scope", _SURGERY, "    when: {patient.albumin_g_l: {below: 35}}", "    for: {cancer.type: ovarian}\n    when: {patient.albumin_g_l: {below: 35}}", "RTX070", "low-albumin-never-plain:surgery"),
    # a contradiction
    Defect("for and when", _SURGERY, "    when: {patient.albumin_g_l: {below: 35}}", "    for: {patient.albumin_g_l: {at_least: 40}}\n    when: {patient.albumin_g_l: {below: 35}}", "RTX074", "surgery.low-albumin:surgery"),
    Defect("for and when, requires", _DRUGS, "    when: {patient.ecog: {at_most: 2}}", "    for: {patient.ecog: 1}\n    when: {patient.ecog: {at_most: 2}}", "RTX074", "systemic.fit:systemic"),
    Defect("no number is both", _PLATINUM, "when: {prior.platinum_free_interval_months: {at_least: 6}}", "when: {all: [{prior.platinum_free_interval_months: {at_least: 6}}, {prior.platinum_free_interval_months: {below: 3}}]}", "RTX073", "platinum-therapy.long-interval:platinum_therapy"),
    Defect("two facts that contradict", _HEATED, "when: {concept: confined}", "when: {all: [{recurrence.sites: {empty: true}}, {recurrence.pci: {at_least: 4}}]}", "RTX073", "heated.confined:heated"),
    Defect("requires what everybody has", _DRUGS, "{patient.ecog: {at_most: 2}}", "{any: [{patient.ecog: {at_most: 2}}, {patient.ecog: {above: 2}}]}", "RTX073", "systemic.fit:systemic"),
    Defect("excludes everybody", _HEATED, "when: {not: {stopped: surgery}}", "when: {all: [{not: {stopped: surgery}}, {stopped: surgery}]}", "RTX079", "heated"),
    # shadowed
    Defect("implied by a wider one", _HEATED, "when: {concept: confined}", "when: {all: [{patient.egfr: {at_least: 60}}, {patient.platelets: {at_least: 120}}]}", "RTX076", "heated.confined:heated"),
    Defect("implied by the same", _HEATED, "when: {concept: confined}", "when: {count: {at_least: 2, of: [{patient.platelets: {at_least: 100}}, {patient.egfr: {at_least: 50}}, {patient.neutrophils: {above: 1.5}}]}}", "RTX076", "heated.confined:heated"),
    Defect("stopped before it decides", _DRUGS, "when: {patient.ecog: 2}", "when: {patient.ecog: 4}", "RTX075", "systemic.ecog-2:systemic"),
    Defect("discouraged before it cautions", _SURGERY, "when: {patient.albumin_g_l: {below: 35}}", "when: {recurrence.ascites: large}", "RTX075", "surgery.low-albumin:surgery"),
    Defect("support behind a stop", _PLATINUM, "when: {prior.platinum_free_interval_months: {at_least: 6}}", "when: {patient.ecog: 3}", "RTX075", "platinum-therapy.long-interval:platinum_therapy"),
    # monotone no more
    Defect("high index speaks for it", _SURGERY, "{recurrence.pci: {at_most: 20}}", "{recurrence.pci: {between: [5, 20]}}", "RTX070", "higher-index:surgery"),
    Defect("high albumin asks for care", _SURGERY, "{patient.albumin_g_l: {below: 35}}", "{any: [{patient.albumin_g_l: {below: 35}}, {patient.albumin_g_l: {above: 50}}]}", "RTX070", "lower-albumin:surgery"),
    Defect("little fluid is discouraged", _SURGERY, "when: {recurrence.ascites: large}", "when: {recurrence.ascites: [none, large]}", "RTX070", "more-fluid:surgery"),
    Defect("ecog 1 is discouraged", _DRUGS, "when: {patient.ecog: 2}", "when: {patient.ecog: [0, 2]}", "RTX070", "worse-ecog:systemic"),
    Defect("ecog 0 is too fit", _DRUGS, "{patient.ecog: {at_most: 2}}", "{patient.ecog: [1, 2]}", "RTX070", "worse-ecog:platinum_therapy"),
    Defect("short intervals speak for it", _PLATINUM, "{at_least: 6}", "{between: [6, 12]}", "RTX070", "shorter-interval:platinum_therapy"),
    Defect("an emergency opens surgery", _SURGERY, "when: {concept: established}", "when: {any: [{recurrence.confirmed: true}, {recurrence.red_flags: {includes_any: [perforation]}}]}", "RTX070", "more-red-flags:surgery"),
    # a limit of a class of drugs, a caution, a refusal
    Defect("drugs of the option lost one", _PLATINUM, "agents: [oxaliplatin, cisplatin]", "agents: [oxaliplatin]", "RTX070", "grew-under-it-too:platinum_therapy"),
    Defect("left out by except", _DRUGS, "    when: {patient.ecog: {at_most: 2}}", "    when: {patient.ecog: {at_most: 2}}\n    except: [platinum]", "RTX070", "unfit-no-drugs:platinum_therapy"),
    Defect("refusal of drugs only", "every.yaml", "applies: options", "applies: agents", "RTX070", "declined:surgery"),
    Defect("way without its parent", _PLATINUM, "  parent: systemic\n", "", "RTX070", "declined-systemic:platinum_therapy"),
    Defect("concept too wide", "concepts.yaml", "        - recurrence.confirmed: true", "        - recurrence.confirmed: [true, false]", "RTX070", "nothing-established-no-surgery:surgery"),
    Defect("advice of another red flag", "advice.yaml", "{includes_any: [perforation]}", "{includes_any: [sepsis]}", "RTX070", "perforation"),
    Defect("advice that can wait", "advice.yaml", "urgency: urgent", "urgency: alongside", "RTX070", "perforation-urgent"),
    # a verdict lost or won
    Defect("care for everybody", _SURGERY, "{patient.albumin_g_l: {below: 35}}", "{patient.albumin_g_l: {at_least: 10}}", "RTX077", "surgery:colorectal:candidate"),
    Defect("a new verdict", _HEATED, "effect: supports\n    when: {concept: confined}", "effect: discourages\n    when: {concept: confined}", "RTX078", "heated:ovarian:usually_not"),
)  # fmt: skip

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


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda d: d.name)
def test_planted_defect_is_found(defect: Defect, tmp_path: Path) -> None:
    rules = changed(tmp_path, defect.file, defect.old, defect.new)
    every = found(rules)
    one = next((f for f in every if (f.code, f.id) == (defect.code, defect.id)), None)
    assert one is not None, [(f.code, f.id) for f in every]
    if defect.code == "RTX070":
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
        assert len(patients[0]) <= 6  # noqa: PLR2004


def test_equal_questions_have_equal_answers(tmp_path: Path) -> None:
    defect = next(d for d in DEFECTS if d.name == "albumin")
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
    ]  # fmt: skip


def test_command_shows_and_writes_the_patient(tmp_path: Path) -> None:
    defect = next(d for d in DEFECTS if d.name == "albumin")
    changed(tmp_path, defect.file, defect.old, defect.new)
    result = recurtx("--rules", str(tmp_path / "rules"), "rules", "verify", "--witness", str(tmp_path / "out"))
    assert result.code == 1
    assert "RTX070" in result.out
    (profile,) = (p for p in (tmp_path / "out").iterdir() if "low-albumin" in p.name)
    answer = json.loads(
        done(recurtx("--rules", str(tmp_path / "rules"), "suggest", str(profile), "--format", "json"))
    )
    assert next(o for o in answer["options"] if o["id"] == "surgery")["verdict"] == "candidate"


def test_a_department_without_invariants_is_asked_the_rest(tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(MINI, copy)
    for name in ("invariants.yaml", "reachable.yaml"):
        (copy / name).unlink()
    data = json.loads(done(recurtx("--rules", str(copy), "rules", "verify", "--format", "json")))
    assert data["parts"][0]["asked"] == 0
    done(recurtx("--rules", str(copy), "rules", "verify", "--write"))
    assert (copy / "reachable.yaml").read_text() == (MINI / "reachable.yaml").read_text()


def test_without_the_solver_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recurtx.cli.rules_verify.find_spec", lambda _: None)
    result = recurtx("rules", "verify")
    assert result.code == 2  # noqa: PLR2004
    assert "recurtx[verify]" in result.err


def test_a_sample_of_those_who_wait_in_vain(tmp_path: Path) -> None:
    # Either way it is stopped, but which way is not known.
    rules = changed(
        tmp_path, _HEATED, "when: {not: {stopped: surgery}}",
        "when: {all: [{patient.ecog: {at_most: 1}}, {patient.ecog: {above: 1}}]}",
    )  # fmt: skip
    from recurtx.verify.sample import sample_waiting

    part = sample_waiting(Prover(rules), 20, _still)
    assert "heated" in {f.id for f in part.findings}


# The file


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("never: [candidate]\n  - id: ovarian", "never: [candidat]\n  - id: ovarian", "RTX010"),
        ("options: [drugs]\n    never: [open, usually_not]\n  - id: ecog-2", "options: [drug]\n    never: [open]\n  - id: ecog-2", "RTX018"),
        ("when: {patient.ecog: {above: 2}}", "when: {patient.ecg: {above: 2}}", "RTX014"),
        ("fact: recurrence.pci", "fact: recurrence.pc", "RTX014"),
        ("fact: recurrence.pci\n    worse: rising", "fact: recurrence.pci\n    worse: more", "RTX010"),
        ("shows: [advice.perforation]", "shows: [advice.perforations]", "RTX020"),
        ("shows: [advice.perforation]", "urgent: false", "RTX010"),
        ("- id: perforation-urgent", "- id: perforation", "RTX024"),
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


