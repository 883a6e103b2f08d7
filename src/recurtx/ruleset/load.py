"""A folder of rule files into a ruleset, or into every mistake that they hold.

The steps are: read each file, validate it with its conditions, check ids and references, fill in what entries take
from others, link. A step leaves out what an earlier one found broken, only whole rules are linked, and all problems
are raised together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from recurtx.errors import Problem, RulesError
from recurtx.profile import VOCABULARY, Agents, Kind, Names
from recurtx.ruleset.agents import Agent, AgentClass, Regimen
from recurtx.ruleset.condition import facts
from recurtx.ruleset.files import EVERY, INVARIANTS, SINGLE, File, Folder, OptionFile, RulesetFile
from recurtx.ruleset.invariant import Group, Invariant, Reached
from recurtx.ruleset.link import Linker, with_self
from recurtx.ruleset.mistakes import validated
from recurtx.ruleset.read import digest, read_folder
from recurtx.ruleset.read_condition import ConditionReader
from recurtx.ruleset.references import claim_of, contradictions, duplicates, known_ids, references, unresolved
from recurtx.ruleset.ruleset import BANNER, Ruleset
from recurtx.ruleset.shape import (
    Advice,
    ConceptInfo,
    Option,
    Rule,
    Source,
    Status,
    Trial,
    Urgency,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from recurtx.document import Document
    from recurtx.errors import Location
    from recurtx.ruleset.files import At
    from recurtx.ruleset.shape import Citation, Entry


def load_ruleset(directory: Path) -> Ruleset:
    """Read, check and link a folder of rules.

    Raises:
        RulesError: every mistake found, with file, line and column.
    """
    documents, problems = read_folder(directory)
    reader = ConditionReader()
    folder, misshapen = _validate(documents, reader)
    repeated = list(duplicates(folder))
    if not problems and not repeated:
        problems += unresolved((*references(folder), *reader.references), known_ids(folder))
    problems += (*repeated, *misshapen, *reader.problems, *contradictions(folder), *_circles(folder))
    _refuse(problems)
    names = _names(folder)
    linker = Linker({c.id: c for c in _entries(folder, ConceptInfo)}, _in_order(_options(folder)), names.agents)
    ruleset = replace(_linked(folder, linker, names), folder=str(directory))
    _refuse(linker.problems)
    return ruleset


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise RulesError(found)


def _validate(documents: Mapping[str, Document], reader: ConditionReader) -> tuple[Folder, list[Problem]]:
    models: dict[str, File] = {}
    problems: list[Problem] = []
    for name, document in documents.items():
        found = validated(
            document, SINGLE.get(name, OptionFile), replace(reader, self_allowed=name in (EVERY, INVARIANTS))
        )
        if isinstance(found, File):
            models[name] = found
        else:
            problems += found
    return Folder(documents, models), problems


# Filling in


def _entries(folder: Folder, kind: type[Entry], *steps: str) -> list[Entry]:
    """Entries of a kind with their places, their citations with what these take from their sources."""
    sources = {source.id: source for source, _ in folder.each(Source)}
    found = []
    for entry, at in folder.each(kind):
        filled: dict[str, object] = {"location": at.place(*steps)}
        if isinstance(entry, Rule | Advice):
            filled["evidence"] = tuple(_citation(c, sources[c.source]) for c in entry.evidence)
        if isinstance(entry, Rule | Option | Advice | Trial | ConceptInfo):
            places = (at.place("allow", k, "code") for k in range(len(entry.allow)))
            allowed = zip(entry.allow, places, strict=True)
            filled["allow"] = tuple(a.model_copy(update={"location": place}) for a, place in allowed)
        found.append(entry.model_copy(update=filled))
    return found


def _citation(citation: Citation, source: Source) -> Citation:
    claim = claim_of(citation, source)
    says = citation.says or (claim.says if claim else "")
    return citation.model_copy(update={"level": citation.level or source.level, "says": says})


def _options(folder: Folder) -> dict[str, Option]:
    """Options with their own rules and those written for every option, conditions not yet linked."""
    rules = _entries(folder, Rule, "id")
    return {option.id: _option(option, rules) for option in _entries(folder, Option, "id")}


def _option(option: Option, rules: Iterable[Rule]) -> Option:
    own = [rule for rule in rules if rule.location.path == option.location.path]
    kinds = ("options", "agents", "several_agents")[: 1 + min(len(option.agents), 2)]
    everywhere = [_expanded(rule, option) for kind in kinds for rule in rules if rule.applies == kind]
    filled = (*(rule.model_copy(update={"option": option.id}) for rule in own), *everywhere)
    said = {"short": option.short or option.name, "about": option.about or ""}
    return option.model_copy(update={**said, "rules": filled})


def _expanded(rule: Rule, option: Option) -> Rule:
    """A shared rule as that of an option, which ``self`` in it stands for, or for the option's agents."""
    names = option.agents if option.agents and not _about_options(rule) else (option.id,)
    for_ = None if rule.for_ is None else with_self(rule.for_, names)
    return rule.model_copy(update={"option": option.id, "for_": for_, "when": with_self(rule.when, names)})


