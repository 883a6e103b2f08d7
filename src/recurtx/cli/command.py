"""How commands and groups of them are read and helped, once for all: global options, problems, the nearest name."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from recurtx.cli.options import DRAWING
from recurtx.cli.state import GLOBAL, UNDER_WAY
from recurtx.errors import RecurtxError, UsageError, nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

HELP = {"help_option_names": ["--help", "-h"]}
"""How help is asked for, of every command."""
_TALK = ("interview", "explore", "quiz")
"""Commands that hold the terminal themselves: nothing of theirs is paged."""
_TOLERANT = ("config", "doctor")
"""Commands that are for whoever has a configuration that cannot be used."""
_EVERYWHERE = "Options of every command"
_PROFILES = (".yaml", ".yml", ".json")
_DRAWS = {"svg": ("explain", "graph", "what-if"), "mermaid": ("explain", "graph"), "dot": ("explain", "graph")}
"""Formats of pictures, with the commands that have one."""
_PATIENTS = frozenset({"file", "profile", "profiles", "sets", "receipt"})
"""Arguments that bring facts of a patient: what such a command writes is for its owner's eyes only."""
_LONGEST = 200
"""Characters of a word of the user that a usage error repeats."""


def _global(ctx: Any) -> list[Any]:
    """The global options, as the root has them: they may stand behind every command and group as well."""
    return [] if ctx.parent is None else [p for p in ctx.find_root().command.params if p.name in GLOBAL]


def _lift(ctx: Any) -> None:
    """Hand the global options that stand behind a command or group to the root."""
    root = ctx.find_root()
    if ctx is not root:
        said = {name: ctx.params.pop(name, None) for name in GLOBAL}
        root.obj = replace(root.obj, **{name: value for name, value in said.items() if value})


def _help(params: Iterable[Any], ctx: Any, formatter: Any) -> None:
    """Arguments, own options and global options, each in a section of its own."""
    parts: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": [], _EVERYWHERE: []}
    for param in params:
        if param.param_type_name == "argument":
            parts["Arguments"].append((param.metavar or param.name.upper(), param.help or ""))
        elif (record := param.get_help_record(ctx)) is not None:
            shared = param.name in (*GLOBAL, "help")
            parts[_EVERYWHERE if shared else "Options"].append(record)
    for title, rows in parts.items():
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


class Command(TyperCommand):
    """A command that tells its problems in its own format, and whose usage names its arguments as written here.

    Typer puts brackets around every name, in other ways from one version to the next, also where they stand already.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own arguments and options, and the global ones."""
        *own, help_option = super().get_params(ctx)
        return [*own, *_global(ctx), help_option]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; what is wrong with them is told without obeying them."""
        with _told_safely():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a problem ends it with its exit code."""
        _lift(ctx)
        private = not _PATIENTS.isdisjoint(ctx.params)
        asked = replace(ctx.find_root().obj, format=ctx.params.get("format") or "", private=private)
        talks = self.name in _TALK
        before = UNDER_WAY.set(replace(asked, talks=True) if talks else asked)
        try:
            _check_drawn(self.name or "", ctx)
            _settle(ctx)
            with nullcontext() if talks or not sys.stderr.isatty() else _sign_of_life():
                return self._watch(ctx) if ctx.params.get("watch") else super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (RecurtxError, OSError) as error:
            from recurtx.cli.output import show_problems

            raise typer.Exit(show_problems(error)) from None
        finally:
            UNDER_WAY.reset(before)

    def _watch(self, ctx: Any) -> None:
        from recurtx.cli.watch import watched

        UNDER_WAY.set(replace(UNDER_WAY.get(), no_pager=True))
        watched(lambda: TyperCommand.invoke(self, ctx), ctx.params)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words behind the name of the command."""
        names = (p.metavar or str(p.name).upper() for p in self.get_params(ctx) if p.param_type_name == "argument")
        return [self.options_metavar or "", *names]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """What the command takes."""
        _help(self.get_params(ctx), ctx, formatter)


class Group(TyperGroup):
    """A group of commands; ``parts`` are the headings of its help with the commands below each."""

    parts: ClassVar[Mapping[str, Sequence[str]]] = {}

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own options, and the global ones."""
        *own, help_option = super().get_params(ctx)
        return [*own, *_global(ctx), help_option]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; what is wrong with them is told without obeying them."""
        with _told_safely():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Go on to the command that is named."""
        _lift(ctx)
        return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named, or a usage error with the nearest one."""
        if args and self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            hint = _instead(args[0], ctx, nearest(args[0], self.list_commands(ctx)))
            with _told_safely():
                ctx.fail(f"there is no command `{args[0]}`; {hint}")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The commands, then the options: whoever asks for help looks for a command first."""
        self.format_commands(ctx, formatter)
        _help(self.get_params(ctx), ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Commands in a line each, under headings where there are any."""
        names = self.list_commands(ctx)
        width = max(map(len, names))
        for title, below in (self.parts or {"Commands": names}).items():
            rows = [(f"{n:<{width}}", _summary(self.commands[n])) for n in below if n in names]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _settle(ctx: Any) -> None:
    """Add what the user prefers; the commands that tell and mend it go on without it where it is wrong."""
    from recurtx.cli.preferences import settled

    try:
        UNDER_WAY.set(settled(UNDER_WAY.get()))
    except RecurtxError:
        if ctx.find_root().invoked_subcommand not in _TOLERANT:
            raise


@contextmanager
def _told_safely() -> Iterator[None]:
    """Usage errors repeat words of the user: none of these steers a terminal, and of a long one its beginning is told.

    An error of the framework keeps what it says in ``message``.
    """
    try:
        yield
    except Exception as error:
        said = getattr(error, "message", None)
        if isinstance(said, str):
            from recurtx.markup.characters import safe

            shortened = (word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…" for word in said.split(" "))
            error.message = safe(" ".join(shortened))  # type: ignore[attr-defined]
        raise


def _sign_of_life() -> AbstractContextManager[None]:
    from recurtx.cli.terminal import sign_of_life

    return sign_of_life()


def _check_drawn(name: str, ctx: Any) -> None:
    """Refuse to draw what is no picture, before anything is done.

    Raises:
        UsageError: RTX204 the command has none in this format.
    """
    format = ctx.params.get("format")
    if name not in _DRAWS.get(format, (name,)):
        raise UsageError.one("RTX204", f"`{ctx.command_path}` draws nothing", f"--format {format}", DRAWING)


def _summary(command: Any) -> str:
    return str(command.short_help or command.help or "").partition("\n\n")[0].replace("\n", " ")


def _instead(word: str, ctx: Any, near: Sequence[str]) -> str:
    """What was probably meant where a command should stand: a profile, at the root, or a command of nearly the name."""
    if ctx.parent is None and (word.startswith("case:") or word.endswith(_PROFILES)):
        return suggestion(f"recurtx suggest {word}")
    return suggestion(near, f"see `{ctx.command_path} --help`")
