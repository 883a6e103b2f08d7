"""What would turn a verdict: all smallest sets of changes, not one.

Two kinds. *Lifting* a stop changes recorded facts that treatment or time can change (never age or histology) until
nothing stops the option. *Turning* any other verdict gives values to unrecorded facts, with or without such changes,
until the goal is reached. A set counts by its facts, sets by element; it is minimal if no proper subset reaches the
goal under any values. Impossible profiles are not considered, and derived facts are computed anew. What is changed is
the fact itself, not another that could only be recorded where the fact has some value.

The search is complete up to its bounds: whatever still stands between a situation and the goal depends on the facts of
one finding or scope only, so every solution changes one of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from recurtx.engine import Quick, Verdict
from recurtx.engine._cells import Partition, with_element
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import DERIVATIONS, VOCABULARY, Origin, SetContent, can_clash, clashes
from recurtx.profile import facttest as t
from recurtx.ruleset import All, Always, Any, Concept, Count, Effect, FactTest, Not, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.engine import Finding, Step
    from recurtx.logic import Truth
    from recurtx.profile import Content, Situation
    from recurtx.ruleset import Ruleset

__all__ = ["MAX_SIZE", "Change", "Counterfactual", "Counterfactuals", "counterfactuals"]

MAX_SIZE = 3
"""Sets of more than three changes are no longer read as an answer."""
MAX_JUDGED = 4_000
"""Situations judged at most, about a second's work; where that is reached the answer says that it is not complete."""

