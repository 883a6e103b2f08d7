"""What is known of one patient.

A situation holds recorded facts and answers, for any fact, whether it is known, and from where: recorded, derived,
presumed absent, not applicable, or unknown. The conditions of rules are no matter of this module; those of the
vocabulary are: where a fact applies, and what speaks against a presumption.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias, assert_never

from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction
from recurtx.profile import facttest as t
from recurtx.profile.about import Kind
from recurtx.profile.derive import dependents, derived, governs
from recurtx.profile.vocabulary import VOCABULARY, Fact, spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.profile.about import Condition
    from recurtx.profile.models import Profile


class Origin(Enum):
    """Where the knowledge of a fact comes from."""

    RECORDED = "recorded"
    DERIVED = "derived"
    PRESUMED = "presumed"
    INAPPLICABLE = "does not apply"
    UNKNOWN = "not recorded"


@dataclass(frozen=True, slots=True)
class SetContent:
    """A recorded set: what is present, what is absent, and whether everything else is absent too."""

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    complete: bool = False


Content: TypeAlias = "t.Value | SetContent"
_NOTHING = SetContent()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of one fact. ``source`` is the path of the fact that a derived value comes from."""

    content: Content | None
    origin: Origin
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The truth of a test, and whether it leans on a presumption."""

    truth: Truth
    presumed: bool = False


@dataclass(frozen=True, slots=True)
class Agents:
    """Which agents belong to which class, from the rules. ``members`` maps a class to its agents."""

    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def known(self) -> frozenset[str]:
        """Every listed agent, without the classes."""
        return frozenset(self.classes)

    def lists(self, name: str) -> bool:
        """Whether a name is that of an agent or of a class."""
        return name in self.classes or name in self.members

    def may_hide(self, name: str, named: Iterable[str]) -> bool:
        """Whether an agent may be meant by some name that no list knows; only a listed one has another name."""
        return self.lists(name) and not all(map(self.lists, named))


class Situation:
    """One patient as the rules see them.

    Args:
        recorded: recorded facts by path; sets as ``SetContent``.
        agents: the classes of agents.
        presume: whether the vocabulary's presumptions are used.
    """

    def __init__(self, recorded: Mapping[str, Content], agents: Agents | None = None, *, presume: bool = True) -> None:
        self.recorded = dict(recorded)
        self.agents = agents or Agents()
        self.presume = presume
        self._knowledge: dict[str, Knowledge] = {}
        self._applies: dict[str, Truth] = {}
        self._against: dict[str, bool] = {}
        self._elements: dict[str, dict[str, Reading]] = {}

    @classmethod
    def of(cls, profile: Profile, agents: Agents | None = None, *, presume: bool = True) -> Situation:
        """The situation that a validated profile describes."""
        return cls({path: content_of(value) for path, value in profile.recorded().items()}, agents, presume=presume)

    def changed(self, changes: Mapping[str, Content | None]) -> Situation:
        """The same patient with some facts recorded otherwise; None takes a fact away."""
        recorded = {path: content for path, content in self.recorded.items() if path not in changes}
        recorded.update({path: content for path, content in changes.items() if content is not None})
        other = Situation(recorded, self.agents, presume=self.presume)
        return other._taking_over(self, frozenset[str]().union(*(dependents(path) for path in changes)))

    @cached_property
    def bare(self) -> Situation:
        """The same patient with nothing presumed."""
        if not self.presume:
            return self
        return Situation(self.recorded, self.agents, presume=False)._taking_over(self, _presumable())

    def _taking_over(self, other: Situation, stale: frozenset[str]) -> Situation:
        """This situation with what another one looked up already, but for some facts.

        What is looked up is the same in both, so the inner dictionaries may be shared and go on filling for both.
        """
        self._knowledge = {path: k for path, k in other._knowledge.items() if path not in stale}
        self._applies = {path: a for path, a in other._applies.items() if path not in stale}
        self._against = {path: a for path, a in other._against.items() if path not in stale}
        self._elements = {path: found for path, found in other._elements.items() if path not in stale}
        return self

    def applies(self, path: str) -> Truth:
        """Whether the fact has a meaning for this patient."""
        if path not in self._applies:
            self._applies[path] = conjunction(self.truth(c) for c in VOCABULARY[path].applies_when)
        return self._applies[path]

    def knowledge(self, path: str) -> Knowledge:
        """What is known of a fact, and from where.

        Raises:
            KeyError: there is no such fact.
        """
        if path not in self._knowledge:
            self._knowledge[path] = self._look_up(spec(path))
        return self._knowledge[path]

    def _look_up(self, fact: Fact) -> Knowledge:
        if fact.path in self.recorded:
            return Knowledge(self.recorded[fact.path], Origin.RECORDED)
        if self.applies(fact.path) is FALSE:
            return Knowledge(None, Origin.INAPPLICABLE)
        settled = derived(fact.path, self.recorded)
        if settled is not None:
            return Knowledge(settled[0], Origin.DERIVED, settled[1])
        presumption = fact.presumption
        if presumption and self.presume and (presumption.within or not self._speaks_against(fact)):
            return Knowledge(SetContent(complete=True) if fact.is_set else False, Origin.PRESUMED)
        return Knowledge(None, Origin.UNKNOWN)

    def _speaks_against(self, fact: Fact) -> bool:
        """Whether something recorded speaks against what is presumed of a fact."""
        if fact.path not in self._against:
            unless = fact.presumption.unless if fact.presumption else ()
            self._against[fact.path] = any(self.truth(condition) is TRUE for condition in unless)
        return self._against[fact.path]

    def truth(self, condition: Condition) -> Truth:
        """The truth of a condition of the vocabulary."""
        path, test = condition.path, condition.test
        known = self.knowledge(path)
        if known.origin is Origin.INAPPLICABLE:
            return FALSE
        if isinstance(test, t.IncludesAny):
            return disjunction(self.element(path, name).truth for name in test.elements)
        if isinstance(test, t.SetTest) or isinstance(known.content, SetContent):
            raise TypeError(f"the vocabulary does not ask {test} of {path}")
        if known.content is None:
            return self._settled(VOCABULARY[path], test)
        return Truth.of(holds(test, known.content, VOCABULARY[path]))

    def _settled(self, fact: Fact, test: t.ValueTest) -> Truth:
        """What the vocabulary leaves of a test on an unrecorded value: false, true, or unknown.

        A value that would make a recorded fact inapplicable is not possible: an interval since HIPEC says that there
        was one.
        """
        cancer_type = self.recorded.get("cancer.type")
        asked = tuple(wanted for path, wanted in governs(fact.path) if path in self.recorded)
        outcomes = _outcomes(fact.path, test, cancer_type if isinstance(cancer_type, str) else None, asked)
        if True not in outcomes:
            return FALSE
        return TRUE if outcomes == {True} and self.applies(fact.path) is TRUE else UNKNOWN

    def element(self, path: str, name: str) -> Reading:
        """Whether a set holds one element or, for agents, a member of one class."""
        elements = self._elements.setdefault(path, {})
        if name not in elements:
            elements[name] = self._element(path, name)
        return elements[name]

    def _element(self, path: str, name: str) -> Reading:
        fact, known = spec(path), self.knowledge(path)
        if known.origin is Origin.INAPPLICABLE:
            return Reading(FALSE)
        content = _set(known)
        truth = self._in_content(content, name) if fact.kind is Kind.AGENTS else _in_list(content, name)
        presumption = fact.presumption
        if presumption is None or presumption.within is None:
            return Reading(truth, known.origin is Origin.PRESUMED)
        if known.origin is Origin.RECORDED and truth is not UNKNOWN:
            return Reading(truth)
        members = self.agents.members.get(name)
        if members:
            return _any([self.element(path, member) for member in sorted(members)])
        return self._within(fact, presumption.within, known.origin, name)

    def _within(self, fact: Fact, source: str, origin: Origin, name: str) -> Reading:
        """An element that is not recorded and can only come from another set."""
        received = self.element(source, name)
        if received.truth is FALSE:
            return Reading(FALSE, received.presumed)
        if origin is not Origin.PRESUMED or self._speaks_against(fact):
            return Reading(UNKNOWN)
        return Reading(FALSE, presumed=True)

    def _in_content(self, content: SetContent, name: str) -> Truth:
        """Membership of an agent, or of a class, which is present if a member is and absent if all are."""
        members = self.agents.members.get(name)
        if name in content.present or (members and members & content.present):
            return TRUE
        classes = self.agents.classes.get(name, frozenset())
        if name in content.absent or classes & content.absent:
            return FALSE
        if members and members <= content.absent:
            return FALSE
        if classes & content.present:
            return UNKNOWN
        if members and any(self.agents.classes[m] & content.present for m in members):
            return UNKNOWN
        return FALSE if content.complete and not self.agents.may_hide(name, content.present) else UNKNOWN

    def something_else(self, path: str, names: frozenset[str]) -> Reading:
        """Whether an open set holds anything but these names: a drug that no list knows, recorded or not."""
        fact, known = spec(path), self.knowledge(path)
        if known.origin is Origin.INAPPLICABLE:
            return Reading(FALSE)
        content = _set(known)
        within = fact.presumption.within if fact.presumption else None
        received = _set(self.knowledge(within)).present if within else frozenset[str]()
        strange = (content.present | received) - names
        return _any([*(self.element(path, n) for n in sorted(strange)), self._unnamed(fact, known, content)])

    def _unnamed(self, fact: Fact, known: Knowledge, content: SetContent) -> Reading:
        """Whether an open set may hold something that has no name here."""
        within = fact.presumption.within if fact.presumption else None
        presumed = known.origin is Origin.PRESUMED
        if within is None or (content.complete and not presumed):
            return Reading(FALSE if content.complete else UNKNOWN, presumed)
        source = Reading(FALSE if _set(self.knowledge(within)).complete else UNKNOWN)
        if not presumed or source.truth is FALSE:
            return source
        return Reading(UNKNOWN) if self._speaks_against(fact) else Reading(FALSE, presumed=True)


def _set(known: Knowledge) -> SetContent:
    """What is known of a set; nothing where that is nothing."""
    return known.content if isinstance(known.content, SetContent) else _NOTHING


@lru_cache(maxsize=1)
def _presumable() -> frozenset[str]:
    """Facts that may be presumed, and those that may read otherwise because of one."""
    presumed = (path for path, fact in VOCABULARY.items() if fact.presumption)
    return frozenset[str]().union(*(dependents(path) for path in presumed))


def _any(readings: list[Reading]) -> Reading:
    """Whether any of several elements is there; a presumption counts where it could be otherwise without it."""
    truth = disjunction(r.truth for r in readings)
    if truth is TRUE:
        return Reading(truth, all(r.presumed for r in readings if r.truth is TRUE))
    return Reading(truth, any(r.presumed for r in readings if r.truth is truth))


def _in_list(content: SetContent, name: str) -> Truth:
    if name in content.present:
        return TRUE
    return FALSE if content.complete or name in content.absent else UNKNOWN


def content_of(value: object) -> Content:
    """What a field of a profile holds."""
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, list):
        return SetContent(present=frozenset(value), complete=True)
    return SetContent(frozenset(getattr(value, "present", ())), frozenset(getattr(value, "absent", ())))


def holds(test: t.ValueTest, value: t.Value, fact: Fact) -> bool:
    """Whether a known value passes a test."""
    match test:
        case t.OneOf(values):
            return value in values
        case t.NoneOf(values):
            return value not in values
        case t.AtLeast(bound):
            return fact.rank(value) >= fact.rank(bound)
        case t.AtMost(bound):
            return fact.rank(value) <= fact.rank(bound)
        case t.Above(bound):
            return fact.rank(value) > fact.rank(bound)
        case t.Below(bound):
            return fact.rank(value) < fact.rank(bound)
        case t.Between(low, high):
            return fact.rank(low) <= fact.rank(value) <= fact.rank(high)
        case _:
            assert_never(test)


def landmarks(fact: Fact, bounds: Iterable[float], low: float, high: float) -> list[float]:
    """Numbers of a fact between which no test with these bounds tells a difference, ends of the range included."""
    inside = {b for b in bounds if low <= b <= high}
    if fact.kind is Kind.WHOLE:
        return sorted({low, high} | {n for b in inside for n in (b - 1, b, b + 1) if low <= n <= high})
    points = sorted({low, high} | inside)
    return sorted({*points, *((a + b) / 2 for a, b in pairwise(points))})


@lru_cache(maxsize=4096)
def _outcomes(path: str, test: t.ValueTest, cancer_type: str | None, asked: tuple[t.ValueTest, ...]) -> frozenset[bool]:
    """Which outcomes a test can have over the values that a patient may have.

    Such values are those of the cancer type that pass what recorded facts ask of this one.
    """
    fact = VOCABULARY[path]
    values: Iterable[t.Value]
    if fact.is_number:
        bounds = [float(bound) for x in (test, *asked) for bound in t.bounds(x)]
        values = landmarks(fact, bounds, fact.low or 0.0, fact.high or 0.0)
    elif fact.kind is Kind.BOOLEAN:
        values = (True, False)
    else:
        values = fact.possible(cancer_type)
    return frozenset(holds(test, v, fact) for v in values if all(holds(x, v, fact) for x in asked))
