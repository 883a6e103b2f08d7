"""What pages of an answer share: its head, what is urgent, advice, close calls, sources, named trials, its basis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from recurtx.answer import Verdict, phrases
from recurtx.answer.asked import asked
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.markup.block import Foot, Gap, Heading, Item, Judged, Span, Text, Title, Tone, Urgent, spans
from recurtx.profile import UNDERSTOOD, VOCABULARY, Origin, SetContent, short_name, test_words
from recurtx.ruleset import BRACES, FactTest, Status, Urgency, condition_words, lower

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from recurtx.answer import Answer, AssessedOption, Assessment, CloseCall, Step, TrialMatch
    from recurtx.markup.block import Block, Page, Words
    from recurtx.reasoning.next import Answer as Reply
    from recurtx.reasoning.next import Question
    from recurtx.ruleset import Advice, Option, Ruleset, Trial


class Elsewhere(NamedTuple):
    """Where a reader finds what a page leaves out: everything, and the argument for one option."""

    everything: str
    argument: str


ON_SCREEN = Elsewhere("in --verbose", "explain {}")
ON_PAPER = Elsewhere("below", "below")
CHECK_STATUS = "check the current status"
URGENCIES = {Urgency.BEFORE: "before deciding", Urgency.ALONGSIDE: "alongside"}
_SLACK = 12
"""Characters of two lines that are lost where the first one breaks."""
_NO_RELAPSE = (
    "No site and no proof of a relapse is recorded: these rules are about relapse, not about adjuvant treatment or "
    "follow-up."
)
_SHORT_TITLE = 60
_LEGEND = {
    Verdict.CANDIDATE: "for",
    Verdict.CANDIDATE_WITH_CAUTION: "for, with care",
    Verdict.POSSIBLE: "nothing for or against",
    Verdict.USUALLY_NOT: "against",
    Verdict.NEEDS_INFORMATION: "if",
    Verdict.NOT_CANDIDATE: "not",
    Verdict.OUTSIDE_SCOPE: "n/a",
}
"""What the symbol of a verdict says, in the legend of a screen."""
_ADVICE = 70
"""Letters of advice in a line, as those who write it have."""
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


def verdict(option: AssessedOption) -> Words:
    """Sign and words of a verdict, for the right edge."""
    return symbol(option.verdict), Span(f" {phrases.verdict_words(option)}", Tone.STRONG)


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


def head(answer: Answer, width: int) -> Page:
    """The title, the patient, how much is recorded and what is not: two lines."""
    count = counted(len(answer.situation.stated), "fact")
    found = f"{count} recorded{_lacking(answer)}."
    room = max(width, 2 * width - len(found) - _SLACK)
    lines = [Text(f"{phrases.summary(answer.situation, room)}. {found}")]
    if not _relapse_recorded(answer):
        lines.append(Text(_NO_RELAPSE))
    return [Title(titled("Options after recurrence", answer)), *lines]


def _lacking(answer: Answer) -> str:
    """The fact to find out first, where nothing of it is recorded: ``, ECOG is not``."""
    asked_for = asked(answer.next.questions)
    fact = next((VOCABULARY[a.path] for a in asked_for if a.path not in answer.situation.stated), None)
    return "" if fact is None else f", {fact.short} {'are' if fact.plural else 'is'} not"


def _relapse_recorded(answer: Answer) -> bool:
    """Whether anything recorded says that the cancer came back: a proof, or a place."""
    sites = answer.situation.stated.get("recurrence.sites")
    proof = answer.situation.recorded.get("recurrence.confirmed")
    return proof is True or (isinstance(sites, SetContent) and bool(sites.present))


def recorded(answer: Assessment) -> list[tuple[str, list[str]]]:
    """What is recorded or follows from it, each with its value, by section of the profile."""
    groups: dict[str, list[str]] = {}
    for path in VOCABULARY:
        known = answer.situation.knowledge(path)
        if known.origin in (Origin.RECORDED, Origin.DERIVED):
            tail = f" (from {short_name(known.source)})" if known.source else phrases.left_open(path, answer.situation)
            words = f"{VOCABULARY[path].short} {phrases.value_words(path, answer.situation)}{tail}"
            groups.setdefault(path.partition(".")[0], []).append(words)
    return list(groups.items())


def urgent(answer: Assessment) -> Page:
    """Urgent advice, no sentence twice; nothing where there is none."""
    said = set[str]()
    found: list[Block] = []
    for one in _urgent(answer):
        sentences = [s for s in one.says.split(". ") if s.rstrip(".") not in said]
        said.update(s.rstrip(".") for s in sentences)
        found.append(Urgent("URGENT", f"{_recorded(one, answer)}{'. '.join(sentences).rstrip('.')}."))
    return [*found, Gap()] if found else []


def urgent_again(answer: Assessment) -> Page:
    """The same in short, for the end of what may have scrolled."""
    every = _urgent(answer)
    end = r"[.,:] " if len(every) > 1 else r"\. "
    firsts = ((a, re.split(end, a.says)[0].rstrip(".")) for a in every)
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


def advice_line(advice: Advice, answer: Assessment) -> str:
    """Advice in a line; where part of what it obtains is recorded already, the part that is not."""
    known = [answer.situation.knowledge(path).origin is not Origin.UNKNOWN for path in advice.obtains]
    if all(known) or not any(known):
        return advice.line
    lacking = [VOCABULARY[path].short for path, there in zip(advice.obtains, known, strict=True) if not there]
    lead = f"{lower(advice.title)}, not recorded: "
    return lead + phrases.join_up_to(lacking, _ADVICE - len(lead), ", ")


def advice(answer: Assessment, most: int | None = None, elsewhere: Elsewhere = ON_SCREEN) -> Page:
    """Advice that is not urgent, at most so much of it."""
    every = [
        Item(URGENCIES[a.urgency], advice_line(a, answer), 1) for a in answer.advice if a.urgency is not Urgency.URGENT
    ]
    more = len(every) - len(every[:most])
    title = "Whatever is chosen" + (f", and {more} more {elsewhere.everything}" if more else "")
    return section(title, every[:most], "none on these facts")


def close_calls(
    options: Iterable[AssessedOption], most: int | None = None, elsewhere: Elsewhere = ON_SCREEN
) -> list[Item]:
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
        turning = [one for key, one in groups.items() if key[0] is False]
        near = ", ".join(dict.fromkeys(f"{VOCABULARY[c.fact].short} ±{c.margin}" for c, _ in turning))
        turned = phrases.join_up_to((name for _, names in turning for name in names), 54 - len(near), ", ")
        return [Item("close call", f"{near} could turn {turned}", 1)] if turning else []
    return [*found, Item("", f"{rest} more: {elsewhere.argument.format('').strip()}", 1)] if rest else found


def presumptions(options: Iterable[AssessedOption], depth: int = 0) -> Page:
    """What was taken as absent; nothing where no verdict leans on it."""
    presumed = phrases.presumed_phrase(p for o in options for p in o.presumed)
    return [Text(f"presumed absent, because not recorded: {presumed}", depth, 1)] if presumed else []


def calls_and_presumptions(options: Sequence[AssessedOption], answer: Assessment, most: int | None = None) -> Page:
    """What is near a threshold, what was presumed, what no rule reads; of modalities too, unless ``most`` is set."""
    shown = flat(options) if most is None else options
    return [*close_calls(shown, most), *_told_of(answer.warnings), *presumptions(shown, 1)]


def legend(page: Page) -> Page:
    """What each symbol of a verdict on this page says; a symbol stays with its words."""
    words = [b.symbol if isinstance(b, Judged) else b.words for b in page if isinstance(b, (Judged, Item))]
    used = {span.text for text in words for span in spans(text)}
    said = [(phrases.SYMBOLS[verdict][0], meaning) for verdict, meaning in _LEGEND.items()]
    return [Text("  ".join(f"{sign} {meaning}".replace(" ", "\xa0") for sign, meaning in said if sign in used), 1)]


def _told(warning: str) -> Block:
    """What the reader of the profile had to tell."""
    if warning.startswith(UNDERSTOOD):
        return Item(UNDERSTOOD.strip(" :"), warning.removeprefix(UNDERSTOOD), 1)
    return Item("not read", warning, 1)


def _told_of(warnings: Sequence[str]) -> Iterator[Block]:
    yield from map(_told, warnings[:_WARNINGS])
    if len(warnings) > _WARNINGS:
        yield Item("", f"{len(warnings) - _WARNINGS} more, not shown", 1)


def basis(answer: Assessment) -> Page:
    """Who this is for, what the evidence is, and which rules and facts gave the answer."""
    return [Foot(f"{purpose(answer)} Sources, and what would turn a verdict: recurtx explain."), Foot(stamps(answer))]


def purpose(answer: Assessment) -> str:
    """Who the answer is for, and what its levels of evidence mean."""
    level, against = next((o.outlook for o in answer.options if o.outlook[1] is not None), (None, None))
    spelled = f"; {level} v {against}: level {level} for, {against} against" if against is not None else ""
    return (
        "For review by professionals; the team and the patient decide. Evidence: best OCEBM level behind what "
        f"decides, 1 strongest, 5 opinion{spelled}."
    )


def stamps(answer: Assessment) -> str:
    """Which rules and which facts gave the answer, and of which day it is if that is recorded."""
    ruleset = answer.ruleset
    parts = [f"{ruleset.name} {ruleset.version}", f"rules {ruleset.digest[:8]}", f"profile {answer.profile_digest[:8]}"]
    if answer.profile.as_of is not None:
        parts.append(f"as of {answer.profile.as_of.isoformat()}")
    return " · ".join(parts)


class Sources:
    """The sources of a page, numbered in order of first mention."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._numbers: dict[str, int] = {}

    def marks(self, *sources: str) -> tuple[Span, ...]:
        """``[1][2]``, numbering sources as they come; each leads to its foot-note."""
        numbers = (self._numbers.setdefault(s, len(self._numbers) + 1) for s in dict.fromkeys(sources))
        return tuple(Span(f"[{number}]", note=number) for number in numbers)

    def page(self) -> Page:
        """What was cited."""
        return section("Sources", self._notes(source_line))

    def short(self) -> Page:
        """The same, one line each: who, when and where it stands."""
        return section("Sources", self._notes(short_source))

    def _notes(self, told: Callable[[Ruleset, str], Words]) -> Iterator[Item]:
        return (Item(f"[{n}]", told(self._ruleset, source), 1, note=n) for source, n in self._numbers.items())


