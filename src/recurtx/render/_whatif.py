"""``recurtx what-if``: two assessments side by side, and the rules that turned between them.

A turn from one verdict to another is never called better or worse; whatever does not turn says ``same``.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import spec, test_words
from recurtx.render._lines import Line, Span, Style, heading, line, safe, wrap
from recurtx.render._phrases import (
    SYMBOLS,
    finding_phrase,
    join_up_to,
    outside_phrase,
    rule_symbol,
    trigger_words,
    truth_word,
    value_words,
    verdict_words,
)
from recurtx.render._suggest import MAX_WIDTH, urgent_lines
from recurtx.ruleset import Effect, FactTest, Urgency, lower

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.engine import AssessedOption, Assessment, Finding
    from recurtx.profile import Situation
    from recurtx.reasoning import Comparison, Pair, TurnedRule
    from recurtx.ruleset import Advice, Option

__all__ = ["Names", "bold", "comparison_lines", "listed", "option_name"]

_NAME = 23
"""Columns of the name on the left; what remains is halved."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the two sides are called: the title, the heads of the columns, and whether these are two patients."""

    title: str
    before: str = "as recorded"
    after: str = "what if"
    patients: bool = False


def comparison_lines(found: Comparison, names: Names, width: int, *, verbose: bool = False) -> list[Line]:
    """The page; ``verbose`` also names the rules that turned and decide nothing."""
    page = _Page(found, names, min(width, MAX_WIDTH), verbose)
    urgent = urgent_lines(found.after, page.width) or urgent_lines(found.before, page.width)
    return [
        *urgent, *bold(names.title, page.width), *wrap(page.count(), page.width), line(""),
        *page.facts(), line(Span("─" * page.width, Style.RULE)), *page.options(), line(""),
        *page.rules(), *page.advice(), line(""), *wrap(_closing(names), page.width),
    ]  # fmt: skip


def bold(text: str, width: int, first: str = "") -> list[Line]:
    """A text in bold lines."""
    return [line(Span(one[0].text, Style.BOLD)) for one in wrap(text, width, first)]


