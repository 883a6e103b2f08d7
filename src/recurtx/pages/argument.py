"""``recurtx explain --all``: every rule of one option, each condition with the patient's value, threshold and truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from recurtx.answer import Verdict, phrases
from recurtx.answer.ranges import formula_parts
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.markup.block import Branch, Gap, Heading, Item, Judged, Span, Text, Title, Tone
from recurtx.pages import parts
from recurtx.pages.changes import changes
from recurtx.profile import VOCABULARY, Origin, test_words
from recurtx.ruleset import (
    All,
    Always,
    Any,
    Concept,
    Count,
    Effect,
    FactTest,
    Not,
    Stopped,
    condition_words,
    lower,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from recurtx.answer import Answer, AssessedOption, Finding, Step, TrialMatch
    from recurtx.logic import Truth
    from recurtx.markup.block import Block, Page, Words
    from recurtx.ruleset import Condition, Option, Rule, Ruleset

SECTIONS = (
    (Effect.REQUIRES, "Requirements (one that is not met stops the option)"),
    (Effect.EXCLUDES, "Objections (one that holds stops the option)"),
    (Effect.DISCOURAGES, "Arguments against (where one holds, it is usually not done)"),
    (Effect.SUPPORTS, "Arguments for"),
    (Effect.CAUTIONS, "Arguments for care"),
)
_CERTAIN = {
    Verdict.POSSIBLE: "Whatever is found, nothing will stop it.",
    Verdict.USUALLY_NOT: "Whatever is found, something will speak against it.",
    Verdict.CANDIDATE: "Whatever is found, something will speak for it.",
    Verdict.CANDIDATE_WITH_CAUTION: "Whatever is found, something will ask for care.",
}
"""What is said where the facts are open and the outcome is not."""
_LEADS = {
    Verdict.POSSIBLE: "It turns on",
    Verdict.USUALLY_NOT: "Something would speak against it with",
    Verdict.CANDIDATE: "Something would speak for it with",
    Verdict.CANDIDATE_WITH_CAUTION: "It would ask for care with",
}
_PRACTICE = ("expert-practice", "article")
"""Kinds of sources that report no study."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_BRANCHINGS: Mapping[type, str] = {All: "all of:", Any: "any of:", Not: "not:"}
TRIAL_SIGNS: Mapping[Truth | None, Span] = {
    TRUE: Span("○", Tone.STRONG), UNKNOWN: Span("?", Tone.OPEN), FALSE: Span("×", Tone.STRONG)
}  # fmt: skip


def argument(answer: Answer, name: str, *, verbose: bool = False, goal: Verdict | None = None) -> Page:
    """The whole argument for one option or modality; ``goal`` is the verdict that the smallest changes are to reach."""
    tree = Tree(answer, verbose)
    return [*Argument(answer, answer[name], parts.Sources(answer.ruleset), tree, verbose).page(goal)]


