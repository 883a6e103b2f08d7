"""What the command under way was asked for besides its own arguments."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options; what is preferred without one (``preferences``); what is known of the command.

    ``rules_by`` is what named the rules, if it was no option; ``pager`` is None where nobody named one. ``format`` is
    empty where the command has none; ``private`` says that its files are a patient's, and ``talks`` that somebody
    answers it, so that no page of it opens in a pager unasked.
    """

    rules: str | None = None
    no_color: bool = False
    color: str | None = None
    plain: bool = False
    width: int | None = None
    no_pager: bool = False
    rules_by: str = ""
    theme: str = "auto"
    pager: str | None = None
    format: str = ""
    private: bool = False
    talks: bool = False


GLOBAL = ("rules", "no_color", "color", "plain", "width", "no_pager")
"""Names of the global options, which may stand before and behind a command."""
UNDER_WAY: ContextVar[Settings] = ContextVar("UNDER_WAY", default=Settings())  # noqa: B039


def settings() -> Settings:
    """The settings of the command under way; outside a command those without any option."""
    return UNDER_WAY.get()
