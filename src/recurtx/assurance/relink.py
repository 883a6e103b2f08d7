"""A whole ruleset with one slip, for whoever needs more than its nodes: a prover, the engine itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from recurtx.errors import RulesError
from recurtx.ruleset import ConceptInfo, Option, Rule
from recurtx.ruleset.link import Linker
from recurtx.ruleset.shape import Advice, Shape, Trial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.assurance.mutants import Entry, Mutant
    from recurtx.ruleset import Ruleset

    Instead: TypeAlias = Mapping[tuple[str, str, str], Entry | None]
Kind = TypeVar("Kind", bound=Shape)


def with_slip(mutant: Mutant, ruleset: Ruleset) -> Ruleset:
    """The rules with a slip, linked anew.

    Raises:
        RulesError: with it they refer to each other in a circle.
    """
    instead = {_key(old): new for old, new in zip(mutant.before, mutant.after, strict=True)}
    concepts = {c.id: _or(c, instead) or c for c in ruleset.concepts.values()}
    options = {o.id: _option(o, instead) for o in ruleset.options.values()}
    linker = Linker(concepts, options, ruleset.agents)
    found = replace(
        ruleset,
        concepts={n: c.model_copy(update={"when": linker.concept(n)}) for n, c in concepts.items()},
        options={name: _linked(option, linker) for name, option in options.items()},
        advice=tuple(linker.entry(_or(a, instead) or a, None) for a in ruleset.advice),
        trials=tuple(linker.entry(_or(t, instead) or t, t.option) for t in ruleset.trials),
    )
    if linker.problems:
        raise RulesError(linker.problems)
    return found


def _key(entry: Shape) -> tuple[str, str, str]:
    """What tells an entry from all others."""
    match entry:
        case Rule(id=name, option=option):
            return "rule", option, name
        case Option() | ConceptInfo() | Advice() | Trial():
            return type(entry).__name__, "", entry.id
    raise TypeError(type(entry))


def _or(entry: Kind, instead: Instead) -> Kind | None:
    return instead.get(_key(entry), entry)  # type: ignore[return-value]


def _option(option: Option, instead: Instead) -> Option:
    changed = _or(option, instead) or option
    rules = tuple(rule for one in option.rules if (rule := _or(one, instead)) is not None)
    return changed.model_copy(update={"rules": rules})


def _linked(option: Option, linker: Linker) -> Option:
    filled = {
        "rules": tuple(linker.entry(rule, option.id) for rule in option.rules),
        "gaps": tuple(linker.entry(gap, option.id) for gap in option.gaps),
    }
    return linker.entry(option, option.id).model_copy(update=filled)
