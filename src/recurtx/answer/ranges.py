"""Classes of values and residuals in words: ``35 or more``, ``not large``, ``sites include liver``."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from recurtx.profile import VOCABULARY, Fact, Kind
from recurtx.program import formula as f

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recurtx.program.cells import Cell, Partition

_FEW = 3
"""So many words of a choice are named; more are told by what they leave out."""
_STEPS = 5
"""A whole number with so few steps is a scale, such as ECOG or ASA."""


def cells_words(path: str, element: str, cells: Iterable[int], partition: Partition) -> str:
    """The values of some cells of a fact, without its name."""
    fact, chosen = VOCABULARY[path], sorted(cells)
    if element:
        return "present" if chosen == [1] else "absent" if chosen == [0] else "present or absent"
    all_cells = partition.cells(path)
    if len(chosen) == len(all_cells):
        return "any value"
    if fact.is_number:
        return _or([_interval(fact, run) for run in _runs(chosen, all_cells)])
    words = [fact.word(all_cells[i].value) for i in chosen]
    rest = [fact.word(c.value) for i, c in enumerate(all_cells) if i not in chosen]
    if fact.ordered and len(chosen) > _FEW and len(_runs(chosen, all_cells)) == 1 and len(all_cells) - 1 in chosen:
        return f"{words[0]} or more"
    if fact.kind is Kind.CHOICE and len(rest) == 1 and len(words) > _FEW:
        return f"not {rest[0]}"
    return _or(words)


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _runs(chosen: Sequence[int], cells: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """Neighbouring cells joined: the first and the last of each run."""
    runs: list[list[int]] = []
    for place in chosen:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [(cells[run[0]], cells[run[-1]]) for run in runs]


def _interval(fact: Fact, run: tuple[Cell, Cell]) -> str:
    first, last = run
    low, high = (None if bound is None else fact.word(_number(fact, bound)) for bound in (first.low, last.high))
    if _is_scale(fact):  # both ends are told: ECOG 2 to 4
        ends = {fact.low if first.low is None else first.low, fact.high if last.high is None else last.high}
        return " to ".join(fact.word(_number(fact, end)) for end in sorted(e for e in ends if e is not None))
    if low is not None and high is not None:
        if first.low == last.high:
            return low
        if first.low_in and last.high_in:
            return f"{low} to {high}"
        return f"{'from' if first.low_in else 'above'} {low} {'to' if last.high_in else 'below'} {high}"
    if high is not None and not (fact.kind is Kind.WHOLE and last.high == fact.low):
        return f"{high} or less" if last.high_in else f"below {high}"
    if low is not None and first.low != fact.high:
        return f"{low} or more" if first.low_in else f"above {low}"
    return low or high or "any value"


def _is_scale(fact: Fact) -> bool:
    """Whether it counts the few steps of a scale."""
    return fact.kind is Kind.WHOLE and fact.low is not None and fact.high is not None and fact.high - fact.low <= _STEPS


def _number(fact: Fact, number: float) -> int | float:
    return int(number) if fact.kind is Kind.WHOLE or float(number).is_integer() else number


def change_words(path: str, element: str, cells: Iterable[int], partition: Partition) -> str:
    """A fact with some of its values: ``albumin 35 or more``, ``sites: no liver``."""
    fact, chosen = VOCABULARY[path], sorted(cells)
    name = fact.short
    if element == "*":
        return f"{name}: something else" if chosen == [1] else f"{name}: nothing else"
    if element:
        word = fact.word(element)
        return f"{name}: {word}" if chosen == [1] else f"{name}: no {word}"
    if fact.kind is Kind.BOOLEAN and len(chosen) == 1:
        value = partition.cells(path)[chosen[0]].value
        key = "true" if value else "false"
        return fact.words.get(key, name if value else f"no {name}")
    return f"{name} {cells_words(path, element, chosen, partition)}"


def formula_words(formula: f.Formula, partition: Partition) -> str:
    """A residual as one phrase: parts of a conjunction separated by ``; and``."""
    match formula:
        case f.Constant(value):
            return "nothing more" if value else "nothing that could be recorded"
        case f.And(of):
            return "; and ".join(_part(p, partition) for p in _grouped(of))
        case _:
            return _part(formula, partition)


def formula_parts(formula: f.Formula, partition: Partition) -> list[str]:
    """A residual as one phrase for each part of a conjunction; a long choice is told as a list."""
    found = []
    for part in _grouped(formula.of) if isinstance(formula, f.And) else [formula]:
        if isinstance(part, f.Or) and len(part.of) > _FEW:
            found.append("any of: " + _elements(part.of, partition, "; "))
        else:
            found.append(_part(part, partition))
    return found


def alternatives(formula: f.Formula) -> list[f.Formula]:
    """The parts of a choice, single facts first; nothing where it is certain."""
    if isinstance(formula, f.Constant):
        return []
    return _grouped(formula.of if isinstance(formula, f.Or) else (formula,))


def _part(formula: f.Formula, partition: Partition) -> str:
    match formula:
        case f.Constant(value):
            return "yes" if value else "no"
        case f.Literal(variable, cells):
            return change_words(variable.path, variable.element, cells, partition)
        case f.Or(of):
            return _elements(of, partition, " or ")
        case f.And(of):
            return "(" + _elements(of, partition, " and ") + ")"
        case f.AtLeast(number, of):
            return f"at least {number} of: " + ", ".join(_part(p, partition) for p in of)
        case _:
            assert_never(formula)


def _grouped(of: tuple[f.Formula, ...]) -> list[f.Formula]:
    """Single facts first: they read best."""
    return sorted(of, key=lambda part: not isinstance(part, f.Literal))


def _elements(of: tuple[f.Formula, ...], partition: Partition, word: str) -> str:
    """Parts joined by a word; elements of one set, all present or all absent, are named together."""
    rows: dict[tuple[str, object], list[str]] = {}
    for part in of:
        if isinstance(part, f.Literal) and part.variable.element not in ("", "*"):
            names = rows.setdefault((part.variable.path, part.cells), [])
            names.append(VOCABULARY[part.variable.path].word(part.variable.element))
        else:
            rows[(_part(part, partition), None)] = []
    return word.join(_set_words(path, cells, names, word) if isinstance(cells, frozenset) else path
                     for (path, cells), names in rows.items())  # fmt: skip


def _set_words(path: str, cells: frozenset[int], names: list[str], word: str) -> str:
    fact = VOCABULARY[path]
    if len(names) > 4 and fact.values:
        others = [fact.word(v) for v in fact.values if fact.word(v) not in names]
        if len(others) < len(names):
            rest = f" other than {', '.join(others)}" if others else ""
            some, none = ("something", "nothing") if others else ("any", "none")
            return f"{fact.short}: {some if cells == {1} else none}{rest}"
    last = " or " if word == "; " else word
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}{last}{names[-1]}"
    return f"{fact.short}: {joined}" if cells == {1} else f"{fact.short}: no {joined}"
