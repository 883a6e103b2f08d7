"""What a written word means: a value of its fact, a drug, or why it is none of them.

The one reader of words for files, ``--set``, tables and answers of the interview. It guesses nothing: a word is taken
where the table of synonyms, or the rules' list of drugs, says that it means exactly that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from recurtx.profile import asked
from recurtx.profile import synonyms as table
from recurtx.profile.about import Kind
from recurtx.profile.brackets import contents, doubted, narrowed
from recurtx.profile.names import Names, key
from recurtx.profile.spellings import by_key, keys_in, names_of, words_of
from recurtx.profile.units import is_unit
from recurtx.profile.vocabulary import VOCABULARY, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.profile.facttest import Value

_NUMBER = re.compile(r"\s*([-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?)\s*(.*?)\s*\Z", re.DOTALL)
_BETWEEN = re.compile(
    r"[,;+/&|→>]|->|\band\b|\bplus\b|\bwith\b|\bthen\b|\bfollowed by\b"
    r"|\b(?:mit|und|w|et|avec|y|con|e)\b",
    re.IGNORECASE,
)
"""What may stand between names in one text."""
_ASIDE = re.compile(
    r"\([^)]*\)|\bx\s*\d+\b|\bq\d+w\b|\bauc\s*\d+\b|\b(?:19|20)\d\d\b"
    r"|\b\d+\s*(?:cycles?|courses?|doses?)\b|\b\d+(?:[.,]\d+)?\s*(?:mg|g|mcg|µg)(?:\s*/\s*(?:m2|m²|kg))?",
    re.IGNORECASE,
)
"""Dose, number of cycles, year and what stands in brackets: they do not say which drug or illness it is."""
_DOSE = re.compile(r"\d+(?:[.,]\d+)?")
_SIGN = re.compile(r"(?<=[A-Za-z0-9])\s?[-\u2212\u2013](?=\s*\Z)")
"""A minus behind a name, such as ``HER2-``."""
_DENIED = re.compile(r"\s*(?:no|not|without|never|denies)\s+(.+)\Z", re.IGNORECASE | re.DOTALL)
_PLURAL = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z]{2,}[^s\W]s\s*\Z")
_MOST_WORDS = 12
"""More words are not looked at for those that change nothing."""
_PERHAPS_NOT = re.compile(
    r"\?|\b(?:possibl[ey]|probabl[ey]|maybe|vs|versus|or|ruled|but|transplant|prophylaxis)\b", re.I
)
_NESTED = re.compile(r"\([^()]*\(")
"""Of what stands so deep only a part would be looked at."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PERHAPS = re.compile(r"±|\+\s?/\s?[-\u2212\u2013]|\b(?:vs\.?|versus|or) placebo\b", re.IGNORECASE)
_PLUS = re.compile(r"(?<=[A-Za-z])\s?\+(?=\s*\Z)")
"""A plus behind a name, such as ``ER+``."""
_NOT = re.compile(
    r"\b(?:no|not|non|none|without|never|negative|neg|free|denies|absent|less|un(?!der\b)\w+|in\w+able)\b",
    re.IGNORECASE,
)
_SIDES = ((False, True), (True, False), (True, True))
"""Whether what changes nothing is taken away before a word, and behind it."""
MAX_TEXT = 300
"""No word of a clinician is longer; a longer text is not looked at."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word stands for.

    Attributes:
        values: the values; several where the name of a combination stands for its drugs. Empty where it says that
            there is nothing (``nothing``), that nothing is known (``unknown``), or where it cannot be taken.
        spelled: the word is the value's own name but for case, spaces and hyphens.
        narrow: the word is less than the value: there it is true of it, but not where it is said to be absent.
        unit: the number stands with its own unit, so it is meant as it stands.
        help: why it cannot be taken, and what to write.
    """

    values: tuple[Value, ...] = ()
    spelled: bool = False
    nothing: bool = False
    unknown: bool = False
    unit: bool = False
    narrow: bool = False
    help: str = ""


