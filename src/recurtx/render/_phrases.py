"""What moved to ``answer``, for the screens that have not followed yet."""

from recurtx.answer import Answer, phrases
from recurtx.answer.phrases import *  # noqa: F403
from recurtx.engine import AssessedOption, Assessment, Evaluator, Finding
from recurtx.profile import Situation
from recurtx.render._lines import Style
from recurtx.ruleset import Advice

_STYLES = {"for": Style.FOR, "care": Style.CARE, "open": Style.OPEN, "strong": Style.BOLD, "plain": Style.PLAIN}
SYMBOLS = {verdict: (sign, _STYLES[word]) for verdict, (sign, word) in phrases.SYMBOLS.items()}


def rule_symbol(finding: Finding) -> tuple[str, Style]:
    sign, word = phrases.rule_symbol(finding)
    return sign, _STYLES[word]


def outside_phrase(option: AssessedOption, assessment: Assessment) -> str:
    return phrases.outside_phrase(option, Answer(assessment))


def trigger_words(advice: Advice, situation: Situation) -> str:
    return phrases.trigger_words(Evaluator(situation).step(advice.when), situation)


def summary(assessment: Assessment) -> str:
    return phrases.summary(assessment.situation)
