"""A profile's words as the vocabulary has them: what is written otherwise is replaced, and said.

Canonical words pass untouched and cost nothing: the table of synonyms is loaded where one is not. What is not
understood stays as it is written, for the validator to refuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from recurtx.document import Entry, Items, Node, Scalar, Table
from recurtx.errors import Problem, brief
from recurtx.profile.about import Kind
from recurtx.profile.models import KEYS
from recurtx.profile.units import asked_back, thousands
from recurtx.profile.vocabulary import SECTIONS, VOCABULARY, Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.profile.names import Names
    from recurtx.profile.read import Written
    from recurtx.profile.understand import Meaning

UNDERSTOOD = "understood: "
"""What the one line begins with that says how words were read."""
_DRUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,63}\Z")
"""A name that can be that of a drug, with spaces and hyphens for underscores."""


_DRUGS = tuple(path for path, fact in VOCABULARY.items() if fact.kind is Kind.AGENTS)
_NAMED = (Kind.AGENTS, Kind.OPTIONS)
"""Facts whose elements the rules name; those of others the validator refuses."""
_IN_RECORDS: Mapping[str, Mapping[str, str]] = {
    "prior.operations": {
        "completeness": "prior.completeness", "pci": "prior.initial_pci", "hipec_agents": "prior.hipec_agent",
    },
    "prior.regimens": {"agents": "prior.agents", "response": "prior.latest_response"},
}  # fmt: skip
"""The records of the history, and under which of their keys the words of which fact stand."""


@dataclass
class Reworder:
    """Rewrites the facts of one profile; ``meant`` takes every number as it stands.

    ``said`` holds each word with what it was read as, ``problems`` what has to be asked back.
    """

    names: Names
    meant: bool = False
    said: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _cancer_type: str | None = None
    _name: str = ""

    def facts(self, written: Mapping[str, Written]) -> dict[str, Written]:
        """The facts in the vocabulary's words, the cancer type first since other words hang on it."""
        first = {path: written[path] for path in ("cancer.type",) if path in written}
        found = {path: self._fact(path, fact) for path, fact in {**first, **written}.items()}
        more = self._implied(written["cancer.type"], found) if self._cancer_type else {}
        return {**{path: found[path] for path in written}, **more}

    def _implied(self, type_: Written, found: Mapping[str, Written]) -> dict[str, Written]:
        """What the word for the cancer says of other facts: it is recorded, and asked back where they say otherwise."""
        node = type_.node
        if not isinstance(node, Scalar) or node.value == self._cancer_type:
            return {}
        from recurtx.profile.implied import implied

        more = {}
        for path, value in implied(node.text, str(self._cancer_type), self.names).items():
            other = found[path].node if path in found else None
            if other is None:
                more[path] = replace(type_, node=Scalar(value, _text(value), node.location), name="")
                self._say(node.text, f"{self.said.pop(brief(node.text), self._cancer_type)} and {_text(value)}")
            elif isinstance(other, Scalar) and other.value not in (value, None):
                message = (
                    f"`cancer.type` {brief(node.text)} says `{path}` {_text(value)}, and it is {brief(other.text)}"
                )
                hint = f"write `cancer.type` {self._cancer_type} alone, and which of the two it is as `{path}`"
                self.problems.append(Problem("RTX130", message, node.location, hint))
        return more

    def _fact(self, path: str, written: Written) -> Written:
        fact = VOCABULARY.get(path)
        if fact is None:
            node = self._record(written.node, path) if path in _IN_RECORDS else written.node
            return written if node is written.node else replace(written, node=node)
        if written.name:
            self._say(written.name, path)
        section, _, name = written.name.partition(".")
        self._name = name if section in SECTIONS else written.name
        node = self._under(fact, written.node)
        if path == "cancer.type" and isinstance(node, Scalar) and node.value in fact.values:
            self._cancer_type = str(node.value)
        return written if node is written.node else replace(written, node=node)

    def _record(self, node: Node, path: str) -> Node:
        """The entries of a record of the history, each of whose keys has the words of some fact."""
        self._name = ""
        if not isinstance(node, Items):
            return node
        return Items(tuple(self._entry(entry, path) for entry in node.items), node.location)

    def _entry(self, entry: Node, path: str) -> Node:
        if not isinstance(entry, Table):
            return entry
        facts, entry = _IN_RECORDS[path], self._keyed(entry, path)
        found = {
            key: replace(one, node=self._under(VOCABULARY[facts[key]], one.node)) if key in facts
            else replace(one, node=self._plain(key, one.node)) if key in ("kind", "setting", "stopped_for")
            else one
            for key, one in entry.entries.items()
        }  # fmt: skip
        return replace(entry, entries=found)

    def _keyed(self, entry: Table, path: str) -> Table:
        """An entry with the keys that entries have; one that would then stand twice stays as it is written."""
        if entry.entries.keys() <= {*KEYS[path]}:
            return entry
        from recurtx.profile.entries import key_meant

        found: dict[str, Entry] = {}
        for name, one in entry.entries.items():
            meant = name if name in KEYS[path] else key_meant(path, name)
            if meant != name and (meant in entry.entries or meant in found):
                meant = name
            self._say(name, meant)
            found[meant] = one if meant == name else replace(one, key=meant)
        return replace(entry, entries=found)

    def _plain(self, name: str, node: Node) -> Node:
        """A word, or a list of them, under a key of a record that is no fact of its own."""
        if isinstance(node, Items):
            inside = [self._plain(name, item) for item in node.items]
            return replace(
                node, items=tuple(one for x in inside for one in (x.items if isinstance(x, Items) else (x,)))
            )
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return node
        from recurtx.profile.entries import in_record

        meant = in_record(name, node.text)
        if not meant or meant == (node.text,) or (len(meant) > 1 and name != "kind"):
            return node
        if [word.lower() for word in meant] != [node.text.lower()]:
            self._say(node.text, " and ".join(meant))
        found = tuple(Scalar(word, word, node.location) for word in meant)
        return found[0] if len(found) == 1 else Items(found, node.location)

    def _under(self, fact: Fact, node: Node) -> Node:
        return self._set(fact, node) if fact.is_set else self._value(fact, node)

    def _say(self, text: str, meaning: str) -> None:
        if text.lower() != meaning.lower():
            self.said.setdefault(brief(text), meaning)

    # One value

    def _value(self, fact: Fact, node: Node) -> Node:
        if not isinstance(node, Scalar) or node.value is None:
            return node
        value = node.value
        if fact.is_number and isinstance(value, (int, float)) and not isinstance(value, bool):
            return self._number(fact, node, value)
        if fact.kind is Kind.BOOLEAN and isinstance(value, (bool, int, float)):
            return node
        if (value in fact.values or node.text in fact.values) and not self._name:
            return node
        meaning = self._meaning(fact, node)
        if meaning is None or meaning.help:
            if meaning and self._name:
                self.problems.append(_asked(fact, node, meaning.help))
                return Scalar(None, "null", node.location)
            return node
        if meaning.unknown:
            self._say(node.text, "not recorded")
            return Scalar(None, "null", node.location)
        found = Scalar(meaning.values[0], _text(meaning.values[0]), node.location)
        if not meaning.spelled:
            self._say(node.text, _said(found))
        elif fact.is_number:
            return self._number(fact, found, float(str(found.value)), written=node.text, unit=meaning.unit)
        return found

    def _number(self, fact: Fact, node: Scalar, value: float, *, written: str = "", unit: bool = False) -> Scalar:
        """A number: a whole one may be written with a point; one that looks like another unit, or like thousands, is
        asked back. With its own ``unit`` it is in no other one."""
        text = written or node.text
        question = "" if self.meant else thousands(fact, text) or ("" if unit else asked_back(fact, value))
        if question:
            message = f"`{fact.path}` {brief(text)} is unusual in {fact.unit or 'this scale'}"
            self.problems.append(Problem("RTX127", message, node.location, question))
        if fact.kind is Kind.WHOLE and isinstance(node.value, float) and node.value.is_integer():
            return Scalar(int(node.value), node.text, node.location)
        return node

    # Sets

    def _set(self, fact: Fact, node: Node) -> Node:
        match node:
            case Scalar(value=None):
                return node
            case Scalar():
                return self._alone(fact, node)
            case Items():
                return self._list(fact, node, absent=False)
            case Table():
                entries = {
                    key: replace(entry, node=self._part(fact, entry.node, absent=key == "absent"))
                    for key, entry in node.entries.items()
                }
                return replace(node, entries=entries)

    def _part(self, fact: Fact, node: Node, *, absent: bool) -> Node:
        if isinstance(node, Scalar) and node.value is not None:
            node = Items((node,), node.location)
        found = self._list(fact, node, absent=absent) if isinstance(node, Items) else node
        return Items((), node.location) if found is not node and isinstance(found, Scalar) else found

    def _alone(self, fact: Fact, node: Scalar) -> Node:
        """A set written as one value or as several in one text: a complete list, where all of it is understood."""
        if node.value is False:
            return Items((), node.location)
        meaning = self._meaning(fact, node)
        if meaning and meaning.unknown:
            self._say(node.text, "not recorded")
            return Scalar(None, "null", node.location)
        return node if node.value is True else self._list(fact, Items((node,), node.location), absent=False)

    def _list(self, fact: Fact, node: Items, *, absent: bool) -> Node:
        items = node.items
        if all(isinstance(item, Scalar) and self._canonical(fact, item) for item in items):
            return node
        if len(items) == 1 and isinstance(items[0], Scalar):
            only = self._meaning(fact, items[0])
            if only and only.nothing:
                if not only.spelled:
                    self._say(items[0].text, "none")
                return Items((), node.location)
            if only and only.unknown:
                self._say(items[0].text, "not recorded")
                return Scalar(None, "null", node.location)
        found: list[Node] = []
        read: set[object] = set()
        for item in items:
            new = self._element(fact, item, absent=absent) if isinstance(item, Scalar) else [item]
            for one in new:
                value = one.value if isinstance(one, Scalar) else None
                again = any(isinstance(other, Scalar) and other.value == value for other in found)
                if not (again and (one is not item or value in read)):
                    found.append(one)
                read |= {value} if one is not item else set()
        return Items(tuple(found), node.location)

    def _canonical(self, fact: Fact, node: Scalar) -> bool:
        if fact.kind is Kind.AGENTS:
            return isinstance(node.value, str) and self.names.lists(node.value)
        return node.value in (self.names.options if fact.kind is Kind.OPTIONS else fact.values)

    def _element(self, fact: Fact, node: Scalar, *, absent: bool) -> list[Scalar]:
        """What one element stands for: itself, one value, or several."""
        if self._canonical(fact, node) or not isinstance(node.value, (str, int)) or isinstance(node.value, bool):
            return [node]
        meaning = self._meaning(fact, node)
        if meaning is None:
            return self._pieces(fact, node, absent=absent)
        if meaning.help or not meaning.values:
            if fact.kind in _NAMED:
                self.problems.append(_asked(fact, node, meaning.help or "leave it out, or write `[]` alone"))
            return [node]
        if len(meaning.values) > 1 and fact.path == "prior.intolerances" and (listed := self._each(fact, node)):
            return [one for part in listed for one in self._element(fact, part, absent=absent)]
        if len(meaning.values) > 1 and (absent or fact.path == "prior.intolerances"):
            drugs = ", ".join(map(str, meaning.values))
            which = "say which of its drugs were not given" if absent else "say which of its drugs was not tolerated"
            self.problems.append(_asked(fact, node, f"it is a combination; {which}: {drugs}"))
        if absent and meaning.narrow:
            value = meaning.values[0]
            less = f"it is less than `{value}`: write `{value}` where there is none at all, else leave it out"
            self.problems.append(_asked(fact, node, less))
        found = [Scalar(value, _text(value), node.location) for value in meaning.values]
        if not meaning.spelled:
            self._say(node.text, " and ".join(_said(one) for one in found))
        return found

    def _each(self, fact: Fact, node: Scalar) -> list[Scalar]:
        """The drugs of a text that lists them, each by its own name; none where one stands for several."""
        from recurtx.profile.understand import pieces

        parts = [Scalar(part, part, node.location) for part in pieces(node.text, doses=True)]
        meant = [self._meaning(fact, part) for part in parts]
        return parts if len(parts) > 1 and all(m and len(m.values) == 1 for m in meant) else []

    def _pieces(self, fact: Fact, node: Scalar, *, absent: bool) -> list[Scalar]:
        """Several elements in one text; as it is written where one of them is not understood."""
        from recurtx.profile.understand import key_of_name, pieces

        drugs = fact.path in ("prior.hipec_agent", *_DRUGS)
        parts = [Scalar(part, part, node.location) for part in pieces(node.text, doses=drugs)]
        if fact.kind is Kind.AGENTS:
            if len(parts) > 1:
                return [one for part in parts for one in self._element(fact, part, absent=absent)]
            name = key_of_name(node.text) if isinstance(node.value, str) and _DRUG.match(node.text) else node.text
            return [node if name == node.text else Scalar(name, name, node.location)]
        meanings = [self._meaning(fact, part) for part in parts] if len(parts) > 1 else [None]
        if any(m is None or m.help or not m.values for m in meanings):
            return [node]
        return [one for part in parts for one in self._element(fact, part, absent=absent)]

    def _meaning(self, fact: Fact, node: Scalar) -> Meaning | None:
        from recurtx.profile.understand import understood  # the table is loaded where a word is not canonical

        text = {True: "yes", False: "no"}.get(node.value, node.text) if isinstance(node.value, bool) else node.text
        return understood(fact, text, self.names, self._cancer_type, self._name)

    def line(self) -> tuple[str, ...]:
        """What was understood, in one line: all of it, since what is not told cannot be corrected."""
        words = [f"{text} as {meaning}" for text, meaning in self.said.items()]
        return (UNDERSTOOD + ", ".join(words),) if words else ()


def _asked(fact: Fact, node: Scalar, help: str) -> Problem:
    """A word that is not taken although it is known; the help says why."""
    code = {Kind.AGENTS: "RTX125", Kind.OPTIONS: "RTX126"}.get(fact.kind, "RTX120")
    return Problem(code, f"`{brief(node.text)}` in `{fact.path}` is not taken as it stands", node.location, help)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said(node: Scalar) -> str:
    """How a value is said to have been read."""
    return {True: "yes", False: "no"}[node.value] if isinstance(node.value, bool) else node.text


def unlisted_drugs(found: Iterable[tuple[str, str]]) -> list[str]:
    """What is said of drugs that no list knows, each a path and a name; of many, how many there are."""
    lines = [
        f"{path}: the rules do not list the drug `{name}`, so whether any other drug belongs there is unknown"
        for path, name in sorted(set(found))
    ]
    more = len(lines) - _WARNINGS
    return [*lines[:_WARNINGS], f"{more} more drugs that the rules do not list"] if more > 0 else lines


_WARNINGS = 10
"""So many unlisted drugs are named."""
