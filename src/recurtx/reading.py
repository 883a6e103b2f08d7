"""The bytes of a file that somebody named: bounded, and without waiting for a pipe at whose other end is nobody."""

from __future__ import annotations

import errno
import os
import stat
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 1.0
"""Seconds that a pipe may stay without a writer: whoever starts both at once starts the writer a moment later."""
_ASLEEP = 0.02
_OURS = (1, 2)
"""Descriptors that the command itself writes to."""


def content(path: Path, most: int, *, pipes: bool = True) -> bytes:
    """What a file holds, with one byte more than ``most`` where that is more; ``pipes``: it may be a pipe or a device.

    Raises:
        OSError: it cannot be read; the message says why.
        ValueError: no file has such a name.
    """
    status = path.stat()
    if stat.S_ISREG(status.st_mode):
        with path.open("rb") as file:
            return file.read(most + 1)
    if not pipes or stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        begins = _waited(descriptor, status)
        return begins + file.read(most + 1 - len(begins))


def _waited(descriptor: int, status: os.stat_result) -> bytes:
    """What a pipe begins with once somebody writes to it; from then on a read waits."""
    begins = b""
    if stat.S_ISFIFO(status.st_mode):
        if any(_is(number, status) for number in _OURS):
            raise OSError(errno.EINVAL, "the command writes to this pipe itself")
        begins = _first_byte(descriptor)
    os.set_blocking(descriptor, True)
    return begins


def _first_byte(descriptor: int) -> bytes:
    """The first byte of a pipe; empty where it has a writer that has written nothing yet."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            if first := os.read(descriptor, 1):
                return first
        except BlockingIOError:
            return b""
        time.sleep(_ASLEEP)  # an end: nobody has it open for writing
    raise OSError(errno.ENXIO, "nobody writes to this pipe")


def _is(number: int, status: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(number), status)
    except OSError:
        return False
