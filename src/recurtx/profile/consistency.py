"""Facts that cannot stand together: the consistency rules of a profile.

Used when a profile is read, and by whatever makes up other profiles from it, so that an impossible patient is never
considered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.logic import FALSE
from recurtx.profile.derive import DERIVATIONS, conflict, dependents
from recurtx.profile.situation import SetContent
from recurtx.profile.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.profile.situation import Situation


@dataclass(frozen=True, slots=True)
class Clash:
    """A recorded fact that contradicts another.

    ``says`` is what the first does to the second, in words between their names; ``help`` how to mend it. ``other`` is
    None where the fact contradicts itself.
    """

    code: str
    path: str
    other: str | None
    says: str
    help: str


@lru_cache(maxsize=256)
def can_clash(path: str) -> bool:
    """Whether a value of this fact can contradict another fact at all."""
    return any((path in dependents(other) or other in dependents(path)) for other in VOCABULARY if other != path)


def clashes(patient: Situation, among: frozenset[str] | None = None) -> Iterator[Clash]:
    """Every contradiction among the recorded facts; what is presumed does not count.

    ``among`` limits it to contradictions of some facts: what those that changed may reach is enough where there was
    none before.
    """
    situation = patient.bare
    recorded = [path for path in situation.recorded if among is None or path in among]
    for path in recorded:
        yield from _inapplicable(path, situation)
        yield from _present_and_absent(path, situation)
    for path in recorded:
        yield from _of_another_cancer(path, situation)
    for rule in DERIVATIONS:
        reason = conflict(rule, situation.recorded)
        if reason and (among is None or rule.target in among):
            yield Clash("RTX130", rule.target, rule.source, "contradicts", f"{reason}; correct one, or leave one out")
    for path in recorded:
        yield from _never_received(path, situation)


def impossible(patient: Situation, changed: Iterable[str] = ()) -> bool:
    """Whether recorded facts contradict each other, so that there is no such patient.

    Where it was possible before some facts were ``changed``, only what these reach is looked at.
    """
    among = frozenset[str]().union(*(dependents(path) for path in changed)) if changed else None
    return any(True for _ in clashes(patient, among))


def _inapplicable(path: str, situation: Situation) -> Iterator[Clash]:
    for condition in VOCABULARY[path].applies_when:
        if situation.truth(condition) is FALSE:
            yield Clash("RTX131", path, condition.path, "does not apply where", "correct one, or leave one out")


def _present_and_absent(path: str, situation: Situation) -> Iterator[Clash]:
    content = situation.recorded[path]
    both = sorted(content.present & content.absent) if isinstance(content, SetContent) else []
    if both:
        yield Clash("RTX132", path, None, f"names {', '.join(both)} both present and absent", "")


def _of_another_cancer(path: str, situation: Situation) -> Iterator[Clash]:
    """A value that a patient with the recorded cancer type cannot have."""
    fact = VOCABULARY[path]
    if fact.by_type:
        cancer_type = situation.recorded.get("cancer.type")
        possible = fact.possible(cancer_type if isinstance(cancer_type, str) else None)
        if situation.recorded[path] not in possible:
            hint = f"for this cancer: {', '.join(possible)}" if possible else "leave it out for this cancer"
            yield Clash("RTX133", path, "cancer.type", "does not occur with", hint)


def _never_received(path: str, situation: Situation) -> Iterator[Clash]:
    content, presumption = situation.recorded[path], VOCABULARY[path].presumption
    source = presumption.within if presumption else None
    if source is not None and isinstance(content, SetContent):
        for name in sorted(content.present):
            if situation.element(source, name).truth is FALSE:
                yield Clash("RTX134", path, source, f"names {name}, which is not in", f"add {name} to `{source}`")
