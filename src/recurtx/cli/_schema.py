"""``recurtx schema``: JSON Schemas of what recurtx writes."""

from __future__ import annotations

import json

import typer

from recurtx.cli._options import Output

__all__ = ["app"]

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
    from recurtx.cli._output import emit_text
    from recurtx.engine._public import PublicAssessment

    schema = PublicAssessment.model_json_schema(by_alias=True)
    emit_text(json.dumps(schema, indent=1, sort_keys=True) + "\n", output, json=True)
