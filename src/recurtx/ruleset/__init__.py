"""The rule language: conditions, rules, options, concepts, advice and sources, read from YAML and checked.

Nothing here knows a patient's verdict.
"""

from recurtx.ruleset._check import check_ruleset
from recurtx.ruleset._conditions import (
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
from recurtx.ruleset._link import acts
from recurtx.ruleset._load import BRACES, load_ruleset, rule_files
from recurtx.ruleset._model import (
    ADVICE_LEVEL,
    Advice,
    Citation,
    ConceptInfo,
    Effect,
    Gap,
    Option,
    Rule,
    Ruleset,
    Status,
    Trial,
    Urgency,
)
from recurtx.ruleset._schema import option_schema
from recurtx.ruleset._shipped import shipped_rules
from recurtx.ruleset._words import condition_words, lower

__all__ = [
    "ADVICE_LEVEL",
    "BRACES",
    "Advice",
    "All",
    "Always",
    "Any",
    "Citation",
    "Concept",
    "ConceptInfo",
    "Condition",
    "Count",
    "Effect",
    "FactTest",
    "Gap",
    "Not",
    "Option",
    "Rule",
    "Ruleset",
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