Handle: TypeAlias = tuple[str, str]
"""A fact, or one element of a set: path and element, which is empty for a fact that is no set."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact with the cells that it may move to; ``recorded`` says that it has another value now."""

    path: str
    element: str
    cells: tuple[int, ...]
    recorded: bool


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A minimal set of changes and the verdict that it reaches, for every choice of values inside it."""

    changes: tuple[Change, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """All minimal sets up to a size, smallest first; ``complete`` is false where a bound was reached."""

    option: str
    goal: Verdict | None
    found: tuple[Counterfactual, ...]
    complete: bool
    partition: Partition


def counterfactuals(situation: Situation, ruleset: Ruleset, option: str, goal: Verdict | None = None,
                    size: int = MAX_SIZE) -> Counterfactuals:  # fmt: skip
    """What would turn the verdict of one option.

    Args:
        situation: the patient as recorded.
        ruleset: the rules.
        option: id of an option or modality.
        goal: the verdict to reach; None for any verdict that is not closed, which lifts a stop.
        size: how many changes at most.
    """
    search = _Search(situation, ruleset, option, goal)
    if search.reached(search.start):
        return Counterfactuals(option, goal, (), True, search.partition)
    for number in range(1, size + 1):
        search.begin()
        search.sets |= {s for s in search.explore(search.start, {}, number) if not search.covered(s)}
    found = [c for names in search.sets for c in search.boxes(names)]
    found.sort(key=lambda c: (len(c.changes), [(VOCABULARY[x.path].index, x.element, x.cells) for x in c.changes]))
    return Counterfactuals(option, goal, tuple(found), search.judged < MAX_JUDGED, search.partition)


class _Search:
    """Depth-first search over the facts of whatever stands between a situation and the goal."""

    def __init__(self, situation: Situation, ruleset: Ruleset, option: str, goal: Verdict | None) -> None:
        kind = situation.recorded.get("cancer.type")
        self.option, self.goal = option, goal
        self.partition = Partition.of(ruleset, kind if isinstance(kind, str) else None)
        self.start = Quick.of(situation, ruleset, option)
        self.sets: set[frozenset[Handle]] = set()
        self.judged = 0
        self._seen: set[tuple[str, frozenset[tuple[Handle, int]]]] = set()

    def begin(self) -> None:
        """Begin anew with larger sets."""
        self._seen = set()

    def reached(self, quick: Quick) -> bool:
        """Whether the goal is reached."""
        verdict = quick.outcomes[self.option].verdict
        return not verdict.closed if self.goal is None else verdict is self.goal

    def covered(self, names: frozenset[Handle]) -> bool:
        """Whether a smaller set is known already."""
        return any(known < names for known in self.sets)

    def explore(self, quick: Quick, made: dict[Handle, int], left: int, focus: str = "") -> Iterator[frozenset[Handle]]:
        """Sets of exactly ``left`` more changes that reach the goal; ``focus`` is the argument that is to hold."""
        if self.covered(frozenset(made)) or frozenset(made) in self.sets:
            return
        for handle, aim in self._handles(quick, made, focus):
            for cell, content in self._values(handle):
                step = {**made, handle: cell}
                key = (aim, frozenset(step.items()))
                if (left > 1 and key in self._seen) or self.judged >= MAX_JUDGED:
                    continue
                self._seen.add(key)
                there = self._changed(quick, handle, content)
                if there is None:
                    continue
                if self.reached(there):
                    yield frozenset(step)
                elif left > 1:
                    yield from self.explore(there, step, left - 1, aim)

    def _changed(self, quick: Quick, handle: Handle, content: Content | bool) -> Quick | None:
        """The situation with one change, None where it would be impossible."""
        self.judged += 1
        path, element = handle
        value = with_element(quick.situation, path, element, present=bool(content)) if element else content
        there = quick.changed({path: value})
        return None if can_clash(path) and any(True for _ in clashes(there.situation)) else there

    def _values(self, handle: Handle) -> Iterator[tuple[int, Content | bool]]:
        """Cells that a fact may move to, other than where it is now."""
        path, element = handle
        now = self._now(handle)
        if element:
            yield from ((cell, bool(cell)) for cell in (0, 1) if cell != now)
        else:
            yield from ((i, c.value) for i, c in enumerate(self.partition.cells(path)) if i != now)

    def _now(self, handle: Handle) -> int | None:
        """The cell in which the fact lies as recorded."""
        path, element = handle
        situation = self.start.situation
        if element:
            truth = situation.element(path, element).truth
            return None if truth is UNKNOWN else int(truth is TRUE)
        content = situation.recorded.get(path)
        if content is None or isinstance(content, SetContent):
            return None
        return self.partition.cell_of(path, content)

    def _handles(self, quick: Quick, made: dict[Handle, int], focus: str) -> list[tuple[Handle, str]]:
        """Facts of the first thing that stands between here and the goal, and that may be changed."""
        found: dict[tuple[Handle, str], None] = {}
        for (path, element), aim in self._obstacle(quick, focus):
            for handle in self._open(path, element):
                if handle not in made:
                    found[(handle, aim)] = None
        return list(found)

    def _obstacle(self, quick: Quick, focus: str) -> Iterator[tuple[Handle, str]]:
        """Facts of which every way to the goal changes at least one, and the argument aimed at."""
        chain = (self.option, *(o.id for o in quick.ruleset.lineage(self.option)))
        scopes = [s for s in (quick.scopes[name] for name in chain) if s is not None]
        if self.goal is Verdict.OUTSIDE_SCOPE:
            yield from ((h, focus) for s in scopes for h in _targets(s, FALSE))
            return
        lax = self.goal in (None, Verdict.NOT_CANDIDATE)
        for scope in scopes:
            if scope.truth is FALSE or (scope.truth is UNKNOWN and not lax):
                yield from ((h, focus) for h in _targets(scope, TRUE, lax=lax))
                return
        if self.goal is Verdict.NOT_CANDIDATE:
            yield from _to_act((f for name in chain for f in quick.findings[name] if f.rule.effect.stops), focus)
            return
        for finding in (f for name in chain for f in quick.findings[name]):
            if finding.stops or (finding.blocks and self.goal is not None):
                yield from ((h, focus) for h in _to_silence(finding, lax=self.goal is None))
                return
        yield from self._arguments(quick, focus)

    def _arguments(self, quick: Quick, focus: str) -> Iterator[tuple[Handle, str]]:
        """Facts of the arguments that the goal still lacks, or has too many of."""
        own = quick.findings[self.option]
        supports = [f for f in own if f.rule.effect is Effect.SUPPORTS]
        cautions = [f for f in own if f.rule.effect is Effect.CAUTIONS]
        acting = [f for f in supports if f.acts is TRUE]
        if self.goal is Verdict.POSSIBLE and acting:
            yield from ((h, "") for h in _to_silence(acting[0], lax=True))
        elif self.goal in (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION) and not acting:
            yield from _to_hold(supports, focus)
        elif self.goal is Verdict.CANDIDATE:
            yield from ((h, "") for f in cautions if f.acts is TRUE for h in _to_silence(f, lax=True))
        elif self.goal is Verdict.CANDIDATE_WITH_CAUTION:
            yield from _to_hold(cautions, focus)

    def _open(self, path: str, element: str) -> Iterator[Handle]:
        """What may be changed so that a fact changes: itself, and the facts that its value or meaning depends on."""
        known = self.start.situation.knowledge(path)
        if known.origin is Origin.DERIVED and known.source is not None:
            yield from self._changeable(known.source, "")
            return
        if known.origin is not Origin.INAPPLICABLE:
            yield from self._changeable(path, element)
        presumption = VOCABULARY[path].presumption
        if presumption is not None and presumption.within is not None:
            yield from self._changeable(presumption.within, element)
        if known.origin in (Origin.INAPPLICABLE, Origin.UNKNOWN):
            for condition in (*VOCABULARY[path].applies_when, *(presumption.unless if presumption else ())):
                for target in _named(FactTest(condition.path, condition.test)):
                    yield from self._changeable(*target)
        if known.origin is Origin.UNKNOWN:
            sources = (rule.source for rule in DERIVATIONS if rule.target == path)
            yield from (h for source in sources if source in self.partition.tests for h in self._changeable(source, ""))

    def _changeable(self, path: str, element: str) -> Iterator[Handle]:
        """The fact, if a change of it counts: recorded and mutable, or unrecorded where verdicts are to be turned."""
        situation, fact = self.start.situation, VOCABULARY[path]
        origin = situation.knowledge(path).origin
        if origin is Origin.PRESUMED:
            return
        if not VOCABULARY[path].is_set:
            if (origin is Origin.RECORDED and fact.mutable) or (origin is Origin.UNKNOWN and self.goal is not None):
                yield (path, "")
            return
        for name in self.partition.elements(path) if element == "*" else (element,):
            known = situation.element(path, name).truth is not UNKNOWN
            if (known and origin is Origin.RECORDED and fact.mutable) or (not known and self.goal is not None):
                yield (path, name)

    def boxes(self, names: frozenset[Handle]) -> Iterator[Counterfactual]:
        """Every choice of values in a set of facts that reaches the goal, as few boxes of ranges."""
        handles = sorted(names, key=lambda h: (VOCABULARY[h[0]].index, h[1]))
        verdicts: dict[tuple[int, ...], Verdict] = {}
        for choice in product(*(list(self._values(h)) for h in handles)):
            verdict = self._verdict(handles, [content for _, content in choice])
            if verdict is not None:
                verdicts[tuple(cell for cell, _ in choice)] = verdict
        while verdicts:
            cells = _grow(next(iter(verdicts)), verdicts)
            verdict = verdicts[next(iter(verdicts))]
            for inside in product(*cells):
                verdicts.pop(inside, None)
            changes = (Change(p, e, c, self._now((p, e)) is not None) for (p, e), c in zip(handles, cells, strict=True))
            yield Counterfactual(tuple(changes), verdict)

    def _verdict(self, handles: list[Handle], contents: list[Content | bool]) -> Verdict | None:
        quick: Quick | None = self.start
        for handle, content in zip(handles, contents, strict=True):
            quick = self._step(quick, handle, content)
        if quick is None or any(True for _ in clashes(quick.situation)) or not self.reached(quick):
            return None
        return quick.outcomes[self.option].verdict

    def _step(self, quick: Quick | None, handle: Handle, content: Content | bool) -> Quick | None:
        if quick is None:
            return None
        path, element = handle
        value = with_element(quick.situation, path, element, present=bool(content)) if element else content
        return quick.changed({path: value})


def _grow(seed: tuple[int, ...], verdicts: dict[tuple[int, ...], Verdict]) -> list[tuple[int, ...]]:
    """The largest box around a choice, grown fact by fact, in which every choice reaches the same verdict."""
    box: list[tuple[int, ...]] = [(cell,) for cell in seed]
    for place in range(len(seed)):
        for cell in sorted({choice[place] for choice in verdicts}):
            wider = [*box]
            wider[place] = tuple(sorted({*box[place], cell}))
            if all(verdicts.get(inside) is verdicts[seed] for inside in product(*wider)):
                box = wider
    return box


def _to_hold(findings: Iterable[Finding], focus: str) -> Iterator[tuple[Handle, str]]:
    """Facts that must change for one of some arguments to hold; once one is aimed at, only its own."""
    waiting = [f for f in findings if f.acts is not TRUE]
    chosen = [f for f in waiting if f.rule.id == focus] or waiting
    for finding in chosen:
        scope = finding.scope
        step = scope if scope is not None and scope.truth is not TRUE else finding.condition
        yield from ((handle, finding.rule.id) for handle in _targets(step, TRUE))


def _to_act(findings: Iterable[Finding], focus: str) -> Iterator[tuple[Handle, str]]:
    """Facts that must change for one of some rules to stop the option; once one is aimed at, only its own."""
    waiting = [f for f in findings if f.acts is not TRUE]
    for finding in [f for f in waiting if f.rule.id == focus] or waiting:
        scope = finding.scope
        wanted = FALSE if finding.rule.effect is Effect.REQUIRES else TRUE
        outside = scope is not None and scope.truth is not TRUE
        step, truth = (scope, TRUE) if scope is not None and outside else (finding.condition, wanted)
        yield from ((handle, finding.rule.id) for handle in _targets(step, truth))


def _to_silence(finding: Finding, *, lax: bool = False) -> Iterator[Handle]:
    """Facts of which one must change for a rule not to act; ``lax``: or for it to be open whether it does."""
    if finding.scope is not None:
        yield from _targets(finding.scope, FALSE, lax=lax)
    yield from _targets(finding.condition, TRUE if finding.rule.effect is Effect.REQUIRES else FALSE, lax=lax)


def _targets(step: Step, wanted: Truth, *, lax: bool = False) -> Iterator[Handle]:
    """Leaves of which at least one must change for a condition to become true, or false; ``lax``: or unknown.

    Where every child must change, those of the first that is not as wanted; where one is enough, those of all.
    """
    if _as_wanted(step, wanted, lax=lax):
        return
    match step.condition:
        case FactTest():
            yield from _named(step.condition)
        case All() | Any() if isinstance(step.condition, All) == (wanted is TRUE):
            yield from _targets(next(s for s in step.of if not _as_wanted(s, wanted, lax=lax)), wanted, lax=lax)
        case All() | Any() | Count():
            for child in step.of:
                yield from _targets(child, wanted, lax=lax)
        case Not():
            yield from _targets(step.of[0], ~wanted, lax=lax)
        case Concept() | Stopped():
            yield from _targets(step.of[0], wanted, lax=lax)
        case Always():
            return


def _as_wanted(step: Step, wanted: Truth, *, lax: bool) -> bool:
    return step.truth is wanted or (lax and step.truth is UNKNOWN)


def _named(condition: FactTest) -> Iterator[Handle]:
    """What a test reads: the fact, or of a set the elements that it names (``*`` for all)."""
    test = condition.test
    if isinstance(test, (t.Only, t.Empty)):
        yield (condition.path, "*")
    elif isinstance(test, (t.IncludesAny, t.IncludesAll, t.ExcludesAll)):
        yield from ((condition.path, element) for element in test.elements)
    else:
        yield (condition.path, "")
