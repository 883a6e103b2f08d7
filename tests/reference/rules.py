"""The rule files read: conditions as tuples with every name filled in."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml

from recurtx.profile import HOLDS, VOCABULARY, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Node = tuple[Any, ...]
"""A condition: a word, then what it is about. ("fact", path, operator, argument), ("all", nodes), ("any", nodes),
("not", node), ("count", number, nodes), ("always",), and ("concept", name, node) or ("stopped", option, node) with what
the name stands for. Equal conditions are one object."""
Plain = dict[str, Any]

SET_KINDS = (Kind.SET, Kind.AGENTS, Kind.OPTIONS)
STOPPING = ("requires", "excludes")
INHERITED = ("requires", "excludes", "discourages", "cautions")
"""The effects that a rule has on the ways of its option too."""
WEAKEST = 5
"""The OCEBM level of opinion."""


@dataclass
class Rule:
    """One rule of one option, its scope, its test, and what it means that it acts."""

    id: str
    effect: str
    scope: Node
    when: Node
    acting: Node
    level: int
    against: int | None
    rivals: list[str]
    but: list[str]
    """What does not inherit it: ways by id, or drugs and classes of which a way consists."""

    @property
    def stops(self) -> bool:
        """Whether it stops its option where it acts."""
        return self.effect in STOPPING


@dataclass
class Option:
    """One option, its own scope and rules."""

    id: str
    parent: str | None
    agents: list[str]
    scope: Node
    rules: list[Rule] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class Rules:
    """Everything that the rule files say and verdicts depend on."""

    options: dict[str, Option]
    concepts: dict[str, Node]
    classes: dict[str, list[str]]
    """The drugs of each class."""
    agents: list[str]
    advice: list[Plain]
    trials: dict[str, tuple[Node, Node]]
    tests: dict[str, dict[tuple[str, Any], int]]
    """Every test that is put to each fact, numbered."""

    def lineage(self, option: str) -> list[Option]:
        """The option itself, its parent, the parent of that."""
        found = [self.options[option]]
        while found[-1].parent:
            found.append(self.options[found[-1].parent])
        return found

    @cached_property
    def inherited(self) -> dict[str, list[Rule]]:
        """By option, the rules of its parents that speak of it too."""
        return {option: self.from_above(self.lineage(option)) for option in self.options}

    def from_above(self, lineage: list[Option]) -> list[Rule]:
        """The rules of the parents of an option that speak of it too."""
        return [r for place, above in enumerate(lineage[1:], 1) for r in above.rules if r.effect in INHERITED
                and not leaves_out(r.but, [(o.id, o.agents) for o in lineage[:place]], self.classes)]  # fmt: skip

    nodes: list[Node]
    """Every condition and every part of one, parts before wholes."""
    also: list[Node] = field(default_factory=list)
    """Further conditions, as they were given."""

    @cached_property
    def presumable(self) -> set[int]:
        """Conditions, by identity, whose truth can hang on a fact that is only presumed."""
        facts = {path for path, fact in VOCABULARY.items() if fact.presumption}
        facts |= {path for path, fact in VOCABULARY.items() if any(c.path in facts for c in fact.applies_when)}
        found: set[int] = set()
        for node in self.nodes:
            if node[1] in facts if node[0] == "fact" else any(id(part) in found for part in parts(node)):
                found.add(id(node))
        return found

    @cached_property
    def outcomes(self) -> dict[str, dict[Any, int]]:
        """For each fact that is no set, its values with the tests that each passes, as bits.

        Of numbers, one value of each kind that the tests tell apart is enough.
        """
        found: dict[str, dict[Any, int]] = {}
        for path, fact in VOCABULARY.items():
            if fact.kind not in SET_KINDS:
                tests = self.tests.get(path, {})
                found[path] = {v: bits_of(path, v, tests) for v in values_of(path, tests)}
        return found


def leaves_out(names: list[str], ways: list[tuple[str, list[str]]], classes: dict[str, list[str]]) -> bool:
    """Whether a rule with these exceptions does not speak of a way; ``ways`` are the way and those above it beneath
    the option of the rule, with their drugs.

    A class among the drugs of a way is left out by its own name only: the name of one member says nothing of the rest.
    """
    own = {way for way, _ in ways} | {drug for _, drugs in ways for drug in drugs}
    return not own.union(c for c, members in classes.items() if own & set(members)).isdisjoint(names)


def bits_of(path: str, value: Any, tests: dict[tuple[str, Any], int]) -> int:
    """The tests that a value passes."""
    return sum(1 << bit for (operator, argument), bit in tests.items() if passes(path, operator, argument, value))


def values_of(path: str, tests: Iterable[tuple[str, Any]]) -> list[Any]:
    """Every value, or for a number one of each kind that the tests tell apart."""
    fact = VOCABULARY[path]
    if fact.kind is Kind.BOOLEAN:
        return [True, False]
    if fact.kind is Kind.CHOICE:
        return list(fact.values)
    arguments = [a for _, argument in tests for a in (argument if isinstance(argument, tuple) else (argument,))]
    marks = sorted({fact.low, fact.high, *[a for a in arguments if fact.low <= a <= fact.high]})
    if fact.kind is Kind.WHOLE:
        steps = range(int(fact.low), int(fact.high) + 1, int(fact.step or 1))
        return [n for n in steps if any(abs(n - m) <= (fact.step or 1) for m in marks)]
    return marks + [(a + b) / 2 for a, b in pairwise(marks)]


def read(path: Path) -> Plain:
    """A YAML file in which every scalar is a string."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def load(folder: Path, also: Iterable[Any] = ()) -> Rules:
    """The rules of a folder, and as ``also`` further conditions that are put to patients."""
    drugs = read(folder / "agents.yaml")["agents"]
    classes: dict[str, list[str]] = {}
    for drug in drugs:
        for name in drug["classes"]:
            classes.setdefault(name, []).append(drug["id"])
    every = read(folder / "every.yaml")["rules"] if (folder / "every.yaml").exists() else []
    options = [read(path) for path in sorted((folder / "options").glob("*.yaml"))]
    advice = read(folder / "advice.yaml")["advice"] if (folder / "advice.yaml").exists() else []
    trials = read(folder / "trials.yaml")["trials"] if (folder / "trials.yaml").exists() else []
    levels = {s["id"]: int(s["level"]) for s in read(folder / "sources.yaml")["sources"]}
    concepts = {c["id"]: c["when"] for c in read(folder / "concepts.yaml")["concepts"]}
    linker = Linker({o["option"]["id"]: with_shared(o, every) for o in options}, concepts, levels, classes)
    further = [linker.node(condition, "") for condition in also]
    return Rules(
        {o["option"]["id"]: linker.option(o["option"]["id"]) for o in options},
        {name: linker.concept(name) for name in concepts},
        classes, [d["id"] for d in drugs], [linker.advice(a) for a in advice],
        {t["id"]: (linker.node(t["for"], ""), linker.node(t["when"], "")) for t in trials},
        tests_of(linker.kept.values()), list(linker.kept.values()), further,
    )  # fmt: skip


