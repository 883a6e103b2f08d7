"""``recurtx facts``: what may be recorded of a patient, looked up."""

from __future__ import annotations

from recurtx.cli.inputs import ruleset
from recurtx.cli.options import FactArgument, Formats, Output
from recurtx.cli.output import show
from recurtx.errors import UsageError, nearest, suggestion
from recurtx.markup.write import Format


def facts(word: FactArgument = None, format: Formats = Format.terminal, output: Output = None) -> None:
    """Look a fact up: its path, its question, what may be recorded, how it is obtained, and which rules read it.

    WORD is a path, or a part of a name, a question or a value. Without it every fact stands in a line.

    Examples:

      recurtx facts

      recurtx facts albumin

      recurtx facts recurrence.sites
    """
    from recurtx.answer.catalogue import facts_data
    from recurtx.pages.facts import fact_list, fact_page
    from recurtx.profile import nearest_fact
    from recurtx.profile.names import key
    from recurtx.profile.spellings import otherwise_written
    from recurtx.ruleset.search import found_facts, words_of_facts

    rules, text = ruleset(), " ".join(word or ())
    found = found_facts(word or ())
    if not found:
        near = nearest_fact(text) or nearest(text, words_of_facts())
        drug = rules.names.meaning(key(text)) is not None
        place = "a drug: `recurtx facts prior.agents`, where those given stand" if drug else ""
        hint = otherwise_written(text) or place or suggestion(near, "see `recurtx facts` for all of them")
        raise UsageError.one("RTX210", f"no fact speaks of `{text}`", text, hint)
    show(
        lambda: fact_page(found[0], rules) if len(found) == 1 else fact_list(found, text),
        lambda: facts_data(found, rules), format, output,
    )  # fmt: skip
