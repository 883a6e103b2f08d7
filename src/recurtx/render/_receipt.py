"""A replayed receipt: the same answer in one line, or what differs, verdicts first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine import Verdict
from recurtx.profile import VOCABULARY
from recurtx.render._lines import Line, Span, Style, heading, line, wrap
from recurtx.render._phrases import SYMBOLS, VERDICTS, join_up_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.reasoning._receipt import Receipt, TracedFinding
    from recurtx.reasoning._replay import FindingChange, Replay, Turn

__all__ = ["name_and_id", "replay_lines", "verdict_phrase", "was_and_now"]

_KEYS = {
    "because": "the reason in words",
    "for_truth": "the truth of its scope",
    "factor": "the kind of fact",
    "title": "its title",
    "sources": "its sources",
    "disagrees": "sources that disagree",
    "level": "its level of evidence",
    "condition": "its condition",
    "scope": "its scope",
    "effect": "its effect",
    "decisive": "whether it decides",
    "presumed": "what is presumed",
    "evidence_level": "level of evidence",
    "disputed_by": "level of what disputes it",
    "stopped_by": "which rules stop it",
    "missing": "facts that are missing",
    "next": "what to find out next",
    "residual": "what it still turns on",
    "profile": "the profile as it is written out",
    "profile_digest": "the digest of the profile",
    "order": "the order or nesting of options and rules",
}
"""Keys of the public assessment in words; another key is shown as it stands."""


def replay_lines(replay: Replay, width: int) -> list[Line]:
    """Whether the answer is the same; if not, what came with it, which verdicts turn, which findings changed."""
    label = replay.now.profile.get("id")
    found = [line(Span("Replay" + (f" · {label}" if label else ""), Style.BOLD))]
    found += wrap(_result(replay), width)
    if not replay.same:
        found += [line(""), *_versions(replay, width)]
        found += _turns(replay.turns, width)
        found += _findings(replay.findings, width)
        found += _others(replay, width)
    return [*found, line(""), heading("Basis", width), *wrap(_basis(replay.now), width)]


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _result(replay: Replay) -> str:
    total = _count(replay.now.answer().count(), "finding")
    if replay.same:
        return f"same: {total}, " + ("byte-equal" if replay.as_written else "equal; the file is laid out otherwise")
    if replay.same_answer:
        return f"differs in what gave the answer, not in the answer: {total} and every verdict are the same"
    turned = sum(f.turned for f in replay.findings)
    turns = sum(t.before is not None and t.after is not None for t in replay.turns)
    parts = [f"{turns} {'verdict turns' if turns == 1 else 'verdicts turn'}"] if turns else ["no verdict turns"]
    if len(replay.turns) > turns:
        parts.append(f"{_count(len(replay.turns) - turns, 'option')} came or went")
    parts.append(f"{turned} of {total} {'turns' if turned == 1 else 'turn'}" if turned else "no finding turns")
    return "differs: " + ", ".join(parts)


def _basis(receipt: Receipt) -> str:
    ruleset = receipt.ruleset
    parts = [
        f"recurtx {receipt.engine}",
        f"{ruleset.name} {ruleset.version}",
        f"rules {ruleset.digest[:8]}",
        f"profile {receipt.profile_digest[:8]}",
        *([f"as of {receipt.as_of}"] if receipt.as_of else []),
        *([] if receipt.presume else ["nothing presumed"]),
    ]
    return " · ".join(parts)


def was_and_now(before: str | Line | None, after: str | Line | None, width: int) -> list[Line]:
    """What was above what is now, and None left out; a text wraps, a line of spans stands as it is."""
    found: list[Line] = []
    for lead, content in (("     was  ", before), ("     now  ", after)):
        if content is not None:
            found += wrap(content, width, lead) if isinstance(content, str) else [(Span(lead), *content)]
    return found


def name_and_id(name: str, identifier: str, width: int, lead: str = " ▸ ") -> list[Line]:
    """A name in bold with its id in brackets; wrapped, and then plain, where it does not fit."""
    if len(lead) + len(name) + len(identifier) + 3 > width:
        return wrap(f"{name} [{identifier}]", width, lead)
    return [line(lead, Span(name, Style.BOLD), f" [{identifier}]")]


def _versions(replay: Replay, width: int) -> list[Line]:
    """Engine and rules, the receipt's beside those in use."""
    old, new = replay.receipt, replay.now
    rows = [
        ("recurtx", old.engine, new.engine),
        ("rules", f"{old.ruleset.name} {old.ruleset.version}", f"{new.ruleset.name} {new.ruleset.version}"),
        ("rules digest", old.ruleset.digest[:8], new.ruleset.digest[:8]),
    ]
    found: list[Line] = []
    for name, was, is_ in rows:
        if was == is_:
            found.append(line(f"   {name}: {was}, the same"))
        else:
            found += [line(" ▸ ", Span(name, Style.BOLD)), *was_and_now(was, is_, width)]
    if (old.engine, old.ruleset) == (new.engine, new.ruleset):
        text = "Engine and rules are the same: recurtx was changed without a new version, or the receipt was rewritten."
        found += wrap(text, width)
    return found


