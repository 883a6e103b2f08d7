"""What is known of one patient, and the truth of a condition: true, false, and None for unknown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recurtx.profile import DERIVATIONS, HOLDS, VOCABULARY, Kind
from reference import history
from reference.rules import SET_KINDS, parts, passes, vocabulary_test

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reference.rules import Node, Plain, Rules

Truth = bool | None
DEPENDS = {path: {c.path for c in fact.applies_when} for path, fact in VOCABULARY.items()}
"""By fact, the facts that decide whether it applies."""
ANY_OTHER = "?any other drug"
"""Stands for the drugs that agents.yaml does not list."""


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
    """A recorded profile, read with the vocabulary: ``{path: value | list | {"present": [], "absent": []}}``.

    Operations, regimens and the date of the relapse are taken out of it and read into what ``follows``.
    """

    profile: Plain
    rules: Rules
    presume: bool = True
    whole: bool = False
    """Whether all is known: then a drug of whatever name is no other, and what is presumed stands."""
    memory: dict[Any, Any] = field(default_factory=dict)
    """Answers given before; nothing but speed depends on it."""
    follows: Plain = field(init=False)

    def __post_init__(self) -> None:
        self.follows = history.follows(self.profile, ["platinum", *self.rules.classes.get("platinum", [])])
        self.profile = {path: value for path, value in self.profile.items() if path in VOCABULARY}
        for seen, path, element in HOLDS:
            value, own = self.profile.get(seen.path), self.profile.get(path)
            if (
                value is not None
                and not isinstance(own, list)
                and passes(seen.path, *vocabulary_test(seen.test), value)
            ):
                self.follows[path] = {"present": {element}, "absent": set(), "unsure": set(), "complete": False}

    def said(self, path: str) -> Any:
        """What is recorded of a fact, or follows from the history; of a set both together, the record first."""
        recorded, follows = self.profile.get(path), self.follows.get(path)
        if recorded is None or follows is None or VOCABULARY[path].kind not in SET_KINDS:
            return follows if recorded is None else recorded
        gone = set(absent(recorded)) | (set(absent(follows)) - set(present(recorded)))
        here = set(present(recorded)) | (set(present(follows)) - gone)
        complete = isinstance(recorded, list) or follows["complete"]
        return {"present": here, "absent": gone, "unsure": follows["unsure"] - here - gone, "complete": complete}

    def all_said(self) -> list[str]:
        """Every fact of which something is recorded, or follows from the history."""
        return [*self.profile, *(path for path in self.follows if path not in self.profile)]

    def test(self, path: str, operator: str, argument: Any) -> Truth:
        if self.applies(path) is False:
            return False
        if VOCABULARY[path].kind in SET_KINDS:
            return self.test_set(path, operator, argument)
        return self.test_value(path, operator, argument)

    def applies(self, path: str) -> Truth:
        """Whether the fact applies to this patient; a recorded one does."""
        if ("applies", path) not in self.memory:
            truth = all_of([self.test(*condition) for condition in self.conditions(path)])
            if truth is None and (path in self.all_said() or any(path in DEPENDS[p] for p in self.all_said())):
                truth = True
            self.memory["applies", path] = truth
        return self.memory["applies", path]

    def conditions(self, path: str) -> list[tuple[str, str, Any]]:
        """The tests on other facts that say whether the fact applies."""
        return [(c.path, *vocabulary_test(c.test)) for c in VOCABULARY[path].applies_when]

    def presumed(self, path: str) -> bool:
        """Whether absence is presumed: only where nothing at all is recorded, and nothing speaks against it."""
        presumption = VOCABULARY[path].presumption
        if not self.presume or presumption is None or path in self.profile:
            return False
        if any(path in DEPENDS[other] for other in self.all_said()):
            return False
        if VOCABULARY[path].kind is Kind.AGENTS and self.names_a_stranger():
            return False
        return not any(self.test(c.path, *vocabulary_test(c.test)) is True for c in presumption.unless)

    def is_no_stranger(self, path: str, name: str) -> bool:
        """Whether a drug was never received, so that it stands under no name that agents.yaml does not list."""
        if VOCABULARY[path].kind is not Kind.AGENTS or not self.names_a_stranger():
            return False
        return self.has("prior.agents", name) is False

    def names_a_stranger(self) -> bool:
        """Whether a drug that agents.yaml does not list was received, failed or was not tolerated."""
        if self.whole:
            return False
        known = {*self.rules.agents, *self.rules.classes}
        said = [self.said(p) for p, fact in VOCABULARY.items() if fact.kind is Kind.AGENTS]
        unsure = [name for one in said if isinstance(one, dict) for name in one.get("unsure", ())]
        return any(name not in known for name in [*(n for one in said for n in present(one)), *unsure])

    def value(self, path: str) -> Any:
        """The value recorded, or derived, or presumed; None where there is none."""
        if self.said(path) is not None:
            return self.said(path)
        for rule in DERIVATIONS:
            source = self.said(rule.source)
            source = "none" if is_nothing(source) else source
            if rule.target == path and isinstance(source, (str, int, float)) and source in rule.values:
                return rule.values[source]
        return False if self.presumed(path) else None

    def test_value(self, path: str, operator: str, argument: Any) -> Truth:
        value = self.value(path)
        if value is not None:
            return passes(path, operator, argument, value)
        bit = self.rules.tests[path][operator, argument]
        outcomes = {bits >> bit & 1 for bits in self.left(path)}
        if 1 not in outcomes:
            return False
        return True if 0 not in outcomes and self.applies(path) is True else None

    def left(self, path: str) -> list[int]:
        """What an unrecorded fact could be: each kind of value that the tests tell apart, as the tests that it passes.

        Left out are values that do not occur with the recorded cancer type, those with which a recorded fact would
        not apply, and those from which something else would follow than is recorded.
        """
        if ("left", path) not in self.memory:
            conditions = [c for name in self.all_said() for c in VOCABULARY[name].applies_when if c.path == path]
            asked = {self.rules.tests[path][vocabulary_test(c.test)] for c in conditions}
            outcomes, type_ = self.rules.outcomes[path], self.profile.get("cancer.type")
            by_type = VOCABULARY[path].by_type if type_ else None
            values = by_type.get(type_, ()) if by_type else outcomes
            found = (outcomes[v] for v in values if not self.ruled_out(path, v))
            self.memory["left", path] = sorted({bits for bits in found if all(bits >> bit & 1 for bit in asked)})
        return self.memory["left", path]

    def ruled_out(self, path: str, value: Any) -> bool:
        """Whether something recorded leaves no room for a value: a grade for the histologies of the other one, a drug
        or a line of treatment for none at all."""
        for rule in DERIVATIONS:
            recorded = self.said(rule.target)
            if rule.source == path and value in rule.values and recorded is not None:
                follows = rule.values[value]
                near = rule.tolerance > 0 and abs(recorded - follows) <= rule.tolerance
                if recorded != follows and recorded not in rule.tolerates and not near:
                    return True
        if path == "prior.total_lines" and value == 0:
            return (self.said("prior.systemic_lines") or 0) > 0 or bool(self.said_present("prior.agents"))
        return False

    def said_present(self, path: str) -> list[str]:
        """What is said to be in a set: by its own record, and by those of sets that are parts of it."""
        parts_of_it = [p for p, f in VOCABULARY.items() if f.presumption and f.presumption.within == path]
        return [name for p in (path, *parts_of_it) for name in present(self.said(p))]

    def some_of(self, path: str, names: Iterable[str]) -> Truth:
        """Whether one of these is present; a recorded fact that applies only with one of some elements says so."""
        named = list(names)
        for other in (p for p in self.profile if path in DEPENDS[p]):
            for c in VOCABULARY[other].applies_when:
                if c.path == path and set(vocabulary_test(c.test)[1]) <= set(named):
                    return True
        return any_of([self.has(path, name) for name in named])

    def test_set(self, path: str, operator: str, argument: Any) -> Truth:
        if operator == "includes_any":
            return self.some_of(path, argument)
        if operator == "includes_all":
            return all_of([self.has(path, e) for e in argument])
        if operator == "excludes_all":
            return negation(self.some_of(path, argument))
        if operator == "empty":
            something = self.some_of(path, self.universe(path))
            return negation(something) if argument else something
        assert operator == "only"
        return all_of([self.some_of(path, argument), negation(self.some_of(path, self.others(path, argument)))])

    def others(self, path: str, names: tuple[str, ...]) -> list[str]:
        """Everything that the set could hold besides these, and besides what is among these."""
        allowed = {drug for name in names for drug in self.drugs(name)}
        return [e for e in self.universe(path) if allowed.isdisjoint(self.drugs(e))]

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
        written = [name for p in self.all_said() if VOCABULARY[p].kind is Kind.AGENTS for name in named(self.said(p))]
        return [*self.rules.agents, *self.rules.classes, *written, ANY_OTHER]

    def has(self, path: str, name: str) -> Truth:
        """Whether the set holds an element, or a member of a class."""
        key = (path, name)
        if key not in self.memory:
            is_class = VOCABULARY[path].kind is Kind.AGENTS and name in self.rules.classes
            self.memory[key] = self.has_class(path, name) if is_class else self.has_element(path, name)
        return self.memory[key]

    def has_class(self, path: str, name: str) -> Truth:
        """A class is present if a member is, or a class inside it, and absent if all its members are."""
        if any(set(self.rules.classes.get(c, [])) <= set(self.rules.classes[name])
               for c in self.said_present(path) if c == name or c in self.rules.classes):  # fmt: skip
            return True
        return any_of([self.has(path, drug) for drug in self.rules.classes[name]])

    def hides(self, path: str, name: str, said: list[str]) -> bool:
        """Whether a drug may stand in the set under a name that agents.yaml does not list."""
        if VOCABULARY[path].kind is not Kind.AGENTS or name not in self.rules.agents:
            return False
        known = {*self.rules.agents, *self.rules.classes}
        return any(drug not in known for drug in said)

    def has_element(self, path: str, name: str) -> Truth:
        recorded = self.said(path)
        presumption = VOCABULARY[path].presumption
        its_classes = [c for c, drugs in self.rules.classes.items() if name in drugs]
        said = self.said_present(path)
        if name in said:
            return True
        if name in absent(recorded) or any(c in absent(recorded) for c in its_classes):
            return False
        if presumption and presumption.within and self.has(presumption.within, name) is False:
            return False
        if any(c in said for c in its_classes):
            return None
        unsure = recorded.get("unsure", ()) if isinstance(recorded, dict) else ()
        if self.hides(path, name, [*present(recorded), *unsure]):
            return None
        if name in unsure or any(c in unsure for c in its_classes):
            return None
        if isinstance(recorded, list) or (recorded or {}).get("complete"):
            return False
        if self.presume and presumption and recorded is None and self.is_no_stranger(path, name):
            return False
        return False if self.presumed(path) else None


def present(recorded: Any) -> list[str]:
    """What a recorded set says is present."""
    return recorded if isinstance(recorded, list) else list((recorded or {}).get("present", []))


def absent(recorded: Any) -> list[str]:
    """What a recorded set says by name is absent."""
    return [] if isinstance(recorded, list) else list((recorded or {}).get("absent", []))


def is_nothing(said: Any) -> bool:
    """Whether it is known that a set holds nothing."""
    if isinstance(said, dict):
        return bool(said.get("complete")) and not said["present"] and not said["unsure"]
    return said == []


def named(recorded: Any) -> list[str]:
    """What a recorded set names."""
    return present(recorded) + absent(recorded)


# --- conditions ----------------------------------------------------------------------------------------------------


@dataclass
class Reader:
    """Conditions put to one patient."""

    patient: Patient
    truths: dict[int, Truth] = field(default_factory=dict)
    counts: dict[int, Counter[str]] = field(default_factory=dict)
    """Answers given before, by the identity of the condition; nothing but speed depends on them."""

    @property
    def rules(self) -> Rules:
        return self.patient.rules

    def truth(self, node: Node) -> Truth:
        try:
            return self.truths[id(node)]
        except KeyError:
            found = self.truths[id(node)] = self.evaluated(node)
            return found

    def evaluated(self, node: Node) -> Truth:
        match node[0]:
            case "always":
                return True
            case "fact":
                return self.patient.test(*node[1:])
            case "all":
                return all_of([self.truth(n) for n in node[1]])
            case "any":
                return any_of([self.truth(n) for n in node[1]])
            case "not":
                return negation(self.truth(node[1]))
            case "count":
                return so_many_of(node[1], [self.truth(n) for n in node[2]])
            case "concept" | "stopped":
                return self.truth(node[2])
        raise ValueError(node)

    def asks(self, node: Node) -> Counter[str]:
        """The facts on which an unknown condition still turns, with the number of open tests of each.

        Branches that are settled do not count.
        """
        if self.truth(node) is not None:
            return Counter()
        if id(node) not in self.counts:
            inner: Iterable[Node] = parts(node)
            found = Counter({node[1]: 1}) if node[0] == "fact" else sum(map(self.asks, inner), Counter())
            self.counts[id(node)] = found
        return self.counts[id(node)]
