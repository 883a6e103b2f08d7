"""The patients on the screen, and where they come from and go to: nothing is lost without a word."""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import TYPE_CHECKING

from textual import work
from textual.app import App

from recurtx.errors import RecurtxError
from recurtx.explore.desk import Desk
from recurtx.explore.dialogs import Ask, FileName, PageDialog
from recurtx.pages.explore import keys_page
from recurtx.pages.problems import error_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.explore.chart import Chart
    from recurtx.explore.desk import Row
    from recurtx.explore.doors import Doors
    from recurtx.markup.block import Page
    from recurtx.ruleset import Ruleset

_PAGE = 75
"""Columns of a page over the screen."""
_AROUND = 14
"""Columns that a narrow screen loses to what is around the page."""
_OVERWRITE = {"stay": "Leave it", "write": "Write over it"}
_UNSAVED = {"save": "Save", "drop": "Leave without saving", "stay": "Stay"}


class Keeper(App[None]):
    """One patient, or two.

    ``charts`` are they, ``at`` is the place of the one that is edited; ``given_up`` says that the user chose to leave
    without saving.
    """

    def __init__(self, charts: Sequence[Chart], ruleset: Ruleset, doors: Doors, *, ascii: bool, presume: bool) -> None:
        super().__init__()
        self.charts, self.at, self.given_up = list(charts), 0, False
        self.desk, self.doors = Desk(ruleset, ascii=ascii, presume=presume), doors
        self.lock = Lock()  # held by whoever asks the desk

    @property
    def chart(self) -> Chart:
        """The patient that is edited."""
        return self.charts[self.at]

    @property
    def other(self) -> Chart | None:
        """The patient to compare with, if there is a second one."""
        return self.charts[1 - self.at] if len(self.charts) > 1 else None

    @property
    def unsaved(self) -> list[Chart]:
        """The patients of whom something would be lost."""
        return [] if self.given_up else [chart for chart in self.charts if chart.unsaved]

    def take(self, chart: Chart) -> None:
        """Go on with another state of the patient."""
        self.charts[self.at] = chart

    def say(self, words: str) -> None:
        """Say something to the user."""
        raise NotImplementedError

    @work(group="dialog", exclusive=True)
    async def action_keys(self) -> None:
        """Show what the keys do."""
        await self._tell(keys_page())

    async def _tell(self, page: Page) -> None:
        await self.push_screen_wait(PageDialog(await asyncio.to_thread(self._folded, page)))

    def _folded(self, page: Page) -> Sequence[Row]:
        with self.lock:
            return self.desk.rows(page, min(_PAGE, self.size.width - _AROUND))

    @work(group="dialog", exclusive=True)
    async def action_save(self) -> None:
        """Save the patient."""
        await self._save()

    async def _save(self) -> bool:
        """Ask where to, and whether what is there may be lost; whether it was saved."""
        chart = self.chart
        if not chart.begun:
            self.say("Nothing is recorded yet.")
            return False
        source = "" if chart.source.startswith("case:") or chart.source == "-" else chart.source
        name = await self.push_screen_wait(FileName("Save the patient as (.yaml or .json)", source))
        warning = self.doors.warning(name) if name else ""
        if not name or (warning and await self.push_screen_wait(Ask(warning, _OVERWRITE)) != "write"):
            return False
        try:
            self.doors.save(chart.text(self.desk.ruleset.agents, json=name.lower().endswith(".json")), name)
        except RecurtxError as error:
            await self._tell(error_page(error, "nothing was saved"))
            return False
        self.charts[self.at] = chart.saved(name)
        self.say(f"saved: {name}")
        return True

    @work(group="dialog", exclusive=True)
    async def action_load(self) -> None:
        """Go on with another patient."""
        if self.chart.unsaved:
            answer = await self.push_screen_wait(Ask("The patient is not saved.", _UNSAVED))
            if answer != "drop" and not (answer == "save" and await self._save()):
                return
        name = await self.push_screen_wait(FileName("Open a profile: a file, or case:ID", ""))
        if not name:
            return
        try:
            chart = await asyncio.to_thread(self.doors.read, name)
        except RecurtxError as error:
            await self._tell(error_page(error, "the patient is as before"))
            return
        self.take(chart)

    async def action_quit(self) -> None:
        """Leave; where something is not saved, ask first."""
        self._end()

    @work(group="dialog", exclusive=True)
    async def _end(self) -> None:
        while self.unsaved:
            self.at = self.charts.index(self.unsaved[0])
            answer = await self.push_screen_wait(Ask("The patient is not saved.", _UNSAVED))
            if answer == "drop":
                self.given_up = True
            elif answer != "save" or not await self._save():
                self.take(self.chart)
                return
        self.exit()
