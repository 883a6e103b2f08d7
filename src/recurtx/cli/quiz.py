"""``recurtx cases quiz``: what is shown on standard error, answers on standard input, the summary on standard output.

Nothing that was answered is lost: the summary so far is written at the end of input, after Ctrl-C, and where the
command is asked to end.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from recurtx.cli.inputs import known_cancer, ruleset
from recurtx.cli.options import CasesArgument, Drawn, Formats, OfCancer, Output, Seed, Teams
from recurtx.cli.output import emit, note, tell, width
from recurtx.cli.signals import Stopped, undisturbed
from recurtx.cli.state import UNDER_WAY, settings
from recurtx.cli.typed import typed_line
from recurtx.errors import UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.cases import Case
    from recurtx.cases.quiz import Quiz
    from recurtx.markup.block import Page
    from recurtx.ruleset import Ruleset

_MOST_WRONG = 50
"""Lines in a row that were no answer, after which a script is stopped: it would never end by itself."""
_MOST_TEAMS = 6
_LONGEST = 12
_INTERRUPTED = 130
_CLEAR = "\x1b[2J\x1b[H"


def quiz(
    cases: CasesArgument = None, cancer: OfCancer = None, number: Drawn = 3, seed: Seed = 1, teams: Teams = None,
    format: Formats = Format.terminal, output: Output = None,
) -> None:  # fmt: skip
    """Reveal a patient factor by factor, ask what can be offered, and show what the rules say and the team did.

    At each page Enter goes on; b goes back, s shows the patient so far, ? helps, q stops. Options are named by their
    numbers, with ? where a fact is needed first: `1 3 4?`, or none. Once the rules have been shown, a number asks for
    the whole argument. At the end, also an early one, comes a summary to share. Answers may come from a script, a line
    each.

    Examples:

      recurtx cases quiz

      recurtx cases quiz pmp-spleen-2024 --teams A,B --width 80

      recurtx cases quiz --cancer ovarian --n 2 --seed 7 --output summary.html --format html
    """
    from recurtx.cases.concordance import answer_to
    from recurtx.cases.quiz import Patient, Quiz

    named, rules = _teams(teams), ruleset()
    chosen = _chosen(cases or (), cancer, number, seed, rules)
    talk = _Talk(Quiz(tuple(Patient(case, answer_to(case, rules)) for case in chosen), named), format, output)
    try:
        talk.converse()
    except KeyboardInterrupt:
        note("")
        talk.close()
        raise typer.Exit(_INTERRUPTED) from None
    except (UsageError, OSError, Stopped):
        talk.close()
        raise
    talk.close()


def _teams(names: str | None) -> tuple[str, ...]:
    """The teams; one without a name where none is named.

    Raises:
        UsageError: RTX204 one has no name, a name twice or a long one, or there are too many.
    """
    if names is None:
        return ("",)
    found = tuple(name.strip() for name in names.split(","))
    if not all(found) or len(set(found)) < len(found) or len(found) > _MOST_TEAMS or max(map(len, found)) > _LONGEST:
        hint = f"at most {_MOST_TEAMS} names of at most {_LONGEST} letters, each another, such as A,B"
        raise UsageError.one("RTX204", "these are no names of teams", f"--teams {names}", hint)
    return found


def _chosen(named: Sequence[str], cancer: str | None, number: int, seed: int, rules: Ruleset) -> list[Case]:
    """The cases that are named, else some that are drawn: the same ones for the same number.

    Raises:
        UsageError: RTX203 there is no such case; RTX204 cases are named and drawn at once.
    """
    from recurtx.cases import all_cases, load_case

    if named and cancer:
        hint = "name cases, or draw some of a cancer"
        raise UsageError.one("RTX204", "cases that are named are not drawn", f"--cancer {cancer}", hint)
    if named:
        return [load_case(name.removeprefix("case:")) for name in dict.fromkeys(named)]
    wanted = known_cancer(cancer, rules.names) if cancer else None
    every = [case for case in map(load_case, all_cases()) if wanted in (None, case.cancer)]
    if not every:
        raise UsageError.one(
            "RTX204", "there is no case of this cancer", f"--cancer {cancer}", "see: recurtx cases list"
        )
    return random.Random(seed).sample(every, min(number, len(every)))


def _projected() -> bool:
    """Whether somebody types at a terminal and looks on."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(s is not None and s.isatty() for s in streams) and os.environ.get("TERM") != "dumb"


