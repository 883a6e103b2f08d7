"""A profile as text: YAML that a person can read on, every recorded fact below its question, or JSON."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from recurtx.profile import SECTIONS, VOCABULARY, SetContent

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from recurtx.profile import Content, Fact

__all__ = ["own_comments", "profile_json", "profile_text"]

_HEAD = """\
# A patient profile, written by `recurtx interview`. What is not here is not
# recorded. Health data: use a label that identifies nobody.

"""
_NOT_KNOWN = "# asked: not known"
_QUOTED_OR_COMMENT = re.compile(r"""(?:^|(?<=[\s\[{,]))(?:"(?:[^"\\]|\\.)*"|'[^']*'|(#.*))""")
"""A text in quotes, in which # is a character like any other, or a comment, which is the group."""


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


def profile_json(recorded: Mapping[str, Content], labels: Mapping[str, str], unknown: Collection[str] = ()) -> str:
    """The profile as JSON, which has no place for questions; the same facts as ``profile_text``."""
    found: dict[str, Any] = dict(labels)
    for path in (p for p in VOCABULARY if p in recorded or p in unknown):
        section, _, name = path.partition(".")
        found.setdefault(section, {})[name] = _plain(recorded.get(path))
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    return "".join(c if c.isprintable() or c == "\n" or ord(c) > 0xFFFF else f"\\u{ord(c):04x}" for c in text)


def own_comments(text: str) -> list[tuple[int, str]]:
    """Comments that somebody wrote into a profile, each with its line: all but those that ``profile_text`` writes."""
    ours = {_NOT_KNOWN, *_HEAD.splitlines()}
    ours.update(line.strip() for fact in VOCABULARY.values() for line in _question(fact))
    lines = enumerate(text.splitlines(), 1)
    found = [(n, match[1].strip()) for n, line in lines for match in _QUOTED_OR_COMMENT.finditer(line) if match[1]]
    return [(n, comment) for n, comment in found if comment not in ours]


def _plain(content: Content | None) -> object:
    if not isinstance(content, SetContent):
        return content
    present, absent = sorted(content.present), sorted(content.absent)
    return present if content.complete else {"present": present, "absent": absent}


def _question(fact: Fact) -> list[str]:
    return textwrap.wrap(fact.ask, 78, initial_indent="  # ", subsequent_indent="  # ")


def _fact(fact: Fact, content: Content | None) -> str:
    value = f"null  {_NOT_KNOWN}" if content is None else _value(content)
    return "\n".join(_question(fact)) + f"\n  {fact.path.partition('.')[2]}: {value}\n"


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
