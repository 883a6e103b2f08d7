"""What is known without a patient as plain data for JSON: rules, named trials, sources, problems."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Any

from recurtx.errors import shortened
from recurtx.profile import INVESTIGATIONS, spec, test_words
from recurtx.ruleset import condition_words
from recurtx.ruleset.search import concepts_reading, limiting_facts, limiting_rules, read_by, synonyms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from recurtx.codes import Code
    from recurtx.engine.coverage import Coverage
    from recurtx.errors import Problem
    from recurtx.profile import Fact
    from recurtx.ruleset import Example, Option, Rule, Ruleset, Trial

Data = dict[str, Any]
_NOT_SAID = object()


def data_text(data: Mapping[str, Any]) -> str:
    """A document as it is written, beginning with its schema."""
    return json.dumps({"schema": 1, **data}, indent=1, ensure_ascii=False, default=str) + "\n"


def picked(keys: str | Iterable[str], *sources: object, **told: Any) -> Data:
    """What objects say under some keys, in this order.

    Args:
        keys: with spaces between, or one by one.
        sources: the objects; the first that has an attribute of this name counts, of an enumeration by its value.
        told: what none of them says, or not so.
    """
    found: Data = {}
    for key in keys.split() if isinstance(keys, str) else keys:
        value = told.get(key, _NOT_SAID)
        for source in sources:
            if value is not _NOT_SAID:
                break
            value = getattr(source, key, _NOT_SAID)
        assert value is not _NOT_SAID, key
        found[key] = value.value if isinstance(value, Enum) else value
    return found


def stamp(ruleset: Ruleset) -> Data:
    """Which rules these are."""
    return picked("name version digest", ruleset)


def conditions(thing: Option | Rule | Trial, ruleset: Ruleset) -> Data:
    """Scope and condition in words, where there are any."""
    pairs = (("for", thing.for_), ("when", getattr(thing, "when", None)))
    return {key: None if c is None else condition_words(c, ruleset) for key, c in pairs}


def rules_data(ruleset: Ruleset, only: str | None = None) -> Data:
    """Every option with its rules, or one with its modalities; rules written for every option under each of them."""
    family = ruleset.options if only is None else ruleset.family(only)
    options = [_option(o, ruleset) for o in ruleset.options.values() if o.id in family]
    trials = [trial_data(t, ruleset) for t in ruleset.trials if t.option in family]
    return {"ruleset": stamp(ruleset), "options": options, "trials": trials}


def _option(option: Option, ruleset: Ruleset) -> Data:
    rules = [picked("id title effect level", rule) for rule in option.rules]
    return picked("id name parent question for rules", option, **conditions(option, ruleset), rules=rules)


def rule_data(rule: Rule, ruleset: Ruleset) -> Data:
    """One rule, its conditions in words."""
    return picked(
        "id option title effect factor status level for when because evidence conflicts_with examples allow "
        "reviewed review_due",
        rule,
        **conditions(rule, ruleset),
        option=rule.option or None,
        evidence=[picked("source level says disagrees", citation) for citation in rule.evidence],
        examples=[_example_data(example) for example in rule.examples],
        allow=[picked("code reason", allowed) for allowed in rule.allow],
    )


def _example_data(example: Example) -> Data:
    """An example with what it says of its rule, and no more."""
    said = picked("given then acts verdict becomes", example)
    return {key: value for key, value in said.items() if value is not None}


def trial_data(trial: Trial, ruleset: Ruleset) -> Data:
    """One named trial, its conditions in words."""
    words = conditions(trial, ruleset)
    keys = "id title option phase studies for asks_for beyond status read link"
    return picked(keys, trial, **words, asks_for=words["when"])


def found_data(rules: Iterable[Rule], trials: Iterable[Trial]) -> Data:
    """Rules and named trials that were looked for."""
    keys = "id option title effect factor level status"
    return {
        "rules": [picked(keys, rule, option=None if rule.shared else rule.option) for rule in rules],
        "trials": [picked("id option title status", trial) for trial in trials],
    }


def facts_data(found: Iterable[Fact], ruleset: Ruleset) -> Data:
    """Facts of the vocabulary, each with the rules and concepts that read it."""
    return {"facts": [_fact(fact, ruleset) for fact in found]}


def _fact(fact: Fact, ruleset: Ruleset) -> Data:
    keys = "path short ask kind unit values words low high step ordered by obtained presumed applies_when synonyms"
    return picked(
        (*keys.split(), "rules", "concepts"),
        fact,
        words={value: fact.word(value) for value in fact.values},
        obtained=INVESTIGATIONS[fact.by],
        presumed=fact.presumption is not None,
        applies_when=[f"{c.path} {test_words(spec(c.path), c.test)}" for c in fact.applies_when],
        synonyms=synonyms(fact),
        rules=[rule.id for rule in ruleset.distinct().values() if fact.path in read_by(rule)],
        concepts=concepts_reading(fact.path, ruleset),
    )


def table_data(rows: Iterable[Coverage]) -> Data:
    """How many rules speak of which option, factor and cancer."""
    return {"rows": [picked("option factor general special stops argues", r, option=r.option.id) for r in rows]}


def limits_data(ruleset: Ruleset) -> Data:
    """What limits each drug: by option that consists of drugs and by fact, the rules that read it."""
    paths = limiting_facts(ruleset)
    drugs = [option for option in ruleset.options.values() if option.agents]
    return {
        "ruleset": stamp(ruleset),
        "drugs": [{
            "option": o.id, "agents": list(o.agents),
            "limits": {p: [picked("id effect", r) for r in limiting_rules(o, p, ruleset)] for p in paths},
        } for o in drugs],
    }  # fmt: skip


def summary_data(ruleset: Ruleset, cancer: str, heard: Collection[str]) -> Data:
    """Which rules can speak of a cancer, by option."""
    keys = "id title effect level against usual"
    options = {o.id: [r for r in o.rules if r.id in heard and not r.shared] for o in ruleset.options.values()}
    told = {r.id: r.usual.source if r.usual else None for rules in options.values() for r in rules}
    return {
        "ruleset": stamp(ruleset),
        "cancer": cancer,
        "options": [
            {"option": name, "rules": [picked(keys, r, usual=told[r.id]) for r in rules]}
            for name, rules in options.items()
            if rules
        ],
    }


def source_data(ruleset: Ruleset, name: str) -> Data:
    """One source with the rules that lean on it."""
    rules = [r.id for r in ruleset.distinct().values() if any(c.source == name for c in r.evidence)]
    return {**ruleset.sources[name].model_dump(mode="json"), "rules": rules}


def code_data(name: str, code: Code) -> Data:
    """What a code means."""
    return {"code": name, **picked("what why example mend level allowed", code)}


def problem_data(problem: Problem) -> Data:
    """A problem with its place."""
    place = problem.location
    rest = {"line": place.line or None, "column": place.column or None, "help": shortened(problem.help) or None}
    said = {"message": shortened(problem.message), "path": shortened(place.path)}
    return picked("code message path line column help", problem, place, **said, **rest)
