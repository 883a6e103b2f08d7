"""``recurtx suggest``: the options for one patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recurtx.cli._options import Format, NoPresume, Output, ProfileArgument, Sets, Verbose
from recurtx.cli._state import STATE

if TYPE_CHECKING:
    from recurtx.engine import Assessment

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("suggest")(suggest)


def suggest(
    profile: ProfileArgument = None,
    sets: Sets = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")] = Format.terminal,
    output: Output = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="ID", help="Only this option. Repeatable.", show_default=False),
    ] = None,
    verbose: Verbose = False,
    no_presume: NoPresume = False,
) -> None:
    """Show every option with its verdict, the reason that decides, the evidence, and what is still open.

    Examples:

      recurtx suggest patient.yaml

      recurtx suggest case:pmp-spleen-2024 --set patient.ecog=1

      recurtx suggest --set cancer.type=ovarian --format json
    """
    from recurtx.cli._inputs import assessment, find_option
    from recurtx.cli._output import note

    STATE.json_errors = format is Format.json
    found = assessment(profile, sets, no_presume=no_presume)
    only = frozenset(_top(found, find_option(found, name).option.id) for name in option or ())
    for warning in found.warnings:
        note(f"warning: {warning}")
    _write(found, only, format, output, verbose=verbose)


def _top(found: Assessment, name: str) -> str:
    lineage = found.ruleset.lineage(name)
    return lineage[-1].id if lineage else name


def _write(found: Assessment, only: frozenset[str], format: Format, output: str | None, *, verbose: bool) -> None:
    from recurtx.cli._output import emit, emit_text, width

    if format is Format.json:
        from recurtx.engine._public import to_public

        public = to_public(found)
        if only:
            public = public.model_copy(update={"options": [o for o in public.options if o.id in only]})
        emit_text(public.model_dump_json(by_alias=True, indent=1) + "\n", output, json=True)
    elif format is Format.markdown:
        from recurtx.render._markdown import markdown

        emit_text(markdown(found, only), output)
    else:
        from recurtx.render._suggest import suggest_lines
        from recurtx.render._verbose import verbose_lines

        if format is Format.text:
            STATE.no_color = True
        lines = (verbose_lines if verbose else suggest_lines)(found, width(), only)
        emit(lines, output)
