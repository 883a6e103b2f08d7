"""What a profile records of one fact: a value, or what is known of a set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from recurtx.profile import facttest as t


@dataclass(frozen=True, slots=True)
class SetContent:
    """A set: what is present, what is absent, and whether everything else is absent too.

    Of the elements in ``unsure`` nothing is known, even where everything else is.
    """

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    complete: bool = False
    unsure: frozenset[str] = frozenset()

    def joined(self, other: SetContent) -> SetContent:
        """What two sources together know of a set; what the first says holds where they differ."""
        absent = self.absent | (other.absent - self.present)
        present = self.present | (other.present - absent)
        complete = self.complete or other.complete
        return SetContent(present, absent, complete, (self.unsure | other.unsure) - present - absent)


Content: TypeAlias = "t.Value | SetContent"


def content_of(value: object) -> Content:
    """What a field of a profile holds."""
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, list):
        return SetContent(present=frozenset(value), complete=True)
    return SetContent(frozenset(getattr(value, "present", ())), frozenset(getattr(value, "absent", ())))