def with_shared(content: Plain, every: list[Plain]) -> Plain:
    """One option with the rules of every.yaml written out for it, and without rules that are not active."""
    least = {"options": 0, "agents": 1, "several_agents": 2}
    shared = [r for r in every if len(content["option"].get("agents", [])) >= least[r["applies"]]]
    rules = [r for r in [*content.get("rules", []), *shared] if r.get("status", "active") == "active"]
    return {**content["option"], "rules": rules}


def tests_of(nodes: Iterable[Node]) -> dict[str, dict[tuple[str, Any], int]]:
    """Every test of the rules and of the vocabulary, by fact."""
    tests: dict[str, dict[tuple[str, Any], int]] = {}
    facts = [node[1:] for node in nodes if node[0] == "fact"]
    for fact in VOCABULARY.values():
        conditions = (*fact.applies_when, *(fact.presumption.unless if fact.presumption else ()))
        facts += [(c.path, *vocabulary_test(c.test)) for c in conditions]
    facts += [(seen.path, *vocabulary_test(seen.test)) for seen, _, _ in HOLDS]
    for path, operator, argument in facts:
        if VOCABULARY[path].kind not in SET_KINDS:
            of_fact = tests.setdefault(path, {})
            of_fact.setdefault((operator, argument), len(of_fact))
    return tests


