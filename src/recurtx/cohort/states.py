"""Patients who are alike as far as one option goes: what decides on it, and what it still turns on.

What is missing and what an option becomes is worked out by the engine, for one patient of each kind. Who is alike the
columns tell: with the same tests open, the same values left for them and, for what it becomes, the same recorded of all
facts to which the vocabulary ties these. The bits that say so are folded into one number for each patient.
"""

from __future__ import annotations

import random
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from recurtx.cohort.circuit import Circuit, unpacked
from recurtx.cohort.coded import Numeric
from recurtx.engine import Verdict
from recurtx.profile import VOCABULARY, dependents
from recurtx.profile.derive import FLOORS
from recurtx.program.nodes import APPLIES, LITERAL
from recurtx.ruleset import Effect
from recurtx.symbolic.terms import FALSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.cohort.circuit import Plane
    from recurtx.cohort.coded import Coded
    from recurtx.cohort.plan import Plan
    from recurtx.engine.verdict import Tally
    from recurtx.program.nodes import OptionEntry, RuleEntry
    from recurtx.symbolic.terms import Term

    Keys = np.ndarray[tuple[int], np.dtype[np.uint64]]

_OFFERED = (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION)
_DECIDED = {
    Effect.REQUIRES: (Verdict.NOT_CANDIDATE,), Effect.EXCLUDES: (Verdict.NOT_CANDIDATE,),
    Effect.DISCOURAGES: (Verdict.USUALLY_NOT,), Effect.SUPPORTS: _OFFERED, Effect.CAUTIONS: _OFFERED,
}  # fmt: skip
"""By effect, the verdicts on which a rule decides that acts."""
_PLACES = {verdict: place for place, verdict in enumerate(Verdict)}


