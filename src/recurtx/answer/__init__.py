"""An answer that is complete when it is made, and what stands in it."""

from recurtx.answer.answer import Answer
from recurtx.engine import AssessedOption, CloseCall, Coverage, Finding, Outcome, Step, TrialMatch, Verdict

__all__ = [
    "Answer",
    "AssessedOption",
    "CloseCall",
    "Coverage",
    "Finding",
    "Outcome",
    "Step",
    "TrialMatch",
    "Verdict",
]
