"""``recurtx explain``: every rule of one option, each condition with the patient's value, threshold and truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from recurtx.answer import Verdict
from recurtx.answer.phrases import (
    LEVELS,
    SYMBOLS,
    VERDICTS,
    outside_phrase,
    rule_symbol,
    truth_word,
    value_words,
)
from recurtx.answer.ranges import change_words, formula_parts
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.markup.block import Branch, Gap, Heading, Item, Judged, Span, Text, Title, Tone
from recurtx.pages.parts import (
    CHECK_STATUS,
    Sources,
    close_calls,
    gap_sentences,
    named_trials,
    presumptions,
    sign,
    status_word,
    status_words,
    titled,
    trial_words,
    urgent,
    verdict,
)
from recurtx.profile import VOCABULARY, Origin, test_words
from recurtx.reasoning.counterfactual import MAX_SIZE
from recurtx.ruleset import (
    BRACES,
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
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.answer import Answer, AssessedOption, Finding, Step, TrialMatch
    from recurtx.markup.block import Block, Page, Words
    from recurtx.reasoning.counterfactual import Counterfactuals
    from recurtx.ruleset import Option, Rule

_SECTIONS = (
    (Effect.REQUIRES, "Requirements (one that is not met stops the option)"),
    (Effect.EXCLUDES, "Objections (one that holds stops the option)"),
    (Effect.SUPPORTS, "Arguments for"),
    (Effect.CAUTIONS, "Arguments for care"),
)
_CERTAIN = {
    Verdict.POSSIBLE: "Whatever is found, nothing will stop it.",
    Verdict.CANDIDATE: "Whatever is found, something will speak for it.",
    Verdict.CANDIDATE_WITH_CAUTION: "Whatever is found, something will ask for care.",
}
"""What is said where the facts are open and the outcome is not."""
_LEADS = {
    Verdict.POSSIBLE: "It turns on",
    Verdict.CANDIDATE: "Something would speak for it with",
    Verdict.CANDIDATE_WITH_CAUTION: "It would ask for care with",
}
_SHOWN = 8
"""Sets of changes on the page; a longer list is no longer read."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_TRIAL_SIGNS = {TRUE: ("○", "strong"), UNKNOWN: ("?", "open"), FALSE: ("×", "strong")}


def explain(
    answer: Answer, name: str, width: int, *, verbose: bool = False, goal: Verdict | None = None
) -> Page:  # fmt: skip
    """The whole argument for one option or modality; ``goal`` is the verdict that the smallest changes are to reach."""
    return [*_Argument(answer, answer[name], Sources(answer.ruleset), verbose).page(width, goal)]


