"""Two versions of the rules compared: what changed, rule by rule, by meaning and not by text.

Conditions are compared as they are meant, see ``meaning``. No option, cancer or threshold is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from recurtx.comparison.meaning import Meaning
from recurtx.profile import Agents, Names
from recurtx.ruleset import Advice, ConceptInfo, Option, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recurtx.ruleset import Condition, Ruleset, Trial

T = TypeVar("T")


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
    EXCEPT = "except"
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


_TURNS_NOTHING = frozenset(
    {Aspect.LEVEL, Aspect.SOURCES, Aspect.DISAGREEMENT, Aspect.FACTOR, Aspect.URGENCY, Aspect.WORDS, Aspect.UPKEEP}
)
_IN_WORDS = frozenset({Aspect.WORDS, Aspect.UPKEEP})


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """One rule, option, concept or advice that is another; the rules of an option are reported by themselves.

    ``through`` names, in words, what its conditions refer to and what changed there.
    """

    kind: Kind
    id: str
    old: T | None
    new: T | None
    aspects: frozenset[Aspect] = frozenset()
    through: tuple[str, ...] = ()

    @property
    def known(self) -> T:
        """The thing as it is now, or as it last was."""
        found = self.new or self.old
        if found is None:
            raise ValueError(self.id)
        return found

    @property
    def turns(self) -> bool:
        """Whether this can change a verdict."""
        return self.kind is not Kind.CHANGED or bool(self.aspects - _TURNS_NOTHING)


@dataclass(frozen=True, slots=True)
class RuleChange(Change["Rule"]):
    """One rule that is another. A rule written for every option counts once; ``options`` are those where it changed."""

    options: tuple[str, ...] = ()

    @property
    def turns(self) -> bool:
        """Whether this can change a verdict: only a rule that is, or was, in force can."""
        return any(r is not None and r.active for r in (self.old, self.new)) and super(RuleChange, self).turns

    @property
    def only_through(self) -> bool:
        """Whether the rule itself stands as it stood, and only what it refers to changed."""
        return self.kind is Kind.CHANGED and self.aspects - _TURNS_NOTHING == {Aspect.THROUGH}

    @property
    def words_only(self) -> bool:
        """Whether only wording, dates or examples changed."""
        return self.kind is Kind.CHANGED and self.aspects <= _IN_WORDS


@dataclass(frozen=True, slots=True)
class ClassChange:
    """Drugs that joined or left a class of drugs."""

    id: str
    joined: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulesDiff:
    """Everything that differs between two versions; ``other`` names, in words, what no verdict can hang on."""

    old: Ruleset
    new: Ruleset
    rules: tuple[RuleChange, ...]
    options: tuple[Change[Option], ...]
    concepts: tuple[Change[ConceptInfo], ...]
    classes: tuple[ClassChange, ...]
    advice: tuple[Change[Advice], ...]
    other: tuple[str, ...]
    readings: tuple[str, ...] = ()
    """Words for drugs that a profile is read otherwise by, such as a combination that lost one of its drugs."""

    @property
    def turns(self) -> bool:
        """Whether anything changed that can change a verdict."""
        return (
            bool(self.classes or self.readings)
            or any(r.turns for r in self.rules)
            or any(o.turns for o in self.options)
        )

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is reported."""
        found = (self.rules, self.options, self.concepts, self.classes, self.advice, self.other, self.readings)
        return not any(found)


def compare_rules(old: Ruleset, new: Ruleset) -> RulesDiff:
    """What changed from one version of the rules to another."""
    meaning, by_id = Meaning((old, new), names_of_either(old, new)), attrgetter("id")
    was, now = ({a.id: a for a in ruleset.advice} for ruleset in (old, new))
    return RulesDiff(
        old=old,
        new=new,
        rules=tuple(_rules(old, new, meaning)),
        options=tuple(_changes(old.options, new.options, meaning, new)),
        concepts=tuple(sorted(_changes(old.concepts, new.concepts, meaning, new), key=by_id)),
        classes=tuple(_classes(old.names.agents, new.names.agents)),
        advice=tuple(sorted(_changes(was, now, meaning, new), key=by_id)),
        other=tuple(_other(old, new, meaning)),
        readings=tuple(_readings(old.names, new.names)),
    )


def names_of_either(old: Ruleset, new: Ruleset) -> Names:
    """Names that a profile may use under one version or the other, so that one cohort serves both."""
    one, two = old.names, new.names
    return Names(
        Agents(_either(one.agents.members, two.agents.members), _either(one.agents.classes, two.agents.classes)),
        {**one.synonyms, **two.synonyms},
        {**one.regimens, **two.regimens},
        one.options | two.options,
        {**one.option_words, **two.option_words},
    )


