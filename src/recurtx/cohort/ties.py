"""Facts that hang together: what of an incompletely known patient may turn out, and what no patient is.

A goal is a formula of what must turn out, as if every fact were free. Two more lie around it. ``kept`` holds only
where the goal is reached by a patient in whom nothing contradicts anything: drugs and their classes, scores and what
they mean, facts that never stand together. ``loose`` holds wherever any patient may reach it, of the ties only those
that bind one fact by what is known of others. Between the two the engine decides, one patient of a kind.
"""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from recurtx.cohort.decomposed import GIVEN
from recurtx.cohort.given import NO, YES, Formulas
from recurtx.profile import DERIVATIONS, VOCABULARY, Kind, holds, some_of
from recurtx.profile import facttest as t
from recurtx.profile.consistency import IMPOSSIBLE
from recurtx.profile.derive import FLOORS, agrees
from recurtx.program import formula as f
from recurtx.program.cells import cells_of, place_of
from recurtx.program.nodes import OTHER
from recurtx.symbolic.space import ends
from recurtx.symbolic.terms import FALSE, TRUE, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from recurtx.cohort.plan import Plan
    from recurtx.profile import Condition
    from recurtx.symbolic.terms import Term


class Ties:
    """What ties the facts that one goal asks about.

    Args:
        formulas: the program.
        goal: what must turn out.
        turning: the part of it on which the option turns: what is usually not done on other facts is told beside it, so
            that no tie speaks against it.
        name: what tells this goal apart.
    """

    def __init__(self, formulas: Formulas, goal: f.Formula, turning: f.Formula, name: str) -> None:
        self.formulas, self.given, self.space, self.name = formulas, formulas.given, formulas.space, name
        self.goal, self.turning = goal, turning
        self.read = frozenset(v.path for v in goal.names if v.path != GIVEN)
        within = (VOCABULARY[path].presumption for path in self.read)
        self._reached = self.read | {p.within for p in within if p is not None and p.within is not None}
        """The facts that are read, and the sets of which these are parts: what failed was received."""
        self.drugs = Drugs(self)

    # What certainly is a patient

    @cached_property
    def kept(self) -> f.Formula:
        """The goal, with nothing in it that contradicts anything."""
        drugs = self.given(f"drugs {self.name}", self.drugs.consistent)
        barring = {path: f.disj(groups) for path, groups in self._barring().items()}
        recorded = (f.negate(f.conj((self._recorded(path), bars))) for path, bars in barring.items())
        return f.conj((_unless(self.goal, barring), drugs, *recorded, *self._never(), *self._ties()))

    def _barring(self) -> Mapping[str, list[f.Formula]]:
        """By fact what contradicts every value of it: then it is left unrecorded, and the goal reached without it."""
        found: dict[str, list[f.Formula]] = {}
        for together in IMPOSSIBLE:
            if any(c.path in self._reached for c in together):
                for path in (c.path for c in together if self._any_value(c)):
                    rest = f.conj(self._seen(c) for c in together if c.path != path)
                    found.setdefault(path, []).append(rest)
        return found

    def _ties(self) -> Iterator[f.Formula]:
        for rule in DERIVATIONS:
            if {rule.source, rule.target} <= self.read and not VOCABULARY[rule.source].is_set:
                yield from self._derived(rule.source, rule.target)
        for whole, part in FLOORS:
            if whole in self.read or part in self.read:
                yield from self._not_below(whole, part)
        for path in sorted(self.read):
            yield from self._said(path)
            yield from self._presumed(path)

    def _never(self) -> Iterator[f.Formula]:
        """That some conditions do not all hold."""
        beside: dict[f.Formula, list[f.Formula]] = {}
        for together in IMPOSSIBLE:
            if any(c.path in self._reached for c in together) and not any(map(self._any_value, together)):
                *others, last = sorted(map(self._seen, together), key=lambda part: len(part.names))
                beside.setdefault(last, []).append(f.conj(others))
        for one, others in beside.items():
            yield f.disj((f.negate(one), f.conj(map(f.negate, others))))

    def _any_value(self, condition: Condition) -> bool:
        """Whether every value passes, so that it is asked only whether there is one."""
        if isinstance(condition.test, t.SetTest):
            return False
        return len(self._cells(condition, wide=False)) == len(self.space.cells(condition.path))

    def _derived(self, source: str, target: str) -> Iterator[f.Formula]:
        open_ = f.disj((self._open(source), self._open(target)))
        rules = [r for r in DERIVATIONS if (r.source, r.target) == (source, target)]
        for rule, place in product(rules, range(len(self.space.cells(source)))):
            for value in (v for v in self._values(source, place) if v in rule.values):
                bad = {
                    i for i, _ in enumerate(self.space.cells(target))
                    if not all(agrees(rule, other, rule.values[value]) for other in self._values(target, i))
                }  # fmt: skip
                yield f.negate(f.conj((self._lies(source, {place}), self._lies(target, bad), open_)))

    def _not_below(self, whole: str, part: str) -> Iterator[f.Formula]:
        """That a number is not below one that counts a part of it, whatever number of its cell is meant."""
        all_, some = self._open(whole), self._open(part)
        for place, other in product(range(len(self.space.cells(whole))), range(len(self.space.cells(part)))):
            taken, least = self._least(whole, place)
            wanted, most = self._most(part, other)
            bad = (
                f.conj((all_, some)) if wanted > taken else f.FALSE,
                f.conj((all_, f.negate(some))) if most > taken else f.FALSE,
                f.conj((f.negate(all_), some)) if wanted > least else f.FALSE,
            )
            yield f.negate(f.conj((self._lies(whole, {place}), self._lies(part, {other}), f.disj(bad))))

    def _least(self, path: str, place: int) -> tuple[float, float]:
        """The least number that stands for a cell, and the least in it."""
        return min(map(float, self._values(path, place))), ends(path, self.space.cells(path)[place])[0]

    def _most(self, path: str, place: int) -> tuple[float, float]:
        """The greatest number that stands for a cell, and the greatest in it."""
        return max(map(float, self._values(path, place))), ends(path, self.space.cells(path)[place])[1]

    def _said(self, path: str) -> Iterator[f.Formula]:
        """A recorded fact that applies only with one of some elements says that one is there."""
        elements, speaking = some_of(path) if VOCABULARY[path].is_set else (frozenset[str](), ())
        if elements:
            says = self.given(f"said {path}", lambda p: p.terms.some(p.record.recorded(other) for other in speaking))
            yield f.disj((f.negate(says), *(self.formulas.lies(path, e, YES) for e in sorted(elements))))

    def _presumed(self, path: str) -> Iterator[f.Formula]:
        """A fact is presumed absent only where nothing speaks against it, and where it applies."""
        fact = VOCABULARY[path]
        if fact.presumption is None:
            return
        presumed = self.given(f"presumed {path}", lambda p: p.known.presumed(path))
        for condition in fact.presumption.unless:
            yield f.negate(f.conj((presumed, self._seen(condition))))
        for condition in fact.applies_when:
            yield f.disj((f.negate(presumed), f.negate(self._missed(condition))))

    # Conditions of the vocabulary, as a patient may come to be seen

    def _seen(self, condition: Condition) -> f.Formula:
        """That a condition may be seen to hold; facts that the goal does not read stay as they are."""
        path, test = condition.path, condition.test
        if not isinstance(test, t.SetTest):
            return self._lies(path, self._cells(condition, wide=True))
        if VOCABULARY[path].kind is Kind.AGENTS:
            return self.given(f"seen {self.name} {condition}", lambda plan: self.drugs.seen(condition, plan))
        names = test.elements if isinstance(test, t.IncludesAny | t.ExcludesAll) else VOCABULARY[path].values
        there = isinstance(test, t.IncludesAny) or (isinstance(test, t.Empty) and not test.wanted)
        found = (self._holds(path, name, present=there) for name in names)
        return f.disj(found) if there else f.conj(found)

    def _missed(self, condition: Condition) -> f.Formula:
        """That a condition may be seen not to hold."""
        path = condition.path
        if not isinstance(condition.test, t.SetTest):
            every = frozenset(range(len(self.space.cells(path))))
            return self._lies(path, every - self._cells(condition, wide=False))
        return f.TRUE

    def _lies(self, path: str, cells: Iterable[int]) -> f.Formula:
        if path in self.read:
            return self.formulas.lies(path, "", cells)
        inside = frozenset(cells)
        return self.given(f"certain {path} {sorted(inside)}", lambda plan: certain(plan, self.formulas, path, inside))

    def _holds(self, path: str, name: str, *, present: bool) -> f.Formula:
        if path in self.read:
            return self.formulas.lies(path, name, YES if present else NO)
        return self.given(f"{present} {path} {name}", lambda plan: sure(plan, path, name, present=present))

    def _cells(self, condition: Condition, *, wide: bool) -> frozenset[int]:
        """The cells in which a test may pass, or certainly does, by each value that may stand for one."""
        fact, either = VOCABULARY[condition.path], any if wide else all
        test = condition.test
        if isinstance(test, t.SetTest):
            raise TypeError(condition)
        number = len(self.space.cells(condition.path))
        return frozenset(
            i for i in range(number) if either(holds(test, value, fact) for value in self._values(condition.path, i))
        )

    def _values(self, path: str, place: int) -> tuple[t.Value, ...]:
        """The values that may stand for a cell: its own, and that of the wider one that verdicts tell apart."""
        value, fact = self.space.cells(path)[place].value, VOCABULARY[path]
        wider = self.space.program.coarse.get(path) or cells_of(fact, ())
        return tuple(dict.fromkeys((value, wider[place_of(fact, wider, value)].value)))

    def _recorded(self, path: str) -> f.Formula:
        return self.given(f"recorded {path}", lambda plan: plan.record.recorded(path))

    def _open(self, path: str) -> f.Formula:
        return self.given(f"open {path}", lambda plan: plan.known.open(path))

    # What is no patient for sure

    def loose(self, goal: f.Formula, turns: Mapping[str, f.Formula]) -> f.Formula:
        """A goal, where something must be there by what is known, as far as the option turns on it."""
        found = [goal]
        for path in sorted({v.path for v in goal.names} & turns.keys()):
            groups = [g for g in IMPOSSIBLE if any(c.path == path and c.test == t.Empty(wanted=True) for c in g)]
            if groups and VOCABULARY[path].kind is Kind.SET:
                must = f.conj((turns[path], self._some(path, groups)))
                found.append(f.disj((f.negate(must), *self._elements(path))))
        return f.conj(found)

    def _elements(self, path: str) -> Iterator[f.Formula]:
        return (self.formulas.lies(path, name, YES) for name in VOCABULARY[path].values)

    def _some(self, path: str, groups: Sequence[Sequence[Condition]]) -> f.Formula:
        """That a set holds something, by what is known of other facts."""

        def meant(plan: Plan) -> Term:
            others = ([c for c in group if c.path != path] for group in groups)
            return plan.terms.some(plan.terms.every(stated(plan, self, c) for c in other) for other in others)

        return self.given(f"something {path}", meant)

    def without(self, goal: f.Formula) -> Mapping[str, f.Formula]:
        """By fact a goal reached whatever its value is, as it must be where no value is left to it."""
        names = {path: sorted(v for v in goal.names if v.path == path) for path in self._barring()}
        return {path: f.certain(goal, found) for path, found in names.items() if found}

    @cached_property
    def bound(self) -> frozenset[str]:
        """The facts of the goal that others may leave without a value, or with none but some."""
        sets = (c.path for group in IMPOSSIBLE for c in group if c.test == t.Empty(wanted=True))
        return self.read & {*self._barring(), *(path for path in sets if VOCABULARY[path].kind is Kind.SET)}

    def leaves_none(self, plan: Plan, path: str) -> Term:
        """That what is known of other facts contradicts every value of one which is not recorded."""
        groups = [g for g in IMPOSSIBLE if any(c.path == path and self._any_value(c) for c in g)]
        others = ([stated(plan, self, c) for c in group if c.path != path] for group in groups)
        return plan.terms.every((negated(plan.record.recorded(path)), plan.terms.some(map(plan.terms.every, others))))

    def barred(self, plan: Plan, turns: Mapping[str, Term]) -> Mapping[tuple[str, str], dict[int, Term]]:
        """By variable and cell that no patient has that value, by what is known of others, where ``turns`` says so."""
        found: dict[tuple[str, str], dict[int, Term]] = {}
        for group in IMPOSSIBLE:
            for one in group:
                others = [c for c in group if c is not one]
                if one.path in turns and not self._any_value(one):
                    because = plan.terms.every((turns[one.path], *(stated(plan, self, c) for c in others)))
                    for element, cell in self._bars(one) if because != FALSE else ():
                        cells = found.setdefault((one.path, element), {})
                        cells[cell] = plan.terms.some((cells.get(cell, FALSE), because))
        return found

    def _bars(self, condition: Condition) -> Iterator[tuple[str, int]]:
        path, test = condition.path, condition.test
        if not isinstance(test, t.SetTest):
            yield from (("", cell) for cell in self._cells(condition, wide=False))
        elif isinstance(test, t.IncludesAny):
            yield from ((name, 1) for name in test.elements)
        elif isinstance(test, t.Empty) and not test.wanted:
            yield from ((v.element, 1) for v in self.goal.names if v.path == path and v.element not in ("", OTHER))


