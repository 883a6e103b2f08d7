"""How cost grows with the rules: invented rulesets of 500 to 5,000 rules, one patient of whom half is recorded.

Run ``python benchmarks/scale.py``. Options, ways and conditions have the proportions of the shipped rules: some 18
rules an option, each with a scope in one of three and a test of one to six facts. Only this tree is timed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import recurtx
from recurtx.profile import VOCABULARY, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

RULES_AN_OPTION = 18
EFFECTS = ("requires", "excludes", "supports", "supports", "cautions", "cautions", "cautions")
FACTS = [fact for fact in VOCABULARY.values() if fact.kind not in (Kind.AGENTS, Kind.OPTIONS)]


def test(draw: random.Random) -> dict[str, Any]:
    """A test on one fact."""
    fact = draw.choice(FACTS)
    if fact.kind is Kind.BOOLEAN:
        return {fact.path: draw.random() < 0.5}
    if fact.kind is Kind.SET:
        return {fact.path: {"includes_any": draw.sample(fact.values, min(2, len(fact.values)))}}
    if fact.kind is Kind.CHOICE:
        return {fact.path: draw.sample(fact.values, max(1, len(fact.values) // 3))}
    low, high = int(fact.low or 0), int(fact.high or 0)
    step = int(fact.step or 1)
    return {fact.path: {draw.choice(["at_least", "at_most"]): draw.randrange(low, high + 1, step)}}


def condition(draw: random.Random, depth: int = 2) -> Any:
    """A condition of a few tests."""
    if depth == 0 or draw.random() < 0.45:
        return test(draw)
    word = draw.choice(["all", "any", "not"])
    if word == "not":
        return {"not": condition(draw, depth - 1)}
    return {word: [condition(draw, depth - 1) for _ in range(draw.choice([2, 2, 3]))]}


def rule(name: str, draw: random.Random) -> dict[str, Any]:
    """A rule with a test, and a scope in one of three."""
    scope = {"for": condition(draw, 1)} if draw.random() < 0.33 else {}
    return {
        "id": name, "title": f"Rule {name}", "factor": "extent", "effect": draw.choice(EFFECTS), **scope,
        "when": condition(draw), "because": "Because.", "evidence": [{"source": "someone", "says": "Something."}],
        "reviewed": "DATE", "review_due": "DATE",
    }  # fmt: skip


def folder(place: Path, rules: int, seed: int = 1) -> Path:
    """A ruleset with so many rules; every sixth option is at the top, the others are ways of one."""
    draw = random.Random(seed)
    place.mkdir()
    about = {"name": "scale", "version": "0.0.0", "scope": "s", "population": "p", "intended_use": "u"}
    write(place / "ruleset.yaml", {"schema": 1, **about})
    write(place / "concepts.yaml", {"schema": 1, "concepts": []})
    write(place / "agents.yaml", {"schema": 1, "agents": [{"id": "oxaliplatin", "classes": ["platinum"]}]})
    source = {"id": "someone", "kind": "cohort", "title": "Some title", "level": 3}
    write(place / "sources.yaml", {"schema": 1, "sources": [source]})
    (place / "options").mkdir()
    names = [f"o{number}" for number in range(max(1, round(rules / RULES_AN_OPTION)))]
    for number, name in enumerate(names):
        parent = None if number % 6 == 0 else names[number - number % 6]
        head = {"id": name, "name": f"Option {name}", "parent": parent, "question": "Is it?"}
        below = [rule(f"{name}.r{i}", draw) for i in range(RULES_AN_OPTION)]
        write(place / "options" / f"{name}.yaml", {"schema": 1, "option": head, "rules": below})
    return place


def write(file: Path, content: dict[str, Any]) -> None:
    """A rule file."""
    text = yaml.dump(content, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False)
    file.write_text(text.replace("DATE", "2026-01-01"), encoding="utf-8")


def patients(seed: int = 2, count: int = 5) -> list[dict[str, Any]]:
    """Patients of whom half of the simple facts are recorded."""
    draw = random.Random(seed)
    found = []
    for _ in range(count):
        facts: dict[str, Any] = {"cancer.type": "ovarian"}
        for fact in FACTS:
            if draw.random() < 0.5 and not fact.by_type and not fact.applies_when and fact.path != "cancer.type":
                facts[fact.path] = value(fact, draw)
        found.append(facts)
    return found


def value(fact: Any, draw: random.Random) -> Any:
    """A value of a fact."""
    if fact.kind is Kind.BOOLEAN:
        return draw.random() < 0.5
    if fact.values:
        return draw.sample(fact.values, 1) if fact.kind is Kind.SET else draw.choice(fact.values)
    return draw.randrange(int(fact.low or 0), int(fact.high or 0) + 1, int(fact.step or 1))


def median_ms(action: Callable[[Any], object], over: list[Any]) -> float:
    """The median time of this process, in milliseconds."""
    times = []
    for one in over:
        start = time.process_time()
        action(one)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def usable(rules: recurtx.Rules) -> list[recurtx.Patient]:
    """The invented patients that do not contradict themselves."""
    found = []
    for facts in patients(count=200):
        try:
            found.append(rules.patient(facts))
        except recurtx.ProfileError:
            continue
        if len(found) == 5:
            break
    return found


COLUMNS = ("read", "again", "verdicts", "residuals", "next", "document")


def times(where: Path) -> list[float]:
    """What each step takes under one ruleset: read the first time and from the cache, then one patient."""
    read, again = (median_ms(recurtx.Rules.load, [where]) for _ in range(2))
    rules = recurtx.Rules.load(where)
    sick = usable(rules)
    answers = [recurtx.assess(p, rules) for p in sick]
    return [
        read, again,
        median_ms(lambda p: recurtx.assess(p, rules)._found.judgement.outcomes, sick),
        median_ms(lambda a: a._found.residuals, answers),
        median_ms(lambda a: a._found.next, answers),
        median_ms(lambda a: a.to_json(), answers),
    ]  # fmt: skip


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000, 2000, 5000])
    chosen = parser.parse_args()
    print(f"{'rules':>6}" + "".join(f"{name:>11}" for name in COLUMNS) + "  ms")
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = place
        for size in chosen.sizes:
            found = times(folder(Path(place) / str(size), size))
            print(f"{size:>6}" + "".join(f"{ms:>11.1f}" for ms in found), flush=True)


if __name__ == "__main__":
    main()
