"""Verdicts of a cohort under two versions of the rules: which turn, for whom, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.engine import Quick, Verdict
from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import Situation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.engine import Finding, Outcome
    from recurtx.profile import Profile
    from recurtx.ruleset import Rule, Ruleset

__all__ = ["CohortDiff", "Patient", "VerdictChange", "compare_verdicts"]

_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Patient:
    """A profile and what it is called here: its file, or ``case:ID``."""

    name: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that turns for one patient.

    ``rules`` are those that decide under one version and not, or not so, under the other; ``scope`` says that the
    scope of the option, or of one above it, does.
    """

    patient: str
    option: str
    name: str
    before: Outcome
    after: Outcome
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
        before, after = (Quick.of(Situation.of(patient.profile, r.agents, presume=presume), r) for r in (old, new))
        changes += _changes(patient.name, before, after)
    place = {name: i for i, name in enumerate(new.options)}
    return CohortDiff(tuple(p.name for p in patients), tuple(sorted(changes, key=lambda c: place[c.option])))


def _changes(patient: str, before: Quick, after: Quick) -> Iterator[VerdictChange]:
    for name, now in after.outcomes.items():
        was = before.outcomes.get(name)
        if was is not None and was.verdict is not now.verdict:
            rules, scope = _causes(name, was.verdict, now.verdict, before, after)
            yield VerdictChange(patient, name, after.ruleset.options[name].name, was, now, rules, scope)


def _causes(option: str, was: Verdict, now: Verdict, before: Quick, after: Quick) -> tuple[tuple[Rule, ...], bool]:
    """Which rules make the difference, and whether a scope does.

    The verdict that comes first among the two is the one that has a reason the other lacks: what stops, what waits,
    what asks for care, what speaks for it. The difference is what gives that reason under one version only.
    """
    first = min(was, now, key=_ORDER.__getitem__)
    if first is Verdict.OUTSIDE_SCOPE:
        return (), True
    one, two = ({f.rule.id: f.rule for f in _reasons(option, first, {was, now}, q)} for q in (before, after))
    rules = {**one, **two}
    scope = first is Verdict.NEEDS_INFORMATION and _scope_open(option, before) is not _scope_open(option, after)
    return tuple(rules[name] for name in sorted(one.keys() ^ two.keys())), scope


def _reasons(option: str, first: Verdict, both: set[Verdict], quick: Quick) -> Iterable[Finding]:
    """Findings that give an option the verdict that comes first."""
    own = quick.findings[option]
    chain = [f for o in quick.ruleset.lineage(option) for f in quick.findings[o.id]]
    match first:
        case Verdict.NOT_CANDIDATE:
            return [f for f in (*own, *chain) if f.stops]
        case Verdict.NEEDS_INFORMATION:
            return [f for f in (*own, *chain) if f.blocks]
        case _:
            effect = "supports" if Verdict.POSSIBLE in both else "cautions"
            return [f for f in own if f.rule.effect.value == effect and f.acts is TRUE]


def _scope_open(option: str, quick: Quick) -> bool:
    chain = (option, *(o.id for o in quick.ruleset.lineage(option)))
    scopes = [quick.scopes[name] for name in chain]
    return any(s is not None and s.truth is UNKNOWN for s in scopes)
