"""``recurtx config``: what is preferred wherever no option says otherwise."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recurtx.cli.files import save
from recurtx.cli.options import ConfigValue, Formats, KeyArgument, Output
from recurtx.cli.output import emit_text, note, show
from recurtx.cli.preferences import KEYS, configured, parsed, place, preferred, refused, text
from recurtx.errors import Location, UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Iterator


def show_config(format: Formats = Format.terminal, output: Output = None) -> None:
    """Show each key, its value, what chose it, and what it may be.

    An option beats the environment, and the environment the file. What can be set is rules, theme, pager, width, color.

    Example:

      recurtx config show
    """
    from recurtx.pages.config import config_page

    file = configured()
    rows = [(name, preferred(name, file), key) for name, key in KEYS.items()]
    data = [
        {"key": name, "value": found.value, "from": found.origin or None, "what": key.what, "allowed": key.allowed}
        for name, found, key in rows
    ]
    show(lambda: config_page(data), lambda: {"configuration": data}, format, output)


def path(output: Output = None) -> None:
    """Print where the configuration file is, or would be.

    Example:

      recurtx config path
    """
    emit_text(f"{_place()}\n", output)


def set_key(key: KeyArgument, value: ConfigValue) -> None:
    """Set a key: rules DIR, theme light|dark|mono|auto, pager COMMAND, width COLUMNS, color auto|always|never.

    The rest of the file, with its comments, stays as it is.

    Examples:

      recurtx config set theme light

      recurtx config set rules ~/our-rules

      recurtx config set pager "less -S"
    """
    read = KEYS[_known(key)].read(value)
    if key == "rules" and read:
        folder = Path(read).expanduser().absolute()
        read = str(folder) if folder.is_dir() else None
    if read is None:
        raise UsageError([refused(key, value, Location("config set"))])
    _write(key, f"{key} = {json.dumps(read, ensure_ascii=False)}\n", read)


def unset(key: KeyArgument) -> None:
    """Take a key out of the configuration file.

    Example:

      recurtx config unset theme
    """
    _write(_known(key), "", None)


def _place() -> Path:
    found = place()
    if found is None:
        raise UsageError.one("RTX220", "there is no folder for configuration files", "config", "set HOME")
    return found


def _known(key: str) -> str:
    if key not in KEYS:
        raise UsageError.unknown("RTX221", f"unknown key `{key}`", key, KEYS, f"the keys are {', '.join(KEYS)}")
    return key


def _write(key: str, line: str, value: Any) -> None:
    """Replace the line of a key, and look that the file then says so.

    Raises:
        UsageError: RTX220 the key is written in a way that only an editor can change.
    """
    target, before = _place(), text()
    after = "".join(_replaced(before, key, line))
    if parsed(after).get(key) != value:
        raise UsageError.one("RTX220", f"`{key}` does not stand on a line of its own", str(target), "edit the file")
    if after == before:
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    save(after, str(target), "config")
    note(f"{line.strip() or f'{key} is not set any more'}: {target}")


def _replaced(before: str, key: str, line: str) -> Iterator[str]:
    """The lines of a file with that of a key replaced, or added at the end."""
    is_key = re.compile(rf"\s*[\"']?{key}[\"']?\s*=")
    for old in before.splitlines(keepends=True):
        if is_key.match(old):
            yield line
            line = ""
        else:
            yield old if old.endswith("\n") else f"{old}\n"
    yield line
