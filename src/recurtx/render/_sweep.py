"""``recurtx what-if --sweep``: where verdicts turn while one fact runs through its values, as a strip per option."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.engine import Verdict
from recurtx.profile import VOCABULARY, Situation, spec
from recurtx.render._lines import Line, Span, Style, heading, line, wrap
from recurtx.render._phrases import SYMBOLS, VERDICTS, value_words
from recurtx.render._ranges import cells_words
from recurtx.render._suggest import MAX_WIDTH
from recurtx.render._whatif import bold, listed, option_name
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recurtx.profile import Clash
    from recurtx.reasoning import Partition, Sweep, SweptClass
    from recurtx.ruleset import Option, Ruleset

__all__ = ["class_words", "sweep_lines"]

_NAME = 23
_STEP = 4
"""Columns of one class of values in the strip."""


def sweep_lines(found: Sweep, situation: Situation, ruleset: Ruleset, title: str, width: int,
                partition: Partition | None) -> list[Line]:  # fmt: skip
    """The page; with ``partition`` the values stand for the classes that the rules can tell apart."""
    page = _Page(found, situation, ruleset, min(width, MAX_WIDTH), partition)
    return [
        *bold(title, page.width), *wrap(page.count(), page.width), line(""), *page.strips(), line(""),
        *page.legend(), line(""), *page.values(), line(""),
        *wrap("This shows how the rules argue, not what treatment does. Nothing else is changed.", page.width),
    ]  # fmt: skip


def class_words(path: str, values: Sequence[object], partition: Partition | None) -> str:
    """The values of one class: a range of numbers, or words."""
    fact = VOCABULARY[path]
    if partition is not None:
        cells = [i for i, cell in enumerate(partition.cells(path)) if cell.value in values]
        return cells_words(path, "", cells, partition)
    if len(values) == 1:
        return fact.word(values[0])
    return f"{fact.word(values[0])} to {fact.word(values[-1])}"


@dataclass(frozen=True, slots=True)
class _Page:
    """The page under construction."""

    found: Sweep
    situation: Situation
    ruleset: Ruleset
    width: int
    partition: Partition | None

    def count(self) -> str:
        """The value as recorded, and how many verdicts turn on it or are other than now whatever it is."""
        short = spec(self.found.path).short
        top = self.ruleset.children(None)
        turned = sum(self.found.turns(o.id) for o in top)
        other = sum(self.found.leaves(o.id) for o in top)
        same = len(top) - turned - other
        now = value_words(self.found.path, self.situation)
        turn = "turns" if turned == 1 else "turn"
        text = f"{short}, as recorded: {now}. {turned} of {len(top)} verdicts {turn} on it"
        text += f", {other} {_are(other)} other than now at every value shown" if other else ""
        return f"{text}, {same} {_are(same)} the same."

    def _options(self) -> list[Option]:
        """Every option, and the ways whose verdict turns or is another than now."""
        return [o for o in self.ruleset.options.values() if o.parent is None or self._marked(o)]

    def _marked(self, option: Option) -> bool:
        return self.found.turns(option.id) or self.found.leaves(option.id)

    def strips(self) -> list[Line]:
        """One line for each option, one column for each class of values; in several blocks where they are many."""
        room = max(1, (self.width - _NAME - 6) // _STEP)
        count = len(self.found.classes)
        rows: list[Line] = []
        for start in range(0, count, room):
            rows += [line("")] if rows else []
            rows += self._block(range(start, min(start + room, count)))
        return rows

    def _block(self, places: range) -> list[Line]:
        rows = [line(" " * _NAME, "now ", *(f"{place + 1:>{_STEP}}" for place in places))]
        for option in self._options():
            name = option.name if option.parent is None else f"  {option.short}"
            lead = line(" ▸ ", Span(f"{name:<20}", Style.BOLD)) if self._marked(option) else line(f"   {name:<20}")
            shown = [self.found.classes[p].verdicts.get(option.id) for p in places]
            cells = [s for verdict in shown for s in (Span(" " * (_STEP - 1)), _symbol(verdict))]
            rows.append((*lead, Span(" "), _symbol(self.found.now[option.id]), Span("  "), *cells))
        return rows

    def legend(self) -> list[Line]:
        """The words of the symbols that stand in the strips."""
        used = {v for o in self._options() for v in (self.found.now[o.id], *_of(self.found.classes, o.id))}
        words = [f"{SYMBOLS[v][0]} {_word(v)}" for v in VERDICTS if v in used]
        rows, text = [], "   "
        for word in words:
            if len(text) + len(word) + 2 > self.width:
                rows.append(line(text))
                text = "   "
            text += ("  " if text.strip() else "") + word
        return [*rows, line(text)]

    def values(self) -> list[Line]:
        """What each column stands for, and below it what turns there."""
        rows = [heading(f"Values of {spec(self.found.path).short}", self.width)]
        here = self._recorded()
        for place, swept in enumerate(self.found.classes):
            words = class_words(self.found.path, swept.values, self.partition)
            mark = "   as recorded" if place == here else ""
            rows += wrap(f"{words}{mark}", self.width, f"  {place + 1:>2}  ")
            if swept.clash is not None:
                rows += wrap(f"not possible: {self._clash(swept.clash, words)}", self.width, " " * 6)
            rows += self._turned(swept)
        return rows

    def _clash(self, clash: Clash, words: str) -> str:
        """What values contradict, in words: the other fact with what is recorded of it."""
        against = self.found.against(clash)
        other = f"{spec(against).short} {value_words(against, self.situation)}"
        if clash.path == self.found.path:
            return f"{clash.says} {other}"
        return f"{other} {clash.says} {spec(self.found.path).short} {words}"

    def _recorded(self) -> int | None:
        """The place of the class in which the recorded value lies."""
        value = self.found.recorded
        if value is not None and self.partition is not None:
            cell = self.partition.cell_of(self.found.path, value)
            value = None if cell is None else self.partition.cells(self.found.path)[cell].value
        classes = enumerate(self.found.classes)
        return next((p for p, c in classes if value is not None and (value in c.values or _between(value, c))), None)

    def _turned(self, swept: SweptClass) -> list[Line]:
        rows: list[Line] = []
        for names, verdict, rules in _grouped(swept, self.ruleset):
            symbol, style = SYMBOLS[verdict]
            because = f" ({'; '.join(rules)})" if rules else ""
            first, *rest = wrap(f"{_word(verdict)}: {names}{because}", self.width, " " * 8)
            rows += [line(" " * 6, Span(symbol, style), first[0].text[7:]), *rest]
        return rows


def _grouped(swept: SweptClass, ruleset: Ruleset) -> Iterable[tuple[str, Verdict, tuple[str, ...]]]:
    """Options that turn to the same verdict by the same rules, named together, with the titles of these rules."""
    groups: dict[tuple[Verdict, tuple[str, ...]], list[str]] = {}
    for name, rules in swept.turned.items():
        option = ruleset.options[name]
        titles = tuple(dict.fromkeys(lower(r.title) for r in rules))
        groups.setdefault((swept.verdicts[name], titles), []).append(option_name(option))
    for (verdict, titles), names in groups.items():
        yield listed(names), verdict, titles


def _between(value: object, swept: SweptClass) -> bool:
    """Whether a number lies between the first and the last of a class of points."""
    found = (swept.values[0], value, swept.values[-1])
    numbers = [n for n in found if isinstance(n, (int, float)) and not isinstance(n, bool)]
    return len(numbers) == 3 and numbers[0] <= numbers[1] <= numbers[2]


def _of(classes: Iterable[SweptClass], option: str) -> list[Verdict]:
    return [c.verdicts[option] for c in classes if c.verdicts]


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _symbol(verdict: Verdict | None) -> Span:
    return Span(*SYMBOLS[verdict]) if verdict is not None else Span(" ")


def _word(verdict: Verdict) -> str:
    return "Turns on a missing fact" if verdict is Verdict.NEEDS_INFORMATION else VERDICTS[verdict]
