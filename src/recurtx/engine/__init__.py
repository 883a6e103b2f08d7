"""A profile and a ruleset into an assessment: truth, findings, verdicts, close calls.

Nothing here knows how an answer looks, and no clinical word occurs.
"""

from recurtx.engine._assess import assess, judge, profile_digest
from recurtx.engine._beside import TrialMatch, advice_truth
from recurtx.engine._coverage import Coverage, coverage, silent_cells
from recurtx.engine._evaluate import Evaluator, Step
from recurtx.engine._examples import ExampleResult, run_examples
from recurtx.engine._quick import Outcome, Quick
from recurtx.engine._result import AssessedOption, Assessment, CloseCall, Finding, Verdict
from recurtx.engine._verdict import rule_finding

__all__ = [
    "AssessedOption",
    "Assessment",
    "CloseCall",
    "Coverage",
    "Evaluator",
    "ExampleResult",
    "Finding",
    "Outcome",
    "Quick",
    "Step",
    "TrialMatch",
    "Verdict",
    "advice_truth",
    "assess",
    "coverage",
    "judge",
    "profile_digest",
    "rule_finding",
    "run_examples",
    "silent_cells",
]
