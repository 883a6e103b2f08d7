"""An annotated blank profile, written from the vocabulary."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from recurtx.profile import INVESTIGATIONS, SECTIONS, VOCABULARY, Kind, spec, test_of

if TYPE_CHECKING:
    from recurtx.profile import Fact

__all__ = ["template_text"]

_HEAD = """\
# A patient profile for recurtx. Fill in what is recorded and leave the rest: absent and null both mean
# "not recorded", which is never taken for "no". Only cancer.type is needed.
# A list is complete (`[]`: looked for, none). Where only part is known, write {present: [...], absent: [...]}.
# Health data: use a label that identifies nobody.

id: null
as_of: null  # date of the assessment, such as 2026-01-31
"""


def template_text() -> str:
    """The blank profile as YAML."""
    parts = [_HEAD]
    for section in SECTIONS:
        parts.append(f"\n{section}:\n")
        parts += [_fact(fact) for path, fact in VOCABULARY.items() if path.startswith(f"{section}.")]
    return "".join(parts)


def _fact(fact: Fact) -> str:
    name = fact.path.partition(".")[2]
    how = INVESTIGATIONS[fact.by]
    text = f"{fact.ask} ({how}) {_allowed(fact)}"
    if fact.applies_when:
        conditions = " and ".join(f"{spec(c.path).short} {test_of(c)}" for c in fact.applies_when)
        text += f" Only where: {conditions}."
    if fact.presumption is not None:
        text += " Taken as absent unless recorded."
    lines = textwrap.wrap(text, 110, initial_indent="  # ", subsequent_indent="  # ")
    return "\n".join(lines) + f"\n  {name}: null\n"


def _allowed(fact: Fact) -> str:
    if fact.by_type:
        return " ".join(f"{kind}: {', '.join(values)}." for kind, values in fact.by_type.items())
    lead = "A set of: " if fact.kind is Kind.SET else ""
    return f"{lead}{fact.allowed()}."
