"""References between rules filled in: concepts, ``stopped`` and ``self``, with cycles refused.

``stopped: X`` stands for: the scope of X is false, or one of its requirements or objections acts, those that it
inherits included. A parent that names its own modality counts only what the modality itself says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, assert_never

from recurtx.errors import Problem
from recurtx.profile import _tests as t
from recurtx.ruleset._conditions import All, Always, Any, Concept, Condition, Count, FactTest, Not, Stopped
from recurtx.ruleset._read_condition import SELF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.errors import Location
    from recurtx.ruleset._model import Option, Rule

__all__ = ["Linker", "acts", "with_self"]


def acts(rule: Rule) -> Condition:
    """The condition that a rule acts: inside its scope, and not met (``requires``) or holding (the others)."""
    when = Not(rule.when) if rule.effect.value == "requires" else rule.when
    return when if rule.for_ is None else All((rule.for_, when))


def with_self(condition: Condition, names: tuple[str, ...]) -> Condition:
    """The condition with ``self`` in set tests replaced by ``names``."""
    match condition:
        case FactTest(path, test):
            return FactTest(path, _test_with_self(test, names))
        case All(of):
            return All(tuple(with_self(c, names) for c in of))
        case Any(of):
            return Any(tuple(with_self(c, names) for c in of))
        case Count(at_least, of):
            return Count(at_least, tuple(with_self(c, names) for c in of))
        case Not(of):
            return Not(with_self(of, names))
        case Always() | Concept() | Stopped():
            return condition
        case _:
            assert_never(condition)


def _test_with_self(test: t.Test, names: tuple[str, ...]) -> t.Test:
    if isinstance(test, (t.IncludesAny, t.IncludesAll, t.ExcludesAll, t.Only)):
        listed = tuple(n for e in test.elements for n in (names if e == SELF else (e,)))
        return type(test)(tuple(dict.fromkeys(listed)))
    return test


@dataclass
class Linker:
    """Fills in references. ``concepts`` and ``options`` hold unlinked conditions; problems are collected."""

    concepts: Mapping[str, tuple[Condition, Location]]
    options: Mapping[str, Option]
    problems: list[Problem] = field(default_factory=list)
    _done: dict[str, Condition] = field(default_factory=dict)
    _stopped: dict[tuple[str, bool], Condition] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _shared: dict[Condition, Condition] = field(default_factory=dict)

    def concept(self, name: str) -> Condition:
        """The linked condition of a concept."""
        if name not in self._done:
            condition, location = self.concepts[name]
            if not self._enter(f"concept {name}", "RTX017", location):
                return Always()
            self._done[name] = self.link(condition, None)
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
        linked = self._linked(condition, owner)
        return self._shared.setdefault(linked, linked)

    def _linked(self, condition: Condition, owner: str | None) -> Condition:
        match condition:
            case Concept(name, _):
                return Concept(name, self.concept(name))
            case Stopped(option, _):
                return Stopped(option, self.stopped(option, owner))
            case All(of):
                return All(tuple(self.link(c, owner) for c in of))
            case Any(of):
                return Any(tuple(self.link(c, owner) for c in of))
            case Count(at_least, of):
                return Count(at_least, tuple(self.link(c, owner) for c in of))
            case Not(of):
                return Not(self.link(of, owner))
            case Always() | FactTest():
                return condition
            case _:
                assert_never(condition)

    def stopped(self, name: str, owner: str | None) -> Condition:
        """What ``stopped: name`` stands for in a rule of ``owner``."""
        option = self.options[name]
        own_only = owner is not None and owner in {o.id for o in self._lineage(option)}
        key = (name, own_only)
        if key not in self._stopped:
            if not self._enter(f"stopped {name}", "RTX019", option.location):
                return Always()
            chain = (option,) if own_only else (option, *self._lineage(option))
            self._stopped[key] = Any(tuple(c for o in chain for c in self._stops(o)) or (Not(Always()),))
            self._open.pop()
        return self._stopped[key]

    def _lineage(self, option: Option) -> tuple[Option, ...]:
        found: list[Option] = []
        while option.parent is not None and option.parent in self.options and len(found) < len(self.options):
            option = self.options[option.parent]
            found.append(option)
        return tuple(found)

    def _stops(self, option: Option) -> list[Condition]:
        found: list[Condition] = []
        if option.for_ is not None:
            found.append(Not(self.link(option.for_, option.id)))
        found.extend(acts(self.rule(rule)) for rule in option.rules if rule.effect.stops and rule.status == "active")
        return found

    def rule(self, rule: Rule) -> Rule:
        """The rule with its conditions linked."""
        for_ = None if rule.for_ is None else self.link(rule.for_, rule.option)
        return replace(rule, for_=for_, when=self.link(rule.when, rule.option))
