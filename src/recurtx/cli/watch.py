"""An answer that is given again whenever the profile or the rules change: beside the editor they are written in."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recurtx.cli.files import file_of
from recurtx.cli.inputs import rules_folder
from recurtx.cli.output import note, show_problems
from recurtx.errors import RecurtxError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_PAUSE = 0.3
"""Seconds between two looks at the files: an answer comes as fast as the eye gets from the editor to it."""


def watched(answer: Callable[[], object], params: Mapping[str, Any]) -> None:
    """Answer now and whenever a file is another, until Ctrl-C; what is wrong in the middle of an edit is told.

    Raises:
        UsageError: RTX223 no file can change, or nobody would see it.
    """
    words: list[str] = params.get("words") or []
    source = params.get("profile") or next(iter(words[:-1]), None)
    if file_of(source) is None or not (params.get("output") or sys.stdout.isatty()):
        hint = "name a profile in a file, at a terminal or with --output"
        raise UsageError.one("RTX223", "this cannot be watched", "--watch", hint)
    gc.enable()  # this command lasts
    before: object = None
    while True:
        if (now := tuple(_states(Path(str(source))))) != before:
            before = now
            _clear()
            try:
                answer()
            except (RecurtxError, OSError) as error:
                show_problems(error)
            note(f"watching {source} and the rules; Ctrl-C ends")
        time.sleep(_PAUSE)


def _states(profile: Path) -> Iterator[tuple[str, int, int, int]]:
    """What tells that a file was written: its place, number, time and size."""
    from recurtx.ruleset.folder import TooLarge, yaml_files

    files = [profile]
    with suppress(OSError, TooLarge):
        files += yaml_files(rules_folder())
    for path in files:
        with suppress(OSError):  # it is being written
            status = path.stat()
            yield str(path), status.st_ino, status.st_mtime_ns, status.st_size


def _clear() -> None:
    """An empty screen, where the terminal can be told so; what was scrolled away stays."""
    if sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        sys.stdout.write("\x1b[H\x1b[2J")
