"""What is recorded of one patient while it is explored: a profile as it was read, and edits over it.

A chart never changes: an edit, taking it back and doing it again each lead to another chart. An edit is a text, and
means what it means behind ``--set PATH=``; one that does not fit is refused as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.document import Scalar
from recurtx.errors import Location, Problem, ProfileError
from recurtx.profile import LABELS, RECORDS, UNDERSTOOD, VOCABULARY, Names, Situation, assemble, overrides
from recurtx.profile.write import label_text, profile_json, profile_text, record_text, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.profile import Agents, Content, Record, Written

TYPE = "cancer.type"
"""The one fact that every profile needs."""
_NAME = "the patient"
"""What a profile without a file is called in messages."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A fact and its value as it was typed; an empty text takes it away."""

    path: str
    text: str


@dataclass(frozen=True)
class Chart:
    """One patient under the user's hand.

    Attributes:
        names: the drugs and options that the rules know.
        read: the facts of the profile, as flattened.
        source: the file or case that it was read from, empty for none.
        edits: what was changed since, the latest last.
        undone: what was taken back, the latest last; lost with the next edit.
        kept: the edits as they were when the patient was last saved.
    """

    names: Names
    read: Mapping[str, Written] = field(default_factory=dict)
    source: str = ""
    edits: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()
    kept: tuple[Edit, ...] = ()

    @property
    def begun(self) -> bool:
        """Whether the cancer is recorded, without which nothing can be assessed."""
        return TYPE in self.written

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost."""
        return self.edits != self.kept

    @cached_property
    def written(self) -> Mapping[str, Written]:
        """Every fact as it is written now."""
        changes, problems = overrides(f"{edit.path}={edit.text}" for edit in self.edits)
        if problems:
            raise ProfileError(problems)
        kept = {path: fact for path, fact in self.read.items() if path not in changes}
        return {**kept, **{path: fact for path, fact in changes.items() if fact is not None}}

    @cached_property
    def record(self) -> Record:
        """The patient, validated.

        Raises:
            ProfileError: every mistake, or that the cancer is not recorded.
        """
        return assemble(self.written, self.names, self.source or _NAME)

    def edited(self, path: str, text: str) -> Chart:
        """The chart with a fact recorded otherwise; the same chart where that says nothing new.

        Raises:
            ProfileError: the text is no value of the fact, or contradicts others.
        """
        text = text.strip()
        if path != TYPE and not self.begun:
            hint = "say first which cancer it is"
            raise ProfileError([Problem("RTX113", f"`{TYPE}` is the one fact that is always needed", _at(path), hint)])
        after = replace(self, edits=(*self.edits, Edit(path, text)), undone=())
        profile = after.record.profile
        return self if self.begun and profile == self.record.profile else after

    def undo(self) -> Chart:
        """The chart before the latest edit; the same where there is none."""
        if not self.edits:
            return self
        return replace(self, edits=self.edits[:-1], undone=(*self.undone, self.edits[-1]))

    def redo(self) -> Chart:
        """The chart with the latest edit that was taken back; the same where there is none."""
        if not self.undone:
            return self
        return replace(self, edits=(*self.edits, self.undone[-1]), undone=self.undone[:-1])

    def saved(self, source: str) -> Chart:
        """The chart once it is in a file."""
        return replace(self, kept=self.edits, source=source)

    def unedited(self) -> Chart:
        """The patient as read."""
        return replace(self, edits=(), undone=(), kept=())

    def typed(self, path: str) -> str:
        """What would be typed for the value that a fact has now; empty where it is not recorded."""
        if not self.begun:
            return ""
        profile = self.record.profile
        if path in LABELS:
            label = getattr(profile, path)
            return "" if label is None else label_text(str(label)) if path == "id" else str(label)
        if path in RECORDS:
            records = profile.records()
            return record_text(records[path]) if path in records else ""
        content = self.content(path)
        return "" if content is None else value_text(VOCABULARY[path], content)

    def content(self, path: str) -> Content | None:
        """The value that is recorded of a fact of the vocabulary; None where none is."""
        return self._recorded.get(path) if self.begun else None

    @cached_property
    def _recorded(self) -> Mapping[str, Content]:
        return Situation.of(self.record.profile).recorded

    def heard(self, edit: Edit) -> str:
        """How an edit's words were read; empty where they are the vocabulary's own."""
        alone = {path: fact for path, fact in self.written.items() if path in (TYPE, edit.path)}
        said = assemble(alone, self.names, _NAME).warnings
        return " ".join(line.removeprefix(UNDERSTOOD) for line in said if line.startswith(UNDERSTOOD))

    def text(self, agents: Agents, *, json: bool = False) -> str:
        """The patient as a profile in YAML, or in JSON."""
        profile = self.record.profile
        known = Situation.of(profile, agents)
        labels = {name: str(value) for name in LABELS if (value := getattr(profile, name)) is not None}
        unknown = [path for path, fact in self.written.items() if path in VOCABULARY and _is_null(fact)]
        return (profile_json if json else profile_text)(known.recorded, labels, unknown, known.history)


def _is_null(fact: Written) -> bool:
    """Whether a fact was asked for and is not known."""
    return isinstance(fact.node, Scalar) and fact.node.value is None


def _at(path: str) -> Location:
    return Location(path)
