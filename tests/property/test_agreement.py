"""The engine says what a naive reading of the same rules says, for every option, every rule and every patient."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from recurtx.engine._beside import advice_truth, trial_match

import reference
import strategies as some
from recurtx.engine import AssessedOption, Evaluator, Quick, judge
from recurtx.profile import Profile, Situation
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset
    from reference import Plain

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""``assert_agree`` finds a small patient at once, where shrinking would take minutes."""
TRUTH = {"true": True, "false": False, "unknown": None}


def situation(profile: Plain, ruleset: Ruleset, presume: bool) -> Situation:
    return Situation.of(Profile.model_validate(some.nested(profile)), ruleset.agents, presume=presume)


def engine_says(known: Situation, ruleset: Ruleset) -> dict[str, reference.Answer]:
    """Every option and modality as the engine judges it, in the form of the reference."""
    found: dict[str, reference.Answer] = {}
    open_ = list(judge(known, ruleset))
    while open_:
        option = open_.pop()
        found[option.option.id] = in_form_of_the_reference(option)
        open_ += option.modalities
    return found


def in_form_of_the_reference(option: AssessedOption) -> reference.Answer:
    rules = {f.rule.id: ("silent" if f.truth is None else f.truth.value, TRUTH[f.acts.value]) for f in option.findings}
    return reference.Answer(
        option.verdict.value, option.settled, set(option.missing), {f.rule.id for f in option.stopping()}, rules
    )


def differences(profile: Plain, ruleset: Ruleset, rules: reference.Rules, presume: bool) -> dict[str, tuple[Any, Any]]:
    """The options of which engine and reference differ, with what each says."""
    found = engine_says(situation(profile, ruleset, presume), ruleset)
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


@settings(max_examples=2000, phases=UNSHRUNK)
@given(st.deferred(lambda: some.profiles(some.shipped())), st.booleans())
def test_engine_agrees_with_the_reference(profile: Plain, presume: bool) -> None:
    assert_agree(profile, some.loaded(), some.shipped(), presume)


@settings(max_examples=100, phases=UNSHRUNK)
@given(some.rulesets(), st.data())
def test_engine_agrees_with_the_reference_on_random_rules(files: Plain, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        rules, ruleset = reference.load(Path(folder)), load_ruleset(Path(folder))
    for presume in (True, False, True, False):
        assert_agree(data.draw(some.profiles(rules)), ruleset, rules, presume)


@settings(max_examples=80, phases=UNSHRUNK)
@given(st.deferred(lambda: some.learnings(some.shipped())), st.booleans())
def test_quick_verdicts_after_a_change_are_those_of_the_reference(pair: tuple[Plain, Plain], presume: bool) -> None:
    before, after = pair
    known, then = (situation(p, some.loaded(), presume) for p in pair)
    changes = {path: then.recorded[path] for path in after if after[path] != before.get(path)}
    for profile, quick in (
        (before, Quick.of(known, some.loaded())),
        (after, Quick.of(known, some.loaded()).changed(changes)),
        (before, Quick.of(then, some.loaded()).changed({path: known.recorded.get(path) for path in changes})),
    ):
        expected = reference.assess(profile, some.shipped(), presume)
        found = {name: (o.verdict.value, o.settled, set(o.missing)) for name, o in quick.outcomes.items()}
        assert found == {name: (a.verdict, a.settled, a.missing) for name, a in expected.items()}


@given(st.deferred(lambda: some.profiles(some.shipped())), st.booleans())
def test_advice_is_shown_as_the_reference_shows_it(profile: Plain, presume: bool) -> None:
    evaluator = Evaluator(situation(profile, some.loaded(), presume))
    reader = reference.Reader(reference.Patient(profile, some.shipped(), presume))
    assert {a.id for a in some.loaded().advice if advice_truth(a, evaluator)} == reference.shown_advice(reader)


@given(st.deferred(lambda: some.profiles(some.shipped())), st.booleans())
def test_trials_fit_as_the_reference_says(profile: Plain, presume: bool) -> None:
    evaluator = Evaluator(situation(profile, some.loaded(), presume))
    reader = reference.Reader(reference.Patient(profile, some.shipped(), presume))
    matches = [trial_match(trial, evaluator) for trial in some.loaded().trials]
    found = {m.trial.id: "silent" if m.truth is None else m.truth.value for m in matches}
    assert found == reference.trial_words(reader)


@given(st.deferred(lambda: some.profiles(some.shipped())))
def test_no_verdict_hangs_on_a_trial_or_on_a_gap(profile: Plain) -> None:
    rules = some.loaded()
    options = {name: option.model_copy(update={"gaps": ()}) for name, option in rules.options.items()}
    bare = replace(rules, trials=(), options=options)
    known = situation(profile, rules, True)
    assert engine_says(known, bare) == engine_says(known, rules)
