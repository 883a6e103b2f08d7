"""Problems as a user sees them: place, code, message, the line with a caret, and a way out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.errors import shortened
from recurtx.markup.block import Gap, Item, Span, Text, Tone, Verbatim
from recurtx.markup.characters import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.errors import Problem, RecurtxError
    from recurtx.markup.block import Block, Page

_SHOWN = 52
"""Characters of a source line that fit in 60 columns beside its number; a longer one is cut around the caret."""
_NEXT_KEY = re.compile(r""",\s*["']?[\w.]+["']?\s*:""")
"""A second key in one line."""
_FIELD_BEFORE = re.compile(r":\s*\S.*\s\Z")
"""A key with its value that ends before the place."""
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
    place = Span(f"{shortened(str(problem.location))}:\u00a0{problem.code}", Tone.URGENT)
    yield Text((place, f" {shortened(problem.message)}"), hang=1)
    if problem.location.text.strip():
        yield _source(problem)
    if problem.help:
        yield Item("help:", shortened(problem.help))


def _source(problem: Problem) -> Verbatim:
    """The line of the file and a caret below it; characters that could steer a terminal are shown as escapes."""
    place = problem.location
    text, column = place.text, place.column - 1
    start = max(0, column - _SHOWN // 2) if len(text) > _SHOWN else 0
    end = min(start + _SHOWN, len(text))
    if _crowded(text):
        start, end = _own(text, start, column, min(column + place.width, end), end)
    before, after = safe(text[start:column]), safe(text[column:end])
    carets = "^" * max(1, len(safe(text[column : min(column + place.width, end)])))
    return Verbatim((f"{place.line:>5} │ {before}{after}\n{'':5} │ {' ' * len(before)}", Span(carets, Tone.URGENT)))


@lru_cache(maxsize=8)
def _crowded(text: str) -> bool:
    """Whether more than one fact stands in a line."""
    return _NEXT_KEY.search(text) is not None


def _own(text: str, start: int, column: int, behind: int, end: int) -> tuple[int, int]:
    """The part of a line that is the field's own: what stands around it is of the patient, and was not asked for."""
    before = max(text.rfind(sign, start, column) for sign in ",{[") + 1 or start
    after = min((at for sign in ",}]{[:" if (at := text.find(sign, behind, end)) >= 0), default=end)
    if _FIELD_BEFORE.search(text[before:column]):
        return column, after
    blank = len(text[before:column]) - len(text[before:column].lstrip())
    return before + blank, after
