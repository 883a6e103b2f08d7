"""``recurtx profile``: a blank profile, a check, and the schema for editors."""

from __future__ import annotations

from recurtx.cli.inputs import read_profile, ruleset
from recurtx.cli.options import Formats, Output, ProfileArgument, Sets
from recurtx.cli.output import emit_schema, emit_text, show, warn
from recurtx.markup.write import Format


def template(output: Output = None) -> None:
    """A blank profile: every fact with its question, its values and how it is obtained.

    Example:

      recurtx profile template > patient.yaml
    """
    from recurtx.profile.write import template_text

    emit_text(template_text(), output, private=True)


def validate(
    profile: ProfileArgument = None, sets: Sets = None, format: Formats = Format.terminal, output: Output = None
) -> None:
    """Check a profile and say how much is recorded; every mistake is shown with its line.

    Example:

      recurtx profile validate patient.yaml
    """
    from recurtx.markup.block import Text

    record = read_profile(profile, sets or (), ruleset())
    warn(record.warnings)
    count = len(record.profile.recorded()) + len(record.profile.records())
    words = f"valid; {count} {'fact' if count == 1 else 'facts'} recorded"
    show(lambda: [Text(words)], lambda: {"valid": True, "recorded": count}, format, output)


def schema(output: Output = None) -> None:
    """The JSON Schema of a profile, for editors.

    Example:

      recurtx profile schema > profile.schema.json
    """
    from recurtx.profile import Profile

    emit_schema(Profile.model_json_schema, output)
