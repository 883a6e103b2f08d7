"""A signal to end is an exception, so that what is half done is undone and what was answered is kept."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ASKED = ("SIGTERM", "SIGHUP")
"""Signals by which a process is asked to end: by a shutdown, a job scheduler, a window that is closed."""
_ENDED_BY = 128
"""What shells add to the number of the signal that ended a command."""


class Stopped(BaseException):
    """The command was asked to end; no `except Exception` takes it for a mistake."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = _ENDED_BY + number


def _stop(number: int, frame: FrameType | None) -> None:
    for name in _ASKED:
        if (other := getattr(signal, name, None)) is not None:
            signal.signal(other, signal.SIG_IGN)  # a second one does not come between
    raise Stopped(number)


@contextmanager
def undisturbed() -> Iterator[None]:
    """While it lasts, Ctrl-C does not come between: what was answered is being written."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def stoppable() -> Iterator[None]:
    """While it lasts, signals to end raise ``Stopped``; one that is ignored, as under `nohup`, stays so."""
    numbers = [getattr(signal, name) for name in _ASKED if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    taken = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)
