"""No reader is surprised: `pytest -m deep tests/deep`, some minutes."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import fuzz
import inputs
import readers

from command import MINI

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.deep

HARD = settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(inputs.WORDS)
KEYS = st.text(max_size=10) | st.sampled_from(
    ["cancer", "type", "patient", "prior", "agents", "option", "rules", "when"]
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5))
WRITTEN: list[Callable[[object], str]] = [json.dumps, lambda value: yaml.safe_dump(value, allow_unicode=True)]
BEGINS = [
    "cancer: {type: ovarian}\n",
    '{"schema": 1, ', "schema: 1\n", "recurrence.sites=", "4\n1\n", "", "schema: 1\noption: ",
    (MINI / "options" / "surgery.yaml").read_text(encoding="utf-8"),
]  # fmt: skip


@pytest.mark.parametrize("name", readers.READERS)
@HARD
@given(data=st.binary(max_size=400))
def test_any_bytes(name: str, data: bytes) -> None:
    readers.read(name, data)


@pytest.mark.parametrize("name", readers.READERS)
@HARD
@given(begins=st.sampled_from(BEGINS), text=st.text(max_size=200))
def test_any_text(name: str, begins: str, text: str) -> None:
    readers.read(name, (begins + text).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", readers.READERS)
@HARD
@given(begins=st.sampled_from(BEGINS), value=VALUES, write=st.sampled_from(WRITTEN))
def test_any_value(name: str, begins: str, value: object, write: Callable[[object], str]) -> None:
    readers.read(name, (begins + write(value)).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", readers.READERS)
@HARD
@given(begins=st.sampled_from(BEGINS), seed=st.integers(0, 2**32))
def test_what_is_valid_damaged(name: str, begins: str, seed: int) -> None:
    rng = random.Random(seed)
    text = begins + yaml.safe_dump(inputs.facts(rng), allow_unicode=True)
    readers.read(name, inputs.damaged(text, rng).encode("utf-8", "replace"))


@pytest.mark.parametrize("kind", inputs.KINDS)
def test_every_command_keeps_its_word(kind: str, tmp_path: Path) -> None:
    tally = fuzz.Tally()
    for number in range(200):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert fuzz.attempt(kind, number, 1, folder, tally) == "", (kind, number)
