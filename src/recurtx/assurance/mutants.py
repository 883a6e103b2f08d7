"""Slips in a ruleset, one at a time: a threshold one step off, another effect, a condition that is left out.

A slip is kept as the entries that are others by it, so that it costs nothing until somebody looks at it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from recurtx.assurance.edits import edits
from recurtx.ruleset import ConceptInfo, Effect, Option, Rule
from recurtx.ruleset.shape import Advice, Trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.assurance.edits import Edit, Steps
    from recurtx.ruleset import Ruleset

Entry: TypeAlias = Rule | Option | ConceptInfo | Advice | Trial

KINDS = (
    "threshold", "operator", "value dropped", "all or any", "condition dropped", "not dropped", "effect",
    "scope dropped", "except dropped", "rule dropped",
)  # fmt: skip
"""The kinds of slips, in the order in which they are told."""
_EFFECTS: Mapping[Effect, tuple[Effect, ...]] = {
    Effect.REQUIRES: (Effect.EXCLUDES, Effect.SUPPORTS),
    Effect.EXCLUDES: (Effect.REQUIRES, Effect.DISCOURAGES),
    Effect.DISCOURAGES: (Effect.EXCLUDES, Effect.CAUTIONS),
    Effect.SUPPORTS: (Effect.REQUIRES, Effect.CAUTIONS),
    Effect.CAUTIONS: (Effect.DISCOURAGES, Effect.SUPPORTS),
}
"""For each effect those that are taken for it: the opposite, and the next in strength."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A ruleset with one slip.

    ``before`` are the entries that it changes and ``after`` what they are then, None for one that is gone: of a rule
    that is written for many options there are many. ``field`` and ``steps`` say where in the entry the slip stands.
    """

    kind: str
    words: str
    field: str
    steps: Steps
    before: tuple[Entry, ...]
    after: tuple[Entry | None, ...]

    @property
    def entry(self) -> Entry:
        """The entry that is changed, or the first of them."""
        return self.before[0]


def mutants(ruleset: Ruleset, option: str | None = None) -> list[Mutant]:
    """Every slip of the rules, or of those of one option and its ways, in their order."""
    family = ruleset.options.keys() if option is None else ruleset.family(option)
    found = [m for name in ruleset.options if name in family for m in _of_option(ruleset.options[name])]
    found += [m for trial in ruleset.trials if trial.option in family for m in _of_entries([trial], ("for_", "when"))]
    if option is None:
        for rules in _shared(ruleset).values():
            found += _of_rules(rules)
        found += [m for concept in ruleset.concepts.values() for m in _of_entries([concept], ("when",))]
        found += [m for advice in ruleset.advice for m in (*_of_entries([advice], ("for_", "when")), *_open([advice]))]
    return found


def sampled(every: Sequence[Mutant], number: int | None, seed: int) -> Sequence[Mutant]:
    """So many of the slips by chance, in their order: the same ones for the same seed."""
    if number is None or number >= len(every):
        return every
    return [every[place] for place in sorted(random.Random(seed).sample(range(len(every)), number))]


def _shared(ruleset: Ruleset) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in ruleset.rules():
        if rule.shared:
            found.setdefault(rule.id, []).append(rule)
    return found


def _of_option(option: Option) -> Iterator[Mutant]:
    yield from _of_entries([option], ("for_",))
    yield from _open([option])
    for rule in option.rules:
        if not rule.shared:
            yield from _of_rules([rule])


def _of_rules(rules: Sequence[Rule]) -> Iterator[Mutant]:
    """The slips of a rule, in every option that it stands in."""
    first = rules[0]
    yield from _of_entries(rules, ("for_", "when"))
    yield from _open(rules)
    for effect in _EFFECTS[first.effect]:
        words = f"{effect.value}, not {first.effect.value}"
        yield _mutant("effect", words, "effect", rules, [r.model_copy(update={"effect": effect}) for r in rules])
    for name in first.except_:
        rest = tuple(other for other in first.except_ if other != name)
        after = [rule.model_copy(update={"except_": rest}) for rule in rules]
        yield _mutant("except dropped", f"without {name}", "except", rules, after)
    yield _mutant("rule dropped", "left out", "", rules, [None] * len(rules))


def _open(entries: Sequence[Rule | Option | Advice]) -> Iterator[Mutant]:
    """An entry without its scope."""
    if entries[0].for_ is not None:
        after = [entry.model_copy(update={"for_": None}) for entry in entries]
        yield _mutant("scope dropped", "left out", "for", entries, after)


def _mutant(kind: str, words: str, field: str, before: Iterable[Entry], after: Iterable[Entry | None]) -> Mutant:
    return Mutant(kind, words, field, (), tuple(before), tuple(after))


def _of_entries(entries: Sequence[Entry], fields: Iterable[str]) -> Iterator[Mutant]:
    """The slips in the conditions of an entry, that is the same in every option that it stands in."""
    for name in fields:
        conditions = [getattr(entry, name) for entry in entries]
        if conditions[0] is None:
            continue
        for found in zip(*_alike([list(edits(c)) for c in conditions]), strict=True):
            edit = found[0]
            after = tuple(e.model_copy(update={name: x.after}) for e, x in zip(entries, found, strict=True))
            yield Mutant(edit.kind, edit.words, name.removesuffix("_"), edit.steps, tuple(entries), after)


def _alike(every: list[list[Edit]]) -> list[list[Edit]]:
    """The slips that can be made in each of several conditions, in one order: no drug is in all lists of drugs."""
    if len(every) == 1:
        return every
    keyed = [{(e.kind, e.words, e.steps): e for e in found} for found in every]
    common = [key for key in keyed[0] if all(key in found for found in keyed)]
    return [[found[key] for key in common] for found in keyed]
