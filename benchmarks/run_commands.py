"""A child of ``compare_versions``: runs commands of whatever recurtx is installed, one after the other.

Reads ``{"argv": [...], "stdin": ""}`` line by line and answers ``{"code": 0, "out": "", "err": ""}``.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import json
import sys
from typing import Any

COSTLY = (("recurtx.ruleset", "load_ruleset"), ("recurtx.program.library", "open_rules"))
"""What reads a folder of rules, in this version or in another: a folder is read once."""


class Stream(io.StringIO):
    """Text in memory that says that it is UTF-8."""

    encoding = "utf-8"


def keep_rules() -> None:
    """Read every folder of rules once."""
    for module, name in COSTLY:
        with contextlib.suppress(ImportError, AttributeError):
            there = importlib.import_module(module)
            setattr(there, name, kept(getattr(there, name)))


def kept(read: Any) -> Any:
    """The same function with its answers kept; what it refuses, and what it is asked in other words, is done anew."""
    known = functools.cache(read)
    return lambda folder, *more, **words: read(folder, *more, **words) if more or words else known(folder)


def run(argv: list[str], stdin: str) -> dict[str, Any]:
    """One command, as in a pipe."""
    from recurtx.__main__ import main

    with contextlib.suppress(ImportError, AttributeError):
        importlib.import_module("recurtx.cli._state").STATE.json_errors = False
    out, err = Stream(), Stream()
    before = sys.argv, sys.stdin
    sys.argv, sys.stdin = ["recurtx", *argv], io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    code: object = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as done:
        code = done.code or 0
    except Exception as error:  # noqa: BLE001
        code = f"{type(error).__name__}: {error}"
    finally:
        sys.argv, sys.stdin = before
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def main() -> None:
    """Answer until nothing more is asked."""
    keep_rules()
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(run(asked["argv"], asked.get("stdin", ""))), flush=True)


if __name__ == "__main__":
    main()
