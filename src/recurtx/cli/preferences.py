"""What a user prefers: by an option, else by the environment, else by the configuration file, else as it is.

The file is TOML with the keys below. It is opened at every start and parsed only where there is one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from recurtx.cli.options import NARROWEST, WIDEST, Color
from recurtx.errors import Location, Problem, UsageError
from recurtx.markup.look import Theme
from recurtx.reading import content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recurtx.cli.state import Settings

MAX_BYTES = 65_536
"""A configuration file larger than this is another file."""
_AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\Z")
"""Where tomllib says that a mistake stands."""


@dataclass(frozen=True, slots=True)
class Preferred:
    """A value, and what chose it: a variable, the configuration file, or nothing."""

    value: Any
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key decides, the values that it may have, in words, and how one is read; None where it is none."""

    what: str
    allowed: str
    read: Callable[[Any], Any]
    words: tuple[str, ...] = ()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and "\0" not in value else None


def _one_of(words: tuple[str, ...], what: str) -> Key:
    return Key(what, ", ".join(words), lambda value: value if value in words else None, words)


def _columns(value: Any) -> int | None:
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    return number if type(number) is int and NARROWEST <= number <= WIDEST else None


KEYS: Mapping[str, Key] = {
    "rules": Key("the folder of the rules in use", "a folder", lambda value: _text(value) or None),
    "theme": _one_of(tuple(Theme), "the colours of a terminal"),
    "pager": Key("what pages a long answer", "a command, empty for none", _text),
    "width": Key("columns to fill", f"{NARROWEST} to {WIDEST}", _columns),
    "color": _one_of(tuple(Color), "when there are colours"),
}
"""The keys of the configuration file. Each is a variable of the environment as well, RECURTX_KEY."""


def place() -> Path | None:
    """The configuration file, in the platform's folder for them; None where the user has no such folder."""
    folder = Path(typer.get_app_dir("recurtx"))
    return folder / "config.toml" if folder.is_absolute() else None


def text() -> str:
    """What the configuration file holds; empty where there is none.

    Raises:
        UsageError: RTX220 it cannot be read.
    """
    path = place()
    try:
        data = content(path, MAX_BYTES, pipes=False) if path else b""
        if len(data) > MAX_BYTES:
            raise UsageError.one("RTX220", f"the file is larger than {MAX_BYTES} bytes", str(path))
        return data.decode()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError.one("RTX220", f"the file cannot be read: {why}", str(path)) from None


def configured() -> dict[str, Any]:
    """The keys of the configuration file with their values.

    Raises:
        UsageError: RTX220 it is no TOML, RTX221 a key is unknown, RTX222 a value is not allowed; with file and line.
    """
    source = text()
    return parsed(source) if source else {}


def parsed(source: str) -> dict[str, Any]:
    """What a text of the configuration file says, checked."""
    import tomllib  # 3 ms, only for those who have a file

    try:
        found = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        at = _AT.search(said)
        line = int(at["line"]) if at and at["line"] else source.count("\n") + 1
        column = int(at["column"]) if at and at["column"] else 1
        raise UsageError(
            [Problem("RTX220", said[: at.start() if at else None], _located(source, line, column))]
        ) from None
    if problems := list(_mistakes(found, source)):
        raise UsageError(problems)
    return {key: KEYS[key].read(value) for key, value in found.items()}


def _mistakes(found: Mapping[str, Any], source: str) -> Iterator[Problem]:
    for key, value in found.items():
        location = _location(source, key)
        if key not in KEYS:
            yield Problem.unknown(
                "RTX221", f"unknown key `{key}`", location, key, KEYS, f"the keys are {', '.join(KEYS)}"
            )
        elif KEYS[key].read(value) is None:
            yield refused(key, value, location)


def refused(key: str, value: Any, location: Location) -> Problem:
    """What is said of a value that a key cannot have."""
    known = KEYS[key]
    message, otherwise = f"`{key}` cannot be `{value}`", f"allowed: {known.allowed}"
    return Problem.unknown("RTX222", message, location, str(value), known.words, otherwise)


def _location(source: str, key: str) -> Location:
    begins = re.search(rf"^[ \t\[]*[\"']?(?={re.escape(key)}\b)", source, re.MULTILINE)
    line = source.count("\n", 0, begins.end()) + 1 if begins else 0
    return _located(source, line, begins.end() - source.rfind("\n", 0, begins.end()) if begins else 0, len(key))


def _located(source: str, line: int, column: int, width: int = 1) -> Location:
    lines = source.splitlines()
    return Location(str(place()), line, column, width, lines[line - 1] if 0 < line <= len(lines) else "")


def said_of_colour() -> Preferred:
    """What the environment says of colours, in the variables that many programs read."""
    if os.environ.get("NO_COLOR"):
        return Preferred(Color.never.value, "NO_COLOR")
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if os.environ.get(name, "0") not in ("", "0"):
            return Preferred(Color.always.value, name)
    return Preferred(None)


def preferred(key: str, file: Mapping[str, Any]) -> Preferred:
    """What the environment, else the file, says of a key; None where neither does.

    Raises:
        UsageError: RTX222 a variable has a value that is not allowed.
    """
    name = f"RECURTX_{key.upper()}"
    value = os.environ.get(name)
    if value or (value is not None and key == "pager"):
        read = KEYS[key].read(value)
        if read is None:
            raise UsageError([refused(key, value, Location(name))])
        return Preferred(read, name)
    if key == "color" and (said := said_of_colour()).value:
        return said
    if key not in file:
        return Preferred(None)
    value = file[key]
    if key == "rules":  # a folder beside the file, where its path is not whole
        value = os.path.join(os.path.dirname(str(place())), os.path.expanduser(value))  # noqa: PTH111, PTH118, PTH120
    return Preferred(value, str(place()))


def settled(given: Settings) -> Settings:
    """The settings with what the environment and the file say where no option does.

    Raises:
        UsageError: as ``configured`` and ``preferred``.
    """
    file = configured()
    rules, theme, pager, width, color = (preferred(key, file) for key in KEYS)
    return replace(
        given,
        rules=given.rules or rules.value,
        rules_by="" if given.rules else rules.origin,
        theme=theme.value or Theme.auto.value,
        pager=pager.value,
        width=given.width or width.value,
        color=Color.never.value if given.no_color else given.color or color.value,
    )
