"""A profile and a ruleset into an assessment: verdicts, findings, close calls.

Nothing here knows how an answer looks, and no clinical word occurs.
"""

from recurtx.engine.assess import assess, judge
from recurtx.engine.becomes import Becomes, Piece
from recurtx.engine.beside import TrialMatch
from recurtx.engine.close_calls import CloseCall
from recurtx.engine.judgement import Judgement, Residual, World, Worlds
from recurtx.engine.result import AssessedOption, Assessment, Finding, flat
from recurtx.engine.turns import Turn, turn
from recurtx.engine.verdict import Outcome, Verdict
from recurtx.program.truths import Step

__all__ = [
    "AssessedOption",
    "Assessment",
    "Becomes",
    "CloseCall",
    "Finding",
    "Judgement",
    "Outcome",
    "Piece",
    "Residual",
    "Step",
    "TrialMatch",
    "Turn",
    "Verdict",
    "World",
    "Worlds",
    "assess",
    "flat",
    "judge",
    "turn",
]
