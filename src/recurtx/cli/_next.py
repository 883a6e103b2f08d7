"""``recurtx next``: what to find out next."""

from __future__ import annotations

import typer

from recurtx.cli._options import NoPresume, Output, ProfileArgument, Sets

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("next")(next_)


def next_(
    profile: ProfileArgument = None, sets: Sets = None, output: Output = None, no_presume: NoPresume = False
) -> None:
    """What to find out next: which unrecorded facts would settle which options, and what each answer would mean.

    Example:

      recurtx next case:pmp-spleen-2024
    """
    from recurtx.cli._inputs import assessment
    from recurtx.cli._output import emit, keep_profile, width
    from recurtx.reasoning import next_questions
    from recurtx.render._next import next_lines

    keep_profile(profile, output)
    found = assessment(profile, sets, no_presume=no_presume)
    emit(next_lines(found, next_questions(found), width()), output)
