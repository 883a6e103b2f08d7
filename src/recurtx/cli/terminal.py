"""What only a terminal gets: a pager where the answer is taller than the window, a sign of life where it takes long."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 0.5
"""Seconds of silence after which a sign of life is given."""
_WAYS = {"LESS": "FRX", "LV": "-c"}
"""What pagers are told where nobody told them: to leave a short text, to show colours, to leave the screen as it is."""


_THINKING = "thinking ..."


def _watched(stream: TextIO) -> bool:
    """Whether somebody sits at a terminal that can do more than show characters, and looks at the stream."""
    typed = sys.stdin is not None and sys.stdin.isatty()
    return typed and stream.isatty() and os.environ.get("TERM") != "dumb"


def _pager() -> list[str]:
    """The pager as words; none where it is set and empty, or no pager is installed."""
    named = os.environ.get("RECURTX_PAGER", os.environ.get("PAGER"))
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
