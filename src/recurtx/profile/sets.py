"""Sets of findings as a profile records them.

A list is complete: what it does not name was looked for and is absent. ``{present: [...], absent: [...]}`` is
partial: what it does not name is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Tag

T = TypeVar("T", bound=str)


class Partial(BaseModel, Generic[T]):
    """A set of which only some elements are known to be present or absent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Its name in the JSON Schema, after the first element that it may hold."""
        first = get_args(params[0])[0]
        return f"Partial[{getattr(first, '__name__', first)}]"

    present: list[T] = []
    absent: list[T] = []


def _form(value: Any) -> str:
    return "complete" if isinstance(value, list) else "partial"


if TYPE_CHECKING:
    Findings: TypeAlias = list[T] | Partial[T]
else:

    class Findings:
        """A set in either form; made by hand, since an alias would leave ``Partial`` without its elements' type."""

        def __class_getitem__(cls, element: Any) -> Any:
            forms = Annotated[list[element], Tag("complete")] | Annotated[Partial[element], Tag("partial")]
            return Annotated[forms, Discriminator(_form)]
