"""Which verdicts an option reaches for which cancer, against the table that was committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine.verdict import Verdict
from recurtx.symbolic.terms import FALSE
from recurtx.verify.report import LOST, NEW, NOBODY, UNDECIDED, Finding, Part
from recurtx.verify.solver import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recurtx.errors import Location
    from recurtx.ruleset import Ruleset
    from recurtx.verify.prover import Prover

    Reachable = Mapping[str, Mapping[str, tuple[Verdict, ...]]]
    """By option and cancer, the verdicts that some patient of whom everything is known has."""

_HEAD = """\
# The verdicts that each option reaches, for each cancer, for some patient of whom everything is known.
# Written by `recurtx rules verify --write`, which compares: a verdict that is lost or new is seen.
schema: 1
reachable:
"""


def prove_reach(prover: Prover, tick: Callable[[], None]) -> tuple[Part, Reachable]:
    """Every verdict of every option and cancer; where a table is committed, against it."""
    part = Part("reachable verdicts")
    found = {option: dict(_reached(option, prover, part, tick)) for option in prover.program.options}
    undecided = {finding.id for finding in part.findings}
    part.findings += [f for f in _compared(found, prover.ruleset) if f.id not in undecided]
    part.findings += _nobody(found, prover) if not undecided else ()
    part.told += _told(prover)
    return part, found


def _reached(
    option: str, prover: Prover, part: Part, tick: Callable[[], None]
) -> Iterator[tuple[str, tuple[Verdict, ...]]]:
    reached = prover.verdicts(option, prover.world.meaning)
    cells = zip(prover.space.cells("cancer.type"), prover.world.cells("cancer.type"), strict=True)
    for cell, cancer in cells:
        tick()
        verdicts = []
        inside = prover.whole.ask((cancer, -reached[Verdict.OUTSIDE_SCOPE])) is not Answer.IMPOSSIBLE
        for verdict, term in reached.items() if inside else ((Verdict.OUTSIDE_SCOPE, cancer),):
            if verdict is Verdict.NEEDS_INFORMATION or term == FALSE:
                continue
            part.asked += 1
            answer = prover.whole.ask((cancer, term))
            if answer is Answer.UNDECIDED:
                place = prover.ruleset.options[option].location
                message = f"whether {option} reaches {verdict.value} for {cell.value} was not decided in time"
                part.findings.append(Finding(UNDECIDED, f"{option}:{cell.value}:{verdict.value}", message, place))
            elif answer is Answer.POSSIBLE:
                verdicts.append(verdict)
        yield str(cell.value), tuple(verdicts)


def _compared(found: Reachable, ruleset: Ruleset) -> Iterator[Finding]:
    """What the table says and is not so; nothing where no table is committed."""
    listed: dict[tuple[str, str], tuple[tuple[str, ...], Location]] = {}
    for row in ruleset.reachable:
        listed |= {(row.option, cancer): (row.verdicts, row.location) for cancer in row.cancers}
    for option, by_cancer in found.items() if listed else ():
        for cancer, verdicts in by_cancer.items():
            words, place = listed.get((option, cancer), ((), ruleset.options[option].location))
            now = tuple(v.value for v in verdicts)
            for verdict in (w for w in words if w not in now):
                message = f"{option} can no longer be {verdict} for {cancer}"
                yield Finding(LOST, f"{option}:{cancer}:{verdict}", message, place, help=_ANEW)
            for verdict in (w for w in now if w not in words):
                message = f"{option} can be {verdict} for {cancer}, which the table does not say"
                yield Finding(NEW, f"{option}:{cancer}:{verdict}", message, place, help=_ANEW)


_ANEW = "if that is meant: `recurtx rules verify --write`"
_OPEN = (Verdict.POSSIBLE, Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION)


def _nobody(found: Reachable, prover: Prover) -> Iterator[Finding]:
    """Options that no patient with any cancer can have open."""
    for option, by_cancer in found.items():
        if not any(v in _OPEN for verdicts in by_cancer.values() for v in verdicts):
            message = f"what {option} requires and what excludes it leave nobody for whom it is open"
            yield Finding(NOBODY, option, message, prover.ruleset.options[option].location)


def _told(prover: Prover) -> Iterator[str]:
    meaning = prover.world.meaning
    silent, careful = [], 0
    for entry in prover.program.options.values():
        acting = [rule.acts for _, _, rule in prover.program.heard(entry.id)]
        nothing = (meaning.true(entry.inside), *(-meaning.true(node) for node in acting))
        if prover.whole.ask(nothing) is Answer.POSSIBLE:
            silent.append(entry.id)
        plain = prover.verdicts(entry.id, meaning)[Verdict.CANDIDATE]
        supports = [rule for rule in entry.rules if rule.effect.value == "supports"]
        careful += sum(prover.whole.ask((plain, meaning.true(r.acts))) is Answer.IMPOSSIBLE for r in supports)
    yield f"{len(silent)} options for which there are patients in scope of whom no rule speaks"
    yield f"{careful} arguments for an option that never stand without care"


def table(found: Reachable) -> str:
    """The table as it is committed: cancers with the same verdicts in one line."""
    lines = [_HEAD]
    for option, by_cancer in found.items():
        groups: dict[tuple[Verdict, ...], list[str]] = {}
        for cancer, verdicts in by_cancer.items():
            groups.setdefault(verdicts, []).append(cancer)
        lines += [
            f"  - {{option: {option}, cancers: [{', '.join(cancers)}],\n"
            f"     verdicts: [{', '.join(v.value for v in verdicts)}]}}\n"
            for verdicts, cancers in groups.items()
        ]
    return "".join(lines)
