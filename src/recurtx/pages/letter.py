"""``recurtx suggest --format letter``: the answer on one page in sentences, for the notes or for a colleague.

No id, and no sign that would need a legend; every clause is one of the answer's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from recurtx.answer import Verdict, becoming, phrases
from recurtx.answer.asked import asked, decides_words
from recurtx.markup.block import Gap, Text, Urgent, plain
from recurtx.pages import parts, reasons
from recurtx.pages.suggest import chosen
from recurtx.profile import INVESTIGATIONS, UNDERSTOOD, VOCABULARY
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.answer import Answer, AssessedOption, Finding
    from recurtx.markup.block import Block, Page

_REST = re.compile(r"(?<=; )(\d+ more)\Z")
_LINES = 56
"""Lines of one sheet, A4 or Letter, in a plain type."""
_WIDEST = 92
"""Columns of such a sheet."""


class _Plan(NamedTuple):
    """How much is told: characters of reasons, of facts and of advice; questions; whether ways are named."""

    reasons: int
    facts: int
    questions: int
    ways: bool


_PLANS = (
    _Plan(150, 400, 4, True), _Plan(110, 300, 4, True), _Plan(80, 240, 3, True),
    _Plan(60, 160, 2, True), _Plan(70, 160, 3, False),
    _Plan(50, 160, 2, False), _Plan(40, 80, 2, False), _Plan(20, 30, 1, False),
)  # fmt: skip
"""What is tried, the fullest first."""
_GROUPS = (
    ("Can be offered on what is recorded", (Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION)),
    ("Turns on facts that are not recorded", (Verdict.NEEDS_INFORMATION,)),
    ("Possible (nothing recorded stops it, nothing recorded speaks for it)", (Verdict.POSSIBLE,)),
    ("Usually not advised", (Verdict.USUALLY_NOT,)),
    ("Not on these facts", (Verdict.NOT_CANDIDATE,)),
    ("Outside these rules", (Verdict.OUTSIDE_SCOPE,)),
)
_IS = {
    Verdict.CANDIDATE: "can be offered",
    Verdict.CANDIDATE_WITH_CAUTION: "can be offered, with care",
    Verdict.POSSIBLE: "is possible",
    Verdict.NEEDS_INFORMATION: "stays open",
    Verdict.USUALLY_NOT: "is usually not advised",
    Verdict.NOT_CANDIDATE: "is not an option",
    Verdict.OUTSIDE_SCOPE: "is outside these rules",
}
"""What is said of an option, behind its name."""
_NOT = (
    "A program wrote this letter from published rules, for professionals to review. It is not a prescription, and its "
    "order ranks nothing; the team and the patient decide. Levels of evidence are those of Oxford (OCEBM): 1 is "
    "strongest, 5 is opinion."
)


def letter(answer: Answer, width: int, only: frozenset[str] = frozenset()) -> Page:
    """The answer as a letter of one page; ``only`` limits it to some options at the top."""
    from recurtx.markup.terminal import height

    columns, options = min(width, _WIDEST), chosen(answer, only)
    for plan in _PLANS:
        page = _Letter(answer, options, plan).page()
        if height(page, columns) <= _LINES:
            break
    return page


class _Letter:
    """The letter with so much told."""

    def __init__(self, answer: Answer, options: Sequence[AssessedOption], plan: _Plan) -> None:
        self.answer, self.options, self.plan = answer, options, plan

    def page(self) -> Page:
        """The paragraphs."""
        title, *patient = parts.head(self.answer, 2 * self.plan.facts)
        return [title, Gap(), *self._urgent(), *patient, Gap(), *self._groups(), *self._end()]

    def _urgent(self) -> Iterator[Block]:
        for block in parts.urgent(self.answer):
            yield Text(f"Urgent. {plain(block.words)}") if isinstance(block, Urgent) else block

    def _groups(self) -> Iterator[Block]:
        """The options by what became of them, a paragraph each."""
        for title, verdicts in _GROUPS:
            found = [o for o in self.options if o.verdict in verdicts]
            if found:
                yield Text(f"{title}:")
                yield from (Text(" ".join(self._told(o)), 1, 0) for o in found)
                yield Gap()

    def _told(self, option: AssessedOption) -> Iterator[str]:
        """One option in sentences: its verdict, its condition, its reasons, its evidence."""
        yield f"{option.option.name} {self._verdict(option)}."
        if option.verdict is Verdict.OUTSIDE_SCOPE:
            return
        for lead, findings in self._reasons(option):
            if findings:
                named = lead if len(findings) > 1 else lead.replace("Reasons", "Reason")
                yield f"{named}: {self._phrases(findings)}."
        yield from self._beside(option)
        level, against = option.outlook
        both = f"disputed, level {level} for and level {against} against" if against is not None else ""
        if evidence := both or reasons.evidence(option, self.answer):
            yield f"Evidence: {evidence}."

    def _beside(self, option: AssessedOption) -> Iterator[str]:
        """What may still turn the verdict, and the ways that can be offered."""
        if unless := becoming.unless(option):
            yield f"What may still speak against it: {self._some(unless)}."
        residual = option.remaining
        if option.verdict is Verdict.CANDIDATE and option.missing and residual is not None:
            lead = "Usually not advised if" if residual.verdict is Verdict.USUALLY_NOT else "Care is needed if"
            yield f"{lead} {self._some(becoming.turning(option), ', or ')}."
        ways = [lower(m.option.name) for m in parts.flat(option.modalities) if m.verdict.offered]
        if ways and self.plan.ways and not option.verdict.closed:
            yield f"Among its ways, these can be offered: {self._some(ways)}."

    def _verdict(self, option: AssessedOption) -> str:
        """What follows the name: the condition of an open option, whom one is for that is outside, else the verdict."""
        becomes, verdict = option.becomes, option.verdict
        if verdict is Verdict.OUTSIDE_SCOPE:
            return f"{_IS[verdict]}, which are for {phrases.outside_phrase(option, self.answer)}"
        if becomes is None and verdict is Verdict.NEEDS_INFORMATION:
            return f"turns on this: {self._some(lower(f.rule.title) for f in option.blocking())}"
        if becomes is None:
            return _IS[verdict]
        if becoming.is_certain(option):
            return f"{_IS[becomes.verdict]}, {becoming.CERTAIN}"
        if becomes.classes:
            said = (
                f"{'' if words == 'otherwise' else 'if '}{words}, it {_IS[v]}" for words, v in becoming.classes(option)
            )
            return f"turns on one fact: {'; '.join(said)}"
        return f"{_IS[becomes.verdict]}{self._condition(option, becomes.verdict)}"

    def _condition(self, option: AssessedOption, verdict: Verdict) -> str:
        """What an open option asks for: all the sets that lead there where there is room, else the first."""
        every, closing = becoming.beside(option).replace(" · ", ", "), becoming.closing(option)
        if len(becoming.ways(option)) < 2 or len(every) > self.plan.reasons:
            return becoming.sentence(option).removeprefix(becoming.REACHED[verdict])
        comma = "," if "," in _IS[verdict] else ""
        against = f"; not if {closing[0]}" if closing else ""
        return f"{comma} if {every}{against}"

    def _reasons(self, option: AssessedOption) -> tuple[tuple[str, Sequence[Finding]], ...]:
        if option.verdict is Verdict.NOT_CANDIDATE:
            return (("What stops it", phrases.stops_first(option)),)
        against, supports, cautions = (
            reasons.by_level(option, effect) for effect in ("discourages", "supports", "cautions")
        )
        if option.verdict is Verdict.USUALLY_NOT:
            return (("Reasons against it", against),)
        return (("Reasons against it", against), ("Reasons for it", supports), ("Reasons for care", cautions))

    def _phrases(self, findings: Iterable[Finding]) -> str:
        return self._some(phrases.finding_phrase(f, self.answer.situation) for f in findings)

    def _some(self, words: Iterable[str], separator: str = "; ") -> str:
        return _and_more(phrases.join_up_to(words, self.plan.reasons, separator))

    def _end(self) -> Iterator[Block]:
        """What to do whatever is chosen, what is missing, what was used, and what this is not; without a line between
        them where the sheet is full."""
        for said in (self._advice(), self._next(), self._calls(), self._used()):
            if said:
                yield Text(" ".join(said))
                yield from [Gap()] if self.plan.ways else []
        yield Text(_NOT)

    def _advice(self) -> list[str]:
        by = {
            word: [parts.advice_line(a, self.answer) for a in self.answer.advice if a.urgency is u]
            for u, word in parts.URGENCIES.items()
        }
        return [f"{word.capitalize()}: {self._some(lines)}." for word, lines in by.items() if lines]

    def _next(self) -> list[str]:
        """The facts to get next, with how each is got and what it decides."""
        told = []
        for fact in asked(self.answer.next.questions)[: self.plan.questions]:
            decides = decides_words(fact, self.answer, 60)
            counted = " option" + "s" * (not decides.endswith(" 1")) if decides[-1].isdigit() else ""
            told.append(f"{fact.short} ({INVESTIGATIONS[VOCABULARY[fact.path].by]}; {decides}{counted})")
        return [f"To find out next: {'; then '.join(told)}." if told else "No unrecorded fact changes a verdict."]

    def _calls(self) -> list[str]:
        near = (plain(item.words).rpartition(": ") for item in parts.close_calls(self.options))
        turning = [f"{fact.replace(' ±', ', give or take ')}: {lower(verdict)}" for fact, _, verdict in near][:1]
        unread = [w for w in self.answer.warnings if not w.startswith(UNDERSTOOD)]
        calls = [f"Near a threshold: {one}." for one in turning]
        return [*calls, *([f"Not read by any rule: {self._some(unread)}."] if unread else [])]

    def _used(self) -> list[str]:
        answer = self.answer
        facts = [words for _, of in parts.recorded(answer) for words in of]
        dated = f", as of {answer.profile.as_of.isoformat()}" if answer.profile.as_of else ""
        presumed = phrases.presumed_phrase(p for o in self.options for p in o.presumed)
        said = [
            f"The facts used: {_and_more(phrases.join_up_to(facts, self.plan.facts))}.",
            f"The rules are {answer.ruleset.name}, version {answer.ruleset.version}{dated}.",
        ]
        return [*said, *([f"Not recorded, and taken as absent: {presumed}."] if presumed else [])]


def _and_more(words: str) -> str:
    """A list that was cut, as it is read aloud: its last entry counts the others."""
    return _REST.sub(r"and \1", words)
