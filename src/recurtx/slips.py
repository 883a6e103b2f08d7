"""Slips that keep a text from being YAML, in words, each with the line as it would be without it.

What the parser says is a riddle to whoever writes a profile: most of what goes wrong is one of a few things. The
mended line serves to find the other mistakes of the file; nothing is assessed from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import yaml

_KEY = re.compile(r"(?P<key>\s*(?:-\s+)?[\w.]+):(?P<gap>\s*)(?P<value>.*)\Z")
_COMMENT = re.compile(r"(?:^|(?<=[\s,{\[]))(?://|/\*).*")
_NUMBER = re.compile(r"[<>=~≥≤%*\s]*([0-9]{1,12}(?:\.[0-9]{1,12})?)\s*%?\Z")
_CLOSING = {"[": "]", "{": "}"}
_AT_CONTEXT = ("while scanning", "while parsing a flow")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong, where (line and column from 0), a way out, and the line without it; None if none can be told."""

    says: str
    line: int
    column: int
    help: str = ""
    mended: str | None = None


def slip(error: yaml.MarkedYAMLError, lines: Sequence[str], *, json: bool) -> Slip | None:
    """The slip behind an error of the parser; None where the parser does not say where it is."""
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return None
    said, around = (error.problem or "cannot be parsed").strip(), error.context or ""
    if json and (found := _comment(lines)):
        return found
    if context is not None and around.startswith(_AT_CONTEXT):
        line, column = context.line, context.column
    else:
        line, column = mark.line, mark.column
    text = _at(lines, line)
    if "tab character" in said and (at := _tabbed(lines, line)) is not None:
        return _of_line(lines[at], at, 0, said, around)
    if "mapping values" in said and (deeper := _deeper(lines, line, column)) is not None:
        return deeper
    if around.startswith("while parsing a flow") and not _KEY.match(text[:column]):
        return _open_text(lines, mark, context or mark)
    if "mapping values" in said and (before := _glued(lines, line, column)) is not None:
        return before
    return _of_line(text, line, column, said, around)


def _at(lines: Sequence[str], line: int) -> str:
    return lines[line] if line < len(lines) else ""


def _comment(lines: Sequence[str]) -> Slip | None:
    for number, text in enumerate(lines):
        found = _COMMENT.search(text)
        if found and '"' not in text[found.start() :]:
            says, help = "a comment stands in it", "JSON has no comments: take it out"
            return Slip(says, number, found.start(), help, text[: found.start()])
    return None


def _open_text(lines: Sequence[str], mark: yaml.Mark, context: yaml.Mark) -> Slip:
    """A bracket around all of the text: what is missing at its end, or between two entries."""
    bracket = _at(lines, context.line)[context.column : context.column + 1]
    rest = "".join(lines[mark.line + 1 :])
    if not _at(lines, mark.line)[mark.column :].strip() and not rest.strip():
        says = f"the bracket `{bracket}` is never closed" if bracket else "a bracket is never closed"
        return Slip(says, context.line, context.column, "the end of the text is missing")
    says = f"a comma or `{_CLOSING.get(bracket, '}')}` is missing before this place"
    return Slip(says, mark.line, mark.column, "entries stand between commas, and a key before a colon")


def _glued(lines: Sequence[str], line: int, column: int) -> Slip | None:
    """A colon that is missing or has no blank behind it, in the line before the one that the parser stops at."""
    before = line - 1
    while before >= 0 and not lines[before].strip():
        before -= 1
    found = _KEY.match(_at(lines, before)) if before >= 0 else None
    if ":" in _at(lines, line)[:column] or before < 0:
        return None
    if ":" not in lines[before]:
        says, help = "a colon is missing behind the key", "write it as `key: value`"
        return Slip(says, before, len(lines[before]) - len(lines[before].lstrip()), help, "")
    if not found or found["gap"] or not found["value"]:
        return None
    mended = f"{found['key']}: {found['value']}"
    return Slip("a blank is missing behind the colon", before, found.end("key"), f"write `{mended.strip()}`", mended)


def _tabbed(lines: Sequence[str], line: int) -> int | None:
    """The line that is indented with a tab, this one or one soon behind it."""
    return next((at for at in range(line, min(line + 3, len(lines))) if "\t" in _indent(lines[at])), None)


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _deeper(lines: Sequence[str], line: int, column: int) -> Slip | None:
    """A fact that is indented deeper than the one before it, which has a value already."""
    text = _at(lines, line)
    above = next((lines[at] for at in range(line - 1, -1, -1) if lines[at].strip()), "")
    found = _KEY.match(above)
    if ":" in text[:column] or not found or not found["value"] or len(_indent(text)) <= len(_indent(above)):
        return None
    says, help = "the line is not indented like its neighbours", "facts of one section begin in the same column"
    return Slip(says, line, len(_indent(text)), help, _indent(above) + text.lstrip())


def _of_line(text: str, line: int, column: int, said: str, around: str) -> Slip:
    found = _KEY.match(text)
    value = found["value"] if found else text.strip()
    emptied = f"{found['key']}:" if found else ""
    indent = _indent(text)
    if "\t" in indent:
        mended = indent.replace("\t", "  ") + text.lstrip()
        return Slip("the line is indented with a tab", line, 0, "use two blanks in place of each tab", mended)
    says, help = _words(value, text, column, said, around)
    beside = said.startswith("did not find expected") and not text[:column].strip()
    return Slip(says, line, column, help, "" if beside else emptied)


def _words(value: str, text: str, column: int, said: str, around: str) -> tuple[str, str]:
    """What is wrong with the value of a line, and a way out."""
    sign, number = value[:1], _NUMBER.match(value)
    alone = f"write the number alone: {number[1]}" if number else "write the value alone, or the whole in quotes"
    if "quoted" in around and "end of stream" not in said and "document indicator" not in said:
        return f"this is no character: {said}", "write the character itself"
    if "quoted" in around:
        return "the quotation mark is never closed", "close it, or leave it out"
    if around.startswith("while parsing a flow"):
        bracket = text[column : column + 1]
        return (
            f"the bracket `{bracket}` is never closed",
            f"close it with `{_CLOSING.get(bracket, ']')}` in the same line",
        )
    if sign == ">" and number:
        return f"a value cannot begin with `{sign}`", f"{alone}, where it is the value; a bound is no number"
    if "block scalar" in around or (sign and sign in "><|%*@`&!]},"):
        return f"a value cannot begin with `{sign}`", alone
    if "mapping values" in said:
        return "a second colon stands in this line", "put a text that has a colon in quotes"
    if "block sequence" in said:
        return "a list cannot begin behind its key", "write the list in brackets: [first, second]"
    if "simple key" in around or "expected ':'" in said:
        return "a colon is missing behind the key", "write it as `key: value`"
    if said.startswith("found character"):
        at = text[column : column + 1]
        return ("a tab stands here", "use blanks") if at == "\t" else (f"a value cannot begin with `{at}`", alone)
    if said in ("did not find expected key", "did not find expected <document start>"):
        if text[:column].strip():
            return "more stands here than one value", "put the whole value in quotes"
        return "the line is not indented like its neighbours", "facts of one section begin in the same column"
    if said == "did not find expected '-' indicator":
        return "a key stands beside entries of a list", "write the list in brackets behind its key"
    return said, ""
