"""A profile and a ruleset into an assessment."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from recurtx.engine.judgement import Judgement
from recurtx.engine.result import Assessment
from recurtx.profile import Partial, Situation
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


def profile_digest(profile: Profile) -> str:
    """SHA-256 of the recorded facts as canonical JSON, with keys and sets sorted; the label does not count."""
    facts: dict[str, object] = {}
    for path, value in profile.recorded().items():
        if isinstance(value, list):
            facts[path] = sorted(value)
        elif isinstance(value, Partial):
            facts[path] = {"present": sorted(value.present), "absent": sorted(value.absent)}
        else:
            facts[path] = value
    if profile.as_of is not None:
        facts["as_of"] = profile.as_of.isoformat()
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