_KINDS = {"rct": "randomised trial", "phase1": "phase 1 trial", "phase2": "phase 2 trial", "label": "drug label"}
"""Kinds of sources that are no words by themselves."""


def short_source(ruleset: Ruleset, source: str) -> Words:
    """Who and when, else the title, and the link."""
    entry = ruleset.sources[source]
    who = (entry.authors or "").split(",")[0].split(" et al")[0].rstrip(".") or _cut(entry.title)
    words = f"{who}, {_KINDS.get(entry.kind) or entry.kind.replace('-', ' ')}" + (
        f", {entry.year}" if entry.year else ""
    )
    return (f"{words}. ", Span(entry.link, link=entry.link)) if entry.link else words


def _cut(title: str) -> str:
    """A title in few enough characters, between two words."""
    return title.rstrip(".") if len(title) <= _SHORT_TITLE else title[: title.rfind(" ", 0, _SHORT_TITLE)] + " …"


def source_line(ruleset: Ruleset, source: str) -> Words:
    """Authors, title, journal, year, link: one line of the bibliography."""
    entry = ruleset.sources[source]
    parts = (entry.authors, entry.title.rstrip("."), entry.journal, str(entry.year) if entry.year else None)
    words = ". ".join(p for p in parts if p).replace("?. ", "? ")
    return (f"{words}. ", Span(entry.link, link=entry.link)) if entry.link else words


def status_words(trial: Trial) -> str:
    """What the registry said, and when: ``recruiting as read on 2025-06; check the current status``."""
    when = f"on {trial.read}" if trial.read else "on a page without a date"
    as_read = "" if trial.status is Status.UNKNOWN else " as read"
    return f"{status_word(trial)}{as_read} {when}; {CHECK_STATUS}"


def status_word(trial: Trial) -> str:
    """What the registry said of recruitment."""
    return _STATUSES[trial.status]


def filled(sentence: str, answer: Answer) -> str:
    """Facts in braces replaced by the patient's values; an unknown one reads ``not assessed``."""

    def value(match: re.Match[str]) -> str:
        unknown = answer.situation.knowledge(match.group(1)).origin is Origin.UNKNOWN
        return "not assessed" if unknown else phrases.value_words(match.group(1), answer.situation)

    return BRACES.sub(value, sentence)


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
