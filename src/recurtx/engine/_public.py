"""What moved to ``answer``, until the receipts have followed."""

from recurtx.answer import Answer
from recurtx.answer.document import (
    OriginWord,
    Plain,
    PublicAssessment,
    PublicSet,
    TruthWord,
    VerdictWord,
    document,
)
from recurtx.engine import Assessment

__all__ = ["OriginWord", "Plain", "PublicAssessment", "PublicSet", "TruthWord", "VerdictWord", "to_public"]


def to_public(assessment: Assessment) -> PublicAssessment:  # noqa: D103
    return document(Answer(assessment))
