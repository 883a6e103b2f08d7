"""Patients that the solver made up, put to the engine and made as small as they can be.

The solver is never believed: a patient counts only where the profile is accepted and the engine says the same of it.
What is left is a patient without any fact that does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.engine.verdict import Verdict, tally
from recurtx.logic import TRUE
from recurtx.profile import VOCABULARY, SetContent, Situation, impossible
from recurtx.program.truths import Truths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recurtx.profile import Content
    from recurtx.symbolic.space import Space

    Facts = Mapping[str, Content]
    """What is recorded, by path."""
    Claim = Callable[[Facts], bool]
    """What is said of a patient."""


class Witness(NamedTuple):
    """A patient, or two who differ in one fact, of whom something is so."""

    patients: tuple[Mapping[str, Content], ...]

    def facts(self) -> Iterator[tuple[str, Content]]:
        """The facts of the first."""
        yield from self.patients[0].items()


class Engine:
    """The engine, asked about patients that somebody made up."""

    def __init__(self, space: Space) -> None:
        self.space, self.program = space, space.program

    def truths(self, facts: Facts, roots: tuple[int, ...], *, presume: bool = True) -> Truths | None:
        """Some nodes for a patient; None where there is no such patient."""
        situation = Situation(facts, self.space.agents, presume=presume)
        return None if impossible(situation) else Truths(self.program, situation, roots)

    def holds(self, facts: Facts, *nodes: int, presume: bool = True) -> bool:
        """Whether nodes are certainly true of a patient."""
        truths = self.truths(facts, nodes, presume=presume)
        return truths is not None and all(truths.truth(node) is TRUE for node in nodes)

    def verdict(self, facts: Facts, option: str, *nodes: int) -> Verdict | None:
        """The verdict of an option where some nodes are certainly true; None where they are not."""
        entry = self.program.options[option]
        truths = self.truths(facts, (*entry.deciding, *nodes))
        if truths is None or any(truths.truth(node) is not TRUE for node in nodes):
            return None
        return tally(entry, truths.found, 3).outcome(1).verdict


def accepted(facts: Facts) -> bool:
    """Whether the facts are a valid profile."""
    return not impossible(Situation(facts))


def smallest(facts: Facts, claim: Claim) -> Mapping[str, Content] | None:
    """The patient without what does not matter to a claim; None where the claim does not hold of the patient at all."""
    if not claim(facts):
        return None
    facts = _without_chunks(dict(facts), claim)
    before = None
    while before != facts:
        before = dict(facts)
        for path in _last_first(facts):
            less = {p: content for p, content in facts.items() if p != path}
            if claim(less):
                facts = less
            elif isinstance(facts[path], SetContent):
                facts = _with_less(facts, path, claim)
    return {path: facts[path] for path in VOCABULARY if path in facts}


def shown(facts: Facts, claim: Claim, *, least: bool) -> Facts | None:
    """The patient of whom a claim holds, made small where ``least`` is true; None where it does not hold."""
    return smallest(facts, claim) if least else facts if claim(facts) else None


def _last_first(facts: Facts) -> list[str]:
    """The facts that may be left out; first those late in the vocabulary, since what is asked first says most:
    that a recurrence is proven stays, rather than what shows that there is one."""
    return [path for path in reversed(tuple(VOCABULARY)) if path in facts and path != "cancer.type"]


def _without_chunks(facts: dict[str, Content], claim: Claim) -> dict[str, Content]:
    """Halves, then quarters and so on left out where they do not matter."""
    size = len(facts) // 2
    while size > 1:
        paths = _last_first(facts)
        for start in range(0, len(paths), size):
            gone = set(paths[start : start + size])
            less = {p: content for p, content in facts.items() if p not in gone}
            if claim(less):
                facts = less
        size //= 2
    return facts


def _with_less(facts: dict[str, Content], path: str, claim: Claim) -> dict[str, Content]:
    """The same with fewer elements known of one set."""
    content = facts[path]
    assert isinstance(content, SetContent)
    for less in _lesser(content):
        if claim({**facts, path: less}):
            return {**facts, path: less}
    return facts


def _lesser(content: SetContent) -> Iterator[SetContent]:
    present, absent = content.present, content.absent
    if len(present) > 1:
        yield SetContent(frozenset(), absent, content.complete)
    if absent:
        yield SetContent(present, frozenset(), content.complete)
    for name in sorted(present):
        yield SetContent(present - {name}, absent, content.complete)
    for name in sorted(absent):
        yield SetContent(present, absent - {name}, content.complete)
    if content.complete:
        yield SetContent(present, frozenset(), complete=False)


def written(facts: Facts, name: str) -> str:
    """A profile that can be loaded."""
    from recurtx.profile.write import profile_text

    return profile_text(facts, {"id": name})
