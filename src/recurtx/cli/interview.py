"""``recurtx interview``: questions on standard error, answers on standard input, the result on standard output.

Nothing that was answered is lost: with ``--output`` the profile is written after every answer, without it is printed
at the end, also after Ctrl-C and when the command is asked to end. Only where it cannot be printed, because the window
was closed, is it put into a new file. When every answer is taken back, the file is as before; one that somebody else
wrote to meanwhile is left alone.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import typer

from recurtx.cli.files import file_of, rescue, same_file, save
from recurtx.cli.inputs import read_profile, ruleset
from recurtx.cli.options import NoPresume, ProfileArgument, Saved, Sets
from recurtx.cli.output import emit, emit_text, note, reason, tell, warn, width
from recurtx.cli.signals import Stopped, undisturbed
from recurtx.cli.typed import typed_line
from recurtx.errors import ProfileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recurtx.profile import Content, Record
    from recurtx.profile.history import History
    from recurtx.reasoning.interview import Inquiry
    from recurtx.reasoning.session import Heard, Session
    from recurtx.ruleset import Ruleset

_MOST_WRONG = 50
"""Wrong answers in a row after which a script is stopped: it would never end by itself."""
_INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells know it."""


def interview(
    profile: ProfileArgument = None, sets: Sets = None, output: Saved = None, no_presume: NoPresume = False
) -> None:
    """Ask only what can still change a verdict, the most valuable question first, and end with the options.

    PROFILE is what is recorded already. A finding that is named leaves the others open: `pain`; `only pain` closes the
    list, `no pain` is its absence. At a question: ? help, u or skip unknown, b back, w why, s answers so far, q stop
    and show the options. At a terminal it offers to stop once no question can open or close an option; answers may
    also come from a script, one a line, to the end; the end of input is q. To go on later, name the saved file as
    PROFILE and as --output; a FILE that ends in .json is written as JSON. Without --output the profile is the result:
    where standard output is no terminal, the options go to standard error.

    Examples:

      recurtx interview --output patient.yaml

      recurtx interview patient.yaml --output patient.yaml

      recurtx interview case:pmp-spleen-2024 > patient.yaml
    """
    from recurtx.program.compile import compiled
    from recurtx.reasoning.interview import Interview
    from recurtx.reasoning.session import Session

    same = same_file(file_of(profile), output)
    _check(profile, output, same=same)
    there = _content_of(output) if output is not None else None
    rules = ruleset()
    recorded, labels, history = _recorded(profile, sets or (), rules)
    if output is not None and same and _filled(output):
        _warn_of_comments(output)
    stands = not _piped(output) if output is None else same and not sets
    state = Interview.begin(compiled(rules), recorded, presume=not no_presume, history=history)
    talk = _Talk(Session(state, labels, offers=sys.stdin is not None and sys.stdin.isatty()), output, stands, there)
    try:
        talk.converse()
    except KeyboardInterrupt:
        note("")
        talk.close()
        raise typer.Exit(_INTERRUPTED) from None
    except (UsageError, OSError, Stopped):  # also where the terminal is gone
        talk.close()
        raise
    if "cancer.type" in talk.session.interview.situation.recorded:
        _answer(talk.session, output)
    talk.close()


def _check(profile: str | None, output: str | None, *, same: bool) -> None:
    """Refuse what would lose something; ``same``: the answers go to the file that the profile comes from.

    Raises:
        UsageError: RTX204 standard input is taken by the answers; RTX205 the file holds something else.
    """
    if profile == "-":
        hint = "save the profile to a file and name that"
        raise UsageError.one("RTX204", "the answers come from standard input, so the profile cannot", "-", hint)
    if output is not None and _filled(output) and not same:
        hint = f"recurtx interview {output} --output {output} goes on with it; or name another file"
        raise UsageError.one("RTX205", "the file exists already and would be overwritten", f"--output {output}", hint)


def _filled(output: str) -> bool:
    """Whether a file is there that holds something; what cannot be looked at is told when it is written."""
    try:
        return Path(output).is_file() and Path(output).stat().st_size > 0
    except (OSError, ValueError):
        return False


def _piped(output: str | None) -> bool:
    """Whether standard output is to hold the profile, which is then all that it holds."""
    return output is None and not sys.stdout.isatty()


def _warn_of_comments(output: str) -> None:
    """Say that what somebody wrote beside the facts of a profile is not kept."""
    from recurtx.profile.write import own_comments

    found = own_comments(Path(output).read_text(encoding="utf-8-sig", errors="replace"))
    if found:
        number, comment = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        what = f"`{comment[:60]}` in line {number}{more}"
        warn([f"saving drops comments of {output}: {what}; another --output keeps them"])


def _recorded(
    profile: str | None, sets: Sequence[str], rules: Ruleset
) -> tuple[Mapping[str, Content], Mapping[str, str], History | None]:
    """Facts, labels and the history that are known before the first question."""
    from recurtx.profile import LABELS, Situation

    if profile is None and not sets:
        return {}, {}, None
    record, typed = _read(profile, sets, rules)
    warn(record.warnings)
    known = Situation.of(record.profile, rules.agents)
    facts = dict(known.recorded)
    if not typed:
        del facts["cancer.type"]
    labels = {name: getattr(record.profile, name) for name in LABELS}
    return facts, {name: str(value) for name, value in labels.items() if value is not None}, known.history


