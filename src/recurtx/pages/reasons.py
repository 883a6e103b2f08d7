"""The lines below the verdict of an option on the one screen: what it takes, what speaks for it, what against it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from recurtx.answer import Verdict, becoming, phrases
from recurtx.logic import TRUE, UNKNOWN
from recurtx.pages import parts
from recurtx.ruleset import Effect, lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recurtx.answer import Answer, AssessedOption, Finding
    from recurtx.markup.block import Span, Words

NOTHING = "nothing recorded stops it, nothing recorded speaks for it"
_WAYS = 4
"""So many ways are named; the others are counted."""
_KNOWN = 5
"""How well what is known of an open option can be spared."""
_PREFERRED = (
    Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.NEEDS_INFORMATION, Verdict.POSSIBLE,
    Verdict.USUALLY_NOT, Verdict.NOT_CANDIDATE, Verdict.OUTSIDE_SCOPE,
)  # fmt: skip
"""Which ways are named where there are more."""


class Line(NamedTuple):
    """A line with its lead word; those with a higher ``spare`` are left out first, those with 0 never."""

    lead: str
    words: Words
    spare: int = 0


def turning_facts(option: AssessedOption) -> int:
    """How many facts the shortest set asks for on which an option turns."""
    becomes = option.becomes
    if becomes is None or becoming.is_certain(option):
        return 0
    if becomes.classes:
        return 1
    return min((len({p.path for p in pieces}) for pieces in becomes.if_), default=len(option.missing))


def gap_words(option: AssessedOption, answer: Answer) -> str:
    """What the literature is silent on, in a few words; empty of what is closed, and where no word is said."""
    if option.verdict.closed:
        return ""
    return next((gap.short for gap in answer.gaps.get(option.id, ()) if gap.short), "")


def evidence(option: AssessedOption, answer: Answer) -> str:
    """The level of the evidence, and beside it that there is none for such patients."""
    return phrases.evidence_cell(option, gap_words(option, answer))


def lines(
    option: AssessedOption, answer: Answer, room: int, elsewhere: parts.Elsewhere = parts.ON_SCREEN
) -> Iterator[Line]:
    """The lines of one option, each of at most ``room`` characters where it may be shortened."""

    def said(findings: Iterable[Finding]) -> str:
        return phrases.join_up_to([phrases.finding_phrase(f, answer.situation) for f in findings], room)

    match option.verdict:
        case Verdict.OUTSIDE_SCOPE:
            yield Line("scope:", phrases.outside_phrase(option, answer))
        case Verdict.NOT_CANDIDATE:
            yield Line("stops:", said(phrases.stops_first(option)))
        case Verdict.USUALLY_NOT:
            yield Line("against:", said(by_level(option, "discourages")))
        case Verdict.NEEDS_INFORMATION:
            yield from _asked(option, room)
        case Verdict.POSSIBLE:
            yield _turning(option, room)
    if option.verdict.closed:
        return
    offered, open_ = option.verdict.offered, option.blocks and not becoming.is_certain(option)
    known = (
        ("for:", "supports", offered or open_, 1),
        ("care:", "cautions", True, 0 if offered else 1),
        ("against:", "discourages", option.blocks, 1),
    )
    for lead, effect, told, spare in known:
        found = by_level(option, effect) if told else []
        if found:
            yield Line(lead, said(found), _KNOWN if open_ else spare)
    if option.verdict is Verdict.CANDIDATE and option.missing:
        yield from _could_turn(option, room)
    yield from _beside(option, answer, room, elsewhere)


def by_level(option: AssessedOption, effect: str) -> list[Finding]:
    """Findings of one effect that act, inherited ones too, the best evidence first."""
    return sorted(option.heard(effect), key=lambda f: (f.rule.level, f.entry.id))


def _asked(option: AssessedOption, room: int) -> Iterator[Line]:
    """What an open option asks for: the classes of the one fact, or the smallest sets; then what would close it."""
    becomes = option.becomes
    if becomes is not None and becoming.is_certain(option):
        yield from _in_any_case(option, becomes.verdict)
        return
    lead = "asks:" if becomes is not None and becomes.verdict is Verdict.USUALLY_NOT else "if:"
    classes, ways = becoming.class_words(option), becoming.ways(option)
    unless = becoming.unless(option)
    if classes:
        yield Line(lead, classes)
        yield from _unless(unless, room)
        return
    if not ways:
        yield Line("asks:", _titles(option.blocking()))
        return
    beside = becoming.beside(option)
    yield Line(lead, beside if len(ways) > 1 and len(beside) <= room else ways[0])
    if len(ways) > 1 and len(beside) > room:
        yield Line("or:", ways[1], 7)
    yield from _unless(unless, room)
    closing = _up_to(becoming.closing(option), room)
    if closing:
        yield Line("not:", closing, 6)


def _in_any_case(option: AssessedOption, verdict: Verdict) -> Iterator[Line]:
    """Why an option becomes the same whatever is found, where what is recorded does not say it."""
    if verdict is Verdict.NOT_CANDIDATE:
        asked = (
            f"{lower(f.rule.title)}{' (asked for)' if f.rule.effect is Effect.REQUIRES else ''}"
            for f in option.blocking()
        )
        yield Line("stops:", f"one of these, {becoming.CERTAIN}: {'; '.join(dict.fromkeys(asked))}")
    elif verdict is not Verdict.USUALLY_NOT:
        speaks = ", and something speaks for it" if verdict.offered else ""
        yield Line("", f"{becoming.CERTAIN}, nothing stops it{speaks}")


def _unless(titles: list[str], room: int) -> Iterator[Line]:
    """What may still speak against an open option whatever is found of the rest; left out last."""
    if titles:
        yield Line("unless:", phrases.join_up_to(titles, room, "; "), 1)


def _titles(findings: Iterable[Finding]) -> str:
    return "; ".join(dict.fromkeys(lower(f.rule.title) for f in findings)) or "what it is for is not known to be so"


def _up_to(sets: list[str], room: int) -> str:
    """As many sets as stand on one line."""
    shown = ""
    for one in sets:
        longer = f"{shown} · {one}" if shown else one
        if len(longer) <= room:
            shown = longer
    return shown


def _turning(option: AssessedOption, room: int) -> Line:
    """What would speak for an option that is possible."""
    becomes, ways = option.becomes, becoming.ways(option)
    if becomes is None or not ways or not becomes.verdict.offered:
        return Line("", NOTHING)
    said = becoming.class_words(option) or f"{ways[0]}: {becoming.CLASS[becomes.verdict]}"
    return Line("if:", said if len(said) <= 2 * room else NOTHING)


def turn_lead(option: AssessedOption) -> str:
    """What unrecorded values would do to a verdict that waits for nothing, in the words that stand before them."""
    found = option.remaining
    return "usually not if" if found is not None and found.verdict is Verdict.USUALLY_NOT else "care if"


def _could_turn(option: AssessedOption, room: int) -> Iterator[Line]:
    """What unrecorded values would add care, or speak against, with their thresholds."""
    found, residual = becoming.turning(option), option.remaining
    if residual is not None and found:
        lead = f"{turn_lead(option)} "
        yield Line("ask:", lead + phrases.join_up_to(found, room - len(lead), ", "), 8)


def _beside(option: AssessedOption, answer: Answer, room: int, elsewhere: parts.Elsewhere) -> Iterator[Line]:
    """What is usual, what the literature is silent on, the ways, the named trials."""
    usual = "; ".join(dict.fromkeys(_usual(option, answer)))
    if usual:
        yield Line("usual:", usual, 2)
    gap = gap_words(option, answer)
    if not option.verdict.closed and (not gap or gap not in evidence(option, answer)):
        yield from (Line("gap:", words, 3) for words in _gap(option, answer, room))
    if option.modalities:
        telling = any(m.verdict is not Verdict.NEEDS_INFORMATION for m in option.modalities)
        yield Line("ways:", tuple(_ways(option)), (4 if option.verdict.offered else 6) if telling else 9)
    trials = _trial_count(option, answer)
    if trials:
        yield Line("named:", f"{trials}: {elsewhere.argument.format(option.id)}", 10)


def _gap(option: AssessedOption, answer: Answer, room: int) -> Iterator[str]:
    """What the literature is silent on, in one line: its first clause where that fits."""
    for gap in answer.gaps.get(option.id, ())[:1]:
        clause = re.split(r"[,;.] ", gap.says)[0].rstrip(".")
        short = f"{gap.short}; the levels lean on other patients" if gap.short else clause[: clause.rfind(" ", 0, room)]
        yield clause[:1].lower() + clause[1:] if len(clause) <= room else short


def _usual(option: AssessedOption, answer: Answer) -> Iterator[str]:
    """What a guideline names as the usual next step, and which."""
    for one in parts.flat([option]):
        against = one.verdict.closed or one.verdict is Verdict.USUALLY_NOT
        for finding in () if against else one.acting("supports"):
            if finding.rule.usual is not None:
                source = answer.ruleset.sources[finding.rule.usual.source]
                dated = f" of {source.year}" if source.year else ""
                yield f"{lower(one.option.name)} next ({source.kind.replace('-', ' ')}{dated})"


def _ways(option: AssessedOption) -> Iterator[str | Span]:
    """The modalities, those that can be offered named before others; a sign never parts from its words."""
    found = option.modalities
    chosen = sorted(found, key=lambda m: _PREFERRED.index(m.verdict))[:_WAYS]
    for place, modality in enumerate(m for m in found if m in chosen):
        yield "  " if place else ""
        yield parts.symbol(modality.verdict)
        yield f" {modality.option.short}".replace(" ", "\xa0")
    if len(found) > _WAYS:
        yield f"  {len(found) - _WAYS}\xa0more"


def _trial_count(option: AssessedOption, answer: Answer) -> str:
    """How many named trials may fit, in one line; empty where none is listed for such patients."""
    truths = [m.truth for m in parts.named_trials(option, answer) if not m.trial.status.closed]
    fit, open_ = truths.count(TRUE), truths.count(UNKNOWN)
    counts = [f"{fit} may fit"] if fit else []
    counts += [f"{open_} more on further facts" if fit else f"{open_} may fit on further facts"] if open_ else []
    return ", ".join(counts)
