"""Verdicts of a cohort: its patients as worlds of one run of the program, many thousands at once.

Columns find who may not be a patient at all; why, and whether, the reader of single profiles says. Who has records of
a history, from which other facts follow, is judged alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np

from recurtx.answer.becoming import sentence
from recurtx.cohort.circuit import WORD, unpacked, words_of
from recurtx.cohort.coded import Several
from recurtx.cohort.plan import Plan
from recurtx.cohort.reading import DATES, HISTORY, Reader
from recurtx.cohort.states import States
from recurtx.engine import AssessedOption, Assessment, Judgement, Verdict
from recurtx.engine.verdict import tally
from recurtx.errors import ProfileError
from recurtx.profile import Kind, Profile, Situation, assemble
from recurtx.profile.derive import FLOORS
from recurtx.program.compile import compiled
from recurtx.symbolic.record import Record
from recurtx.symbolic.space import space_of
from recurtx.symbolic.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from recurtx.cohort.circuit import Bits, Bytes
    from recurtx.cohort.coded import Coded, Codes
    from recurtx.cohort.naming import Naming
    from recurtx.cohort.reading import Refused
    from recurtx.cohort.states import Keys
    from recurtx.engine.verdict import Tally
    from recurtx.program.nodes import Program
    from recurtx.ruleset import Ruleset
    from recurtx.symbolic.space import Space

T = TypeVar("T")
CHUNK = 1 << 17
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


class Becoming(NamedTuple):
    """What an open option becomes, and in words when."""

    verdict: Verdict | None = None
    words: str = ""


Kinds: TypeAlias = "tuple[Codes, Sequence[T]]"
"""Which of some things is so of each patient, and these."""


class Details(NamedTuple):
    """What stands beside the verdicts of an option: what decides, what is missing, what it becomes."""

    decided_by: Kinds[tuple[str, ...]]
    missing: Kinds[tuple[str, ...]]
    becomes: Kinds[Becoming]


@dataclass(frozen=True)
class Judged:
    """What a table came to: by option the place of each patient's verdict, and whether it is settled.

    ``alone`` are the patients who were judged one by one, by their rows.
    """

    coded: Coded
    refused: Refused
    verdicts: Mapping[str, Bytes]
    settled: Mapping[str, Bits]
    details: Mapping[str, Details]
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
        self._told: dict[str, tuple[Memo[tuple[str, ...]], Memo[tuple[str, ...]], Memo[Becoming]]] = {}
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
            self._states, self._told = {}, {}  # numbers of another plan
        return self._plan

    @cached_property
    def record(self) -> Record:
        """Everything that can be recorded of a patient."""
        return Record(self.space, Terms())

    def judge(self, frame: pl.DataFrame, also: Refused | None = None) -> Judged:
        """The verdicts of the patients of a table; ``also`` says who cannot be taken for another reason."""
        coded, refused = self.reader.read(frame, also)
        plan = self.plan(coded)
        parts = [coded.some(slice(start, start + CHUNK)) for start in range(0, coded.rows, CHUNK)]
        alone = self._alone(frame, coded, parts, plan, refused)
        out = refused.rows(coded.rows)
        out[list(alone)] = True
        rows, options = coded.rows, self.program.options
        verdicts = dict(zip(options, np.empty((len(options), rows), dtype=np.uint8), strict=True))  # one piece: cheaper
        settled = dict(zip(options, np.empty((len(options), rows), dtype=np.bool_), strict=True))
        urgent = {advice: np.zeros(rows, dtype=np.bool_) for advice in plan.urgent}
        kinds = {option: np.zeros((3, rows), dtype=np.intp) for option in self.detailed}
        for start, part in zip(range(0, rows, CHUNK), parts, strict=True):
            count = part.rows
            some = slice(start, start + count)
            found = tallies(plan, part)
            for option, tally_ in found.items():
                _place(tally_, verdicts[option][some])
                settled[option][some] = unpacked(tally_.settled, count)  # type: ignore[arg-type]
            shown = plan.run(plan.urging, part)
            for advice, term in plan.urgent.items():
                urgent[advice][some] = unpacked(shown[term], count)
            for option in self.detailed:
                kinds[option][:, some] = self._kinds(option, part, found[option], plan, out[some])
        self._put_right(verdicts, settled, urgent, kinds, refused, alone)
        details = {option: self._details(option, kinds[option]) for option in self.detailed}
        return Judged(coded, refused, verdicts, settled, details, urgent, alone)

    def _details(self, option: str, kinds: Any) -> Details:
        decided, missing, becomes = self._memos(option)
        return Details((kinds[0], decided.values), (kinds[1], missing.values), (kinds[2], becomes.values))

    def _memos(self, option: str) -> tuple[Memo[tuple[str, ...]], Memo[tuple[str, ...]], Memo[Becoming]]:
        return self._told.setdefault(option, (Memo(()), Memo(()), Memo(Becoming())))

    def _kinds(self, option: str, coded: Coded, found: Tally, plan: Plan, out: Bits) -> list[Codes]:
        """For each patient the places of what stands beside the verdict, worked out once for all who are alike.

        Nothing is worked out for those who are ``out``.
        """
        if option not in self._states:
            self._states[option] = States(plan, plan.program.options[option])
        states, (decided, missing, becomes) = self._states[option], self._memos(option)
        keys, planes = states.decided(coded, found)

        def deciding(row: int) -> tuple[str, ...]:
            word, bit = divmod(row, WORD)
            return tuple(rule for rule, plane in planes if int(plane[word]) >> bit & 1)

        places = [
            decided.places(keys, out, deciding),
            missing.places(
                states.missing(coded, found), out, lambda row: self._one(coded, row, option).missing(option)
            ),
        ]
        if not self.becoming:
            return [*places, np.zeros(coded.rows, dtype=np.intp)]
        return [
            *places,
            becomes.places(states.becoming(coded, found), out, lambda row: self._becoming(coded, row, option)),
        ]

    def _one(self, coded: Coded, row: int, option: str | None = None) -> Judgement:
        """One patient, judged alone, by one option where it is named."""
        situation = Situation(coded.patient(row), self.ruleset.agents, presume=self.presume)
        return Judgement(self.program, situation, option)

    def _becoming(self, coded: Coded, row: int, option: str) -> Becoming:
        return _becoming(_assessed(self._one(coded, row))[option])

    def _put_right(
        self, verdicts: Mapping[str, Bytes], settled: Mapping[str, Bits], urgent: Mapping[str, Bits],
        kinds: Mapping[str, Any], refused: Refused, alone: Mapping[int, Judgement],
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
                one, memos = found[option], self._memos(option)
                told = (_decided(one), one.missing, _becoming(one) if self.becoming else Becoming())
                for place, (memo, value) in enumerate(zip(memos, told, strict=True)):
                    places[place, row] = memo.add(value)  # type: ignore[attr-defined]
            shown = {advice.id for advice in found.advice}
            for advice in urgent:
                urgent[advice][row] = advice in shown

    def _alone(
        self, frame: pl.DataFrame, coded: Coded, parts: Sequence[Coded], plan: Plan, refused: Refused
    ) -> dict[int, Judgement]:
        """Patients with a history, judged; and of those whose facts may contradict each other, who is no patient."""
        told = self._with_history(frame) | self._with_strange_drugs(coded)
        suspected = (told | self._suspected(frame, coded, parts, plan)) & ~refused.rows(coded.rows)
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

    def _suspected(self, frame: pl.DataFrame, coded: Coded, parts: Sequence[Coded], plan: Plan) -> Bits:
        """Who may have facts that cannot stand together."""
        found = np.zeros(coded.rows, dtype=np.bool_)
        for start, some in zip(range(0, coded.rows, CHUNK), parts, strict=True):
            (plane,) = plan.run(plan.contradicted, some).values()
            found[start : start + CHUNK] = unpacked(plane, some.rows)
        for whole, part in FLOORS:
            if whole in coded.columns and part in coded.columns:
                found |= coded.columns[whole].numbers < coded.columns[part].numbers  # type: ignore[union-attr]
        dated = [part.column for part in self.naming.parts if part.path in DATES]
        if len(dated) == len(DATES):
            found |= frame[dated[0]].is_not_null().to_numpy() & frame[dated[1]].is_not_null().to_numpy()
        return found


class Memo(Generic[T]):
    """What was worked out for one patient of each kind, found again by the number of the kind; 0 is none at all."""

    def __init__(self, nothing: T) -> None:
        self.values: list[T] = [nothing]
        self._known: dict[int, int] = {0: 0}

    def add(self, value: T) -> int:
        """The place of one more value."""
        self.values.append(value)
        return len(self.values) - 1

    def places(self, keys: Keys, out: Bits, of: Callable[[int], T]) -> Codes:
        """The place of the value of each patient; ``of`` works it out for the patient in a row."""
        keys[out] = 0
        distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        for key, row in zip(distinct.tolist(), first.tolist(), strict=True):
            if key not in self._known:
                self._known[key] = self.add(of(row))
        return np.array([self._known[key] for key in distinct.tolist()], dtype=np.intp)[inverse]


def _decided(one: AssessedOption) -> tuple[str, ...]:
    return tuple(f.entry.id for f in (*one.findings, *one.inherited) if f.decisive)


def _becoming(one: AssessedOption) -> Becoming:
    return Becoming(one.becomes.verdict, sentence(one)) if one.becomes else Becoming()


def _assessed(judgement: Judgement) -> Assessment:
    """What is asked of one patient beside the verdicts; none of it asks for the profile as it was written."""
    return Assessment(judgement, Profile.model_validate({"cancer": {"type": "other"}}))


def _place(found: Tally, place: Bytes) -> None:
    """Write the place of each patient's verdict, digit by digit, from the planes of those that have it."""
    place.fill(0)
    for digit in (2, 1, 0):
        one, two, three = (plane for i, plane in enumerate(found.by_verdict) if i >> digit & 1)
        place += place
        place |= unpacked(one | two | three, len(place)).view(np.uint8)  # type: ignore[arg-type]
