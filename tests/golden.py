"""The output contract: commands and the screens that they must print, byte for byte.

Run ``python tests/golden.py`` to write the screens anew, what documents show of commands, and the pictures; read the
difference before you commit it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import runpy
import sys
from pathlib import Path
from unittest import mock

import explorer
from documents import DOCS, as_run, documents
from recurtx.cli import run

HERE = Path(__file__).parent
FOLDER = HERE / "golden"
README_CASE = "pmp-spleen-2024"
"""The case whose answer the README shows as a picture: the one screen over the shipped rules."""
BOARD = str(FOLDER / "board.yaml")
SMALL = ["--rules", str(HERE / "mini_rules")]

COMMANDS: dict[str, list[str]] = {
    "suggest": [*SMALL, "suggest", BOARD],
    "suggest-100": [*SMALL, "--width", "100", "suggest", BOARD],
    "suggest-verbose": [*SMALL, "suggest", "--verbose", BOARD],
    "suggest-sparse": [*SMALL, "suggest", "--set", "cancer.type=colorectal"],
    "suggest-red-flags": [
        *SMALL, "suggest", "--set", "cancer.type=gastric", "--set", "recurrence.red_flags=[perforation]",
    ],
    "suggest-readme": ["suggest", f"case:{README_CASE}"],
    "suggest-brief": ["suggest", f"case:{README_CASE}", "--brief"],
    "suggest-60": ["--width", "60", "suggest", f"case:{README_CASE}"],
    "why-not": ["suggest", "--why-not", "--set", "cancer.type=ovarian", "--set", "patient.ecog=4"],
    "explain": [*SMALL, "explain", "--all", BOARD, "surgery"],
    "explain-short": ["explain", f"case:{README_CASE}", "second_hipec"],
    "explain-outside": [*SMALL, "explain", "--all", "heated", "--set", "cancer.type=other"],
    "next": [*SMALL, "next", "--set", "cancer.type=ovarian"],
    "what-if": [*SMALL, "what-if", BOARD, "--set", "patient.ecog=3", "--set", "patient.albumin_g_l=38"],
    "markdown": [*SMALL, "suggest", "--verbose", BOARD, "--format", "markdown"],
    "json": [*SMALL, "suggest", BOARD, "--format", "json"],
    "rules-show": [*SMALL, "rules", "show", "surgery.low-extent"],
    "template": ["profile", "template"],
    "case": ["cases", "show", README_CASE],
    "schema-assessment": ["schema", "assessment"],
}  # fmt: skip
EXPLORED: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "explore-80": ((80, 24), ("right_square_bracket",)),
    "explore-160": ((160, 50), ("right_square_bracket", "2")),
}
"""Screens of the explorer: their size, and the keys that lead there."""
SCHEMAS: dict[str, list[str]] = {"profile": ["profile", "schema"], "rules": ["rules", "schema"]}
"""Screens that are the vocabulary over again: their digest is enough to see that they changed."""


class _Utf8(io.StringIO):
    encoding = "utf-8"


def output(argv: list[str]) -> str:
    """What a command prints in a pipe."""
    out = _Utf8()
    with mock.patch.object(sys, "argv", ["recurtx", *argv]), contextlib.redirect_stdout(out):
        code = run()
    if code:
        raise SystemExit(f"{argv} ended with {code}")
    return out.getvalue()


def screens() -> dict[str, str]:
    """Every golden screen as it is printed now."""
    return {name: output(argv) for name, argv in COMMANDS.items()}


def explored(name: str) -> str:
    """A screen of the explorer, as text."""
    size, keys = EXPLORED[name]
    shown: list[str] = []

    async def sitting() -> None:
        text = Path(BOARD).read_text(encoding="utf-8")
        async with explorer.sat_at(explorer.chart(text, "board.yaml"), size=size) as screen:
            for key in keys:
                await screen.press(key)
            shown.append(screen.text())

    explorer.run(sitting)
    return shown[0]


def digests() -> str:
    """A line with the digest of each schema."""
    found = {name: hashlib.sha256(output(argv).encode()).hexdigest() for name, argv in SCHEMAS.items()}
    return "".join(f"{digest}  {name}\n" for name, digest in found.items())


if __name__ == "__main__":
    for name, text in {**screens(), **{name: explored(name) for name in EXPLORED}}.items():
        (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")
    (FOLDER / "schemas.sha256").write_text(digests(), encoding="utf-8", newline="\n")
    for path in documents():
        path.write_text(as_run(path), encoding="utf-8", newline="\n")
    runpy.run_path(str(DOCS / "screens.py"), run_name="__main__")
