"""Which slips the invariants refuse: with the slip, some patient is shown what no patient may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.assurance.relink import with_slip
from recurtx.errors import RulesError
from recurtx.profile import VOCABULARY
from recurtx.program.compile import tests_in
from recurtx.ruleset import Option, Rule
from recurtx.verify.laws import prove_of_one, prove_of_two
from recurtx.verify.prover import Prover
from recurtx.verify.report import REFUTED
from recurtx.verify.solver import BUDGET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from recurtx.assurance.mutants import Mutant
    from recurtx.ruleset import Condition, Ruleset


def refused(
    ruleset: Ruleset,
    chosen: Sequence[Mutant],
    budget: float = BUDGET,
    progress: Callable[[int], None] = lambda _: None,
) -> dict[int, str]:
    """By the place of each slip that an invariant refuses, the invariant and the option of which it does not hold."""
    found: dict[int, str] = {}
    for place, mutant in enumerate(chosen if ruleset.invariants else ()):
        first = next(_refused(mutant, ruleset, budget), None)
        if first is not None:
            found[place] = first
        progress(place + 1)
    return found


def _refused(mutant: Mutant, ruleset: Ruleset, budget: float) -> Iterator[str]:
    """Of the invariants that speak of what the slip reaches, those that do not hold with it."""
    try:
        changed = with_slip(mutant, ruleset)
    except RulesError:
        return
    prover = Prover(changed, budget, among=_reached(mutant, ruleset))
    facts = [path for path in _read(mutant) if path in VOCABULARY]
    for part in (prove_of_one(prover, _still, least=False), prove_of_two(prover, _still, facts, least=False)):
        yield from (finding.id for finding in part.findings if finding.code == REFUTED)


def _still() -> None:
    pass


def _reached(mutant: Mutant, ruleset: Ruleset) -> frozenset[str] | None:
    """The options whose verdict may be another by a slip; None for all, and for advice."""
    names = {e.option if isinstance(e, Rule) else e.id for e in mutant.before if isinstance(e, Rule | Option)}
    if not names:
        return None
    return frozenset(one for name in names for one in (*ruleset.family(name), *ruleset.ancestors(name)))


def _read(mutant: Mutant) -> list[str]:
    """The facts that the entries of a slip test."""
    conditions: list[Condition | None] = []
    for entry in mutant.before[:1] + mutant.after[:1]:
        conditions += [getattr(entry, "for_", None), getattr(entry, "when", None)]
    return list(tests_in(conditions))
