"""How long a key holds up the screen of the explorer: the longest single step of the event loop for every key pressed.

Run ``python benchmarks/explore.py``. A step is what runs before the screen can be drawn or a key be heard again. Its
processor time is the explorer's own; its time by the clock also holds what the thread that works and other processes
took meanwhile. Neither should be over 50 ms on an idle machine; ``--case`` names another patient.
"""

from __future__ import annotations

import argparse
import asyncio
import asyncio.events
import time
from typing import TYPE_CHECKING, Any

from recurtx.cases import load_case
from recurtx.explore.app import Explorer
from recurtx.explore.chart import Chart
from recurtx.explore.doors import Doors
from recurtx.profile import flatten
from recurtx.program.library import open_rules
from recurtx.ruleset import shipped_rules

if TYPE_CHECKING:
    from textual.pilot import Pilot

FRAME = 50.0
"""Milliseconds that a step may take."""
SIZES = ((80, 24), (120, 40), (160, 50))
SITTING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("down the list of facts", ("down",) * 10),
    ("the next question", ("n", "n", "n")),
    ("a value is typed", ("enter", "ctrl+u", "2")),
    ("and taken", ("enter",)),
    ("undo, redo", ("u", "r", "u", "r")),
    ("the options, one by one", ("right_square_bracket",) * 6),
    ("argument, next, compare, fact", ("2", "3", "4", "5")),
    ("fact after fact on its page", ("shift+tab", "shift+tab", "down", "down", "down")),
    ("back to the options", ("1",)),
    ("a search", ("slash", *"haemoglob")),
    ("and its end", ("escape",)),
    ("themes", ("t", "t", "t")),
    ("help", ("question_mark", "escape")),
)


class Steps:
    """The longest step of the loop since it was last asked for."""

    def __init__(self) -> None:
        self.clock = self.own = 0.0
        run = asyncio.events.Handle._run

        def measured(handle: Any) -> None:
            clock, own = time.perf_counter(), time.thread_time()
            run(handle)
            self.clock = max(self.clock, (time.perf_counter() - clock) * 1000)
            self.own = max(self.own, (time.thread_time() - own) * 1000)

        asyncio.events.Handle._run = measured  # type: ignore[method-assign,assignment]

    def taken(self) -> tuple[float, float]:
        """The longest by the processor and by the clock, in milliseconds; the count begins anew."""
        found = self.own, self.clock
        self.own = self.clock = 0.0
        return found


async def settled(pilot: Pilot[None]) -> None:
    """Wait until what works beside the screen has nothing left to do."""
    for _ in range(3):
        await pilot.pause()
        if at_work := [w for w in pilot.app.workers if w.group in ("desk", "theme")]:
            await pilot.app.workers.wait_for_complete(at_work)
    await pilot.pause()


async def sitting(app: Explorer, size: tuple[int, int], steps: Steps) -> float:
    """Go through every key, with a line for each part; the longest step by the processor."""
    worst = 0.0
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        own, clock = steps.taken()
        print(f"{size[0]} x {size[1]}")
        print(f"  {'the first screen (not counted)':<40}{own:>8.1f}{clock:>8.1f}")
        for name, keys in SITTING:
            longest = (0.0, 0.0)
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
                longest = max(longest, steps.taken())
            worst = max(worst, longest[0])
            print(
                f"  {name:<40}{longest[0]:>8.1f}{longest[1]:>8.1f}{'  OVER' if longest[0] > FRAME else ''}", flush=True
            )
    return worst


def main() -> None:
    """Print the longest step for every part of a sitting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", default="pmp-spleen-2024")
    chosen = parser.parse_args()
    rules, steps = open_rules(shipped_rules()), Steps()
    written, _ = flatten(load_case(chosen.case).profile)
    doors = Doors(lambda _: Chart(rules.names), lambda *_: None, lambda _: "")
    print(f"longest step in ms                          own   clock   (at most {FRAME:.0f})")
    worst = max(
        asyncio.run(sitting(Explorer([Chart(rules.names, written, chosen.case)], rules, doors), size, steps))
        for size in SIZES
    )
    print(f"longest of all: {worst:.1f} ms of the processor")


if __name__ == "__main__":
    main()