class States:
    """Who is alike for one option."""

    def __init__(self, plan: Plan, option: OptionEntry) -> None:
        self.plan, self.option, self.terms = plan, option, plan.terms
        self.rules = [rule for _, _, rule in plan.program.heard(option.id)]
        self.acts = {rule.acts: plan.meaning.can(rule.acts) for rule in self.rules}
        self._numbers: dict[Term, np.uint64] = {}
        self._random = random.Random(option.id)

    def _open(self, roots: Iterable[int]) -> dict[int, Term]:
        """By node beneath some others that it is open, and that one of these turns on it."""
        program, meaning = self.plan.program, self.plan.meaning
        found: dict[int, Term] = {node: meaning.unknown(node) for node in roots}
        for number in reversed(program.cone(self.option.deciding)):
            reached = found.get(number, FALSE)
            if reached == FALSE:
                continue
            node = program.nodes[number]
            parts: Iterable[int] = node.parts
            if node.op == LITERAL:
                path, element = program.variables[node.parts[0]]
                parts = (program.applies[path],) if element == APPLIES else ()
            for part in parts:
                open_ = self.terms.every((reached, meaning.unknown(part)))
                found[part] = self.terms.some((found.get(part, FALSE), open_))
        return {number: term for number, term in found.items() if program.nodes[number].op == LITERAL}

    def _turning(self, roots: Sequence[int]) -> tuple[Term, ...]:
        """What is open beneath some nodes, and the values that are left there."""
        nodes, found = self.plan.program.nodes, dict.fromkeys(t for root in roots for t in self.plan.meaning.can(root))
        for number, open_ in self._open(roots).items():
            cells = self.plan.known.possible(nodes[number].parts[0])
            found |= dict.fromkeys((open_, *(self.terms.every((open_, cell)) for cell in cells[1:])))
        return tuple(term for term in found if abs(term) != 1)

    @cached_property
    def _missing(self) -> dict[Verdict, tuple[Term, ...]]:
        """By verdict what tells apart for whom what is missing; of the other verdicts nothing is."""
        option = self.option
        waiting = {
            Verdict.NEEDS_INFORMATION: (option.inside, option.stops),
            Verdict.CANDIDATE_WITH_CAUTION: (option.discourages,),
            Verdict.CANDIDATE: (option.discourages, option.cautions),
            Verdict.POSSIBLE: (option.discourages, option.supports),
        }
        return {verdict: self._turning(roots) for verdict, roots in waiting.items()}

    @cached_property
    def _facts(self) -> dict[str, Term]:
        """By fact that some test on it is open on which the option turns."""
        nodes, variables = self.plan.program.nodes, self.plan.program.variables
        found: dict[str, list[Term]] = {}
        for number, term in self._open(self.option.deciding).items():
            found.setdefault(variables[nodes[number].parts[0]].path, []).append(term)
        return {path: self.terms.some(terms) for path, terms in found.items()}

    @cached_property
    def _becoming(self) -> tuple[Term, ...]:
        """What tells apart those who wait for something, as far as completions go: tied facts count as well."""
        found = dict.fromkeys(self._turning(self.option.deciding))
        tied = {path: dependents(path) for path in VOCABULARY}
        for path in VOCABULARY:
            near = self.terms.some(t for f, t in self._facts.items() if f in tied[path] or path in tied[f])
            found |= dict.fromkeys(self.terms.every((near, said)) for said in self.plan.said(path) if near != FALSE)
        return tuple(term for term in found if abs(term) != 1)

    @cached_property
    def deciding(self) -> Circuit:
        """Which rules act, evaluated."""
        return Circuit(self.terms, (term for can in self.acts.values() for term in can))

    def decided(self, coded: Coded, tally: Tally) -> tuple[Keys, list[tuple[str, Plane]]]:
        """One number for each patient, equal where the same rules decide; and of each rule for whom it does."""
        found = self.plan.run(self.deciding, coded)
        verdicts: list[Plane] = list(tally.by_verdict)  # type: ignore[arg-type]
        acts = {node: (found[yes], found[no]) for node, (yes, no) in self.acts.items()}
        planes = [(rule.id, plane) for rule in self.rules for plane in decides(rule, *acts[rule.acts], verdicts)]
        keys = np.zeros(coded.rows, dtype=np.uint64)
        for place, (_, plane) in enumerate(planes):
            _fold(keys, plane, self._number(-place - 2))
        return keys, planes

    @cached_property
    def _missing_circuit(self) -> Circuit:
        return Circuit(self.terms, (term for terms in self._missing.values() for term in terms))

    def missing(self, coded: Coded, tally: Tally) -> Keys:
        """One number for each patient, equal for those to whom the same is missing; 0 where nothing is."""
        found = self.plan.run(self._missing_circuit, coded)
        unsettled: Plane = np.invert(tally.settled)
        keys = np.zeros(coded.rows, dtype=np.uint64)
        for verdict, terms in self._missing.items():
            there: Plane = tally.by_verdict[_PLACES[verdict]] & unsettled  # type: ignore[assignment]
            _fold(keys, there, self._number(2 + _PLACES[verdict]))
            for term in terms:
                _fold(keys, found[term] & there, self._number(term * 16 + _PLACES[verdict]))
        return keys

    @cached_property
    def _becoming_circuit(self) -> Circuit:
        return Circuit(self.terms, self._becoming)

    def becoming(self, coded: Coded, tally: Tally) -> Keys:
        """One number for each patient, equal where the option becomes the same; 0 where it becomes nothing else."""
        found = self.plan.run(self._becoming_circuit, coded)
        waits: Plane = tally.by_verdict[_PLACES[Verdict.NEEDS_INFORMATION]]  # type: ignore[assignment]
        possible: Plane = tally.by_verdict[_PLACES[Verdict.POSSIBLE]] & ~tally.settled  # type: ignore[assignment]
        keys = np.zeros(coded.rows, dtype=np.uint64)
        _fold(keys, waits, self._number(2))
        _fold(keys, possible, self._number(3))
        for term in self._becoming:
            _fold(keys, found[term] & (waits | possible), self._number(term * 16))
        for whole, part in FLOORS:
            for path, other in ((whole, part), (part, whole)):
                column = coded.columns.get(path)
                if isinstance(column, Numeric) and other in self._facts:
                    told = np.nan_to_num(column.numbers + 1).astype(np.uint64) * self._number(
                        5 + VOCABULARY[path].index
                    )
                    keys ^= np.where(keys != 0, told, np.uint64(0))
        return keys

    def _number(self, name: int) -> np.uint64:
        """The number that stands for a proposition; always the same one."""
        if name not in self._numbers:
            self._numbers[name] = np.uint64(self._random.getrandbits(64))
        return self._numbers[name]


def decides(rule: RuleEntry, yes: Plane, no: Plane, verdicts: list[Plane]) -> Iterator[Plane]:
    """For whom a rule decides, where it acts, and for whom it holds a verdict up."""
    yield yes & ~no & np.bitwise_or.reduce([verdicts[_PLACES[v]] for v in _DECIDED[rule.effect]])
    if rule.effect.stops:
        yield yes & no & verdicts[_PLACES[Verdict.NEEDS_INFORMATION]]


def _fold(keys: Keys, plane: Plane, number: np.uint64) -> None:
    if plane.any():
        keys ^= unpacked(plane, len(keys)).astype(np.uint64) * number
