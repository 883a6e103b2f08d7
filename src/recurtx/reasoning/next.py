"""What to find out next: the value of information, one step ahead, exact over the values that rules can tell apart.

For each unrecorded fact, or element of a set, that a verdict waits for, and for each class of its values, the verdicts
are computed again, all in one run. How likely a value is, and what a test costs the patient, is not judged; joint
information is not searched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine import Verdict
from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import HOLDS, VOCABULARY, Kind, Origin, can_clash, dependents, impossible
from recurtx.program.cells import with_element

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.engine import Judgement, Outcome, Worlds
    from recurtx.profile import Content
    from recurtx.program.cells import Partition


_UNDECIDED = (Verdict.NEEDS_INFORMATION, Verdict.POSSIBLE)
"""Verdicts that a fact may still open or close; a candidate may only come to be discouraged, or to ask for care."""


class Answer(NamedTuple):
    """A class of answers that leave every verdict the same.

    ``cells`` are the places of its values among the cells of the fact; of a set element 0 is absent and 1 present.
    ``turns`` holds the options whose verdict is another than now, or newly settled, with the verdict then.
    """

    cells: tuple[int, ...]
    turns: Mapping[str, Verdict]
    settles: frozenset[str]


class Question(NamedTuple):
    """An unrecorded fact and what each class of answers would mean.

    ``always`` are the options that every answer settles, ``sometimes`` those that some answer settles, ``waiting``
    those in whose missing facts it stands.
    """

    path: str
    element: str
    answers: tuple[Answer, ...]
    always: frozenset[str]
    sometimes: frozenset[str]
    waiting: frozenset[str]

    @property
    def investigation(self) -> str:
        """Id of the investigation that yields the answer."""
        return VOCABULARY[self.path].by


class Next(NamedTuple):
    """What to find out, in order of value; what would only add an argument; and what changes nothing now.

    A presumed fact is in none of them: it is not asked, and recording it may change what it was presumed for.
    """

    questions: tuple[Question, ...]
    adds_only: tuple[str, ...]
    idle: tuple[str, ...]
    partition: Partition


class _Trial(NamedTuple):
    """One value of a fact, or one way of an element, to be tried in a world of its own."""

    path: str
    element: str
    cell: int
    content: Content


@dataclass
class Wait:
    """The options that wait for a fact; ``governs`` is the fact that hangs on it where they wait for that one."""

    options: set[str]
    governs: str


def next_questions(judgement: Judgement) -> Next:
    """The questions worth asking for one patient."""
    found = tuple(questions(judgement))
    asked = {q.path for q in found}
    adds = {p for p in _in_open_rules(judgement) - asked if not dependents(p) & asked}
    knowledge, partition = judgement.situation.knowledge, judgement.partition
    unrecorded = (Origin.UNKNOWN, Origin.INAPPLICABLE)
    order = [p for p in VOCABULARY if partition.reads(p) and knowledge(p).origin in unrecorded]
    needed = adds | asked
    idle = (p for p in order if not dependents(p) & needed)
    return Next(found, tuple(p for p in order if p in adds), tuple(idle), partition)


def waiting(judgement: Judgement, asked: frozenset[str] = frozenset()) -> dict[str, Wait]:
    """By unrecorded fact, the options that are not settled and wait for it; ``asked`` ones are not asked again."""
    found: dict[str, Wait] = {}
    for option, outcome in judgement.outcomes.items():
        for path in () if outcome.settled else judgement.missing(option):
            for first in _first(path, judgement, asked):
                if first not in asked:
                    wait = found.setdefault(first, Wait(set(), path))
                    wait.options.add(option)
                    wait.governs = "" if first == path else wait.governs
    return found


def _first(path: str, judgement: Judgement, asked: frozenset[str]) -> tuple[str, ...]:
    """The fact itself, or what decides whether it applies or what it may hold, where that is open and not yet asked.

    Nothing where nobody knows whether it applies: the cause of an obstruction that may not be there.
    """
    open_ = tuple(governors(path, judgement))
    first = tuple(f for g in open_ if g not in asked for f in _first(g, judgement, asked))
    return first or (() if asked.intersection(deciders(path, judgement)) else (path,))


def governors(path: str, judgement: Judgement) -> Iterator[str]:
    """Open facts that decide whether a fact applies or, for drugs, which of them were received at all.

    So do sets of which it says what they hold, where nobody knows that yet: the place is asked before the index.
    """
    fact, situation = VOCABULARY[path], judgement.situation
    yield from deciders(path, judgement)
    yield from (s for seen, s, e in HOLDS if seen.path == path and situation.element(s, e).truth is UNKNOWN)
    source = fact.presumption.within if fact.presumption else None
    if source and any(situation.element(source, e).truth is UNKNOWN for e in open_elements(path, judgement)):
        yield source


def deciders(path: str, judgement: Judgement) -> Iterator[str]:
    """Open facts that decide whether a fact applies."""
    yield from (c.path for c in VOCABULARY[path].applies_when if judgement.situation.truth(c) is UNKNOWN)


def open_elements(path: str, judgement: Judgement) -> tuple[str, ...]:
    """Elements of a set that are not known: all of a closed one, of an open one those that rules name."""
    fact = VOCABULARY[path]
    if not fact.is_set:
        return ()
    names = fact.values if fact.kind is Kind.SET else judgement.partition.elements(path)
    return tuple(n for n in names if judgement.situation.element(path, n).truth is UNKNOWN)


def undermining(judgement: Judgement) -> dict[str, str]:
    """Unrecorded facts of which a value speaks against a presumption that still stands, with what is presumed."""
    found: dict[str, str] = {}
    for path, fact in VOCABULARY.items() if judgement.situation.presume else ():
        for condition in fact.presumption.unless if fact.presumption else ():
            if judgement.situation.truth(condition) is UNKNOWN and judgement.partition.reads(path):
                found[condition.path] = path
    return found


def questions(judgement: Judgement, asked: frozenset[str] = frozenset()) -> list[Question]:
    """Every fact to ask for, the most valuable first: what can open or close an option at the top, what else a verdict
    waits for, then what speaks against a presumption.

    A set that matters only as a whole is one question without answers.
    """
    waits = waiting(judgement, asked)
    against = [path for path in undermining(judgement) if path not in waits and path not in asked]
    trials = [trial for path in (*waits, *against) for trial in _trials(path, judgement)]
    worlds = judgement.worlds([{t.path: t.content} for t in trials], [t.element for t in trials])
    tried: dict[tuple[str, str], list[int]] = {}
    for place, trial in enumerate(trials):
        if not (can_clash(trial.path) and impossible(worlds.situations[place], (trial.path,))):
            tried.setdefault((trial.path, trial.element), []).append(place)
    matters, found = _matters(judgement), list[Question]()
    for (path, element), places in tried.items():
        waiting_for = path in waits and (path, element) in matters
        if waiting_for or any(worlds.turned[i] for i in places):
            options = frozenset(waits[path].options) if path in waits else frozenset()
            found.append(_question(path, element, [(trials[i].cell, i) for i in places], worlds, options))
    named = {q.path for q in found}
    found += [Question(path, "", (), frozenset(), frozenset(), frozenset(wait.options))
              for path, wait in waits.items() if VOCABULARY[path].is_set and path not in named]  # fmt: skip
    top = {o.id for o in judgement.program.options.values() if o.parent is None}
    undecided = undecided_options(judgement)
    return sorted(found, key=lambda q: (not q.waiting, not q.waiting & undecided, _value(q, top)))


def undecided_options(judgement: Judgement) -> frozenset[str]:
    """Options at the top that a fact may still open or close; one that is discouraged already is closed either way."""
    outcomes, truths = judgement.outcomes, judgement.truths
    top = (o for o in judgement.program.options.values() if o.parent is None and not outcomes[o.id].settled)
    found = (o for o in top if truths.truth(o.discourages) is not TRUE)
    return frozenset(o.id for o in found if outcomes[o.id].verdict in _UNDECIDED or truths.open_tests(o.discourages))


def _matters(judgement: Judgement) -> set[tuple[str, str]]:
    """The facts, and elements of sets, that what some verdict turns on names."""
    return {(v.path, v.element) for residual in judgement.residuals.values() for v in residual.formula.names}


def _value(question: Question, top: set[str]) -> tuple[int, int, int, int, int, int, int, str]:
    """Order: verdicts settled by every class, by some class, verdicts that wait; options at the top before ways."""
    return (
        -len(question.always & top), -len(question.sometimes & top), -len(question.waiting & top),
        -len(question.always), -len(question.sometimes), -len(question.waiting),
        VOCABULARY[question.path].index, question.element,
    )  # fmt: skip


def _trials(path: str, judgement: Judgement) -> Iterator[_Trial]:
    """Every class of values of a fact, or both ways of each open element."""
    fact, situation = VOCABULARY[path], judgement.situation
    if not fact.is_set:
        yield from (_Trial(path, "", i, cell.value) for i, cell in enumerate(judgement.partition.cells(path)))
    elif fact.kind is not Kind.OPTIONS:
        for element in judgement.partition.elements(path):
            if situation.element(path, element).truth is UNKNOWN:
                for cell in (0, 1):
                    content = with_element(situation.recorded.get(path), element, present=bool(cell))
                    yield _Trial(path, element, cell, content)


def _question(
    path: str, element: str, tried: Sequence[tuple[int, int]], worlds: Worlds, waits: frozenset[str]
) -> Question:
    """A question, its answers grouped by what they lead to; ``tried`` are cells with the places of their worlds."""
    classes: dict[frozenset[tuple[str, Outcome]], list[int]] = {}
    for cell, place in tried:
        classes.setdefault(frozenset(worlds.turned[place].items()), []).append(cell)
    now = worlds.base.outcomes
    answers = tuple(_answer(tuple(cells), dict(turned), now) for turned, cells in classes.items())
    always = frozenset.intersection(*(a.settles for a in answers))
    return Question(path, element, answers, always, frozenset().union(*(a.settles for a in answers)), waits)


def _answer(cells: tuple[int, ...], turned: Mapping[str, Outcome], now: Mapping[str, Outcome]) -> Answer:
    order = sorted(turned, key=list(now).index)
    settles = frozenset(n for n in order if turned[n].settled and not now[n].settled)
    turns = {n: turned[n].verdict for n in order if turned[n].verdict is not now[n].verdict or n in settles}
    return Answer(cells, turns, settles)


def _in_open_rules(judgement: Judgement) -> set[str]:
    """Facts in what is still open of any rule of an option that is not settled."""
    found: set[str] = set()
    for option, outcome in judgement.outcomes.items():
        if not outcome.settled:
            for rule in judgement.program.options[option].rules:
                found.update(judgement.truths.open_tests(rule.acts))
    return found
