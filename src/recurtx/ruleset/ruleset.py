"""A ruleset: everything that a folder of rules holds, checked, linked and immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.ruleset.condition import FactTest, facts, nodes

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from recurtx.errors import Location
    from recurtx.profile import Agents, Names
    from recurtx.profile.facttest import Test
    from recurtx.ruleset.shape import Advice, ConceptInfo, Option, Rule, Source, Trial


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
    inactive: Sequence[Rule] = ()
    trials: Sequence[Trial] = ()
    places: Mapping[str, Mapping[str, Location]] = field(default_factory=dict)
    """By the id of each source, where each of its claims is listed, and under no name the source itself."""
    folder: str = ""
    """Where the files stand, as the user named it; every location begins with it."""

    _found: dict[frozenset[str], Mapping[str, frozenset[int]]] = field(default_factory=dict, init=False, compare=False)
    kept: dict[Hashable, object] = field(default_factory=dict, init=False, compare=False)
    """What readers work out once for a ruleset and keep with it."""
    _children: dict[str | None, tuple[Option, ...]] = field(default_factory=dict, init=False, compare=False)
    _lineages: dict[str, tuple[Option, ...]] = field(default_factory=dict, init=False, compare=False)

    def __repr__(self) -> str:
        return f"<Ruleset {self.name} {self.version} {self.digest[:8]}>"

    @property
    def agents(self) -> Agents:
        """Classes of agents."""
        return self.names.agents

    def children(self, option: str | None) -> tuple[Option, ...]:
        """Modalities of an option in their fixed order; of None, the options at the top."""
        if option not in self._children:
            self._children[option] = tuple(self.options[name] for name in self._below(option))
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

    def _below(self, option: str | None) -> tuple[str, ...]:
        return tuple(name for name, parent in self.parents.items() if parent == option)

    def family(self, option: str) -> frozenset[str]:
        """The option and all its modalities, down to the last."""
        return self._families[option]

    @cached_property
    def _families(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for name in reversed(tuple(self.parents)):
            found[name] = frozenset((name,)).union(*(found[child] for child in self._below(name)))
        return found

    def lineage(self, option: str) -> tuple[Option, ...]:
        """The option's parents, nearest first."""
        if option not in self._lineages:
            self._lineages[option] = tuple(self.options[name] for name in self.ancestors(option))
        return self._lineages[option]

    def ancestors(self, option: str) -> Iterator[str]:
        """Ids of the option's parents, nearest first."""
        parent = self.parents[option]
        while parent is not None:
            yield parent
            parent = self.parents[parent]

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