@dataclass(frozen=True)
class _Argument:
    """The argument for one option, and the sources as they come to be cited."""

    answer: Answer
    option: AssessedOption
    sources: Sources
    verbose: bool

    def page(self, width: int, goal: Verdict | None) -> Iterator[Block]:
        """The sections, all of them, also where one is empty."""
        yield from (*urgent(self.answer), *self._head(width), Gap(), *self._in_short())
        stops = (f for parent in self._parents() for f in self.answer[parent.id].findings if f.rule.effect.stops)
        findings = (*self.option.findings, *stops)
        for effect, title in _SECTIONS:
            yield from _section(title, self._rules(findings, effect))
        yield from _section("Silent (about other patients)", self._silent(findings))
        if any(t.option in self.answer.ruleset.family(self.option.option.id) for t in self.answer.ruleset.trials):
            trials = _trials(self.option, self.answer)
            yield from _section("Named trials, which change no verdict", trials, "none is listed for these facts")
        yield from _section("Smallest changes that turn the verdict", _changes(self.option, self.answer, goal))
        yield from _section("Close calls and presumptions", self._calls())
        yield from (Gap(), *self.sources.page())

    def _parents(self) -> tuple[Option, ...]:
        """The options of which this one is a way; a modality inherits their requirements and objections."""
        return tuple(self.answer.ruleset.lineage(self.option.option.id))

    def _head(self, width: int) -> Iterator[Block]:
        option = self.option.option
        title = titled(option.name, self.answer)
        yield Title(title, verdict(self.option, max(25, width - len(title) - 4)))
        if self._parents():
            yield Text("a way of " + ", which is a way of ".join(lower(p.name) for p in self._parents()))
        yield Text(option.question)
        if option.about:
            yield Text(option.about)
        for sentence in gap_sentences(self.option, self.answer):
            yield Item("not found:", sentence)

    def _in_short(self) -> Iterator[Block]:
        """Built from counts and rule titles."""
        yield Heading("In short")
        yield Text(" ".join(self._sentences()), 1)
        yield from _residual(self.option, self.answer)

    def _sentences(self) -> Iterator[str]:
        option = self.option
        stops, blocks = option.stopping(), option.blocking()
        if option.verdict is Verdict.OUTSIDE_SCOPE:
            yield f"These rules do not cover it: they are for {outside_phrase(option, self.answer)}."
        if stops:
            yield f"{_number(len(stops), 'rule stops', 'rules stop')} it: {_titles(stops)}."
        elif option.verdict is not Verdict.OUTSIDE_SCOPE:
            yield "Nothing recorded stops it."
        if blocks:
            facts = ", ".join(dict.fromkeys(VOCABULARY[p].short for f in blocks for p in f.unknown_facts()))
            what = _number(len(blocks), "requirement or objection", "requirements or objections")
            yield f"{what} cannot be judged, because this is not recorded: {facts}."
        supports, cautions = option.acting("supports"), option.acting("cautions")
        yield f"For it: {_titles(supports)}." if supports else "Nothing recorded speaks for it."
        yield f"For care: {_titles(cautions)}." if cautions else "Nothing recorded asks for care."
        for parent in self._parents():
            wider = self.answer[parent.id].acting("cautions")
            if wider and not option.verdict.closed:
                yield f"{parent.name} as a whole asks for care, which is not repeated here: {_titles(wider)}."

    def _rules(self, findings: Sequence[Finding], effect: Effect) -> Iterator[Block]:
        chosen = [f for f in findings if f.rule.effect is effect and not f.silent]
        chosen.sort(key=lambda f: f.acts is FALSE if effect is not Effect.REQUIRES else f.acts is not TRUE)
        return (block for finding in chosen for block in self._rule(finding))

    def _rule(self, finding: Finding) -> Iterator[Block]:
        rule, ruleset = finding.rule, self.answer.ruleset
        own = rule.option == self.option.option.id
        title = rule.title if own else f"{rule.title} ({ruleset.options[rule.option].name})"
        level = f"{_level(rule)} {self.sources.marks(*rule.sources)}"
        yield Judged(sign(*rule_symbol(finding)), title, level, "", truth_word(finding), 0, Tone.PLAIN)
        if finding.scope is not None and rule.for_ is not None:
            yield Branch((f"for {condition_words(rule.for_, ruleset)}",), finding.scope.truth.value, depth=2)
        yield from _conditions(finding.condition, self.answer, self.verbose)
        if self.verbose or finding.acts is TRUE or finding.blocks:
            yield from self._why(rule)

    def _why(self, rule: Rule) -> Iterator[Block]:
        """The reason, and what each source says."""
        yield Item("because", _filled(rule.because, self.answer), 2)
        for citation in rule.evidence:
            words = f"{citation.says} (level {citation.level})"
            yield Item("disagrees" if citation.disagrees else "agrees", words, 2, self.sources.marks(citation.source))
        known = self.answer.ruleset.distinct()
        for rival in (known[name] for name in rule.conflicts_with if name in known):
            yield Item("against", f"{rival.title} ({_level(rival)}), a rule that argues the other way", 2)

    def _silent(self, findings: Iterable[Finding]) -> Iterator[Block]:
        for rule in (f.rule for f in findings if f.silent):
            if rule.for_ is not None:
                group = condition_words(rule.for_, self.answer.ruleset)
                yield Judged(sign("·", "plain"), rule.title, group, "", "silent", 0, Tone.PLAIN)

    def _calls(self) -> Iterator[Block]:
        yield from close_calls([self.option])
        for call in self.option.close_calls:
            yield Item("", f"{VOCABULARY[call.fact].short}: {call.says}", 1, self.sources.marks(call.source))
        yield from presumptions([self.option])


