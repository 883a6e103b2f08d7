"""What a typed answer to a question of the interview means: a value of the fact, or why it is none.

Words are understood as in a file and in ``--set``, by the one reader of words; the answers of a list also by number.
Nothing is guessed: what does not fit is refused with the nearest thing that would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.errors import did_you_mean
from recurtx.profile import VOCABULARY, Kind, SetContent
from recurtx.profile.mistakes import A_BOUND, is_bound, is_range
from recurtx.profile.understand import Meaning, told, understood
from recurtx.profile.units import asked_back, conversions, converted, is_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from recurtx.profile import Content, Fact, Names, Situation
    from recurtx.reasoning.interview import Inquiry

COMMANDS: Mapping[str, str] = {
    "b": "b", "back": "b", "w": "w", "why": "w", "ww": "ww", "why in full": "ww", "s": "s", "answers": "s",
    "answers so far": "s", "q": "q", "quit": "q", "exit": "q", "stop": "q", "save and stop": "q",
    "?": "h", "h": "h", "help": "h",
}  # fmt: skip
"""What may be typed at any question instead of an answer, as keys and as words; the key that each stands for."""
_UNKNOWN = frozenset({
    "u", "unknown", "skip", "not known", "not recorded", "do not know", "don't know", "dont know", "i don't know",
})  # fmt: skip
"""Ways to say that nobody knows, and nothing else."""
_NO_NAMES = frozenset({
    *(word for word in COMMANDS if len(word) > 2), "skip", "unknown", "known", "know", "idk", "na", "nk", "recorded",
    "unsure", "unclear", "none", "nil", "nothing", "yes",
})  # fmt: skip
"""Words that are in the name of no drug: each was meant otherwise, and as a name it would go unseen."""
_SIGNS = ("no", "not", "?")
"""What stands between names: absent from here on, and the rest is unknown, as it is without a word."""
_DOUBTED = re.compile(r"[^\W\d_][^,;?]*(?<=[^\s,;])\?")
"""A finding with a question mark right behind it: it is in doubt, which is not that the rest is."""
_DENIES = re.compile(r"\s*(?:no|not)\s+\w")
_ONLY = re.compile(r"^(?:only|just)\s+|[\s,]+(?:and\s+)?(?:only|(?:none|nothing)\s+else|no\s+others)$")
"""What says before or behind the names that there is nothing else."""
_NONE = frozenset({"none", "no", "0", "nothing", "none else", "nothing else", "no others"})
_SENTENCE = 6
"""More words than this in a row, without a comma, are no answer."""
CLASS = "(class)"
"""What stands behind a class of drugs in a list, and may be typed with it."""

_SHOWN = 40
"""Characters of what was typed that a refusal shows."""
_NUMBER = re.compile(r"([-+]?\d{1,9}(?:\.\d{1,9})?)\s*(.*)")
_COMMA = re.compile(r"([-+]?\d{1,9}),(\d{1,9})(?![\d,])")
_LONGEST_NAME = 4
"""Words in the name of a drug at most."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_]{2,63}")
"""How a drug is written that the rules do not list; the same pattern as in a profile."""
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


def read_answer(text: str, inquiry: Inquiry, situation: Situation, names: Names) -> Content | Unfit | None:
    """The value that an answer gives to the fact that was asked for; None where it says that nobody knows."""
    fact = inquiry.spec
    meaning = _meaning(text, fact, situation, names)
    if meaning and meaning.unknown:
        return None
    if fact.is_set:
        found = _Set(inquiry, situation, names).read(text)
    elif fact.is_number:
        found = _number(text, fact, situation, names)
    else:
        found = _choice(text, fact, situation, names)
    long = isinstance(found, Unfit) and _long(text)
    return Unfit("a sentence is not understood", "? shows what is") if long else found


def _meaning(text: str, fact: Fact, situation: Situation, names: Names) -> Meaning | None:
    """What a text means by the one reader of words."""
    kind = situation.recorded.get("cancer.type")
    return understood(fact, text.strip(), names, kind if isinstance(kind, str) else None)


