"""``recurtx schema``: JSON Schemas of what recurtx writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from recurtx.cli._options import Output
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from pydantic import BaseModel

app = typer.Typer(help="JSON Schemas of what recurtx writes.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def schemas() -> None:
    """JSON Schemas of what recurtx writes."""


@app.command("assessment")
def assessment(output: Output = None) -> None:
    """The schema of `recurtx suggest --format json`.

    Example:

      recurtx schema assessment > assessment.schema.json
    """
    from recurtx.answer.document import PublicAssessment

    _write(PublicAssessment, output)


@app.command("what-if")
def what_if(output: Output = None) -> None:
    """The schema of `recurtx what-if --format json`.

    Example:

      recurtx schema what-if > what-if.schema.json
    """
    from recurtx.answer.comparison import ComparisonDocument

    _write(ComparisonDocument, output)


@app.command("sweep")
def sweep(output: Output = None) -> None:
    """The schema of `recurtx what-if --sweep ... --format json`.

    Example:

      recurtx schema sweep > sweep.schema.json
    """
    from recurtx.answer.comparison import SweepDocument

    _write(SweepDocument, output)


def _write(document: type[BaseModel], output: str | None) -> None:
    from recurtx.cli._output import emit

    schema = document.model_json_schema(by_alias=True)
    emit(json.dumps(schema, indent=1, sort_keys=True) + "\n", output, Format.json)
