"""What is known of a patient as masks: for each variable of a program, the cells that are still possible.

Two lanes: with what the vocabulary presumes absent, and with that left open. A truth leans on a presumption where the
lanes differ.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from recurtx.logic import FALSE, TRUE
from recurtx.profile import VOCABULARY, Kind, Origin, Situation, bearing_on, can_be, dependents
from recurtx.program.cells import place_of
from recurtx.program.compile import open_names
from recurtx.program.nodes import ABSENT, APPLIES, OTHER, PRESENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.logic import Truth
    from recurtx.profile import Reading
    from recurtx.program.nodes import Program, Variable

_MOST_LOOKED_UP = 4096
"""Facts as they read for somebody that are kept: those of several interviews."""


class Masks(NamedTuple):
    """The cells of one variable that are still possible, with presumptions and without."""

    presumed: int
    bare: int


def all_masks(
    program: Program, situation: Situation, places: Mapping[str, tuple[int, ...]] | None = None
) -> list[Masks]:
    """What is known of every variable; facts that no recorded one reaches are looked up once for a cancer type.

    Where ``places`` are given, variables by fact, the others are as if nothing but the cancer were recorded.
    """
    cancer_type = situation.recorded.get("cancer.type")
    found = list(_blank(program, cancer_type if isinstance(cancer_type, str) else None, situation.presume))
    for place, masks in masks_of(program, situation, _reached(frozenset(situation.stated)), places=places):
        found[place] = masks
    return found


@lru_cache(maxsize=256)
def _reached(stated: frozenset[str]) -> frozenset[str]:
    """The facts that some others bear on."""
    return frozenset().union(*(dependents(path) for path in stated if path != "cancer.type"))


@lru_cache(maxsize=64)
def _blank(program: Program, cancer_type: str | None, presume: bool) -> tuple[Masks, ...]:
    """What is known of a patient of whom nothing but the cancer is recorded, from what is kept where it is."""
    kept = program.blank.get(cancer_type or "") if presume else None
    return tuple(map(Masks._make, kept)) if kept is not None else tuple(blank(program, cancer_type, presume=presume))


def blank(program: Program, cancer_type: str | None, *, presume: bool = True) -> Iterator[Masks]:
    """The same looked up, variable by variable."""
    recorded = {} if cancer_type is None else {"cancer.type": cancer_type}
    situation = Situation(recorded, program.ruleset.agents, presume=presume)
    yield from (_masks(program, situation, variable) for variable in program.variables)


def masks_of(
    program: Program,
    situation: Situation,
    paths: Iterable[str],
    only: Mapping[str, frozenset[str]] | None = None,
    places: Mapping[str, tuple[int, ...]] | None = None,
) -> Iterable[tuple[int, Masks]]:
    """What is known of the variables of some facts; of a set in ``only`` no more than of these elements.

    ``places`` are the variables that are asked for, by fact; None for all.
    """
    places = program.places if places is None else places
    for path in paths:
        some = only.get(path) if only is not None else None
        found = _looked_up(program, situation, path) if path in places else {}
        for place in places.get(path, ()):
            variable = program.variables[place]
            if some is None or variable.element in some:
                if variable.element not in found:
                    found[variable.element] = _masks(program, situation, variable)
                yield place, found[variable.element]


def _looked_up(program: Program, situation: Situation, path: str) -> dict[str, Masks]:
    """What was looked up of a fact already, here or where the same was recorded that bears on it, by element.

    An interview asks what each answer would turn, question by question, and little of it is another than before.
    """
    if situation.history is not None or situation.agents is not program.ruleset.agents:
        return {}
    if len(program.looked_up) > _MOST_LOOKED_UP:
        program.looked_up.clear()
    key = (path, situation.presume, *map(situation.recorded.get, bearing_on(path)))
    return program.looked_up.setdefault(key, {})


def touched(program: Program, handles: Sequence[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    """By set, the elements that may read otherwise where some facts, or elements of sets, are known otherwise.

    A handle is a fact and an element, which is empty where the whole fact is meant. What is not named here may read
    otherwise as a whole.
    """
    drugs: frozenset[str] | None = frozenset()
    found: dict[str, frozenset[str]] = {}
    for path, element in handles:
        if not element or VOCABULARY[path].kind is Kind.AGENTS:
            whole = not element and any(name in dependents(path) for name in _drug_sets())
            drugs = None if whole or drugs is None else drugs | (akin(program, element) if element else frozenset())
        elif not any(path in dependents(other) for other, _ in handles if other != path):
            found[path] = found.get(path, frozenset()) | {element}
    return found if drugs is None else {**found, **dict.fromkeys(_drug_sets(), drugs)}


@lru_cache(maxsize=1)
def _drug_sets() -> tuple[str, ...]:
    return tuple(path for path, fact in VOCABULARY.items() if fact.kind is Kind.AGENTS)


@lru_cache(maxsize=1024)
def akin(program: Program, name: str) -> frozenset[str]:
    """Everything of which it may read otherwise whether a set holds it, where one drug or class is known otherwise."""
    agents = program.ruleset.agents
    above = agents.classes.get(name, frozenset()) | {name}
    below = frozenset[str]().union(*(agents.members.get(n, ()) for n in above))
    beside = frozenset[str]().union(*(agents.classes.get(n, ()) for n in below))
    return above | below | beside | {OTHER, APPLIES}


def _masks(program: Program, situation: Situation, variable: Variable) -> Masks:
    path, element = variable
    if not element:
        return _value(program, situation, path)
    if element == APPLIES:
        known = situation.knowledge(path).content is not None
        mask = _mask(TRUE if known else situation.applies(path))
        if known or not any(VOCABULARY[c.path].presumption for c in VOCABULARY[path].applies_when):
            return _BOTH[mask]
        return Masks(mask, _mask(situation.bare.applies(path)))  # what is presumed absent leaves nothing to apply to
    reading = _other(program, situation, path) if element == OTHER else situation.element(path, element)
    return (_PRESUMED if reading.presumed else _BOTH)[_mask(reading.truth)]


def _mask(truth: Truth) -> int:
    return ABSENT if truth is FALSE else PRESENT if truth is TRUE else ABSENT | PRESENT


_BOTH = tuple(Masks(mask, mask) for mask in range(4))
_PRESUMED = tuple(Masks(mask, ABSENT | PRESENT) for mask in range(4))
"""By mask, of what was looked up and of what leans on a presumption: made once, since most variables are elements."""


def _value(program: Program, situation: Situation, path: str) -> Masks:
    known = situation.knowledge(path)
    if known.origin is Origin.PRESUMED:
        return Masks(_cell(program, path, known.content), _free(program, situation, path))
    mask = _free(program, situation, path) if known.content is None else _cell(program, path, known.content)
    return Masks(mask, mask)


def _cell(program: Program, path: str, value: object) -> int:
    """The mask of the cell in which a value lies; kept, since patients share their values."""
    kept = program.value_masks
    if (path, value) not in kept:
        kept[path, value] = 1 << place_of(VOCABULARY[path], program.cells[path], value)  # type: ignore[arg-type]
    return kept[path, value]


def _free(program: Program, situation: Situation, path: str) -> int:
    """The cells that the cancer type leaves an unrecorded fact, and what recorded facts that hang on it ask of it.

    None for a fact that has no value for this cancer: every test on it is false, and so it is taken for a fact that
    does not apply.
    """
    possible = can_be(path, (cell.value for cell in program.cells[path]), situation.stated)
    return sum(1 << place for place, can in enumerate(possible) if can)


def _other(program: Program, situation: Situation, path: str) -> Reading:
    """Whether an open set holds something that has no name in these rules."""
    return situation.something_else(path, open_names(VOCABULARY[path], program.ruleset.names))
