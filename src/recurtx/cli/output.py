"""Results to standard output, everything else to standard error, in what the stream can show."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from recurtx.cli.docstrings import restore
from recurtx.cli.files import save
from recurtx.cli.options import NARROWEST
from recurtx.cli.state import settings
from recurtx.errors import RulesError, UsageError
from recurtx.markup.characters import ascii_json, ascii_text
from recurtx.markup.look import Look, Theme
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
    if format not in (Format.terminal, Format.text):
        return _ENDLESS
    from recurtx.markup.terminal import MAX_WIDTH

    return min(width(), MAX_WIDTH)


def _plain_wanted() -> bool:
    """Whether symbols are to be plain whatever the stream can show."""
    return settings().plain or bool(os.environ.get("RECURTX_PLAIN"))


def _ascii_only(stream: TextIO) -> bool:
    encoding = (stream.encoding or "ascii").lower().replace("-", "").replace("_", "")
    return encoding not in ("utf8", "utf8sig") or os.environ.get("TERM") == "dumb"


def ascii_only() -> bool:
    """Whether standard output is to be written in ASCII."""
    return _plain_wanted() or _ascii_only(sys.stdout)


def look(stream: TextIO) -> Look | None:
    """The look of a page on a stream; None where it has nothing but characters."""
    from recurtx.cli.preferences import said_of_colour

    when = settings().color or said_of_colour().value
    if when == "never" or settings().no_color or (when != "always" and (not stream.isatty() or _ascii_only(stream))):
        return None
    from recurtx.cli.terminal import ground, links

    return Look(ground(Theme(settings().theme)), links(stream))


def _written(page: Page | str, stream: TextIO, format: Format, most: int = _ENDLESS) -> str:
    from recurtx.markup.write import written

    return written(
        page, format, min(width(stream), most), ascii=_plain_wanted() or _ascii_only(stream), look=look(stream)
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
    if settings().no_pager or settings().talks or not stream.isatty():
        return False
    from recurtx.cli.terminal import paged

    return paged(text, stream)


def _hush() -> None:
    """Take away what says that the command is at work, before anything is written."""
    if (terminal := sys.modules.get("recurtx.cli.terminal")) is not None:
        terminal.hush()


def emit_text(text: str, output: str | None = None, *, private: bool = False) -> None:
    """A text that is no page and is copied as it is, such as a blank profile, which will hold a patient."""
    if output is not None:
        save(text, output, private=private)
        return
    with _standard_output() as stream:
        shown = "\n".join(map(ascii_text, text.split("\n"))) if _ascii_only(stream) else text
        if not _paged(shown, stream):
            stream.write(shown)


def emit_schema(schema: Callable[[], Mapping[str, Any]], output: str | None) -> None:
    """A JSON Schema, which describes things in the words of their docstrings."""
    import json

    restore("recurtx")
    emit(json.dumps(schema(), indent=1, sort_keys=True) + "\n", output, Format.json)


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
