"""The screen: what is recorded on the left, what follows on the right, and the fact under the cursor below.

The screen judges nothing. Whatever takes longer than a frame is worked out by a desk in a thread, one piece at a time,
the latest wish only; until it comes, the last answer stands, and the first line says that it is at work.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Rule, Static
from textual.worker import get_current_worker

from recurtx.errors import ProfileError, RecurtxError
from recurtx.explore.choices import choices
from recurtx.explore.desk import Goal, Row, Shown, View, Wanted
from recurtx.explore.editor import Editor
from recurtx.explore.facts import NEVER, completions, name_of
from recurtx.explore.keeper import Keeper
from recurtx.explore.panes import Board, FactList, PageView
from recurtx.explore.search import FactSearch
from recurtx.explore.themes import TERMINALS, THEMES, WornSheet
from recurtx.markup.characters import ascii_text, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.css.stylesheet import Stylesheet
    from textual.screen import Screen
    from textual.theme import Theme

    from recurtx.explore.chart import Chart
    from recurtx.explore.doors import Doors
    from recurtx.ruleset import Ruleset

_SHOWN = (
    ("slash", "search", "/", "search"),
    ("n", "next", "n", "next"),
    ("u", "undo", "u", "undo"),
    ("r", "redo", "r", "redo"),
    ("s", "save", "s", "save"),
    ("o", "load", "o", "open"),
    ("t", "theme", "t", "theme"),
    ("question_mark", "keys", "?", "help"),
    ("q", "quit", "q", "quit"),
)
"""The keys of the last line: key, action, and both in words."""
_TYPING = "Enter takes it · Escape leaves it · Right completes a word · Ctrl-Z takes back what was taken before"
"""What the last line says while a value is typed."""
_REST = 10.0
"""Seconds without a change after which garbage is collected: that takes 100 ms, and nobody waits then."""
_SWITCH = 0.001
"""Seconds after which the thread that works gives way to the screen; python has 0.005."""


class Explorer(Keeper):
    """The screen, with one patient or two under the user's hands."""

    TITLE = "recurtx explore"
    CSS_PATH = "explore.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-medium"), (150, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, action) for key, action, _, _ in _SHOWN),
        *(Binding(str(n), f"view('{view.value}')") for n, view in enumerate(View, 1)),
        Binding("left_square_bracket", "option(-1)"),
        Binding("right_square_bracket", "option(1)"),
        Binding("a", "whole"),
        Binding("x", "exchange"),
        Binding("z", "zoom"),
        Binding("delete", "forget"),
        Binding("escape", "leave"),
        Binding("ctrl+z", "undo", priority=True),
        Binding("ctrl+y", "redo", priority=True),
        Binding("ctrl+s", "save", priority=True),
        Binding("ctrl+q", "quit", priority=True),
        Binding("f1", "keys", priority=True),
    ]

    class Worked(Message):
        """The desk has a part of what was wanted."""

        def __init__(self, wanted: Wanted, part: Shown | Sequence[Row]) -> None:
            super().__init__()
            self.wanted, self.part = wanted, part

    def __init__(
        self, charts: Sequence[Chart], ruleset: Ruleset, doors: Doors, *, ascii: bool = False, theme: str = "dark",
        presume: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(charts, ruleset, doors, ascii=ascii, presume=presume)
        self.option, self.view, self.whole = "", View.options, False
        self.options: Sequence[str] = ()
        self.questions: Sequence[str] = ()
        self._ascii, self._first_theme = ascii, theme
        self._head = ""
        self._room = (0, 0)
        self._line, self._tabs, self._keys = Static(id="head"), Static(id="views"), Static(id="keys")
        self._facts, self._editor = FactList(ascii=ascii, id="facts"), Editor()
        self._board, self._detail = Board(id="board"), PageView(id="detail")
        self._wanted: Wanted | None = None
        self._last: tuple[Wanted, Shown] | None = None

    # The patient

    def take(self, chart: Chart) -> None:
        """Go on with another state of the patient."""
        super().take(chart)
        self.ask()
        self._show_fact()

    def record(self, path: str, text: str) -> bool:
        """Record a fact as it was typed; whether it was taken. What is wrong with it is said."""
        try:
            after = self.chart.edited(path, text)
        except ProfileError as error:
            self._editor.say(_words(error), wrong=True)
            return False
        same = after is self.chart
        self.take(after)
        heard = "" if same else after.heard(after.edits[-1])
        self._editor.drop()
        told = f"understood: {heard}" if heard else "as before" if same else "taken"
        self._editor.say(f"{name_of(path)}: {after.typed(path) or NEVER} ({told})")
        return True

    def say(self, words: str) -> None:
        """Say something below the fact; whether the patient is saved is told anew as well."""
        self._tell_head()
        self._editor.say(words)

    # The screen

    def compose(self) -> ComposeResult:
        """Facts, verdicts and what stands beside them; below, the fact under the cursor."""
        yield self._line
        yield self._tabs
        with Horizontal(id="body"):
            yield self._facts
            with Container(id="right"):
                yield self._board
                yield Rule()
                yield self._detail
        yield self._editor
        yield self._keys

    def on_mount(self) -> None:
        """Begin with the first fact."""
        sys.setswitchinterval(_SWITCH)
        gc.disable()
        gc.freeze()  # the rules stay
        self._rest = self.set_interval(_REST, self._tidy)
        for theme in THEMES:
            self.register_theme(theme)
        self._wear(self._first_theme)
        self._tell_views()
        self._facts.focus()
        self.call_after_refresh(self.ask)

    def _tidy(self) -> None:
        gc.collect()

    def _fatal_error(self) -> None:
        """Leave, without the picture of the error that the library draws: it shows the patient's facts."""
        self._close_messages_no_wait()

    @property
    def broken(self) -> Exception | None:
        """What ended it, if that was an error of the program."""
        return self._exception

    @property
    def _main(self) -> Screen[object]:
        """The screen below any dialog."""
        return self.screen_stack[0]

    def on_page_view_resized(self) -> None:
        """Fold the pages anew; nothing else hangs on the size."""
        self.ask()

    def _tell_head(self, more: str = "") -> None:
        unsaved = "not saved" if self.chart.unsaved else ""
        which = f"patient {self.at + 1} of 2" if self.other else ""
        words = " · ".join(filter(None, (self.TITLE, which, self._head, unsaved, more)))
        self._line.update(Content(ascii_text(safe(words)) if self._ascii else safe(words)))

    def _tell_keys(self) -> None:
        """The keys, each of which may be clicked, or what a value that is being typed waits for."""
        if isinstance(self._main.focused, Input):
            self._keys.update(Content(_TYPING))
            return
        pieces = (f"[@click=app.{action}][bold]{key}[/] {words}[/]" for _, action, key, words in _SHOWN)
        self._keys.update(Content("  ").join(Content.from_markup(piece) for piece in pieces))

    def on_descendant_focus(self) -> None:
        """Another pane has the keys."""
        self._tell_keys()

    def _tell_views(self) -> None:
        pieces = []
        for number, view in enumerate(View, 1):
            name = f"{'[reverse]' * (view is self.view)} {number} {view.value} {'[/]' * (view is self.view)}"
            pieces.append(Content.from_markup(f"[@click=app.view('{view.value}')]{name}[/]"))
        self._tabs.update(Content(" ").join(pieces))

    # Work

    def ask(self) -> None:
        """Ask the desk for what is to be shown now."""
        self._rest.reset()
        self._room = self._board.room if self._board.size else self._room
        width = self._detail.room[0] if self._detail.size else 0
        if not self._room[0]:
            return
        path = self._facts.path or self._editor.path
        wanted = Wanted(self.chart, self.other, self.option, self.view, path, self._room, width, self.whole)
        self._wanted = wanted
        self._tell_head("working")
        self._work(wanted)

    @work(thread=True, exclusive=True, group="desk")
    def _work(self, wanted: Wanted) -> None:
        """Work out what is wanted, unless something else is wanted by then."""
        worker = get_current_worker()
        with self.lock:
            if worker.is_cancelled:
                return
            shown = self._shown(wanted)
            self.post_message(self.Worked(wanted, shown))
            if not worker.is_cancelled:
                rows = self.desk.beside(wanted, shown.option) if wanted.detail else ()
                self.post_message(self.Worked(wanted, rows))

    def _shown(self, wanted: Wanted) -> Shown:
        """The verdicts; those of the last time where only what stands beside them is another."""
        if self._last is not None:
            last, shown = self._last
            if last.chart is wanted.chart and (last.option, last.board) == (wanted.option, wanted.board):
                return shown
        shown = self.desk.shown(wanted)
        self._last = (wanted, shown)
        return shown

    def on_explorer_worked(self, event: Worked) -> None:
        """Show what the desk has, if it is still wanted."""
        if event.wanted is not self._wanted:
            return
        if not isinstance(event.part, Shown):
            self._detail.show(event.part)
            self._tell_head()
            return
        shown = event.part
        self.option, self.options, self.questions, self._head = shown.option, shown.options, shown.questions, shown.head
        self._facts.show(shown.facts)
        self._editor.infer(self._facts.inferred(self._editor.path))
        self._board.show(shown.board, Goal("option", shown.option) if shown.option else None)

    # The fact under the cursor

    @on(OptionList.OptionHighlighted, "#facts")
    def _at_fact(self) -> None:
        self._show_fact()
        if self.view is View.fact:
            self.ask()

    @on(OptionList.OptionSelected, "#facts")
    def _write(self) -> None:
        self._editor.write()

    def _show_fact(self) -> None:
        path = self._facts.path or self._editor.path
        of = choices(self.chart, path, self.desk.ruleset)
        self._editor.show(path, self.chart.typed(path), of, completions(path, self.desk.ruleset.names))
        self._editor.infer(self._facts.inferred(path))

    def on_editor_wrote(self, event: Editor.Wrote) -> None:
        """Record what was typed, and go back to the list."""
        if self.record(event.path, event.text):
            self._facts.focus()

    def on_editor_writing(self, event: Editor.Writing) -> None:
        """Say how what is being typed will be understood."""
        try:
            after = self.chart.edited(event.path, event.text)
        except ProfileError as error:
            self._editor.say(f"not yet: {_words(error)}")
            return
        heard = after.heard(after.edits[-1]) if after is not self.chart else ""
        self._editor.say(f"understood: {heard or after.typed(event.path) or NEVER} · Enter takes it, Escape leaves it")

    def action_choose(self, place: int) -> None:
        """Record the value that was clicked."""
        path = self._editor.path
        self.record(path, choices(self.chart, path, self.desk.ruleset)[place].text)

    def action_forget(self) -> None:
        """Take the fact under the cursor away."""
        self.record(self._editor.path, "")

    def action_leave(self) -> None:
        """Leave what is being typed, or the page beside the verdicts, for the list."""
        if isinstance(self.focused, Input):
            self._editor.drop()
        elif self.view is not View.options:
            self.action_view(View.options.value)
        self._facts.focus()

    def go(self, path: str) -> None:
        """Go to a fact."""
        if self._main.has_class("-narrow") and self.view is not View.fact:
            self.action_view(View.options.value)
        self._facts.go(path)
        self._facts.focus()

    def action_next(self) -> None:
        """Go to the next question."""
        if not self.questions:
            self._editor.say("No unrecorded fact changes a verdict." * bool(self._head))
            return
        here = self._facts.path
        place = self.questions.index(here) + 1 if here in self.questions else 0
        self.go(self.questions[place % len(self.questions)])

    def action_search(self) -> None:
        """Search a fact."""
        self.push_screen(CommandPalette([FactSearch], placeholder="a fact, a value, a word of either"))

    def _stepped(self, after: Chart, what: str) -> None:
        """Go on with the chart before or behind, at the fact that differs."""
        longer = max(self.chart.edits, after.edits, key=len)
        if after == self.chart:
            self._editor.say(f"Nothing to {what}.")
            return
        self.take(after)
        self.go(longer[-1].path)
        self._editor.say(f"{what}: {name_of(longer[-1].path)} is {after.typed(longer[-1].path) or NEVER}")

    def action_undo(self) -> None:
        """Take the latest edit back."""
        self._stepped(self.chart.undo(), "undo")

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._stepped(self.chart.redo(), "redo")

    # Options and views

    def on_page_view_picked(self, event: PageView.Picked) -> None:
        """Follow a line: to its fact, or to its option and, from there, to the argument."""
        if event.goal.kind == "fact":
            self.go(event.goal.name)
        elif event.goal.name == self.option and self.view is View.options:
            self.action_view(View.argument.value)
        else:
            self._choose_option(event.goal.name)

    def _choose_option(self, name: str) -> None:
        self.option = name
        self.ask()

    def action_option(self, step: int) -> None:
        """Choose the option before or behind."""
        if self.options:
            place = self.options.index(self.option) + step if self.option in self.options else min(0, step)
            self._choose_option(self.options[place % len(self.options)])

    def action_view(self, name: str) -> None:
        """Show something else beside the verdicts."""
        self.view = View(name)
        self._main.set_class(self.view is not View.options, "beside")
        self._tell_views()
        (self._board if self.view is View.options else self._detail).focus()
        self.call_after_refresh(self.ask)

    def action_whole(self) -> None:
        """Every rule of the argument, or only what decides."""
        self.whole = not self.whole
        self.action_view(View.argument.value)

    def action_zoom(self) -> None:
        """One pane over the whole screen, and back."""
        if self.screen.maximized is not None:
            self.screen.minimize()
        else:
            self.screen.action_maximize()

    def action_theme(self) -> None:
        """The next theme."""
        names = [theme.name for theme in THEMES]
        self._dress(THEMES[(names.index(self.theme) + 1) % len(names)])

    @work(thread=True, exclusive=True, group="theme")
    def _dress(self, theme: Theme) -> None:
        """Read the style sheet with the colours of a theme, which takes longer than to show it, and wear it then."""
        sheet = WornSheet(variables={**theme.to_color_system().generate(), **theme.variables})
        sheet.source = dict(self.stylesheet.source)
        sheet.parse()
        self.call_from_thread(self._wear, theme.name, sheet)

    def _wear(self, name: str, sheet: Stylesheet | None = None) -> None:
        self.stylesheet = sheet or self.stylesheet
        self.set_reactive(App.ansi_theme_dark, TERMINALS[name])
        self.set_reactive(App.ansi_theme_light, TERMINALS[name])
        self.theme = name

    def action_exchange(self) -> None:
        """Edit the other patient."""
        if self.other is None:
            self._editor.say("There is no second patient: recurtx explore PROFILE --vs OTHER.")
            return
        self.at = 1 - self.at
        self.take(self.chart)


def _words(error: RecurtxError) -> str:
    """What is wrong, and the way out, in a line each."""
    return "\n".join("; ".join(filter(None, (p.message, p.help))) for p in error.problems)
