"""``recurtx rules graph``: the logic of an option, drawn without a patient, or all options with their ways.

The conditions come evaluated, of a patient of whom at most the cancer is known: what that settles is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recurtx.logic import TRUE, UNKNOWN
from recurtx.markup.drawing import Box, Drawing, Kind, Outline
from recurtx.pages.argument import SECTIONS
from recurtx.pages.parts import counted, sign, way_of
from recurtx.pages.rules import EFFECTS
from recurtx.ruleset import All, Always, Any, Concept, Count, Not, condition_words, lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.program.nodes import RuleEntry
    from recurtx.program.truths import Step, Truths
    from recurtx.ruleset import Effect, Option, Rule, Ruleset


LEGEND = ((Outline.DASHED, "a name, drawn with what it stands for at the end"),)


@dataclass(frozen=True)
class Logic:
    """The rules as they are drawn.

    Attributes:
        ruleset: all of them.
        truths: what they say of a patient of whom at most the cancer is known.
        cancer: its name, empty for all.
        heard: the ids of the rules that are drawn.
    """

    ruleset: Ruleset
    truths: Truths
    cancer: str = ""
    heard: frozenset[str] = frozenset()

    def drawing(self, option: str | None) -> Drawing:
        """That of one option, or of all."""
        return self._overview() if option is None else self._option(self.ruleset.options[option])

    def _overview(self) -> Drawing:
        """Every option with its ways, and how many rules argue about each."""
        trees = [self._way(option) for option in self.ruleset.children(None)]
        return Drawing(self._titled("Options and their ways"), trees, note=self._note())

    def _titled(self, words: str) -> str:
        return f"{words} · {self.cancer}" if self.cancer else words

    def _note(self) -> str:
        ruleset = self.ruleset
        return f"{ruleset.name} {ruleset.version} · rules {ruleset.digest[:8]}"

    def _rules(self, option: Option) -> list[Rule]:
        return [rule for rule in option.rules if rule.id in self.heard]

    def _way(self, option: Option) -> Box:
        """An option with its ways; those that have none themselves beneath a way stand in one box."""
        top = option.parent is None
        of = tuple(self._way(o) for o in self.ruleset.children(option.id) if self._speaks(o)) if top else ()
        rules = counted(len(self._rules(option)), "rule")
        if top:
            return Box(Kind.ROOT, option.name, rules, of=of)
        return Box(Kind.STATEMENT, option.name, "", rules, of=self._ways(option))

    def _speaks(self, option: Option) -> bool:
        """Whether a rule of its own speaks of it here, none of those that are written for every option."""
        return any(not rule.shared for rule in self._rules(option))

    def _option(self, option: Option) -> Drawing:
        """The rules of an option by their effects, with their conditions; what a name stands for at the end."""
        drawn = _Conditions(self)
        groups = [group for effect, title in SECTIONS for group in self._group(option, effect, title, drawn)]
        groups += _group("Ways", "which inherit all but what speaks for it", self._ways(option))
        groups += _group("Names", "and what they stand for", tuple(drawn.named()))
        root = Box(Kind.ROOT, option.name, way_of(option, self.ruleset), of=(*self._scope(option, drawn), *groups))
        return Drawing(self._titled(f"The logic of {lower(option.name)}"), [root], LEGEND, self._note())

    def _ways(self, option: Option) -> tuple[Box, ...]:
        """Its ways in one box; nothing where it has none."""
        ways = "; ".join(lower(o.name) for o in self.ruleset.children(option.id) if self._speaks(o))
        return (Box(Kind.LEAF, ways),) if ways else ()

    def _scope(self, option: Option, drawn: _Conditions) -> Iterator[Box]:
        if option.for_ is not None:
            scope = self.truths.step(option.for_, self.truths.program.options[option.id].scope)
            yield from _group("For", option.scope, (drawn.box(scope),) if scope.truth is not TRUE else ())

    def _group(self, option: Option, effect: Effect, title: str, drawn: _Conditions) -> Iterator[Box]:
        entries = {entry.id: entry for entry in self.truths.program.options[option.id].rules}
        rules = [rule for rule in self._rules(option) if rule.effect is effect]
        said = [self._rule(rule, entries[rule.id], drawn) for rule in rules]
        heading, _, means = title.partition(" (")
        yield from _group(heading, means.rstrip(")"), tuple(said), EFFECTS[effect.value])

    def _rule(self, rule: Rule, entry: RuleEntry, drawn: _Conditions) -> Box:
        """A rule, with whom it is for unless that is settled, and its condition unless it always holds."""
        open_ = rule.for_ is not None and self.truths.truth(entry.for_) is not TRUE
        group = f"for {condition_words(rule.for_, self.ruleset)}" if rule.for_ is not None and open_ else ""
        of = () if isinstance(rule.when, Always) else (drawn.box(self.truths.step(rule.when, entry.when)),)
        return Box(Kind.STATEMENT, rule.title, group, of=of)


def _group(words: str, detail: str, of: tuple[Box, ...], character: str = "") -> Iterator[Box]:
    """A group, if there is anything in it."""
    if of:
        yield Box(Kind.GROUP, words, detail, sign=sign(character, "strong") if character else None, of=of)


@dataclass(frozen=True)
class _Conditions:
    """Conditions as boxes, and the concepts that they name."""

    logic: Logic
    concepts: dict[str, Step] = field(default_factory=dict)

    def box(self, step: Step) -> Box:
        """A condition, without what is settled and without joints of one branch."""
        condition = step.condition
        of = [s for s in step.of if s.truth is UNKNOWN] if step.truth is UNKNOWN else []
        match condition:
            case All() | Any() if len(of) == 1:
                return self.box(of[0])
            case All() | Any() | Not() if of:
                words = {All: "all\xa0of", Any: "any\xa0of", Not: "not"}[type(condition)]
                return Box(Kind.JOINT, words, of=tuple(map(self.box, of)))
            case Count(number, _) if of:
                return Box(Kind.JOINT, f"at\xa0least\xa0{number}\xa0of", of=tuple(map(self.box, step.of)))
            case Concept(id=name) if of:
                self.concepts.setdefault(name, step)
                return Box(Kind.LEAF, lower(self.logic.ruleset.concepts[name].name), outline=Outline.DASHED)
        settled = "" if step.truth is UNKNOWN else f"{step.truth.value} of this cancer"
        return Box(Kind.LEAF, condition_words(condition, self.logic.ruleset), "", settled)

    def named(self) -> Iterator[Box]:
        """The concepts that were named, and those that these name, each with what it stands for."""
        shown: list[str] = []
        while rest := [name for name in self.concepts if name not in shown]:
            shown.append(rest[0])
            words = lower(self.logic.ruleset.concepts[rest[0]].name)
            inner = self.box(self.concepts[rest[0]].of[0])
            yield Box(Kind.STATEMENT, words, outline=Outline.DASHED, of=(inner,))


def data(drawing: Drawing) -> dict[str, object]:
    """The trees of a drawing as plain data."""

    def node(box: Box) -> dict[str, object]:
        return {"kind": box.kind.value, "words": box.words, "detail": box.detail or None, "tag": box.tag or None,
                "of": [node(child) for child in box.of]}  # fmt: skip

    return {"title": drawing.title, "trees": [node(tree) for tree in drawing.trees]}