def _closing(names: Names) -> str:
    if names.patients:
        return "This shows how the rules argue about two patients, not which of them fares better."
    return ("This shows how the rules argue, not what treatment does: a value that treatment brings about is not the "
            "same as a value that was so without it.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Page:
    """The page under construction."""

    found: Comparison
    names: Names
    width: int
    verbose: bool

    @property
    def half(self) -> int:
        """Columns of the first of the two sides, with the space that follows."""
        return (self.width - _NAME) // 2

    def count(self) -> str:
        """How much changed and how much turns."""
        changed = sum(not f.follows for f in self.found.facts)
        turned = sum(p.turned for p in self.found.options)
        ways = sum(w.turned for p in self.found.options for w in p.below())
        total = len(self.found.options)
        same = total - turned
        verbs = ("differs", "differ") if self.names.patients else ("turns", "turn")
        stays = ("agrees", "agree") if self.names.patients else ("stays", "stay")
        facts = "1 fact" if changed == 1 else f"{changed} facts"
        made = ("differs" if changed == 1 else "differ") if self.names.patients else "changed"
        text = f"{facts} {made}; {turned} of {total} verdicts {verbs[turned != 1]}, {same} {stays[same != 1]}"
        return text + (f"; {ways} {'way' if ways == 1 else 'ways'} {verbs[ways != 1]}" if ways else "")

    def facts(self) -> list[Line]:
        """What is recorded on both sides; facts that follow from others carry no mark."""
        before, after = self.found.before.situation, self.found.after.situation
        rows = self.row(line(""), _texts(self.names.before), _texts(self.names.after))
        for fact in self.found.facts:
            name = _name(spec(fact.path).short, marked=not fact.follows)
            rows += self.row(name, _texts(_value(fact.path, before)), _texts(_value(fact.path, after)))
        return rows if self.found.facts else [*rows, line("   no fact is another")]

    def options(self) -> list[Line]:
        """Every option with both verdicts, and below it the ways that turn."""
        rows: list[Line] = []
        for pair in self.found.options:
            rows += self._pair(pair, pair.before.option.name)
            for way in pair.below():
                if way.turned:
                    rows += self._pair(way, f"  {way.before.option.short}")
        return rows

    def _pair(self, pair: Pair, name: str) -> list[Line]:
        before, after = _verdict(pair.before, self.half - 3), _verdict(pair.after, self.half - 3)
        same = not pair.turned and before == after
        return self.row(_name(name, marked=pair.turned), before, _texts("same") if same else after)

    def rules(self) -> list[Line]:
        """The scopes and rules that turned, by option; options with the same turns are named together."""
        rows = [heading("Rules that differ" if self.names.patients else "Rules that turned", self.width)]
        groups: dict[tuple[object, ...], tuple[list[str], list[Line]]] = {}
        for pair in (p for option in self.found.options for p in (option, *option.below())):
            option = pair.after.option
            turned = [t for t in self.found.rules.get(option.id, ()) if t.decides or self.verbose]
            body = [*self._scope(pair), *(one for t in turned for one in self._rule(t))]
            if body:
                groups.setdefault(tuple(body), ([], body))[0].append(option_name(option))
        for names, body in groups.values():
            words = listed(names)
            rows += [*bold(words[:1].upper() + words[1:], self.width, " "), *body]
        more = self._more()
        return [*rows, *more] if groups or more else [*rows, line("   none")]

    def _scope(self, pair: Pair) -> list[Line]:
        """The scope of an option, where it is outside its own on one side only."""
        sides = ((pair.before, self.found.before), (pair.after, self.found.after))
        outside = [option.outside == option.option.id for option, _ in sides]
        if outside[0] is outside[1]:
            return []
        cells = [
            _outside(option, assessment) if is_outside else (Span("  inside"),)
            for (option, assessment), is_outside in zip(sides, outside, strict=True)
        ]
        return self.row(line("   Its scope"), *cells)

    def _more(self) -> list[Line]:
        """How many rules turned that decide nothing, and where to see them."""
        more = {t.rule.id for turned in self.found.rules.values() for t in turned if not t.decides}
        if self.verbose or not more:
            return []
        words = "1 more rule, which decides" if len(more) == 1 else f"{len(more)} more rules, which decide"
        return wrap(f"{words} nothing here: --verbose", self.width, "   ")

    def _cells(self, turned: TurnedRule) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        found = self.found
        return _finding(turned.before, found.before.situation), _finding(turned.after, found.after.situation)

    def _rule(self, turned: TurnedRule) -> list[Line]:
        """A rule with what it does on both sides; where that is no value, the facts that turn it."""
        title = turned.rule.title
        several = sum(not f.follows for f in self.found.facts) > 1
        before, after = self._cells(turned)
        rows: list[Line] = []
        if len(title) > _NAME - 4:
            rows, title = [line(f"   {title}")], ""
        rows += self.row(line(f"   {title}"), before, after)
        if several and not isinstance(turned.rule.when, FactTest) and turned.by:
            lead, room = ("by, together: " if turned.together else "by "), self.width - _NAME
            by = join_up_to([spec(p).short for p in turned.by], room - len(lead), ", ")
            rows += wrap(f"{lead}{by}", self.width, " " * _NAME)
        return rows

    def advice(self) -> list[Line]:
        """Advice that is shown on one side only; nothing where there is none."""
        if not self.found.begins and not self.found.ends:
            return []
        rows = [line(""), heading("Whatever is chosen, on one side only", self.width)]
        sides = (
            (self.names.before, self.found.ends, self.found.before),
            (self.names.after, self.found.begins, self.found.after),
        )
        for words, advice, assessment in sides:
            for one in advice:
                rows += self._one_sided(one, f"   {safe(words)[:18]:<20}", assessment.situation)
        return rows

    def _one_sided(self, advice: Advice, lead: str, situation: Situation) -> list[Line]:
        """What is advised on one side; of urgent advice, what is recorded there that calls for it."""
        if advice.urgency is not Urgency.URGENT:
            return wrap(advice.line or advice.title, self.width, lead)
        mark = "URGENT  "
        first, *rest = wrap(trigger_words(advice, situation) or advice.title, self.width, lead + mark)
        head = line(lead, Span(mark, Style.URGENT), first[0].text[len(lead + mark) :])
        return [head, *rest]

    def row(self, name: Line, before: Sequence[Span], after: Sequence[Span]) -> list[Line]:
        """A name and two cells, each wrapped inside its column."""
        left, right = _wrapped(before, self.half - 1), _wrapped(after, self.width - _NAME - self.half)
        rows: list[Line] = []
        for one, other in zip_longest(left, right, fillvalue=()):
            head = name if not rows else ()
            rows.append((*_padded(head, _NAME), *_padded(one, self.half), *other))
        return rows


def _name(text: str, *, marked: bool) -> Line:
    return line(" ▸ ", Span(text, Style.BOLD)) if marked else line(f"   {text}")


def _texts(text: str) -> tuple[Span, ...]:
    return (Span(text),)


def _value(path: str, situation: Situation) -> str:
    source = situation.knowledge(path).source
    words = value_words(path, situation)
    return f"{words} (from {spec(source).short})" if source else words


def _verdict(option: AssessedOption, width: int) -> tuple[Span, ...]:
    symbol, style = SYMBOLS[option.verdict]
    return (Span(symbol, style), Span(f" {verdict_words(option, width - 2)}"))


def _outside(option: AssessedOption, assessment: Assessment) -> tuple[Span, ...]:
    """That a patient is outside the scope of an option, with the value that decides."""
    symbol, style = SYMBOLS[option.verdict]
    here = outside_phrase(option, assessment).rpartition("; here ")[2]
    return (Span(symbol, style), Span(f" outside: here {here}"))


def _finding(finding: Finding, situation: Situation) -> tuple[Span, ...]:
    """What a rule does: its symbol, and the value with the threshold where one test decides, else a word."""
    symbol, style = rule_symbol(finding)
    return (Span(symbol, style), Span(f" {_does(finding, situation)}"))


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


def option_name(option: Option) -> str:
    """The name of an option inside a list: ways with a small letter."""
    return option.name if option.parent is None else lower(option.name)


def listed(names: Sequence[str], most: int = 3) -> str:
    """Names in a row; of more than one above ``most`` the first, and how many more there are."""
    shown = list(names[:most]) if len(names) > most + 1 else list(names)
    if len(shown) < len(names):
        shown.append(f"{len(names) - len(shown)} more")
    comma, last = ("; ", "; and ") if any("," in name for name in shown) else (", ", " and ")
    return shown[0] if len(shown) == 1 else f"{comma.join(shown[:-1])}{last}{shown[-1]}"


def _wrapped(spans: Sequence[Span], width: int) -> list[Line]:
    """A cell in lines of its column; the first span, a symbol, keeps its style and its place."""
    lead = spans[:-1]
    used = sum(len(s.text) for s in lead)
    text = safe(spans[-1].text)
    hang = " " * (used + len(text) - len(text.lstrip()))
    found = textwrap.wrap(text.strip(), max(8, width - len(hang)), break_on_hyphens=False) or [""]
    first: Line = (*lead, Span(hang[used:] + found[0]))
    return [first, *(line(hang + more) for more in found[1:])]


def _padded(spans: Sequence[Span], width: int) -> Line:
    used = sum(len(safe(s.text)) for s in spans)
    return (*spans, Span(" " * max(1, width - used)))
