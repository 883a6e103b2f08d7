"""Problems as a user sees them: place, code, message, the line with a caret, and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.render._lines import Line, Span, Style, line, safe, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.errors import Problem, RecurtxError

__all__ = ["found_lines", "problem_lines"]

_SHOWN = 72
"""Characters of a source line that fit in 80 columns beside its number; a longer one is cut around the caret."""
_MOST = 50
"""Problems shown at most: more than a page, and whoever mends them reads the rest after that."""


def problem_lines(error: RecurtxError, width: int, hint: str) -> list[Line]:
    """The problems, a blank line apart, and a last line that says how many there are and what was not done."""
    found: list[Line] = []
    for problem in error.problems[:_MOST]:
        found.extend(_problem(problem, width))
        found.append(line(""))
    more = len(error.problems) - _MOST
    found += [line(f"{more} more, not shown"), line("")] if more > 0 else []
    count = "1 error" if len(error.problems) == 1 else f"{len(error.problems)} errors"
    return [*found, *wrap(f"{count}; {hint}", width)]


def found_lines(problems: Sequence[Problem], width: int) -> list[Line]:
    """Findings of a check, one under the other."""
    return [row for problem in problems for row in _problem(problem, width)]


def _problem(problem: Problem, width: int) -> list[Line]:
    head = f"{problem.location}: {problem.code} "
    found = [line(Span(head, Style.URGENT), problem.message)]
    if problem.location.text.strip():
        found.extend(_source(problem))
    if problem.help:
        found.extend(wrap(problem.help, max(width, 40), "help: "))
    return found


def _source(problem: Problem) -> list[Line]:
    """The line of the file and a caret below it; characters that could steer a terminal are shown as escapes."""
    place = problem.location
    text, column = place.text, place.column - 1
    start = max(0, column - _SHOWN // 2) if len(text) > _SHOWN else 0
    end = start + _SHOWN
    before, after = safe(text[start:column]), safe(text[column:end])
    marked = safe(text[column : min(column + place.width, end)])
    number = f"{place.line:>5}"
    carets = "^" * max(1, len(marked))
    return [
        line(f"{number} │ {before}{after}"),
        line(f"{'':5} │ {' ' * len(before)}", Span(carets, Style.URGENT)),
    ]
