"""What pages of an answer share: its head, what is urgent, advice, close calls, sources, named trials, its basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import Verdict, phrases
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.markup.block import Gap, Heading, Item, Span, Text, Title, Tone, Urgent
from recurtx.profile import VOCABULARY, Origin, test_words
from recurtx.ruleset import FactTest, Status, Urgency, condition_words, lower

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from recurtx.answer import AssessedOption, Assessment, CloseCall, Step, TrialMatch
    from recurtx.markup.block import Block, Page, Words
    from recurtx.reasoning.next import Answer as Reply
    from recurtx.reasoning.next import Question
    from recurtx.ruleset import Advice, Option, Ruleset, Trial

CHECK_STATUS = "check the current status"
_URGENCIES = {Urgency.BEFORE: "before deciding", Urgency.ALONGSIDE: "alongside"}
_FEW_FACTS = 8
"""Up to so many recorded facts the head says that little is recorded."""
_WARNINGS = 20
"""Warnings shown at most; the JSON document holds them all."""
_STATUSES = {
    Status.RECRUITING: "recruiting",
    Status.ONGOING: "ongoing",
    Status.NOT_YET: "not yet recruiting",
    Status.NOT_RECRUITING: "no longer recruiting",
    Status.COMPLETED: "completed",
    Status.UNKNOWN: "recruitment not known",
}


def symbol(verdict: Verdict) -> Span:
    """The sign of a verdict."""
    return sign(*phrases.SYMBOLS[verdict])


def sign(character: str, word: str) -> Span:
    """A sign, with the word for how it stands out."""
    return Span(character, Tone(word))


def verdict(option: AssessedOption, room: int) -> Words:
    """Sign and words of a verdict in at most ``room`` characters, for the right edge."""
    return symbol(option.verdict), Span(f" {phrases.verdict_words(option, room)}", Tone.STRONG)


def flat(options: Iterable[AssessedOption]) -> list[AssessedOption]:
    """Options with their modalities, down to the last, in order."""
    return [m for o in options for m in (o, *flat(o.modalities))]


def titled(title: str, answer: Assessment) -> str:
    """A title with the label of the patient."""
    return f"{title} · {answer.profile.id}" if answer.profile.id else title


def counted(number: int, one: str) -> str:
    """``1 rule``, ``2 rules``."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def section(title: str, blocks: Iterable[Block], empty: str = "none", level: int = 1) -> Page:
    """A section that says so where it is empty."""
    return [Heading(title, level), *(list(blocks) or [Text(empty, 1)])]


def fields(depth: int, *rows: tuple[str, Words | None]) -> list[Item]:
    """What is known of something, each behind its word; what is not known is left out."""
    return [Item(lead, words, depth) for lead, words in rows if words]


def way_of(option: Option, ruleset: Ruleset) -> str:
    """``a way of systemic therapy``; empty for an option at the top."""
    return ", which is ".join(f"a way of {lower(parent.name)}" for parent in ruleset.lineage(option.id))


def head(answer: Assessment) -> Page:
    """The title, the patient in one line, and how much is recorded where that is little."""
    found: list[Block] = [Title(titled("Options after recurrence", answer)), Text(phrases.summary(answer.situation))]
    recorded = len(answer.profile.recorded())
    waiting = sum(o.verdict is Verdict.NEEDS_INFORMATION for o in answer.options)
    if recorded > _FEW_FACTS or not waiting:
        return found
    wait = f"{counted(waiting, 'verdict')} {'waits' if waiting == 1 else 'wait'}"
    return [*found, Text(f"Little is recorded: {counted(recorded, 'fact')}. {wait} for an answer.")]


def urgent(answer: Assessment) -> Page:
    """Urgent advice; nothing where there is none."""
    found = [Urgent("URGENT", f"{_recorded(a, answer)}{a.says}") for a in _urgent(answer)]
    return [*found, Gap()] if found else []


