"""Rules and profiles as the command line names them, read and checked."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.cli.state import settings
from recurtx.errors import ProfileError, UsageError, nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recurtx.answer import Answer
    from recurtx.document import Document
    from recurtx.engine import AssessedOption, Assessment
    from recurtx.errors import Problem
    from recurtx.profile import Names, Record, Written
    from recurtx.ruleset import Ruleset

_CODES = {"source": "RTX207", "fact": "RTX112"}


def rules_folder() -> Path:
    """``--rules``, else what the environment or the configuration names, else the shipped rules."""
    if named := settings().rules:
        return Path(named)
    from recurtx.ruleset import shipped_rules

    return shipped_rules()


def chosen_folder() -> Path:
    """The folder of the rules in use, named on standard error where no option chose it: nobody sees it there."""
    if by := settings().rules_by:
        from recurtx.cli.output import note

        note(f"rules: {rules_folder()} ({by})")
    return rules_folder()


def ruleset() -> Ruleset:
    """The rules in use, from their compiled form where there is one.

    Raises:
        RulesError: they cannot be used.
    """
    from recurtx.program.library import open_rules

    return open_rules(chosen_folder())


def ruleset_in_files() -> Ruleset:
    """The rules in use, for a command that tells of places in their files: always read from these.

    Raises:
        RulesError: they cannot be used.
    """
    from recurtx.ruleset import load_ruleset

    return load_ruleset(chosen_folder())


def read_profile(source: str | None, sets: Sequence[str], rules: Ruleset) -> Record:
    """A profile from a file, standard input or a case, with ``--set`` applied.

    Raises:
        UsageError: RTX201 neither a profile nor ``--set``.
        ProfileError: every mistake in the profile.
    """
    from recurtx.profile import assemble, flatten, overrides

    if source is None and not sets:
        hint = "a file, - for standard input, case:ID, or --set cancer.type=...; or be asked: recurtx interview"
        raise UsageError.one("RTX201", "no profile was given", "PROFILE", hint)
    written, problems = flatten(_document(source)) if source is not None else ({}, [])
    changes, more = overrides(sets, "--set")
    where = shown(source) if source else "--set"
    return assemble(_with(written, changes), rules.names, where, [*problems, *more])


def read_written(
    source: str | None, sets: Sequence[str], names: Names
) -> tuple[Mapping[str, Written], Mapping[str, Written | None]]:
    """The facts of a profile as they are written, and what ``--set`` changes of them, every one of them checked.

    Raises:
        ProfileError: every mistake in the profile or, where that has none, in what the changes make of it.
    """
    from recurtx.profile import assemble, flatten, overrides

    written: dict[str, Written] = {}
    if source is not None:
        written, problems = flatten(_document(source))
        assemble(written, names, shown(source), problems)
    changes, more = overrides(sets, "--set")
    if changes or more:
        assemble(_with(written, changes), names, shown(source) if source else "--set", more)
    return written, changes


def read_pair(source: str, sets: Sequence[str], rules: Ruleset) -> tuple[Record, Record]:
    """A profile as it is written, and the same with ``--set`` applied; standard input is read once.

    Raises:
        ProfileError: every mistake in the profile or, where that has none, in what the changes make of it.
    """
    from recurtx.profile import assemble, flatten, overrides

    written, problems = flatten(_document(source))
    before = assemble(written, rules.names, shown(source), problems)
    changes, more = overrides(sets, "--set")
    return before, assemble(_with(written, changes), rules.names, shown(source), more)


def _with(written: Mapping[str, Written], changes: Mapping[str, Written | None]) -> dict[str, Written]:
    kept = {path: value for path, value in written.items() if path not in changes}
    return {**kept, **{path: value for path, value in changes.items() if value is not None}}


def shown(source: str) -> str:
    """What a file that was named is called in messages."""
    return "<stdin>" if source == "-" else source


def standard_input(most: int) -> bytes:
    """All of standard input, with one byte more than ``most`` where it is longer.

    Raises:
        UsageError: RTX103 it is closed.
    """
    if sys.stdin is None:  # closed by the shell: `<&-`
        raise UsageError.one("RTX103", "standard input is closed", "<stdin>")
    return sys.stdin.buffer.read(most + 1)


def _document(source: str) -> Document:
    from recurtx.document import MAX_BYTES, Unreadable, read_bytes
    from recurtx.profile.foreign import read_profile_text

    if source.startswith("case:"):
        from recurtx.cases import load_case

        return load_case(source.removeprefix("case:")).profile
    try:
        data = standard_input(MAX_BYTES) if source == "-" else read_bytes(Path(source), source)
        return read_profile_text(data, shown(source))
    except Unreadable as error:
        raise ProfileError(_meant(problem, source) for problem in error.problems) from None


def _meant(problem: Problem, source: str) -> Problem:
    """Where a file is missing whose name is that of a bundled case, or nearly, the case as it is written."""
    if problem.code != "RTX101" or problem.help:
        return problem
    from recurtx.cases import all_cases

    near = nearest(source, all_cases())
    return replace(problem, help=suggestion([f"case:{name}" for name in near]))


def assessment(source: str | None, sets: Sequence[str] | None, *, no_presume: bool = False) -> Answer:
    """The answer that the rules in use give for a profile."""
    from recurtx.answer import answer

    rules = ruleset()
    record = read_profile(source, sets or (), rules)
    return answer(record.profile, rules, presume=not no_presume, warnings=record.warnings)


def known(kind: str, name: str, names: Iterable[str], otherwise: str = "") -> str:
    """A name that is one of the known ones.

    Raises:
        UsageError: it is none; with the nearest.
    """
    every = list(names)
    if name not in every:
        code = _CODES.get(kind, "RTX204")
        message = f"there is no {kind} `{name}`"
        raise UsageError.unknown(code, message, name, every, otherwise or f"one of {', '.join(every)}")
    return name


def known_cancer(word: str, names: Names) -> str:
    """A cancer type by its own or an everyday name.

    Raises:
        UsageError: RTX204 there is no such cancer; with the nearest.
    """
    from recurtx.profile.understand import understood
    from recurtx.profile.vocabulary import VOCABULARY

    fact = VOCABULARY["cancer.type"]
    meant = understood(fact, word, names)
    return known("cancer", str(meant.values[0]) if meant and meant.values else word, fact.values)


def known_option(name: str, rules: Ruleset) -> str:
    """The id of an option.

    Raises:
        UsageError: RTX202 there is no such option; with the nearest one.
    """
    if name not in rules.options:
        every = f"the options are {', '.join(o.id for o in rules.children(None))}"
        raise UsageError.unknown("RTX202", f"unknown option `{name}`", name, rules.options, every)
    return name


def find_option(found: Assessment, name: str) -> AssessedOption:
    """One option of an assessment by id.

    Raises:
        UsageError: RTX202 there is no such option.
    """
    return found.by_id[known_option(name, found.ruleset)]
