"""Drawings as text that other programs draw: Mermaid and DOT. Every box is a node, every line an edge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recurtx.markup.characters import safe
from recurtx.markup.drawing import Kind, Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recurtx.markup.drawing import Box, Drawing

_MERMAID = {
    Kind.ROOT: ("[[", "]]"), Kind.GROUP: ("[[", "]]"), Kind.STATEMENT: ("(", ")"), Kind.JOINT: ("([", "])"),
    Kind.LEAF: ("[", "]"),
}  # fmt: skip
_CLASSES = {Outline.DASHED: "dashed", Outline.DOTTED: "dotted"}
_STYLES = {"dashed": "stroke-dasharray:7 4", "dotted": "stroke-dasharray:2 3"}
_DOT = {
    Kind.ROOT: "shape=box, peripheries=2", Kind.GROUP: "shape=box, peripheries=2", Kind.STATEMENT: "shape=box",
    Kind.JOINT: "shape=oval", Kind.LEAF: "shape=box",
}  # fmt: skip
_SPECIAL = re.compile(r"[^\w ,;:()/%.…·±×–●◐○?+=~⊘-]|:(?=\S)|^[-+\d.]+(?=[.)]|\s)|_")
_BROKEN = "\\$:"
"""What Mermaid obeys with what stands behind it, also as a number: line ends, formulas, icons."""


def mermaid(drawing: Drawing) -> str:
    """A flow chart of Mermaid, as GitHub and many editors show it."""
    title = _entities(drawing.title)
    lines = ["flowchart LR", f"accTitle: {title}"]
    outlined: dict[Outline, list[str]] = {}
    for name, box, parent in _numbered(drawing):
        opening, closing = _MERMAID[box.kind]
        lines.append(f'{name}{opening}"{_label(box, _entities, "<br/>")}"{closing}')
        if parent:
            lines.append(f"{parent} {_arrow(box)} {name}")
        outlined.setdefault(box.outline, []).append(name)
    for outline, name in _CLASSES.items():
        if outline in outlined:
            lines += [f"classDef {name} {_STYLES[name]}", f"class {','.join(outlined[outline])} {name}"]
    return "\n  ".join(lines) + "\n"


def dot(drawing: Drawing) -> str:
    """A graph in DOT, the language of Graphviz."""
    lines = [
        f"digraph {_quoted(drawing.title)} {{", "rankdir=LR", 'node [fontname="Helvetica", fontsize=12]',
    ]  # fmt: skip
    for name, box, parent in _numbered(drawing):
        styles = ["rounded"] if box.kind is Kind.STATEMENT else []
        styles += [box.outline.value] if box.outline in (Outline.DASHED, Outline.DOTTED) else []
        style = f', style="{",".join(styles)}"' if styles else ""
        lines.append(f"{name} [label={_quoted(_label(box, str, chr(10)))}, {_DOT[box.kind]}{style}]")
        if parent:
            lines.append(f"{parent} -> {name}" + (" [penwidth=3]" if box.decides else ""))
    return "\n  ".join(lines) + "\n}\n"


def _numbered(drawing: Drawing) -> Iterator[tuple[str, Box, str]]:
    """Every box with a name, and that of its parent, empty where it has none."""
    open_ = [(tree, "") for tree in reversed(drawing.trees)]
    number = 0
    while open_:
        box, parent = open_.pop()
        name, number = f"n{number}", number + 1
        yield name, box, parent
        open_ += [(child, name) for child in reversed(box.of)]


def _label(box: Box, escape: Callable[[str], str], end: str) -> str:
    return end.join(escape(text.replace("\xa0", " ")) for text in (box.signed, box.detail, box.tag) if text)


def _arrow(box: Box) -> str:
    return "==>" if box.decides else "-.->" if box.outline is Outline.DASHED else "-->"


def _entities(text: str) -> str:
    """A text of which Mermaid shows every character: what it might obey stands as the number of the character."""
    return _SPECIAL.sub(lambda m: "".join(map(_entity, m.group())), safe(text))


def _entity(character: str) -> str:
    return f"#{ord(character)};" + ("#8203;" if character in _BROKEN else "")


def _quoted(text: str) -> str:
    """A text as DOT quotes it."""
    shown = "\n".join(map(safe, text.split("\n"))).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + shown.replace("\n", "\\n") + '"'
