"""Pydantic's errors in the words of a profile: the field, what was written, what is allowed, the nearest spelling."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from recurtx.document import Items, Scalar, Table, key_place, reach
from recurtx.errors import Location, Problem, brief, did_you_mean, suggestion
from recurtx.profile.about import Kind
from recurtx.profile.dates import date_help
from recurtx.profile.models import KEYS
from recurtx.profile.names import key as key_of
from recurtx.profile.thresholds import threshold_told
from recurtx.profile.units import conversions, converted, parted
from recurtx.profile.vocabulary import RECORDS, VOCABULARY, Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from recurtx.document import Node
    from recurtx.profile.names import Names

_NUMBER = re.compile(r"\s*([-+]?[0-9]+(?:\.[0-9]+)?)(?![0-9.])\s*([^\W\d_].*|[%×°/].*)?\Z")
"""A number and its unit; what follows the number in a range, a time or after a decimal comma is no unit."""
_DENIED = re.compile(
    r"\b(?:no|not|non|none|without|never|near|gain(?:ed)?|loss|after|before|previously|aborted|first|largest)\b",
    re.IGNORECASE,
)
_DECIMAL_COMMA = re.compile(r"\s*([-+]?[0-9]+),([0-9]+)\s*\Z")
_COMMA_AND_UNIT = re.compile(r"(\s*[-+]?[0-9]+),([0-9]{1,2})(?=\s*[^\s0-9.,;-])")
_RANGE = re.compile(r"\s*[0-9.]+\s*(?:[-/\u2013]|to|or|bis)\s*[0-9.]+\s*\Z")
_AGO = re.compile(r"\s*([0-9]{1,3})\s*(mo|months?|mths?|m|y|yrs?|years?)\s+ago\s*\Z", re.IGNORECASE)
_BOUND = re.compile(r"\s*(?:[<>≤≥]=?|at (?:least|most)|over|under|above|below|more than|less than|up to)\s*[0-9]")
_NAMED = re.compile(r"\s*([^\W\d_][^\d<>≤≥]*?)[\s:=-]*(?=[<>≤≥0-9])")
"""The name before a number."""
_OF_ALL = re.compile(r"\D*([0-9]{1,3})\s*(?:/|of|out of|von)\s*([0-9]{1,3})\s*\Z")
A_BOUND = "a bound is no number"
_WITHOUT_END = re.compile(r"[-+]?(?:\.?inf(?:inity)?|\.?nan|[0-9.]+[eE][-+]?[0-9]{3,})\Z", re.IGNORECASE)
_LONGEST = 100
"""More of a text is looked at nowhere."""
_TOO_SHORT = "[a-z0-9]{1,2}"
"""So few letters are no name of a drug."""
_BOOLEANS = {"yes": "true", "no": "false", "on": "true", "off": "false", "true": "true", "false": "false"}


_A_DATE = "write a year, a month or a day, such as 2023, 2023-05 or 2023-05-17"
_HELP_IN_RECORDS = {
    "date": _A_DATE,
    "ended": f"{_A_DATE}, or `running`, or {{months_ago: 7}}",
    "months_ago": "a number from 0 to 600",
    "completeness": "the CC score, 0 to 3",
    "pci": "a whole number, 0 to 39",
    "agents": "drug names, as a list",
}
"""What may stand under the keys of a record; of words, the mistake itself names what is allowed."""


def each_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first problem of each place in a record, where one value fits none of several forms."""
    seen: set[tuple[str, Location]] = set()
    for problem in problems:
        key = (problem.message, problem.location)
        if key not in seen:
            seen.add(key)
            yield problem


def explain(error: ErrorDetails, written: Mapping[str, Node], names: Names) -> Problem:
    """One validation error as a problem at the place of the value."""
    steps = [s for s in error["loc"] if s not in ("complete", "partial")]
    path = ".".join(str(s) for s in steps[:2]) if str(steps[0]) not in ("id", "as_of") else str(steps[0])
    whole, inner = written.get(path), tuple(steps[2:])
    node = reach(whole, inner)[0] if whole is not None else None
    place = node.location if node is not None else Location(path)
    if path in RECORDS:
        return _in_record(error, path, inner, node, place, names)
    if path not in VOCABULARY:
        return _label(path, node, place)
    if error["type"] == "extra_forbidden":
        key = key_place(whole, inner) if whole is not None else None
        hint = "a partial set has the keys `present` and `absent`"
        return Problem("RTX112", f"unknown key `{steps[-1]}` in `{path}`", key or place, hint)
    typed = written.get("cancer.type")
    possible = VOCABULARY[path].possible(str(typed.value) if isinstance(typed, Scalar) else None)
    return _value(error["type"], VOCABULARY[path], node, place, possible, names, element=isinstance(steps[-1], int))


