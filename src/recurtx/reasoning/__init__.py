"""On top of the engine: what to find out next, what would change a verdict, an interview.

Works for any valid ruleset; no option, cancer or threshold is named here.
"""

from recurtx.reasoning.answers import Unfit, choices, is_numbered, read_answer, unlisted
from recurtx.reasoning.counterfactual import MAX_SIZE, Change, Counterfactual, Counterfactuals, counterfactuals
from recurtx.reasoning.interview import Inquiry, Interview, Reply
from recurtx.reasoning.next import Answer, Next, Question, next_questions

__all__ = [
    "MAX_SIZE",
    "Answer",
    "Change",
    "Counterfactual",
    "Counterfactuals",
    "Inquiry",
    "Interview",
    "Next",
    "Question",
    "Reply",
    "Unfit",
    "choices",
    "counterfactuals",
    "is_numbered",
    "next_questions",
    "read_answer",
    "unlisted",
]