@dataclass(frozen=True)
class Argument:
    """The argument for one option, and the sources as they come to be cited."""

    answer: Answer
    option: AssessedOption
    sources: parts.Sources
    tree: Tree
    verbose: bool

    def page(self, goal: Verdict | None) -> Iterator[Block]:
        """The sections, all of them, also where one is empty."""
        option, answer = self.option, self.answer
        yield from (*parts.urgent(answer), *self._head(), Gap())
        yield from (Heading("In short"), Text(" ".join(self._sentences()), 1), *_residual(option, answer))
        findings = (*option.findings, *option.all_inherited)
        for effect, title in SECTIONS:
            yield from (Gap(), *parts.section(title, self._rules(findings, effect)))
        yield from (Gap(), *parts.section("Silent (about other patients)", self._silent(findings)))
        if any(t.option in answer.ruleset.family(option.option.id) for t in answer.ruleset.trials):
            title, empty = "Named trials, which change no verdict", "none is listed for these facts"
            yield from (Gap(), *parts.section(title, trials(option, answer), empty))
        yield from (Gap(), *parts.section("Smallest changes that turn the verdict", changes(option, answer, goal)))
        yield from (Gap(), *parts.section("Close calls and presumptions", self._calls()))
        yield from (Gap(), *self.sources.page())

    def _head(self) -> Iterator[Block]:
        yield Title(parts.titled(self.option.option.name, self.answer), parts.verdict(self.option))
        yield from self.about()

    def about(self) -> Iterator[Block]:
        """What the option is, what it asks, and what the literature is silent on."""
        option = self.option.option
        lines = (parts.way_of(option, self.answer.ruleset), option.question, option.about)
        yield from (Text(line) for line in lines if line)
        yield from (Item("not found:", sentence) for sentence in parts.gap_sentences(self.option, self.answer))

    def _sentences(self) -> Iterator[str]:
        """The argument in short, built from counts and titles of rules."""
        option = self.option
        stops, blocks = option.stopping(), option.blocking()
        if option.verdict is Verdict.OUTSIDE_SCOPE:
            yield f"These rules do not cover it: they are for {phrases.outside_phrase(option, self.answer)}."
        if stops:
            yield f"{_number(len(stops), 'rule stops', 'rules stop')} it: {_titles(stops)}."
        elif option.verdict is not Verdict.OUTSIDE_SCOPE:
            yield "Nothing recorded stops it."
        if blocks:
            facts = ", ".join(dict.fromkeys(VOCABULARY[p].short for f in blocks for p in f.unknown_facts()))
            what = _number(len(blocks), "requirement or objection", "requirements or objections")
            yield f"{what} cannot be judged, because this is not recorded: {facts}."
        against, supports, cautions = (option.heard(e) for e in ("discourages", "supports", "cautions"))
        if against:
            yield f"Against it: {_titles(against)}."
        yield f"For it: {_titles(supports)}." if supports else "Nothing recorded speaks for it."
        yield f"For care: {_titles(cautions)}." if cautions else "Nothing recorded asks for care."

    def _rules(self, findings: Sequence[Finding], effect: Effect) -> Iterator[Block]:
        chosen = [f for f in findings if f.rule.effect is effect and not f.silent]
        chosen.sort(key=lambda f: f.acts is FALSE if effect is not Effect.REQUIRES else f.acts is not TRUE)
        return (block for finding in chosen for block in self._rule(finding))

    def _rule(self, finding: Finding) -> Iterator[Block]:
        rule, ruleset = finding.rule, self.answer.ruleset
        yield self.head_of(finding)
        if finding.scope is not None and rule.for_ is not None:
            yield Branch((f"for {condition_words(rule.for_, ruleset)}",), finding.scope.truth.value, depth=2)
        yield self.tree.branch(finding.condition).but(depth=2)
        if self.verbose or finding.acts is TRUE or finding.blocks:
            yield from self.why(rule)

    def head_of(self, finding: Finding) -> Judged:
        """A rule with its level, its sources and what it does here."""
        rule, ruleset = finding.rule, self.answer.ruleset
        own = rule.option == self.option.option.id
        title = rule.title if own else f"{rule.title} ({ruleset.options[rule.option].name})"
        level: Words = (f"{level_words(rule, ruleset)} ", *self.sources.marks(*best_first(rule, ruleset)))
        sign, truth = parts.sign(*phrases.rule_symbol(finding)), phrases.truth_word(finding)
        return Judged(sign, title, level, "", truth, tone=Tone.PLAIN)

    def why(self, rule: Rule) -> Iterator[Block]:
        """The reason, and what each source says."""
        yield Item("because", parts.filled(rule.because, self.answer), 2)
        for citation in sorted(rule.evidence, key=lambda c: (c.disagrees, c.level)):
            words = f"{citation.says} (level {citation.level})"
            yield Item("disagrees" if citation.disagrees else "agrees", words, 2, self.sources.marks(citation.source))
        ruleset, every = self.answer.ruleset, (*self.option.findings, *self.option.all_inherited)
        rivals = {f.rule.id: f.rule for f in every if f.rule.id in rule.conflicts_with and not f.silent}
        for rival in rivals.values():
            words = f"{rival.title} ({level_words(rival, ruleset)}), a rule that argues the other way"
            yield Item("against", words, 2)

    def _silent(self, findings: Iterable[Finding]) -> Iterator[Block]:
        for rule in (f.rule for f in findings if f.silent):
            if rule.for_ is not None:
                group = condition_words(rule.for_, self.answer.ruleset)
                yield Judged(Span("·"), rule.title, group, "", "silent", tone=Tone.PLAIN)

    def _calls(self) -> Iterator[Block]:
        yield from parts.close_calls([self.option])
        for call in self.option.close_calls:
            yield Item("", f"{VOCABULARY[call.fact].short}: {call.says}", 1, self.sources.marks(call.source))
        yield from parts.presumptions([self.option], 1)


