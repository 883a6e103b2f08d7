"""One conversation of the interview as a state machine: a line that was typed leads to another state, and to a word
on what it meant. Nothing is read, printed or saved here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from recurtx.document import read_text
from recurtx.profile import assemble, clashes, flatten
from recurtx.profile.write import profile_json, profile_text
from recurtx.reasoning.answers import COMMANDS, Unfit, is_unknown, read_answer, read_panel
from recurtx.reasoning.interview import TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.profile import Content, Record
    from recurtx.reasoning.interview import Inquiry, Interview

LONGEST = 4096
"""Bytes of one answer at most, as many as a terminal gives; a longer line is refused as a whole."""
_KEYS = Unfit("keys such as the arrows give no answer here", "type it again")
_TOO_LONG = Unfit(f"the line is longer than {LONGEST} bytes, and nothing of it was taken", "answer in a few words")


@dataclass(frozen=True, slots=True)
class Command:
    """Something else than an answer was asked for: ``w`` why, ``ww`` why in full, ``s`` the answers so far, ``h`` help,
    ``q`` the end."""

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
class Taken:
    """An answer that stands."""


@dataclass(frozen=True, slots=True)
class Further:
    """The questions beyond the options at the top are wanted too."""


Heard: TypeAlias = Command | Back | Refused | Taken | Further | Unfit


@dataclass(frozen=True)
class Session:
    """An interview under way.

    Attributes:
        interview: where it stands.
        labels: ``id`` and ``as_of`` of the patient, where they are given.
        wrong: how many answers in a row did not fit.
        last: the latest line.
        offers: whether it offers to stop where the options at the top stand; a script is asked to the end.
        further: whether that was declined.
    """

    interview: Interview
    labels: Mapping[str, str] = field(default_factory=dict)
    wrong: int = 0
    last: str = ""
    offers: bool = False
    further: bool = False

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

    @property
    def offering(self) -> bool:
        """Whether the present question is if more is to be asked at all."""
        return self.offers and not self.further and self.interview.inquiry is not None and self.interview.stands

    @staticmethod
    def goes_on(heard: Heard) -> bool:
        """Whether another question follows: what was asked is answered, or the answer before it was taken back."""
        return isinstance(heard, Taken | Further) or (isinstance(heard, Back) and heard.path is not None)

    def hear(self, text: str, whole: bool = True) -> tuple[Session, Heard]:
        """The state after a line of text, and what it meant; ``whole`` is false where it was too long to be taken."""
        session, heard = self._hear(text) if whole else self._not(_TOO_LONG)
        return replace(session, last=text), heard

    def _hear(self, text: str) -> tuple[Session, Heard]:
        plain = text.lower().strip()
        command = COMMANDS.get(plain) or COMMANDS.get(plain.rstrip(" .?!"), "")
        if command == "b":
            return self._back()
        if command or (self.offering and plain in ("", "n", "no")):
            return self, Command(command or "q")
        if not all(c.isprintable() or c.isspace() for c in text):
            return self._not(_KEYS)
        if self.offering:
            return self._offered(plain)
        inquiry = self.interview.inquiry
        if inquiry is None:
            raise ValueError("nothing is asked")
        return self._answered(text, inquiry)

    def _offered(self, plain: str) -> tuple[Session, Heard]:
        if plain in ("y", "yes"):
            return replace(self, further=True, wrong=0), Further()
        return self._not(Unfit("this is neither yes nor no", "y goes on, n shows the options"))

    def _back(self) -> tuple[Session, Heard]:
        before = self.interview.before
        if before is None or before.inquiry is None:
            return self, Back(None)
        return self._at(before), Back(before.inquiry.path)

    def _at(self, interview: Interview) -> Session:
        return replace(self, interview=interview, wrong=0)

    def _not(self, heard: Unfit | Refused) -> tuple[Session, Heard]:
        return replace(self, wrong=self.wrong + 1), heard

    def _answered(self, text: str, inquiry: Inquiry) -> tuple[Session, Heard]:
        if inquiry.panel:
            return self._chosen(text, inquiry)
        content = self._content(text, inquiry)
        if isinstance(content, Unfit):
            return self._not(content)
        if content is not None and self.interview.refusal(content):
            return self._not(Refused(content))
        return self._at(self.interview.reply(content)), Taken()

    def _chosen(self, text: str, inquiry: Inquiry) -> tuple[Session, Heard]:
        names, situation = self.interview.ruleset.names, self.interview.situation
        known = {} if is_unknown(text) else read_panel(text, inquiry.panel, situation, names)
        if isinstance(known, Unfit):
            return self._not(known)
        after = self.interview.choose(known)
        if any(True for _ in clashes(after.situation)):
            return self._not(Unfit("this contradicts what is recorded", "y asks for each by itself"))
        return self._at(after), Taken()

    def _content(self, text: str, inquiry: Inquiry) -> Content | Unfit | None:
        """What was typed as a value; None for unknown."""
        needed = inquiry.path == TYPE
        if not text:
            return Unfit("nothing was typed", "" if needed else "u if it is not known")
        names, situation = self.interview.ruleset.names, self.interview.situation
        content = None if is_unknown(text) else read_answer(text, inquiry, situation, names)
        if content is None and needed:
            return Unfit("the cancer type is the one fact that is always needed")
        return content
