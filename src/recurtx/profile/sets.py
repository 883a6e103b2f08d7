"""Sets of findings as a profile records them.

A list is complete: what it does not name was looked for and is absent. ``{present: [...], absent: [...]}`` is
partial: what it does not name is unknown.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Tag

T = TypeVar("T", bound=str)


class Partial(BaseModel, Generic[T]):
    """A set of which only some elements are known to be present or absent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    present: list[T] = []
    absent: list[T] = []


def _form(value: Any) -> str:
    return "complete" if isinstance(value, list) else "partial"


Findings = Annotated[
    Annotated[list[T], Tag("complete")] | Annotated[Partial[T], Tag("partial")],
    Discriminator(_form),
]