def urgent_again(answer: Assessment) -> Page:
    """The same in short, for the end of what may have scrolled."""
    firsts = ((a, a.says.partition(". ")[0].rstrip(".")) for a in _urgent(answer))
    return [Item(Span("URGENT", Tone.URGENT), f"{_recorded(a, answer)}{first}.") for a, first in firsts]


def _urgent(answer: Assessment) -> list[Advice]:
    return [a for a in answer.advice if a.urgency is Urgency.URGENT]


def _recorded(advice: Advice, answer: Assessment) -> str:
    """What is recorded that makes advice urgent, in words: ``Recorded: perforation, sepsis.``"""
    words = phrases.trigger_words(answer.evaluated(advice), answer.situation)
    return f"Recorded: {words}. " if words else f"{advice.title}. "


def alike(questions: Iterable[Question], speaks: Callable[[Reply], bool]) -> list[tuple[list[str], Reply]]:
    """Answers about elements of a set, those that mean the same together, each with its elements."""
    rows: dict[tuple[object, ...], tuple[list[str], Reply]] = {}
    for question in questions:
        for reply in filter(speaks, question.answers):
            key = (reply.cells, frozenset(reply.turns.items()))
            rows.setdefault(key, ([], reply))[0].append(question.element)
    return list(rows.values())


def turned(reply: Reply, order: Iterable[Verdict]) -> list[tuple[Verdict, list[str]]]:
    """The verdicts that an answer leads to, in this order, each with its options."""
    names = ((v, [name for name, verdict in reply.turns.items() if verdict is v]) for v in order)
    return [(verdict, found) for verdict, found in names if found]


def advice(answer: Assessment, most: int | None = None) -> Page:
    """Advice that is not urgent, at most so much of it."""
    every = [Item(_URGENCIES[a.urgency], a.line, 1) for a in answer.advice if a.urgency is not Urgency.URGENT]
    more = len(every) - len(every[:most])
    title = "Whatever is chosen" + (f", and {more} more in --verbose" if more else "")
    return section(title, every[:most], "none on these facts")


def close_calls(options: Iterable[AssessedOption], most: int | None = None) -> Page:
    """Close calls, those with the same fact, edge and verdict together."""
    groups: dict[tuple[object, ...], tuple[CloseCall, list[str]]] = {}
    for option in options:
        for call in option.close_calls:
            key = (call.verdict is call.verdict_if, call.fact, call.nearest, call.verdict_if)
            groups.setdefault(key, (call, []))[1].append(option.option.name)
    shown = [groups[key] for key in sorted(groups, key=lambda key: key[0] is True)][:most]
    found = [Item("close call", phrases.close_call_phrase(call, names), 1) for call, names in shown]
    rest = len(groups) - len(shown)
    if rest and not shown:
        near = dict.fromkeys(f"{VOCABULARY[c.fact].short} ±{c.margin}" for c, _ in groups.values())
        return [Item("close call", f"{', '.join(near)}: see explain", 1)]
    return [*found, Item("", f"{rest} more: explain", 1)] if rest else found


def presumptions(options: Iterable[AssessedOption]) -> Page:
    """What was taken as absent; nothing where no verdict leans on it."""
    presumed = phrases.presumed_phrase(p for o in options for p in o.presumed)
    return [Item("presumed", f"not recorded, so taken as absent: {presumed}", 1)] if presumed else []


def calls_and_presumptions(options: Sequence[AssessedOption], answer: Assessment, most: int | None = None) -> Page:
    """What is near a threshold, what was presumed, what no rule reads; of modalities too, unless ``most`` is set."""
    shown = flat(options) if most is None else options
    found = [*close_calls(shown, most), *presumptions(shown), *_not_read(answer.warnings)]
    return section("Close calls and presumptions", found)


def _not_read(warnings: Sequence[str]) -> Iterator[Item]:
    yield from (Item("not read", warning, 1) for warning in warnings[:_WARNINGS])
    if len(warnings) > _WARNINGS:
        yield Item("", f"{len(warnings) - _WARNINGS} more, not shown", 1)


