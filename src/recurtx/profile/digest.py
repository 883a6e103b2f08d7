"""What identifies a profile: a digest of what is recorded, however it was written."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from recurtx.profile.sets import Partial

if TYPE_CHECKING:
    from recurtx.profile.models import Profile


def digest_of(profile: Profile) -> str:
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
