"""A second, naive reading of the rules, against which the engine is held.

Written from DESIGN sections 2 and 3 alone. It reads the YAML itself, works on plain dictionaries, answers with True,
False and None for unknown, and prefers the obvious to the fast. Of recurtx it uses only the data of the vocabulary.
Nothing of ``recurtx.engine`` or of ``recurtx.ruleset`` may be imported here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml

from recurtx.profile import DERIVATIONS, VOCABULARY, Kind

if TYPE_CHECKING:
    from pathlib import Path

Truth = bool | None
Node = tuple[Any, ...]
Plain = dict[str, Any]

SET_KINDS = (Kind.SET, Kind.AGENTS, Kind.OPTIONS)
STOPPING = ("requires", "excludes")
ANY_OTHER = "?any other drug"
"""Stands for the drugs that agents.yaml does not list."""


# --- reading the files ---------------------------------------------------------------------------------------------


@dataclass
class Rule:
    """One rule of one option, its scope and test as trees of tuples."""

    id: str
    effect: str
    scope: Node
    when: Node

    @property
    def acting(self) -> Node:
        """What it means that the rule acts."""
        return ("all", [self.scope, ("not", self.when) if self.effect == "requires" else self.when])


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

    def lineage(self, option: str) -> list[Option]:
        """The option itself, its parent, the parent of that."""
        found = [self.options[option]]
        while found[-1].parent:
            found.append(self.options[found[-1].parent])
        return found


def read(path: Path) -> Plain:
    """A YAML file in which every scalar is a string."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def load(folder: Path) -> Rules:
    """The rules of a folder."""
    drugs = read(folder / "agents.yaml")["agents"]
    classes: dict[str, list[str]] = {}
    for drug in drugs:
        for name in drug["classes"]:
            classes.setdefault(name, []).append(drug["id"])
    concepts = {c["id"]: parse(c["when"]) for c in read(folder / "concepts.yaml")["concepts"]}
    every = read(folder / "every.yaml")["rules"] if (folder / "every.yaml").exists() else []
    options = {}
    for path in sorted((folder / "options").glob("*.yaml")):
        option = load_option(read(path), every)
        options[option.id] = option
    advice = read(folder / "advice.yaml")["advice"] if (folder / "advice.yaml").exists() else []
    trials = read(folder / "trials.yaml")["trials"] if (folder / "trials.yaml").exists() else []
    return Rules(options, concepts, classes, [d["id"] for d in drugs], [load_advice(a) for a in advice],
                 {t["id"]: (parse(t["for"]), parse(t["when"])) for t in trials})  # fmt: skip


def load_option(content: Plain, every: list[Plain]) -> Option:
    """One option with the rules of every.yaml written out for it."""
    head = content["option"]
    parent = head.get("parent")
    option = Option(
        head["id"], None if parent in ("null", "") else parent, head.get("agents", []), parse(head.get("for", "always"))
    )
    shared = [r for r in every if r["applies"] == "options" or option.agents]
    for rule in content.get("rules", []) + shared:
        if rule.get("status", "active") == "active":
            scope, when = parse(rule.get("for", "always"), option), parse(rule["when"], option)
            option.rules.append(Rule(rule["id"], rule["effect"], scope, when))
    return option


def load_advice(content: Plain) -> Plain:
    """One piece of advice: its id, its condition and what it obtains."""
    condition = ("all", [parse(content.get("for", "always")), parse(content["when"])])
    return {"id": content["id"], "condition": condition, "obtains": content.get("obtains", [])}


def parse(node: Any, owner: Option | None = None) -> Node:
    """A condition as a tuple: the word, then what it is about; a fact is ("fact", path, operator, argument).

    ``owner`` is the option for which a rule of every.yaml is written out.
    """
    if node == "always":
        return ("always",)
    ((word, body),) = node.items()
    if word in ("all", "any"):
        return (word, [parse(n, owner) for n in body])
    if word == "not":
        return ("not", parse(body, owner))
    if word == "count":
        return ("count", int(body["at_least"]), [parse(n, owner) for n in body["of"]])
    if word in ("concept", "stopped"):
        return (word, body)
    return ("fact", word, *parse_test(word, body, owner))


def parse_test(path: str, body: Any, owner: Option | None) -> tuple[str, Any]:
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
        return operator, tuple(n for a in argument for n in (meant_by_self(path, owner) if a == "self" else [a]))
    return operator, tuple(typed(path, a) for a in argument)


def meant_by_self(path: str, owner: Option | None) -> list[str]:
    """What ``self`` stands for: among options the option, among drugs its drugs."""
    assert owner is not None
    return [owner.id] if VOCABULARY[path].kind is Kind.OPTIONS else owner.agents


