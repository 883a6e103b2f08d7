"""Everything that proofs share: the space, a solver for patients of whom all is known, one for patients as recorded."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.symbolic.known import Known
from recurtx.symbolic.record import Record
from recurtx.symbolic.space import space_of
from recurtx.verify.cases import cases
from recurtx.verify.solver import BUDGET, Solver
from recurtx.verify.verdicts import verdicts
from recurtx.verify.witness import Engine
from recurtx.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Collection

    from recurtx.engine.verdict import Verdict
    from recurtx.ruleset import Ruleset
    from recurtx.symbolic.meaning import Meaning
    from recurtx.symbolic.terms import Term


class Prover:
    """The rules, ready for questions; ``budget`` is the time for one question in seconds.

    ``among`` are the options of which invariants are asked, None for all and for advice.
    """

    def __init__(self, ruleset: Ruleset, budget: float = BUDGET, among: Collection[str] | None = None) -> None:
        self.ruleset, self.budget = ruleset, budget
        self.cases = tuple(case for case in cases(ruleset) if among is None or case.option in among)
        self.space = space_of(ruleset, [case.when for case in self.cases])
        self.program = self.space.program
        self.engine = Engine(self.space)
        self.asked_of_two = 0
        """Questions about two patients, each of which has a solver of its own."""
        self._verdicts: dict[tuple[int, str], dict[Verdict, Term]] = {}

    @cached_property
    def whole(self) -> Solver:
        """The solver for patients of whom everything is known."""
        return Solver(self.budget)

    @cached_property
    def world(self) -> World:
        """A patient of whom everything is known."""
        world = World(self.space, self.whole.terms)
        self.whole.learn(term for o in self.program.options.values() for term in self._asked(o.id, world.meaning))
        return world

    def _asked(self, option: str, meaning: Meaning) -> list[Term]:
        """What is asked about an option, so that the solver reads it in one go."""
        entry = self.program.options[option]
        nodes = (*entry.deciding, *(rule.acts for rule in entry.rules))
        return [*map(meaning.true, nodes), *map(meaning.false, nodes), *self.verdicts(option, meaning).values()]

    @cached_property
    def part(self) -> Solver:
        """The solver for patients as they are recorded."""
        return Solver(self.budget)

    @cached_property
    def record(self) -> Record:
        """A patient as recorded."""
        return self.recorded("r")

    def recorded(self, name: str) -> Record:
        """A patient as recorded, of this name."""
        record = Record(self.space, self.part.terms, name)
        for law in record.laws(Known(record, presume=False)):
            self.part.terms.hold(law)
        return record

    @cached_property
    def known(self) -> Known:
        """What is known of the patient as recorded, with what the vocabulary presumes."""
        return Known(self.record, presume=True)

    def verdicts(self, option: str, meaning: Meaning) -> dict[Verdict, Term]:
        """For each verdict, that the option has it."""
        key = (id(meaning), option)
        if key not in self._verdicts:
            self._verdicts[key] = verdicts(self.program.options[option], meaning)
        return self._verdicts[key]
