"""``recurtx next``: what to find out, what each answer would mean, and what changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer import Verdict
from recurtx.answer.asked import asked, settles_words
from recurtx.answer.phrases import VERDICTS, presumed_phrase
from recurtx.answer.ranges import cells_words
from recurtx.markup.block import Gap, Heading, Item, Span, Text, Title
from recurtx.pages.parts import alike, flat, symbol, titled, turned
from recurtx.profile import VOCABULARY
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.answer import Answer
    from recurtx.answer.asked import Asked
    from recurtx.markup.block import Block, Page, Words
    from recurtx.reasoning.next import Answer as Reply

_SHOWN = 8
"""Questions with their answers on the screen; the rest is named in one line."""
_NAMED = 12
"""Facts named in one line; of more it is said how many."""


def next_page(answer: Answer) -> Page:
    """The page."""
    order = ("Order: what can open or close an option, then verdicts settled by every answer, then by some, over the "
             "answers the rules can tell apart. How likely an answer is, and what a test costs the patient, is not "
             "judged.")  # fmt: skip
    return [
        Title(titled("What to find out next", answer)), Text(_count(answer)), Gap(),
        Heading("What settles most comes first"), *_questions(answer), Gap(),
        Heading("Adds an argument, turns no verdict"), _names(answer.next.adds_only), Gap(),
        Heading("Changes nothing now"), _names(answer.next.idle), Gap(),
        *_presumed(answer), Text(order),
    ]  # fmt: skip


def _count(answer: Answer) -> str:
    settled, total = sum(o.settled for o in answer.options), len(answer.options)
    open_ = total - settled
    tail = {0: "None is open.", 1: "One is open."}.get(open_, f"{open_} are open.")
    return f"{settled} of {total} verdicts hold whatever the unrecorded facts are, if what is presumed stands. {tail}"


def _questions(answer: Answer) -> Iterator[Block]:
    facts = asked(answer.next.questions)
    for number, fact in enumerate(facts[:_SHOWN], 1):
        yield Item(f"{number} {fact.short}", f"{fact.how} · {settles_words(fact, answer)}", 0)
        for words, reply in _replies(fact, answer):
            yield Item(words, _turns(reply, answer), 2)
    if not facts:
        yield Text("no unrecorded fact changes a verdict", 1)
    elif len(facts) > _SHOWN:
        yield Text(f"then: {', '.join(f.short for f in facts[_SHOWN:])}", 1)


def _names(paths: Sequence[str]) -> Text:
    names = [VOCABULARY[p].short for p in paths]
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return Text(" · ".join([*names[:_NAMED], *more]) or "none", 1)


def _presumed(answer: Answer) -> Page:
    presumed = presumed_phrase(p for o in flat(answer.options) for p in o.presumed)
    words = f"not recorded, so taken as absent: {presumed}"
    return [Heading("Presumed, and so not asked"), Text(words, 1), Gap()] if presumed else []


def _replies(fact: Asked, answer: Answer) -> list[tuple[str, Reply]]:
    """The classes of answers in words; elements of a set with the same meaning are named together."""
    spec = VOCABULARY[fact.path]
    if not spec.is_set:
        return [(cells_words(fact.path, "", a.cells, answer.next.partition), a) for a in fact.questions[0].answers]
    found = []
    for elements, reply in alike(fact.questions, lambda reply: bool(reply.turns or reply.settles)):
        no = "" if reply.cells == (1,) else "no "
        found.append((", ".join(f"{no}{spec.word(element)}" for element in elements), reply))
    return found


def _turns(reply: Reply, answer: Answer) -> Words:
    """What an answer does: verdicts with their options, those at the top by name."""
    pieces: list[str | Span] = []
    for verdict, names in turned(reply, Verdict):
        words = VERDICTS[verdict] if verdict is not Verdict.NEEDS_INFORMATION else "Still open"
        pieces += [" · "] if pieces else []
        pieces += [symbol(verdict).text, f"\xa0{words}: {_options(names, answer)}"]
    return pieces or "as now"


def _options(names: Sequence[str], answer: Answer) -> str:
    options = [answer[name].option for name in names]
    top = [o.name for o in options if o.parent is None]
    shown = [*top, *[lower(o.name) for o in options if o.parent is not None][: max(0, 3 - len(top))]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
