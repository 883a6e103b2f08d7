"""The command line: one thin module for each command, no logic in them.

Typer is imported here; pydantic, rich and PyYAML only inside the command that needs them (about 0.1 s each on a
laptop), so that ``--help`` stays fast.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from recurtx.cli import completion, signals
from recurtx.cli.app import application
from recurtx.errors import ExitCode

__all__ = ["application", "run"]


def run() -> int:
    """Run the command in ``sys.argv``; the exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell: `>&-`
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    try:
        with signals.stoppable():
            _run(sys.argv[1:])
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(bool(done.code))
    except BrokenPipeError:
        sys.stderr.close()
        return int(ExitCode.DONE)
    except OSError as error:  # help and usage are written by typer, which lets this through
        from recurtx.cli.output import show_problems

        return show_problems(error)
    except KeyboardInterrupt:
        return 130
    except signals.Stopped as stopped:
        return stopped.exit_code
    return int(ExitCode.DONE)


def _run(words: list[str]) -> None:
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    if os.environ.get(completion.ASKED) == "complete_bash":
        completion.whole_words(lambda: application()(prog_name="recurtx"))
    application(words)(words, prog_name="recurtx")
