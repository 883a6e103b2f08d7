"""Pictures of real answers for the README and the site: ``python docs/screens.py`` writes them anew.

The terminal's own fold, drawn by rich as SVG; no font is fetched from anywhere.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from pathlib import Path
from unittest import mock

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from recurtx.cli import run

FOLDER = Path(__file__).parent / "screens"
COMMANDS = {
    "suggest": ["suggest", "case:pmp-spleen-2024"],
    "explain": ["explain", "case:pmp-spleen-2024", "second_hipec"],
}
_UNUSED = [(0, 0, 0)] * 8
"""The sixteen colours, of which the themes use none."""
_GROUNDS = {
    "light": TerminalTheme((255, 255, 255), (32, 32, 32), _UNUSED),
    "dark": TerminalTheme((18, 18, 18), (224, 224, 224), _UNUSED),
}
_FORMAT = re.sub(r"@font-face {{.*?}}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code, monospace", 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace'
)
"""What rich draws, without the fonts that it would fetch."""


def printed(name: str, theme: str) -> str:
    """What a command shows in a terminal of this ground."""
    argv = ["recurtx", "--color", "always", "--width", "80", *COMMANDS[name]]
    shown = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    changes = {"RECURTX_THEME": theme, "TERM": "xterm-256color", "XDG_CONFIG_HOME": str(FOLDER)}
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.dict(os.environ, changes),
        contextlib.redirect_stdout(shown),
    ):
        if code := run():
            raise SystemExit(code)
    shown.seek(0)
    return shown.read()


def picture(name: str, theme: str) -> str:
    """The screen as SVG."""
    text = Text.from_ansi(printed(name, theme))
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, color_system="256")
    console.print(text, soft_wrap=True)  # with a line behind it, or the last one would be cut at its lowest letters
    title = f"recurtx {' '.join(COMMANDS[name])}"
    return console.export_svg(title=title, theme=_GROUNDS[theme], code_format=_FORMAT, unique_id="recurtx")


def pictures() -> dict[str, str]:
    """Every picture by the name of its file."""
    return {f"{name}-{theme}.svg": picture(name, theme) for name in COMMANDS for theme in _GROUNDS}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, svg in pictures().items():
        (FOLDER / file).write_text(svg, encoding="utf-8", newline="\n")
