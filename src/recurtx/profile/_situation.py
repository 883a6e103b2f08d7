"""What is known of one patient, and what a single test says of it.

A situation holds recorded facts and answers, for any fact, whether it is known, and from where: recorded, derived,
presumed absent, not applicable, or unknown. The truth of every test is computed here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias, assert_never

from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction
from recurtx.profile import facttest as t
from recurtx.profile._derive import dependents, derived, governs
from recurtx.profile.about import Kind
from recurtx.profile.vocabulary import VOCABULARY, Fact, spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.profile.about import Presumption
    from recurtx.profile.models import Profile

__all__ = ["Agents", "Content", "Knowledge", "Origin", "Reading", "SetContent", "Situation", "holds", "landmarks"]


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
        self._readings: dict[str, dict[int, tuple[t.Test, Reading]]] = {}  # by identity of the test, which is kept
        self._elements: dict[str, dict[str, Reading]] = {}

    @classmethod
    def of(cls, profile: Profile, agents: Agents | None = None, *, presume: bool = True) -> Situation:
        """The situation that a validated profile describes."""
        return cls({path: _content(value) for path, value in profile.recorded().items()}, agents, presume=presume)

    def changed(self, changes: Mapping[str, Content | None]) -> Situation:
        """The same patient with some facts recorded otherwise; None takes a fact away."""
        recorded = {path: content for path, content in self.recorded.items() if path not in changes}
        recorded.update({path: content for path, content in changes.items() if content is not None})
        other = Situation(recorded, self.agents, presume=self.presume)
        stale = frozenset[str]().union(*(dependents(path) for path in changes))
        other._knowledge = {path: k for path, k in self._knowledge.items() if path not in stale}
        other._applies = {path: a for path, a in self._applies.items() if path not in stale}
        other._readings = {path: found for path, found in self._readings.items() if path not in stale}
        other._elements = {path: found for path, found in self._elements.items() if path not in stale}
        return other

    def applies(self, path: str) -> Truth:
        """Whether the fact has a meaning for this patient."""
        if path not in self._applies:
            conditions = spec(path).applies_when
            self._applies[path] = conjunction(self.test(c.path, c.test).truth for c in conditions)
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
        if presumption and self.presume and (presumption.within or not self._speaks_against(presumption)):
            return Knowledge(SetContent(complete=True) if fact.is_set else False, Origin.PRESUMED)
        return Knowledge(None, Origin.UNKNOWN)

    def _speaks_against(self, presumption: Presumption) -> bool:
        return any(self.test(c.path, c.test).truth is TRUE for c in presumption.unless)

    def test(self, path: str, test: t.Test) -> Reading:
        """The truth of one test on one fact."""
        readings = self._readings.setdefault(path, {})
        found = readings.get(id(test))
        if found is None:
            found = readings[id(test)] = (test, self._read(spec(path), test))
        return found[1]

    def _read(self, fact: Fact, test: t.Test) -> Reading:
        known = self.knowledge(fact.path)
        if known.origin is Origin.INAPPLICABLE:
            return Reading(FALSE)
        if isinstance(test, t.SetTest):
            return self._read_set(fact, test)
        if known.content is None:
            return Reading(self._settled(fact, test))
        if isinstance(known.content, SetContent):
            raise TypeError(f"{fact.path} is a set; {test} tests a single value")
        return Reading(Truth.of(holds(test, known.content, fact)), known.origin is Origin.PRESUMED)

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
        found = elements.get(name)
        if found is None:
            found = elements[name] = self._element(path, name)
        return found

    def _element(self, path: str, name: str) -> Reading:
        fact, known = spec(path), self.knowledge(path)
        if known.origin is Origin.INAPPLICABLE:
            return Reading(FALSE)
        content = known.content if isinstance(known.content, SetContent) else SetContent()
        truth = self._in_content(content, name) if fact.kind is Kind.AGENTS else _in_list(content, name)
        presumption = fact.presumption
        if presumption is None or presumption.within is None:
            return Reading(truth, known.origin is Origin.PRESUMED)
        if known.origin is Origin.RECORDED and truth is not UNKNOWN:
            return Reading(truth)
        members = self.agents.members.get(name)
        if members:
            return _join(disjunction, [self.element(path, member) for member in sorted(members)])
        return self._within(presumption, presumption.within, known.origin, name)

    def _within(self, presumption: Presumption, source: str, origin: Origin, name: str) -> Reading:
        """An element that is not recorded and can only come from another set."""
        received = self.element(source, name)
        if received.truth is FALSE:
            return Reading(FALSE, received.presumed)
        if origin is not Origin.PRESUMED or self._speaks_against(presumption):
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
        return FALSE if content.complete else UNKNOWN

    def _read_set(self, fact: Fact, test: t.SetTest) -> Reading:
        match test:
            case t.IncludesAny(elements):
                return _join(disjunction, (self.element(fact.path, e) for e in elements))
            case t.IncludesAll(elements):
                return _join(conjunction, (self.element(fact.path, e) for e in elements))
            case t.ExcludesAll(elements):
                found = _join(disjunction, (self.element(fact.path, e) for e in elements))
                return Reading(~found.truth, found.presumed)
            case t.Only(elements):
                return self._only(fact, elements)
            case t.Empty(wanted):
                found = _join(disjunction, self._all(fact, frozenset()))
                return Reading(~found.truth if wanted else found.truth, found.presumed)
            case _:
                assert_never(test)

    def _only(self, fact: Fact, elements: tuple[str, ...]) -> Reading:
        inside = frozenset(elements)
        for name in elements:
            inside |= self.agents.members.get(name, frozenset()) if fact.kind is Kind.AGENTS else frozenset()
        outside = _join(disjunction, self._all(fact, inside))
        some = _join(disjunction, (self.element(fact.path, e) for e in elements))
        return Reading(~outside.truth & some.truth, outside.presumed or some.presumed)

    def _all(self, fact: Fact, but: frozenset[str]) -> Iterable[Reading]:
        """Readings of every element that the set may hold except some, and of whatever has no name here.

        A class that is recorded in place of a drug counts where none of its drugs is excepted: one of them is there.
        """
        known = self.knowledge(fact.path)
        content = known.content if isinstance(known.content, SetContent) else SetContent()
        names = set(fact.values) or (self.agents.known() if fact.kind is Kind.AGENTS else set())
        named = {n for n in content.present if not self.agents.members.get(n, frozenset()) & but}
        within = fact.presumption.within if fact.presumption else None
        source = self.knowledge(within).content if within else None
        if isinstance(source, SetContent):
            named |= source.present - set(self.agents.members)
        for name in sorted((names | named) - but):
            yield self.element(fact.path, name)
        if not fact.values:
            yield self._unnamed(fact, known, content)

    def _unnamed(self, fact: Fact, known: Knowledge, content: SetContent) -> Reading:
        """Whether an open set may hold something that has no name here."""
        presumption = fact.presumption
        if presumption is not None and presumption.within is not None and not content.complete:
            return self._unnamed_in(presumption.within)
        presumed = known.origin is Origin.PRESUMED
        if presumed and presumption is not None and presumption.within is not None:
            source = self._unnamed_in(presumption.within)
            if source.truth is FALSE:
                return source
            return Reading(UNKNOWN) if self._speaks_against(presumption) else Reading(FALSE, presumed=True)
        return Reading(FALSE if content.complete else UNKNOWN, presumed)

    def _unnamed_in(self, path: str) -> Reading:
        content = self.knowledge(path).content
        return Reading(FALSE if isinstance(content, SetContent) and content.complete else UNKNOWN)


def _join(operator: object, readings: Iterable[Reading]) -> Reading:
    """Combine element readings; a presumption counts where the result could be another without it."""
    found = list(readings)
    truth = disjunction(r.truth for r in found) if operator is disjunction else conjunction(r.truth for r in found)
    decisive = TRUE if operator is disjunction else FALSE
    if truth is decisive:
        return Reading(truth, all(r.presumed for r in found if r.truth is decisive))
    return Reading(truth, any(r.presumed for r in found if r.truth is truth))


def _in_list(content: SetContent, name: str) -> Truth:
    if name in content.present:
        return TRUE
    return FALSE if content.complete or name in content.absent else UNKNOWN


def _content(value: object) -> Content:
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
        values = _numbers(fact, (test, *asked))
    elif fact.kind is Kind.BOOLEAN:
        values = (True, False)
    else:
        values = fact.possible(cancer_type)
    return frozenset(holds(test, v, fact) for v in values if all(holds(x, v, fact) for x in asked))


def _numbers(fact: Fact, tests: Iterable[t.ValueTest]) -> list[float]:
    bounds = [bound for test in tests for bound in _bounds(test)]
    return landmarks(fact, bounds, fact.low or 0.0, fact.high or 0.0)


def _bounds(test: t.ValueTest) -> list[float]:
    match test:
        case t.OneOf(values) | t.NoneOf(values):
            return [float(v) for v in values]
        case t.Between(low, high):
            return [float(low), float(high)]
        case t.AtLeast(bound) | t.AtMost(bound) | t.Above(bound) | t.Below(bound):
            return [float(bound)]
        case _:
            assert_never(test)
