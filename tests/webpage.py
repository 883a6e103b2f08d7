"""What a browser makes of a page, and what must hold of every page: ``read`` it, and the laws are checked."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = ("meta", "col")
"""Elements without an end."""
_ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "header", "nav", "main", "footer", "section", "details",
    "summary", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "span", "strong", "a", "ul", "li", "table", "caption",
    "col", "thead", "tbody", "tr", "th", "td", "figure", "svg", "desc", "rect", "path", "text",
}  # fmt: skip
"""All that a page is made of: nothing that runs, sends or loads."""
_ATTRIBUTES = {
    "lang", "charset", "http-equiv", "name", "content", "class", "id", "href", "scope", "colspan", "aria-label",
    "data-head", "tabindex", "role", "width", "height", "viewbox", "x", "y", "rx", "d", "fill", "fill-opacity",
    "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor",
}  # fmt: skip


@dataclass
class Seen:
    """The elements of a page in order, where each may be linked to, what it links to, and the text that it shows."""

    elements: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    text: str = ""
    style: str = ""
    policy: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen, self.open = Seen(), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        assert tag in _ELEMENTS, tag
        assert set(found) <= _ATTRIBUTES, found
        assert tag != "ul" or self.open[-1] in ("main", "section", "details", "li", "nav", "td"), self.open
        assert tag != "th" or found["scope"] in ("row", "col")
        self.seen.elements.append(tag)
        self.seen.places += [found["id"]] if "id" in found else []
        self.seen.links += [found["href"]] if "href" in found else []
        self.seen.headings += [int(tag[1])] if tag[0] == "h" and tag[1:].isdigit() else []
        if found.get("http-equiv") == "Content-Security-Policy":
            self.seen.policy = found["content"]
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.seen.style += data
        elif self.open:
            self.seen.text += data


def read(html: str) -> Seen:
    """The page as seen, after the laws of every page were checked."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    seen = reader.seen
    assert reader.open == []
    assert len(set(seen.places)) == len(seen.places), "two places of one name"
    assert {link[1:] for link in seen.links if link[0] == "#"} <= set(seen.places), "a link that leads nowhere"
    assert all(link.startswith(("#", "http://", "https://")) for link in seen.links)
    assert seen.headings[0] == 1
    assert seen.headings.count(1) == 1
    assert all(one <= before + 1 for before, one in zip(seen.headings, seen.headings[1:], strict=False))
    assert not any(word in seen.style for word in ("url(", "@import", "expression"))
    digest = base64.b64encode(hashlib.sha256(seen.style.encode()).digest()).decode()
    assert seen.policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    for landmark in ("header", "main"):
        assert seen.elements.count(landmark) == 1
    return seen
