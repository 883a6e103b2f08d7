"""An answer that is complete when it is made, and what stands in it."""

from recurtx.answer.answer import Answer, answer
from recurtx.engine import AssessedOption, Assessment, CloseCall, Coverage, Finding, Step, TrialMatch, Verdict
from recurtx.reasoning import MAX_SIZE, Counterfactuals
from recurtx.reasoning import Answer as Reply

__all__ = [
    "MAX_SIZE",
    "Answer",
    "AssessedOption",
    "Assessment",
    "CloseCall",
    "Counterfactuals",
    "Coverage",
    "Finding",
    "Reply",
    "Step",
    "TrialMatch",
    "Verdict",
    "answer",
]
