"""What a typed answer to a question of the interview means: a value of the fact, or why it is none.

Words are taken as the vocabulary shows them, in any case, with spaces, hyphens or underscores; the answers of a list
also by number. Nothing is guessed: what does not fit is refused with the nearest thing that would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recurtx.errors import did_you_mean
from recurtx.profile import VOCABULARY, Kind, SetContent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.profile import Content, Fact, Names, Situation
    from recurtx.reasoning.interview import Inquiry

__all__ = ["CLASS", "COMMANDS", "Unfit", "choices", "is_numbered", "is_unknown", "read_answer", "unlisted"]

COMMANDS: Mapping[str, str] = {
    "b": "b", "back": "b", "w": "w", "why": "w", "s": "s", "answers": "s", "answers so far": "s",
    "q": "q", "quit": "q", "exit": "q", "stop": "q", "save and stop": "q", "h": "h", "help": "h",
}  # fmt: skip
"""What may be typed at any question instead of an answer, as keys and as words; the key that each stands for."""
_UNKNOWN = frozenset({
    "u", "unknown", "not known", "not recorded", "do not know", "don't know", "dont know", "i don't know",
})  # fmt: skip
"""Ways to say that nobody knows, and nothing else."""
_NO_NAMES = frozenset({
    *(word for word in COMMANDS if len(word) > 1), "unknown", "known", "know", "idk", "na", "nk", "recorded", "unsure",
    "unclear", "none", "nil", "nothing", "yes",
})  # fmt: skip
"""Words that are in the name of no drug: each was meant otherwise, and as a name it would go unseen."""
_SIGNS = ("no", "not", "?")
"""What stands between names: absent from here on, and the rest is unknown."""
CLASS = "(class)"
"""What stands behind a class of drugs in a list, and may be typed with it."""

_NUMBER = re.compile(r"([-+]?\d{1,9}(?:\.\d{1,9})?)\s*(.*)")
_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
"""How a drug is written that the rules do not list; the same pattern as in a profile."""
_YES = {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a text is no answer, in one short sentence, and what would be one."""

    message: str
    help: str = ""


def choices(fact: Fact, cancer_type: str | None) -> tuple[str, ...]:
    """The values that a choice offers a patient with this cancer type."""
    return fact.possible(cancer_type)


def is_numbered(fact: Fact) -> bool:
    """Whether answers may be given by number: not where the values are numbers themselves (Clavien-Dindo 2)."""
    return not any(value[0].isdigit() for value in fact.values)


def read_answer(text: str, inquiry: Inquiry, situation: Situation, names: Names) -> Content | Unfit:
    """The value that an answer gives to the fact that was asked for."""
    fact = inquiry.spec
    if fact.is_set:
        return _Set(inquiry, situation, names).read(text)
    if fact.is_number:
        return _number(text, fact)
    if fact.kind is Kind.BOOLEAN:
        return _boolean(text, fact)
    kind = situation.recorded.get("cancer.type")
    return _choice(text, fact, choices(fact, kind if isinstance(kind, str) else None))


def is_unknown(text: str) -> bool:
    """Whether a text says that the answer is not known; ``none known`` and its like do not, for they may mean none."""
    return _plain(text).rstrip(" .!").replace("\u2019", "'") in _UNKNOWN


def unlisted(content: Content | None, path: str, names: Names) -> tuple[str, ...]:
    """Drugs of an answer that the rules do not list, so that no rule reads them."""
    if VOCABULARY[path].kind is not Kind.AGENTS or not isinstance(content, SetContent):
        return ()
    known = names.agents.classes.keys() | names.agents.members.keys()
    return tuple(sorted((content.present | content.absent) - known))


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().lower())


def _number(text: str, fact: Fact) -> Content | Unfit:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return Unfit(f"`{text}` is no number", fact.allowed())
    if match[2] and _plain(match[2]) != _plain(fact.unit):
        what = "with a point, such as 3.9" if re.fullmatch(r",\d+", match[2]) else "alone"
        return Unfit(f"`{text}` is no number", f"write the number {what}: {fact.allowed()}")
    value = float(match[1])
    if fact.kind is Kind.WHOLE and not value.is_integer():
        return Unfit(f"{match[1]} is not whole", fact.allowed())
    if not (fact.low or 0) <= value <= (fact.high or 0) or (fact.step and value % fact.step):
        return Unfit(f"{match[1]} is out of range", _unit_hint(fact, value) or fact.allowed())
    return int(value) if fact.kind is Kind.WHOLE else value


def _unit_hint(fact: Fact, value: float) -> str:
    """Whether the number would be in range in the unit that is usually mistaken for the right one."""
    factor, unit = fact.wrong_unit or (0.0, "")
    right = value * factor
    if not unit or not (fact.low or 0) <= right <= (fact.high or 0):
        return ""
    return f"{value:g} {unit} is {right:g} {fact.unit}; type {right:g} if that was meant"


def _boolean(text: str, fact: Fact) -> Content | Unfit:
    found = _YES.get(_plain(text))
    if found is None:
        found = next((v for v in (True, False) if _plain(fact.word(v)) == _plain(text)), None)
    return Unfit(f"`{text}` is neither yes nor no", "type y or n") if found is None else found


def _choice(text: str, fact: Fact, values: Sequence[str]) -> Content | Unfit:
    found = _one_of(text, fact, values)
    if found is not None:
        return found
    near = did_you_mean(text, values)
    hint = f"did you mean {fact.word(near)}?" if near else ""
    if is_numbered(fact):
        return Unfit(f"`{text}` is not one of the answers", hint or f"type a number from 1 to {len(values)}")
    return Unfit(f"`{text}` is not one of the answers", hint or f"type one of {', '.join(values)}")


