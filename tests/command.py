"""Runs of the ``recurtx`` command: inside the test process, in a process of its own, and in a terminal."""

from __future__ import annotations

import fcntl
import functools
import io
import itertools
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections import OrderedDict
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import strategies
from recurtx import answer as answers
from recurtx import ruleset
from recurtx.cli import run
from recurtx.program import library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from recurtx.answer import Answer
    from recurtx.profile import Profile
    from recurtx.ruleset import Ruleset

__all__ = [
    "HERE", "MINI", "Complaint", "Result", "answer", "done", "in_process", "in_terminal", "mini", "recurtx", "words",
]  # fmt: skip

HERE = Path(__file__).parent
MINI = HERE / "mini_rules"
"""A ruleset small enough to read in a minute."""

_HEAD = re.compile(r"^(?P<where>.*?): (?P<code>RTX\d{3})(?: (?P<message>.*))?$")
_SOURCE = re.compile(r" *\d* [│|]")


def _once(read: Callable[[Path], Ruleset]) -> Callable[[Path], Ruleset]:
    """The shipped and the small rules are read once for all tests; any other folder is read anew."""

    @functools.cache
    def known(folder: Path) -> Ruleset:
        found = strategies.loaded() if read is _LOAD and folder == ruleset.shipped_rules() else read(folder)
        strategies.kept()
        return found

    return lambda folder: (known if folder in (ruleset.shipped_rules(), MINI) else read)(folder)


_LOAD = ruleset.load_ruleset
_load, _open = _once(_LOAD), _once(library.open_rules)


def _answered_once(make: Callable[..., Answer]) -> Callable[..., Answer]:
    """One patient asked about several times, in other formats or at other lengths, is judged once.

    An answer is complete when it is made, so that pages of one answer are pages of the same.
    """
    known: OrderedDict[object, Answer] = OrderedDict()

    def answered(profile: Profile, rules: Ruleset, *, presume: bool = True, warnings: Iterable[str] = ()) -> Answer:
        key = (profile.model_dump_json(), id(rules), presume, told := tuple(warnings))
        found = known.get(key)
        if found is None or found.ruleset is not rules:
            found = known[key] = make(profile, rules, presume=presume, warnings=told)
            if len(known) > _MOST:
                known.popitem(last=False)
        return found

    return answered


_MOST = 48
"""Answers that are kept."""
answer = _answered_once(answers.answer)


class _Stream(io.StringIO):
    encoding = "utf-8"


@dataclass(frozen=True)
class Complaint:
    """One problem as standard error shows it: place, code, message and the help below, each on one line."""

    where: str
    code: str
    message: str
    help: str


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def complaints(self, text: str | None = None) -> list[Complaint]:
        """Every problem on standard error, in the order in which it stands there."""
        found: list[Complaint] = []
        lines = (self.err if text is None else text).splitlines()
        for number, line in enumerate(lines):
            head = _HEAD.match(line)
            if head:
                where, code, message = head.groups(default="")
                below = lines[number + 1 :]
                found.append(Complaint(where, code, f"{message}{_rest_of(below)}".strip(), help=_help_below(below)))
        return found


def _rest_of(lines: list[str]) -> str:
    """What a message has in further lines, which hang below its first."""
    hanging = itertools.takewhile(lambda line: line.startswith("  ") and not _SOURCE.match(line), lines)
    return "".join(f" {line.strip()}" for line in hanging)


def _help_below(lines: list[str]) -> str:
    text: list[str] = []
    for line in lines:
        if _HEAD.match(line) or not line:
            break
        if line.startswith("help: ") or (text and line.startswith("      ")):
            text.append(line.removeprefix("help: ").strip())
    return " ".join(text)


def recurtx(*argv: str | Path, stdin: bytes = b"") -> Result:
    """Run ``recurtx`` with these words, as in a pipe."""
    out, err = _Stream(), _Stream()
    with (
        mock.patch.object(sys, "argv", ["recurtx", *map(str, argv)]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
        mock.patch.object(ruleset, "load_ruleset", _load),
        mock.patch.object(library, "open_rules", _open),
        mock.patch.object(answers, "answer", answer),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run()
    return Result(code, out.getvalue(), err.getvalue())


def mini(*argv: str | Path, stdin: bytes = b"") -> Result:
    """Run ``recurtx`` over the small rules."""
    return recurtx("--rules", MINI, *argv, stdin=stdin)


def done(result: Result) -> str:
    """What a command printed that did what was asked, without a word on standard error."""
    assert (result.code, result.err) == (0, ""), result
    return result.out


def words(text: str) -> str:
    """The text with every run of white space as one space, so that wrapping does not matter."""
    return " ".join(text.split())


def _environment(changes: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "PYTHONPATH", "RECURTX_CACHE", "XDG_CONFIG_HOME")
        if name in os.environ
    }
    return {**kept, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", **changes}


def in_process(*argv: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Result:
    """Run ``recurtx`` in a process of its own, with pipes; its output is read as UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "recurtx", *map(str, argv)],
        input=stdin,
        capture_output=True,
        env=_environment(env or {}),
        check=False,
        timeout=60,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def in_terminal(*argv: str | Path, columns: int = 80, env: Mapping[str, str] | None = None) -> Result:
    """Run ``recurtx`` with a terminal as its standard output and error, which come back together as ``out``."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "recurtx", *map(str, argv)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=_environment(env or {}),
    ) as process:
        os.close(theirs)
        data = b"".join(iter(functools.partial(_read, ours), b""))
        code = process.wait(timeout=60)
    os.close(ours)
    return Result(code, data.decode().replace("\r\n", "\n"), "")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # what Linux says at the end of a terminal
        return b""