def _in_record(
    error: ErrorDetails, path: str, inner: tuple[int | str, ...], node: Node | None, place: Location, names: Names
) -> Problem:
    """What is wrong in a record of the history: the key, the entry that it stands in, and what is allowed there."""
    steps = inner or (path.partition(".")[2],)
    key = next((str(s) for s in inner if isinstance(s, str)), steps[-1])
    entry = f", entry {steps[0] + 1}" if isinstance(steps[0], int) else ""
    expected = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
    text = node.text if isinstance(node, Scalar) else ""
    allowed = _HELP_IN_RECORDS.get(str(key)) or (f"allowed: {expected}" if expected else "")
    allowed = date_help(text, allowed) if allowed.startswith(_A_DATE) else allowed
    ago = _AGO.match(text) if key == "ended" else None
    if ago:
        allowed = f"write {{months_ago: {int(ago[1]) * (12 if ago[2].lower().startswith('y') else 1)}}}"
    match error["type"]:
        case "extra_forbidden":
            return Problem("RTX112", f"unknown key `{key}` in `{path}`{entry}", place, _keys_of(path, str(key)))
        case "missing":
            return Problem("RTX122", f"`{key}` is missing in `{path}`{entry}", place, allowed or _keys_of(path))
        case "literal_error" if expected and isinstance(node, Items):
            return Problem("RTX120", f"`{key}` in `{path}`{entry} takes one value, not a list", place, allowed)
        case "literal_error" if expected and key != "ended":
            message = f"`{key}` in `{path}`{entry} cannot be `{brief(text)}`"
            near = suggestion(did_you_mean(text[:_LONGEST], expected.split(", ")))
            return Problem("RTX120", message, place, _told_of(str(key), text, names) or f"{near} {allowed}".strip())
    if not entry and path != "recurrence.date":
        return Problem("RTX122", f"`{path}` takes a list of entries", place, _keys_of(path))
    said = f" cannot be `{brief(text)}`" if text else " is not as it should be"
    if key == "agents" and re.fullmatch(_TOO_SHORT, text):
        allowed = _short_name(text)
    elif text and path == "prior.operations" and key == steps[0]:
        allowed = _told_of("kind", text, names)
    elif text and key == "completeness":
        allowed = _known(VOCABULARY["prior.completeness"], text, names) or allowed
    what = f"`{key}` in `{path}`{entry}" if entry and key != steps[0] else f"`{path}`{entry}"
    return Problem("RTX122", f"{what}{said}", place, allowed or _keys_of(path))


def _told_of(key: str, text: str, names: Names) -> str:
    """What is known of a word in an entry that is not taken."""
    if key in ("response", "hipec_agents"):
        return _known(VOCABULARY["prior.latest_response" if key == "response" else "prior.hipec_agent"], text, names)
    from recurtx.profile.entries import told

    return told(key, text[:_LONGEST], names)


def _keys_of(path: str, unknown: str = "") -> str:
    """The keys that an entry of a record has, or where to write what an ``unknown`` one says."""
    if path not in KEYS:
        return _A_DATE
    from recurtx.profile.entries import key_told

    return key_told(path, unknown) or f"an entry is a mapping with {', '.join(KEYS[path])}"


def _value(
    kind: str, fact: Fact, node: Node | None, place: Location, possible: Sequence[str], names: Names, *, element: bool
) -> Problem:
    """What is wrong with a value, or with an element of a set."""
    text = node.text if isinstance(node, Scalar) else ""
    match kind:
        case "greater_than_equal" | "less_than_equal" | "multiple_of" | "finite_number":
            return _out_of_range(fact, text, place)
        case "literal_error" if isinstance(node, Scalar):
            return _wrong("RTX120", fact, f"cannot be `{brief(text)}`", place, _other_word(fact, text, possible, names))
        case "string_pattern_mismatch" | "string_too_long":
            if re.fullmatch(_TOO_SHORT, text):
                return _wrong("RTX124", fact, f"holds `{text}`, which is not a name", place, _short_name(text))
            near = did_you_mean(text[:_LONGEST], [re.sub(r"[^a-z0-9]+", "_", text[:_LONGEST].lower()).strip("_")])
            hint = "names are lower case, with underscores" + (f": `{near}`" if near else "")
            return _wrong("RTX124", fact, f"holds `{brief(text)}`, which is not a name", place, hint)
    if fact.is_set and element:
        what = f"`{brief(text)}`" if isinstance(node, Scalar) else "a list" if isinstance(node, Items) else "a mapping"
        hint = _allowed(fact) if fact.values else "allowed: names in lower case, with underscores"
        return _wrong("RTX122", fact, f"cannot hold {what}", place, hint)
    return _wrong_type(fact, node, place, names)


