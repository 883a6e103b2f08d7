"""A condition as written into the tree, checked word by word against the vocabulary.

References to concepts and to stopped options are left open (``Concept`` and ``Stopped`` around ``Always``) and
filled in by ``link`` when every file is read; whether what they name exists is asked then, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from recurtx.document import Items, Node, Scalar, Table
from recurtx.errors import Location, Problem, did_you_mean, suggestion
from recurtx.profile import LABELS, VOCABULARY, Fact, Kind, nearest_fact, suggested_fact
from recurtx.profile import facttest as t
from recurtx.ruleset.condition import SELF, All, Always, Any, Concept, Condition, Count, FactTest, Not, Stopped
from recurtx.ruleset.references import Reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

WORDS = ("all", "any", "not", "count", "concept", "stopped")


@dataclass
class ConditionReader:
    """Reads conditions and collects what is wrong with them, and whom they refer to.

    ``self_allowed`` is true while ``every.yaml`` is read.
    """

    self_allowed: bool = False
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def read(self, node: Node) -> Condition:
        """The condition; ``Always`` in place of what is wrong, which is in ``problems``."""
        if isinstance(node, Scalar) and node.value == "always":
            return Always()
        if not isinstance(node, Table) or len(node.entries) != 1:
            return self._not_one_key(node)
        (entry,) = node.entries.values()
        if "." in entry.key:
            return self._fact(entry.key, entry.location, entry.node)
        return self._word(entry.key, entry.location, entry.node)

    def _not_one_key(self, node: Node) -> Condition:
        found = f"{len(node.entries)} keys" if isinstance(node, Table) else "no key"
        hint = f"a fact, one of {', '.join(WORDS)}, or the word `always`"
        if isinstance(node, Table) and node.entries:
            hint = "join several with `all:` or `any:`"
        return self._wrong("RTX011", f"a condition has exactly one key; this has {found}", node.location, hint)

    def _wrong(self, code: str, message: str, place: Location, help: str = "") -> Condition:
        self.problems.append(Problem(code, message, place, help))
        return Always()

    def _word(self, word: str, place: Location, node: Node) -> Condition:
        match word:
            case "all" | "any":
                return (All if word == "all" else Any)(self._list(node, word))
            case "not":
                return Not(self.read(node))
            case "count":
                return self._count(node)
            case "concept":
                return Concept(self._refer("concept", "RTX016", node), Always())
            case "stopped":
                return Stopped(self._refer("option", "RTX018", node), Always())
            case _:
                return self._unknown_word(word, place)

    def _unknown_word(self, word: str, place: Location) -> Condition:
        if word in LABELS:
            return self._wrong("RTX032", f"`{word}` is a label and cannot be tested", place)
        near = did_you_mean(word, WORDS) or nearest_fact(word)
        hint = suggestion(near, f"allowed: {', '.join(WORDS)}, or a fact")
        return self._wrong("RTX012", f"unknown word `{word}` in a condition", place, hint)

    def _list(self, node: Node, word: str) -> tuple[Condition, ...]:
        if not isinstance(node, Items) or not node.items:
            self._wrong("RTX029", f"`{word}` takes a list of at least one condition", node.location)
            return (Always(),)
        return tuple(self.read(item) for item in node.items)

    def _count(self, node: Node) -> Condition:
        if not isinstance(node, Table) or set(node.entries) != {"at_least", "of"}:
            return self._wrong("RTX029", "`count` takes `at_least` and `of`", node.location)
        of = self._list(node.entries["of"].node, "of")
        number = node.entries["at_least"].node
        if not (isinstance(number, Scalar) and type(number.value) is int and 1 <= number.value <= len(of)):
            message = f"`at_least` is a whole number from 1 to {len(of)}, the length of `of`"
            return self._wrong("RTX029", message, number.location)
        return Count(number.value, of)

    def _refer(self, what: Literal["concept", "option"], code: str, node: Node) -> str:
        name = node.text if isinstance(node, Scalar) else ""
        message = f"unknown {what} `{name}`"
        self.references.append(Reference(what, name, code, message, node.location, list_all=True))
        return name

    def _fact(self, path: str, place: Location, node: Node) -> Condition:
        if path not in VOCABULARY:
            near = nearest_fact(path)
            hint = suggested_fact(near if near in VOCABULARY else None)
            return self._wrong("RTX014", f"unknown fact `{path}`", place, hint)
        fact = VOCABULARY[path]
        test = self._set_test(fact, node) if fact.is_set else self._value_test(fact, node)
        return Always() if test is None else FactTest(path, test)

    def _value_test(self, fact: Fact, node: Node) -> t.Test | None:
        if isinstance(node, Table):
            return self._operator(fact, node)
        values = self._values(fact, node.items if isinstance(node, Items) else (node,))
        return t.OneOf(values) if values else None

    def _operator(self, fact: Fact, table: Table) -> t.Test | None:
        if len(table.entries) != 1:
            message = f"one test on `{fact.path}` at a time; this has {len(table.entries)}"
            return self._no_test(message, table.location, "join several with `all:`, or use `between`")
        (entry,) = table.entries.values()
        name, node = entry.key, entry.node
        if name not in t.OPERATORS or not (fact.ordered or name == "none_of"):
            return self._no_operator(fact, name, entry.location)
        many = name in ("none_of", "between")
        if isinstance(node, Items) != many:
            return self._no_test(f"`{name}` takes {'a list' if many else 'one value'}", node.location)
        values = self._values(fact, node.items if isinstance(node, Items) else (node,))
        if name == "between" and values and (len(values) != 2 or fact.rank(values[0]) > fact.rank(values[1])):
            return self._no_test("`between` takes a lower and an upper value", node.location)
        return t.TESTS[name](*((values,) if name == "none_of" else values)) if values else None

    def _no_test(self, message: str, place: Location, help: str = "") -> t.Test | None:
        self._wrong("RTX013", message, place, help)
        return None

    def _values(self, fact: Fact, nodes: Iterable[Node]) -> tuple[t.Value, ...]:
        """The values, or nothing if one of them is wrong."""
        values = [self._value(fact, node) for node in nodes]
        return () if None in values else tuple(v for v in values if v is not None)

    def _value(self, fact: Fact, node: Node) -> t.Value | None:
        value = node.value if isinstance(node, Scalar) else None
        text = node.text if isinstance(node, Scalar) else "" if fact.kind is Kind.CHOICE else "a list or mapping"
        shown, allowed = f"`{text}`", f"allowed: {fact.allowed()}"
        if fact.kind is Kind.CHOICE:
            if text in fact.values:
                return text
            allowed = f"{suggestion(did_you_mean(text, fact.values))} {allowed}".strip()
        elif isinstance(value, bool):
            if fact.kind is Kind.BOOLEAN:
                return value
        elif isinstance(value, int | float) and fact.is_number:
            if fact.within(value) and (fact.kind is not Kind.WHOLE or isinstance(value, int)):
                return value
            shown = f"{value:g}"
        self._wrong("RTX015", f"`{fact.path}` cannot be {shown}", node.location, allowed)
        return None

    def _no_operator(self, fact: Fact, operator: str, place: Location) -> t.Test | None:
        allowed: Collection[str] = t.SET_OPERATORS if fact.is_set else t.OPERATORS if fact.ordered else ("none_of",)
        listed = ", ".join(allowed if fact.is_set else ("a value", "a list", *allowed))
        message = f"`{operator}` is no test on `{fact.path}`, a {fact.kind.value}"
        self.problems.append(Problem.unknown("RTX013", message, place, operator, allowed, f"allowed here: {listed}"))
        return None

    def _set_test(self, fact: Fact, node: Node) -> t.Test | None:
        if not isinstance(node, Table) or len(node.entries) != 1:
            hint = f"allowed here: {', '.join(t.SET_OPERATORS)}"
            return self._no_test(f"`{fact.path}` is a set and takes one of its tests", node.location, hint)
        (entry,) = node.entries.values()
        name, inner = entry.key, entry.node
        if name not in t.SET_OPERATORS:
            return self._no_operator(fact, name, entry.location)
        if name == "empty":
            if isinstance(inner, Scalar) and isinstance(inner.value, bool):
                return t.Empty(inner.value)
            return self._no_test("`empty` takes true or false", inner.location)
        names = self._elements(fact, inner)
        return t.TESTS[name](names) if names else None

    def _elements(self, fact: Fact, node: Node) -> tuple[str, ...]:
        if not isinstance(node, Items) or not node.items:
            self._no_test("this test takes a list of at least one element", node.location)
            return ()
        names = [item.text if isinstance(item, Scalar) else "" for item in node.items]
        wrong = [self._check_element(fact, name, item.location) for name, item in zip(names, node.items, strict=True)]
        return () if any(wrong) else tuple(names)

    def _check_element(self, fact: Fact, name: str, place: Location) -> bool:
        """Whether the element is wrong; reports it."""
        if name == SELF and fact.kind is not Kind.SET:
            if not self.self_allowed:
                self._wrong("RTX026", "`self` has a meaning only in every.yaml", place)
            return not self.self_allowed
        message = f"`{name}` cannot be in `{fact.path}`"
        if fact.kind is not Kind.SET:
            what: Literal["drug", "option"] = "drug" if fact.kind is Kind.AGENTS else "option"
            self.references.append(Reference(what, name, "RTX015", message, place))
        elif name not in fact.values:
            allowed = f"allowed: {fact.allowed()}"
            self.problems.append(Problem.unknown("RTX015", message, place, name, fact.values, allowed))
            return True
        return False
