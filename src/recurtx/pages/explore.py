"""The explorer's own pages: the verdicts as they fit beside the facts, its keys, a patient not yet begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.answer.asked import asked, decides_words
from recurtx.markup.block import Gap, Heading, Item, Text, Title
from recurtx.pages import parts, reasons
from recurtx.pages.suggest import ORDER, verdict_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.answer import Answer, AssessedOption
    from recurtx.markup.block import Block, Page

_ROOMY = 60
"""Columns from which on a row has its evidence."""
_HERE = parts.Elsewhere("in suggest --verbose", "key 2")
FOLLOWS = "(follows)"
"""Stands for ``(from histology)`` where there is no room for that."""
_ASKS = 3
"""Questions below the verdicts."""


def board(answer: Answer, width: int, most: int, chosen: str) -> Page:
    """Every option with its verdict, in the rows and words of the one screen.

    The chosen option, if there is one, has its lines and its ways below it; the others have their lines, from the first
    one on, as far as ``most`` lines of the screen allow.
    """
    from recurtx.markup.terminal import height

    parents = answer.ruleset.lineage(chosen) if chosen else ()
    above = frozenset((chosen, *(parent.id for parent in parents)))
    opened = set(above)
    page = _board(answer, width, above, opened)
    for option in (o for o in answer.options if o.id not in above):
        opened.add(option.id)
        longer = _board(answer, width, above, opened)
        if height(longer, width) > most:
            break
        page = longer
    return page


def _board(answer: Answer, width: int, above: frozenset[str], opened: set[str]) -> Page:
    table = [Heading(ORDER), *(block for o in answer.options for block in _option(o, answer, width, above, opened, 0))]
    asks = list(_asks(answer, width)) or [Text("no unrecorded fact changes a verdict", 1)]
    return [*parts.urgent(answer), *table, Gap(), Heading("Find out next"), *asks, *parts.legend(table)]


def _option(
    option: AssessedOption, answer: Answer, width: int, above: frozenset[str], opened: set[str], depth: int
) -> Iterator[Block]:
    """One option; below it its lines where it is opened, and its ways where one of its family is chosen."""
    row, roomy = verdict_row(option, answer), width >= _ROOMY
    if depth:
        row = row.but(name=option.option.short, still_open="", depth=depth)
    yield row if roomy else row.but(evidence="", still_open="")
    if option.id in opened:
        room = max(24, width - 12 - 2 * depth)
        yield from (Item(line.lead, line.words, depth + 1) for line in reasons.lines(option, answer, room, _HERE))
    if option.id in above:
        for way in option.modalities:
            yield from _option(way, answer, width, above, opened, depth + 1)


def _asks(answer: Answer, width: int) -> Iterator[Block]:
    """What to find out next."""
    facts = asked(answer.next.questions)[:_ASKS]
    for number, fact in enumerate(facts, 1):
        room = max(20, width - 25 - len(fact.how))
        yield Item(f"{number} {fact.short}", f"{fact.how} · {decides_words(fact, answer, room)}", 1)


def unbegun_page() -> Page:
    """What stands in the place of verdicts before the cancer is known."""
    return [
        Title("Options after recurrence"), Gap(),
        Text("Which cancer is it? It is the one fact that is always needed: choose it below, and the options appear."),
    ]  # fmt: skip


KEYS: Mapping[str, Sequence[tuple[str, str]]] = {
    "Facts": (
        ("up, down", "from fact to fact"),
        ("Enter", "write a value; Enter again takes it, Escape leaves it"),
        ("/", "search a fact by any word of it"),
        ("n", "the next question, then the one behind it"),
        ("Delete", "take the fact away: not recorded"),
        ("u, r", "undo, redo; also Ctrl-Z, Ctrl-Y"),
    ),
    "Options": (
        ("[ and ]", "the option before and behind; among the options also up and down"),
        ("1", "the options; beside them, where there is room, the whole answer"),
        ("2", "the argument of the option, and what would change it"),
        ("a", "every rule of the argument, or only what decides"),
        ("3", "what to find out next, and what each answer means"),
        ("4", "side by side with the other patient, or with the patient as read"),
        ("5", "the fact, and the rules that read it"),
    ),
    "Patient": (
        ("x", "go over to the other patient"),
        ("s, o", "save, and open; also Ctrl-S"),
        ("q", "quit; asks where something is not saved"),
    ),
    "Screen": (
        ("Tab", "from pane to pane"),
        ("z", "one pane over the whole screen, and back"),
        ("t", "dark, light, high contrast"),
    ),
}
"""What the keys do, by what they do it with."""


def keys_page() -> Page:
    """What the keys do, how a value is written, and what the marks say."""
    page: list[Block] = [Title("Keys of recurtx explore"), Gap()]
    for title, rows in KEYS.items():
        page += [Heading(title), *(Item(key, words, 1) for key, words in rows), Gap()]
    return [
        *page, Heading("How to write a value"),
        Text("As behind --set: a word of the vocabulary or another that clinicians use, a number with or without its "
             "unit. A list such as [liver, lung] is complete; {present: [liver], absent: [lung]} leaves the rest open. "
             "Nothing at all takes the fact away: it is then unknown, which is never a no.", 1), Gap(),
        Heading("What the marks say"),
        Item("1 to 9", "the order in which to find out what is not recorded", 1),
        Item("▸", "changed since the patient was read", 1),
        Item(FOLLOWS, "from another fact; the line below says from which", 1),
        Item("+ and -", "before a value: recorded, recorded as absent", 1), Gap(),
        Text("The mouse does the same: a fact, an option, a value, a question, a name at the top may be clicked."),
    ]  # fmt: skip
