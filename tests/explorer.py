"""The explorer at work without a terminal, and its screen as text."""

from __future__ import annotations

import asyncio
import gc
import html
import re
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unittest import mock

from textual.widgets import Input

from command import MINI
from recurtx.document import read_text
from recurtx.errors import UsageError
from recurtx.explore.app import Explorer
from recurtx.explore.chart import Chart
from recurtx.explore.doors import Doors
from recurtx.profile import assemble, flatten
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from textual.pilot import Pilot

RULES = load_ruleset(MINI)
OVARIAN = "id: anna\ncancer: {type: ovarian}\nrecurrence: {confirmed: true, sites: [peritoneum]}\npatient: {ecog: 1}\n"
_RUN = re.compile(r'<text class="[^"]*" x="([\d.]+)"[^>]*clip-path="url\(#[^)]*-line-(\d+)\)">([^<]*)</text>')
_CELL = 12.2
"""Width of a letter in the picture of a screen."""


def chart(text: str = "", source: str = "") -> Chart:
    """A patient of the small rules; one that nothing is recorded of without a text."""
    if not text:
        return Chart(RULES.names)
    written, problems = flatten(read_text(text, source or "p.yaml"))
    assemble(written, RULES.names, source or "p.yaml", problems)
    return Chart(RULES.names, written, source)


@dataclass
class Shelf:
    """Files in memory."""

    files: dict[str, str] = field(default_factory=dict)

    def doors(self) -> Doors:
        return Doors(
            lambda name: chart(self._file(name), name), self._save, lambda n: "there" if n in self.files else ""
        )

    def _file(self, name: str) -> str:
        if name not in self.files:
            raise UsageError.one("RTX101", "there is no such file", name)
        return self.files[name]

    def _save(self, text: str, name: str) -> None:
        if "/" in name:
            raise UsageError.one("RTX205", "the file cannot be written: no such folder", name)
        self.files[name] = text


@dataclass
class Screen:
    """An explorer that somebody sits at."""

    app: Explorer
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until everything is shown."""
        await self.pilot.press(*keys)
        await self.settle()

    async def write(self, path: str, text: str) -> None:
        """Go to a fact and write a value."""
        self.app.go(path)
        await self.press("enter")
        self.app.query_one("#value", Input).value = text
        await self.press("enter")

    async def settle(self) -> None:
        """Wait until nothing is at work, nor about to be."""
        for _ in range(3):
            await self.pilot.pause()
            if at_work := [worker for worker in self.app.workers if worker.group in ("desk", "theme")]:
                await self.app.workers.wait_for_complete(at_work)
        await self.pilot.pause()

    def text(self) -> str:
        """The screen as text."""
        rows: dict[int, str] = defaultdict(str)
        for x, line, words in _RUN.findall(self.app.export_screenshot()):
            here = rows[int(line)].ljust(round(float(x) / _CELL))
            rows[int(line)] = here + html.unescape(words).replace("\xa0", " ")
        return "".join(f"{rows[number].rstrip()}\n" for number in range(self.app.size.height))


@asynccontextmanager
async def sat_at(*charts: Chart, size: tuple[int, int] = (80, 24), shelf: Shelf | None = None) -> AsyncIterator[Screen]:
    """An explorer of some patients on a screen of some size."""
    app = Explorer(charts or [chart()], RULES, (shelf or Shelf()).doors())
    with mock.patch.object(gc, "disable"), mock.patch.object(gc, "freeze"):  # this process outlives the explorer
        async with app.run_test(size=size) as pilot:
            screen = Screen(app, pilot)
            await screen.settle()
            yield screen


def run(test: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run one sitting."""
    asyncio.run(test())
