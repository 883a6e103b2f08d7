"""``recurtx explain``: the whole argument for one option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recurtx.cli._options import Formats, Goal, NoPresume, Output, Sets, Verbose
from recurtx.errors import UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.markup.block import Page


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
    format: Formats = Format.terminal,
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
    from recurtx.cli._output import emit, keep_profile, room

    if len(words) > 2 or (len(words) == 1 and not sets):
        hint = "recurtx explain PROFILE OPTION, or OPTION with --set"
        raise UsageError.one("RTX204", "explain takes a profile and one option", " ".join(words), hint)
    keep_profile(words[0] if len(words) == 2 else None, output)
    answer = assessment(words[0] if len(words) == 2 else None, sets, no_presume=no_presume)
    name = find_option(answer, words[-1]).id
    page: Page | str
    if format is Format.json:
        from recurtx.answer.document import document, json_text

        lineage = (parent.id for parent in answer.ruleset.lineage(name))
        page = json_text(document(answer, answer.ruleset.family(name) | frozenset(lineage)))
    else:
        from recurtx.engine import Verdict
        from recurtx.pages.explain import explain as explained

        goal = None if to is None else Verdict(to.value)
        page = explained(answer, name, room(format), verbose=verbose, goal=goal)
    emit(page, output, format)
