"""What to find out next: the value of information, one step ahead, exact over the values that rules can tell apart.

For each unrecorded fact, or element of a set, that a verdict waits for, and for each class of its values, the verdicts
are computed again. How likely a value is, and what a test costs the patient, is not judged; joint information is not
searched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.engine import Quick
from recurtx.engine._cells import Partition, with_element
from recurtx.logic import UNKNOWN
from recurtx.profile import VOCABULARY, Kind, Origin, can_clash, clashes, dependents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.engine import Assessment, Outcome, Verdict
    from recurtx.profile import Content, Situation
    from recurtx.ruleset import Ruleset

__all__ = ["Answer", "Next", "Question", "next_questions", "questions"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A class of answers that leave every verdict the same.

    ``cells`` are the places of its values among the cells of the fact; of a set element 0 is absent and 1 present.
    ``turns`` holds the options whose verdict is another than now, or newly settled, with the verdict then.
    """

    cells: tuple[int, ...]
    turns: dict[str, Verdict]
    settles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
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


@dataclass(frozen=True, slots=True)
class Next:
    """What to find out, in order of value; what would only add an argument; and what changes nothing now.

    A presumed fact is in none of them: it is not asked, and recording it may change what it was presumed for.
    """

    questions: tuple[Question, ...]
    adds_only: tuple[str, ...]
    idle: tuple[str, ...]
    partition: Partition


def next_questions(assessment: Assessment) -> Next:
    """The questions worth asking for one patient."""
    quick = Quick.from_assessment(assessment)
    partition = _partition(assessment.situation, assessment.ruleset)
    exact = {name: option.missing for name, option in assessment.by_id().items()}
    found = tuple(questions(quick, partition, exact))
    asked = {q.path for q in found}
    adds = {p for p in _in_open_rules(quick) - asked if not dependents(p) & asked}
    open_ = {p for p in partition.tests if quick.situation.knowledge(p).origin in (Origin.UNKNOWN, Origin.INAPPLICABLE)}
    order = [path for path in VOCABULARY if path in open_]
    needed = adds | asked
    idle = (p for p in order if not dependents(p) & needed)
    return Next(found, tuple(p for p in order if p in adds), tuple(idle), partition)


def _partition(situation: Situation, ruleset: Ruleset) -> Partition:
    kind = situation.recorded.get("cancer.type")
    return Partition.of(ruleset, kind if isinstance(kind, str) else None)


def questions(quick: Quick, partition: Partition, exact: Mapping[str, Sequence[str]] | None = None) -> list[Question]:
    """Every fact that a verdict waits for, the most valuable first.

    ``exact`` is what each verdict misses, where that is known; then a fact of which it is open whether it applies gives
    way to those that decide it.
    """
    waiting: dict[str, set[str]] = {}
    for option, outcome in quick.outcomes.items():
        if not outcome.settled:
            for path in outcome.missing if exact is None else exact[option]:
                for first in (path,) if exact is None else _first(path, quick.situation):
                    waiting.setdefault(first, set()).add(option)
    found = [q for path in waiting for q in _of_path(path, frozenset(waiting[path]), quick, partition)]
    top = {o.id for o in quick.ruleset.children(None)}
    return sorted(found, key=lambda q: _value(q, top))


def _first(path: str, situation: Situation) -> tuple[str, ...]:
    """The fact itself, or what decides whether it applies, where that is open."""
    conditions = VOCABULARY[path].applies_when
    open_ = [c.path for c in conditions if situation.test(c.path, c.test).truth is UNKNOWN]
    return tuple(first for governor in open_ for first in _first(governor, situation)) or (path,)


def _value(question: Question, top: set[str]) -> tuple[int, int, int, int, int, int, int, str]:
    """Order: verdicts settled by every class, by some class, verdicts that wait; options at the top before ways."""
    return (
        -len(question.always & top), -len(question.sometimes & top), -len(question.waiting & top),
        -len(question.always), -len(question.sometimes), -len(question.waiting),
        VOCABULARY[question.path].index, question.element,
    )  # fmt: skip


def _of_path(path: str, waiting: frozenset[str], quick: Quick, partition: Partition) -> Iterator[Question]:
    fact = VOCABULARY[path]
    if not fact.is_set:
        values: list[Content] = [cell.value for cell in partition.cells(path)]
        question = _question(path, "", list(enumerate(values)), waiting, quick)
        if question is not None:
            yield question
        return
    for element in _open_elements(path, quick, partition):
        pair: list[tuple[int, Content]] = [
            (int(present), with_element(quick.situation, path, element, present=present)) for present in (False, True)
        ]
        question = _question(path, element, pair, waiting, quick)
        if question is not None:
            yield question


def _open_elements(path: str, quick: Quick, partition: Partition) -> Iterator[str]:
    kind = VOCABULARY[path].kind
    for element in partition.elements(path):
        if quick.situation.element(path, element).truth.value == "unknown" and (kind is not Kind.OPTIONS):
            yield element


def _question(path: str, element: str, values: Iterable[tuple[int, Content]], waiting: frozenset[str], quick: Quick
              ) -> Question | None:  # fmt: skip
    """The question, or None where no answer changes a verdict or what one waits for."""
    classes: dict[tuple[tuple[str, Verdict, bool], ...], list[int]] = {}
    outcomes: dict[tuple[tuple[str, Verdict, bool], ...], dict[str, Outcome]] = {}
    for place, value in values:
        there = quick.changed({path: value})
        if can_clash(path) and any(True for _ in clashes(there.situation)):
            continue
        key = tuple((name, o.verdict, o.settled) for name, o in there.outcomes.items())
        classes.setdefault(key, []).append(place)
        outcomes[key] = dict(there.outcomes)
    if all(found == quick.outcomes for found in outcomes.values()):
        return None
    answers = tuple(_answer(tuple(places), outcomes[key], quick) for key, places in classes.items())
    always = frozenset.intersection(*(a.settles for a in answers))
    sometimes = frozenset[str]().union(*(a.settles for a in answers))
    return Question(path, element, answers, always, sometimes, waiting)


def _answer(places: tuple[int, ...], outcomes: dict[str, Outcome], quick: Quick) -> Answer:
    now = quick.outcomes
    settles = frozenset(n for n, o in outcomes.items() if o.settled and not now[n].settled)
    turns = {n: o.verdict for n, o in outcomes.items() if o.verdict is not now[n].verdict or n in settles}
    return Answer(places, turns, settles)


def _in_open_rules(quick: Quick) -> set[str]:
    """Facts in what is still open of any rule of an option that is not settled."""
    found: set[str] = set()
    for name, outcome in quick.outcomes.items():
        if not outcome.settled:
            for finding in quick.findings[name]:
                found.update(finding.unknown_facts())
    return found
