"""The shape of the rule files, as pydantic models: what keys there are and of what type.

Names are checked elsewhere, against the vocabulary and against each other. A condition stays an unread ``Node``,
because its mistakes are best reported by a reader that knows the vocabulary.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import core_schema

from recurtx.document import Items, Node, Scalar, Table

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler

__all__ = [
    "Advice",
    "AdviceFile",
    "AgentsFile",
    "Claim",
    "ConceptsFile",
    "EveryFile",
    "Evidence",
    "Example",
    "GapModel",
    "OptionFile",
    "OptionModel",
    "RuleModel",
    "RulesetFile",
    "SourceModel",
    "SourcesFile",
    "TrialModel",
    "TrialsFile",
]


CONDITION = "x-condition"
"""Stands in the JSON Schema of the models where ``_schema`` puts that of a condition."""


class _Unread:
    """Lets a parsed node through pydantic unchanged, and stands for a condition in the JSON Schema."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.union_schema([core_schema.is_instance_schema(c) for c in (Scalar, Items, Table)])

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {CONDITION: True}


ConditionNode = Annotated[Node, _Unread]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$", max_length=80)]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Level = Annotated[int, Field(ge=1, le=5)]
Title = Annotated[str, StringConstraints(min_length=3, max_length=36)]


def _as_text(value: object) -> object:
    """A claim such as 4.1, which YAML reads as a number, as the text that was meant."""
    return str(value) if isinstance(value, float) else value


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Evidence(_Model):
    """One source behind a rule: its level there, what it says in our words, and whether it argues the other way."""

    source: SourceId
    claim: Annotated[str | None, BeforeValidator(_as_text)] = None
    level: Level | None = None
    says: Sentence | None = None
    disagrees: bool = False


class Example(_Model):
    """A partial profile and the truth that the rule must have for it."""

    given: dict[str, Any]
    then: Literal[True, False, "unknown", "silent", "shown", "hidden"]
    asks: list[str] = []
    option: Id | None = None


class RuleModel(_Model):
    """One argument about one option."""

    id: RuleId
    title: Title
    factor: Literal["cancer_type", "extent", "performance_status", "prior_response"]
    effect: Literal["requires", "excludes", "supports", "cautions"]
    for_: Annotated[ConditionNode | None, Field(alias="for")] = None
    when: ConditionNode
    because: Sentence
    evidence: Annotated[list[Evidence], Field(min_length=1)]
    conflicts_with: list[RuleId] = []
    status: Literal["draft", "active", "retired"] = "active"
    replaced_by: RuleId | None = None
    reviewed: datetime.date
    review_due: datetime.date
    examples: list[Example] = []
    applies: Literal["options", "agents"] | None = None


class GapModel(_Model):
    """For whom the literature holds nothing about an option, and what the rules lean on instead."""

    for_: Annotated[ConditionNode, Field(alias="for")]
    says: Sentence


class OptionModel(_Model):
    """An option, or with a parent a modality of it."""

    id: Id
    name: Annotated[str, StringConstraints(min_length=3, max_length=26)]
    short: Annotated[str, StringConstraints(min_length=2, max_length=14)] | None = None
    parent: Id | None = None
    agents: list[Id] = []
    article: str | None = None
    order: Annotated[int, Field(ge=0)] = 0
    question: Sentence
    scope: Annotated[str, StringConstraints(max_length=60)] = ""
    for_: Annotated[ConditionNode | None, Field(alias="for")] = None
    about: str | None = None
    gaps: list[GapModel] = []


class OptionFile(_Model):
    """``rules/options/*.yaml``: one option completely."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    option: OptionModel
    rules: list[RuleModel] = []


class EveryFile(_Model):
    """``rules/every.yaml``: rules written once for all options or for all that have agents."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    rules: list[RuleModel]


class ConceptModel(_Model):
    """A clinical idea, named once."""

    id: Id
    name: Annotated[str, StringConstraints(max_length=60)]
    means: Sentence
    when: ConditionNode


class ConceptsFile(_Model):
    """``rules/concepts.yaml``."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    concepts: list[ConceptModel]


class AgentModel(_Model):
    """A drug, its classes and other spellings."""

    id: Id
    classes: Annotated[list[Id], Field(min_length=1)]
    also: list[str] = []


class RegimenModel(_Model):
    """The name of a combination, for error messages."""

    id: Id
    agents: list[Id]
    also: list[str] = []


class AgentsFile(_Model):
    """``rules/agents.yaml``."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    agents: list[AgentModel]
    regimens: list[RegimenModel] = []


class Claim(_Model):
    """A sentence of a source that rules refer to by id. ``argued``: at least one rule must argue it."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9A-Z.]*$")]
    says: Sentence
    argued: bool


class SourceModel(_Model):
    """A publication; ``level`` is the best OCEBM level that anything in it can have here."""

    id: SourceId
    kind: Literal[
        "rct", "systematic-review", "meta-analysis", "cohort", "case-series", "phase1", "phase2", "guideline",
        "consensus", "review", "commentary", "protocol", "trial-record", "conference", "article", "expert-practice",
        "scale",
    ]  # fmt: skip
    title: Annotated[str, StringConstraints(min_length=3)]
    authors: str | None = None
    journal: str | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    doi: str | None = None
    pmid: str | None = None
    link: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    level: Level
    read: Literal["full-text", "abstract", "excerpt", "none"] = "abstract"
    claims: list[Claim] = []


class SourcesFile(_Model):
    """``rules/sources.yaml``."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    sources: list[SourceModel]


class Advice(_Model):
    """What a board does whatever it chooses: shown beside the options, changes no verdict."""

    id: RuleId
    title: Title
    urgency: Literal["urgent", "before_decision", "alongside"]
    for_: Annotated[ConditionNode | None, Field(alias="for")] = None
    when: ConditionNode
    says: Sentence
    line: Annotated[str, StringConstraints(max_length=60)] | None = None
    obtains: list[str] = []
    evidence: Annotated[list[Evidence], Field(min_length=1)]
    examples: list[Example] = []


class AdviceFile(_Model):
    """``rules/advice.yaml``."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    advice: list[Advice]


def _as_date_text(value: object) -> object:
    """A date that YAML resolved, as the text that was written."""
    return value.isoformat() if isinstance(value, datetime.date) else value


class TrialModel(_Model):
    """A registered trial as its registry entry was read; it is shown under an option and changes no verdict.

    ``for`` is whom it studies, ``when`` the part of its eligibility that a profile can answer, ``beyond`` what a
    profile cannot. ``status`` is what the registry said on ``read`` (a year, a month or a day; null where the page
    bore no date).
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{5,29}$")]
    title: Annotated[str, StringConstraints(min_length=3, max_length=60)]
    option: Id
    studies: Sentence
    phase: Literal["1", "1/2", "2", "2/3", "3"] | None = None
    for_: Annotated[ConditionNode, Field(alias="for")]
    when: ConditionNode
    beyond: list[Sentence] = []
    status: Literal["recruiting", "ongoing", "not_yet_recruiting", "not_recruiting", "completed", "unknown"]
    read: Annotated[
        Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None, BeforeValidator(_as_date_text)
    ]
    link: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    examples: list[Example] = []


class TrialsFile(_Model):
    """``rules/trials.yaml``."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    trials: list[TrialModel]


class RulesetFile(_Model):
    """``rules/ruleset.yaml``: what the reader is told about the rules as a whole; never a condition."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    scope: Sentence
    population: Sentence
    intended_use: Sentence
    limits: list[Sentence] = []
    changes: list[str] = []
