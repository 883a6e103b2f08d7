"""A ruleset as bytes of which only what is asked for is read.

The first line is a header: the banner, the order and the parents of the options, the names that a profile may use, and
how long every other line is. Then comes one line of JSON for each option with its conditions, each rule without them
(a rule written for many options stands there once), each concept, advice, trial and source, one line with all
examples, which no answer reads, and last what others keep with the rules. No YAML is read, and nothing is validated:
what is stored was.
"""

from __future__ import annotations

import datetime
import json
from enum import Enum
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from recurtx.errors import Location
from recurtx.frozen import Frozen
from recurtx.profile import Agents, Names
from recurtx.ruleset.codec import Decoder, encode
from recurtx.ruleset.lazy import Later, LazyMapping, LazySequence
from recurtx.ruleset.ruleset import BANNER, Ruleset
from recurtx.ruleset.shape import (
    Advice,
    Allowed,
    Citation,
    Claim,
    ConceptInfo,
    Example,
    Gap,
    Option,
    Rule,
    Shape,
    Source,
    Trial,
    Usual,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from recurtx.ruleset.codec import Encoded
    from recurtx.ruleset.shape import Entry

FORMAT = 7
"""Another number for every change in how the lines are written."""
_CONDITIONS = frozenset({"for_", "when"})
_PARTS: Mapping[str, type[Shape]] = {
    "evidence": Citation, "gaps": Gap, "claims": Claim, "allow": Allowed,
}  # fmt: skip
EXTRA = "extra"
"""The section of what others keep."""
_EVERY = "every"
"""The key of the line of examples."""
_ONE: Mapping[str, type[Shape]] = {"usual": Usual}


class Parts(Frozen):
    """A ruleset as JSON can hold it: the header, and by section and key what stands in each line."""

    header: dict[str, Any]
    lines: dict[str, dict[str, Any]]


# Writing


def dump(ruleset: Ruleset) -> Parts:
    """The ruleset in parts, to be packed. More may be said in the header."""
    writer = _Writer(ruleset)
    names = ruleset.names
    header = {
        "format": FORMAT,
        "banner": {name: writer.plain(getattr(ruleset, name)) for name in (*BANNER, "digest")},
        "parents": dict(ruleset.parents),
        "members": {name: sorted(found) for name, found in sorted(names.agents.members.items())},
        "classes": {name: sorted(found) for name, found in names.agents.classes.items()},
        "synonyms": dict(names.synonyms),
        "regimens": {name: list(agents) for name, agents in names.regimens.items()},
        "option_words": {word: list(options) for word, options in names.option_words.items()},
        "drug_limits": {name: list(limits) for name, limits in ruleset.drug_limits.items()},
    }
    rules = {rule.id: rule for rule in (*ruleset.rules(), *ruleset.inactive)}
    exemplified: list[Option | Rule | Advice | Trial] = [
        *ruleset.options.values(),
        *rules.values(),
        *ruleset.advice,
        *ruleset.trials,
    ]
    lines: dict[str, dict[str, Any]] = {
        "option": {option.id: writer.option(option) for option in ruleset.options.values()},
        "rule": {name: writer.rule(rule) for name, rule in rules.items()},
        "inactive": {str(i): [r.option, *writer.argument(r)] for i, r in enumerate(ruleset.inactive)},
        "concept": {c.id: writer.body(c) for c in ruleset.concepts.values()},
        "advice": {a.id: writer.body(a) for a in ruleset.advice},
        "trial": {t.id: writer.body(t, t.option) for t in ruleset.trials},
        "source": {s.id: writer.body(s) for s in ruleset.sources.values()},
        "places": {name: writer.plain(places) for name, places in ruleset.places.items()},
        "examples": {_EVERY: {_name(one): writer.plain([*one.examples]) for one in exemplified if one.examples}},
    }
    return Parts(header, lines)


class _Writer(Frozen):
    ruleset: Ruleset

    def option(self, option: Option) -> dict[str, Any]:
        rules = [self.argument(rule) for rule in option.rules]
        return {**self.body(option, option.id, without=("rules",)), "rules": rules}

    def rule(self, rule: Rule) -> dict[str, Any]:
        """What a rule says wherever it stands."""
        return self.body(rule, without=("option", "for_", "when"))

    def argument(self, rule: Rule) -> list[Any]:
        """What is a rule's own where it stands: its id, which leads to the rest, and its conditions."""
        return [rule.id, self.plain(rule.for_, rule.option), self.plain(rule.when, rule.option)]

    def body(self, shape: Shape, owner: str | None = None, without: Sequence[str] = ()) -> dict[str, Any]:
        """The fields that are not as they are where nothing is said; examples stand elsewhere."""
        names = (name for name in type(shape).model_fields if name != "examples" and name not in without)
        fields = ((name, getattr(shape, name), type(shape).model_fields[name]) for name in names)
        said = ((name, value) for name, value, field in fields if value != field.default)
        return {name: self.plain(value, owner) for name, value in said}

    def plain(self, value: Any, owner: str | None = None) -> Any:
        match value:
            case Enum():
                return value.value
            case datetime.date():
                return value.isoformat()
            case Location(path, line, column, width, text):
                return [PurePath(path).relative_to(self.ruleset.folder).as_posix(), line, column, width, text]
            case Shape():
                return self.body(value, owner)
            case list() | tuple() | LazySequence():
                return [self.plain(item, owner) for item in value]
            case dict():
                return {name: self.plain(item, owner) for name, item in value.items()}
            case None | bool() | int() | float() | str():
                return value
            case _:
                return encode(value, owner, self.ruleset)


def _name(one: Option | Rule | Advice | Trial) -> str:
    """What tells something that has examples from everything else that has some."""
    return f"{type(one).__name__} {one.id}"


def pack(parts: Parts, extra: Mapping[str, Any] | None = None) -> bytes:
    """The parts as bytes, followed by what others keep with the rules, under a name each."""
    lines = {s: {k: _line(v) for k, v in found.items()} for s, found in (*parts.lines.items(), (EXTRA, extra or {}))}
    lengths = {section: {key: len(line) for key, line in found.items()} for section, found in lines.items()}
    header = _line({**parts.header, "lengths": lengths})
    return b"".join((header, *(line for found in lines.values() for line in found.values())))


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


# Reading


class Packed:
    """Packed bytes, of which only the header is read at once."""

    def __init__(self, data: bytes) -> None:
        start = data.index(b"\n") + 1
        self.header: dict[str, Any] = json.loads(data[:start])
        if self.header["format"] != FORMAT:
            raise ValueError(f"format {self.header['format']}, not {FORMAT}")
        self._data = data
        self._slices: dict[str, dict[str, slice]] = {}
        for section, lengths in self.header["lengths"].items():
            found = self._slices[section] = {}
            for key, length in lengths.items():
                found[key] = slice(start, start + length)
                start += length

    def keys(self, section: str) -> Collection[str]:
        """The keys of a section, in order."""
        return self._slices.get(section, {}).keys()

    def line(self, section: str, key: str) -> Any:
        """What stands in a line."""
        return json.loads(self._data[self._slices[section][key]])


def load(packed: Packed, folder: Path) -> Ruleset:
    """The ruleset, of which each part is made when it is first asked for; ``folder`` is where its files stand."""
    return _Maker(packed, folder).ruleset


class _Maker:
    """Makes the parts of a ruleset."""

    def __init__(self, packed: Packed, folder: Path) -> None:
        self.packed, self.folder = packed, folder
        self.decode = Decoder(lambda: self.ruleset).decode
        self._unsaid: dict[type[Shape], Shape] = {}
        self._readers: dict[type[Shape], dict[str, Callable[[Any], Any]]] = {}
        self._rules: dict[str, Rule] = {}
        self.ruleset = self._ruleset()

    def _ruleset(self) -> Ruleset:
        header, packed = self.packed.header, self.packed
        banner = {**header["banner"], "limits": tuple(header["banner"]["limits"])}
        inactive = LazyMapping(packed.keys("inactive"), lambda key: self.rule(*packed.line("inactive", key)))
        return Ruleset(
            **banner, folder=str(self.folder), parents=header["parents"], names=_names(header),
            drug_limits={name: tuple(limits) for name, limits in header["drug_limits"].items()},
            options=LazyMapping(header["parents"], self.option),
            concepts=self.all("concept", ConceptInfo), sources=self.all("source", Source),
            advice=LazySequence(self.all("advice", Advice)), trials=LazySequence(self.all("trial", Trial)),
            inactive=LazySequence(inactive), places=LazyMapping(packed.keys("places"), self.places),
        )  # fmt: skip

    def all(self, section: str, kind: type[Entry]) -> Mapping[str, Entry]:
        return LazyMapping(self.packed.keys(section), lambda key: self.make(kind, self.packed.line(section, key)))

    def places(self, source: str) -> Mapping[str, Location]:
        return {name: self.location(*place) for name, place in self.packed.line("places", source).items()}

    def location(self, path: str, *rest: Any) -> Location:
        return Location(str(self.folder / path), *rest)

    def option(self, name: str) -> Option:
        """An option; its rules are made when they are asked for."""
        line = self.packed.line("option", name)
        arguments = {argument[0]: argument for argument in line.pop("rules")}
        rules = LazyMapping(arguments, lambda rule: self.rule(name, *arguments[rule]))
        return self.make(Option, line, rules=LazySequence(rules))

    def rule(self, option: str, name: str, for_: Encoded | None, when: Encoded) -> Rule:
        """A rule as it stands with an option."""
        if name not in self._rules:
            self._rules[name] = self.make(Rule, self.packed.line("rule", name))
        scope = None if for_ is None else self.decode(for_)
        return self._rules[name].model_copy(update={"option": option, "for_": scope, "when": self.decode(when)})

    def make(self, kind: type[Entry], line: Mapping[str, Any], **more: Any) -> Entry:
        """A model of what was written of it: a copy, which takes a third as long as to construct one."""
        if kind not in self._unsaid:
            fields = kind.model_fields
            self._unsaid[kind] = kind.model_construct(**{name: field.default for name, field in fields.items()})
            self._readers[kind] = {name: self._reader(kind, name) for name in fields}
        read = self._readers[kind]
        made = {name: read[name](value) for name, value in line.items()}
        if "examples" in read:
            made["examples"] = Later(lambda: self.examples.get(f"{kind.__name__} {line['id']}", ()))
        return cast("Entry", self._unsaid[kind].model_copy(update={**made, **more}))

    @cached_property
    def examples(self) -> Mapping[str, Sequence[Example]]:
        """The examples of everything that has some."""
        written = self.packed.line("examples", _EVERY)
        return {name: [self.make(Example, one) for one in some] for name, some in written.items()}

    def _reader(self, kind: type[Shape], name: str) -> Callable[[Any], Any]:
        """What makes a field of what was written of it."""
        if name in _CONDITIONS:
            return self.decode
        if name == "location":
            return lambda place: self.location(*place)
        if name in _PARTS:
            return lambda parts: tuple([self.make(_PARTS[name], part) for part in parts])
        if name in _ONE:
            return lambda one: self.make(_ONE[name], one)
        type_ = kind.model_fields[name].annotation
        if type_ is datetime.date:
            return datetime.date.fromisoformat
        if isinstance(type_, type) and issubclass(type_, Enum):
            return type_
        return _unlisted


def _unlisted(value: Any) -> Any:
    """What was written; a list as the tuple that it was."""
    return tuple(value) if isinstance(value, list) else value


def _names(header: Mapping[str, Any]) -> Names:
    members, classes = ({n: frozenset(found) for n, found in header[k].items()} for k in ("members", "classes"))
    regimens = {name: tuple(agents) for name, agents in header["regimens"].items()}
    words = {word: tuple(options) for word, options in header["option_words"].items()}
    return Names(Agents(members, classes), header["synonyms"], regimens, frozenset(header["parents"]), words)
