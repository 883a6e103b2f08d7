"""A child of ``speed``: this version, timed, as a program uses it.

The figures: ``judgement`` is the verdict of every option; ``answer`` the complete answer, with every finding, close
call, exact missing and residual; ``document`` the JSON of ``suggest --format json`` from a validated patient;
``next`` the questions, where the answer is there; ``changes`` all smallest sets of up to three changes of one option,
where the answer is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import recurtx
from measure_old import serve

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = recurtx.Rules.shipped()


def figures(path: str) -> dict[str, Callable[[], Any]]:
    """What is timed for one patient; what comes before it is prepared here."""
    patient = RULES.read_patient(path)
    answer = complete(patient)
    option = next((o.id for o in answer if not o.settled), next(iter(answer)).id)
    goal = None if answer[option].verdict in ("outside_scope", "not_candidate") else "candidate"
    return {
        "judgement": lambda: verdicts(recurtx.assess(patient, RULES)),
        "answer": lambda: complete(patient),
        "document": lambda: recurtx.assess(patient, RULES).to_json(),
        "next": lambda: questions(answer),
        "changes": lambda: answer.changes(option, to=goal),
    }


def verdicts(answer: recurtx.Answer) -> object:
    """Every verdict, and nothing else."""
    return answer._found.judgement.outcomes


def complete(patient: recurtx.Patient) -> recurtx.Answer:
    """The answer with all that is worked out when it is first asked for."""
    answer = recurtx.assess(patient, RULES)
    found = answer._found
    _ = (found.residuals, found.missing, found.close_calls, found.advice, found.trials, found.gaps)
    for option in found.by_id.values():
        _ = (option.findings, option.inherited, option.presumed, option.evidence_level, option.disputed_by)
        for finding in (*option.findings, *option.inherited):
            _ = (finding.truth, finding.presumed, finding.condition)
    return answer


def questions(answer: recurtx.Answer) -> object:
    """What to find out next, worked out anew."""
    answer._found.__dict__.pop("next", None)
    return answer._found.next


if __name__ == "__main__":
    serve(figures)
