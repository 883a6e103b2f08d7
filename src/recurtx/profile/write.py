"""A profile as text: YAML that a person can read on, every fact below its question, JSON, a digest; and a blank one."""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from recurtx.profile.about import INVESTIGATIONS, Kind
from recurtx.profile.content import SetContent, content_of
from recurtx.profile.units import asked_back
from recurtx.profile.vocabulary import RECORDS, SECTIONS, VOCABULARY, spec
from recurtx.profile.words import test_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from recurtx.profile.content import Content
    from recurtx.profile.history import History
    from recurtx.profile.models import Profile
    from recurtx.profile.vocabulary import Fact

_HEAD = """\
# A patient profile, written by `recurtx`. What is not here is not
# recorded. Health data: use a label that identifies nobody.

"""
_BLANK = """\
# A patient profile for recurtx. Fill in what is recorded and leave the rest: absent and null both mean
# "not recorded", which is never taken for "no". Only cancer.type is needed.
# A list is complete (`[]`: looked for, none). Where only part is known, write {present: [...], absent: [...]}.
# Health data: use a label that identifies nobody.

id: null
as_of: null  # date of the assessment, such as 2026-01-31
"""
_RECORDS: Mapping[str, tuple[str, ...]] = {
    "recurrence.date": ("When it came back: a year, a month or a day.",),
    "prior.operations": (
        "Every operation, the first one first. kind: crs, hipec, pipac, resection, bypass_or_stoma, laparotomy.",
        "  - {date: 2023-05, kind: [crs, hipec], completeness: 0, pci: 12, hipec_agents: [mitomycin]}",
        "  - {months_ago: 7, kind: bypass_or_stoma}",
    ),
    "prior.regimens": (
        "Every systemic therapy, the first one first. setting: neoadjuvant, perioperative, adjuvant, first_line,",
        "maintenance, recurrence. response: complete, partial, stable, progression. stopped_for: completed,",
        "progression, toxicity, allergy, choice. ended: a date, running, or {months_ago: 7}.",
        "  - {agents: [oxaliplatin, fluorouracil], setting: adjuvant, ended: 2023-11, stopped_for: completed}",
        "  - {agents: [irinotecan], setting: recurrence, response: partial, ended: running}",
    ),
}
"""How a record of the history is written; a fact that follows from it need not be recorded."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]*(?<!null)(?<!true)(?<!false)(?<!yes)(?<!no)")
"""A label that YAML reads as the text that it is."""
_NOT_KNOWN = "# asked: not known"
_QUOTED_OR_COMMENT = re.compile(r"""(?:^|(?<=[\s\[{,]))(?:"(?:[^"\\]|\\.)*"|'[^']*'|(#.*))""")
"""A text in quotes, in which # is a character like any other, or a comment, which is the group."""


def profile_text(
    recorded: Mapping[str, Content],
    labels: Mapping[str, str],
    unknown: Collection[str] = (),
    history: History | None = None,
) -> str:
    """The profile as YAML.

    Args:
        recorded: facts by path.
        labels: ``id`` and ``as_of``, where they are given.
        unknown: facts that were asked and are not known; they stand there as null.
        history: the records, where there are any.
    """
    records = history.records if history else {}
    parts = [_HEAD, *(f"{name}: {_text(value) if name == 'id' else value}\n" for name, value in labels.items())]
    for section in SECTIONS:
        facts = [f for f in _facts(section) if f.path in recorded or f.path in unknown]
        noted = [(path, value) for path, value in records.items() if path.startswith(f"{section}.")]
        parts += [f"{section}:\n"] if facts or noted else []
        parts += [_record(path, value) for path, value in noted]
        parts += [_fact(f, recorded.get(f.path)) for f in facts]
    return "".join(parts)


def _record(path: str, value: object) -> str:
    """A record of the history, each entry on a line of its own."""
    name, plain = path.partition(".")[2], plain_record(value)
    if isinstance(plain, str):
        return f"  {name}: {plain}\n"
    return f"  {name}:\n" + "".join(f"  - {_flow(entry)}\n" for entry in plain) if plain else f"  {name}: []\n"


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def plain_record(value: object) -> Any:
    """A record as plain values, what is not known left out and the words of a list sorted."""
    if isinstance(value, str):
        return value
    entries = value if isinstance(value, (list, tuple)) else ()
    return [_sorted(entry.model_dump(mode="json", exclude_none=True)) for entry in entries]


def _sorted(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: sorted(value) if isinstance(value, list) else value for key, value in entry.items()}


def profile_json(
    recorded: Mapping[str, Content],
    labels: Mapping[str, str],
    unknown: Collection[str] = (),
    history: History | None = None,
) -> str:
    """The profile as JSON, which has no place for questions; the same facts as ``profile_text``."""
    profile: dict[str, Any] = dict(labels)
    for path, value in history.records.items() if history else ():
        section, _, name = path.partition(".")
        profile.setdefault(section, {})[name] = plain_record(value)
    for path in (p for p in VOCABULARY if p in recorded or p in unknown):
        section, _, name = path.partition(".")
        content = recorded.get(path)
        profile.setdefault(section, {})[name] = _with_unit(spec(path), content) or _plain(content)
    text = json.dumps(profile, ensure_ascii=False, indent=1) + "\n"
    return "".join(c if c.isprintable() or c == "\n" or ord(c) > 0xFFFF else f"\\u{ord(c):04x}" for c in text)


