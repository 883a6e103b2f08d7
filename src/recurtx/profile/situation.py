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
from typing import TYPE_CHECKING

from recurtx.logic import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction
from recurtx.profile import facttest as t
from recurtx.profile.about import Kind
from recurtx.profile.content import Content, SetContent, content_of
from recurtx.profile.derive import HOLDS, can_be, demands, dependents, derived, governs, held_by, some_of, within
from recurtx.profile.vocabulary import VOCABULARY, Fact, holds, spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.profile.about import Condition
    from recurtx.profile.history import History, Settled
    from recurtx.profile.models import Profile


class Origin(Enum):
    """Where the knowledge of a fact comes from."""

    RECORDED = "recorded"
    DERIVED = "derived"
    PRESUMED = "presumed"
    INAPPLICABLE = "does not apply"
    UNKNOWN = "not recorded"


_NOTHING = SetContent()
SOME = "+"
"""Stands in the place of an element for one of those of which a recorded fact says that some is present."""


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


_NO = Reading(FALSE)
_PRESUMED_NO = Reading(FALSE, presumed=True)


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

    def sides(self, content: SetContent) -> tuple[Mapping[str, Truth], Truth]:
        """Of which drugs and classes a set says whether it holds them, and what it says of all others that are listed.

        A class is present if a member is, or a class all of whose members are its own; it is absent if all its members
        are. Of the members of a class that is itself named, or of a class that shares some with it, nothing is known.
        """
        present, absent = content.present, content.absent
        open_ = self._within(present | content.unsure)
        found = dict.fromkeys((*open_, *self._over(open_)), UNKNOWN)
        gone = absent | self._within(absent)
        found.update(dict.fromkeys(gone, FALSE))
        found.update((name, FALSE) for name in self._over(gone) if self.members[name] <= gone)
        found.update(dict.fromkeys(content.unsure | self._over(content.unsure), UNKNOWN))
        found.update(dict.fromkeys(present | self._over(present) | self.around(present), TRUE))
        all_known = content.complete and all(map(self.lists, present | content.unsure))
        return found, FALSE if all_known else UNKNOWN

    def around(self, names: Iterable[str]) -> frozenset[str]:
        """The classes that hold every member of some class among the names, which they then hold a member of."""
        inside = [self.members[name] for name in names if name in self.members]
        return frozenset(name for name, own in self.members.items() if any(part <= own for part in inside))

    def _within(self, names: Iterable[str]) -> frozenset[str]:
        """The members of those of the names that are classes."""
        return frozenset[str]().union(*(self.members.get(name, ()) for name in names))

    def _over(self, names: Iterable[str]) -> frozenset[str]:
        """The classes of those of the names that are drugs."""
        return frozenset[str]().union(*(self.classes.get(name, ()) for name in names))


