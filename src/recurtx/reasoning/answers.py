"""What a typed answer to a question of the interview means: a value of the fact, or why it is none.

Words are taken as the vocabulary shows them, in any case, with spaces, hyphens or underscores; the answers of a list
also by number. Nothing is guessed: what does not fit is refused with the nearest thing that would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.errors import did_you_mean
from recurtx.profile import VOCABULARY, Kind, SetContent
from recurtx.profile.units import asked_back, conversions, is_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.profile import Content, Fact, Names, Situation
    from recurtx.reasoning.interview import Inquiry

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
_NOT_KNOWN = "none, if it was looked for; u, if it is not known"


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a text is no answer, in one short sentence, and what would be one."""

    message: str
    help: str = ""


def choices(fact: Fact, situation: Situation) -> tuple[str, ...]:
    """The values that a choice offers this patient, as far as the cancer type says."""
    kind = situation.recorded.get("cancer.type")
    return fact.possible(kind if isinstance(kind, str) else None)


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
    return _choice(text, fact, choices(fact, situation))


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
    """A text as it is compared: case, spaces, hyphens, underscores and leading zeros do not count."""
    plain = re.sub(r"[\s_-]+", " ", text.strip().lower())
    return str(int(plain)) if plain.isdecimal() and len(plain) < 4 else plain


def _spellings(fact: Fact, values: Sequence[str]) -> dict[str, str]:
    """Each value by its number in the list, its id and its words; what stands first goes first."""
    words = [(word, value) for value in values for word in (value, fact.word(value))]
    numbers = [(str(i), value) for i, value in enumerate(values, 1)] if is_numbered(fact) else []
    return {_plain(word): value for word, value in reversed([*numbers, *words])}


def _meant(near: str) -> str:
    return f"did you mean {near}?" if near else ""


def _near(text: str, fact: Fact, values: Sequence[str]) -> str:
    """The help that names the nearest value in words; nothing where none is near."""
    near = did_you_mean(text, values)
    return _meant(fact.word(near) if near else "")


def _number(text: str, fact: Fact) -> Content | Unfit:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return Unfit(f"`{text}` is no number", fact.allowed())
    number, unit = match.groups()
    if unit and not is_unit(fact, unit):
        what = "with a point, such as 3.9" if re.fullmatch(r",\d+", unit) else "alone"
        return Unfit(f"`{text}` is no number", f"write the number {what}: {fact.allowed()}")
    value = float(number)
    question = "" if unit else asked_back(fact, value)
    if question:
        return Unfit(f"{number} is unusual in {fact.unit}", question)
    if fact.kind is Kind.WHOLE and not value.is_integer():
        return Unfit(f"{number} is not whole", fact.allowed())
    if not fact.within(value) or (fact.step and value % fact.step):
        return Unfit(
            f"{number} is out of range", conversions(fact, value).replace("; write", "; type") or fact.allowed()
        )
    return int(value) if fact.kind is Kind.WHOLE else value


def _boolean(text: str, fact: Fact) -> Content | Unfit:
    words = {**{_plain(fact.word(v)): v for v in (True, False)}, **_YES}
    found = words.get(_plain(text))
    return Unfit(f"`{text}` is neither yes nor no", "type y or n") if found is None else found


def _choice(text: str, fact: Fact, values: Sequence[str]) -> Content | Unfit:
    found = _spellings(fact, values).get(_plain(text))
    if found is not None:
        return found
    ways = f"a number from 1 to {len(values)}" if is_numbered(fact) else f"one of {', '.join(values)}"
    return Unfit(f"`{text}` is not one of the answers", _near(text, fact, values) or f"type {ways}")


