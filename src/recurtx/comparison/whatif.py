"""What turns when facts change: two assessments by the same rules, compared.

A turn from one verdict to another is never called better or worse. Nothing is rendered here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.profile import VOCABULARY, Origin, dependents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.engine import AssessedOption, Assessment, Finding, World
    from recurtx.profile import Knowledge
    from recurtx.ruleset import Advice, Rule


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A fact that is known otherwise in the second assessment; ``follows`` where other facts make it so."""

    path: str
    before: Knowledge
    after: Knowledge
    follows: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One option or modality in both assessments."""

    before: AssessedOption
    after: AssessedOption

    @property
    def turned(self) -> bool:
        """Whether the verdict is another."""
        return self.before.verdict is not self.after.verdict


@dataclass(frozen=True, slots=True)
class TurnedRule:
    """A rule that acts in one assessment and does not, or is open, in the other.

    ``by`` are the facts each of which turns it so alone; where none does, ``together`` is set and they are all facts
    that it reads and that changed.
    """

    before: Finding
    after: Finding
    by: tuple[str, ...]
    together: bool = False

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.after.rule

    @property
    def decides(self) -> bool:
        """Whether it is behind the verdict on one side."""
        return self.before.decisive or self.after.decisive


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two assessments by the same rules, side by side.

    ``options`` are all options and modalities, a parent before its modalities; ``rules`` the rules that turned, by the
    id of the option or modality that they argue about; ``begins`` and ``ends`` the advice that is shown only in the
    second, or only in the first.
    """

    before: Assessment
    after: Assessment
    facts: tuple[ChangedFact, ...]
    options: tuple[Pair, ...]
    rules: Mapping[str, tuple[TurnedRule, ...]]
    begins: tuple[Advice, ...]
    ends: tuple[Advice, ...]


def compare(before: Assessment, after: Assessment) -> Comparison:
    """What is different between two assessments by the same rules."""
    changed = tuple(_facts(before, after))
    options = tuple(Pair(option, after[name]) for name, option in before.by_id.items())
    history = {**before.situation.settled, **after.situation.settled}
    alone = _alone(before, after, (f.path for f in changed if not f.follows or f.path in history))
    rules = {pair.before.id: tuple(_rules(pair, alone)) for pair in options}
    return Comparison(
        before, after, changed, options, {name: turned for name, turned in rules.items() if turned},
        begins=tuple(a for a in after.advice if a not in before.advice),
        ends=tuple(a for a in before.advice if a not in after.advice),
    )  # fmt: skip


def _facts(before: Assessment, after: Assessment) -> Iterator[ChangedFact]:
    """Facts recorded otherwise, and facts read by rules that are derived, or apply, otherwise because of them."""
    was, is_ = before.situation, after.situation
    for path in VOCABULARY:
        one, other = was.knowledge(path), is_.knowledge(path)
        recorded = was.recorded.get(path) != is_.recorded.get(path)
        if recorded or (before.partition.reads(path) and _differs(one, other)):
            yield ChangedFact(path, one, other, follows=not recorded)


def _differs(one: Knowledge, other: Knowledge) -> bool:
    applies = (one.origin is Origin.INAPPLICABLE) == (other.origin is Origin.INAPPLICABLE)
    return not applies or one.content != other.content


def _alone(before: Assessment, after: Assessment, changed: Iterable[str]) -> dict[str, World]:
    """For each changed fact, the first patient with that fact alone as it is for the second."""
    paths = list(changed)
    worlds = before.judgement.worlds([{path: after.situation.stated.get(path)} for path in paths])
    return {path: worlds.world(place) for place, path in enumerate(paths)}


def _rules(pair: Pair, alone: Mapping[str, World]) -> Iterator[TurnedRule]:
    for before, after in zip(pair.before.findings, pair.after.findings, strict=True):
        if before.acts is not after.acts:
            reads = after.reads()
            read = tuple(path for path in alone if dependents(path) & reads)
            by = tuple(path for path in read if alone[path].acts(after.entry) is after.acts)
            yield TurnedRule(before, after, by or read, together=not by and len(read) > 1)
