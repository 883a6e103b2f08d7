"""Everything that recurtx may raise, and how a mistake is described.

::

    RecurtxError                 one or more problems, and the exit code that they lead to
    ├── InputError      exit 2   the invocation or the profile is wrong
    │   ├── UsageError           an option, a path, a case or an option id
    │   └── ProfileError         the content of a patient profile
    └── RulesError      exit 3   the rules cannot be used

A problem has a stable code, which ``recurtx rules check --explain CODE`` explains, and a location that is always
filled. Problems are collected and raised once, so that a user sees all of them.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SLIPS = 2
"""Letters that a misspelt id may be shorter or longer by; beyond that it is a part of one."""
_NEAREST = 3
"""Ids named at most where several may be meant."""
_REMEMBERED = 3
"""Letters from which on a word may stand for the ids that hold it."""


class ExitCode(IntEnum):
    """What the command tells the shell."""

    DONE = 0
    """The command did what was asked."""
    FOUND = 1
    """A check found something: a broken rule example, a finding of ``rules check``."""
    BAD_INPUT = 2
    """The invocation or the profile is wrong; nothing was assessed."""
    BAD_RULES = 3
    """The rules cannot be used; nothing was assessed."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a problem stands.

    ``path`` is the file as the user named it, ``<stdin>``, or the command-line option. ``line`` and ``column``
    count from 1; 0 means that the problem concerns the whole of ``path``. ``width`` is the length of the caret and
    ``text`` the line of the file, empty where there is none to show.
    """

    path: str
    line: int = 0
    column: int = 0
    width: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: a stable code, what is wrong, where, and how it may be mended."""

    code: str
    message: str
    location: Location
    help: str = ""

    @classmethod
    def unknown(
        cls, code: str, message: str, location: Location, word: str, known: Iterable[str], otherwise: str = ""
    ) -> Problem:
        """``word`` is none of the ``known``; the help names the nearest of them, or else says ``otherwise``."""
        return cls(code, message, location, suggestion(nearest(word, known), otherwise))

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of a report: by file, then by place."""
        return (self.location.path, self.location.line, self.location.column, self.code, self.message)


class RecurtxError(Exception):
    """One or more problems; nothing was assessed."""

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(set(problems), key=Problem.sort_key)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(f"{p.location}: {p.code} {p.message}" for p in self.problems)


class InputError(RecurtxError):
    """The invocation or the profile is wrong."""


class UsageError(InputError):
    """An option, a path, a case or an option id is wrong."""

    @classmethod
    def one(cls, code: str, message: str, where: str, help: str = "") -> UsageError:
        """A usage error with a single problem at ``where``, the argument as the user typed it."""
        return cls([Problem(code, message, Location(where), help)])

    @classmethod
    def unknown(
        cls, code: str, message: str, word: str, known: Iterable[str], otherwise: str = "", where: str = ""
    ) -> UsageError:
        """``word`` is none of the ``known``; the help names the nearest of them, or else says ``otherwise``."""
        return cls([Problem.unknown(code, message, Location(where or word), word, known, otherwise)])


class ProfileError(InputError):
    """The content of a patient profile is wrong."""


class RulesError(RecurtxError):
    """The rules cannot be used."""

    exit_code = ExitCode.BAD_RULES


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The nearest correct spelling of ``word``, or None where none is near; case and hyphens do not count."""
    import difflib  # 10 ms, and most runs misspell nothing

    names = {_folded(name): name for name in sorted(candidates)}
    folded = _folded(word.strip()[:_LONGEST])
    if folded in names:
        return names[folded]
    found = difflib.get_close_matches(folded, names, n=1, cutoff=0.72)
    return names[found[0]] if found else None


_LONGEST = 100
"""Longer words are no misspelling; comparing them costs."""


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The ids that ``word`` may stand for: the one that it misspells, else those that begin with it or hold it.

    At most three, the shortest first, then in their order: an id is looked for by the word that one remembers of it.
    """
    names = sorted(sorted(known) if isinstance(known, Set) else known, key=len)
    near, folded = did_you_mean(word, names), _folded(word.strip())
    if near and abs(len(near) - len(folded)) <= _SLIPS:
        return (near,)
    begins = [name for name in names if _folded(name).startswith(folded)]
    holds = [name for name in names if f"_{folded}" in f"_{_folded(name)}".replace(".", "_")]
    found = (begins or holds)[:_NEAREST] if len(folded) >= _REMEMBERED else []
    return tuple(found) or ((near,) if near else ())


def _folded(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")


_REPEATED = 60
"""Enough to find it again, and no more than a line."""


def brief(text: str, most: int = _REPEATED) -> str:
    """A text as a message repeats it: of a long one the beginning."""
    return text if len(text) <= most else f"{text[:most]}…"


_QUOTED = re.compile(rf"`([^`]{{{_REPEATED + 1},}})`")
_MOST = 2000
"""Characters of a message or of the name of a place: more is no message."""


def shortened(text: str) -> str:
    """A message with long words of the user cut, and itself where it is longer than anybody reads."""
    short = _QUOTED.sub(lambda m: f"`{brief(m.group(1))}`", text)
    return short if len(short) <= _MOST else f"{short[:_MOST]}…"


def suggestion(near: str | Sequence[str] | None, otherwise: str = "") -> str:
    """The help for a word that is not known: the ``near`` ones that are, or what to do ``otherwise``."""
    names = [f"`{name}`" for name in ((near,) if isinstance(near, str) else near or ()) if name]
    return f"did you mean {', '.join(names[:-1])}{' or ' * (len(names) > 1)}{names[-1]}?" if names else otherwise