def _long(text: str) -> bool:
    return max(len(part.split()) for part in re.split("[,;]", text)) > _SENTENCE


def read_panel(
    text: str, panel: Sequence[str], situation: Situation, names: Names
) -> dict[str, Content | None] | Unfit:
    """The facts of a panel that are known, by number or name, all or none; with its value where that is said too."""
    if _plain(text) in ("y", "yes", "all", *_NONE, "n"):
        return dict.fromkeys(panel if _plain(text) in ("y", "yes", "all") else ())
    facts = [VOCABULARY[path] for path in panel]
    listed = {_plain(w): f.path for i, f in enumerate(facts, 1) for w in (str(i), f.path.rpartition(".")[2], f.short)}
    found: dict[str, Content | None] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        pieces = [listed.get(_plain(piece)) for piece in _pieces(part, lambda p: _plain(p) in listed, lambda _: 1)]
        known = [path for path in pieces if path is not None]
        if len(known) == len(pieces):
            found |= dict.fromkeys(known)
            continue
        values = {f.path: m for f in facts if (m := _meaning(part, f, situation, names)) and (m.values or m.help)}
        if len(values) != 1:
            what = f"may be of {', '.join(VOCABULARY[p].short for p in values)}" if values else "is not in the list"
            return Unfit(f"`{_cut(part)}` {what}", "by number, such as 1 2, or by name and value; y or n")
        path, meaning = values.popitem()
        value = _stated(part, VOCABULARY[path], meaning)
        if isinstance(value, Unfit):
            return value
        found[path] = value
    return found


def _stated(text: str, fact: Fact, meaning: Meaning) -> Content | Unfit:
    """The value that a name and a value together say."""
    if meaning.help:
        return Unfit(f"`{_cut(text)}` is not taken", meaning.help)
    return _checked(float(meaning.values[0]), fact, sure=meaning.unit) if fact.is_number else meaning.values[0]


def _pieces(text: str, known: Callable[[str], bool], length: Callable[[Sequence[str]], int]) -> Iterator[str]:
    """The names in a text, each the longest that is known; ``length`` says how many words one has that is not."""
    for part in re.split(r"[,;+&]|\band\b", text.lower()):
        words = part.split()
        while words:
            found = next(
                (n for n in range(min(len(words), _MOST_WORDS), 0, -1) if known(" ".join(words[:n]))), 0
            ) or length(words)
            yield " ".join(words[:found])
            words = words[found:]


_MOST_WORDS = 10
"""No name has more words; a line of thousands of them is not looked through for longer ones."""


