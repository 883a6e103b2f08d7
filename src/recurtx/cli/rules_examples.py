"""``recurtx rules examples``: examples for what no example shows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from recurtx.cli.inputs import known_option, ruleset_in_files
from recurtx.cli.options import AddExamples, OneOption, Output
from recurtx.cli.output import emit_text, note
from recurtx.cli.rules_mutate import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recurtx.assurance.propose import Proposal

_NOTHING = "nothing is left that an example near the others could show"


def examples(option: OneOption = None, write: AddExamples = False, output: Output = None) -> None:
    """Propose an example for each threshold, value and branch that decides none, and each truth of a test that none
    has shown: patients one fact away from those of the examples. They say what the rules say today: read each.

    Examples:

      recurtx rules examples --option second_hipec

      recurtx --rules my-rules rules examples --write
    """
    from recurtx.assurance.additions import write_examples
    from recurtx.assurance.propose import propose

    rules = ruleset_in_files()
    name = known_option(option, rules) if option is not None else None
    found = list(propose(rules, name, list(bundled(rules))))
    if write:
        added = write_examples(found)
        note(f"{added} examples were added: read each against the sentence of its rule" if added else _NOTHING)
        return
    if not found:
        note(_NOTHING)
    emit_text("".join(f"{line}\n" for line in _told(found)), output)


def _told(found: Sequence[Proposal]) -> Iterator[str]:
    """Each example as it is written, under the entry that it belongs to and its place."""
    from recurtx.assurance.additions import example_lines

    for (place, name), some in groupby(found, lambda p: (p.entry.location, p.entry.id)):
        yield f"{place.path}:{place.line}: {name}"
        for proposal in some:
            yield from example_lines(proposal, 2)