def hangs(formulas: Formulas, formula: f.Formula, variable: f.Variable) -> f.Formula:
    """That it makes a difference to a formula, whatever else is found out, where a variable lies.

    Parts that do not name it are the same either way: where they decide, it makes none.
    """
    parts = formula.of if isinstance(formula, f.And | f.Or) else (formula,)
    naming = [part for part in parts if variable in part.names]
    rest = [part for part in parts if variable not in part.names]
    idle = f.conj(rest) if isinstance(formula, f.And) else f.negate(f.disj(rest))
    together = f.conj(naming) if isinstance(formula, f.And) else f.disj(naming)
    below: dict[f.Formula, list[f.Formula]] = {}
    for cell in range(variable.cells):
        left = f.restrict(together, {variable: frozenset((cell,))})
        below.setdefault(left, []).append(formulas.may(variable, cell))
    either = {left: f.disj(cells) for left, cells in below.items()}
    return f.disj(
        f.conj((here, there, one, f.negate(other), idle))
        for one, here in either.items()
        for other, there in either.items()
        if one != other
    )


class Drugs:
    """Sets of drugs, whose members hang together by their classes: each as the goal would have it.

    A goal asks of a drug or a class that it was given or that it was not, seldom both; what it asks for is taken where
    it may be, and then it is seen whether that is a patient.
    """

    def __init__(self, ties: Ties) -> None:
        self.ties, self.space, self.agents = ties, ties.space, ties.space.agents
        self.wanted: dict[tuple[str, str], frozenset[frozenset[int]]] = {}
        _collect(ties.goal, self.wanted)
        self.sets = tuple(path for path, fact in VOCABULARY.items() if fact.kind is Kind.AGENTS)

    def _within(self, path: str) -> str | None:
        presumption = VOCABULARY[path].presumption
        return presumption.within if presumption else None

    def _reads(self, path: str, name: str) -> bool:
        return (path, name) in self.wanted and name != OTHER

    def there(self, plan: Plan, path: str, name: str) -> Term:
        """That a set holds a drug or a class if all is as the goal would have it."""
        yes, no = plan.known.element(path, name)
        return yes if self.wanted[path, name] == {YES} else negated(no)

    def consistent(self, plan: Plan) -> Term:
        """That this is a patient."""
        return plan.terms.every(self._laws(plan))

    def _laws(self, plan: Plan) -> Iterator[Term]:
        for (path, name), sets in self.wanted.items():
            if VOCABULARY[path].kind is Kind.AGENTS and name != OTHER:
                if len(sets) > 1:
                    yield negated(plan.terms.every(plan.known.element(path, name)))
                for other, above in self._implied(path, name):
                    yield plan.terms.implied(self.there(plan, path, name), self.there(plan, other, above))
        for path in self.sets:
            for name in sorted(self.agents.members):
                yield from self._member(plan, path, name)

    def _implied(self, path: str, drug: str) -> Iterator[tuple[str, str]]:
        """What else a goal reads that is there where a drug is: its classes, and that what failed was received."""
        classes = sorted(self.agents.classes.get(drug, frozenset()))
        yield from ((path, name) for name in classes if self._reads(path, name))
        source = self._within(path)
        if source:
            yield from ((source, name) for name in (drug, *classes) if self._reads(source, name))

    def _member(self, plan: Plan, path: str, name: str) -> Iterator[Term]:
        """That a class which is there has a member."""
        members = sorted(self.agents.members[name])
        read = [drug for drug in members if self._reads(path, drug)]
        others = [(drug, tuple(self._implied(path, drug))) for drug in members if not self._reads(path, drug)]
        if not self._reads(path, name):
            if not read and not any(with_it for _, with_it in others):
                return
            there = negated(plan.known.element(path, name)[1])
        else:
            there = self.there(plan, path, name)
        found = [self.there(plan, path, drug) for drug in read]
        found += [
            plan.terms.every((plan.known.element(path, drug)[0], *(self.there(plan, *one) for one in with_it)))
            for drug, with_it in others
        ]
        yield plan.terms.implied(there, plan.terms.some(found))

    def seen(self, condition: Condition, plan: Plan) -> Term:
        """That a condition on a set of drugs may be seen to hold."""
        path, test = condition.path, condition.test
        if isinstance(test, t.ExcludesAll):
            return negated(plan.terms.some(self._may(plan, path, name) for name in test.elements))
        parts = [path, *(other for other in self.sets if self._within(other) == path)]
        read = [key for key in self.wanted if key[0] in parts and key[1] != OTHER]
        something = plan.terms.some(plan.known.content(path).present.values())
        return plan.terms.some((something, *(self.there(plan, *key) for key in read)))

    def _may(self, plan: Plan, path: str, name: str) -> Term:
        if self._reads(path, name):
            return self.there(plan, path, name)
        members = self.agents.members.get(name)
        if members:
            return plan.terms.some(self._may(plan, path, drug) for drug in sorted(members))
        return plan.known.element(path, name)[0]


