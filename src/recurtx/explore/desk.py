"""What is worked out beside the screen: the answer for a chart, and its pages as lines.

One thread at a time asks a desk; it takes up to some hundred milliseconds, and nothing here touches the screen.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from recurtx.answer import answer as answered
from recurtx.answer.asked import asked
from recurtx.comparison.whatif import compare
from recurtx.explore.chart import TYPE
from recurtx.explore.facts import Entry, entries, matters
from recurtx.markup.block import Branch, Gap, Item, Judged, Text, Title, plain
from recurtx.markup.terminal import rows
from recurtx.pages.compare import Names, comparison_page
from recurtx.pages.explain import explain
from recurtx.pages.explore import board, unbegun_page
from recurtx.pages.facts import fact_page
from recurtx.pages.next import next_page
from recurtx.pages.suggest import suggest
from recurtx.profile import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recurtx.answer import Answer
    from recurtx.explore.chart import Chart
    from recurtx.markup.block import Block, Page
    from recurtx.markup.terminal import Line
    from recurtx.ruleset import Ruleset

_REMEMBERED = 16
"""Answers that are kept, so that undo and redo cost nothing."""
_NARROWEST = 30


class View(StrEnum):
    """What may stand beside the verdicts."""

    options = "Options"
    argument = "Argument"
    next = "Next"
    compare = "Compare"
    fact = "Fact"


class Goal(NamedTuple):
    """Where a line leads: to a ``fact`` or an ``option``, by its path or id."""

    kind: str
    name: str


class Row(NamedTuple):
    """One line of a page, and where it leads."""

    line: Line
    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown: of which patients and which option, and how much room there is.

    ``other`` is the second patient; None compares the patient with what was read. ``board`` has columns and lines;
    ``whole`` asks for every rule of the argument.
    """

    chart: Chart
    other: Chart | None
    option: str
    view: View
    fact: str
    board: tuple[int, int]
    detail: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown for it: the patient in a line, the facts by group, the lines of the verdicts, the option that is
    chosen (empty for none), those that may be, and the questions in their order, by path."""

    head: str
    facts: Mapping[str, Sequence[Entry]]
    board: Sequence[Row]
    option: str
    options: Sequence[str]
    questions: Sequence[str]


class Desk:
    """The answers for the patients on the screen."""

    def __init__(self, ruleset: Ruleset, *, ascii: bool = False, presume: bool = True) -> None:
        self.ruleset = ruleset
        self._ascii, self._presume = ascii, presume
        self._answers: deque[Answer] = deque(maxlen=_REMEMBERED)

    def answer(self, chart: Chart) -> Answer:
        """The answer for a chart, the same object for the same patient."""
        record = chart.record
        found = next((known for known in self._answers if known.profile == record.profile), None)
        if found is None:
            found = answered(record.profile, self.ruleset, presume=self._presume, warnings=record.warnings)
            self._answers.append(found)
        return found

    def shown(self, wanted: Wanted) -> Shown:
        """The patient, the facts and the verdicts."""
        chart = wanted.chart
        if not chart.begun:
            lines = self.rows(unbegun_page(), wanted.board[0])
            return Shown("no patient yet", entries(chart, None, frozenset(VOCABULARY)), lines, "", (), (TYPE,))
        answer = self.answer(chart)
        option = wanted.option if wanted.option in answer.by_id else ""
        lines = self.rows(board(answer, *wanted.board, option), wanted.board[0], answer)
        listed = [row.goal.name for row in lines if row.goal and row.goal.kind == "option"]
        cancer = str(answer.situation.recorded[TYPE])
        count = len(answer.situation.stated)
        return Shown(
            f"{answer.profile.id or chart.source or 'a patient'} · {count} fact{'s' * (count != 1)} recorded",
            entries(chart, answer, matters(self.ruleset, cancer)), lines, option, tuple(dict.fromkeys(listed)),
            tuple(fact.path for fact in asked(answer.next.questions)),
        )  # fmt: skip

    def beside(self, wanted: Wanted, option: str) -> Sequence[Row]:
        """The page beside the verdicts."""
        if wanted.view is View.fact:
            return self.rows(self._fact(wanted.fact), wanted.detail)
        if not wanted.chart.begun:
            return self.rows(unbegun_page(), wanted.detail)
        answer = self.answer(wanted.chart)
        return self.rows(self._page(wanted, answer, option), wanted.detail, answer)

    def _page(self, wanted: Wanted, answer: Answer, option: str) -> Page:
        match wanted.view:
            case View.argument:
                return explain(
                    answer, option or answer.options[0].id, max(_NARROWEST, wanted.detail), whole=wanted.whole
                )
            case View.next:
                return next_page(answer)
            case View.compare:
                return self._comparison(wanted, answer)
            case _:
                return suggest(answer, max(_NARROWEST, wanted.detail))

    def _fact(self, path: str) -> Page:
        return fact_page(VOCABULARY[path], self.ruleset) if path in VOCABULARY else [Title(path)]

    def _comparison(self, wanted: Wanted, answer: Answer) -> Page:
        """The other patient beside this one or, where there is none, the patient as read."""
        other = wanted.other
        if other is not None and other.begun:
            before, label = self.answer(other), other.record.profile.id or other.source or "the other"
            mine = answer.profile.id or wanted.chart.source or "this one"
            mine = f"{mine} (edited)" if mine == label else mine
            return comparison_page(compare(answer, before), Names("Two patients", mine, label, patients=True))
        read = wanted.chart.unedited()
        if not read.begun:
            return [Title("Compare"), Gap(), Text("Nothing was read to compare with. A second patient: --vs OTHER.")]
        return comparison_page(compare(self.answer(read), answer), Names("What if"))

    def rows(self, page: Page, width: int, answer: Answer | None = None) -> list[Row]:
        """The lines of a page, those of options and of questions with where they lead."""
        goals = _goals(answer)
        width = max(_NARROWEST, width)
        return [Row(line, _goal(block, goals)) for block, line in rows(page, width, ascii=self._ascii)]


def _goals(answer: Answer | None) -> Mapping[tuple[str, str], Goal]:
    """Where names lead: those of options, of questions as they are numbered, and of facts in conditions."""
    if answer is None:
        return {}
    options = ((("option", name), Goal("option", one.id)) for one in reversed(list(answer.by_id.values()))
               for name in (one.option.name, one.option.short))  # fmt: skip
    facts = ((("fact", fact.short), Goal("fact", path)) for path, fact in VOCABULARY.items())
    numbered = enumerate(asked(answer.next.questions), 1)
    return {**dict(options), **dict(facts), **{("fact", f"{n} {f.short}"): Goal("fact", f.path) for n, f in numbered}}


def _goal(block: Block, goals: Mapping[tuple[str, str], Goal]) -> Goal | None:
    match block:
        case Judged() if block.symbol.text:
            return goals.get(("option", block.name))
        case Item():
            return goals.get(("fact", plain(block.lead)))
        case Branch():
            return goals.get(("fact", plain(block.cells[0])))
    return None
