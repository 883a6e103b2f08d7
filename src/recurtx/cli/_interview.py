"""``recurtx interview``: questions on standard error, answers on standard input, the result on standard output.

Nothing that was answered is lost: with ``--output`` the profile is written after every answer, without it is printed
at the end, also after Ctrl-C; no other file is ever written. When every answer is taken back, the file is as before.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recurtx.cli._options import NoPresume, ProfileArgument, Sets
from recurtx.errors import ProfileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recurtx.profile import Content, Record
    from recurtx.reasoning import Inquiry, Interview, Unfit
    from recurtx.ruleset import Ruleset

__all__ = ["register"]

_LONGEST = 4096
"""Bytes of one answer at most, as many as a terminal gives; a longer line is refused as a whole."""
_MOST_WRONG = 50
"""Wrong answers in a row after which a script is stopped: it would never end by itself."""
_INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells know it."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("interview")(interview)


def interview(
    profile: ProfileArgument = None,
    sets: Sets = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Save the profile to FILE after every answer; without it, it is printed at the end.",
            show_default=False,
        ),
    ] = None,
    no_presume: NoPresume = False,
) -> None:
    """Ask only what can still change a verdict, the most valuable question first, and end with the options.

    PROFILE is what is recorded already. At a question: u unknown, b back, w why it is asked, s answers so far, q save
    and stop; or unknown, back, why, answers, quit, help. Answers may also come from a script, one a line; the end of
    input is q. To go on later, name the saved file as PROFILE and as --output; a FILE that ends in .json is written as
    JSON. Without --output the profile is the result: where standard output is no terminal, the options go to standard
    error.

    Examples:

      recurtx interview --output patient.yaml

      recurtx interview patient.yaml --output patient.yaml

      recurtx interview case:pmp-spleen-2024 > patient.yaml
    """
    from recurtx.cli._inputs import ruleset
    from recurtx.reasoning import Interview

    _check(profile, output)
    rules = ruleset()
    recorded, labels = _recorded(profile, sets or (), rules)
    same = _same(profile, output)
    if output is not None and same and _filled(output):
        _warn(output)
    stands = not _piped(output) if output is None else same and not sets
    session = _Session(Interview.begin(rules, recorded, presume=not no_presume), labels, output, stands)
    try:
        finished = _converse(session)
    except KeyboardInterrupt:
        _say("")
        session.close()
        raise typer.Exit(_INTERRUPTED) from None
    except UsageError:
        session.close()
        raise
    if finished:
        _answer(session)
    session.close()


def _check(profile: str | None, output: str | None) -> None:
    """Refuse what would lose something.

    Raises:
        UsageError: RTX204 standard input is taken by the answers; RTX205 the file holds something else.
    """
    if profile == "-":
        hint = "save the profile to a file and name that"
        raise UsageError.one("RTX204", "the answers come from standard input, so the profile cannot", "-", hint)
    if output is not None and _filled(output) and not _same(profile, output):
        hint = f"recurtx interview {output} --output {output} goes on with it; or name another file"
        raise UsageError.one("RTX205", "the file exists already and would be overwritten", f"--output {output}", hint)


def _filled(output: str) -> bool:
    """Whether a file is there that holds something; what cannot be looked at is told when it is written."""
    try:
        return Path(output).is_file() and Path(output).stat().st_size > 0
    except (OSError, ValueError):
        return False


def _same(profile: str | None, output: str | None) -> bool:
    """Whether the answers go to the file that the profile comes from."""
    from recurtx.cli._output import same_file

    if profile is None or output is None or profile.startswith("case:"):
        return False
    return same_file(profile, output)


def _piped(output: str | None) -> bool:
    """Whether standard output is to hold the profile, which is then all that it holds."""
    return output is None and not sys.stdout.isatty()


def _warn(output: str) -> None:
    """Say that what somebody wrote beside the facts of a profile is not kept."""
    from recurtx.cli._output import note
    from recurtx.profile.write import own_comments

    found = own_comments(Path(output).read_text(encoding="utf-8-sig", errors="replace"))
    if found:
        number, comment = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        note(f"warning: saving drops comments of {output}: `{comment[:60]}` in line {number}{more}; another --output "
             "keeps them")  # fmt: skip


def _recorded(profile: str | None, sets: Sequence[str], rules: Ruleset
              ) -> tuple[Mapping[str, Content], Mapping[str, str]]:  # fmt: skip
    """Facts and labels that are known before the first question."""
    from recurtx.cli._output import note
    from recurtx.profile import Situation

    if profile is None and not sets:
        return {}, {}
    record, typed = _read(profile, sets, rules)
    for warning in record.warnings:
        note(f"warning: {warning}")
    facts = dict(Situation.of(record.profile, rules.agents).recorded)
    if not typed:
        del facts["cancer.type"]
    found = (("id", record.profile.id), ("as_of", record.profile.as_of))
    return facts, {name: str(value) for name, value in found if value is not None}


def _read(profile: str | None, sets: Sequence[str], rules: Ruleset) -> tuple[Record, bool]:
    """The profile, and whether it names the cancer type; without one, the first type that the rest fits to is lent."""
    from recurtx.cli._inputs import read_profile
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


@dataclass(frozen=True)
class _Typed:
    """One line of standard input; ``whole`` is false where it was too long to be taken."""

    text: str
    whole: bool = True


@dataclass
class _Session:
    """An interview with where it is saved.

    ``stands`` says that without an answer there is nothing to save; ``doubted`` is the answer that waits for a second
    word.
    """

    state: Interview
    labels: Mapping[str, str]
    output: str | None
    stands: bool
    wrong: int = 0
    doubted: str = ""
    _before: str | None = field(default=None, init=False)
    _written: bool = field(default=False, init=False)

    def text(self) -> str:
        """The profile as it stands."""
        from recurtx.profile.write import profile_text

        return profile_text(self.state.situation.recorded, self.labels, self.state.unknown)

    def take(self, state: Interview) -> None:
        """Go to another state, and save it where that was asked for; without an answer the file is what it was."""
        self.state, self.wrong, self.doubted = state, 0, ""
        if state.replies:
            self._save()
        else:
            self._undo()

    def _save(self) -> None:
        from recurtx.cli._output import save
        from recurtx.profile.write import profile_json

        if self.output is None:
            return
        if not self._written:
            self._before = _content_of(self.output)
        known = self.state.situation.recorded
        json = self.output.lower().endswith(".json")
        save(profile_json(known, self.labels, self.state.unknown) if json else self.text(), self.output)
        self._written = True

    def _undo(self) -> None:
        """Put back what the file held before the first answer, or take it away where there was none."""
        from recurtx.cli._output import save

        if self.output is None or not self._written:
            return
        if self._before is not None:
            save(self._before, self.output)
        elif Path(self.output).is_file():
            _remove(self.output)
        self._written = False

    def close(self) -> None:
        """Say where the answers are, or print them; a second Ctrl-C does not come between."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self._close()
        finally:
            signal.signal(signal.SIGINT, before)

    def _close(self) -> None:
        from recurtx.cli._output import emit_text, note

        if not self.state.replies and (self.stands or "cancer.type" not in self.state.situation.recorded):
            note("nothing was answered, so nothing is saved")
            return
        try:
            if self.output is not None:
                self._save()
                note(f"saved: {self.output}")
                return
        except UsageError:
            emit_text(self.text())
            raise
        emit_text(self.text())


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
        reason = error.strerror or "unknown reason"
        message = f"the answer was taken back, but the file cannot be removed: {reason}"
        raise UsageError.one("RTX205", message, f"--output {output}") from None


