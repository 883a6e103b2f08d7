"""Receipts: one answer with everything it came from, so that anybody can ask for it again.

A receipt holds the profile, the rules by name and digest, and the complete trace: the public assessment. It holds no
clock and no path, so the same inputs give the same bytes. Its digests show a mishap or a careless edit; whoever
changes a receipt on purpose can write them anew, so they are no signature.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recurtx._version import __version__
from recurtx.answer.catalogue import stamp
from recurtx.answer.document import EffectWord, FindingTruth, RulesetStamp, TruthWord, VerdictWord, document
from recurtx.document import Document, node_of
from recurtx.errors import Location, Problem, ProfileError, UsageError
from recurtx.profile import Profile, assemble, digest_of, flatten
from recurtx.reading import content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recurtx.answer.answer import Answer
    from recurtx.profile import Record
    from recurtx.ruleset import Ruleset

MAX_RECEIPT_BYTES = 16 * 1024 * 1024
"""A receipt under the shipped rules is about 2 MiB; eight times that is another kind of file, or an attack."""

_MOST_MISTAKES = 10
"""Mistakes of shape that are named; a file with more of them was never a receipt."""
_STEPS_SHOWN = 8
"""Steps to a mistake that are shown; a place further inside is shown by its beginning and its end."""


class _Traced(BaseModel):
    """A part of a trace: what replay reads by name, and whatever else an engine wrote, untouched."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    @property
    def rest(self) -> dict[str, Any]:
        """What else stands there."""
        return self.model_extra or {}


class TracedFinding(_Traced):
    """One rule as it was applied."""

    rule: str
    title: str
    effect: EffectWord
    truth: FindingTruth
    acts: TruthWord


class TracedOption(_Traced):
    """One option or modality as it was judged."""

    id: str
    name: str
    verdict: VerdictWord
    missing: list[str]
    findings: list[TracedFinding]
    modalities: list[TracedOption]

    def every(self) -> Iterator[TracedOption]:
        """The option and its modalities, down to the last."""
        yield self
        for modality in self.modalities:
            yield from modality.every()


class Trace(_Traced):
    """The assessment that a receipt holds."""

    options: list[TracedOption]

    def every(self) -> dict[str, TracedOption]:
        """Every option and modality by id, a parent before its modalities."""
        return {inner.id: inner for option in self.options for inner in option.every()}

    def count(self) -> int:
        """How many findings there are."""
        return sum(len(option.findings) for option in self.every().values())


class Receipt(BaseModel):
    """One answer and what it came from.

    Attributes:
        engine: the version of recurtx that gave the answer.
        presume: whether what the vocabulary presumes absent was presumed.
        as_of: the date of the assessment, where the profile has one.
        profile_digest: SHA-256 of the profile as entered, keys and sets sorted.
        digest: SHA-256 of the whole receipt without this key, as canonical JSON.
        profile: what is recorded, sets sorted.
        trace: the complete answer as JSON, in which the profile stands in the same form.
    """

    schema_: Annotated[Literal[1], Field(alias="schema")]
    engine: str
    ruleset: RulesetStamp
    presume: bool
    as_of: str | None
    profile_digest: str
    digest: str
    profile: dict[str, Any]
    trace: dict[str, Any]

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)

    def answer(self) -> Trace:
        """The trace by its parts."""
        return Trace.model_validate(self.trace)


def receipt_of(answer: Answer, *, presume: bool) -> Receipt:
    """The receipt of an answer; ``presume`` is what it was assessed with."""
    trace = document(answer).model_dump(mode="json", by_alias=True)
    profile = trace["profile"] = _sets_sorted(trace["profile"])
    as_of = answer.profile.as_of
    body: dict[str, Any] = {
        "schema": 1,
        "engine": __version__,
        "ruleset": stamp(answer.ruleset),
        "presume": presume,
        "as_of": as_of.isoformat() if as_of else None,
        "profile_digest": answer.profile_digest,
        "profile": profile,
        "trace": trace,
    }
    return Receipt.model_validate({**body, "digest": _digest(body)})