def _short_name(text: str) -> str:
    """What to write for a letter or two in place of a drug."""
    from recurtx.profile.asked import SHORT_NAMES
    from recurtx.profile.spellings import keys_in

    return next((help for words, help in SHORT_NAMES.items() if text in keys_in(words)), "write its whole name")


def _other_word(fact: Fact, text: str, possible: Sequence[str], names: Names) -> str:
    """What may be written instead of a word that is not taken: what is known of it, else the nearest, and all."""
    from recurtx.profile.understand import told

    known = threshold_told(fact.path, text[:_LONGEST]) or told(fact, text, names, possible)
    if known:
        return _narrower(fact, text, possible, names) or known
    if parts := _of_a_part(fact, text, possible, names):
        return parts
    near = "" if _DENIED.search(text) else suggestion(did_you_mean(text[:_LONGEST], possible or fact.values))
    return f"{near} {_allowed(fact, possible)}".strip()


def _narrower(fact: Fact, text: str, possible: Sequence[str], names: Names) -> str:
    """The values of this cancer that a word of another one may mean."""
    from recurtx.profile.asked import NARROWER
    from recurtx.profile.understand import understood

    meant = understood(fact, text, names)
    which = NARROWER.get(fact.path, {}).get(str(meant.values[0]) if meant and meant.values else "", ())
    fits = [value for value in which if value in possible]
    return f"it may mean {' or '.join(fits)}: write which" if fits and len(fits) == len(which) else ""


def _of_a_part(fact: Fact, text: str, possible: Sequence[str], names: Names) -> str:
    """What is known of one of several words in a text."""
    from recurtx.profile.understand import pieces, told

    parts = pieces(text[:_LONGEST], doses=fact.kind is Kind.AGENTS)
    asked = ((part, told(fact, part, names, possible)) for part in parts if len(parts) > 1)
    return next((f"of it `{part}`: {help}" for part, help in asked if help), "")


def _wrong(code: str, fact: Fact, what: str, place: Location, help: str = "") -> Problem:
    return Problem(code, f"`{fact.path}` {what}", place, help or _allowed(fact))


def _allowed(fact: Fact, possible: Sequence[str] = ()) -> str:
    """What may be written; of histologies those that occur with the cancer."""
    if possible and possible != fact.values:
        return f"for this cancer: {', '.join(possible)}"
    return f"allowed: {fact.allowed()}"


def _label(path: str, node: Node | None, place: Location) -> Problem:
    text = f" `{brief(node.text)}`" if isinstance(node, Scalar) else ""
    if path == "as_of":
        written = node.text.strip() if isinstance(node, Scalar) else ""
        day = "the day is asked too: " if re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", written) else ""
        meant = date_help(written, f"{day}write it as 2026-01-31", only_days=True)
        return Problem("RTX122", f"`as_of`{text} is not a date", place, meant)
    hint = "a label is text of at most 80 characters"
    if isinstance(node, Scalar) and not isinstance(node.value, str):
        hint = f'write it in quotes: "{brief(node.text)}"'
    return Problem("RTX122", f"`{path}`{text} is not a label", place, hint)


def _out_of_range(fact: Fact, text: str, place: Location) -> Problem:
    value = float(text)
    if not math.isfinite(value):
        return _wrong("RTX121", fact, f"{brief(text)} is not a finite number", place)
    if fact.step and fact.within(value):
        return _wrong("RTX121", fact, f"{brief(text)} is not a step of the scale", place)
    what = f"{brief(text)} is not between {fact.word(fact.low)} and {fact.word(fact.high)}"
    return _wrong("RTX121", fact, what, place, conversions(fact, value))


