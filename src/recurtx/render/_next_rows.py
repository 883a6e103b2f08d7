"""Questions worth asking, by fact, in one line each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recurtx.profile import INVESTIGATIONS, VOCABULARY
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recurtx.engine import Assessment
    from recurtx.reasoning import Next, Question

__all__ = ["Asked", "asked", "next_rows", "settles_words"]


@dataclass
class Asked:
    """One fact to ask for: the questions of its elements where it is a set, with the options that turn on it."""

    path: str
    questions: list[Question] = field(default_factory=list)

    @property
    def always(self) -> frozenset[str]:
        """Options that are settled whatever the answer."""
        return frozenset[str]().union(*(q.always for q in self.questions))

    @property
    def sometimes(self) -> frozenset[str]:
        """Options that some answer settles."""
        return frozenset[str]().union(*(q.sometimes for q in self.questions))

    @property
    def turned(self) -> frozenset[str]:
        """Options whose verdict some answer turns."""
        return frozenset(name for q in self.questions for a in q.answers for name in a.turns)

    @property
    def waiting(self) -> frozenset[str]:
        """Options in whose missing facts it stands."""
        return frozenset[str]().union(*(q.waiting for q in self.questions))


def asked(questions: Iterable[Question]) -> list[Asked]:
    """Questions by fact, in order of value."""
    found: dict[str, Asked] = {}
    for question in questions:
        found.setdefault(question.path, Asked(question.path)).questions.append(question)
    return list(found.values())


def settles_words(fact: Asked, assessment: Assessment) -> str:
    """What a fact settles, may settle, turns, or is needed for: options at the top where it concerns any."""
    top = frozenset(o.option.id for o in assessment.options)
    kinds = (("settles", fact.always), ("may settle", fact.sometimes), ("turns", fact.turned))
    for chosen in (top, frozenset(assessment.by_id())):
        for word, names in kinds:
            if names & chosen:
                return f"{word} {_options(names & chosen, assessment)}"
    return f"needed, with others, for {_options(fact.waiting, assessment)}"


def _options(names: frozenset[str], assessment: Assessment) -> str:
    """Options at the top, then the ways of systemic therapy and the like, at most three named."""
    top = [o.option.name for o in assessment.options if o.option.id in names]
    below = [o.option for o in assessment.by_id().values() if o.option.id in names and o.option.parent is not None]
    shown = top[:3]
    for option in below:
        if len(shown) < 3:
            shown.append(lower(option.name))
    more = len(top) + len(below) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def next_rows(assessment: Assessment, result: Next, most: int) -> list[tuple[str, str]]:
    """The first questions for the answer's own screen: short name, and how it is obtained and what it settles."""
    rows = []
    errands: set[str] = set()
    for fact in asked(result.questions)[:most]:
        spec = VOCABULARY[fact.path]
        how = INVESTIGATIONS[spec.by]
        errand = f"the same: {how}" if spec.by in errands else how
        errands.add(spec.by)
        rows.append((spec.short, f"{errand} · {settles_words(fact, assessment)}"))
    return rows
