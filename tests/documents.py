"""Documents whose commands are run: what stands below ``$ recurtx ...`` in a block ``console`` is what it prints.

A block behind ``<!-- NAME -->`` is a file of that name beside the commands. ``| head -n N`` and ``| grep WORD`` shorten
what is shown, as in a shell.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import tempfile
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

from command import HERE, recurtx

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = HERE.parent / "docs"
_PARTS = re.compile(
    r"(?P<file><!-- (?P<name>[\w.-]+) -->\n```yaml\n(?P<text>.*?)^```$)"
    r"|(?P<run>^(?P<pad> *)```console\n(?P<told>.*?)^ *```$)",
    re.MULTILINE | re.DOTALL,
)

_DIGEST = re.compile(r"\brules [0-9a-f]{8}\b")


def documents() -> Iterator[Path]:
    """Every document with commands that are run."""
    return (path for path in sorted(DOCS.rglob("*.md")) if "```console" in path.read_text(encoding="utf-8"))


def as_run(path: Path) -> str:
    """The document with what its commands print now."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        return _PARTS.sub(_part, path.read_text(encoding="utf-8"))


def same(path: Path) -> bool:
    """Whether the document shows what its commands print, whatever the digest of the rules."""
    return _DIGEST.sub("", as_run(path)) == _DIGEST.sub("", path.read_text(encoding="utf-8"))


def _part(match: re.Match[str]) -> str:
    if match["file"]:
        Path(match["name"]).write_text(match["text"], encoding="utf-8")
        return match[0]
    lines = [line.strip() for line in match["told"].splitlines() if line.strip().startswith("$ ")]
    block = "```console\n" + "".join(f"{line}\n{_printed(line[2:])}" for line in lines) + "```"
    return indent(block, match["pad"])


def _printed(line: str) -> str:
    command, *filters = (shlex.split(part) for part in line.split(" | "))
    if command[0] != "recurtx":
        raise ValueError(f"only recurtx is run, not {command[0]}")
    with _without_preferences():
        result = recurtx(*command[1:])
    rows = (result.err + result.out).splitlines()
    for words in filters:
        match words:
            case ["head", "-n", number]:
                rows = rows[: int(number)]
            case ["grep", word]:
                rows = [row for row in rows if word in row]
            case _:
                raise ValueError(f"no such filter: {words}")
    return "".join(f"{row}\n" for row in rows)


@contextlib.contextmanager
def _without_preferences() -> Iterator[None]:
    """As on a machine where nothing is preferred; the documents are made by a script as well."""
    before = os.environ.get("XDG_CONFIG_HOME")
    os.environ["XDG_CONFIG_HOME"] = str(Path.cwd())
    try:
        yield
    finally:
        os.environ.pop("XDG_CONFIG_HOME")
        if before is not None:
            os.environ["XDG_CONFIG_HOME"] = before
