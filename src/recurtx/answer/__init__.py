"""An answer that is complete when it is made, and what stands in it."""

from recurtx.answer.answer import Answer
from recurtx.engine import AssessedOption, CloseCall, Coverage, Finding, Outcome, Step, TrialMatch, Verdict
from recurtx.reasoning import MAX_SIZE, Counterfactuals
from recurtx.reasoning import Answer as Reply

__all__ = [
    "MAX_SIZE",
    "Answer",
    "AssessedOption",
    "CloseCall",
    "Counterfactuals",
    "Coverage",
    "Finding",
    "Outcome",
    "Reply",
    "Step",
    "TrialMatch",
    "Verdict",
]
