"""Tables as text, CSV and TSV, in pieces of whole rows, so that memory stays flat however long the file is.

A row ends at the end of a line outside quotes. One that has more or fewer values than the head is not guessed at: it
is handed on empty, with the reason.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from recurtx.errors import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

TORN = "RTX238"
"""The code of a row that is not whole."""
_BLOCK = 1 << 24
_QUOTE, _LINE = ord('"'), ord("\n")
_BLANK = (b"\n\n", b"\n\r\n")


def head_of(path: str, separator: str) -> list[str]:
    """The names in the first line; what is not UTF-8 in it stands as U+FFFD.

    Raises:
        ValueError: the file is empty.
    """
    with Path(path).open("rb") as file:
        head = _closed(path, file, file.readline()).removeprefix(BOM_UTF8)
    names = next(_records(head, separator, "replace"), [])
    if not names:
        raise ValueError("it is empty")
    return names


def count_rows(path: str) -> int:
    """How many rows stand beneath the head; lines with nothing in them are none.

    Raises:
        ValueError: a quote is never closed, or a row cannot be told from the next.
    """
    return sum(map(_rows_of, _blocks(path)))


def whole_rows(
    path: str, separator: str, names: Sequence[str]
) -> Iterator[tuple[pl.DataFrame, Mapping[int, list[Problem]]]]:
    """The rows beneath the head, piece by piece as text, and of each piece what is wrong with rows that are torn."""
    schema = dict.fromkeys(names, pl.String)
    for block in _blocks(path):
        frame = _plain(block, separator, schema)
        yield (frame, {}) if frame is not None else _row_by_row(block, separator, schema)


def _blocks(path: str) -> Iterator[bytes]:
    with Path(path).open("rb") as file:
        if file.read(len(BOM_UTF8)) != BOM_UTF8:
            file.seek(0)
        _closed(path, file, file.readline())
        while block := file.read(_BLOCK):
            yield _closed(path, file, block + file.readline())


def _closed(path: str, file: io.BufferedReader, block: bytes) -> bytes:
    """What was read, and so much more that no quote is open at its end."""
    parts, open_ = [block], block.count(b'"') % 2
    while open_:
        line = file.readline()
        if not line:
            raise ValueError(f"a quote is never closed; line {_first_open(path)} is the first with one that is open")
        parts.append(line)
        open_ ^= line.count(b'"') % 2
    return b"".join(parts)


def _first_open(path: str) -> int:
    with Path(path).open("rb") as file:
        return next(number for number, line in enumerate(file, 1) if line.count(b'"') % 2)


def _outside(block: bytes, mark: int) -> int:
    """How often a mark stands outside quotes."""
    if b'"' not in block:
        return block.count(mark)
    every: NDArray[np.uint8] = np.frombuffer(block, dtype=np.uint8)
    inside = np.cumsum(every == _QUOTE, dtype=np.uint8) & 1
    return int(np.count_nonzero((every == mark) & (inside == 0)))


def _has_blank(block: bytes) -> bool:
    return block[:1] in (b"\n", b"\r") or any(blank in block for blank in _BLANK)


def _rows_of(block: bytes) -> int:
    if _has_blank(block):
        return sum(1 for row in _records(block, ",") if row)
    return _outside(block, _LINE) + (not block.endswith(b"\n"))


def _plain(block: bytes, separator: str, schema: Mapping[str, type[pl.String]]) -> pl.DataFrame | None:
    """The rows, where every one has as many values as the head; otherwise None."""
    if _has_blank(block) or _outside(block, ord(separator)) != _rows_of(block) * (len(schema) - 1):
        return None
    try:
        return pl.read_csv(
            block, has_header=False, schema=schema, separator=separator, infer_schema=False, extra_columns="raise",
            glob=False,
        )  # fmt: skip
    except pl.exceptions.ComputeError:
        return None


def _row_by_row(
    block: bytes, separator: str, schema: Mapping[str, type[pl.String]]
) -> tuple[pl.DataFrame, Mapping[int, list[Problem]]]:
    rows = [row for row in _records(block, separator) if row]
    torn: dict[int, list[Problem]] = {}
    for place, row in enumerate(rows):
        if len(row) != len(schema):
            message = f"the row has {len(row)} values, and the head {len(schema)} columns"
            help = "a value with a separator in it stands in quotes"
            torn[place] = [Problem(TORN, message, Location(""), help)]
            rows[place] = [""] * len(schema)
    columns = ([row[place] or None for row in rows] for place in range(len(schema)))
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema), torn


def _records(block: bytes, separator: str, errors: str = "strict") -> Iterator[list[str]]:
    text = block.decode(errors=errors)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise ValueError(f"its rows cannot be told apart: {error}") from None
