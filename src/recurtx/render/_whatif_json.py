"""``recurtx what-if --format json``: comparisons and sweeps as versioned documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from recurtx.profile import Origin, SetContent

if TYPE_CHECKING:
    from recurtx.engine import AssessedOption, Finding
    from recurtx.profile import Knowledge
    from recurtx.reasoning import Comparison, Pair, Sweep, TurnedRule
    from recurtx.ruleset import Ruleset

__all__ = ["comparison_json", "sweep_json"]


def comparison_json(found: Comparison) -> str:
    """A comparison; schema 1."""
    pairs = [p for option in found.options for p in (option, *option.below())]
    return _text({
        "schema": 1,
        "ruleset": _ruleset(found.after.ruleset),
        "profiles": {"before": found.before.profile_digest, "after": found.after.profile_digest},
        "facts": [
            {"fact": f.path, "before": _known(f.before), "after": _known(f.after), "follows": f.follows}
            for f in found.facts
        ],
        "options": [_pair(p) for p in pairs],
        "rules": [{"option": name, **_rule(t)} for name, turned in found.rules.items() for t in turned],
        "advice": {"only_before": [a.id for a in found.ends], "only_after": [a.id for a in found.begins]},
    })  # fmt: skip


def sweep_json(found: Sweep, ruleset: Ruleset) -> str:
    """A sweep; schema 1. A class without verdicts is not possible, as ``contradicts`` says."""
    return _text({
        "schema": 1,
        "ruleset": _ruleset(ruleset),
        "fact": found.path,
        "recorded": found.recorded,
        "now": {name: verdict.value for name, verdict in found.now.items()},
        "classes": [
            {
                "values": list(c.values),
                "verdicts": {name: verdict.value for name, verdict in c.verdicts.items()},
                "contradicts": c.clash.other or c.clash.path if c.clash else None,
                "turned": {name: [r.id for r in rules] for name, rules in c.turned.items()},
            }
            for c in found.classes
        ],
    })  # fmt: skip


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _ruleset(ruleset: Ruleset) -> dict[str, str]:
    return {"name": ruleset.name, "version": ruleset.version, "digest": ruleset.digest}


def _known(known: Knowledge) -> dict[str, Any]:
    content: Any = known.content if known.origin is not Origin.PRESUMED else None
    if isinstance(content, SetContent):
        content = {"present": sorted(content.present), "absent": sorted(content.absent), "complete": content.complete}
    return {"value": content, "origin": known.origin.value, "derived_from": known.source}


def _pair(pair: Pair) -> dict[str, Any]:
    option = pair.before.option
    return {
        "id": option.id, "name": option.name, "parent": option.parent, "turned": pair.turned,
        "before": _option(pair.before), "after": _option(pair.after),
    }  # fmt: skip


def _option(option: AssessedOption) -> dict[str, Any]:
    return {
        "verdict": option.verdict.value, "settled": option.settled, "missing": list(option.missing),
        "stopped_by": [f.rule.id for f in option.stopping()],
    }  # fmt: skip


def _rule(turned: TurnedRule) -> dict[str, Any]:
    rule = turned.rule
    return {
        "rule": rule.id, "title": rule.title, "effect": rule.effect.value, "by": list(turned.by),
        "before": _finding(turned.before), "after": _finding(turned.after),
    }  # fmt: skip


def _finding(finding: Finding) -> dict[str, str]:
    return {"truth": finding.truth.value if finding.truth is not None else "silent", "acts": finding.acts.value}
