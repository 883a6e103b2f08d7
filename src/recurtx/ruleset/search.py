"""Finding one's way in the rules: which rules answer a description, which facts a word may mean, who reads a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from recurtx.profile import VOCABULARY
from recurtx.ruleset.condition import Concept, FactTest, children, facts
from recurtx.ruleset.shape import Effect, Factor, Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from recurtx.profile import Fact
    from recurtx.ruleset.condition import Condition
    from recurtx.ruleset.ruleset import Ruleset
    from recurtx.ruleset.shape import Option, Rule, Trial


FACTORS: tuple[str, ...] = get_args(Factor)
_LITTLE = 2
"""Words of so few letters are no help to anybody who looks for one."""
UNPUBLISHED = frozenset({"article", "expert-practice"})
"""Kinds of source that are no publication: they have no public link, and a rule on them alone is a weak one."""
STANDINGS: tuple[str, ...] = get_args(Standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What rules are looked for; what is empty does not count. ``among`` are ids that something else has chosen."""

    words: tuple[str, ...] = ()
    option: str = ""
    effect: str = ""
    factor: str = ""
    source: str = ""
    fact: str = ""
    status: str = "active"
    weak: bool = False
    """Only those that stand on opinion alone, with no publication behind them."""
    among: Collection[str] | None = None

    def __bool__(self) -> bool:
        """Whether anything is asked for but an option."""
        chosen = self.words or self.effect or self.factor or self.source or self.fact
        return bool(chosen) or self.weak or self.status != "active" or self.among is not None


def found_rules(ruleset: Ruleset, wanted: Wanted) -> list[Rule]:
    """Rules that fit, in their order; those that are not in force where that is asked for."""
    family = ruleset.family(wanted.option) if wanted.option else None
    every = {r.id: r for r in (*ruleset.rules(), *ruleset.inactive) if family is None or r.option in family}
    return [rule for rule in every.values() if _fits(rule, wanted, ruleset)]


def found_trials(ruleset: Ruleset, wanted: Wanted) -> list[Trial]:
    """Named trials whose title or id has the words."""
    return [t for t in ruleset.trials if wanted.words and _speaks(wanted.words, (t.id, t.title, t.studies))]


def words_of_rules(ruleset: Ruleset) -> list[str]:
    """Words that a rule can be found by, for the nearest spelling."""
    texts = " ".join((*(r.title for r in ruleset.distinct().values()), *(t.title for t in ruleset.trials)))
    return sorted({word for word in _folded(texts).split() if len(word) > _LITTLE})


def found_sources(ruleset: Ruleset, words: Iterable[str], rules: Iterable[Rule] | None) -> list[str]:
    """Ids of the sources that have every word; where rules are given, only of those that one of these leans on."""
    wanted = list(words)
    leant = None if rules is None else {c.source for rule in rules for c in rule.evidence}
    return [
        name for name, s in ruleset.sources.items()
        if (leant is None or name in leant) and _speaks(wanted, (name, s.title, s.authors or "", s.journal or ""))
    ]  # fmt: skip


def _fits(rule: Rule, wanted: Wanted, ruleset: Ruleset) -> bool:
    sources = (*rule.sources, *rule.disagreeing)
    return (
        rule.status == wanted.status
        and wanted.effect in ("", rule.effect.value)
        and wanted.factor in ("", rule.factor)
        and (not wanted.source or wanted.source in sources)
        and (not wanted.weak or is_weak(rule, ruleset))
        and (wanted.among is None or rule.id in wanted.among)
        and (not wanted.fact or wanted.fact in read_by(rule))
        and _speaks(wanted.words, (rule.id, rule.title, rule.because, rule.factor, *_titles(sources, ruleset)))
    )


def is_weak(rule: Rule, ruleset: Ruleset) -> bool:
    """Whether nothing published supports a rule: it stands on the source article or on expert practice alone."""
    return all(ruleset.sources[name].kind in UNPUBLISHED for name in rule.sources)


def _titles(sources: Iterable[str], ruleset: Ruleset) -> Iterator[str]:
    for name in sources:
        yield name
        yield ruleset.sources[name].title


