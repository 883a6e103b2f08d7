"""What an open option becomes: the laws of the answer from half the facts.

On small rules every patient that an incompletely known one may be is looked at, by the reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.engine import assess
from recurtx.profile import Profile
from recurtx.ruleset import load_ruleset
from reference.becomes import becomes
from reference.patient import ANY_OTHER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recurtx.engine import AssessedOption
    from recurtx.engine.becomes import Becomes, Piece
    from reference.becomes import Completion, Values
    from reference.rules import Plain

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking a ruleset takes minutes; the failing example is small enough to read."""
MOST = 1500
"""So many patients are quickly looked at."""
TOLD = 3
"""So many sets are told of each kind."""


@dataclass
class Open:
    """One open option of one patient: what the engine says that it becomes, and every patient that it may be."""

    option: AssessedOption
    judge: reference.Judge
    said: Becomes
    truly: reference.becomes.Becomes

    def values(self, pieces: tuple[Piece, ...]) -> Values:
        """The values of a set as the reference tells them apart."""
        return {self.handle(piece): self.kinds(piece) for piece in pieces}

    def handle(self, piece: Piece) -> tuple[str, str]:
        return piece.path, ANY_OTHER if piece.element == "*" else piece.element

    def kinds(self, piece: Piece) -> frozenset[Any]:
        if piece.element:
            return frozenset(bool(cell) for cell in piece.cells)
        patient, partition = self.judge.reader.patient, self.option.assessment.partition
        left = {v: kind for v, kind in patient.rules.outcomes[piece.path].items() if kind in patient.left(piece.path)}
        return frozenset(kind for v, kind in left.items() if partition.cell_of(piece.path, v) in piece.cells)

    def both(self) -> Iterator[tuple[tuple[tuple[Piece, ...], ...], Callable[[Completion], bool]]]:
        """The sets that are told, and what each must guarantee."""
        yield self.said.if_, self.truly.good
        yield self.said.not_if, self.truly.closed


def loaded(files: Plain) -> tuple[reference.Rules, Any]:
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        return reference.load(Path(folder)), load_ruleset(Path(folder))


def options(files: Plain, spelled: bytes, presume: bool) -> Iterator[tuple[AssessedOption, reference.Judge]]:
    """Every option for one patient, as the engine says and with what judges it."""
    rules, ruleset = loaded(files)
    profile = some.profile(some.Choices(spelled), rules)
    found = assess(Profile.model_validate(some.nested(profile)), ruleset, presume=presume)
    judge = reference.judge(profile, rules, presume)
    for option in found.by_id.values():
        yield option, judge


def open_options(files: Plain, spelled: bytes, presume: bool) -> Iterator[Open]:
    """The options of which something is open, and of which there are few enough patients."""
    for option, judge in options(files, spelled, presume):
        truly = becomes(judge, option.id, MOST)
        if truly is not None:
            assert option.becomes is not None, option.id
            yield Open(option, judge, option.becomes, truly)


SMALL = (some.rulesets(), st.binary(min_size=some.BYTES, max_size=some.BYTES), st.booleans())


@settings(max_examples=60, phases=UNSHRUNK)
@given(*SMALL)
def test_becomes_is_the_best_verdict_that_some_completion_reaches(files: Plain, spelled: bytes, presume: bool) -> None:
    for one in open_options(files, spelled, presume):
        assert one.said.verdict.value == one.truly.verdict, one.option.id