def understood(fact: Fact, text: str, names: Names, cancer_type: str | None = None, name: str = "") -> Meaning | None:
    """What a text means as a value of a fact, or as one element of a set; None where nothing is known of it.

    Args:
        fact: what it is written under.
        text: what is written.
        names: the drugs and options that the rules know.
        cancer_type: values that do not occur with it are not taken.
        name: the other name of the fact under which it is written, if any: some words mean more under it.
    """
    if not 0 < len(text) <= MAX_TEXT:
        return None
    if fact.path in asked.NOW and _YEAR.search(text):
        then = _meant(fact, text, names, cancer_type, name)
        if then and then.values and then.values[0] is not False:
            return Meaning(help=asked.NOW_ALONE)
    if _NESTED.search(text):
        return Meaning(help="brackets stand in brackets: write what is meant without them")
    if _PERHAPS.search(text):
        return Meaning(help="it says that it is not sure: write what is certain, and leave out what is not")
    meant = _meant(fact, text, names, cancer_type, name) or _number_with_brackets(fact, text)
    if meant is None or not (meant.values or meant.nothing) or "(" not in text:
        return meant
    whole = names.meaning(key(text)) if fact.kind is Kind.AGENTS else _value(fact, key(text), cancer_type, name)
    if whole:
        return meant
    read = partial(understood, fact, names=names, cancer_type=cancer_type, name=name)
    if drugs := narrowed(text, meant.values, names.agents.classes, read):
        return Meaning(tuple(drugs))
    if fact.path == "cancer.type" and _tells_the_kind(text, str(meant.values[0]), names):
        return meant
    more = next(doubted(fact, text, meant, read), "")
    return Meaning(help=more) if more else replace(meant, spelled=False, narrow=meant.narrow or fact.is_set)


def _tells_the_kind(text: str, cancer_type: str, names: Names) -> bool:
    """Whether the brackets behind a cancer say no more than its histology or side: that is recorded as such."""
    facts = [VOCABULARY[path] for path in ("cancer.histology", "cancer.primary_side")]
    return all(any((m := understood(f, one, names, cancer_type)) and m.values for f in facts) for one in contents(text))


def _meant(fact: Fact, text: str, names: Names, cancer_type: str | None, name: str) -> Meaning | None:
    """The same, of a text whose brackets are passed over."""
    if key(text) in keys_in(table.UNKNOWN):
        return Meaning(unknown=True)
    if fact.is_set and key(text) in keys_in(table.NOTHING):
        return Meaning(nothing=True, spelled=True)
    if fact.is_set and key(_ASIDE.sub(" ", text)) in keys_in(table.NOTHING_OF.get(fact.path, "")):
        return Meaning(nothing=True)
    if fact.is_set and (more := _said_beside(fact, text, names, cancer_type)):
        return Meaning(help=more)
    if fact.kind is Kind.AGENTS and key(text) in keys_in(asked.NO_DRUG):
        return Meaning(help="name the drugs, or leave the fact out where they are not known")
    if fact.kind is Kind.AGENTS:
        bare = _without_repetition(fact, text)
        found = _treatment(bare, names) or _denied(fact, bare, names, cancer_type) or _drug_and_more(bare, names)
        return replace(found, spelled=found.spelled and bare == text) if found else None
    if fact.kind is Kind.OPTIONS:
        return _option(fact, text, names)
    if fact.is_number and (number := _number(fact, text)):
        return number
    found = _first(fact, text, cancer_type, name)
    if found and found.spelled and not _alone(fact, text, found.values):
        found = replace(found, spelled=False)
    if found and fact.is_set and any(key(word) in keys_in(table.PART) for word in re.split(r"[\s_-]+", text)):
        found = replace(found, narrow=True)
    if found is None and fact.is_set:
        return _denied(fact, text, names, cancer_type)
    return found or _said_twice(fact, text, cancer_type, name) or _more_than_value(fact, text, names, cancer_type)


def _more_than_value(fact: Fact, text: str, names: Names, cancer_type: str | None) -> Meaning | None:
    more = _said_beside(fact, text, names, cancer_type) if not fact.is_set else ""
    return Meaning(help=more) if more else None


def _denied(fact: Fact, text: str, names: Names, cancer_type: str | None) -> Meaning | None:
    """What is said to be absent, in words: it is no element of the set, and says nothing of the others."""
    inner = _DENIED.match(text)
    meant = understood(fact, inner[1], names, cancer_type) if inner else None
    if meant is None or not meant.values:
        return None
    return Meaning(
        help=f"what is not there stands in a list of its own: {{absent: [{', '.join(map(str, meant.values))}]}}"
    )


def _said_beside(fact: Fact, text: str, names: Names, cancer_type: str | None) -> str:
    """What is asked where a word behind, before or in brackets beside an element takes back what the element says."""
    for words, help in asked.BESIDE.get(fact.path, asked.BESIDE[""] if fact.kind is Kind.SET else {}).items():
        for word in (w.strip() for w in words.split(",")):
            inner = _without_word(text, word)
            if inner is not None and (meant := understood(fact, inner, names, cancer_type)) and meant.values:
                return help.replace("…", ", ".join(map(str, meant.values)))
    return ""


