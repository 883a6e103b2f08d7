"""``recurtx explain``: the whole argument for one option."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from recurtx.cli.files import file_of, keep
from recurtx.cli.inputs import assessment, find_option
from recurtx.cli.options import All, Formats, NoPresume, Output, Sets, To, Verbose, Watch, Words
from recurtx.cli.output import emit, room
from recurtx.errors import UsageError
from recurtx.markup.write import DRAWN, Format

if TYPE_CHECKING:
    from recurtx.answer import Answer
    from recurtx.markup.block import Page


def explain(
    words: Words, sets: Sets = None, format: Formats = Format.terminal, output: Output = None,
    all: All = False, verbose: Verbose = False, no_presume: NoPresume = False, to: To = None,
    watch: Watch = False,
) -> None:  # fmt: skip
    """Show what decides on one option, with values, thresholds and sources.

    In short: what it turns on, each test with the patient's value, and what would change it. With --all every rule.

    Examples:

      recurtx explain patient.yaml second_hipec

      recurtx explain case:pmp-spleen-2024 repeat_crs --all

      recurtx explain patient.yaml second_hipec --format svg --output argument.svg

      recurtx explain anti_egfr --set cancer.type=colorectal --set biomarkers.ras=wild_type
    """
    if len(words) > 2 or (len(words) == 1 and not sets):
        hint = "recurtx explain PROFILE OPTION, or OPTION with --set"
        raise UsageError.one("RTX204", "explain takes a profile and one option", " ".join(words), hint)
    profile = words[0] if len(words) == 2 else None
    keep(file_of(profile), output)
    answer = assessment(profile, sets, no_presume=no_presume)
    name = find_option(answer, words[-1]).id
    if format is Format.json:
        from recurtx.answer.document import document, json_text

        lineage = (parent.id for parent in answer.ruleset.lineage(name))
        emit(json_text(document(answer, answer.ruleset.family(name) | frozenset(lineage))), output, format)
    elif format in DRAWN:
        emit(_drawn(answer, name, whole=all or verbose), output, format)
    else:
        from recurtx.engine import Verdict
        from recurtx.markup.block import sections
        from recurtx.pages.explain import explain as explained

        goal = None if to is None else Verdict(to.value)
        page = explained(answer, name, room(format), whole=all, verbose=verbose, goal=goal)
        if format is Format.html:
            *parts, last = sections(page)
            page = [*chain(*parts), *_drawn(answer, name, whole=all or verbose), *last]
        emit(page, output, format)


def _drawn(answer: Answer, name: str, *, whole: bool) -> Page:
    """The argument as a picture, under a heading where it stands among words."""
    from recurtx.markup.block import Heading
    from recurtx.pages.picture import picture

    return [Heading("The argument, drawn"), picture(answer, name, whole=whole)]
