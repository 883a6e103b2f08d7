"""What Python code calls: rules, patients, answers, whatif. The names are exported by ``recurtx`` itself.

Whatever goes wrong raises a ``RecurtxError`` with ``.problems``, each with a code, a place and a way out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recurtx import answer as answers
from recurtx.answer import document as documents
from recurtx.answer.ranges import change_words
from recurtx.comparison import whatif
from recurtx.document import Document, Unreadable, node_of, read_bytes
from recurtx.engine import Verdict
from recurtx.errors import Location, Problem, ProfileError, UsageError
from recurtx.profile import assemble, flatten
from recurtx.profile.foreign import read_profile_text
from recurtx.program.library import open_rules
from recurtx.ruleset import shipped_rules

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.answer.comparison import ComparisonDocument
    from recurtx.answer.document import PublicAdvice, PublicAssessment, PublicNext, PublicOption
    from recurtx.profile import Profile
    from recurtx.ruleset import Ruleset


class Rules:
    """A set of rules, checked and compiled."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset

    @classmethod
    def shipped(cls) -> Rules:
        """The rules that come with recurtx."""
        return cls(open_rules(shipped_rules()))

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Rules:
        """Rules from a folder of one's own.

        Raises:
            RulesError: every mistake found, with file, line and column.
        """
        return cls(open_rules(Path(folder)))

    def __repr__(self) -> str:
        return f"<Rules {self.name} {self.version} {self.digest[:8]}>"

    @property
    def name(self) -> str:
        """What the rules are called."""
        return self._ruleset.name

    @property
    def version(self) -> str:
        """Their own version, apart from that of recurtx."""
        return self._ruleset.version

    @property
    def digest(self) -> str:
        """SHA-256 of what the rules say; comments and layout do not count."""
        return self._ruleset.digest

    @property
    def options(self) -> tuple[str, ...]:
        """Ids of all options and of their ways, a parent before its ways, in their fixed order."""
        return tuple(self._ruleset.options)

    def patient(self, facts: Mapping[str, Any]) -> Patient:
        """A patient from facts, with dotted or nested keys, as a profile file has them.

        A set is a list, which is complete, or ``{"present": [...], "absent": [...]}``; None means not recorded.

        Raises:
            ProfileError: every mistake that the facts hold.
        """
        return self._patient(Document("patient", node_of(dict(facts), Location("patient")), ""))

    def read_patient(self, path: str | os.PathLike[str]) -> Patient:
        """A patient from a profile in YAML or JSON.

        Raises:
            ProfileError: the file cannot be read, or every mistake that it holds, with line and column.
        """
        try:
            return self._patient(read_profile_text(read_bytes(Path(path), str(path)), str(path)))
        except Unreadable as error:
            raise ProfileError(error.problems) from None

    def _patient(self, document: Document) -> Patient:
        written, problems = flatten(document)
        record = assemble(written, self._ruleset.names, document.path, problems)
        return Patient(record.profile, record.warnings)


@dataclass(frozen=True, slots=True)
class Patient:
    """A validated patient; ``warnings`` say what the rules do not read of it."""

    profile: Profile
    warnings: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """Every recorded fact by its dotted path, in the order of the vocabulary."""
        return self.profile.recorded()


@dataclass(frozen=True, slots=True)
class Way:
    """One smallest set of changes, each in words, and the verdict that it leads to."""

    changes: tuple[str, ...]
    verdict: Verdict


