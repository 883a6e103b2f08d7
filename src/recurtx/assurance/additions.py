"""Examples written into the files of the rules: lines are added behind those of the entry, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from recurtx.assurance.places import Places
from recurtx.ruleset import Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recurtx.assurance.propose import Entry, Proposal

_WIDTH = 120


def example_lines(proposal: Proposal, indent: int) -> list[str]:
    """An example as lines of a rule file."""
    parts = [f"given: {_plain(dict(proposal.given))}", f"then: {proposal.then}"]
    parts += [f"verdict: {proposal.verdict}"] if proposal.verdict else []
    parts += [f"option: {proposal.option}"] if getattr(proposal.entry, "shared", False) else []
    return _wrapped(f"- {{{', '.join(parts)}}}", indent)


def _wrapped(text: str, indent: int) -> list[str]:
    """A flow mapping on lines that are not too long, broken behind commas alone."""
    kept = text.replace(", ", ",\0").replace(" ", "\1").replace("\0", " ")
    first, rest = " " * indent, " " * (indent + 4)
    lines = wrap(kept, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False)
    return [line.replace("\1", " ") for line in lines]


def _plain(value: Any) -> str:
    """A value as flow YAML; what a profile holds are words, numbers, yes and no."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_plain(part)}' for key, part in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"' if value.isdigit() else value  # a word of digits stays one
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def write_examples(proposals: Iterable[Proposal]) -> int:
    """Add examples to the files that their entries were read from; how many were added."""
    by_entry: dict[tuple[str, int], list[Proposal]] = {}
    for proposal in proposals:
        place = proposal.entry.location
        by_entry.setdefault((place.path, place.line), []).append(proposal)
    by_file: dict[str, list[tuple[int, list[str]]]] = {}
    places = Places()
    for (path, _), some in by_entry.items():
        by_file.setdefault(path, []).append(_added(some, places, _lines(path)))
    for path, added in by_file.items():
        lines = _lines(path)
        for number, new in sorted(added, key=lambda one: one[0], reverse=True):
            lines[number:number] = new
        Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sum(map(len, by_entry.values()))


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def _added(proposals: Sequence[Proposal], places: Places, lines: Sequence[str]) -> tuple[int, list[str]]:
    """Before which line of the file some lines belong, and the lines."""
    entry = proposals[0].entry
    last = places.last(entry, "examples")
    if last is None:
        return _behind(entry, places, lines, proposals)
    indent = len(lines[last - 1]) - len(lines[last - 1].lstrip())
    return _end(last, indent, lines), _written(proposals, indent)


def _written(proposals: Sequence[Proposal], indent: int) -> list[str]:
    return [line for proposal in proposals for line in example_lines(proposal, indent)]


def _behind(entry: Entry, places: Places, lines: Sequence[str], proposals: Sequence[Proposal]) -> tuple[int, list[str]]:
    """The first examples of an option, behind everything else that is said of it."""
    table = places.table(entry)
    assert isinstance(entry, Option), "everything else has examples"
    assert table is not None, "it was read from there"
    last = max(item.location.line for item in table)
    return _end(last, 2, lines), ["  examples:", *_written(proposals, 4)]


def _end(line: int, indent: int, lines: Sequence[str]) -> int:
    """The number of lines to the end of what begins on a line: what follows and is indented further belongs to it."""
    while line < len(lines) and lines[line].strip() and len(lines[line]) - len(lines[line].lstrip()) > indent:
        line += 1
    return line