def _speaks(words: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether every word stands somewhere in the texts; case, hyphens and underscores do not count."""
    wanted = list(words)
    return not wanted or all(_folded(word) in text for text in [_folded(" ".join(texts))] for word in wanted)


def _folded(text: str) -> str:
    return text.lower().replace("_", " ").replace("-", " ")


def read_by(rule: Rule) -> tuple[str, ...]:
    """Paths of the facts that a rule reads, also through concepts."""
    return tuple(dict.fromkeys((*(facts(rule.for_) if rule.for_ else ()), *facts(rule.when))))


def drug_classes(option: Option, ruleset: Ruleset) -> dict[str, Sequence[str]]:
    """The classes of the drugs that an option consists of, with the facts that limit each."""
    classes = {c for drug in option.agents for c in (drug, *ruleset.agents.classes.get(drug, ()))}
    return {name: limits for name, limits in ruleset.drug_limits.items() if name in classes}


def limiting_facts(ruleset: Ruleset) -> list[str]:
    """Paths of the facts that limit some class of drugs, in the order of the vocabulary."""
    named = {path for limits in ruleset.drug_limits.values() for path in limits}
    return [path for path in VOCABULARY if path in named]


def limiting_rules(option: Option, path: str, ruleset: Ruleset) -> list[Rule]:
    """The rules that an option hears, its parents' included, that read a fact and do not speak for the option."""
    return [r for r in ruleset.heard(option.id) if r.effect is not Effect.SUPPORTS and path in read_by(r)]


def concepts_reading(path: str, ruleset: Ruleset) -> list[str]:
    """Ids of the concepts that name a fact themselves."""
    return [c.id for c in ruleset.concepts.values() if any(_own(node, path) for node in _outside(c.when))]


def _outside(condition: Condition) -> Iterator[Condition]:
    """The nodes of a condition, but not what other concepts in it stand for."""
    yield condition
    if not isinstance(condition, Concept):
        for child in children(condition):
            yield from _outside(child)


def _own(node: Condition, path: str) -> bool:
    return isinstance(node, FactTest) and node.path == path


def found_facts(words: Iterable[str]) -> list[Fact]:
    """Facts that the words may mean: the one of this path or name, else those whose path, name, question or values
    hold every word, else the one that a profile takes them for; all without a word.
    """
    wanted = list(words)
    text = " ".join(wanted)
    exact = [f for f in VOCABULARY.values() if text in (f.path, f.path.partition(".")[2])]
    if exact and wanted:
        return exact
    named = [f for f in VOCABULARY.values() if _folded(text) == _folded(f.short)]
    if named and wanted:
        return named
    found = [f for f in VOCABULARY.values() if _speaks(wanted, texts_of(f))]
    return _by_other_name(text, found) if wanted else found


def _by_other_name(text: str, found: list[Fact]) -> list[Fact]:
    """The fact that a profile takes this name for, where it is not ``found``; where nothing is, what it would offer."""
    from recurtx.profile.spellings import fact_named, facts_offered

    path = fact_named(text)
    if path and VOCABULARY[path] not in found:
        return [VOCABULARY[path]]
    return found or [VOCABULARY[offered] for offered in facts_offered(text)]


def texts_of(fact: Fact) -> tuple[str, ...]:
    """What a fact is looked for by."""
    also = (name for names in synonyms(fact).values() for name in names)
    return (fact.path, fact.short, fact.ask, *fact.values, *fact.words.values(), *also)


def synonyms(fact: Fact) -> Mapping[str, Sequence[str]]:
    """What clinicians write for the values of a fact."""
    from recurtx.profile.synonyms import VALUES  # a table that only looking a fact up needs

    listed = VALUES.get(fact.path, {})
    return {value: [name.strip() for name in names.split(",")] for value, names in listed.items()}


def words_of_facts() -> list[str]:
    """Words that a fact can be looked up by, for the nearest spelling."""
    texts = " ".join(" ".join((f.path, f.path.partition(".")[2], f.short, *f.values)) for f in VOCABULARY.values())
    return sorted({word for word in texts.split() if len(word) > _LITTLE})
