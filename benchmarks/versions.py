"""Two versions of recurtx side by side: an old one in an environment of its own, and this tree.

Each runs in a child process of its own, which imports once and then answers line by line, so that hundreds of commands
or thousands of timings take minutes. Nothing here is needed by recurtx itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
TREE = HERE.parent
OLD = "af44b24"
"""The last version before the redesign: what there is to compare with."""


@contextlib.contextmanager
def old_version(executable: str | None, revision: str = OLD) -> Iterator[Path]:
    """The Python of an environment in which the old version is installed; made from a revision where none is named."""
    if executable:
        yield beside(Path(executable))
        return
    with tempfile.TemporaryDirectory() as folder:
        tree, environment = Path(folder) / "tree", Path(folder) / "environment"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(tree), revision], cwd=TREE, check=True)
        try:
            print(f"installing {revision} …", file=sys.stderr)
            yield installed([str(tree)], environment)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=TREE, check=True)


def beside(executable: Path) -> Path:
    """The Python that stands beside an executable of the same environment."""
    found = executable.absolute().parent / "python"
    if not found.exists():
        raise SystemExit(f"{executable}: there is no python beside it")
    return found


def installed(packages: list[str], environment: Path) -> Path:
    """The Python of a new environment with some packages."""
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


def wheel(folder: Path) -> Path:
    """A wheel of this tree, built as for release."""
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(TREE)], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    (found,) = folder.glob("*.whl")
    return found


class Child:
    """A process of one version that runs a script of this folder and answers a line of JSON to each that it reads."""

    def __init__(
        self, python: Path, script: str, *words: str, source: Path | None = None, cwd: Path | None = None
    ) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "NO_COLOR", "FORCE_COLOR")}
        environment |= {"PYTHONPATH": str(source)} if source else {}
        self.process = subprocess.Popen(
            [str(python), str(HERE / script), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**environment, "LC_ALL": "C.UTF-8"}, cwd=cwd,
        )  # fmt: skip

    @classmethod
    def of_this_tree(cls, script: str, *words: str, cwd: Path | None = None) -> Child:
        """A process of this tree, in the environment in which we run."""
        return cls(Path(sys.executable), script, *words, source=TREE / "src", cwd=cwd)

    def send(self, **message: Any) -> None:
        """Put something to it; the answer is read by ``answer``."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """What it says to the earliest message that is not answered yet."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(map(str, self.process.args))}: ended with {self.process.wait()}")  # type: ignore[arg-type]
        found: dict[str, Any] = json.loads(line)
        return found

    def ask(self, **message: Any) -> dict[str, Any]:
        """Put something to it and wait for the answer."""
        self.send(**message)
        return self.answer()

    def end(self) -> None:
        """Let it go."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=60)


def both(old: Path, script: str, *words: str, cwd: tuple[Path, Path] | None = None) -> tuple[Child, Child]:
    """A child of the old version and one of this tree."""
    there, here = cwd or (None, None)
    return Child(old, script, *words, cwd=there), Child.of_this_tree(script, *words, cwd=here)


def progress(number: int, of: int) -> None:
    """How far it is, to whoever watches."""
    if sys.stderr.isatty():
        print(f"\r{number} of {of}", end="\n" if number == of else "", file=sys.stderr, flush=True)


def clean(folder: Path) -> Path:
    """An empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
