"""The shipped rules: complete, sourced, exemplified, and short enough for the screens they stand on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from command import recurtx
from recurtx.engine.examples import run_examples
from recurtx.profile import VOCABULARY
from recurtx.ruleset import All, Always, Effect, Stopped, check_ruleset, shipped_rules

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

TOP = ("repeat_crs", "systemic_therapy", "second_hipec", "radiation", "palliative", "clinical_trial",
       "local_treatment", "surveillance")  # fmt: skip
"""The six options of the source article in its order, then the two that it does not name."""
FACTORS = ("cancer_type", "extent", "performance_status", "prior_response")


def test_check_finds_nothing(ruleset: Ruleset) -> None:
    assert [f"{p.location}: {p.code} {p.message}" for p in check_ruleset(ruleset)] == []
    assert recurtx("rules", "check").code == 0


def test_every_example_holds_and_there_are_some(ruleset: Ruleset) -> None:
    results = list(run_examples(ruleset))
    assert [f"{r.problem.message} {r.problem.help}" for r in results if r.problem] == []
    assert len(results) > 3 * len(ruleset.distinct()) / 2


def test_options_are_those_of_the_article_and_of_tumour_boards(ruleset: Ruleset) -> None:
    assert tuple(option.id for option in ruleset.children(None)) == TOP


@pytest.mark.parametrize("option", TOP)
def test_option_is_argued_from_every_factor_that_decides(option: str, ruleset: Ruleset) -> None:
    below = {o for o in ruleset.options if o == option or option in {p.id for p in ruleset.lineage(o)}}
    factors = {r.factor for r in ruleset.rules() if r.option in below and not r.shared}
    assert factors == set(FACTORS) if option in TOP[:6] else len(factors) >= 3


def test_there_are_many_active_rules(ruleset: Ruleset) -> None:
    assert len(ruleset.distinct()) >= 60


def test_every_claim_that_must_be_argued_is_argued(ruleset: Ruleset) -> None:
    argued = {(c.source, c.claim) for rule in ruleset.distinct().values() for c in rule.evidence if not c.disagrees}
    wanted = {(s.id, claim.id) for s in ruleset.sources.values() for claim in s.claims if claim.argued}
    assert wanted
    assert wanted - argued == set()


def test_every_rule_has_three_examples(ruleset: Ruleset) -> None:
    few = {r.id: len(r.examples) for r in ruleset.distinct().values() if len(r.examples) < 3}
    assert [name for name in few if not isinstance(ruleset.distinct()[name].when, Always)] == []


def test_every_rule_says_why_in_few_words_and_names_its_sources(ruleset: Ruleset) -> None:
    for rule in ruleset.distinct().values():
        assert 3 <= len(rule.title) <= 36, rule.id
        assert rule.title == rule.title.strip(), rule.id
        assert 10 <= len(rule.because) <= 600, rule.id
        assert rule.because.rstrip().endswith((".", "?")), rule.id
        assert rule.sources, rule.id


def test_every_rule_is_due_for_review_after_it_was_reviewed(ruleset: Ruleset) -> None:
    assert [r.id for r in (*ruleset.rules(), *ruleset.inactive) if r.review_due <= r.reviewed] == []


def test_every_option_asks_a_question_and_fits_its_columns(ruleset: Ruleset) -> None:
    for option in ruleset.options.values():
        assert option.question.endswith("?"), option.id
        assert len(option.name) <= (18 if option.parent is None else 26), option.id
        assert len(option.short) <= 14 or option.parent is None, option.id
        assert len(option.scope) <= 60, option.id
        assert bool(option.scope) or option.for_ is None, option.id


def test_a_refused_option_is_told_as_it_is_called() -> None:
    refusal = VOCABULARY["patient.declines"]
    assert [refusal.word(name) for name in TOP[:3]] == ["repeat CRS", "systemic therapy", "second HIPEC"]


def test_ways_beside_each_other_are_told_apart_by_their_short_names(ruleset: Ruleset) -> None:
    shown = [(ruleset.lineage(o.id)[-1].id, o.short) for o in ruleset.options.values() if o.parent is not None]
    assert [one for one, times in Counter(shown).items() if times > 1] == []


def test_every_fact_has_a_short_name_a_question_and_an_investigation() -> None:
    for fact in VOCABULARY.values():
        assert 2 <= len(fact.short) <= 18, fact.path
        assert fact.ask.endswith("?"), fact.path
    short = [fact.short for fact in VOCABULARY.values()]
    assert len(short) == len(set(short))


def test_palliative_care_is_stopped_by_nothing_but_refusal(ruleset: Ruleset) -> None:
    below = [o for o in ruleset.options.values() if "palliative" in {o.id, *(p.id for p in ruleset.lineage(o.id))}]
    assert ruleset.options["palliative"].for_ is None
    stops = {r.id for r in ruleset.options["palliative"].rules if r.effect.stops}
    assert stops == {"every.declined"}
    assert len(below) > 1


def test_clinical_trials_are_there_for_any_cancer(ruleset: Ruleset) -> None:
    assert ruleset.options["clinical_trial"].for_ is None


def test_file_is_named_after_its_option(ruleset: Ruleset) -> None:
    files = {path.stem for path in (shipped_rules() / "options").glob("*.yaml")}
    assert files == set(ruleset.options)


def test_nothing_in_the_rules_folder_is_silently_ignored() -> None:
    known = {"ruleset.yaml", "concepts.yaml", "agents.yaml", "sources.yaml", "every.yaml", "advice.yaml",
             "trials.yaml", "invariants.yaml", "reachable.yaml"}  # fmt: skip
    top = {path.name for path in shipped_rules().iterdir() if path.name != "options"}
    assert top <= known
    assert {path.suffix for path in (shipped_rules() / "options").iterdir()} == {".yaml"}


def test_an_option_whose_named_ways_are_all_closed_is_closed(ruleset: Ruleset) -> None:
    """Only a refusal closes palliative care, and a trial may be of a kind that no rule names."""
    for option in ruleset.options.values():
        ways = {way.id for way in ruleset.children(option.id)}
        if ways and option.id not in ("palliative", "clinical_trial"):
            closing = [
                {part.option for part in rule.when.of if isinstance(part, Stopped)}
                for rule in option.rules
                if rule.effect is Effect.EXCLUDES and isinstance(rule.when, All)
            ]
            assert ways in closing, option.id
