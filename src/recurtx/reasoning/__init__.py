"""On top of the engine: what a verdict turns on, what would change it, what to find out next.

Works for any valid ruleset; no option, cancer or threshold is named here.
"""

from recurtx.reasoning._cells import Cell, Partition
from recurtx.reasoning._counterfactual import Change, Counterfactual, Counterfactuals, counterfactuals
from recurtx.reasoning._next import Answer, Next, Question, next_questions, questions
from recurtx.reasoning._residual import Residual, evaluate, option_residual, residual_facts, residuals

__all__ = [
    "Answer",
    "Cell",
    "Change",
    "Counterfactual",
    "Counterfactuals",
    "Next",
    "Partition",
    "Question",
    "Residual",
    "counterfactuals",
    "evaluate",
    "next_questions",
    "option_residual",
    "questions",
    "residual_facts",
    "residuals",
]
