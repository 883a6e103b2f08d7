"""Slips in the engine that no test notices: mutants of ``logic``, ``program`` and ``engine``, each put to the tests.

    python tests/deep/mutants.py --sample 600 --seed 1

Needs mutmut (``pip install mutmut``), which makes the mutants and the code that holds them all (``[tool.mutmut]`` in
``pyproject.toml`` says of what). They are judged here and not by ``mutmut run``, which starts pytest anew for each:
the tests of ``TESTS`` are collected once, one process runs them all and tells how long each takes and what it calls,
and every mutant is a fork of the process that has only imported them, which runs the tests that call what was changed,
quickest first, until one fails. What lives by the quick tests is put to all with ``--keep --again REPORT --long 15``.
All of ``logic`` is tried, of the others a random sample. ``survivors.md`` says why
each that is left may be. Code behind a decorator but ``staticmethod`` and ``classmethod``, properties among it, mutmut
leaves alone.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import pickle
import random
import resource
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROOT = Path(__file__).parents[2]
MADE = ROOT / "mutants"
TESTS = (
    "deep/laws.py", "test_truth_tables.py", "test_trials.py", "test_check.py", "test_program.py", "test_library.py",
    "test_store.py", "test_golden.py", "test_rules.py", "test_bad_rules.py", "test_rules_diff.py", "test_history.py",
    "test_whatif.py", "test_assurance.py", "test_report.py", "test_distinct.py", "test_operators.py",
    "test_stages.py", "test_way.py", "property/test_four_ways.py", "property/test_close_calls.py",
    "property/test_becomes.py", "property/test_reasoning.py", "property/test_verdicts.py",
    "property/test_monotone.py", "property/test_every_rule_counts.py",
)  # fmt: skip
TOO_LONG = 2.0
"""Processor seconds of one test, beyond which it is left aside unless ``--long`` says otherwise."""
SLOWER = 4
"""A mutant that takes so many times what its tests take goes on for ever."""
WHOLE = "recurtx.logic."
"""Tried whole: there are few."""


@dataclass
class Trial:
    """The plugin that judges mutants instead of running the tests."""

    sample: int
    seed: int
    children: int
    only: str = ""
    minutes: float = 1e9
    long: float = TOO_LONG
    again: tuple[str, ...] = ()
    took: dict[str, float] = field(default_factory=dict)
    calls: dict[str, set[str]] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Failed("the tests cannot be collected")
        self.look(session.items)
        items = [i for i in session.items if self.took.get(i.nodeid, self.long) < self.long]
        items.sort(key=lambda item: self.took[item.nodeid])
        running: dict[int, str] = {}
        end = time.monotonic() + 60 * self.minutes
        for number, name in enumerate(self.chosen()):
            if time.monotonic() > end:
                break
            if len(running) == self.children:
                self.wait(running)
            running[self.start(name, items)] = name
            print(f"\r{number} {Counter(self.found.values())}", end="", file=sys.stderr)
        while running:
            self.wait(running)
        return True

    def look(self, items: list[pytest.Item]) -> None:
        """How long each test takes and what of the mutated code it calls, found by a process of its own."""
        read, write = os.pipe()
        if os.fork() == 0:
            under_test("stats")
            with os.fdopen(write, "wb") as file:
                pickle.dump(list(self.looked(items)), file)
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as file:
            for name, took, called, passed in pickle.load(file):  # of our own child
                if passed:
                    self.took[name], self.calls[name] = took, called
                else:
                    print(f"left aside, since it fails: {name}", file=sys.stderr)
        os.wait()

    def looked(self, items: list[pytest.Item]) -> Iterator[tuple[str, float, set[str], bool]]:
        from mutmut.state import state

        for place, item in enumerate(items):
            before = time.process_time()
            passed = ran(item, items[place + 1 : place + 2])
            yield item.nodeid, time.process_time() - before, set(state()._stats), passed
            state()._stats.clear()

    def chosen(self) -> list[str]:
        """All of the few, and some of the many; or those that lived before."""
        if self.again:
            return list(self.again)
        names = [
            name for file in sorted(MADE.rglob("*.meta")) for name in json.loads(file.read_text())["exit_code_by_key"]
        ]
        if self.only:
            return [name for name in sorted(names) if self.only in name]
        few, many = [n for n in names if n.startswith(WHOLE)], [n for n in names if not n.startswith(WHOLE)]
        return [*few, *random.Random(self.seed).sample(sorted(many), max(0, self.sample - len(few)))]

    def start(self, name: str, items: list[pytest.Item]) -> int:
        """A process that judges one mutant; it ends with 1 where a test notices it, with 5 where none calls it."""
        called = name.partition("__mutmut_")[0]
        mine = [item for item in items if called in self.calls[item.nodeid]]
        pid = os.fork()
        if pid:
            return pid
        most = int(10 + SLOWER * sum(self.took[item.nodeid] for item in mine))
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        under_test(name)
        noticed = any(not ran(item, mine[place + 1 : place + 2]) for place, item in enumerate(mine))
        os._exit(1 if noticed else 0 if mine else 5)

    def wait(self, running: dict[int, str]) -> None:
        pid, status = os.wait()
        words = {0: "survived", 1: "killed", 5: "called by no test"}
        self.found[running.pop(pid)] = words.get(os.waitstatus_to_exitcode(status), "killed, it did not end")

    def report(self) -> Iterator[str]:
        """What was not noticed, and how much was."""
        for name, word in sorted(self.found.items()):
            if not word.startswith("killed"):
                yield f"\n# {word}: {name}\n{change(name)}"
        for place in sorted({name.split(".")[1] for name in self.found}):
            words = Counter(word for name, word in self.found.items() if name.split(".")[1] == place)
            killed = sum(n for word, n in words.items() if word.startswith("killed"))
            yield f"{place}: {killed} of {words.total()} killed, {100 * killed / words.total():.1f} % ({dict(words)})"


def under_test(name: str) -> None:
    """Let the code hold this mutant from now on; asked for in each call, so no look at the environment."""
    import mutmut.mutation.trampoline as kept

    kept.set_mutant_under_test(name)
    kept.get_mutant_under_test = lambda: name


def ran(item: pytest.Item, then: list[pytest.Item]) -> bool:
    """Whether a test passed."""
    from _pytest.runner import runtestprotocol

    return all(not r.failed for r in runtestprotocol(item, log=False, nextitem=then[0] if then else None))


def change(name: str) -> str:
    """A mutant as the lines in which it differs."""
    import inspect
    from importlib import import_module

    module, _, own = name.rpartition(".")
    source = inspect.getsource(import_module(module)).split("\n")
    orig = own.partition("__mutmut_")[0] + "__mutmut_orig"
    one, other = (list(body(source, f"def {which}(")) for which in (orig, own))
    return "\n".join(
        line for line in difflib.unified_diff(one, other, n=1, lineterm="") if line[:2] not in ("--", "++")
    )


def body(source: list[str], head: str) -> Iterator[str]:
    """The lines of a function, without its name."""
    start = next(i for i, line in enumerate(source) if line.lstrip().startswith(head))
    margin = len(source[start]) - len(source[start].lstrip())
    for line in source[start + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= margin and not line.lstrip().startswith(")"):
            return
        yield line[margin:]


def lived(report: Path) -> tuple[str, ...]:
    """The mutants that a report says nothing noticed."""
    return tuple(line.split(": ")[1] for line in report.read_text().splitlines() if line.startswith("# "))


def make(children: int) -> None:
    """All mutants, anew."""
    from mutmut.__main__ import copy_also_copy_files, create_mutants
    from mutmut.utils.file_utils import copy_src_dir

    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir()
    copy_src_dir()
    copy_also_copy_files()
    create_mutants(children)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--children", type=int, default=2, help="processes at once")
    parser.add_argument("--only", default="", help="all mutants whose name holds this")
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no other mutant after this time")
    parser.add_argument("--keep", action="store_true", help="the mutants that were made before")
    parser.add_argument("--output", type=Path, help="where the report goes")
    parser.add_argument("--long", type=float, default=TOO_LONG, help="leave tests aside that take so many seconds")
    parser.add_argument("--again", type=Path, help="a report: only the mutants that lived there")
    wanted = parser.parse_args()
    os.chdir(ROOT)
    if not wanted.keep:
        make(wanted.children)
    sys.path[:0] = [str(MADE / "src"), str(ROOT / "tests")]
    import pytest

    trial: Any = Trial(wanted.sample, wanted.seed, wanted.children, wanted.only, wanted.minutes, wanted.long,
                       lived(wanted.again) if wanted.again else ())  # fmt: skip
    paths = [str(ROOT / "tests" / name) for name in TESTS]
    pytest.main([*paths, "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header"], plugins=[trial])
    report = "\n".join(trial.report())
    (wanted.output.write_text(report + "\n") if wanted.output else print(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
