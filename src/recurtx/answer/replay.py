"""A receipt replayed: whether the rules in use still give the same answer, and if not, exactly what differs.

Nothing is passed over: what no comparison here knows by name is reported by the key under which it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recurtx.answer.answer import answer
from recurtx.answer.receipt import canonical, receipt_of, receipt_text, recorded_profile
from recurtx.engine import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from recurtx.answer.receipt import Receipt, TracedFinding, TracedOption
    from recurtx.ruleset import Ruleset

_STAMPED = frozenset({"options", "profile", "profile_digest", "ruleset"})
"""Keys of a trace that are compared elsewhere."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An option whose verdict is another; None where it does not exist. ``missing`` are facts that it turns on."""

    option: str
    name: str
    before: Verdict | None
    after: Verdict | None
    missing_before: tuple[str, ...] = ()
    missing_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that is another; None where there is no such rule.

    ``rest`` names what else is another than its truth and whether it acts.
    """

    option: str
    name: str
    before: TracedFinding | None
    after: TracedFinding | None
    rest: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The id of the rule."""
        known = self.after or self.before
        return known.rule if known else ""

    @property
    def turned(self) -> bool:
        """Whether the rule came or went, or its truth, its effect, or whether it acts, is another."""
        old, new = self.before, self.after
        if old is None or new is None:
            return True
        return (old.truth, old.acts, old.effect) != (new.truth, new.acts, new.effect)


@dataclass(frozen=True, slots=True)
class OptionChange:
    """What else is another with an option, by key: its evidence level, its close calls. No name: the whole answer."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """A receipt and the answer now.

    ``as_written`` says that the file holds, byte for byte, what would be written now.
    """

    receipt: Receipt
    now: Receipt
    as_written: bool
    turns: tuple[Turn, ...]
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
    turns = tuple(_turns(before, after))
    findings = tuple(f for name in (before | after) for f in _findings(before.get(name), after.get(name)))
    others = tuple(_others(receipt, now, before, after))
    if receipt.trace != now.trace and not (turns or findings or others) and receipt.ruleset == now.ruleset:
        others = (OptionChange("", ("order",)),)
    return Replay(receipt, now, receipt_text(now).encode() == data, turns, findings, others)


def _turns(before: Mapping[str, TracedOption], after: Mapping[str, TracedOption]) -> Iterable[Turn]:
    for name, known in {**before, **after}.items():
        old, new = before.get(name), after.get(name)
        was = Verdict(old.verdict) if old else None
        is_ = Verdict(new.verdict) if new else None
        if was is not is_:
            missing = (tuple(old.missing) if old else (), tuple(new.missing) if new else ())
            yield Turn(name, known.name, was, is_, *missing)


def _findings(old: TracedOption | None, new: TracedOption | None) -> Iterable[FindingChange]:
    """Findings of one option that are others; none where the whole option came or went."""
    if old is None or new is None:
        return
    before, after = {f.rule: f for f in old.findings}, {f.rule: f for f in new.findings}
    for rule in before | after:
        was, is_ = before.get(rule), after.get(rule)
        rest = _differing(was.model_dump(), is_.model_dump()) if was and is_ else ()
        change = FindingChange(new.id, new.name, was, is_, tuple(k for k in rest if k not in ("truth", "acts")))
        if rest or change.turned:
            yield change


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys under which two mappings hold different things."""
    return tuple(k for k in {**old, **new} if k not in old or k not in new or canonical(old[k]) != canonical(new[k]))


def _others(
    receipt: Receipt, now: Receipt, before: Mapping[str, TracedOption], after: Mapping[str, TracedOption]
) -> Iterable[OptionChange]:
    """All that is no verdict and no finding."""
    keys = [k for k in _differing(receipt.trace, now.trace) if k not in _STAMPED]
    keys += [k for k in ("profile", "profile_digest", "as_of") if getattr(receipt, k) != getattr(now, k)]
    keys += _differing(_extra(receipt), _extra(now))
    if keys:
        yield OptionChange("", tuple(keys))
    for name, old in before.items():
        if name in after:
            new = after[name]
            rest = list(_differing({**old.rest, "name": old.name}, {**new.rest, "name": new.name}))
            if old.verdict == new.verdict and old.missing != new.missing:
                rest.append("missing")
            if rest:
                yield OptionChange(new.name, tuple(rest))


def _extra(receipt: Receipt) -> dict[str, Any]:
    """What a trace says of its rules beyond the stamp of the receipt."""
    ruleset = receipt.trace.get("ruleset")
    known = ruleset if isinstance(ruleset, dict) else {}
    return {f"rules: {k}": v for k, v in known.items() if k not in ("name", "version", "digest")}


def replay_data(found: Replay) -> dict[str, Any]:
    """What differs as plain data."""
    sides = ((side, {"engine": r.engine, "ruleset": r.ruleset.model_dump(), "profile_digest": r.profile_digest})
             for side, r in (("before", found.receipt), ("after", found.now)))  # fmt: skip
    return {
        "same": found.same,
        "same_answer": found.same_answer,
        "byte_equal": found.as_written,
        **dict(sides),
        "verdicts": [
            {"option": t.option, "name": t.name, "before": t.before and t.before.value,
             "after": t.after and t.after.value}
            for t in found.turns
        ],
        "findings": [
            {"option": f.option, "rule": f.rule, "turned": f.turned, "changed": list(f.rest),
             "before": _acting(f.before), "after": _acting(f.after)}
            for f in found.findings
        ],
        "others": [{"name": o.name or None, "changed": list(o.keys)} for o in found.others],
    }  # fmt: skip


def _acting(finding: TracedFinding | None) -> dict[str, str] | None:
    if finding is None:
        return None
    return {"effect": finding.effect, "truth": finding.truth, "acts": finding.acts}
