"""What was read of a folder of rules, entry by entry, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from recurtx.ruleset.files import File
from recurtx.ruleset.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recurtx.document import Document, Steps
    from recurtx.errors import Location

Model = TypeVar("Model", bound=File)
Entry = TypeVar("Entry", bound=Shape)


@dataclass(frozen=True, slots=True)
class At:
    """An entry of a file: where to look for what it says."""

    document: Document
    steps: Steps

    def place(self, *steps: int | str) -> Location:
        """The place of something within the entry."""
        return self.document.locate((*self.steps, *steps))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as read: the documents by file name and, of those with the right shape, what they hold."""

    documents: Mapping[str, Document]
    models: Mapping[str, File]

    def file(self, kind: type[Model]) -> Model | None:
        """The file of a kind of which there is one, where its shape is right."""
        return next((model for model in self.models.values() if isinstance(model, kind)), None)

    def files(self, kind: type[Model]) -> Iterator[tuple[Model, Document]]:
        """Every file of a kind."""
        for name, model in self.models.items():
            if isinstance(model, kind):
                yield model, self.documents[name]

    def each(self, kind: type[Entry]) -> Iterator[tuple[Entry, At]]:
        """Every entry of a kind in any file; shared rules once."""
        for model, document in self.files(File):
            for section in type(model).model_fields:
                value = getattr(model, section)
                if isinstance(value, kind):
                    yield value, At(document, (section,))
                for i, entry in enumerate(value if isinstance(value, tuple) else ()):
                    if isinstance(entry, kind):
                        yield entry, At(document, (section, i))
