"""The manual says what the help says, as ``man`` reads it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from command import done, recurtx, words
from recurtx.cli.manual import man, manual
from recurtx.markup.block import Heading, Item, Text, Title, plain
from recurtx.markup.markdown import markdown
from test_help import commands

PAGES = manual()


def test_every_command_and_group_has_a_page() -> None:
    paths = {path[:n] for path in commands() for n in range(len(path) + 1)}
    assert set(PAGES) == {" ".join(("recurtx", *path)) for path in paths}


@pytest.mark.parametrize("path", [(), ("suggest",), ("rules",), ("rules", "check"), ("config", "set")], ids=" ".join)
def test_page_says_what_the_help_says(path: tuple[str, ...]) -> None:
    help_text = words(done(recurtx(*path, "--help")))
    page = PAGES[" ".join(("recurtx", *path))]
    told = [plain(part) for block in page if isinstance(block, Item) for part in (block.lead, block.words)]
    ours = {"Environment", "Exit status"}
    own = told[: next(i for i, row in enumerate(told) if row in ("0", "RECURTX_RULES"))]
    assert [row for row in own if words(row) not in help_text] == []
    headings = {block.text for block in page if isinstance(block, Heading)} - ours - {"Synopsis", "Description"}
    assert [name for name in headings if f"{name}:" not in help_text and name != "Examples"] == []


def test_nothing_of_a_text_is_a_request() -> None:
    text = man([Title("recurtx x"), Text("about"), Text(".so /etc/passwd"), Text("'\\n a-b"), Item("-v", "\\fB")])
    assert text.splitlines()[3:] == [
        ".PP", "\\&.so /etc/passwd", ".PP", "\\&'\\en a\\-b", ".TP", "\\-v", "\\efB",
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff formats pages of the manual")
def test_groff_has_nothing_to_say_of_any_page() -> None:
    every = "".join(map(man, PAGES.values()))
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-k"], input=every, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_page_is_a_document_as_well() -> None:
    text = markdown(PAGES["recurtx suggest"])
    assert text.startswith("# recurtx suggest\n")
    assert re.search(r"^```\nrecurtx suggest \[OPTIONS\] \[PROFILE\]\n```$", text, re.MULTILINE)
