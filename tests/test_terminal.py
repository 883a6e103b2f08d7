"""What only a terminal gets: a pager for what is taller than it, and a sign of life where it takes long."""

from __future__ import annotations

import fcntl
import functools
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

import pytest

from command import MINI, _environment, _read

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWER = ("suggest", "--set", "cancer.type=ovarian")
MARKED = {"RECURTX_PAGER": "sed s/^/paged:/"}
START = (
    "import sys; sys.argv = ['recurtx', *sys.argv[1:]]; from recurtx.cli import run, terminal; "
    "terminal.PATIENCE = 60; sys.exit(run())"
)
"""A machine under load may be slow where no test is about that."""


def seen(
    *argv: str, rows: int = 24, env: Mapping[str, str] | None = None, start: str = START, typed: bytes = b""
) -> str:
    """What a person at a terminal of so many rows sees, with the codes that steer it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    command = [sys.executable, "-c", start, "--rules", str(MINI), *argv]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=_environment({**MARKED, **(env or {})})
    ) as process:
        os.close(theirs)
        os.write(ours, typed)
        data = b"".join(iter(functools.partial(_read, ours), b""))
        assert process.wait(timeout=60) == 0
    os.close(ours)
    return data.decode().replace("\r\n", "\n")


def test_answer_that_is_taller_than_the_terminal_is_paged_with_its_colours() -> None:
    text = seen(*ANSWER, rows=10)
    assert all(line.startswith("paged:") for line in text.splitlines())
    assert "\x1b[1m" in text


def test_whole_argument_asked_for_in_a_quiz_is_paged_and_nothing_else_of_it() -> None:
    typed = b"\n\n\n\n\n\n\n\n1\n1\nq\n"
    text = seen("cases", "quiz", "pmp-spleen-2024", rows=10, typed=typed)
    paged = [line for line in text.splitlines() if line.startswith("paged:")]
    assert "Repeat surgery" in paged[0]
    assert any("What decides" in line for line in paged)
    assert not any("Patient 1 of 1" in line for line in paged)


def test_answer_that_fits_is_not_paged() -> None:
    assert "paged:" not in seen(*ANSWER, rows=200)


@pytest.mark.parametrize("argv", [(*ANSWER, "--no-pager"), ("--no-pager", *ANSWER)], ids=["behind", "before"])
def test_pager_can_be_turned_off(argv: tuple[str, ...]) -> None:
    assert "paged:" not in seen(*argv, rows=10)


@pytest.mark.parametrize(
    "env",
    [
        {"RECURTX_PAGER": ""},
        {"TERM": "dumb"},
        {"RECURTX_PAGER": "no-such-pager-anywhere"},
        {"RECURTX_PAGER": "'"},
        {"RECURTX_PAGER": "false"},
    ],
    ids=["empty", "dumb", "missing", "unbalanced", "broken"],
)
def test_answer_is_shown_where_there_is_no_pager(env: dict[str, str]) -> None:
    text = seen(*ANSWER, rows=10, env=env)
    assert "paged:" not in text
    assert text.startswith("Options after recurrence") or "Options after recurrence" in text.splitlines()[0]


def test_the_usual_variable_names_the_pager_where_no_other_does() -> None:
    start = "import os; del os.environ['RECURTX_PAGER']; " + START
    assert seen(*ANSWER, rows=10, env={"PAGER": "sed s/^/usual:/"}, start=start).startswith("usual:")


def test_pager_that_stops_reading_is_no_error() -> None:
    text = seen("rules", "list", rows=10, env={"RECURTX_PAGER": "head -n 1"})
    assert len(text.splitlines()) == 1


def test_interview_is_never_paged() -> None:
    text = seen("interview", "--set", "cancer.type=ovarian", rows=5, typed=b"u\n" * 80)
    assert "Options after recurrence" in text
    assert "paged:" not in text


def test_sign_of_life_comes_after_a_while_and_goes_before_the_answer() -> None:
    slow = (
        "import sys, time; sys.argv = ['recurtx', *sys.argv[1:]]\n"
        "from recurtx.cli import run, terminal, inputs\n"
        "terminal.PATIENCE = 0.05\n"
        "read = inputs.read_profile\n"
        "inputs.read_profile = lambda *words: (time.sleep(0.5), read(*words))[1]\n"
        "sys.exit(run())"
    )
    text = seen(*ANSWER, "--no-pager", start=slow)
    assert re.match(r"thinking \.\.\.\r {12}\r\S", text)
    assert text.count("thinking") == 1
    assert "thinking" not in seen(*ANSWER, "--no-pager")