def _read(profile: str | None, sets: Sequence[str], rules: Ruleset) -> tuple[Record, bool]:
    """The profile, and whether it names the cancer type; without one, the first type that the rest fits to is lent."""
    from recurtx.profile import spec

    try:
        return read_profile(profile, sets, rules), True
    except ProfileError as error:
        wrong = [p for p in error.problems if p.code != "RTX113"]
    for kind in () if wrong else spec("cancer.type").values:
        try:
            return read_profile(profile, [*sets, f"cancer.type={kind}"], rules), False
        except ProfileError as error:
            wrong = list(error.problems)
    raise ProfileError(wrong)


@dataclass
class _Talk:
    """A session with where it is saved; ``stands`` says that without an answer there is nothing to save.

    ``there`` is what the file held at the start, ``_now`` what it holds as far as this interview knows.
    """

    session: Session
    output: str | None
    stands: bool
    there: str | None = None
    _now: str | None = field(default=None, init=False)
    _written: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._now = self.there

    def converse(self) -> None:
        """Ask until nothing is left to ask or the user stops.

        Raises:
            UsageError: RTX205 an answer cannot be saved; RTX209 a script gives one wrong answer after the other.
        """
        from recurtx.pages.interview import WIDTH, heard_page, offer_page, question_page

        while (inquiry := self.session.interview.inquiry) is not None:
            tell(offer_page(self.session) if self.session.offering else question_page(self.session, inquiry), WIDTH)
            asked = True
            while asked:
                heard = self._hear()
                if heard is None:
                    return
                tell(heard_page(self.session, inquiry, heard), WIDTH)
                asked = not self.session.goes_on(heard)
                self._check_patience(inquiry)

    def _hear(self) -> Heard | None:
        """What a typed line meant, the answer saved; None at the end."""
        from recurtx.reasoning.session import Command

        typed = typed_line()
        if typed is None:
            return None
        self.session, heard = self.session.hear(*typed)
        if self.session.goes_on(heard):
            self._save() if self.session.interview.replies else self._undo()
        return None if heard == Command("q") else heard

    def _check_patience(self, inquiry: Inquiry) -> None:
        """Stop a script that would never end by itself."""
        wrong = self.session.wrong
        if wrong >= _MOST_WRONG and not sys.stdin.isatty():
            message = f"{wrong} answers in a row did not fit; the last was `{self.session.last[:60]}`"
            raise UsageError.one("RTX209", message, inquiry.path, "see what is asked with: recurtx interview")

    def _save(self) -> None:
        if self.output is None:
            return
        json = self.output.lower().endswith(".json")
        self._put(self.output, self.session.json() if json else self.session.text())
        self._written = True

    def _put(self, output: str, text: str) -> None:
        """Write the file, unless it was changed from another side.

        Raises:
            UsageError: RTX205 it was, or cannot be written.
        """
        self._check_unchanged(output)
        save(text, output)
        self._now = _content_of(output)

    def _check_unchanged(self, output: str) -> None:
        if _content_of(output) != self._now:
            message = "the file was changed by somebody else during the interview, and is left as it is"
            raise UsageError.one("RTX205", message, f"--output {output}", "the answers follow; add them by hand")

    def _undo(self) -> None:
        """Put back what the file held before the first answer, or take it away where there was none."""
        if self.output is None or not self._written:
            return
        if self.there is not None:
            self._put(self.output, self.there)
        elif Path(self.output).is_file():
            self._check_unchanged(self.output)
            _remove(self.output)
            self._now = None
        self._written = False

    def close(self) -> None:
        """Say where the answers are, or print them; a second Ctrl-C does not come between."""
        with undisturbed():
            self._close()

    def _close(self) -> None:
        interview = self.session.interview
        if not interview.replies and (self.stands or "cancer.type" not in interview.situation.recorded):
            note("nothing was answered, so nothing is saved")
            return
        if self.output is None:
            self._print()
            return
        try:
            self._save()
        except UsageError:
            self._print()
            raise
        note(f"saved: {self.output}\nnext: recurtx suggest {quote(self.output)}")

    def _print(self) -> None:
        """Print the answers; where nobody can see or keep them, put them into a file that is named on standard error.

        Raises:
            UsageError: RTX205 they cannot be printed.
        """
        try:
            emit_text(self.session.text())
        except UsageError:
            if self.session.interview.replies:
                rescue(self.session.text(), "interview")
            raise


def _content_of(output: str) -> str | None:
    """What a regular file holds, None where there is none; one that cannot be read was empty, or the profile."""
    try:
        return Path(output).read_bytes().decode("utf-8") if Path(output).is_file() else None
    except (OSError, ValueError):
        return ""


def _remove(output: str) -> None:
    """Take a file away that the interview itself has made; a link stays a link.

    Raises:
        UsageError: RTX205 that is not allowed.
    """
    try:
        Path(output).resolve().unlink()
    except OSError as error:
        message = f"the answer was taken back, but the file cannot be removed: {reason(error)}"
        raise UsageError.one("RTX205", message, f"--output {output}") from None


def _answer(session: Session, output: str | None) -> None:
    """The end: why nothing more is asked, and the options from the profile as saved; in short where it was stopped."""
    from recurtx.answer import answer
    from recurtx.markup.block import Gap
    from recurtx.pages.interview import WIDTH, ended_page
    from recurtx.pages.suggest import brief, suggest

    tell(ended_page(session.interview), WIDTH)
    record, presume = session.record(), session.interview.situation.presume
    found = answer(record.profile, session.interview.ruleset, presume=presume, warnings=record.warnings)
    page = suggest if session.interview.inquiry is None else brief
    if _piped(output):
        tell([*page(found, width(sys.stderr)), Gap()])
        return
    profile_follows = output is None and bool(session.interview.replies)
    emit([*page(found, width()), *([Gap()] if profile_follows else [])])
