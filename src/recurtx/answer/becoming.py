"""An open option in words: what it becomes, the smallest sets of facts that it takes, and what would close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import ranges
from recurtx.answer.ranges import alternatives, cells_words, formula_words
from recurtx.engine import Piece, Verdict
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import VOCABULARY, Kind
from recurtx.program import formula as f
from recurtx.ruleset import Effect, lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.engine import AssessedOption, Assessment
    from recurtx.profile import Fact
    from recurtx.reasoning.counterfactual import Counterfactual

IF = {
    Verdict.CANDIDATE: "Can be offered if …",
    Verdict.CANDIDATE_WITH_CAUTION: "With care if …",
    Verdict.POSSIBLE: "Possible if …",
    Verdict.USUALLY_NOT: "Usually not; asks …",
}
"""What an open option is called, by what it becomes."""
_IN_ANY_CASE = {
    Verdict.CANDIDATE: "Can be offered either way",
    Verdict.CANDIDATE_WITH_CAUTION: "With care, in any case",
    Verdict.POSSIBLE: "Possible, in any case",
    Verdict.USUALLY_NOT: "Usually not, in any case",
    Verdict.NOT_CANDIDATE: "Not, whatever is found",
}
"""The same where it becomes so with every value of what is not recorded."""
NOT_CLOSED = ", and not closed"
REACHED = {
    Verdict.CANDIDATE: "Can be offered",
    Verdict.CANDIDATE_WITH_CAUTION: "Can be offered, with care",
    Verdict.POSSIBLE: "Possible",
    Verdict.USUALLY_NOT: f"Usually not{NOT_CLOSED}",
    Verdict.NOT_CANDIDATE: "Not",
}
"""The same inside a sentence."""
CLASS = {
    Verdict.CANDIDATE: "can be offered",
    Verdict.CANDIDATE_WITH_CAUTION: "with care",
    Verdict.POSSIBLE: "possible",
    Verdict.USUALLY_NOT: "usually not",
    Verdict.NEEDS_INFORMATION: "open",
    Verdict.NOT_CANDIDATE: "not",
    Verdict.OUTSIDE_SCOPE: "outside",
}
"""What some values of the one fact that decides lead to."""

_NAMED = 3
"""So many elements of a set are told by name where it must not hold them."""
LIKE = "the like"
"""Stands for the other elements that are left to a set."""
CERTAIN = "whatever is found"
"""What an option asks for that becomes so with every value of what is not recorded."""


def open_words(option: AssessedOption) -> str:
    """What an open option is called: ``Can be offered if …``."""
    becomes = option.becomes
    if becomes is None:
        return "Open"
    return _IN_ANY_CASE[becomes.verdict] if is_certain(option) else IF[becomes.verdict]


def is_certain(option: AssessedOption) -> bool:
    """Whether an open option becomes the same with every value of what is not recorded, so that it asks for nothing."""
    becomes = option.becomes
    if becomes is None:
        return False
    one = len(becomes.classes) > 0 and len({verdict for _, verdict in becomes.classes}) == 1
    return one or becomes.verdict is Verdict.NOT_CANDIDATE or becomes.if_ == ((),)


def ways(option: AssessedOption) -> list[str]:
    """The sets that guarantee what an option becomes, fewest facts first; none where it is certain."""
    return [] if is_certain(option) else _sets(option.becomes.if_ if option.becomes else (), option.assessment)


def beside(option: AssessedOption) -> str:
    """The same on one line; single elements of one set share their words: ``back in bone or brain · or pain``."""
    alone: dict[str, list[str]] = {}
    words: list[tuple[str, str]] = []
    for pieces in option.becomes.if_ if option.becomes else ():
        one = pieces[0] if pieces else Piece("", "", ())
        if len(pieces) == 1 and one.element not in ("", "*") and one.cells == (1,) and "+" in VOCABULARY[one.path].says:
            alone.setdefault(one.path, []).append(VOCABULARY[one.path].word(one.element))
            words.append((one.path, ""))
        else:
            words.append(("", set_words(pieces, option.assessment, " and ") if pieces else CERTAIN))
    said = (told or VOCABULARY[path].says["+"].format(_listed(alone[path], "or")) for path, told in words)
    return " · or ".join(dict.fromkeys(said))


def closing(option: AssessedOption) -> list[str]:
    """The sets that close an option."""
    return _sets(option.becomes.not_if if option.becomes else (), option.assessment, " and ")


def unless(option: AssessedOption) -> list[str]:
    """The titles of what may still discourage an open option, by facts on which it does not turn otherwise.

    The best evidence stands first.
    """
    named = option.becomes.unless if option.becomes else ()
    found = (f for f in (*option.findings, *option.inherited) if f.entry.id in named)
    return [lower(f.rule.title) for f in sorted(found, key=lambda f: (f.rule.level, f.entry.id))]


def class_words(option: AssessedOption) -> str:
    """Where one fact decides, all its values with their verdicts: ``ECOG 0 to 1: can be offered · 4: not``."""
    return " · ".join(f"{words}: {CLASS[verdict]}" for words, verdict in classes(option))


def classes(option: AssessedOption) -> list[tuple[str, Verdict]]:
    """Where one fact decides, all its values with their verdicts."""
    found = option.becomes.classes if option.becomes and not is_certain(option) else ()
    said: list[tuple[str, Verdict]] = []
    for piece, verdict in found:
        fact, number = VOCABULARY[piece.path], len(said)
        bare = number and fact.ordered and not fact.says
        words = cells_words(*piece, option.assessment.partition) if bare else set_words([piece], option.assessment)
        words = "otherwise" if number and fact.kind is Kind.BOOLEAN else words
        said.append((words, verdict))
    return said


def sentence(option: AssessedOption) -> str:
    """All of it in one sentence: ``Can be offered if all can be removed and ECOG 0 to 2; not if ECOG 4``."""
    becomes = option.becomes
    if becomes is None:
        return ""
    words = REACHED[becomes.verdict]
    if is_certain(option):
        return f"{words.removesuffix(NOT_CLOSED)}, {CERTAIN}"
    if becomes.classes:
        return class_words(option)
    asked, against = _sets(becomes.if_, option.assessment, " and "), closing(option)
    parts = [f"{words}, if {asked[0]}" if "," in words else f"{words} if {asked[0]}"] if asked else [words]
    parts += [f"not if {against[0]}"] if against else []
    return "; ".join(parts)


def turning(option: AssessedOption) -> list[str]:
    """The ways in which unrecorded facts would turn a verdict that stands, each in words.

    Where one takes more than a few values together, the titles of what waits stand for all of them.
    """
    residual, answer = option.remaining, option.assessment
    found = alternatives(residual.formula) if residual else []
    if all(_is_plain(part) for part in found):
        return [_literals(part, answer) for part in found]
    effect = Effect.DISCOURAGES if residual and residual.verdict is Verdict.USUALLY_NOT else Effect.CAUTIONS
    waiting = (f for f in (*option.findings, *option.inherited) if f.rule.effect is effect and f.acts is UNKNOWN)
    return list(dict.fromkeys(lower(f.rule.title) for f in waiting))


def _is_plain(part: f.Formula) -> bool:
    """Whether a formula is some values of facts, all together."""
    return all(isinstance(one, f.Literal) for one in (part.of if isinstance(part, f.And) else (part,)))


def change_words(one: Counterfactual, answer: Assessment) -> str:
    """A set of changes in words."""
    return set_words((Piece(c.path, c.element, c.cells) for c in one.changes), answer)


def _literals(part: f.Formula, answer: Assessment) -> str:
    of = part.of if isinstance(part, f.And) else (part,)
    pieces = [Piece(x.variable.path, x.variable.element, tuple(x.cells)) for x in of if isinstance(x, f.Literal)]
    return set_words(pieces, answer, " and ") if len(pieces) == len(of) else formula_words(part, answer.partition)


def _sets(found: Iterable[Sequence[Piece]], answer: Assessment, last: str = "; ") -> list[str]:
    return [set_words(pieces, answer, last) or CERTAIN for pieces in found]


def set_words(pieces: Iterable[Piece], answer: Assessment, last: str = "; ") -> str:
    """Facts with their values, each as a clause of its own; elements of one set together, and at the end."""
    facts: dict[str, list[Piece]] = {}
    for piece in pieces:
        facts.setdefault(piece.path, []).append(piece)
    ordered = sorted(facts.values(), key=lambda of: bool(of[0].element))
    return last.join(_elements(of, answer) if of[0].element else _clause(of[0], answer) for of in ordered)


def _clause(piece: Piece, answer: Assessment) -> str:
    """A fact with some of its values: ``no obstruction``, ``ECOG 0 to 2``."""
    fact, partition = VOCABULARY[piece.path], answer.partition
    if fact.is_number:
        words = cells_words(piece.path, "", piece.cells, partition)
        amount = _amount(words)
        single = fact.says.get("1", "").replace("1", "{}", 1) if amount.endswith(" 1") else ""
        template = fact.says.get(words) or single or fact.says.get("#")
        return template.format(amount) if template else f"{fact.short} {words}"
    values = [partition.cells(piece.path)[cell].value for cell in piece.cells]
    key = " ".join(str(v).lower() for v in values)
    return fact.says.get(key) or ranges.change_words(piece.path, "", piece.cells, partition)


def _amount(words: str) -> str:
    """A range inside a clause: ``more than 12`` months."""
    for bound, said in (("above ", "more than "), ("below ", "less than ")):
        words = f"{said}{words.removeprefix(bound)}" if words.startswith(bound) else words
    for bound, said in ((" or more", "at least "), (" or less", "at most ")):
        words = f"{said}{words.removesuffix(bound)}" if words.endswith(bound) else words
    return words


def _elements(pieces: Sequence[Piece], answer: Assessment) -> str:
    """What a set holds and what not: ``back in liver; none in lung or bone``, ``no other site``.

    What is left out at length is told by the few elements that are left, else as if nothing else were there, which
    asks for a little more than the set does.
    """
    fact = VOCABULARY[pieces[0].path]
    present, absent = ([p.element for p in pieces if p.cells == (cell,)] for cell in (1, 0))
    held = fact.says.get("+", f"{fact.short}: {{}}").format(_row(fact.path, present, "and")) if present else ""
    either = [p.element for p in pieces if len(p.cells) > 1]
    if either:
        held = "; ".join(filter(None, (held, f"{fact.short}: {_row(fact.path, either, 'and')}, known either way")))
    return "; ".join(filter(None, (held, *_without(fact, present, absent, answer)))) if absent else held


def _without(fact: Fact, present: Sequence[str], absent: Sequence[str], answer: Assessment) -> Iterator[str]:
    """That a set does not hold some elements."""
    known = {e: answer.situation.element(fact.path, e).truth for e in fact.values}
    left = [e for e, truth in known.items() if truth is UNKNOWN and e not in (*present, *absent)]
    alone = not present and all(known[e] is not TRUE for e in known)
    rest, only = ("none", "only") if alone else ("else", "also")
    if fact.values and not left and rest in fact.says:
        yield fact.says[rest]
        return
    apart, grouped = list(absent), list[str]()
    for words, members in fact.groups.items():
        if set(members).intersection(apart) and all(e in absent or known[e] is FALSE for e in members):
            apart = [e for e in apart if e not in members]
            grouped.append(f"none {words}")
    if len(apart) > _NAMED and only in fact.says:
        few = sorted(left, key=lambda e: e in fact.seldom)[:_NAMED] + ([LIKE] if len(left) > _NAMED else [])
        yield fact.says[rest] if present else fact.says[only].format(_row(fact.path, few, "or"))
        return
    yield from grouped
    if apart:
        yield fact.says.get("-", f"{fact.short}: no {{}}").format(_row(fact.path, apart, "or"))


def _row(path: str, names: Sequence[str], last: str) -> str:
    fact = VOCABULARY[path]
    order = {name: place for place, name in enumerate(fact.values)}
    words = [{"*": "anything else"}.get(n) or fact.word(n) for n in sorted(names, key=lambda n: (order.get(n, 99), n))]
    return _listed(words, last)


def _listed(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
