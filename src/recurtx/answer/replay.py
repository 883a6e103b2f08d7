"""A receipt replayed: whether the rules in use still give the same answer, and if not, exactly what differs.

Nothing is passed over: what no comparison here knows by name is reported by the key under which it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from recurtx.answer.answer import answer
from recurtx.answer.receipt import TracedFinding, TracedOption, canonical, receipt_of, receipt_text, recorded_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.answer.receipt import Receipt
    from recurtx.ruleset import Ruleset

T = TypeVar("T", TracedOption, TracedFinding)
_STAMPED = frozenset({"options", "profile", "profile_digest", "ruleset"})
"""Keys of a trace that are compared elsewhere."""


@dataclass(frozen=True, slots=True)
class Sides(Generic[T]):
    """An option or a finding in the receipt and in the answer now, None where there is none."""

    before: T | None
    after: T | None

    @property
    def known(self) -> T:
        """What it is now, or what it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError
        return found


@dataclass(frozen=True, slots=True)
class FindingChange(Sides[TracedFinding]):
    """A finding that is another; ``rest`` names what is another besides its truth and whether it acts."""

    option: TracedOption
    rest: tuple[str, ...] = ()

    @property
    def turned(self) -> bool:
        """Whether the rule came or went, or its truth, its effect, or whether it acts, is another."""
        return _does(self.before) != _does(self.after)


@dataclass(frozen=True, slots=True)
class OptionChange:
    """What else is another with an option, by key: its evidence level, its close calls. No name: the whole answer."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """A receipt and the answer now.

    ``as_written`` says that the file holds, byte for byte, what would be written now; ``turns`` are the options whose
    verdict is another.
    """

    receipt: Receipt
    now: Receipt
    as_written: bool
    turns: tuple[Sides[TracedOption], ...]
    findings: tuple[FindingChange, ...]
    others: tuple[OptionChange, ...]

    @property
    def same(self) -> bool:
        """Whether engine, rules and answer are the same."""
        return self.receipt == self.now

    @property
    def same_answer(self) -> bool:
        """Whether every verdict, every finding and all that stands beside them is the same."""
        return not (self.turns or self.findings or self.others)


def replay(receipt: Receipt, data: bytes, ruleset: Ruleset, shown: str, way_out: str = "") -> Replay:
    """Ask a receipt's question again.

    Args:
        receipt: what was read.
        data: the bytes it was read from.
        ruleset: the rules in use.
        shown: the file as the user named it.
        way_out: how older rules are named, for a profile that these cannot read.

    Raises:
        UsageError: RTX165 the profile is not valid with this vocabulary and these rules.
    """
    record = recorded_profile(receipt, ruleset, shown, way_out)
    found = answer(record.profile, ruleset, presume=receipt.presume, warnings=record.warnings)
    now = receipt_of(found, presume=receipt.presume)
    before, after = receipt.answer().every(), now.answer().every()
    turns = tuple(Sides(*s) for s in _sides(before, after) if (s[0] and s[0].verdict) != (s[1] and s[1].verdict))
    both = [(was, is_) for was, is_ in _sides(before, after) if was and is_]
    findings = tuple(finding for pair in both for finding in _findings(*pair))
    new = _new_keys(receipt, now)
    others = (*_whole(receipt, now), *(other for pair in both for other in _others(*pair, new)))
    if receipt.trace != now.trace and not (turns or findings or others) and receipt.ruleset == now.ruleset:
        others = (OptionChange("", ("order",)),)
    return Replay(receipt, now, receipt_text(now).encode() == data, turns, findings, others)


def _sides(before: Mapping[str, T], after: Mapping[str, T]) -> list[tuple[T | None, T | None]]:
    return [(before.get(name), after.get(name)) for name in {**before, **after}]


def _findings(old: TracedOption, new: TracedOption) -> Iterable[FindingChange]:
    """Findings of one option that are others."""
    for was, is_ in _sides({f.rule: f for f in old.findings}, {f.rule: f for f in new.findings}):
        keys = _differing(was.model_dump(), is_.model_dump()) if was and is_ else ()
        if keys or not (was and is_):
            yield FindingChange(was, is_, new, tuple(k for k in keys if k not in ("truth", "acts")))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys under which two mappings hold different things."""
    return tuple(k for k in {**old, **new} if k not in old or k not in new or canonical(old[k]) != canonical(new[k]))


def _whole(receipt: Receipt, now: Receipt) -> Iterable[OptionChange]:
    """What is another with the whole answer."""
    keys = [k for k in _differing(receipt.trace, now.trace) if k not in _STAMPED]
    keys += [k for k in ("profile", "profile_digest", "as_of") if getattr(receipt, k) != getattr(now, k)]
    keys += _differing(_extra(receipt), _extra(now))
    if keys:
        yield OptionChange("", tuple(keys))


def _new_keys(receipt: Receipt, now: Receipt) -> frozenset[str]:
    """What an answer of the schema in use says of every option, and one of the receipt's schema of none."""
    if receipt.trace.get("schema") == now.trace.get("schema"):
        return frozenset()
    was, is_ = ({key for option in side.answer().every().values() for key in option.rest} for side in (receipt, now))
    return frozenset(is_ - was)


def _others(old: TracedOption, new: TracedOption, unknown: frozenset[str]) -> Iterable[OptionChange]:
    """All that is no verdict and no finding of one option; ``unknown`` are keys that its receipt could not have."""
    keys = _differing({**old.rest, "name": old.name}, {**new.rest, "name": new.name})
    keys = tuple(key for key in keys if key not in unknown)
    if old.verdict == new.verdict and old.missing != new.missing:
        keys += ("missing",)
    if keys:
        yield OptionChange(new.name, keys)


def _extra(receipt: Receipt) -> dict[str, Any]:
    """What a trace says of its rules beyond the stamp of the receipt."""
    ruleset = receipt.trace.get("ruleset")
    known = ruleset if isinstance(ruleset, dict) else {}
    return {f"rules: {k}": v for k, v in known.items() if k not in ("name", "version", "digest")}


def replay_data(found: Replay) -> dict[str, Any]:
    """What differs as plain data."""
    stamps = ("engine", "ruleset", "profile_digest")
    return {
        "same": found.same,
        "same_answer": found.same_answer,
        "byte_equal": found.as_written,
        "before": found.receipt.model_dump(include=set(stamps)),
        "after": found.now.model_dump(include=set(stamps)),
        "verdicts": [
            {"option": t.known.id, "name": t.known.name, "before": t.before and t.before.verdict,
             "after": t.after and t.after.verdict}
            for t in found.turns
        ],
        "findings": [
            {"option": f.option.id, "rule": f.known.rule, "turned": f.turned, "changed": f.rest,
             "before": _does(f.before), "after": _does(f.after)}
            for f in found.findings
        ],
        "others": [{"name": o.name or None, "changed": o.keys} for o in found.others],
    }  # fmt: skip


def _does(finding: TracedFinding | None) -> dict[str, str] | None:
    return None if finding is None else finding.model_dump(include={"effect", "truth", "acts"})
