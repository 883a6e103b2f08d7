"""The place where one fact is recorded: its question, its values to be clicked, and what is typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from recurtx.explore.facts import NEVER, also_written, every_path, name_of
from recurtx.markup.characters import safe
from recurtx.profile import INVESTIGATIONS, RECORDS, VOCABULARY, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from recurtx.explore.choices import Choice

_FRAME = 3
"""Columns beside the values: their margins, and the bar that scrolls them."""
_LINE = 76
"""Letters of what is said beside."""
_LAST_WORD = re.compile(r"[^\[\]{},:]*\Z")
_RECORD = "one line, such as [{date: 2023-05, kind: [crs, hipec]}]; see `recurtx profile template`"
_LABEL = {"id": "What the patient is called here: a label that identifies nobody.", "as_of": "The day of assessment."}


class Words(Suggester):
    """Completes the last word that is typed, also inside a list."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = words

    async def get_suggestion(self, value: str) -> str | None:
        """The text with its last word completed; None where no word begins so."""
        match = _LAST_WORD.search(value)
        begun = match.group().lstrip() if match else ""
        found = next((w for w in self._words if begun and w.startswith(begun.lower()) and w != begun.lower()), None)
        return value + found[len(begun) :] if found else None


class Editor(Vertical):
    """The fact under the cursor."""

    class Wrote(Message):
        """A value was given to a fact."""

        def __init__(self, path: str, text: str) -> None:
            super().__init__()
            self.path, self.text = path, text

    class Writing(Message):
        """A value is being typed."""

        def __init__(self, path: str, text: str) -> None:
            super().__init__()
            self.path, self.text = path, text

    def __init__(self) -> None:
        super().__init__(id="editor")
        self.path = every_path()[0]
        self._before = ""
        self._choices: Sequence[Choice] = ()

    def compose(self) -> ComposeResult:
        """What is asked, what is typed, what is said to it."""
        yield Static(id="about")
        with VerticalScroll(id="choices", can_focus=False):
            yield Static()
        yield Input(compact=True, id="value", select_on_focus=False)
        yield Static(id="said")

    def show(self, path: str, typed: str, choices: Sequence[Choice], words: Sequence[str]) -> None:
        """Ask for a fact; ``typed`` is its value now."""
        fresh = path != self.path
        self.path, self._before, self._choices = path, typed, choices
        self.query_one("#about", Static).update(_about(path))
        self.on_resize()
        value = self.query_one("#value", Input)
        value.suggester = Words(words)
        if fresh or not value.has_focus:
            with value.prevent(Input.Changed):
                value.value = typed
                value.cursor_position = len(typed)
        if fresh:
            self.say(_also(path))

    def on_resize(self) -> None:
        """Lay the values out anew."""
        self.query_one("#choices Static", Static).update(_choices(self._choices, self.app.size.width - _FRAME))

    def infer(self, words: str) -> None:
        """Say, where nothing is recorded, what holds without it."""
        self.query_one("#value", Input).placeholder = f"{NEVER}: {words}" if words else NEVER

    def say(self, words: str, *, wrong: bool = False) -> None:
        """What is said to what was typed."""
        said = self.query_one("#said", Static)
        said.set_class(wrong, "wrong")
        said.update(Content(safe(words)))

    def write(self) -> None:
        """Begin to type."""
        self.query_one("#value", Input).focus()

    def drop(self) -> None:
        """Put the value back as it was."""
        with self.query_one("#value", Input).prevent(Input.Changed):
            self.query_one("#value", Input).value = self._before
        self.say(_also(self.path))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say at once how it is understood."""
        event.stop()
        self.post_message(self.Writing(self.path, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Record it."""
        event.stop()
        self.post_message(self.Wrote(self.path, event.value))


def _about(path: str) -> Content:
    """The name, what is allowed, how it is obtained, and the question."""
    if path not in VOCABULARY:
        allowed = _RECORD if path in RECORDS else "text" if path == "id" else "a date, such as 2026-01-31"
        return Content.assemble((name_of(path), "bold"), f"  {path} · {allowed}", "\n", _LABEL.get(path, ""))
    fact = VOCABULARY[path]
    few = "" if fact.values or fact.kind is Kind.BOOLEAN else f" · {fact.allowed()}"
    return Content.assemble((fact.short, "bold"), f"{few} · {INVESTIGATIONS[fact.by]} · {path}", "\n", fact.ask)


def _choices(choices: Sequence[Choice], width: int) -> Content:
    """The values, each of which may be clicked; those that are recorded are set off and marked. None is broken."""
    rows: list[list[Content]] = [[]]
    for place, choice in enumerate(choices):
        style = (
            f"[@click=app.choose({place})]{'[reverse]' * (choice.mark == '+')}$words[/]{'[/]' * (choice.mark == '+')}"
        )
        piece = Content.from_markup(style, words=f"{choice.mark}{safe(choice.words)}")
        if rows[-1] and sum(one.cell_length + 2 for one in rows[-1]) + piece.cell_length > width:
            rows.append([])
        rows[-1].append(piece)
    return Content("\n").join(Content("  ").join(row) for row in rows)


def _also(path: str) -> str:
    also = also_written(path) if path in VOCABULARY else ""
    return _cut(f"also understood: {also}") if also else ""


def _cut(text: str) -> str:
    """A text that is no longer than a line; the page of the fact has it all."""
    return text if len(text) <= _LINE else text[: text.rfind(" ", 0, _LINE)] + " …"