def _converse(session: _Session) -> bool:
    """Ask until nothing is left to ask (true) or the user stops (false)."""
    while (inquiry := session.state.inquiry) is not None:
        _question(session, inquiry)
        if not _ask(session, inquiry):
            return False
    return True


def _question(session: _Session, inquiry: Inquiry) -> None:
    from recurtx.cli._output import tell, width
    from recurtx.render._interview import question_lines

    tell(question_lines(session.state, inquiry, session.labels.get("id", ""), width(sys.stderr)))


def _ask(session: _Session, inquiry: Inquiry) -> bool:
    """Read until the question is answered or taken back (true), or the user stops (false)."""
    while (typed := _typed()) is not None:
        command = _command(typed)
        if command == "q":
            return False
        if not command:
            done = _taken(session, inquiry, typed)
        else:
            session.doubted = ""
            done = _back(session) if command == "b" else _show(session, inquiry, command)
        if done:
            return True
    return False


def _command(typed: _Typed) -> str:
    """The key of what was asked for instead of answering; empty for an answer."""
    from recurtx.reasoning._answers import COMMANDS

    return COMMANDS.get(typed.text.lower().rstrip(" .?!"), "") if typed.whole else ""


def _typed() -> _Typed | None:
    """One line of standard input, None at its end; where it is not typed by hand it is shown."""
    sys.stderr.write("> ")
    sys.stderr.flush()
    data = sys.stdin.buffer.readline(_LONGEST) if sys.stdin is not None else b""
    rest = data
    while len(rest) == _LONGEST and not rest.endswith(b"\n"):
        rest = sys.stdin.buffer.readline(_LONGEST)
    typed = _Typed(data.decode("utf-8", "replace").strip(), whole=rest is data)
    if not data or not sys.stdin.isatty():
        _say(typed.text if typed.whole else f"{typed.text[:60]}…")
    return typed if data else None


def _say(text: str) -> None:
    from recurtx.cli._output import note

    note(text)


