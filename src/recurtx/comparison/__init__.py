"""Two patients, two versions of the rules, or one fact at many values, side by side: what turned, by which rules."""

from recurtx.comparison.cohort import CohortDiff, Patient, VerdictChange, compare_verdicts
from recurtx.comparison.rules import (
    AdviceChange,
    Aspect,
    ClassChange,
    ConceptChange,
    OptionChange,
    RuleChange,
    RulesDiff,
    compare_rules,
    names_of_either,
)
from recurtx.comparison.sweep import Sweep, SweptClass, SweptValues, sweep, swept_values
from recurtx.comparison.whatif import ChangedFact, Comparison, Pair, TurnedRule, compare

__all__ = [
    "AdviceChange",
    "Aspect",
    "ChangedFact",
    "ClassChange",
    "CohortDiff",
    "Comparison",
    "ConceptChange",
    "OptionChange",
    "Pair",
    "Patient",
    "RuleChange",
    "RulesDiff",
    "Sweep",
    "SweptClass",
    "SweptValues",
    "TurnedRule",
    "VerdictChange",
    "compare",
    "compare_rules",
    "compare_verdicts",
    "names_of_either",
    "sweep",
    "swept_values",
]