def _wrong_type(fact: Fact, node: Node | None, place: Location, names: Names) -> Problem:
    if isinstance(node, Items | Table) and not fact.is_set:
        what = "a list" if isinstance(node, Items) else "a mapping"
        return _wrong("RTX122", fact, f"takes one value, not {what}", place)
    text = node.text if isinstance(node, Scalar) else ""
    if fact.is_set:
        hint = "write [...] for a complete list, or {present: [...], absent: [...]}"
        return _wrong("RTX122", fact, "takes a list, not one value", place, hint)
    if known := _known(fact, text, names):
        return _wrong("RTX122", fact, f"cannot be `{brief(text)}`", place, known)
    if text.lower() in _BOOLEANS and fact.kind is Kind.BOOLEAN:
        return _wrong("RTX122", fact, f"is `{text}`, which is text here", place, f"write {_BOOLEANS[text.lower()]}")
    if fact.is_number and _WITHOUT_END.match(text):
        return _wrong("RTX121", fact, f"{brief(text)} is not a finite number", place)
    if fact.is_number and (whole := _of_the_scale(fact, text[:_LONGEST])):
        return _wrong("RTX122", fact, f"cannot be `{brief(text)}`", place, f"write {whole}")
    match = _NUMBER.match(_COMMA_AND_UNIT.sub(r"\1.\2", _without_name(fact, text[:_LONGEST]), count=1))
    if fact.is_number and match and match.group(2):
        hint = _without_unit(fact, *match.groups())
        return _wrong("RTX123", fact, f"is `{brief(text)}`, a number with a unit", place, hint)
    value = node.value if isinstance(node, Scalar) else None
    hint = _allowed(fact)
    if fact.kind is Kind.WHOLE and isinstance(value, float) and not math.isfinite(value):
        return _wrong("RTX121", fact, f"{brief(text)} is not a finite number", place)
    if fact.kind is Kind.WHOLE and isinstance(value, float):
        other = conversions(fact, value)
        hint = other or (f"whole numbers only; {hint}" if fact.unit else hint)
    elif fact.is_number and isinstance(value, str):
        hint = f"{_as_number(fact, text)}; {hint}"
    return _wrong("RTX122", fact, f"cannot be `{brief(text)}`", place, hint)


def is_bound(text: str) -> bool:
    """Whether a text is a bound and no number, such as ``>60``."""
    return _BOUND.match(text[:_LONGEST]) is not None


def is_range(text: str) -> bool:
    """Whether a text is two numbers with a stroke or a word between them."""
    return _RANGE.match(text[:_LONGEST]) is not None


def _known(fact: Fact, text: str, names: Names) -> str:
    """What is known of a word in place of a number, or of true and false."""
    from recurtx.profile.understand import told

    return told(fact, text, names, ())


def _as_number(fact: Fact, text: str) -> str:
    """How to write a number that was written as text."""
    if other := _of_another_fact(fact, text[:_LONGEST]):
        return other
    bare = _without_name(fact, text[:_LONGEST])
    if is_bound(bare):
        return f"{A_BOUND}: write the number itself, or one within it where any of them would do"
    numbers = re.findall(r"(?<![\w.,])[0-9]+(?:\.[0-9]+)?(?![\w.,])", text[:_LONGEST])
    if not any(c.isdigit() for c in text):
        return "a number is asked, not a word"
    comma = _DECIMAL_COMMA.match(text)
    if both := parted(bare):
        return both
    if comma:
        return f"write {comma.group(1)}.{comma.group(2)}, with a point"
    if is_range(re.sub(r"\A[A-Za-z\s:]+", "", text)):
        return "one number stands here; leave it out where it is not settled"
    every = re.findall(r"[0-9]+(?:[.,][0-9]+)?", bare)
    if (
        len(numbers) == len(every) == 1
        and not _DENIED.search(bare)
        and re.search(r"[^\W\d_]|[~(≈]", text)
        and fact.within(float(numbers[0]))
    ):
        return f"a number stands alone: write {numbers[0]}, and what else is said under a fact of its own"
    return "a number stands alone, without quotes, signs or leading zeros"


def _of_the_scale(fact: Fact, text: str) -> str:
    """The number that is written with the highest of its scale, such as ``12/39``."""
    match = _OF_ALL.match(_without_name(fact, text))
    whole = match and fact.kind is Kind.WHOLE and int(match[2]) == fact.high and fact.within(int(match[1]))
    return match[1] if match and whole else ""


def _without_name(fact: Fact, text: str) -> str:
    """A text without the name of its fact in front of a number."""
    from recurtx.profile.spellings import names_of

    match = _NAMED.match(text)
    return text[match.end() :] if match and key_of(match[1]) in names_of(fact.path) else text


def _of_another_fact(fact: Fact, text: str) -> str:
    """Where to write a number that stands behind the name of something else, such as ``TPS 5`` under CPS."""
    from recurtx.profile.spellings import fact_named, otherwise_written

    match = _NAMED.match(text)
    named = fact_named(match[1]) if match else None
    if match and named not in (None, fact.path):
        return f"it is recorded as `{named}`"
    return otherwise_written(match[1]) if match and named is None else ""


def _without_unit(fact: Fact, number: str, unit: str) -> str:
    """How to write a number that was written with its unit."""
    right = converted(fact, float(number), unit)
    if right and parted(number):
        thousands = converted(fact, float(number.replace(".", "")), unit).partition("; ")[0]
        return f"{thousands}, {right.partition('; ')[0]}; write the one that was meant, as a number alone"
    if right:
        return right
    return f"write the number alone, in {fact.unit}" if fact.unit else "write the number alone"