def _section(title: str, blocks: Iterable[Block], empty: str = "none") -> Iterator[Block]:
    yield Gap()
    yield Heading(title)
    yield from list(blocks) or [Text(empty, 1)]


def _number(count: int, one: str, many: str) -> str:
    return f"{_NUMBERS[count] if count < len(_NUMBERS) else count} {one if count == 1 else many}"


def _titles(findings: Sequence[Finding]) -> str:
    return "; ".join(dict.fromkeys(lower(f.rule.title) for f in findings))


def _level(rule: Rule) -> str:
    if rule.against is not None:
        return f"disputed: {rule.level} v {rule.against}"
    return f"level {rule.level} {LEVELS[rule.level]}"


def _filled(sentence: str, answer: Answer) -> str:
    """Facts in braces replaced by the patient's values; an unknown one reads ``not assessed``."""

    def value(match: re.Match[str]) -> str:
        unknown = answer.situation.knowledge(match.group(1)).origin is Origin.UNKNOWN
        return "not assessed" if unknown else value_words(match.group(1), answer.situation)

    return BRACES.sub(value, sentence)


def _conditions(step: Step, answer: Answer, verbose: bool) -> Iterator[Branch]:
    """The condition as evaluated, beneath its rule."""
    root = _Tree(answer, verbose).branch(step)
    yield Branch(root.cells, root.truth, root.tag, root.of, depth=2)


@dataclass(frozen=True)
class _Tree:
    """An evaluated condition as a tree of blocks; concepts and what stops another option unfold where asked for."""

    answer: Answer
    verbose: bool

    def branch(self, step: Step, *, decides: bool = False) -> Branch:
        """One test or branching, with what is beneath it."""
        tag, truth = "decides" if decides else "", step.truth.value
        match step.condition:
            case FactTest():
                return Branch(self._fact(step, step.condition), truth, tag)
            case Always():
                return Branch(("always",), truth, tag)
            case All() | Any() | Count() | Not():
                return Branch((f"{_branching(step.condition)}:",), truth, tag, self._children(step))
            case Concept(name, _):
                inner = [self.branch(step.of[0])] if self.verbose else []
                return Branch((lower(self.answer.ruleset.concepts[name].name),), truth, tag, inner)
            case Stopped(name, _):
                stopped = f"{lower(self.answer.ruleset.options[name].name)} is stopped"
                return Branch((stopped,), truth, tag, list(self._stop(step, name)))
            case _:
                assert_never(step.condition)

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
                yield self.branch(child) if outside is None else self._outside(outside, child)

    def _whose(self, name: str) -> tuple[Option, ...]:
        """The options whose scopes a stop looks at: its own option last, so that it comes before its parents."""
        ruleset = self.answer.ruleset
        return (*reversed(tuple(ruleset.lineage(name))), ruleset.options[name])

    @staticmethod
    def _outside(option: Option, step: Step) -> Branch:
        return Branch((f"outside what {lower(option.name)} is for: {option.scope}",), step.truth.value)

    def _fact(self, step: Step, condition: FactTest) -> tuple[str, str, str]:
        """Fact, value and test."""
        fact, known = VOCABULARY[condition.path], self.answer.situation.knowledge(condition.path)
        value = value_words(condition.path, self.answer.situation)
        if known.origin is Origin.DERIVED and known.source:
            value += f" (from {VOCABULARY[known.source].short})"
        if step.presumed and known.origin is not Origin.PRESUMED:
            value += " (presumed)"
        return fact.short, value, test_words(fact, condition.test)


