"""A profile as YAML that a person can read on: every recorded fact below its question."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from recurtx.profile import SECTIONS, VOCABULARY, SetContent

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from recurtx.profile import Content, Spec

__all__ = ["profile_text"]

_HEAD = """\
# A patient profile, written by `recurtx interview`. What is not here is not
# recorded. Health data: use a label that identifies nobody.

"""


def profile_text(recorded: Mapping[str, Content], labels: Mapping[str, str], unknown: Collection[str] = ()) -> str:
    """The profile as YAML.

    Args:
        recorded: facts by path.
        labels: ``id`` and ``as_of``, where they are given.
        unknown: facts that were asked and are not known; they stand there as null.
    """
    parts = [_HEAD, *(f"{name}: {_text(value) if name == 'id' else value}\n" for name, value in labels.items())]
    for section in SECTIONS:
        paths = [p for p in VOCABULARY if p.startswith(f"{section}.") and (p in recorded or p in unknown)]
        parts += [f"{section}:\n"] if paths else []
        parts += [_fact(VOCABULARY[p], recorded.get(p)) for p in paths]
    return "".join(parts)


def _fact(fact: Spec, content: Content | None) -> str:
    lines = textwrap.wrap(fact.fact.ask, 78, initial_indent="  # ", subsequent_indent="  # ")
    value = "null  # asked: not known" if content is None else _value(content)
    return "\n".join(lines) + f"\n  {fact.path.partition('.')[2]}: {value}\n"


def _value(content: Content) -> str:
    if isinstance(content, SetContent):
        present, absent = (f"[{', '.join(map(_word, sorted(names)))}]" for names in (content.present, content.absent))
        return present if content.complete else f"{{present: {present}, absent: {absent}}}"
    if isinstance(content, bool):
        return "true" if content else "false"
    return _word(content) if isinstance(content, str) else str(content)


def _word(name: str) -> str:
    """A word, in quotes where it would read as something else."""
    return name if name[0].isalpha() and name not in ("null", "true", "false") else f'"{name}"'


def _text(label: str) -> str:
    """A label in quotes, with every character that is not printable as an escape."""
    quoted = json.dumps(label, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)
