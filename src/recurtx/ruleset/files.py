"""The files of a rules folder: their names, and what each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from recurtx.ruleset.fields import Sentence, Several
from recurtx.ruleset.shape import Advice, Agent, ConceptInfo, Option, Regimen, Rule, Shape, Source, Trial

if TYPE_CHECKING:
    from collections.abc import Mapping


class File(Shape):
    """Base of the files."""

    schema_: Annotated[Literal[1], Field(alias="schema")]


class OptionFile(File):
    """``rules/options/*.yaml``: one option completely."""

    option: Option
    rules: Several[Rule] = ()


class EveryFile(File):
    """``rules/every.yaml``: rules written once for all options or for all that have agents."""

    rules: Several[Rule]


class ConceptsFile(File):
    """``rules/concepts.yaml``."""

    concepts: Several[ConceptInfo]


class AgentsFile(File):
    """``rules/agents.yaml``."""

    agents: Several[Agent]
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


class RulesetFile(File):
    """``rules/ruleset.yaml``: what the reader is told about the rules as a whole; never a condition."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    scope: Sentence
    population: Sentence
    intended_use: Sentence
    limits: Several[Sentence] = ()
    changes: Several[str] = ()


SINGLE: Mapping[str, type[File]] = {
    "ruleset.yaml": RulesetFile,
    "concepts.yaml": ConceptsFile,
    "agents.yaml": AgentsFile,
    "sources.yaml": SourcesFile,
    "every.yaml": EveryFile,
    "advice.yaml": AdviceFile,
    "trials.yaml": TrialsFile,
}
OPTIONAL = frozenset({"every.yaml", "advice.yaml", "trials.yaml"})
OPTIONS = "options"
"""The folder of the files that hold one option each."""
