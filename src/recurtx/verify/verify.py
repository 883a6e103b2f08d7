"""Everything that is asked of a folder of rules, reported in one fixed order; large rules keep two processes busy."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

from recurtx.verify.arguments import prove_rules
from recurtx.verify.laws import compared, prove_of_one, prove_of_two, together
from recurtx.verify.learning import prove_learning
from recurtx.verify.prover import Prover
from recurtx.verify.reach import prove_reach, table
from recurtx.verify.report import Part, Report
from recurtx.verify.sample import sample_waiting
from recurtx.verify.solver import BUDGET
from recurtx.verify.stated import joined, run_stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recurtx.ruleset import Ruleset

    Half = tuple[Part, Part, Part, int]

_NO_INVARIANTS = "no invariants.yaml: no statement of safety was asked"
_NO_TABLE = "no reachable.yaml: a verdict that is lost is not seen (`recurtx rules verify --write`)"
_LARGE = 300
"""Rules beyond which a second process is worth its start."""


def verify(
    ruleset: Ruleset, *, budget: float = BUDGET, sample: int = 0, tick: Callable[[str], None] = lambda _: None
) -> Report:
    """Prove what can be proved of the rules.

    Args:
        ruleset: checked rules, read from their files.
        budget: seconds for one question; what takes longer is not decided, which is a finding.
        sample: how many made-up patients are looked at for answers that wait in vain.
        tick: is told before each question what it is about.
    """
    prover = Prover(ruleset, budget)
    facts = compared(prover)
    with _other_half(prover, tick) as other:
        rules = prove_rules(prover, lambda: tick("rules"))
        reach, found = prove_reach(prover, lambda: tick("verdicts"))
        more = [sample_waiting(prover, sample, lambda: tick("sample"))] if sample else []
        asked = prover.whole.asked
        laws = prove_of_two(prover, lambda: tick("invariants"), facts[1::2])
        asked += prover.asked_of_two
        stated = run_stated(ruleset, lambda: tick("examples"), 0, 2)
        their_laws, learning, they_stated, others = other()
    parts = [together([laws, their_laws], prover), rules, reach, learning, joined([stated, they_stated]), *more]
    parts[0].told += [] if ruleset.invariants else [_NO_INVARIANTS]
    reach.told += [] if ruleset.reachable else [_NO_TABLE]
    return Report(parts, asked + others, table(found))


@contextmanager
def _other_half(prover: Prover, tick: Callable[[str], None]) -> Iterator[Callable[[], Half]]:
    """What is left of the invariants and of the examples, and what is learned: in a process of their own where that is
    worth it, else when asked for."""
    many = sum(len(option.rules) for option in prover.program.options.values()) > _LARGE
    if not many or (os.cpu_count() or 1) < 2:
        yield lambda: _half(prover, tick)
        return
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        started = pool.submit(half_of, prover.ruleset, prover.budget)
        yield started.result


def half_of(ruleset: Ruleset, budget: float) -> Half:
    """The second half; rules travel far faster than they are read from their files."""
    return _half(Prover(ruleset, budget), lambda _: None)


def _half(prover: Prover, tick: Callable[[str], None]) -> Half:
    before = prover.whole.asked + prover.asked_of_two
    parts = [
        prove_of_one(prover, lambda: tick("invariants")),
        prove_of_two(prover, lambda: tick("invariants"), compared(prover)[::2]),
    ]
    learning = prove_learning(prover, lambda: tick("learning"))
    asked = prover.whole.asked + prover.asked_of_two - before + prover.part.asked + learning.asked
    stated = run_stated(prover.ruleset, lambda: tick("examples"), 1, 2)
    return together(parts, prover), learning, stated, asked
