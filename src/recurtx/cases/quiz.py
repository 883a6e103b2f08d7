"""A class asked what it would offer: one quiz as a state machine, and what its answers count.

A line that was typed leads to another state, and to a word on what it meant. Nothing is read, printed or saved here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from recurtx.answer import Verdict
from recurtx.answer.stages import FACTORS
from recurtx.cases.concordance import Choice, choices
from recurtx.reasoning.answers import COMMANDS, Unfit
from recurtx.reasoning.session import LONGEST, Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recurtx.answer import Answer
    from recurtx.cases.load import Case

_NUMBER = re.compile(r"(\d{1,3})(\??)")
_NONE = ("none", "0")
_TOO_LONG = Unfit(f"the line is longer than {LONGEST} bytes, and nothing of it was taken", "numbers will do")


class Said(Enum):
    """What students say of an option."""

    OFFER = "offer"
    NOT = "not"
    INFORMATION = "needs information"


class Agreement(Enum):
    """How what students say stands to the verdict of the rules."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NEITHER = "not counted"


Answers: TypeAlias = "Mapping[str, Said]"
"""What one team says of each option at the top, by its id."""


def agreement(said: Said, verdict: Verdict) -> Agreement:
    """How an answer stands to a verdict.

    An open verdict counts neither way unless ``needs information`` was answered; nor does what is only possible, or
    outside the rules, whatever was answered.
    """
    if verdict in (Verdict.POSSIBLE, Verdict.OUTSIDE_SCOPE):
        return Agreement.NEITHER
    if verdict is Verdict.NEEDS_INFORMATION:
        return Agreement.AGREES if said is Said.INFORMATION else Agreement.NEITHER
    return Agreement.AGREES if said is (Said.OFFER if verdict.offered else Said.NOT) else Agreement.DIFFERS


class Score(NamedTuple):
    """On how many options the answers agree with the rules, of those that are counted."""

    agreed: int
    counted: int

    def __str__(self) -> str:
        return f"{self.agreed} of {self.counted}"


def score(answers: Answers, answer: Answer) -> Score:
    """What the answers of one team about one patient count."""
    found = Counter(agreement(said, answer[option].verdict) for option, said in answers.items())
    return Score(found[Agreement.AGREES], found[Agreement.AGREES] + found[Agreement.DIFFERS])


def together(scores: Iterable[Score]) -> Score:
    """Scores about several patients as one."""
    found = list(scores)
    return Score(sum(one.agreed for one in found), sum(one.counted for one in found))


class Phase(Enum):
    """What is shown: the patient factor by factor, the question, both answers, the argument, the team, the lesson."""

    REVEAL = "reveal"
    COMMIT = "commit"
    COMPARED = "compared"
    ARGUMENT = "argument"
    TEAM = "team"
    LESSON = "lesson"


_AFTER = (Phase.COMPARED, Phase.ARGUMENT, Phase.TEAM, Phase.LESSON)


@dataclass(frozen=True, slots=True)
class Patient:
    """A case, what the rules say of it, and the answers of the teams that have answered, in their order."""

    case: Case
    answer: Answer
    answers: tuple[Answers, ...] = ()

    @property
    def choices(self) -> list[Choice]:
        """What the team of the case chose, beside the rules."""
        return choices(self.case, self.answer)


@dataclass(frozen=True, slots=True)
class Onward:
    """The next thing is shown."""


