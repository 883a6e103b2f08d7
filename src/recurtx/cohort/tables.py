"""Tables in files: CSV, TSV, Excel, Parquet and NDJSON, read in batches, so that memory stays flat.

A file is told by its ending. It must be the same at the end as it was at the beginning.
"""

from __future__ import annotations

import json
import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import polars as pl

from recurtx.cohort.delimited import TORN, count_rows, head_of, whole_rows
from recurtx.errors import Location, Problem, UsageError, brief
from recurtx.profile import SECTIONS
from recurtx.profile.spellings import section_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

BATCH = 1 << 17
"""Patients that are read, judged and written together."""
SEPARATORS = {".csv": ",", ".tsv": "\t"}
_PARQUET, _LINES, _BOOKS = (".parquet", ".pq"), (".ndjson", ".jsonl"), (".xlsx", ".xls", ".xlsb", ".ods")
READABLE = (*SEPARATORS, *_PARQUET, *_LINES, *_BOOKS)
WRITABLE = (".csv", ".tsv", ".parquet", ".ndjson", ".jsonl")
_LONGEST = 200


Torn: TypeAlias = "Mapping[int, Sequence[Problem]]"
"""Of rows that are not whole, by their place in their table, what is wrong; they stand there empty."""


class Batch(NamedTuple):
    """Some rows of a table, and which of them are not whole."""

    frame: pl.DataFrame
    torn: Torn


@dataclass(frozen=True)
class Source:
    """A table in a file.

    ``text`` says whether its values stand as text; ``batches`` hands it out, from the first row to the last, with its
    columns flat: what is nested has a point in its name.
    """

    path: str
    columns: Sequence[str]
    rows: int
    text: bool
    batches: Callable[[], Iterator[Batch]]


def open_table(path: str) -> Source:
    """A table in a file, told by its ending.

    Raises:
        UsageError: RTX101 or RTX103 there is no such file, RTX230 it cannot be read as what its ending says, RTX234 it
            holds no patient.
    """
    ending = Path(path).suffix.lower()
    if ending not in READABLE:
        hint = f"a table ends in {', '.join(READABLE)}"
        raise UsageError.one("RTX230", "the ending does not say what table this is", path, hint)
    try:
        before = _state(path)
    except FileNotFoundError:
        raise UsageError.one("RTX101", "there is no such file", path) from None
    except (OSError, ValueError) as error:
        raise UsageError.one("RTX103", f"the file cannot be read: {_first_line(error)}", path) from None
    if not os.access(path, os.R_OK) or not Path(path).is_file():
        raise UsageError.one("RTX103", "the file cannot be read", path, "a table is a file, which is read twice")
    with reading(path):
        found = _lines(path) if ending in _LINES else _book(path) if ending in _BOOKS else _frames(path, ending)
    if not found.rows:
        raise UsageError.one("RTX234", "the table holds no patient", path)
    return Source(path, found.columns, found.rows, found.text, lambda: _unchanged(found, before))


def _state(path: str) -> tuple[int, int, int]:
    told = Path(path).stat()
    return told.st_size, told.st_mtime_ns, told.st_ino


def _unchanged(source: Source, before: tuple[int, int, int]) -> Iterator[Batch]:
    """The batches; at the end the file must be what it was."""
    rows = 0
    with reading(source.path):
        for batch in source.batches():
            rows += len(batch.frame)
            yield batch
    try:
        same = _state(source.path) == before and rows == source.rows
    except OSError:
        same = False
    if not same:
        hint = "nothing was written; run it again on a copy that nobody writes to"
        raise UsageError.one("RTX236", "the file changed while it was read", source.path, hint)