def _without_repetition(fact: Fact, text: str) -> str:
    """A drug without words that say only what its fact does, such as ``allergy`` among those not tolerated."""
    for word in (w.strip() for w in asked.SAYS_AGAIN.get(fact.path, "").split(",") if w.strip()):
        text = _without_word(text, word) or text
    return text


def _without_word(text: str, word: str) -> str | None:
    """A text without a word that stands in brackets or at either end of it; None where it does not stand there."""
    if word.casefold() not in text.casefold():
        return None
    said = re.escape(word)
    edge = r"(?<!\w)" if word[0].isalnum() else ""
    inner, count = re.subn(rf"\([^)]*{edge}{said}(?!\w)[^)]*\)", " ", text, flags=re.IGNORECASE)
    if not count:
        ends = rf"\A\s*{said}(?!\w)[\s:,-]*|[\s:,-]*{edge}{said}(?!\w)[\s\d/.-]*\Z"
        inner, count = re.subn(ends, " ", text, count=1, flags=re.IGNORECASE)
    return inner.strip() if count and inner.strip() else None


def _alone(fact: Fact, text: str, values: Sequence[Value]) -> bool:
    """Whether a text is no more than the name of its value, perhaps with that of its fact before or behind it."""
    words = [w for w in re.split(r"[\s_/-]+", text) if w]
    around = names_of(fact.path)
    own = {key(str(values[0])), key(fact.word(values[0]))} if values else set()
    bare = (_stripped(words, around, in_front=first, behind=last) for first, last in _SIDES)
    return key(text) in own or any(key("".join(one)) in own for one in bare)


def _option(fact: Fact, text: str, names: Names) -> Meaning | None:
    """The option that a text names, or what to ask where it may be several, none alone, or a drug."""
    words = [w for w in re.split(r"[\s_/-]+", text) if w]
    for some in (words, _stripped(words, keys_in(table.OPTION_AROUND))):
        word = key("".join(some))
        for singular in (word, word.removesuffix("s")):
            found = names.options_meant(singular)
            if len(found) > 1:
                return Meaning(help=f"it may mean {', '.join(found[:-1])} or {found[-1]}: write which, or all of them")
            if found:
                return Meaning(found, spelled=key(text) == key(found[0]))
        if (why := _no_value(fact, word, None)) is not None:
            return why
    if inner := _DENIED.match(text):
        meant = _option(fact, inner[1], names)
        declined = f"write what is declined, and not what is not: {', '.join(map(str, meant.values))}" if meant else ""
        return Meaning(help=(meant.help or declined) if meant else "")
    if names.meaning(key(text)):
        return Meaning(help="options are declined, not drugs: write the option that consists of it")
    return None


def _said_twice(fact: Fact, text: str, cancer_type: str | None, name: str) -> Meaning | None:
    """One value in several words, such as ``pMMR/MSS``."""
    found = [_first(fact, part, cancer_type, name) for part in several(text)]
    values = list(dict.fromkeys(m.values if m else () for m in found))
    if len(found) < _TWO or () in values:
        return None
    if len(values) > 1:
        return Meaning(help=f"it says several: {', '.join(str(v[0]) for v in values)}; write one of them")
    return found[0]


def _table_of(fact: Fact) -> str:
    """Under which fact the table has the words of this one."""
    return fact.path.replace("prior.radiation_sites", "recurrence.sites")


def _first(fact: Fact, text: str, cancer_type: str | None, name: str) -> Meaning | None:
    return next((m for spelling in _spellings(fact, text) if (m := _value(fact, spelling, cancer_type, name))), None)


def told(fact: Fact, text: str, names: Names, possible: Sequence[str]) -> str:
    """What is known of a word that cannot be taken: what it may mean, or what to write; empty where nothing is."""
    meant = understood(fact, text, names)
    if meant is None:
        return _of_a_part(fact, text, possible)
    if meant.help:
        return meant.help
    others = [str(v) for v in meant.values if possible and v not in possible]
    return f"`{others[0]}` is of another cancer; for this one: {', '.join(possible)}" if others else ""


def _of_a_part(fact: Fact, text: str, possible: Sequence[str]) -> str:
    """What the words at one end of a text mean, where the rest is not understood and nothing is denied."""
    words = text[:MAX_TEXT].split()[:_MOST_WORDS]
    if "(" in text or _NOT.search(text) or _PERHAPS_NOT.search(text) or fact.is_number:
        return ""
    for length in range(len(words) - 1, 0, -1):
        for part in (" ".join(words[:length]), " ".join(words[-length:])):
            meant = _first(fact, part, None, "")
            if meant and meant.help:
                return f"of it `{part}`: {meant.help}"
            if meant and meant.values and (not possible or str(meant.values[0]) in possible):
                value = str(meant.values[0]).lower() if isinstance(meant.values[0], bool) else meant.values[0]
                if fact.is_set:
                    return f"of it `{part}` means {value}: write each that is meant as an element, [{value}, ...]"
                return f"of it `{part}` means {value}: write {value} alone if the rest takes nothing of it back"
    return ""


