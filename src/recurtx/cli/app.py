"""The commands put together, and the global options."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer
from typer.core import TyperCommand

from recurtx.cli.options import NoColor, Rules, Width
from recurtx.cli.state import UNDER_WAY, Settings
from recurtx.errors import RecurtxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_Commands: TypeAlias = "Mapping[str, str]"
"""Names with the module and the function behind each, loaded only where they are wanted."""
_HELP = """Treatment options when a cancer has come back after CRS + HIPEC, with the reason for every verdict.

It offers options with their basis for professionals to review; it never prescribes.

Rules come from --rules, else RECURTX_RULES, else the package; their compiled form is kept in RECURTX_CACHE, by default
the user's cache folder, and nowhere where that is empty.

Examples:

  recurtx suggest case:pmp-spleen-2024

  recurtx explain patient.yaml second_hipec

  recurtx profile template > patient.yaml
"""
_COMMANDS: _Commands = {
    "suggest": "suggest:suggest", "explain": "explain:explain", "next": "next:next_", "what-if": "what_if:what_if",
    "interview": "interview:interview", "replay": "replay:replay",
}  # fmt: skip
_GROUPS: Mapping[str, tuple[str, _Commands]] = {
    "profile": ("Write and check patient profiles.", {
        "template": "profile:template", "validate": "profile:validate", "schema": "profile:schema"}),
    "rules": ("Browse, check, test and compare the rules.", {
        "diff": "rules_diff:diff", "list": "rules:list_rules", "table": "rules:table", "show": "rules:show_rule",
        "check": "rules:check", "test": "rules:test", "schema": "rules:schema"}),
    "sources": ("The bibliography behind the rules.", {
        "list": "sources:list_sources", "show": "sources:show_source"}),
    "cases": ("Published cases: what was reported and what the team did.", {
        "list": "cases:list_cases", "show": "cases:show_case", "run": "cases:run"}),
    "schema": ("JSON Schemas of what recurtx writes.", {
        "assessment": "schema:assessment", "what-if": "schema:what_if", "sweep": "schema:sweep"}),
}  # fmt: skip
_TAKE_A_WORD = ("--rules", "--width")
"""Global options whose next word is no command."""


class _Command(TyperCommand):
    """A command that tells its problems in its own format, and whose usage names its arguments as written here.

    Typer puts brackets around every name, in other ways from one version to the next, also where they stand already.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a problem ends it with its exit code."""
        before = UNDER_WAY.set(replace(ctx.find_root().obj, format=ctx.params.get("format") or ""))
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (RecurtxError, OSError) as error:
            from recurtx.cli.output import show_problems

            raise typer.Exit(show_problems(error)) from None
        finally:
            UNDER_WAY.reset(before)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words behind the name of the command."""
        names = (p.metavar or str(p.name).upper() for p in self.get_params(ctx) if p.param_type_name == "argument")
        return [self.options_metavar or "", *names]


def application(words: Sequence[str] = ()) -> typer.Typer:
    """The command line for these words: with the command that they name alone, or with all where none is named.

    Typer makes every command that it is told of, which takes 20 ms for all of them.
    """
    named = _named(words)
    app = _group(_HELP, {name: place for name, place in _COMMANDS.items() if named in (name, None)})
    for name, (help, commands) in _GROUPS.items():
        if named in (name, None):
            app.add_typer(_group(help, commands), name=name)
    app.callback()(options)
    return app


def _named(words: Iterable[str]) -> str | None:
    """The command, or group of commands, that the words name; None where help is wanted or there is no such thing."""
    rest = iter(words)
    for word in rest:
        if word in _TAKE_A_WORD:
            next(rest, None)
        elif word == "--help" or not word.startswith("-"):
            return word if word in _COMMANDS or word in _GROUPS else None
    return None


def _group(help: str, commands: _Commands) -> typer.Typer:
    group = typer.Typer(help=help, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
    for name, place in commands.items():
        module, _, function = place.partition(":")
        group.command(name, cls=_Command)(getattr(import_module(f"recurtx.cli.{module}"), function))
    return group


def _version(wanted: bool) -> None:
    if wanted:
        from recurtx._version import __version__

        typer.echo(f"recurtx {__version__}")
        raise typer.Exit


def options(
    ctx: typer.Context, rules: Rules = None, no_color: NoColor = False, width: Width = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:  # fmt: skip
    """Global options."""
    ctx.obj = Settings(rules, no_color, width)
