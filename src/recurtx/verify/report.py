"""What proofs come to: findings with their patients, what was told, and what was left undecided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.errors import Location
    from recurtx.verify.witness import Witness

REFUTED, UNDECIDED, VACUOUS = "RTX070", "RTX071", "RTX072"
DEAD, CONTRADICTS, IDLE, IMPLIED = "RTX073", "RTX074", "RTX075", "RTX076"
LOST, NEW, NOBODY = "RTX077", "RTX078", "RTX079"
UNUSED = "RTX065"
TAKEN_BACK, WAITS = "RTX080", "RTX081"


@dataclass(frozen=True)
class Finding:
    """Something that does not hold, or that was not decided.

    ``id`` stays the same as long as what is found does. ``shows`` says what the engine says of the patient.
    """

    code: str
    id: str
    message: str
    location: Location
    witness: Witness | None = None
    shows: str = ""
    help: str = ""


@dataclass
class Part:
    """One kind of question: how many were asked and proved, what was found, and what is told without being a fault."""

    title: str
    asked: int = 0
    findings: list[Finding] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def proved(self) -> int:
        """Questions that hold."""
        return self.asked - len(self.findings)


@dataclass(frozen=True)
class Report:
    """Everything that was asked of the rules."""

    parts: Sequence[Part]
    questions: int
    reachable: str = ""
    """The table of verdicts that are reached, as it would be committed."""

    @property
    def findings(self) -> list[Finding]:
        """Every finding, in order."""
        return [finding for part in self.parts for finding in part.findings]