def _either(old: Mapping[str, frozenset[str]], new: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    return {name: old.get(name, frozenset()) | new.get(name, frozenset()) for name in {**old, **new}}


# What changed in one thing


def _conditions(thing: object) -> tuple[Condition | None, Condition | None]:
    """Scope and condition of a rule, an option, a concept or an advice; None for what it has not."""
    return getattr(thing, "for_", None), getattr(thing, "when", None)


_COMPARED: Mapping[type, Mapping[Aspect, Callable[[Any, Meaning], object]]] = {
    Rule: {
        Aspect.EFFECT: lambda r, _: r.effect,
        Aspect.EXCEPT: lambda r, _: frozenset(r.except_),
        Aspect.STATUS: lambda r, _: r.status,
        Aspect.FACTOR: lambda r, _: r.factor,
        Aspect.SOURCES: lambda r, _: sorted((c.source, c.claim or "", c.disagrees) for c in r.evidence),
        Aspect.DISAGREEMENT: lambda r, _: frozenset(r.conflicts_with),
        Aspect.WORDS: lambda r, _: (r.title, r.because, r.usual, frozenset((c.source, c.says) for c in r.evidence)),
        Aspect.UPKEEP: lambda r, _: (r.reviewed, r.review_due, *_upkeep(r)),
    },
    Option: {
        Aspect.PARENT: lambda o, _: o.parent,
        Aspect.DRUGS: lambda o, _: frozenset(o.agents),
        Aspect.WORDS: lambda o, meaning: (
            *(o.name, o.short, o.question, o.scope, o.about, o.article, o.order),
            frozenset((meaning.of(gap.for_), gap.says) for gap in o.gaps),
        ),
        Aspect.UPKEEP: lambda o, _: _upkeep(o),
    },
    ConceptInfo: {Aspect.WORDS: lambda c, _: (c.name, c.means)},
    Advice: {
        Aspect.CONDITION: lambda a, _: frozenset(a.obtains),
        Aspect.URGENCY: lambda a, _: a.urgency,
        Aspect.SOURCES: lambda a, _: frozenset(a.evidence),
        Aspect.WORDS: lambda a, _: (a.title, a.says, a.line),
        Aspect.UPKEEP: lambda a, _: _upkeep(a),
    },
}
"""What is compared in a thing besides its conditions, by the aspect that a difference is."""


def _aspects(old: T, new: T, meaning: Meaning) -> Iterator[Aspect]:
    """In what a thing changed."""
    for was, now, changed in zip(_conditions(old), _conditions(new), (Aspect.SCOPE, Aspect.CONDITION), strict=True):
        yield from _condition_aspects(was, now, changed, meaning)
    yield from (aspect for aspect, of in _COMPARED[type(old)].items() if of(old, meaning) != of(new, meaning))


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


def _upkeep(thing: Rule | Option | Advice | Trial) -> tuple[list[str], list[tuple[str, str]]]:
    """Examples, and findings that are meant to stand, whatever the order in which they are written."""
    said = [(e.then, e.acts, e.verdict, e.becomes, sorted(e.asks), e.option) for e in thing.examples]
    examples = sorted(repr((_ordered(e.given), *rest)) for e, rest in zip(thing.examples, said, strict=True))
    return examples, sorted((a.code, a.reason) for a in thing.allow)


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _ordered(inner)) for key, inner in value.items())
    return sorted(value, key=repr) if isinstance(value, list) else value


# Options, concepts, advice, by id


def _changes(old: Mapping[str, T], new: Mapping[str, T], meaning: Meaning, ruleset: Ruleset) -> Iterator[Change[T]]:
    """What came, went or changed."""
    for name in {**old, **new}:
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            yield Change(Kind.ADDED if was is None else Kind.REMOVED, name, was, now)
        elif aspects := frozenset(_aspects(was, now, meaning)):
            through = meaning.through(_conditions(was), _conditions(now), ruleset)
            yield Change(Kind.CHANGED, name, was, now, aspects, tuple(through))


# Rules, each perhaps written for many options


def _instances(ruleset: Ruleset) -> dict[str, dict[str, Rule]]:
    """Every rule, retired ones and drafts included, by id and by the option that it argues about."""
    found: dict[str, dict[str, Rule]] = {}
    for rule in (*ruleset.rules(), *ruleset.inactive):
        found.setdefault(rule.id, {})[rule.option] = rule
    return found


