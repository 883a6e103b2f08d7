"""Verdicts of a cohort: its patients as worlds of one run of the program, many thousands at once.

Columns find who may not be a patient at all; why, and whether, the reader of single profiles says. Who has records of
a history, from which other facts follow, is judged alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from recurtx.answer.becoming import sentence
from recurtx.cohort.circuit import unpacked, words_of
from recurtx.cohort.coded import Several
from recurtx.cohort.plan import Plan
from recurtx.cohort.reading import DATES, HISTORY, Reader
from recurtx.cohort.states import States
from recurtx.engine import Assessment, Judgement, Verdict
from recurtx.engine.verdict import tally
from recurtx.errors import ProfileError
from recurtx.profile import Kind, Profile, Situation, assemble
from recurtx.profile.derive import FLOORS
from recurtx.program.compile import compiled
from recurtx.symbolic.record import Record
from recurtx.symbolic.space import space_of
from recurtx.symbolic.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from recurtx.cohort.circuit import Bits, Bytes, Plane
    from recurtx.cohort.coded import Coded, Codes
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


class Detail(NamedTuple):
    """What stands beside a verdict: what an open option becomes and in words when, what decides, what is missing."""

    becomes: Verdict | None
    words: str
    decided_by: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """What a table came to: by option the place of each patient's verdict, and whether it is settled.

    ``details`` hold by option what stands beside the verdicts, and which of it each patient has. ``alone`` are the
    patients who were judged one by one, by their rows.
    """

    coded: Coded
    refused: Refused
    verdicts: Mapping[str, Bytes]
    settled: Mapping[str, Bits]
    details: Mapping[str, tuple[Codes, Sequence[Detail]]]
    urgent: Mapping[str, Bits]
    alone: Mapping[int, Judgement]


class Judge:
    """Judges tables of one form by one ruleset.

    Args:
        ruleset: the rules.
        naming: what the columns say.
        text: whether values stand as text.
        presume: whether what the vocabulary presumes absent is presumed.
        detailed: the options of which it is told what decides and what is missing.
        becoming: whether it is told what these become as well.
    """

    def __init__(
        self, ruleset: Ruleset, naming: Naming, *, text: bool, presume: bool = True, detailed: Sequence[str] = (),
        becoming: bool = False,
    ) -> None:  # fmt: skip
        self.ruleset, self.naming, self.presume = ruleset, naming, presume
        self.detailed, self.becoming = tuple(detailed), becoming
        self._states: dict[str, States] = {}
        self._known: dict[str, dict[int, int]] = {}
        self._details: dict[str, list[Detail]] = {}
        self._kept: tuple[Coded | None, dict[int, Assessment]] = (None, {})
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
        names = coded.names(self.record)
        if self._plan is None or not names <= self._plan.names:
            before = self._plan.names if self._plan is not None else frozenset()
            self._plan = Plan(self.space, names | before, presume=self.presume)
            self._states, self._known = {}, {}  # numbers of another plan
        return self._plan

    @cached_property
    def record(self) -> Record:
        """Everything that can be recorded of a patient."""
        return Record(self.space, Terms())

    def judge(self, frame: pl.DataFrame, also: Refused | None = None) -> Judged:
        """The verdicts of the patients of a table; ``also`` says who cannot be taken for another reason."""
        coded, refused = self.reader.read(frame)
        for row, problems in also.found.items() if also else ():
            refused.found.setdefault(row, []).extend(problems)
        plan = self.plan(coded)
        alone = self._alone(frame, coded, plan, refused)
        rows, options = coded.rows, self.program.options
        verdicts = {option: np.full(rows, NONE, dtype=np.uint8) for option in options}
        settled = {option: np.zeros(rows, dtype=np.bool_) for option in options}
        urgent = {advice: np.zeros(rows, dtype=np.bool_) for advice in plan.urgent}
        kinds = {option: np.zeros(rows, dtype=np.intp) for option in self.detailed}
        for start in range(0, rows, CHUNK):
            some = slice(start, min(start + CHUNK, rows))
            part, count = coded.some(some), some.stop - start
            found = tallies(plan, part)
            for option, tally_ in found.items():
                verdicts[option][some] = _places(tally_, count)
                settled[option][some] = unpacked(tally_.settled, count)  # type: ignore[arg-type]
            shown = plan.run(plan.urging, part)
            for advice, term in plan.urgent.items():
                urgent[advice][some] = unpacked(shown[term], count)
            for option in self.detailed:
                kinds[option][some] = self._kinds(option, part, found[option], plan)
        self._put_right(verdicts, settled, urgent, kinds, refused, alone)
        details = {option: (kinds[option], self._details.get(option, [])) for option in self.detailed}
        return Judged(coded, refused, verdicts, settled, details, urgent, alone)

    def _kinds(self, option: str, coded: Coded, found: Tally, plan: Plan) -> Codes:
        """For each patient the place of what stands beside the verdict; worked out once for all who are alike."""
        if option not in self._states:
            self._states[option] = States(plan, plan.program.options[option])
        known, details = self._known.setdefault(option, {}), self._details.setdefault(option, [])
        keys, first, inverse = np.unique(
            self._states[option].keys(coded, found), return_index=True, return_inverse=True
        )
        for key, row in zip(keys.tolist(), first.tolist(), strict=True):
            if key not in known:
                known[key] = len(details)
                details.append(self._detail(self._one(coded, row), option))
        return np.array([known[key] for key in keys.tolist()], dtype=np.intp)[inverse]

    def _one(self, coded: Coded, row: int) -> Assessment:
        """One patient, judged alone; kept while the same patients are looked at for other options."""
        if self._kept[0] is not coded:
            self._kept = (coded, {})
        if row not in self._kept[1]:
            situation = Situation(coded.patient(row), self.ruleset.agents, presume=self.presume)
            self._kept[1][row] = _assessed(Judgement(self.program, situation))
        return self._kept[1][row]

    def _detail(self, found: Assessment, option: str) -> Detail:
        one = found[option]
        decided = tuple(f.entry.id for f in (*one.findings, *one.inherited) if f.decisive)
        becomes = one.becomes if self.becoming else None
        return Detail(becomes and becomes.verdict, sentence(one) if becomes else "", decided, one.missing)

    def _put_right(
        self, verdicts: Mapping[str, Bytes], settled: Mapping[str, Bits], urgent: Mapping[str, Bits],
        kinds: Mapping[str, Codes], refused: Refused, alone: Mapping[int, Judgement],
    ) -> None:  # fmt: skip
        """Who cannot be taken has no verdict, and who was judged alone has that one."""
        out = refused.rows(max((len(v) for v in verdicts.values()), default=0))
        for option in self.program.options:
            verdicts[option][out] = NONE
            settled[option][out] = False
        for advice in urgent:
            urgent[advice][out] = False
        for row, judgement in alone.items():
            found = _assessed(judgement)
            for option, outcome in judgement.outcomes.items():
                verdicts[option][row], settled[option][row] = VERDICTS.index(outcome.verdict), outcome.settled
            for option, places in kinds.items():
                self._details[option].append(self._detail(found, option))
                places[row] = len(self._details[option]) - 1
            shown = {advice.id for advice in found.advice}
            for advice in urgent:
                urgent[advice][row] = advice in shown

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
                known, part = frozenset(self.record.names(path)), bool(column.fact.presumption)
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


def _assessed(judgement: Judgement) -> Assessment:
    """What is asked of one patient beside the verdicts; none of it asks for the profile as it was written."""
    return Assessment(judgement, Profile.model_validate({"cancer": {"type": "other"}}))


def _places(found: Tally, rows: int) -> Bytes:
    """The place of the verdict of each patient."""
    place = np.zeros(rows, dtype=np.uint8)
    for digit in range(3):
        planes: list[Plane] = [plane for i, plane in enumerate(found.by_verdict) if i >> digit & 1]  # type: ignore[misc]
        place |= unpacked(np.bitwise_or.reduce(planes), rows).view(np.uint8) << digit
    return place
