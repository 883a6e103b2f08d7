"""What can be known of a patient: the vocabulary, reading a profile, and what a single test says of it.

Nothing here knows an option or a rule.
"""

from recurtx.profile.about import INVESTIGATIONS, Condition, Kind, Margin
from recurtx.profile.consistency import Clash, can_clash, clashes, impossible
from recurtx.profile.derive import DERIVATIONS, dependents, governs
from recurtx.profile.models import Profile
from recurtx.profile.names import Names
from recurtx.profile.read import (
    LABELS,
    Record,
    Written,
    assemble,
    flatten,
    nearest_fact,
    overrides,
    suggested_fact,
)
from recurtx.profile.reword import UNDERSTOOD
from recurtx.profile.situation import (
    Agents,
    Content,
    Knowledge,
    Origin,
    Reading,
    SetContent,
    Situation,
    holds,
    landmarks,
)
from recurtx.profile.vocabulary import SECTIONS, VOCABULARY, Fact, spec
from recurtx.profile.words import test_words
from recurtx.profile.write import digest_of

__all__ = [
    "DERIVATIONS", "INVESTIGATIONS", "LABELS", "SECTIONS", "UNDERSTOOD", "VOCABULARY", "Agents", "Clash", "Condition",
    "Content", "Fact", "Kind", "Knowledge", "Margin", "Names", "Origin", "Profile", "Reading", "Record", "SetContent",
    "Situation", "Written", "assemble", "can_clash", "clashes", "dependents", "digest_of", "flatten", "governs",
    "holds", "impossible", "landmarks", "nearest_fact", "overrides", "spec", "suggested_fact", "test_words",
]  # fmt: skip
