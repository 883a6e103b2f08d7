"""``recurtx explain``: the whole argument for one option."""

from __future__ import annotations

from typing import Annotated

import typer

from recurtx.cli._options import Goal, NoPresume, Output, Sets, Verbose
from recurtx.errors import UsageError

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[PROFILE] OPTION",
            help="A profile (file, -, case:ID) and the id of an option; with --set the option alone.",
            show_default=False,
        ),
    ],
    sets: Sets = None,
    output: Output = None,
    verbose: Verbose = False,
    no_presume: NoPresume = False,
    to: Annotated[
        Goal | None,
        typer.Option("--to", help="The verdict that the smallest changes are to reach; default the next open one."),
    ] = None,
) -> None:
    """Show every rule of one option: each condition with the patient's value, the threshold, the truth, the sources.

    Examples:

      recurtx explain patient.yaml second_hipec

      recurtx explain case:pmp-spleen-2024 repeat_crs --verbose

      recurtx explain anti_egfr --set cancer.type=colorectal --set biomarkers.ras=wild_type
    """
    from recurtx.cli._inputs import assessment, find_option
    from recurtx.cli._output import emit, keep_profile, width
    from recurtx.engine import Verdict
    from recurtx.render._explain import explain_lines

    if len(words) > 2 or (len(words) == 1 and not sets):
        hint = "recurtx explain PROFILE OPTION, or OPTION with --set"
        raise UsageError.one("RTX204", "explain takes a profile and one option", " ".join(words), hint)
    keep_profile(words[0] if len(words) == 2 else None, output)
    found = assessment(words[0] if len(words) == 2 else None, sets, no_presume=no_presume)
    goal = None if to is None else Verdict(to.value)
    emit(explain_lines(found, find_option(found, words[-1]), width(), verbose=verbose, goal=goal), output)
