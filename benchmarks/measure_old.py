"""A child of ``speed``: the old version, timed; see ``measure_new`` for what each figure is."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def figures(path: str) -> dict[str, Callable[[], Any]]:
    """What is timed for one patient; what comes before it is prepared here."""
    from recurtx.document import read_text
    from recurtx.engine import Quick, Verdict, assess, judge
    from recurtx.profile import Situation, assemble, flatten
    from recurtx.reasoning import counterfactuals, next_questions, residuals
    from recurtx.render._json import public_json

    ruleset = kept_rules()
    written, problems = flatten(read_text(Path(path).read_text(encoding="utf-8"), path))
    profile = assemble(written, ruleset.names, path, problems).profile
    situation, assessed = Situation.of(profile, ruleset.agents), assess(profile, ruleset)
    outcomes, top = Quick.of(situation, ruleset).outcomes, ruleset.children(None)
    option = next((o.id for o in top if not outcomes[o.id].settled), top[0].id)
    goal = None if outcomes[option].verdict.closed else Verdict.CANDIDATE

    def complete() -> object:
        found = assess(profile, ruleset)
        return residuals(found)

    return {
        "judgement": lambda: judge(Situation.of(profile, ruleset.agents), ruleset),
        "answer": complete,
        "document": lambda: public_json(assess(profile, ruleset)).model_dump_json(by_alias=True),
        "next": lambda: next_questions(assessed),
        "changes": lambda: counterfactuals(situation, ruleset, option, goal),
    }


_KEPT: list[Any] = []


def kept_rules() -> Any:
    """The shipped rules, read once."""
    from recurtx.ruleset import load_ruleset, shipped_rules

    if not _KEPT:
        _KEPT.append(load_ruleset(shipped_rules()))
    return _KEPT[0]


def serve(figures: Callable[[str], dict[str, Callable[[], Any]]]) -> None:
    """Time what is asked for, ``{"path": ..., "figure": ...}``, and answer ``{"ms": ...}``.

    It is the time of this process that counts, so that what else runs on the machine does not.
    """
    patients: dict[str, dict[str, Callable[[], Any]]] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        patient = patients.setdefault(asked["path"], {}) or figures(asked["path"])
        patients[asked["path"]] = patient
        start = time.process_time()
        patient[asked["figure"]]()
        print(json.dumps({"ms": (time.process_time() - start) * 1000}), flush=True)


if __name__ == "__main__":
    serve(figures)