def digest_of(profile: Profile) -> str:
    """SHA-256 of the recorded facts as canonical JSON, with keys and sets sorted; the label does not count."""
    facts: dict[str, object] = {path: _plain(content_of(value)) for path, value in profile.recorded().items()}
    facts |= {path: plain_record(value) for path, value in profile.records().items()}
    if profile.as_of is not None:
        facts["as_of"] = profile.as_of.isoformat()
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def template_text() -> str:
    """The blank profile as YAML, with the values and the investigation of every fact."""
    sections = (
        f"\n{section}:\n" + "".join((*_blank_records(section), *map(_blank, _facts(section)))) for section in SECTIONS
    )
    return _BLANK + "".join(sections)


def own_comments(text: str) -> list[tuple[int, str]]:
    """Comments that somebody wrote into a profile, each with its line: all but those that ``profile_text`` writes."""
    ours = {_NOT_KNOWN, *_HEAD.splitlines()}
    ours.update(line.strip() for fact in VOCABULARY.values() for line in _question(fact))
    lines = enumerate(text.splitlines(), 1)
    comments = [(n, match[1].strip()) for n, line in lines for match in _QUOTED_OR_COMMENT.finditer(line) if match[1]]
    return [(n, comment) for n, comment in comments if comment not in ours]


def _facts(section: str) -> Iterable[Fact]:
    return (fact for path, fact in VOCABULARY.items() if path.startswith(f"{section}."))


def _plain(content: Content | None) -> object:
    if not isinstance(content, SetContent):
        return content
    present, absent = sorted(content.present), sorted(content.absent)
    return present if content.complete else {"present": present, "absent": absent}


def _question(fact: Fact) -> list[str]:
    return textwrap.wrap(fact.ask, 78, initial_indent="  # ", subsequent_indent="  # ")


def _fact(fact: Fact, content: Content | None) -> str:
    value = f"null  {_NOT_KNOWN}" if content is None else value_text(fact, content)
    return "\n".join(_question(fact)) + f"\n  {fact.path.partition('.')[2]}: {value}\n"


def value_text(fact: Fact, content: Content) -> str:
    """A value as it is written in a profile and behind ``--set PATH=``."""
    return _with_unit(fact, content) or _value(content)


def label_text(label: str) -> str:
    """A label as it is written: in quotes, with escapes, where it would read as something else or steer a terminal."""
    return label if _PLAIN.fullmatch(label) else _text(label)


def record_text(value: object) -> str:
    """A record of the history as it is written in one line."""
    return _flow(plain_record(value))


def _with_unit(fact: Fact, content: Content | None) -> str:
    """A number with its unit where it would be asked back without; else nothing."""
    if isinstance(content, (int, float)) and fact.is_number and asked_back(fact, content):
        return f"{_number(content)} {fact.unit}"
    return ""


def _number(value: float) -> str:
    """A number with every digit that it has, and none that says nothing."""
    return str(int(value)) if float(value).is_integer() else str(value)


def _value(content: Content) -> str:
    if isinstance(content, SetContent):
        present, absent = (f"[{', '.join(map(_word, sorted(names)))}]" for names in (content.present, content.absent))
        return present if content.complete else f"{{present: {present}, absent: {absent}}}"
    if isinstance(content, bool):
        return "true" if content else "false"
    return _word(content) if isinstance(content, str) else _number(content)


def _word(name: str) -> str:
    """A word, in quotes where it would read as something else."""
    return name if name[0].isalpha() and name not in ("null", "true", "false") else f'"{name}"'


def _text(label: str) -> str:
    """A label in quotes, with every character that is not printable as an escape."""
    quoted = json.dumps(label, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)


def _blank_records(section: str) -> Iterable[str]:
    for path in (p for p in RECORDS if p.startswith(f"{section}.")):
        lines = "".join(f"  # {line}\n" for line in _RECORDS[path])
        yield f"{lines}  {path.partition('.')[2]}: null\n"


def _blank(fact: Fact) -> str:
    text = f"{fact.ask} ({INVESTIGATIONS[fact.by]}) {_allowed(fact)}"
    if fact.applies_when:
        conditions = " and ".join(f"{spec(c.path).short} {test_of(c)}" for c in fact.applies_when)
        text += f" Only where: {conditions}."
    if fact.presumption is not None:
        text += " Taken as absent unless recorded."
    lines = textwrap.wrap(text, 110, initial_indent="  # ", subsequent_indent="  # ")
    return "\n".join(lines) + f"\n  {fact.path.partition('.')[2]}: null\n"


def _allowed(fact: Fact) -> str:
    if fact.by_type:
        return " ".join(f"{kind}: {', '.join(values)}." for kind, values in fact.by_type.items())
    lead = "A set of: " if fact.kind is Kind.SET else ""
    return f"{lead}{fact.allowed()}."
