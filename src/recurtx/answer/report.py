"""What a check found as other tools read it: SARIF 2.1.0, JUnit's XML, and annotations of GitHub.

A path is told as seen from the folder that the command runs in, which for these tools is that of the repository.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from recurtx._version import __version__
from recurtx.codes import CODES, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.errors import Location, Problem


class ReportFormat(StrEnum):
    """A format that another tool reads."""

    sarif = "sarif"
    junit = "junit"
    github = "github"


@dataclass(frozen=True, slots=True)
class Findings:
    """Problems in order, those that the rules allow with the reason, and the codes that were looked for."""

    found: Sequence[Problem]
    allowed: Sequence[tuple[Problem, str]] = ()
    looked: Sequence[str] = ()


_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SARIF_LEVELS = {Level.ERROR: "error", Level.FINDING: "error", Level.NOTE: "note"}
_GITHUB_LEVELS = {Level.ERROR: "error", Level.FINDING: "error", Level.NOTE: "notice"}
_NAME = "recurtx rules check"
_ESCAPES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_MORE_ESCAPES = (*_ESCAPES, (":", "%3A"), (",", "%2C"))


def report(findings: Findings, format: ReportFormat) -> str:
    """The findings in a format."""
    write = {ReportFormat.sarif: _sarif, ReportFormat.junit: _junit, ReportFormat.github: _github}[format]
    return write(findings)


def _shown(place: Location) -> str:
    """The file as seen from the working folder where it lies in it; else as it was named."""
    path = Path(place.path)
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _text(problem: Problem) -> str:
    return f"{problem.message}\n{problem.help}" if problem.help else problem.message


# SARIF


def _sarif(findings: Findings) -> str:
    every: list[tuple[Problem, str]] = [*((p, "") for p in findings.found), *findings.allowed]
    codes = sorted({problem.code for problem, _ in every})
    driver = {
        "name": "recurtx", "version": __version__, "semanticVersion": __version__, "rules": list(map(_rule, codes)),
    }  # fmt: skip
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code), reason) for problem, reason in every],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(name: str) -> dict[str, Any]:
    code = CODES[name]
    return {
        "id": name,
        "shortDescription": {"text": code.what},
        "fullDescription": {"text": code.why},
        "help": {"text": f"Example: {code.example}\nMend: {code.mend}"},
        "defaultConfiguration": {"level": _SARIF_LEVELS[code.level]},
    }


def _result(problem: Problem, rule: int, reason: str) -> dict[str, Any]:
    """One finding; one that is allowed is suppressed in the source, for a reason."""
    found: dict[str, Any] = {
        "ruleId": problem.code, "ruleIndex": rule, "level": _SARIF_LEVELS[CODES[problem.code].level],
        "message": {"text": _text(problem)}, "locations": [_location(problem.location)],
    }  # fmt: skip
    if reason:
        found["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return found


def _location(place: Location) -> dict[str, Any]:
    from urllib.parse import quote  # 3 ms, for this format alone

    shown = _shown(place)
    uri = Path(shown).as_uri() if Path(shown).is_absolute() else quote(shown)
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if place.line:
        ends = {"startColumn": place.column, "endColumn": place.column + place.width} if place.column else {}
        physical["region"] = {"startLine": place.line, **ends}
    return {"physicalLocation": physical}


# JUnit


def _junit(findings: Findings) -> str:
    """Each finding as a case that failed, each code that was looked for and has none as a case that passed."""
    failed = {problem.code for problem in findings.found}
    passed = [code for code in findings.looked if code not in failed]
    cases = [*map(_failure, findings.found), *(f'  <testcase classname="rules" name="{c}"/>' for c in passed)]
    counts = f'name="{_NAME}" tests="{len(cases)}" failures="{len(findings.found)}" errors="0"'
    lines = ('<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {counts}>", f" <testsuite {counts}>", *cases)
    text = "\n".join((*lines, " </testsuite>", "</testsuites>", ""))
    return text.encode("ascii", "xmlcharrefreplace").decode()


def _failure(problem: Problem) -> str:
    place = problem.location
    where = f"{_shown(place)}:{place.line}" if place.line else _shown(place)
    name, file = _attribute(f"{problem.code} {where} {problem.message}"), _attribute(_shown(place))
    said, code = _attribute(_text(problem)), _attribute(problem.code)
    return (
        f'  <testcase classname={file} name={name} file={file} line="{place.line}">'
        f"<failure type={code} message={said}/></testcase>"
    )


def _attribute(text: str) -> str:
    """An attribute of XML, which may not hold the signs that steer a terminal."""
    return quoteattr("".join(c if c >= " " or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text))


# GitHub


def _github(findings: Findings) -> str:
    return "".join(map(_annotation, findings.found))


def _annotation(problem: Problem) -> str:
    place, level = problem.location, _GITHUB_LEVELS[CODES[problem.code].level]
    fields = {"file": _shown(place), "line": place.line, "col": place.column, "title": problem.code}
    told = ",".join(f"{key}={_escaped(str(value), _MORE_ESCAPES)}" for key, value in fields.items() if value)
    return f"::{level} {told}::{_escaped(_text(problem), _ESCAPES)}\n"


def _escaped(text: str, escapes: Sequence[tuple[str, str]]) -> str:
    for sign, escape in escapes:
        text = text.replace(sign, escape)
    return text
