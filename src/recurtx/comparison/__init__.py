"""Two patients, two versions of the rules, or one fact at many values, side by side: what turned, by which rules."""

from recurtx.comparison.cohort import CohortDiff, Patient, compare_verdicts
from recurtx.comparison.rules import RulesDiff, compare_rules
from recurtx.comparison.sweep import Sweep, SweptClass, sweep, swept_values
from recurtx.comparison.whatif import Comparison, Pair, TurnedRule, compare

__all__ = [
    "CohortDiff",
    "Comparison",
    "Pair",
    "Patient",
    "RulesDiff",
    "Sweep",
    "SweptClass",
    "TurnedRule",
    "compare",
    "compare_rules",
    "compare_verdicts",
    "sweep",
    "swept_values",
]
