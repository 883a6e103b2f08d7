"""An open option in words: what it becomes, the smallest sets of facts that it takes, and what would close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import ranges
from recurtx.answer.ranges import alternatives, cells_words, formula_words
from recurtx.engine import Piece, Verdict
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import VOCABULARY
from recurtx.program import formula as f

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recurtx.engine import AssessedOption, Assessment
    from recurtx.reasoning.counterfactual import Counterfactual

IF = {
    Verdict.CANDIDATE: "Can be offered if …",
    Verdict.CANDIDATE_WITH_CAUTION: "With care if …",
    Verdict.POSSIBLE: "Possible if …",
    Verdict.USUALLY_NOT: "Usually not; asks …",
    Verdict.NOT_CANDIDATE: "Not, whatever is found",
}
"""What an open option is called, by what it becomes."""
REACHED = {
    Verdict.CANDIDATE: "Can be offered",
    Verdict.CANDIDATE_WITH_CAUTION: "Can be offered, with care",
    Verdict.POSSIBLE: "Possible",
    Verdict.USUALLY_NOT: "Usually not, and not closed",
    Verdict.NOT_CANDIDATE: "Not on these facts, whatever else is found",
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


def open_words(option: AssessedOption) -> str:
    """What an open option is called: ``Can be offered if …``."""
    becomes = option.becomes
    return "Open" if becomes is None else IF[becomes.verdict]


def ways(option: AssessedOption) -> list[str]:
    """The sets that guarantee what an option becomes, fewest facts first; where it is certain, that nothing matters."""
    if option.becomes is None:
        return []
    return [_certain(option)] if option.becomes.if_ == ((),) else _sets(option.becomes.if_, option.assessment)


def closing(option: AssessedOption) -> list[str]:
    """The sets that close an option."""
    return _sets(option.becomes.not_if if option.becomes else (), option.assessment, " and ")


def class_words(option: AssessedOption) -> str:
    """Where one fact decides, all its values with their verdicts: ``ECOG 0 to 1: can be offered · 4: not``."""
    found = option.becomes.classes if option.becomes else ()
    said: list[str] = []
    for piece, verdict in found:
        fact, number = VOCABULARY[piece.path], len(said)
        bare = number and fact.ordered and not fact.says
        words = cells_words(*piece, option.assessment.partition) if bare else set_words([piece], option.assessment)
        said.append(f"{words}: {CLASS[verdict]}")
    return " · ".join(said)


def sentence(option: AssessedOption) -> str:
    """All of it in one sentence: ``Can be offered if all can be removed and ECOG 0 to 2; not if ECOG 4``."""
    becomes = option.becomes
    if becomes is None:
        return ""
    if becomes.classes:
        return class_words(option)
    words = REACHED[becomes.verdict] + ("," if "," in REACHED[becomes.verdict] else "")
    if becomes.if_ == ((),):
        return f"{words} {_certain(option)}"
    asked, against = _sets(becomes.if_, option.assessment, " and "), closing(option)
    parts = [f"{words} if {asked[0]}"] if asked else [REACHED[becomes.verdict]]
    parts += [f"not if {against[0]}"] if against else []
    return "; ".join(parts)


def _certain(option: AssessedOption) -> str:
    """Of an option whose conditions wait for facts, and that no answer closes."""
    return f"whatever is found of {_listed([VOCABULARY[path].short for path in option.missing])}"


def turning(option: AssessedOption) -> list[str]:
    """The ways in which unrecorded facts would turn a verdict that stands, each in words."""
    residual, answer = option.remaining, option.assessment
    return [_literals(part, answer) for part in alternatives(residual.formula)] if residual else []


def change_words(one: Counterfactual, answer: Assessment) -> str:
    """A set of changes in words."""
    return set_words((Piece(c.path, c.element, c.cells) for c in one.changes), answer)


def _literals(part: f.Formula, answer: Assessment) -> str:
    of = part.of if isinstance(part, f.And) else (part,)
    pieces = [Piece(x.variable.path, x.variable.element, tuple(x.cells)) for x in of if isinstance(x, f.Literal)]
    return set_words(pieces, answer, " and ") if len(pieces) == len(of) else formula_words(part, answer.partition)


def _sets(found: Iterable[Sequence[Piece]], answer: Assessment, last: str = "; ") -> list[str]:
    return [set_words(pieces, answer, last) for pieces in found]


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
        template = fact.says.get("#")
        return template.format(_amount(words)) if template else f"{fact.short} {words}"
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
    """What a set holds and what not: ``back in liver; none in lung or bone``, ``no other site``."""
    fact = VOCABULARY[pieces[0].path]
    present, absent = ([p.element for p in pieces if p.cells == (cell,)] for cell in (1, 0))
    held = fact.says.get("+", f"{fact.short}: {{}}").format(_row(fact.path, present, "and")) if present else ""
    if not absent:
        return held
    known = {e: answer.situation.element(fact.path, e).truth for e in fact.values}
    left = [e for e, truth in known.items() if truth is UNKNOWN and e not in (*present, *absent)]
    rest = "none" if not present and all(known[e] is not TRUE for e in known) else "else"
    if fact.values and not left and rest in fact.says:
        return "; ".join(filter(None, (held, fact.says[rest])))
    said = [held]
    for words, members in fact.groups.items():
        if not [e for e in members if e not in absent and known[e] is not FALSE]:
            absent = [e for e in absent if e not in members]
            said.append(words)
    lacking = fact.says.get("-", f"{fact.short}: no {{}}")
    said += [lacking.format(_row(fact.path, absent, "or"))] if absent else []
    return "; ".join(filter(None, said))


def _row(path: str, names: Sequence[str], last: str) -> str:
    fact = VOCABULARY[path]
    order = {name: place for place, name in enumerate(fact.values)}
    words = ["anything else" if n == "*" else fact.word(n) for n in sorted(names, key=lambda n: (order.get(n, 99), n))]
    return _listed(words, last)


def _listed(words: Sequence[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
