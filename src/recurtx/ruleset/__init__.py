"""The rule language: conditions, rules, options, concepts, advice and sources, read from YAML and checked.

Nothing here knows a patient's verdict.
"""

from typing import TYPE_CHECKING

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
from recurtx.ruleset.ruleset import Ruleset
from recurtx.ruleset.shape import (
    Advice,
    ConceptInfo,
    Effect,
    Example,
    Gap,
    Option,
    Rule,
    Source,
    Status,
    Trial,
    Urgency,
)
from recurtx.ruleset.shipped import shipped_rules
from recurtx.ruleset.words import BRACES, condition_words, lower

if TYPE_CHECKING:
    from recurtx.ruleset.check import check_ruleset
    from recurtx.ruleset.load import load_ruleset
    from recurtx.ruleset.read import rule_files
    from recurtx.ruleset.schema import file_schema, option_schema
else:

    def __getattr__(name: str) -> object:
        """What rule files need and compiled rules do without: it is imported when it is asked for."""
        from importlib import import_module

        if name in _OF_FILES:
            return getattr(import_module(f"{__name__}.{_OF_FILES[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "BRACES", "Advice", "All", "Always", "Any", "Concept", "ConceptInfo", "Condition", "Count", "Effect", "Example",
    "FactTest", "Gap", "Not", "Option", "Rule", "Ruleset", "Source", "Status", "Stopped", "Trial", "Urgency",
    "acts", "check_ruleset", "children", "condition_words", "facts", "file_schema", "load_ruleset", "lower", "nodes",
    "option_schema", "rule_files", "shipped_rules",
]  # fmt: skip

_OF_FILES = {
    "check_ruleset": "check", "load_ruleset": "load", "file_schema": "schema", "option_schema": "schema",
    "rule_files": "read",
}  # fmt: skip
