"""What a change does to a whole registry: other rules, or one more fact known of every patient."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from recurtx.cohort.circuit import Circuit, unpacked
from recurtx.cohort.coded import NOWHERE, Chosen, Coded, Contents, Numeric, Several
from recurtx.cohort.judging import CHUNK, NONE, VERDICTS, Judge, tallies
from recurtx.cohort.plan import Plan
from recurtx.cohort.reading import Refused
from recurtx.engine import Judgement, Verdict, turn
from recurtx.profile import VOCABULARY, Kind, SetContent, Situation
from recurtx.program.cells import with_element

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from recurtx.cohort.circuit import Bits
    from recurtx.cohort.coded import Column
    from recurtx.cohort.naming import Naming
    from recurtx.cohort.tables import Source
    from recurtx.program.cells import Cell
    from recurtx.program.nodes import Program
    from recurtx.ruleset import Ruleset


# Other rules


class Turned(NamedTuple):
    """A verdict that turns for some patients; ``rules`` are those by which it does for the first of them."""

    option: str
    before: Verdict
    after: Verdict
    patients: int
    rules: tuple[str, ...]


@dataclass
class Diff:
    """Whose verdicts turn in a registry, among how many who can be taken."""

    patients: int = 0
    anybody: int = 0
    refused: int = 0
    counts: Counter[tuple[str, Verdict, Verdict]] = field(default_factory=Counter)
    rules: dict[tuple[str, Verdict, Verdict], tuple[str, ...]] = field(default_factory=dict)

    @property
    def turned(self) -> list[Turned]:
        """By option and verdicts, those that turn for most patients first."""
        return [Turned(*key, number, self.rules[key]) for key, number in self.counts.most_common()]


def turns(
    source: Source, naming: Naming, old: Ruleset, new: Ruleset, *, presume: bool, tick: Callable[[int], None]
) -> Diff:
    """The verdicts of a registry under two versions of the rules; options that only one of them has are left out."""
    found = Diff()
    before, after = (Judge(rules, naming, text=source.text, presume=presume) for rules in (old, new))
    for frame, torn in source.batches():
        one, other = (judge.judge(frame, Refused.of(torn)) for judge in (before, after))
        there = ~(one.refused.rows(len(frame)) | other.refused.rows(len(frame)))
        any_ = np.zeros(len(frame), dtype=np.bool_)
        for option in (o for o in new.options if o in old.options):
            was, now = one.verdicts[option], other.verdicts[option]
            differ = there & (was != now)
            any_ |= differ
            pairs = was.astype(np.intp) * NONE + now
            for pair, first in zip(*np.unique(pairs[differ], return_index=True), strict=True):
                key = (option, VERDICTS[pair // NONE], VERDICTS[pair % NONE])
                found.counts[key] += int((pairs[differ] == pair).sum())
                if key not in found.rules:
                    row = int(np.flatnonzero(differ)[first])
                    sides = [(judged.alone.get(row), judge) for judged, judge in ((one, before), (other, after))]
                    worlds = [(kept or _alone(one.coded, row, judge)).here for kept, judge in sides]
                    said = turn(option, *worlds)
                    found.rules[key] = said.rules if said else ()
        found.patients += int(there.sum())
        found.refused += int((~there).sum())
        found.anybody += int(any_.sum())
        tick(found.patients + found.refused)
    return found


def _alone(coded: Coded, row: int, judge: Judge) -> Judgement:
    return Judgement(judge.program, Situation(coded.patient(row), judge.ruleset.agents, presume=judge.presume))


# One more fact


@dataclass
class Known:
    """What it would do to know one more fact of every patient of whom nothing is known of it.

    ``lacking`` are these patients; ``settles`` those of whom some option at the top would be settled by every value
    that they can have, ``may_settle`` by some value.
    """

    path: str
    element: str = ""
    lacking: int = 0
    settles: int = 0
    may_settle: int = 0


@dataclass
class Knowing:
    """Every fact that the rules read, those that settle most patients first."""

    patients: int
    refused: int
    facts: list[Known]


def knowing(source: Source, naming: Naming, rules: Ruleset, *, presume: bool, tick: Callable[[int], None]) -> Knowing:
    """Which one further fact settles most patients of a registry: single values, and elements of sets of findings."""
    judge = Judge(rules, naming, text=source.text, presume=presume)
    top = [option for option, parent in rules.parents.items() if parent is None]
    found: dict[tuple[str, str], Known] = {}
    done = refused = 0
    for frame, torn in source.batches():
        judged = judge.judge(frame, Refused.of(torn))
        out = judged.refused.rows(len(frame))
        out[list(judged.alone)] = True
        refused += len(judged.refused.found)
        coded = judged.coded.some(~out)
        plan = Plan(judge.space, _names(judge, coded), presume=presume)
        for start in range(0, coded.rows, CHUNK):
            some = coded.some(slice(start, start + CHUNK))
            _learn(some, plan, top, found)
            done += some.rows
            tick(done)
    order = sorted(found.values(), key=lambda k: (-k.settles, -k.may_settle, VOCABULARY[k.path].index, k.element))
    return Knowing(done, refused, [known for known in order if known.may_settle])


def _names(judge: Judge, coded: Coded) -> frozenset[str]:
    """What may be recorded of these patients where one more fact is."""
    record, found = judge.record, set(coded.names(judge.record))
    for path, fact in VOCABULARY.items():
        head = f"{record.name}:{path}"
        if fact.kind is Kind.SET:
            elements = judge.program.named.get(path, ())
            found |= {head, *(f"{head}{sign}{element}" for element in elements for sign in "+-")}
        elif not fact.is_set:
            found |= {f"{head}={place}" for place in range(len(record.space.cells(path)))}
    return frozenset(found)


def _values(path: str, program: Program) -> Iterator[tuple[str, object]]:
    """What may be learned of a fact: by element of a set that it is there or not, or each cell of a value."""
    fact = VOCABULARY[path]
    if fact.kind is Kind.SET:
        yield from ((element, there) for element in program.named.get(path, ()) for there in (True, False))
    elif path in program.coarse:
        yield from (("", cell) for cell in program.coarse[path])


def _filled(path: str, element: str, value: object, coded: Coded) -> Column:
    """A column where one more is known of everybody of whom it is not."""
    fact, column = VOCABULARY[path], coded.columns.get(path)
    if element:
        kept = column if isinstance(column, Several) else Several(fact, np.full(coded.rows, -1), Contents())
        contents = [_with(content, element, there=bool(value)) for content in (*kept.contents.values, SetContent())]
        codes = np.where(kept.codes < 0, len(contents) - 1, kept.codes)
        return Several(fact, codes, Contents(contents))
    cell: Cell = value  # type: ignore[assignment]
    if fact.is_number:
        numbers = column.numbers if isinstance(column, Numeric) else np.full(coded.rows, np.nan)
        return Numeric(fact, np.where(np.isnan(numbers), float(cell.value), numbers))
    from recurtx.cohort.coded import values_of

    place = values_of(path).index(cell.value)
    codes = column.codes if isinstance(column, Chosen) else np.full(coded.rows, NOWHERE, dtype=np.uint8)
    return Chosen(fact, np.where(codes == NOWHERE, place, codes).astype(np.uint8))


def _with(content: SetContent, element: str, *, there: bool) -> SetContent:
    known = content.complete or element in content.present | content.absent
    return content if known else with_element(content, element, present=there)


def _learn(coded: Coded, plan: Plan, top: Sequence[str], found: dict[tuple[str, str], Known]) -> None:
    """What each further fact does to some patients."""
    now = tallies(plan, coded)
    unsettled = {o: np.invert(now[o].settled) for o in top}
    open_ = Circuit(plan.terms, [plan.open(path, element) for path, element in plan.learnable])
    lacking = plan.run(open_, coded)
    for path, element in plan.learnable:
        lacks = lacking[plan.open(path, element)]
        if not lacks.any():
            continue
        surely = {o: lacks & unsettled[o] for o in top}
        maybe = {o: np.zeros_like(lacks) for o in top}
        for _, value in (v for v in _values(path, plan.program) if v[0] == element):
            world = Coded(coded.rows, {**coded.columns, path: _filled(path, element, value, coded)})
            (contradicted,) = plan.run(plan.contradicted, world).values()
            then = tallies(plan, world)
            for option in top:
                surely[option] = surely[option] & (then[option].settled | contradicted)
                maybe[option] |= lacks & unsettled[option] & then[option].settled & ~contradicted
        known = found.setdefault((path, element), Known(path, element))
        known.lacking += _count(lacks, coded.rows)
        known.settles += _count(np.bitwise_or.reduce([surely[o] & maybe[o] for o in top]), coded.rows)
        known.may_settle += _count(np.bitwise_or.reduce(list(maybe.values())), coded.rows)


def _count(plane: np.ndarray[tuple[int], np.dtype[np.uint64]], rows: int) -> int:
    bits: Bits = unpacked(plane, rows)
    return int(bits.sum())
