"""An operator is known wherever conditions are read: one that was added in one place only is named here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from recurtx.assurance.edits import edits
from recurtx.engine.wants import THRESHOLD, VALUE, uses
from recurtx.parse import parse
from recurtx.profile.facttest import OPERATORS, SET_OPERATORS
from recurtx.profile.vocabulary import VOCABULARY
from recurtx.profile.words import test_words as words_of_test
from recurtx.ruleset.condition import FactTest
from recurtx.ruleset.read_condition import ConditionReader
from recurtx.ruleset.schema import option_schema

if TYPE_CHECKING:
    from recurtx.ruleset import Condition

OF_VALUES = [("patient.ecog", name) for name in OPERATORS]
OF_SETS = [("recurrence.sites", name) for name in SET_OPERATORS]
ONE_VALUE, ONE_SITE = 2, True
WRITTEN: dict[str, list[Any]] = {"patient.ecog": [ONE_VALUE, [1, 2]], "recurrence.sites": [["liver", "bone"], ONE_SITE]}
"""By fact, what may stand behind an operator: each takes one of the two."""


def read(path: str, operator: str, written: Any) -> Condition | None:
    """The condition, or None where it is refused."""
    reader = ConditionReader()
    found = reader.read(parse(json.dumps({path: {operator: written}}), "rules").root)
    return None if reader.problems else found


@pytest.mark.parametrize(("path", "operator"), OF_VALUES + OF_SETS)
def test_every_operator_is_read_said_and_tried_for_slips(path: str, operator: str) -> None:
    (condition,) = filter(None, (read(path, operator, written) for written in WRITTEN[path]))
    assert isinstance(condition, FactTest)
    said = words_of_test(VOCABULARY[path], condition.test)
    assert any(word in said for word in ("1", "2", "none", "liver")), f"{operator} has no words of its own: {said}"
    assert list(edits(condition)), f"no slip of {operator} is tried"


@pytest.mark.parametrize(("path", "operator"), OF_VALUES + [fact for fact in OF_SETS if fact[1] != "empty"])
def test_every_operator_wants_examples_at_what_it_names(path: str, operator: str) -> None:
    (condition,) = filter(None, (read(path, operator, written) for written in WRITTEN[path]))
    assert {use.want.code for use in uses(condition, "a rule", 0)} <= {THRESHOLD, VALUE}
    assert list(uses(condition, "a rule", 0)), f"{operator} wants no example"


@pytest.mark.parametrize(("path", "operator"), OF_VALUES + OF_SETS)
def test_the_editor_takes_of_an_operator_just_what_the_reader_takes(path: str, operator: str) -> None:
    schema = {"$defs": option_schema()["$defs"], "$ref": "#/$defs/condition"}
    taken = jsonschema.Draft202012Validator(schema)
    for written in WRITTEN[path]:
        assert taken.is_valid({path: {operator: written}}) == (read(path, operator, written) is not None)
