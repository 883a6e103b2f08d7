"""A program as JSON, and back: kept in one file with the ruleset that it was compiled from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.profile import VOCABULARY
from recurtx.program.cells import Cell
from recurtx.program.nodes import BesideEntry, Node, OptionEntry, Program, RuleEntry, Variable
from recurtx.program.possible import blank
from recurtx.ruleset import Effect
from recurtx.ruleset.lazy import LazyMapping
from recurtx.ruleset.store import EXTRA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.ruleset import Ruleset
    from recurtx.ruleset.store import Packed

SECTION = "program"
"""The name under which a program is kept with its ruleset."""
_BLANK = "blank "
"""Before the name of a cancer: what is known of its patients, each a line of its own."""


def dump(program: Program) -> dict[str, Any]:
    """The program as JSON can hold it, by name: all of it, and what is known of a patient by the cancer alone."""
    cancers = ("", *VOCABULARY["cancer.type"].values)
    blanks = {f"{_BLANK}{cancer}": list(blank(program, cancer or None)) for cancer in cancers}
    return {SECTION: _plain(program), **blanks}


def _plain(program: Program) -> dict[str, Any]:
    return {
        "nodes": program.nodes,
        "variables": program.variables,
        "cells": program.cells,
        "coarse": program.coarse,
        "named": program.named,
        "applies": program.applies,
        "options": [(*option[:-1], [_rule(rule) for rule in option.rules]) for option in program.options.values()],
        "advice": program.advice,
        "trials": program.trials,
        "gaps": program.gaps,
    }


def _rule(rule: RuleEntry) -> tuple[Any, ...]:
    return (rule.id, rule.effect.value, *rule[2:])


def load(packed: Packed, ruleset: Ruleset) -> Program:
    """The program that was dumped; ``ruleset`` is the one that it was compiled from."""
    found = packed.line(EXTRA, SECTION)
    blanks = [name.removeprefix(_BLANK) for name in packed.keys(EXTRA) if name.startswith(_BLANK)]
    effects = {effect.value: effect for effect in Effect}
    options = {
        o[0]: OptionEntry._make((*o[:-2], tuple(o[-2]), tuple(RuleEntry(r[0], effects[r[1]], *r[2:]) for r in o[-1])))
        for o in found["options"]
    }
    return Program(
        ruleset=ruleset,
        nodes=tuple(Node(op, tuple(parts), argument, path) for op, parts, argument, path in found["nodes"]),
        variables=tuple(Variable(path, element) for path, element in found["variables"]),
        cells=_cells(found["cells"]),
        coarse=_cells(found["coarse"]),
        named={path: tuple(names) for path, names in found["named"].items()},
        applies=found["applies"],
        options=options,
        advice=_beside(found["advice"]),
        trials=_beside(found["trials"]),
        gaps={option: _beside(entries) for option, entries in found["gaps"].items()},
        blank=LazyMapping(blanks, lambda cancer: packed.line(EXTRA, _BLANK + cancer)),
    )


def _cells(found: Mapping[str, list[list[Any]]]) -> dict[str, tuple[Cell, ...]]:
    return {path: tuple(Cell(*cell) for cell in cells) for path, cells in found.items()}


def _beside(entries: list[list[Any]]) -> tuple[BesideEntry, ...]:
    return tuple(BesideEntry(*entry) for entry in entries)
