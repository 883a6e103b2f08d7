"""One fact run through its values: where verdicts turn, and by which rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from recurtx.comparison.turned import turned
from recurtx.errors import UsageError, suggestion
from recurtx.profile import VOCABULARY, Kind, SetContent, clashes, nearest_fact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recurtx.engine import Judgement, Verdict, World
    from recurtx.profile import Clash, Fact
    from recurtx.profile.facttest import Value
    from recurtx.program.cells import Partition
    from recurtx.ruleset import Rule

_MAX_VALUES = 1000
"""Values at most: a few seconds' work, and more classes than a page can hold."""
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class SweptValues:
    """A fact and the values that it runs through: ``points`` of a range, else one for each class of values."""

    path: str
    values: tuple[Value, ...]
    points: bool


def swept_values(text: str, partition: Partition, where: str = "") -> SweptValues:
    """What ``PATH`` or ``PATH=A..B[:STEP]`` means for one cancer type.

    Args:
        text: the fact, and the range where not all that the rules tell apart is meant.
        partition: the classes of values for this cancer type.
        where: what a mistake in it is placed at, such as the option that it was given to; else the text.

    Raises:
        UsageError: RTX141 there is no such fact, it cannot be swept, or the range does not fit it.
    """
    path, equals, wanted = (part.strip() for part in text.partition("="))
    where = where or text
    if path not in VOCABULARY:
        near = nearest_fact(path)
        raise _refused(where, f"unknown fact `{path}`", suggestion(near if near in VOCABULARY else None))
    fact = VOCABULARY[path]
    if fact.is_set:
        raise _refused(where, f"`{path}` is a set and cannot be swept", "a number, a choice or yes/no can")
    if not equals:
        return SweptValues(path, tuple(cell.value for cell in partition.cells(path)), points=False)
    if not fact.is_number:
        raise _refused(where, f"`{path}` has no range", f"{path} alone runs through all its values")
    return SweptValues(path, tuple(_points(fact, wanted, where)), points=True)


def _refused(where: str, message: str, help: str = "") -> UsageError:
    return UsageError.one("RTX141", message, where, help)


def _points(fact: Fact, wanted: str, where: str) -> list[Value]:
    """The numbers of a range, in decimal arithmetic, so that 0.1 steps stay on their marks."""
    match = _RANGE.fullmatch(wanted)
    if match is None:
        hint = f"for example {fact.path}={fact.word(fact.low)}..{fact.word(fact.high)}"
        raise _refused(where, f"`{wanted}` is no range", hint)
    first, last, step = Decimal(match[1]), Decimal(match[2]), Decimal(match[3] or f"{fact.step or 1:g}")
    whole = fact.kind is Kind.WHOLE
    if not (fact.low or 0) <= first <= last <= (fact.high or 0):
        inside = f"{fact.word(fact.low)} to {fact.word(fact.high)}"
        raise _refused(where, f"`{wanted}` is not a range inside {inside}", fact.allowed())
    if step == 0 or (last - first) / step >= _MAX_VALUES:
        raise _refused(where, f"at most {_MAX_VALUES} values", f"give a larger step: {match[1]}..{match[2]}:STEP")
    if whole and any(n % Decimal(f"{fact.step or 1:g}") for n in (first, step)):
        raise _refused(where, f"`{fact.path}` has only whole steps", fact.allowed())
    numbers = [first + step * i for i in range(int((last - first) / step) + 1)]
    return [int(n) if whole else float(n) for n in numbers]


@dataclass(frozen=True, slots=True)
class SweptClass:
    """Neighbouring values of a fact that give every option and modality the same verdict.

    ``verdicts`` is empty where the values contradict what else is recorded, as ``clash`` says. ``turned`` holds the
    options whose verdict is another than in the class before, each with the rules that turned there; ``ceased`` those
    of them that gave a reason in the class before and give none here.
    """

    values: tuple[Value, ...]
    verdicts: Mapping[str, Verdict]
    clash: Clash | None
    turned: Mapping[str, tuple[Rule, ...]]
    ceased: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sweep:
    """One fact at many values: ``now`` are the verdicts as recorded, ``recorded`` the value there."""

    path: str
    recorded: Value | None
    now: Mapping[str, Verdict]
    classes: tuple[SweptClass, ...]

    def turns(self, option: str) -> bool:
        """Whether the verdict of an option is not the same at all possible values."""
        return len(self.verdicts(option)) > 1

    def leaves(self, option: str) -> bool:
        """Whether the verdict of an option is the same at all possible values, and another than as recorded."""
        found = self.verdicts(option)
        return len(found) == 1 and self.now[option] not in found

    def verdicts(self, option: str) -> frozenset[Verdict]:
        """The verdicts that an option has at possible values."""
        return frozenset(c.verdicts[option] for c in self.classes if c.verdicts)

    def against(self, clash: Clash) -> str:
        """The fact that values of this one contradict: the other one of the two."""
        return clash.other or clash.path if clash.path == self.path else clash.path


def sweep(judgement: Judgement, path: str, values: Sequence[Value]) -> Sweep:
    """The verdicts at each value of a fact that is no set; neighbours that agree are one class."""
    worlds = judgement.worlds([{path: value} for value in values])
    found: list[SweptClass] = []
    last: World | None = None
    for place, value in enumerate(values):
        there = worlds.world(place)
        clash = next(clashes(worlds.situations[place]), None)
        verdicts = {} if clash else {name: o.verdict for name, o in worlds.outcomes(place).items()}
        if found and found[-1].verdicts == verdicts and found[-1].clash == clash:
            same = found[-1]
            found[-1] = replace(same, values=(*same.values, value))
        else:
            new = turned(last, there) if last and not clash else {}
            rules = {name: one.rules for name, one in new.items()}
            ceased = {name: one.ceased for name, one in new.items()}
            found.append(SweptClass((value,), verdicts, clash, rules, ceased))
        last = last if clash else there
    content = judgement.situation.recorded.get(path)
    now = {name: o.verdict for name, o in judgement.outcomes.items()}
    return Sweep(path, None if isinstance(content, SetContent) else content, now, tuple(found))
