"""Two versions of the rules side by side: first what can change a verdict, last the verdicts that do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.answer import Verdict
from recurtx.comparison.rules import Aspect, Kind
from recurtx.markup.block import Gap, Item, Text, Title
from recurtx.pages.sides import counted, marked, section, verdict_words, was_and_now
from recurtx.ruleset import condition_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from recurtx.comparison.cohort import CohortDiff, Side, VerdictChange
    from recurtx.comparison.rules import Change, ClassChange, RuleChange, RulesDiff
    from recurtx.markup.block import Block, Page
    from recurtx.ruleset import ConceptInfo, Condition, Option, Rule, Ruleset

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


def rules_diff(diff: RulesDiff, cohort: CohortDiff, among: str, proof: Page = ()) -> Page:
    """The comparison; ``among`` says in words whose verdicts were compared, ``proof`` what was proved of them."""
    versions = [
        Item(lead, f"{r.name} {r.version} · rules {r.digest[:8]}", 1)
        for lead, r in (("was", diff.old), ("now", diff.new))
    ]
    refers = [*(b for c in diff.concepts for b in _concept(c, diff)), *map(_class, diff.classes)]
    refers += [Item("▸", f"read otherwise: {reading}") for reading in diff.readings]
    return [
        Title("Rules compared"), *versions, Text(_summary(diff, cohort, among)),
        Gap(), *section("May change a verdict", list(_turning(diff)), "nothing"),
        Gap(), *section("Changes no verdict", list(_harmless(diff)), "nothing"),
        *([Gap(), *section("What rules refer to", refers, "")] if refers else []),
        *([Gap(), *proof] if proof else []),
        Gap(), *section(f"Verdicts that turn, among {among}", list(_verdicts(cohort)), "none"),
    ]  # fmt: skip


def _summary(diff: RulesDiff, cohort: CohortDiff, among: str) -> str:
    if diff.nothing:
        alike = diff.old.digest == diff.new.digest
        return "the same rules" if alike else "the same rules; the files differ in what no answer reads"
    turning, options = sum(c.turns for c in diff.rules), sum(c.turns for c in diff.options)
    parts = [f"{counted(turning, 'rule') if turning else 'no rule'} changed in a way that may turn a verdict"]
    if len(diff.rules) > turning:
        parts[0] += f", {len(diff.rules) - turning} otherwise"
    if diff.readings:
        parts.append(f"{counted(len(diff.readings), 'word')} for drugs read otherwise")
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


def _option(change: Change[Option], diff: RulesDiff) -> Iterator[Block]:
    yield marked(change.known.name, change.id, f"option {change.kind.value}: ")
    if change.kind is Kind.CHANGED:
        yield from _sides(change, diff)
        yield from _through(change.through)
    else:
        rules = sum(r.kind is not Kind.CHANGED and r.options == (change.id,) for r in diff.rules)
        yield Text(f"with {counted(rules, 'rule')} of its own", 2)


def _rule(change: RuleChange, diff: RulesDiff) -> Iterator[Block]:
    """One rule: its title and id, whose it is, and each thing that changed as it was and as it is."""
    ruleset, rule = diff.new if change.new else diff.old, change.known
    yield marked(rule.title, change.id, f"{change.kind.value}: ")
    yield Text(f"{_whose(change, ruleset)} · {rule.effect.value} · level {rule.level}", 2)
    if change.kind is Kind.CHANGED:
        yield from _sides(change, diff, Aspect.OPTION if rule.shared else None)
        yield from _rest(change)
        yield from _through(change.through)
    else:
        if rule.for_ is not None:
            yield Item("for", condition_words(rule.for_, ruleset), 2)
        yield Item("when", condition_words(rule.when, ruleset), 2)


def _whose(change: RuleChange, ruleset: Ruleset) -> str:
    if change.known.shared and len(change.options) > 1:
        return f"written for {counted(len(change.options), 'option')}"
    return ", ".join(ruleset.options[o].name for o in change.options if o in ruleset.options)


def _name(option: str | None, ruleset: Ruleset) -> str:
    return "none" if option is None else ruleset.options[option].name


def _condition(condition: Condition | None, ruleset: Ruleset) -> str:
    return "everybody" if condition is None else condition_words(condition, ruleset)


def _sources(rule: Rule, _: Ruleset) -> str:
    names = [f"{c.source} (disagrees)" if c.disagrees else c.source for c in rule.evidence]
    return ", ".join(dict.fromkeys(names))


_SHOWN: Sequence[tuple[Aspect, str, Callable[[Any, Ruleset], str]]] = (
    (Aspect.EFFECT, "effect", lambda r, _: r.effect.value),
    (Aspect.STATUS, "status", lambda r, _: r.status),
    (Aspect.EXCEPT, "except", lambda r, _: ", ".join(r.except_) or "none"),
    (Aspect.OPTION, "about", lambda r, rules: _name(r.option, rules)),
    (Aspect.SCOPE, "for", lambda r, rules: _condition(r.for_, rules)),
    (Aspect.CONDITION, "when", lambda r, rules: _condition(r.when, rules)),
    (Aspect.PARENT, "part of", lambda o, rules: _name(o.parent, rules)),
    (Aspect.DRUGS, "drugs", lambda o, _: ", ".join(o.agents) or "none"),
    (Aspect.LEVEL, "levels", lambda r, _: ", ".join(f"{c.source} {c.level}" for c in r.evidence)),
    (Aspect.SOURCES, "sources", _sources),
)
"""What of a rule or an option is shown as it was and as it is: what can turn a verdict first, then what cannot."""


def _sides(change: Change[Any], diff: RulesDiff, hidden: Aspect | None = None) -> Iterator[Block]:
    for aspect, word, of in _SHOWN:
        if aspect in change.aspects and aspect is not hidden:
            yield from _pair(word, of(change.old, diff.old), of(change.new, diff.new))


def _pair(word: str, old: str, new: str) -> list[Block]:
    return [Text(word, 2), *was_and_now(old, new)]


def _rest(change: RuleChange) -> Iterator[Block]:
    """The title as it was and as it is, and by name what is not shown."""
    old, new = change.old, change.new
    words = [_WORDS[a] for a in (Aspect.FACTOR, Aspect.DISAGREEMENT, Aspect.UPKEEP) if a in change.aspects]
    if old is not None and new is not None and old.title != new.title:
        yield from _pair("title", old.title, new.title)
    elif Aspect.WORDS in change.aspects:
        words.append("words")
    if words:
        yield Item("also", ", ".join(words), 2)


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
        name = f"advice {advice.kind.value}: {advice.known.title} [{advice.id}]"
        yield Text(f"{name} ({what})" if what else name, 1)
    if diff.other:
        yield Text(f"also: {', '.join(diff.other)}", 1)


def _mainly(change: RuleChange) -> Aspect:
    return Aspect.WORDS if Aspect.WORDS in change.aspects else Aspect.UPKEEP


def _concept(change: Change[ConceptInfo], diff: RulesDiff) -> Iterator[Block]:
    old, new = change.old, change.new
    yield marked(change.known.name, change.id, f"idea {change.kind.value}: ")
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
        key = (change.option, _shown(change.before), _shown(change.after), causes, change.scope)
        groups.setdefault(key, []).append(change)
    for changes in groups.values():
        first = changes[0]
        yield marked(first.name, first.option)
        yield from was_and_now(verdict_words(*first.before), verdict_words(*first.after))
        scope = ["its scope, or that of an option above it"] if first.scope else []
        yield Item("by", "; ".join([*(f"{rule.title} [{rule.id}]" for rule in first.rules), *scope]), 2)
        who = ", ".join(c.patient for c in changes)
        yield Item("who", f"{len(changes)} of {len(cohort.patients)}: {who}", 2)


def _shown(side: Side) -> tuple[object, ...]:
    """What a verdict shows: of an open one also the facts that it turns on."""
    return side if side.verdict is Verdict.NEEDS_INFORMATION else (side.verdict,)
