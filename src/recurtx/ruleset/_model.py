"""Rules as the engine and the explainer use them: checked, linked, immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.ruleset._conditions import FactTest, facts, nodes

if TYPE_CHECKING:
    import datetime
    from collections.abc import Hashable, Iterator, Mapping

    from recurtx.errors import Location
    from recurtx.profile import Agents, Names
    from recurtx.profile._tests import Test
    from recurtx.ruleset._conditions import Condition
    from recurtx.ruleset._files import Example, SourceModel

__all__ = [
    "ADVICE_LEVEL",
    "Advice",
    "Citation",
    "ConceptInfo",
    "Effect",
    "Gap",
    "Option",
    "Rule",
    "Ruleset",
    "Status",
    "Trial",
    "Urgency",
]

ADVICE_LEVEL = 5
"""OCEBM level of opinion, consensus and convention: the weakest."""


class Effect(Enum):
    """What a rule does to its option (argument roles of the PROforma decision model, in plain words).

    ``requires`` stops the option where its condition is false, ``excludes`` where it is true; ``supports`` and
    ``cautions`` argue for the option and for care where it is true.
    """

    REQUIRES = "requires"
    EXCLUDES = "excludes"
    SUPPORTS = "supports"
    CAUTIONS = "cautions"

    @property
    def stops(self) -> bool:
        """Whether the rule stops its option when it acts."""
        return self in (Effect.REQUIRES, Effect.EXCLUDES)


class Urgency(Enum):
    """When advice is due."""

    URGENT = "urgent"
    BEFORE = "before_decision"
    ALONGSIDE = "alongside"


class Status(Enum):
    """What the registry said of a trial's recruitment when it was read, those that may take patients first."""

    RECRUITING = "recruiting"
    ONGOING = "ongoing"
    NOT_YET = "not_yet_recruiting"
    UNKNOWN = "unknown"
    NOT_RECRUITING = "not_recruiting"
    COMPLETED = "completed"

    @property
    def closed(self) -> bool:
        """Whether it took no more patients."""
        return self in (Status.NOT_RECRUITING, Status.COMPLETED)


@dataclass(frozen=True, slots=True)
class Citation:
    """A source behind a rule: its OCEBM level there (1 strongest, 5 opinion) and what it says in our own words."""

    source: str
    level: int
    says: str
    disagrees: bool = False
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One argument about one option.

    ``for_`` is the scope outside which the rule is silent, ``when`` the condition; None means that it holds for all.
    ``shared`` marks a rule written once for every option.
    """

    id: str
    option: str
    title: str
    factor: str
    effect: Effect
    for_: Condition | None
    when: Condition
    because: str
    evidence: tuple[Citation, ...]
    conflicts_with: tuple[str, ...]
    status: str
    reviewed: datetime.date
    review_due: datetime.date
    examples: tuple[Example, ...]
    location: Location
    shared: bool = False

    @property
    def level(self) -> int:
        """OCEBM level of the best source that supports the rule."""
        return min((c.level for c in self.evidence if not c.disagrees), default=ADVICE_LEVEL)

    @property
    def against(self) -> int | None:
        """OCEBM level of the best source that disagrees with the rule, or None."""
        return min((c.level for c in self.evidence if c.disagrees), default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources that support the rule."""
        return tuple(dict.fromkeys(c.source for c in self.evidence if not c.disagrees))

    @property
    def disagreeing(self) -> tuple[str, ...]:
        """Ids of the sources that disagree with the rule."""
        return tuple(dict.fromkeys(c.source for c in self.evidence if c.disagrees))


