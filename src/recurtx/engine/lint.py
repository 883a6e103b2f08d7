"""The linter: everything that rules lack although they run, what of it is allowed to stand, and what is advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recurtx.codes import CODES, Level
from recurtx.codes.proofs import PROOFS
from recurtx.engine.coverage import silent_cells
from recurtx.engine.examples import example_situation
from recurtx.engine.sight import Sight, things
from recurtx.engine.wants import BRANCH, THRESHOLD, uses
from recurtx.errors import Problem
from recurtx.profile import spec, test_words
from recurtx.ruleset import FactTest, check_ruleset, children, condition_words

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from recurtx.engine.sight import Thing
    from recurtx.engine.wants import Use, Want
    from recurtx.errors import Location
    from recurtx.ruleset import Advice, ConceptInfo, Option, Rule, Ruleset, Trial
    from recurtx.ruleset.shape import Allowed

OVERDUE, UNUSED, NO_SCOPE_EXAMPLE = "RTX064", "RTX065", "RTX069"
_BY_RUNNING = ("RTX053", "RTX054")
"""Found where examples are run, which a check does not."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, in order of place: what counts, what is advice, and what is allowed, with the reason."""

    found: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    allowed: tuple[tuple[Problem, str], ...]


def lint(ruleset: Ruleset, as_of: datetime.date | None = None) -> Report:
    """Check rules; reviews that are overdue where a day is given."""
    found = [*check_ruleset(ruleset), *silent_cells(ruleset), *(overdue(ruleset, as_of) if as_of else ())]
    notes = [*unmet_notes(ruleset), *scopes_without_examples(ruleset)]
    allowed = dict(_allowed(ruleset))
    met = {(p.code, p.location): p for p in (*found, *notes)}
    unused = (_unused(a) for (code, place), a in allowed.items() if (code, place) not in met and _looked(code, as_of))
    return Report(
        _in_order([*(p for p in found if _key(p) not in allowed), *unused]),
        _in_order(p for p in notes if _key(p) not in allowed),
        tuple((p, allowed[_key(p)].reason) for p in _in_order((*found, *notes)) if _key(p) in allowed),
    )


def _key(problem: Problem) -> tuple[str, Location]:
    return problem.code, problem.location


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=Problem.sort_key))


def _looked(code: str, as_of: datetime.date | None) -> bool:
    """Whether this check looked for what a code says: for overdue reviews only where a day is given, for no proof."""
    return code not in PROOFS and (code != OVERDUE or as_of is not None)


def looked_for(as_of: datetime.date | None, *, strict: bool) -> tuple[str, ...]:
    """The codes of what a check looks for and counts: advice on examples only where it is ``strict``."""
    levels = (Level.FINDING, Level.NOTE) if strict else (Level.FINDING,)
    codes = (name for name, code in CODES.items() if code.level in levels and name not in _BY_RUNNING)
    return tuple(name for name in codes if _looked(name, as_of))


def _allowed(ruleset: Ruleset) -> Iterator[tuple[tuple[str, Location], Allowed]]:
    """What entries in force allow, by code and place of the finding."""
    entries: tuple[Rule | Option | Advice | Trial | ConceptInfo, ...] = (
        *ruleset.distinct().values(), *ruleset.options.values(), *ruleset.advice, *ruleset.trials,
        *ruleset.concepts.values(),
    )  # fmt: skip
    yield from (((a.code, entry.location), a) for entry in entries for a in entry.allow)


def _unused(allowed: Allowed) -> Problem:
    message = f"`{allowed.code}` is allowed here, and is not found"
    return Problem(UNUSED, message, allowed.location, "delete it from `allow`")


def overdue(ruleset: Ruleset, as_of: datetime.date) -> Iterator[Problem]:
    """Rules whose review was due before a day."""
    for rule in ruleset.distinct().values():
        if rule.review_due < as_of:
            message = f"the review of `{rule.id}` was due on {rule.review_due}"
            yield Problem(OVERDUE, message, rule.location, "read what is new, then set `reviewed` and `review_due`")


def scopes_without_examples(ruleset: Ruleset) -> Iterator[Problem]:
    """Options whose scope has no example for one of its truths."""
    for option in ruleset.options.values():
        missing = unshown(option)
        if missing:
            message = f"the scope of `{option.id}` has no example for {', '.join(missing)}"
            yield Problem(NO_SCOPE_EXAMPLE, message, option.location)


def unshown(option: Option) -> list[str]:
    """The truths of the scope of an option of which it has no example."""
    if option.for_ is None:
        return []
    return sorted({"true", "false", "unknown"} - {str(e.then).lower() for e in option.examples})


# What no example shows


def unmet(ruleset: Ruleset) -> dict[Want, list[tuple[Thing, Use]]]:
    """What no example shows, with the things whose examples could show it."""
    found: dict[Want, list[tuple[Thing, Use]]] = {}
    every = [(thing, list(_uses(thing))) for thing in things(ruleset)]
    for thing, wanted in every:
        for use in wanted:
            found.setdefault(use.want, []).append((thing, use))
    for thing, wanted in every:
        for sight in sights(thing, ruleset):
            for use in wanted:
                if use.want in found and sight.meets(use):
                    del found[use.want]
    return found


def _uses(thing: Thing) -> Iterator[Use]:
    for root, condition in enumerate(thing.conditions):
        if condition is not None:
            yield from uses(condition, thing.id, root, lists=thing.lists)


def sights(thing: Thing, ruleset: Ruleset) -> Iterator[Sight]:
    """The examples of a thing, as evaluated; those that are no profile are left to the test of examples."""
    for example in thing.examples:
        situation = example_situation(example.given, thing.location, "", ruleset)
        if not isinstance(situation, Problem):
            yield Sight(thing, situation, ruleset)


def unmet_notes(ruleset: Ruleset) -> Iterator[Problem]:
    """Thresholds, values in lists and branches that no example shows."""
    for want, places in unmet(ruleset).items():
        thing, use = places[0]
        place = ruleset.concepts[want.owner].location if want.owner in ruleset.concepts else thing.location
        yield Problem(want.code, _message(use, ruleset), place)


def _message(use: Use, ruleset: Ruleset) -> str:
    want, node = use.want, use.node
    if want.code == BRANCH:
        branch = condition_words(children(node)[int(want.value)], ruleset)
        return f"no example of `{want.owner}` is decided by the branch: {branch}"
    assert isinstance(node, FactTest), "values stand in tests"
    fact = spec(node.path)
    if want.code == THRESHOLD:
        words, value = f"{fact.path} {test_words(fact, node.test)}", fact.show(want.value)
        where = "on the threshold" if want.beside is None else "one step beside the threshold"
        return f"`{want.owner}` has no example {where} that it decides: {words}, with {value}"
    return f"`{want.value}` in `{fact.path}` decides no example of `{want.owner}`"
