"""Two versions of the rules side by side: first what can change a verdict, last the verdicts that do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.reasoning._diff import Aspect, Kind
from recurtx.render._lines import Line, Span, Style, heading, line, wrap
from recurtx.render._receipt import name_and_id, verdict_phrase, was_and_now
from recurtx.ruleset import condition_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recurtx.engine import Outcome
    from recurtx.reasoning._diff import ClassChange, ConceptChange, OptionChange, RuleChange, RulesDiff
    from recurtx.reasoning._turned import CohortDiff, VerdictChange
    from recurtx.ruleset import Condition, Rule, Ruleset

__all__ = ["diff_json", "diff_lines"]

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


def diff_lines(diff: RulesDiff, cohort: CohortDiff, among: str, width: int) -> list[Line]:
    """The comparison as a page; ``among`` says in words whose verdicts were compared."""
    found = [line(Span("Rules compared", Style.BOLD))]
    for lead, ruleset in (("was", diff.old), ("now", diff.new)):
        found += wrap(f"{ruleset.name} {ruleset.version} · rules {ruleset.digest[:8]}", width, f"  {lead}  ")
    found += wrap(_summary(diff, cohort, among), width)
    found += _turning(diff, width)
    found += _harmless(diff, width)
    found += _concepts_and_classes(diff, width)
    return found + _verdicts(cohort, among, width)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _summary(diff: RulesDiff, cohort: CohortDiff, among: str) -> str:
    if diff.nothing:
        alike = diff.old.digest == diff.new.digest
        return "the same rules" if alike else "the same rules; the files differ in what no answer reads"
    turning, options = sum(c.turns for c in diff.rules), sum(c.turns for c in diff.options)
    parts = [f"{_count(turning, 'rule') if turning else 'no rule'} changed in a way that can turn a verdict"]
    if len(diff.rules) > turning:
        parts[0] += f", {len(diff.rules) - turning} otherwise"
    if options:
        parts.append(f"so did {_count(options, 'option')}")
    turned = len(cohort.turned)
    parts.append(f"verdicts turn for {turned} of {among}" if turned else f"no verdict turns among {among}")
    return "; ".join(parts)


def _turning(diff: RulesDiff, width: int) -> list[Line]:
    """Rules and options whose change can turn a verdict; then those that stand and lean on what changed."""
    found = [line(""), heading("Can change a verdict", width)]
    rows: list[Line] = []
    for option in (c for c in diff.options if c.turns):
        rows += _option(option, diff, width)
    for rule in _by_option((c for c in diff.rules if c.turns and not c.only_through), diff):
        rows += _rule(rule, diff, width)
    for rule in _by_option((c for c in diff.rules if c.turns and c.only_through), diff):
        rows += _leaning(rule, width)
    return [*found, *(rows or [line("   nothing")])]


def _by_option(changes: Iterable[RuleChange], diff: RulesDiff) -> list[RuleChange]:
    """Rule by rule in the order of the options, without those that came or went with their whole option."""
    gone = {c.id for c in diff.options if c.kind is not Kind.CHANGED}
    place = {name: i for i, name in enumerate({**diff.new.options, **diff.old.options})}
    kept = [c for c in changes if c.kind is Kind.CHANGED or not gone.issuperset(c.options)]
    return sorted(kept, key=lambda c: (place.get(c.options[0], 0), c.id))


def _option(change: OptionChange, diff: RulesDiff, width: int) -> list[Line]:
    found = name_and_id(change.known.name, change.id, width, f" ▸ option {change.kind.value}: ")
    if change.kind is not Kind.CHANGED:
        rules = sum(r.kind is not Kind.CHANGED and r.options == (change.id,) for r in diff.rules)
        return [*found, *wrap(f"with {_count(rules, 'rule')} of its own", width, "     ")]
    old, new = change.old, change.new
    if old is None or new is None:
        return found
    if Aspect.SCOPE in change.aspects:
        found += _conditions("for", (old.for_, diff.old), (new.for_, diff.new), width)
    if Aspect.PARENT in change.aspects:
        found += _pair("part of", _name(old.parent, diff.old), _name(new.parent, diff.new), width)
    if Aspect.DRUGS in change.aspects:
        found += _pair("drugs", ", ".join(old.agents) or "none", ", ".join(new.agents) or "none", width)
    return found + _through(change.through, width)


def _name(option: str | None, ruleset: Ruleset) -> str:
    return "none" if option is None else ruleset.options[option].name


def _rule(change: RuleChange, diff: RulesDiff, width: int) -> list[Line]:
    """One rule: its title and id, whose it is, and each thing that changed as it was and as it is."""
    found = name_and_id(change.known.title, change.id, width, f" ▸ {change.kind.value}: ")
    ruleset = diff.new if change.new else diff.old
    rule = change.known
    found += wrap(f"{_whose(change, ruleset)} · {rule.effect.value} · level {rule.level}", width, "     ")
    if change.old is None or change.new is None or change.kind is Kind.RETIRED:
        if rule.for_ is not None:
            found += wrap(condition_words(rule.for_, ruleset), width, "     for   ")
        return found + wrap(condition_words(rule.when, ruleset), width, "     when  ")
    return found + _aspects(change, change.old, change.new, diff, width)


def _whose(change: RuleChange, ruleset: Ruleset) -> str:
    if change.known.shared and len(change.options) > 1:
        return f"written for {_count(len(change.options), 'option')}"
    return ", ".join(ruleset.options[o].name for o in change.options if o in ruleset.options)


def _aspects(change: RuleChange, old: Rule, new: Rule, diff: RulesDiff, width: int) -> list[Line]:
    found: list[Line] = []
    if Aspect.EFFECT in change.aspects:
        found += _pair("effect", old.effect.value, new.effect.value, width)
    if Aspect.STATUS in change.aspects:
        found += _pair("status", old.status, new.status, width)
    if Aspect.OPTION in change.aspects and not new.shared:
        found += _pair("about", _name(old.option, diff.old), _name(new.option, diff.new), width)
    if Aspect.SCOPE in change.aspects:
        found += _conditions("for", (old.for_, diff.old), (new.for_, diff.new), width)
    if Aspect.CONDITION in change.aspects:
        found += _conditions("when", (old.when, diff.old), (new.when, diff.new), width)
    return [*found, *_evidence(change, old, new, width), *_through(change.through, width)]


def _evidence(change: RuleChange, old: Rule, new: Rule, width: int) -> list[Line]:
    """Level, sources and title as they were and as they are; the rest by name."""
    found: list[Line] = []
    if Aspect.LEVEL in change.aspects:
        found += _pair("levels", _levels(old), _levels(new), width)
    if Aspect.SOURCES in change.aspects:
        found += _pair("sources", _sources(old), _sources(new), width)
    if old.title != new.title:
        found += _pair("title", old.title, new.title, width)
    named = [Aspect.FACTOR, Aspect.DISAGREEMENT, Aspect.UPKEEP]
    words = [_WORDS[a] for a in named if a in change.aspects]
    if Aspect.WORDS in change.aspects and old.title == new.title:
        words.append("words")
    return found + (wrap(", ".join(words), width, "     also  ") if words else [])


def _levels(rule: Rule) -> str:
    return ", ".join(f"{c.source} {c.level}" for c in rule.evidence)


def _sources(rule: Rule) -> str:
    names = [f"{c.source} (disagrees)" if c.disagrees else c.source for c in rule.evidence]
    return ", ".join(dict.fromkeys(names))


def _conditions(
    word: str, old: tuple[Condition | None, Ruleset], new: tuple[Condition | None, Ruleset], width: int
) -> list[Line]:
    before, after = ("everybody" if c is None else condition_words(c, r) for c, r in (old, new))
    return _pair(word, before, after, width)


def _pair(word: str, old: str, new: str, width: int) -> list[Line]:
    return [line(f"     {word}"), *was_and_now(old, new, width)]


def _through(names: Sequence[str], width: int) -> list[Line]:
    return wrap(f"because this changed: {', '.join(names)}", width, "     ") if names else []


def _leaning(change: RuleChange, width: int) -> list[Line]:
    found = name_and_id(change.known.title, change.id, width, " ▸ same words, other meaning: ")
    return [*found, *_through(change.through, width)]


def _harmless(diff: RulesDiff, width: int) -> list[Line]:
    """Changes of rules, options and advice that turn no verdict: evidence, words, upkeep."""
    rows: list[Line] = []
    for rule in _by_option((c for c in diff.rules if not c.turns and not c.words_only), diff):
        rows += _rule(rule, diff, width)
    for title, aspect in (("words only", Aspect.WORDS), ("dates of review or examples only", Aspect.UPKEEP)):
        some = [c for c in diff.rules if c.words_only and _mainly(c) is aspect]
        named = ", ".join(f"{c.known.title} [{c.id}]" for c in _by_option(some, diff))
        rows += wrap(f"{title}: {named}", width, "   ", "     ") if some else []
    for option in (c for c in diff.options if not c.turns):
        rows += wrap(f"option, words only: {option.known.name} [{option.id}]", width, "   ", "     ")
    for advice in diff.advice:
        what = ", ".join(sorted(_WORDS.get(a, a.value) for a in advice.aspects))
        text = f"advice {advice.kind.value}: {advice.title} [{advice.id}]" + (f" ({what})" if what else "")
        rows += wrap(text, width, "   ", "     ")
    rows += wrap(f"also: {', '.join(diff.other)}", width, "   ", "     ") if diff.other else []
    return [line(""), heading("Changes no verdict", width), *(rows or [line("   nothing")])]


def _mainly(change: RuleChange) -> Aspect:
    return Aspect.WORDS if Aspect.WORDS in change.aspects else Aspect.UPKEEP


def _concepts_and_classes(diff: RulesDiff, width: int) -> list[Line]:
    """What rules refer to: clinical ideas and classes of drugs; nothing at all where none changed."""
    if not (diff.concepts or diff.classes):
        return []
    found = [line(""), heading("What rules refer to", width)]
    for concept in diff.concepts:
        found += _concept(concept, diff, width)
    for drugs in diff.classes:
        found += _class(drugs, width)
    return found


def _concept(change: ConceptChange, diff: RulesDiff, width: int) -> list[Line]:
    known = change.new or change.old
    found = name_and_id(known.name if known else change.id, change.id, width, f" ▸ idea {change.kind.value}: ")
    if change.old and change.new and Aspect.CONDITION in change.aspects:
        found += was_and_now(
            condition_words(change.old.when, diff.old), condition_words(change.new.when, diff.new), width
        )
    rest = [_WORDS[a] for a in (Aspect.THROUGH, Aspect.WORDS) if a in change.aspects]
    return found + (wrap(", ".join(rest), width, "     ") if rest else [])


def _class(change: ClassChange, width: int) -> list[Line]:
    parts = [f"with {', '.join(change.joined)}"] if change.joined else []
    parts += [f"without {', '.join(change.left)}"] if change.left else []
    return wrap(f"class of drugs: {change.id.replace('_', ' ')}, now {' and '.join(parts)}", width, " ▸ ")


def _verdicts(cohort: CohortDiff, among: str, width: int) -> list[Line]:
    """Verdicts that turn, option by option; patients with the same turn for the same reason together."""
    found = [line(""), heading(f"Verdicts that turn, among {among}", width)]
    groups: dict[tuple[object, ...], list[VerdictChange]] = {}
    for change in cohort.changes:
        causes = tuple(rule.id for rule in change.rules)
        key = (change.option, _facts(change.before), _facts(change.after), causes, change.scope)
        groups.setdefault(key, []).append(change)
    for changes in groups.values():
        first = changes[0]
        found += name_and_id(first.name, first.option, width)
        found += was_and_now(_verdict(first.before, width), _verdict(first.after, width), width)
        found += wrap("; ".join(_reasons(first)), width, "     by   ")
        who = ", ".join(c.patient for c in changes)
        found += wrap(f"{len(changes)} of {len(cohort.patients)}: {who}", width, "     who  ")
    return found if groups else [*found, line("   none")]


def _facts(outcome: Outcome) -> tuple[object, ...]:
    """What a verdict shows: of an open one also the facts that it turns on."""
    return (outcome.verdict, outcome.missing if outcome.verdict.value == "needs_information" else ())


def _verdict(outcome: Outcome, width: int) -> Line:
    return verdict_phrase(outcome.verdict, outcome.missing, width)


def _reasons(change: VerdictChange) -> list[str]:
    scope = ["its scope, or that of an option above it"] if change.scope else []
    return [*(f"{rule.title} [{rule.id}]" for rule in change.rules), *scope]


# JSON


def diff_json(diff: RulesDiff, cohort: CohortDiff, among: str) -> dict[str, Any]:
    """The comparison as plain data, schema 1: the same content as the page."""
    return {
        "schema": 1,
        "old": _stamp(diff.old),
        "new": _stamp(diff.new),
        "can_change_a_verdict": diff.turns,
        "rules": [_rule_json(c, diff) for c in diff.rules],
        "options": [
            {"id": c.id, "name": c.known.name, "kind": c.kind.value, "can_change_a_verdict": c.turns,
             "changed": _values(c.aspects), "through": list(c.through)}
            for c in diff.options
        ],
        "concepts": [{"id": c.id, "kind": c.kind.value, "changed": _values(c.aspects)} for c in diff.concepts],
        "drug_classes": [{"id": c.id, "joined": list(c.joined), "left": list(c.left)} for c in diff.classes],
        "advice": [
            {"id": c.id, "title": c.title, "kind": c.kind.value, "changed": _values(c.aspects)} for c in diff.advice
        ],
        "other": list(diff.other),
        "cohort": {"among": among, "patients": len(cohort.patients), "turned": list(cohort.turned)},
        "verdicts": [
            {"patient": c.patient, "option": c.option, "name": c.name, "before": c.before.verdict.value,
             "after": c.after.verdict.value, "rules": [r.id for r in c.rules], "scope": c.scope}
            for c in cohort.changes
        ],
    }  # fmt: skip


def _stamp(ruleset: Ruleset) -> dict[str, str]:
    return {"name": ruleset.name, "version": ruleset.version, "digest": ruleset.digest}


def _values(aspects: Iterable[Aspect]) -> list[str]:
    return sorted(aspect.value for aspect in aspects)


def _rule_json(change: RuleChange, diff: RulesDiff) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.known.title,
        "kind": change.kind.value,
        "options": list(change.options),
        "can_change_a_verdict": change.turns,
        "words_only": change.words_only,
        "changed": _values(change.aspects),
        "through": list(change.through),
        "before": _side(change.old, diff.old),
        "after": _side(change.new, diff.new),
    }


def _side(rule: Rule | None, ruleset: Ruleset) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "effect": rule.effect.value,
        "status": rule.status,
        "for": None if rule.for_ is None else condition_words(rule.for_, ruleset),
        "when": condition_words(rule.when, ruleset),
        "level": rule.level,
        "sources": list(rule.sources),
        "disagrees": list(rule.disagreeing),
        "title": rule.title,
        "because": rule.because,
    }
