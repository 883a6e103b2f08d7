"""The types of the fields of rules: how each is written in a file and what it becomes.

A condition is read by the reader that stands in pydantic's validation context. No YAML belongs here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Protocol, TypeAlias, TypeVar, cast

from pydantic import GetCoreSchemaHandler, PlainValidator, Strict, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticKnownError, PydanticOmit, core_schema

from recurtx.ruleset import condition as c

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler

T = TypeVar("T")

CONDITION = "x-condition"
"""Stands in the JSON Schema of the models where ``schema`` puts that of a condition."""


class Reader(Protocol):
    """What reads the conditions of a file while it is validated; it keeps what is wrong with them to itself."""

    def read(self, node: Any) -> c.Condition: ...


def _read(value: Any, info: ValidationInfo) -> c.Condition:
    """A condition: read from its node in the file, or taken as it is."""
    return value if isinstance(value, c.Condition) else cast("Reader", info.context).read(value)


class Filled:
    """Marks a field that no file may write: the loader fills it in."""

    @staticmethod
    def _refuse(_: Any) -> NoReturn:
        raise PydanticKnownError("extra_forbidden")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._refuse)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> NoReturn:
        raise PydanticOmit


class Written:
    """Marks a field that is written as ``type``, often nothing, and made into what it says by the loader."""

    def __init__(self, type: Any) -> None:
        self.type = type

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return handler.generate_schema(self.type)


class Word:
    """Marks an enumeration that a file writes by its values."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        words = core_schema.literal_schema([member.value for member in source])
        return core_schema.no_info_after_validator_function(source, words)


if TYPE_CHECKING:
    Condition: TypeAlias = c.Condition
else:
    Condition = Annotated[Any, PlainValidator(_read), WithJsonSchema({CONDITION: True})]
Several: TypeAlias = Annotated[tuple[T, ...], Strict(False)]
"""A list in the file."""
