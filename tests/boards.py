"""Vignettes of patients that a board would answer, written from the evidence before the rules were read.

``python tests/boards.py`` compares them with the rules as one report: how many expectations are met, which are unsafe
(open where every panellist says no), and whether what decides is asked. ``--all`` shows the weak ones that differ too.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import recurtx
from recurtx.answer import Verdict
from recurtx.answer import answer as answered
from recurtx.answer.document import headline
from recurtx.ruleset import load_ruleset, shipped_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.answer import Answer, AssessedOption
    from recurtx.ruleset import Ruleset

FOLDER = Path(__file__).parent / "boards"
CLOSED = frozenset({Verdict.OUTSIDE_SCOPE, Verdict.NOT_CANDIDATE, Verdict.USUALLY_NOT})
OPEN = frozenset({Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.POSSIBLE})
OFFERED = frozenset({Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION})


@dataclass(frozen=True)
class Expectation:
    """What a panel expects of one option: any of some verdicts, and of an open one perhaps what it becomes."""

    option: str
    verdicts: frozenset[Verdict]
    becomes: Verdict | None
    strong: bool
    because: str

    def met(self, option: AssessedOption) -> bool:
        """Whether the answer's option is as expected."""
        told = option.verdict
        if told not in self.verdicts and told is Verdict.NEEDS_INFORMATION and option.becomes:
            at_best = option.becomes.verdict
            return at_best is Verdict.USUALLY_NOT and at_best in self.verdicts
        closed = told.closed and any(verdict.closed for verdict in self.verdicts)  # the two are one closed verdict
        if told not in self.verdicts and not closed:
            return False
        if self.becomes is None or told is not Verdict.NEEDS_INFORMATION:
            return True
        reached = option.becomes.verdict if option.becomes else None
        return reached == self.becomes or {reached, self.becomes} <= OFFERED

    def unsafe(self, option: AssessedOption) -> bool:
        """Whether the answer is open where every panellist says no."""
        return self.verdicts <= CLOSED and option.verdict in OPEN


@dataclass(frozen=True)
class Vignette:
    """One patient, what a panel expects, and the facts that the answer must ask for, by option."""

    id: str
    title: str
    patient: dict[str, Any]
    expect: tuple[Expectation, ...]
    asks: dict[str, list[str]]


@dataclass
class Report:
    """How the rules answer the vignettes."""

    counts: Counter[str] = field(default_factory=Counter)
    differ: list[str] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)

    def share(self, kind: str) -> float:
        """The part of the expectations of a kind that are met."""
        return self.counts[f"{kind} met"] / (self.counts[kind] or 1)


@cache
def vignettes() -> tuple[Vignette, ...]:
    """All vignettes, by file."""
    found = [v for path in sorted(FOLDER.glob("*.yaml")) for v in yaml.safe_load(path.read_text("utf-8"))["vignettes"]]
    return tuple(
        Vignette(v["id"], v["title"], v["patient"], tuple(_expectation(e) for e in v["expect"]), v.get("asks") or {})
        for v in found
    )


def _expectation(written: dict[str, Any]) -> Expectation:
    becomes = written.get("becomes")
    verdicts = frozenset(Verdict(word) for word in written["verdict"])
    return Expectation(
        written["option"], verdicts, Verdict(becomes) if becomes else None, written["strength"] == "strong",
        written["because"],
    )  # fmt: skip


def compared(ruleset: Ruleset, chosen: tuple[Vignette, ...]) -> Report:
    """The vignettes answered by the rules; of an answer no more is worked out than a panel speaks of."""
    report, rules = Report(), recurtx.Rules(ruleset)
    top = {o.id for o in ruleset.children(None)}
    for vignette in chosen:
        answer = answered(rules.patient(vignette.patient).profile, ruleset)
        for e in vignette.expect:
            if e.option not in ruleset.options:
                report.differ.append(f"{vignette.id}: there is no option {e.option}")
                continue
            option = answer[e.option]
            met = e.met(option)
            kinds = ["all", "strong" if e.strong else "fair", "options" if e.option in top else "ways and drugs"]
            for kind in kinds:
                report.counts[kind] += 1
                report.counts[f"{kind} met"] += met
            if not met:
                report.differ.append(_difference(vignette, e, option))
            if e.unsafe(option):
                report.unsafe.append(_difference(vignette, e, option))
        report.unasked += _unasked(vignette, answer)
        report.counts["asks"] += sum(map(len, vignette.asks.values()))
    return report


def _unasked(vignette: Vignette, answer: Answer) -> Iterator[str]:
    for option, facts in vignette.asks.items():
        asked = set(answer[option].missing)
        becomes = answer[option].becomes
        for group in [*becomes.if_, *becomes.not_if] if becomes else []:
            asked |= {piece.path for piece in group}
        for fact in facts:
            if fact not in asked:
                yield f"{vignette.id} {option} [{answer[option].verdict}]: {fact} is not asked"


def _difference(vignette: Vignette, e: Expectation, option: AssessedOption) -> str:
    wanted = "|".join(sorted(v.value for v in e.verdicts)) + (f" -> {e.becomes.value}" if e.becomes else "")
    reached = f" -> {option.becomes.verdict}" if option.becomes else ""
    strength = "strong" if e.strong else "fair"
    return (
        f"{vignette.id} {e.option} ({strength}): {option.verdict}{reached}, expected {wanted}\n"
        f"      {vignette.title} | {e.because}\n      {headline(option)} {option.stopped_by}"
    )


def main() -> None:
    """Print the report; words given choose the vignettes whose id begins with them."""
    words = tuple(word for word in sys.argv[1:] if not word.startswith("--"))
    chosen = tuple(v for v in vignettes() if not words or v.id.startswith(words))
    report = compared(load_ruleset(shipped_rules()), chosen)
    for heading, lines in (("unsafe", report.unsafe), ("not asked", report.unasked), ("differs", report.differ)):
        print(f"{heading}: {len(lines)}")
        print("".join(f"  {line}\n" for line in lines), end="")
    print(f"{len(chosen)} vignettes, {report.counts['asks']} facts to be asked")
    for kind in ("all", "strong", "fair", "options", "ways and drugs"):
        print(f"  {kind:<15} {report.counts[f'{kind} met']:>5} of {report.counts[kind]:>5}  {report.share(kind):.1%}")


if __name__ == "__main__":
    main()
