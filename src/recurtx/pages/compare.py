"""``recurtx what-if``: two answers side by side with the rules that turned between them, or one fact swept.

A turn from one verdict to another is never called better or worse; whatever does not turn says ``same``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.answer.phrases import (
    SYMBOLS,
    VERDICTS,
    finding_phrase,
    join_up_to,
    left_open,
    outside_phrase,
    rule_symbol,
    trigger_words,
    truth_word,
    value_words,
    verdict_words,
)
from recurtx.answer.ranges import cells_words
from recurtx.logic import TRUE, UNKNOWN
from recurtx.markup.block import Gap, Heading, Item, Span, Table, Text, Title, Tone
from recurtx.pages.parts import sign, symbol, urgent
from recurtx.pages.sides import counted, listed, option_name, verb
from recurtx.profile import VOCABULARY, short_name, spec, test_words
from recurtx.ruleset import Effect, FactTest, Urgency, lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.answer import AssessedOption, Assessment, Finding, Verdict
    from recurtx.comparison.sweep import Sweep, SweptClass
    from recurtx.comparison.whatif import Comparison, Pair, TurnedRule
    from recurtx.markup.block import Block, Page, Words
    from recurtx.profile import Clash, Situation
    from recurtx.program.cells import Partition
    from recurtx.ruleset import Advice, Option, Rule, Ruleset

    Row = Sequence[Words]

_SHARES = (3, 20, 29, 28)
"""Parts of the width for the mark, the name, and the two sides; the same in all tables of the page."""
_BY = 57
"""Characters for the facts that turn a rule."""
_STRIP = 52
"""Characters for the values at the head of one strip: as many as stand beside the names in 80 columns."""


_INTERVALS = (
    (re.compile(r" or more$"), "–"), (re.compile(r"^below "), "<"), (re.compile(r"^above (\S+) (to|below) "), r">\1–"),
    (re.compile(r"^from (\S+) below "), r"\1–<"), (re.compile(r"^above "), ">"), (re.compile(r" to "), "–"),
    (re.compile(r"^(.+)–$"), r"≥\1"), (re.compile(r"^(.+) or less$"), r"≤\1"),
)  # fmt: skip
"""How the words of an interval are written at the head of a column."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the two sides are called: the title, the heads of the columns, and whether these are two patients."""

    title: str
    before: str = "as recorded"
    after: str = "what if"
    patients: bool = False


def comparison_page(comparison: Comparison, names: Names, *, verbose: bool = False) -> Page:
    """Both sides; ``verbose`` also names the rules that turned and decide nothing."""
    sides = _Sides(comparison, names, verbose)
    return [
        *(urgent(comparison.after) or urgent(comparison.before)), Title(names.title), Text(sides.count()), Gap(),
        Table(sides.facts(), ("", "", names.before, names.after), shares=_SHARES), Gap(),
        Table(list(sides.options()), shares=_SHARES), Gap(),
        *sides.rules(), *sides.advice(), Gap(), Text(_closing(names)),
    ]  # fmt: skip


