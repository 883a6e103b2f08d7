"""Propositions evaluated for many patients at once: one bit for each patient, 64 to a word.

A proposition says what must all hold for it, with or without a "not"; whatever is said twice is evaluated once, and
a plane of bits is handed on as soon as nobody asks for it any more, so that all of them stay in the cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from recurtx.symbolic.terms import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.symbolic.terms import Term, Terms

Plane: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint64]]"
"""One bit for each patient; bits behind the last patient mean nothing."""
Bits: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.bool_]]"
Bytes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint8]]"

WORD = 64
"""Patients in a word."""
AND, OR, BUT = range(3)
"""Both; either; the first and not the second."""


def words_of(rows: int) -> int:
    """How many words hold one bit of each patient."""
    return -(-rows // WORD)


def packed(bits: Bits | Bytes) -> Plane:
    """A plane of truth values, one for each patient; of numbers what is not 0 is true."""
    found = np.packbits(bits, bitorder="little")
    return (np.append(found, np.zeros(-len(found) % 8, dtype=np.uint8)) if len(found) % 8 else found).view(np.uint64)


def unpacked(plane: Plane, rows: int) -> Bits:
    """The truth values in a plane."""
    return np.unpackbits(plane.view(np.uint8), count=rows, bitorder="little").view(np.bool_)


class Circuit:
    """Some propositions as steps over registers, in an order in which each stands after its parts."""

    def __init__(self, terms: Terms, roots: Iterable[Term]) -> None:
        self.roots = tuple(dict.fromkeys(roots))
        self.inputs: list[Term] = []
        self.steps: list[tuple[int, int, int, int]] = []
        self.registers = 0
        self._inverted: set[int] = set()  # places that hold the opposite
        self._places: dict[Term, int] = {}
        self._free: list[int] = []
        self._compile(terms)

    def _compile(self, terms: Terms) -> None:
        order = _order(terms, self.roots)
        last: dict[Term, int] = {}
        for step, term in enumerate(order):
            last |= dict.fromkeys(map(abs, terms.parts.get(term, ())), step)
        kept = set(map(abs, self.roots))
        ends: dict[int, list[Term]] = {}
        for term, step in last.items():
            ends.setdefault(step, []).append(term)
        inverted: set[Term] = set()
        for step, term in enumerate(order):
            parts = terms.parts.get(term)
            if parts is None:
                self.inputs.append(term)
                self._places[term] = -len(self.inputs)
            else:
                self._places[term] = self._step(parts, inverted, term)
            done = (self._places[t] for t in ends.get(step, ()) if t not in kept)
            self._free += [place for place in done if place >= 0]
        self._inverted = inverted

    def _register(self) -> int:
        if self._free:
            return self._free.pop()
        self.registers += 1
        return self.registers - 1

    def _step(self, parts: tuple[Term, ...], inverted: set[Term], term: Term) -> int:
        """The register of a proposition whose parts all have one; with nothing but "nots" the opposite is kept."""
        yes = [self._places[abs(p)] for p in parts if (p > 0) is (abs(p) not in inverted)]
        no = [self._places[abs(p)] for p in parts if (p > 0) is (abs(p) in inverted)]
        if not yes:
            inverted.add(term)
            return self._chain(OR, no, self._register())
        place = self._chain(AND, yes, self._register()) if len(yes) > 1 or not no else yes[0]
        if not no:
            return place
        out = self._register() if len(yes) == 1 else place
        for other in no:
            self.steps.append((BUT, place, other, out))
            place = out
        return out

    def _chain(self, op: int, places: list[int], out: int) -> int:
        first, second, *rest = places if len(places) > 1 else (places[0], places[0])
        self.steps.append((op, first, second, out))
        self.steps += [(op, out, place, out) for place in rest]
        return out

    def run(self, inputs: Mapping[Term, Plane], words: int) -> dict[Term, Plane]:
        """The roots as planes; ``inputs`` are those of the propositions that consist of no others."""
        memory = [*np.empty((self.registers, words), dtype=np.uint64), *(inputs[t] for t in reversed(self.inputs))]
        conjoin, join, flip = np.bitwise_and, np.bitwise_or, np.bitwise_xor
        for op, one, other, out in self.steps:
            if op == AND:
                conjoin(memory[one], memory[other], memory[out])
            elif op == OR:
                join(memory[one], memory[other], memory[out])
            elif one == out:
                join(memory[out], memory[other], memory[out])
                flip(memory[out], memory[other], memory[out])
            else:
                conjoin(memory[one], memory[other], memory[out])
                flip(memory[one], memory[out], memory[out])
        return {root: self._root(root, memory, words) for root in self.roots}

    def _root(self, root: Term, memory: list[Plane], words: int) -> Plane:
        if root in (TRUE, FALSE):
            return np.full(words, 0 if root == FALSE else ~np.uint64(0), dtype=np.uint64)
        plane = memory[self._places[abs(root)]]
        return ~plane if (root < 0) is (abs(root) not in self._inverted) else plane


def _order(terms: Terms, roots: Iterable[Term]) -> list[Term]:
    """Every proposition that the roots consist of, parts first, each as late as it is needed."""
    seen: set[Term] = {TRUE}
    found: list[Term] = []
    for root in map(abs, roots):
        stack: list[tuple[Term, bool]] = [(root, False)]
        while stack:
            term, done = stack.pop()
            if done:
                found.append(term)
            elif term not in seen:
                seen.add(term)
                stack.append((term, True))
                stack += [(abs(part), False) for part in terms.parts.get(term, ())]
    return found