def _branching(condition: All | Any | Count | Not) -> str:
    match condition:
        case All():
            return "all of"
        case Any():
            return "any of"
        case Count(number, _):
            return f"at least {number} of"
        case Not():
            return "not"


def _residual(option: AssessedOption, answer: Answer) -> Iterator[Block]:
    """What an open verdict turns on, one line for each part; nothing where it is settled."""
    residual = answer.residuals.get(option.option.id)
    if residual is None:
        return
    certain = getattr(residual.formula, "value", None)
    if certain is not None:
        yield from [Text(_CERTAIN[residual.verdict], 1)] if certain else []
        return
    parts, lead = formula_parts(residual.formula, answer.partition), _LEADS[residual.verdict]
    if len(parts) == 1:
        yield Text(f"{lead}: {parts[0]}.", 1, 1)
        return
    yield Text(f"{lead} all of:", 1)
    yield from (Text(part, 2, 1) for part in parts)


def _changes(option: AssessedOption, answer: Answer, goal: Verdict | None) -> Iterator[Block]:
    """The smallest sets of changes that reach a goal, by default the next open verdict."""
    if goal is option.verdict:
        yield Text("none is needed: that is the verdict now", 1)
        return
    search = answer.changes(option.option.id, goal)
    if search is None:
        yield Text("none: no verdict is more open", 1)
    elif not search.found:
        yield Text(_no_change(search, goal), 1)
    else:
        yield from _sets_of_changes(search)


def _no_change(search: Counterfactuals, goal: Verdict | None) -> str:
    if not search.complete:
        return f"none found: the search reached its bound before every set of up to {MAX_SIZE} changes was tried"
    aim = "a more open verdict" if goal is None else f"the verdict: {lower(VERDICTS[goal])}"
    return f"none: no set of up to {MAX_SIZE} changes leads to {aim}"


def _sets_of_changes(search: Counterfactuals) -> Iterator[Block]:
    for number, one in enumerate(search.found[:_SHOWN], 1):
        words = "; ".join(change_words(c.path, c.element, c.cells, search.partition) for c in one.changes)
        yield Item(str(number), (f"{words}: ", SYMBOLS[one.verdict][0], f" {VERDICTS[one.verdict]}"), 1)
    more = len(search.found) - _SHOWN
    if more > 0:
        size = max(len(c.changes) for c in search.found)
        yield Item("", f"{more} more {'set' if more == 1 else 'sets'} of at most {size} changes", 1)
    if not search.complete:
        yield Item("", "The search reached its bound; there may be more.", 1)


def _trials(option: AssessedOption, answer: Answer) -> Iterator[Block]:
    """Named trials: those that may fit at length, the others in a line each, those that are closed last."""
    matches = named_trials(option, answer)
    open_ = [m for m in matches if not m.trial.status.closed]
    for match in (m for m in open_ if m.truth is not FALSE):
        yield from _trial(match, answer)
    for match in (m for m in open_ if m.truth is FALSE):
        yield _marked(match, f"{match.trial.id} {match.trial.title}; {trial_words(match, answer)}")
    closed = [f"{m.trial.id} {m.trial.title} ({status_word(m.trial)})" for m in matches if m.trial.status.closed]
    if closed:
        yield Text(f"took no more patients when read; {CHECK_STATUS}: {'; '.join(closed)}", 1, 1)


def _marked(match: TrialMatch, words: Words) -> Item:
    """Words behind the sign of a trial."""
    return Item(sign(*_TRIAL_SIGNS[match.truth]) if match.truth is not None else "", words)


def _trial(match: TrialMatch, answer: Answer) -> Iterator[Block]:
    trial = match.trial
    yield _marked(match, f"{trial.id}  {trial.title}{f', phase {trial.phase}' if trial.phase else ''}")
    yield Item("studies", trial.studies, 2)
    yield Item("here", trial_words(match, answer), 2)
    if trial.beyond:
        yield Item("not judged", "; ".join(trial.beyond), 2)
    yield Item("status", status_words(trial), 2)
    yield Item("link", Span(trial.link, link=trial.link), 2)