@dataclass
class _Set:
    """Reads an answer about a set: ``1 3`` (these, and no others), ``none``, ``1 ?`` or ``1 no 4`` (the rest is
    unknown)."""

    inquiry: Inquiry
    situation: Situation
    names: Names
    present: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)

    @property
    def _fact(self) -> Fact:
        return self.inquiry.spec

    @cached_property
    def _known(self) -> Mapping[str, tuple[str, ...]]:
        """What each number and known name stands for; a combination of drugs stands for its drugs."""
        names, found = self.names, dict[str, tuple[str, ...]]()
        if self._fact.kind is Kind.OPTIONS:
            found = {_plain(name): (name,) for name in names.options}
        elif self._fact.kind is Kind.AGENTS:
            found = {_plain(name): tuple(drugs) for name, drugs in names.regimens.items()}
            found |= {_plain(name): (drug,) for name, drug in names.synonyms.items()}
            found |= {_plain(name): (name,) for name in self._agents}
        return found | {word: (e,) for word, e in _spellings(self._fact, self.inquiry.elements).items()}

    @property
    def _agents(self) -> Sequence[str]:
        return *self.names.agents.classes, *self.names.agents.members

    def read(self, text: str) -> Content | Unfit:
        if _plain(text) in ("none", "no", "0", "nothing"):
            return self._content(complete=True)
        complete, into = True, self.present
        for token in self._tokens(text):
            if token in _SIGNS:
                complete = False
                into = into if token == "?" else self.absent
            else:
                found = self._known.get(_plain(token)) or self._new(token)
                if isinstance(found, Unfit):
                    return found
                into.update(found)
        return self._checked(text, complete=complete)

    def _tokens(self, text: str) -> Iterator[str]:
        """Numbers, names of one or several words, and the signs ``no`` and ``?``."""
        for part in re.split(r"[,;+&]|\band\b", text.lower().replace(CLASS, " ").replace("?", " ? ")):
            words = part.split()
            while words:
                known = (n for n in range(len(words), 0, -1) if self._is_token(" ".join(words[:n])))
                length = next(known, self._length(words))
                yield " ".join(words[:length])
                words = words[length:]

    def _is_token(self, text: str) -> bool:
        return text in _SIGNS or text.isdecimal() or _plain(text) in self._known

    def _length(self, words: Sequence[str]) -> int:
        """How many words a name has that is not known: of a drug all up to the next sign."""
        if self._fact.kind is not Kind.AGENTS:
            return 1
        return next((i for i, word in enumerate(words) if i and word in _SIGNS), len(words))

    def _new(self, token: str) -> Iterable[str] | Unfit:
        """What a token stands for that is not known: a drug that no rule reads, or why it stands for nothing."""
        kind, count = self._fact.kind, len(self.inquiry.elements)
        if token.isdecimal():
            return Unfit(f"{token} is not in the list", f"a number from 1 to {count}" if count else "")
        if len(token) == 1 or _NO_NAMES.intersection(re.split(r"[\s_-]+", token)):
            what = {Kind.SET: "in the list", Kind.OPTIONS: "an option"}.get(kind, "the name of a drug")
            return Unfit(f"`{token}` is not {what}", _NOT_KNOWN)
        if kind is Kind.SET:
            if _plain(token) in _spellings(self._fact, self._fact.values):
                return Unfit(f"`{token}` is recorded already", "name only what is in the list")
            return Unfit(f"`{token}` is not in the list", _near(token, self._fact, self.inquiry.elements))
        return self._open(token, re.sub(r"[\s-]+", "_", token))

    def _open(self, token: str, name: str) -> Iterable[str] | Unfit:
        """A name that is not known: a misspelling, or a drug that no rule reads."""
        drugs = self._fact.kind is Kind.AGENTS
        near = did_you_mean(name, self._agents if drugs else self.names.options) or ""
        if near or not drugs:
            return Unfit(f"there is no {'drug' if drugs else 'option'} `{token}`", _meant(near))
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
            return Unfit(f"`{text}` says nothing", _NOT_KNOWN)
        return self._content(complete=complete)

    def _content(self, *, complete: bool) -> SetContent:
        """The answer together with what was recorded before."""
        known = self.situation.recorded.get(self.inquiry.path)
        before = known if isinstance(known, SetContent) else SetContent()
        present = before.present | self.present
        absent = (before.absent | self.absent) - present
        values = frozenset(self._fact.values)
        if complete or (values and values <= present | absent):
            return SetContent(present, complete=True)
        return SetContent(present, absent)
