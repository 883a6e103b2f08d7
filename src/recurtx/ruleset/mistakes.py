"""A rule file validated, and pydantic's errors in the words of rule files."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from recurtx.document import Items, Node, Scalar, key_place, plain, reach
from recurtx.errors import Problem, did_you_mean, suggestion
from recurtx.parse import resolve
from recurtx.ruleset.fields import Filled, Reader
from recurtx.ruleset.invariant import Group, Invariant, Reached, Rejected
from recurtx.ruleset.shape import Advice, Allowed, Citation, Example, Gap, Option, Rule, Source, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails

    from recurtx.document import Document

Model = TypeVar("Model", bound=BaseModel)

CONDITIONS = frozenset({"for", "when"})
"""Keys under which a condition stands, which the reader of conditions takes as a node."""
PATTERNS: Mapping[str, str] = {
    r"^[a-z][a-z0-9_]{1,59}$": "lower case letters, digits and underscores, 2 to 60, a letter first",
    r"^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$": "lower case letters, digits and hyphens, a full stop, and the same again",
    r"^[a-z0-9][a-z0-9-]{1,79}$": "lower case letters, digits and hyphens, 2 to 80",
    r"^[a-z][a-z0-9-]{1,39}$": "lower case letters, digits and hyphens, 2 to 40, a letter first",
    r"^[A-Z][A-Z0-9-]{5,29}$": "capital letters, digits and hyphens, 6 to 30, a letter first",
    r"^RTX[0-9]{3}$": "a code, RTX and three digits",
    r"^[0-9][0-9A-Z.]*$": "digits, capital letters and full stops, a digit first, such as 3A.2",
    r"^[0-9]+\.[0-9]+\.[0-9]+$": "three numbers with full stops between, such as 1.2.3",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "a year, a month or a day, such as 2026, 2026-11 or 2026-11-23",
    r"^https?://\S+$": "an address that begins with https:// or http://",
}
"""What each pattern of the rule files asks for, in words."""
_WORDS = (("True, False", "true, false"), ("valid tuple", "valid list"), ("Tuple should", "List should"))
"""What pydantic calls by a name of Python."""


def validated(document: Document, model: type[Model], reader: Reader) -> Model | list[Problem]:
    """The content of a file, or what is wrong with its shape; the reader keeps what is wrong with conditions."""
    try:
        return model.model_validate(plain(document.root, CONDITIONS), context=reader)
    except ValidationError as error:
        return [_problem(e, document, model) for e in error.errors()]


def _problem(error: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem:
    steps, kind = error["loc"], error["type"]
    last = steps[-1] if steps else "the file"
    node, place = reach(document.root, steps)
    if kind == "extra_forbidden":
        near = did_you_mean(str(last), _keys(model))
        hint = suggestion(near if near != last else None)
        return Problem("RTX010", f"unknown key `{last}`", key_place(document.root, steps) or place, hint)
    if kind == "missing":
        return Problem("RTX010", f"`{last}` is missing", document.locate(steps[:-1]))
    what = f"`{last}`" if isinstance(last, str) and steps else "this entry" if steps else "the file"
    cannot = f"{what} cannot be {_shown(node)}"
    if kind == "string_pattern_mismatch":
        return Problem("RTX010", cannot, place, f"allowed: {PATTERNS[error['ctx']['pattern']]}")
    if kind in ("date_type", "int_type", "bool_type") and isinstance(node, Scalar) and _quoted(node, kind):
        return Problem("RTX010", f"{cannot}: it is written in quotes", place, f"write {node.text} without quotes")
    return Problem("RTX010", f"{cannot}: {_reason(error)}", place)


def _quoted(node: Scalar, kind: str) -> bool:
    """Whether a text is in quotes what would be a value of this kind without them."""
    value = resolve(node.text) if isinstance(node.value, str) else None
    return isinstance(value, {"date_type": datetime.date, "int_type": int, "bool_type": bool}[kind])


def _shown(node: Node) -> str:
    if isinstance(node, Scalar):
        return f"`{node.text}`"
    return "this list" if isinstance(node, Items) else "this mapping"


def _reason(error: ErrorDetails) -> str:
    if error["type"] == "model_type":
        return "it takes a mapping"
    reason = error["msg"]
    for python, yaml in _WORDS:
        reason = reason.replace(python, yaml)
    return reason[:1].lower() + reason[1:]


def _keys(model: type[BaseModel]) -> Iterator[str]:
    """The keys that a file of this kind, or what it holds, may have."""
    for kind in (
        model,
        Option,
        Rule,
        Citation,
        Example,
        Allowed,
        Advice,
        Source,
        Gap,
        Trial,
        Invariant,
        Group,
        Rejected,
        Reached,
    ):
        fields = kind.model_fields.items()
        yield from (info.alias or name for name, info in fields if Filled not in info.metadata)
