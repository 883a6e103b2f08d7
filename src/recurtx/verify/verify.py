"""Everything that is asked of a folder of rules, in one fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.verify.arguments import prove_rules
from recurtx.verify.laws import prove_laws
from recurtx.verify.learning import prove_learning
from recurtx.verify.prover import Prover
from recurtx.verify.reach import prove_reach, table
from recurtx.verify.report import Report
from recurtx.verify.sample import sample_waiting
from recurtx.verify.solver import BUDGET

if TYPE_CHECKING:
    from collections.abc import Callable

    from recurtx.ruleset import Ruleset


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
    laws = prove_laws(prover, lambda: tick("invariants"))
    rules = prove_rules(prover, lambda: tick("rules"))
    reach, found = prove_reach(prover, lambda: tick("verdicts"))
    parts = [laws, rules, reach, prove_learning(prover, lambda: tick("learning"))]
    if sample:
        parts.append(sample_waiting(prover, sample, lambda: tick("sample")))
    return Report(parts, prover.whole.asked + prover.part.asked + parts[3].asked, table(found))