class Answer:
    """The answer for one patient, complete when it is made; what is costly is worked out when it is first asked for."""

    def __init__(self, found: answers.Answer) -> None:
        self._found = found
        self._options: dict[str, PublicOption] = {}

    @cached_property
    def document(self) -> PublicAssessment:
        """The whole answer as the versioned document that ``--format json`` writes."""
        return documents.document(self._found)

    def __getitem__(self, option: str) -> PublicOption:
        """One option, or way of one, by id: its verdict, what is missing, its residual, its findings.

        Raises:
            UsageError: RTX202 there is no such option.
        """
        self._known(option)
        if option not in self._options:
            self._options[option] = documents.option_document(self._found, option)
        return self._options[option]

    def __iter__(self) -> Iterator[PublicOption]:
        """The options at the top, in their fixed order, which ranks nothing."""
        return (self[option.id] for option in self._found.options)

    def __len__(self) -> int:
        return len(self._found.options)

    @property
    def advice(self) -> list[PublicAdvice]:
        """What is done whatever is chosen, urgent things first."""
        return documents.advice_documents(self._found)

    @cached_property
    def next(self) -> list[PublicNext]:
        """What to find out next, what settles most first, and what each answer would mean."""
        return documents.next_document(self._found).next

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the rules do not read of the profile."""
        return self._found.warnings

    def changes(self, option: str, to: Verdict | str | None = None) -> list[Way]:
        """All smallest sets of changes that turn an option's verdict, by default to the next more open one.

        Raises:
            UsageError: RTX202 there is no such option; RTX204 there is no such verdict.
        """
        self._known(option)
        search = self._found.changes(option, None if to is None else _verdict(to))
        if search is None:
            return []
        return [
            Way(tuple(change_words(c.path, c.element, c.cells, search.partition) for c in one.changes), one.verdict)
            for one in search.found
        ]

    def to_json(self) -> str:
        """The document as JSON; its schema is ``recurtx schema assessment``."""
        return documents.json_text(self.document)

    def to_text(self, width: int = 80) -> str:
        """The one-screen answer as plain text."""
        from recurtx.markup.write import Format, written
        from recurtx.pages.suggest import suggest

        return written(suggest(self._found, width), Format.text, width)

    def to_markdown(self) -> str:
        """The long answer as Markdown."""
        from recurtx.markup.write import Format, written
        from recurtx.pages.suggest import suggest_all

        return written(suggest_all(self._found, 100), Format.markdown)

    def to_html(self) -> str:
        """The answer as a sheet to file: one self-contained page with every argument."""
        from recurtx.markup.write import Format, written
        from recurtx.pages.report import report

        return written(report(self._found), Format.html)

    def to_svg(self, option: str) -> str:
        """The argument of one option, or way of one, drawn: what is true, false and unknown, and which branch decides.

        Raises:
            UsageError: RTX202 there is no such option.
        """
        self._known(option)
        from recurtx.markup.write import Format, written
        from recurtx.pages.picture import picture

        return written([picture(self._found, option)], Format.svg)

    def _known(self, option: str) -> None:
        known = self._found.ruleset.options
        if option not in known:
            every = f"the options are {', '.join(o.id for o in self._found.options)}"
            raise _unknown("RTX202", "option", option, known, every)


class Comparison:
    """Two answers by the same rules, side by side: what turned, and by which rules."""

    def __init__(self, found: whatif.Comparison) -> None:
        self._found = found

    @cached_property
    def document(self) -> ComparisonDocument:
        """The whole comparison as the versioned document that ``what-if --format json`` writes."""
        from recurtx.answer.comparison import comparison_document

        return comparison_document(self._found)

    @property
    def turned(self) -> dict[str, tuple[Verdict, Verdict]]:
        """Options and ways whose verdict is another, by id: before and after."""
        return {p.before.id: (p.before.verdict, p.after.verdict) for p in self._found.options if p.turned}

    def to_json(self) -> str:
        """The document as JSON; its schema is ``recurtx schema what-if``."""
        return documents.json_text(self.document)


def assess(patient: Patient, rules: Rules, *, presume: bool = True) -> Answer:
    """The answer for one patient.

    Args:
        patient: made by these rules, ``rules.patient`` or ``rules.read_patient``.
        rules: the rules to judge by.
        presume: whether rare things that are not recorded (a refusal, a pregnancy) are presumed absent.
    """
    return Answer(answers.answer(patient.profile, rules._ruleset, presume=presume, warnings=patient.warnings))


def compare(before: Answer, after: Answer) -> Comparison:
    """What is different between two answers by the same rules.

    Raises:
        UsageError: RTX204 they are not by the same rules.
    """
    one, other = before._found, after._found
    if one.ruleset.digest != other.ruleset.digest:
        message = f"the answers are by different rules, {one.ruleset!r} and {other.ruleset!r}"
        raise UsageError.one("RTX204", message, "compare", "judge both patients by the same rules")
    return Comparison(whatif.compare(one, other))


def _verdict(name: Verdict | str) -> Verdict:
    try:
        return Verdict(name)
    except ValueError:
        raise _unknown("RTX204", "verdict", str(name), list(Verdict), f"one of {', '.join(Verdict)}") from None


def _unknown(code: str, what: str, name: str, known: Iterable[str], otherwise: str) -> UsageError:
    place = Location(name)
    return UsageError([Problem.unknown(code, f"unknown {what} `{name}`", place, name, known, otherwise)])
