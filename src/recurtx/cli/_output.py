"""Results to standard output, everything else to standard error, in what the stream can show."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from recurtx.cli._state import STATE
from recurtx.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.errors import RecurtxError
    from recurtx.render._lines import Line

__all__ = [
    "emit",
    "emit_text",
    "keep_input",
    "keep_profile",
    "note",
    "same_file",
    "save",
    "show_problems",
    "tell",
    "unwritable",
    "width",
]

_PIPE_WIDTH = 80
_NARROWEST = 80
"""Below this the columns of the answer run into each other; a narrower window wraps by itself."""


def width(stream: TextIO | None = None) -> int:
    """Columns to fill: ``--width``, else those of the terminal, else 80."""
    if STATE.width is not None:
        return STATE.width
    stream = stream or sys.stdout
    if not stream.isatty():
        return _PIPE_WIDTH
    return max(_NARROWEST, shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns)


def _ascii_only(stream: TextIO) -> bool:
    encoding = (stream.encoding or "ascii").lower().replace("-", "").replace("_", "")
    return encoding not in ("utf8", "utf8sig") or os.environ.get("TERM") == "dumb"


def _coloured(stream: TextIO) -> bool:
    return stream.isatty() and not STATE.no_color and not os.environ.get("NO_COLOR") and not _ascii_only(stream)


def _write(lines: Sequence[Line], stream: TextIO) -> None:
    if _coloured(stream):
        from rich.console import Console

        from recurtx.render._lines import print_rich

        print_rich(lines, Console(file=stream, width=width(stream), highlight=False, legacy_windows=False))
        return
    from recurtx.render._lines import ascii_text, plain_text

    text = plain_text(lines)
    stream.write(ascii_text(text) if _ascii_only(stream) else text)


def emit(lines: Sequence[Line], output: str | None = None) -> None:
    """The result as lines, to standard output or to a file."""
    if output is not None:
        from recurtx.render._lines import plain_text

        save(plain_text(lines), output)
        return
    with _standard_output() as stream:
        _write(lines, stream)


def emit_text(text: str, output: str | None = None, *, json: bool = False) -> None:
    """The result as text; JSON keeps its meaning whatever the stream can show."""
    from recurtx.render._lines import ascii_json, ascii_text, safe_json

    if json:
        text = safe_json(text)
    if output is not None:
        save(text, output)
        return
    if _ascii_only(sys.stdout):
        text = ascii_json(text) if json else ascii_text(text)
    with _standard_output() as stream:
        stream.write(text)


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    """Standard output; a reader that has gone away ends the output without a word.

    Raises:
        UsageError: RTX205 it cannot be written, for example because the disk is full.
    """
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon(sys.stdout)
    except OSError as error:
        raise unwritable(error) from None


def unwritable(error: OSError) -> UsageError:
    """What to say where standard output cannot be written; nothing more is written to it."""
    _abandon(sys.stdout)
    reason = error.strerror or "unknown reason"
    return UsageError.one("RTX205", f"it cannot be written: {reason}", "standard output")


def _abandon(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, so that it does not fail once more when the process ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def save(text: str, output: str, option: str = "--output") -> None:
    """Write the whole file or nothing; a link stays a link, and a device or a pipe is written to.

    Raises:
        UsageError: RTX205 the file that ``option`` names cannot be written.
    """
    try:
        target = Path(os.path.realpath(output))
        if not output or target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a directory" if output else "it has no name")
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")
        else:
            _replace(target, text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name or the text is not UTF-8"
        raise UsageError.one("RTX205", f"the file cannot be written: {reason}", f"{option} {output}") from None


def _replace(target: Path, text: str) -> None:
    """Write a file beside the old one, with its mode from the first byte on, and move it into its place."""
    part = target.with_name(f".recurtx-{os.urandom(8).hex()}.part")
    file = part.open("x", encoding="utf-8", newline="\n")
    try:
        with file:
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            file.write(text)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def same_file(one: str, other: str) -> bool:
    """Whether two paths name one file, also one that does not exist yet."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
    except ValueError:  # no file has such a name
        return False


def keep_profile(profile: str | None, output: str | None) -> None:
    """Refuse an answer in the place of the profile that it is made from.

    Raises:
        UsageError: RTX205 the profile would be lost.
    """
    if profile is not None and not profile.startswith("case:"):
        keep_input(profile, output, "profile")


def keep_input(source: str, output: str | None, what: str) -> None:
    """Refuse an answer in the place of the file that it is made from, unless that is standard input.

    Raises:
        UsageError: RTX205 the file would be lost.
    """
    if source != "-" and output is not None and same_file(source, output):
        message = f"the answer would be written over the {what} that it is made from"
        raise UsageError.one("RTX205", message, f"--output {output}", "name another file")


def note(text: str) -> None:
    """A line on standard error."""
    from recurtx.render._lines import line

    tell([line(text)])


def tell(lines: Sequence[Line]) -> None:
    """Lines on standard error."""
    with _standard_error() as stream:
        _write(lines, stream)


@contextmanager
def _standard_error() -> Iterator[TextIO]:
    """Standard error; where it cannot be written nobody reads it, and the command goes on as if it were closed."""
    try:
        yield sys.stderr
        sys.stderr.flush()
    except OSError:
        _abandon(sys.stderr)


def show_problems(error: RecurtxError) -> None:
    """Every problem on standard error, as text or as JSON."""
    if STATE.json_errors:
        import json

        rows = [
            {"code": p.code, "message": p.message, "path": p.location.path, "line": p.location.line or None,
             "column": p.location.column or None, "help": p.help or None}
            for p in error.problems
        ]  # fmt: skip
        with _standard_error() as stream:
            stream.write(json.dumps({"schema": 1, "errors": rows}, indent=1) + "\n")
        return
    from recurtx.errors import RulesError
    from recurtx.render._problems import problem_lines

    hint = "nothing was assessed. A blank profile: `recurtx profile template`"
    if isinstance(error, RulesError):
        hint = "the rules cannot be used. What a code means: `recurtx rules check --explain CODE`"
    elif isinstance(error, UsageError):
        hint = "nothing was done. See `recurtx --help`"
    tell(problem_lines(error, width(sys.stderr), hint))
