"""Answers that wait for a fact although whatever it turns out to be gives the same verdict, in a bounded sample.

Kleene's logic takes each test by itself, so that two branches of which one must hold can both be open. How often that
keeps an option waiting is counted over made-up patients of whom a part is recorded; no proof is meant.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from recurtx.engine.verdict import Verdict, tally
from recurtx.profile import VOCABULARY, SetContent, Situation, impossible
from recurtx.program.truths import Truths
from recurtx.verify.report import WAITS, Finding, Part
from recurtx.verify.solver import Answer
from recurtx.verify.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Callable

    from recurtx.profile import Content
    from recurtx.symbolic.terms import Term
    from recurtx.verify.prover import Prover

_RECORDED = (8, 40)
"""Facts that are recorded of a made-up patient, at least and at most."""


def sample_waiting(prover: Prover, number: int, tick: Callable[[], None]) -> Part:
    """So many made-up patients, always the same; of each option the first that waits in vain is shown."""
    part, seen, waits = Part("waiting in vain (a sample)"), set[str](), 0
    source = random.Random(number)
    for _ in range(number):
        tick()
        facts = _patient(source, prover)
        truths = Truths(prover.program, Situation(facts, prover.space.agents))
        said = [term for path, content in facts.items() for term in prover.world.said(path, content)]
        if prover.whole.ask(said) is not Answer.POSSIBLE:
            continue
        for option in prover.program.options.values():
            if tally(option, truths.found, 3).outcome(1).verdict is not Verdict.NEEDS_INFORMATION:
                continue
            part.asked += 1
            verdict = _only(option.id, said, prover)
            waits += verdict is not None
            if verdict is not None and option.id not in seen:
                seen.add(option.id)
                message = f"{option.id} waits for information, and is {verdict.value} whatever it says"
                place = prover.ruleset.options[option.id].location
                part.findings.append(Finding(WAITS, option.id, message, place, Witness((facts,))))
    part.told.append(f"{waits} of {part.asked} verdicts that wait, of {number} made-up patients")
    return part


def _only(option: str, said: list[Term], prover: Prover) -> Verdict | None:
    """The one verdict that every completion has; outside and stopped count as one."""
    reached = prover.verdicts(option, prover.world.meaning)
    closed = prover.whole.terms.some((reached[Verdict.OUTSIDE_SCOPE], reached[Verdict.NOT_CANDIDATE]))
    classes = {Verdict.NOT_CANDIDATE: closed, **{v: t for v, t in reached.items() if not v.closed}}
    found = []
    for verdict, term in classes.items():
        if prover.whole.ask((*said, term)) is not Answer.IMPOSSIBLE:
            found.append(verdict)
            if len(found) > 1:
                return None
    return found[0] if found else None


def _patient(source: random.Random, prover: Prover) -> dict[str, Content]:
    """A patient of whom a part is recorded, as the vocabulary accepts it."""
    facts: dict[str, Content] = {"cancer.type": source.choice(VOCABULARY["cancer.type"].values)}
    for path in source.sample([p for p in VOCABULARY if p != "cancer.type"], source.randint(*_RECORDED)):
        more = {**facts, path: _content(path, source, prover)}
        if not impossible(Situation(more, prover.space.agents)):
            facts = more
    return {path: facts[path] for path in VOCABULARY if path in facts}


def _content(path: str, source: random.Random, prover: Prover) -> Content:
    if not VOCABULARY[path].is_set:
        return source.choice(prover.space.cells(path)).value
    names = prover.space.names(path)
    present = frozenset(source.sample(names, source.randint(0, min(2, len(names)))))
    if source.random() < 0.5:
        return SetContent(present, complete=True)
    return SetContent(present, frozenset(source.sample(names, min(2, len(names)))) - present)
