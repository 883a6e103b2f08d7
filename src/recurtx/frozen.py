"""Values that never change, defined cheaply.

A frozen dataclass is defined by writing five functions as text and compiling them, which takes as long as half a page
takes to lay out; ``recurtx suggest`` would define thirty. Classes on its way that few values are made of stand on this
instead. To whoever uses them, and to type checkers, they are frozen dataclasses with slots; no class with fields is
made from another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass_transform(frozen_default=True)
class _Fields(type):
    """Makes slots of what a class annotates, and defaults of what it assigns to that."""

    fields: tuple[str, ...]
    defaults: dict[str, Any]
    setters: tuple[Callable[[Any, Any], None], ...]

    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _Fields:
        fields = tuple(body.get("__annotations__", ()))
        defaults = {field: body.pop(field) for field in fields if field in body}
        slots = (*body.get("__slots__", ()), *fields)
        found = super().__new__(mcs, name, bases, {**body, "__slots__": slots, "__match_args__": fields})
        found.fields, found.defaults = fields, defaults
        found.setters = tuple([vars(found)[field].__set__ for field in fields])
        return found

    def completed(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """All values, of the fields that are not given their defaults."""
        lacking = len(cls.fields) - len(values)
        if not named and 0 < lacking <= len(cls.defaults):  # those with defaults stand last
            return values + tuple(cls.defaults.values())[-lacking:]
        given = {**cls.defaults, **dict(zip(cls.fields, values, strict=False)), **named}
        if len(values) > len(cls.fields) or given.keys() != set(cls.fields):
            raise TypeError(f"{cls.__name__} has the fields {', '.join(cls.fields)}")
        return tuple([given[field] for field in cls.fields])


class Frozen(metaclass=_Fields):
    """A value that is equal to another of its class with equal fields; these are given by position or by name."""

    def __init__(self, *values: Any, **named: Any) -> None:
        kind = type(self)
        if named or len(values) != len(kind.fields):
            values = kind.completed(values, named)
        for put, value in zip(kind.setters, values, strict=True):
            put(self, value)

    def but(self, **changed: Any) -> Self:
        """The same with some fields otherwise."""
        return type(self)(**{**dict(zip(type(self).fields, self._values(), strict=True)), **changed})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} never changes")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, field) for field in type(self).fields])

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        said = (f"{field}={value!r}" for field, value in zip(type(self).fields, self._values(), strict=True))
        return f"{type(self).__qualname__}({', '.join(said)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._values()
