"""One line from whoever answers: edited at a terminal, else as a script gives it."""

from __future__ import annotations

import sys
from contextlib import suppress

from recurtx.cli.output import note


def typed_line() -> tuple[str, bool] | None:
    """One line of standard input and whether it was taken whole, None at its end; one not typed by hand is shown."""
    from recurtx.reasoning.session import LONGEST

    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        return _edited(LONGEST)
    sys.stderr.write("> ")
    sys.stderr.flush()
    data = sys.stdin.buffer.readline(LONGEST) if sys.stdin is not None else b""
    rest = data
    while len(rest) == LONGEST and not rest.endswith(b"\n"):
        rest = sys.stdin.buffer.readline(LONGEST)
    text, whole = data.decode("utf-8", "replace").strip(), rest is data
    if not data or not sys.stdin.isatty():
        note(text if whole else f"{text[:60]}…")
    return (text, whole) if data else None


def _edited(most: int) -> tuple[str, bool] | None:
    """One line typed at a terminal, with the editing and the history of this session where there are any."""
    with suppress(ImportError):
        import readline  # noqa: F401  it takes over what is typed at `input`
    try:
        text = input("> ")
    except EOFError:
        note("")
        return None
    except UnicodeDecodeError:
        text = "\ufffd"
    return text.strip(), len(text.encode("utf-8", "replace")) < most
