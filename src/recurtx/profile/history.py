"""A history as clinicians record it, and the facts that it settles.

Operations, regimens and the date of the relapse are entered once. What their dates leave open stays unknown; a list
is complete, and what comes first in time comes first in it where dates do not say otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from recurtx.profile.content import Content, SetContent
from recurtx.profile.models import PLATINUM, RESPONSES, Operation, Regimen, Since

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from recurtx.profile.models import Profile
    from recurtx.profile.situation import Agents
    from recurtx.profile.vocabulary import Fact

OPERATIONS, REGIMENS, RELAPSE = "prior.operations", "prior.regimens", "recurrence.date"
_EXACT = 2.0
"""Months that a gap between two times may be open and still counts as known: each may be a whole month."""
_SLACK = 1.0
"""Months by which an interval that is recorded may miss the one between two dates."""
_LONGEST = 600.0
_OPEN, _PERHAPS_OPEN = frozenset({"crs", "laparotomy"}), frozenset({"resection", "bypass_or_stoma"})
T = TypeVar("T", Operation, Regimen)


@dataclass(frozen=True, slots=True)
class History:
    """The records of one patient; None is not recorded, which is not the same as no entry."""

    operations: tuple[Operation, ...] | None = None
    regimens: tuple[Regimen, ...] | None = None
    relapse: str | None = None
    as_of: datetime.date | None = None

    @classmethod
    def of(cls, profile: Profile) -> History:
        """The records of a validated profile."""
        prior = profile.prior
        return cls(
            None if prior.operations is None else tuple(prior.operations),
            None if prior.regimens is None else tuple(prior.regimens),
            profile.recurrence.date,
            profile.as_of,
        )

    def __bool__(self) -> bool:
        return not (self.operations is None and self.regimens is None and self.relapse is None)

    @property
    def records(self) -> dict[str, object]:
        """What is recorded, by path, as a profile holds it."""
        found = {RELAPSE: self.relapse, OPERATIONS: self.operations, REGIMENS: self.regimens}
        return {path: value for path, value in found.items() if value is not None}


class Settled(NamedTuple):
    """What the history says of one fact.

    ``content`` is None where the dates leave it open; ``allowed`` is what a fact that is recorded beside may be, as
    numbers or as places in the list of words; of a set, whatever does not deny what is present.
    """

    content: Content | None
    source: str
    allowed: tuple[float, float] | None = None

    def denies(self, recorded: Content, fact: Fact) -> bool:
        """Whether a recorded value and the history cannot both be true; one that adds to it is a correction."""
        if isinstance(recorded, SetContent):
            said = self.content if isinstance(self.content, SetContent) else SetContent()
            missing = said.present - recorded.present
            return bool(missing & recorded.absent) or (recorded.complete and bool(missing))
        if self.allowed is None:
            return False
        return not self.allowed[0] <= fact.rank(recorded) <= self.allowed[1]


class _Time(NamedTuple):
    """When something was, between two places on an axis of months; of the calendar, or counted from the assessment."""

    low: float
    high: float
    dated: bool

    def until(self, later: _Time) -> tuple[float, float] | None:
        """The fewest and the most months to another time; None where the two cannot be compared."""
        return (later.low - self.high, later.high - self.low) if self.dated is later.dated else None


@dataclass(frozen=True, slots=True)
class _Clock:
    """Turns dates and months ago into times; with a day of assessment all can be compared."""

    as_of: datetime.date | None

    @property
    def now(self) -> _Time | None:
        return None if self.as_of is None else _dated(self.as_of.isoformat())

    def time(self, date: str | None, months_ago: float | None) -> _Time | None:
        if date is not None:
            return _dated(date)
        if months_ago is None:
            return None
        at = (self.now.low if self.now else 0.0) - months_ago
        return _Time(at, at, self.now is not None)

    def operated(self, operation: Operation) -> _Time | None:
        return self.time(operation.date, operation.months_ago)

    def ended(self, regimen: Regimen) -> _Time | None:
        match regimen.ended:
            case "running":
                return _Time(math.inf, math.inf, dated=self.now is not None)
            case Since(months_ago=months):
                return self.time(None, months)
            case str(date):
                return self.time(date, None)
        return None

    def ago(self, time: _Time | None) -> tuple[float, float] | None:
        """The fewest and the most months from a time to the assessment."""
        now = self.now or _Time(0.0, 0.0, dated=False)
        return None if time is None else time.until(now)


def _dated(date: str) -> _Time:
    """A day is a point, a month or a year the span of it."""
    year, *rest = map(int, date.split("-"))
    first = year * 12 + (rest[0] - 1 if rest else 0) + ((rest[1] - 1) / 31 if len(rest) > 1 else 0)
    return _Time(first, first + (12, 1, 0)[len(rest)], dated=True)


def _months(gap: tuple[float, float] | None) -> float | None:
    """The months of a gap, to the precision that it has; None where it is open by more than the months of its ends."""
    if gap is None or not gap[0] <= _LONGEST or gap[1] - gap[0] > _EXACT or gap[1] < 0:
        return None
    exact = gap[1] == gap[0]
    middle = (gap[0] + gap[1]) / 2
    return max(0.0, math.floor(middle * 10 + 1e-6) / 10 if exact else float(math.floor(middle + 0.5)))


def _in_order(records: Sequence[T], time: Callable[[T], _Time | None]) -> Sequence[T] | None:
    """Records from the first to the latest, as listed or, where the dates say so, as dated; None where that is open."""
    if not any(_after(time(one), time(other)) for one, other in combinations(records, 2)):
        return records
    times = {id(record): time(record) for record in records}
    if any(t is None for t in times.values()) or len({t.dated for t in times.values() if t}) > 1:
        return None
    found = sorted(records, key=lambda record: (times[id(record)] or _Time(0, 0, dated=True)).low)
    return None if any(_after(times[id(a)], times[id(b)]) for a, b in combinations(found, 2)) else found


def _after(one: _Time | None, other: _Time | None) -> bool:
    """Whether the first is certainly later."""
    gap = other.until(one) if one and other else None
    return gap is not None and gap[0] > 0


def settled(history: History, agents: Agents) -> Mapping[str, Settled]:
    """Every fact that the records settle, by path."""
    clock, found = _Clock(history.as_of), dict[str, Settled]()
    platinums = agents.members.get(PLATINUM, frozenset()) | {PLATINUM}
    if history.operations is not None:
        found.update(_of_operations(history.operations, clock))
    if history.regimens is not None:
        found.update(_of_regimens(history.regimens, clock))
    if history.relapse is not None:
        found.update(_of_relapse(history, _dated(history.relapse), clock, platinums))
    return found


def _of_operations(operations: Sequence[Operation], clock: _Clock) -> Iterator[tuple[str, Settled]]:
    crs, hipec = ([o for o in operations if kind in o.kind] for kind in ("crs", "hipec"))
    yield "prior.crs_count", _at_least(len(crs), OPERATIONS)
    yield "prior.hipec_count", _at_least(len(hipec), OPERATIONS)
    opened = sum(not _OPEN.isdisjoint(o.kind) for o in operations)
    perhaps = any(_OPEN.isdisjoint(o.kind) and not _PERHAPS_OPEN.isdisjoint(o.kind) for o in operations)
    yield "prior.laparotomies", Settled(None if perhaps else opened, OPERATIONS, (opened, math.inf))
    ordered = _in_order(crs, clock.operated)
    if ordered:
        yield from _exactly("prior.completeness", ordered[-1].completeness)
        yield from _exactly("prior.initial_pci", ordered[0].pci)
    if hipec:
        drugs = frozenset(drug for o in hipec for drug in o.hipec_agents or ())
        complete = all(o.hipec_agents is not None for o in hipec)
        yield "prior.hipec_agent", Settled(SetContent(drugs, complete=complete), OPERATIONS)
    every = _in_order(operations, clock.operated)
    if every:
        yield "prior.months_since_operation", _gap(clock.ago(clock.operated(every[-1])), OPERATIONS)


def _of_regimens(regimens: Sequence[Regimen], clock: _Clock) -> Iterator[tuple[str, Settled]]:
    yield "prior.agents", Settled(SetContent(_drugs(regimens), complete=True), REGIMENS)
    grown = [r for r in regimens if "progression" in (r.response, r.stopped_for)]
    told = [r for r in regimens if r not in grown and (r.response or r.stopped_for)]
    silent = [r for r in regimens if r not in grown and r not in told]
    absent = _drugs(told) - _drugs(grown) - _drugs(silent)
    yield "prior.progressed_on", Settled(SetContent(_drugs(grown), absent), REGIMENS)
    stopped = [r for r in regimens if r.stopped_for in ("toxicity", "allergy")]
    alone = _drugs([r for r in stopped if len(r.agents) == 1])
    if stopped:
        yield "prior.intolerances", Settled(SetContent(alone, unsure=_drugs(stopped) - alone), REGIMENS)
    yield from _lines(regimens)
    yield from _responses(regimens)
    ordered = _in_order(regimens, clock.ended)
    if ordered:
        last = ordered[-1]
        response = "progression" if last.stopped_for == "progression" else last.response
        if response:
            yield "prior.latest_response", Settled(response, REGIMENS)
        gap = (0.0, 0.0) if last.ended == "running" else clock.ago(clock.ended(last))
        yield "prior.months_since_systemic", _gap(gap, REGIMENS)


def _lines(regimens: Sequence[Regimen]) -> Iterator[tuple[str, Settled]]:
    """Lines counted by setting: maintenance belongs to the line before it, what surrounds one operation is one line."""
    relapse = sum(r.setting == "recurrence" for r in regimens)
    told = all(r.setting for r in regimens)
    yield "prior.systemic_lines", Settled(relapse if told else None, REGIMENS, (relapse, math.inf))
    lines, before = 0, ""
    for setting in (r.setting or "" for r in regimens if r.setting != "maintenance"):
        lines += not (setting == "adjuvant" and before in ("neoadjuvant", "perioperative"))
        before = setting
    least = max(relapse, min(1, len(regimens)))
    lines = max(lines, least)
    yield "prior.total_lines", Settled(lines if told else None, REGIMENS, (least, math.inf))


def _responses(regimens: Sequence[Regimen]) -> Iterator[tuple[str, Settled]]:
    """The best response, where no regimen of which it is not said can have done better."""
    places = [RESPONSES.index(r.response) for r in regimens if r.response]
    quiet = ("adjuvant", "maintenance")
    silent = any(r.response is None and r.setting not in quiet for r in regimens)
    if places:
        best = min(places)
        yield "prior.best_response", Settled(None if silent and best else RESPONSES[best], REGIMENS, (0, best))


def _of_relapse(
    history: History, relapse: _Time, clock: _Clock, platinums: frozenset[str]
) -> Iterator[tuple[str, Settled]]:
    hipec = _in_order([o for o in history.operations or () if "hipec" in o.kind], clock.operated)
    if hipec:
        time = clock.operated(hipec[-1])
        yield "recurrence.months_since_hipec", _gap(time.until(relapse) if time else None, RELAPSE)
    given = [r for r in history.regimens or () if not platinums.isdisjoint(r.agents)]
    ordered = _in_order(given, clock.ended)
    if ordered and (time := clock.ended(ordered[-1])):
        gap = time.until(relapse)
        if gap is not None and gap[1] >= 0:
            yield "prior.platinum_free_interval_months", _gap(gap, REGIMENS)


def _drugs(regimens: Sequence[Regimen]) -> frozenset[str]:
    return frozenset(drug for regimen in regimens for drug in regimen.agents)


def _at_least(count: int, source: str) -> Settled:
    return Settled(count, source, (count, math.inf))


def _exactly(path: str, value: int | None) -> Iterator[tuple[str, Settled]]:
    if value is not None:
        yield path, Settled(value, OPERATIONS, (value, value))


def _gap(gap: tuple[float, float] | None, source: str) -> Settled:
    return Settled(_months(gap), source, None if gap is None else (gap[0] - _SLACK, gap[1] + _SLACK))


def faults(history: History) -> Iterator[tuple[str, str | None, str]]:
    """What cannot be in the records themselves: the record, the other it contradicts, and why."""
    clock = _Clock(history.as_of)
    for number, operation in enumerate(history.operations or (), 1):
        said = f"operation {number}"
        if operation.date is not None and operation.months_ago is not None:
            yield OPERATIONS, None, f"{said} has `date` and `months_ago`; write one of the two"
        if operation.hipec_agents and "hipec" not in operation.kind:
            yield OPERATIONS, None, f"{said} has `hipec_agents`, and `hipec` is not among its `kind`"
        if operation.completeness is not None and "crs" not in operation.kind:
            yield OPERATIONS, None, f"{said} has `completeness`, and `crs` is not among its `kind`"
        if _after(clock.operated(operation), clock.now):
            yield OPERATIONS, "as_of", f"{said} comes after"
    for number, regimen in enumerate(history.regimens or (), 1):
        said = f"regimen {number}"
        if regimen.ended == "running" and regimen.stopped_for is not None:
            yield REGIMENS, None, f"{said} is `running` and has `stopped_for`; leave one out"
        if regimen.ended != "running" and _after(clock.ended(regimen), clock.now):
            yield REGIMENS, "as_of", f"{said} ended after"
    relapse = None if history.relapse is None else _dated(history.relapse)
    if _after(relapse, clock.now):
        yield RELAPSE, "as_of", "comes after"
    for operation in history.operations or ():
        if "hipec" in operation.kind and _after(clock.operated(operation), relapse):
            yield RELAPSE, OPERATIONS, "comes before a HIPEC in"
            return