def _one_of(text: str, fact: Fact, values: Sequence[str]) -> str | None:
    """The value with this number in the list, this id, or these words."""
    wanted = _plain(text)
    if is_numbered(fact) and wanted.isdecimal() and len(wanted) < 4 and 0 < int(wanted) <= len(values):
        return values[int(wanted) - 1]
    return next((v for v in values if wanted in (_plain(v), _plain(fact.word(v)))), None)


@dataclass
class _Set:
    """Reads an answer about a set: ``1 3`` (these, and no others), ``none``, ``1 ?`` or ``1 no 4`` (the rest is
    unknown)."""

    inquiry: Inquiry
    situation: Situation
    names: Names
    present: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)

    def read(self, text: str) -> Content | Unfit:
        if _plain(text) in ("none", "no", "0", "nothing"):
            return self._content(complete=True)
        complete, into = True, self.present
        for token in self._tokens(text):
            if token == "?":
                complete = False
            elif token in _SIGNS:
                complete, into = False, self.absent
            else:
                found = self._names(token)
                if isinstance(found, Unfit):
                    return found
                into.update(found)
        return self._checked(text, complete=complete)

    def _tokens(self, text: str) -> Iterator[str]:
        """Numbers, names of one or several words, and the signs ``no`` and ``?``."""
        for part in re.split(r"[,;+&]|\band\b", text.lower().replace(CLASS, " ").replace("?", " ? ")):
            words = part.split()
            while words:
                known = (n for n in range(len(words), 0, -1) if self._known(" ".join(words[:n])))
                length = next(known, self._new(words))
                yield " ".join(words[:length])
                words = words[length:]

    def _known(self, token: str) -> bool:
        return token in _SIGNS or token.isdecimal() or bool(self._listed(token))

    def _new(self, words: Sequence[str]) -> int:
        """How many words a name has that is not known: of a drug all up to the next sign."""
        if self.inquiry.spec.kind is not Kind.AGENTS:
            return 1
        return next((i for i, word in enumerate(words) if i and word in _SIGNS), len(words))

    def _listed(self, token: str) -> tuple[str, ...]:
        """The elements that a number or a known name stands for; a combination of drugs stands for its drugs."""
        fact, names, name = self.inquiry.spec, self.names, re.sub(r"[\s-]+", "_", token)
        found = _one_of(token, fact, self.inquiry.elements)
        if found is not None:
            return (found,)
        if fact.kind is Kind.OPTIONS and name in names.options:
            return (name,)
        if fact.kind is not Kind.AGENTS:
            return ()
        if name in names.agents.classes or name in names.agents.members:
            return (name,)
        for spelling in (token, name):
            if spelling in names.synonyms:
                return (names.synonyms[spelling],)
            if spelling in names.regimens:
                return tuple(names.regimens[spelling])
        return ()

    def _names(self, token: str) -> tuple[str, ...] | Unfit:
        """What a token stands for, or why it stands for nothing."""
        fact, elements = self.inquiry.spec, self.inquiry.elements
        found = self._listed(token)
        if found:
            return found
        if token.isdecimal():
            return Unfit(f"{token} is not in the list", f"a number from 1 to {len(elements)}" if elements else "")
        if len(token) == 1 or _NO_NAMES.intersection(re.split(r"[\s_-]+", token)):
            what = {Kind.SET: "in the list", Kind.OPTIONS: "an option"}.get(fact.kind, "the name of a drug")
            return Unfit(f"`{token}` is not {what}", "none, if it was looked for; u, if it is not known")
        if fact.kind is Kind.SET:
            return self._closed(token)
        return self._open(token, re.sub(r"[\s-]+", "_", token))

    def _closed(self, token: str) -> tuple[str, ...] | Unfit:
        fact = self.inquiry.spec
        if _one_of(token, fact, fact.values) is not None and not token.isdecimal():
            return Unfit(f"`{token}` is recorded already", "name only what is in the list")
        near = did_you_mean(token, self.inquiry.elements)
        return Unfit(f"`{token}` is not in the list", f"did you mean {fact.word(near)}?" if near else "")

    def _open(self, token: str, name: str) -> tuple[str, ...] | Unfit:
        """A name that is not known: a misspelling, or a drug that no rule reads."""
        drugs = self.inquiry.spec.kind is Kind.AGENTS
        agents = self.names.agents
        near = did_you_mean(name, (*agents.classes, *agents.members) if drugs else self.names.options)
        if near or not drugs:
            what = "drug" if drugs else "option"
            return Unfit(f"there is no {what} `{token}`", f"did you mean {near}?" if near else "")
        if _NAME.fullmatch(name):
            return (name,)
        return Unfit(f"`{token}` is not the name of a drug", "such as oxaliplatin; several with commas between")

    def _checked(self, text: str, *, complete: bool) -> Content | Unfit:
        both = sorted(self.present & self.absent)
        if both:
            return Unfit(f"{', '.join(both)} cannot be both present and absent")
        strange = unlisted(SetContent(absent=frozenset(self.absent)), self.inquiry.path, self.names)
        if strange:
            message = f"the rules do not list the drug {', '.join(strange)}, so its absence says nothing"
            return Unfit(message, "leave it out; u, if nothing is known")
        if not self.present and not self.absent:
            return Unfit(f"`{text}` says nothing", "none, if it was looked for; u, if it is not known")
        return self._content(complete=complete)

    def _content(self, *, complete: bool) -> SetContent:
        """The answer together with what was recorded before."""
        known = self.situation.recorded.get(self.inquiry.path)
        before = known if isinstance(known, SetContent) else SetContent()
        present = before.present | self.present
        absent = (before.absent | self.absent) - present
        values = frozenset(self.inquiry.spec.values)
        if complete or (values and values <= present | absent):
            return SetContent(present, complete=True)
        return SetContent(present, absent)
