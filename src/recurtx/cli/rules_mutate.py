"""``recurtx rules mutate``, and what ``recurtx rules test --cover`` shows."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from recurtx.cli.inputs import known_option, read_profile, ruleset_in_files
from recurtx.cli.options import Boards, Formats, Least, OneOption, Output, Prove, Seed, Slips
from recurtx.cli.output import note, show
from recurtx.errors import ExitCode, ProfileError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.assurance.judges import Vignette
    from recurtx.assurance.score import Score
    from recurtx.profile import Profile
    from recurtx.ruleset import Ruleset

_STEP = 200
"""Slips between two lines of progress."""


def mutate(
    option: OneOption = None, sample: Slips = None, seed: Seed = 1, boards: Boards = None, prove: Prove = False,
    min: Least = None, format: Formats = Format.terminal, output: Output = None,
) -> None:  # fmt: skip
    """Make every small slip in the rules, one at a time, and tell which of them no example and no case would notice:
    a threshold one step off, another effect, a value or a condition left out.

    Examples:

      recurtx rules mutate --sample 500

      recurtx rules mutate --option second_hipec --prove

      recurtx rules mutate --boards tests/boards --min 95
    """
    from recurtx.assurance.mutants import mutants, sampled
    from recurtx.assurance.score import distinct, score
    from recurtx.pages.assurance import score_data, score_page

    rules = ruleset_in_files()
    every = distinct(rules, mutants(rules, known_option(option, rules) if option is not None else None))
    chosen = sampled(every, sample, seed)
    vignettes = board(boards, rules)
    told = Progress(len(chosen))
    found = score(rules, chosen, cases=list(bundled(rules)), boards=vignettes, progress=told.tick)
    if prove:
        found = proved(rules, found, told)
    told.done()
    show(lambda: score_page(found, len(every)), lambda: score_data(found, len(every)), format, output)
    below(found.share, min, "of the slips are noticed")


def proved(rules: Ruleset, found: Score, told: Progress) -> Score:
    """The same where invariants refuse what nobody notices, where it is no slip, and with who tells the rest apart.

    Raises:
        UsageError: RTX211 the solver is not installed.
    """
    from recurtx.cli.rules_verify import needs_solver

    needs_solver("--prove")
    from recurtx.assurance.proof import told_apart
    from recurtx.assurance.refuting import refused

    told.whole = len(found.survivors)
    found = found.refused(refused(rules, found.survivors, progress=told.tick))
    told.whole = len(found.survivors)
    return found.proved(told_apart(rules, found.survivors, progress=told.tick))


def show_cover(rules: Ruleset, boards: str | None, least: float | None, format: Format, output: str | None) -> None:
    """What the examples show of the rules."""
    from recurtx.assurance.cover import cover
    from recurtx.pages.assurance import cover_data, cover_page

    found = cover(rules, cases=list(bundled(rules)), boards=board(boards, rules))
    show(lambda: cover_page(found, rules), lambda: cover_data(found, rules), format, output)
    below(found.share, least, "was seen")


def below(share: float, least: float | None, words: str) -> None:
    """Leave with exit code 1 where less was reached than is asked for."""
    if least is not None and share < least:
        note(f"{share:.2f} % {words}, and {least:g} % are asked for")
        raise typer.Exit(ExitCode.FOUND)


def bundled(rules: Ruleset) -> Iterator[tuple[str, Profile]]:
    """The bundled cases that these rules can read."""
    from recurtx.cases import all_cases

    for name in (f"case:{case}" for case in all_cases()):
        with suppress(ProfileError):
            yield name, read_profile(name, (), rules).profile


def board(folder: str | None, rules: Ruleset) -> list[Vignette]:
    """A board's vignettes, where a folder of them is given."""
    if folder is None:
        return []
    from recurtx.assurance.boards import read_boards

    return read_boards(folder, rules.names)


class Progress:
    """How many slips are done, on one line of standard error; silent where nobody watches."""

    def __init__(self, whole: int) -> None:
        self.whole = whole
        self.watched = sys.stderr is not None and sys.stderr.isatty()

    def tick(self, done: int) -> None:
        """So many are done."""
        if self.watched and not done % _STEP:
            self._write(f"\r{done} of {self.whole}\x1b[K")

    def done(self) -> None:
        """The line is taken away."""
        if self.watched:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()
