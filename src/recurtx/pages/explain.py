"""``recurtx explain``: what decides on one option, each condition with value and threshold, and what would change it.

In short, on one screen and a half; the whole argument is ``argument``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.answer import Verdict, becoming, phrases
from recurtx.logic import TRUE, UNKNOWN
from recurtx.markup.block import Branch, Gap, Heading, Item, Judged, Text, Title, Tone
from recurtx.pages import parts, reasons
from recurtx.pages.argument import TRIAL_SIGNS, Tree, argument, best_first, level_words
from recurtx.pages.changes import changes
from recurtx.ruleset import Effect, FactTest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.answer import Answer, AssessedOption, Finding, Step
    from recurtx.markup.block import Block, Page, Words

_LINES = 60
"""Lines of the page at 80 columns."""
_FULL = 80
_ABOVE = "the unrecorded facts above; --to VERDICT looks for changes of recorded facts too"
_PLANS = ((8, 3, 4), (6, 3, 4), (5, 2, 3), (4, 2, 3), (4, 1, 2), (3, 1, 1), (2, 1, 1))
"""How many rules, tests of each and sets of changes are tried, the most first."""
_UNLESS = 5
"""So many of what may still speak against an open option are named."""


def explain(
    answer: Answer, name: str, width: int, *, whole: bool = False, verbose: bool = False, goal: Verdict | None = None
) -> Page:  # fmt: skip
    """The argument for one option or modality, in short.

    Args:
        answer: the answer for one patient.
        name: id of the option.
        width: columns of the page.
        whole: whether every rule is shown.
        verbose: whether concepts are unfolded as well, which shows every rule too.
        goal: the verdict that the smallest changes are to reach.
    """
    if whole or verbose:
        return argument(answer, name, verbose=verbose, goal=goal)
    from recurtx.markup.terminal import height

    short = _Short(answer, answer[name], goal)
    pages = (short.page(*plan) for plan in _PLANS)
    most = _LINES * max(width, _FULL) // width
    return next((page for page in pages if height(page, width) <= most), short.page(*_PLANS[-1]))


@dataclass(frozen=True)
class _Short:
    """What decides on an option."""

    answer: Answer
    option: AssessedOption
    goal: Verdict | None

    def page(self, rules: int, tests: int, sets: int) -> Page:
        """The page with at most so many rules, tests of each rule, and sets of changes."""
        option, sources = self.option, parts.Sources(self.answer.ruleset)
        decides = list(self._rules(sources, rules, tests))
        calls = [*parts.close_calls([option], 1), *parts.presumptions([option], 1)]
        turning = list(changes(option, self.answer, self.goal, sets)) if self._searches() else [Text(_ABOVE, 1)]
        return [
            *parts.urgent(self.answer), *self._head(), Gap(), Heading("In short"),
            *decision(self.option, self.answer), Gap(),
            *parts.section("What decides", decides, "nothing recorded, and nothing open"), Gap(),
            *self._trials(sets), *parts.section("Smallest changes that turn the verdict", turning), Gap(),
            *parts.section("Close calls and presumptions", calls), Gap(), *sources.short(),
        ]  # fmt: skip

    def _searches(self) -> bool:
        """Whether changes are looked for: not where the values that an open option asks for are told already."""
        return self.goal is not None or not (self.option.blocks and becoming.ways(self.option))

    def _head(self) -> Iterator[Block]:
        option = self.option.option
        yield Title(parts.titled(option.name, self.answer), parts.verdict(self.option))
        yield from (Text(line) for line in (parts.way_of(option, self.answer.ruleset), option.question) if line)
        yield from (
            Item("not found:", words.split(". ")[0].rstrip(".") + ".")
            for words in parts.gap_sentences(self.option, self.answer)[:1]
        )

    def _rules(self, sources: parts.Sources, most: int, tests: int) -> Iterator[Block]:
        """The rules that decide, each with the tests that decide on it."""
        found = deciding(self.option)
        for finding in found[:most]:
            rule, ruleset = finding.rule, self.answer.ruleset
            own = rule.option == self.option.id
            title = rule.title if own else f"{rule.title} ({ruleset.options[rule.option].name})"
            level: Words = (f"{level_words(rule, ruleset)} ", *sources.marks(*best_first(rule, ruleset)[:2]))
            sign = parts.sign(*phrases.rule_symbol(finding))
            yield Judged(sign, title, level, "", phrases.truth_word(finding), tone=Tone.PLAIN)
            if finding.stops:
                yield Item("because", parts.filled(rule.because, self.answer), 2)
            yield from deciding_tests(finding.condition, self.answer, tests)
        rest = len(self.option.findings) + len(self.option.all_inherited) - min(most, len(found))
        if rest:
            yield Text(f"{parts.counted(rest, 'more rule')}, which decide nothing here: --all", 1)

    def _trials(self, most: int) -> Iterator[Block]:
        """Named trials that may fit, at most so many; nothing where none does."""
        matches = parts.named_trials(self.option, self.answer)
        fit = [m for m in matches if not m.trial.status.closed and m.truth in (TRUE, UNKNOWN)]
        if fit:
            yield Heading("Named trials, which change no verdict")
            for match in fit[:most]:
                words = f"{match.trial.id}  {match.trial.title}; {parts.trial_words(match, self.answer)}"
                yield Item(TRIAL_SIGNS[match.truth], words)
            yield Text(f"{len(matches) - len(fit[:most])} more; status and links: --all", 1)
            yield Gap()


def decision(option: AssessedOption, answer: Answer) -> Iterator[Block]:
    """The verdict as a list of decisions: one fact with its classes, or one clause a line."""
    becomes = option.becomes
    if option.verdict is Verdict.OUTSIDE_SCOPE:
        yield Text(f"These rules do not cover it: they are for {phrases.outside_phrase(option, answer)}.", 1)
    elif becomes is None:
        yield from _stands(option, answer)
    elif becoming.is_certain(option):
        yield Text(f"{becoming.sentence(option)}.", 1)
    elif becomes.classes:
        yield from (Item("if", words, 1) for words in becoming.class_words(option).split(" · "))
    else:
        yield Text(becoming.REACHED[becomes.verdict], 1)
        for number, way in enumerate(becoming.ways(option)[:2]):
            first, *others = way.split("; ")
            yield Item("or if" if number else "if", first, 1)
            yield from (Item("and", clause, 1) for clause in others)
        yield from (Item("unless", title, 1) for title in becoming.unless(option)[:_UNLESS])
        yield from (Item("not if", way.replace("; ", " and "), 1) for way in becoming.closing(option))


def _stands(option: AssessedOption, answer: Answer) -> Iterator[Block]:
    """A verdict that waits for nothing, with its reasons."""
    situation = answer.situation
    groups = (("stops:", phrases.stops_first(option)), ("against:", option.heard("discourages")),
              ("for:", option.acting("supports")), ("care:", option.heard("cautions")))  # fmt: skip
    for lead, found in groups:
        if found and not (option.verdict.closed and lead != "stops:"):
            words = dict.fromkeys(phrases.finding_phrase(f, situation) for f in found)
            yield Item(lead, "; ".join(words), 1)
    yield from (Item(reasons.turn_lead(option), way, 1) for way in becoming.turning(option)[:3])


def deciding(option: AssessedOption) -> list[Finding]:
    """What stops it, else what blocks it, what speaks against and for it, and what asks for care."""
    if option.verdict.closed:
        return phrases.stops_first(option)
    open_supports = [f for f in option.would_support if f.acts is UNKNOWN]
    if option.verdict is Verdict.POSSIBLE:
        open_supports = [f for f in option.findings if f.rule.effect is Effect.SUPPORTS and f.acts is UNKNOWN]
    heard = [f for effect in ("discourages", "supports", "cautions") for f in option.heard(effect)]
    return [*option.blocking(), *heard, *open_supports]


def deciding_tests(step: Step, answer: Answer, most: int) -> Iterator[Branch]:
    """The single tests that decide, at most so many of them, each once."""
    tree, wanted = Tree(answer, verbose=False), UNKNOWN if step.truth is UNKNOWN else None
    leaves = {leaf.condition: leaf for leaf in step.deciding_leaves() if wanted is None or leaf.truth is wanted}
    for leaf in list(leaves.values())[:most]:
        if isinstance(leaf.condition, FactTest):
            yield Branch(tree.fact(leaf, leaf.condition), leaf.truth.value, depth=2)
    if len(leaves) > most:
        yield Branch((f"{len(leaves) - most} more",), "", depth=2)
