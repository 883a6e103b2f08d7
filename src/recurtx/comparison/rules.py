"""Two versions of the rules compared: what changed, rule by rule, by meaning and not by text.

Conditions are compared as they are meant, see ``meaning``. No option, cancer or threshold is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from recurtx.comparison.meaning import Meaning
from recurtx.profile import Agents, Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from recurtx.ruleset import Advice, ConceptInfo, Condition, Example, Option, Rule, Ruleset, Trial


class Kind(Enum):
    """What became of a rule, an option, a concept or an advice."""

    ADDED = "added"
    REMOVED = "removed"
    RETIRED = "retired"
    CHANGED = "changed"


class Aspect(Enum):
    """In what a thing changed.

    The first group can change a verdict. ``through`` is a condition that stands as it stood and means something else,
    because a concept or another option changed. ``words`` are titles, reasons and what a source is said to say;
    ``upkeep`` are the dates of review and the examples.
    """

    EFFECT = "effect"
    SCOPE = "scope"
    CONDITION = "condition"
    THROUGH = "through"
    OPTION = "option"
    STATUS = "status"
    PARENT = "parent"
    DRUGS = "drugs"

    LEVEL = "level"
    SOURCES = "sources"
    DISAGREEMENT = "disagreement"
    FACTOR = "factor"
    URGENCY = "urgency"
    WORDS = "words"
    UPKEEP = "upkeep"


_TURNING = frozenset(
    {
        Aspect.EFFECT,
        Aspect.SCOPE,
        Aspect.CONDITION,
        Aspect.THROUGH,
        Aspect.OPTION,
        Aspect.STATUS,
        Aspect.PARENT,
        Aspect.DRUGS,
    }
)
_IN_WORDS = frozenset({Aspect.WORDS, Aspect.UPKEEP})


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that is another. A rule written for every option counts once; ``options`` are those where it changed.

    ``through`` names, in words, what its conditions refer to and what changed there.
    """

    kind: Kind
    id: str
    old: Rule | None
    new: Rule | None
    options: tuple[str, ...]
    aspects: frozenset[Aspect] = frozenset()
    through: tuple[str, ...] = ()

    @property
    def known(self) -> Rule:
        """The rule as it is now, or as it last was."""
        found = self.new or self.old
        if found is None:
            raise ValueError(self.id)
        return found

    @property
    def turns(self) -> bool:
        """Whether this can change a verdict: only a rule that is, or was, in force can."""
        in_force = any(r is not None and r.active for r in (self.old, self.new))
        return in_force and (self.kind is not Kind.CHANGED or bool(self.aspects & _TURNING))

    @property
    def only_through(self) -> bool:
        """Whether the rule itself stands as it stood, and only what it refers to changed."""
        return self.kind is Kind.CHANGED and self.aspects & _TURNING == {Aspect.THROUGH}

    @property
    def words_only(self) -> bool:
        """Whether only wording, dates or examples changed."""
        return self.kind is Kind.CHANGED and self.aspects <= _IN_WORDS


@dataclass(frozen=True, slots=True)
class OptionChange:
    """One option or modality that is another; its rules are reported by themselves."""

    kind: Kind
    id: str
    old: Option | None
    new: Option | None
    aspects: frozenset[Aspect] = frozenset()
    through: tuple[str, ...] = ()

    @property
    def known(self) -> Option:
        """The option as it is now, or as it last was."""
        found = self.new or self.old
        if found is None:
            raise ValueError(self.id)
        return found

    @property
    def turns(self) -> bool:
        """Whether this can change a verdict."""
        return self.kind is not Kind.CHANGED or bool(self.aspects & _TURNING)


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """One clinical idea that is another; what it changes in rules and scopes is reported there, as ``through``."""

    kind: Kind
    id: str
    old: ConceptInfo | None
    new: ConceptInfo | None
    aspects: frozenset[Aspect] = frozenset()


@dataclass(frozen=True, slots=True)
class ClassChange:
    """Drugs that joined or left a class of drugs."""

    id: str
    joined: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdviceChange:
    """One advice that is another; it changes no verdict."""

    kind: Kind
    id: str
    title: str
    aspects: frozenset[Aspect] = frozenset()