def _cut(text: str) -> str:
    """What was typed, as it is shown again."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


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


def _meant(near: str) -> str:
    return f"did you mean {near}?" if near else ""


def _near(text: str, fact: Fact, values: Sequence[str]) -> str:
    """The help that names the nearest value in words; nothing where none is near."""
    near = did_you_mean(text, values)
    return _meant(fact.word(near) if near else "")


def _number(text: str, fact: Fact, situation: Situation, names: Names) -> Content | Unfit:
    """A number, with or without its unit, or behind the name of its fact; a comma may stand for the point."""
    comma = _COMMA.match(text.strip())
    plain = _COMMA.sub(r"\1.\2", text.strip(), count=1)
    if comma and len(comma[2]) == 3 and not comma[1].startswith("0"):
        return Unfit(f"`{comma[0]}` may be {comma[1]}.{comma[2]} or {comma[1]}{comma[2]}", "write it without the comma")
    match = _NUMBER.fullmatch(plain)
    if match and (not match[2] or is_unit(fact, match[2])):
        return _checked(float(match[1]), fact, sure=bool(match[2]))
    meaning = _meaning(plain, fact, situation, names)
    if meaning and meaning.values:
        return _checked(float(meaning.values[0]), fact, sure=meaning.unit)
    if is_range(plain):
        hint = f"type the one number that holds ({fact.allowed()}), or u where it is not settled between them"
        return Unfit(f"`{_cut(text)}` is a range, and one number is recorded", hint)
    other = converted(fact, float(match[1]), match[2]) if match else ""
    what = other or (f"{A_BOUND}; u, where only that is known" if is_bound(plain) else "")
    what = what or f"write the number alone: {fact.allowed()}"
    return Unfit(f"`{_cut(text)}` is no number", (meaning and meaning.help) or what)


def _checked(value: float, fact: Fact, *, sure: bool) -> Content | Unfit:
    """A number that can be one of the fact and is not likelier in another unit; ``sure`` where its unit was said."""
    number, question = f"{value:g}", "" if sure else asked_back(fact, value)
    if question:
        return Unfit(f"{number} is unusual in {fact.unit or 'this scale'}", question)
    if fact.kind is Kind.WHOLE and not value.is_integer():
        return Unfit(f"{number} is not whole", fact.allowed())
    if not fact.within(value) or (fact.step and value % fact.step):
        hint = conversions(fact, value).replace("; write", "; type")
        return Unfit(f"{number} is out of range", hint or fact.allowed())
    return int(value) if fact.kind is Kind.WHOLE else value


def _choice(text: str, fact: Fact, situation: Situation, names: Names) -> Content | Unfit:
    values, place, meaning = choices(fact, situation), _plain(text), _meaning(text, fact, situation, names)
    if is_numbered(fact) and place.isdecimal() and 0 < int(place) <= len(values):
        return values[int(place) - 1]
    if meaning and (meaning.values or meaning.help):
        return _stated(text, fact, meaning)
    if fact.kind is Kind.BOOLEAN:
        return Unfit(f"`{_cut(text)}` is neither yes nor no", "type y or n")
    ways = f"a number from 1 to {len(values)}" if is_numbered(fact) else f"one of {', '.join(values)}"
    return Unfit(
        f"`{_cut(text)}` is not one of the answers",
        told(fact, text, names, values) or _near(text, fact, values) or f"type {ways}",
    )


@dataclass
class _Set:
    """Reads an answer about a set: ``1 3`` or ``1 no 4`` (the rest stays open), ``only 1 3`` (no others), ``none``."""

    inquiry: Inquiry
    situation: Situation
    names: Names
    present: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)

    @property
    def _fact(self) -> Fact:
        return self.inquiry.spec

    @cached_property
    def _before(self) -> SetContent:
        known = self.situation.recorded.get(self.inquiry.path)
        return known if isinstance(known, SetContent) else SetContent()

    def read(self, text: str) -> Content | Unfit:
        whole = _meaning(text, self._fact, self.situation, self.names)
        if _plain(text) in _NONE or (whole and whole.nothing):
            return self._content(complete=True)
        if (doubted := _DOUBTED.search(text)) and (found := self._found(doubted[0])) and isinstance(found, Unfit):
            return found
        named, only = _ONLY.subn("", text.strip().lower())
        absent = False
        if self._fact.kind is Kind.OPTIONS and _DENIES.match(named):
            return Unfit(
                f"`{_cut(text)}` may mean that it is declined, or that it is not", "name what is declined alone"
            )
        for token in _pieces(named.replace(CLASS, " ").replace("?", " ? "), self._is_token, self._length):
            if token in _SIGNS:
                absent = absent or token != "?"
            else:
                named_here = self._found(token) or self._new(token)
                fits = named_here if isinstance(named_here, Unfit) else self._fitting(token, named_here, absent=absent)
                if isinstance(fits, Unfit):
                    return fits
                (self.absent if absent else self.present).update(fits)
        return self._told(text, complete=bool(only) and not self.absent)

    def _found(self, token: str) -> tuple[str, ...] | Unfit:
        """What a number or a word stands for; nothing where it is not known."""
        place = _plain(token)
        if place.isdecimal() and 0 < int(place) <= len(self.inquiry.elements):
            return (self.inquiry.elements[int(place) - 1],)
        meaning = _meaning(token, self._fact, self.situation, self.names)
        if meaning and meaning.help:
            return Unfit(f"`{_cut(token)}` is not taken", meaning.help)
        return tuple(map(str, meaning.values)) if meaning else ()

    def _fitting(self, token: str, found: Sequence[str], *, absent: bool) -> Sequence[str] | Unfit:
        """Elements, unless one is recorded otherwise already or a combination says too little of each of its drugs."""
        if (absent or self.inquiry.path == "prior.intolerances") and len(found) > 1:
            return Unfit(f"`{_cut(token)}` is a combination", f"say which of its drugs: {', '.join(found)}")
        other = self._before.present if absent else self._before.absent
        twice = [self._fact.word(element) for element in found if element in other]
        return Unfit(f"{', '.join(twice)}: recorded otherwise already", "b changes what was said") if twice else found

    def _is_token(self, text: str) -> bool:
        signs = len({*_SIGNS}.intersection(text.split()))
        return text in _SIGNS or (not signs and (text.isdecimal() or bool(self._found(text))))

    def _length(self, words: Sequence[str]) -> int:
        """How many words a name has that is not known: of a drug all up to the next sign."""
        if self._fact.kind is not Kind.AGENTS:
            return 1
        return next((i for i, word in enumerate(words) if i and word in _SIGNS), len(words))

    def _new(self, token: str) -> Sequence[str] | Unfit:
        """What a token stands for that is not known: a drug that no rule reads, or why it stands for nothing."""
        kind, count = self._fact.kind, len(self.inquiry.elements)
        if token.isdecimal():
            return Unfit(f"{token} is not in the list", f"a number from 1 to {count}" if count else "")
        if len(token) == 1 or _NO_NAMES.intersection(re.split(r"[\s_-]+", token)):
            what = {Kind.SET: "in the list", Kind.OPTIONS: "an option"}.get(kind, "the name of a drug")
            return Unfit(f"`{_cut(token)}` is not {what}", _NOT_KNOWN)
        if kind is Kind.SET:
            return Unfit(f"`{_cut(token)}` is not in the list", _near(token, self._fact, self._fact.values))
        return self._open(token, re.sub(r"[\s-]+", "_", token))

    def _open(self, token: str, name: str) -> Sequence[str] | Unfit:
        """A name that is not known: a misspelling, or a drug that no rule reads."""
        if self._fact.kind is Kind.OPTIONS:
            return Unfit(f"there is no option `{_cut(token)}`", _meant(did_you_mean(name, self.names.options) or ""))
        near = self.names.nearest(token)
        if near:
            return Unfit(f"there is no drug `{_cut(token)}`", _meant(near))
        if _NAME.fullmatch(name) and len(token.split()) <= _LONGEST_NAME:
            return (name,)
        return Unfit(f"`{_cut(token)}` is not the name of a drug", "such as oxaliplatin; several with commas between")

    def _told(self, text: str, *, complete: bool) -> Content | Unfit:
        both = sorted(self.present & self.absent)
        if both:
            return Unfit(f"{', '.join(both)} cannot be both present and absent")
        strange = unlisted(SetContent(absent=frozenset(self.absent)), self.inquiry.path, self.names)
        if strange:
            message = f"the rules do not list the drug {', '.join(strange)}, so its absence says nothing"
            return Unfit(message, "leave it out; u, if nothing is known")
        if not self.present and not self.absent:
            return Unfit(f"`{_cut(text)}` says nothing", _NOT_KNOWN)
        return self._content(complete=complete)

    def _content(self, *, complete: bool) -> SetContent:
        """The answer together with what was recorded before."""
        before = self._before
        present = before.present | self.present
        absent = (before.absent | self.absent) - present
        values = frozenset(self._fact.values)
        if complete or (values and values <= present | absent):
            return SetContent(present, complete=True)
        return SetContent(present, absent)
