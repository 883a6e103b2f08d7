"""The rule language: conditions, rules, options, concepts, advice and sources, read from YAML and checked.

Nothing here knows a patient's verdict.
"""

from recurtx.ruleset.check import check_ruleset
from recurtx.ruleset.condition import (
    All,
    Always,
    Any,
    Concept,
    Condition,
    Count,
    FactTest,
    Not,
    Stopped,
    children,
    facts,
    nodes,
)
from recurtx.ruleset.link import acts
from recurtx.ruleset.load import load_ruleset
from recurtx.ruleset.read import rule_files
from recurtx.ruleset.references import BRACES
from recurtx.ruleset.ruleset import Ruleset
from recurtx.ruleset.schema import option_schema
from recurtx.ruleset.shape import (
    ADVICE_LEVEL,
    Advice,
    Citation,
    Claim,
    ConceptInfo,
    Effect,
    Example,
    Factor,
    Gap,
    Option,
    Rule,
    Source,
    Standing,
    Status,
    Trial,
    Urgency,
)
from recurtx.ruleset.shipped import shipped_rules
from recurtx.ruleset.words import condition_words, lower

__all__ = [
    "ADVICE_LEVEL",
    "BRACES",
    "Advice",
    "All",
    "Always",
    "Any",
    "Citation",
    "Claim",
    "Concept",
    "ConceptInfo",
    "Condition",
    "Count",
    "Effect",
    "Example",
    "FactTest",
    "Factor",
    "Gap",
    "Not",
    "Option",
    "Rule",
    "Ruleset",
    "Source",
    "Standing",
    "Status",
    "Stopped",
    "Trial",
    "Urgency",
    "acts",
    "check_ruleset",
    "children",
    "condition_words",
    "facts",
    "load_ruleset",
    "lower",
    "nodes",
    "option_schema",
    "rule_files",
    "shipped_rules",
]
