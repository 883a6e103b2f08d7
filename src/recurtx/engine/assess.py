"""A profile and a ruleset into an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine.judgement import Judgement
from recurtx.engine.result import Assessment
from recurtx.profile import Situation
from recurtx.program.compile import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.profile import Profile
    from recurtx.ruleset import Ruleset


def assess(profile: Profile, ruleset: Ruleset, *, presume: bool = True, warnings: Iterable[str] = ()) -> Assessment:
    """Judge every option for one patient.

    Args:
        profile: a validated profile.
        ruleset: checked rules.
        presume: whether rare things that are not recorded are presumed absent, as the vocabulary says.
        warnings: what the reader of the profile has to tell.
    """
    return Assessment(judge(profile, ruleset, presume=presume), profile, tuple(warnings), presume=presume)


def judge(profile: Profile, ruleset: Ruleset, *, presume: bool = True) -> Judgement:
    """The verdicts alone."""
    return Judgement(compiled(ruleset), Situation.of(profile, ruleset.agents, presume=presume))