def typed(path: str, text: str) -> Any:
    """A scalar as the value that the fact's kind makes of it."""
    kind = VOCABULARY[path].kind
    if kind is Kind.BOOLEAN:
        return {"true": True, "false": False}[text]
    if kind is Kind.WHOLE:
        return int(text)
    return float(text) if kind is Kind.DECIMAL else text


# --- three values --------------------------------------------------------------------------------------------------


def negation(truth: Truth) -> Truth:
    return None if truth is None else not truth


def all_of(truths: list[Truth]) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def any_of(truths: list[Truth]) -> Truth:
    if True in truths:
        return True
    return None if None in truths else False


def so_many_of(number: int, truths: list[Truth]) -> Truth:
    if truths.count(True) >= number:
        return True
    return False if truths.count(True) + truths.count(None) < number else None


# --- what is known of one patient ----------------------------------------------------------------------------------


@dataclass
class Patient:
    """A recorded profile, read with the vocabulary: ``{path: value | list | {"present": [], "absent": []}}``."""

    profile: Plain
    rules: Rules
    presume: bool = True
    memory: dict[Any, Truth] = field(default_factory=dict)
    """Truth of what was asked before; nothing but speed depends on it."""

    def test(self, path: str, operator: str, argument: Any) -> Truth:
        key = (path, operator, argument)
        if key not in self.memory:
            if self.applies(path) is False:
                self.memory[key] = False
            elif VOCABULARY[path].kind in SET_KINDS:
                self.memory[key] = self.test_set(path, operator, argument)
            else:
                self.memory[key] = self.test_value(path, operator, argument)
        return self.memory[key]

    def applies(self, path: str) -> Truth:
        """Whether the fact applies to this patient; a recorded one does."""
        conditions = VOCABULARY[path].applies_when
        truth = all_of([self.test(c.path, *vocabulary_test(c.test)) for c in conditions])
        return True if truth is None and path in self.profile else truth

    def presumed(self, path: str) -> bool:
        """Whether absence is presumed: only where nothing at all is recorded, and nothing speaks against it."""
        presumption = VOCABULARY[path].presumption
        if not self.presume or presumption is None or path in self.profile:
            return False
        return not any(self.test(c.path, *vocabulary_test(c.test)) is True for c in presumption.unless)

    def value(self, path: str) -> Any:
        """The value recorded, or derived, or presumed; None where there is none."""
        if path in self.profile:
            return self.profile[path]
        for rule in DERIVATIONS:
            source = self.profile.get(rule.source)
            if rule.target == path and source is not None and source in rule.values:
                return rule.values[source]
        return False if self.presumed(path) else None

    def test_value(self, path: str, operator: str, argument: Any) -> Truth:
        value = self.value(path)
        if value is not None:
            return passes(path, operator, argument, value)
        outcomes = [passes(path, operator, argument, v) for v in possible(path, argument, self.profile)
                    if self.lets_apply(path, v)]  # fmt: skip
        if True not in outcomes:
            return False
        return True if False not in outcomes and self.applies(path) is True else None

    def lets_apply(self, path: str, value: Any) -> bool:
        """Whether every recorded fact can apply where this one has the value."""
        conditions = [c for name in self.profile for c in VOCABULARY[name].applies_when if c.path == path]
        return all(passes(path, *vocabulary_test(c.test), value) for c in conditions)

    def test_set(self, path: str, operator: str, argument: Any) -> Truth:
        if operator == "includes_any":
            return any_of([self.has(path, e) for e in argument])
        if operator == "includes_all":
            return all_of([self.has(path, e) for e in argument])
        if operator == "excludes_all":
            return all_of([negation(self.has(path, e)) for e in argument])
        if operator == "empty":
            something = any_of([self.has(path, e) for e in self.universe(path)])
            return negation(something) if argument else something
        assert operator == "only"
        allowed = {drug for name in argument for drug in self.drugs(name)}
        others = [e for e in self.universe(path) if allowed.isdisjoint(self.drugs(e))]
        some = any_of([self.has(path, e) for e in argument])
        return all_of([some, *[negation(self.has(path, e)) for e in others]])

    def drugs(self, name: str) -> list[str]:
        """The drugs of a class; anything else stands for itself."""
        return self.rules.classes.get(name, [name])

    def universe(self, path: str) -> list[str]:
        """Everything that the set could hold."""
        kind = VOCABULARY[path].kind
        if kind is Kind.SET:
            return list(VOCABULARY[path].values)
        if kind is Kind.OPTIONS:
            return list(self.rules.options)
        written = [name for p in self.profile if VOCABULARY[p].kind is Kind.AGENTS for name in named(self.profile[p])]
        return [*self.rules.agents, *self.rules.classes, *written, ANY_OTHER]

    def has(self, path: str, name: str) -> Truth:
        """Whether the set holds an element, or a member of a class."""
        key = (path, name)
        if key not in self.memory:
            is_class = VOCABULARY[path].kind is Kind.AGENTS and name in self.rules.classes
            self.memory[key] = self.has_class(path, name) if is_class else self.has_element(path, name)
        return self.memory[key]

    def has_class(self, path: str, name: str) -> Truth:
        """A class is present if a member is, absent if all are."""
        if name in present(self.profile.get(path)):
            return True
        return any_of([self.has(path, drug) for drug in self.rules.classes[name]])

    def has_element(self, path: str, name: str) -> Truth:
        recorded = self.profile.get(path)
        presumption = VOCABULARY[path].presumption
        its_classes = [c for c, drugs in self.rules.classes.items() if name in drugs]
        if name in present(recorded):
            return True
        if name in absent(recorded) or any(c in absent(recorded) for c in its_classes):
            return False
        if presumption and presumption.within and self.has(presumption.within, name) is False:
            return False
        if any(c in present(recorded) for c in its_classes):
            return None
        if isinstance(recorded, list):
            return False
        return False if self.presumed(path) else None


