"""What a command loads, and that it neither opens a connection nor leaves anything behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import recurtx
from command import MINI

_PROBE = """
import sys
sys.path[:] = PATH
import json
events = []
def hook(event, args):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        events.append(event)
    elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"):
        events.append(event)
    elif event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        events.append(f"write {args[0]}")
    elif event in ("os.mkdir", "os.rename", "os.remove"):
        events.append(f"{event} {args[0]}")
sys.addaudithook(hook)
sys.dont_write_bytecode = True
PROGRAM
print("@@" + json.dumps({"modules": sorted(sys.modules), "events": events}), file=sys.stderr)
"""
_RUN = """
sys.argv = ["recurtx", *WORDS]
from recurtx.__main__ import main
try:
    main()
except SystemExit as done:
    assert not done.code, done.code
"""
SUGGEST = ("--rules", str(MINI), "suggest", "--set", "cancer.type=ovarian")
COMMANDS = {
    "suggest": SUGGEST,
    "json": (*SUGGEST, "--format", "json"),
    "markdown": (*SUGGEST, "--format", "markdown"),
    "html": (*SUGGEST, "--format", "html"),
    "explain": ("--rules", str(MINI), "explain", "surgery", "--set", "cancer.type=ovarian"),
    "check": ("--rules", str(MINI), "rules", "check"),
    "cases": ("cases", "list"),
    "template": ("profile", "template"),
}
HEAVY = {"pydantic", "rich", "yaml"}


SOURCE = str(Path(recurtx.__file__).parents[1])


def observed(program: str, cache: str = "") -> dict[str, list[str]]:
    """The modules loaded and the traces left by a program in a process of its own.

    The process starts without the hooks of the host (``-I -S``), which may load any module, but finds what this one
    finds. Compiled rules are kept in ``cache``, or nowhere.
    """
    code = _PROBE.replace("PATH", repr([SOURCE, *sys.path])).replace("PROGRAM", program)
    argv = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(
        argv, capture_output=True, text=True, env={**os.environ, "RECURTX_CACHE": cache}, check=False, timeout=60
    )
    _, mark, report = done.stderr.rpartition("@@")
    assert mark, done.stderr
    return json.loads(report)


def command(*words: str) -> dict[str, list[str]]:
    return observed(_RUN.replace("WORDS", repr(list(words))))


@pytest.fixture(scope="module", params=COMMANDS)
def run(request: pytest.FixtureRequest) -> dict[str, list[str]]:
    """One command, watched."""
    return command(*COMMANDS[request.param])


def loaded(run: dict[str, list[str]], names: set[str]) -> set[str]:
    return names & {module.partition(".")[0] for module in run["modules"]}


def test_version_loads_nothing_heavy() -> None:
    run = command("--version")
    assert loaded(run, HEAVY | {"typer", "click"}) == set()
    assert [m for m in run["modules"] if m.startswith("recurtx")] == ["recurtx", "recurtx.__main__", "recurtx._version"]


def test_help_loads_neither_the_models_nor_the_rules() -> None:
    run = command("--help")
    assert loaded(run, HEAVY) == set()
    assert not any(m.startswith(("recurtx.profile", "recurtx.ruleset", "recurtx.engine")) for m in run["modules"])


def test_code_is_explained_without_reading_a_rule() -> None:
    run = command("rules", "check", "--explain", "RTX014")
    assert loaded(run, {"yaml"}) == set()
    assert "recurtx.ruleset" not in run["modules"]


def test_a_profile_in_the_vocabularys_words_loads_no_table_of_other_words(run: dict[str, list[str]]) -> None:
    assert not {f"recurtx.profile.{name}" for name in ("asked", "spellings", "synonyms", "understand")} & set(
        run["modules"]
    )


UNWANTED = {"asyncio", "http", "ssl", "ftplib", "smtplib", "unittest", "doctest", "pdb", "multiprocessing"}
UNWANTED |= {"jsonschema", "hypothesis", "pytest"}

DOCUMENTS = [name for name, words in COMMANDS.items() if {"json", "markdown"} & set(words) or "template" in words]
"""Commands whose output is no page of a terminal, and holds none: a sheet in HTML begins with one that is measured."""


@pytest.mark.parametrize("run", DOCUMENTS, indirect=True)
def test_document_needs_no_rich(run: dict[str, list[str]]) -> None:
    assert loaded(run, {"rich"}) == set()


def test_of_rich_only_what_lays_out_text_is_loaded(run: dict[str, list[str]]) -> None:
    assert loaded(run, {"pygments", "markdown_it"}) == set()
    unwanted = ("live", "markdown", "panel", "progress", "prompt", "status", "syntax", "traceback", "tree")
    assert not {f"rich.{name}" for name in unwanted} & set(run["modules"])


def test_no_command_loads_a_network_client_or_a_test_tool(run: dict[str, list[str]]) -> None:
    assert loaded(run, UNWANTED) == set()
    assert "urllib.request" not in run["modules"]


def test_no_command_connects_starts_or_writes_anything(run: dict[str, list[str]]) -> None:
    assert run["events"] == []


def test_a_command_writes_compiled_rules_to_the_cache_and_nothing_else(tmp_path: Path) -> None:
    program = _RUN.replace("WORDS", repr(list(SUGGEST)))
    first, again = (observed(program, str(tmp_path / "cache"))["events"] for _ in range(2))
    named = [event.partition(" ")[2] for event in first]
    assert named
    assert all(name.startswith(str(tmp_path / "cache")) for name in named if not name.isdecimal())
    assert again == []


def test_watcher_sees_a_connection_and_a_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("seen") / "x"
    program = f"import socket\nsocket.socket().close()\nopen({str(file)!r}, 'w').close()"
    assert observed(program)["events"] == ["socket.__new__", f"write {file}"]


def test_watcher_sees_a_network_client() -> None:
    assert loaded(observed("import ssl, asyncio"), UNWANTED) == {"ssl", "asyncio"}


def test_what_a_hook_of_the_host_loads_is_not_held_against_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import ssl, asyncio", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    assert loaded(command("--version"), UNWANTED | HEAVY) == set()


_BARE = """
import sys
sys.modules.update(dict.fromkeys(("z3", "polars", "numpy", "narwhals", "fastexcel", "textual")))
from recurtx import *
from recurtx.cli import run
found = []
for words in WORDS:
    sys.argv = ["recurtx", "--rules", RULES, *words]
    found.append(int(run()))
try:
    judge({}, None)
except RecurtxError as error:
    found.append(error.problems[0].code)
print("\\n", found)
"""


def test_without_extras_everything_else_works_and_the_rest_says_what_to_install() -> None:
    """Only what needs an extra asks for it, and the public names can be looked at."""
    needing = [
        ["rules", "verify"], ["rules", "diff", str(MINI), "--prove"], ["explore", "case:pmp-spleen-2024"],
        ["cohort", "registry.csv", "-o", "out.csv"], ["cohort", "synth", "-o", "out.csv"],
        ["what-if", "--cohort", "registry.csv"], ["rules", "diff", str(MINI), "--cohort", "registry.csv"],
    ]  # fmt: skip
    sound = [["rules", "diff", str(MINI)], ["rules", "test"], list(SUGGEST[2:])]
    program = _BARE.replace("WORDS", repr([*sound, *needing])).replace("RULES", repr(str(MINI)))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=120, text=True)
    assert done.stdout.splitlines()[-1].strip() == repr([0] * len(sound) + [2] * len(needing) + ["RTX211"]), done.stderr
    assert done.stderr.count("RTX211") == len(needing)
    assert done.stderr.count("pip install 'recurtx[") == len(needing)
