"""Checks the form of the board vignettes, and that each patient is accepted. No verdict is read."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

import recurtx

_HERE = Path(__file__).resolve().parent
_VERDICTS = {
    "outside_scope",
    "not_candidate",
    "needs_information",
    "usually_not",
    "candidate_with_caution",
    "candidate",
    "possible",
}
_EXPECTATION = {"option", "verdict", "becomes", "strength", "because"}
_FEWEST, _MOST = 4, 9


def load(folder: Path = _HERE) -> list[tuple[str, dict[str, Any]]]:
    """Every vignette with the name of its file."""
    found: list[tuple[str, dict[str, Any]]] = []
    for path in sorted(folder.glob("*.yaml")):
        found += [(path.name, vignette) for vignette in yaml.safe_load(path.read_text("utf-8"))["vignettes"]]
    return found


def problems(vignette: dict[str, Any], rules: recurtx.Rules) -> list[str]:
    """What is wrong with one vignette, in words."""
    said = []
    if extra := set(vignette) - {"id", "title", "patient", "expect", "asks"}:
        said.append(f"unknown keys {sorted(extra)}")
    try:
        patient = rules.patient(vignette["patient"])
        said += [f"warning: {warning}" for warning in patient.warnings]
    except recurtx.RecurtxError as error:
        said += [f"patient: {problem.code} {problem.message}" for problem in error.problems]
    if not _FEWEST <= len(vignette["expect"]) <= _MOST:
        said.append(f"{len(vignette['expect'])} expectations")
    for one in vignette["expect"]:
        if set(one) - _EXPECTATION or not {"option", "verdict", "strength", "because"} <= set(one):
            said.append(f"{one.get('option')}: keys {sorted(one)}")
        if not one["verdict"] or set(one["verdict"]) - _VERDICTS or one.get("becomes", "candidate") not in _VERDICTS:
            said.append(f"{one['option']}: verdict {one['verdict']}")
        if one["strength"] not in {"strong", "fair"}:
            said.append(f"{one['option']}: strength {one['strength']}")
    options = [one["option"] for one in vignette["expect"]]
    said += [f"{option}: expected twice" for option, times in Counter(options).items() if times > 1]
    said += [
        f"asks {option}: `{fact}` is recorded"
        for option, facts in vignette.get("asks", {}).items()
        for fact in facts
        if fact in vignette["patient"]
    ]
    return said


def main() -> int:
    """Say what is wrong; 1 if anything is."""
    rules, vignettes = recurtx.Rules.shipped(), load()
    wrong = [f"{name} {v['id']}: {text}" for name, v in vignettes for text in problems(v, rules)]
    ids = Counter(vignette["id"] for _, vignette in vignettes)
    wrong += [f"{one}: used {times} times" for one, times in ids.items() if times > 1]
    print("\n".join(wrong or [f"{len(vignettes)} vignettes, every patient is accepted"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
