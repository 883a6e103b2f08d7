"""Bundled cases: one YAML file each.

A published case holds the profile as reported and nothing added. A constructed one is an invented patient, fully
recorded, for teaching: it has no source and no team, and its file says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from recurtx.document import Document, Table, Unreadable, plain, read_bytes, read_text
from recurtx.errors import Location, Problem, ProfileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = Path(__file__).resolve().parent / "data"
_INVENTED = "constructed-"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CaseSource(_Model):
    """The publication; ``read``: how much of it was read for the case."""

    authors: str | None = None
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    doi: str | None = None
    link: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    read: Literal["abstract", "excerpt", "full-text"]


class NotDone(_Model):
    """An option that the team decided against, and why."""

    option: str
    reason: str


class Team(_Model):
    """What the team chose and did, and what came of it, as reported."""

    chose: list[str]
    did: str
    not_done: list[NotDone] = []
    outcome: str | None = None


class CaseModel(_Model):
    """A case file. ``control``: no recurrence was there to treat, so what the team did is shown and not compared.

    ``constructed``: the patient is invented; there is no source, no team and nothing that was not reported.
    """

    schema_: Annotated[Literal[1], Field(alias="schema")]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
    title: Annotated[str, StringConstraints(max_length=70)]
    decision_point: str
    constructed: bool = False
    source: CaseSource | None = None
    team: Team | None = None
    control: bool = False
    not_reported: str | None = None
    notes: str | None = None
    teaches: str | None = None
    profile: dict[str, Any]

    def misplaced(self) -> Iterator[tuple[str, str]]:
        """Fields that this kind of case lacks or cannot have, and what to say of each."""
        for name in ("source", "team", "not_reported"):
            if self.constructed is (getattr(self, name) is not None):
                yield name, "a constructed case has none" if self.constructed else "field required"
        if self.constructed and not self.teaches:
            yield "teaches", "field required"


@dataclass(frozen=True, slots=True)
class Case:
    """A case and the document of its profile."""

    info: CaseModel
    profile: Document

    @property
    def id(self) -> str:
        """The id behind ``case:``."""
        return self.info.id

    @property
    def cancer(self) -> str:
        """The type of cancer, as reported."""
        return str(self.info.profile.get("cancer", {}).get("type", ""))

    @property
    def paths(self) -> list[str]:
        """The facts that are recorded, in the order of the file."""
        return [f"{part}.{name}" for part, facts in self.info.profile.items() if isinstance(facts, dict)
                for name in facts]  # fmt: skip

    @property
    def sites(self) -> list[str] | None:
        """The sites of the recurrence that were reported; None where nothing is said of them."""
        said = self.info.profile.get("recurrence", {}).get("sites")
        return said.get("present") if isinstance(said, dict) else said


def bundled_cases() -> list[str]:
    """Ids of the published cases, sorted."""
    return sorted(path.stem for path in _DATA.glob("*.yaml") if not path.stem.startswith(_INVENTED))


def constructed_cases() -> list[str]:
    """Ids of the constructed cases, sorted."""
    return sorted(path.stem for path in _DATA.glob(f"{_INVENTED}*.yaml"))


def all_cases() -> list[str]:
    """Ids of the published cases, then of the constructed ones."""
    return [*bundled_cases(), *constructed_cases()]


def load_case(name: str) -> Case:
    """A bundled case by id.

    Raises:
        UsageError: RTX203 there is no such case.
        ProfileError: the file is not a case.
    """
    known, place = all_cases(), f"case:{name}"
    if name not in known:
        message = f"there is no bundled case `{name}`"
        raise UsageError.unknown("RTX203", message, name, known, "see `recurtx cases list`", place)
    return read_case(_DATA / f"{name}.yaml", place)


def read_case(path: Path, shown: str) -> Case:
    """A case from a file.

    Raises:
        ProfileError: RTX150 the file is not a case.
    """
    try:
        document = read_text(read_bytes(path, shown), shown)
    except Unreadable as error:
        raise ProfileError(error.problems) from None
    root = document.root
    profile = root.get("profile") if isinstance(root, Table) else None
    data = plain(root)
    if profile is None or not isinstance(data, dict):
        raise ProfileError([Problem("RTX150", "this is not a case: it has no `profile`", Location(shown))])
    try:
        info = CaseModel.model_validate(data)
    except ValidationError as error:
        raise ProfileError(
            Problem("RTX150", f"`{'.'.join(map(str, e['loc']))}`: {e['msg'].lower()}", document.locate(tuple(e["loc"])))
            for e in error.errors()
        ) from None
    if misplaced := list(info.misplaced()):
        raise ProfileError(Problem("RTX150", f"`{name}`: {says}", document.locate((name,))) for name, says in misplaced)
    return Case(info, Document(shown, profile, document.text))
