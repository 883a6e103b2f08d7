"""Files that are written: whole or not at all, never over what was read, and a patient's for its owner's eyes only.

A command that takes a patient makes its files readable and writable by their owner alone, whatever the shell's mask.
A file that is there already is closed in the same way where everybody could read it; where others have no rights, its
mode was chosen, and is kept.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.cli.state import settings
from recurtx.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PACKAGE = Path(__file__).resolve().parent.parent
_RULE_FILES = (".yaml", ".yml")
_PATIENCE = 1.0
"""Seconds that a pipe may stay without a reader: whoever starts both at once starts the reader a moment later."""
_ASLEEP = 0.02


def save(text: str, output: str, option: str = "--output", *, private: bool = False, rules: bool = False) -> None:
    """Write the whole file or nothing; a link stays a link, and a device or a pipe is written to.

    ``private``: it is a patient's, also where the command takes none; ``rules``: it is one of the rules in use.

    Raises:
        UsageError: RTX205 the file that ``option`` names cannot be written, or holds what the answer comes from.
    """
    try:
        target = Path(os.path.realpath(output))
        _check(target, output, rules=rules)
        if _is_special(output):
            _into(output, text)
        else:
            _replace(target, text, private=private or settings().private)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name or the text is not UTF-8"
        raise UsageError.one("RTX205", f"the file cannot be written: {why}", f"{option} {output}") from None


def _is_special(output: str) -> bool:
    return os.path.exists(output) and not os.path.isfile(output)  # noqa: PTH110, PTH113  a link to a pipe has no path


def _check(target: Path, output: str, *, rules: bool) -> None:
    """Refuse a place that holds no file, or one that must stay as it is."""
    if not output or target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a directory" if output else "it has no name")
    if target.is_symlink():
        raise OSError(errno.ELOOP, "it is a link that leads to itself")
    if not target.is_file():
        return
    if not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected")
    source = "" if rules else _source(target)
    if source:
        raise PermissionError(errno.EACCES, f"it is {source}")


def _source(target: Path) -> str:
    """What an existing file is that the command reads; empty where it reads it not."""
    if _is_standard_input(target):
        return "the file that standard input comes from"
    if _PACKAGE in target.parents:
        return "a file of recurtx itself"
    from recurtx.cli.inputs import rules_folder

    rules = target.suffix.lower() in _RULE_FILES and Path(os.path.realpath(rules_folder())) in target.parents
    return "a file of the rules in use" if rules else ""


def _is_standard_input(target: Path) -> bool:
    try:
        status = os.fstat(sys.stdin.fileno())
        return stat.S_ISREG(status.st_mode) and os.path.samestat(status, target.stat())
    except (OSError, ValueError, AttributeError):  # it is closed, or no file
        return False


def _into(output: str, text: str) -> None:
    """Write to a device or a pipe; a pipe that nobody reads is refused."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            descriptor = os.open(output, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
            break
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > until:
                raise OSError(errno.ENXIO, "nobody reads from this pipe") from None
        time.sleep(_ASLEEP)
    os.set_blocking(descriptor, True)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def _replace(target: Path, text: str, *, private: bool) -> None:
    """Write a file beside the old one, with its mode from the first byte on, and move it into its place."""
    old = target.stat() if target.exists() else None
    part = target.with_name(f".recurtx-{os.urandom(8).hex()}.part")
    mode = 0o600 if private or old else 0o666
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            if old is not None:
                _resemble(part, old, private=private)
            file.write(text)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


class Part:
    """A file that is being written beside the one whose place it is to take."""

    def __init__(self, path: Path) -> None:
        self.path, self.whole = path, False

    def done(self) -> None:
        """It is whole, and may take its place."""
        self.whole = True


@contextmanager
def replacing(output: str, option: str = "--output") -> Iterator[Part]:
    """A patients' file that others write: it takes its place where it is said to be done, and else leaves nothing.

    Raises:
        UsageError: RTX205 the file that ``option`` names cannot be written.
    """
    part: Path | None = None
    try:
        target = Path(os.path.realpath(output))
        _check(target, output, rules=False)
        if _is_special(output):
            raise OSError(errno.EINVAL, "it is no file")
        old = target.stat() if target.exists() else None
        part = target.with_name(f".recurtx-{os.urandom(8).hex()}.part")
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if old is not None:
            _resemble(part, old, private=True)
        found = Part(part)
        yield found
        if found.whole:
            part.replace(target)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error) or "its name is not UTF-8"
        raise UsageError.one("RTX205", f"the file cannot be written: {why}", f"{option} {output}") from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _resemble(part: Path, old: os.stat_result, *, private: bool) -> None:
    """Give a file the owner and the mode of the one that it replaces; a patient's is closed if all could read it."""
    new = part.stat()
    if hasattr(os, "chown") and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(part, old.st_uid, old.st_gid)
        except PermissionError:
            raise PermissionError(errno.EPERM, "it belongs to another user or group") from None
    mode = stat.S_IMODE(old.st_mode)
    part.chmod(mode & stat.S_IRWXU if private and mode & stat.S_IRWXO else mode)


def rescue(text: str, command: str) -> None:
    """Put what would be lost into a new file, named on standard error: in the folder at hand, else in one's own."""
    from recurtx.cli.output import note

    for folder in (Path.cwd, Path.home):
        with suppress(UsageError, OSError, RuntimeError):
            file = folder() / f"recurtx-{command}-{os.urandom(4).hex()}.yaml"
            save(text, str(file), private=True)
            note(f"the answers are in {file}")
            return


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


def keep(source: str | None, output: str | None, what: str = "profile", option: str = "--output") -> None:
    """Refuse an answer in the place of the file that it is made from.

    Raises:
        UsageError: RTX205 the file would be lost.
    """
    if same_file(source, output):
        message = f"the answer would be written over the {what} that it is made from"
        raise UsageError.one("RTX205", message, f"{option} {output}", "name another file")


def keep_folders(folders: Iterable[str | None], output: str | None, endings: tuple[str, ...]) -> None:
    """Refuse an answer in the place of a file, with one of these endings, in a folder that it is made from.

    Raises:
        UsageError: RTX205 the file would be lost.
    """
    if output is None:
        return
    target = Path(os.path.realpath(output))
    inside = any(folder and Path(os.path.realpath(folder)) in target.parents for folder in folders)
    if inside and target.exists() and target.suffix.lower() in endings:
        message = "the answer would be written over a file that it is made from"
        raise UsageError.one("RTX205", message, f"--output {output}", "name another file")
