"""Global options, as the callback of the command line leaves them for the command."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["STATE", "State"]


@dataclass
class State:
    """``--rules``, ``--no-color``, ``--width``, and whether errors are asked for as JSON."""

    rules: str | None = None
    no_color: bool = False
    width: int | None = None
    json_errors: bool = False


STATE = State()
"""One process runs one command, so one state is enough."""
