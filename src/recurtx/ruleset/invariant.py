"""What must hold of the rules whatever else they say: statements of safety over facts and verdicts, to be proved.

No answer reads them: they change no verdict and count in no digest.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from recurtx.errors import Location
from recurtx.ruleset.condition import Always
from recurtx.ruleset.fields import Condition, Filled, Several
from recurtx.ruleset.shape import NOWHERE, Id, RuleId, Sentence, Shape, SourceId

Judged: TypeAlias = Literal[
    "outside_scope", "not_candidate", "needs_information", "usually_not", "candidate_with_caution", "candidate",
    "possible", "open", "closed",
]  # fmt: skip
"""A verdict, or ``open`` for those that leave an option open and ``closed`` for those that do not."""
LawId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$")]
CancerType: TypeAlias = Literal["colorectal", "appendiceal", "ovarian", "gastric", "mesothelioma", "other"]


class Group(Shape):
    """Options that invariants name together: by name, as the ways of others, or by the classes of their drugs.

    Ways and classes hold what is added to the rules later, so that a new drug has the limits of its class or is found.
    """

    id: Id
    options: Several[Id] = ()
    ways_of: Several[Id] = ()
    classes: Several[Id] = ()
    but: Several[Id] = ()
    """Left out of the ways and classes."""


class Invariant(Shape):
    """One statement of safety, with its reason.

    Of one patient: where ``when`` is true, none of the ``options`` has a verdict that it must ``never`` have, or each
    has one of those that it may ``only`` have; or advice is shown. Of two patients who differ in one ``fact``: no
    option has a better verdict for the one of whom the fact is ``worse``. With ``complete`` it is said only of patients
    of whom everything is known.
    """

    id: LawId
    says: Sentence
    because: Sentence
    sources: Annotated[Several[SourceId], Field(min_length=1)]
    when: Condition = Field(default_factory=Always)
    options: Several[Id] = ()
    applies: Literal["options", "agents", "several_agents"] | None = None
    """In place of options: all, those that consist of drugs, or of several; ``self`` in ``when`` stands for these."""
    never: Several[Judged] = ()
    only: Several[Judged] = ()
    complete: bool = False
    shows: Several[RuleId] = ()
    """Advice of which at least one must be shown."""
    urgent: bool = False
    """Some urgent advice must be shown."""
    fact: str | None = None
    worse: Literal["rising", "falling", "more"] | None = None
    location: Annotated[Location, Filled] = NOWHERE

    @property
    def of_two(self) -> bool:
        """Whether it compares two patients."""
        return self.fact is not None

    @property
    def of_advice(self) -> bool:
        """Whether it speaks of advice and not of options."""
        return self.urgent or bool(self.shows)


class Rejected(Shape):
    """A statement that was considered and is not asked for, with the reason."""

    id: LawId
    because: Sentence


class Reached(Shape):
    """Verdicts that an option reaches for some patient with one of these cancers of whom everything is known."""

    option: Id
    cancers: Annotated[Several[CancerType], Field(min_length=1)]
    verdicts: Several[Judged]
    location: Annotated[Location, Filled] = NOWHERE
