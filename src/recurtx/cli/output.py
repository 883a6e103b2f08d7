"""Results to standard output, everything else to standard error, in what the stream can show."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from recurtx.cli.options import NARROWEST
from recurtx.cli.state import settings
from recurtx.errors import RulesError, UsageError
from recurtx.markup.characters import ascii_json, ascii_text
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from recurtx.errors import RecurtxError
    from recurtx.markup.block import Page

_PIPE_WIDTH = 80
_ENDLESS = 10_000
_MOST_WARNINGS = 20
"""Warnings shown at most: a file with more of them is not mended by reading on."""


def width(stream: TextIO | None = None) -> int:
    """Columns to fill: ``--width``, else those of the terminal, else 80."""
    wanted = settings().width
    if wanted is not None:
        return wanted
    if not (stream or sys.stdout).isatty():
        return _PIPE_WIDTH
    return max(NARROWEST, shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns)


def room(format: Format) -> int:
    """Columns that a page may shorten its words to; a document has as many as it needs."""
    return width() if format in (Format.terminal, Format.text) else _ENDLESS


def _plain_wanted() -> bool:
    """Whether symbols are to be plain whatever the stream can show."""
    return settings().plain or bool(os.environ.get("RECURTX_PLAIN"))


def _ascii_only(stream: TextIO) -> bool:
    encoding = (stream.encoding or "ascii").lower().replace("-", "").replace("_", "")
    return encoding not in ("utf8", "utf8sig") or os.environ.get("TERM") == "dumb"


def _coloured(stream: TextIO) -> bool:
    return stream.isatty() and not settings().no_color and not os.environ.get("NO_COLOR") and not _ascii_only(stream)


def _written(page: Page | str, stream: TextIO, format: Format, most: int = _ENDLESS) -> str:
    from recurtx.markup.write import written

    return written(
        page, format, min(width(stream), most), ascii=_plain_wanted() or _ascii_only(stream), colour=_coloured(stream)
    )


def show(page: Callable[[], Page], data: Callable[[], Mapping[str, Any]], format: Format, output: str | None) -> None:
    """A result in its format: in JSON its data behind the version of their schema, in any other its page."""
    if format is Format.json:
        from recurtx.answer.catalogue import data_text

        emit(data_text(data()), output, format)
    else:
        emit(page(), output, format)


def emit(page: Page | str, output: str | None = None, format: Format = Format.terminal) -> None:
    """The result in its format, to standard output or to a file; a document in JSON comes as text."""
    if output is not None:
        from recurtx.markup.write import written

        told = Format.text if format is Format.terminal else format
        save(written(page, told, width(), ascii=_plain_wanted()), output)
        return
    with _standard_output() as stream:
        text = _written(page, stream, format)
        if not _paged(text, stream):
            stream.write(text)


def _paged(text: str, stream: TextIO) -> bool:
    """Whether a text was shown in a pager."""
    if settings().no_pager or not stream.isatty():
        return False
    from recurtx.cli.terminal import paged

    return paged(text, stream)


def _hush() -> None:
    """Take away what says that the command is at work, before anything is written."""
    if (terminal := sys.modules.get("recurtx.cli.terminal")) is not None:
        terminal.hush()


def emit_text(text: str, output: str | None = None) -> None:
    """A text that is no page and is copied as it is, such as a blank profile."""
    if output is not None:
        save(text, output)
        return
    with _standard_output() as stream:
        shown = "\n".join(map(ascii_text, text.split("\n"))) if _ascii_only(stream) else text
        if not _paged(shown, stream):
            stream.write(shown)


def emit_schema(schema: Mapping[str, Any], output: str | None) -> None:
    """A JSON Schema."""
    import json

    emit(json.dumps(schema, indent=1, sort_keys=True) + "\n", output, Format.json)


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    """Standard output; a reader that has gone away ends the output without a word.

    Raises:
        UsageError: RTX205 it cannot be written, for example because the disk is full.
    """
    _hush()
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon(sys.stdout)
    except OSError as error:
        raise _unwritable(error) from None


def _unwritable(error: OSError) -> UsageError:
    """What to say where standard output cannot be written; nothing more is written to it."""
    _abandon(sys.stdout)
    return UsageError.one("RTX205", f"it cannot be written: {reason(error)}", "standard output")


def reason(error: OSError) -> str:
    """Why the system refused."""
    return error.strerror or "unknown reason"


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
        why = getattr(error, "strerror", None) or "its name or the text is not UTF-8"
        raise UsageError.one("RTX205", f"the file cannot be written: {why}", f"{option} {output}") from None


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


def same_file(source: str | None, target: str | None) -> bool:
    """Whether two paths name one file, also one that does not exist yet."""
    if source is None or target is None:
        return False
    try:
        return Path(source).samefile(target)
    except OSError:
        return os.path.realpath(source) == os.path.realpath(target)
    except ValueError:  # no file has such a name
        return False


def file_of(profile: str | None) -> str | None:
    """The file that a profile is in; None where it is a bundled case or comes from standard input."""
    return None if profile is None or profile == "-" or profile.startswith("case:") else profile


def keep(source: str | None, output: str | None, what: str = "profile") -> None:
    """Refuse an answer in the place of the file that it is made from.

    Raises:
        UsageError: RTX205 the file would be lost.
    """
    if same_file(source, output):
        message = f"the answer would be written over the {what} that it is made from"
        raise UsageError.one("RTX205", message, f"--output {output}", "name another file")


def note(text: str) -> None:
    """A line on standard error."""
    from recurtx.markup.block import Verbatim

    tell([Verbatim(text)])


def warn(warnings: Iterable[str]) -> None:
    """What a reader has to tell, each once, and no more than somebody reads."""
    from recurtx.profile import UNDERSTOOD

    every = list(dict.fromkeys(warnings))
    for warning in every[:_MOST_WARNINGS]:
        note(warning if warning.startswith(UNDERSTOOD) else f"warning: {warning}")
    if len(every) > _MOST_WARNINGS:
        note(f"{len(every) - _MOST_WARNINGS} more warnings, not shown")


def tell(page: Page, most: int = _ENDLESS) -> None:
    """A page on standard error, of at most so many columns."""
    with _standard_error() as stream:
        stream.write(_written(page, stream, Format.terminal, most))


@contextmanager
def _standard_error() -> Iterator[TextIO]:
    """Standard error; where it cannot be written nobody reads it, and the command goes on as if it were closed."""
    _hush()
    try:
        yield sys.stderr
        sys.stderr.flush()
    except OSError:
        _abandon(sys.stderr)


def show_problems(error: RecurtxError | OSError) -> int:
    """Every problem on standard error, as text or, where the command was asked for that, as JSON; the exit code.

    An error of the system is what no place tells by itself: of a file by its name, or of a stream.
    """
    if isinstance(error, OSError):
        error = _unwritable(error) if error.filename is None else _unreadable(error)
    if settings().format == Format.json:
        from recurtx.answer.catalogue import data_text, problem_data

        with _standard_error() as stream:
            stream.write(ascii_json(data_text({"errors": [problem_data(p) for p in error.problems]})))
        return error.exit_code
    from recurtx.pages.problems import error_page

    hint = "nothing was assessed. A blank profile: `recurtx profile template`"
    if isinstance(error, RulesError):
        hint = "the rules cannot be used. What a code means: `recurtx rules check --explain CODE`"
    elif isinstance(error, UsageError):
        hint = "nothing was done. See `recurtx --help`"
    tell(error_page(error, hint))
    return error.exit_code


def _unreadable(error: OSError) -> UsageError:
    return UsageError.one("RTX103", f"the file cannot be read: {reason(error)}", os.fsdecode(error.filename))
