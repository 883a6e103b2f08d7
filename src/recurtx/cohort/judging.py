"""Verdicts of a cohort: its patients as worlds of one run of the program, many thousands at once.

Columns find who may not be a patient at all; why, and whether, the reader of single profiles says. Who has records of
a history, from which other facts follow, is judged alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np

from recurtx.answer.becoming import sentence
from recurtx.cohort.becoming import Foreseen, Outlook
from recurtx.cohort.circuit import WORD, unpacked, words_of
from recurtx.cohort.coded import Several
from recurtx.cohort.given import Formulas, Given
from recurtx.cohort.plan import Plan
from recurtx.cohort.reading import DATES, HISTORY, Reader
from recurtx.cohort.states import States
from recurtx.engine import AssessedOption, Assessment, Judgement, Verdict
from recurtx.engine.becomes import Foresight
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
_WAITS, _POSSIBLE = VERDICTS.index(Verdict.NEEDS_INFORMATION), VERDICTS.index(Verdict.POSSIBLE)
NONE = 255
"""In the place of a verdict, that of a patient who cannot be taken."""


def tallies(plan: Plan, coded: Coded) -> Mapping[str, Tally]:
    """The verdicts of every option, by the table of the engine with patients as its worlds."""
    words = words_of(coded.rows)
    found = plan.run(plan.deciding, coded)
    every = np.full(words, ~np.uint64(0), dtype=np.uint64)
    nodes = {node: (found[yes], found[no]) for node, (yes, no) in plan.nodes.items()}
    return {option.id: tally(option, nodes, every) for option in plan.program.options.values()}  # type: ignore[arg-type]


FEW = 300
"""Patients for whom an option is open that the engine judges sooner than the columns are made for all."""


class Becoming(NamedTuple):
    """What an open option becomes, and in words when."""

    verdict: Verdict | None = None
    words: str = ""


Kinds: TypeAlias = "tuple[Codes, Sequence[T]]"
"""Which of some things is so of each patient, and these."""


class Details(NamedTuple):
    """What stands beside the verdicts of an option: what decides, and what is missing."""

    decided_by: Kinds[tuple[str, ...]]
    missing: Kinds[tuple[str, ...]]


@dataclass(frozen=True)
class Judged:
    """What a table came to: by option the place of each patient's verdict, and whether it is settled.

    ``becomes`` holds by option the place of what it becomes where it is open, ``words`` when. ``alone`` are the
    patients who were judged one by one, by their rows.
    """

    coded: Coded
    refused: Refused
    verdicts: Mapping[str, Bytes]
    settled: Mapping[str, Bits]
    details: Mapping[str, Details]
    becomes: Mapping[str, Bytes]
    words: Mapping[str, Kinds[Becoming]]
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
        becoming: the options of which it is told what they become.
        words: whether that is told in words as well, which the engine finds, once for all who are alike.
    """

    def __init__(
        self, ruleset: Ruleset, naming: Naming, *, text: bool, presume: bool = True, detailed: Sequence[str] = (),
        becoming: Sequence[str] = (), words: bool = False,
    ) -> None:  # fmt: skip
        self.ruleset, self.naming, self.presume = ruleset, naming, presume
        self.detailed, self.becoming, self.words = tuple(detailed), tuple(becoming), words
        self._states: dict[str, States] = {}
        self._told: dict[str, tuple[Memo[tuple[str, ...]], Memo[tuple[str, ...]], Memo[Becoming]]] = {}
        self._outlooks: dict[str, Outlook] = {}
        self._unsure: dict[str, Memo[int]] = {}
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
            self._states, self._told, self._outlooks, self._unsure = {}, {}, {}, {}  # numbers of another plan
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
        kinds = {option: np.zeros((2, rows), dtype=np.intp) for option in self.detailed}
        becomes = {option: np.full(rows, NONE, dtype=np.uint8) for option in self.becoming}
        words = {option: np.zeros(rows, dtype=np.intp) for option in (self.becoming if self.words else ())}
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
                kinds[option][:, some] = self._kinds(option, part, found[option], out[some])
            for option, places in becomes.items():
                if option in words:
                    words[option][some] = self._words(option, part, found[option], out[some])
                    places[some] = self._places(option)[words[option][some]]
                else:
                    places[some] = self._becomes(option, part, found[option], plan, out[some])
        self._put_right(verdicts, settled, urgent, kinds, refused, alone)
        self._put_becoming_right(becomes, words, out, alone)
        return Judged(
            coded, refused, verdicts, settled,
            {option: self._details(option, kinds[option]) for option in self.detailed},
            becomes, {option: (codes, self._memos(option)[2].values) for option, codes in words.items()},
            urgent, alone,
        )  # fmt: skip

    def _details(self, option: str, kinds: Any) -> Details:
        decided, missing, _ = self._memos(option)
        return Details((kinds[0], decided.values), (kinds[1], missing.values))

    def _memos(self, option: str) -> tuple[Memo[tuple[str, ...]], Memo[tuple[str, ...]], Memo[Becoming]]:
        return self._told.setdefault(option, (Memo(()), Memo(()), Memo(Becoming())))

    def _kinds(self, option: str, coded: Coded, found: Tally, out: Bits) -> list[Codes]:
        """For each patient the places of what stands beside the verdict, worked out once for all who are alike.

        Nothing is worked out for those who are ``out``.
        """
        states, (decided, missing, _) = self._state(option), self._memos(option)
        keys, planes = states.decided(coded, found)

        def deciding(row: int) -> tuple[str, ...]:
            word, bit = divmod(row, WORD)
            return tuple(rule for rule, plane in planes if int(plane[word]) >> bit & 1)

        return [
            decided.places(keys, out, deciding),
            missing.places(
                states.missing(coded, found), out, lambda row: self._one(coded, row, option).missing(option)
            ),
        ]

    def _state(self, option: str) -> States:
        if option not in self._states:
            assert self._plan is not None
            self._states[option] = States(self._plan, self._plan.program.options[option])
        return self._states[option]

    def _words(self, option: str, coded: Coded, found: Tally, out: Bits) -> Codes:
        """For each patient the place of what an option becomes and when, worked out once for all who are alike."""
        keys = self._state(option).becoming(coded, found)
        return self._memos(option)[2].places(keys, out, lambda row: self._becoming(coded, row, option))

    def _places(self, option: str) -> Bytes:
        """By what is known of an option that becomes something, the place of the verdict."""
        verdicts = (known.verdict for known in self._memos(option)[2].values)
        return np.array([NONE if v is None else VERDICTS.index(v) for v in verdicts], dtype=np.uint8)

    def _becomes(self, option: str, coded: Coded, found: Tally, plan: Plan, out: Bits) -> Bytes:
        """For each patient the place of the verdict that an open option becomes.

        Columns tell it; of those in whom they leave it open, and where there are but few, the engine.
        """
        open_ = unpacked(found.by_verdict[_WAITS] | found.by_verdict[_POSSIBLE] & ~found.settled, coded.rows) & ~out  # type: ignore[arg-type]
        foreseen = foreseen_by(self.ruleset)
        if option not in foreseen and open_.sum() <= FEW:
            places, unsure = np.full(coded.rows, NONE, dtype=np.uint8), open_
        else:
            places, unsure = self._outlook(option, plan).verdicts(coded, found)
            places[out] = NONE
        left = np.flatnonzero(unsure & ~out)
        if len(left):
            some = coded.some(left)
            keys, nobody = (
                self._state(option).becoming(some, tallies(plan, some)[option]),
                np.zeros(len(left), np.bool_),
            )
            memo = self._unsure.setdefault(option, Memo(NONE))
            codes = memo.places(keys, nobody, lambda row: self._best(some, row, option))
            places[left] = np.array(memo.values, dtype=np.uint8)[codes]
        return places

    def _best(self, coded: Coded, row: int, option: str) -> int:
        """The place of the verdict that an option becomes for one patient."""
        verdict = Foresight(self._one(coded, row, option)).verdict(option)
        return NONE if verdict is None else VERDICTS.index(verdict)

    def _outlook(self, option: str, plan: Plan) -> Outlook:
        if option not in self._outlooks:
            foreseen = foreseen_by(self.ruleset)
            if option not in foreseen:
                foreseen[option] = Foreseen(_formulas(self.ruleset), option)
            self._outlooks[option] = Outlook(plan, foreseen[option])
        return self._outlooks[option]

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
                told = (_decided(one), one.missing)
                for place, (memo, value) in enumerate(zip(memos, told, strict=False)):
                    places[place, row] = memo.add(value)  # type: ignore[attr-defined]
            shown = {advice.id for advice in found.advice}
            for advice in urgent:
                urgent[advice][row] = advice in shown

    def _put_becoming_right(
        self, becomes: Mapping[str, Bytes], words: Mapping[str, Codes], out: Bits, alone: Mapping[int, Judgement]
    ) -> None:
        """The same of what open options become."""
        for option, places in becomes.items():
            places[out] = NONE
            for row, judgement in alone.items():
                found = _becoming(_assessed(judgement)[option])
                places[row] = NONE if found.verdict is None else VERDICTS.index(found.verdict)
                if option in words:
                    words[option][row] = self._memos(option)[2].add(found)

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


@lru_cache(maxsize=2)
def foreseen_by(ruleset: Ruleset) -> dict[str, Foreseen]:  # noqa: ARG001
    """What options may become by some rules, as far as it was worked out; for all who judge by these."""
    return {}


@lru_cache(maxsize=2)
def _formulas(ruleset: Ruleset) -> Formulas:
    return Formulas(space_of(ruleset), Given())


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
