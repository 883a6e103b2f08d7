"""``recurtx doctor``: whether everything that recurtx needs is there, and what could be better."""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from recurtx._version import __version__
from recurtx.cli.options import Formats, Output
from recurtx.cli.output import look, show, width
from recurtx.cli.preferences import KEYS, configured, place, preferred
from recurtx.cli.state import settings
from recurtx.errors import ExitCode, RecurtxError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DEVELOPERS = ("test", "check", "docs")
"""Extras that nobody needs who does not change recurtx itself."""
_NEEDS = re.compile(
    r"(?P<name>[\w.-]+)(?:\[[^]]*\])?\s*(?P<wanted>[^;]*?)\s*(?:;.*extra == ['\"](?P<extra>[\w-]+)['\"].*)?\Z"
)
_COMPLETIONS = {
    "bash": ".bash_completions/recurtx.sh", "zsh": ".zfunc/_recurtx", "fish": ".config/fish/completions/recurtx.fish",
}  # fmt: skip
"""Where `--install-completion` writes, below the home of the user."""
FINE, NOTE, BROKEN = "fine", "note", "broken"


def doctor(format: Formats = Format.terminal, output: Output = None) -> None:
    """Look at Python, libraries, rules, cache, configuration and terminal; say what is broken and how it is mended.

    Leaves with 1 if something is broken. No patient is read.

    Examples:

      recurtx doctor

      recurtx doctor --format json
    """
    from recurtx.pages.config import doctor_page

    parts: dict[str, Callable[[], Iterator[dict[str, str]]]] = {
        "Program": _program, "Rules": _rules, "Configuration": _configuration, "Terminal": _terminal, "Extras": _extras,
    }  # fmt: skip
    found = {part: list(look()) for part, look in parts.items()}
    show(lambda: doctor_page(found), lambda: {"doctor": found}, format, output)
    if any(one["state"] == BROKEN for looked in found.values() for one in looked):
        raise typer.Exit(ExitCode.FOUND)


def _said(what: str, said: str, state: str = FINE, help: str = "") -> dict[str, str]:
    return {"what": what, "said": said, "state": state, "help": help}


def _program() -> Iterator[dict[str, str]]:
    yield _said("recurtx", __version__)
    yield _said("Python", f"{platform.python_version()}, {platform.system()} {platform.machine()}")
    for name, _, extra in _needed():
        if not extra:
            yield _installed(name)


def _needed() -> list[tuple[str, str, str]]:
    """What the package needs: name, versions, and the extra that needs it."""
    try:
        lines = metadata.requires("recurtx") or []
    except metadata.PackageNotFoundError:  # run from its source
        return []
    found = [_NEEDS.match(line) for line in lines]
    return [(m["name"], m["wanted"], m["extra"] or "") for m in found if m]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _installed(name: str) -> dict[str, str]:
    version = _version(name)
    return _said(name, version) if version else _said(name, "missing", BROKEN, f"pip install {name}")


def _rules() -> Iterator[dict[str, str]]:
    from recurtx.cli.inputs import rules_folder
    from recurtx.program.library import caches, open_rules

    by = settings().rules_by or ("--rules" if settings().rules else "the package")
    folder = rules_folder()
    yield _said("folder", f"{folder} ({by})")
    try:
        rules = open_rules(folder)
    except RecurtxError as error:
        help = f"{error.problems[0].message}; see `recurtx rules check`"
        yield _said("rules", f"cannot be used: {len(error.problems)} mistakes", BROKEN, help)
    else:
        yield _said("rules", f"{rules.name} {rules.version}, {rules.digest[:8]}, {len(rules.distinct())} rules")
    for cache in caches():
        yield _cached(cache)
        break
    else:
        yield _said("cache", "none", NOTE, "rules are compiled anew each time; RECURTX_CACHE names a folder")


def _cached(cache: Path) -> dict[str, str]:
    existing = next((folder for folder in (cache, *cache.parents) if folder.exists()), cache)
    if os.access(existing, os.W_OK):
        return _said("cache", f"{cache}, can be written")
    return _said("cache", f"{cache}, cannot be written", NOTE, "rules are compiled anew each time")


def _configuration() -> Iterator[dict[str, str]]:
    try:
        file = configured()
        said = [(key, preferred(key, file)) for key in KEYS]
    except RecurtxError as error:
        for problem in error.problems:
            yield _said("file", f"{problem.location}: {problem.code} {problem.message}", BROKEN, problem.help)
        return
    where = place()
    yield _said("file", f"{where}" if where and where.is_file() else f"none; it would be {where}")
    for key, found in said:
        if found.value is not None:
            yield _said(key, f"{found.value} ({found.origin})")


def _terminal() -> Iterator[dict[str, str]]:
    at = sys.stdout.isatty()
    yield _said("output", "a terminal" if at else "a pipe or a file: no colours, no links, no pager")
    yield _said("width", f"{width()} columns")
    encoding = sys.stdout.encoding or "ascii"
    full = encoding.lower().replace("-", "").startswith("utf8")
    help = "" if full else "symbols are shown in ASCII; set LC_ALL=C.UTF-8, on Windows PYTHONUTF8=1"
    yield _said("encoding", encoding, FINE if full else NOTE, help)
    seen = look(sys.stdout)
    yield _said("colours", f"{_depth()}, theme {seen.theme}" if seen else "none")
    yield _said("links", "yes" if seen and seen.links else "no")
    named = settings().pager
    named = os.environ.get("PAGER", "less") if named is None else named
    there = bool(named) and shutil.which(shlex.split(named)[0]) is not None
    wanting = bool(named) and not there
    yield _said("pager", (named or "none") if not wanting else f"{named}, not found", NOTE if wanting else FINE,
                "long answers are not paged; see `recurtx config set pager`" if wanting else "")  # fmt: skip
    yield _completion()


def _depth() -> str:
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "16 million"
    return "256" if "256" in os.environ.get("TERM", "") else "16"


def _completion() -> dict[str, str]:
    shell = Path(os.environ.get("SHELL", "")).name
    inside = _COMPLETIONS.get(shell)
    try:
        there = inside is not None and (Path.home() / inside).is_file()
    except RuntimeError:  # no home
        there = False
    if there:
        return _said("completion", f"installed for {shell}")
    return _said("completion", f"not installed for {shell or 'your shell'}", NOTE, "recurtx --install-completion")


def _extras() -> Iterator[dict[str, str]]:
    extras: dict[str, list[str]] = {}
    for name, _, extra in _needed():
        if extra and extra not in _DEVELOPERS:
            extras.setdefault(extra, []).append(name)
    for extra, names in extras.items():
        missing = [name for name in names if _version(name) is None]
        if missing:
            yield _said(extra, f"not installed: {', '.join(missing)}", NOTE, f'pip install "recurtx[{extra}]"')
        else:
            yield _said(extra, ", ".join(f"{name} {_version(name)}" for name in names))
