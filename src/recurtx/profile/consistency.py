"""Facts that cannot stand together: the consistency rules of a profile.

Used when a profile is read, and by whatever makes up other profiles from it, so that an impossible patient is never
considered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from recurtx.logic import FALSE, TRUE
from recurtx.profile.about import Condition, Kind
from recurtx.profile.content import SetContent
from recurtx.profile.derive import DERIVATIONS, FLOORS, conflict, dependents
from recurtx.profile.facttest import Above, AtLeast, Empty, ExcludesAll, IncludesAny, OneOf
from recurtx.profile.models import PLATINUM, RESPONSES
from recurtx.profile.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.profile.situation import Situation

_NO_SITE = Condition("recurrence.sites", Empty(wanted=True))
_SOME_SITE = Condition("recurrence.sites", Empty(wanted=False))
_NO_LESION = Condition("recurrence.lesion_count", OneOf((0,)))
_SPREAD = Condition("recurrence.distribution", OneOf(VOCABULARY["recurrence.distribution"].values))
_SOME_PCI = Condition("recurrence.pci", AtLeast(1))
_NO_PCI = Condition("recurrence.pci", OneOf((0,)))
_SOME_SIZE = Condition("recurrence.largest_lesion_cm", Above(0))
_MALE = Condition("patient.sex", OneOf(("male",)))
_BETTER = {best: RESPONSES[:place] for place, best in enumerate(RESPONSES) if place}
"""By best response, those that are better, and so were never the latest."""

IMPOSSIBLE: tuple[tuple[Condition, ...], ...] = (
    *((seen, _NO_SITE) for seen in (
        _SOME_PCI, _SPREAD, _SOME_SIZE,
        Condition("recurrence.lesion_count", AtLeast(1)),
        Condition("recurrence.confirmed", OneOf((True,))),
        Condition("recurrence.small_bowel", AtLeast("limited")),
        Condition("recurrence.mesenteric_root", OneOf((True,))),
        Condition("recurrence.obstruction_cause", OneOf(("malignant", "both"))),
    )),
    *((_NO_LESION, seen) for seen in (_SOME_SITE, _SOME_PCI, _SPREAD, _SOME_SIZE)),
    (_NO_PCI, Condition("recurrence.distribution", OneOf(("diffuse",))),
     Condition("recurrence.sites", IncludesAny(("peritoneum",)))),
    (_NO_PCI, Condition("recurrence.small_bowel", OneOf(("extensive",)))),
    (Condition("prior.crs_count", OneOf((0,))), Condition("prior.hipec_count", AtLeast(2))),
    (Condition("prior.platinum_free_interval_months", AtLeast(0)), Condition("prior.agents", ExcludesAll((PLATINUM,)))),
    (Condition("prior.total_lines", OneOf((0,))), Condition("prior.agents", Empty(wanted=False))),
    *((Condition("prior.best_response", OneOf((best,))), Condition("prior.latest_response", OneOf(latest)))
      for best, latest in _BETTER.items()),
    (Condition("recurrence.bowel_obstruction", OneOf(("none",))),
     Condition("recurrence.red_flags", IncludesAny(("closed_loop",)))),
    # `patient.sex` says which organs are there: whoever is a man and has an ovary is recorded without it.
    *((_MALE, of_a_woman) for of_a_woman in (
        Condition("cancer.type", OneOf(("ovarian",))),
        Condition("recurrence.sites", IncludesAny(("ovary", "vaginal_vault"))),
    )),
)  # fmt: skip
"""What is never all true of one patient."""
_MEND = "correct one, or leave one out"


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
    if any(path in (c.path for c in together) for together in IMPOSSIBLE) or any(path in pair for pair in FLOORS):
        return True
    return any((path in dependents(other) or other in dependents(path)) for other in VOCABULARY if other != path)


@lru_cache(maxsize=1024)
def _groups(among: frozenset[str], least: int = 1) -> tuple[tuple[Condition, ...], ...]:
    """What is never all true, as far as it speaks of so many of these facts."""
    return tuple(together for together in IMPOSSIBLE if len(among & {c.path for c in together}) >= least)


@lru_cache(maxsize=1024)
def interact(paths: frozenset[str]) -> bool:
    """Whether several facts can contradict each other where each alone contradicts nothing."""
    return bool(_groups(paths, 2)) or any(paths.issuperset(pair) for pair in FLOORS)


@lru_cache(maxsize=256)
def beside(path: str) -> frozenset[str]:
    """Facts of which some value cannot stand beside some value of this one."""
    groups = [{c.path for c in together} for together in IMPOSSIBLE] + [set(pair) for pair in FLOORS]
    return frozenset[str]().union(*(group for group in groups if path in group)) - {path}


def clashes(patient: Situation, among: frozenset[str] | None = None) -> Iterator[Clash]:
    """Every contradiction among the recorded facts; what is presumed does not count.

    ``among`` limits it to contradictions of some facts: what those that changed may reach is enough where there was
    none before.
    """
    seen = set[tuple[str, str | None]]()
    for clash in _every(patient.bare, among):
        if (clash.path, clash.other) not in seen or clash.other is None:
            seen.add((clash.path, clash.other))
            yield clash


def _every(situation: Situation, among: frozenset[str] | None) -> Iterator[Clash]:
    recorded = [path for path in situation.recorded if among is None or path in among]
    for path in recorded:
        yield from _inapplicable(path, situation)
        yield from _present_and_absent(path, situation)
    for path in recorded:
        yield from _of_another_cancer(path, situation)
    for rule in DERIVATIONS:
        reason = conflict(rule, situation.recorded) if among is None or rule.target in among else None
        if reason:
            yield Clash("RTX130", rule.target, rule.source, "contradicts", f"{reason}; {_MEND}")
    for path in recorded:
        yield from _never_received(path, situation)
    yield from _denied_by_history(situation, recorded, exact=among is None)
    yield from _impossible(situation, among)
    for whole, part in FLOORS:
        yield from _below(whole, part, situation) if among is None or {whole, part} & among else ()


def impossible(patient: Situation, changed: Iterable[str] = ()) -> bool:
    """Whether recorded facts contradict each other, so that there is no such patient.

    Where it was possible before some facts were ``changed``, only what these reach is looked at.
    """
    among = frozenset[str]().union(*(dependents(path) for path in changed)) if changed else None
    return any(True for _ in clashes(patient, among))


def _inapplicable(path: str, situation: Situation) -> Iterator[Clash]:
    for condition in VOCABULARY[path].applies_when:
        if situation.truth(condition) is FALSE:
            yield Clash("RTX131", path, _written(condition.path, situation), "does not apply where", _MEND)


def _written(path: str, situation: Situation) -> str:
    """The fact, or what it follows from where it is not recorded itself."""
    return path if path in situation.recorded else situation.knowledge(path).source or path


def _present_and_absent(path: str, situation: Situation) -> Iterator[Clash]:
    content = situation.recorded[path]
    if not isinstance(content, SetContent):
        return
    both = sorted(content.present & content.absent)
    if both:
        yield Clash("RTX132", path, None, f"names {', '.join(both)} both present and absent", "")
    members = situation.agents.members if VOCABULARY[path].kind is Kind.AGENTS else {}
    gone = content.absent.union(*(members.get(name, ()) for name in content.absent))
    for name in sorted(content.present & members.keys()):
        if members[name] <= gone and name not in content.absent:
            yield Clash("RTX132", path, None, f"names {name} as present, and every drug of that class as absent", "")
    for name in sorted(content.absent & members.keys()):
        inside = sorted(members[name] & content.present)
        if inside:
            yield Clash("RTX132", path, None, f"names {name} as absent, and {inside[0]} of that class as present", "")


def _impossible(situation: Situation, among: frozenset[str] | None) -> Iterator[Clash]:
    for together in IMPOSSIBLE if among is None else _groups(among):
        if _all_true(together, situation):
            paths = [c.path for c in together]
            one, other, *more = (_written(path, situation) for path in paths)
            if one in situation.recorded or other in situation.recorded:
                first, second = (one, other) if one in situation.recorded else (other, one)
                beside = f"beside `{more[0]}`: " if more else ""
                yield Clash("RTX130", first, second, "contradicts", beside + _MEND)


def _all_true(together: Iterable[Condition], situation: Situation) -> bool:
    return all(c.path in situation.stated or VOCABULARY[c.path].is_set for c in together) and all(
        situation.truth(c) is TRUE for c in together
    )


def _below(whole: str, part: str, situation: Situation) -> Iterator[Clash]:
    """A number that counts more than another does."""
    all_, some = situation.stated.get(whole), situation.stated.get(part)
    if isinstance(all_, (int, float)) and isinstance(some, (int, float)) and all_ < some:
        one, other = (whole, part) if whole in situation.recorded else (part, whole)
        if one in situation.recorded:
            yield Clash("RTX130", one, _written(other, situation), "contradicts", _MEND)


def _denied_by_history(situation: Situation, recorded: Iterable[str], *, exact: bool) -> Iterator[Clash]:
    """Facts that the records of the history leave no room for; those that add to it are corrections.

    Where a patient is made up (not ``exact``), a number stands for an interval, of which another may find room.
    """
    for path in recorded:
        settled = situation.settled.get(path)
        if settled is not None and settled.content is None and not exact and VOCABULARY[path].is_number:
            continue
        if settled is not None and settled.denies(situation.recorded[path], VOCABULARY[path]):
            said = "" if settled.content is None else _says(path, settled.content)
            yield Clash("RTX130", path, settled.source, "contradicts", f"{said}{_MEND}")
    if situation.history is not None:
        from recurtx.profile.history import faults

        for path, other, says in faults(situation.history):
            yield Clash("RTX135", path, other, says, _MEND if other else "")


def _says(path: str, content: object) -> str:
    """What follows from the history, in words."""
    fact = VOCABULARY[path]
    words = ", ".join(sorted(content.present)) if isinstance(content, SetContent) else fact.show(content)
    return f"by the history {fact.short} is {words}; "


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
            if situation.as_stated(source, name) is FALSE:
                yield Clash("RTX134", path, source, f"names {name}, which is not in", f"add {name} to `{source}`")
