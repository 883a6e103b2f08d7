"""A ruleset: everything that a folder of rules holds, checked, linked and immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recurtx.ruleset.link import spared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.errors import Location
    from recurtx.profile import Agents, Names
    from recurtx.ruleset.invariant import Group, Invariant, Reached
    from recurtx.ruleset.shape import Advice, ConceptInfo, Option, Rule, Source, Trial


BANNER = ("name", "version", "scope", "population", "intended_use", "limits")
"""What ``ruleset.yaml`` says of the rules as a whole."""


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
    parents: Mapping[str, str | None]
    """The parent of each option; to ask it constructs no option."""
    advice: Sequence[Advice]
    sources: Mapping[str, Source]
    names: Names
    drug_limits: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By class of drugs, the facts that limit its drugs."""
    inactive: Sequence[Rule] = ()
    trials: Sequence[Trial] = ()
    places: Mapping[str, Mapping[str, Location]] = field(default_factory=dict)
    """By the id of each source, where each of its claims is listed, and under no name the source itself."""
    groups: Mapping[str, Group] = field(default_factory=dict, compare=False)
    """Options that invariants name together; these and what follows are read from the files only."""
    invariants: Sequence[Invariant] = field(default=(), compare=False)
    reachable: Sequence[Reached] = field(default=(), compare=False)
    folder: str = ""
    """Where the files stand, as the user named it; every location begins with it."""

    def __repr__(self) -> str:
        return f"<Ruleset {self.name} {self.version} {self.digest[:8]}>"

    @property
    def agents(self) -> Agents:
        """Classes of agents."""
        return self.names.agents

    def children(self, option: str | None) -> tuple[Option, ...]:
        """Modalities of an option in their fixed order; of None, the options at the top."""
        return tuple(self.options[name] for name, parent in self.parents.items() if parent == option)

    def family(self, option: str) -> frozenset[str]:
        """The option and all its modalities, down to the last."""
        return frozenset(name for name in self.parents if option in (name, *self.ancestors(name)))

    def lineage(self, option: str) -> tuple[Option, ...]:
        """The option's parents, nearest first."""
        return tuple(self.options[name] for name in self.ancestors(option))

    def ancestors(self, option: str) -> Iterator[str]:
        """Ids of the option's parents, nearest first."""
        parent = self.parents[option]
        while parent is not None:
            yield parent
            parent = self.parents[parent]

    def heard(self, option: str) -> Iterator[Rule]:
        """The active rules that speak of an option: its own, and those of its parents that it inherits."""
        chain = (self.options[option], *self.lineage(option))
        yield from chain[0].rules
        for place, parent in enumerate(chain[1:], 1):
            left_out = spared(parent.rules, chain[:place], self.agents)
            yield from (r for r in parent.rules if r.effect.inherited and not r.shared and r.id not in left_out)

    def rules(self) -> Iterator[Rule]:
        """Every active rule of every option."""
        for option in self.options.values():
            yield from option.rules

    def distinct(self) -> Mapping[str, Rule]:
        """Every active rule once: a rule written for all options counts once."""
        return {rule.id: rule for rule in self.rules()}
