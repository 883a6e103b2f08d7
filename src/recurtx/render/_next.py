"""``recurtx next``: what to find out, what each answer would mean, and what changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine import Verdict
from recurtx.profile import INVESTIGATIONS, VOCABULARY
from recurtx.render._lines import Line, Span, Style, heading, line, wrap
from recurtx.render._next_rows import Asked, asked, settles_words
from recurtx.render._phrases import SYMBOLS, VERDICTS, presumed_phrase
from recurtx.render._ranges import cells_words
from recurtx.render._suggest import MAX_WIDTH, flat
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.engine import Assessment
    from recurtx.program.cells import Partition
    from recurtx.reasoning import Answer, Next

__all__ = ["next_lines"]

_SHOWN = 8
"""Questions with their answers on the screen; the rest is named in one line."""


def next_lines(assessment: Assessment, result: Next, width: int) -> list[Line]:
    """The page."""
    width = min(width, MAX_WIDTH)
    label = assessment.profile.id
    found = [line(Span("What to find out next" + (f" · {label}" if label else ""), Style.BOLD))]
    found += [*wrap(_count(assessment), width), line(""), heading("What settles most comes first", width)]
    facts = asked(result.questions)
    errands: set[str] = set()
    for number, fact in enumerate(facts[:_SHOWN], 1):
        found += _fact(number, fact, assessment, result.partition, width, errands)
    if not facts:
        found.append(line("  no unrecorded fact changes a verdict"))
    if len(facts) > _SHOWN:
        names = ", ".join(VOCABULARY[f.path].short for f in facts[_SHOWN:])
        found += wrap(f"then: {names}", width, "  ")
    found += [line(""), heading("Adds an argument, turns no verdict", width), *_names(result.adds_only, width)]
    found += [line(""), heading("Changes nothing now", width), *_names(result.idle, width)]
    presumed = presumed_phrase(p for o in flat(assessment.options) for p in o.presumed)
    if presumed:
        found += [line(""), heading("Presumed, and so not asked", width)]
        found += wrap(f"not recorded, so taken as absent: {presumed}", width, "  ")
    text = ("Order: verdicts settled by every answer, then by some, over the answers the rules can tell apart. How "
            "likely an answer is, and what a test costs the patient, is not judged.")  # fmt: skip
    return [*found, line(""), *wrap(text, width)]


def _count(assessment: Assessment) -> str:
    settled = sum(o.settled for o in assessment.options)
    total = len(assessment.options)
    open_ = total - settled
    tail = "None is open." if not open_ else "One is open." if open_ == 1 else f"{open_} are open."
    return f"{settled} of {total} verdicts hold whatever the unrecorded facts are, if what is presumed stands. {tail}"


def _names(paths: Sequence[str], width: int, most: int = 12) -> list[Line]:
    if not paths:
        return [line("  none")]
    names = [VOCABULARY[p].short for p in paths]
    more = f" · {len(names) - most} more" if len(names) > most else ""
    return wrap(" · ".join(names[:most]) + more, width, "  ")


def _fact(number: int, fact: Asked, assessment: Assessment, partition: Partition, width: int, errands: set[str]
          ) -> list[Line]:  # fmt: skip
    spec = VOCABULARY[fact.path]
    how = INVESTIGATIONS[spec.by]
    errand = f"the same: {how}" if spec.by in errands else how
    errands.add(spec.by)
    head = f"{number:>2} {spec.short:<19}"
    found = wrap(f"{errand} · {settles_words(fact, assessment)}", width, head, " " * 22)
    for words, answer in _answers(fact, partition):
        turns = _turns(answer, assessment)
        found += wrap(turns, width, f"{'':6}{words:<26} ") if len(words) <= 26 else [
            *wrap(words, width, " " * 6), *wrap(turns, width, " " * 33)]  # fmt: skip
    return found


def _answers(fact: Asked, partition: Partition) -> list[tuple[str, Answer]]:
    """The classes of answers in words; elements of a set with the same meaning are named together."""
    if not VOCABULARY[fact.path].is_set:
        return [(cells_words(fact.path, "", a.cells, partition), a) for a in fact.questions[0].answers]
    rows: dict[tuple[object, ...], tuple[list[str], Answer]] = {}
    for question in fact.questions:
        for answer in question.answers:
            if answer.turns or answer.settles:
                word = VOCABULARY[fact.path].word(question.element)
                key = (answer.cells, tuple(sorted((n, v.value) for n, v in answer.turns.items())))
                rows.setdefault(key, ([], answer))[0].append(word if answer.cells == (1,) else f"no {word}")
    return [(", ".join(names), answer) for names, answer in rows.values()]


def _turns(answer: Answer, assessment: Assessment) -> str:
    """What an answer does: verdicts with their options, those at the top by name."""
    if not answer.turns:
        return "as now"
    by_id = assessment.by_id()
    groups: dict[Verdict, list[str]] = {}
    for name, verdict in answer.turns.items():
        groups.setdefault(verdict, []).append(name)
    parts = []
    for verdict in sorted(groups, key=list(Verdict).index):
        names = groups[verdict]
        top = [by_id[n].option.name for n in names if by_id[n].option.parent is None]
        below = [lower(by_id[n].option.name) for n in names if by_id[n].option.parent is not None]
        shown = [*top, *below[: max(0, 3 - len(top))]]
        more = len(names) - len(shown)
        words = VERDICTS[verdict] if verdict is not Verdict.NEEDS_INFORMATION else "Still open"
        parts.append(f"{SYMBOLS[verdict][0]} {words}: {', '.join(shown)}" + (f" and {more} more" if more else ""))
    return " · ".join(parts)
