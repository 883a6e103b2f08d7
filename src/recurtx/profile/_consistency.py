"""Facts that cannot stand together: the consistency rules of a profile.

Used when a profile is read, and by whatever makes up other profiles from it, so that an impossible patient is never
considered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.logic import FALSE
from recurtx.profile._derive import DERIVATIONS, conflict, dependents
from recurtx.profile._situation import SetContent
from recurtx.profile.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.profile._situation import Situation

__all__ = ["Clash", "can_clash", "clashes"]


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


def clashes(situation: Situation) -> Iterator[Clash]:
    """Every contradiction among the recorded facts."""
    for path in situation.recorded:
        yield from _inapplicable(path, situation)
        yield from _present_and_absent(path, situation)
    yield from _histology(situation)
    for rule in DERIVATIONS:
        reason = conflict(rule, situation.recorded)
        if reason:
            yield Clash("RTX130", rule.target, rule.source, "contradicts", f"{reason}; correct one, or leave one out")
    yield from _never_received(situation)


def _inapplicable(path: str, situation: Situation) -> Iterator[Clash]:
    for condition in VOCABULARY[path].applies_when:
        if situation.test(condition.path, condition.test).truth is FALSE:
            yield Clash("RTX131", path, condition.path, "does not apply where", "correct one, or leave one out")


def _present_and_absent(path: str, situation: Situation) -> Iterator[Clash]:
    content = situation.recorded[path]
    both = sorted(content.present & content.absent) if isinstance(content, SetContent) else []
    if both:
        yield Clash("RTX132", path, None, f"names {', '.join(both)} both present and absent", "")


def _histology(situation: Situation) -> Iterator[Clash]:
    """Values that a patient with the recorded cancer type cannot have."""
    cancer_type = situation.recorded.get("cancer.type")
    for path, content in situation.recorded.items():
        fact = VOCABULARY[path]
        possible = fact.possible(cancer_type if isinstance(cancer_type, str) else None)
        if fact.by_type and content not in possible:
            hint = f"for this cancer: {', '.join(possible)}" if possible else "leave it out for this cancer"
            yield Clash("RTX133", path, "cancer.type", "does not occur with", hint)


def _never_received(situation: Situation) -> Iterator[Clash]:
    for path, content in situation.recorded.items():
        presumption = VOCABULARY[path].presumption
        source = presumption.within if presumption else None
        if source is None or not isinstance(content, SetContent):
            continue
        for name in sorted(content.present):
            if situation.element(source, name).truth is FALSE:
                yield Clash("RTX134", path, source, f"names {name}, which is not in", f"add {name} to `{source}`")
