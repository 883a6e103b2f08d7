"""The commands put together, and the global options."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

import typer

from recurtx.cli.command import HELP, Command, Group
from recurtx.cli.docstrings import restore
from recurtx.cli.options import ColorOption, NoColor, NoPager, Plain, Rules, Width
from recurtx.cli.state import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_Commands: TypeAlias = "Mapping[str, tuple[str, str]]"
"""Names with the module and the function behind each, loaded only where they are wanted, and a summary."""
_HELP = """Treatment options when a cancer has come back after CRS + HIPEC, with the reason for every verdict.

It offers options with their basis for professionals to review; it never prescribes.

Rules come from --rules, else RECURTX_RULES, else `recurtx config`, else the package; their compiled form is kept in
RECURTX_CACHE, by default the user's cache folder, and nowhere where that is empty.

Examples:

  recurtx suggest case:pmp-spleen-2024

  recurtx explain patient.yaml second_hipec

  recurtx profile template > patient.yaml
"""
_PATIENT, _BEHIND, _FILES = "For a patient", "Behind it", "Files"
_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "suggest": (_PATIENT, "suggest:suggest", "Every option with its verdict and the reason."),
    "explain": (_PATIENT, "explain:explain", "The whole argument for one option."),
    "next": (_PATIENT, "next:next_", "What to find out next, and what it would settle."),
    "what-if": (_PATIENT, "what_if:what_if", "What would turn if facts were other."),
    "interview": (_PATIENT, "interview:interview", "Be asked only what can still change a verdict."),
    "explore": (_PATIENT, "explore:explore", "Facts and verdicts side by side, over the screen."),
    "facts": (_BEHIND, "facts:facts", "Look a fact up: its path, values, unit."),
    "doctor": (_FILES, "doctor:doctor", "Look whether everything recurtx needs is there."),
    "replay": (_FILES, "replay:replay", "Ask a receipt again: the same answer still?"),
}
"""Each command with its part of the help, its module and function, and its summary, of under 55 characters."""
_GROUPS: Mapping[str, tuple[str, str, _Commands]] = {
    "cases": (_BEHIND, "Published patients and what their teams did.", {
        "list": ("cases:list_cases", "Every case with its cancer, sites and topic."),
        "show": ("cases:show_case", "One case as it was reported."),
        "run": ("cases:run", "What each team chose beside what the rules say."),
        "replay": ("classroom:replay", "Fact after fact, with the verdicts turning."),
        "quiz": ("quiz:quiz", "Ask a class what it would offer.")}),
    "rules": (_BEHIND, "Browse, search, check and compare the rules.", {
        "list": ("rules:list_rules", "The rules by option, filtered."),
        "search": ("rules:search", "Find rules by a word."),
        "show": ("rules:show_rule", "One rule, or one named trial."),
        "graph": ("rules_graph:graph", "The logic of an option, drawn."),
        "table": ("rules:table", "How many rules by option, factor and cancer."),
        "summary": ("rules:summary", "One cancer on a page: what stands for whom."),
        "check": ("rules_check:check", "Check that every claim is argued."),
        "test": ("rules:test", "Run every example in the rule files."),
        "verify": ("rules_verify:verify", "Prove the rules, or show whom they fail."),
        "examples": ("rules_examples:examples", "Examples for what none shows yet."),
        "mutate": ("rules_mutate:mutate", "Which slips no example would notice."),
        "diff": ("rules_diff:diff", "What changed from one version to another."),
        "schema": ("rules:schema", "The JSON Schema of an option file.")}),
    "sources": (_BEHIND, "The bibliography, and which rules lean on it.", {
        "list": ("sources:list_sources", "Every source with the rules that lean on it."),
        "show": ("sources:show_source", "One source with its claims.")}),
    "cohort": (_FILES, "Judge whole registries.", {
        "run": ("cohort:run", "Every patient of a registry: cohort FILE -o OUT."),
        "synth": ("cohort:synth", "Make up a registry of patients who do not exist.")}),
    "profile": (_FILES, "Write and check patient profiles.", {
        "template": ("profile:template", "A blank profile to fill in."),
        "validate": ("profile:validate", "Check a profile; every mistake with its line."),
        "schema": ("profile:schema", "The JSON Schema of a profile.")}),
    "config": (_FILES, "What you prefer where no option says otherwise.", {
        "show": ("config:show_config", "Each key, its value, and what chose it."),
        "path": ("config:path", "Where the configuration file is."),
        "set": ("config:set_key", "Set a key."),
        "unset": ("config:unset", "Take a key out.")}),
    "schema": (_FILES, "JSON Schemas of what recurtx writes.", {
        "assessment": ("schema:assessment", "Of `suggest --format json`."),
        "what-if": ("schema:what_if", "Of `what-if --format json`."),
        "sweep": ("schema:sweep", "Of `what-if --sweep ... --format json`."),
        "steps": ("schema:steps", "Of `suggest --step` and `cases replay`."),
        "quiz": ("schema:quiz", "Of `cases quiz --format json`.")}),
}  # fmt: skip
_TAKE_A_WORD = ("--rules", "--width", "--color")
"""Global options whose next word is no command."""


class _Root(Group):
    """The command line as a whole."""

    parts: ClassVar[Mapping[str, Sequence[str]]] = {
        part: [n for n, told in (*_COMMANDS.items(), *_GROUPS.items()) if told[0] == part]
        for part in (_PATIENT, _BEHIND, _FILES)
    }


class _Cohort(Group):
    """A file in the place of a command is a registry to judge."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words, and take what is no command for the file of ``run``."""
        named = next((word for word in args if not word.startswith("-")), None)
        known = named is None or named in self.commands or {"--help", "-h"} & set(args[:1])
        return super().parse_args(ctx, args if known else ["run", *args])


