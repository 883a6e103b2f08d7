"""The commands put together, and the global options."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from recurtx.cli import (
    _cases,
    _explain,
    _interview,
    _next,
    _profile,
    _replay,
    _rules,
    _schema,
    _sources,
    _suggest,
    _whatif,
)
from recurtx.cli._state import Settings, under_way
from recurtx.errors import RecurtxError

__all__ = ["app"]

_HELP = """Treatment options when a cancer has come back after CRS + HIPEC, with the reason for every verdict.

It offers options with their basis for professionals to review; it never prescribes.

Examples:

  recurtx suggest case:pmp-spleen-2024

  recurtx explain patient.yaml second_hipec

  recurtx profile template > patient.yaml
"""


class _Command(TyperCommand):
    """A command that tells its problems in its own format, and whose usage names its arguments as written here.

    Typer puts brackets around every name, in other ways from one version to the next, also where they stand already.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a problem ends it with its exit code."""
        chosen = replace(ctx.find_root().obj, format=ctx.params.get("format") or "")
        with under_way(chosen):
            try:
                return super().invoke(ctx)
            except BrokenPipeError:
                raise
            except (RecurtxError, OSError) as error:
                from recurtx.cli._output import show_problems

                raise typer.Exit(show_problems(error)) from None

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words behind the name of the command."""
        names = (p.metavar or str(p.name).upper() for p in self.get_params(ctx) if p.param_type_name == "argument")
        return [self.options_metavar or "", *names]


app = typer.Typer(help=_HELP, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
_suggest.register(app)
_explain.register(app)
_next.register(app)
_whatif.register(app)
_interview.register(app)
_replay.register(app)
app.add_typer(_profile.app, name="profile")
app.add_typer(_rules.app, name="rules")
app.add_typer(_sources.app, name="sources")
app.add_typer(_cases.app, name="cases")
app.add_typer(_schema.app, name="schema")
for _group in (app, *(g.typer_instance for g in app.registered_groups if g.typer_instance)):
    for _command in _group.registered_commands:
        _command.cls = _Command


def _version(wanted: bool) -> None:
    if wanted:
        from recurtx._version import __version__

        typer.echo(f"recurtx {__version__}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    rules: Annotated[
        str | None, typer.Option("--rules", metavar="DIR", help="Use these rules instead of the shipped ones.")
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour (also NO_COLOR).")] = False,
    width: Annotated[int | None, typer.Option("--width", metavar="N", min=80, max=400, help="Columns to fill.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Global options."""
    ctx.obj = Settings(rules, no_color, width)
