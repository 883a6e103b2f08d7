"""Every reader of text that somebody else wrote, as a function of bytes: it answers, or refuses in its own words."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import strategies as some
from command import MINI
from recurtx.answer.receipt import parse_receipt
from recurtx.document import Unreadable, read_text
from recurtx.errors import RecurtxError
from recurtx.profile import assemble, flatten, overrides
from recurtx.profile.foreign import read_profile_text
from recurtx.program.compile import compiled
from recurtx.reasoning.interview import Interview
from recurtx.reasoning.session import Session
from recurtx.ruleset import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def profile(data: bytes) -> None:
    """A profile in a file."""
    written, problems = flatten(read_profile_text(data, "p.yaml"))
    assemble(written, some.loaded().names, "p.yaml", problems)


def assignment(data: bytes) -> None:
    """A fact on the command line."""
    changes, problems = overrides([data.decode("utf-8", "replace")], "--set")
    written = {path: value for path, value in changes.items() if value is not None}
    assemble(written, some.loaded().names, "--set", problems)


def receipt(data: bytes) -> None:
    """A receipt."""
    parse_receipt(data, "r.json")


def answers(data: bytes) -> None:
    """Lines of an interview."""
    session = Session(Interview.begin(compiled(load_ruleset(MINI)), {"cancer.type": "ovarian"}))
    for line in data.decode("utf-8", "replace").splitlines()[:20]:
        if session.interview.inquiry is None:
            return
        session, _ = session.hear(line)


def rules(data: bytes, name: str = "options/surgery.yaml") -> None:
    """A file of the rules, which are those of the tests but for this one."""
    with tempfile.TemporaryDirectory() as folder:
        for file in MINI.rglob("*.yaml"):
            target = Path(folder) / file.relative_to(MINI)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
        (Path(folder) / name).write_bytes(data)
        load_ruleset(Path(folder))


def invariants(data: bytes) -> None:
    """What must hold of the rules."""
    rules(data, "invariants.yaml")


def document(data: bytes) -> None:
    """Any text in YAML."""
    read_text(data, "x.yaml", slips=True)


READERS: Mapping[str, Callable[[bytes], None]] = {
    f.__name__: f for f in (profile, assignment, receipt, answers, rules, invariants, document)
}


def read(name: str, data: bytes) -> None:
    """Read it; that it is refused is as good as that it is taken."""
    try:
        READERS[name](data)
    except (RecurtxError, Unreadable):
        return
