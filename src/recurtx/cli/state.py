"""What the command under way was asked for besides its own arguments."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """``--rules``, ``--no-color``, ``--width``, and the format of the command, empty where it has none."""

    rules: str | None = None
    no_color: bool = False
    width: int | None = None
    format: str = ""


UNDER_WAY: ContextVar[Settings] = ContextVar("UNDER_WAY", default=Settings())  # noqa: B039


def settings() -> Settings:
    """The settings of the command under way; outside a command those without any option."""
    return UNDER_WAY.get()
