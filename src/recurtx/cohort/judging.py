"""Verdicts of a cohort: its patients as worlds of one run of the program, many thousands at once.

Columns find who may not be a patient at all; why, and whether, the reader of single profiles says. Who has records of
a history, from which other facts follow, is judged alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from recurtx.cohort.circuit import unpacked, words_of
from recurtx.cohort.coded import Several
from recurtx.cohort.plan import Plan
from recurtx.cohort.reading import DATES, HISTORY, Reader
from recurtx.engine import Judgement, Verdict
from recurtx.engine.verdict import tally
from recurtx.errors import ProfileError
from recurtx.profile import Kind, Situation, assemble
from recurtx.profile.derive import FLOORS
from recurtx.program.compile import compiled
from recurtx.symbolic.record import Record
from recurtx.symbolic.space import space_of
from recurtx.symbolic.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from recurtx.cohort.circuit import Bits, Bytes, Plane
    from recurtx.cohort.coded import Coded
    from recurtx.cohort.naming import Naming
    from recurtx.cohort.reading import Refused
    from recurtx.engine.verdict import Tally
    from recurtx.program.nodes import Program
    from recurtx.ruleset import Ruleset
    from recurtx.symbolic.space import Space

CHUNK = 1 << 16
"""Patients that are evaluated together: few enough that their planes stay in the cache."""
VERDICTS = tuple(Verdict)
NONE = 255
"""In the place of a verdict, that of a patient who cannot be taken."""


def tallies(plan: Plan, coded: Coded) -> Mapping[str, Tally]:
    """The verdicts of every option, by the table of the engine with patients as its worlds."""
    words = words_of(coded.rows)
    found = plan.run(plan.deciding, coded)
    every = np.full(words, ~np.uint64(0), dtype=np.uint64)
    nodes = {node: (found[yes], found[no]) for node, (yes, no) in plan.nodes.items()}
    return {option.id: tally(option, nodes, every) for option in plan.program.options.values()}  # type: ignore[arg-type]


@dataclass(frozen=True)
class Judged:
    """What a table came to: by option the place of each patient's verdict, and whether it is settled.

    ``alone`` are the patients who were judged one by one, by their rows.
    """

    coded: Coded
    refused: Refused
    verdicts: Mapping[str, Bytes]
    settled: Mapping[str, Bits]
    alone: Mapping[int, Judgement]


class Judge:
    """Judges tables of one form by one ruleset.

    Args:
        ruleset: the rules.
        naming: what the columns say.
        text: whether values stand as text.
        presume: whether what the vocabulary presumes absent is presumed.
    """

    def __init__(self, ruleset: Ruleset, naming: Naming, *, text: bool, presume: bool = True) -> None:
        self.ruleset, self.naming, self.presume = ruleset, naming, presume
        self.reader = Reader(naming, ruleset.names, text=text)
        self._plan: Plan | None = None

    @cached_property
    def space(self) -> Space:
        """What propositions about these rules are about."""
        return space_of(self.ruleset)

    @cached_property
    def program(self) -> Program:
        """The rules compiled."""
        return compiled(self.ruleset)

    def plan(self, coded: Coded) -> Plan:
        """What is asked of some patients; compiled anew where something is recorded that was recorded of nobody."""
        names = coded.names(self._names)
        if self._plan is None or not names <= self._plan.names:
            before = self._plan.names if self._plan is not None else frozenset()
            self._plan = Plan(self.space, names | before, presume=self.presume)
        return self._plan

    @cached_property
    def _names(self) -> Record:
        return Record(self.space, Terms())

    def judge(self, frame: pl.DataFrame) -> Judged:
        """The verdicts of the patients of a table."""
        coded, refused = self.reader.read(frame)
        plan = self.plan(coded)
        alone = self._alone(frame, coded, plan, refused)
        verdicts = {option: np.full(coded.rows, NONE, dtype=np.uint8) for option in self.program.options}
        settled = {option: np.zeros(coded.rows, dtype=np.bool_) for option in self.program.options}
        for start in range(0, coded.rows, CHUNK):
            some = slice(start, min(start + CHUNK, coded.rows))
            for option, found in tallies(plan, coded.some(some)).items():
                rows = some.stop - start
                verdicts[option][some] = _places(found, rows)
                settled[option][some] = unpacked(found.settled, rows)  # type: ignore[arg-type]
        out = refused.rows(coded.rows)
        for option in self.program.options:
            verdicts[option][out] = NONE
            settled[option][out] = False
            for row, judgement in alone.items():
                outcome = judgement.outcomes[option]
                verdicts[option][row], settled[option][row] = VERDICTS.index(outcome.verdict), outcome.settled
        return Judged(coded, refused, verdicts, settled, alone)

    def _alone(self, frame: pl.DataFrame, coded: Coded, plan: Plan, refused: Refused) -> dict[int, Judgement]:
        """Patients with a history, judged; and of those whose facts may contradict each other, who is no patient."""
        told = self._with_history(frame) | self._with_strange_drugs(coded)
        suspected = (told | self._suspected(frame, coded, plan)) & ~refused.rows(coded.rows)
        found: dict[int, Judgement] = {}
        for row in np.flatnonzero(suspected).tolist():
            try:
                record = assemble(self.reader.patient(frame, row), self.ruleset.names, "", meant=True)
            except ProfileError as error:
                for problem in error.problems:
                    refused.add(row, problem.location.path, [problem])
                continue
            if told[row]:
                situation = Situation.of(record.profile, self.ruleset.agents, presume=self.presume)
                found[row] = Judgement(self.program, situation)
        return found

    def _with_history(self, frame: pl.DataFrame) -> Bits:
        found = np.zeros(len(frame), dtype=np.bool_)
        for part in self.naming.parts:
            if part.path in HISTORY:
                found |= frame[part.column].is_not_null().to_numpy()
        return found

    def _with_strange_drugs(self, coded: Coded) -> Bits:
        """Who is said not to have had, or not to have responded to, a drug that no list knows: one stands for all."""
        found = np.zeros(coded.rows, dtype=np.bool_)
        for path, column in coded.columns.items():
            if isinstance(column, Several) and column.fact.kind is Kind.AGENTS:
                known, part = frozenset(self._names.names(path)), bool(column.fact.presumption)
                strange = [not known >= (c.absent | c.present if part else c.absent) for c in column.contents.values]
                found |= np.array([*strange, False])[column.codes]
        return found

    def _suspected(self, frame: pl.DataFrame, coded: Coded, plan: Plan) -> Bits:
        """Who may have facts that cannot stand together."""
        found = np.zeros(coded.rows, dtype=np.bool_)
        for start in range(0, coded.rows, CHUNK):
            some = coded.some(slice(start, start + CHUNK))
            (plane,) = plan.run(plan.contradicted, some).values()
            found[start : start + CHUNK] = unpacked(plane, some.rows)
        for whole, part in FLOORS:
            if whole in coded.columns and part in coded.columns:
                found |= coded.columns[whole].numbers < coded.columns[part].numbers  # type: ignore[union-attr]
        dated = [part.column for part in self.naming.parts if part.path in DATES]
        if len(dated) == len(DATES):
            found |= frame[dated[0]].is_not_null().to_numpy() & frame[dated[1]].is_not_null().to_numpy()
        return found


def _places(found: Tally, rows: int) -> Bytes:
    """The place of the verdict of each patient."""
    place = np.zeros(rows, dtype=np.uint8)
    for digit in range(3):
        planes: list[Plane] = [plane for i, plane in enumerate(found.by_verdict) if i >> digit & 1]  # type: ignore[misc]
        place |= unpacked(np.bitwise_or.reduce(planes), rows).view(np.uint8) << digit
    return place