def _unless(formula: f.Formula, barring: Mapping[str, f.Formula]) -> f.Formula:
    """A formula that leans on a fact only where nothing bars all its values."""
    if not any(variable.path in barring for variable in formula.names):
        return formula
    match formula:
        case f.Literal(variable, _):
            return f.conj((formula, f.negate(barring[variable.path])))
        case f.And(of):
            return f.conj(_unless(part, barring) for part in of)
        case f.Or(of):
            return f.disj(_unless(part, barring) for part in of)
        case f.AtLeast(number, of):
            return f.at_least(number, (_unless(part, barring) for part in of))
        case _:
            raise AssertionError(formula)


def _collect(formula: f.Formula, found: dict[tuple[str, str], frozenset[frozenset[int]]]) -> None:
    """What a formula asks of the drugs that it names."""
    stack, seen = [formula], set[f.Formula]()
    while stack:
        one = stack.pop()
        if one in seen:
            continue
        seen.add(one)
        if isinstance(one, f.Literal):
            path, element, _ = one.variable
            if path != GIVEN and VOCABULARY[path].kind is Kind.AGENTS:
                found[path, element] = found.get((path, element), frozenset()) | {one.cells}
        elif not isinstance(one, f.Constant):
            stack.extend(one.of)


def certain(plan: Plan, formulas: Formulas, path: str, cells: frozenset[int]) -> Term:
    """That a fact certainly lies in some cells."""
    place = formulas.places.get((path, ""))
    possible = plan.known.possible(place) if place is not None else plan.record.cells(path)
    inside = [term for cell, term in enumerate(possible) if cell in cells]
    outside = [negated(term) for cell, term in enumerate(possible) if cell not in cells]
    return plan.terms.every((negated(plan.known.open(path)), plan.terms.some(inside), *outside))


