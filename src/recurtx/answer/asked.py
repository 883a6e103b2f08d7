"""Questions worth asking, by fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from recurtx.answer.becoming import is_certain
from recurtx.engine import Verdict
from recurtx.profile import INVESTIGATIONS, VOCABULARY
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.answer.answer import Answer
    from recurtx.reasoning.next import Question


@dataclass
class Asked:
    """One fact to ask for: the questions of its elements where it is a set, with the options that turn on it.

    ``how`` is the errand that answers it; one that an earlier question needs as well is named as the same.
    """

    path: str
    how: str
    questions: list[Question] = field(default_factory=list)

    @property
    def short(self) -> str:
        """What the fact is called."""
        return VOCABULARY[self.path].short


def asked(questions: Iterable[Question]) -> list[Asked]:
    """Questions by fact, in order of value."""
    found: dict[str, Asked] = {}
    errands: dict[str, int] = {}
    for question in questions:
        if question.path not in found:
            by = VOCABULARY[question.path].by
            first = errands.setdefault(by, len(found) + 1)
            how = INVESTIGATIONS[by] if first > len(found) else f"same test as {first}"
            found[question.path] = Asked(question.path, how)
        found[question.path].questions.append(question)
    return list(found.values())


def settles_words(fact: Asked, answer: Answer) -> str:
    """What a fact settles, may settle, turns, or is needed for: options at the top where it concerns any."""
    questions, top = fact.questions, _top(answer)
    kinds = (
        ("settles", _all(q.always for q in questions)),
        ("may settle", _all(q.sometimes for q in questions)),
        ("turns", _all(a.turns for q in questions for a in q.answers)),
    )
    for chosen in (top, frozenset(answer.by_id).difference(o.id for o in answer.options if o.id not in top)):
        for word, names in kinds:
            if names & chosen:
                return f"{word} {_options(names & chosen, answer)}"
    return f"needed, with others, for {_options(_all(q.waiting for q in questions), answer)}"


def _top(answer: Answer) -> frozenset[str]:
    """The options at the top that an answer can turn: not those that become the same with every answer."""
    return frozenset(o.id for o in answer.options if not is_certain(o))


def decides_words(fact: Asked, answer: Answer, room: int) -> str:
    """What its answers decide, in at most so many characters: ``decides Systemic therapy, may close 2``.

    An option that can be offered already, or usually not, is not decided but may turn.
    """
    questions, top = fact.questions, _top(answer)
    stands = frozenset(o.id for o in answer.options if o.verdict.offered or o.verdict is Verdict.USUALLY_NOT)
    settled = _all(q.sometimes | q.always for q in questions) & top
    always = _all(q.always for q in questions) & top - stands
    closed = frozenset(n for q in questions for a in q.answers for n, v in a.turns.items() if v.closed) & top - always
    if always:
        tail = f", may close {len(closed)}" if closed else ""
        return _fitting("decides", always, answer, room - len(tail)) + tail
    turned = _all(a.turns for q in questions for a in q.answers)
    kinds = ("may decide", settled - stands), ("may turn", settled), ("turns", turned & top), ("turns", turned)
    for word, names in kinds:
        if names:
            return _fitting(word, names, answer, room)
    return _fitting("needed, with others, for", _all(q.waiting for q in questions), answer, room)


def _fitting(word: str, names: frozenset[str], answer: Answer, room: int) -> str:
    """The options by name where there is room, else their number."""
    words = f"{word} {_options(names, answer)}"
    top = all(answer[name].parent is None for name in names)
    kind = ("option" if top else "way") + ("s" if len(names) > 1 else "")
    return words if len(words) <= room else f"{word} {len(names)} {kind}"


def _all(names: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(chain.from_iterable(names))


def _options(names: frozenset[str], answer: Answer) -> str:
    """Options at the top, then the ways of systemic therapy and the like, at most three named."""
    chosen = [o.option for name, o in answer.by_id.items() if name in names]
    top = [o.name for o in chosen if o.parent is None]
    below = [lower(o.name) for o in chosen if o.parent is not None]
    shown = [*top[:3], *below[: max(0, 3 - len(top))]]
    more = len(chosen) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
