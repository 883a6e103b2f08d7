"""What the command under way was asked for besides its own arguments."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Settings:
    """``--rules``, ``--no-color``, ``--width``, and the format of the command, empty where it has none."""

    rules: str | None = None
    no_color: bool = False
    width: int | None = None
    format: str = ""


_UNDER_WAY: ContextVar[Settings] = ContextVar("_UNDER_WAY", default=Settings())  # noqa: B039


def settings() -> Settings:
    """The settings of the command under way; outside a command those without any option."""
    return _UNDER_WAY.get()


@contextmanager
def under_way(chosen: Settings) -> Iterator[None]:
    """While a command runs, these are its settings."""
    token = _UNDER_WAY.set(chosen)
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)