def pieces(text: str, *, doses: bool) -> list[str]:
    """The words of a text that may hold several, each with its brackets; ``doses`` and dates may stand beside them."""
    found = [""]
    for chunk in re.split(r"(\([^()]*\))", text[:MAX_TEXT]):
        if chunk.startswith("("):
            found[-1] += chunk
        else:
            first, *more = _BETWEEN.split(_ASIDE.sub(" ", chunk) if doses else chunk)
            found[-1] += first
            found += more
    return [piece.strip() for piece in found if piece.strip()]


def several(text: str) -> Iterator[str]:
    """The words of a text that may hold several."""
    return (part.strip() for part in _BETWEEN.split(_ASIDE.sub(" ", text)[:MAX_TEXT]) if part.strip())


# Values


def _value(fact: Fact, spelling: str, cancer_type: str | None, name: str) -> Meaning | None:
    only = next((w for words, w in asked.ONLY_OF_NAME.items() if key(name) in keys_in(words)), None)
    more = by_key(next((v for words, v in table.OF_NAME.items() if name and key(name) in keys_in(words)), {}))
    known = {**words_of(fact.path), **more}
    value = known.get(spelling)
    if value is not None and value in _possible(fact, cancer_type):
        if only and value != only[0]:
            return Meaning(help=only[1])
        typed = _typed(fact, value)
        spelled = spelling in (key(value), key(fact.word(typed)))
        narrow = fact.is_set and not spelled and spelling not in keys_in(table.SAME.get(_table_of(fact), ""))
        return Meaning((typed,), spelled=spelled, narrow=narrow)
    return _no_value(fact, spelling, cancer_type)


def _no_value(fact: Fact, spelling: str, cancer_type: str | None) -> Meaning | None:
    """What is known of a word that is not taken."""
    for words, values in asked.EITHER.get(fact.path, {}).items():
        if spelling in keys_in(words):
            choices = [v for v in values.split(", ") if v in _possible(fact, cancer_type) or not fact.values]
            if len(choices) == 1:
                return Meaning((choices[0],))
            return Meaning(help=f"it may mean {' or '.join(choices)}: write which") if choices else None
    for words, help in asked.NOT_HERE.get(fact.path, {}).items():
        if spelling in keys_in(words):
            return Meaning(help=help)
    return None


def _possible(fact: Fact, cancer_type: str | None) -> Sequence[str]:
    if fact.kind is Kind.BOOLEAN:
        return ("true", "false")
    return fact.possible(cancer_type) if fact.values else tuple(table.VALUES.get(fact.path, ()))


def _typed(fact: Fact, word: str) -> Value:
    """A value that the table writes as text."""
    if fact.kind is Kind.BOOLEAN:
        return word == "true"
    return int(word) if fact.is_number else word


def _spellings(fact: Fact, text: str) -> Iterator[str]:
    """The keys under which a text is looked up: whole, without asides, without what may stand around it."""
    text = _SIGN.sub(" negative", text)
    yield key(text)
    if _PLUS.search(text):
        yield key(_PLUS.sub(" positive", text))
        text = _PLUS.sub(" positive", text)
    without = _ASIDE.sub(" ", text)
    if without != text:
        yield key(without)
    if _PLURAL.search(without):
        yield key(without)[:-1]
    # A name of the fact that is a value too, such as dMMR, may contradict what stands beside it.
    around = keys_in(table.AROUND.get(fact.path, "")) | (names_of(fact.path) - frozenset(words_of(fact.path)))
    words = [w for w in re.split(r"[\s_/-]+", without) if w][:_MOST_WORDS]
    whole = len(words)
    least, most = (whole - len(_stripped(words, around, in_front=front, behind=not front)) for front in (True, False))
    for first, last in sorted(((f, b) for f in range(least + 1) for b in range(most + 1)), key=sum):
        inner = words[first : whole - last]
        if inner and len(inner) < whole:
            yield key("".join(inner))
            if _PLURAL.search(inner[-1]):
                yield key("".join(inner))[:-1]


def _stripped(words: list[str], around: frozenset[str], *, in_front: bool = True, behind: bool = True) -> list[str]:
    """Words without those at either end that change nothing; one always stays."""
    first, end = 0, len(words)
    while in_front and first < end - 1 and key(words[first]) in around:
        first += 1
    while behind and end - 1 > first and key(words[end - 1]) in around:
        end -= 1
    return words[first:end]


