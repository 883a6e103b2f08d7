"""The engine says what a naive reading of the same rules says, for every option, every rule and every patient.

What is compared is the complete answer, which is what users read.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import Phase, given
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.engine import assess
from recurtx.profile import Profile
from recurtx.ruleset import load_ruleset, shipped_rules

if TYPE_CHECKING:
    from recurtx.engine import AssessedOption, Assessment, Finding
    from recurtx.ruleset import Ruleset
    from reference.rules import Plain

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""``assert_agree`` finds a small patient at once, where shrinking would take minutes."""
TRUTH = {"true": True, "false": False, "unknown": None}


def assessed(profile: Plain, ruleset: Ruleset, presume: bool) -> Assessment:
    return assess(Profile.model_validate(some.nested(profile)), ruleset, presume=presume)


def engine_says(profile: Plain, ruleset: Ruleset, presume: bool) -> dict[str, reference.Answer]:
    """Every option and modality as the engine judges it, in the form of the reference."""
    found: dict[str, reference.Answer] = {}
    open_ = list(assessed(profile, ruleset, presume).options)
    while open_:
        option = open_.pop()
        found[option.option.id] = in_form_of_the_reference(option)
        open_ += option.modalities
    return found


def in_form_of_the_reference(option: AssessedOption) -> reference.Answer:
    stopping = {f.rule.id for f in option.stopping()} if option.verdict.value == "not_candidate" else set()
    return reference.Answer(
        option.verdict.value, option.settled, list(option.missing), stopping,
        {f.rule.id: finding(f) for f in option.findings}, option.evidence_level, option.disputed_by,
        list(option.presumed),
    )  # fmt: skip


def finding(found: Finding) -> reference.Finding:
    truth = "silent" if found.truth is None else found.truth.value
    return reference.Finding(truth, TRUTH[found.acts.value], found.presumed, found.decisive)


def differences(profile: Plain, ruleset: Ruleset, rules: reference.Rules, presume: bool) -> dict[str, tuple[Any, Any]]:
    """The options of which engine and reference differ, with what each says."""
    found = engine_says(profile, ruleset, presume)
    expected = reference.assess(profile, rules, presume)
    assert set(found) == set(expected)
    return {o: (found[o], expected[o]) for o in expected if found[o] != expected[o]}


def assert_agree(profile: Plain, ruleset: Ruleset, rules: reference.Rules, presume: bool) -> None:
    """Engine and reference agree; if not, of whom they differ is shown with as few facts as will do."""
    if not differences(profile, ruleset, rules, presume):
        return
    for path in [p for p in profile if p != "cancer.type"]:
        less = {p: value for p, value in profile.items() if p != path}
        if differences(less, ruleset, rules, presume):
            profile = less
    option, (found, expected) = next(iter(differences(profile, ruleset, rules, presume).items()))
    assert found == expected, f"{option} of {profile}"


@some.tried(60, phases=UNSHRUNK)
@given(st.deferred(lambda: some.profiles(some.shipped())), st.booleans())
def test_answer_is_that_of_the_reference(profile: Plain, presume: bool) -> None:
    assert_agree(profile, some.loaded(), some.shipped(), presume)


@some.tried(40, phases=UNSHRUNK)
@given(some.rulesets(), st.data())
def test_answer_is_that_of_the_reference_on_random_rules(files: Plain, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        rules, ruleset = reference.load(Path(folder)), load_ruleset(Path(folder))
    for presume in (True, False, True, False):
        assert_agree(data.draw(some.profiles(rules)), ruleset, rules, presume)


@given(st.deferred(lambda: some.profiles(some.shipped())), st.booleans())
def test_advice_and_trials_are_those_of_the_reference(profile: Plain, presume: bool) -> None:
    found = assessed(profile, some.loaded(), presume)
    reader = reference.Reader(reference.Patient(profile, some.shipped(), presume))
    assert {a.id for a in found.advice} == reference.shown_advice(reader)
    trials = {m.trial.id: "silent" if m.truth is None else m.truth.value for m in found.trials}
    assert trials == reference.trial_words(reader)


@cache
def without_trials_and_gaps() -> Ruleset:
    """The shipped rules without trials and without what no literature was found on."""
    with TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        shutil.copytree(shipped_rules(), rules)
        (rules / "trials.yaml").unlink()
        for file in (rules / "options").glob("*.yaml"):
            content = yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            if content["option"].pop("gaps", None):
                file.write_text(yaml.dump(content, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper)), "utf-8")
        return load_ruleset(rules)


@some.tried(25)
@given(st.deferred(lambda: some.profiles(some.shipped())))
def test_no_verdict_hangs_on_a_trial_or_on_a_gap(profile: Plain) -> None:
    assert engine_says(profile, without_trials_and_gaps(), True) == engine_says(profile, some.loaded(), True)
