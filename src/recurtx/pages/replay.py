"""A replayed receipt: the same answer in one line, or what differs, verdicts first."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from recurtx.answer import Verdict
from recurtx.answer.phrases import deed
from recurtx.logic import Truth
from recurtx.markup.block import Gap, Heading, Item, Span, Text, Title, Tone
from recurtx.pages.sides import counted, marked, section, verb, verdict_words, was_and_now
from recurtx.profile import VOCABULARY
from recurtx.ruleset import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.answer.receipt import Receipt, TracedFinding, TracedOption
    from recurtx.answer.replay import FindingChange, Replay, Sides
    from recurtx.markup.block import Block, Page

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
"""Keys of the assessment as JSON in words; another key is shown as it stands."""


def replay_page(replay: Replay) -> Page:
    """Whether the answer is the same; if not, what came with it, which verdicts turn, which findings changed."""
    label = replay.now.profile.get("id")
    page: list[Block] = [Title("Replay" + (f" · {label}" if label else "")), Text(_result(replay))]
    if not replay.same:
        page += [
            Gap(), *_versions(replay),
            Gap(), *section("Verdicts that turn", [b for t in replay.turns for b in _turn(t)], "none"),
            Gap(), *section("Findings that turn", list(_findings(replay.findings)), "none"),
            Gap(), *section("Also different", list(_others(replay)), "nothing"),
        ]  # fmt: skip
    return [*page, Gap(), Heading("Basis"), Text(_basis(replay.now))]


def _result(replay: Replay) -> str:
    total = counted(replay.now.answer().count(), "finding")
    if replay.same:
        return f"same: {total}, " + ("byte-equal" if replay.as_written else "equal; the file is laid out otherwise")
    if replay.same_answer:
        return f"differs in what gave the answer, not in the answer: {total} and every verdict are the same"
    turned = sum(f.turned for f in replay.findings)
    turns = sum(t.before is not None and t.after is not None for t in replay.turns)
    parts = [f"{counted(turns, 'verdict')} {verb(turns, 'turn')}" if turns else "no verdict turns"]
    if len(replay.turns) > turns:
        parts.append(f"{counted(len(replay.turns) - turns, 'option')} came or went")
    parts.append(f"{turned} of {total} {verb(turned, 'turn')}" if turned else "no finding turns")
    return "differs: " + ", ".join(parts)


def _basis(receipt: Receipt) -> str:
    ruleset = receipt.ruleset
    parts = (
        f"recurtx {receipt.engine}",
        f"{ruleset.name} {ruleset.version}",
        f"rules {ruleset.digest[:8]}",
        f"profile {receipt.profile_digest[:8]}",
        f"as of {receipt.as_of}" if receipt.as_of else "",
        "" if receipt.presume else "nothing presumed",
    )
    return " · ".join(filter(None, parts))


def _versions(replay: Replay) -> Iterator[Block]:
    """Engine and rules, the receipt's beside those in use."""
    old, new = replay.receipt, replay.now
    rows = [
        ("recurtx", old.engine, new.engine),
        ("rules", f"{old.ruleset.name} {old.ruleset.version}", f"{new.ruleset.name} {new.ruleset.version}"),
        ("rules digest", old.ruleset.digest[:8], new.ruleset.digest[:8]),
    ]
    for name, was, is_ in rows:
        if was == is_:
            yield Text(f"{name}: {was}, the same", 1)
        else:
            yield Item("▸", Span(name, Tone.STRONG))
            yield from was_and_now(was, is_)
    if (old.engine, old.ruleset) == (new.engine, new.ruleset):
        yield Text("Engine and rules are the same: recurtx was changed without a new version, or the receipt was "
                   "rewritten.")  # fmt: skip


def _turn(turn: Sides[TracedOption]) -> Iterator[Block]:
    came = "new option: " if turn.before is None else "no longer an option: "
    yield marked(turn.known.name, turn.known.id, "" if turn.before and turn.after else came)
    both = (turn.before, turn.after)
    yield from was_and_now(*(verdict_words(Verdict(o.verdict), o.missing) if o else None for o in both))


def _findings(changes: Sequence[FindingChange]) -> Iterator[Block]:
    """Findings whose truth or act is another, option by option."""
    for name, some in groupby((c for c in changes if c.turned), lambda change: change.option.name):
        yield Text(name, 1)
        for change in some:
            yield from _finding(change)


def _finding(change: FindingChange) -> Iterator[Block]:
    old, new = change.before, change.after
    was = f"; before: {old.title}" if old and new and old.title != new.title else ""
    yield Item("▸", f"{change.known.title}{was} [{change.known.rule}]")
    tests = _changed_tests(change)
    yield from was_and_now(*(_doing(f, t) if f else "no such rule" for f, t in zip((old, new), tests, strict=True)))


def _changed_tests(change: FindingChange) -> tuple[list[str], list[str]]:
    """Tests of the rule that only the receipt has, and those that only the answer now has."""
    old, new = (dict.fromkeys(_tests(f.rest)) if f else {} for f in (change.before, change.after))
    return [t for t in old if t not in new], [t for t in new if t not in old]


def _doing(finding: TracedFinding, tests: Sequence[str]) -> str:
    """What a rule does, the truth of its condition, its changed tests: ``stops (excludes, true): ECOG at least 3``."""
    does = deed(Effect(finding.effect), Truth(finding.acts), silent=finding.truth == "silent").word
    return f"{does} ({finding.effect}, {finding.truth})" + (f": {'; '.join(tests)}" if tests else "")


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


def _others(replay: Replay) -> Iterator[Block]:
    """What else differs, by name."""
    for change in (c for c in replay.findings if c.rest):
        old, new = _changed_tests(change)
        tests = f" (was {'; '.join(old) or 'nothing'}; now {'; '.join(new) or 'nothing'})" if old or new else ""
        yield Text(f"{change.known.title} [{change.known.rule}]: {_words(change.rest)}{tests}", 1)
    for other in replay.others:
        yield Text(f"{other.name or 'the whole answer'}: {_words(other.keys)}", 1)


def _words(keys: Sequence[str]) -> str:
    return ", ".join(_KEYS.get(key, key.replace("_", " ")) for key in keys)
