"""An interview as a pure state machine: what is recorded, what was replied, and what to ask next.

It asks only what can still change a verdict, the most valuable question first, each fact once and a set of findings
as a whole. Facts that are presumed or derived are not asked. Nothing is read or printed here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from recurtx.engine import Quick
from recurtx.engine._cells import Partition, with_element
from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import VOCABULARY, Kind, Origin, Situation, clashes
from recurtx.reasoning._next import questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.engine import Finding
    from recurtx.profile import Clash, Content, Fact
    from recurtx.reasoning._next import Question
    from recurtx.ruleset import Ruleset

__all__ = ["Inquiry", "Interview", "Reply"]

TYPE = "cancer.type"
"""The one fact that every profile needs, and so the first question."""
_KEPT = ("situation", "quick", "partition", "_questions")
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

    ruleset: Ruleset
    base: Situation
    replies: tuple[Reply, ...] = ()
    before: Interview | None = field(default=None, repr=False, compare=False)

    @classmethod
    def begin(cls, ruleset: Ruleset, recorded: Mapping[str, Content], *, presume: bool = True) -> Interview:
        """An interview about a patient of whom something, or nothing, is recorded."""
        return cls(ruleset, Situation(recorded, ruleset.agents, presume=presume))

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
    def quick(self) -> Quick:
        """The verdicts by now."""
        return Quick.of(self.situation, self.ruleset)

    @cached_property
    def partition(self) -> Partition:
        """The classes of values for the recorded cancer type."""
        kind = self.situation.recorded.get(TYPE)
        return Partition.of(self.ruleset, kind if isinstance(kind, str) else None)

    @cached_property
    def inquiry(self) -> Inquiry | None:
        """What to ask next; None where no fact that could be asked changes a verdict."""
        if TYPE not in self.situation.recorded:
            return Inquiry(TYPE)
        found = {i.path: i for i in self._inquiries()}
        if not found:
            return None
        first = next(iter(found))
        governor = self._governor(first)
        if governor is None:
            return found[first]
        elements = found[first].elements if VOCABULARY[governor].kind is Kind.AGENTS else self._elements(governor)
        return found.get(governor) or Inquiry(governor, elements=elements, governs=first)

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
        later = Interview(self.ruleset, self.base, (*self.replies, Reply(self.inquiry.path, content)), self)
        if content is None:  # nothing was learnt, so what was computed stands
            later.__dict__.update({name: self.__dict__[name] for name in _KEPT if name in self.__dict__})
        return later

    def refusal(self, content: Content) -> tuple[Clash, ...]:
        """What an answer to the present question would contradict; nothing where it can stand."""
        there = self.reply(content).situation
        return tuple(clashes(Situation(there.recorded, there.agents, presume=False)))

    def back(self) -> Interview:
        """The interview before the latest answer; itself where there is none."""
        return self.before or self

    @cached_property
    def _questions(self) -> list[Question]:
        return questions(self.quick, self.partition)

    def _inquiries(self) -> Iterator[Inquiry]:
        """Facts to ask, the most valuable first; then sets that matter only as a whole; then what speaks against a
        presumption."""
        waiting = self._waiting()
        groups: dict[str, list[Question]] = {}
        for question in self._questions:
            groups.setdefault(question.path, []).append(question)
        for path in (p for p in waiting if VOCABULARY[p].is_set):
            groups.setdefault(path, [])
        for path, found in groups.items():
            if path not in self.asked:
                names = tuple(sorted(q.element for q in found if q.element))
                elements = names if names and VOCABULARY[path].kind is Kind.AGENTS else self._elements(path)
                yield Inquiry(path, tuple(found), elements, frozenset(waiting.get(path, ())))
        for path, presumed in self._undermining():
            if path not in groups and self._turns(path):
                yield Inquiry(path, elements=self._elements(path), undermines=presumed)

    def _waiting(self) -> dict[str, list[str]]:
        """By unrecorded fact, the options that are not settled and wait for it."""
        found: dict[str, list[str]] = {}
        for option, outcome in self.quick.outcomes.items():
            for path in () if outcome.settled else outcome.missing:
                found.setdefault(path, []).append(option)
        return found

    def _elements(self, path: str) -> tuple[str, ...]:
        """Elements of a set that are not known: all of a closed one, of an open one those that rules name."""
        fact = VOCABULARY[path]
        if not fact.is_set:
            return ()
        names = fact.values if fact.kind is Kind.SET else self.partition.elements(path)
        return tuple(n for n in names if self.situation.element(path, n).truth is UNKNOWN)

    def _governor(self, path: str) -> str | None:
        """An open fact that decides whether this one applies, or what it may hold, and so comes first."""
        for other in self._governors(path):
            if other not in self.asked:
                return self._governor(other) or other
        return None

    def _governors(self, path: str) -> Iterator[str]:
        """Open facts that decide whether a fact applies or, for drugs, which of them were received at all."""
        fact = VOCABULARY[path]
        for condition in fact.applies_when:
            if self.situation.test(condition.path, condition.test).truth is UNKNOWN:
                yield condition.path
        source = fact.presumption.within if fact.presumption else None
        if source and any(self.situation.element(source, e).truth is UNKNOWN for e in self._elements(path)):
            yield source

    def _undermining(self) -> Iterator[tuple[str, str]]:
        """Unrecorded facts of which a value speaks against a presumption that still stands, and what is presumed."""
        for path, fact in VOCABULARY.items():
            presumption = fact.presumption if self.situation.presume else None
            for condition in presumption.unless if presumption else ():
                truth = self.situation.test(condition.path, condition.test).truth
                if truth is UNKNOWN and condition.path not in self.asked and path in self.partition.tests:
                    yield condition.path, path

    def _turns(self, path: str) -> bool:
        """Whether some value of a fact turns or opens a verdict."""
        now = {name: (o.verdict, o.settled) for name, o in self.quick.outcomes.items()}
        for content in self._values(path):
            there = self.quick.changed({path: content})
            then = {name: (o.verdict, o.settled) for name, o in there.outcomes.items()}
            if then != now and not any(True for _ in clashes(there.situation)):
                return True
        return False

    def _values(self, path: str) -> Iterator[Content]:
        """A value for each class, or a set with each of its open elements."""
        if VOCABULARY[path].is_set:
            for element in self._elements(path):
                yield with_element(self.situation, path, element, present=True)
        else:
            yield from (cell.value for cell in self.partition.cells(path))

    def _may_matter(self) -> frozenset[str]:
        """Every fact that may yet be asked, whatever the answers are.

        Learning a fact opens nothing that was closed, unless it speaks against a presumption; so what is open now, or
        with any of these presumptions gone, is all that can ever be.
        """
        against = {path: value for path, _ in self._undermining() for value in self._against(path)}
        found = set(against)
        for count in range(len(against) + 1):
            for some in combinations(against, count):
                there = self.quick.changed({path: against[path] for path in some}) if some else self.quick
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
            if any(there.test(c.path, c.test).truth is TRUE for c in conditions):
                yield content

    def _all_governors(self, path: str) -> Iterator[str]:
        """Facts that may come before this one, now or once a presumption is gone."""
        presumption = VOCABULARY[path].presumption
        later = [presumption.within] if presumption and presumption.within else []
        for other in dict.fromkeys((*self._governors(path), *later)):
            yield other
            yield from self._all_governors(other)

    def _askable(self, path: str) -> bool:
        """Whether a fact is not known, or may cease to be presumed."""
        origin = self.situation.knowledge(path).origin
        if origin is Origin.PRESUMED:
            presumption = VOCABULARY[path].presumption
            return presumption is not None and bool(presumption.unless)
        return origin is Origin.UNKNOWN or (origin is Origin.RECORDED and bool(self._elements(path)))


def _open_facts(quick: Quick) -> Iterator[str]:
    """Facts in whatever is open of an option that is not settled, its own and what it inherits."""
    for option, outcome in quick.outcomes.items():
        if outcome.settled:
            continue
        chain = (option, *(o.id for o in quick.ruleset.lineage(option)))
        for name in chain:
            scope = quick.scopes[name]
            yield from scope.unknown_facts() if scope is not None else ()
        for finding in _open_findings(quick, chain):
            yield from finding.unknown_facts()


def _open_findings(quick: Quick, chain: tuple[str, ...]) -> Iterator[Finding]:
    """Findings that can still change the verdict of an option that is not settled, now or once it is decided."""
    acting = {f.rule.effect for f in quick.findings[chain[0]] if f.acts is TRUE}
    for place, name in enumerate(chain):
        for finding in quick.findings[name]:
            effect = finding.rule.effect
            if finding.acts is UNKNOWN and (effect.stops or (place == 0 and effect not in acting)):
                yield finding
