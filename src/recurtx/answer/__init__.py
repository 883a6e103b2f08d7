"""An answer that is complete when it is made, and what stands in it."""

from recurtx.answer.answer import Answer, answer
from recurtx.engine import AssessedOption, Assessment, CloseCall, Finding, Step, TrialMatch, Verdict

__all__ = [
    "Answer",
    "AssessedOption",
    "Assessment",
    "CloseCall",
    "Finding",
    "Step",
    "TrialMatch",
    "Verdict",
    "answer",
]
