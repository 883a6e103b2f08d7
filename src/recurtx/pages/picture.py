"""The argument for one option, drawn: the verdict at the root, its rules by effect, their conditions, the facts.

Built from the same trees of conditions that ``explain`` shows in words; what does not decide is counted, not drawn.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.answer import Verdict, becoming, phrases
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.markup.block import Branch, plain
from recurtx.markup.drawing import Box, Drawing, Kind, Outline
from recurtx.pages import parts
from recurtx.pages.argument import SECTIONS, Tree, level_words
from recurtx.pages.explain import deciding
from recurtx.ruleset import Always, condition_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.answer import Answer, AssessedOption, Finding
    from recurtx.logic import Truth
    from recurtx.ruleset import Effect

_SHORT = 12
"""Characters that stay on one line."""
_MOST = 8
"""Conditions drawn beneath one, of those that decide together."""
_JOINTS = ("all of:", "any of:")
_OUTLINES: Mapping[Truth, Outline] = {TRUE: Outline.WHOLE, UNKNOWN: Outline.DASHED, FALSE: Outline.DOTTED}
_OF_WORDS = {truth.value: outline for truth, outline in _OUTLINES.items()}
LEGEND = ((Outline.WHOLE, "true"), (Outline.DASHED, "unknown"), (Outline.DOTTED, "false"))


def picture(answer: Answer, name: str, *, whole: bool = False) -> Drawing:
    """The argument for one option or modality; ``whole`` draws every rule but those that speak of other patients."""
    option = answer[name]
    drawn = _Drawn(answer, option, whole, Tree(answer, verbose=False, ideas=True))
    title = parts.titled(option.option.name, answer)
    return Drawing(title, [drawn.root()], LEGEND, parts.stamps(answer))


@dataclass(frozen=True)
class _Drawn:
    """The argument for one option as boxes."""

    answer: Answer
    option: AssessedOption
    whole: bool
    tree: Tree

    def root(self) -> Box:
        """The option with its verdict and, where that is open, what it takes."""
        option = self.option
        of = (*self._scopes(), *(box for effect, title in SECTIONS for box in self._group(effect, title)))
        words = f"{option.option.name}: {phrases.verdict_words(option)}"
        return Box(Kind.ROOT, words, self._takes(), sign=parts.symbol(option.verdict), of=of)

    def _takes(self) -> str:
        """The smallest set of facts that an open option asks for."""
        becomes = self.option.becomes
        if becomes is None or self.option.verdict is not Verdict.NEEDS_INFORMATION:
            return ""
        ways = becoming.ways(self.option)
        return becoming.class_words(self.option) or (f"if {ways[0]}" if ways else "")

    def _scopes(self) -> Iterator[Box]:
        """Scopes that are not known to hold: that of the option and those of its parents."""
        for option in (self.option, *self.option.lineage):
            scope = option.scope
            if scope is not None and scope.truth is not TRUE:
                decides = self.option.blocks or self.option.verdict is Verdict.OUTSIDE_SCOPE
                branch = self._branch(self.tree.branch(scope), decides)
                group = option.option.scope or condition_words(scope.condition, self.answer.ruleset)
                words = f"These rules are for {group}"
                yield Box(Kind.GROUP, words, "", scope.truth.value, None, _OUTLINES[scope.truth], decides, (branch,))

    def _group(self, effect: Effect, title: str) -> Iterator[Box]:
        """The rules of one effect: those that decide drawn, the others counted."""
        every = [f for f in (*self.option.findings, *self.option.all_inherited) if f.rule.effect is effect]
        drawn = {f.entry.id for f in deciding(self.option) if self.option.verdict is not Verdict.OUTSIDE_SCOPE}
        shown = [f for f in every if not f.silent and (self.whole or f.entry.id in drawn)]
        rest = [f for f in every if f not in shown]
        detail = _counted(map(phrases.truth_word, rest), more=bool(shown))
        decides = any(f.decisive for f in shown)
        if every:
            yield Box(Kind.GROUP, _short(title), detail, decides=decides, of=tuple(map(self._rule, shown)))

    def _rule(self, finding: Finding) -> Box:
        rule, ruleset = finding.rule, self.answer.ruleset
        own = rule.option == self.option.id
        title = rule.title if own else f"{rule.title} ({ruleset.options[rule.option].name})"
        character, tone = phrases.rule_symbol(finding)
        said = [] if isinstance(rule.when, Always) else [self.tree.branch(finding.condition)]
        if finding.scope is not None and finding.scope.truth is UNKNOWN:
            words = f"for {condition_words(finding.scope.condition, ruleset)}"
            said.insert(0, Branch((words,), finding.scope.truth.value))
        return Box(
            Kind.STATEMENT, title, level_words(rule, ruleset), phrases.truth_word(finding),
            parts.sign(character, tone) if character.strip() else None,
            _OUTLINES[FALSE if finding.truth is None else finding.truth], finding.decisive,
            tuple(self._branch(branch, finding.decisive) for branch in said),
        )  # fmt: skip

    def _branch(self, branch: Branch, decides: bool) -> Box:
        """A condition: beneath a joint what decides it, the rest counted."""
        branch = branch if self.whole else _straight(branch)
        shown = branch.of if self.whole else _deciding(branch)[:_MOST]
        rest = [child.truth for child in branch.of if not any(child is one for one in shown)]
        detail = _counted(rest, more=True)
        words, kind = _words(branch).rstrip(":"), Kind.JOINT if shown else Kind.LEAF
        words = words if len(words) > _SHORT else words.replace(" ", "\xa0")
        beneath = tuple(self._branch(child, decides) for child in shown)
        return Box(kind, words, detail, branch.truth, None, _OF_WORDS[branch.truth], decides, beneath)


def _short(title: str) -> str:
    """The title of a section in a word or two: ``Arguments against (where one holds, ...)`` as ``Against``."""
    words = title.partition(" (")[0].removeprefix("Arguments ")
    return f"{words[:1].upper()}{words[1:]}"


def _straight(branch: Branch) -> Branch:
    """The condition without joints of which one branch alone decides; what has a name keeps it."""
    (first, *more), words = _deciding(branch) or [branch], plain(branch.cells[0])
    if first is branch or more or first.truth != branch.truth:
        return branch
    if words in _JOINTS or words.startswith("at least "):
        return _straight(first.but(tag=branch.tag))
    inner = _straight(first)
    if not inner.of:
        return branch
    return branch.but(cells=(f"{words.rstrip(':')}: {_words(inner)}",), of=inner.of)


def _deciding(branch: Branch) -> Sequence[Branch]:
    """The branches that decide: those that say so or, where none does, all."""
    return [child for child in branch.of if child.tag] or branch.of


def _words(branch: Branch) -> str:
    """What is asked of a fact with the patient's value, or the words of a joint."""
    cells = [plain(cell) for cell in branch.cells]
    return f"{cells[0]}: {cells[2]}? {cells[1]}" if len(cells) > 1 else cells[0]


def _counted(words: Iterable[str], *, more: bool) -> str:
    """How often each word is said: ``met 2 · silent 4``; beside others ``2 more met``, ``6 more: met 2 · silent 4``."""
    counts = Counter(words)
    if more and len(counts) == 1:
        return "".join(f"{count} more {word}".replace(" ", "\xa0") for word, count in counts.items())
    told = " · ".join(f"{word} {count}".replace(" ", "\xa0") for word, count in counts.items())
    return f"{counts.total()} more: {told}" if more and counts else told
