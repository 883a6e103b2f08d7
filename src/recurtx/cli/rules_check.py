"""``recurtx rules check``: the linter of rules, and what its codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from recurtx.cli.inputs import ruleset_in_files
from recurtx.cli.options import AsOf, CheckFormat, CheckFormats, Code, Output, Strict
from recurtx.cli.output import emit_text, note, show
from recurtx.errors import ExitCode, RulesError, UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.engine.lint import Report
    from recurtx.errors import Problem
    from recurtx.ruleset import Ruleset

_REPORTS = (CheckFormat.sarif, CheckFormat.junit, CheckFormat.github)


def check(
    explain: Code = None, as_of: AsOf = None, strict: Strict = False, format: CheckFormats = CheckFormat.terminal,
    output: Output = None,
) -> None:  # fmt: skip
    """Check the rules: every claim argued, every source used, every rule with its examples, nothing said twice, and
    no cancer passed over in silence.

    What it finds has a code. An entry of the rules may allow one to stand: `allow: [{code: RTX062, reason: ...}]`.

    Examples:

      recurtx rules check

      recurtx --rules my-rules rules check --strict --as-of 2027-01-31

      recurtx rules check --format sarif --output rules.sarif

      recurtx rules check --explain RTX014

      recurtx rules check --explain all --format markdown --output docs/checks.md
    """
    if explain is not None:
        _explain(explain, format, output)
        return
    rules = _readable(format, output)
    from recurtx.engine.lint import lint, looked_for

    report = lint(rules, as_of)
    found = sorted((*report.found, *report.notes), key=_place) if strict else report.found
    if format in _REPORTS:
        _report(found, report.allowed, format, output, looked_for(as_of, strict=strict))
    else:
        _show(report, found, rules, strict, format, output)
    if found:
        note(f"{len(found)} found in {_count(rules)}{'' if strict else _aside(report, '; ')}")
        raise typer.Exit(ExitCode.FOUND)


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.sort_key()


def _readable(format: CheckFormat, output: str | None) -> Ruleset:
    """The rules; what keeps them from being used is told in a format that another tool reads as well.

    Raises:
        RulesError: they cannot be used.
    """
    try:
        return ruleset_in_files()
    except RulesError as error:
        if format in _REPORTS:
            _report(error.problems, (), format, output)
        raise


def _report(
    found: Sequence[Problem], allowed: Sequence[tuple[Problem, str]], format: CheckFormat, output: str | None,
    looked: Sequence[str] = (),
) -> None:  # fmt: skip
    from recurtx.answer.report import Findings, ReportFormat, report

    emit_text(report(Findings(found, allowed, looked), ReportFormat(format.value)), output)


def _count(rules: Ruleset) -> str:
    return f"{len(rules.distinct())} rules, {len(rules.options)} options, {len(rules.sources)} sources"


def _aside(report: Report, before: str = "") -> str:
    """What was found and does not count, in words."""
    notes, allowed = len(report.notes), len(report.allowed)
    parts = [f"{notes} {'note' if notes == 1 else 'notes'} on examples, shown with --strict"] if notes else []
    parts += [f"{allowed} allowed"] if allowed else []
    return before + "; ".join(parts) if parts else ""


def _show(
    report: Report, found: Sequence[Problem], rules: Ruleset, strict: bool, format: CheckFormat, output: str | None
) -> None:
    from recurtx.answer.catalogue import problem_data
    from recurtx.markup.block import Text
    from recurtx.pages.problems import found_page

    nothing = [f"{_count(rules)}: nothing found", "" if strict else _aside(report)]
    data = {
        "found": [problem_data(p) for p in found],
        "notes": len(report.notes),
        "allowed": [{**problem_data(p), "reason": reason} for p, reason in report.allowed],
    }
    page = found_page(found) if found else [Text(line) for line in nothing if line]
    show(lambda: page, lambda: data, Format(format.value), output)


def _explain(code: str, format: CheckFormat, output: str | None) -> None:
    """What a code means, or all of them; no rule is read for that.

    Raises:
        UsageError: RTX208 there is no such code, RTX204 it is not told in such a format.
    """
    from recurtx.codes import ALL, CODES, GROUPS
    from recurtx.pages.codes import code_page, codes_page

    if format in _REPORTS:
        hint = "terminal, text, markdown, html or json"
        raise UsageError.one("RTX204", f"codes are not explained as {format}", f"--format {format}", hint)
    name = code.upper()
    if name != ALL.upper() and name not in CODES:
        otherwise = "codes are RTX and three digits"
        raise UsageError.unknown("RTX208", f"there is no code `{code}`", code, CODES, otherwise)
    every = name == ALL.upper()
    page = codes_page(GROUPS) if every else code_page(name, CODES[name])
    show(lambda: page, lambda: _codes_data(None if every else name), Format(format.value), output)


def _codes_data(name: str | None) -> dict[str, Any]:
    """One code, or all of them, as data."""
    from recurtx.answer.catalogue import code_data  # it needs the rules' models, which no other format does
    from recurtx.codes import CODES

    if name is not None:
        return code_data(name, CODES[name])
    return {"codes": [code_data(each, code) for each, code in CODES.items()]}
