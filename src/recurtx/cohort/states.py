"""Patients who are alike as far as one option goes: what decides on it, and what it still turns on.

What an option becomes and what is missing is worked out by the engine, for one patient of each kind. Who is alike the
columns tell: with the same rules deciding, the same tests open, the same values left for them, and the same recorded of
all facts to which the vocabulary ties these. The bits that say so are folded into one number for each patient.
"""

from __future__ import annotations

import random
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from recurtx.cohort.circuit import Circuit, unpacked
from recurtx.engine import Verdict
from recurtx.profile import VOCABULARY, dependents
from recurtx.profile.derive import FLOORS
from recurtx.program.nodes import APPLIES, LITERAL
from recurtx.ruleset import Effect
from recurtx.symbolic.terms import FALSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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

    @cached_property
    def _open(self) -> dict[int, Term]:
        """By node that it is open, and that the option turns on it."""
        program, meaning = self.plan.program, self.plan.meaning
        found: dict[int, Term] = {node: meaning.unknown(node) for node in self.option.deciding if node >= 0}
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
        return found

    @cached_property
    def _facts(self) -> dict[str, Term]:
        """By fact that some test on it is open on which the option turns."""
        nodes, variables = self.plan.program.nodes, self.plan.program.variables
        found: dict[str, list[Term]] = {}
        for number, term in self._open.items():
            if nodes[number].op == LITERAL:
                found.setdefault(variables[nodes[number].parts[0]].path, []).append(term)
        return {path: self.terms.some(terms) for path, terms in found.items()}

    @cached_property
    def turning(self) -> tuple[Term, ...]:
        """What tells apart those for whom the option is not settled."""
        nodes, terms = self.plan.program.nodes, self.terms
        found: dict[Term, None] = {}
        for number, open_ in self._open.items():
            if nodes[number].op == LITERAL:
                cells = self.plan.known.possible(nodes[number].parts[0])
                found |= dict.fromkeys((open_, *(terms.every((open_, cell)) for cell in cells[1:])))
        for path, near in self._near.items():
            found |= dict.fromkeys(terms.every((near, said)) for said in self.plan.said(path))
        for node in self.option.deciding:
            found |= dict.fromkeys(self.plan.meaning.can(node))
        return tuple(term for term in found if abs(term) != 1)

    @cached_property
    def _near(self) -> dict[str, Term]:
        """By fact that the vocabulary ties it to one on which the option turns."""
        tied = {path: dependents(path) for path in VOCABULARY}
        found = {}
        for path in VOCABULARY:
            near = (term for f, term in self._facts.items() if f in tied[path] or path in tied[f])
            found[path] = self.terms.some(near)
        return {path: term for path, term in found.items() if term != FALSE}

    @cached_property
    def circuit(self) -> Circuit:
        """All of it evaluated."""
        return Circuit(self.terms, (*self.turning, *(term for can in self.acts.values() for term in can)))

    @cached_property
    def _shuffled(self) -> list[int]:
        source = random.Random(self.option.id)
        return [source.getrandbits(64) for _ in range(len(self.turning) + 2 * len(self.rules) + 16)]

    def keys(self, coded: Coded, tally: Tally) -> Keys:
        """One number for each patient, equal for those who are alike."""
        found = self.plan.run(self.circuit, coded)
        numbers = iter(self._shuffled)
        keys = np.zeros(coded.rows, dtype=np.uint64)
        verdicts: list[Plane] = list(tally.by_verdict)  # type: ignore[arg-type]
        unsettled: Plane = np.invert(tally.settled)
        planes: Iterator[Plane] = iter([*verdicts, unsettled])
        for plane in (*planes, *self._deciding(found, verdicts), *(found[t] & unsettled for t in self.turning)):
            _fold(keys, plane, next(numbers))
        for whole, part in FLOORS:
            for path, other in ((whole, part), (part, whole)):
                if path in coded.columns and other in self._facts:
                    keys ^= np.nan_to_num(coded.columns[path].numbers + 1).astype(np.uint64) * np.uint64(next(numbers))  # type: ignore[union-attr]
        return keys

    def _deciding(self, found: Mapping[Term, Plane], verdicts: list[Plane]) -> Iterator[Plane]:
        """By rule for whom it decides."""
        for rule in self.rules:
            yes, no = (found[term] for term in self.acts[rule.acts])
            yield from decides(rule, yes, no, verdicts)


def decides(rule: RuleEntry, yes: Plane, no: Plane, verdicts: list[Plane]) -> Iterator[Plane]:
    """For whom a rule decides, where it acts, and for whom it holds a verdict up."""
    yield yes & ~no & np.bitwise_or.reduce([verdicts[_PLACES[v]] for v in _DECIDED[rule.effect]])
    if rule.effect.stops:
        yield yes & no & verdicts[_PLACES[Verdict.NEEDS_INFORMATION]]


def _fold(keys: Keys, plane: Plane, number: int) -> None:
    if plane.any():
        keys ^= unpacked(plane, len(keys)).astype(np.uint64) * np.uint64(number)