class reading:  # noqa: N801  a context like those of contextlib
    """What goes wrong with a file while it is read, as a problem."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """End, and tell what went wrong.

        Raises:
            UsageError: RTX230 the file is not what its ending says, with the line where that is known.
        """
        if isinstance(error, (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)):
            says, hint = _diagnosis(self.path) or (brief(_first_line(error), _LONGEST), "")
            raise UsageError.one("RTX230", f"the table cannot be read: {says}", self.path, hint) from None


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0]


def _diagnosis(path: str) -> tuple[str, str] | None:
    """Of a text, the line from which on it is not UTF-8; of a Parquet file, that it has no end."""
    ending = Path(path).suffix.lower()
    if ending in _PARQUET:
        with Path(path).open("rb") as file:
            head = file.read(4)
            file.seek(-min(4, Path(path).stat().st_size), os.SEEK_END)
            whole = head == b"PAR1" == file.read(4)
        return None if whole else ("it is no Parquet file, or its end is missing", "copy it again from where it came")
    if ending in SEPARATORS or ending in _LINES:
        with Path(path).open("rb") as file:
            if file.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE):
                return "it is UTF-16", "write it in UTF-8: iconv -f UTF-16 -t UTF-8"
            file.seek(0)
            for number, line in enumerate(file, 1):
                try:
                    line.decode()
                except UnicodeDecodeError as error:
                    says = f"line {number} is not UTF-8 (byte {error.start + 1} of the line)"
                    return says, "write all of it in one encoding: iconv -f WINDOWS-1252 -t UTF-8"
    return None


def _frames(path: str, ending: str) -> Source:
    """CSV and TSV in pieces, Parquet in slices: a stream would read far ahead of whoever judges."""
    if ending in SEPARATORS:
        mark = SEPARATORS[ending]
        names = _sound_head(path, mark)
        return Source(path, names, count_rows(path), True, lambda: starmap(Batch, whole_rows(path, mark, names)))
    table = flat(pl.scan_parquet(path))
    rows = int(table.select(pl.len()).collect().item())

    def slices() -> Iterator[Batch]:
        return (Batch(table.slice(start, BATCH).collect(), {}) for start in range(0, rows, BATCH))

    return Source(path, table.collect_schema().names(), rows, False, slices)


def _sound_head(path: str, separator: str) -> list[str]:
    """The names of the columns; refused where two are one, or where they are cut at other marks."""
    names = head_of(path, separator)
    if any("\ufffd" in name for name in names):
        raise ValueError("its head is not UTF-8")
    if len(names) == 1 and (other := next((mark for mark in ";\t,|" if mark in names[0]), "")):
        raise ValueError(f"its head is one column, with {_MARKS[other]} in it; {_MARKS[separator]} are expected")
    return list(_once((name, None) for name in names))


_MARKS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}


def flat(lazy: pl.LazyFrame) -> pl.LazyFrame:
    """Sections with their facts as columns of their own, under the name of both."""
    found = []
    for name, kind in lazy.collect_schema().items():
        if isinstance(kind, pl.Struct) and _section(name):
            inside = (field.name for field in kind.fields)
            found += [pl.col(name).struct.field(field).alias(f"{name}.{field}") for field in inside]
        else:
            found.append(pl.col(name))
    return lazy.select(found)


def _section(name: str) -> bool:
    return name in SECTIONS or section_named(name) is not None


def _book(path: str) -> Source:
    """The first sheet of a workbook, every cell as text."""
    if find_spec("fastexcel") is None:
        hint = "install it: pip install 'recurtx[cohort]'; or save the sheet as CSV"
        raise UsageError.one("RTX211", "workbooks need fastexcel, which is not installed", path, hint)
    from fastexcel import FastExcelError

    try:
        frame = pl.read_excel(path, infer_schema_length=0, raise_if_empty=False)
    except FastExcelError as error:
        raise ValueError(f"it is no workbook: {_first_line(error)}") from None
    frame = frame.select(pl.all().cast(pl.String))
    return Source(path, frame.columns, len(frame), True, lambda: (Batch(some, {}) for some in frame.iter_slices(BATCH)))


def _lines(path: str) -> Source:
    """A JSON document in each line; every value is kept as it is written, since no two lines need be alike."""
    columns: dict[str, None] = {}
    rows = 0
    wrong: list[ValueError] = []
    for document in _documents(path):
        if isinstance(document, ValueError):
            wrong = wrong or [document]
        else:
            columns |= dict.fromkeys(document)
        rows += 1
    if wrong and not columns:
        raise wrong[0]
    schema = dict.fromkeys(columns, pl.String)

    def batches() -> Iterator[Batch]:
        documents = _documents(path)
        while some := list(islice(documents, BATCH)):
            torn = {k: [_torn(d)] for k, d in enumerate(some) if isinstance(d, ValueError)}
            kept = [{} if isinstance(d, ValueError) else _texts(d) for d in some]
            yield Batch(pl.DataFrame(kept, schema=schema), torn)

    return Source(path, list(columns), rows, True, batches)


def _torn(error: ValueError) -> Problem:
    return Problem(TORN, str(error), Location(""), "one JSON document stands in each line")


def _texts(document: Mapping[str, Any]) -> dict[str, str]:
    return {name: _written(value) for name, value in document.items() if value is not None}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _documents(path: str) -> Iterator[dict[str, Any] | ValueError]:
    """The documents, line by line; where a line holds none, why."""
    with Path(path).open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _document_of(number, line)


def _document_of(number: int, line: str) -> dict[str, Any] | ValueError:
    try:
        return _document(line)
    except json.JSONDecodeError as error:
        return ValueError(f"line {number} is not JSON: {error}")
    except RecursionError:
        return ValueError(f"line {number} is nested too deep")
    except ValueError as error:
        return ValueError(f"line {number}: {error}")


def _document(line: str) -> dict[str, Any]:
    document = json.loads(line, object_pairs_hook=_once)
    if not isinstance(document, dict):
        raise ValueError("it holds no mapping")
    return _once(_entries(document))


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping, in which no key is given twice."""
    found = dict(every := list(pairs))
    if len(found) < len(every):
        key = next(key for key, count in Counter(key for key, _ in every).items() if count > 1)
        raise ValueError(f"`{key}` is given twice")
    return found


def _entries(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, dict) and _section(name):
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())
        else:
            yield name, value


def write_table(batches: Iterator[pl.DataFrame], schema: pl.Schema, path: Path, ending: str, note: str) -> None:
    """A table into a file, batch by batch; ``note`` stands in the metadata of a Parquet file.

    Raises:
        OSError: the file cannot be written.
    """
    if ending == ".parquet":
        _write_parquet(batches, schema, path, note)
        return
    with path.open("wb") as file:
        for place, frame in enumerate(batches):
            if ending in SEPARATORS:
                frame.write_csv(file, include_header=not place, separator=SEPARATORS[ending])
            else:
                frame.write_ndjson(file)


def _write_parquet(batches: Iterator[pl.DataFrame], schema: pl.Schema, path: Path, note: str) -> None:
    from polars.io.plugins import register_io_source

    raised: list[BaseException] = []

    def source(columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        try:
            for frame in batches:
                yield frame if columns is None else frame.select(columns)
        except BaseException as error:
            raised.append(error)
            raise

    lazy = register_io_source(source, schema=schema, validate_schema=False)
    try:
        lazy.sink_parquet(path, metadata={"recurtx": note}, row_group_size=BATCH, maintain_order=True)
    except pl.exceptions.PolarsError as error:
        raise (raised[0] if raised else OSError(str(error).split("\n")[0])) from None