def _number(count: int, one: str, many: str) -> str:
    return f"{_NUMBERS[count] if count < len(_NUMBERS) else count} {one if count == 1 else many}"


def _titles(findings: Sequence[Finding]) -> str:
    return "; ".join(dict.fromkeys(lower(f.rule.title) for f in findings))


def level_words(rule: Rule, ruleset: Ruleset) -> str:
    """The level of a rule; of one that no study stands behind, that it is practice only."""
    if rule.against is not None:
        return f"disputed: {rule.level} v {rule.against}"
    practice = all(ruleset.sources[c.source].kind in _PRACTICE for c in rule.evidence if not c.disagrees)
    return f"level {rule.level}, practice only" if practice else f"level {rule.level} {phrases.LEVELS[rule.level]}"


def best_first(rule: Rule, ruleset: Ruleset) -> list[str]:
    """The sources of a rule, the strongest first, of these the studies before practice."""
    ranked = (
        (c.level, ruleset.sources[c.source].kind in _PRACTICE, c.source) for c in rule.evidence if not c.disagrees
    )
    return [source for *_, source in sorted(ranked, key=lambda one: one[:2])]


@dataclass(frozen=True)
class Tree:
    """An evaluated condition as a tree of blocks; concepts and what stops another option unfold where asked for."""

    answer: Answer
    verbose: bool
    ideas: bool = False
    """Whether concepts unfold, and what stops another option does not."""
    shown: set[Condition] = field(default_factory=set)
    """What was unfolded already, and is only named where it stands again."""

    def branch(self, step: Step, *, decides: bool = False) -> Branch:
        """One test or branching, with what is beneath it."""
        tag, truth = "decides" if decides else "", step.truth.value
        match step.condition:
            case FactTest():
                return Branch(self.fact(step, step.condition), truth, tag)
            case Always():
                return Branch(("always",), truth, tag)
            case Count(number, _):
                return Branch((f"at least {number} of:",), truth, tag, self._children(step))
            case All() | Any() | Not():
                return Branch((_BRANCHINGS[type(step.condition)],), truth, tag, self._children(step))
            case Concept(id=name):
                words = lower(self.answer.ruleset.concepts[name].name)
                return self._once(
                    step, words, tag, lambda: [self.branch(step.of[0])] if self.verbose or self.ideas else []
                )
            case Stopped(option=name):
                words = f"{lower(self.answer.ruleset.options[name].name)} is stopped"
                return self._once(step, words, tag, lambda: list(self._stop(step, name)))
            case _:
                assert_never(step.condition)

    def _once(self, step: Step, words: str, tag: str, inner: Callable[[], list[Branch]]) -> Branch:
        """What has a name, unfolded where it stands first and named afterwards."""
        known = step.condition in self.shown
        self.shown.add(step.condition)
        found = [] if known else inner()
        return Branch(
            (f"{words} (see above)" if known and step.truth is not FALSE else words,), step.truth.value, tag, found
        )

    def _children(self, step: Step) -> list[Branch]:
        if isinstance(step.condition, Not):
            return [self.branch(step.of[0])]
        deciding = {id(s) for s in step.decisive()}
        several = len(step.of) > len(deciding)
        return [self.branch(s, decides=several and id(s) in deciding) for s in step.of]

    def _stop(self, step: Step, name: str) -> Iterator[Branch]:
        """What stops, or may stop, the other option: only the branches that decide, unless verbose."""
        inner = step.of[0]
        if self.verbose:
            yield from (self.branch(child) for child in inner.of)
        elif step.truth is not FALSE:
            scopes = {o.for_: o for o in self._whose(name) if o.for_ is not None}
            for child in inner.decisive():
                outside = scopes.get(child.condition.of) if isinstance(child.condition, Not) else None
                words = f"outside what {lower(outside.name)} is for: {outside.scope}" if outside else ""
                yield Branch((words,), child.truth.value) if outside else self.branch(child)

    def _whose(self, name: str) -> tuple[Option, ...]:
        """The options whose scopes a stop looks at: its own option last, so that it comes before its parents."""
        ruleset = self.answer.ruleset
        return (*reversed(tuple(ruleset.lineage(name))), ruleset.options[name])

    def fact(self, step: Step, condition: FactTest) -> tuple[str, str, str]:
        """Fact, value and test."""
        fact, known = VOCABULARY[condition.path], self.answer.situation.knowledge(condition.path)
        situation = self.answer.situation
        value = phrases.value_words(condition.path, situation) + phrases.from_words(condition.path, situation)
        if step.presumed and known.origin is not Origin.PRESUMED:
            value += " (presumed)"
        return fact.short, value, test_words(fact, condition.test)


