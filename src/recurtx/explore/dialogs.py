"""What stands over the screen for a moment: a question, the name of a file, a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from recurtx.explore.panes import PageView
from recurtx.markup.characters import safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from recurtx.explore.desk import Row


class Ask(ModalScreen[str]):
    """A question with a few answers; leaving it is the empty answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss('')", "Stay"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, answers: Mapping[str, str]) -> None:
        super().__init__()
        self._question, self._answers = question, answers

    def compose(self) -> ComposeResult:
        """The question above its answers."""
        with Vertical(classes="box"):
            yield Static(Content(safe(self._question)))
            with Horizontal(classes="buttons"):
                for name, words in self._answers.items():
                    yield Button(words, id=name, compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take an answer."""
        self.dismiss(event.button.id or "")


class FileName(ModalScreen[str]):
    """The name of a file; leaving it, or no name, is none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss('')", "Cancel")]

    def __init__(self, question: str, name: str) -> None:
        super().__init__()
        self._question, self._name = question, name

    def compose(self) -> ComposeResult:
        """What is asked above what is typed."""
        with Vertical(classes="box"):
            yield Static(Content(self._question))
            yield Input(self._name, placeholder="patient.yaml", compact=True, id="file")
            yield Static("Enter takes it, Escape leaves.")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the name."""
        event.stop()
        self.dismiss(event.value.strip())


class PageDialog(ModalScreen[None]):
    """A page over the screen, such as the help."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close"),
        Binding("q", "dismiss", show=False),
    ]

    def __init__(self, lines: Sequence[Row]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The page in a box."""
        with Vertical(classes="box page"):
            yield PageView(id="page")
            yield Static("Escape closes it.")

    def on_mount(self) -> None:
        """Show the lines."""
        self.query_one(PageView).focus()
        self.call_after_refresh(self.query_one(PageView).show, self._lines)