def _closing(names: Names) -> str:
    if names.patients:
        return "This shows how the rules argue about two patients, not which of them fares better."
    return ("This shows how the rules argue, not what treatment does: a value that treatment brings about is not the "
            "same as a value that was so without it.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sides:
    """Two answers compared, and how to name them."""

    found: Comparison
    names: Names
    verbose: bool

    def count(self) -> str:
        """How much changed and how much turns."""
        changed = sum(not f.follows for f in self.found.facts)
        top = [p.turned for p in self.found.options if p.before.parent is None]
        turned, total = sum(top), len(top)
        ways = sum(p.turned for p in self.found.options) - turned
        differ, agree = ("differ", "agree") if self.names.patients else ("turn", "stay")
        made = verb(changed, "differ") if self.names.patients else "changed"
        turns, same = verb(turned, differ), f"{total - turned} {verb(total - turned, agree)}"
        text = f"{counted(changed, 'fact')} {made}; {turned} of {total} verdicts {turns}, {same}"
        return text + (f"; {counted(ways, 'way')} {verb(ways, differ)}" if ways else "")

    def facts(self) -> list[Row]:
        """What is recorded on both sides; facts that follow from others carry no mark."""
        before, after = self.found.before.situation, self.found.after.situation
        return [
            (*_name(spec(f.path).short, marked=not f.follows), *_values(f.path, before, after))
            for f in self.found.facts
        ] or [("", "no fact differs")]

    def options(self) -> Iterator[Row]:
        """Every option with both verdicts, and below it the ways that turn."""
        for pair in self.found.options:
            if pair.turned or pair.before.parent is None:
                before, after = _verdict(pair.before), _verdict(pair.after)
                same = not pair.turned and before == after
                yield *_option_name(pair.before.option, marked=pair.turned), before, "same" if same else after

    def rules(self) -> Iterator[Block]:
        """The scopes and rules that turned, by option; options with the same turns are named together."""
        yield Heading("Rules that differ" if self.names.patients else "Rules that turned")
        groups: dict[tuple[Row, ...], list[str]] = {}
        for pair in self.found.options:
            option = pair.after.option
            turned = [t for t in self.found.rules.get(option.id, ()) if t.decides or self.verbose]
            body = (*self._scope(pair), *(row for t in turned for row in self._rule(t)))
            if body:
                groups.setdefault(body, []).append(option_name(option))
        for body, names in groups.items():
            words = listed(names)
            yield Text(Span(words[:1].upper() + words[1:], Tone.STRONG))
            yield Table(body, shares=_SHARES)
        more = {t.rule.id for turned in self.found.rules.values() for t in turned if not t.decides}
        if more and not self.verbose:
            which = f"{counted(len(more), 'more rule')}, which {verb(len(more), 'decide')}"
            yield Text(f"{which} nothing here: --verbose", 1)
        elif not groups:
            yield Text("none", 1)

    def _scope(self, pair: Pair) -> Iterator[Row]:
        """The scope of an option, where it is outside its own on one side only."""
        sides = (pair.before, pair.after)
        if len({option.outside == option.id for option in sides}) > 1:
            yield "", "Its scope", *(_outside(o) if o.outside == o.id else "inside" for o in sides)

    def _rule(self, turned: TurnedRule) -> Iterator[Row]:
        """A rule with what it does on both sides; where that is no value, the facts that turn it."""
        yield "", turned.rule.title, _finding(turned.before), _finding(turned.after)
        several = sum(not f.follows for f in self.found.facts) > 1
        if several and not isinstance(turned.rule.when, FactTest) and turned.by:
            lead = "by, together: " if turned.together else "by "
            yield "", "", lead + join_up_to([spec(p).short for p in turned.by], _BY - len(lead), ", ")

    def advice(self) -> Iterator[Block]:
        """Advice that is shown on one side only; nothing where there is none."""
        if self.found.begins or self.found.ends:
            yield from (Gap(), Heading("Whatever is chosen, on one side only"))
        yield from (Item(self.names.before, _one_sided(a, self.found.before), 1) for a in self.found.ends)
        yield from (Item(self.names.after, _one_sided(a, self.found.after), 1) for a in self.found.begins)


def _one_sided(advice: Advice, answer: Assessment) -> Words:
    """What is advised on one side; of urgent advice, what is recorded there that calls for it."""
    if advice.urgency is not Urgency.URGENT:
        return advice.line or advice.title
    words = trigger_words(answer.evaluated(advice), answer.situation)
    return Span("URGENT", Tone.URGENT), f" {words or advice.title}"


def _option_name(option: Option, *, marked: bool) -> Row:
    return _name(option.name if option.parent is None else f"\xa0\xa0{option.short}", marked=marked)


def _name(text: str, *, marked: bool) -> Row:
    return ("▸", Span(text, Tone.STRONG)) if marked else ("", text)


def _value(path: str, situation: Situation) -> str:
    source = situation.knowledge(path).source
    words = value_words(path, situation)
    return f"{words} (from {short_name(source)})" if source else words


def _values(path: str, before: Situation, after: Situation) -> tuple[str, str]:
    """Both values; lists that name the same are told apart by what they leave open."""
    one, other = _value(path, before), _value(path, after)
    return (one, other) if one != other else (one + left_open(path, before), other + left_open(path, after))


def _verdict(option: AssessedOption) -> Words:
    return symbol(option.verdict), f" {verdict_words(option)}"


def _outside(option: AssessedOption) -> Words:
    """That a patient is outside the scope of an option, with the value that decides."""
    here = outside_phrase(option, option.assessment).rpartition("; here ")[2]
    return symbol(option.verdict), f" outside: here {here}"


def _finding(finding: Finding) -> Words:
    """What a rule does: its symbol, and the value with the threshold where one test decides, else a word."""
    shown = sign(*rule_symbol(finding))
    does = _does(finding, finding.truths.situation)
    return (shown, f" {does}") if shown.text.strip() else does


def _does(finding: Finding, situation: Situation) -> str:
    test = finding.rule.when
    if finding.silent or finding.acts is UNKNOWN or not isinstance(test, FactTest) or not spec(test.path).ordered:
        return truth_word(finding)
    value, short = value_words(test.path, situation), spec(test.path).short
    if finding.rule.effect is Effect.SUPPORTS:
        words = test_words(spec(test.path), test.test).replace("at least ", "from ").replace("at most ", "up to ")
        return f"{value} (speaks for it {words})" if finding.acts is TRUE else value
    if finding.acts is TRUE or finding.rule.effect is Effect.REQUIRES:
        return finding_phrase(finding, situation).removeprefix(f"{short} ")
    return value


def sweep_page(
    found: Sweep,
    situation: Situation,
    ruleset: Ruleset,
    title: str,
    partition: Partition | None,
    *,
    drawn: bool = False,
) -> Page:
    """Where verdicts turn while one fact runs through its values, as a strip for each option.

    With ``partition`` the values stand for the classes that the rules can tell apart. ``drawn`` is for a format that
    has pictures: the strip is one, with every verdict in words, and needs no legend.
    """
    swept = Swept(found, situation, ruleset, partition)
    if drawn:
        from recurtx.pages.strip import sweep_strip

        strips: Page = [sweep_strip(swept, title)]
    else:
        strips = [*swept.strips(), Gap(), Text(swept.legend(), 1)]
    return [
        Title(title), Text(swept.count()), Gap(), *strips, Gap(),
        Heading(f"Values of {spec(found.path).short}"), *swept.values(), Gap(),
        Text("This shows how the rules argue, not what treatment does. Nothing else is changed."),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep with what its words need."""

    found: Sweep
    situation: Situation
    ruleset: Ruleset
    partition: Partition | None

    def count(self) -> str:
        """The value as recorded, and how many verdicts turn on it or are other than now whatever it is."""
        short = spec(self.found.path).short
        top = self.ruleset.children(None)
        turned = sum(self.found.turns(o.id) for o in top)
        other = sum(self.found.leaves(o.id) for o in top)
        same = len(top) - turned - other
        now = value_words(self.found.path, self.situation)
        text = f"{short}, as recorded: {now}. {turned} of {len(top)} verdicts {verb(turned, 'turn')} on it"
        text += f", {other} {_are(other)} other than now at every value shown" if other else ""
        return f"{text}, {same} {_are(same)} the same."

    def heads(self) -> list[str]:
        """What stands above each column."""
        return [class_interval(self.found.path, swept.values, self.partition) for swept in self.found.classes]

    def strips(self) -> Iterator[Block]:
        """One row for each option, one column for each class of values; in several strips where they are wide."""
        heads = self.heads()
        for number, places in enumerate(_in_strips(heads)):
            if number:
                yield Gap()
            head = ("", "", "now", *(heads[place] for place in places))
            yield Table([self._strip(option, places) for option in self.options()], head)

    def options(self) -> list[Option]:
        """Every option, and the ways whose verdict turns or is another than now."""
        return [o for o in self.ruleset.options.values() if o.parent is None or self.marked(o)]

    def marked(self, option: Option) -> bool:
        """Whether its verdict turns, or is another than now."""
        return self.found.turns(option.id) or self.found.leaves(option.id)

    def _strip(self, option: Option, places: Sequence[int]) -> Row:
        verdicts = [self.found.now[option.id], *(self.found.classes[p].verdicts.get(option.id) for p in places)]
        return *_option_name(option, marked=self.marked(option)), *("" if v is None else symbol(v) for v in verdicts)

    def legend(self) -> str:
        """The words of the symbols that stand in the strips; a symbol stays with its words."""
        used = {v for o in self.options() for v in (self.found.now[o.id], *self.found.verdicts(o.id))}
        return "  ".join(f"{SYMBOLS[v][0]} {VERDICTS[v]}".replace(" ", "\xa0") for v in VERDICTS if v in used)

    def values(self) -> Iterator[Block]:
        """What each column stands for, and below it what turns there."""
        here = self._recorded()
        for place, swept in enumerate(self.found.classes):
            words = class_words(self.found.path, swept.values, self.partition)
            yield Text((Span(words, Tone.STRONG), "   as recorded" if place == here else ""), 1)
            if swept.clash is not None:
                yield Text(f"not possible: {self._clash(swept.clash, words)}", 2)
            for names, verdict, because in _grouped(swept, self.ruleset):
                yield Item(symbol(verdict), f"{VERDICTS[verdict]}: {names}{because}", 2)

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


def class_words(path: str, values: Sequence[object], partition: Partition | None) -> str:
    """The values of one class: a range of numbers, or words."""
    fact = VOCABULARY[path]
    if partition is not None:
        cells = [i for i, cell in enumerate(partition.cells(path)) if cell.value in values]
        return cells_words(path, "", cells, partition)
    if len(values) == 1:
        return fact.word(values[0])
    return f"{fact.word(values[0])} to {fact.word(values[-1])}"


def class_interval(path: str, values: Sequence[object], partition: Partition | None) -> str:
    """The same, as short as the head of a column asks: ``0–1``, ``<35``, ``≥35``."""
    words, fact = class_words(path, values, partition), VOCABULARY[path]
    if not fact.is_number:
        return words
    for pattern, short in _INTERVALS:
        words = pattern.sub(short, words)
    return words


def _in_strips(heads: Sequence[str]) -> Iterator[list[int]]:
    """The places of columns, as many together as stand beside each other."""
    places: list[int] = []
    for place, head in enumerate(heads):
        if places and sum(len(heads[p]) + 2 for p in places) + len(head) > _STRIP:
            yield places
            places = []
        places.append(place)
    yield places


def _grouped(swept: SweptClass, ruleset: Ruleset) -> Iterator[tuple[str, Verdict, str]]:
    """Options that turn to the same verdict by the same rules, named together, with these rules in brackets."""
    groups: dict[tuple[Verdict, str], list[str]] = {}
    for name, rules in swept.turned.items():
        ceased = swept.ceased.get(name, ())
        parts = (_titles(r for r in rules if r not in ceased), _titles(ceased))
        reasons = [f"{lead}{titles}" for lead, titles in zip(("", "no longer: "), parts, strict=True) if titles]
        because = f" ({'; '.join(reasons)})" if reasons else ""
        groups.setdefault((swept.verdicts[name], because), []).append(option_name(ruleset.options[name]))
    for (verdict, because), names in groups.items():
        yield listed(names), verdict, because


def _titles(rules: Iterable[Rule]) -> str:
    return "; ".join(dict.fromkeys(lower(r.title) for r in rules))


def _between(value: object, swept: SweptClass) -> bool:
    """Whether a number lies between the first and the last of a class of points."""
    ends = (swept.values[0], value, swept.values[-1])
    numbers = [n for n in ends if isinstance(n, (int, float)) and not isinstance(n, bool)]
    return len(numbers) == 3 and numbers[0] <= numbers[1] <= numbers[2]


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