@dataclass
class Linker:
    """Conditions as written into conditions of which every name is filled in."""

    heads: dict[str, Plain]
    concepts: dict[str, Any]
    levels: dict[str, int]
    classes: dict[str, list[str]]
    kept: dict[Any, Node] = field(default_factory=dict)
    options: dict[str, Option] = field(default_factory=dict)

    def keep(self, word: str, *content: Any) -> Node:
        """The one node that says this."""
        key = (word, *(tuple(map(id, c)) if word in ("all", "any", "count") and isinstance(c, tuple)
                       else id(c) if word == "not" else c for c in content))  # fmt: skip
        return self.kept.setdefault(key, (word, *content))

    def option(self, name: str) -> Option:
        """One option with its rules."""
        if name not in self.options:
            head = self.heads[name]
            scope = self.node(head.get("for", "always"), name)
            parent = None if head.get("parent") in ("null", "") else head.get("parent")
            self.options[name] = Option(name, parent, head.get("agents", []), scope)
            self.options[name].rules = [self.rule(r, name) for r in head["rules"]]
        return self.options[name]

    def rule(self, content: Plain, owner: str) -> Rule:
        """One rule of one option; ``owner`` is the option, also where the rule is written for all."""
        scope, when = self.node(content.get("for", "always"), owner), self.node(content["when"], owner)
        act = self.keep("not", when) if content["effect"] == "requires" else when
        levels: dict[bool, list[int]] = {True: [], False: []}
        for one in content["evidence"]:
            level = int(one.get("level", self.levels[one["source"]]))
            levels[one.get("disagrees") == "true"].append(min(level + 1, WEAKEST) if one.get("indirect") else level)
        acting = act if scope == ("always",) else self.keep("all", (scope, act))
        return Rule(content["id"], content["effect"], scope, when, acting,
                    min(levels[False], default=WEAKEST), min(levels[True], default=None),
                    content.get("conflicts_with", []), content.get("except", []))  # fmt: skip

    def advice(self, content: Plain) -> Plain:
        """One piece of advice: its id, whom it is for, its condition and what it obtains."""
        scope, condition = self.node(content.get("for", "always"), ""), self.node(content["when"], "")
        return {"id": content["id"], "scope": scope, "condition": condition, "obtains": content.get("obtains", [])}

    def concept(self, name: str) -> Node:
        """What a concept stands for."""
        return self.node(self.concepts[name], "")

    def stop(self, name: str, owner: str) -> Node:
        """The option's scope is false, or something that stops it acts; of one's own modality, only its own count."""
        lineage = [name]
        while (parent := self.heads[lineage[-1]].get("parent")) not in (None, "null", ""):
            lineage.append(parent)
        parts: list[Node] = []
        for place, one in enumerate(lineage[:1] if owner in lineage[1:] else lineage):
            head, ways = self.heads[one], [(n, self.heads[n].get("agents", [])) for n in lineage[:place]]
            parts.append(self.keep("not", self.node(head.get("for", "always"), one)))
            parts += [self.rule(r, one).acting for r in head["rules"] if r["effect"] in STOPPING
                      and not leaves_out(r.get("except", []), ways, self.classes)]  # fmt: skip
        return self.keep("any", tuple(parts))

    def node(self, node: Any, owner: str) -> Node:
        """A condition of a rule of ``owner``, which is what ``self`` means and what ``stopped`` depends on."""
        if node == "always":
            return self.keep("always")
        ((word, body),) = node.items()
        if word in ("all", "any"):
            return self.keep(word, tuple(self.node(n, owner) for n in body))
        if word == "not":
            return self.keep(word, self.node(body, owner))
        if word == "count":
            return self.keep(word, int(body["at_least"]), tuple(self.node(n, owner) for n in body["of"]))
        if word == "concept":
            return self.named(word, body, owner, self.concept(body))
        if word == "stopped":
            return self.named(word, body, owner, self.stop(body, owner))
        return self.keep("fact", word, *self.test(word, body, owner))

    def named(self, word: str, name: str, owner: str, node: Node) -> Node:
        """A node that a name stands for."""
        return self.kept.setdefault((word, name, id(node)), (word, name, node))

    def test(self, path: str, body: Any, owner: str) -> tuple[str, Any]:
        """The operator and its argument, typed as the vocabulary says."""
        if isinstance(body, str):
            return "one_of", (typed(path, body),)
        if isinstance(body, list):
            return "one_of", tuple(typed(path, v) for v in body)
        ((operator, argument),) = body.items()
        if operator == "empty":
            return operator, argument == "true"
        if isinstance(argument, str):
            return operator, typed(path, argument)
        if VOCABULARY[path].kind in SET_KINDS:
            return operator, tuple(n for a in argument for n in (self.itself(path, owner) if a == "self" else [a]))
        return operator, tuple(typed(path, a) for a in argument)

    def itself(self, path: str, owner: str) -> list[str]:
        """What ``self`` stands for: among options the option, among drugs its drugs."""
        return [owner] if VOCABULARY[path].kind is Kind.OPTIONS else self.heads[owner].get("agents", [])


def parts(node: Node) -> tuple[Node, ...]:
    """The conditions of which a condition is made."""
    match node:
        case ("all" | "any", nodes) | ("count", _, nodes):
            return nodes
        case ("not", inner) | ("concept" | "stopped", _, inner):
            return (inner,)
    return ()


def typed(path: str, text: str) -> Any:
    """A scalar as the value that the fact's kind makes of it."""
    kind = VOCABULARY[path].kind
    if kind is Kind.BOOLEAN:
        return {"true": True, "false": False}[text]
    if kind is Kind.WHOLE:
        return int(text)
    return float(text) if kind is Kind.DECIMAL else text


# --- tests on a known value ----------------------------------------------------------------------------------------


def vocabulary_test(test: Any) -> tuple[str, Any]:
    """A test of the vocabulary data as the operator and argument that a rule would write."""
    assert is_dataclass(test)
    words = {"OneOf": "one_of", "NoneOf": "none_of", "AtLeast": "at_least", "IncludesAny": "includes_any"}
    (argument,) = (getattr(test, f.name) for f in fields(test))
    return words[type(test).__name__], argument


def passes(path: str, operator: str, argument: Any, value: Any) -> bool:
    """Whether a known value passes a test."""
    if operator == "one_of":
        return value in argument
    if operator == "none_of":
        return value not in argument
    place = place_of(path, value)
    if operator == "between":
        return place_of(path, argument[0]) <= place <= place_of(path, argument[1])
    bound = place_of(path, argument)
    return {
        "at_least": place >= bound,
        "at_most": place <= bound,
        "above": place > bound,
        "below": place < bound,
    }[operator]


def place_of(path: str, value: Any) -> float:
    """Where a value stands in the order of its fact."""
    words = VOCABULARY[path].values
    return words.index(value) if words else value
