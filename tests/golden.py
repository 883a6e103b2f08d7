"""The output contract: commands and the screens that they must print, byte for byte.

Run ``python tests/golden.py`` to write the screens anew; read the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from unittest import mock

from recurtx.cli import run

FOLDER = Path(__file__).parent / "golden"
README = Path(__file__).parent.parent / "README.md"
README_CASE = "pmp-spleen-2024"
"""The case whose answer the README shows."""

COMMANDS: dict[str, list[str]] = {
    "suggest-much-recorded": ["suggest", str(FOLDER / "much-recorded.yaml")],
    "suggest-much-recorded-100": ["--width", "100", "suggest", str(FOLDER / "much-recorded.yaml")],
    "suggest-much-recorded-verbose": ["suggest", "--verbose", str(FOLDER / "much-recorded.yaml")],
    "suggest-sparse-case": ["suggest", f"case:{README_CASE}"],
    "suggest-red-flags": ["suggest", "--set", "cancer.type=ovarian", "--set", "recurrence.red_flags=[perforation]"],
    "explain-second-hipec": ["explain", str(FOLDER / "much-recorded.yaml"), "second_hipec"],
    "explain-other-cancer": ["explain", "repeat_crs", "--set", "cancer.type=other"],
    "markdown": ["suggest", f"case:{README_CASE}", "--format", "markdown"],
    "json": ["--rules", str(FOLDER.parent / "mini_rules"), "suggest", f"case:{README_CASE}", "--format", "json"],
    "template": ["profile", "template"],
    "case": ["cases", "show", README_CASE],
    "schema-assessment": ["schema", "assessment"],
    "schema-profile": ["profile", "schema"],
    "schema-option": ["rules", "schema"],
}


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


def readme_with(screen: str) -> str:
    """The README with its picture of real output replaced."""
    text = README.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- screen -->\n```text\n")
    return head + "<!-- screen -->\n```text\n" + screen + "```" + rest.partition("```")[2]


if __name__ == "__main__":
    for name, text in screens().items():
        (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")
    README.write_text(readme_with(output(["suggest", f"case:{README_CASE}"])), encoding="utf-8", newline="\n")
