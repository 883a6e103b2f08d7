"""What is known without a patient as plain data for JSON: rules, named trials, sources, problems."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from recurtx.ruleset import condition_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.engine.coverage import Coverage
    from recurtx.errors import Problem
    from recurtx.ruleset import Rule, Ruleset, Trial

Data = dict[str, Any]


def data_text(data: Mapping[str, Any]) -> str:
    """A document as it is written, beginning with its schema."""
    return json.dumps({"schema": 1, **data}, indent=1, ensure_ascii=False, default=str) + "\n"


def stamp(ruleset: Ruleset) -> dict[str, str]:
    """Which rules these are."""
    return {"name": ruleset.name, "version": ruleset.version, "digest": ruleset.digest}


def rules_data(ruleset: Ruleset, only: str | None = None) -> Data:
    """Every option with its rules, or one with its modalities; rules written for every option under each of them."""
    family = ruleset.options if only is None else ruleset.family(only)
    options = [
        {"id": o.id, "name": o.name, "parent": o.parent, "question": o.question,
         "for": None if o.for_ is None else condition_words(o.for_, ruleset),
         "rules": [{"id": r.id, "title": r.title, "effect": r.effect.value, "level": r.level} for r in o.rules]}
        for o in ruleset.options.values() if o.id in family
    ]  # fmt: skip
    trials = [trial_data(t, ruleset) for t in ruleset.trials if t.option in family]
    return {"ruleset": stamp(ruleset), "options": options, "trials": trials}


def rule_data(rule: Rule, ruleset: Ruleset) -> Data:
    """One rule, its conditions in words."""
    return {
        "id": rule.id, "option": rule.option or None, "title": rule.title, "effect": rule.effect.value,
        "factor": rule.factor, "status": rule.status, "level": rule.level,
        "for": None if rule.for_ is None else condition_words(rule.for_, ruleset),
        "when": condition_words(rule.when, ruleset), "because": rule.because,
        "evidence": [
            {"source": c.source, "level": c.level, "says": c.says, "disagrees": c.disagrees} for c in rule.evidence
        ],
        "conflicts_with": list(rule.conflicts_with),
        "examples": [{"given": dict(e.given), "then": e.then} for e in rule.examples],
        "reviewed": rule.reviewed, "review_due": rule.review_due,
    }  # fmt: skip


def trial_data(trial: Trial, ruleset: Ruleset) -> Data:
    """One named trial, its conditions in words."""
    return {
        "id": trial.id, "title": trial.title, "option": trial.option, "phase": trial.phase, "studies": trial.studies,
        "for": condition_words(trial.for_, ruleset), "asks_for": condition_words(trial.when, ruleset),
        "beyond": list(trial.beyond), "status": trial.status.value, "read": trial.read, "link": trial.link,
    }  # fmt: skip


def table_data(rows: Iterable[Coverage]) -> Data:
    """How many rules speak of which option, factor and cancer."""
    return {"rows": [
        {"option": r.option.id, "factor": r.factor, "general": r.general, "special": r.special, "stops": r.stops,
         "argues": r.argues}
        for r in rows
    ]}  # fmt: skip


def source_data(ruleset: Ruleset, name: str) -> Data:
    """One source with the rules that lean on it."""
    rules = [r.id for r in ruleset.distinct().values() if any(c.source == name for c in r.evidence)]
    return {**ruleset.sources[name].model_dump(mode="json"), "rules": rules}


def problem_data(problem: Problem) -> Data:
    """A problem with its place."""
    place = problem.location
    return {
        "code": problem.code, "message": problem.message, "path": place.path, "line": place.line or None,
        "column": place.column or None, "help": problem.help or None,
    }  # fmt: skip