# Numbers


def _number(fact: Fact, text: str) -> Meaning | None:
    """A number behind the name of its fact (``ECOG 1``, ``CC-0``) or before its own unit (``17 × normal``)."""
    first = text.strip()
    words = [w for w in re.split(r"[\s:=_-]+|(?<=[A-Za-z])(?=\d)", first) if w]
    for count in range(len(words) - 1, 0, -1):
        if key("".join(words[:count])) in names_of(fact.path):
            rest = _NUMBER.match(" ".join(words[count:]))
            if rest and (not rest[2] or is_unit(fact, rest[2])):
                return Meaning((_as_number(rest[1]),), spelled=True, unit=bool(rest[2]))
            return None
    match = _NUMBER.match(first)
    if match and match[2] and is_unit(fact, match[2]):
        return Meaning((_as_number(match[1]),), spelled=True, unit=True)
    return None


def _number_with_brackets(fact: Fact, text: str) -> Meaning | None:
    """A number before brackets, such as ``12 (CT)``; what they say is looked at by whoever asks."""
    bare = re.sub(r"\s*\([^()]*\)\s*\Z", "", text)
    if not fact.is_number or bare == text:
        return None
    match = _NUMBER.match(bare)
    return Meaning((_as_number(match[1]),)) if match and not match[2] else _number(fact, bare)


def _as_number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


# Drugs


def _treatment(text: str, names: Names) -> Meaning | None:
    """The drugs that a text names; all of it must be known."""
    found: list[Value] = []
    spelled = True
    whole = [names.meaning(key(text))]
    for part in whole if whole[0] else (_part(part, names) for part in several(text)):
        if part is None or isinstance(part, Meaning):
            return part
        found += [drug for drug in part if drug not in found]
        spelled = spelled and part == (key_of_name(text),)
    return Meaning(tuple(found), spelled=spelled) if found else None


def key_of_name(text: str) -> str:
    """A text as the name of a drug is written: lower case, with underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")


def _part(text: str, names: Names) -> tuple[str, ...] | Meaning | None:
    """The drugs of what stands between two separators: one name, a combination, or several names in a row."""
    words = [w for w in re.split(r"[\s_-]+", text) if w]
    around = keys_in(table.TREATMENT_AROUND) | keys_in("first, second, third, low, high, dose, single, agent")
    for some in (words, _stripped(words, around)):
        if found := names.meaning(key("".join(some))):
            return found
        if (why := _no_value(VOCABULARY["prior.agents"], key("".join(some)), None)) is not None:
            return why
    found = _in_a_row(_stripped(words, around), names)
    if found is not None:
        return found
    return next((why for w in words if (why := _no_value(VOCABULARY["prior.agents"], key(w), None))), None)


def _drug_and_more(text: str, names: Names) -> Meaning | None:
    """That a text names drugs and says more that is not understood; a name with underscores is a drug of its own."""
    words = [w for w in re.split(r"[\s,;:/()-]+", text) if w][:_MOST_WORDS]
    if len(list(several(text))) > 1 or len(words) < _TWO or not re.search(r"\s", text.strip()):
        return None
    drugs = list(dict.fromkeys(_drugs_among(words, names)))
    if not drugs:
        return None
    return Meaning(
        help=f"it names {', '.join(drugs)}, and more that is not understood: write the names of all drugs that are "
        "meant, and nothing else; a drug of another name is written with underscores"
    )


def _drugs_among(words: Sequence[str], names: Names) -> Iterator[str]:
    """The drugs that words name, one by one or two together, such as ``5 FU``."""
    for place, word in enumerate(words):
        for name in (key(word), key("".join(words[place : place + 2]))):
            if len(name) >= _INITIALS:
                yield from names.meaning(name) or ()


_INITIALS, _TWO = 3, 2
"""A word of fewer letters names no drug in a text that is not understood; and a name and more are two words."""


def _in_a_row(words: Sequence[str], names: Names) -> tuple[str, ...] | None:
    """Names with nothing between but spaces, hyphens or a dose, such as ``FOLFOX-bev``, ``nivo 3 ipi 1``; the longest
    name counts."""
    found: tuple[str, ...] = ()
    while words:
        for length in range(len(words), 0, -1):
            drugs = names.meaning(key("".join(words[:length])))
            if drugs is not None:
                found, words = (*found, *drugs), words[length:]
                break
        else:
            if not found or not _DOSE.fullmatch(words[0]):
                return None
            words = words[1:]
    return found