def present(recorded: Any) -> list[str]:
    """What a recorded set says is present."""
    return recorded if isinstance(recorded, list) else (recorded or {}).get("present", [])


def absent(recorded: Any) -> list[str]:
    """What a recorded set says by name is absent."""
    return [] if isinstance(recorded, list) else (recorded or {}).get("absent", [])


def named(recorded: Any) -> list[str]:
    """What a recorded set names."""
    return present(recorded) + absent(recorded)


def vocabulary_test(test: Any) -> tuple[str, Any]:
    """A test of the vocabulary data as the operator and argument that a rule would write."""
    assert is_dataclass(test)
    words = {"OneOf": "one_of", "NoneOf": "none_of", "IncludesAny": "includes_any"}
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


def possible(path: str, argument: Any, profile: Plain) -> list[Any]:
    """The values that the fact could have: all of them, or for a decimal number one of each kind that a test tells."""
    spec = VOCABULARY[path]
    if spec.kind is Kind.BOOLEAN:
        return [True, False]
    if spec.kind is Kind.CHOICE:
        by_type = spec.by_type
        type_ = profile.get("cancer.type")
        return list(by_type.get(type_, ()) if by_type and type_ else spec.values)
    low, high = spec.low, spec.high
    if spec.kind is Kind.WHOLE:
        return list(range(int(low), int(high) + 1, int(spec.step or 1)))
    bounds = argument if isinstance(argument, tuple) else (argument,)
    marks = sorted({low, high, *[b for b in bounds if low <= b <= high]})
    return marks + [(a + b) / 2 for a, b in pairwise(marks)]


# --- conditions ----------------------------------------------------------------------------------------------------


@dataclass
class Reader:
    """Conditions put to one patient. ``owner`` is the option whose rule asks, which matters to ``stopped`` alone."""

    patient: Patient
    memory: dict[Any, Any] = field(default_factory=dict)
    """Answers given before; nothing but speed depends on it."""

    @property
    def rules(self) -> Rules:
        return self.patient.rules

    def truth(self, node: Node, owner: str | None = None) -> Truth:
        match node:
            case ("always",):
                return True
            case ("fact", path, operator, argument):
                return self.patient.test(path, operator, argument)
            case ("all", nodes):
                return all_of([self.truth(n, owner) for n in nodes])
            case ("any", nodes):
                return any_of([self.truth(n, owner) for n in nodes])
            case ("not", inner):
                return negation(self.truth(inner, owner))
            case ("count", number, nodes):
                return so_many_of(number, [self.truth(n, owner) for n in nodes])
            case ("said by", option, inner):
                return self.truth(inner, option)
            case ("concept" | "stopped", _):
                key = (node, owner)
                if key not in self.memory:
                    self.memory[key] = self.truth(self.unfold(node, owner), owner)
                return self.memory[key]
        raise ValueError(node)

    def unfold(self, node: Node, owner: str | None) -> Node:
        """What a concept or a stop means."""
        word, name = node
        return self.rules.concepts[name] if word == "concept" else self.stop(name, owner)

    def stop(self, option: str, owner: str | None) -> Node:
        """The option's scope is false, or something that stops it acts; of one's own modality, only its own count."""
        lineage = self.rules.lineage(option)
        if owner != option and owner in [o.id for o in lineage]:
            lineage = lineage[:1]
        parts: list[Node] = []
        for one in lineage:
            parts.append(("said by", one.id, ("not", one.scope)))
            parts += [("said by", one.id, r.acting) for r in one.rules if r.effect in STOPPING]
        return ("any", parts)

    def asks(self, node: Node, owner: str | None = None) -> set[str]:
        """The facts on which an unknown condition still turns; branches that are settled do not matter."""
        if self.truth(node, owner) is not None:
            return set()
        match node:
            case ("fact", path, _, _):
                return {path}
            case ("all" | "any", nodes) | ("count", _, nodes):
                return {path for n in nodes for path in self.asks(n, owner)}
            case ("not", inner):
                return self.asks(inner, owner)
            case ("said by", option, inner):
                return self.asks(inner, option)
            case ("concept" | "stopped", _):
                key = ("asks", node, owner)
                if key not in self.memory:
                    self.memory[key] = self.asks(self.unfold(node, owner), owner)
                return self.memory[key]
        raise ValueError(node)


