"""Two versions of the rules side by side: first what can change a verdict, last the verdicts that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.comparison.rules import Aspect, Kind
from recurtx.markup.block import Gap, Item, Text, Title
from recurtx.pages.sides import counted, marked, section, verdict_words, was_and_now
from recurtx.ruleset import condition_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.answer import Verdict
    from recurtx.comparison.cohort import CohortDiff, VerdictChange
    from recurtx.comparison.rules import ClassChange, ConceptChange, OptionChange, RuleChange, RulesDiff
    from recurtx.markup.block import Block, Page
    from recurtx.ruleset import Condition, Rule, Ruleset

_WORDS = {
    Aspect.PARENT: "what it is a part of",
    Aspect.OPTION: "the option that it argues about",
    Aspect.THROUGH: "what a condition refers to",
    Aspect.SOURCES: "its sources",
    Aspect.LEVEL: "its level of evidence",
    Aspect.DISAGREEMENT: "which rules it disagrees with",
    Aspect.FACTOR: "the kind of fact",
    Aspect.WORDS: "words only",
    Aspect.UPKEEP: "dates of review or examples",
}


def rules_diff(diff: RulesDiff, cohort: CohortDiff, among: str) -> Page:
    """The comparison; ``among`` says in words whose verdicts were compared."""
    versions = [
        Item(lead, f"{r.name} {r.version} · rules {r.digest[:8]}", 1)
        for lead, r in (("was", diff.old), ("now", diff.new))
    ]
    refers = [*(b for c in diff.concepts for b in _concept(c, diff)), *map(_class, diff.classes)]
    return [
        Title("Rules compared"), *versions, Text(_summary(diff, cohort, among)),
        Gap(), *section("Can change a verdict", list(_turning(diff)), "nothing"),
        Gap(), *section("Changes no verdict", list(_harmless(diff)), "nothing"),
        *([Gap(), *section("What rules refer to", refers, "")] if refers else []),
        Gap(), *section(f"Verdicts that turn, among {among}", list(_verdicts(cohort)), "none"),
    ]  # fmt: skip


def _summary(diff: RulesDiff, cohort: CohortDiff, among: str) -> str:
    if diff.nothing:
        alike = diff.old.digest == diff.new.digest
        return "the same rules" if alike else "the same rules; the files differ in what no answer reads"
    turning, options = sum(c.turns for c in diff.rules), sum(c.turns for c in diff.options)
    parts = [f"{counted(turning, 'rule') if turning else 'no rule'} changed in a way that can turn a verdict"]
    if len(diff.rules) > turning:
        parts[0] += f", {len(diff.rules) - turning} otherwise"
    if options:
        parts.append(f"so did {counted(options, 'option')}")
    turned = len(cohort.turned)
    parts.append(f"verdicts turn for {turned} of {among}" if turned else f"no verdict turns among {among}")
    return "; ".join(parts)


def _turning(diff: RulesDiff) -> Iterator[Block]:
    """Rules and options whose change can turn a verdict; then those that stand and lean on what changed."""
    for option in (c for c in diff.options if c.turns):
        yield from _option(option, diff)
    for rule in _by_option((c for c in diff.rules if c.turns and not c.only_through), diff):
        yield from _rule(rule, diff)
    for rule in _by_option((c for c in diff.rules if c.turns and c.only_through), diff):
        yield marked(rule.known.title, rule.id, "same words, other meaning: ")
        yield from _through(rule.through)


def _by_option(changes: Iterable[RuleChange], diff: RulesDiff) -> list[RuleChange]:
    """Rule by rule in the order of the options, without those that came or went with their whole option."""
    gone = {c.id for c in diff.options if c.kind is not Kind.CHANGED}
    place = {name: i for i, name in enumerate({**diff.new.options, **diff.old.options})}
    kept = [c for c in changes if c.kind is Kind.CHANGED or not gone.issuperset(c.options)]
    return sorted(kept, key=lambda c: (place.get(c.options[0], 0), c.id))


def _option(change: OptionChange, diff: RulesDiff) -> Iterator[Block]:
    yield marked(change.known.name, change.id, f"option {change.kind.value}: ")
    old, new = change.old, change.new
    if change.kind is not Kind.CHANGED:
        rules = sum(r.kind is not Kind.CHANGED and r.options == (change.id,) for r in diff.rules)
        yield Text(f"with {counted(rules, 'rule')} of its own", 2)
    elif old is not None and new is not None:
        if Aspect.SCOPE in change.aspects:
            yield from _conditions("for", (old.for_, diff.old), (new.for_, diff.new))
        if Aspect.PARENT in change.aspects:
            yield from _pair("part of", _name(old.parent, diff.old), _name(new.parent, diff.new))
        if Aspect.DRUGS in change.aspects:
            yield from _pair("drugs", ", ".join(old.agents) or "none", ", ".join(new.agents) or "none")
        yield from _through(change.through)


def _name(option: str | None, ruleset: Ruleset) -> str:
    return "none" if option is None else ruleset.options[option].name


def _rule(change: RuleChange, diff: RulesDiff) -> Iterator[Block]:
    """One rule: its title and id, whose it is, and each thing that changed as it was and as it is."""
    ruleset, rule = diff.new if change.new else diff.old, change.known
    yield marked(rule.title, change.id, f"{change.kind.value}: ")
    yield Text(f"{_whose(change, ruleset)} · {rule.effect.value} · level {rule.level}", 2)
    if change.old is None or change.new is None or change.kind is Kind.RETIRED:
        if rule.for_ is not None:
            yield Item("for", condition_words(rule.for_, ruleset), 2)
        yield Item("when", condition_words(rule.when, ruleset), 2)
    else:
        yield from _aspects(change, change.old, change.new, diff)


def _whose(change: RuleChange, ruleset: Ruleset) -> str:
    if change.known.shared and len(change.options) > 1:
        return f"written for {counted(len(change.options), 'option')}"
    return ", ".join(ruleset.options[o].name for o in change.options if o in ruleset.options)


def _aspects(change: RuleChange, old: Rule, new: Rule, diff: RulesDiff) -> Iterator[Block]:
    """What can turn a verdict, then level, sources and title as they were and as they are, then the rest by name."""
    if Aspect.EFFECT in change.aspects:
        yield from _pair("effect", old.effect.value, new.effect.value)
    if Aspect.STATUS in change.aspects:
        yield from _pair("status", old.status, new.status)
    if Aspect.OPTION in change.aspects and not new.shared:
        yield from _pair("about", _name(old.option, diff.old), _name(new.option, diff.new))
    if Aspect.SCOPE in change.aspects:
        yield from _conditions("for", (old.for_, diff.old), (new.for_, diff.new))
    if Aspect.CONDITION in change.aspects:
        yield from _conditions("when", (old.when, diff.old), (new.when, diff.new))
    yield from _evidence(change, old, new)
    yield from _through(change.through)


def _evidence(change: RuleChange, old: Rule, new: Rule) -> Iterator[Block]:
    if Aspect.LEVEL in change.aspects:
        yield from _pair("levels", _levels(old), _levels(new))
    if Aspect.SOURCES in change.aspects:
        yield from _pair("sources", _sources(old), _sources(new))
    if old.title != new.title:
        yield from _pair("title", old.title, new.title)
    named = [Aspect.FACTOR, Aspect.DISAGREEMENT, Aspect.UPKEEP]
    words = [_WORDS[a] for a in named if a in change.aspects]
    if Aspect.WORDS in change.aspects and old.title == new.title:
        words.append("words")
    if words:
        yield Item("also", ", ".join(words), 2)


def _levels(rule: Rule) -> str:
    return ", ".join(f"{c.source} {c.level}" for c in rule.evidence)


def _sources(rule: Rule) -> str:
    names = [f"{c.source} (disagrees)" if c.disagrees else c.source for c in rule.evidence]
    return ", ".join(dict.fromkeys(names))


def _conditions(word: str, old: tuple[Condition | None, Ruleset], new: tuple[Condition | None, Ruleset]) -> list[Block]:
    before, after = ("everybody" if c is None else condition_words(c, r) for c, r in (old, new))
    return _pair(word, before, after)


def _pair(word: str, old: str, new: str) -> list[Block]:
    return [Text(word, 2), *was_and_now(old, new)]


def _through(names: Sequence[str]) -> list[Block]:
    return [Text(f"because this changed: {', '.join(names)}", 2)] if names else []


def _harmless(diff: RulesDiff) -> Iterator[Block]:
    """Changes of rules, options and advice that turn no verdict: evidence, words, upkeep."""
    for rule in _by_option((c for c in diff.rules if not c.turns and not c.words_only), diff):
        yield from _rule(rule, diff)
    for title, aspect in (("words only", Aspect.WORDS), ("dates of review or examples only", Aspect.UPKEEP)):
        some = [c for c in diff.rules if c.words_only and _mainly(c) is aspect]
        if some:
            yield Text(f"{title}: " + ", ".join(f"{c.known.title} [{c.id}]" for c in _by_option(some, diff)), 1)
    for option in (c for c in diff.options if not c.turns):
        yield Text(f"option, words only: {option.known.name} [{option.id}]", 1)
    for advice in diff.advice:
        what = ", ".join(sorted(_WORDS.get(a, a.value) for a in advice.aspects))
        yield Text(f"advice {advice.kind.value}: {advice.title} [{advice.id}]" + (f" ({what})" if what else ""), 1)
    if diff.other:
        yield Text(f"also: {', '.join(diff.other)}", 1)


def _mainly(change: RuleChange) -> Aspect:
    return Aspect.WORDS if Aspect.WORDS in change.aspects else Aspect.UPKEEP


def _concept(change: ConceptChange, diff: RulesDiff) -> Iterator[Block]:
    known, old, new = change.new or change.old, change.old, change.new
    yield marked(known.name if known else change.id, change.id, f"idea {change.kind.value}: ")
    if old and new and Aspect.CONDITION in change.aspects:
        yield from was_and_now(condition_words(old.when, diff.old), condition_words(new.when, diff.new))
    rest = [_WORDS[a] for a in (Aspect.THROUGH, Aspect.WORDS) if a in change.aspects]
    if rest:
        yield Text(", ".join(rest), 2)


def _class(change: ClassChange) -> Block:
    parts = [f"with {', '.join(change.joined)}"] if change.joined else []
    parts += [f"without {', '.join(change.left)}"] if change.left else []
    return Item("▸", f"class of drugs: {change.id.replace('_', ' ')}, now {' and '.join(parts)}")


def _verdicts(cohort: CohortDiff) -> Iterator[Block]:
    """Verdicts that turn, option by option; patients with the same turn for the same reason together."""
    groups: dict[tuple[object, ...], list[VerdictChange]] = {}
    for change in cohort.changes:
        causes = tuple(rule.id for rule in change.rules)
        key = (
            change.option,
            _facts(change.before, change.missing_before),
            _facts(change.after, change.missing_after),
            causes,
            change.scope,
        )
        groups.setdefault(key, []).append(change)
    for changes in groups.values():
        first = changes[0]
        yield marked(first.name, first.option)
        before, after = (
            verdict_words(*o) for o in ((first.before, first.missing_before), (first.after, first.missing_after))
        )
        yield from was_and_now(before, after)
        yield Item("by", "; ".join(_reasons(first)), 2)
        who = ", ".join(c.patient for c in changes)
        yield Item("who", f"{len(changes)} of {len(cohort.patients)}: {who}", 2)


def _facts(verdict: Verdict, missing: tuple[str, ...]) -> tuple[object, ...]:
    """What a verdict shows: of an open one also the facts that it turns on."""
    return (verdict, missing if verdict.value == "needs_information" else ())


def _reasons(change: VerdictChange) -> list[str]:
    scope = ["its scope, or that of an option above it"] if change.scope else []
    return [*(f"{rule.title} [{rule.id}]" for rule in change.rules), *scope]
