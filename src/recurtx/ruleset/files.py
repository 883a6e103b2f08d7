"""The files of a rules folder: their names, what each holds, and what was read of them, each entry with its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StringConstraints

from recurtx.ruleset.agents import Agent, AgentClass, Regimen
from recurtx.ruleset.fields import Several
from recurtx.ruleset.invariant import Group, Invariant, Reached, Rejected
from recurtx.ruleset.shape import (
    Advice,
    ConceptInfo,
    Option,
    Rule,
    Sentence,
    Shape,
    Source,
    Trial,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.document import Document, Steps
    from recurtx.errors import Location
    from recurtx.ruleset.shape import Entry


class File(Shape):
    """Base of the files."""

    schema_: Annotated[Literal[1], Field(alias="schema")]


class OptionFile(File):
    """``rules/options/*.yaml``: one option completely."""

    option: Option
    rules: Several[Rule] = ()


class EveryFile(File):
    """``rules/every.yaml``: rules written once for all options, or for all that have agents."""

    rules: Several[Rule]


class ConceptsFile(File):
    """``rules/concepts.yaml``."""

    concepts: Several[ConceptInfo]


class AgentsFile(File):
    """``rules/agents.yaml``."""

    agents: Several[Agent]
    classes: Several[AgentClass] = ()
    regimens: Several[Regimen] = ()


class SourcesFile(File):
    """``rules/sources.yaml``."""

    sources: Several[Source]


class AdviceFile(File):
    """``rules/advice.yaml``."""

    advice: Several[Advice]


class TrialsFile(File):
    """``rules/trials.yaml``."""

    trials: Several[Trial]


class InvariantsFile(File):
    """``rules/invariants.yaml``: what must hold of the rules; no answer reads it."""

    groups: Several[Group] = ()
    invariants: Several[Invariant]
    rejected: Several[Rejected] = ()


class ReachableFile(File):
    """``rules/reachable.yaml``: the verdicts that each option reaches, written by ``rules verify``."""

    reachable: Several[Reached]


class RulesetFile(File):
    """``rules/ruleset.yaml``: what the reader is told about the rules as a whole; never a condition."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    scope: Sentence
    population: Sentence
    intended_use: Sentence
    limits: Several[Sentence] = ()
    changes: Several[str] = ()


EVERY = "every.yaml"
INVARIANTS = "invariants.yaml"
REACHABLE = "reachable.yaml"
UNREAD = frozenset({INVARIANTS, REACHABLE})
"""Files that no answer reads: they say what must hold of the rules, and count in no digest."""
SINGLE: Mapping[str, type[File]] = {
    "ruleset.yaml": RulesetFile,
    "concepts.yaml": ConceptsFile,
    "agents.yaml": AgentsFile,
    "sources.yaml": SourcesFile,
    EVERY: EveryFile,
    "advice.yaml": AdviceFile,
    "trials.yaml": TrialsFile,
    INVARIANTS: InvariantsFile,
    REACHABLE: ReachableFile,
}
OPTIONAL = frozenset({EVERY, "advice.yaml", "trials.yaml"}) | UNREAD
OPTIONS = "options"
"""The folder of the files that hold one option each."""


@dataclass(frozen=True, slots=True)
class At:
    """An entry of a file: where to look for what it says."""

    document: Document
    steps: Steps

    def place(self, *steps: int | str) -> Location:
        """The place of something within the entry."""
        return self.document.locate((*self.steps, *steps))


@dataclass(frozen=True)
class Folder:
    """A folder as read: the documents by file name and, of those with the right shape, what they hold."""

    documents: Mapping[str, Document]
    models: Mapping[str, File]

    @cached_property
    def _entries(self) -> Mapping[type[Shape], list[tuple[Any, At]]]:
        found: dict[type[Shape], list[tuple[Any, At]]] = {}
        for name, model in self.models.items():
            for entry, steps in _walk(model, ()):
                found.setdefault(type(entry), []).append((entry, At(self.documents[name], steps)))
        return found

    def each(self, kind: type[Entry]) -> Sequence[tuple[Entry, At]]:
        """Every entry of a kind in any file; shared rules once."""
        return self._entries.get(kind, ())

    def ids(self, kind: type[Any]) -> frozenset[str]:
        """The ids of the entries of a kind."""
        return frozenset(entry.id for entry, _ in self.each(kind))


def _walk(shape: Shape, steps: Steps) -> Iterator[tuple[Shape, Steps]]:
    """What a file holds and everything in it, in order."""
    yield shape, steps
    for name, value in shape:
        if isinstance(value, Shape):
            yield from _walk(value, (*steps, name))
        for k, item in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(item, Shape):
                yield from _walk(item, (*steps, name, k))
