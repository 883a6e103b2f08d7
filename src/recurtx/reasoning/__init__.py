"""On top of the engine: what a verdict turns on, what would change it, what to find out next.

Works for any valid ruleset; no option, cancer or threshold is named here.
"""

from recurtx.engine._cells import Cell, Partition
from recurtx.engine._residual import Reader, Residual, evaluate, option_residual, residual_facts, residuals
from recurtx.reasoning._answers import Unfit, choices, is_numbered, read_answer, unlisted
from recurtx.reasoning._counterfactual import MAX_SIZE, Change, Counterfactual, Counterfactuals, counterfactuals
from recurtx.reasoning._interview import Inquiry, Interview, Reply
from recurtx.reasoning._next import Answer, Next, Question, next_questions, questions
from recurtx.reasoning._sweep import Sweep, SweptClass, SweptValues, sweep, swept_values
from recurtx.reasoning._whatif import ChangedFact, Comparison, Pair, TurnedRule, compare

__all__ = [
    "MAX_SIZE",
    "Answer",
    "Cell",
    "Change",
    "ChangedFact",
    "Comparison",
    "Counterfactual",
    "Counterfactuals",
    "Inquiry",
    "Interview",
    "Next",
    "Pair",
    "Partition",
    "Question",
    "Reader",
    "Reply",
    "Residual",
    "Sweep",
    "SweptClass",
    "SweptValues",
    "TurnedRule",
    "Unfit",
    "choices",
    "compare",
    "counterfactuals",
    "evaluate",
    "is_numbered",
    "next_questions",
    "option_residual",
    "questions",
    "read_answer",
    "residual_facts",
    "residuals",
    "sweep",
    "swept_values",
    "unlisted",
]
