"""What the rules say of the patients of their own examples: statements of one patient each, looked at too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine.examples import run_examples
from recurtx.verify.report import Finding, Part
from recurtx.verify.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recurtx.engine.examples import ExampleResult
    from recurtx.ruleset import Ruleset


_TITLE = "examples of rules, advice and trials"


def run_stated(ruleset: Ruleset, tick: Callable[[], None] = lambda: None, start: int = 0, step: int = 1) -> Part:
    """Every example, asked of the entry that it is of: the first that is not so is told, with its patient.

    ``start`` and ``step`` are those of ``run_examples``.
    """
    of: dict[str, list[ExampleResult]] = {}
    for result in run_examples(ruleset, start, step):
        tick()
        of.setdefault(result.rule, []).append(result)
    against = [[r for r in results if r.problem is not None] for results in of.values()]
    return Part(_TITLE, len(of), [_finding(found) for found in against if found])


def joined(parts: Sequence[Part]) -> Part:
    """Parts of the examples as one, in the order of the files."""
    findings = [finding for part in parts for finding in part.findings]
    return Part(_TITLE, sum(part.asked for part in parts), sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[str, int, str]:
    return finding.location.path, finding.location.line, finding.id


def _finding(against: list[ExampleResult]) -> Finding:
    first = against[0]
    problem = first.problem
    assert problem is not None
    patient = next(first.patients(), None)
    more = f"; of its other examples {len(against) - 1} are not so either" if len(against) > 1 else ""
    witness = None if patient is None else Witness((patient,))
    message, help_ = f"{problem.message}{more}", "" if witness else problem.help or ""
    return Finding(problem.code, f"{first.rule}:{first.number}", message, problem.location, witness, help=help_)