class Situation:
    """One patient as the rules see them.

    Args:
        recorded: recorded facts by path; sets as ``SetContent``.
        agents: the classes of agents.
        presume: whether the vocabulary's presumptions are used.
        history: the records from which other facts follow.
    """

    def __init__(
        self,
        recorded: Mapping[str, Content],
        agents: Agents | None = None,
        *,
        presume: bool = True,
        history: History | None = None,
    ) -> None:
        self.recorded = dict(recorded)
        self.agents = agents or Agents()
        self.presume = presume
        self.history = history
        self._knowledge: dict[str, Knowledge] = {}
        self._applies: dict[str, Truth] = {}
        self._against: dict[str, bool] = {}
        self._elements: dict[str, dict[str, Reading]] = {}
        self._sides: dict[SetContent, tuple[Mapping[str, Truth], Truth]] = {}

    @classmethod
    def of(cls, profile: Profile, agents: Agents | None = None, *, presume: bool = True) -> Situation:
        """The situation that a validated profile describes."""
        recorded = {path: content_of(value) for path, value in profile.recorded().items()}
        history = None
        if profile.has_records():
            from recurtx.profile.history import History  # most patients have none

            history = History.of(profile)
        return cls(recorded, agents, presume=presume, history=history)

    def changed(self, changes: Mapping[str, Content | None]) -> Situation:
        """The same patient with some facts recorded otherwise; None takes a fact away."""
        recorded = {path: content for path, content in self.recorded.items() if path not in changes}
        recorded.update({path: content for path, content in changes.items() if content is not None})
        other = Situation(recorded, self.agents, presume=self.presume, history=self.history)
        other.__dict__["settled"] = self.settled
        return other._taking_over(self, frozenset[str]().union(*(dependents(path) for path in changes)))

    @cached_property
    def bare(self) -> Situation:
        """The same patient with nothing presumed."""
        if not self.presume:
            return self
        other = Situation(self.recorded, self.agents, presume=False, history=self.history)
        other.__dict__["settled"] = self.settled
        return other._taking_over(self, _presumable())

    @cached_property
    def settled(self) -> Mapping[str, Settled]:
        """What the records of the history settle, by fact."""
        if self.history is None:
            return {}
        from recurtx.profile.history import settled

        return settled(self.history, self.agents)

    @cached_property
    def stated(self) -> Mapping[str, Content]:
        """What is recorded or follows from the history; of a set also what a part of it says: a drug under which
        the cancer grew was received, a peritoneal cancer index is that of disease in the peritoneum."""
        if not self.settled and not any(part in self.recorded for part in _SPEAKING):
            return self.recorded
        found = {path: s.content for path, s in self.settled.items() if s.content is not None}
        found.update({path: _joined(content, found.get(path)) for path, content in self.recorded.items()})
        for whole, part in _PARTS:
            inner = found.get(part)
            if isinstance(inner, SetContent) and inner.present:
                found[whole] = _joined(found.get(whole, _NOTHING), SetContent(inner.present))
        for seen, path, element in HOLDS:
            own = found.get(path, _NOTHING)
            if self._is_seen(seen, found) and isinstance(own, SetContent) and not own.complete:
                found[path] = own.joined(SetContent(frozenset({element})))
        return found

    def _is_seen(self, seen: Condition, stated: Mapping[str, Content]) -> bool:
        value = stated.get(seen.path)
        if value is None or isinstance(value, SetContent) or not isinstance(seen.test, t.ValueTest):
            return False
        return holds(seen.test, value, VOCABULARY[seen.path])

    def source(self, path: str) -> str:
        """Where a fact that is stated but not recorded comes from."""
        if path in self.settled:
            return self.settled[path].source
        parts = (part for part in within(path) if part in self.stated)
        return next(parts, "") or next(c.path for c, _ in held_by(path) if self._is_seen(c, self.stated))

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
            found = conjunction(self.truth(c) for c in VOCABULARY[path].applies_when)
            if found is UNKNOWN and any(other in self.stated for other, _ in governs(path)):
                found = TRUE  # a fact is recorded that hangs on this one
            self._applies[path] = found
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
        content = self.stated.get(fact.path)
        if content is not None:
            recorded = fact.path in self.recorded
            origin = Origin.RECORDED if recorded else Origin.DERIVED
            return Knowledge(content, origin, None if recorded else self.source(fact.path))
        if self.applies(fact.path) is FALSE:
            return Knowledge(None, Origin.INAPPLICABLE)
        settled = derived(fact.path, self.stated)
        if settled is not None:
            return Knowledge(settled[0], Origin.DERIVED, settled[1])
        presumption = fact.presumption
        if presumption and self.presume and (presumption.within or not self._speaks_against(fact)):
            return Knowledge(SetContent(complete=True) if fact.is_set else False, Origin.PRESUMED)
        return Knowledge(None, Origin.UNKNOWN)

    def known_alike(self, path: str, other: Situation) -> bool:
        """Whether the same is known of a fact as in another situation, and the same speaks for and against it."""
        fact = VOCABULARY[path]
        if self.knowledge(path) != other.knowledge(path):
            return False
        if fact.kind is Kind.SET and self.element(path, SOME).truth is not other.element(path, SOME).truth:
            return False
        return self._speaks_against(fact) is other._speaks_against(fact)

    def _speaks_against(self, fact: Fact) -> bool:
        """Whether something recorded speaks against what is presumed of a fact."""
        if fact.path not in self._against:
            unless = fact.presumption.unless if fact.presumption else ()
            against = any(self.truth(condition) is TRUE for condition in unless)
            against = against or (fact.kind is Kind.AGENTS and self._names_unlisted)
            self._against[fact.path] = against or not (fact.is_set or next(can_be(fact.path, (False,), self.stated)))
        return self._against[fact.path]

    @cached_property
    def _names_unlisted(self) -> bool:
        """Whether a drug that no list knows was received, failed or was not tolerated: it may be any other drug."""
        drugs = (self.stated.get(path) for path, fact in VOCABULARY.items() if fact.kind is Kind.AGENTS)
        named = frozenset[str]().union(*(c.present | c.unsure for c in drugs if isinstance(c, SetContent)))
        return not all(map(self.agents.lists, named))

    def truth(self, condition: Condition) -> Truth:
        """The truth of a condition of the vocabulary."""
        path, test = condition.path, condition.test
        known = self.knowledge(path)
        if known.origin is Origin.INAPPLICABLE:
            return FALSE
        if isinstance(test, t.IncludesAny):
            some = (SOME,) if some_of(path)[0] <= frozenset(test.elements) else ()
            return disjunction(self.element(path, name).truth for name in (*test.elements, *some))
        if isinstance(test, t.ExcludesAll):
            return ~disjunction(self.element(path, name).truth for name in test.elements)
        if isinstance(test, t.Empty):
            something = self._something(path)
            return ~something if test.wanted else something
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
        asked = tuple(demands(fact.path, self.stated))
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

    def as_stated(self, path: str, name: str) -> Truth:
        """Whether a set of drugs holds one, by what is recorded of that set and by the history alone."""
        known = self.settled[path].content if path in self.settled else None
        content = self.recorded.get(path, known or _NOTHING)
        if isinstance(known, SetContent):
            content = _joined(content, known)
        return self._in_content(content, name) if isinstance(content, SetContent) else UNKNOWN

    def _element(self, path: str, name: str) -> Reading:
        fact, known = VOCABULARY[path], self.knowledge(path)
        if known.origin is Origin.INAPPLICABLE:
            return _NO
        if name == SOME:
            elements, speaking = some_of(path)
            said = any(other in self.recorded for other in speaking)
            return Reading(Truth.of(said and any(self.element(path, e).truth is not FALSE for e in elements)))
        content = _set(known)
        truth = self._in_content(content, name) if fact.kind is Kind.AGENTS else _in_list(content, name)
        presumption = fact.presumption
        if known.origin is Origin.DERIVED and truth is UNKNOWN and self._may_presume(fact, content, name):
            return _PRESUMED_NO
        if presumption is None or presumption.within is None:
            if truth is UNKNOWN and self._never_received(fact, known, name):
                return _PRESUMED_NO
            return Reading(truth, known.origin is Origin.PRESUMED)
        if known.origin in (Origin.RECORDED, Origin.DERIVED) and truth is not UNKNOWN:
            return Reading(truth)
        members = self.agents.members.get(name)
        if members:
            return _any([self.element(path, member) for member in sorted(members)])
        return self._within(fact, presumption.within, known.origin, name)

    def _never_received(self, fact: Fact, known: Knowledge, name: str) -> bool:
        """Whether a drug was never received, so that it is none that stands under a name that no list knows."""
        if not self.presume or known.origin is not Origin.UNKNOWN or fact.kind is not Kind.AGENTS:
            return False
        return fact.presumption is not None and self.element(_RECEIVED, name).truth is FALSE

    def _may_presume(self, fact: Fact, content: SetContent, name: str) -> bool:
        """Whether an element of which the history says nothing is presumed absent; one that it leaves open is not."""
        presumption = fact.presumption
        if presumption is None or presumption.within is not None or not self.presume:
            return False
        return not self._is_aside(content, name) and not self._speaks_against(fact)

    def _is_aside(self, content: SetContent, name: str) -> bool:
        """Whether the history leaves open if a set holds a drug: what it says is of its class, or of a combination."""
        members = self.agents.members.get(name, frozenset())
        near = (self.agents.classes.get(drug, frozenset()) for drug in {name, *members})
        related = frozenset({name}).union(members, *near)
        said = content.unsure | content.present
        return not related.isdisjoint(said) or self.agents.may_hide(name, said)

    def _something(self, path: str) -> Truth:
        """Whether a set holds anything at all."""
        content = _set(self.knowledge(path))
        if content.present:
            return TRUE
        if content.complete and not content.unsure:
            return FALSE
        return disjunction(self.element(path, name).truth for name in (*VOCABULARY[path].values, SOME))

    def _within(self, fact: Fact, source: str, origin: Origin, name: str) -> Reading:
        """An element that is not recorded and can only come from another set."""
        received = self.element(source, name)
        if received.truth is FALSE:
            return Reading(FALSE, received.presumed)
        aside = origin is Origin.DERIVED and self.presume and self._is_aside(_set(self.knowledge(fact.path)), name)
        presumed = origin is Origin.PRESUMED or (origin is Origin.DERIVED and self.presume and not aside)
        if not presumed or self._speaks_against(fact):
            return Reading(UNKNOWN)
        return Reading(FALSE, presumed=True)

    def _in_content(self, content: SetContent, name: str) -> Truth:
        """Membership of an agent, or of a class, which is present if a member is and absent if all are."""
        sides = self._sides.get(content)
        if sides is None:
            sides = self._sides[content] = self.agents.sides(content)
        said, others = sides
        if name in said:
            return said[name]
        return others if self.agents.lists(name) else FALSE if content.complete else UNKNOWN

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
        derived = known.origin is Origin.DERIVED and self.presume and fact.presumption is not None
        presumed = known.origin is Origin.PRESUMED or derived
        if within is None or (content.complete and not presumed):
            return Reading(FALSE if content.complete or presumed else UNKNOWN, presumed)
        source = Reading(FALSE if _set(self.knowledge(within)).complete else UNKNOWN)
        if not presumed or source.truth is FALSE:
            return source
        return Reading(UNKNOWN) if self._speaks_against(fact) else Reading(FALSE, presumed=True)


_RECEIVED = next(p for p, f in VOCABULARY.items() if f.kind is Kind.AGENTS and f.presumption is None)
"""The set of the drugs that were received, which is never presumed."""
_PARTS = tuple((path, part) for path, fact in VOCABULARY.items() if fact.is_set for part in within(path))
"""Each set with a set whose every element it holds too."""
_SPEAKING = frozenset((*(part for _, part in _PARTS), *(seen.path for seen, _, _ in HOLDS)))
"""Facts that may say what a set holds."""


def _joined(content: Content, other: Content | None) -> Content:
    """A recorded value, or a set with what else is known of it."""
    both = isinstance(content, SetContent) and isinstance(other, SetContent)
    return content.joined(other) if both else content  # type: ignore[union-attr,arg-type]


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
