"""``recurtx interview``: questions on standard error, answers on standard input, the result on standard output.

Nothing that was answered is lost: with ``--output`` the profile is written after every answer, without it is printed
at the end, also after Ctrl-C; no other file is ever written.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
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
"""Bytes of one answer at most; a longer line is read as several."""
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
    and stop. Answers may also come from a script, one a line; the end of input is q. To go on later, name the saved
    file as PROFILE and as --output.

    Examples:

      recurtx interview --output patient.yaml

      recurtx interview patient.yaml --output patient.yaml

      recurtx interview case:pmp-spleen-2024
    """
    from recurtx.cli._inputs import ruleset
    from recurtx.reasoning import Interview

    _check(profile, output)
    rules = ruleset()
    recorded, labels = _recorded(profile, sets or (), rules)
    session = _Session(Interview.begin(rules, recorded, presume=not no_presume), labels, output)
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
    if output is None:
        return
    target = Path(output)
    other = profile is None or profile.startswith("case:") or not Path(profile).exists()
    if target.is_file() and target.stat().st_size and (other or not target.samefile(profile or "")):
        hint = f"recurtx interview {output} --output {output} goes on with it; or name another file"
        raise UsageError.one("RTX205", "the file exists already and would be overwritten", f"--output {output}", hint)


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
        if any(p.code != "RTX113" for p in error.problems):
            raise
        first = error
    for kind in spec("cancer.type").values:
        try:
            return read_profile(profile, [*sets, f"cancer.type={kind}"], rules), False
        except ProfileError as error:
            first = error
    raise first


@dataclass
class _Session:
    """An interview with where it is saved."""

    state: Interview
    labels: Mapping[str, str]
    output: str | None
    wrong: int = 0

    def text(self) -> str:
        """The profile as it stands."""
        from recurtx.render._profile_text import profile_text

        return profile_text(self.state.situation.recorded, self.labels, self.state.unknown)

    def take(self, state: Interview) -> None:
        """Go to another state, and save it where that was asked for."""
        from recurtx.cli._output import save

        self.state, self.wrong = state, 0
        if self.output is not None and "cancer.type" in state.situation.recorded:
            save(self.text(), self.output)

    def close(self) -> None:
        """Say where the answers are, or print them; a second Ctrl-C does not come between."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self._close()
        finally:
            signal.signal(signal.SIGINT, before)

    def _close(self) -> None:
        from recurtx.cli._output import emit_text, note, save

        if not self.state.replies:
            note("nothing was answered, so nothing is saved")
            return
        try:
            if self.output is not None:
                save(self.text(), self.output)
                note(f"saved: {self.output}")
                return
        except UsageError:
            emit_text(self.text())
            raise
        emit_text(self.text())


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
    while (text := _typed()) is not None and text.lower() != "q":
        match text.lower():
            case "b":
                if _back(session):
                    return True
            case "w" | "s":
                _show(session, inquiry, text.lower())
                _question(session, inquiry)
            case _:
                if _taken(session, inquiry, text):
                    return True
    return False


def _typed() -> str | None:
    """One line of standard input, None at its end; where it is not typed by hand it is shown."""
    sys.stderr.write("> ")
    sys.stderr.flush()
    data = sys.stdin.buffer.readline(_LONGEST) if sys.stdin is not None else b""
    text = data.decode("utf-8", "replace").strip()
    if not data or not sys.stdin.isatty():
        _say(text)
    return text if data else None


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
    _say(f"  {spec(path).fact.short} is asked again")
    _say("")
    return True


def _show(session: _Session, inquiry: Inquiry, what: str) -> None:
    from recurtx.cli._output import tell, width
    from recurtx.render._interview import why_lines
    from recurtx.render._lines import line

    if what == "w":
        tell(why_lines(session.state, inquiry, width(sys.stderr)))
    else:
        tell([*(line(row) for row in session.text().splitlines()), line("")])


def _taken(session: _Session, inquiry: Inquiry, text: str) -> bool:
    """Take an answer, or say why it cannot be taken.

    Raises:
        UsageError: RTX209 a script gives one wrong answer after the other.
    """
    from recurtx.cli._output import tell, width
    from recurtx.reasoning import Unfit
    from recurtx.render._interview import refused_lines, reply_lines, unfit_lines

    columns = width(sys.stderr)
    content = _content(session, inquiry, text)
    clashes = () if content is None or isinstance(content, Unfit) else session.state.refusal(content)
    if isinstance(content, Unfit):
        tell(unfit_lines(content, inquiry, columns))
    elif clashes:
        tell(refused_lines(clashes, session.state.reply(content).situation, inquiry, columns))
    else:
        session.take(session.state.reply(content))
        tell(reply_lines(session.state, columns))
        return True
    session.wrong += 1
    if session.wrong >= _MOST_WRONG and not sys.stdin.isatty():
        message = f"{session.wrong} answers in a row did not fit; the last was `{text[:60]}`"
        raise UsageError.one("RTX209", message, inquiry.path, "see what is asked with: recurtx interview")
    return False


def _content(session: _Session, inquiry: Inquiry, text: str) -> Content | Unfit | None:
    """What was typed as a value; None for unknown."""
    from recurtx.reasoning import Unfit, read_answer

    if not text:
        return Unfit("nothing was typed", "u if it is not known")
    if text.lower() in ("u", "unknown"):
        needed = inquiry.path == "cancer.type"
        return Unfit("the cancer type is the one fact that is always needed") if needed else None
    return read_answer(text, inquiry, session.state.situation, session.state.ruleset.names)


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
    emit(suggest_lines(assess(record.profile, rules, presume=presume, warnings=record.warnings), width()))
    if session.output is None and session.state.replies:
        emit([line("")])
