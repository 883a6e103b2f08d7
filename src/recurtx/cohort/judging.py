"""Verdicts of a cohort: its patients as worlds of one run of the program, many thousands at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recurtx.cohort.circuit import WORD
from recurtx.engine.verdict import tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.cohort.coded import Coded
    from recurtx.cohort.plan import Plan
    from recurtx.engine.verdict import Tally

CHUNK = 1 << 16
"""Patients that are evaluated together: few enough that their planes stay in the cache."""


def words_of(rows: int) -> int:
    """How many words hold one bit of each patient."""
    return -(-rows // WORD)


def tallies(plan: Plan, coded: Coded) -> Mapping[str, Tally]:
    """The verdicts of every option, by the table of the engine with patients as its worlds."""
    words = words_of(coded.rows)
    found = plan.deciding.run(plan.inputs(coded), words)
    every = np.full(words, ~np.uint64(0), dtype=np.uint64)
    nodes = {node: (found[yes], found[no]) for node, (yes, no) in plan.nodes.items()}
    return {option.id: tally(option, nodes, every) for option in plan.program.options.values()}  # type: ignore[arg-type]