def _rules(old: Ruleset, new: Ruleset, meaning: Meaning) -> Iterator[RuleChange]:
    before, after = _instances(old), _instances(new)
    both = frozenset(old.options) & frozenset(new.options)
    for name in sorted({**before, **after}):
        was, now = before.get(name, {}), after.get(name, {})
        if was and now:
            yield from _changed(name, was, now, both, new, meaning)
        else:
            one, other = (_first(side) if side else None for side in (was, now))
            yield RuleChange(Kind.REMOVED if was else Kind.ADDED, name, one, other, options=tuple(was or now))


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
    pairs = {o: (before[o], after[o]) for o in common} or {next(iter(after)): (_first(before), _first(after))}
    aspects = {option: frozenset(_rule_aspects(*pair, meaning)) for option, pair in pairs.items()}
    moved = [o for o in {**before, **after} if (o in before) != (o in after) and (o in both or not common)]
    options = tuple(dict.fromkeys((*(o for o, found in aspects.items() if found), *moved)))
    if not options:
        return
    found = frozenset[Aspect]().union(*aspects.values(), {Aspect.OPTION} if moved else ())
    was, now = next((pairs[o] for o in options if o in pairs), next(iter(pairs.values())))
    names = dict.fromkeys(
        n for r, s in pairs.values() for n in meaning.through(_conditions(r), _conditions(s), ruleset)
    )
    retired = was.status != "retired" and now.status == "retired"
    yield RuleChange(Kind.RETIRED if retired else Kind.CHANGED, name, was, now, found, tuple(names), options)


def _rule_aspects(old: Rule, new: Rule, meaning: Meaning) -> Iterator[Aspect]:
    """In what one rule changed, for one option."""
    yield from _aspects(old, new, meaning)
    was, now = _levels(old), _levels(new)
    if any(was[name] != now[name] and len(was[name]) == len(now[name]) for name in was.keys() & now.keys()):
        yield Aspect.LEVEL


def _levels(rule: Rule) -> dict[tuple[str, str | None], list[int]]:
    """The levels that a rule gives to each source and claim; one may be cited several times."""
    found: dict[tuple[str, str | None], list[int]] = {}
    for citation in sorted(rule.evidence, key=lambda c: c.level):
        found.setdefault((citation.source, citation.claim), []).append(citation.level)
    return found


# Drugs, and the rest


def _classes(old: Agents, new: Agents) -> Iterator[ClassChange]:
    none: frozenset[str] = frozenset()
    for name in sorted({**old.members, **new.members}):
        was, now = old.members.get(name, none), new.members.get(name, none)
        if was != now:
            yield ClassChange(name, tuple(sorted(now - was)), tuple(sorted(was - now)))


def _readings(old: Names, new: Names) -> Iterator[str]:
    """Words that both versions know and read as other drugs."""
    was, now = ({**names.synonyms, **names.regimens} for names in (old, new))
    for word in sorted(was.keys() & now.keys()):
        one, other = (frozenset((found,) if isinstance(found, str) else found) for found in (was[word], now[word]))
        if one != other:
            yield f"{word}: {', '.join(sorted(other))}, not {', '.join(sorted(one))}"


def _other(old: Ruleset, new: Ruleset, meaning: Meaning) -> Iterator[str]:
    """What no verdict can hang on, in words."""
    for name in ("name", "version", "scope", "population", "intended_use", "limits"):
        if getattr(old, name) != getattr(new, name):
            yield f"the {name.replace('_', ' ')} of the rules"
    trials = ({t.id: _trial(t, meaning) for t in r.trials} for r in (old, new))
    for one, (before, after) in (("source", (old.sources, new.sources)), ("named trial", trials)):
        changed = sum(before.get(name) != after.get(name) for name in {**before, **after})
        if changed:
            yield f"1 {one}" if changed == 1 else f"{changed} {one}s"
    spellings = [n.synonyms.keys() | n.regimens.keys() for n in (old.names, new.names)]
    if spellings[0] != spellings[1]:
        yield "other spellings of drugs"
    if old.names.option_words != new.names.option_words:
        yield "other words for options"


def _trial(trial: Trial, meaning: Meaning) -> tuple[Any, ...]:
    """All that a trial says; examples in any order."""
    conditions = (meaning.of(trial.for_), meaning.of(trial.when))
    words = (trial.title, trial.option, trial.studies, trial.phase, trial.beyond, trial.status, trial.read, trial.link)
    return (*conditions, *words, _upkeep(trial))
