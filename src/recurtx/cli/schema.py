"""``recurtx schema``: JSON Schemas of what recurtx writes."""

from __future__ import annotations

from recurtx.cli.options import Output
from recurtx.cli.output import emit_schema


def assessment(output: Output = None) -> None:
    """The schema of `recurtx suggest --format json`.

    Example:

      recurtx schema assessment > assessment.schema.json
    """
    from recurtx.answer.document import PublicAssessment

    emit_schema(PublicAssessment.model_json_schema, output)


def what_if(output: Output = None) -> None:
    """The schema of `recurtx what-if --format json`.

    Example:

      recurtx schema what-if > what-if.schema.json
    """
    from recurtx.answer.comparison import ComparisonDocument

    emit_schema(ComparisonDocument.model_json_schema, output)


def steps(output: Output = None) -> None:
    """The schema of `recurtx suggest --step --format json` and of `recurtx cases replay --format json`.

    Example:

      recurtx schema steps > steps.schema.json
    """
    from recurtx.answer.stages import StagesDocument

    emit_schema(StagesDocument.model_json_schema, output)


def quiz(output: Output = None) -> None:
    """The schema of `recurtx cases quiz --format json`.

    Example:

      recurtx schema quiz > quiz.schema.json
    """
    from recurtx.cases.scores import QuizDocument

    emit_schema(QuizDocument.model_json_schema, output)


def sweep(output: Output = None) -> None:
    """The schema of `recurtx what-if --sweep ... --format json`.

    Example:

      recurtx schema sweep > sweep.schema.json
    """
    from recurtx.answer.comparison import SweepDocument

    emit_schema(SweepDocument.model_json_schema, output)