def _residual(option: AssessedOption, answer: Answer) -> Iterator[Block]:
    """What an open verdict turns on, one line for each part; nothing where it is settled."""
    residual = answer.residuals.get(option.option.id)
    if residual is None:
        return
    certain = getattr(residual.formula, "value", None)
    if certain is not None:
        yield from [Text(_CERTAIN[residual.verdict], 1)] if certain else []
        return
    found, lead = formula_parts(residual.formula, answer.partition), _LEADS[residual.verdict]
    if len(found) == 1:
        yield Text(f"{lead}: {found[0]}.", 1, 1)
    else:
        yield from (Text(f"{lead} all of:", 1), *(Text(part, 2, 1) for part in found))


def trials(option: AssessedOption, answer: Answer) -> Iterator[Block]:
    """Named trials: those that may fit at length, the others in a line each, those that are closed last."""
    matches = parts.named_trials(option, answer)
    for match in (m for m in matches if not m.trial.status.closed):
        if match.truth is FALSE:
            words = f"{match.trial.id} {match.trial.title}; {parts.trial_words(match, answer)}"
            yield Item(TRIAL_SIGNS[match.truth], words)
        else:
            yield from _trial(match, answer)
    closed = [f"{m.trial.id} {m.trial.title} ({parts.status_word(m.trial)})" for m in matches if m.trial.status.closed]
    if closed:
        yield Text(f"took no more patients when read; {parts.CHECK_STATUS}: {'; '.join(closed)}", 1, 1)


def _trial(match: TrialMatch, answer: Answer) -> Iterator[Block]:
    trial = match.trial
    phase = f", phase {trial.phase}" if trial.phase else ""
    yield Item(TRIAL_SIGNS[match.truth], f"{trial.id}  {trial.title}{phase}")
    yield from parts.fields(
        2,
        ("studies", trial.studies),
        ("here", parts.trial_words(match, answer)),
        ("not judged", "; ".join(trial.beyond)),
        ("status", parts.status_words(trial)),
        ("link", Span(trial.link, link=trial.link)),
    )