@dataclass(frozen=True, slots=True)
class Backward:
    """The thing before is shown again; ``first`` where there is none to go back to."""

    first: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The whole argument for an option is asked for."""

    option: str


Heard: TypeAlias = Onward | Backward | Wanted | Command | Unfit


@dataclass(frozen=True)
class Quiz:
    """A quiz under way.

    Attributes:
        patients: whom it is about, in their order.
        teams: names of the teams; one without a name where there are none.
        place: the patient that is shown.
        step: what is shown of that patient.
        ended: whether the last thing was shown.
    """

    patients: tuple[Patient, ...]
    teams: tuple[str, ...] = ("",)
    place: int = 0
    step: int = 0
    ended: bool = False
    factors: tuple[str, ...] = field(default=tuple(FACTORS), init=False)

    @property
    def patient(self) -> Patient:
        """The patient that is shown."""
        return self.patients[self.place]

    @property
    def phase(self) -> Phase:
        """What kind of thing is shown."""
        if self.step < len(self.factors):
            return Phase.REVEAL
        asked = self.step - len(self.factors)
        return Phase.COMMIT if asked < len(self.teams) else _AFTER[asked - len(self.teams)]

    @property
    def factor(self) -> str:
        """The factor that is revealed."""
        return self.factors[self.step]

    @property
    def team(self) -> str:
        """The team that is asked."""
        return self.teams[self.step - len(self.factors)]

    @property
    def answered(self) -> list[Patient]:
        """Patients about whom some team has answered."""
        return [patient for patient in self.patients if patient.answers]

    def scores(self, team: int) -> list[Score]:
        """The scores of one team, by its place, about the patients about whom it has answered."""
        return [score(one.answers[team], one.answer) for one in self.patients if team < len(one.answers)]

    def hear(self, text: str, whole: bool = True) -> tuple[Quiz, Heard]:
        """The state after a line of text, and what it meant; ``whole`` is false where it was too long to be taken."""
        plain = text.lower().strip()
        command = COMMANDS.get(plain, "")
        if not whole:
            return self, _TOO_LONG
        if command == "b":
            return self._back()
        if command in ("h", "s", "q"):
            return self, Command(command)
        if self.phase is Phase.COMMIT:
            return self._committed(plain)
        if not plain:
            return self._onward(), Onward()
        return self, self._wanted(plain)

    def _onward(self) -> Quiz:
        last = self.step == len(self.factors) + len(self.teams) + len(_AFTER) - 1
        if not last:
            return replace(self, step=self.step + 1)
        if self.place + 1 == len(self.patients):
            return replace(self, ended=True)
        return replace(self, place=self.place + 1, step=0)

    def _back(self) -> tuple[Quiz, Heard]:
        """What was shown before; answers are taken back until the rules have been shown, and not after that."""
        shown = self.step - len(self.factors) - len(self.teams)
        if self.step == 0 or shown == 0:
            return self, Backward(first=True)
        before = replace(self, step=self.step - 1)
        return (before._with(self.patient.answers[:-1]) if before.phase is Phase.COMMIT else before), Backward()

    def _with(self, answers: tuple[Answers, ...]) -> Quiz:
        now = replace(self.patient, answers=answers)
        return replace(self, patients=(*self.patients[: self.place], now, *self.patients[self.place + 1 :]))

    def _committed(self, text: str) -> tuple[Quiz, Heard]:
        answers = read_answers(text, [option.id for option in self.patient.answer.options])
        if isinstance(answers, Unfit):
            return self, answers
        return self._with((*self.patient.answers, answers))._onward(), Onward()

    def _wanted(self, text: str) -> Heard:
        options = self.patient.answer.options
        if self.phase is Phase.REVEAL:
            return Unfit("nothing is asked yet", "Enter shows what comes next")
        if text.isdecimal() and len(text) < LONGEST and 0 < int(text[:9]) <= len(options):
            return Wanted(options[int(text) - 1].id)
        return Unfit(f"type a number from 1 to {len(options)} for an argument", "or Enter to go on")


def read_answers(text: str, options: Sequence[str]) -> Answers | Unfit:
    """What a line says of each option: ``1 3 4?``, where those that are not named are not offered; or ``none``.

    Args:
        text: the line.
        options: ids of the options, in the order of their numbers.
    """
    words = re.sub(r"\s+\?", "?", text.replace(",", " ")).split()
    if not words:
        return Unfit("nothing was typed", "numbers of the options that can be offered, or none")
    named: dict[str, Said] = {}
    for word in words if words not in ([name] for name in _NONE) else ():
        match = _NUMBER.fullmatch(word)
        if match is None or not 0 < int(match[1]) <= len(options):
            return Unfit(f"`{word[:20]}` is no number from 1 to {len(options)}", "for example 1 3 4?, or none")
        said = Said.INFORMATION if match[2] else Said.OFFER
        if named.setdefault(options[int(match[1]) - 1], said) is not said:
            return Unfit(f"{match[1]} is named both with and without a question mark", "say one of them")
    return {option: named.get(option, Said.NOT) for option in options}
