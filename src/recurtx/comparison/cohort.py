"""Verdicts of a cohort under two versions of the rules: which turn, for whom, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine import judge, turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.engine import Judgement, Verdict
    from recurtx.profile import Profile
    from recurtx.ruleset import Rule, Ruleset


@dataclass(frozen=True, slots=True)
class Patient:
    """A profile and what it is called here: its file, or ``case:ID``."""

    name: str
    profile: Profile


class Side(NamedTuple):
    """A verdict under one version, and the facts that it turns on there."""

    verdict: Verdict
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that turns for one patient.

    ``rules`` are those that decide under one version and not, or not so, under the other; ``scope`` says that the
    scope of the option, or of one above it, does.
    """

    patient: str
    option: str
    name: str
    before: Side
    after: Side
    rules: tuple[Rule, ...]
    scope: bool


@dataclass(frozen=True, slots=True)
class CohortDiff:
    """Whose verdicts turn, among whom."""

    patients: tuple[str, ...]
    changes: tuple[VerdictChange, ...]

    @property
    def turned(self) -> tuple[str, ...]:
        """Patients for whom some verdict turns."""
        found = {change.patient for change in self.changes}
        return tuple(name for name in self.patients if name in found)


def compare_verdicts(old: Ruleset, new: Ruleset, patients: Sequence[Patient], *, presume: bool = True) -> CohortDiff:
    """Judge every patient by both versions; options that only one of them has are left out.

    Args:
        old: the version before.
        new: the version after.
        patients: whom to judge.
        presume: whether what the vocabulary presumes absent is presumed.
    """
    changes: list[VerdictChange] = []
    for patient in patients:
        before, after = (judge(patient.profile, rules, presume=presume) for rules in (old, new))
        changes += _changes(patient.name, before, after)
    place = {name: i for i, name in enumerate(new.options)}
    return CohortDiff(tuple(p.name for p in patients), tuple(sorted(changes, key=lambda c: place[c.option])))


def _changes(patient: str, before: Judgement, after: Judgement) -> Iterator[VerdictChange]:
    options = after.program.ruleset.options
    for name in after.outcomes:
        found = turn(name, before.here, after.here) if name in before.outcomes else None
        if found is not None and found.before is not found.after:
            rules = {r.id: r for side in (before, after) for r in side.program.rules_of(name, found.rules)}
            was, now = Side(found.before, before.missing(name)), Side(found.after, after.missing(name))
            reasons = tuple(rules[i] for i in found.rules)
            yield VerdictChange(patient, name, options[name].name, was, now, reasons, found.scope)