@dataclass(frozen=True, slots=True)
class Gap:
    """For whom the literature holds nothing about an option; it says so and changes no verdict."""

    for_: Condition
    says: str


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be offered; with ``parent``, a modality of another option."""

    id: str
    name: str
    short: str
    parent: str | None
    agents: tuple[str, ...]
    article: str | None
    order: int
    question: str
    scope: str
    for_: Condition | None
    about: str
    rules: tuple[Rule, ...]
    location: Location
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class ConceptInfo:
    """A named clinical idea."""

    id: str
    name: str
    means: str
    when: Condition
    location: Location


@dataclass(frozen=True, slots=True)
class Advice:
    """What a board does whatever it chooses."""

    id: str
    title: str
    urgency: Urgency
    for_: Condition | None
    when: Condition
    says: str
    line: str
    obtains: tuple[str, ...]
    evidence: tuple[Citation, ...]
    examples: tuple[Example, ...]
    location: Location

    @property
    def level(self) -> int:
        """OCEBM level of the best source that supports the advice."""
        return min((c.level for c in self.evidence if not c.disagrees), default=ADVICE_LEVEL)


@dataclass(frozen=True, slots=True)
class Trial:
    """A registered trial, shown under an option; it changes no verdict.

    Attributes:
        id: its number in the registry.
        option: the option or modality under which it is shown.
        for_: whom it studies; it is silent about others.
        when: the part of its eligibility that a profile can answer.
        beyond: criteria that no profile can answer.
        status: what the registry said of recruitment on ``read``.
        read: a year, a month or a day in ISO form; None where the page bore no date.
    """

    id: str
    title: str
    option: str
    studies: str
    phase: str | None
    for_: Condition
    when: Condition
    beyond: tuple[str, ...]
    status: Status
    read: str | None
    link: str
    examples: tuple[Example, ...]
    location: Location


@dataclass(frozen=True, repr=False, eq=False)
class Ruleset:
    """Everything that ``rules/`` holds.

    ``options`` are all options and modalities by id, parents before children, siblings in their fixed order.
    ``digest`` is the SHA-256 of the rule files as canonical JSON: comments and layout do not count.
    """

    name: str
    version: str
    scope: str
    population: str
    intended_use: str
    limits: tuple[str, ...]
    digest: str
    options: Mapping[str, Option]
    concepts: Mapping[str, ConceptInfo]
    advice: tuple[Advice, ...]
    sources: Mapping[str, SourceModel]
    names: Names
    inactive: tuple[Rule, ...] = ()
    trials: tuple[Trial, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where each source is listed, by id, and each of its claims, as ``source claim``."""

    _found: dict[frozenset[str], Mapping[str, frozenset[int]]] = field(default_factory=dict, init=False, repr=False)
    kept: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What readers work out once for a ruleset and keep with it."""
    _children: dict[str | None, tuple[Option, ...]] = field(default_factory=dict, init=False, repr=False)

    def __repr__(self) -> str:
        return f"<Ruleset {self.name} {self.version} {self.digest[:8]}>"

    @property
    def agents(self) -> Agents:
        """Classes of agents."""
        return self.names.agents

    def children(self, option: str | None) -> tuple[Option, ...]:
        """Modalities of an option in their fixed order; of None, the options at the top."""
        if option not in self._children:
            self._children[option] = tuple(o for o in self.options.values() if o.parent == option)
        return self._children[option]

    @cached_property
    def tests(self) -> Mapping[str, tuple[Test, ...]]:
        """Every test that scopes and rules put to each fact."""
        found: dict[str, dict[Test, None]] = {}
        for option in self.options.values():
            conditions = [option.for_, *(c for r in option.rules for c in (r.for_, r.when))]
            for condition in conditions:
                for node in nodes(condition) if condition is not None else ():
                    if isinstance(node, FactTest):
                        found.setdefault(node.path, {})[node.test] = None
        return {path: tuple(tests) for path, tests in found.items()}

    def family(self, option: str) -> frozenset[str]:
        """The option and all its modalities, down to the last."""
        return self._families[option]

    @cached_property
    def _families(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for name in reversed(tuple(self.options)):
            found[name] = frozenset((name,)).union(*(found[child.id] for child in self.children(name)))
        return found

    def lineage(self, option: str) -> tuple[Option, ...]:
        """The option's parents, nearest first."""
        return self._lineages[option]

    @cached_property
    def _lineages(self) -> Mapping[str, tuple[Option, ...]]:
        found: dict[str, tuple[Option, ...]] = {}
        for option in self.options.values():
            parent = option.parent
            found[option.id] = () if parent is None else (self.options[parent], *found[parent])
        return found

    @cached_property
    def _readers(self) -> Mapping[str, Mapping[str, frozenset[int]]]:
        """By fact, the options that read it with the places of the rules that do; -1 stands for the scope."""
        found: dict[str, dict[str, set[int]]] = {}
        for option in self.options.values():
            conditions = [(-1, option.for_), *((i, c) for i, r in enumerate(option.rules) for c in (r.for_, r.when))]
            for place, condition in conditions:
                for path in facts(condition) if condition is not None else ():
                    found.setdefault(path, {}).setdefault(option.id, set()).add(place)
        return {p: {o: frozenset(places) for o, places in options.items()} for p, options in found.items()}

    def readers(self, paths: frozenset[str]) -> Mapping[str, frozenset[int]]:
        """Options that read one of these facts, with the places, among their rules, of those that do.

        -1 stands for the scope of the option.
        """
        if paths not in self._found:
            found: dict[str, frozenset[int]] = {}
            for path in sorted(paths):
                for name, places in self._readers.get(path, {}).items():
                    found[name] = found.get(name, frozenset()) | places
            self._found[paths] = found
        return self._found[paths]

    def rules(self) -> Iterator[Rule]:
        """Every active rule of every option."""
        for option in self.options.values():
            yield from option.rules

    def distinct(self) -> Mapping[str, Rule]:
        """Every active rule once: a rule written for all options counts once."""
        return {rule.id: rule for rule in self.rules()}
