"""How many rules speak of which cancer: the overview behind ``recurtx rules table``.

A rule is *special* to a cancer type if its scope, or that of its option, is open for that type and closed for another;
*general* if it is open for all types. Computed with the cancer type alone recorded, by the engine itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.engine.beside import gap_shown
from recurtx.errors import Problem
from recurtx.logic import FALSE
from recurtx.profile import VOCABULARY, Situation
from recurtx.program.compile import compiled
from recurtx.program.truths import Truths
from recurtx.ruleset import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.ruleset import Option, Rule, Ruleset

_TYPES = VOCABULARY["cancer.type"].values
_NAMED = tuple(name for name in _TYPES if name != "other")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Rules of one option at the top, its modalities included, by factor.

    ``general`` counts rules that speak of every cancer; ``special`` those that speak of this type and not of all;
    ``stops`` and ``argues`` count effects over all of them.
    """

    option: Option
    factor: str
    general: int
    special: dict[str, int]
    stops: int
    argues: int


def coverage(ruleset: Ruleset) -> list[Coverage]:
    """One row for each option at the top and each factor that its rules have."""
    of_type = {name: known_by(name, ruleset) for name in _TYPES}
    rows = []
    for option in ruleset.children(None):
        rules = [r for r in _below(option, ruleset) if not r.shared]
        for factor in dict.fromkeys(r.factor for r in sorted(rules, key=lambda r: _FACTORS.index(r.factor))):
            rows.append(_row(option, factor, [r for r in rules if r.factor == factor], of_type))
    return rows


def silent_cells(ruleset: Ruleset) -> Iterator[Problem]:
    """Cancers of which an option at the top says nothing: no rule special to them, and no word that nothing was found.

    Options whose rules, modalities included, name no cancer at all are passed over: they treat all alike.
    """
    rows = coverage(ruleset)
    for option in ruleset.children(None):
        special = {name: sum(r.special[name] for r in rows if r.option is option) for name in _NAMED}
        for name in _NAMED if any(special.values()) or option.gaps else ():
            truths, program = known_by(name, ruleset), compiled(ruleset)
            inside = truths.truth(program.options[option.id].scope) is not FALSE
            if inside and not special[name] and not any(gap_shown(e, truths) for e in program.gaps.get(option.id, ())):
                yield Problem(
                    "RTX062",
                    f"`{option.id}` has no rule for {name} and does not say that nothing was found",
                    option.location,
                    "add `gaps` with a sentence for it, or a rule",
                )


def speaking(ruleset: Ruleset, cancer_type: str) -> frozenset[str]:
    """Ids of the rules that can act for a patient with this cancer, and of the requirements that hold for one."""
    truths = known_by(cancer_type, ruleset)
    return frozenset(rule.id for rule in ruleset.rules() if _open(rule, truths) and _can_act(rule, truths))


_FACTORS = ("cancer_type", "extent", "performance_status", "prior_response")


def _below(option: Option, ruleset: Ruleset) -> list[Rule]:
    return [*option.rules, *(r for child in ruleset.children(option.id) for r in _below(child, ruleset))]


def known_by(cancer_type: str | None, ruleset: Ruleset) -> Truths:
    """What the rules say of a patient of whom nothing is recorded but the cancer; None: not even that."""
    recorded = {} if cancer_type is None else {"cancer.type": cancer_type}
    return Truths(compiled(ruleset), Situation(recorded, ruleset.agents, presume=False))


def _row(option: Option, factor: str, rules: list[Rule], of_type: dict[str, Truths]) -> Coverage:
    special = dict.fromkeys(_TYPES, 0)
    general = 0
    for rule in rules:
        speaks = [name for name, truths in of_type.items() if _open(rule, truths)]
        if len(speaks) == len(_TYPES) or set(_TYPES) - set(speaks) == {"other"}:
            general += 1
        else:
            for name in speaks:
                special[name] += 1
    stops = sum(r.effect.stops for r in rules)
    return Coverage(option, factor, general, special, stops, len(rules) - stops)


def _open(rule: Rule, truths: Truths) -> bool:
    """Whether the rule can speak of a patient with the cancer type of these truths."""
    option = truths.program.options[rule.option]
    for_ = next(r.for_ for r in option.rules if r.id == rule.id)
    return truths.truth(for_) is not FALSE and truths.truth(option.inside) is not FALSE


def _can_act(rule: Rule, truths: Truths) -> bool:
    """Whether what the rule says may hold with the cancer type of these truths: no argument for another cancer."""
    acts = next(r.acts for r in truths.program.options[rule.option].rules if r.id == rule.id)
    return rule.effect is Effect.REQUIRES or truths.truth(acts) is not FALSE
