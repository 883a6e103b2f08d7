"""What only a terminal gets: a pager where the answer is taller than the window, a sign of life where it takes long."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from recurtx.cli.state import settings
from recurtx.markup.look import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 0.5
"""Seconds of silence after which a sign of life is given."""
_WAYS = {"LESS": "FRX", "LV": "-c"}
"""What pagers are told where nobody told them: to leave a short text, to show colours, to leave the screen as it is."""


_LIGHT = ("7", "15")
"""The light ones of the sixteen colours."""
_WITHOUT_LINKS = ("dumb", "linux", "eterm")
"""Terminals that show the codes of a link."""
_LINK = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")
_LINKS_SINCE = 566
"""The version of less that first passed links on."""
_THINKING = "thinking ..."


def ground(theme: Theme) -> Theme:
    """The theme in use: in ``auto`` that of the background, where the terminal names it, as `foreground;background`."""
    number = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    if theme is not Theme.auto or not number.isdecimal():
        return theme
    return Theme.light if number in _LIGHT else Theme.dark


def links(stream: TextIO) -> bool:
    """Whether a stream is a terminal that makes addresses into links, or passes over what it does not know."""
    return stream.isatty() and not os.environ.get("TERM", "dumb").startswith(_WITHOUT_LINKS)


def _watched(stream: TextIO) -> bool:
    """Whether somebody sits at a terminal that can do more than show characters, and looks at the stream."""
    typed = sys.stdin is not None and sys.stdin.isatty()
    return typed and stream.isatty() and os.environ.get("TERM") != "dumb"


def _pager() -> list[str]:
    """The pager as words; none where it is set and empty, or no pager is installed."""
    preferred = settings().pager
    named = os.environ.get("PAGER") if preferred is None else preferred
    try:
        words = shlex.split(named, posix=os.name != "nt") if named is not None else ["less"]
    except ValueError:  # a quotation mark that is not closed
        words = []
    found = shutil.which(words[0]) if words else None
    return [found, *words[1:]] if found else []


def paged(text: str, stream: TextIO) -> bool:
    """Show a text in a pager if it is taller than the terminal and somebody can type; false where it was not shown."""
    if not _watched(stream) or text.count("\n") < shutil.get_terminal_size((80, 24)).lines:
        return False
    words = _pager()
    if not words:
        return False
    import subprocess  # 8 ms, for long answers only

    if _LINK.search(text) and not _passes_links(words[0]):
        text = _LINK.sub("", text)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's
    try:
        process = subprocess.Popen(words, stdin=subprocess.PIPE, env={**_WAYS, **os.environ})
        with suppress(OSError):  # the reader has seen enough
            process.communicate(text.encode(stream.encoding or "utf-8", "replace"))
        failed = 0 < process.wait() < 128  # beyond that, it was ended by a signal
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return not failed


def _passes_links(pager: str) -> bool:
    """Whether a pager hands links on to the terminal: less does, unless it is old."""
    import subprocess

    if os.path.basename(pager) != "less":  # noqa: PTH119
        return False
    with suppress(OSError, subprocess.TimeoutExpired):
        said = subprocess.run([pager, "--version"], capture_output=True, text=True, check=False, timeout=1).stdout
        version = re.match(r"less (\d+)", said)
        return version is not None and int(version[1]) >= _LINKS_SINCE
    return False


class _SignOfLife:
    """A line on standard error while a command thinks; gone before anything is written."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._shown = False

    def start(self) -> None:
        self._timer = threading.Timer(PATIENCE, self._show)
        self._timer.daemon = True
        self._timer.start()

    def _show(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._shown = True
                with suppress(OSError):
                    sys.stderr.write(_THINKING)
                    sys.stderr.flush()

    def stop(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
                if self._shown:
                    with suppress(OSError):
                        sys.stderr.write(f"\r{' ' * len(_THINKING)}\r")
                        sys.stderr.flush()


_SIGN = _SignOfLife()


@contextmanager
def sign_of_life() -> Iterator[None]:
    """Say that the command is at work where it takes long and somebody looks on."""
    if not _watched(sys.stderr):
        yield
        return
    _SIGN.start()
    try:
        yield
    finally:
        _SIGN.stop()


def hush() -> None:
    """Take the sign of life away: something is about to be written."""
    _SIGN.stop()
