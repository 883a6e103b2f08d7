"""The two kinds of panes: a page as lines, and the list of facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from recurtx.explore.facts import NEVER
from recurtx.markup.characters import ascii_text, safe
from recurtx.pages.explore import FOLLOWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.events import Click

    from recurtx.explore.desk import Goal, Row
    from recurtx.explore.facts import Entry

_ROOM = 28
"""Letters of a fact with its value in the narrowest list."""
_FROM = re.compile(r"\(from [^()]*\)\Z")


class PageView(ScrollView, can_focus=True):
    """Lines of a page, as the fold of the terminal has them; a line that leads somewhere may be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--chosen"}

    class Picked(Message):
        """A line was chosen that leads somewhere."""

        def __init__(self, goal: Goal) -> None:
            super().__init__()
            self.goal = goal

    class Resized(Message):
        """There is more or less room, so that the page has to be folded anew."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[Row] = ()
        self.chosen: Goal | None = None
        self._styles = (Style(), Style())

    @property
    def room(self) -> tuple[int, int]:
        """Columns and lines for text, one column from the bar for scrolling, also where that is not there now."""
        size = self.scrollable_content_region.size
        return max(0, size.width - 1), size.height

    def show(self, lines: Sequence[Row], chosen: Goal | None = None) -> None:
        """Show other lines, those that lead to ``chosen`` set off and in sight."""
        moved = chosen != self.chosen
        self.lines, self.chosen = lines, chosen
        self.virtual_size = Size(self.room[0], len(lines))
        self.refresh()
        places = [place for place, row in enumerate(lines) if chosen and row.goal == chosen]
        if places and moved:
            self.scroll_to_region(Region(0, places[0], 1, len(places)), animate=False)

    def text(self) -> str:
        """What is shown, without colour."""
        return "\n".join("".join(segment.text for segment in row.line) for row in self.lines)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the screen; the styles, which take as long as the lines, are looked up once for all."""
        self._styles = self.rich_style, self.get_component_rich_style("page--chosen")
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        plain, set_off = self._styles
        left, top = self.scroll_offset
        width = self.size.width
        if y + top >= len(self.lines):
            return Strip.blank(width, plain)
        row = self.lines[y + top]
        strip = Strip(row.line).crop_extend(left, left + width, None)
        return strip.apply_style(set_off if self.chosen is not None and row.goal == self.chosen else plain)

    def on_resize(self) -> None:
        """Tell it."""
        self.post_message(self.Resized())

    def on_click(self, event: Click) -> None:
        """Follow the line that was clicked."""
        place = event.get_content_offset(self)
        line = place.y + self.scroll_offset.y if place else len(self.lines)
        if line < len(self.lines) and (goal := self.lines[line].goal):
            self.post_message(self.Picked(goal))


class Board(PageView):
    """The verdicts: one option is chosen, by the arrows or by a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.option(-1)", "Option before"),
        Binding("down", "app.option(1)", "Option behind"),
        Binding("enter", "app.view('Argument')", "Argument"),
    ]


class FactList(OptionList):
    """The facts with their values, by group."""

    def __init__(self, *, ascii: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ascii = ascii
        self._entries: dict[str, Entry] = {}

    def show(self, groups: Mapping[str, Sequence[Entry]]) -> None:
        """Show the facts as they are now; where they are the same ones, only those that changed are written anew."""
        found = {entry.path: entry for entries in groups.values() for entry in entries}
        if list(found) == list(self._entries):
            for path, entry in found.items():
                if entry != self._entries[path]:
                    self.replace_option_prompt(path, self._prompt(entry))
        else:
            self._rebuild(groups)
        self._entries = found

    def _rebuild(self, groups: Mapping[str, Sequence[Entry]]) -> None:
        """Write the list anew; the cursor stays on its fact."""
        here = self.path
        options = []
        for title, entries in groups.items():
            options.append(Option(Text(self._shown(title), style="bold"), disabled=True))
            options += [Option(self._prompt(entry), id=entry.path) for entry in entries]
        self.set_options(options)
        self.go(here or next((o.id for o in options if o.id), ""))
        if not here:
            self.call_after_refresh(self.scroll_home, animate=False)

    def go(self, path: str) -> None:
        """Move the cursor to a fact."""
        if path and any(option.id == path for option in self.options):
            self.highlighted = self.get_option_index(path)

    @property
    def path(self) -> str:
        """The fact under the cursor; empty where there is none."""
        option = self.highlighted_option
        return option.id or "" if option else ""

    def _prompt(self, entry: Entry) -> Text:
        """The fact, and its value; what is recorded stands out from what follows or is presumed."""
        lead = "▸" if entry.changed else str(entry.asked or " ")
        value = "" if entry.value == NEVER else f"  {entry.value}"
        if len(lead) + len(entry.name) + len(value) >= _ROOM:
            value = _FROM.sub(FOLLOWS, value)
        return Text(self._shown(f"{lead} {entry.name}")).append(self._shown(value), "bold" if entry.recorded else None)

    def inferred(self, path: str) -> str:
        """What holds of a fact without being recorded, and why; empty where nothing does."""
        entry = self._entries.get(path)
        return entry.value if entry and not entry.recorded and entry.value != NEVER else ""

    def _shown(self, text: str) -> str:
        return ascii_text(safe(text)) if self._ascii else safe(text)
