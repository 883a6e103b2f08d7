"""The columns of a table as facts: each distinct value is read once, by the reader of profiles.

What a column says is understood as everywhere: other words, units, sets in one text. A value that cannot be taken is
a mistake of every patient who has it; nothing is guessed, and nothing stops the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import polars as pl

from recurtx.cohort.coded import NOWHERE, Chosen, Coded, Contents, Numeric, Several, values_of
from recurtx.cohort.distinct import MISSING, Places, distinct, hashed, together
from recurtx.document import Scalar, Unreadable, node_of, read_text
from recurtx.errors import Location, Problem, ProfileError
from recurtx.profile import VOCABULARY, Kind, SetContent, Written, assemble
from recurtx.profile.content import content_of
from recurtx.profile.units import unusual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recurtx.cohort.circuit import Bits
    from recurtx.cohort.coded import Codes, Column, Numbers
    from recurtx.cohort.distinct import Distinct
    from recurtx.cohort.naming import Naming, Part
    from recurtx.document import Node
    from recurtx.profile import Content, Fact, Names

Item = TypeVar("Item", bound=np.generic)
ID, TYPE = "id", "cancer.type"
HISTORY = ("prior.operations", "prior.regimens")
"""Records from which other facts follow; who has one is read as a single patient."""
DATES = ("as_of", "recurrence.date")
_PLAIN = r"^\s*-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?\s*$"
"""A number as text that means nothing else."""
_EXACT = 9
"""Decimal places to which a number in another unit is kept."""


@dataclass
class Refused:
    """What is wrong, patient by patient: the column, the problem."""

    found: dict[int, list[tuple[str, Problem]]] = field(default_factory=dict)

    @classmethod
    def of(cls, torn: Mapping[int, Sequence[Problem]]) -> Refused:
        """Those of whom the row itself is not whole."""
        return cls({row: [("", problem) for problem in problems] for row, problems in torn.items()})

    def add(self, row: int, column: str, problems: Sequence[Problem]) -> None:
        """One more patient who cannot be taken."""
        self.found.setdefault(row, []).extend((column, problem) for problem in problems)

    def rows(self, count: int) -> Bits:
        """Who cannot be taken."""
        bits = np.zeros(count, dtype=np.bool_)
        bits[list(self.found)] = True
        return bits


class Reader:
    """Reads tables of one form; what a value means is kept from table to table.

    Args:
        naming: what the columns say.
        names: the drugs and options that the rules know.
        text: whether values stand as text, as in CSV, and are read as YAML is.
    """

    def __init__(self, naming: Naming, names: Names, *, text: bool) -> None:
        self.naming, self.names, self.text = naming, names, text
        self._distinct: dict[str, Distinct] = {}
        self._plain: dict[str, pl.Series] = {}
        self._contents: dict[str, Contents] = {}
        self._meanings: dict[tuple[str, str, object], Content | None | list[Problem]] = {}

    # Whole tables

    def read(self, frame: pl.DataFrame, also: Refused | None = None) -> tuple[Coded, Refused]:
        """What is recorded of the patients of a table, and who cannot be taken as far as single values tell.

        ``also`` says who cannot be taken for another reason.
        """
        refused = Refused({row: list(problems) for row, problems in also.found.items()} if also else {})
        columns: dict[str, Column] = {}
        by_path: dict[str, list[Part]] = {}
        for part in self.naming.parts:
            by_path.setdefault(part.path, []).append(part)
        kinds: Chosen | None = None
        words = (p for p in self.naming.parts if p.path in (*DATES, *VOCABULARY) and not _is_number(p.path))
        self._distinct = distinct(frame, (part.column for part in words))
        plain = (name for name, kind in frame.schema.items() if kind.is_numeric())
        self._plain = frame.select(pl.col(name).cast(pl.Float64).fill_null(np.nan) for name in plain).to_dict()
        for path in sorted(by_path, key=lambda path: path != TYPE):
            fact, (part, *more) = VOCABULARY.get(path), by_path[path]
            if fact is None:
                if path in DATES:
                    self._places(part, frame, refused, None)
                continue
            if part.element:
                columns[path] = self._elements(fact, [part, *more], frame, refused)
            elif fact.is_number:
                columns[path] = self._number(fact, part, frame, refused)
            else:
                columns[path] = self._words(fact, part, frame, refused, kinds)
            if path == TYPE:
                kinds = columns[path]  # type: ignore[assignment]
                self._without_type(kinds, part.column, refused)  # type: ignore[arg-type]
        return Coded(len(frame), columns), refused

    def _without_type(self, kinds: Chosen, column: str, refused: Refused) -> None:
        hint = f"one of {VOCABULARY[TYPE].allowed()}"
        problem = Problem("RTX113", f"`{TYPE}` is missing", Location(column), hint)
        for row in np.flatnonzero(~kinds.recorded()):
            if all(told not in ("", column) for told, _ in refused.found.get(int(row), ())):
                refused.add(int(row), column, [problem])

    # Single columns

    def _number(self, fact: Fact, part: Part, frame: pl.DataFrame, refused: Refused) -> Numeric:
        """Numbers as they stand where nothing is unusual about them; the others are read one by one."""
        series = frame[part.column]
        if part.values or not (series.dtype.is_numeric() or series.dtype == pl.String):
            read, places = self._places(part, frame, refused, None)
            return Numeric(fact, places.spread(_numbers(read)))
        plain = self._plain.get(part.column)
        if plain is None:
            right = series.str.contains(_PLAIN).fill_null(value=False)
            plain = pl.select(pl.when(right).then(series.str.strip_chars()).cast(pl.Float64)).to_series()
            plain = plain.fill_null(np.nan)
        numbers = plain.to_numpy()
        if part.factor is not None:
            numbers = np.round(numbers * part.factor, _EXACT)
        odd = _odd(fact, numbers, part, whole=series.dtype.is_integer())
        if not series.dtype.is_integer():
            odd |= np.isnan(numbers) & series.is_not_null().to_numpy()
        if odd.any():
            some, numbers = np.flatnonzero(odd), numbers.copy()
            read, places = self._places(part, frame[some], refused, None, some)
            numbers[some] = places.spread(_numbers(read))
        return Numeric(fact, numbers)

    def _words(self, fact: Fact, part: Part, frame: pl.DataFrame, refused: Refused, kinds: Chosen | None) -> Column:
        read, places = self._places(part, frame, refused, kinds if fact.by_type else None)
        if fact.is_set:
            contents = self._contents.setdefault(fact.path, Contents())
            return Several(fact, places.spread(_after(map(contents.place, read), MISSING, np.int32)), contents)
        place: dict[Any, int] = {value: i for i, value in enumerate(values_of(fact.path))}
        return Chosen(fact, places.spread(_after((place.get(c, NOWHERE) for c in read), NOWHERE, np.uint8)))

    def _elements(self, fact: Fact, parts: Sequence[Part], frame: pl.DataFrame, refused: Refused) -> Several:
        """A set of which each column tells one element."""
        contents = self._contents.setdefault(fact.path, Contents())
        found, told = Places(np.zeros(len(frame), dtype=np.intp), np.zeros(1, dtype=np.intp)), [SetContent()]
        for part in parts:
            read, places = self._places(part, frame, refused, None)
            states = places.spread(_after((0 if c is None else 1 + bool(c) for c in read), 0, np.intp))
            found, met = together(found.codes * 3 + states)
            told = [_told(told[state // 3], part.element, state % 3) for state in met.tolist()]
        codes = [MISSING if content == SetContent() else contents.place(content) for content in told]
        return Several(fact, found.spread(_after(codes, MISSING, np.int32)), contents)

    def _places(
        self, part: Part, frame: pl.DataFrame, refused: Refused, kinds: Chosen | None, rows: Codes | None = None
    ) -> tuple[list[Content | None], Places]:
        """What the distinct values of a column mean, and which of them each patient has.

        ``kinds`` are the cancers of the patients, where the meaning hangs on them; ``rows`` who they are in the whole
        table, where these are some of them.
        """
        series = frame[part.column]
        places, raw, odd = (self._distinct.get(part.column) if rows is None else None) or hashed(series)
        pairs = [(value, "") for value in raw]
        if kinds is not None:
            places, both = together((places.codes + 1) * (NOWHERE + 1) + kinds.codes)
            values = [None, *raw]
            pairs = [(values[p // (NOWHERE + 1)], _kind(p % (NOWHERE + 1))) for p in both.tolist()]
        found = [None if value is None else self._meaning(part, value, kind) for value, kind in pairs]
        bad = np.array([isinstance(meant, list) for meant in found] + [False], dtype=np.bool_)
        told = [None if isinstance(meant, list) else meant for meant in found]
        if not bad.any() and odd is None:
            return told, places
        wrong, codes = places.spread(bad), places.codes
        some = np.flatnonzero(wrong if odd is None else wrong | odd)
        if rows is None and series.dtype == pl.List:  # what is wrong with a list is told of it as it stands
            of_kinds = None if kinds is None else kinds.some(some)
            again, theirs = self._places(part, frame[some], refused, of_kinds, some)
            codes[some] = np.where(theirs.codes == MISSING, MISSING, theirs.codes + len(told))
            return [*told, *again], Places.of(codes)
        for row in some:
            meant = found[codes[row]]
            if isinstance(meant, list):
                refused.add(int(row if rows is None else rows[row]), part.column, meant)
        return told, places

    # Single values

    def _meaning(self, part: Part, value: Any, kind: str) -> Content | None | list[Problem]:
        """What a value means; why it cannot be taken, or None where it says nothing."""
        key = (part.column, kind, repr(value))
        if key not in self._meanings:
            try:
                self._meanings[key] = self._read(part, value, kind)
            except (ProfileError, Unreadable) as error:
                self._meanings[key] = list(error.problems)
        return self._meanings[key]

    def _read(self, part: Part, value: Any, kind: str) -> Content | None:
        written = self.written(part, value)
        if written is None:
            return None
        if part.element:
            return yes_or_no(written.node, part)
        facts = {TYPE: Written(Location(TYPE), Scalar(kind or "other", kind or "other", Location(TYPE)))}
        record = assemble(
            {**facts, part.path: written}, self.names, part.column, meant=part.factor is not None, together=False
        )
        found = record.profile.recorded().get(part.path)
        return None if found is None else content_of(found)

    def written(self, part: Part, value: Any) -> Written | None:
        """A value as a profile would have it; None where nothing is written."""
        place = Location(part.column)
        said = str(value).strip()
        if said in part.values:
            node: Node = node_of(part.values[said], place)
        elif isinstance(value, str) and not said:
            return None
        elif isinstance(value, str) and self.text:
            node = read_text(value, part.column, placed=False).root
        else:
            node = node_of(_pruned(value), place)
        if isinstance(node, Scalar) and node.value is None:
            return None
        if part.factor is not None and isinstance(node, Scalar) and isinstance(node.value, (int, float)):
            number = round(float(node.value) * part.factor, _EXACT)
            node = Scalar(number, f"{number:g}", place)
        return Written(place, node, part.name)

    def patient(self, frame: pl.DataFrame, row: int) -> dict[str, Written]:
        """All that is written of one patient."""
        found: dict[str, Written] = {}
        elements: dict[str, dict[str, list[str]]] = {}
        for part in self.naming.parts:
            value = None if part.path == ID else frame[part.column][row]
            value = value.to_list() if isinstance(value, pl.Series) else value
            written = None if value is None else self.written(part, value)
            if written is None:
                continue
            if part.element:
                there = yes_or_no(written.node, part)
                both = elements.setdefault(part.path, {"present": [], "absent": []})
                both["present" if there else "absent"] += [] if there is None else [part.element]
                written = Written(written.key, node_of(both, written.key))
            found[part.path] = written
        return found


def _after(values: Iterable[int], missing: int, kind: type[Item]) -> np.ndarray[tuple[int], np.dtype[Item]]:
    """Numbers as an array, and behind them that of whoever has none."""
    return np.array([*values, missing], dtype=kind)


def _numbers(read: Iterable[Content | None]) -> Numbers:
    return np.array([*(np.nan if c is None else float(c) for c in read), np.nan])  # type: ignore[arg-type]


def _odd(fact: Fact, numbers: Numbers, part: Part, *, whole: bool) -> Bits:
    """Whether a number cannot be taken as it stands; ``whole`` where none has decimal places."""
    found = (numbers < (fact.low or 0)) | (numbers > (fact.high or 0))
    step = fact.step or (1 if fact.kind is Kind.WHOLE else 0)
    if step and not (whole and step == 1 and part.factor is None):
        found |= (np.floor(numbers / step) * step != numbers) & ~np.isnan(numbers)
    for low, high in unusual(fact) if part.factor is None else ():
        found |= (numbers >= low) & (numbers <= high)
    return found


def _is_number(path: str) -> bool:
    return path in VOCABULARY and VOCABULARY[path].is_number


def _kind(place: int) -> str:
    return str(values_of(TYPE)[place]) if place < NOWHERE else ""


def _told(content: SetContent, element: str, state: int) -> SetContent:
    """A set, and of one more element that it is there (2) or not (1)."""
    if not state:
        return content
    one = frozenset({element})
    return SetContent(
        content.present | (one if state == 2 else frozenset()), content.absent | (one if state == 1 else frozenset())
    )


def yes_or_no(node: Node, part: Part) -> bool | None:
    """Whether an element is there; None where the column does not say.

    Raises:
        ProfileError: RTX120 it says something else.
    """
    from recurtx.profile import synonyms as table
    from recurtx.profile.names import key

    said = node.value if isinstance(node, Scalar) else None
    if isinstance(said, bool):
        return said
    text = key(node.text) if isinstance(node, Scalar) else ""
    for words, meant in ((table.YES, True), (table.NO, False), (table.UNKNOWN, None)):
        if text and text in {key(word) for word in words.split(",")}:
            return meant
    if said in (0, 1):
        return bool(said)
    problem = Problem("RTX120", f"`{part.column}` cannot be `{text}`", Location(part.column), "yes or no")
    raise ProfileError([problem])


def _pruned(value: Any) -> Any:
    """A nested value without what is not recorded in it, which a table must hold all the same."""
    if isinstance(value, dict):
        return {k: _pruned(v) for k, v in value.items() if v is not None}
    if isinstance(value, (list, pl.Series)):
        return [_pruned(v) for v in value if v is not None]
    return value