_KINDS: Mapping[str, type[Group]] = {"cohort": _Cohort}


def application(words: Sequence[str] = ()) -> typer.Typer:
    """The command line for these words: with the command that they name alone, or with all where none is named.

    Typer makes every command that it is told of, which takes 20 ms for all of them.
    """
    named = _named(words)
    app = _group(_HELP, {n: told[1:] for n, told in _COMMANDS.items() if named in (n, None)}, _Root)
    for name, (_, help, commands) in _GROUPS.items():
        if named in (name, None):
            app.add_typer(_group(help, commands, _KINDS.get(name, Group)), name=name)
    app.callback()(options)
    return app


def _named(words: Iterable[str]) -> str | None:
    """The command, or group of commands, that the words name; None where help is wanted or there is no such thing."""
    rest = iter(words)
    for word in rest:
        if word in _TAKE_A_WORD:
            next(rest, None)
        elif word in ("--help", "-h") or not word.startswith("-"):
            return word if word in _COMMANDS or word in _GROUPS else None
    return None


def _group(help: str, commands: _Commands, kind: type[Group] = Group) -> typer.Typer:
    group = typer.Typer(
        cls=kind, help=help, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
        context_settings=HELP,
    )  # fmt: skip
    for name, (place, summary) in commands.items():
        module, _, function = place.partition(":")
        command = getattr(import_module(f"recurtx.cli.{module}"), function)
        restore(f"recurtx.cli.{module}")
        group.command(name, cls=Command, short_help=summary)(command)
    return group


def _version(wanted: bool) -> None:
    if wanted:
        from recurtx._version import __version__

        typer.echo(f"recurtx {__version__}")
        raise typer.Exit


def options(
    ctx: typer.Context, rules: Rules = None, no_color: NoColor = False,
    color: ColorOption = None, plain: Plain = False, width: Width = None,
    no_pager: NoPager = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:  # fmt: skip
    """Global options."""
    ctx.obj = Settings(rules, no_color, color.value if color else None, plain, width, no_pager)
