"""An interview as a pure state machine: what is recorded, what was replied, and what to ask next.

It asks only what can still change a verdict, the most valuable question first, each fact once and a set of findings
as a whole. Facts that are presumed or derived are not asked. Nothing is read or printed here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from recurtx.engine import Judgement
from recurtx.logic import TRUE
from recurtx.profile import VOCABULARY, Kind, Origin, Situation, clashes
from recurtx.program.cells import with_element
from recurtx.reasoning.next import governors, open_elements, questions, undermining, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.profile import Clash, Content, Fact
    from recurtx.profile.history import History
    from recurtx.program.cells import Partition
    from recurtx.program.nodes import Program
    from recurtx.reasoning.next import Question
    from recurtx.ruleset import Ruleset

TYPE = "cancer.type"
"""The one fact that every profile needs, and so the first question."""
_KEPT = ("situation", "judgement")
"""What is computed from the recorded facts alone."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answered question; ``content`` is None where the answer is not known."""

    path: str
    content: Content | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A fact to ask for, and why.

    ``questions`` say what its answers mean, for a set element by element; ``elements`` are those of a set that are
    not known yet, of a set of drugs those that matter now; ``options`` turn on the fact. Where none does, the fact
    ``governs`` depends on it, or some answer speaks against the presumption of ``undermines``.
    """

    path: str
    questions: tuple[Question, ...] = ()
    elements: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()
    governs: str = ""
    undermines: str = ""

    @property
    def spec(self) -> Fact:
        """What the vocabulary says of the fact."""
        return VOCABULARY[self.path]


@dataclass(frozen=True)
class Interview:
    """Where an interview stands; every step gives a new one.

    ``base`` is what was recorded before it began, ``before`` the interview without the latest reply.
    """

    program: Program
    base: Situation
    replies: tuple[Reply, ...] = ()
    before: Interview | None = field(default=None, repr=False, compare=False)

    @classmethod
    def begin(
        cls,
        program: Program,
        recorded: Mapping[str, Content],
        *,
        presume: bool = True,
        history: History | None = None,
    ) -> Interview:
        """An interview about a patient of whom something, or nothing, is recorded."""
        return cls(program, Situation(recorded, program.ruleset.agents, presume=presume, history=history))

    @property
    def ruleset(self) -> Ruleset:
        """The rules that it is about."""
        return self.program.ruleset

    @cached_property
    def situation(self) -> Situation:
        """Everything known by now."""
        return self.base.changed({r.path: r.content for r in self.replies if r.content is not None})

    @cached_property
    def asked(self) -> frozenset[str]:
        """Facts that were asked; none is asked again."""
        return frozenset(r.path for r in self.replies)

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Facts that were asked and are not known."""
        return tuple(r.path for r in self.replies if r.content is None)

    @cached_property
    def judgement(self) -> Judgement:
        """The verdicts by now."""
        return Judgement(self.program, self.situation)

    @property
    def partition(self) -> Partition:
        """The classes of values for the recorded cancer type."""
        return self.judgement.partition

    @cached_property
    def inquiry(self) -> Inquiry | None:
        """What to ask next; None where no fact that could be asked changes a verdict."""
        if TYPE not in self.situation.recorded:
            return Inquiry(TYPE)
        first = next((q.path for q in self._questions), None)
        return None if first is None else self._inquiry(first)

    def _inquiry(self, path: str) -> Inquiry:
        """A fact to ask for, with everything that is asked of it and why."""
        found = tuple(q for q in self._questions if q.path == path and q.answers)
        wait = waiting(self.judgement, self.asked).get(path)
        governs = wait.governs if wait is not None else ""
        elements = open_elements(path, self.judgement)
        if VOCABULARY[path].kind is Kind.AGENTS:
            asked = tuple(sorted(q.element for q in found))
            elements = asked or (open_elements(governs, self.judgement) if governs else elements)
        return Inquiry(
            path, found, elements, frozenset(wait.options) if wait is not None and not governs else frozenset(),
            governs, "" if wait is not None else undermining(self.judgement)[path],
        )  # fmt: skip

    @cached_property
    def most_left(self) -> int:
        """How many facts can be asked at most, this one included: a bound, for what matters depends on the answers."""
        return len(VOCABULARY) if TYPE not in self.situation.recorded else len(self._may_matter())

    def reply(self, content: Content | None) -> Interview:
        """The interview after an answer to the present question; None where the answer is not known.

        Raises:
            ValueError: nothing is asked any more.
        """
        if self.inquiry is None:
            raise ValueError("nothing is asked")
        later = Interview(self.program, self.base, (*self.replies, Reply(self.inquiry.path, content)), self)
        if content is None:  # nothing was learnt, so what was computed stands
            later.__dict__.update({name: self.__dict__[name] for name in _KEPT if name in self.__dict__})
        return later

    def refusal(self, content: Content) -> tuple[Clash, ...]:
        """What an answer to the present question would contradict; nothing where it can stand."""
        return tuple(clashes(self.reply(content).situation))

    def back(self) -> Interview:
        """The interview before the latest answer; itself where there is none."""
        return self.before or self

    @cached_property
    def _questions(self) -> list[Question]:
        return questions(self.judgement, self.asked)

    def _values(self, path: str) -> Iterator[Content]:
        """A value for each class, or a set with each of its open elements."""
        if VOCABULARY[path].is_set:
            for element in open_elements(path, self.judgement):
                yield with_element(self.situation.recorded.get(path), element, present=True)
        else:
            yield from (cell.value for cell in self.partition.cells(path))

    def _may_matter(self) -> frozenset[str]:
        """Every fact that may yet be asked, whatever the answers are.

        Learning a fact opens nothing that was closed, unless it speaks against a presumption; so what is open now, or
        with any of these presumptions gone, is all that can ever be.
        """
        against = {p: value for p in undermining(self.judgement) if p not in self.asked for value in self._against(p)}
        found = set(against)
        for count in range(len(against) + 1):
            for some in combinations(against, count):
                there = self.judgement.changed({path: against[path] for path in some}) if some else self.judgement
                found.update(_open_facts(there))
        found.update(g for path in tuple(found) for g in self._all_governors(path))
        return frozenset(p for p in found if p not in self.asked and self._askable(p))

    def _against(self, path: str) -> Iterator[Content]:
        """A value of a fact that speaks against a presumption."""
        conditions = [
            c for fact in VOCABULARY.values() if fact.presumption
            for c in fact.presumption.unless if c.path == path
        ]  # fmt: skip
        for content in self._values(path):
            there = self.situation.changed({path: content})
            if any(there.truth(c) is TRUE for c in conditions):
                yield content

    def _all_governors(self, path: str) -> Iterator[str]:
        """Facts that may come before this one, now or once a presumption is gone."""
        presumption = VOCABULARY[path].presumption
        later = [presumption.within] if presumption and presumption.within else []
        for other in dict.fromkeys((*governors(path, self.judgement), *later)):
            yield other
            yield from self._all_governors(other)

    def _askable(self, path: str) -> bool:
        """Whether a fact is not known, or may cease to be presumed."""
        origin = self.situation.knowledge(path).origin
        if origin is Origin.PRESUMED:
            presumption = VOCABULARY[path].presumption
            return presumption is not None and bool(presumption.unless)
        partly = origin in (Origin.RECORDED, Origin.DERIVED) and bool(open_elements(path, self.judgement))
        return origin is Origin.UNKNOWN or partly


def _open_facts(judgement: Judgement) -> Iterator[str]:
    """Facts in whatever is open of an option that is not settled, its own and what it inherits."""
    truths = judgement.truths
    for option, outcome in judgement.outcomes.items():
        if not outcome.settled:
            entry = judgement.program.options[option]
            for node in (entry.inside, entry.stops, entry.supports, entry.cautions):
                yield from truths.open_tests(node)
