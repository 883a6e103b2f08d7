"""Each row of a column has the distinct value that it is said to have, however the column is held."""

from __future__ import annotations

import random
from typing import Any

import pytest

pytest.importorskip("polars")

import numpy as np
import polars as pl

from recurtx.cohort.distinct import MISSING, Distinct, distinct, hashed, together

FEW = [None, "a", "b", "", "long word", "ä"]
LISTS = [None, [], ["a"], ["a", "b"], ["b", "a"], [""], [None], ["a", None], ["a", "a"], ["c", "b", "a"]]


def told(found: Distinct) -> list[Any]:
    return [None if code == MISSING else found.values[code] for code in found.places.codes.tolist()]


@pytest.mark.parametrize(
    "kind", [pl.String, pl.Categorical, pl.Enum(["ä", "b", "a", "", "long word"]), pl.Categorical(pl.Categories("few"))]
)
def test_words_are_told_apart(kind: Any) -> None:
    values = random.Random(1).choices(FEW, k=300)
    frame = pl.DataFrame({"one": pl.Series(values, dtype=kind), "other": pl.Series(values[::-1], dtype=kind)})
    found = distinct(frame, ["one", "other"])
    assert told(found["one"]) == values
    assert told(found["other"]) == values[::-1]
    assert len(found["one"].values) == len(FEW) - 1


def test_yes_and_no_are_told_apart() -> None:
    values = [True, None, False, True]
    assert told(distinct(pl.DataFrame({"is": values}), ["is"])["is"]) == values


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
def test_lists_are_told_apart_by_what_they_hold(kind: Any) -> None:
    values = random.Random(2).choices(LISTS, k=400)
    frame = pl.DataFrame({"set": pl.Series(values, dtype=pl.List(kind))})
    found = distinct(frame, ["set"])["set"]
    assert found.odd is not None
    for value, meant, odd in zip(values, told(found), found.odd.tolist(), strict=True):
        named = [word for word in value or () if word is not None]
        assert odd == (len(set(named)) < len(named))
        if not odd:
            assert (None if value is None else set(named)) == (None if meant is None else set(meant))


@pytest.mark.parametrize("number", [20, 45, 60, 61, 200])
def test_lists_of_many_words_are_told_apart(number: int) -> None:
    draw, words = random.Random(number), [f"w{i}" for i in range(number)]
    values = [words, *(draw.sample(words, draw.randrange(number)) for _ in range(300)), None]
    found = distinct(pl.DataFrame({"set": values}), ["set"])["set"]
    assert found.odd is None
    assert [m and sorted(m) for m in told(found)] == [v and sorted(v) for v in values]


@pytest.mark.parametrize("values", [[3, None, 3, 1], [[1], [1, 2], None, [1]], [{"a": 1}, None, {"a": 2}, {"a": 1}]])
def test_anything_else_is_told_apart_as_well(values: list[Any]) -> None:
    series = pl.Series("x", values)
    assert distinct(series.to_frame(), ["x"]) == {}
    assert [v.to_list() if isinstance(v, pl.Series) else v for v in told(hashed(series))] == values


@pytest.mark.parametrize("most", [1, 1 << 10, 1 << 30, 1 << 60])
def test_numbers_are_told_apart(most: int) -> None:
    keys = np.random.default_rng(3).integers(0, most, 500)
    places, met = together(np.concatenate([keys, keys]))
    assert met[places.codes].tolist() == [*keys, *keys]
    assert len(set(met.tolist())) == len(met)


def test_no_rows_have_no_values() -> None:
    frame = pl.DataFrame(schema={"word": pl.String, "set": pl.List(pl.String)})
    assert [(told(d), list(d.values)) for d in distinct(frame, ["word", "set"]).values()] == [([], []), ([], [])]
