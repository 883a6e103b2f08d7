"""What rules are: the models that a rule file is validated into and that the engine and the pages read.

What a model lacks in the file (where it stands, which option a rule is about, the level that a citation takes from its
source) is filled in by ``load``. No name of a patient's fact belongs here. Annotations are no text here: pydantic would
compile each of them, which takes a third of the time of these models.
"""

import datetime
from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from recurtx.errors import Location
from recurtx.ruleset.fields import Condition, Filled, Several, Word, Written

ADVICE_LEVEL = 5
"""OCEBM level of opinion, consensus and convention: the weakest."""
NOWHERE = Location("")
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$", max_length=80)]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$")]
Link = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Level = Annotated[int, Field(ge=1, le=5)]
Title = Annotated[str, StringConstraints(min_length=3, max_length=36)]
Short = Annotated[str, StringConstraints(min_length=2, max_length=14)]
Line = Annotated[str, StringConstraints(max_length=60)]
Factor: TypeAlias = Literal["cancer_type", "extent", "performance_status", "prior_response"]
Standing: TypeAlias = Literal["draft", "active", "retired"]
Verdict: TypeAlias = Literal[
    "outside_scope", "not_candidate", "needs_information", "usually_not", "candidate_with_caution", "candidate",
    "possible",
]  # fmt: skip


class Effect(Enum):
    """What a rule does to its option (argument roles of the PROforma decision model, in plain words).

    ``requires`` stops the option where its condition is false, ``excludes`` where it is true (an absolute
    contraindication); ``discourages`` says that it is usually not done where it is true (a relative one; GRADE: a
    conditional recommendation against); ``supports`` and ``cautions`` argue for the option and for care.
    """

    REQUIRES = "requires"
    EXCLUDES = "excludes"
    DISCOURAGES = "discourages"
    SUPPORTS = "supports"
    CAUTIONS = "cautions"

    @property
    def stops(self) -> bool:
        """Whether the rule stops its option when it acts."""
        return self in (Effect.REQUIRES, Effect.EXCLUDES)

    @property
    def inherited(self) -> bool:
        """Whether the ways of an option inherit the rule: all but what speaks for it."""
        return self is not Effect.SUPPORTS


class Urgency(Enum):
    """When advice is due."""

    URGENT = "urgent"
    BEFORE = "before_decision"
    ALONGSIDE = "alongside"


class Status(Enum):
    """What the registry said of a trial's recruitment when it was read, those that may take patients first."""

    RECRUITING = "recruiting"
    ONGOING = "ongoing"
    NOT_YET = "not_yet_recruiting"
    UNKNOWN = "unknown"
    NOT_RECRUITING = "not_recruiting"
    COMPLETED = "completed"

    @property
    def closed(self) -> bool:
        """Whether it took no more patients."""
        return self in (Status.NOT_RECRUITING, Status.COMPLETED)


def _as_text(value: object) -> object:
    """A claim such as 4.1, which YAML reads as a number, as the text that was meant."""
    return str(value) if isinstance(value, float) else value


def _as_date_text(value: object) -> object:
    """A date that YAML resolved, as the text that was written."""
    return value.isoformat() if isinstance(value, datetime.date) else value


class Shape(BaseModel):
    """Base of everything that a rule file holds: strict types, no unknown keys, never changed.

    Nothing is built before the first validation, so that few rules are constructed fast.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True, defer_build=True)


Entry = TypeVar("Entry", bound=Shape)


class Citation(Shape):
    """One source behind a rule: its level there, what it says in our words, and whether it argues the other way."""

    source: SourceId
    claim: Annotated[str | None, BeforeValidator(_as_text)] = None
    level: Annotated[int, Written(Level | None), Field(default=None)]
    """OCEBM level, 1 strongest, 5 opinion; where none is written, that of the source."""
    says: Annotated[str, Written(Sentence | None), Field(default=None)]
    """Where nothing is written, what the claim says."""
    disagrees: bool = False
    indirect: Annotated[str, StringConstraints(min_length=3, max_length=60)] | None = None
    """Who was studied instead of whom the rule is about, such as another cancer or a first HIPEC."""

    @property
    def weight(self) -> int:
        """OCEBM level of the source for this rule: indirect evidence counts one level lower than its design."""
        return min(self.level + (self.indirect is not None), ADVICE_LEVEL)


class Usual(Shape):
    """A guideline names what the rule supports as the usual next step; it changes no verdict and no order."""

    place: Literal["next"]
    source: SourceId


class Allowed(Shape):
    """A finding of ``rules check`` that is meant to stand, with the reason; one that stands for nothing is found."""

    code: Annotated[str, StringConstraints(pattern=r"^RTX[0-9]{3}$")]
    reason: Sentence
    location: Annotated[Location, Filled] = NOWHERE


class Example(Shape):
    """A partial profile and the truth that the rule, or the scope of the option, must have for it.

    ``acts`` is whether the rule does what its effect says; ``verdict`` is that of the option, with what is presumed of
    a patient, which no other key counts on. Of a verdict that waits, ``becomes`` is the one that the option can have
    if something turns out.
    """

    given: dict[str, Any]
    then: Literal[True, False, "unknown", "silent", "shown", "hidden"]
    acts: Literal[True, False, "unknown"] | None = None
    verdict: Verdict | None = None
    becomes: Literal["candidate", "candidate_with_caution", "possible", "usually_not", "not_candidate"] | None = None
    asks: Several[str] = ()
    option: Id | None = None


def _best(evidence: Sequence[Citation]) -> int:
    """OCEBM level of the best source that does not disagree."""
    return min((c.weight for c in evidence if not c.disagrees), default=ADVICE_LEVEL)


class Rule(Shape):
    """One argument about one option."""

    id: RuleId
    title: Title
    factor: Factor
    effect: Annotated[Effect, Word]
    for_: Annotated[Condition | None, Field(alias="for")] = None
    """The scope outside which the rule is silent; None means that it speaks of all."""
    when: Condition
    because: Sentence
    evidence: Annotated[Several[Citation], Field(min_length=1)]
    conflicts_with: Several[RuleId] = ()
    except_: Annotated[Several[Id], Field(alias="except")] = ()
    """Ways of the option, agents or classes of agents that do not inherit the rule."""
    usual: Usual | None = None
    status: Standing = "active"
    replaced_by: RuleId | None = None
    reviewed: datetime.date
    review_due: datetime.date
    examples: Several[Example] = ()
    allow: Several[Allowed] = ()
    applies: Literal["options", "agents", "several_agents"] | None = None
    """Of a rule written once for every option, for all that have agents, or for all that have more than one."""
    option: Annotated[str, Filled] = ""
    location: Annotated[Location, Filled] = NOWHERE

    @property
    def active(self) -> bool:
        """Whether the rule is in force."""
        return self.status == "active"

    @property
    def shared(self) -> bool:
        """Whether it was written once for many options."""
        return self.applies is not None

    @property
    def level(self) -> int:
        """OCEBM level of the best source that supports the rule."""
        return _best(self.evidence)

    @property
    def against(self) -> int | None:
        """OCEBM level of the best source that disagrees with the rule, or None."""
        return min((c.weight for c in self.evidence if c.disagrees), default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources that support the rule."""
        return tuple(dict.fromkeys(c.source for c in self.evidence if not c.disagrees))

    @property
    def disagreeing(self) -> tuple[str, ...]:
        """Ids of the sources that disagree with the rule."""
        return tuple(dict.fromkeys(c.source for c in self.evidence if c.disagrees))


