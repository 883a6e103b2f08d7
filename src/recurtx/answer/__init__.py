"""An answer that is complete when it is made, and what stands in it.

What only types need is not loaded: a start pays for what it shows.
"""

from typing import TYPE_CHECKING

from recurtx.answer.answer import Answer, answer
from recurtx.engine import AssessedOption, Assessment, CloseCall, Finding, Step, TrialMatch, Verdict

if TYPE_CHECKING:
    from recurtx.engine.coverage import Coverage
    from recurtx.reasoning.counterfactual import Counterfactuals
    from recurtx.reasoning.next import Answer as Reply

__all__ = [
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
