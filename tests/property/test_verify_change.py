"""What is proved of two versions of the rules holds of every patient: laws over random pairs of random rulesets."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

import strategies as some
from recurtx.engine import Verdict, assess
from recurtx.pages.parts import flat
from recurtx.profile import Profile

pytest.importorskip("z3")

from recurtx.verify.change import kind, prove_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.ruleset import Ruleset
    from reference.rules import Plain, Rules

PAIRS, PATIENTS = 12, 25


def _drawn(seed: str) -> tuple[Ruleset, Rules]:
    """A random ruleset; one that is refused is drawn again."""
    drawn = (some.random_rules(f"{seed} {again}") for again in range(1000))
    return next(rules for rules in drawn if rules is not None)


def _said(profile: Plain, rules: Ruleset) -> Mapping[str, Verdict]:
    return {o.id: o.verdict for o in flat(assess(Profile.model_validate(some.nested(profile)), rules).options)}


@pytest.mark.parametrize("pair", range(PAIRS))
def test_no_patient_turns_in_a_way_that_was_proved_away(pair: int) -> None:
    (old, one), (new, other) = _drawn(f"old {pair}"), _drawn(f"new {pair}")
    proofs = {p.option: p for p in prove_change(old, new)}
    assert not any(p.undecided for p in proofs.values())
    source = random.Random(pair)
    for place in range(PATIENTS):
        patient = some.world(some.Choices(source.randbytes(some.BYTES)), (one, other)[place % 2], exact=True)
        before, after = _said(patient, old), _said(patient, new)
        for option, proof in proofs.items():
            pair_of = before[option], after[option]
            if Verdict.NEEDS_INFORMATION not in pair_of:  # an unlisted drug leaves the others open
                assert kind(*pair_of) in {None, *proof.turns}, (option, patient)


def test_a_version_is_equal_to_itself_and_what_is_stricter_one_way_is_laxer_the_other() -> None:
    mirrored = {"stricter": "laxer", "laxer": "stricter"}
    for pair in range(4):
        (old, _), (new, _) = _drawn(f"old {pair}"), _drawn(f"new {pair}")
        assert {p.outcome for p in prove_change(old, old)} == {"equal"}
        there, back = ({p.option: p.outcome for p in prove_change(*both)} for both in ((old, new), (new, old)))
        assert there == {option: mirrored.get(outcome, outcome) for option, outcome in back.items()}
