"""Rules and profiles as the command line names them, read and checked."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.cli._state import settings
from recurtx.errors import ProfileError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recurtx.answer import Answer
    from recurtx.document import Document
    from recurtx.engine import AssessedOption, Assessment
    from recurtx.profile import Record, Written
    from recurtx.ruleset import Ruleset

__all__ = ["assessment", "find_option", "read_pair", "read_profile", "rules_folder", "ruleset"]


def rules_folder() -> Path:
    """``--rules``, else ``RECURTX_RULES``, else the shipped rules."""
    named = settings().rules or os.environ.get("RECURTX_RULES")
    if named:
        return Path(named)
    from recurtx.ruleset import shipped_rules

    return shipped_rules()


def ruleset() -> Ruleset:
    """The rules in use.

    Raises:
        RulesError: they cannot be used.
    """
    from recurtx.ruleset import load_ruleset

    return load_ruleset(rules_folder())


def read_profile(source: str | None, sets: Sequence[str], rules: Ruleset) -> Record:
    """A profile from a file, standard input or a case, with ``--set`` applied.

    Raises:
        UsageError: RTX201 neither a profile nor ``--set``.
        ProfileError: every mistake in the profile.
    """
    from recurtx.profile import assemble, flatten, overrides

    if source is None and not sets:
        hint = "a file, - for standard input, case:ID, or --set cancer.type=..."
        raise UsageError.one("RTX201", "no profile was given", "PROFILE", hint)
    written, problems = flatten(_document(source)) if source is not None else ({}, [])
    changes, more = overrides(sets, "--set")
    where = "<stdin>" if source == "-" else source or "--set"
    return assemble(_with(written, changes), rules.names, where, [*problems, *more])


def read_pair(source: str, sets: Sequence[str], rules: Ruleset) -> tuple[Record, Record]:
    """A profile as it is written, and the same with ``--set`` applied; standard input is read once.

    Raises:
        ProfileError: every mistake in the profile or, where that has none, in what the changes make of it.
    """
    from recurtx.profile import assemble, flatten, overrides

    where = "<stdin>" if source == "-" else source
    written, problems = flatten(_document(source))
    before = assemble(written, rules.names, where, problems)
    changes, more = overrides(sets, "--set")
    return before, assemble(_with(written, changes), rules.names, where, more)


def _with(written: Mapping[str, Written], changes: Mapping[str, Written | None]) -> dict[str, Written]:
    kept = {path: value for path, value in written.items() if path not in changes}
    return {**kept, **{path: value for path, value in changes.items() if value is not None}}


def _document(source: str) -> Document:
    from recurtx.document import Unreadable, read_bytes, read_text

    if source.startswith("case:"):
        from recurtx.cases import load_case

        return load_case(source.removeprefix("case:")).profile
    try:
        if source == "-":
            from recurtx.document import MAX_BYTES

            if sys.stdin is None:  # closed by the shell: `<&-`
                raise UsageError.one("RTX103", "standard input is closed", "<stdin>")
            return read_text(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>")
        return read_text(read_bytes(Path(source), source), source)
    except Unreadable as error:
        raise ProfileError(error.problems) from None


def assessment(source: str | None, sets: Sequence[str] | None, *, no_presume: bool = False) -> Answer:
    """The answer that the rules in use give for a profile."""
    from recurtx.answer import answer

    rules = ruleset()
    record = read_profile(source, sets or (), rules)
    return answer(record.profile, rules, presume=not no_presume, warnings=record.warnings)


def find_option(found: Assessment, name: str) -> AssessedOption:
    """One option of an assessment by id.

    Raises:
        UsageError: RTX202 there is no such option.
    """
    by_id = found.by_id
    if name not in by_id:
        near = did_you_mean(name, by_id)
        hint = f"did you mean `{near}`?" if near else f"the options are {', '.join(o.option.id for o in found.options)}"
        raise UsageError.one("RTX202", f"unknown option `{name}`", name, hint)
    return by_id[name]
