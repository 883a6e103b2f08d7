"""What the command under way was asked for besides its own arguments."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options; the format of the command, empty where it has none; whether its files are a patient's."""

    rules: str | None = None
    no_color: bool = False
    plain: bool = False
    width: int | None = None
    no_pager: bool = False
    format: str = ""
    private: bool = False


GLOBAL = tuple(f.name for f in fields(Settings) if f.name not in ("format", "private"))
"""Names of the global options, which may stand before and behind a command."""
UNDER_WAY: ContextVar[Settings] = ContextVar("UNDER_WAY", default=Settings())  # noqa: B039


def settings() -> Settings:
    """The settings of the command under way; outside a command those without any option."""
    return UNDER_WAY.get()
