"""One conversation of the interview as a state machine: a line that was typed leads to another state, and to a word
on what it meant. Nothing is read, printed or saved here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from recurtx.document import read_text
from recurtx.profile import SetContent, assemble, flatten
from recurtx.profile.write import profile_json, profile_text
from recurtx.reasoning.answers import COMMANDS, Unfit, is_unknown, read_answer, unlisted
from recurtx.reasoning.interview import TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.profile import Content, Record
    from recurtx.reasoning.interview import Inquiry, Interview

LONGEST = 4096
"""Bytes of one answer at most, as many as a terminal gives; a longer line is refused as a whole."""
_TOO_LONG = Unfit(f"the line is longer than {LONGEST} bytes, and nothing of it was taken", "answer in a few words")


@dataclass(frozen=True, slots=True)
class Command:
    """Something else than an answer was asked for: ``w`` why, ``s`` the answers so far, ``h`` help, ``q`` the end."""

    key: str


@dataclass(frozen=True, slots=True)
class Back:
    """The answer about a fact was taken back, so that it is asked again; None where this is the first question."""

    path: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that contradicts what is recorded."""

    content: Content


@dataclass(frozen=True, slots=True)
class Doubted:
    """An answer that closes a list with drugs that no rule reads: it is taken when it is said again."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that stands."""


Heard: TypeAlias = Command | Back | Refused | Doubted | Taken | Unfit


@dataclass(frozen=True)
class Session:
    """An interview under way.

    Attributes:
        interview: where it stands.
        labels: ``id`` and ``as_of`` of the patient, where they are given.
        wrong: how many answers in a row did not fit.
        doubted: the answer that waits for a second word.
        last: the latest line.
    """

    interview: Interview
    labels: Mapping[str, str] = field(default_factory=dict)
    wrong: int = 0
    doubted: str = ""
    last: str = ""

    def text(self) -> str:
        """The profile as it stands, as YAML."""
        known = self.interview.situation
        return profile_text(known.recorded, self.labels, self.interview.unknown, known.history)

    def json(self) -> str:
        """The profile as it stands, as JSON."""
        known = self.interview.situation
        return profile_json(known.recorded, self.labels, self.interview.unknown, known.history)

    def record(self) -> Record:
        """The profile as it stands, read as if it came from a file."""
        written, problems = flatten(read_text(self.text(), "the answers"))
        return assemble(written, self.interview.ruleset.names, "the answers", problems)

    @property
    def label(self) -> str:
        """What the patient is called, empty where nothing was given."""
        return self.labels.get("id", "")

    @staticmethod
    def goes_on(heard: Heard) -> bool:
        """Whether another question follows: what was asked is answered, or the answer before it was taken back."""
        return isinstance(heard, Taken) or (isinstance(heard, Back) and heard.path is not None)

    def hear(self, text: str, whole: bool = True) -> tuple[Session, Heard]:
        """The state after a line of text, and what it meant; ``whole`` is false where it was too long to be taken."""
        session, heard = self._hear(text, whole)
        return replace(session, last=text), heard

    def _hear(self, text: str, whole: bool) -> tuple[Session, Heard]:
        command = COMMANDS.get(text.lower().rstrip(" .?!"), "") if whole else ""
        if command == "b":
            return self._back()
        if command:
            return replace(self, doubted=""), Command(command)
        inquiry = self.interview.inquiry
        if inquiry is None:
            raise ValueError("nothing is asked")
        sure = self.doubted != "" and text.lower() in ("y", "yes", self.doubted.lower())
        return self._answered(self.doubted if sure else text, inquiry, whole=whole, sure=sure)

    def _back(self) -> tuple[Session, Heard]:
        if not self.interview.replies:
            return replace(self, doubted=""), Back(None)
        return self._at(self.interview.back()), Back(self.interview.replies[-1].path)

    def _at(self, interview: Interview) -> Session:
        return replace(self, interview=interview, wrong=0, doubted="")

    def _answered(self, text: str, inquiry: Inquiry, *, whole: bool, sure: bool) -> tuple[Session, Heard]:
        content = self._content(text, inquiry) if whole else _TOO_LONG
        again = replace(self, wrong=self.wrong + 1, doubted="")
        if isinstance(content, Unfit):
            return again, content
        if content is not None and self.interview.refusal(content):
            return again, Refused(content)
        names = () if sure else self._doubtful(content, inquiry)
        if names:
            return replace(again, doubted=text), Doubted(names)
        return self._at(self.interview.reply(content)), Taken()

    def _content(self, text: str, inquiry: Inquiry) -> Content | Unfit | None:
        """What was typed as a value; None for unknown."""
        needed = inquiry.path == TYPE
        if not text:
            return Unfit("nothing was typed", "" if needed else "u if it is not known")
        if is_unknown(text):
            return Unfit("the cancer type is the one fact that is always needed") if needed else None
        return read_answer(text, inquiry, self.interview.situation, self.interview.ruleset.names)

    def _doubtful(self, content: Content | None, inquiry: Inquiry) -> tuple[str, ...]:
        """New drugs that no rule reads in an answer that says that there were no others."""
        if not isinstance(content, SetContent) or not content.complete:
            return ()
        names, known = self.interview.ruleset.names, self.interview.situation.recorded
        before = unlisted(known.get(inquiry.path), inquiry.path, names)
        return tuple(name for name in unlisted(content, inquiry.path, names) if name not in before)
