"""``recurtx explore``: facts and verdicts side by side, over the whole screen."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.cli.files import rescue, save
from recurtx.cli.inputs import read_written, ruleset
from recurtx.cli.options import Color, NoPresume, ProfileArgument, Sets, Versus
from recurtx.cli.output import ascii_only
from recurtx.cli.state import settings
from recurtx.cli.terminal import ground
from recurtx.errors import UsageError
from recurtx.markup.look import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.explore.app import Explorer
    from recurtx.explore.chart import Chart
    from recurtx.profile import Names


_SERVED = "TEXTUAL_DRIVER"
"""Names what stands for a terminal, such as a page of a browser."""


def explore(
    profile: ProfileArgument = None, sets: Sets = None, versus: Versus = None, no_presume: NoPresume = False
) -> None:
    """Explore a patient: facts on the left, verdicts on the right, every change seen at once. Needs the extra
    recurtx[explore] and a terminal of 80 by 24 or more.

    Keys are told by `?`. What --set changes of PROFILE is marked and may be undone, as if it had been typed. Nothing is
    written until it is saved; quitting asks where something is not.

    Examples:

      recurtx explore

      recurtx explore patient.yaml

      recurtx explore patient.yaml --set patient.ecog=2

      recurtx explore case:pmp-spleen-2024 --vs case:pmp-lung-2012-case4
    """
    _check(profile, versus)
    rules = ruleset()
    charts = [_chart(profile, rules.names, sets or ())]
    charts += [_chart(versus, rules.names)] if versus is not None else []
    from recurtx.explore.app import Explorer
    from recurtx.explore.doors import Doors

    if settings().color == Color.never or settings().theme == Theme.mono:
        os.environ["NO_COLOR"] = "1"
    doors = Doors(lambda source: _chart(source, rules.names), lambda text, file: save(text, file, private=True), _there)
    theme = "light" if ground(Theme(settings().theme)) is Theme.light else "dark"
    app = Explorer(charts, rules, doors, ascii=ascii_only(), theme=theme, presume=not no_presume)
    try:
        app.run()
    finally:
        _keep(app)
    if app.broken is not None:
        raise app.broken


def _check(profile: str | None, versus: str | None) -> None:
    """Refuse what cannot be explored.

    Raises:
        UsageError: RTX211 the library is not installed; RTX204 there is no terminal, or only one patient.
    """
    if find_spec("textual") is None:
        hint = "install it: pip install 'recurtx[explore]'"
        raise UsageError.one("RTX211", "the explorer needs textual, which is not installed", "explore", hint)
    screen = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if not screen and not os.environ.get(_SERVED):
        hint = "recurtx suggest PROFILE prints the answer, recurtx interview asks line by line"
        raise UsageError.one("RTX204", "the explorer needs a terminal that can be written all over", "explore", hint)
    if profile is None and versus is not None:
        hint = "recurtx explore PROFILE --vs OTHER"
        raise UsageError.one("RTX201", "no profile was given", "PROFILE", hint)


def _chart(source: str | None, names: Names, sets: Sequence[str] = ()) -> Chart:
    """The patient of a file or case, checked; what ``--set`` changes are edits, in the words of the vocabulary.

    Raises:
        UsageError: RTX204 it would come from standard input.
        ProfileError: every mistake in it.
    """
    from recurtx.explore.chart import Chart, Edit

    if source == "-":
        hint = "save the profile to a file and name that"
        raise UsageError.one("RTX204", "standard input is the keyboard here, and no profile", "-", hint)
    read, changes = read_written(source, sets, names)
    written = {path: fact for path, fact in {**read, **changes}.items() if fact is not None}
    after = Chart(names, written)
    return Chart(names, read, source or "", tuple(Edit(path, after.typed(path)) for path in changes))


def _there(file: str) -> str:
    """What would be lost where a file is written that is there already."""
    if not Path(file).is_file():
        return ""
    from recurtx.profile.write import own_comments

    own = len(own_comments(Path(file).read_text(encoding="utf-8-sig", errors="replace")))
    lost = f" {own} comment{'s' * (own != 1)} in it would be lost." if own else ""
    return f"{file} is there already.{lost}"


def _keep(app: Explorer) -> None:
    """Put what was not saved into new files where the explorer ended in another way than its user chose."""
    for chart in app.unsaved:
        rescue(chart.text(app.desk.ruleset.agents), "explore")
