"""Rules ready for use: compiled once, and read from the compiled form as long as their files are what they were.

The shipped rules come compiled with the package. A folder of one's own is compiled into the user's cache when it is
first used. A compiled form is JSON behind one line that says what it is: the digest of all that follows, so that a
half-written or altered file is no answer, a key of the files it was made from and of the engine that made it, and the
marks of these files, their names and sizes. What does not fit is passed over, and the files themselves are read; a
cache that cannot be written is no error.

Of the shipped rules the marks are enough, as long as no file is newer than the compiled form: to read and digest all
files takes a third as long as to judge a patient.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from recurtx._version import __version__
from recurtx.document import MAX_BYTES
from recurtx.program import store as programs
from recurtx.program.compile import compiled, keep
from recurtx.reading import content
from recurtx.ruleset import shipped_rules, store
from recurtx.ruleset.folder import TooLarge, yaml_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.ruleset import Ruleset

SHIPPED = "compiled.json"
"""The compiled form beside the shipped rules."""
_KIND = b"recurtx-rules"
_WORDS = 4
"""Of the first line: what it is, the key, the marks, the digest."""
_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLING = 60 * 10**9
"""Nanoseconds that an installer may take from one file of the package to the last."""
_MEANING = ("document.py", "profile", "ruleset", "program")
"""What of a source tree decides what a compiled form holds."""


def open_rules(folder: Path) -> Ruleset:
    """The rules in a folder, compiled.

    Raises:
        RulesError: every mistake found, with file, line and column.
    """
    shipped = folder == shipped_rules()
    found = _read(folder / SHIPPED, folder, _marks(folder)) if shipped else None
    if found is not None:
        return found
    key = _key(folder)
    kept = [cache / f"{key}.json" for cache in caches()] if key else []
    for place in [folder / SHIPPED, *kept] if shipped else kept:
        found = _read(place, folder, key)
        if found is not None:
            return found
    from recurtx.ruleset import load_ruleset  # most runs find the compiled form, and need no reader of files

    ruleset = load_ruleset(folder)
    for place in kept:
        _write(place, packed(ruleset, key))
    return ruleset


def packed(ruleset: Ruleset, key: str, marks: str = "-") -> bytes:
    """A ruleset with its program as one file; ``key`` and ``marks`` say what it was made from."""
    body = bare(ruleset)
    return b" ".join((_KIND, key.encode(), marks.encode(), hashlib.sha256(body).hexdigest().encode())) + b"\n" + body


def bare(ruleset: Ruleset) -> bytes:
    """The same without a word of what it is, for whoever has it from this process alone."""
    return store.pack(store.dump(ruleset), programs.dump(compiled(ruleset)))


def _read(place: Path, folder: Path, made_from: str) -> Ruleset | None:
    """The rules in a compiled form; None where there is none, or it is not what it should be.

    ``made_from`` is the key that it must have, or its marks.
    """
    try:
        with place.open("rb") as file:
            if not made_from or not _ours(os.fstat(file.fileno()), place):
                return None
            head, body = file.readline().rstrip(b"\n").split(b" "), file.read()
    except OSError:
        return None
    kind, *said, digest = head if len(head) == _WORDS else [b""] * _WORDS
    if kind != _KIND or made_from.encode() not in said or digest != hashlib.sha256(body).hexdigest().encode():
        return None
    return unpacked(body, folder)


def unpacked(body: bytes, folder: Path) -> Ruleset:
    """A ruleset with its program from what ``bare`` made of them; ``folder`` is where its files stand."""
    found = store.Packed(body)
    ruleset = store.load(found, folder)
    keep(programs.load(found, ruleset))
    return ruleset


def _ours(status: os.stat_result, place: Path) -> bool:
    """Whether nobody else can have written a file: in the cache it is the user's own, and only theirs to write."""
    if place.name == SHIPPED or not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(place: Path, data: bytes) -> None:
    """Write the whole file beside its place and move it there, so that nobody reads half of it."""
    part = place.with_name(f".{os.urandom(8).hex()}.part")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        part.replace(place)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def caches() -> Iterator[Path]:
    """The user's cache folder; none where ``RECURTX_CACHE`` is set and empty, or there is no home."""
    named = os.environ.get("RECURTX_CACHE")
    if named is not None:
        yield from (Path(named),) if named else ()
        return
    home = {"win32": os.environ.get("LOCALAPPDATA"), "darwin": _home("Library/Caches")}.get(
        sys.platform, os.environ.get("XDG_CACHE_HOME") or _home(".cache")
    )
    if home:
        yield Path(home) / "recurtx"


def _home(inside: str) -> str | None:
    try:
        return str(Path.home() / inside)
    except RuntimeError:
        return None


def key_of(folder: Path, engine: str) -> str:
    """What a compiled form of a folder of rules is made from: every YAML file in it by name, and the engine."""
    digest = hashlib.sha256(f"{engine}\n{store.FORMAT}\n".encode())
    for path in yaml_files(folder):
        data = content(path, MAX_BYTES, pipes=False)
        digest.update(f"{os.path.relpath(path, folder)}\n{len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def marks_of(files: Iterable[Path], folder: Path, engine: str) -> str:
    """The names and sizes of the files of a folder, and the engine."""
    found = [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in files]
    return hashlib.sha256(f"{engine}\n{store.FORMAT}\n{found}".encode()).hexdigest()


def _marks(folder: Path) -> str:
    """The marks of the shipped rules; empty where a file is newer than their compiled form."""
    try:
        newest = (folder / SHIPPED).stat().st_mtime_ns + _INSTALLING
        files = yaml_files(folder)
        return "" if any(p.stat().st_mtime_ns > newest for p in files) else marks_of(files, folder, engine())
    except (OSError, TooLarge):
        return ""


def _key(folder: Path) -> str:
    """The key of a folder for this engine; empty where the folder cannot be read."""
    try:
        return key_of(folder, engine())
    except (OSError, TooLarge):
        return ""


def engine(*, built: bool | None = None) -> str:
    """The engine by its version and by the files that decide what a compiled form holds, which may change under it.

    ``built`` says that it is, or goes into, a wheel, where files have no times of their own; by default it is looked.
    """
    built = (_PACKAGE / "_rules").is_dir() if built is None else built
    files = (p for name in _MEANING for p in [_PACKAGE / name, *(_PACKAGE / name).glob("*.py")] if p.is_file())
    stats = ((p.name, p.stat()) for p in sorted(files))
    return f"{__version__} {[(name, s.st_size, 0 if built else s.st_mtime_ns) for name, s in stats]}"
