"""Problems as a user sees them: place, code, message, the line with a caret, and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.markup.block import Gap, Item, Span, Text, Tone, Verbatim
from recurtx.markup.characters import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.errors import Problem, RecurtxError
    from recurtx.markup.block import Block, Page

_SHOWN = 72
"""Characters of a source line that fit in 80 columns beside its number; a longer one is cut around the caret."""
_MOST = 50
"""Problems shown at most: more than a page, and whoever mends them reads the rest after that."""


def error_page(error: RecurtxError, hint: str) -> Page:
    """The problems, a blank line apart, and a last line that says how many there are and what was not done."""
    page: list[Block] = [b for problem in error.problems[:_MOST] for b in (*_problem(problem), Gap())]
    more = len(error.problems) - _MOST
    page += [Text(f"{more} more, not shown"), Gap()] if more > 0 else []
    count = "1 error" if len(error.problems) == 1 else f"{len(error.problems)} errors"
    return [*page, Text(f"{count}; {hint}")]


def found_page(problems: Iterable[Problem]) -> Page:
    """Findings of a check, one under the other."""
    return [b for problem in problems for b in _problem(problem)]


def _problem(problem: Problem) -> Iterator[Block]:
    yield Verbatim((Span(f"{problem.location}: {problem.code}", Tone.URGENT), f" {problem.message}"))
    if problem.location.text.strip():
        yield _source(problem)
    if problem.help:
        yield Item("help:", problem.help)


def _source(problem: Problem) -> Verbatim:
    """The line of the file and a caret below it; characters that could steer a terminal are shown as escapes."""
    place = problem.location
    text, column = place.text, place.column - 1
    start = max(0, column - _SHOWN // 2) if len(text) > _SHOWN else 0
    end = start + _SHOWN
    before, after = safe(text[start:column]), safe(text[column:end])
    carets = "^" * max(1, len(safe(text[column : min(column + place.width, end)])))
    return Verbatim((f"{place.line:>5} │ {before}{after}\n{'':5} │ {' ' * len(before)}", Span(carets, Tone.URGENT)))