def verdict_phrase(verdict: Verdict, missing: Sequence[str], width: int) -> Line:
    """Symbol and words of a verdict, below its option; an open one names the facts it turns on."""
    symbol, style = SYMBOLS[verdict]
    words = VERDICTS[verdict]
    if verdict is Verdict.NEEDS_INFORMATION:
        names = [VOCABULARY[p].short if p in VOCABULARY else p for p in missing]
        room = width - len("     was  ? Turns on ")
        words = f"{words} {join_up_to(names, room, ', ') if names else 'its scope'}"
    return line(Span(symbol, style), f" {words}")


def _turns(turns: Sequence[Turn], width: int) -> list[Line]:
    found = [line(""), heading("Verdicts that turn", width)]
    for turn in turns:
        came = " ▸ new option: " if turn.before is None else " ▸ no longer an option: "
        lead = " ▸ " if turn.before and turn.after else came
        found += name_and_id(turn.name, turn.option, width, lead)
        before = turn.before and verdict_phrase(turn.before, turn.missing_before, width)
        after = turn.after and verdict_phrase(turn.after, turn.missing_after, width)
        found += was_and_now(before, after, width)
    return found if turns else [*found, line("   none")]


def _findings(changes: Sequence[FindingChange], width: int) -> list[Line]:
    """Findings whose truth or act is another, option by option; then those that are only put otherwise."""
    found = [line(""), heading("Findings that turn", width)]
    name = ""
    for change in (c for c in changes if c.turned):
        if change.name != name:
            name = change.name
            found.append(line(f"   {name}"))
        found += _finding(change, width)
    return found if name else [*found, line("   none")]


def _finding(change: FindingChange, width: int) -> list[Line]:
    known = change.after or change.before
    if known is None:
        return []
    titles = [known.title]
    if change.before and change.after and change.before.title != change.after.title:
        titles.append(f"before: {change.before.title}")
    found = wrap(f"{'; '.join(titles)} [{known.rule}]", width, " ▸ ")
    old, new = _changed_tests(change)
    before = _doing(change.before, old) if change.before else "no such rule"
    after = _doing(change.after, new) if change.after else "no such rule"
    return [*found, *was_and_now(before, after, width)]


def _changed_tests(change: FindingChange) -> tuple[list[str], list[str]]:
    """Tests of the rule that only the receipt has, and those that only the answer now has."""
    old, new = (dict.fromkeys(_tests(f.rest)) if f else {} for f in (change.before, change.after))
    return [t for t in old if t not in new], [t for t in new if t not in old]


def _doing(finding: TracedFinding, tests: Sequence[str]) -> str:
    """What a rule does, the truth of its condition, its changed tests: ``stops (excludes, true): ECOG at least 3``."""
    return f"{_act(finding)} ({finding.effect}, {finding.truth})" + (f": {'; '.join(tests)}" if tests else "")


def _tests(condition: object) -> Iterator[str]:
    """Every test inside a traced condition, in words."""
    if isinstance(condition, dict):
        path, test = condition.get("fact"), condition.get("test")
        if isinstance(path, str) and isinstance(test, str):
            yield f"{VOCABULARY[path].short if path in VOCABULARY else path} {test}"
        for inner in condition.values():
            yield from _tests(inner)
    elif isinstance(condition, list):
        for inner in condition:
            yield from _tests(inner)


def _act(finding: TracedFinding) -> str:
    if finding.truth == "silent":
        return "silent"
    if finding.acts == "unknown":
        return "not known"
    if finding.effect in ("requires", "excludes"):
        idle = "met" if finding.effect == "requires" else "no objection"
        return "stops" if finding.acts == "true" else idle
    return "holds" if finding.acts == "true" else "does not hold"


def _others(replay: Replay, width: int) -> list[Line]:
    """What else differs, by name."""
    rows: list[Line] = []
    for change in (c for c in replay.findings if c.rest):
        known = change.after or change.before
        if known is not None:
            old, new = _changed_tests(change)
            tests = f" (was {'; '.join(old) or 'nothing'}; now {'; '.join(new) or 'nothing'})" if old or new else ""
            rows += wrap(f"{known.title} [{known.rule}]: {_words(change.rest)}{tests}", width, "   ", "     ")
    for other in replay.others:
        rows += wrap(f"{other.name or 'the whole answer'}: {_words(other.keys)}", width, "   ", "     ")
    return [line(""), heading("Also different", width), *(rows or [line("   nothing")])]


def _words(keys: Sequence[str]) -> str:
    return ", ".join(_KEYS.get(key, key.replace("_", " ")) for key in keys)
