"""What a loaded ruleset still lacks: findings of ``recurtx rules check`` that do not keep the rules from running.

Each check is one function from the ruleset to problems; ``CHECKS`` is the list of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.errors import Location, Problem
from recurtx.profile import VOCABULARY
from recurtx.ruleset.condition import Always, Concept, Condition, nodes
from recurtx.ruleset.search import UNPUBLISHED, drug_classes, limiting_rules
from recurtx.ruleset.shape import Advice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recurtx.ruleset.ruleset import Ruleset
    from recurtx.ruleset.shape import Rule, Trial

_LONGEST_NAME = 18


def check_ruleset(ruleset: Ruleset) -> list[Problem]:
    """Every finding of every check, in order of place."""
    found = [problem for check in CHECKS for problem in check(ruleset)]
    return sorted(found, key=Problem.sort_key)


def claims_argued(ruleset: Ruleset) -> Iterator[Problem]:
    """Every claim that must be argued is argued by at least one active rule."""
    argued = {(c.source, c.claim) for r in ruleset.rules() for c in r.evidence if c.claim and not c.disagrees}
    for source in ruleset.sources.values():
        for claim in (c for c in source.claims if c.argued and (source.id, c.id) not in argued):
            message = f"no rule argues claim {claim.id} of `{source.id}`: {claim.says}"
            yield Problem("RTX050", message, ruleset.places[source.id][claim.id])


def sources_used(ruleset: Ruleset) -> Iterator[Problem]:
    """Every source is cited by a rule, by advice or by the vocabulary, and every one can be looked up."""
    entries: tuple[Rule | Advice, ...] = (*ruleset.rules(), *ruleset.inactive, *ruleset.advice)
    used = {citation.source for entry in entries for citation in entry.evidence}
    used |= {f.margin.source for f in VOCABULARY.values() if f.margin}
    for source in ruleset.sources.values():
        if source.id not in used:
            yield Problem("RTX051", f"source `{source.id}` is cited by nothing", ruleset.places[source.id][""])
        if source.link is None and source.kind not in UNPUBLISHED:
            yield Problem("RTX060", f"source `{source.id}` has no link", ruleset.places[source.id][""])


def margins_sourced(ruleset: Ruleset) -> Iterator[Problem]:
    """The sources of the vocabulary's measurement margins are listed."""
    for fact in VOCABULARY.values():
        if fact.margin and fact.margin.source not in ruleset.sources:
            message = f"the margin of `{fact.path}` cites unknown source `{fact.margin.source}`"
            yield Problem("RTX021", message, Location("sources.yaml"))


def examples_complete(ruleset: Ruleset) -> Iterator[Problem]:
    """Every rule has an example for true, false and unknown, and for silent where it has a scope; so has a trial."""
    entries: tuple[Rule | Advice | Trial, ...] = (*ruleset.distinct().values(), *ruleset.advice, *ruleset.trials)
    for entry in entries:
        wanted = {"true"} if isinstance(entry.when, Always) else {"true", "false", "unknown"}
        if isinstance(entry, Advice):
            wanted = {"shown", "hidden"}
        elif entry.for_ is not None:
            wanted |= {"silent"}
        missing = sorted(wanted - {str(e.then).lower() for e in entry.examples})
        if missing:
            yield Problem("RTX052", f"`{entry.id}` has no example for {', '.join(missing)}", entry.location)


def rules_differ(ruleset: Ruleset) -> Iterator[Problem]:
    """No two rules of an option with one effect have the same conditions: conditions are compared, not words."""
    first: dict[tuple[str, str, Condition | None, Condition], Rule] = {}
    for rule in ruleset.rules():
        earlier = first.setdefault((rule.option, rule.effect.value, rule.for_, rule.when), rule)
        if earlier is not rule:
            yield Problem("RTX056", f"`{rule.id}` says the same as `{earlier.id}`", rule.location)


def names_fit(ruleset: Ruleset) -> Iterator[Problem]:
    """Names are short enough for the columns they stand in, and every scope has its words."""
    for option in ruleset.options.values():
        if option.parent is None:
            yield from _too_long(f"the name of `{option.id}`", option.name, option.location)
        if option.for_ is not None and not option.scope:
            yield Problem("RTX055", f"`{option.id}` has a scope but no words for it (`scope`)", option.location)
    for fact in VOCABULARY.values():
        yield from _too_long(f"the short name of `{fact.path}`", fact.short, Location("vocabulary"))


def _too_long(what: str, name: str, place: Location) -> Iterator[Problem]:
    if len(name) > _LONGEST_NAME:
        yield Problem("RTX055", f"{what} is longer than {_LONGEST_NAME} characters", place)


def concepts_used(ruleset: Ruleset) -> Iterator[Problem]:
    """Every concept is used by a rule, an option, advice, a trial or another concept."""
    conditions: list[Condition | None] = [concept.when for concept in ruleset.concepts.values()]
    entries: tuple[Rule | Advice | Trial, ...] = (*ruleset.rules(), *ruleset.advice, *ruleset.trials)
    conditions += [condition for entry in entries for condition in (entry.for_, entry.when)]
    for option in ruleset.options.values():
        conditions += [option.for_, *(gap.for_ for gap in option.gaps)]
    used = {n.id for c in conditions if c is not None for n in nodes(c) if isinstance(n, Concept)}
    for concept in ruleset.concepts.values():
        if concept.id not in used:
            yield Problem("RTX057", f"concept `{concept.id}` is used by nothing", concept.location)


def supported(ruleset: Ruleset) -> Iterator[Problem]:
    """Every rule has a source that supports it."""
    for rule in ruleset.distinct().values():
        if all(c.disagrees for c in rule.evidence):
            yield Problem("RTX061", f"every source of `{rule.id}` disagrees with it", rule.location)


def limits_read(ruleset: Ruleset) -> Iterator[Problem]:
    """Every option that consists of drugs has a rule on each fact that limits the classes of these drugs."""
    for option in ruleset.options.values():
        for name, limits in drug_classes(option, ruleset).items():
            for path in (path for path in limits if not limiting_rules(option, path, ruleset)):
                message = f"`{option.id}` has no rule on {path}, which limits every {name}"
                yield Problem("RTX063", message, option.location, "add a rule, or change `limits` in agents.yaml")


CHECKS: tuple[Callable[[Ruleset], Iterator[Problem]], ...] = (
    claims_argued, sources_used, margins_sourced, examples_complete, rules_differ, names_fit, concepts_used, supported,
    limits_read,
)  # fmt: skip
"""The checks, in no order that matters."""