def _back(session: _Session) -> bool:
    """Take the latest answer back."""
    from recurtx.profile import spec

    if not session.state.replies:
        _say("  this is the first question")
        return False
    path = session.state.replies[-1].path
    session.take(session.state.back())
    _say(f"  {spec(path).short} is asked again")
    _say("")
    return True


def _show(session: _Session, inquiry: Inquiry, what: str) -> bool:
    """Why it is asked, the answers so far, or nothing more than the question again; it stays open (false)."""
    from recurtx.cli._output import tell, width
    from recurtx.render._interview import why_lines
    from recurtx.render._lines import line

    if what == "w":
        tell(why_lines(session.state, inquiry, width(sys.stderr)))
    elif what == "s":
        tell([*(line(row) for row in session.text().splitlines()), line("")])
    _question(session, inquiry)
    return False


def _taken(session: _Session, inquiry: Inquiry, typed: _Typed) -> bool:
    """Take an answer, or say why it cannot be taken.

    Raises:
        UsageError: RTX209 a script gives one wrong answer after the other.
    """
    from recurtx.cli._output import tell, width
    from recurtx.reasoning import Unfit
    from recurtx.render._interview import doubt_lines, refused_lines, reply_lines, unfit_lines

    columns = width(sys.stderr)
    typed, sure = _confirmed(session, typed)
    content = _content(session, inquiry, typed)
    if isinstance(content, Unfit):
        tell(unfit_lines(content, inquiry, columns))
    elif content is not None and session.state.refusal(content):
        tell(refused_lines(session.state, inquiry, content, columns))
    elif not sure and (names := _doubtful(session, inquiry, content)):
        session.doubted = typed.text
        tell(doubt_lines(names, inquiry, columns))
    else:
        session.take(session.state.reply(content))
        tell(reply_lines(session.state, columns))
        return True
    session.wrong += 1
    if session.wrong >= _MOST_WRONG and not sys.stdin.isatty():
        message = f"{session.wrong} answers in a row did not fit; the last was `{typed.text[:60]}`"
        raise UsageError.one("RTX209", message, inquiry.path, "see what is asked with: recurtx interview")
    return False


def _confirmed(session: _Session, typed: _Typed) -> tuple[_Typed, bool]:
    """The answer, and whether it is one that was doubted and is meant: ``y``, or the same again."""
    doubted, session.doubted = session.doubted, ""
    if doubted and typed.text.lower() in ("y", "yes", doubted.lower()):
        return _Typed(doubted), True
    return typed, False


def _doubtful(session: _Session, inquiry: Inquiry, content: Content | None) -> tuple[str, ...]:
    """New drugs that no rule reads in an answer that says that there were no others."""
    from recurtx.profile import SetContent
    from recurtx.reasoning import unlisted

    if not isinstance(content, SetContent) or not content.complete:
        return ()
    names = session.state.ruleset.names
    before = unlisted(session.state.situation.recorded.get(inquiry.path), inquiry.path, names)
    return tuple(name for name in unlisted(content, inquiry.path, names) if name not in before)


def _content(session: _Session, inquiry: Inquiry, typed: _Typed) -> Content | Unfit | None:
    """What was typed as a value; None for unknown."""
    from recurtx.reasoning import Unfit, read_answer
    from recurtx.reasoning._answers import is_unknown

    if not typed.whole:
        return Unfit(f"the line is longer than {_LONGEST} bytes, and nothing of it was taken", "answer in a few words")
    needed = inquiry.path == "cancer.type"
    if not typed.text:
        return Unfit("nothing was typed", "" if needed else "u if it is not known")
    if is_unknown(typed.text):
        return Unfit("the cancer type is the one fact that is always needed") if needed else None
    return read_answer(typed.text, inquiry, session.state.situation, session.state.ruleset.names)


def _answer(session: _Session) -> None:
    """The end: why nothing more is asked, and the options, from the profile as it is saved."""
    from recurtx.cli._output import emit, tell, width
    from recurtx.document import read_text
    from recurtx.engine import assess
    from recurtx.profile import assemble, flatten
    from recurtx.render._interview import ended_lines
    from recurtx.render._lines import line
    from recurtx.render._suggest import suggest_lines

    rules = session.state.ruleset
    tell(ended_lines(session.state, width(sys.stderr)))
    written, problems = flatten(read_text(session.text(), "the answers"))
    record = assemble(written, rules.names, "the answers", problems)
    presume = session.state.situation.presume
    found = assess(record.profile, rules, presume=presume, warnings=record.warnings)
    if _piped(session.output):
        tell([*suggest_lines(found, width(sys.stderr)), line("")])
        return
    profile_follows = session.output is None and bool(session.state.replies)
    emit([*suggest_lines(found, width()), *([line("")] if profile_follows else [])])
