"""Help, examples and version of every command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from command import HERE, done, in_process, recurtx
from recurtx.cases import bundled_cases
from recurtx.cli import application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.ruleset import Ruleset


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that does something, as the words that call it."""
    command = command or typer.main.get_command(application())
    children = getattr(command, "commands", None)
    if children is None:
        yield path
    for name, child in (children or {}).items():
        yield from commands(child, (*path, name))


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_help_of_every_command_shows_how_it_is_called(path: tuple[str, ...]) -> None:
    text = done(recurtx(*path, "--help"))
    assert text.startswith(f"Usage: recurtx {' '.join(path)}")
    examples = text[re.search(r"^  Examples?:$", text, re.MULTILINE).end() :]  # type: ignore[union-attr]
    assert re.search(rf"^    recurtx (--\S+ \S+ )?{' '.join(path)}\b", examples, re.MULTILINE)


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_usage_names_what_a_command_takes_as_the_contract_does(path: tuple[str, ...]) -> None:
    usage = done(recurtx(*path, "--help")).splitlines()[0].removeprefix(f"Usage: recurtx {' '.join(path)} ")
    assert re.fullmatch(r"\[OPTIONS\]( \[?[A-Z]+\]?)*", usage)


@pytest.mark.parametrize(
    ("command", "words"),
    [("suggest", "[PROFILE]"), ("explain", "[PROFILE] OPTION"), ("replay", "RECEIPT"), ("rules diff", "OLD [NEW]")],
)
def test_usage_of_some_commands(command: str, words: str) -> None:
    usage = f"Usage: recurtx {command} [OPTIONS] {words}"
    assert done(recurtx(*command.split(), "--help")).splitlines()[0] == usage
    assert recurtx(*command.split(), "--frobnicate").err.splitlines()[0] == usage


def test_commands_of_the_contract_are_there() -> None:
    wanted = {
        "suggest", "explain", "cases list", "cases show", "cases run", "profile template", "profile validate",
        "profile schema", "rules list", "rules show", "rules table", "rules check", "rules test", "rules schema",
        "sources list", "sources show", "schema assessment",
    }  # fmt: skip
    assert wanted <= {" ".join(path) for path in commands()}


@pytest.mark.parametrize("group", [(), ("rules",), ("profile",), ("cases",), ("sources",), ("schema",)], ids=" ".join)
def test_help_of_every_group_lists_its_commands(group: tuple[str, ...]) -> None:
    text = done(recurtx(*group, "--help"))
    below = {path[len(group)] for path in commands() if path[: len(group)] == group}
    assert below
    for name in below:
        assert re.search(rf"^  {name} ", text, re.MULTILINE)


def test_help_shows_examples_of_bundled_things_that_exist(ruleset: Ruleset) -> None:
    pages = [done(recurtx(*path, "--help")) for path in ((), *commands())]
    text = "\n".join(pages)
    named = set(re.findall(r"case:([a-z0-9-]+)", text)) | set(re.findall(r"cases show ([a-z0-9-]+)", text))
    assert named <= set(bundled_cases())
    assert set(re.findall(r"rules show (\S+\.\S+)", text)) <= set(ruleset.distinct())
    assert set(re.findall(r"explain \S+ ([a-z_]+)$", text, re.MULTILINE)) <= set(ruleset.options)


def test_version_is_the_same_however_it_is_asked_for() -> None:
    from recurtx import __version__

    assert in_process("--version").out == f"recurtx {__version__}\n"
    assert done(recurtx("--no-color", "--version")) == f"recurtx {__version__}\n"


def test_readme_names_only_commands_that_exist() -> None:
    text = (HERE.parent / "README.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    called = set(re.findall(r"^recurtx ([a-z-]+(?: [a-z]+)?)", blocks, re.MULTILINE))
    known = {" ".join(path) for path in commands()} | {path[0] for path in commands() if len(path) == 1}
    unknown = {c for c in called if c not in known and c.split()[0] not in known}
    assert called
    assert unknown == set()