class Gap(Shape):
    """For whom the literature holds nothing about an option, and what the rules lean on instead."""

    for_: Annotated[Condition, Field(alias="for")]
    short: Annotated[str, StringConstraints(min_length=3, max_length=16)] | None = None
    """The same in a few words, beside the level of the evidence: ``none after HIPEC``."""
    says: Sentence


class Option(Shape):
    """An option, or with a parent a modality of it."""

    id: Id
    name: Annotated[str, StringConstraints(min_length=3, max_length=26)]
    short: Annotated[str, Written(Short | None), Field(default=None)]
    """Where none is written, the name."""
    parent: Id | None = None
    agents: Several[Id] = ()
    also: Several[str] = ()
    """Other words for it where a profile names options; one that several options have is asked back."""
    article: str | None = None
    order: Annotated[int, Field(ge=0)] = 0
    question: Sentence
    scope: Annotated[str, StringConstraints(max_length=60)] = ""
    for_: Annotated[Condition | None, Field(alias="for")] = None
    about: Annotated[str, Written(str | None), Field(default=None)]
    gaps: Several[Gap] = ()
    examples: Several[Example] = ()
    """Of its scope and of its verdict."""
    allow: Several[Allowed] = ()
    rules: Annotated[Sequence[Rule], Filled] = ()
    """The active ones: its own, then those written for every option."""
    location: Annotated[Location, Filled] = NOWHERE


class ConceptInfo(Shape):
    """A clinical idea, named once."""

    id: Id
    name: Annotated[str, StringConstraints(max_length=60)]
    means: Sentence
    when: Condition
    allow: Several[Allowed] = ()
    location: Annotated[Location, Filled] = NOWHERE


class Claim(Shape):
    """A sentence of a source that rules refer to by id. ``argued``: at least one rule must argue it."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9A-Z.]*$")]
    says: Sentence
    argued: bool


class Source(Shape):
    """A publication; ``level`` is the best OCEBM level that anything in it can have here."""

    id: SourceId
    kind: Literal[
        "rct", "systematic-review", "meta-analysis", "cohort", "case-series", "phase1", "phase2", "guideline",
        "consensus", "review", "commentary", "protocol", "trial-record", "conference", "article", "expert-practice",
        "scale", "label", "regulatory", "news", "registry",
    ]  # fmt: skip
    title: Annotated[str, StringConstraints(min_length=3)]
    authors: str | None = None
    journal: str | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    doi: str | None = None
    pmid: str | None = None
    link: Link | None = None
    level: Level
    read: Literal["full-text", "abstract", "excerpt", "none"] = "abstract"
    claims: Several[Claim] = ()


class Advice(Shape):
    """What a board does whatever it chooses: shown beside the options, changes no verdict.

    ``for`` is whom it is known to concern; where that is open it is not shown. What it ``obtains`` is worth asking
    while ``when`` is not false.
    """

    id: RuleId
    title: Title
    urgency: Annotated[Urgency, Word]
    for_: Annotated[Condition | None, Field(alias="for")] = None
    when: Condition
    says: Sentence
    line: Annotated[str, Written(Line | None), Field(default=None)]
    """Where none is written, the title in lower case."""
    obtains: Several[str] = ()
    evidence: Annotated[Several[Citation], Field(min_length=1)]
    examples: Several[Example] = ()
    allow: Several[Allowed] = ()
    location: Annotated[Location, Filled] = NOWHERE

    @property
    def level(self) -> int:
        """OCEBM level of the best source that supports the advice."""
        return _best(self.evidence)


class Trial(Shape):
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
    for_: Annotated[Condition, Field(alias="for")]
    when: Condition
    beyond: Several[Sentence] = ()
    status: Annotated[Status, Word]
    read: Annotated[
        Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None, BeforeValidator(_as_date_text)
    ]
    link: Link
    examples: Several[Example] = ()
    allow: Several[Allowed] = ()
    location: Annotated[Location, Filled] = NOWHERE
