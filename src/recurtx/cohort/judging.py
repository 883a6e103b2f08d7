"""Verdicts of a cohort: its patients as worlds of one run of the program, many thousands at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recurtx.cohort.circuit import words_of
from recurtx.engine.verdict import tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.cohort.coded import Coded
    from recurtx.cohort.plan import Plan
    from recurtx.engine.verdict import Tally

CHUNK = 1 << 16
"""Patients that are evaluated together: few enough that their planes stay in the cache."""


def tallies(plan: Plan, coded: Coded) -> Mapping[str, Tally]:
    """The verdicts of every option, by the table of the engine with patients as its worlds."""
    words = words_of(coded.rows)
    found = plan.run(plan.deciding, coded)
    every = np.full(words, ~np.uint64(0), dtype=np.uint64)
    nodes = {node: (found[yes], found[no]) for node, (yes, no) in plan.nodes.items()}
    return {option.id: tally(option, nodes, every) for option in plan.program.options.values()}  # type: ignore[arg-type]
