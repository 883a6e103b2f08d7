"""The columns of a table as facts: each distinct value is read once, by the reader of profiles.

What a column says is understood as everywhere: other words, units, sets in one text. A value that cannot be taken is
a mistake of every patient who has it; nothing is guessed, and nothing stops the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from recurtx.cohort.coded import MISSING, NOWHERE, Chosen, Coded, Contents, Numeric, Several, values_of
from recurtx.document import Scalar, Unreadable, node_of, read_text
from recurtx.errors import Location, Problem, ProfileError
from recurtx.profile import VOCABULARY, Kind, SetContent, Written, assemble
from recurtx.profile.content import content_of
from recurtx.profile.units import unusual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recurtx.cohort.circuit import Bits
    from recurtx.cohort.coded import Codes, Column, Numbers
    from recurtx.cohort.naming import Naming, Part
    from recurtx.document import Node
    from recurtx.profile import Content, Fact, Names

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
        self._numbered: dict[str, Codes] = {}
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
        self._numbered = numbered(frame, (part.column for part in words))
        for path in sorted(by_path, key=lambda path: path != TYPE):
            fact, (part, *more) = VOCABULARY.get(path), by_path[path]
            if fact is None:
                if path in DATES:
                    self._codes(part, frame, refused, None)
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
            if int(row) not in refused.found:
                refused.add(int(row), column, [problem])

    # Single columns

    def _number(self, fact: Fact, part: Part, frame: pl.DataFrame, refused: Refused) -> Numeric:
        """Numbers as they stand where nothing is unusual about them; the others are read one by one."""
        series = frame[part.column]
        if part.values or not (series.dtype.is_numeric() or series.dtype == pl.String):
            read, codes = self._codes(part, frame, refused, None)
            values = [np.nan if content is None else float(content) for content in read]  # type: ignore[arg-type]
            return Numeric(fact, np.array([*values, np.nan])[codes])
        if series.dtype == pl.String:
            plain = series.str.contains(_PLAIN).fill_null(value=False)
            bare = pl.select(pl.when(plain).then(series.str.strip_chars())).to_series().cast(pl.Float64)
        else:
            bare = series.cast(pl.Float64)
        numbers = bare.to_numpy().copy()
        if part.factor is not None:
            numbers = np.round(numbers * part.factor, _EXACT)
        odd = (series.is_not_null().to_numpy() | ~np.isnan(numbers)) & ~_usual(fact, numbers, part)
        if odd.any():
            some = np.flatnonzero(odd)
            read, codes = self._codes(part, frame[some], refused, None, some)
            found = np.array([*(np.nan if c is None else float(c) for c in read), np.nan])  # type: ignore[arg-type]
            numbers[some] = found[codes]
        return Numeric(fact, numbers)

    def _words(self, fact: Fact, part: Part, frame: pl.DataFrame, refused: Refused, kinds: Chosen | None) -> Column:
        series = frame[part.column]
        if series.dtype == pl.Boolean and fact.kind is Kind.BOOLEAN and not part.values:
            there = series.is_not_null().to_numpy()
            yes = series.fill_null(value=False).to_numpy()
            return Chosen(fact, np.where(there, np.where(yes, 0, 1), NOWHERE).astype(np.uint8))
        read, codes = self._codes(part, frame, refused, kinds if fact.by_type else None)
        if fact.is_set:
            contents = {content: None for content in read if isinstance(content, SetContent)}
            places = {content: place for place, content in enumerate(contents)}
            table = [MISSING if c is None else places[c] for c in read]  # type: ignore[index]
            return Several(fact, np.array([*table, MISSING], dtype=np.intp)[codes], Contents(contents))
        place = {value: i for i, value in enumerate(values_of(fact.path))}
        table = [NOWHERE if c is None else place[c] for c in read]  # type: ignore[index]
        return Chosen(fact, np.array([*table, NOWHERE], dtype=np.uint8)[codes])

    def _elements(self, fact: Fact, parts: Sequence[Part], frame: pl.DataFrame, refused: Refused) -> Several:
        """A set of which each column tells one element."""
        states = np.zeros(len(frame), dtype=np.int64)
        for part in parts:
            read, codes = self._codes(part, frame, refused, None)
            table = np.array([0 if c is None else 1 + bool(c) for c in read] + [0], dtype=np.int64)
            states = states * 3 + table[codes]
        distinct, inverse = np.unique(states, return_inverse=True)
        contents = [_told(int(state), [part.element for part in parts]) for state in distinct]
        codes = np.where(distinct[inverse] == 0, MISSING, inverse)
        return Several(fact, codes, Contents(contents))

    def _codes(
        self, part: Part, frame: pl.DataFrame, refused: Refused, kinds: Chosen | None, rows: Codes | None = None
    ) -> tuple[list[Content | None], Codes]:
        """What the distinct values of a column mean, and which of them each patient has, -1 for none.

        ``kinds`` are the cancers of the patients, where the meaning hangs on them; ``rows`` who they are in the whole
        table, where these are some of them.
        """
        series = frame[part.column]
        codes, raw = encoded(series, self._numbered.get(part.column) if rows is None else None)
        pairs = [(value, "") for value in raw]
        if kinds is not None and len(raw):
            both = np.where(codes == MISSING, MISSING, codes * (NOWHERE + 1) + kinds.codes)
            distinct, inverse = np.unique(both, return_inverse=True)
            pairs = [(raw[p // (NOWHERE + 1)], _kind(p % (NOWHERE + 1))) for p in distinct.tolist() if p != MISSING]
            codes = inverse - (distinct[0] == MISSING)
        found = [self._meaning(part, value, kind) for value, kind in pairs]
        bad = np.array([isinstance(meant, list) for meant in found] + [False], dtype=np.bool_)
        for row in np.flatnonzero(bad[codes]):
            meant = found[codes[row]]
            if isinstance(meant, list):
                refused.add(int(row if rows is None else rows[row]), part.column, meant)
        return [None if isinstance(meant, list) else meant for meant in found], codes

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


_BETWEEN = "\x1f"
"""Between the elements of a list that is compared as one text."""


def numbered(frame: pl.DataFrame, columns: Iterable[str]) -> dict[str, Codes]:
    """Of columns of words, and of lists of words, a number for each distinct value, -1 for none, all in one go."""
    kinds = {name: frame.schema[name] for name in columns}
    lists = [name for name, kind in kinds.items() if kind == pl.List(pl.String)]
    blank = frame.select(pl.col(name).list.contains("").any() for name in lists).row(0) if lists else ()
    words = {name: pl.col(name) for name, kind in kinds.items() if isinstance(kind, (pl.String, pl.Categorical))}
    sound = [name for name, has in zip(lists, blank, strict=True) if not has]
    words |= {name: pl.col(name).list.join(_BETWEEN, ignore_nulls=True) for name in sound}
    places = (text.cast(pl.Categorical).to_physical().cast(pl.Int64).fill_null(MISSING) for text in words.values())
    found = frame.select(place.alias(name) for name, place in zip(words, places, strict=True))
    return {name: found[name].to_numpy() for name in words}


def encoded(series: pl.Series, numbers: Codes | None = None) -> tuple[Codes, list[Any]]:
    """For each row the place of its value among the distinct ones, -1 for none, and these."""
    if numbers is not None:
        first = np.full(numbers.max(initial=MISSING) + 2, MISSING)
        first[numbers[::-1]] = np.arange(len(numbers))[::-1]
        met = np.flatnonzero(first[:-1] != MISSING)
        table = np.full(len(first), MISSING)
        table[met] = np.arange(len(met))
        return table[numbers], series.gather(first[met]).to_list()
    rows = pl.DataFrame({"value": series}).with_row_index("row")
    begin = rows.select(pl.col("row").first().over("value")).to_series().to_numpy().astype(np.intp)
    there = series.is_not_null().to_numpy()
    begins = (begin == np.arange(len(begin))) & there
    place = np.cumsum(begins) - 1
    return np.where(there, place[begin], MISSING), series.gather(np.flatnonzero(begins)).to_list()


def _usual(fact: Fact, numbers: Numbers, part: Part) -> Bits:
    """Whether a number can be taken as it stands."""
    found = (numbers >= (fact.low or 0)) & (numbers <= (fact.high or 0))
    step = fact.step or (1 if fact.kind is Kind.WHOLE else 0)
    if step:
        found &= np.floor(numbers / step) * step == numbers
    for low, high in unusual(fact) if part.factor is None else ():
        found &= ~((numbers >= low) & (numbers <= high))
    return found


def _is_number(path: str) -> bool:
    return path in VOCABULARY and VOCABULARY[path].is_number


def _kind(place: int) -> str:
    return str(values_of(TYPE)[place]) if place < NOWHERE else ""


def _told(state: int, elements: Sequence[str]) -> SetContent:
    """What columns for single elements say together; the last one is the last digit."""
    present, absent = set[str](), set[str]()
    for element in reversed(elements):
        state, digit = divmod(state, 3)
        (present if digit == 2 else absent if digit else set()).add(element)
    return SetContent(frozenset(present), frozenset(absent))


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