def sure(plan: Plan, path: str, name: str, *, present: bool) -> Term:
    """That a set certainly holds an element, or certainly does not."""
    yes, no = plan.known.element(path, name)
    return negated(no) if present else negated(yes)


def stated(plan: Plan, ties: Ties, condition: Condition) -> Term:
    """That a condition of the vocabulary certainly holds, and is recorded as far as it is about one value."""
    path, test = condition.path, condition.test
    if not isinstance(test, t.SetTest):
        recorded = plan.record.recorded(path)
        cells = ties._cells(condition, wide=False)
        every = len(cells) == len(ties.space.cells(path))
        return recorded if every else plan.terms.every((recorded, certain(plan, ties.formulas, path, cells)))
    names: Iterable[str] = getattr(test, "elements", VOCABULARY[path].values)
    if VOCABULARY[path].kind is Kind.AGENTS and not isinstance(test, t.IncludesAny | t.ExcludesAll):
        if isinstance(test, t.Empty) and not test.wanted:
            return plan.terms.some(plan.known.content(path).present.values())
        return FALSE
    there = isinstance(test, t.IncludesAny) or (isinstance(test, t.Empty) and not test.wanted)
    found = [sure(plan, path, name, present=there) for name in names]
    return plan.terms.some(found) if there else plan.terms.every(found or [TRUE])
