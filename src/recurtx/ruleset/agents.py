"""What a file of drugs is validated into. Compiled rules hold no more of it than names, so that no answer needs it."""

from typing import Annotated

from pydantic import Field

from recurtx.ruleset.fields import Several
from recurtx.ruleset.shape import Id, Shape


class Agent(Shape):
    """A drug, its classes and other spellings."""

    id: Id
    classes: Annotated[Several[Id], Field(min_length=1)]
    also: Several[str] = ()


class AgentClass(Shape):
    """A class of drugs: its other spellings, the facts that limit its drugs, and the stems of their names.

    Every option that consists of a drug of the class has a rule on each fact in ``limits``, such as an organ function
    or an earlier operation; ``rules check`` finds those that lack one. A drug with a word that ends in one of the
    ``stems`` belongs to the class, as the WHO gives international names (INN stems): one that is not in it is refused.
    """

    id: Id
    also: Several[str] = ()
    limits: Several[str] = ()
    stems: Several[str] = ()


class Regimen(Shape):
    """The name of a combination, which a profile may use for its drugs."""

    id: Id
    agents: Several[Id]
    also: Several[str] = ()
