"""What can be known of a patient: the vocabulary, reading a profile, and what a single test says of it.

Nothing here knows an option or a rule.
"""

from recurtx.profile.about import INVESTIGATIONS, Condition, Kind, Margin
from recurtx.profile.consistency import Clash, beside, can_clash, clashes, impossible, interact
from recurtx.profile.content import Content, SetContent
from recurtx.profile.derive import DERIVATIONS, HOLDS, bearing_on, can_be, dependents, some_of
from recurtx.profile.models import RECORDS, Profile
from recurtx.profile.names import Names
from recurtx.profile.read import (
    LABELS,
    Record,
    Written,
    assemble,
    flatten,
    known_as,
    nearest_fact,
    overrides,
    suggested_fact,
    unknown_fact,
)
from recurtx.profile.reword import UNDERSTOOD
from recurtx.profile.situation import (
    SOME,
    Agents,
    Knowledge,
    Origin,
    Reading,
    Situation,
    landmarks,
)
from recurtx.profile.vocabulary import SECTIONS, VOCABULARY, Fact, holds, presumed_of, short_name, spec
from recurtx.profile.words import test_words
from recurtx.profile.write import digest_of

__all__ = [
    "DERIVATIONS", "HOLDS", "INVESTIGATIONS", "LABELS", "RECORDS", "SECTIONS", "SOME", "UNDERSTOOD", "VOCABULARY",
    "Agents", "Clash", "Condition", "Content", "Fact", "Kind", "Knowledge", "Margin", "Names", "Origin", "Profile",
    "Reading", "Record", "SetContent", "Situation", "Written", "assemble", "bearing_on", "beside", "can_be",
    "can_clash", "clashes", "dependents", "digest_of", "flatten", "holds", "impossible", "interact", "known_as",
    "landmarks", "nearest_fact", "overrides", "presumed_of", "short_name", "some_of", "spec", "suggested_fact",
    "test_words", "unknown_fact",
]  # fmt: skip
