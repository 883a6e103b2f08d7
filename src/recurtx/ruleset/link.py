"""References between rules filled in: concepts, ``stopped`` and ``self``, with cycles refused.

``stopped: X`` stands for: the scope of X is false, or one of its requirements or objections acts, those that it
inherits included. A way of an option inherits every rule but what speaks for it, unless the rule leaves the way out.
A parent that names its own modality counts only what the modality itself says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recurtx.errors import Problem
from recurtx.profile import facttest as t
from recurtx.ruleset.condition import SELF, All, Always, Any, Concept, Condition, FactTest, Not, Stopped, rebuilt
from recurtx.ruleset.shape import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.errors import Location
    from recurtx.profile import Agents
    from recurtx.ruleset.shape import ConceptInfo, Entry, Option, Rule


def acts(rule: Rule) -> Condition:
    """The condition that a rule acts: inside its scope, and not met (``requires``) or holding (the others)."""
    when = Not(rule.when) if rule.effect is Effect.REQUIRES else rule.when
    return when if rule.for_ is None else All((rule.for_, when))


def stops(chain: Sequence[Option], agents: Agents) -> Condition:
    """What stops an option, whose parents stand behind it: a scope is false, or a rule that stops it acts."""
    return _any(c for c, _ in stopping(chain, agents))


def stopping(chain: Sequence[Option], agents: Agents) -> Iterator[tuple[Condition, str]]:
    """Every condition that stops an option by itself, with the id of the option that it belongs to."""
    for place, option in enumerate(chain):
        left_out = spared(option.rules, chain[:place], agents)
        if option.for_ is not None:
            yield Not(option.for_), option.id
        rules = (r for r in option.rules if r.effect.stops and r.active and r.id not in left_out)
        yield from ((acts(rule), option.id) for rule in sorted(rules, key=lambda rule: rule.id))


def spared(rules: Iterable[Rule], below: Sequence[Option], agents: Agents) -> frozenset[str]:
    """Ids of rules of a parent that a way does not inherit; the way and what is between the two stand ``below``."""
    excepting = [rule for rule in rules if rule.except_] if below else []
    if not excepting:
        return frozenset()
    drugs = frozenset(drug for option in below for drug in option.agents)
    names = drugs.union((o.id for o in below), *(agents.classes.get(drug, ()) for drug in drugs))
    return frozenset(rule.id for rule in excepting if not names.isdisjoint(rule.except_))


def _any(conditions: Iterable[Condition]) -> Condition:
    return Any(tuple(conditions) or (Not(Always()),))


def with_self(condition: Condition, names: tuple[str, ...]) -> Condition:
    """The condition with ``self`` in set tests replaced by ``names``."""
    if isinstance(condition, FactTest):
        return FactTest(condition.path, _test_with_self(condition.test, names))
    return rebuilt(condition, lambda part: with_self(part, names))


def _test_with_self(test: t.Test, names: tuple[str, ...]) -> t.Test:
    if isinstance(test, t.IncludesAny | t.IncludesAll | t.ExcludesAll | t.Only):
        listed = tuple(n for e in test.elements for n in (names if e == SELF else (e,)))
        return type(test)(tuple(dict.fromkeys(listed)))
    return test


@dataclass
class Linker:
    """Fills in references. ``concepts`` and ``options`` hold unlinked conditions; problems are collected."""

    concepts: Mapping[str, ConceptInfo]
    options: Mapping[str, Option]
    agents: Agents
    problems: list[Problem] = field(default_factory=list)
    _done: dict[str, Condition] = field(default_factory=dict)
    _stopped: dict[tuple[str, bool], Condition] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _shared: dict[Condition, Condition] = field(default_factory=dict)

    def concept(self, name: str) -> Condition:
        """The linked condition of a concept."""
        if name not in self._done:
            concept = self.concepts[name]
            if not self._enter(f"concept {name}", "RTX017", concept.location):
                return Always()
            self._done[name] = self.link(concept.when, None)
            self._open.pop()
        return self._done[name]

    def _enter(self, name: str, code: str, location: Location) -> bool:
        """Begin to link something; false, with a problem, where that is already under way."""
        if name in self._open:
            circle = " -> ".join((*self._open[self._open.index(name) :], name))
            what = "concepts" if code == "RTX017" else "`stopped` conditions"
            self.problems.append(Problem(code, f"these {what} refer to each other in a circle: {circle}", location))
            return False
        self._open.append(name)
        return True

    def link(self, condition: Condition, owner: str | None) -> Condition:
        """The condition with every reference filled in; ``owner`` is the option whose rule it belongs to.

        Equal conditions come back as one and the same node, so that whoever evaluates them need do so only once.
        """
        match condition:
            case Concept(id=name):
                linked: Condition = Concept(name, self.concept(name))
            case Stopped(option=option):
                linked = Stopped(option, self.stopped(option, owner))
            case _:
                linked = rebuilt(condition, lambda part: self.link(part, owner))
        return self._shared.setdefault(linked, linked)

    def stopped(self, name: str, owner: str | None) -> Condition:
        """What ``stopped: name`` stands for in a rule of ``owner``."""
        option = self.options[name]
        own_only = owner is not None and owner in {o.id for o in self._lineage(option)}
        key = (name, own_only)
        if key not in self._stopped:
            if not self._enter(f"stopped {name}", "RTX019", option.location):
                return Always()
            chain = (option,) if own_only else (option, *self._lineage(option))
            self._stopped[key] = _any(self.link(c, whose) for c, whose in stopping(chain, self.agents))
            self._open.pop()
        return self._stopped[key]

    def _lineage(self, option: Option) -> Iterator[Option]:
        while option.parent is not None:
            option = self.options[option.parent]
            yield option

    def entry(self, entry: Entry, owner: str | None) -> Entry:
        """An entry of the rules with its conditions linked."""
        said = {name: getattr(entry, name, None) for name in ("for_", "when")}
        return entry.model_copy(update={name: self.link(c, owner) for name, c in said.items() if c is not None})