def _sets_sorted(value: Any) -> Any:
    """A profile as JSON with its sets sorted; every list of words in a profile is a set, one of records is not."""
    if isinstance(value, dict):
        return {key: _sets_sorted(inner) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    return sorted(value) if all(isinstance(v, str) for v in value) else [_sets_sorted(v) for v in value]


def _digest(body: dict[str, Any]) -> str:
    rest = {key: value for key, value in body.items() if key != "digest"}
    return hashlib.sha256(canonical(rest).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON in one form: keys sorted, no space, so that equal values are equal texts."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def receipt_text(receipt: Receipt) -> str:
    """The receipt as it is written to a file: JSON in a fixed order, in ASCII, one line feed at the end."""
    return json.dumps(receipt.model_dump(by_alias=True), indent=1) + "\n"


def receipt_bytes(path: Path, shown: str, written_by: str = "") -> bytes:
    """The content of a receipt, refused by size before more of it is read.

    Args:
        path: the file.
        shown: the file as the user named it.
        written_by: what to say of where receipts come from, where it is none.

    Raises:
        UsageError: RTX101 missing, RTX102 a directory, RTX103 not readable.
    """
    try:
        if path.is_dir():
            raise UsageError.one("RTX102", "this is a directory, not a file", shown)
        return content(path, MAX_RECEIPT_BYTES)
    except FileNotFoundError:
        raise UsageError.one("RTX101", "there is no such file", shown, written_by) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a readable path"
        raise UsageError.one("RTX103", f"the file cannot be read: {reason}", shown) from None


def parse_receipt(data: bytes, shown: str, written_by: str = "") -> Receipt:
    """A receipt from its bytes.

    Args:
        data: what was read.
        shown: the file as the user named it.
        written_by: what to say of where receipts come from, where it is none.

    Raises:
        UsageError: RTX105 not UTF-8, RTX160 too large, RTX161 not JSON, RTX162 no receipt, RTX163 unknown schema,
            RTX164 changed after it was written.
    """
    raw = _json(data, shown, written_by)
    if not isinstance(raw, dict) or "trace" not in raw or "profile" not in raw:
        raise UsageError.one("RTX162", "this is JSON, but no receipt", shown, written_by)
    if raw.get("schema") != 1 or isinstance(raw["schema"], bool):
        known = f"receipt schema {_shown(raw.get('schema'))} is not known; this version of recurtx reads schema 1"
        engine = f"it was written by recurtx {raw['engine']}" if isinstance(raw.get("engine"), str) else written_by
        raise UsageError.one("RTX163", known, shown, engine)
    wrong = _mistakes(Receipt, raw)
    wrong += [(("trace", *steps), says) for steps, says in _mistakes(Trace, raw["trace"])]
    if wrong:
        raise UsageError(_shape(steps, says, shown, written_by) for steps, says in wrong[:_MOST_MISTAKES])
    receipt = Receipt.model_validate(raw)
    _check_digests(receipt, raw, shown)
    return receipt


def _mistakes(model: type[BaseModel], value: Any) -> list[tuple[tuple[int | str, ...], str]]:
    """Where a value is not of the shape of a model, and what is wrong there."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        return [(e["loc"], e["msg"]) for e in error.errors()]
    return []


def _shown(value: object) -> str:
    text = json.dumps(value)
    return f"`{text}`" if len(text) <= 40 else "of this kind"


def _shape(steps: tuple[int | str, ...], says: str, shown: str, written_by: str) -> Problem:
    first, last = steps[:_STEPS_SHOWN], steps[-1:] if len(steps) > _STEPS_SHOWN else ()
    where = ".".join([*map(str, first), *(f"….{step}" for step in last)])
    return Problem("RTX162", f"`{where}`: {says[:1].lower()}{says[1:]}", Location(shown), written_by)


def _json(data: bytes, shown: str, written_by: str) -> Any:
    if len(data) > MAX_RECEIPT_BYTES:
        limit = f"{MAX_RECEIPT_BYTES // 1024 // 1024} MiB"
        raise UsageError.one("RTX160", f"the file is larger than {limit}; no receipt is", shown)
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
        canonical(found).encode()  # refuses half a character, and what is nested too deeply to be written again
    except json.JSONDecodeError as error:
        row = error.doc.split("\n")[error.lineno - 1].rstrip("\r")
        place = Location(shown, error.lineno, error.colno, text=row)
        message = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise UsageError([Problem("RTX161", message, place, written_by)]) from None
    except (ValueError, RecursionError) as error:
        code, message = next((code, says) for kind, code, says in _REFUSED if isinstance(error, kind))
        raise UsageError.one(code, message or str(error), shown, written_by) from None
    return found


class _NoReceipt(ValueError):
    """JSON that Python reads and no receipt holds."""


_REFUSED = (
    (UnicodeEncodeError, "RTX162", "a text holds half a character"),
    (UnicodeDecodeError, "RTX105", "this is not text in UTF-8"),
    (RecursionError, "RTX162", "nested too deeply for a receipt"),
    (_NoReceipt, "RTX162", ""),
    (ValueError, "RTX162", "a number is too long for a receipt"),
)
"""What the reader of JSON raises, the code for it and what is said; where that is empty, what the error says."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _NoReceipt(f"key `{key}` occurs twice")
        found[key] = value
    return found


def _no_number(word: str) -> Any:
    raise _NoReceipt(f"`{word}` is not a number that a receipt holds")


def _check_digests(receipt: Receipt, raw: dict[str, Any], shown: str) -> None:
    """Whether the receipt still is what was written.

    Raises:
        UsageError: RTX164 with the part that was changed, where that can be told.
    """
    try:
        profile = Profile.model_validate_json(json.dumps(receipt.profile))
    except ValidationError:
        profile = None
    if profile is not None and digest_of(profile) != receipt.profile_digest:
        message = "the profile was changed after the receipt was written: its digest is another"
        raise UsageError.one("RTX164", message, shown, "assess the changed profile and write a new receipt")
    if _digest(raw) != receipt.digest:
        message = "the receipt was changed after it was written: its digest is another"
        raise UsageError.one("RTX164", message, shown, "fetch the original, or write a new receipt")


def recorded_profile(receipt: Receipt, ruleset: Ruleset, shown: str, way_out: str = "") -> Record:
    """The profile of a receipt, checked as if it were entered now; ``way_out`` says how older rules are named.

    Raises:
        UsageError: RTX165 and every reason why the profile is not valid with this vocabulary and these rules.
    """
    place = Location(shown)
    try:
        written, problems = flatten(Document(shown, node_of(_with_date(receipt.profile), place), ""))
        return assemble(written, ruleset.names, shown, problems, meant=True)
    except ProfileError as error:
        made, now = receipt.ruleset, f"{ruleset.name} {ruleset.version} ({ruleset.digest[:8]})"
        problem = Problem(
            "RTX165",
            f"the profile in the receipt is not valid with this recurtx and {now}",
            place,
            f"it was made with recurtx {receipt.engine} and {made.name} {made.version} ({made.digest[:8]})"
            + (f"; {way_out}" if way_out else ""),
        )
        raise UsageError([*error.problems, problem]) from None


def _with_date(profile: dict[str, Any]) -> dict[str, Any]:
    """The profile with its date as a date, which JSON writes as text; what is no date stays, and is reported."""
    try:
        return {**profile, "as_of": datetime.date.fromisoformat(profile["as_of"])}
    except (KeyError, TypeError, ValueError):
        return profile
