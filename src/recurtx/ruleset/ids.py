"""The ids that rules give to things, and references to them: each id once, each reference to something that exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from recurtx.errors import Location, Problem
from recurtx.ruleset.files import OPTIONS, AgentsFile, ConceptsFile, SourcesFile
from recurtx.ruleset.shape import Advice, Agent, ConceptInfo, Option, Rule, Source, Trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.ruleset.folder import Folder

What: TypeAlias = Literal["concept", "option", "agent", "drug", "source", "rule"]
"""What an id names; a drug is an agent or a class of agents."""
Known: TypeAlias = "Mapping[What, frozenset[str]]"


@dataclass(frozen=True, slots=True)
class Reference:
    """Something named by its id, and the problem where nothing has that id."""

    what: What
    id: str
    code: str
    message: str
    place: Location
    otherwise: str = ""
    list_all: bool = False
    """Whether to list what exists where nothing has a similar id."""


def known_ids(folder: Folder) -> Known:
    """Every id by what it names; nothing where a file that lists them is broken, so that none counts as unknown."""
    known: dict[What, frozenset[str]] = {}
    agents = [agent for agent, _ in folder.each(Agent)]
    if folder.file(ConceptsFile):
        known["concept"] = frozenset(c.id for c, _ in folder.each(ConceptInfo))
    if folder.file(AgentsFile):
        known["agent"] = frozenset(a.id for a in agents)
        known["drug"] = known["agent"].union(*(a.classes for a in agents))
    if folder.file(SourcesFile):
        known["source"] = frozenset(s.id for s, _ in folder.each(Source))
    if not any(name.startswith(OPTIONS) and name not in folder.models for name in folder.documents):
        known["option"] = frozenset(o.id for o, _ in folder.each(Option))
        known["rule"] = frozenset(r.id for r, _ in folder.each(Rule))
    return known


def unresolved(references: Iterable[Reference], known: Known) -> Iterator[Problem]:
    """References to nothing, with the nearest thing that exists."""
    for reference in references:
        ids = known.get(reference.what)
        if ids is not None and reference.id not in ids:
            otherwise = f"allowed: {', '.join(sorted(ids))}" if reference.list_all else reference.otherwise
            yield Problem.unknown(reference.code, reference.message, reference.place, reference.id, ids, otherwise)


def duplicates(folder: Folder) -> Iterator[Problem]:
    """Ids that are given twice."""
    yield from _twice("concept", ((c.id, at.place()) for c, at in folder.each(ConceptInfo)))
    yield from _twice("agent", ((a.id, at.place()) for a, at in folder.each(Agent)))
    yield from _twice("source", ((s.id, at.place()) for s, at in folder.each(Source)))
    yield from _twice("trial", ((t.id, at.place("id")) for t, at in folder.each(Trial)))
    yield from _twice("option", ((o.id, at.place("id")) for o, at in folder.each(Option)))
    arguments = [(r.id, at.place("id")) for r, at in folder.each(Rule)]
    yield from _twice("rule", (*arguments, *((a.id, at.place("id")) for a, at in folder.each(Advice))), "RTX020")


def _twice(what: str, ids: Iterable[tuple[str, Location]], code: str = "RTX024") -> Iterator[Problem]:
    first: dict[str, Location] = {}
    for name, place in ids:
        if name in first:
            yield Problem(code, f"{what} id `{name}` occurs twice", place, f"first at {first[name]}")
        first.setdefault(name, place)
