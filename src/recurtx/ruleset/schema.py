"""The JSON Schema of a rule file: the shape from the models, conditions from the vocabulary."""

from __future__ import annotations

from typing import Any

from recurtx.profile import VOCABULARY, Fact, Kind
from recurtx.profile.facttest import OPERATORS, SET_OPERATORS
from recurtx.ruleset.fields import CONDITION
from recurtx.ruleset.files import SINGLE, OptionFile


def option_schema() -> dict[str, Any]:
    """The schema of ``rules/options/*.yaml``; names of concepts, sources and drugs are not checked by it."""
    return file_schema("option")


def file_schema(name: str) -> dict[str, Any]:
    """The schema of an option file, or of the file of this name without its ending."""
    kind = OptionFile if name == "option" else SINGLE[f"{name}.yaml"]
    schema: dict[str, Any] = _with_references(kind.model_json_schema(by_alias=True))
    schema.setdefault("$defs", {})["condition"] = _condition()
    return schema


def _with_references(schema: Any) -> Any:
    """The schema with a reference wherever a condition stands."""
    if isinstance(schema, list):
        return [_with_references(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if CONDITION in schema:
        return {"$ref": "#/$defs/condition"}
    return {key: _with_references(value) for key, value in schema.items()}


def _condition() -> dict[str, Any]:
    one = {"$ref": "#/$defs/condition"}
    many = {"type": "array", "minItems": 1, "items": one}
    count = {"type": "object", "required": ["at_least", "of"], "additionalProperties": False,
             "properties": {"at_least": {"type": "integer", "minimum": 1}, "of": many}}  # fmt: skip
    words: dict[str, Any] = {"all": many, "any": many, "not": one, "count": count,
                             "concept": {"type": "string"}, "stopped": {"type": "string"}}  # fmt: skip
    facts = {path: _test(fact) for path, fact in VOCABULARY.items()}
    return {"anyOf": [{"const": "always"}, _one_of_keys({**words, **facts})]}


def _test(fact: Fact) -> dict[str, Any]:
    value = _value(fact)
    values = {"type": "array", "minItems": 1, "items": value}
    if fact.is_set:
        return _one_of_keys({**dict.fromkeys(SET_OPERATORS, values), "empty": {"type": "boolean"}})
    two = {**values, "minItems": 2, "maxItems": 2}
    operators: dict[str, Any] = {**dict.fromkeys(OPERATORS, value), "none_of": values, "between": two}
    if not fact.ordered:
        operators = {"none_of": values}
    return {"anyOf": [value, values, _one_of_keys(operators)], "description": fact.ask}


def _one_of_keys(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
            "properties": properties}  # fmt: skip


def _value(fact: Fact) -> dict[str, Any]:
    if fact.kind is Kind.BOOLEAN:
        return {"type": "boolean"}
    if fact.is_number:
        kind = "integer" if fact.kind is Kind.WHOLE else "number"
        return {"type": kind, "minimum": fact.low, "maximum": fact.high}
    return {"enum": list(fact.values)} if fact.values else {"type": "string"}