@dataclass(frozen=True, slots=True)
class RulesDiff:
    """Everything that differs between two versions; ``other`` names, in words, what no verdict can hang on."""

    old: Ruleset
    new: Ruleset
    rules: tuple[RuleChange, ...]
    options: tuple[OptionChange, ...]
    concepts: tuple[ConceptChange, ...]
    classes: tuple[ClassChange, ...]
    advice: tuple[AdviceChange, ...]
    other: tuple[str, ...]

    @property
    def turns(self) -> bool:
        """Whether anything changed that can change a verdict."""
        return bool(self.classes) or any(r.turns for r in self.rules) or any(o.turns for o in self.options)

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is reported."""
        return not (self.rules or self.options or self.concepts or self.classes or self.advice or self.other)


def compare_rules(old: Ruleset, new: Ruleset) -> RulesDiff:
    """What changed from one version of the rules to another."""
    meaning = Meaning((old, new), names_of_either(old, new))
    return RulesDiff(
        old=old,
        new=new,
        rules=tuple(_rules(old, new, meaning)),
        options=tuple(_options(old, new, meaning)),
        concepts=tuple(_concepts(old, new, meaning)),
        classes=tuple(_classes(old.names.agents, new.names.agents)),
        advice=tuple(_advice(old, new, meaning)),
        other=tuple(_other(old, new, meaning)),
    )


def names_of_either(old: Ruleset, new: Ruleset) -> Names:
    """Names that a profile may use under one version or the other, so that one cohort serves both."""
    one, two = old.names, new.names
    members = {name: one.agents.members.get(name, frozenset()) | two.agents.members.get(name, frozenset())
               for name in {**one.agents.members, **two.agents.members}}  # fmt: skip
    classes = {name: one.agents.classes.get(name, frozenset()) | two.agents.classes.get(name, frozenset())
               for name in {**one.agents.classes, **two.agents.classes}}  # fmt: skip
    return Names(
        Agents(members, classes),
        {**one.synonyms, **two.synonyms},
        {**one.regimens, **two.regimens},
        one.options | two.options,
    )


# Rules


def _instances(ruleset: Ruleset) -> dict[str, dict[str, Rule]]:
    """Every rule, retired ones and drafts included, by id and by the option that it argues about."""
    found: dict[str, dict[str, Rule]] = {}
    for rule in (*ruleset.rules(), *ruleset.inactive):
        found.setdefault(rule.id, {})[rule.option] = rule
    return dict(sorted(found.items()))


def _condition_aspects(
    old: Condition | None, new: Condition | None, changed: Aspect, meaning: Meaning
) -> Iterator[Aspect]:
    """In what a scope or a condition changed, if in anything."""
    if old is None or new is None:
        if old is not new:
            yield changed
        return
    written = meaning.of(old, deep=False) == meaning.of(new, deep=False)
    meant = meaning.of(old) == meaning.of(new)
    if not meant:
        yield Aspect.THROUGH if written else changed
    elif not written:
        yield Aspect.WORDS


def _rules(old: Ruleset, new: Ruleset, meaning: Meaning) -> Iterator[RuleChange]:
    before, after = _instances(old), _instances(new)
    both = frozenset(old.options) & frozenset(new.options)
    for name in sorted({**before, **after}):
        if name not in before:
            rules = after[name]
            yield RuleChange(Kind.ADDED, name, None, _first(rules), tuple(rules))
        elif name not in after:
            rules = before[name]
            yield RuleChange(Kind.REMOVED, name, _first(rules), None, tuple(rules))
        else:
            yield from _changed(name, before[name], after[name], both, new, meaning)


def _first(rules: Mapping[str, Rule]) -> Rule:
    return next(iter(rules.values()))


def _changed(
    name: str,
    before: Mapping[str, Rule],
    after: Mapping[str, Rule],
    both: frozenset[str],
    ruleset: Ruleset,
    meaning: Meaning,
) -> Iterator[RuleChange]:
    """The change of a rule that both versions have, if there is one."""
    common = [o for o in before if o in after]
    pairs = {o: (before[o], after[o]) for o in common} or {_first(after).option: (_first(before), _first(after))}
    aspects = {option: frozenset(_aspects(*pair, meaning)) for option, pair in pairs.items()}
    moved = [o for o in {**before, **after} if (o in before) != (o in after) and (o in both or not common)]
    options = tuple(dict.fromkeys((*(o for o, found in aspects.items() if found), *moved)))
    if not options:
        return
    found = frozenset[Aspect]().union(*aspects.values(), {Aspect.OPTION} if moved else ())
    was, now = next((pairs[o] for o in options if o in pairs), next(iter(pairs.values())))
    names = dict.fromkeys(
        n for r, s in pairs.values() for n in meaning.through((r.for_, r.when), (s.for_, s.when), ruleset)
    )
    retired = was.status != "retired" and now.status == "retired"
    yield RuleChange(Kind.RETIRED if retired else Kind.CHANGED, name, was, now, options, found, tuple(names))


def _aspects(old: Rule, new: Rule, meaning: Meaning) -> Iterator[Aspect]:
    """In what one rule changed, for one option."""
    yield from _condition_aspects(old.for_, new.for_, Aspect.SCOPE, meaning)
    yield from _condition_aspects(old.when, new.when, Aspect.CONDITION, meaning)
    compared: dict[Aspect, Callable[[Rule], Any]] = {
        Aspect.EFFECT: lambda r: r.effect,
        Aspect.STATUS: lambda r: r.status,
        Aspect.FACTOR: lambda r: r.factor,
        Aspect.SOURCES: lambda r: sorted((c.source, c.claim or "", c.disagrees) for c in r.evidence),
        Aspect.DISAGREEMENT: lambda r: frozenset(r.conflicts_with),
        Aspect.WORDS: lambda r: (r.title, r.because, frozenset((c.source, c.says) for c in r.evidence)),
        Aspect.UPKEEP: lambda r: (r.reviewed, r.review_due, _examples(r.examples)),
    }
    yield from (aspect for aspect, of in compared.items() if of(old) != of(new))
    was, now = _levels(old), _levels(new)
    if any(was[name] != now[name] and len(was[name]) == len(now[name]) for name in was.keys() & now.keys()):
        yield Aspect.LEVEL


def _levels(rule: Rule) -> dict[tuple[str, str | None], list[int]]:
    """The levels that a rule gives to each source and claim; one may be cited several times."""
    found: dict[tuple[str, str | None], list[int]] = {}
    for citation in sorted(rule.evidence, key=lambda c: c.level):
        found.setdefault((citation.source, citation.claim), []).append(citation.level)
    return found


def _examples(examples: Iterable[Example]) -> list[str]:
    """Examples in one order, whatever the order in which they and their facts are written."""
    return sorted(repr((_ordered(e.given), e.then, sorted(e.asks), e.option)) for e in examples)


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _ordered(inner)) for key, inner in value.items())
    return sorted(value, key=repr) if isinstance(value, list) else value


# Options, concepts, drugs, advice, the rest


def _options(old: Ruleset, new: Ruleset, meaning: Meaning) -> Iterator[OptionChange]:
    for name in {**old.options, **new.options}:
        was, now = old.options.get(name), new.options.get(name)
        if was is None or now is None:
            yield OptionChange(Kind.ADDED if was is None else Kind.REMOVED, name, was, now)
            continue
        aspects = frozenset(_option_aspects(was, now, meaning))
        if aspects:
            yield OptionChange(
                Kind.CHANGED, name, was, now, aspects, tuple(meaning.through((was.for_,), (now.for_,), new))
            )


def _option_aspects(old: Option, new: Option, meaning: Meaning) -> Iterator[Aspect]:
    yield from _condition_aspects(old.for_, new.for_, Aspect.SCOPE, meaning)
    if old.parent != new.parent:
        yield Aspect.PARENT
    if frozenset(old.agents) != frozenset(new.agents):
        yield Aspect.DRUGS
    gaps = [frozenset((meaning.of(g.for_), g.says) for g in o.gaps) for o in (old, new)]
    words = [(o.name, o.short, o.question, o.scope, o.about, o.article, o.order) for o in (old, new)]
    if words[0] != words[1] or gaps[0] != gaps[1]:
        yield Aspect.WORDS


def _concepts(old: Ruleset, new: Ruleset, meaning: Meaning) -> Iterator[ConceptChange]:
    for name in sorted({**old.concepts, **new.concepts}):
        was, now = old.concepts.get(name), new.concepts.get(name)
        if was is None or now is None:
            yield ConceptChange(Kind.ADDED if was is None else Kind.REMOVED, name, was, now)
            continue
        aspects = set(_condition_aspects(was.when, now.when, Aspect.CONDITION, meaning))
        if (was.name, was.means) != (now.name, now.means):
            aspects.add(Aspect.WORDS)
        if aspects:
            yield ConceptChange(Kind.CHANGED, name, was, now, frozenset(aspects))


def _classes(old: Agents, new: Agents) -> Iterator[ClassChange]:
    none: frozenset[str] = frozenset()
    for name in sorted({**old.members, **new.members}):
        was, now = old.members.get(name, none), new.members.get(name, none)
        if was != now:
            yield ClassChange(name, tuple(sorted(now - was)), tuple(sorted(was - now)))


def _advice(old: Ruleset, new: Ruleset, meaning: Meaning) -> Iterator[AdviceChange]:
    before, after = {a.id: a for a in old.advice}, {a.id: a for a in new.advice}
    for name in sorted({**before, **after}):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            known = now or was
            kind = Kind.ADDED if was is None else Kind.REMOVED
            yield AdviceChange(kind, name, known.title if known else name)
            continue
        aspects = frozenset(_advice_aspects(was, now, meaning))
        if aspects:
            yield AdviceChange(Kind.CHANGED, name, now.title, aspects)


def _advice_aspects(old: Advice, new: Advice, meaning: Meaning) -> Iterator[Aspect]:
    yield from _condition_aspects(old.for_, new.for_, Aspect.SCOPE, meaning)
    yield from _condition_aspects(old.when, new.when, Aspect.CONDITION, meaning)
    if frozenset(old.obtains) != frozenset(new.obtains):
        yield Aspect.CONDITION
    if old.urgency is not new.urgency:
        yield Aspect.URGENCY
    if frozenset(old.evidence) != frozenset(new.evidence):
        yield Aspect.SOURCES
    if (old.title, old.says, old.line) != (new.title, new.says, new.line):
        yield Aspect.WORDS
    if _examples(old.examples) != _examples(new.examples):
        yield Aspect.UPKEEP


def _other(old: Ruleset, new: Ruleset, meaning: Meaning) -> Iterator[str]:
    """What no verdict can hang on, in words."""
    for name in ("name", "version", "scope", "population", "intended_use", "limits"):
        if getattr(old, name) != getattr(new, name):
            yield f"the {name.replace('_', ' ')} of the rules"
    changed = sum(old.sources.get(k) != new.sources.get(k) for k in {**old.sources, **new.sources})
    if changed:
        yield "1 source" if changed == 1 else f"{changed} sources"
    trials = [{t.id: _trial(t, meaning) for t in r.trials} for r in (old, new)]
    changed = sum(trials[0].get(name) != trials[1].get(name) for name in {**trials[0], **trials[1]})
    if changed:
        yield "1 named trial" if changed == 1 else f"{changed} named trials"
    spellings = [(n.synonyms, n.regimens) for n in (old.names, new.names)]
    if spellings[0] != spellings[1]:
        yield "other spellings of drugs"


def _trial(trial: Trial, meaning: Meaning) -> tuple[Any, ...]:
    """All that a trial says; examples in any order."""
    conditions = (meaning.of(trial.for_), meaning.of(trial.when))
    words = (trial.title, trial.option, trial.studies, trial.phase, trial.beyond, trial.status, trial.read, trial.link)
    return (*conditions, *words, _examples(trial.examples))
