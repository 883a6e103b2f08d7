"""``recurtx profile``: a blank profile, a check, and the schema for editors."""

from __future__ import annotations

import json

import typer

from recurtx.cli._options import Formats, Output, ProfileArgument, Sets
from recurtx.markup.write import Format

app = typer.Typer(help="Write and check patient profiles.", no_args_is_help=True, rich_markup_mode=None)


@app.command("template")
def template(output: Output = None) -> None:
    """A blank profile: every fact with its question, its values and how it is obtained.

    Example:

      recurtx profile template > patient.yaml
    """
    from recurtx.cli._output import emit_text
    from recurtx.profile.write import template_text

    emit_text(template_text(), output)


@app.command("validate")
def validate(
    profile: ProfileArgument = None, sets: Sets = None, format: Formats = Format.terminal, output: Output = None
) -> None:
    """Check a profile and say how much is recorded; every mistake is shown with its line.

    Example:

      recurtx profile validate patient.yaml
    """
    from recurtx.answer.catalogue import data_text
    from recurtx.cli._inputs import read_profile, ruleset
    from recurtx.cli._output import emit, note
    from recurtx.markup.block import Text

    record = read_profile(profile, sets or (), ruleset())
    for warning in record.warnings:
        note(f"warning: {warning}")
    count = len(record.profile.recorded())
    words = f"valid; {count} {'fact' if count == 1 else 'facts'} recorded"
    emit(data_text({"valid": True, "recorded": count}) if format is Format.json else [Text(words)], output, format)


@app.command("schema")
def schema(output: Output = None) -> None:
    """The JSON Schema of a profile, for editors.

    Example:

      recurtx profile schema > profile.schema.json
    """
    from recurtx.cli._output import emit
    from recurtx.profile import Profile

    emit(json.dumps(Profile.model_json_schema(), indent=1, sort_keys=True) + "\n", output, Format.json)