def _about_options(rule: Rule) -> bool:
    """Whether ``self`` in this rule stands for the option's id: it does in a test on the options declined."""
    paths = (*facts(rule.when), *(facts(rule.for_) if rule.for_ else ()))
    return any(VOCABULARY[path].kind is Kind.OPTIONS for path in paths)


def _in_order(options: Mapping[str, Option]) -> dict[str, Option]:
    """Parents before children, siblings by order and id; options whose parents form a circle are left out."""
    found: dict[str, Option] = {}

    def add(parent: str | None) -> None:
        for option in sorted((o for o in options.values() if o.parent == parent), key=lambda o: (o.order, o.id)):
            found[option.id] = option
            add(option.id)

    add(None)
    return found


def _circles(folder: Folder) -> Iterator[Problem]:
    parents = {option.id: option.parent for option, _ in folder.each(Option)}
    for option, at in folder.each(Option):
        above: list[str] = []
        parent = option.parent
        while parent is not None and parent not in above:
            above.append(parent)
            parent = parents.get(parent)
        if parent is not None:
            yield Problem("RTX025", f"the parents of `{option.id}` form a circle", at.place("parent"))


def _names(folder: Folder) -> Names:
    members: dict[str, set[str]] = {}
    for agent, _ in folder.each(Agent):
        for name in agent.classes:
            members.setdefault(name, set()).add(agent.id)
    classes = {agent.id: frozenset(agent.classes) for agent, _ in folder.each(Agent)}
    agents = Agents({name: frozenset(found) for name, found in members.items()}, classes)
    synonyms = {other.lower(): agent.id for agent, _ in folder.each(Agent) for other in agent.also}
    synonyms |= {other.lower(): found.id for found, _ in folder.each(AgentClass) for other in found.also}
    regimens = {name.lower(): r.agents for r, _ in folder.each(Regimen) for name in (r.id, *r.also)}
    words: dict[str, tuple[str, ...]] = {}
    for option, _ in folder.each(Option):
        for other in option.also:
            words[other.lower()] = (*words.get(other.lower(), ()), option.id)
    return Names(agents, synonyms, regimens, frozenset(option.id for option, _ in folder.each(Option)), words)


# Linking


def _linked(folder: Folder, linker: Linker, names: Names) -> Ruleset:
    ((info, _),) = folder.each(RulesetFile)
    options: dict[str, Option] = {}
    inactive: list[Rule] = []
    for option in linker.options.values():
        rules = tuple(linker.entry(rule, option.id) for rule in option.rules)
        inactive += [rule for rule in rules if not rule.active]
        filled = {
            "rules": tuple(rule for rule in rules if rule.active),
            "gaps": tuple(linker.entry(gap, option.id) for gap in option.gaps),
        }
        options[option.id] = linker.entry(option, option.id).model_copy(update=filled)
    return Ruleset(
        **{name: getattr(info, name) for name in BANNER}, digest=digest(folder.documents),
        options=options, parents={o.id: o.parent for o in options.values()}, inactive=tuple(inactive),
        concepts={c.id: c.model_copy(update={"when": linker.concept(c.id)}) for c in linker.concepts.values()},
        advice=_advice(folder, linker), trials=_trials(folder, linker), names=names,
        sources={s.id: s for s, _ in folder.each(Source)},
        drug_limits={c.id: c.limits for c, _ in folder.each(AgentClass) if c.limits},
        groups={group.id: group for group, _ in folder.each(Group)},
        invariants=tuple(linker.entry(law, None) for law in _entries(folder, Invariant, "id")),
        reachable=tuple(_entries(folder, Reached, "option")),
        places={source.id: _places(source, at) for source, at in folder.each(Source)},
    )  # fmt: skip


def _places(source: Source, at: At) -> dict[str, Location]:
    claims = {claim.id: at.place("claims", k, "id") for k, claim in enumerate(source.claims)}
    return {"": at.place("id"), **claims}


def _advice(folder: Folder, linker: Linker) -> tuple[Advice, ...]:
    entries = (linker.entry(advice, None) for advice in _entries(folder, Advice, "id"))
    found = [a.model_copy(update={"line": a.line or a.title.lower()}) for a in entries]
    order = list(Urgency)
    return tuple(sorted(found, key=lambda a: (order.index(a.urgency), a.level, a.id)))


def _trials(folder: Folder, linker: Linker) -> tuple[Trial, ...]:
    """Named trials, those that may take patients first."""
    found = [linker.entry(trial, trial.option) for trial in _entries(folder, Trial, "id")]
    order = list(Status)
    return tuple(sorted(found, key=lambda t: (order.index(t.status), t.id)))
