"""Words in the entries of a history: its keys, what an operation was and why a drug was stopped.

Data stand in ``synonyms``; here is how an entry is read, and what is told of one that cannot be taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recurtx.profile import asked
from recurtx.profile import synonyms as table
from recurtx.profile.dates import dates_meant
from recurtx.profile.names import Names, key
from recurtx.profile.understand import several, understood
from recurtx.profile.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Mapping

_BESIDE = re.compile(r"\(([^)]*)\)")
_TIMES = re.compile(r"\bx\s*([0-9]{1,2})\b|\b([0-9]{1,2})\s*(?:x|times)(?=\W|\Z)", re.IGNORECASE)
_SCORE = re.compile(r"\bccr?\s*-?\s*([0-3])\b|\b(r[01])\b", re.IGNORECASE)
_PCI = re.compile(r"\bpci\s*:?\s*([0-9]{1,2})\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:[0-9]{1,2}[./-]){0,2}(?:19|20)[0-9]{2}(?:-[0-9]{1,2}){0,2}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+(?:19|20)[0-9]{2}\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:no|not|without|w/o|never|ohne|sans|sin|except|aborted|abandoned|planned|intended|attempted|declined|refused|"
    r"cancelled|canceled|postponed|denied)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[\s,;:()+&/]+|\band\b|\bwith\b", re.IGNORECASE)


def key_meant(path: str, name: str) -> str:
    """The key of an entry that another name means; the name itself where none is known."""
    keys = table.RECORD_KEYS[path]
    return next((k for k, words in keys.items() if key(name) == key(k) or key(name) in _listed(words)), name)


def key_told(path: str, name: str) -> str:
    """What to write for a key that no entry has; empty where nothing is known of it."""
    return next((told for words, told in asked.NO_RECORD_KEY[path].items() if key(name) in _listed(words)), "")


def in_record(name: str, text: str) -> tuple[str, ...]:
    """What a text means under a key of an entry: every value that it names, none where not all of it is known."""
    known = _values(name)
    whole = known.get(key(text))
    if whole:
        return (whole,)
    if _BESIDE.search(text) or (name == "kind" and _TIMES.search(text)):
        return ()
    found = tuple(known.get(key(part)) or _stripped(name, part) for part in several(text))
    return found if all(found) else ()


def told(name: str, text: str, names: Names) -> str:
    """What is known of a word that a key of an entry does not take; empty where nothing is."""
    spellings = {key(text), *(key(part) for part in several(text))}
    known = (help for words, help in asked.RECORD_TOLD.get(name, {}).items() if spellings & _listed(words))
    return next(known, "") or (entry_meant(text, names) if name == "kind" else "")


def entry_meant(text: str, names: Names) -> str:
    """An operation that stands in one text, such as ``CRS+HIPEC (MMC) 04/2021 CC-0``, as an entry is written."""
    if _NOT_DONE.search(text):
        return "only what was done stands here: leave out what was planned, declined or given up"
    times = _TIMES.search(text)
    rest = _TIMES.sub(" ", text)
    found: dict[str, str] = {}
    for name, form in (("pci", _PCI), ("completeness", _SCORE), ("date", _DATE)):
        match = form.search(rest)
        if match is None:
            continue
        said = next((group for group in match.groups() if group), match[0])
        when = [match[0]] if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", match[0]) else dates_meant(match[0])
        found[name] = (when or [""])[0] if name == "date" else "0" if said.lower() in ("r0", "r1") else said
        rest = rest.replace(match[0], " ", 1)
    kinds, drugs = list[str](), list[str]()
    for part in (p for p in [rest, *_WORDS.split(rest)] if p.strip()):
        kinds += [kind for kind in in_record("kind", part.strip()) if kind not in kinds]
        meant = understood(VOCABULARY["prior.hipec_agent"], part.strip(), names)
        drugs += [str(d) for d in meant.values if d not in drugs] if meant else []
    if not kinds:
        return ""
    entry = {"date": found.get("date", ""), "kind": f"[{', '.join(kinds)}]"}
    entry |= {name: found[name] for name in ("completeness", "pci") if name in found}
    entry |= {"hipec_agents": f"[{', '.join(drugs)}]"} if drugs and "hipec" in kinds else {}
    written = ", ".join(f"{name}: {value}" for name, value in entry.items() if value)
    return f"write {'one entry for each time: ' if times else ''}{{{written}}}"


def _values(name: str) -> Mapping[str, str]:
    values = table.RECORDS[name]
    words = {word: value for value, words in values.items() for word in _listed(words)}
    return words | {key(value): value for value in values}


def _stripped(name: str, part: str) -> str:
    """The value of a word without what stands around it and changes nothing, such as ``right`` before a colectomy."""
    around = _listed(table.RECORD_AROUND.get(name, ""))
    words = [w for w in re.split(r"[\s_-]+", part) if w]
    inner = [w for w in words if key(w) not in around]
    return _values(name).get(key("".join(inner)), "") if inner and len(inner) < len(words) else ""


def _listed(words: str) -> frozenset[str]:
    return frozenset(key(word) for word in words.split(",") if word.strip())