def basis(answer: Assessment) -> Page:
    """Who this is for, what the columns mean, and which rules and facts gave the answer."""
    ruleset = answer.ruleset
    text = (
        "For review by professionals; the team and the patient decide. Evidence: best OCEBM level behind what "
        "decides, 1 strongest, 5 opinion; for v against. Still open: unrecorded facts that can change the "
        "verdict. Sources: explain."
    )
    parts = [f"{ruleset.name} {ruleset.version}", f"rules {ruleset.digest[:8]}", f"profile {answer.profile_digest[:8]}"]
    if answer.profile.as_of is not None:
        parts.append(f"as of {answer.profile.as_of.isoformat()}")
    return [Heading("Basis"), Text(text), Text(" · ".join(parts))]


class Sources:
    """The sources of a page, numbered in order of first mention."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._numbers: dict[str, int] = {}

    def marks(self, *sources: str) -> str:
        """``[1][2]``, numbering sources as they come."""
        return "".join(f"[{self._numbers.setdefault(s, len(self._numbers) + 1)}]" for s in dict.fromkeys(sources))

    def page(self) -> Page:
        """What was cited."""
        lines = (Item(f"[{n}]", source_line(self._ruleset, source), 1) for source, n in self._numbers.items())
        return section("Sources", lines)


def source_line(ruleset: Ruleset, source: str) -> Words:
    """Authors, title, journal, year, link: one line of the bibliography."""
    entry = ruleset.sources[source]
    parts = (entry.authors, entry.title.rstrip("."), entry.journal, str(entry.year) if entry.year else None)
    words = ". ".join(p for p in parts if p)
    return (f"{words}. ", Span(entry.link, link=entry.link)) if entry.link else words


def status_words(trial: Trial) -> str:
    """What the registry said, and when: ``recruiting as read on 2025-06; check the current status``."""
    when = f"on {trial.read}" if trial.read else "on a page without a date"
    as_read = "" if trial.status is Status.UNKNOWN else " as read"
    return f"{status_word(trial)}{as_read} {when}; {CHECK_STATUS}"


def status_word(trial: Trial) -> str:
    """What the registry said of recruitment."""
    return _STATUSES[trial.status]


def gap_sentences(option: AssessedOption, answer: Assessment) -> list[str]:
    """What the literature is silent on for this patient and this option."""
    return [gap.says for gap in answer.gaps.get(option.option.id, ())]


def named_trials(option: AssessedOption, answer: Assessment) -> list[TrialMatch]:
    """Trials under an option or one of its modalities, none where that is stopped or outside; open ones first."""
    truths, statuses = (TRUE, UNKNOWN, FALSE, None), list(Status)

    def place(match: TrialMatch) -> tuple[bool, int, int, str]:
        status = match.trial.status
        return status.closed, truths.index(match.truth), statuses.index(status), match.trial.id

    return sorted(_trials_below(option, answer), key=place)


def _trials_below(option: AssessedOption, answer: Assessment) -> Iterator[TrialMatch]:
    if not option.verdict.closed:
        yield from answer.trials_under(option.option.id)
        for modality in option.modalities:
            yield from _trials_below(modality, answer)


def trial_words(match: TrialMatch, answer: Assessment) -> str:
    """What a profile can say of the trial, in one phrase."""
    if match.truth is FALSE:
        return "not on these facts: " + "; ".join(_criterion(s, answer) for s in match.criteria(FALSE))
    if match.truth is UNKNOWN:
        open_ = (condition_words(s.condition, answer.ruleset) for s in match.criteria(UNKNOWN))
        return "turns on " + "; ".join(open_)
    return "nothing recorded speaks against asking"


def _criterion(step: Step, answer: Assessment) -> str:
    """A criterion that is not met, with the patient's own value before it."""
    condition = step.condition
    if isinstance(condition, FactTest) and answer.situation.knowledge(condition.path).origin is not Origin.UNKNOWN:
        fact, value = VOCABULARY[condition.path], phrases.value_words(condition.path, answer.situation)
        return f"{fact.short} {value} (asks for {test_words(fact, condition.test)})"
    return f"asks for {condition_words(condition, answer.ruleset)}"
