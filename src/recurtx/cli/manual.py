"""What ``--help`` says of every command, as pages: for ``man``, in the wheel, and for the reference in the docs."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
import typer.main

from recurtx._version import __version__
from recurtx.cli.app import application
from recurtx.cli.preferences import KEYS
from recurtx.errors import ExitCode
from recurtx.markup.block import Heading, Item, Span, Text, Title, Tone, Verbatim, spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.markup.block import Block, Page, Words

_EXITS = {
    ExitCode.DONE: "the command did what was asked",
    ExitCode.FOUND: "a check found something",
    ExitCode.BAD_INPUT: "the invocation or the profile is wrong; nothing was assessed",
    ExitCode.BAD_RULES: "the rules cannot be used; nothing was assessed",
}
_ENVIRONMENT = {
    **{f"RECURTX_{name.upper()}": f"{key.what}: {key.allowed}" for name, key in KEYS.items()},
    "RECURTX_PLAIN": "symbols in plain ASCII, where it is not empty",
    "RECURTX_CACHE": "the folder for compiled rules; empty for none",
    "NO_COLOR, FORCE_COLOR": "no colours, or colours also in a pipe",
    "PAGER": "what pages a long answer where nothing else names it",
}
_FONTS = {Tone.STRONG: "B", Tone.FAINT: "I"}


def manual() -> dict[str, Page]:
    """A page for every command and group of commands, by the words that call it."""
    return {ctx.command_path: list(_page(ctx)) for ctx in _contexts(typer.main.get_command(application()), None)}


class _Told:
    """Takes what a command tells a formatter of its help."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    @contextmanager
    def section(self, title: str) -> Iterator[None]:
        self.blocks.append(Heading(title))
        yield

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None:
        self.blocks += [Item(Span(name.strip(), Tone.STRONG), " ".join(said.split())) for name, said in rows]


def _contexts(command: Any, parent: Any) -> Iterator[Any]:
    name = command.name if parent else "recurtx"
    ctx = typer.Context(command, info_name=name, parent=parent, **command.context_settings)
    yield ctx
    for child in getattr(command, "commands", {}).values():
        yield from _contexts(child, ctx)


def _page(ctx: Any) -> Iterator[Block]:
    command = ctx.command
    yield Title(ctx.command_path)
    yield Text(str(command.short_help or command.help).partition("\n\n")[0].replace("\n", " "))
    yield Heading("Synopsis")
    yield Verbatim((Span(ctx.command_path, Tone.STRONG), f" {' '.join(command.collect_usage_pieces(ctx))}"))
    text, _, examples = re.split(r"\n\s*(Examples?:)\s*\n", f"{command.help}\n\nExamples:\n", maxsplit=1)
    yield Heading("Description")
    yield from (Text(" ".join(part.split())) for part in text.split("\n\n"))
    told = _Told()
    command.format_options(ctx, told)
    yield from told.blocks
    calls = [line.strip() for line in examples.replace("Examples:", "").splitlines() if line.strip()]
    if calls:
        yield Heading("Examples")
        yield Verbatim("\n".join(calls))
    if ctx.parent is None:
        yield Heading("Environment")
        yield from (Item(Span(name, Tone.STRONG), said) for name, said in _ENVIRONMENT.items())
    yield Heading("Exit status")
    yield from (Item(f"{code.value}", said) for code, said in _EXITS.items())


def man(page: Page) -> str:
    """A page as ``man`` reads it."""
    title, about, *rest = page
    if not (isinstance(title, Title) and isinstance(about, Text)):
        raise TypeError("a manual begins with a title and what it is about")
    name = str(title.words).replace(" ", "-")
    head = [f'.TH "{name.upper()}" 1 "" "recurtx {__version__}" "recurtx"', ".SH NAME"]
    lines = [*head, f"{name} \\- {_inline(about.words)}", *(line for block in rest for line in _roff(block))]
    return "".join(f"{line}\n" for line in lines)


def _roff(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f".SH {_escaped(block.text.upper())}"
        case Text():
            yield ".PP"
            yield _inline(block.words)
        case Item():
            yield from (".TP", _inline(block.lead), _inline(block.words))
        case Verbatim():
            yield from (".PP", ".nf", *("".join(map(_span, line)) for line in block.lines()), ".fi")
        case _:
            raise TypeError(f"a manual has no {type(block).__name__}")


def _inline(words: Words) -> str:
    return "".join(map(_span, spans(words)))


def _span(span: Span) -> str:
    text, font = _escaped(span.text), _FONTS.get(span.tone)
    return f"\\f{font}{text}\\fR" if font else text


def _escaped(text: str) -> str:
    """A text in which nothing is a request of roff, and a hyphen is one that can be copied."""
    found = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{found}" if found[:1] in (".", "'") else found