# --- verdicts ------------------------------------------------------------------------------------------------------


@dataclass
class Answer:
    """What the rules say of one option; ``rules`` maps a rule's id to the truth it reports and whether it acts."""

    verdict: str
    settled: bool
    missing: set[str]
    stopped_by: set[str]
    rules: dict[str, tuple[str, Truth]]


def word(truth: Truth) -> str:
    return {True: "true", False: "false", None: "unknown"}[truth]


def reported(rule: Rule, scope: Truth, when: Truth, acts: Truth) -> str:
    """The truth that a finding reports."""
    if scope is False:
        return "silent"
    if scope is True:
        return word(when)
    if acts is False:
        return "true" if rule.effect == "requires" else "false"
    return "unknown"


def answer(option: str, reader: Reader) -> Answer:
    """The verdict of one option: the first that fits."""
    lineage = reader.rules.lineage(option)
    own = lineage[0].rules
    found = {}
    for rule in own:
        acts = reader.truth(rule.acting, option)
        when, scope = reader.truth(rule.when, option), reader.truth(rule.scope, option)
        found[rule.id] = (reported(rule, scope, when, acts), acts)

    scopes = [(o.scope, o.id) for o in lineage]
    stops = [(r.acting, o.id) for o in lineage for r in o.rules if r.effect in STOPPING]
    supports = [(r.acting, option) for r in own if r.effect == "supports"]
    cautions = [(r.acting, option) for r in own if r.effect == "cautions"]
    stopped_by = {r.id for o in lineage for r in o.rules if r.effect in STOPPING and reader.truth(r.acting, o.id)}

    def truths(conditions: list[tuple[Node, str]]) -> list[Truth]:
        return [reader.truth(node, owner) for node, owner in conditions]

    def turns_on(conditions: list[tuple[Node, str]]) -> set[str]:
        return {path for node, owner in conditions for path in reader.asks(node, owner)}

    if False in truths(scopes):
        return Answer("outside_scope", True, set(), stopped_by, found)
    if stopped_by:
        return Answer("not_candidate", True, set(), stopped_by, found)
    if None in truths(scopes + stops):
        return Answer("needs_information", False, turns_on(scopes + stops), set(), found)
    if True in truths(supports) and True in truths(cautions):
        return Answer("candidate_with_caution", True, set(), set(), found)
    if True in truths(supports):
        return Answer("candidate", None not in truths(cautions), turns_on(cautions), set(), found)
    return Answer("possible", None not in truths(supports), turns_on(supports), set(), found)


def shown_advice(reader: Reader) -> set[str]:
    """The advice that is shown: its condition is true; or it is not false and something to obtain is unrecorded."""
    patient = reader.patient
    shown = set()
    for advice in reader.rules.advice:
        truth = reader.truth(advice["condition"])
        open_ = [p for p in advice["obtains"] if patient.value(p) is None and patient.applies(p) is not False]
        if (truth is not False and open_) if advice["obtains"] else truth is True:
            shown.add(advice["id"])
    return shown


def trial_words(reader: Reader) -> dict[str, str]:
    """Every named trial: silent about other patients, else whether the criteria are met."""
    found = {}
    for name, (scope, when) in reader.rules.trials.items():
        truth = reader.truth(scope)
        found[name] = "silent" if truth is False else word(all_of([truth, reader.truth(when)]))
    return found


def assess(profile: Plain, rules: Rules, presume: bool = True) -> dict[str, Answer]:
    """Every option and modality for one recorded profile."""
    reader = Reader(Patient(profile, rules, presume))
    return {option: answer(option, reader) for option in rules.options}
