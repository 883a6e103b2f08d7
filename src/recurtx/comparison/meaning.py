"""What a condition means, apart from how it is written: its number in one program that both versions share.

The order of the parts, a group of one, a group within a group of its kind, and two ways to write one threshold do not
count. What a concept or ``stopped`` stands for is compared by what is behind the name, or by the name, as the caller
asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.profile import VOCABULARY
from recurtx.program.cells import cells_of
from recurtx.program.compile import Builder, every_condition, tests_in
from recurtx.ruleset import Concept, Stopped, children, condition_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.profile import Names
    from recurtx.ruleset import Condition, Ruleset


class Meaning:
    """Numbers of conditions of several rulesets; ``names`` are what any of them calls drugs and options."""

    def __init__(self, rulesets: Iterable[Ruleset], names: Names) -> None:
        tests = tests_in(condition for ruleset in rulesets for condition in every_condition(ruleset))
        cells = {path: cells_of(fact, tests.get(path, ())) for path, fact in VOCABULARY.items() if not fact.is_set}
        self._deep = Builder(cells, names, meaning=True)
        self._by_name = Builder(cells, names, meaning=True, opaque=True)

    def of(self, condition: Condition, *, deep: bool = True) -> int:
        """What a condition means: equal meanings are equal numbers.

        ``deep`` looks into concepts and into ``stopped``; otherwise their names stand for them.
        """
        return (self._deep if deep else self._by_name).condition(condition)

    def through(
        self, old: Iterable[Condition | None], new: Iterable[Condition | None], ruleset: Ruleset
    ) -> Iterator[str]:
        """Names, in words, of what conditions refer to and what means something else now."""
        before = {self.of(r, deep=False): self.of(r) for c in old for r in _references(c)}
        for condition in new:
            for reference in _references(condition):
                named = self.of(reference, deep=False)
                if named in before and before[named] != self.of(reference):
                    yield condition_words(reference, ruleset)


def _references(condition: Condition | None) -> Iterator[Concept | Stopped]:
    """Concepts and options that a condition names itself."""
    if isinstance(condition, (Concept, Stopped)):
        yield condition
    elif condition is not None:
        for child in children(condition):
            yield from _references(child)
