"""Learning takes nothing back: proved fact by fact, over two records of which one says more of the same patient.

What the program makes of a patient hangs on the cells that are still possible of each variable, and Kleene's tables
turn fewer possible cells into more certain truths. So it is enough that a fuller record never makes a cell possible
again: then no rule that acts stops acting, and none that certainly does not act begins to. Nothing is presumed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.errors import Location
from recurtx.profile import SOME, VOCABULARY, some_of
from recurtx.symbolic.known import Known
from recurtx.symbolic.record import UNLISTED, Record
from recurtx.verify.report import TAKEN_BACK, UNDECIDED, Finding, Part
from recurtx.verify.solver import Answer, Solver
from recurtx.verify.witness import Witness
from recurtx.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from recurtx.symbolic.terms import Term
    from recurtx.verify.prover import Prover


def prove_learning(prover: Prover, tick: Callable[[], None]) -> Part:
    """That learning takes nothing back, for every fact that the rules read."""
    part = Part("learning takes nothing back")
    solver = Solver(prover.budget)
    before, after = Record(prover.space, solver.terms, "b"), Record(prover.space, solver.terms, "a")
    less, more = Known(before, presume=False), Known(after, presume=False)
    world = World(prover.space, solver.terms, "w")
    for law in (*before.laws(less), *after.laws(more), *_further(less, more), *_of(world, after)):
        solver.terms.hold(law)
    questions = {path: _again(path, less, more, prover) for path in prover.program.places if path in VOCABULARY}
    solver.learn(questions.values())
    for path, question in questions.items():
        tick()
        part.asked += 1
        answer = solver.ask((question,))
        if answer is Answer.IMPOSSIBLE:
            continue
        if answer is Answer.UNDECIDED:
            message = f"whether learning more takes back what is known of {path} was not decided in time"
            part.findings.append(Finding(UNDECIDED, path, message, Location("vocabulary")))
            continue
        model = solver.model()
        pair = Witness((before.profile(model), after.profile(model)))
        message = f"learning more can take back what is known of {path}"
        part.findings.append(Finding(TAKEN_BACK, path, message, Location("vocabulary"), pair))
    if not part.findings:
        rules = sum(len(option.rules) for option in prover.program.options.values())
        part.told.append(f"what is learned of a fact takes nothing back, so it takes nothing back of the {rules} rules")
    return part


def _again(path: str, less: Known, more: Known, prover: Prover) -> Term:
    """That a cell of the fact is possible for the fuller record and not for the other, or that none is left."""
    terms, found = less.terms, []
    for place in prover.program.places[path]:
        was, now = _cells(place, less, prover), _cells(place, more, prover)
        found += [terms.every((-a, b)) for a, b in zip(was, now, strict=True)]
        found.append(terms.every((terms.some(was), -terms.some(now))))
    return terms.some(found)


def _cells(place: int, known: Known, prover: Prover) -> Sequence[Term]:
    """The cells of a variable; that some of several elements is there is asked only together with each of them."""
    path, element = prover.program.variables[place]
    if element != SOME:
        return known.possible(place)
    each = [known.element(path, name) for name in (SOME, *sorted(some_of(path)[0]))]
    return known.terms.every(no for _, no in each), known.terms.some(yes for yes, _ in each)


def _further(less: Known, more: Known) -> Iterator[Term]:
    """What the one says the other says too; to record what was derived is to correct it, and not to learn."""
    before, after, terms = less.record, more.record, less.terms
    for path, fact in VOCABULARY.items():
        yield terms.implied(before.recorded(path), after.recorded(path))
        if not fact.is_set:
            yield from map(terms.implied, before.cells(path), after.cells(path))
            derived = terms.some(term for _, term in less.derivations(path))
            yield terms.implied(terms.every((derived, -before.recorded(path))), -after.recorded(path))
            continue
        one, other = less.content(path), more.content(path)
        yield terms.implied(one.complete, other.complete)
        for name in before.names(path):
            yield from map(terms.implied, one.said(name), other.said(name))


def _of(world: World, record: Record) -> Iterator[Term]:
    """That there is a patient of whom everything recorded is true."""
    terms = world.terms
    for path, fact in VOCABULARY.items():
        yield terms.implied(record.recorded(path), world.applies(path))
        if not fact.is_set:
            yield from map(terms.implied, record.cells(path), world.cells(path))
            continue
        for name in record.names(path):
            if name != UNLISTED:
                there, gone = record.content(path).said(name)
                yield terms.implied(there, world.holds(path, name))
                yield terms.implied(gone, -world.holds(path, name))