def _lines() -> int:
    """Lines of the window, as many as the smallest one has where there is none."""
    return shutil.get_terminal_size((80, 24)).lines if _projected() else 24


@dataclass
class _Talk:
    """A quiz with where its summary goes."""

    quiz: Quiz
    format: Format
    output: str | None
    wrong: int = 0

    def converse(self) -> None:
        """Show and hear until the last thing was shown, or the input ends.

        Raises:
            UsageError: RTX209 a script gives one line after the other that is no answer.
        """
        from recurtx.pages.quiz import opening_page, quiz_page

        self._show(opening_page(self.quiz))
        first = typed_line()
        if first is None or self._ends(first[0]):
            return
        while not self.quiz.ended:
            self._show(quiz_page(self.quiz, width(sys.stderr), _lines()))
            if not self._heard():
                return

    def _ends(self, text: str) -> bool:
        from recurtx.reasoning.answers import COMMANDS

        return COMMANDS.get(text.lower()) == "q"

    def _heard(self) -> bool:
        """Hear until something else is to be shown; false at the end."""
        from recurtx.cases.quiz import Onward
        from recurtx.pages.quiz import heard_page
        from recurtx.reasoning.session import Command

        before = self.quiz
        while self.quiz is before:
            typed = typed_line()
            if typed is None:
                return False
            self.quiz, heard = self.quiz.hear(*typed)
            if heard == Command("q"):
                return False
            if page := heard_page(self.quiz, heard, width(sys.stderr)):
                self._answer(page)
            self.wrong = 0 if isinstance(heard, Onward) else self.wrong + 1
            self._check_patience(typed[0])
        return True

    def _check_patience(self, text: str) -> None:
        """Stop a script that would never end by itself."""
        if self.wrong >= _MOST_WRONG and not sys.stdin.isatty():
            message = f"{self.wrong} lines in a row were no answer; the last was `{text[:60]}`"
            raise UsageError.one("RTX209", message, "<stdin>", "see what is asked with: recurtx cases quiz")

    def _show(self, page: Page) -> None:
        """A page on a screen of its own where somebody looks on."""
        from recurtx.markup.block import Gap

        if _projected():
            sys.stderr.write(_CLEAR)
        tell([*page, Gap()])

    def _answer(self, page: Page) -> None:
        """What was asked for; a page taller than the window opens in the pager, where somebody looks on."""
        if not _projected():
            tell(page)
            return
        before = UNDER_WAY.set(replace(settings(), talks=False))
        try:
            emit(page)
        finally:
            UNDER_WAY.reset(before)

    def close(self) -> None:
        """Write the summary of what was answered; a second Ctrl-C does not come between."""
        with undisturbed():
            self._close()

    def _close(self) -> None:
        """The summary, on standard output where its file cannot be written.

        Raises:
            UsageError: RTX205 it cannot be written.
        """
        if not self.quiz.answered:
            note("nothing was answered, so there is nothing to sum up")
            return
        summary = self._summary(self.format)
        try:
            emit(summary, self.output, self.format)
        except UsageError:
            if self.output is not None:
                emit(summary, None, self.format)
            raise
        if self.output is not None:
            note(f"saved: {self.output}")

    def _summary(self, format: Format) -> Page | str:
        if format is Format.json:
            from recurtx.answer.document import json_text
            from recurtx.cases.scores import quiz_document

            return json_text(quiz_document(self.quiz))
        from recurtx.pages.quiz import summary_page

        return summary_page(self.quiz)
